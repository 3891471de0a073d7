"""A text as the rules see it: words with their lemmas and classes, clauses, what stands in quotation marks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import simplemma

from cadenza.wording.lexicon import BARE_CONTRACTIONS, CLASSES, CONTRACTIONS, JOINED_PREFIXES, NUMBER_WORDS, SPELLINGS, words

_TOKEN = re.compile(
    r"""
      \d{1,4}[/.-]\d{1,2}[/.-]\d{2,4} (?! [\w%] )           # 03/06/2026, 2026-06-03
    | \d{1,2} (?: [:.] \d{2} )? \s? [ap]m \b | \d{1,2}:\d{2} (?! \d )   # 4.30 pm, 16:00
    | \d{1,9} (?: st | nd | rd | th ) \b                     # 3rd
    | [£$€] \s? \d[\d.,]{0,15} (?: k | m | bn )? \b          # £40k
    | \d{1,9} (?: [.,]\d{1,9} ){0,4} (?: \s? % | [km] \b )?   # 95 %, 1,200, 6k
    | (?: [qh] | wk | w | fy | cw | kw ) \d{1,4} \b           # Q3, H2, wk12, FY26
    | [^\W\d_]+ (?: ['’] [^\W\d_]+ )?                       # a word, with its contraction
    | [^\s\w] | [\w_]                                       # anything else, one by one
    """,
    re.VERBOSE | re.IGNORECASE,
)
_ENDING = "." + "".join(sign for sign in map(chr, range(0x3001)) if sign.isspace())
"""What a text may end with and say nothing: full stops and white space."""
_QUOTES = {'"': '"', "“": "”", "«": "»", "„": "“", "‘": "’", "'": "'"}


_TYPO_FROM, _TYPO_TO = 6, 30
"""Letters of a word that no dictionary knows and that may be one of ours, mistyped."""


def _shortened(word: str) -> set[str]:
    return {word, *(word[:place] + word[place + 1 :] for place in range(len(word)))}


@lru_cache(maxsize=1)
def _mistyped() -> Mapping[str, str]:
    """Every word of ours with a letter left out -> the word."""
    return {short: word for word in sorted(CLASSES) if len(word) >= _TYPO_FROM and word.isalpha() for short in _shortened(word)}


def _meant(word: str) -> str:
    """The word of ours that differs by one letter left out, put in, changed or swapped with its neighbour; else the word itself."""
    return next(
        (_mistyped()[short] for short in sorted(_shortened(word), key=lambda short: (-len(short), short)) if short in _mistyped()), word
    )


_LEMMATIZER = simplemma.Lemmatizer(cache_max_size=0)
"""Remembers no word: what people type may be a name."""


def forms_of(word: str) -> frozenset[str]:
    """A word's ways to be met: as written, as its lemma, as otherwise spelt, and the classes it belongs to.

    Only words of the language are remembered from one text to the next; a name or a slip of the pen is looked up anew and forgotten.
    """
    if word in CLASSES or simplemma.is_known(word, lang="en"):
        return _forms_of_known(word)
    return _forms(_meant(word) if _TYPO_FROM <= len(word) <= _TYPO_TO else word)


@lru_cache(maxsize=20_000)
def _forms_of_known(word: str) -> frozenset[str]:
    return _forms(word)


def _forms(word: str) -> frozenset[str]:
    lemma = _LEMMATIZER.lemmatize(word, lang="en").lower()
    found = {word, lemma, SPELLINGS.get(word, word), SPELLINGS.get(lemma, lemma)}
    if word.endswith("er") and lemma != word and not lemma.endswith("er"):
        found.add("@comparative")
    if lemma.startswith("re") and "@deed" in CLASSES.get(lemma[2:], ()):
        found.add("@deed")
    return frozenset(found.union(*(CLASSES.get(form, ()) for form in found)))


@dataclass(frozen=True, slots=True)
class Token:
    """One word, figure or sign: where it stands, and every form by which a phrase may know it."""

    text: str
    start: int
    end: int
    forms: frozenset[str]

    @property
    def is_word(self) -> bool:
        return self.text[0].isalnum() or self.text[0] in "£$€" or (self.text[0] in "'’" and len(self.text) > 1)


@dataclass(frozen=True, slots=True)
class Span:
    """Tokens `first` to before `last` of a text."""

    first: int
    last: int


def _figure(text: str) -> frozenset[str]:
    """The forms of whatever holds a digit."""
    lower = text.lower()
    if lower[0].isalpha():
        return frozenset({lower, "@calendar"})
    if re.fullmatch(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}", lower):
        return frozenset({lower, "@calendar"})
    if ":" in lower or lower.endswith(("am", "pm")):
        return frozenset({lower, "@clock"})
    if lower.endswith(("st", "nd", "rd", "th")):
        return frozenset({lower, "@ordinal", "@dayfigure"})
    found = {lower, "#"}
    if lower.isdecimal() and 1990 <= int(lower) <= 2099:
        found.add("@year")
    if lower.isdecimal():
        found.add("@plain")
        found.update({"@dayfigure"} if 1 <= int(lower) <= 31 else ())
    if re.fullmatch(r"(0?[1-9]|[12]\d|3[01])\.(0[1-9]|1[0-2])", lower):
        found.add("@dotted")
    if lower.endswith("%") or lower[0] in "£$€":
        found.add("@amount")
    return frozenset(found)


def _word(raw: str, start: int, *, first_word: bool) -> Iterator[Token]:
    """A word as one token, or as two when it is a contraction or a possessive; a capital says nothing about the first word of a text."""
    lower = raw.lower().replace("’", "'")
    if lower in BARE_CONTRACTIONS:
        yield Token(raw[:-2], start, start + len(raw) - 2, forms_of(lower[:-2]))
        yield Token(raw[-2:], start + len(raw) - 2, start + len(raw), frozenset({"not"}))
        return
    typed, mark, rest = raw.replace("’", "'").partition("'")
    head, tail = typed.lower(), rest.lower()
    first, second = CONTRACTIONS.get(lower, (head, _TAILS.get(tail, tail)))
    if tail == "t" and first == head:
        first, second = head.removesuffix("n") or head, "not"
    forms = forms_of(first) | ({"#"} if first in NUMBER_WORDS else set())
    if not first_word and raw[0].isupper() and raw[1:].islower() and not forms & {"i", "@month", "@weekday", "@holiday"}:
        forms |= {"@name"}
    yield Token(typed, start, start + len(typed), forms)
    if mark:
        yield Token(raw[len(typed) :], start + len(typed), start + len(raw), forms_of(second))


_TAILS = {"ll": "will", "re": "are", "ve": "have", "m": "am", "d": "would", "s": "'s"}


def _tokens(text: str) -> Iterator[Token]:
    first_word = True
    for match in _TOKEN.finditer(text):
        raw = match.group()
        if raw[0].isalpha() and not raw[-1].isdecimal():
            yield from _word(raw, match.start(), first_word=first_word)
            first_word = False
        elif any(sign.isdecimal() for sign in raw):
            yield Token(raw, match.start(), match.end(), _figure("".join(raw.split())))
        else:
            yield Token(raw, match.start(), match.end(), frozenset({raw, *CLASSES.get(raw, ())}))


class Text:
    """One text, read once: its tokens, where its clauses begin, and what it quotes."""

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self._known: dict[object, Span | None] = {}
        self.tokens: tuple[Token, ...] = tuple(_joined(list(_tokens(raw.rstrip(_ENDING)))))

    def once(self, key: object, find: Callable[[], Span | None]) -> Span | None:
        """What was found before under this key, else what is found now: several judges ask the same of one text."""
        if key not in self._known:
            self._known[key] = find()
        return self._known[key]

    @cached_property
    def heads(self) -> frozenset[int]:
        """The places where a clause begins: the first word, and each after a stop, comma, dash or colon."""
        found, open_ = set(), True
        for place, token in enumerate(self.tokens):
            if open_ and token.is_word:
                found.add(place)
                open_ = False
            if token.text in _CLAUSE_ENDS:
                open_ = True
        return frozenset(found)

    @cached_property
    def start(self) -> int:
        """The place of the first word."""
        return next((place for place, token in enumerate(self.tokens) if token.is_word), 0)

    @cached_property
    def quoted(self) -> frozenset[int]:
        """The places inside quotation marks; an apostrophe is one where it opens before a word and closes behind one."""
        found: set[int] = set()
        inside: list[int] = []
        closing = ""
        for place, token in enumerate(self.tokens):
            if closing and token.text == closing and not (closing in "'’" and self._touch(place + 1)):
                found.update(inside)
                closing, inside = "", []
            elif closing:
                inside.append(place)
            elif token.text in _QUOTES and (token.text != "'" or (self._touch(place + 1) and not self._touch(place))):
                closing = _QUOTES[token.text]
        return frozenset(found)

    def phrase(self, span: Span) -> Span:
        """A span with what its clause goes on to say, up to five words of it and none at the end that waits for another."""
        last = span.last
        while last < len(self.tokens) and last - span.last < _GOES_ON and self.tokens[last].is_word and not self._begins_another(last):
            last += 1
        unended = last < len(self.tokens) and self.tokens[last].is_word
        while unended and last > span.last and self.tokens[last - 1].text.lower() in _WAITING:
            last -= 1
        return Span(span.first, last)

    def _begins_another(self, place: int) -> bool:
        """Whether a word begins another thing to say, such as when."""
        return self.tokens[place].text.lower() in _OTHERWISE

    def _touch(self, place: int) -> bool:
        """Whether a word or sign stands right behind the word before it, or a word right behind the sign before it."""
        if not 0 < place < len(self.tokens) or self.tokens[place - 1].end != self.tokens[place].start:
            return False
        return self.tokens[place - 1].is_word or self.tokens[place].is_word

    @property
    def whole(self) -> Span:
        """The span of everything."""
        return Span(0, len(self.tokens))

    @property
    def words(self) -> int:
        return sum(token.is_word for token in self.tokens)

    def said(self, span: Span) -> tuple[int, int]:
        """Where a span's characters begin and end: whole words, also where one is two of ours, as "don't" is."""
        first, last = span.first, span.last
        while self.tokens[first].is_word and self._touch(first) and self.tokens[first - 1].is_word:
            first -= 1
        while last < len(self.tokens) and self.tokens[last].is_word and self._touch(last) and self.tokens[last - 1].is_word:
            last += 1
        return self.tokens[first].start, self.tokens[last - 1].end


_GOES_ON = 5
_OTHERWISE = words("and by until till throughout during before because while when whenever wherever so")
_WAITING = words(
    "the a an my your his her its our their this that these those of in on at to for from with without about into over under between through across as than "
    "or but if is are was were be been i you we he she they it would will can could should may might not no very more most what who how which"
)
_CLAUSE_ENDS = frozenset(".!?;:,()–—-\n/")


def _joined(tokens: list[Token]) -> list[Token]:
    """Without hyphens inside words: e-learning and narrow-minded are one word each, follow-up is two."""
    found: list[Token] = []
    place = 0
    while place < len(tokens):
        token = tokens[place]
        following = tokens[place + 1 : place + 3]
        tight = (
            len(following) == 2
            and following[0].text in "-‐‑"
            and token.end == following[0].start
            and following[0].end == following[1].start
        )
        if tight and token.is_word and following[1].text[0].isalpha():
            prefixed = token.text.lower() in JOINED_PREFIXES
            whole = token.text + ("" if prefixed else "-") + following[1].text
            if prefixed or whole.lower() in CLASSES:
                found.append(Token(whole, token.start, following[1].end, forms_of(whole.lower())))
                place += 3
            else:
                found.append(replace(token, forms=token.forms - {"#"}))  # six-bed counts beds, not successes
                place += 2
        else:
            found.append(token)
            place += 1
    return found
