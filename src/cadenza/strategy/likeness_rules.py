"""Which key results of earlier cycles are like one, and what they suggest that it needs. Deterministic, explained. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from cadenza.people.rules import Coded

ALIKE = Fraction(1, 4)
"""Share of words in common from which a key result of the same team counts as like another."""
ALIKE_ELSEWHERE = Fraction(1, 2)
"""The same for a key result of another team."""
MOST_SUGGESTED = 5
SHORTEST = 3
"""Letters: shorter words say little."""

_WORD = re.compile(r"[^\W\d_]+")
EMPTY_WORDS = frozenset(
    [
        *("and", "the", "for", "from", "with", "that", "this", "into", "than", "per", "all", "are", "our", "more", "less", "least", "most"),
        *("rise", "rises", "fall", "falls", "raise", "reduce", "reduces", "cut", "increase", "increases", "within", "every", "each", "by"),
    ]
)
"""Words that stand in key results of every kind."""


class Tie(Coded):
    """Why an earlier key result is looked at, the closest first."""

    SAME_RESULT = "same-result"
    SAME_OBJECTIVE = "same-objective"
    SAME_TEAM = "same-team"
    ELSEWHERE = "elsewhere"


def words_of(text: str) -> frozenset[str]:
    """The words of a title that say what it is about: case, figures, plural s and words of every title left out. House arithmetic."""
    found = (word.removesuffix("s") if len(word) > SHORTEST else word for word in _WORD.findall(text.casefold()))
    return frozenset(word for word in found if len(word) >= SHORTEST and word not in EMPTY_WORDS)


def likeness(one: frozenset[str], other: frozenset[str]) -> Fraction:
    """The share of words that two titles have in common, of all words in either: 0 to 1. House arithmetic."""
    every = one | other
    return Fraction(len(one & other), len(every)) if every else Fraction(0)


def is_like(tie: Tie, share: Fraction) -> bool:
    """Whether an earlier key result is like enough to suggest what this one needs. Rule STRAT-1.

    What it continues always is, and so is a result of the objective it continues; of the same team with a quarter of its words,
    of any other team with half of them.
    """
    if tie in {Tie.SAME_RESULT, Tie.SAME_OBJECTIVE}:
        return True
    return share >= (ALIKE if tie == Tie.SAME_TEAM else ALIKE_ELSEWHERE)


@dataclass(frozen=True)
class Precedent:
    """One capability that one earlier key result needed."""

    key: str
    cycle_key: str
    cycle_label: str
    order: int
    """Later cycles have higher numbers."""
    tie: Tie
    share: Fraction
    capability_id: int
    level: int
    people_needed: int
    role_profile_id: int | None = None


@dataclass(frozen=True)
class SuggestedNeed:
    """A capability to take over, from the closest key result that needed it; the others that did are counted."""

    precedent: Precedent
    others: int

    @property
    def percent(self) -> int:
        """Words in common, in per cent."""
        return int(Decimal(self.precedent.share.numerator) * 100 / self.precedent.share.denominator)


_CLOSEST = {tie: place for place, tie in enumerate(Tie)}


def suggested(precedents: Iterable[Precedent], *, taken: Iterable[int] = (), most: int = MOST_SUGGESTED) -> list[SuggestedNeed]:
    """One suggestion for each capability not named yet, the closest key result first. Rule STRAT-1. Source: issue 5, capability requirements.

    Closer is: the same result before, the same objective, the same team, another; then more words in common, then later, then the key.
    """
    known = set(taken)
    by_capability: dict[int, list[Precedent]] = {}
    for one in precedents:
        if one.capability_id not in known and is_like(one.tie, one.share):
            by_capability.setdefault(one.capability_id, []).append(one)
    best = [(min(found, key=_closeness), len(found) - 1) for found in by_capability.values()]
    best.sort(key=lambda pair: (_closeness(pair[0]), pair[0].capability_id))
    return [SuggestedNeed(one, others) for one, others in best[:most]]


def _closeness(one: Precedent) -> tuple[int, Fraction, int, str]:
    return _CLOSEST[one.tie], -one.share, -one.order, one.key
