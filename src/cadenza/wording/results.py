"""Key results: a state of the world with its figure, or a day."""

from __future__ import annotations

from cadenza.wording import learning, measures, shape, times
from cadenza.wording.findings import Flaw, Found, Kind
from cadenza.wording.lexicon import words
from cadenza.wording.patterns import Phrases
from cadenza.wording.text import Span, Text

GRAND_WORDS = Phrases("""
    best|world|first|top|industry|market in|class|leading|rated|notch
    leading|leader|leaders|excellence|excellent|outstanding|unforgettable|exceptional|amazing|delightful|delight|seamless|frictionless|innovative|innovation|modern|great|fantastic|truly|really|passionate|inspiring|vibrant|premium|superb|unrivalled|unparalleled|remarkable|benchmark
    cutting edge
    state of the art
    fit for the|purpose
    of choice
    step change
    extra mile
    new|higher|next|another level
    different league
    among|amongst the? best|top|leading|most
    transform|transformed|transformation
    reputation|image|brand|culture|spirit|vision|presence|momentum|synergy|synergies|alignment|agility|mindset
    be|become|remain|stay|turn into? a|an|the|one _? _? _? company|organization|employer|partner|team|place|firm|school|supplier|provider|service|department|bank|store|brand|contractor|agency|newsroom|hospital|function|leader|number|hub|voice|reference|destination|business|unit|group|club|university|clinic|practice|studio|platform|workplace|name|museum|farm|shop|neighbour|neighbor|plant
    data|customer|digital|people|client|patient|user|purpose|future driven|centric|first|focused|ready|proof|obsessed|centered|minded|led
    customer|client|user|patient|guest|employee|staff|service|engineering|operational|digital|product|quality|sales|team|people _? experience|experiences|excellence|happiness|success|culture|satisfaction|spirit|transformation|mindset
    people|customers|everyone|everybody|others|users|clients|guests|patients|we would? love|loves|admire|want|wants|are|proud|talk|tell|trust|admires|talks|miss
    everyone|everybody _? ~ wants|talks|loves|proud
    proud of|to
    matter|matters to
    seen|regarded|known|recognized|perceived|viewed as|for|by
    should|will notice|feel
    feel like
    makes a difference
    a truly|really|more|better|stronger _
    fundamentally|completely|totally changed|different
    tone
    made simple|easy|fun
    think|thinks|thought of first|as
""")
"""Praise and position: what is to be moved cannot be found in them."""

MADE = Phrases("""
    #|all|both|the|new|first|whole|entire|a ~ _? @madeverb @stop|in|on|to|out|off|into|at|across|over|for|during|until|before|from|through|down|with|by
    ^ # _? _? @activitything @stop|for|in|to|on|about|a|per|by|with|at|across|over
    ^ a? new @thingmade
""")
"""Something made, sent or held, by its participle: ten sessions held."""

TASKS = Phrases("""
    launched|relaunched|shipped @stop|in|by|to|on|for|across
    working|work off|through|down
    relaunch|rollout|implementation|introduction|completion|migration|redesign|rewrite|refit|renovation|publication|creation|delivery|organization|preparation of
    roll|rolling out of
    of|the ~ plan|project|programme|roadmap|checklist worked|completed|carried|done|executed|implemented|delivered
""")

BY_OTHERS = Phrases("""
    by|from the? _? auditor|auditors|regulator|inspector|inspectors|inspectorate|council|board|authority|ministry|court|customer|customers|client|assessor|bank|insurer|commission|agency|parliament|committee|union|unions|surveyor|institute|government|side|sides|registrar|firm|body
""")
"""Given by somebody else: a state, not a task."""

GRANTED = Phrases("""
    have received|passed|been|got|won|obtained|gained _
    award|grant|confirm|receive|accept|pass|issue|sign|approve|certify|obtain|lift|adopt|ratify|found|lodge|license|relicensed|register|accredit|renew|secure|win|clear|admit|list|recognize|agree|close|open|complete|finish|appoint|settle|uphold|select @stop|by|from|with|without|for|to|in|at|that|as|sound|on|of
    live|open|operational|ready|complete|installed|available|running|online @stop|for|at
    in place|production|service|operation|use @stop
    on the wall
""")
"""A milestone: granted, received, live."""

MOVING = Phrases("""
    ^ @change
    grow|raise|increase|reduce|cut|improve|lower|boost|double|halve|win|retain|keep|achieve|reach|hit|bring|get|lift|maintain
    up|down|higher|lower @stop
    go|come|going|coming up|down
    well|far|clearly|much|way below|above|under|over|down|up
""")
"""A change without its size."""

_DETERMINERS = words("a an the all both every each our my your their his her this these those new # two out some more another first up")
_NOUNS_TOO = words(
    "visit call train test report record document map review audit contact survey interview film stage pilot trial hand order contract purchase design draft plan "
    "print post release upgrade update issue move transfer start launch set present place paint plant process schedule brief tender file sign attend onboard"
)
_ADVERBS = words("fully successfully jointly finally once again together")


def task(text: Text) -> Span | None:
    """The words that name a task, a thing made or a volume of activity instead of a state of the world."""
    begin = times.opening(text)
    place = begin
    while place < len(text.tokens) and (
        not text.tokens[place].is_word or text.tokens[place].text.lower() in learning.AUXILIARIES | _ADVERBS
    ):
        place += 1
    if place < len(text.tokens) and _orders(text, place):
        return Span(place, min(place + 3, len(text.tokens)))
    if BY_OTHERS.first(text):
        return None
    return next((span for span in MADE.spans(text) if span.first in {0, begin}), None) or TASKS.first(text)


def _orders(text: Text, place: int) -> bool:
    """Whether a word orders something done: "train 25 brokers" or "training 25 brokers", not "train delays" or "training hours"."""
    token = text.tokens[place]
    written = token.text.lower()
    if "@ship" not in token.forms or written.endswith(("ed", "s")):
        return False
    following = text.tokens[place + 1].forms if place + 1 < len(text.tokens) else frozenset[str]()
    return not (written in _NOUNS_TOO or written.endswith("ing")) or not following.isdisjoint(_DETERMINERS)


def judge(text: Text) -> Found:
    """What is missing from a key result (STRAT-5's sentence is judged as any other)."""
    dated = times.anchor(text) is not None
    figure = measures.figure(text)
    if done := task(text):
        return {Flaw.ACTIVITY: done} if dated or figure else {Flaw.ACTIVITY: done, Flaw.NO_DATE: text.whole}
    absolute = shape.absolute(text, Kind.KEY_RESULT)
    if not absolute and (several := shape.compound(text, Kind.KEY_RESULT)):
        return {Flaw.COMPOUND: several}
    grand = None if figure else GRAND_WORDS.first(text)
    if grand and not (absolute and not GRAND_WORDS.first(text, last=min(8, len(text.tokens)))):
        return {Flaw.VAGUE: grand, Flaw.NO_MEASURE: grand}
    if absolute:
        return {Flaw.ABSOLUTE: absolute}
    if figure or any("@clock" in token.forms for token in text.tokens):
        return {}
    if not _begins_with_degree(text) and GRANTED.first(text):
        return {} if dated else {Flaw.NO_DATE: text.whole}
    if measures.COUNTED.first(text):
        return {}
    if change := MOVING.first(text) or measures.DEGREES.first(text):
        return {Flaw.NO_MEASURE: change}
    return {} if dated else {Flaw.NO_DATE: text.whole}


def _begins_with_degree(text: Text) -> bool:
    begin = times.opening(text)
    return measures.DEGREES.first(text, begin, min(begin + 3, len(text.tokens))) is not None
