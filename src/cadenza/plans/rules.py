"""What a development plan allows: lanes, states, the five questions, what must stand before it is agreed. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from cadenza.objections import N_, Objection, objection, says_something
from cadenza.people.rules import Coded
from cadenza.plans.time_rules import BlockTerms
from cadenza.practice.practice_rules import SHIPPED
from cadenza.wording import Flaw


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


class StartKind(Coded):
    """What a goal can begin from: a gap, a capability that a key result needs or one by itself, a key result, an unfinished goal (DESIGN 5, REV-6)."""

    GAP = "gap"
    NEED = "need"
    KEY_RESULT = "key-result"
    CAPABILITY = "capability"
    BEFORE = "before"


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
    elsewhere: bool = False
    """Whether it takes up an option of the catalogue that builds other capabilities than the goal's (LEARN-2)."""


@dataclass(frozen=True)
class CommitmentTerms:
    """One commitment of the manager's, as rules and versions see it. Only those that stand: a missed or replaced one supports nothing."""

    goal_number: int | None
    what: str
    due_date: date | None
    holder_id: int | None = None
    dismissed: Collection[Flaw] = ()
    """The coach's hints on its words that the holder set aside (COACH-3)."""


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
    aims_elsewhere: bool = False
    elsewhere_words: str = ""
    actions: tuple[ActionTerms, ...] = ()
    assessed: bool = True
    """Whether a gap assessment of its capability stands behind it (LEARN-2)."""
    dismissed_in_outcome: Collection[Flaw] = ()
    dismissed_in_measure: Collection[Flaw] = ()
    """The coach's hints that the writer set aside (COACH-3)."""


@dataclass(frozen=True)
class PlanTerms:
    """A whole plan as it would be agreed. Dropped goals and removed actions are not in it."""

    cycle_id: int
    cycle_start: date
    cycle_end: date
    owner_id: int
    goals: tuple[GoalTerms, ...] = ()
    commitments: tuple[CommitmentTerms, ...] = field(default=())
    blocks: tuple[BlockTerms, ...] = ()
    """Protected blocks of days (TIME-1)."""


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
    """The state that follows; raises ValueError where MOVES has none (ask `objections_to_move` first). Rule PLAN-3."""
    if (state, event) not in MOVES:
        raise ValueError(f"no move from {state} by {event}")
    return MOVES[state, event]


def objections_to_writing(state: PlanState) -> list[Objection]:
    """Why nothing in this plan may be written any more. Rule PLAN-9, TRUST 1.8: a finished plan is a record."""
    if state in OPEN_STATES:
        return []
    return [objection("plan-is-over", N_("This plan is closed. It can be read, not changed."))]


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


NEEDIEST_FIRST = (GoalStatus.BLOCKED, GoalStatus.NEEDS_RESET, GoalStatus.ON_TRACK, GoalStatus.COMPLETED)


def plan_status(goal_statuses: Iterable[GoalStatus | str]) -> GoalStatus | None:
    """A plan's state is that of its neediest open goal; completed only when all are; none without goals. Rule STAT-1."""
    held = {GoalStatus(status) for status in goal_statuses}
    return next((status for status in NEEDIEST_FIRST if status in held), None)


def review_dates(
    cycle_start: date,
    cycle_end: date,
    working_day: Callable[[date], date],
    *,
    weeks: Sequence[int] = SHIPPED.review_weeks,
    after: date | None = None,
) -> list[tuple[ReviewKind, date]]:
    """When a plan's reviews fall: near the end of weeks 4 and 8, the reflection in week 12, or in the `weeks` that HR set.

    Rules REV-4, HR-3. Source: [P].

    `working_day` moves a date to a working day of the person's. Dates up to and with `after` are left out (a plan begun in
    week 6 owes no review for week 4), but a plan always has its reflection, on the cycle's last working day at the latest: later only where
    the plan itself is.
    """
    planned = []
    for week in weeks:
        kind = ReviewKind.REFLECTION if week == weeks[-1] else ReviewKind.MONTHLY
        day = _within(cycle_start + timedelta(days=7 * week - 2), cycle_start, cycle_end, working_day)
        if after is None or day > after:
            planned.append((kind, day))
        elif kind is ReviewKind.REFLECTION:
            first = after + timedelta(days=1)
            planned.append((kind, _within(max(cycle_end, first), first, cycle_end, working_day)))
    return planned


def _within(day: date, first: date, last: date, working_day: Callable[[date], date]) -> date:
    """The working day on or after a day, or the last one before it where that lies beyond `last`; where no other is left, the one after."""
    found = working_day(day)
    while found > last and day > first:
        day -= timedelta(days=1)
        found = working_day(day)
    return found


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
    if not says_something(evidence):
        found.append(objection("no-evidence-of-doing", N_("Say what shows that it was done."), where="doing_evidence"))
    return found


def objections_to_suggestion(outcome: str, why: str, *, aims_elsewhere: bool = False, note: str = "") -> list[Objection]:
    """Why a suggestion cannot be made. Rule PLAN-3: the person decides, so they must be told what and why.

    Rule PLAN-10: one that aims at another role says so openly, with a note to the person. Source: [P].
    """
    found = []
    if not says_something(outcome):
        found.append(objection("suggestion-without-goal", N_("Say what they would be able to do."), where="outcome"))
    if not says_something(why):
        found.append(
            objection("suggestion-without-why", N_("Say why you suggest it. They decide, and your reason helps them."), where="why")
        )
    if aims_elsewhere and not says_something(note):
        found.append(
            objection(
                "another-role-without-note",
                N_("Tell them openly which role this goal serves and why you ask it of them. They read it before they decide."),
                where="note",
            )
        )
    return found


def objections_to_serving_another_role(own_words: str, *, aims_elsewhere: bool, where: str = "elsewhere_words") -> list[Objection]:
    """Why a goal that aims at another role cannot become, or stay, the person's. Rule PLAN-10: in their own words. Source: [P]."""
    if not aims_elsewhere or says_something(own_words):
        return []
    return [
        objection(
            "another-role-without-own-words",
            N_("This goal aims at another role than your own path. Say in your own words what that means to you."),
            where=where,
        )
    ]


def serves_direction(capability: str, *, words: str, needed_next: bool, needed_by: Iterable[str]) -> bool:
    """Whether a capability belongs to where somebody wants to get to. Rule PLAN-10.

    It does when their words name it, when the next step of their own role needs it, or when a role that needs it (`needed_by`) is named in
    their words. Names are looked for as whole words, in any case of letters.
    """
    return needed_next or any(_names(words, name) for name in (capability, *needed_by))


def warnings_on_suggested_capability(*, capability: str, in_role: bool | None, in_direction: bool) -> list[Objection]:
    """Why to think twice about a suggested goal. Rule PLAN-10 WARN: its capability is in neither the person's role nor their direction.

    `in_role` is None while no role profile of theirs is known; then there is nothing to hold the capability against.
    """
    if in_role is None or in_role or in_direction:
        return []
    return [
        objection(
            "capability-of-another-path",
            N_(
                "%(capability)s belongs to neither the present role nor the direction that can be read here. If the goal serves another role, that is said openly."
            ),
            where="capability",
            warning=True,
            capability=capability,
        )
    ]


def _names(words: str, name: str) -> bool:
    wanted = re.escape(" ".join(name.split()).casefold())
    return bool(wanted) and re.search(rf"(?<!\w){wanted}(?!\w)", " ".join(words.split()).casefold()) is not None


def objections_to_sharing_self_view(text: str, *, plan_shared: bool, shared_before: bool) -> list[Objection]:
    """Why one half of the current state cannot be shared. Rule PLAN-1: field by field, by the person, and for good."""
    if shared_before:
        return [objection("self-view-shared", N_("You shared this already."))]
    if not plan_shared:
        return [objection("still-a-draft", N_("Share the plan first. Then you choose which of these two your manager reads."))]
    if not says_something(text):
        return [objection("self-view-empty", N_("There is nothing to share yet."))]
    return []


def objections_to_dropping(reason: str, *, agreed: bool) -> list[Objection]:
    """Why a goal cannot be dropped. An agreed one leaves with what was learned (PLAN-9); one that nobody agreed simply goes."""
    if agreed and not says_something(reason):
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
