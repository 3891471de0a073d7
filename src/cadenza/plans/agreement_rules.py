"""What a goal and a plan must say before both sides can agree them, and how much of it is there. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from cadenza.objections import N_, Objection, objection, says_something
from cadenza.plans.rules import (
    ActionKind,
    ActionTerms,
    CommitmentTerms,
    GoalTerms,
    Lane,
    PlanTerms,
    Question,
    objections_to_serving_another_role,
)
from cadenza.plans.time_rules import objections_to_blocks

MOST_GOALS = 3
"""PLAN-2. Source: [P] three goals per period at most; more than that is no focus."""
MOST_EXECUTION_CAPABILITIES = 2
"""PLAN-2. Source: [O] one or two capabilities for a cycle of key results."""
TARGET_GRACE_DAYS = 31
"""PLAN-6: how far after the cycle's last day a target date may lie. A month: the first review of the next cycle still sees it."""


def place(goal_number: int, name: str) -> str:
    """The form field that an objection points to; templates give it as the field's id. House arithmetic."""
    return f"goal-{goal_number}-{name}"


def objections_to_one_more_goal(goals_now: int) -> list[Objection]:
    """Why no goal can be added, or why to think twice. `goals_now` counts goals that are not dropped.

    Rule PLAN-2. Source: [O] keep the plan narrow, [P] three goals per period at most.
    """
    if goals_now >= MOST_GOALS:
        return [
            objection(
                "too-many-goals",
                N_("A plan holds at most %(most)d goals. Drop one before you add another."),
                where="add-goal",
                most=MOST_GOALS,
            )
        ]
    if goals_now == MOST_GOALS - 1:
        return [
            objection(
                "third-goal",
                N_("This is a third goal. Most people finish two in a quarter; keep it only if you would work on it this month."),
                where="add-goal",
                warning=True,
            )
        ]
    return []


def objections_to_serving(goal: GoalTerms, *, cycle_id: int) -> list[Objection]:
    """Why the goal does not belong in its lane. Rule PLAN-4. Source: [O] execution goals serve this cycle's key results."""
    if goal.lane is Lane.CAREER:
        found = []
        if goal.key_result_id is not None:
            found.append(
                objection(
                    "career-goal-with-key-result",
                    N_(
                        "Goal %(number)d is a career goal, so it names no key result. Take it out, or move the goal to this quarter’s delivery."
                    ),
                    where=place(goal.number, "key_result"),
                    number=goal.number,
                )
            )
        if not says_something(goal.direction):
            found.append(
                objection(
                    "no-direction",
                    N_("Goal %(number)d: say which direction it serves."),
                    where=place(goal.number, "direction"),
                    number=goal.number,
                )
            )
        return found
    if goal.key_result_id is None:
        return [
            objection(
                "no-key-result",
                N_("Goal %(number)d: choose the key result of this quarter that it serves, or make it a career goal."),
                where=place(goal.number, "key_result"),
                number=goal.number,
            )
        ]
    if goal.key_result_cycle_id != cycle_id or not goal.key_result_open:
        return [
            objection(
                "key-result-of-another-cycle",
                N_("Goal %(number)d: its key result is not one of this quarter’s. Choose a current one."),
                where=place(goal.number, "key_result"),
                number=goal.number,
            )
        ]
    return []


def objections_to_capability(goal: GoalTerms) -> list[Objection]:
    """Why question two is not answered: which capability, from which level to which. Rule PLAN-5. Source: [O]."""
    found = []
    if goal.capability_id is None:
        found.append(
            objection(
                "no-capability",
                N_("Goal %(number)d: choose the capability that it builds."),
                where=place(goal.number, "capability"),
                number=goal.number,
            )
        )
    if goal.level_now is None:
        found.append(
            objection("no-level-now", N_("Goal %(number)d: say the level now."), where=place(goal.number, "level_now"), number=goal.number)
        )
    if goal.level_aimed is None:
        found.append(
            objection(
                "no-level-aimed",
                N_("Goal %(number)d: say the level aimed at."),
                where=place(goal.number, "level_aimed"),
                number=goal.number,
            )
        )
    if goal.level_now is not None and goal.level_aimed is not None and goal.level_aimed < goal.level_now:
        found.append(
            objection(
                "aims-lower",
                N_("Goal %(number)d: the level aimed at is below the level now. Choose %(now)d or above."),
                where=place(goal.number, "level_aimed"),
                number=goal.number,
                now=goal.level_now,
            )
        )
    return found


def objections_to_action(action: ActionTerms, *, goal_number: int, owner_id: int) -> list[Objection]:
    """What an action still has to say. Rule ACT-1. Source: [O] experience is live work, exposure names somebody, education is applied.

    Experience: what, and where the work is tracked. Exposure: with whom. Education: where it will be applied.
    """
    here = f"action-{action.number}"
    found = []
    if not says_something(action.what):
        found.append(
            objection(
                "action-without-words",
                N_("Goal %(number)d, action %(action)d: say what you will do."),
                where=place(goal_number, f"{here}-what"),
                number=goal_number,
                action=action.number,
            )
        )
    if action.kind is ActionKind.EXPERIENCE and not says_something(action.tracked_where):
        found.append(
            objection(
                "experience-not-tracked",
                N_("Goal %(number)d, action %(action)d: say where this work is tracked, such as a board, a repository or a project page."),
                where=place(goal_number, f"{here}-tracked_where"),
                number=goal_number,
                action=action.number,
            )
        )
    if action.kind is ActionKind.EXPOSURE and action.partner_id is None:
        found.append(
            objection(
                "exposure-without-partner",
                N_("Goal %(number)d, action %(action)d: name the person you will learn beside. They can accept or decline."),
                where=place(goal_number, f"{here}-partner"),
                number=goal_number,
                action=action.number,
            )
        )
    if action.kind is ActionKind.EXPOSURE and action.partner_id == owner_id:
        found.append(
            objection(
                "exposure-to-oneself",
                N_("Goal %(number)d, action %(action)d: name somebody other than yourself."),
                where=place(goal_number, f"{here}-partner"),
                number=goal_number,
                action=action.number,
            )
        )
    if action.kind is ActionKind.EXPOSURE and not action.partner_here:
        found.append(
            objection(
                "exposure-partner-gone",
                N_("Goal %(number)d, action %(action)d: the person named is no longer in the organisation. Name somebody else."),
                where=place(goal_number, f"{here}-partner"),
                number=goal_number,
                action=action.number,
            )
        )
    if action.kind is ActionKind.EDUCATION and not says_something(action.applied_in):
        found.append(
            objection(
                "education-not-applied",
                N_("Goal %(number)d, action %(action)d: say in which work you will apply it."),
                where=place(goal_number, f"{here}-applied_in"),
                number=goal_number,
                action=action.number,
            )
        )
    if action.due_date is None:
        found.append(
            objection(
                "action-without-date",
                N_("Goal %(number)d, action %(action)d: give it a date."),
                where=place(goal_number, f"{here}-due_date"),
                number=goal_number,
                action=action.number,
            )
        )
    return found


def objections_to_doing(goal: GoalTerms, *, owner_id: int) -> list[Objection]:
    """Why question three is not answered: named actions in live work. Rules PLAN-5, PLAN-7, ACT-1. Source: [O]."""
    found = []
    if not says_something(goal.live_work):
        found.append(
            objection(
                "no-live-work",
                N_("Goal %(number)d: name the real work that would prove the capability improved."),
                where=place(goal.number, "live_work"),
                number=goal.number,
            )
        )
    if not goal.actions:
        found.append(
            objection(
                "no-action",
                N_("Goal %(number)d: add at least one action with its date."),
                where=place(goal.number, "add-action"),
                number=goal.number,
            )
        )
    for action in goal.actions:
        found.extend(objections_to_action(action, goal_number=goal.number, owner_id=owner_id))
    return found


def warnings_on_education(goal: GoalTerms) -> list[Objection]:
    """That education is chosen before anybody has looked at the work, or for another capability than the goal's. Rule LEARN-2, warnings.

    Source: [L] no training without context.
    """
    every = [action for action in goal.actions if action.kind is ActionKind.EDUCATION]
    found = [
        objection(
            "education-for-another-capability",
            N_(
                "Goal %(number)d chooses education from the catalogue that builds another capability than the goal. "
                "Look first at what the catalogue has for the goal’s own."
            ),
            where=place(goal.number, f"action-{action.number}-what"),
            warning=True,
            number=goal.number,
        )
        for action in every
        if action.elsewhere
    ]
    if not every or goal.assessed:
        return found
    return [
        *found,
        objection(
            "education-without-context",
            N_(
                "Goal %(number)d chooses education, and no gap assessment stands behind it. "
                "First look together at what the work has shown; it may ask for something else."
            ),
            where=place(goal.number, f"action-{every[0].number}-what"),
            warning=True,
            number=goal.number,
        ),
    ]


def objections_to_support(goal: GoalTerms, *, owner_id: int) -> list[Objection]:
    """Why question four is not answered: who supports, with what responsibility. Rule PLAN-5. Source: [O]."""
    found = []
    if goal.supporter_id is None or goal.supporter_id == owner_id:
        found.append(
            objection(
                "no-supporter",
                N_("Goal %(number)d: name who supports it, somebody other than yourself."),
                where=place(goal.number, "supporter"),
                number=goal.number,
            )
        )
    elif not goal.supporter_here:
        found.append(
            objection(
                "supporter-gone",
                N_("Goal %(number)d: the person who supports it is no longer in the organisation. Name somebody else."),
                where=place(goal.number, "supporter"),
                number=goal.number,
            )
        )
    if not says_something(goal.support_words):
        found.append(
            objection(
                "no-responsibility",
                N_("Goal %(number)d: say what that person is responsible for."),
                where=place(goal.number, "support_words"),
                number=goal.number,
            )
        )
    return found


def objections_to_review(goal: GoalTerms) -> list[Objection]:
    """Why question five is not answered: how and when progress is looked at. Rule PLAN-5. Source: [O]."""
    if says_something(goal.review_how):
        return []
    return [
        objection(
            "no-review",
            N_("Goal %(number)d: say how and when you will look at progress together."),
            where=place(goal.number, "review_how"),
            number=goal.number,
        )
    ]


def objections_to_measure(goal: GoalTerms, *, cycle_start: date, cycle_end: date) -> list[Objection]:
    """Why the goal cannot be told reached or not. Rule PLAN-6. Source: [P] what success looks like, and by when.

    The target date lies from the cycle's first day to TARGET_GRACE_DAYS after its last.
    """
    found = []
    if not says_something(goal.outcome):
        found.append(
            objection(
                "no-outcome",
                N_("Goal %(number)d: say what you will be able to do."),
                where=place(goal.number, "outcome"),
                number=goal.number,
            )
        )
    if not says_something(goal.success_measure):
        found.append(
            objection(
                "no-success-measure",
                N_("Goal %(number)d: say what others will be able to see when it is reached."),
                where=place(goal.number, "success_measure"),
                number=goal.number,
            )
        )
    latest = cycle_end + timedelta(days=TARGET_GRACE_DAYS)
    if goal.target_date is None:
        found.append(
            objection(
                "no-target-date", N_("Goal %(number)d: enter a target date."), where=place(goal.number, "target_date"), number=goal.number
            )
        )
    elif not cycle_start <= goal.target_date <= latest:
        found.append(
            objection(
                "target-date-outside",
                N_("Goal %(number)d: enter a target date from %(first)s to %(last)s."),
                where=place(goal.number, "target_date"),
                number=goal.number,
                first=cycle_start,
                last=latest,
            )
        )
    return found


def objections_to_goal(goal: GoalTerms, plan: PlanTerms) -> list[Objection]:
    """Everything that one goal still lacks before its plan can be agreed. Rules PLAN-4 to PLAN-7, PLAN-10, ACT-1."""
    return [
        *objections_to_measure(goal, cycle_start=plan.cycle_start, cycle_end=plan.cycle_end),
        *objections_to_serving(goal, cycle_id=plan.cycle_id),
        *objections_to_capability(goal),
        *objections_to_doing(goal, owner_id=plan.owner_id),
        *objections_to_support(goal, owner_id=plan.owner_id),
        *objections_to_review(goal),
        *objections_to_serving_another_role(
            goal.elsewhere_words, aims_elsewhere=goal.aims_elsewhere, where=place(goal.number, "elsewhere_words")
        ),
    ]


def objections_to_commitment(what: str, due_date: date | None, *, today: date, where: str = "commitment") -> list[Objection]:
    """Why a manager's commitment is no commitment. Rule COM-1. Source: [P] specific and dated, not general good will."""
    found = []
    if not says_something(what):
        found.append(objection("commitment-without-words", N_("Say what you will do."), where=f"{where}-what"))
    if due_date is None:
        found.append(objection("commitment-without-date", N_("Say by when."), where=f"{where}-due_date"))
    elif due_date < today:
        found.append(objection("commitment-in-the-past", N_("Enter a date from today on."), where=f"{where}-due_date"))
    return found


def objections_to_agreement(plan: PlanTerms) -> list[Objection]:
    """Why a plan may not be offered or agreed; warnings are marked. One objection per missing answer, each naming its field.

    Rules PLAN-2, PLAN-4, PLAN-5, PLAN-6, PLAN-7, ACT-1, COM-1, TIME-1. Source: [O] the five questions, [P] a wish list has no manager in it.
    """
    found: list[Objection] = []
    if not plan.goals:
        found.append(objection("no-goal", N_("A plan needs at least one goal."), where="add-goal"))
    if len(plan.goals) > MOST_GOALS:
        found.append(objection("too-many-goals", N_("A plan holds at most %(most)d goals. Drop one."), where="add-goal", most=MOST_GOALS))
    if len(plan.goals) == MOST_GOALS:
        found.extend(o for o in objections_to_one_more_goal(MOST_GOALS - 1) if o.warning)
    named = dict.fromkeys(g.capability_id for g in plan.goals if g.lane is Lane.EXECUTION and g.capability_id is not None)
    if len(named) > MOST_EXECUTION_CAPABILITIES:
        first_too_many = next(
            g for g in plan.goals if g.lane is Lane.EXECUTION and g.capability_id == list(named)[MOST_EXECUTION_CAPABILITIES]
        )
        found.append(
            objection(
                "too-many-capabilities",
                N_("This quarter’s delivery goals name %(count)d capabilities. Keep to %(most)d, so that both can grow."),
                where=place(first_too_many.number, "capability"),
                count=len(named),
                most=MOST_EXECUTION_CAPABILITIES,
            )
        )
    found.extend(objections_to_blocks(plan.blocks, cycle_start=plan.cycle_start, cycle_end=plan.cycle_end))
    for goal in plan.goals:
        found.extend(objections_to_goal(goal, plan))
        found.extend(warnings_on_education(goal))
        if not has_commitment(goal.number, plan.commitments):
            found.append(
                objection(
                    "no-commitment",
                    N_("Goal %(number)d: the manager’s part is missing. It needs one commitment with its date."),
                    where=place(goal.number, "commitment"),
                    number=goal.number,
                )
            )
    return found


def has_commitment(goal_number: int, commitments: Iterable[CommitmentTerms]) -> bool:
    """Whether a dated commitment stands for this goal. Rule COM-1."""
    return any(c.goal_number == goal_number and says_something(c.what) and c.due_date is not None for c in commitments)


def answered(goal: GoalTerms, plan: PlanTerms) -> dict[Question, bool]:
    """Which of the five questions the goal answers, for the strip under it. Rule PLAN-5."""
    return {
        Question.SERVES: not objections_to_serving(goal, cycle_id=plan.cycle_id),
        Question.CAPABILITY: not objections_to_capability(goal),
        Question.ACTIONS: not objections_to_doing(goal, owner_id=plan.owner_id),
        Question.SUPPORT: not objections_to_support(goal, owner_id=plan.owner_id),
        Question.REVIEW: not objections_to_review(goal),
    }


def field_of(question: Question, goal: GoalTerms, plan: PlanTerms) -> str:
    """The first field that a missing answer belongs to; the question's main field when nothing is missing. Rule PLAN-5."""
    found = {
        Question.SERVES: objections_to_serving(goal, cycle_id=plan.cycle_id),
        Question.CAPABILITY: objections_to_capability(goal),
        Question.ACTIONS: objections_to_doing(goal, owner_id=plan.owner_id),
        Question.SUPPORT: objections_to_support(goal, owner_id=plan.owner_id),
        Question.REVIEW: objections_to_review(goal),
    }[question]
    if found:
        return found[0].where
    main = {
        Question.SERVES: "direction" if goal.lane is Lane.CAREER else "key_result",
        Question.CAPABILITY: "capability",
        Question.ACTIONS: "live_work",
        Question.SUPPORT: "supporter",
        Question.REVIEW: "review_how",
    }[question]
    return place(goal.number, main)


@dataclass(frozen=True)
class Completeness:
    """How much of what agreement asks for is there: answers given of answers asked."""

    given: int
    asked: int

    @property
    def whole(self) -> bool:
        return self.asked > 0 and self.given == self.asked


POINTS_PER_GOAL = len(Question) + 2
"""The five questions, the measure with its date (PLAN-6), and the manager's commitment (COM-1)."""


def completeness(plan: PlanTerms) -> Completeness:
    """Answers given of answers asked, over all goals. Rule PLAN-5 SHOW; HR-4 shows it without the words."""
    given = 0
    for goal in plan.goals:
        given += sum(answered(goal, plan).values())
        given += not objections_to_measure(goal, cycle_start=plan.cycle_start, cycle_end=plan.cycle_end)
        given += has_commitment(goal.number, plan.commitments)
    return Completeness(given, POINTS_PER_GOAL * max(1, len(plan.goals)))
