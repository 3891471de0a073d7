"""What deserves a second look in the words of a plan before it is agreed: warnings that block nothing. Pure; no word leaves it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from cadenza.objections import N_, Objection, objection
from cadenza.plans.agreement_rules import place
from cadenza.plans.rules import ActionKind, ActionTerms, CommitmentTerms, GoalTerms, PlanTerms
from cadenza.practice.hint_rules import answered_by, open_findings
from cadenza.wording import Flaw, Kind

GOAL_WARNINGS: Mapping[Flaw, tuple[str, str]] = {
    Flaw.ACTIVITY: ("goal-is-an-activity", N_("Goal %(number)d names something to do. Say what the person can do once it is done.")),
    Flaw.VAGUE: ("goal-is-vague", N_("Goal %(number)d can be read in more than one way. Name the work in which it will show.")),
    Flaw.NO_MEASURE: ("goal-without-measure", N_("Goal %(number)d: two fair people could disagree whether it was reached.")),
    Flaw.NO_DATE: ("goal-undated", N_("Goal %(number)d has no date.")),
    Flaw.COMPOUND: ("goal-says-too-much", N_("Goal %(number)d says several things at once. Keep the one that matters most.")),
}
"""What PLAN-8 warns of, by the coach's flaw."""

COURSE = re.compile(
    r"^\W*(?:i(?: will|['’]ll)? )?(?:attend|complete|take|do|enrol|enroll|sign up|finish|watch|join|pass|book)\b"
    r"[^.;]{0,80}\b(?:courses?|trainings?|workshops?|class(?:es)?|certificat\w{1,6}|webinars?|e-?learning|boot ?camps?|seminars?|exams?)\b",
    re.IGNORECASE,
)
"""An action that is a course, whichever kind it was filed under (ACT-2)."""

JOB_ENDS = (
    r"(?:\b(?:be|get|being|getting) (?:dismissed|terminated|fired|sacked|let go|demoted|disciplined|made redundant)\b"
    r"|\b(?:dismissal|termination|demotion|redundancy|disciplinary)\b|\bPIP\b|\bperformance improvement plan\b"
    r"|\b(?:formal|written|final) warning\b|\bformal (?:improvement )?(?:plan|process)\b"
    r"|\b(?:employment|contract|probation|(?:your|my|their|his|her) (?:job|role|position))\b[^.;\n]{0,30}\b(?:ends?|ended|terminated?|at risk|in danger|lost|over"
    r"|withdrawn|fail(?:s|ed)?|not (?:be )?(?:renewed|extended|confirmed))\b"
    r"|\blos(?:e|es|ing) (?:your|my|the|their|his|her) (?:job|position|role|employment|contract)\b"
    r"|\b(?:end|terminate)s? (?:your|my|their|his|her) (?:employment|contract)\b)"
)
THREAT = re.compile(
    r"\b(?:or (?:else|you|your|i|my|they|their|we|face)|or(?= be )|otherwise|else|failing (?:which|that|this)|failure (?:to|will)"
    r"|if (?:not|missed|this|you)|unless (?:you|this)|(?:will|would|may|can|could|shall) (?:lead to|result in|mean)"
    r"|leads? to|results? in|consequences?:?)\b[^.;\n]{0,120}?" + JOB_ENDS,
    re.IGNORECASE,
)
"""A condition and, in the same sentence, what happens to the job: "3 incidents at most, or your employment ends"."""


EVERY_KIND = frozenset(Kind)
"""Unless HR has the coach say less (HR-3)."""


def warnings_on_goal(goal: GoalTerms, *, kinds: Collection[Kind] = EVERY_KIND) -> list[Objection]:
    """What the coach still has to say about a goal's words, for the person who writes them. Rules PLAN-8, HR-3. Source: [P][O].

    What the success measure or the target date answers, and what the writer dismissed, is not said again; nor is what HR wants said
    while writing at most: `kinds` are those that are said again.
    """
    answered = answered_by(dated=goal.target_date is not None, measured=bool(goal.success_measure.strip()))
    outcome = open_findings(goal.outcome, Kind.DEVELOPMENT_GOAL, answered=answered, dismissed=goal.dismissed_in_outcome)
    measure = open_findings(goal.success_measure, Kind.SUCCESS_MEASURE, dismissed=goal.dismissed_in_measure)
    said = [(one.flaw, "outcome") for one in outcome if Kind.DEVELOPMENT_GOAL in kinds]
    said += [(one.flaw, "success_measure") for one in measure if one.flaw is Flaw.NO_MEASURE and Kind.SUCCESS_MEASURE in kinds]
    found = []
    for flaw, field in said:
        if flaw in GOAL_WARNINGS:
            code, message = GOAL_WARNINGS[flaw]
            found.append(objection(code, message, where=place(goal.number, field), warning=True, number=goal.number))
    return found


def warnings_on_actions(goal: GoalTerms) -> list[Objection]:
    """Why to think twice about a goal's actions as a whole. Rule ACT-2. Source: [O] people grow by doing; a course prepares for it."""
    actions = [one for one in goal.actions if one.what.strip()]
    if not actions:
        return []
    if all(one.kind is ActionKind.EDUCATION for one in actions):
        return [
            objection(
                "education-only",
                N_("Goal %(number)d is education only. Add a piece of work in which it is used."),
                where=place(goal.number, "add-action"),
                warning=True,
                number=goal.number,
            )
        ]
    if len(actions) == 1 and is_a_course(actions[0]):
        return [
            objection(
                "only-a-course",
                N_("The only action of goal %(number)d is a course. Add a piece of work in which it is used."),
                where=place(goal.number, "add-action"),
                warning=True,
                number=goal.number,
            )
        ]
    return []


def is_a_course(action: ActionTerms) -> bool:
    """Whether an action is a course by its own words. Rule ACT-2."""
    return COURSE.search(action.what) is not None


def warnings_on_threats(goal: GoalTerms) -> list[Objection]:
    """Why a goal's words belong in no development plan: a threshold with what happens to the job otherwise. Rule PIP-19. Source: [P].

    Meant for both readers and not to be dismissed: it is about what the plan is, not about how it is worded.
    """
    for field, text in (("outcome", goal.outcome), ("success_measure", goal.success_measure)):
        if THREAT.search(text):
            return [
                objection(
                    "goal-with-consequences",
                    N_("Goal %(number)d says what happens to the job if it is missed. A development plan carries no consequences."),
                    where=place(goal.number, field),
                    warning=True,
                    number=goal.number,
                )
            ]
    return []


def warnings_on_commitments(commitments: Iterable[CommitmentTerms], *, holder_id: int) -> list[Objection]:
    """Commitments that promise support and nothing done, for the one who holds them. Rule COM-1. Source: [P] not general good will."""
    found = []
    for one in commitments:
        if one.holder_id != holder_id or one.goal_number is None:
            continue
        open_still = open_findings(one.what, Kind.MANAGER_COMMITMENT, answered=answered_by(dated=True), dismissed=one.dismissed)
        if any(finding.flaw is Flaw.GENERIC_SUPPORT for finding in open_still):
            where = place(one.goal_number, "commitment")
            found.append(
                objection(
                    "generic-support",
                    N_("Your commitment for goal %(number)d promises support and names nothing that you will do."),
                    where=where,
                    warning=True,
                    number=one.goal_number,
                )
            )
    return found


def warnings_on_words(plan: PlanTerms, *, reader_id: int, kinds: Collection[Kind] = EVERY_KIND) -> list[Objection]:
    """What one of the two is warned of before they agree. Rules PLAN-8, ACT-2, COM-1, PIP-19, HR-3.

    The coach speaks to the writer of a text alone (DESIGN: a hint is shown to nobody else); what the plan is, both are told.
    """
    found = []
    for goal in plan.goals:
        if reader_id == plan.owner_id:
            found += warnings_on_goal(goal, kinds=kinds)
        found += [*warnings_on_actions(goal), *warnings_on_threats(goal)]
    promises = plan.commitments if Kind.MANAGER_COMMITMENT in kinds else ()
    return found + warnings_on_commitments(promises, holder_id=reader_id)
