"""Concerns: what was seen and when, instead of a topic, a verdict or a trait."""

from __future__ import annotations

from cadenza.wording import measures, shape, times, traits
from cadenza.wording.findings import Flaw, Found, Kind
from cadenza.wording.lexicon import words
from cadenza.wording.patterns import Phrases
from cadenza.wording.text import Span, Text

TOPICS = Phrases("""
    issue|issues|concern|concerns|problem|problems|matter|matters|topic|difficulty|difficulties|theme|incident|incidents|behaviour|behavior|conduct|situation|remark|shortcomings|deficiencies|weakness|weaknesses|irregularities|irregularity|misconduct|handling|performance|productivity|quality|discipline|management|awareness|care|communication|punctuality|attendance|timekeeping|teamwork|prioritisation|prioritization|organisation|organization|output|leadership|accuracy|reliability|hygiene|appearance|engagement|expectations
""")
"""Topics: nothing is said of what happened."""

VERDICTS = Phrases("""
    leave a|much|something|lot ~ ~ desired
    be a|an|the _? disaster|shambles|mess|disgrace|embarrassment|catastrophe|joke|failure|disappointment
    desired
    not correspond|match
    number|several|various|some of|unfortunate? situations|instances|occasions|incidents|complaints
    not meet|correspond|reach|match|live|fulfil|fulfill|satisfy ~ standard|standards|expectation|expectations|level|requirements|what
    not meeting
    out of order|line
    be|seem|find|consider _? _? inappropriate|unacceptable|unprofessional|poor|disappointing|unsatisfactory|inadequate|insufficient|wrong|bad|terrible|appalling|awful|below|rude|hostile|aggressive|disrespectful|unhelpful|difficult|unreasonable|substandard|weak|careless|abusive|offensive|negligent|uncooperative|dismissive|improper|unsuitable|shocking|lacking|problematic|impolite|insulting|unhappy
    inappropriate|unacceptable|unprofessional|unsatisfactory|inadequate|substandard|disappointing|improper|unsuitable|insufficient
    not up to|in|good|acceptable|professional|what|at|where|enough|meeting|line|appropriate|right
    fall|falls|fell|fallen|falling short|below
    below|under|beneath expectation|expectations|standard|standards|par|the
    short of
    could|should|must|needs|need be|to|get|improve better|improved|improvement|improve
    slipped|deteriorated|declined|suffered|worsened
    in line with
    let down
    went wrong
    leave|leaves a lot|much|something to
""")
"""Verdicts: how it was judged, not what it was."""

TALK = Phrases("""
    colleagues|people|customers|several|many|some _? have? complained|complain|said|told|written|reported
    issue|issues|concern|concerns|complaint|complaints|incident|incidents|allowed|expected|needs|need|needed|concerned|involved|related|repeated|disappointed|annoyed|frustrated|unprofessional|called|named|based|agreed
    be|have|been discussed|raised|informed|mentioned|noted|reported|addressed|agreed|told|said|made|brought
    i|we|colleagues|people|customers|somebody|several|some|many|number _? _? _? @deed|@misdeed|come|expect|ask
    as agreed|discussed|mentioned|raised|informed
    come|came to|back
    raise|raises|raised question|questions|concern|concerns
    must|have|need to? ask
    this|the|our company|organisation|organization|firm|school _? expects|expect
    see my
""")
"""What others said, were told or expect: no deed of the person concerned."""

FACTS = Phrases("""
    have no _
    not|never|without _? @deed|@misdeed|done|worn|there|been
    without a|an|any|the|having
    unsigned|unlocked|uncleared|unattended|undated|uncalibrated|missing|overdue|late|untidy|unanswered|unread|incomplete|unlabelled|unlabeled|blank|empty|expired
""")
"""What was left undone, without a verb of its own."""

HABIT = Phrases("""
    ^^ when|whenever|before|once|if _
    whenever|everytime _
""")
"""What happens again and again, on no occasion that is named."""

_SUBJECTS = words("you he she they who nobody which it")
_NOUNISH = words(
    "the a an your his her their of my this that these those any some no our its for with in on about from into over by code data customer's 's"
)
_FOLLOWED = _SUBJECTS | {"not", "never", "to", "always", "often", "still", "and", "just", "will", "do"}
_PASTS = words(
    "left sent told gave took put hung ran went came lost broke spoke said held let kept made wrote read paid met sold shut threw tore stole swore lay lied "
    "drove rode flew slept stood sat brought bought caught taught cut hit hid drew ate drank wore woke shook struck sank chose forgot overran withheld "
    "found got rang began did done given taken written spoken broken driven seen shown hidden worn torn built spent dealt fed led lent overslept"
)


def verdict(text: Text) -> Span | None:
    """A judgement or a topic in the place of what was seen."""
    return VERDICTS.first(text) or TOPICS.first(text)


def seen(text: Text, trait: Span | None = None) -> Span | None:
    """The first words that say what was done or left undone; beside a trait, only those of another clause."""
    talk = {place for phrases in (TALK, VERDICTS, traits.MIND) for span in phrases.spans(text) for place in range(span.first, span.last)}
    named = measures.named(text)
    beside = _clause_of(text, trait) if trait else range(0)
    for place, token in enumerate(text.tokens):
        if place in talk or place in beside:
            continue
        if (place in text.quoted and not trait) or ("#" in token.forms and place not in named) or _is_deed(text, place):
            return Span(place, place + 1)
    return next((span for span in FACTS.spans(text) if span.first not in talk and span.first not in beside), None)


def _clause_of(text: Text, trait: Span) -> range:
    """The places around a trait, as far as the next comma, stop, "and" or "who" on either side."""
    joins = [place for place, token in enumerate(text.tokens) if not token.is_word or token.forms & {"and", "who", "but", "because"}]
    first = max((place for place in joins if place < trait.first), default=0)
    last = min((place for place in joins if place >= trait.last), default=len(text.tokens))
    return range(first, last + 1)


def _is_deed(text: Text, place: int) -> bool:
    """Whether a word is a deed: it ends like one or follows a subject, and no article stands before it."""
    token = text.tokens[place]
    written = token.text.lower()
    before = text.tokens[place - 1].forms if place else frozenset[str]()
    if before & _NOUNISH:
        return False
    if written in _PASTS or (written.endswith("ed") and len(written) > 4 and "@trait" not in token.forms):
        return True
    if not token.forms & {"@deed", "@misdeed"}:
        return False
    return written.endswith(("s", "ing")) or bool(before & _FOLLOWED)


def _labelled(text: Text, trait: Span) -> bool:
    """Whether it is a label for one dated occasion ("was hostile on 9 May"), which is vague and not a trait."""
    return (
        any(token.text.lower() in {"was", "were", "been"} for token in text.tokens[trait.first : trait.last])
        and times.anchor(text) is not None
    )


def judge(text: Text) -> Found:
    """What is missing from a concern: EARLY-3."""
    if several := shape.compound(text, Kind.CONCERN_STATEMENT):
        return {Flaw.COMPOUND: several} | _undated(text, text.whole)
    trait = traits.trait(text)
    if trait and _labelled(text, trait):
        trait = None
    deed = seen(text, trait)
    if trait:
        return {Flaw.PERSONALITY: trait} | (_undated(text, deed) if deed else {})
    judged = verdict(text) or (text.whole if text.words <= 4 else None)
    if judged and not deed:
        return {Flaw.VAGUE: judged}
    return _undated(text, deed or text.whole)


def _undated(text: Text, deed: Span) -> Found:
    if HABIT.first(text) and not times.DATES.first(text):
        return {Flaw.NO_DATE: deed}
    return {} if times.anchor(text) or times.occasion(text) else {Flaw.NO_DATE: deed}
