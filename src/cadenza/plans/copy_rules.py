"""When two people's words are nearly the same, and how such texts are put together without comparing each with each (LEARN-4). Pure."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

ALIKE = Fraction(4, 5)
"""Words that two texts share, of all words in either, from which on one is a near-copy of the other (LEARN-4).

Four fifths let a name, a place or a date differ in a sentence of fifteen words; two goals that people wrote by themselves for the
same key result stay well below it. House arithmetic, tried on the demo's goals.
"""
FEWEST_WORDS = 6
"""Shorter texts say too little to be anybody's own: “Lead the next design review” is no programme."""
WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Written:
    """One text of somebody's: its key, whose it is, and its words."""

    key: int
    owner: int
    words: frozenset[str]


def words_in(*texts: str) -> frozenset[str]:
    """The different words of a text, without case, accents, figures and punctuation. Rule LEARN-4.

    Figures are left out so that another date or percentage does not make another goal.
    """
    plain = unicodedata.normalize("NFKD", " ".join(texts)).casefold()
    return frozenset(WORD.findall("".join(sign for sign in plain if not unicodedata.combining(sign))))


def likeness(one: frozenset[str], other: frozenset[str]) -> Fraction:
    """Shared words of all words of two texts: 0 for nothing in common, 1 for the same words. Rule LEARN-4."""
    either = len(one | other)
    return Fraction(len(one & other), either) if either else Fraction(0)


def near_copies(texts: Iterable[Written], *, alike: Fraction = ALIKE, fewest: int = FEWEST_WORDS) -> list[list[int]]:
    """Keys of texts that belong together, group by group, each group beginning with its first text; only groups of two people and more.

    Guarantee: every text of a group is a near-copy of the group's first one, and a text that is a near-copy of the first of an earlier
    group is in the earliest such group. So the same texts in the same order give the same groups, and no chain of small differences
    joins what is not alike. Never compares each with each: a text is only held against first texts that share one of its rarest words
    (prefix filtering), and the same words again are found by a look-up. Rule LEARN-4. Source: [L] identical programmes for everybody.
    """
    kept = [text for text in texts if len(text.words) >= fewest]
    found = _Groups(Counter(word for words in {text.words for text in kept} for word in words), alike)
    groups: list[list[Written]] = []
    for text in kept:
        group = found.of(text.words)
        if group == len(groups):
            groups.append([])
        groups[group].append(text)
    return [[text.key for text in group] for group in groups if len({text.owner for text in group}) > 1]


class _Groups:
    """First texts by their rarest words.

    With every text's words in the same order, the rarest first, the first word that two texts share tells at most how many they share:
    it and what comes after it in the shorter rest. Where that is not enough, or there is no such word among the first few, they cannot
    be alike and are not compared.
    """

    def __init__(self, common: Counter[str], alike: Fraction) -> None:
        self.common, self.alike = common, alike
        self.firsts: list[frozenset[str]] = []
        self.known: dict[frozenset[str], int] = {}
        self.with_word: defaultdict[str, list[tuple[int, int, int]]] = defaultdict(list)
        """Word -> (group, how many words its first text has from this one on, how many in all)."""

    def of(self, words: frozenset[str]) -> int:
        """The earliest group whose first text is alike; a new one where there is none."""
        group = self.known.get(words)
        if group is None:
            group = self._near(words)
            self.known[words] = group
        return group

    def _near(self, words: frozenset[str]) -> int:
        share, of = self.alike.numerator, self.alike.denominator
        size, rarest = len(words), self._rarest(words)
        near = set()
        for place, word in enumerate(rarest):
            left = size - place
            for group, rest, theirs in self.with_word.get(word, ()):
                if (of + share) * min(left, rest) >= share * (size + theirs):
                    near.add(group)
        for group in sorted(near):
            shared = len(words & self.firsts[group])
            if (of + share) * shared >= share * (size + len(self.firsts[group])):
                return group
        self.firsts.append(words)
        for place, word in enumerate(rarest):
            self.with_word[word].append((len(self.firsts) - 1, size - place, size))
        return len(self.firsts) - 1

    def _rarest(self, words: frozenset[str]) -> Sequence[str]:
        """So many of a text's rarest words that every near-copy has one of them: all but the share that must be there, and one."""
        needed = -(-len(words) * self.alike.numerator // self.alike.denominator)
        return sorted(words, key=lambda word: (self.common[word], word))[: len(words) - needed + 1]
