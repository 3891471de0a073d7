"""How one would know: figures and thresholds, independence, somebody who says yes or no, and the words that only sound like it (`no_measure`)."""

from __future__ import annotations

from cadenza.wording.patterns import Phrases
from cadenza.wording.text import Span, Text
from cadenza.wording.times import DATES, PERIODS

NAMED_FIGURES = Phrases("""
    @numbered @plain
    chapter|chapters|section|sections|week|weeks|day|days|sprint|sprints|bays|lines|rooms|wards|years # and|to|- #
    level|year|grade|band|key|tier|stage #
    @surelymonth|may|march @dayfigure
    @dayfigure of? @surelymonth|may|march
    @year
    iso|sap|en|bs|pci|soc|ifrs|ias|windows|office|python|java|c|h1|gcp #
""")
"""Figures that are part of a name or a date: Year 8, ward 6, 3 June."""

THRESHOLDS = Phrases("""
    half|third|quarter of|the|our
    a|one third|quarter|half|tenth
    one in|of|out #|in
    no more|fewer|less|later|longer|higher|lower than
    at most|least
    zero|nil|none|nobody
    double|halve|twice|triple|treble|doubled|halved
    first time|attempt|pass|go|reading|try|submission|visit|draft
    right|correct first
    a|one|single @short_span|percent|point|page|day|error|mistake|mark|round|change|correction|edit|edits|escalation|exception|rework at|or most|fewer|less
    once|twice
    within|under|inside|below|above a|an|one|the @short_span|day|week|hour|minute|same
    same|next day|shift|afternoon|morning|evening
    by @clock
    @clock
    by noon|midnight|midday
    before|until the|they|it|you|next ~ leave|leaves|arrive|opens|starts|taken|is|are
    every|each|all ~ before|after|on|with|by|within|carry|carries|has|have|is|are|holds|gets
    no|without|zero single? @fault
    nothing|nobody|none
    no one
    in full
    to the penny
    green|accepted|approved|passed|certified|accredited|awarded|granted|unqualified|clean
""")
"""Figures in words, limits and yes-or-no states."""

COUNTED = Phrases("""
    half|third|quarter of|the|our|all
    a|one third|quarter|half|tenth
    zero|nil|no|none|every|each|all|nobody|nothing _
    double|halve|triple|treble|twice _?
    half as
    one _
    " _
""")
"""Figures in words, and states that hold or do not."""

INDEPENDENCE = Phrases("""
    alone|solo|unaided|unsupervised|unassisted|independently|singlehandedly|untouched|unprompted|unaccompanied|myself|yourself|themselves|himself|herself|unchanged|unescorted
    single handed|handedly
    on|by my|your|his|her|their|its|our own|self
    by me|you|him alone
    without the|a|an|my|her|his|your|our|their|@name|help|support|supervision|being|anyone|anybody|someone|prompt|prompts|prompting|correction|assistance|asking|calling|phoning|ringing|checking|me|you|notes|interpreter
    no|not|nobody|nothing|none|never ~ help|prompt|prompts|prompting|support|supervision|assistance|correction|corrections|intervention|input|rework|changes|change|edits|stepping|correcting|checking|touching|beside|behind|call|redo|watching|standing|add|amend|alter
    with|has|have no|nothing|nobody|little ~ help|from|to|changes
    with no _
    nobody|no one
    only|just|merely sign|signs|watch|watches|listen|listens|read|reads|take|takes|observe|observes|check|checks|countersign|countersigns|look|looks
    stay|stays|sit|sits away|out|back
    from start|end|first|brief|a|scratch to|final|last end|finish|final|last|z
    start|end|front to finish|end|back
    unseen|unedited|uncorrected
    does not step|intervene|change|add|correct|touch|need
    off|away|out site|pass|room|shift
""")

ASSESSORS = Phrases("""
    sign|signs|signed|signing off|it|them
    sign|signs|signed|signing|countersign|countersigned
    approve|accept|confirm|certify|verify|endorse|adopt|pass by|as|without|it|them
    approved|accepted|confirmed|certified|adopted|endorsed|cleared|released|passed|merged|published|issued|licensed|authorised|authorized|awarded by|at|on|in|first
    as|when measured|logged|recorded|judged|assessed|shown|counted|confirmed|checked|scored by|in|on|against
    against|to|per|from the ~ checklist|rubric|sop|procedure|standard|spec|specification|protocol|log|report|policy
    marked|graded|scored|assessed|observed|audited|moderated by|at|as
    judge|assessor|examiner|moderator|auditor|inspector|reviewer|panel|jury
""")

DEGREES = Phrases("""
    @comparative
    @hedge
    in a timely|professional|appropriate|structured|efficient|effective|confident|clear|reasonable|good|satisfactory _? manner|way|fashion|style
    in|with such? a? way|manner|fashion
    as soon|quickly|often|well as possible|needed|necessary
    when possible|needed|necessary|required|appropriate
    where possible|needed|necessary|required|appropriate|feasible
    enough
    much|far|considerably|noticeably|markedly|significantly|substantially|clearly|rather
    good|great|excellent|outstanding|strong|high|solid|decent|acceptable|adequate|satisfactory|sufficient|reasonable|proper|low
    most|many|few|several|some of
    on time
    in time
    up to scratch|speed|standard|par
    @change
""")
"""Words of degree: two fair people could disagree about them."""


_LABEL_FROM = 4
"""Digits in a row, without a comma, from which a figure is a number by which something is called: ticket 88120."""


def named(text: Text) -> set[int]:
    found = {place for phrases in (NAMED_FIGURES, DATES, PERIODS) for span in phrases.spans(text) for place in range(span.first, span.last)}
    return found | {place for place, token in enumerate(text.tokens) if token.text.isdigit() and len(token.text) >= _LABEL_FROM}


def figure(text: Text) -> Span | None:
    """A figure that measures: neither part of a name nor of a date."""
    apart = named(text)
    return next((Span(place, place + 1) for place, token in enumerate(text.tokens) if "#" in token.forms and place not in apart), None)


def measure(text: Text) -> Span | None:
    """The first words from which two people would agree whether it was reached."""
    found = figure(text)
    for phrases in (THRESHOLDS, INDEPENDENCE, ASSESSORS):
        found = found or phrases.first(text)
    return found


def degree(text: Text) -> Span | None:
    """A word of degree that stands for a measure."""
    return DEGREES.first(text)
