"""The manager's commitments: an act that one could see, and when (COM-1)."""

from __future__ import annotations

from cadenza.wording import shape, times
from cadenza.wording.findings import Flaw, Found, Kind
from cadenza.wording.lexicon import words
from cadenza.wording.patterns import Phrases
from cadenza.wording.text import Span, Text

HOLLOW = Phrases("""
    @support you|him|her|them|your|the|with|in|and|through|throughout|@stop|wherever|where
    i|we|will|to|and|shall|fully|always @support
    be|remain|stay _? _? _? here|there|available|disposal|approachable|accessible|sounding|someone|somebody|behind|around|honest|supportive|open|committed|happy|assistance|help|reachable
    sounding board
    my door
    @give ~ @goodwill
    @give him|her|you|them|whatever|everything|all|the? whatever|everything|all|support|best
    make sure|certain
    ensure
    see to|that|what|whether|how|it
    keep|have an|my? eye|eyes|ear
    see what
    keep supporting|encouraging|helping|going|in
    do my|our|what best|utmost|i|we|can|the
    sympathetic|listening ear
    may|might bring
    try|endeavour|endeavor|strive|aim|hope to
    have your|her|his|their back
    beside|alongside you|him|her
    look at how
    look out|into|at|after|for|favourably|favorably
    consider|considering
    check in|ins|how|on|up
    touch base
    walk alongside|with|beside
    whenever|wherever|whatever _ _
    as|when|where|if needed|required|necessary|appropriate|possible|and
    ongoing|continuous|continued|constant|regular|full|close|unwavering|active _
    happy|glad|pleased|willing|prepared|committed|ready to
    committed to
    @goodwill
    get|gets to know
    help|helping
    cheer
    want to
    back her|him|you|them
    take an interest
    stand|standing by|behind
    push you|him|her|them
    invest in
    care about
    develop you|him|her
    believe in
    think|thinking about|of
    find your|his|her
    work with|together|closely
    talk|talks to|with|about|it
    give feedback
    say so
    @frequency|regular|monthly|weekly _? catch|check|chat|feedback|coaching|guidance|mentoring|support
""")
"""Words that anybody could say to anybody: no act that one could see."""

ACTS = Phrases("""
    @act
    is|are|be|been|get|gets|has|have|already _? booked|approved|reserved|blocked|paid|covered|cleared|ordered|agreed|yours|scheduled|arranged|funded|confirmed|set|granted|signed|released|cancelled|handed|becomes
    approved|booked|paid|reserved|blocked|funded|ordered|becomes
    no _ for|from|in|on
    yours|mine
    by @gerund
    @amount
    hours|hour|days|minutes|afternoon|morning of|with|for|in
    review of
    ^ you _? @deed
    and you @deed
    stays|stay out|away|off|in|behind
    keep my hands
""")
"""An act that one could see."""

_ACTORS = words("i you we he she they will shall and by then or also personally can me 've have who")


def hollow(text: Text) -> Span | None:
    """Words of goodwill in the place of an act."""
    found = list(HOLLOW.spans(text))
    taken = {place for span in found for place in range(span.first, span.last)}
    acts = any(span.first not in taken and _is_act(text, span) for span in ACTS.spans(text))
    return found[0] if found and not acts else None


def _is_act(text: Text, span: Span) -> bool:
    """Whether somebody does it here, where the word could be a noun too."""
    before = text.tokens[span.first - 1].forms if span.first else frozenset[str]()
    return "@act" not in text.tokens[span.first].forms or span.first in text.heads or bool(before & _ACTORS)


def judge(text: Text) -> Found:
    """What is missing from a commitment: COM-1."""
    undated: Found = {} if times.anchor(text) or times.frequency(text) else {Flaw.NO_DATE: text.whole}
    several = shape.compound(text, Kind.MANAGER_COMMITMENT)
    if not several and (promise := shape.promised(text)):
        return {Flaw.ABSOLUTE: promise}
    if goodwill := hollow(text):
        return {Flaw.GENERIC_SUPPORT: goodwill}
    if several:
        return {Flaw.COMPOUND: several} | undated
    if promise := shape.absolute(text, Kind.MANAGER_COMMITMENT):
        return {Flaw.ABSOLUTE: promise}
    return undated
