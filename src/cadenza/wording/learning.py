"""Efforts: what somebody takes in and the papers that come of it, as against what it lets them do (`activity_not_outcome`)."""

from __future__ import annotations

from cadenza.wording import times
from cadenza.wording.lexicon import words
from cadenza.wording.patterns import Phrases
from cadenza.wording.text import Span, Text

TAKING_IN = Phrases("""
    @take_in
    keep|go on? on? @take_in
    sit in|through|with|beside|alongside
    sit|take|pass|fail _? ~ @lesson
    @finish ~ @lesson
    @finish the|a|an|my|your|his|her|their|both|all|at|least|# ~ @lesson
    @finish ~ study|training|away|induction day|days
    complete|finish|do|book|take ~ ~ @lesson
    -- keeping up, reading up, looking around
    keep|stay up|abreast|informed|current
    read up|around|about|into|through
    catch up on|with
    learn|find out about|more
    learn about|more
    follow what
    follow ~ @lesson|newsletter|blog|feed|account
    get familiar|acquainted
    make myself familiar
    look into|at|over
    work through
    -- time spent, places visited
    spend _ _
    gain|get|obtain|have more? exposure|insight|insights|experience
    get a|an _? look
    take part
    go to|round|along|through
    go on a|the ~ @lesson
    be at ~ elbow
    turn up|out ~ ~ @lesson
    sign up|on
    meet|see ~ coach|mentor|buddy|trainer
    have _? _? @coachy
    sessions with
    attendance at|of|on
    -- papers
    get|be|become certified|accredited|chartered|licensed|qualified|trained
    be|get introduced|inducted
    get|obtain|earn|gain|pass|renew my|your|a|an|the|level _? _? @credential|ticket|card|badge|papers
    certification|certificate in|as|for
    prove|test ~ by ~ exam|test
    hand in ~ certificate|sheets|sheet|log|diary|essay|reflection
    do|take ~ cpd|hours of cpd
""")

PAPERS = Phrases("""
    @credential|ticket|licence|license|papers ~ in|behind|on my|me|the? pocket|wall|bag|@stop
    @lesson|session|sessions|talk|talks ~ ~ attended|taken|completed|done|finished|passed|watched|attending
    ^ #|one|a|both|all #|the? _? @lesson @stop|on|per|a|with|about|by
""")
"""The same without a verb."""

RESULT = Phrases("""
    so that
    so i|we|you can
    in order to|that
    to be able
    able to
    i can
    after attending|passing|finishing|completing|having|the|watching|reading
    having attended|passed|finished|completed|read|watched
    then @deed|i|on|fit|use|run|lead
    afterwards|thereafter
    and then
    until i|you can
    and use|apply|put|run|lead|teach|write|build|produce|present|deliver|redraft|draft|design|fix|implement|train|cut|reduce|change|introduce|set|carry|handle|prepare|make|conduct|take over
    which|that lets|allows|enables
    enabling|allowing
    is only the first|half
    read back|out|aloud
""")
"""What turns an effort into an outcome: what it will let the person do."""

NO_RESULT = Phrases("""
    so that i|we|you have|know|understand|see|get
""")
"""More of the same behind "so that"."""

OPEN_ENDED = Phrases("""
    keep|stay up|abreast|informed|current
    read up|around|about|into|more|on
    exposure|insight|insights|familiar
    learn|find more|about
    spend ~ time
    catch up
    explore|research|browse|network
""")
"""Efforts of which nobody can say when they are done."""

AUXILIARIES = words(
    "i you we he she they will shall must should can would like want to have has be been am is are going also both and intend plan need aim hope get all then "
    "do as well 'll 've"
)
_SUBJECTS = frozenset({"i", "you", "we", "he", "she"})


def effort(text: Text) -> Span | None:
    """The words that promise an effort, unless the text says what it will let the person do."""
    begin = times.opening(text)
    found = next((span for span in TAKING_IN.spans(text, begin) if leads(text, begin, span)), None) or PAPERS.first(text)
    pays = RESULT.first(text) and not NO_RESULT.first(text)
    return None if found is None or pays else found


def leads(text: Text, begin: int, span: Span) -> bool:
    """Whether nothing but a subject and auxiliaries stands between the text's opening and these words."""
    before = text.tokens[begin : span.first]
    subject = next((place for place, token in enumerate(before) if token.text.lower() in _SUBJECTS), 0)
    return all(not token.is_word or token.text.lower() in AUXILIARIES for token in before[subject:])
