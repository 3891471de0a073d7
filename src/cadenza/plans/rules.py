"""What a development plan allows: lanes, states, the five questions, what must stand before it is agreed. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from cadenza.objections import N_, Objection, objection
from cadenza.people.rules import Coded

MOST_GOALS = 3
"""PLAN-2. Source: [P] three goals per period at most; more than that is no focus."""
MOST_EXECUTION_CAPABILITIES = 2
"""PLAN-2. Source: [O] one or two capabilities for a cycle of key results."""
TARGET_GRACE_DAYS = 31
"""PLAN-6: how far after the cycle's last day a target date may lie. A month: the first review of the next cycle still sees it."""
REVIEW_WEEKS = (4, 8, 12)
"""REV-4. Source: [P] checks near weeks 4 and 8, reflection in week 12."""


class PlanState(Coded):
    """Where a plan stands (TRUST 1.7). A draft is the person's alone until they share it."""

    DRAFT = "draft"
    SHARED = "shared"
    OFFERED = "offered"
    ACTIVE = "active"
    CLOSED = "closed"
    LEFT = "left"


class Lane(Coded):
    """Two lanes, never mixed (PLAN-4)."""

    EXECUTION = "execution"
    CAREER = "career"


class GoalStatus(Coded):
    """Exactly one of four (STAT-1)."""

    ON_TRACK = "on-track"
    BLOCKED = "blocked"
    NEEDS_RESET = "needs-reset"
    COMPLETED = "completed"


class ActionKind(Coded):
    """The three kinds of action (ACT-1)."""

    EXPERIENCE = "experience"
    EXPOSURE = "exposure"
    EDUCATION = "education"


class CommitmentState(Coded):
    """Where a manager's commitment stands (COM-2)."""

    OPEN = "open"
    DELIVERED = "delivered"
    MISSED = "missed"
    RENEGOTIATED = "renegotiated"


class ReviewKind(Coded):
    """The monthly look, and the reflection that ends the cycle (REV-4)."""

    MONTHLY = "monthly"
    REFLECTION = "reflection"


class SuggestionState(Coded):
    """A suggested goal becomes one only when the person accepts it (PLAN-3)."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class SelfViewField(Coded):
    """The two halves of the current state, shared one by one (PLAN-1)."""

    STRENGTHS = "strengths"
    DIFFICULTIES = "difficulties"


class Question(Coded):
    """The five questions that a goal answers before its plan can be agreed (PLAN-5)."""

    SERVES = "serves"
    CAPABILITY = "capability"
    ACTIONS = "actions"
    SUPPORT = "support"
    REVIEW = "review"


class PlanEvent(Coded):
    """What can happen to a plan as a whole (TRUST 1.7)."""

    SHARE = "share"
    OFFER = "offer"
    AGREE = "agree"
    CLOSE = "close"
    LEAVE = "leave"


MOVES: Mapping[tuple[PlanState, PlanEvent], PlanState] = {
    (PlanState.DRAFT, PlanEvent.SHARE): PlanState.SHARED,
    (PlanState.SHARED, PlanEvent.OFFER): PlanState.OFFERED,
    (PlanState.OFFERED, PlanEvent.OFFER): PlanState.OFFERED,
    (PlanState.OFFERED, PlanEvent.AGREE): PlanState.ACTIVE,
    # A change after agreement is offered and agreed while the old version stays in force (PLAN-3).
    (PlanState.ACTIVE, PlanEvent.OFFER): PlanState.ACTIVE,
    (PlanState.ACTIVE, PlanEvent.AGREE): PlanState.ACTIVE,
    (PlanState.ACTIVE, PlanEvent.CLOSE): PlanState.CLOSED,
    (PlanState.SHARED, PlanEvent.CLOSE): PlanState.CLOSED,
    (PlanState.OFFERED, PlanEvent.CLOSE): PlanState.CLOSED,
    **{(state, PlanEvent.LEAVE): PlanState.LEFT for state in (PlanState.SHARED, PlanState.OFFERED, PlanState.ACTIVE)},
}
"""What is not in the table cannot happen. A leaver's draft stays a draft: it was never anybody else's to read."""

OPEN_STATES = frozenset({PlanState.DRAFT, PlanState.SHARED, PlanState.OFFERED, PlanState.ACTIVE})
READABLE_STATES = frozenset(PlanState) - {PlanState.DRAFT}
"""States in which somebody other than the owner may be allowed the words."""


@dataclass(frozen=True)
class ActionTerms:
    """One action of a goal, as rules and versions see it."""

    number: int
    kind: ActionKind
    what: str = ""
    tracked_where: str = ""
    partner_id: int | None = None
    partner_here: bool = True
    applied_in: str = ""
    due_date: date | None = None


@dataclass(frozen=True)
class CommitmentTerms:
    """One commitment of the manager's, as rules and versions see it. Only those that stand: a missed or replaced one supports nothing."""

    goal_number: int | None
    what: str
    due_date: date | None
    holder_id: int | None = None


@dataclass(frozen=True)
class GoalTerms:
    """One goal as it would be agreed: its words with any waiting change laid over them."""

    number: int
    lane: Lane = Lane.EXECUTION
    key_result_id: int | None = None
    key_result_cycle_id: int | None = None
    key_result_open: bool = True
    direction: str = ""
    capability_id: int | None = None
    level_now: int | None = None
    level_aimed: int | None = None
    outcome: str = ""
    success_measure: str = ""
    target_date: date | None = None
    live_work: str = ""
    supporter_id: int | None = None
    supporter_here: bool = True
    support_words: str = ""
    review_how: str = ""
    actions: tuple[ActionTerms, ...] = ()


@dataclass(frozen=True)
class PlanTerms:
    """A whole plan as it would be agreed. Dropped goals and removed actions are not in it."""

    cycle_id: int
    cycle_start: date
    cycle_end: date
    owner_id: int
    goals: tuple[GoalTerms, ...] = ()
    commitments: tuple[CommitmentTerms, ...] = field(default=())


def place(goal_number: int, name: str) -> str:
    """The form field that an objection points to; templates give it as the field's id."""
    return f"goal-{goal_number}-{name}"


def objections_to_move(state: PlanState, event: PlanEvent) -> list[Objection]:
    """Why this cannot happen to a plan in that state; empty when it can. Rule PLAN-3, TRUST 1.7."""
    if (state, event) in MOVES:
        return []
    if event is PlanEvent.SHARE:
        return [objection("already-shared", N_("This plan is already shared."))]
    if state is PlanState.DRAFT:
        return [objection("still-a-draft", N_("Share the draft first. Nobody can agree what only you can read."))]
    if event is PlanEvent.AGREE and state is PlanState.SHARED:
        return [objection("nothing-offered", N_("Nothing is offered yet. Offer the plan for agreement first."))]
    return [objection("plan-is-over", N_("This plan is closed. It can be read, not changed."))]


def state_after(state: PlanState, event: PlanEvent) -> PlanState:
    """The state that follows; raises ValueError where MOVES has none (ask `objections_to_move` first)."""
    if (state, event) not in MOVES:
        raise ValueError(f"no move from {state} by {event}")
    return MOVES[state, event]


def objections_to_writing(state: PlanState) -> list[Objection]:
    """Why nothing in this plan may be written any more. Rule PLAN-9, TRUST 1.8: a finished plan is a record."""
    if state in OPEN_STATES:
        return []
    return [objection("plan-is-over", N_("This plan is closed. It can be read, not changed."))]


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
        if not goal.direction.strip():
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
    if not action.what.strip():
        found.append(
            objection(
                "action-without-words",
                N_("Goal %(number)d, action %(action)d: say what you will do."),
                where=place(goal_number, f"{here}-what"),
                number=goal_number,
                action=action.number,
            )
        )
    if action.kind is ActionKind.EXPERIENCE and not action.tracked_where.strip():
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
    if action.kind is ActionKind.EDUCATION and not action.applied_in.strip():
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
    if not goal.live_work.strip():
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
    if not goal.support_words.strip():
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
    if goal.review_how.strip():
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
    if not goal.outcome.strip():
        found.append(
            objection(
                "no-outcome",
                N_("Goal %(number)d: say what you will be able to do."),
                where=place(goal.number, "outcome"),
                number=goal.number,
            )
        )
    if not goal.success_measure.strip():
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
    """Everything that one goal still lacks before its plan can be agreed. Rules PLAN-4 to PLAN-7, ACT-1."""
    return [
        *objections_to_measure(goal, cycle_start=plan.cycle_start, cycle_end=plan.cycle_end),
        *objections_to_serving(goal, cycle_id=plan.cycle_id),
        *objections_to_capability(goal),
        *objections_to_doing(goal, owner_id=plan.owner_id),
        *objections_to_support(goal, owner_id=plan.owner_id),
        *objections_to_review(goal),
    ]


def objections_to_commitment(what: str, due_date: date | None, *, today: date, where: str = "commitment") -> list[Objection]:
    """Why a manager's commitment is no commitment. Rule COM-1. Source: [P] specific and dated, not general good will."""
    found = []
    if not what.strip():
        found.append(objection("commitment-without-words", N_("Say what you will do."), where=f"{where}-what"))
    if due_date is None:
        found.append(objection("commitment-without-date", N_("Say by when."), where=f"{where}-due_date"))
    elif due_date < today:
        found.append(objection("commitment-in-the-past", N_("Enter a date from today on."), where=f"{where}-due_date"))
    return found


def objections_to_agreement(plan: PlanTerms) -> list[Objection]:
    """Why a plan may not be offered or agreed; warnings are marked. One objection per missing answer, each naming its field.

    Rules PLAN-2, PLAN-4, PLAN-5, PLAN-6, PLAN-7, ACT-1, COM-1. Source: [O] the five questions, [P] a wish list has no manager in it.
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
    for goal in plan.goals:
        found.extend(objections_to_goal(goal, plan))
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
    return any(c.goal_number == goal_number and c.what.strip() and c.due_date is not None for c in commitments)


def objections_to_offering(*, anything_new: bool, manager_id: int | None) -> list[Objection]:
    """Why there is nothing to offer. Rule PLAN-3: an agreed plan is offered anew only when an agreed term changed."""
    found = []
    if manager_id is None:
        found.append(objection("nobody-to-agree", N_("There is no manager on record today, so nobody can agree this plan with its owner.")))
    if not anything_new:
        found.append(objection("nothing-new", N_("This plan is agreed as it stands. Change a goal’s words or date first, or add one.")))
    return found


def objections_to_agreeing(*, changed_since: bool, manager_id: int | None) -> list[Objection]:
    """Why this frozen version cannot be agreed just now. Rule PLAN-3: both agree the very same words, and both must exist."""
    if manager_id is None:
        return [objection("nobody-to-agree", N_("There is no manager on record today, so nobody can agree this plan with its owner."))]
    if changed_since:
        return [
            objection("changed-since-offered", N_("The plan was changed after it was offered. Read the difference and offer it again."))
        ]
    return []


def is_agreed(agreed_by: Collection[int], *, owner_id: int, manager_id: int | None) -> bool:
    """Whether person and manager of this instant have both agreed. Rule PLAN-3: a former manager's word is no agreement."""
    return manager_id is not None and owner_id in agreed_by and manager_id in agreed_by


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
    """The first field that a missing answer belongs to; the question's main field when nothing is missing."""
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


NEEDIEST_FIRST = (GoalStatus.BLOCKED, GoalStatus.NEEDS_RESET, GoalStatus.ON_TRACK, GoalStatus.COMPLETED)


def plan_status(goal_statuses: Iterable[GoalStatus | str]) -> GoalStatus | None:
    """A plan's state is that of its neediest open goal; completed only when all are; none without goals. Rule STAT-1."""
    held = {GoalStatus(status) for status in goal_statuses}
    return next((status for status in NEEDIEST_FIRST if status in held), None)


def review_dates(
    cycle_start: date, cycle_end: date, working_day: Callable[[date], date], *, after: date | None = None
) -> list[tuple[ReviewKind, date]]:
    """When a plan's reviews fall: near the end of weeks 4 and 8, the reflection in week 12. Rule REV-4. Source: [P].

    `working_day` moves a date to a working day of the person's. Dates up to and with `after` are left out (a plan begun in
    week 6 owes no review for week 4), but a plan always has its reflection, on the cycle's last days at the latest.
    """
    planned = []
    for week in REVIEW_WEEKS:
        kind = ReviewKind.REFLECTION if week == REVIEW_WEEKS[-1] else ReviewKind.MONTHLY
        day = min(working_day(cycle_start + timedelta(days=7 * week - 2)), cycle_end)
        if after is None or day > after:
            planned.append((kind, day))
        elif kind is ReviewKind.REFLECTION:
            planned.append((kind, max(cycle_end, after + timedelta(days=1))))
    return planned


@dataclass(frozen=True)
class Attainment:
    """Milestones reached of milestones due by a day, and in all. Rule ACT-3."""

    done: int
    due: int
    total: int


def attainment(actions: Sequence[tuple[date | None, date | None]], *, today: date) -> Attainment:
    """From (due date, done date) of each action: how many are done, how many should be by today. Rule ACT-3. Source: [O]."""
    done = sum(1 for _, done_on in actions if done_on is not None)
    due = sum(1 for due_date, done_on in actions if done_on is not None or (due_date is not None and due_date < today))
    return Attainment(done, due, len(actions))


def objections_to_done(done_on: date | None, evidence: str, *, today: date) -> list[Objection]:
    """Why an action is not done yet. Rule ACT-3: a milestone is reached on a day, and something shows that it was done."""
    found = []
    if done_on is None:
        found.append(objection("no-done-date", N_("Enter the day on which it was done."), where="done_on"))
    elif done_on > today:
        found.append(objection("done-in-the-future", N_("Enter today or an earlier day."), where="done_on"))
    if not evidence.strip():
        found.append(objection("no-evidence-of-doing", N_("Say what shows that it was done."), where="doing_evidence"))
    return found


def objections_to_suggestion(outcome: str, why: str) -> list[Objection]:
    """Why a suggestion cannot be made. Rule PLAN-3: the person decides, so they must be told what and why."""
    found = []
    if not outcome.strip():
        found.append(objection("suggestion-without-goal", N_("Say what they would be able to do."), where="outcome"))
    if not why.strip():
        found.append(
            objection("suggestion-without-why", N_("Say why you suggest it. They decide, and your reason helps them."), where="why")
        )
    return found


def objections_to_sharing_self_view(text: str, *, plan_shared: bool, shared_before: bool) -> list[Objection]:
    """Why one half of the current state cannot be shared. Rule PLAN-1: field by field, by the person, and for good."""
    if shared_before:
        return [objection("self-view-shared", N_("You shared this already."))]
    if not plan_shared:
        return [objection("still-a-draft", N_("Share the plan first. Then you choose which of these two your manager reads."))]
    if not text.strip():
        return [objection("self-view-empty", N_("There is nothing to share yet."))]
    return []


def objections_to_dropping(reason: str, *, agreed: bool) -> list[Objection]:
    """Why a goal cannot be dropped. An agreed one leaves with what was learned (PLAN-9); one that nobody agreed simply goes."""
    if agreed and not reason.strip():
        return [objection("drop-without-reason", N_("Say why you drop it and what you learned."), where="learned")]
    return []


def objections_to_removing(*, done: bool) -> list[Objection]:
    """Why an action cannot be taken out. Rule ACT-3: what is done is part of the record."""
    if done:
        return [objection("action-is-done", N_("This action is done, so it stays."))]
    return []


def objections_to_marking(*, draft: bool) -> list[Objection]:
    """Why nothing can be marked done or asked for yet. Rule PLAN-3: a draft is nobody's business but its owner's."""
    if draft:
        return [objection("still-a-draft", N_("Share the draft first."))]
    return []


def objections_to_answering(state: SuggestionState) -> list[Objection]:
    """Why a suggestion takes no answer any more. Rule PLAN-3."""
    if state is SuggestionState.OFFERED:
        return []
    return [objection("suggestion-answered", N_("You answered this suggestion already."))]


def objections_to_changing_commitment(*, agreed: bool, held_by_reader: bool, open_still: bool) -> list[Objection]:
    """Why a commitment cannot be reworded or taken back. Rules COM-1, COM-2: once agreed, it is kept, missed or renegotiated."""
    if not held_by_reader:
        return [objection("not-your-commitment", N_("Somebody else holds this commitment."))]
    if not open_still:
        return [objection("commitment-reported", N_("This commitment was reported already."))]
    if agreed:
        return [
            objection(
                "commitment-agreed", N_("This commitment is part of the agreed plan. Report it, or renegotiate it at the next review.")
            )
        ]
    return []


def objections_to_starting(*, standing: bool, cycle_end: date, today: date) -> list[Objection]:
    """Why no plan can be begun. Rule PLAN-1: one person, one cycle, one plan; a quarter that is over needs none."""
    if standing:
        return [objection("plan-stands", N_("You already have a plan for this quarter."))]
    if cycle_end < today:
        return [objection("cycle-over", N_("This quarter ended on %(last)s. Begin a plan for the current one."), last=cycle_end)]
    return []


def objections_to_closing(*, cycle_end: date, today: date) -> list[Objection]:
    """Why a plan cannot be closed yet. Rule PLAN-9: it runs to the end of its cycle."""
    if today < cycle_end:
        return [objection("cycle-runs", N_("This plan runs until %(last)s. Close it then."), last=cycle_end)]
    return []
