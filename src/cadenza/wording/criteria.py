"""Criteria of a formal plan: an observable standard of work that does not hang on anybody's opinion (PIP-4)."""

from __future__ import annotations

from cadenza.wording import learning, measures, shape, times, traits
from cadenza.wording.findings import Flaw, Found, Kind
from cadenza.wording.patterns import Phrases
from cadenza.wording.text import Text

OPINION = Phrases("""
    in my|our|his|her|their|the|general _? _? _? opinion|view|judgement|judgment|eyes|estimation|assessment
    to my|our|his|her|their|the|'s _? _? satisfaction|liking|taste
    liking|taste|satisfaction
    happy|satisfied|pleased|comfortable|impressed|delighted|proud with|by|about|to|of
    overall|general|personal judgement|judgment|impression|opinion
    i personally
""")
"""Somebody's opinion, in so many words."""

MISNAMED = Phrases("""
    required|expected|usual|proper|right level|standard
    accustomed|entitled to expect
    expect of you|any|a|an|somebody|someone
    level|standard one|we|i may|can|could? expect
    @skill|work|conduct ~ need|must|has|have|should to|be? improve|improved|better|change
    standard|level|standards|what|way ~ expect|expected|expects|entitled|require|required
    conduct|behaviour|behavior|performance|manner ~ correspond|match|meet|befit|reach|return|improve|change
    change|improvement ~ in|to ~ way|behaviour|behavior|conduct|attitude|manner|how|approach
    work to the standard|level
    improve|better|raise|lift|up|strengthen|increase|develop|enhance your|his|her|their|my|overall|the|general? overall|general|work|whole? performance|communication|behaviour|behavior|conduct|quality|productivity|attitude|output|standards|standard|leadership|skills|game|teamwork|organisation|organization|results|approach|discipline|efficiency|reliability|professionalism|work|time
    @improve|better|more|good|effective _? _? communication|communicating|teamwork|collaboration|organisation|organization|cooperation|relationship|relationships
    communicate|communicates|collaborate|cooperate|perform|behave|act|conduct|interact|manage|lead|organise|organize|prioritise|prioritize|deliver ~ better|more|well|effectively|appropriately|professionally|properly|accordingly|efficiently|clearly|expected|like|as|adequately
    behave|act|conduct|carry yourself|themselves|himself|herself|appropriately|professionally|properly|like|as|accordingly|responsibly|in
    be|become more|less|a|an|very|fully? professional|effective|organised|organized|reliable|productive|efficient|better|consistent|responsive|flexible|present|accountable|available|visible|careful|independent|accurate|punctual
    step|raise|up|lift up|your|the|his|her on|bar|game|performance
    step up
    get|pull your|his|her|their|yourself act|socks|weight|together|finger|house|head
    meet|meets|reach|fulfil|fulfill|satisfy|return|work|live up|to|at? the|our|all|expected|required|company|my|your? _? _? expectation|expectations|standard|standards|level|requirements
    level|standard|way that|which|in one|we|i|is|a|of
    raise your game
    do better|more
    try harder
    perform|work at|to|as|better|well|harder
    show improvement|progress|professionalism|sustained|significant|clear|marked
    significant|sustained|marked|clear|visible|real|noticeable|immediate improvement|progress|change|turnaround
    improvement|progress in|on|of
    better|good|proper|adequate performance|behaviour|behavior|conduct|quality|work|results|output|communication|teamwork
    avoid|no any|further|a|more repeat|incidents|incident|problems|issues|recurrence
    professional|professionally|professionalism
    as expected
    take more|greater|full ownership|responsibility
    manage your|his|her time|workload|work
    sort yourself|it|things
    turn things|it
    up to scratch|speed|standard|par
    pull your
""")
"""Words for a behaviour that do not name it."""

TASTE = Phrases("""
    have to like|love|enjoy
    score|scored|rate|rated|mark|marks|points ~ ~ from|by me|us
    i|we personally|would|can|will call|consider|proud|like|say
    i am|feel proud|happy|glad
    @role|i|we|me like|likes|love|loves|wants|prefers|approves
    please|satisfy|impress|delight|convince the|me|us|your|his|her|my
    rate|rated|score|scored|mark|marked ~ by|from me|us|my
    in my|our|his|her|their|the|general _? _? _? opinion|view|judgement|judgment|eyes|estimation|assessment
    to my|our|his|her|their|the _? _? satisfaction|liking|taste|standard
    to the ~ liking|satisfaction|taste
    liking|taste|satisfaction
    i|we|manager|lead|head|director|chef|team|committee|partner|editor|board|he|she|leadership|boss|owner|leader|supervisor|foreman|panel|who|must|should|has|have|all ~ happy|satisfied|pleased|comfortable|convinced|content|impressed|confident|delighted
    happy|satisfied|pleased|comfortable|content|impressed|delighted with|by|about|to
    feel|feels|felt|feeling|sense|seem|seems
    good|clean|warm|nice|polished|professional|clear|friendly|polite|confident|strong|tidy|smart|fast|quick|neat|persuasive|engaging enough
    enough for|to|in me|us|the|my|him|her|satisfy|impress|please
    good|well enough
    on brand|tone|message|point
    onbrand
    overall|general|personal|gut impression|judgement|judgment|feeling|view|assessment|opinion|sense
    impression|feeling|gut
    tone|style|look|feel|atmosphere|vibe|manner of|has|is|should|must|that|which|to|be
    read|reads|look|looks|sound|sounds|come|comes|feel|feels across|good|well|right|nice|professional|like|as|better|smart|tidy|clean|polished|convincing|warm|friendly|human
    right|appropriate|suitable|acceptable|proper tone|manner|style|level|standard|quality|way|look
    i|we rate|score|judge|decide|think|believe|consider|feel|trust|like|find|can|would|have
    rated|scored|judged|graded by me|us|the|your|my
    can|could be? expected|trust|rely|trusted|relied
    expect|expected|expects|entitled|deserve|worthy|befits|befitting
    to be|of a quality|standard|level
    rely|relied|trust|trusted on|upon|you|that|to
    nothing to complain
    pleasing|pleasant|appealing|attractive|elegant|beautiful|tasteful|inspiring|impressive|compelling|engaging|persuasive
    well received|looked
    looked after
    satisfactory|acceptable|reasonable|adequate|appropriate|sufficient|proper|decent
    high|good|better|satisfactory|sufficient|acceptable|right|higher|excellent quality|standard|standards|level
""")
"""Quality that only somebody's taste or feeling can confirm."""

SURVEYED = Phrases("""
    average|mean|median|survey|surveys|questionnaire|questionnaires|cards|replies|respondents|responses|ratings|stars
""")
"""An average over many people's answers, which is no single opinion."""


def judge(text: Text) -> Found:
    """What is missing from a criterion: PIP-4."""
    undated: Found = {} if times.anchor(text) else {Flaw.NO_DATE: text.whole}
    if effort := learning.effort(text):
        return {Flaw.ACTIVITY: effort} | undated
    if several := shape.compound(text, Kind.PIP_CRITERION):
        return {Flaw.COMPOUND: several} | undated
    return _standard(text) | undated


def _standard(text: Text) -> Found:
    if trait := traits.trait(text):
        return {Flaw.PERSONALITY: trait, Flaw.NOT_ASSESSABLE: trait}
    if promise := shape.absolute(text, Kind.PIP_CRITERION):
        return {Flaw.ABSOLUTE: promise}
    surveyed = SURVEYED.first(text) and measures.figure(text)
    if not surveyed and (opinion := OPINION.first(text)):
        return {Flaw.NOT_ASSESSABLE: opinion}
    if misnamed := MISNAMED.first(text):
        return {Flaw.VAGUE: misnamed, Flaw.NOT_ASSESSABLE: misnamed}
    if not surveyed and (taste := TASTE.first(text)):
        return {Flaw.NOT_ASSESSABLE: taste}
    if measures.measure(text) or measures.COUNTED.first(text):
        return {}
    degree = measures.DEGREES.first(text)
    return {Flaw.NO_MEASURE: degree} if degree else {}
