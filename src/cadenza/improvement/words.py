"""The words for a formal plan's codes, in one place, for forms and pages alike."""

from __future__ import annotations

from collections.abc import Mapping

from cadenza.improvement.gate_rules import Condition, Route, Source
from cadenza.improvement.meeting_rules import Meeting, Method
from cadenza.improvement.outcome_rules import Appeal, Cause, Outcome, SurpriseCause
from cadenza.improvement.plan_rules import Point
from cadenza.improvement.rules import Kind
from cadenza.improvement.support_rules import Given, Manner
from cadenza.objections import N_

CONDITIONS: Mapping[Condition, str] = {
    Condition.PERSISTENT: N_("The gap is real and persistent: a pattern, not a bad patch."),
    Condition.EXPLICIT: N_("What was expected was explicit and in writing."),
    Condition.EARLIER: N_("Earlier conversations took place, with support, and were not enough."),
    Condition.NOT_OTHER: N_("It is neither a matter of conduct nor of fundamental capability, which have processes of their own."),
    Condition.SUPPORT: N_("Genuine support is available and promised by named people."),
}
ROUTES: Mapping[Route, str] = {
    Route.EARLY_CONVERSATION: N_("Hold an early conversation, write down what was agreed, and follow up."),
    Route.SUPPORT_FIRST: N_("Arrange the support first; ask who would give it."),
    Route.CONDUCT: N_("If it is about conduct, speak with HR about the conduct process."),
    Route.ROLE: N_("If the role may not fit, hold a conversation about the role."),
}
SOURCES: Mapping[Source, str] = {
    Source.EVIDENCE: N_("Evidence from the work"),
    Source.SLIP: N_("Agreed points"),
    Source.FEEDBACK: N_("Feedback"),
    Source.GAP: N_("Gap assessment"),
}
POINTS: Mapping[Point, str] = {
    Point.FORMAL: N_("That this is a formal process"),
    Point.CONCERNS: N_("The concerns, with their evidence"),
    Point.REQUIRED: N_("The improvement that is required"),
    Point.TIMELINE: N_("The timeline, with every checkpoint"),
    Point.CONSEQUENCE: N_("What follows if the standard is not met"),
    Point.SUPPORT: N_("The support that is promised, and by whom"),
    Point.COMPANION: N_("The right to be accompanied at every meeting"),
    Point.APPEAL: N_("How to appeal, and until when"),
    Point.ADJUSTMENTS: N_("The question whether anything should be taken into account"),
}
MANNERS: Mapping[Manner, str] = {
    Manner.DATED: N_("On days"),
    Manner.STANDING: N_("Standing: in place week by week"),
}
GIVEN: Mapping[Given, str] = {
    Given.DELIVERED: N_("It took place"),
    Given.MISSED: N_("It did not take place"),
    Given.NOT_TAKEN: N_("It was offered and not taken, and one new day was offered"),
    Given.REPLACED: N_("Another promised support took its place"),
    Given.MADE_GOOD: N_("It was missed and has been made good"),
}
MEETINGS: Mapping[Meeting, str] = {
    Meeting.OPENING: N_("Opening conversation"),
    Meeting.CHECKPOINT: N_("Checkpoint"),
    Meeting.OUTCOME: N_("Meeting about the outcome"),
    Meeting.APPEAL: N_("Meeting about the appeal"),
}
METHODS: Mapping[Method, str] = {
    Method.IN_PERSON: N_("Handed over"),
    Method.LETTER: N_("By letter"),
    Method.MAIL: N_("By mail"),
}
SURPRISES: Mapping[SurpriseCause, str] = {
    SurpriseCause.NO_CONVERSATION: N_("There was no earlier conversation"),
    SurpriseCause.SERIOUSNESS: N_("How serious it was had not been said"),
    SurpriseCause.NOT_WRITTEN: N_("It had been said and not written down"),
}
OUTCOMES: Mapping[Outcome, str] = {
    Outcome.MET: N_("Met"),
    Outcome.MET_EARLY: N_("Met early"),
    Outcome.NOT_MET: N_("Not met"),
    Outcome.STOPPED: N_("Stopped: the organisation did not give the support it promised"),
    Outcome.WITHDRAWN: N_("Withdrawn"),
    Outcome.ROLE_CHANGE: N_("Another role was agreed"),
}
CAUSES: Mapping[Cause, str] = {
    Cause.DEEPER: N_("The gap is deeper than thought: a conversation about the role comes next"),
    Cause.NOT_ENGAGING: N_("The person did not take part: a direct conversation came first"),
    Cause.NO_SUPPORT: N_("Support was not given: HR was engaged"),
}
APPEALS: Mapping[Appeal, str] = {
    Appeal.UPHELD: N_("The outcome stands"),
    Appeal.OVERTURNED: N_("The outcome no longer stands"),
}
ENTRIES: Mapping[Kind, str] = {
    Kind.ASKED: N_("Preparation began"),
    Kind.CITED: N_("Record cited"),
    Kind.CONFIRMED: N_("Five conditions confirmed"),
    Kind.GATE_PASSED: N_("Gate passed"),
    Kind.CONSIDERED: N_("Circumstances considered"),
    Kind.TERMS: N_("Terms written"),
    Kind.CRITERION: N_("Criterion written"),
    Kind.CRITERION_DROPPED: N_("Criterion taken out"),
    Kind.SUPPORT: N_("Support promised"),
    Kind.SUPPORT_DROPPED: N_("Support taken out"),
    Kind.SIGNED: N_("Signed"),
    Kind.REWORKED: N_("Taken back for changes"),
    Kind.WITHDRAWN: N_("Withdrawn"),
    Kind.INVITED: N_("Invitation served"),
    Kind.MEETING: N_("Minutes of a meeting"),
    Kind.OPENED: N_("Opening conversation"),
    Kind.INPUT: N_("View on a criterion"),
    Kind.INPUT_ANSWER: N_("Answer to the view"),
    Kind.SETTLED: N_("Criteria settled"),
    Kind.RECEIVED: N_("Received"),
    Kind.RECEIPT_REFUSED: N_("Receipt refused"),
    Kind.BEGUN: N_("Length counts from here"),
    Kind.STATEMENT: N_("Statement"),
    Kind.SURPRISE: N_("Answer about surprise"),
    Kind.SURPRISE_CAUSE: N_("Cause of the surprise"),
    Kind.ADJUSTMENT: N_("Adjustment agreed"),
    Kind.SUPPORT_LOGGED: N_("Support recorded"),
    Kind.SUPPORT_ANSWERED: N_("Support confirmed or contested"),
    Kind.SUPPORT_DECIDED: N_("Contested support decided"),
    Kind.CHECKPOINT: N_("Checkpoint"),
    Kind.STAND_IN_NAMED: N_("Stand-in named for a checkpoint"),
    Kind.STAND_IN_ENDED: N_("Stand-in no longer needed"),
    Kind.EASED: N_("Criterion eased: these words are enough as well"),
    Kind.CHANGE_PROPOSED: N_("Change proposed"),
    Kind.CHANGE_AGREED: N_("Change agreed"),
    Kind.PAUSED: N_("Paused"),
    Kind.RESUMED: N_("Resumed"),
    Kind.MANAGER_CONFIRMED: N_("Manager on the case confirmed"),
    Kind.HR_NAMED: N_("HR partner named"),
    Kind.RECUSED: N_("HR partner no longer free to act"),
    Kind.MANAGER_CHANGED: N_("The person’s manager changed"),
    Kind.EXTENDED: N_("Extended"),
    Kind.ASSESSMENT: N_("Assessment began"),
    Kind.OUTCOME_DRAFT: N_("Outcome proposed"),
    Kind.OUTCOME_REPLY: N_("Reply to the proposal"),
    Kind.OUTCOME_DISAGREED: N_("Outcome not agreed"),
    Kind.DECIDER_NAMED: N_("Decision-maker named"),
    Kind.OUTCOME: N_("Outcome"),
    Kind.APPEAL: N_("Appeal"),
    Kind.LINK_GIVEN: N_("Link for the appeal given"),
    Kind.APPEAL_NAMED: N_("Appeal manager named"),
    Kind.APPEAL_DECIDED: N_("Appeal decided"),
    Kind.ENDED: N_("Ended"),
}


def said(sentence: str, **values: object) -> str:
    """A translated sentence with its values."""
    return sentence % values
