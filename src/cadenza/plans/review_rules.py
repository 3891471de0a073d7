"""What the monthly review allows: when it counts as held, what a change of state must say, how a commitment is reported. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol, TypeVar

from cadenza.objections import N_, Objection, objection, says_something
from cadenza.people.rules import Coded
from cadenza.plans.rules import CommitmentState, GoalStatus

LOOKING_BACK = ("done", "worked", "in_the_way", "learned")
LOOKING_FORWARD = ("focus", "need", "goals_change")
REFLECTION = ("support_given", "observations", "conditions")
QUESTIONS = LOOKING_BACK + LOOKING_FORWARD + REFLECTION
"""REV-1's questions, in the order of the page. Nothing else is required of a review."""
GOAL_QUESTIONS = ("moved", "in_the_way")
"""The same looking back, asked goal by goal."""
TEXT_LIMIT = 5000
"""Characters in one answer. Source: DOMAIN COACH-3."""
ASKED_LIMIT = 1000
"""Characters in the words for whoever clears a block; as many as a request holds."""
GOAL_FIELDS = ("status", *GOAL_QUESTIONS, "asked", "remover", "remove_by")


class Standing(Coded):
    """How a commitment stands today, reading the report and the person's answer together (COM-2)."""

    OPEN = "open"
    LATE = "late"
    UNREPORTED = "unreported"
    REPORTED = "reported"
    DELIVERED = "delivered"
    UNCONFIRMED = "unconfirmed"
    CONTESTED = "contested"
    MISSED = "missed"
    RENEGOTIATED = "renegotiated"


class CommitmentLike(Protocol):
    """A promise of support as the rules see it."""

    @property
    def state(self) -> str: ...
    @property
    def due_date(self) -> date: ...


class ReviewLike(Protocol):
    """A review as the cadence sees it."""

    @property
    def due_on(self) -> date: ...
    @property
    def held_on(self) -> date | None: ...
    @property
    def rests(self) -> bool: ...


R = TypeVar("R", bound=ReviewLike)


@dataclass(frozen=True)
class GoalLook:
    """One goal as a review looks at it: its state before, its state now, and what was said about it."""

    number: int
    was: str
    status: str
    moved: str = ""
    in_the_way: str = ""
    remover_id: int | None = None
    remove_by: date | None = None
    carried: str = ""
    """What blocked it already when the review began; repeating it answers nothing new."""


def objections_to_words(words: Mapping[str, str], *, prefix: str = "") -> list[Objection]:
    """Why answers cannot be kept as they came: longer than anybody reads, or a state that does not exist (STAT-1)."""
    found = [
        objection("answer-too-long", N_("Keep this within %(limit)d characters."), where=f"{prefix}{field}", limit=_limit(field))
        for field, text in words.items()
        if len(text) > _limit(field)
    ]
    if words.get("status", GoalStatus.ON_TRACK) not in {member.value for member in GoalStatus}:
        found.append(objection("status-unknown", N_("Pick one of the four states."), where=f"{prefix}status"))
    return found


def objections_to_dropped(number: int, *, touched: bool) -> list[Objection]:
    """Why words about a goal that was dropped while its page was open are not kept: they would have no place. Rule DATA-1."""
    if not touched:
        return []
    message = N_("Goal %(number)d was dropped meanwhile and takes no more words. Copy what you wrote about it, and load the page again.")
    return [objection("goal-dropped-meanwhile", message, number=number)]


def _limit(field: str) -> int:
    return ASKED_LIMIT if field == "asked" else TEXT_LIMIT


def objections_to_holding(words: Mapping[str, str], goals: Iterable[GoalLook], *, today: date, held: bool = False) -> list[Objection]:
    """Why a review may not be marked as held; empty when it may.

    Rules REV-3 (a review that answers none of its questions was not held), STAT-1 and STAT-2 for each goal.
    Source: [P] brief and regular, [O] the four states and who removes what.
    """
    if held:
        return [objection("review-already-held", N_("This review is already marked as held."))]
    looks = list(goals)
    found = [reason for look in looks for reason in objections_to_look(look, today=today)]
    answered = any(says_something(words.get(question, "")) for question in QUESTIONS)
    spoken_of = any(says_something(look.moved) or (look.in_the_way != look.carried and says_something(look.in_the_way)) for look in looks)
    if not answered and not spoken_of:
        found.insert(
            0,
            objection(
                "review-without-answers",
                N_("Answer at least one of the questions. One sentence is enough for a review to count as held."),
                where="done",
            ),
        )
    return found


def objections_to_look(look: GoalLook, *, today: date) -> list[Objection]:
    """What one goal of a review still has to say. Rules STAT-1, STAT-2; the page gives each goal's fields its number."""
    prefix = f"goal-{look.number}-"
    if look.status == GoalStatus.BLOCKED:
        return objections_to_block(look.in_the_way, look.remover_id, look.remove_by, today=today, prefix=prefix)
    if look.status != look.was and not says_something(look.moved) and not says_something(look.in_the_way):
        return [
            objection(
                "status-without-reason",
                N_("Say in a sentence why goal %(number)d changed state."),
                where=f"{prefix}moved",
                number=look.number,
            )
        ]
    return []


def objections_to_block(cause: str, remover_id: int | None, remove_by: date | None, *, today: date, prefix: str = "") -> list[Objection]:
    """What a blocked goal lacks: what blocks it, who removes that, by when. Rule STAT-2. Source: [O] a block has an owner and a date."""
    found = []
    if not says_something(cause):
        found.append(objection("block-without-cause", N_("Say what is in the way."), where=f"{prefix}in_the_way"))
    if remover_id is None:
        found.append(objection("block-without-remover", N_("Name who clears it."), where=f"{prefix}remover"))
    if remove_by is None:
        found.append(objection("block-without-date", N_("Give the day by which it is cleared."), where=f"{prefix}remove_by"))
    elif remove_by < today:
        found.append(objection("block-date-past", N_("Give a day from %(today)s on."), where=f"{prefix}remove_by", today=today))
    return found


def objections_to_status(
    status: str, *, was: str, reason: str, cause: str = "", remover_id: int | None = None, remove_by: date | None = None, today: date
) -> list[Objection]:
    """Why a goal's state may not change like this between reviews. Rules STAT-1 (a reason), STAT-2 (a blocked one names its block).

    Any of the four may follow any other; what is refused is a change without words, and no change at all.
    """
    if status not in {member.value for member in GoalStatus}:
        return [objection("status-unknown", N_("Pick one of the four states."), where="status")]
    if status == was and status != GoalStatus.BLOCKED:
        return [objection("status-unchanged", N_("The goal already stands there. Pick another state."), where="status")]
    found = []
    if status == GoalStatus.BLOCKED:
        found = objections_to_block(cause, remover_id, remove_by, today=today)
    elif not says_something(reason):
        found.append(objection("status-without-reason", N_("Say in a sentence why the state changed."), where="reason"))
    return found


def objections_to_report(state: str, *, reason: str, confirmed: bool, new_due: date | None = None, today: date) -> list[Objection]:
    """Why a manager's report on a commitment does not stand. Rule COM-2.

    Missed and renegotiated need a reason, renegotiated also a new day. What the person has confirmed is settled.
    """
    if confirmed:
        return [objection("report-settled", N_("This was confirmed already. Make a new commitment instead."), where="state")]
    if state not in {member.value for member in CommitmentState}:
        return [objection("report-unknown", N_("Say whether it was delivered, missed, given a new date or is still open."), where="state")]
    found = []
    if state in {CommitmentState.MISSED, CommitmentState.RENEGOTIATED} and not says_something(reason):
        found.append(objection("report-without-reason", N_("Give the reason in a sentence."), where="reason"))
    if state == CommitmentState.RENEGOTIATED:
        if new_due is None:
            found.append(objection("report-without-date", N_("Give the new day."), where="new_due"))
        elif new_due < today:
            found.append(objection("report-date-past", N_("Give a day from %(today)s on."), where="new_due", today=today))
    return found


def reason_to_keep(state: str, reason: str, *, was: str, gave: str) -> str:
    """What stays beside a report of the words that came with it. Rule COM-2: beside a delivery they are a note ("partly" is one).

    What is open again carries none, and the reason of a miss that still stood in the field is no note on a delivery.
    """
    reason = reason.strip()
    leftover = state == CommitmentState.DELIVERED != was and reason == gave
    return "" if state == CommitmentState.OPEN or leftover else reason


def objections_to_taking_over(state: str) -> list[Objection]:
    """Why nobody can take a commitment over: only an open one still has to be kept. Rule HAND-2."""
    if state == CommitmentState.OPEN:
        return []
    return [objection("commitment-settled", N_("This commitment was reported already, so there is nothing left to take over."))]


def objections_to_answer(state: str, *, reported: bool) -> list[Objection]:
    """Why the person cannot confirm or contest yet: there must be a report to answer. Rule COM-2."""
    if not reported or state == CommitmentState.OPEN:
        return [objection("nothing-reported", N_("There is no report on this commitment yet."))]
    return []


def objections_to_contest(words: str) -> list[Objection]:
    """Why a contest does not stand: the other view needs words, shown beside the report. Rule COM-2."""
    if not says_something(words):
        return [objection("contest-without-words", N_("Say in a sentence how you see it."), where="words")]
    return []


def standing_of(
    commitment: CommitmentLike,
    *,
    confirmed: bool,
    contested: bool,
    lapsed: bool,
    today: date,
) -> Standing:
    """How a commitment stands today. `lapsed`: the next review went by without a word that was owed, as `promises.lapsed` finds it.

    A delivery that the person had not confirmed by then counts as not delivered, and a promise that nobody reported as not kept. Rule COM-2.
    """
    state = CommitmentState(commitment.state)
    if state == CommitmentState.OPEN:
        if lapsed:
            return Standing.UNREPORTED
        return Standing.LATE if commitment.due_date < today else Standing.OPEN
    if contested:
        return Standing.CONTESTED
    if state == CommitmentState.RENEGOTIATED:
        return Standing.RENEGOTIATED
    if state == CommitmentState.MISSED:
        return Standing.MISSED
    if confirmed:
        return Standing.DELIVERED
    return Standing.UNCONFIRMED if lapsed else Standing.REPORTED


@dataclass(frozen=True)
class Cadence:
    """Reviews held of reviews due: two whole numbers, never a rate without its base (REV-7)."""

    held: int
    due: int

    @property
    def kept(self) -> bool:
        return self.held == self.due


def cadence_of(reviews: Iterable[ReviewLike], *, today: date) -> Cadence:
    """How many of the reviews due by today were held. Rule REV-7.

    One held before its day counts on both sides; today's is due today. What fell into a pause rests and is not due (PIP-19).
    """
    held = due = 0
    for review in reviews:
        if review.held_on is not None:
            held += 1
            due += 1
        elif review.due_on <= today and not review.rests:
            due += 1
    return Cadence(held, due)


def added_up(cadences: Iterable[Cadence]) -> Cadence:
    """The cadence of several people as one (REV-7: by person, manager, team)."""
    kept = list(cadences)
    return Cadence(sum(one.held for one in kept), sum(one.due for one in kept))


def next_meeting_day(due_on: date, *, today: date, taken: Collection[date], works: Callable[[date], bool]) -> date:
    """The day to which a missed review moves: the next one on which both work and no other review of the plan lies. Rule REV-4."""
    day = max(due_on, today) + timedelta(days=1)
    while day in taken or not works(day):
        day += timedelta(days=1)
    return day


def objections_to_move(to: date, *, due_on: date, today: date, taken: Collection[date], works: Callable[[date], bool]) -> list[Objection]:
    """Why a review cannot move to a day. Rule REV-4: a real day, ahead, on which both work; never dropped."""
    if to == due_on:
        return [objection("review-not-moved", N_("The review lies on that day already. Pick another."), where="to")]
    if to < today:
        return [objection("review-moved-back", N_("Pick a day from %(today)s on."), where="to", today=today)]
    if to in taken:
        return [objection("review-day-taken", N_("Another review of this plan lies on that day. Pick another."), where="to")]
    if not works(to):
        return [objection("review-day-off", N_("One of you is off on that day. Pick a working day."), where="to")]
    return []


def need_due_on(*, today: date, next_review_on: date | None, cycle_end: date, works: Callable[[date], bool]) -> date:
    """The day by which the manager meets a need said in a review: the last working day before the next review, else of the cycle.

    Never a day that lies behind: when the next review is today or tomorrow, the need is due today. Source: DESIGN 1.2 and REV-1.
    """
    day = next_review_on - timedelta(days=1) if next_review_on else cycle_end
    while day > today and not works(day):
        day -= timedelta(days=1)
    return max(day, today)


def midway(*, today: date, until: date, works: Callable[[date], bool]) -> date:
    """The working day half-way to the next review: when the next action falls due unless somebody says otherwise. Rule REV-1. Source: DESIGN 5."""
    day = today + (max(until, today) - today + timedelta(days=1)) / 2
    while not works(day):
        day += timedelta(days=1)
    return day


def next_review(reviews: Iterable[R]) -> R | None:
    """The earliest review that was not held; a late one stays the next until it is held or moved (REV-4), one that rests is none (PIP-19)."""
    return min(
        (review for review in reviews if review.held_on is None and not review.rests), key=lambda review: review.due_on, default=None
    )
