"""A small language for phrases, matched over the words of a text: `get|gain ~ certificate?`.

An element is a word, a lemma or a class (`@improve`), alternatives parted by `|`; `?` behind it makes it optional, `!` before it says
"anything but"; `_` is any one word, `~` is up to four words of the same clause, `^` is the beginning of a clause, `^^` that of the text, `#` is a figure,
`@stop` is a sign, a joining word or the end of the text.
Matching looks at each place of the text once for each phrase that may begin there and at most four words ahead for each `~`, so its time grows with the
text's length and nothing else; there is no regular expression to drive into a corner.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cadenza.wording.text import Span, Text, Token

GAP = 4
"""Words that a `~` may stand for."""


@dataclass(frozen=True, slots=True)
class _Element:
    options: frozenset[str]
    optional: bool = False
    other: bool = False
    gap: bool = False

    def fits(self, token: Token) -> bool:
        if not self.options:
            return token.is_word
        return self.options.isdisjoint(token.forms) is self.other


def _element(source: str) -> _Element:
    if source == "~":
        return _Element(frozenset(), gap=True)
    if source in {"_", "_?"}:
        return _Element(frozenset(), optional=source == "_?")
    optional, other = source.endswith("?") and len(source) > 1, source.startswith("!") and len(source) > 1
    return _Element(frozenset(source.removesuffix("?").removeprefix("!").split("|")), optional, other)


def _openings(line: str, elements: Sequence[_Element]) -> frozenset[str]:
    """The forms with which a phrase may begin, those behind optional words too. Any word at all cannot be looked up."""
    found: frozenset[str] = frozenset()
    for element in elements:
        if not element.options or element.other:
            raise ValueError(f"a phrase has to begin with a word that can be looked up: {line}")
        found |= element.options
        if not element.optional:
            return found
    raise ValueError(f"a phrase needs a word that is not optional: {line}")


class Phrases:
    """Phrases to look for, one a line; `#` alone is a figure, and a line that begins with `--` is a remark."""

    def __init__(self, source: str) -> None:
        self._phrases: list[tuple[str, tuple[_Element, ...]]] = []
        self._by_first: dict[str, list[int]] = defaultdict(list)
        for line in filter(None, (line.strip() for line in source.splitlines())):
            if line.startswith("--"):
                continue
            words = line.split()
            where = words[0] if words[0] in {"^", "^^"} else ""
            elements = tuple(_element(word) for word in words[bool(where) :])
            for form in _openings(line, elements):
                self._by_first[form].append(len(self._phrases))
            self._phrases.append((where, elements))
        self._firsts = frozenset(self._by_first)

    def _beginning_with(self, forms: frozenset[str]) -> Sequence[int]:
        """The lines that may begin with a word of these forms, each once, in their order."""
        return sorted({number for form in forms for number in self._by_first[form]})

    def spans(self, text: Text, first: int = 0, last: int | None = None) -> Iterator[Span]:
        """Every place where a phrase stands, from the first word on; at one place in the order of the lines."""
        tokens, last = text.tokens, len(text.tokens) if last is None else last
        for place in range(first, last):
            known = tokens[place].forms & self._firsts
            if not known:
                continue
            for number in self._by_first[next(iter(known))] if len(known) == 1 else self._beginning_with(known):
                where, elements = self._phrases[number]
                if (where == "^" and place not in text.heads) or (where == "^^" and place != text.start):
                    continue
                end = _matched(tokens, place, elements, last)
                if end:
                    yield Span(place, end)

    def first(self, text: Text, first: int = 0, last: int | None = None) -> Span | None:
        """The first such place."""
        if first == 0 and last is None:
            return text.once(self, lambda: next(self.spans(text), None))
        return next(self.spans(text, first, last), None)


def _matched(tokens: Sequence[Token], place: int, elements: tuple[_Element, ...], last: int) -> int:
    """The place after the phrase, or 0 where it does not stand."""
    for number, element in enumerate(elements):
        if element.gap:
            rest = elements[number + 1 :]
            for skipped in range(GAP + 1):
                end = _matched(tokens, place + skipped, rest, last)
                if end:
                    return end
                if place + skipped >= last or not tokens[place + skipped].is_word:
                    return 0
            return 0
        if element.optional:
            if place < last and element.fits(tokens[place]):
                end = _matched(tokens, place + 1, elements[number + 1 :], last)
                if end:
                    return end
            continue
        if place >= last:
            if "@stop" in element.options:
                continue
            return 0
        if not element.fits(tokens[place]):
            return 0
        if "@stop" in element.options and number == len(elements) - 1:
            return place
        place += 1
    return place
