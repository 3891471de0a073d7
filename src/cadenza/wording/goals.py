"""Development goals and how their success is measured."""

from __future__ import annotations

from cadenza.wording import learning, measures, shape, times
from cadenza.wording.findings import Flaw, Found, Kind
from cadenza.wording.patterns import Phrases
from cadenza.wording.text import Span, Text

SKILL_TALK = Phrases("""
    -- a skill to improve
    @improve _? _? _? @skill
    @improve on|upon? my|your|his|her|their|the _? _? @skill
    @improve my|your|his|her|their|our self|selves|game|myself|yourself
    @improve performance|productivity|quality|efficiency|effectiveness|things|standards|results
    work on my|your|his|her|their|the? _? _? _? @skill
    work on myself|yourself|me
    upskill
    level|skill up
    @comparative _? @skill
    more|greater|stronger|better|higher|bigger|deeper|increased|improved _? _? @skill
    have|show|gain|get|build|develop|grow more? _? @skill
    ^ @skill
    soft|people|interpersonal|social|communication|leadership|presentation|management|organizational|technical|analytical|negotiation|listening|writing|coding|customer|client|commercial|digital|team|self|time|stakeholder|business|strategic|political|emotional skill|skills|awareness|acumen|management|thinking|presence|intelligence|confidence|mindset|competence|competencies|sense
    -- somebody to become
    be|become|feel|grow|develop|turn|get|being|becoming|getting into? a|an? much|far|even? more|less|better|stronger|greater|fully|truly|really _
    be|become|get|feel|being|becoming into? a|an? @comparative _
    be|become|act|behave|feel|get|being|becoming into? a|an|more|less|very|truly|really|fully? @trait
    be|become|act|behave|being like|as? a|an? true|real|great|good|strong|effective|professional|confident|proper|fully|well|rounded|recognized|trusted|inspiring !with
    act|think|work|behave more|less|like _
    get|become|be|do|getting better|good|stronger|great at|in|with|on
    better|stronger|more effective|efficient _
    ^ better|stronger|more|greater @skill|with|at|in|on|of
    ^ more|less @trait
    be known|seen|recognized|perceived|regarded
    who is|are respected|trusted|seen|known|recognized
    be|become a|an|the go
    come over|across
    move from being
    more strategic|strategically|commercial|commercially|visible|proactive|professional|assertive|confident|effective|efficient|productive|agile|resilient|organized|senior|technical|analytical|creative|innovative|independent|data|rounded|hands
    think more|bigger|strategically|differently|commercially
    comfort|confidence|confident|comfortable|fluent|proficient|competent|strong|good with|in|at|on
    feel for
    -- growing in general
    grow|develop|progress|mature|evolve|flourish|shine|blossom as|in|into|within|further|personally|professionally
    personal|professional|career development|growth
    next|higher level
    step up|out
    raise|up|lift my|your|the|his|her game|profile|bar|visibility
    take more|on|greater ownership|initiative|responsibility
    broaden|widen|expand|stretch my|your|his|her|their|our? horizon|horizons|experience|myself|outlook|network|toolkit|toolbox
""")

KNOWING = Phrases("""
    understand|know|grasp|comprehend|appreciate
    understanding|knowledge|grasp|insight|overview|picture|awareness of|about|into|how
    @improve ~ understanding|knowledge|grasp|awareness|familiarity
    familiar|conversant|acquainted with
    get to know|grips
    get my|your head around|round
    learn
    expert|specialist in|on
    well versed
    fluent in
""")
"""Knowledge alone: nothing is said of what the person will do with it."""

ENOUGH = Phrases("""
    enough ~ ~ to _
    enough that|for _
    so _ that
    so that|i|we _
""")
"""Knowledge or skill with what it is for."""

_LIGHT = frozenset({"@improve", "get", "learn", "become", "go", "come", "take", "make", "put", "work", "move", "show"})


def unnamed(text: Text) -> Span | None:
    """The words that name no capability or task: a skill word, a trait, knowledge alone."""
    if ENOUGH.first(text):
        return None
    begin = times.opening(text)
    for phrases in (SKILL_TALK, KNOWING):
        for span in phrases.spans(text, begin):
            if learning.leads(text, begin, span) or not _does(text, begin, span.first):
                return span
    return None


def _does(text: Text, begin: int, last: int) -> bool:
    """Whether the main clause has named a deed before these words."""
    return any("@deed" in token.forms and not token.forms & _LIGHT for token in text.tokens[begin:last])


def judge(text: Text) -> Found:
    """What is missing from a goal: PLAN-8."""
    undated = {} if times.anchor(text) else {Flaw.NO_DATE: text.whole}
    if effort := learning.effort(text):
        unmeasured = {Flaw.NO_MEASURE: effort} if learning.OPEN_ENDED.first(text) else {}
        return {Flaw.ACTIVITY: effort} | unmeasured | undated
    if several := shape.compound(text, Kind.DEVELOPMENT_GOAL):
        return {Flaw.COMPOUND: several} | undated
    if promise := shape.absolute(text, Kind.DEVELOPMENT_GOAL):
        return {Flaw.ABSOLUTE: promise} | undated
    vague = unnamed(text)
    found: Found = {Flaw.VAGUE: vague} if vague else {}
    unmeasured_by = None if measures.measure(text) else vague or measures.DEGREES.first(text)
    if unmeasured_by:
        found[Flaw.NO_MEASURE] = unmeasured_by
    return found | undated


def judge_measure(text: Text) -> Found:
    """What is missing from a measure of success, whose goal and date stand in fields of their own; with a figure or a test it is not vague."""
    answered = {Flaw.ACTIVITY, Flaw.NO_DATE} | ({Flaw.VAGUE} if measures.measure(text) else set())
    return {flaw: span for flaw, span in judge(text).items() if flaw not in answered}
