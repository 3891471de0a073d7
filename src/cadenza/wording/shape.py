"""What holds for texts of every kind: promises of everything, and several things in one (`absolute_unachievable`, `compound`)."""

from __future__ import annotations

from itertools import pairwise

from cadenza.wording import measures, times
from cadenza.wording.findings import Kind
from cadenza.wording.lexicon import words
from cadenza.wording.patterns import Phrases
from cadenza.wording.text import Span, Text

ABSOLUTES = Phrases("""
    zero @outcome ~ all|any|every
    never
    each and every
    every single
    every|each one of
    100%
    hundred percent|per
    not|no a|one|any single? @plainword
    without a|one|any single
    ever again
    whatsoever
    whatever the reason
    one single _
    guarantee|guaranteed
    at all times
    every|each moment|minute|time|question|message|request|query|wish
    all|every|each|both ~ on time
    by|to|from|with all|every @person
    every|all @person
    ^ each @person
    every _ ~ every
    every|each _ , every|each
    each _ ~ each
    all of the|our|my|your _? @person
    every ~ survive|survives|succeed|succeeds|win|wins|sell|sells|pass|passes
    no ~ ever|any|anywhere|again|anyone|anybody|whatsoever
    any message|question|request|query|email|call|wish
    whatever|whichever question|message|request
    day or|and night
    round the clock
    flawless|faultless|perfect|errorless|spotless|infallible
    error|defect|fault|bug|mistake|accident free
""")
OUTRIGHT = Phrases("""
    nobody|nothing _
    nobody|none may|will|must|can|is|has|should|ever|of|complains|leaves|calls|gets|waits
    no one
    no @person|@outcome
    no _ _? @person|@outcome
    zero _
    not a|one|any
""")
"""Nothing and nobody, where a clause begins."""

ALWAYS = Phrases("""
    will always
    , always
    i|we always @deed|@act|get|say|win|find|answer|know
""")

ALSO = Phrases("""
    and|, i|we? also @deed
    besides|moreover|additionally|furthermore _
    separately _
""")
"""Another thing besides."""

STRICT = Phrases("""
    ^ nobody will
    ^ no one will
    my word that
    ever , whatever|no|not
    nobody|nothing ~ ~ again|ever
    never
    ever again
    ever , not
    guarantee|guaranteed|promise
    nobody|nothing ~ ever|wrong|again
    no one ~ ever|wrong|again
    no ~ ever|again
    will always get|have|be|win
""")
"""Promises that nobody can keep, whatever else is said."""

BOUNDED = Phrases("""
    all|every|each|any|none|no|one of? the|your|my|our|these|those? #
    above|over|under|below|beyond|outside|exceeding|older|longer|later|earlier|higher|more|less|fewer than? #
    agreed|approved|cleared beforehand|in|before
    unless|except|excepting|apart|save|barring
    or agreed|tell|let|say|ring|call|else|with
    statutory|legal|legally|safety|regulatory|overdue|mandatory|critical|licence|license|certificate|certificates|permit|permits|fire|audit
    # of the? #
    # in #
    sampled|sample|samples
    maximum|max
    at most|least
    # consecutive
    consecutive
    for the #
""")
"""What makes an absolute one that can be met: a small set, a limit, a way out, the law."""

_JOINS = frozenset(",;/\n•*+")
_DEPENDENT = words(
    "which who whom whose that so because since as with without when while if where until till by from in on at to for of per than not nor or but "
    "then after before during within once based going including excluding although though unless except over under against such like namely "
    "about given measured counted according compared up down out off through across between among only also both either neither even how what "
    "why whether leaving using source sampled checked min max maximum minimum ideally preferably please yet "
    "having being regardless whatever whoever whenever wherever instead rather starting beginning ending again now ideally nobody "
    "none nothing it them they this these those there same currently formerly asked agreed including inclusive less fewer more at-least today was were is are"
)
_LEADING = words("i you we he she to and also want would like can be able will have must should plus then shall")
_STEP = words("it them they then that him her itself")


def parts(text: Text) -> list[Span]:
    """The parts of an enumeration which could stand alone: between commas, semicolons, stops and "and", outside brackets and quotations."""
    begin = times.opening(text)
    cuts = [begin - 1]
    depth = 0
    for place in range(begin, len(text.tokens)):
        token = text.tokens[place]
        if token.text in "()":
            depth = 1 if token.text == "(" else 0
        elif not depth and place not in text.quoted and (token.text in _JOINS or token.text == "." or "and" in token.forms):
            cuts.append(place)
    cuts.append(len(text.tokens))
    found = []
    for left, right in pairwise(cuts):
        first = left + 1
        while first < right and (not text.tokens[first].is_word or text.tokens[first].forms & _LEADING):
            first += 1
        if first < right and first > left + 1 and text.tokens[first - 1].text.lower() == "to" and not _deed(text, Span(first, right)):
            continue
        if first < right and _stands_alone(text, first, right):
            found.append(Span(first, right))
    return found


def _stands_alone(text: Text, first: int, last: int) -> bool:
    tokens = text.tokens[first:last]
    if tokens[0].forms & _DEPENDENT or any(token.forms & _STEP for token in tokens[:3]):
        return False
    if all(not token.is_word or token.forms & _MERE for token in tokens):
        return False
    return sum(token.is_word for token in tokens) > 1


_MERE = frozenset(
    {
        "#",
        "@month",
        "@weekday",
        "@season",
        "@span",
        "@dayfigure",
        "@calendar",
        "@clock",
        "to",
        "of",
        "on",
        "average",
        "most",
        "running",
        "row",
        "@numbered",
        "period",
        "priority",
        "1",
    }
)


def _deed(text: Text, part: Span) -> bool:
    return not text.tokens[part.first].forms.isdisjoint({"@deed", "@ship"})


def _figured(text: Text, part: Span) -> bool:
    return any("#" in token.forms for token in text.tokens[part.first : part.last])


def compound(text: Text, kind: Kind) -> Span | None:
    """The second of several results in one text."""
    alone = parts(text)
    deeds = [part for part in alone if _deed(text, part)]
    figures = [part for part in alone if _figured(text, part)]
    by_oneself = bool(alone) and measures.INDEPENDENCE.first(text, alone[-1].first) is not None
    one_thing = by_oneself or any(token.text.lower() in _STEP for token in text.tokens)
    short = all(part.last - part.first <= 11 for part in alone)
    match kind:
        case Kind.THREE_E_ACTION:
            found = deeds if len(deeds) >= 3 and not any(token.text == ":" for token in text.tokens[times.opening(text) :]) else []
        case Kind.KEY_RESULT:
            found = alone if len(figures) >= 3 or (len(alone) >= 3 and len(deeds) * 2 < len(alone)) else []
        case Kind.PIP_CRITERION:
            found = alone if len(alone) >= 4 or (len(alone) == 3 and all(_complete(text, part) for part in alone) and not one_thing) else []
        case Kind.CONCERN_STATEMENT:
            told = any(token.text.lower() in {"you", "he", "she", "they"} for token in text.tokens)
            apart = len(alone) >= 3 and not one_thing and _occasions(text) >= 2 and len(text.heads) >= 3
            found = alone if len(alone) >= 4 or apart or (len(alone) == 3 and short and (not told or _listed(text))) else []
        case _:
            listed = len(alone) == 3 and (len(deeds) == 3 or (short and _listed(text)) or _to_do(text, alone))
            listed = listed or (len(alone) == 3 and len(figures) >= 2 and all(_complete(text, part) for part in alone))
            besides = ALSO.first(text) is not None and kind is Kind.DEVELOPMENT_GOAL and len(alone) >= 2
            found = alone if len(alone) >= 5 or (len(alone) == 4 and not by_oneself) or (listed and not one_thing) or besides else []
    return found[1] if found else None


def _complete(text: Text, part: Span) -> bool:
    """Whether a part says what is done: a verb at its head or a participle, and is no check on another."""
    tokens = text.tokens[part.first : part.last]
    if _deed(text, part):
        return True
    if any(token.forms & _CHECKS for token in tokens):
        return False
    return (
        any(token.forms & {"be", "come", "have"} for token in tokens)
        or any(token.text.lower().endswith("ed") for token in tokens)
        or (_figured(text, part) and len(tokens) <= 6)
    )


_CHECKS = words("check checks spot sample samples sampled random passed shows shown watched unannounced average exceptions exception")


def _occasions(text: Text) -> int:
    """How many dates stand in clauses of their own."""
    heads = sorted(text.heads)
    dated = {sum(head <= span.first for head in heads) for span in times.DATES.spans(text)}
    return len(dated)


def _to_do(text: Text, alone: list[Span]) -> bool:
    return sum("to" in text.tokens[part.first - 1].forms for part in alone if part.first) >= 3


def _listed(text: Text) -> bool:
    return any(token.text == ":" for token in text.tokens)


def absolute(text: Text, kind: Kind) -> Span | None:
    """The words that promise everything, always or nothing at all, where no bound, law or way out makes it possible."""
    begin = times.opening(text)
    found = list(ABSOLUTES.spans(text))
    if kind is not Kind.MANAGER_COMMITMENT:
        found += [span for span in OUTRIGHT.spans(text) if span.first in {0, begin}]
    if kind is not Kind.PIP_CRITERION:
        found += ALWAYS.spans(text)
    found = [span for span in found if span.first not in text.quoted]
    return None if not found or (BOUNDED.first(text) and len(found) < 3) else min(found, key=lambda span: span.first)


def promised(text: Text) -> Span | None:
    """A promise that nobody can keep."""
    return STRICT.first(text)
