"""When: dates, periods, frequencies and occasions, and what only looks like one (guideline, `no_date`)."""

from __future__ import annotations

from cadenza.wording.lexicon import words
from cadenza.wording.patterns import Phrases
from cadenza.wording.text import Span, Text

DATES = Phrases("""
    # may|march _
    @calendar
    @year
    @surelymonth
    by|in|until|till|from|since|before|after|during|of|end|mid|early|late|through|throughout|this|next|last|between|to|for the|your|our|mid|early|late|my? may|march|mar
    may|march|mar|jan|dec @dayfigure|@year|to|until|till
    may|march and|or|to|- @month
    and|to|or|- may|march
    @dayfigure of? may|march|mar
    today|tomorrow|tonight|yesterday
    @season|@holiday
    may|march :|,|;
    , may|march @stop
    ^ may|march @stop
    black|good|shrove|ash|maundy friday|tuesday|wednesday|thursday
    bank holiday|holidays
    school holidays
    half|mid term|year
    new year
    year end
    the year|term|season is out|over
    @dayfigure and|or|to|- @dayfigure @month
    by|from|until|till|since|before|after|on the @ordinal
    by|on|until|till|from|since|before|after|and|to|between @dayfigure / @dayfigure
    by|on|until|till|from|since|before|after|and|to|between @dotted
""")

DAYS = Phrases("""
    by|on|until|till|from|since|before|after|each|every|next|last|this|coming|alternate|following|other @weekday
    mondays|tuesdays|wednesdays|thursdays|fridays|saturdays|sundays|weekdays|weekends
    # @weekday
    at|in|on|during|after|before|since @weekday 's
    ^ @weekday #|@clock
    @weekday the? @dayfigure|@ordinal
""")
"""A weekday that says when; "a Saturday service" does not."""

PERIODS = Phrases("""
    # @span from now|today
    by|before|until|during|over the _ season
    palm|low|whit sunday|monday
    the clocks change|go
    first|second|third|fourth|last quarter|half|term|semester|sprint
    by|at|before|until the? end|close of this|the|your @occasion
    for|during|over|in|throughout|across the remaining|remainder|rest|whole _? _? _? @span|@duration
    next _? @span
    this|last|past|previous|next|coming|following|current|upcoming|present @span
    this|last|past|previous|next|coming|following|current|upcoming|present school|academic|financial|fiscal|calendar|tax|business|trading|planning|half|growing|budget|reporting|production @span
    next|coming|upcoming|following|forthcoming _? _? @occasion
    first|last|next|coming|past|previous|following|final #
    first|last|next|coming|past|previous|following|final few|couple|several|two|three
    first|last|final @span of
    last|final|previous|latest|most @occasion
    most recent @occasion
    in|over|for|during|throughout|across|through|to|until|within|after the|these|those|your|our|my|a|all|whole|full|entire|first|next|last|coming|following|another? the|whole|full|entire|first|next|last|coming|following? # full|working|calendar|whole|consecutive|business? @span
    in|over|for|during|throughout|across|through|after a|one|several @span
    over|during|throughout|across the @span
    the @span ahead
    # @span|@thing|@weekday|@short_span running
    # consecutive|successive @span
    # @span in|after a?
    in # @span|@thing @stop
    over|across|during|for|in the|your|these|those|next|coming|first|last? next|coming|first|last|following|final|past # _? @thing
    over|during|throughout|across the? same|whole|entire|full|coming|next|rest|remainder|course|duration|life|length of? @span|@duration
    during|throughout|until|over|for|within|in|of|to|before|under|through the|this|your|our rest|end|remainder|duration|whole|course|close|length|life of? the|this|your|our? @duration
    during|throughout|over|for|within|through|until|across the|this|your|our|my whole|entire|full|current? @duration
    by|at|before|until|till|to|from|towards the? end|close|start|beginning|middle|turn|latter|second|first half|part? of the|this|your|our|next|each? _? @span|@duration
    by|at|before|until|till|to|from|since mid|end|start|beginning|close|late|early @span|@month|@season
    week|sprint|phase|wave|day|month|cycle #
    sprints|weeks|days|months|phases #
    from now on|onwards|until
    in this pip|plan|probation
    from today|tomorrow|here
    between now and
    as of
    so far this|the
    to date
    due in|on|by|before|next|this|for
    due the @weekday|@ordinal|@span
    when we|you|i next meet|speak|talk
    at our|your|the next
    in time for the? next|coming|upcoming|@season
""")

FREQUENCIES = Phrases("""
    one ~ a|per|every|each @span
    @frequency
    once|twice|thrice a|an|per|each|every|in @span|@short_span|@thing
    # times|hours|days|minutes|mornings|afternoons|half|session|sessions a|per|each|every @span
    # @short_span|@span|@thing a|per|each|every @span
    a|an|one|half @short_span|@span|@thing|hour|day|morning|afternoon|slot a|per|each|every @span|@weekday
    each|every #? other|second|third|two|working|school|late|early|night|single? @span|@weekday|@short_span|@occasion|shift|morning|afternoon|evening|day|service|sprint|payday|monday
    per @span
    @weekday mornings|afternoons|evenings|nights
    on @weekday|mondays|tuesdays|wednesdays|thursdays|fridays
    alternate @weekday|@span|weeks
    after|before|at each|every _? _
    every time
    each time
""")

COUNTS = Phrases("""
    since _ _
    once|twice|thrice
    # times|occasions|instances|occurrences
    on #
    # of|in|out
    #
    one|a of|in the|your|our|these|those|my|his|her|their #?
    half of?
    @clock
    a third|quarter|dozen
    again on|at
    only one
""")
"""How often something was seen: an occasion for a concern."""

TURNAROUNDS = Phrases("""
    within|in|inside|under the? same|a|one|# working|business|school|calendar|full|clear? hour|hours|h|minute|minutes|min|mins|day|days|week|weeks|24|48
    within the? same? hour|day|shift|week|minute|minutes|hours
    # working|business|school|@short_span|h|hours
    by the end|close of the|each|every|that same? shift|day|business|service
    end|close of shift|day|business
""")
"""How fast each time: a standard, never a period."""

LONG_PERIODS = Phrases("""
    # @span from now|today
    by|before|until|during|over the _ season
    palm|low|whit sunday|monday
    the clocks change|go
    first|second|third|fourth|last quarter|half|term|semester|sprint
    by|at|before|until the? end|close of this|the|your @occasion
    for|during|over|in|throughout|across the remaining|remainder|rest|whole _? _? _? @span|@duration
    next _? @span
    within|in|inside the? next|first|coming? a|one|#|several full|calendar? month|months|quarter|quarters|year|years|term|terms
    ^ within|in|inside the? next|first|coming? #|one week|weeks|day|days
    within|in # @dayish @stop
    within|in the next|first|coming # days|day|weeks|week
    within|in #|a days|weeks|day|week of|from today|now|this|starting|signing|receipt|your
""")


def _standards(text: Text) -> set[int]:
    return {place for span in TURNAROUNDS.spans(text) for place in range(span.first, span.last)}


def anchor(text: Text) -> Span | None:
    """The first words that say when: a date, a term, a period, a dated or next event."""
    return text.once(anchor, lambda: _anchor(text))


def _anchor(text: Text) -> Span | None:
    standards = _standards(text)
    found = [phrases.first(text) for phrases in (DATES, DAYS, LONG_PERIODS)]
    found.append(next((span for span in PERIODS.spans(text) if span.first not in standards), None))
    return min((span for span in found if span), key=lambda span: span.first, default=None)


def frequency(text: Text) -> Span | None:
    """How often: enough for a commitment."""
    return FREQUENCIES.first(text)


def occasion(text: Text) -> Span | None:
    """A count or a time of day: enough for a concern."""
    return COUNTS.first(text)


_OPENERS = words("by in until till before during over throughout within from between for up this since after at to next on as through")
_TAIL = frozenset(
    {
        "year",
        "month",
        "months",
        "@month",
        "@year",
        "#",
        "break",
        "term",
        "on",
        "onward",
        "onwards",
        "@dayfigure",
        "@span",
        "@season",
        "and",
        "to",
        "-",
        ":",
        ",",
        "of",
    }
)


def opening(text: Text) -> int:
    """The place behind the time that a text opens with: "By the end of June I ..." -> the place of "I"."""
    if not text.tokens or text.tokens[0].forms.isdisjoint(_OPENERS):
        return 0
    found = anchor(text)
    if found is None or found.first > 4:
        return 0
    place = found.last
    while place < len(text.tokens) and (not text.tokens[place].is_word or text.tokens[place].forms & _TAIL):
        place += 1
    return place
