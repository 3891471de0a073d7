"""The verbs of the monthly review: write, hold, move; set a goal's state; report, confirm and contest a commitment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from cadenza.objections import N_, Refused, Unseen, objection, refuse_if, says_something
from cadenza.people.calendars import calendar_of, is_working_day
from cadenza.people.days import day_of
from cadenza.people.models import Person
from cadenza.people.relations import manager_of
from cadenza.people.rules import PersonStatus
from cadenza.plans import review_rules as rules
from cadenza.plans.blocks import settle_request, take_into
from cadenza.plans.models import Commitment, EarlierReport, Goal, Review, ReviewedGoal, StatusChange
from cadenza.plans.pause_rules import rests
from cadenza.plans.review_access import commitment_to_write, goal_to_write, may, review_to_write
from cadenza.plans.rules import CommitmentState, GoalStatus
from cadenza.trail.record import record
from cadenza.web.revisions import Clash, Conflict, Edit, Revised, is_touched

Edits = Mapping[str, Edit]
WORDS = frozenset(rules.QUESTIONS) | {"focus_by"}
TYPED = frozenset(rules.GOAL_FIELDS) - {"remover", "remove_by"}
"""What nobody but a person puts into a goal's fields: the two others are preselected."""


@dataclass(frozen=True)
class Written:
    """A review as it stands after words were saved, and by its goals' numbers the rows that were written about."""

    review: Review
    looks: Mapping[int, ReviewedGoal]


@transaction.atomic
def save_review_words(review_id: int, *, by: Person, at: datetime, words: Edits, goals: Mapping[int, Edits] | None = None) -> Review:
    """Keep what was written in a review before or during the meeting. Raises Conflict when somebody else saved the same field.

    `goals` holds, by the goal's number in its plan, edits of status, moved, in_the_way, asked, remover, remove_by. What is incomplete may
    stand until the review is held. The manager's reflection is the manager's to write (REV-1).
    """
    review = review_to_write(by, "review.write", review_id, at=at)
    reflects = bool(set(words) & set(rules.REFLECTION)) and may(by, "review.reflect", review.plan.owner, at=at)
    return write_words(review, by=by, at=at, words=words, goals=goals or {}, reflects=reflects).review


@transaction.atomic
def write_words(review: Review, *, by: Person, at: datetime, words: Edits, goals: Mapping[int, Edits], reflects: bool) -> Written:
    """The same into a review that `review_access` has given out for writing, locked. `reflects`: the manager's part is the writer's too."""
    if set(words) - WORDS:
        raise ValueError(f"no such question: {sorted(set(words) - WORDS)}")
    if review.held_at is not None:
        raise Refused([objection("review-closed", N_("This review was held, and its words stand. Write into the next one."))])
    if set(words) & set(rules.REFLECTION) and not reflects:
        raise Unseen
    refuse_if(rules.objections_to_words(_texts(words)))
    clashes: list[Clash] = []
    changed = _taken(review, words, clashes, by=by, at=at)
    if changed:
        review.save(update_fields=[*changed, "revisions"])
    looks, looked_at = _save_looks(review, goals, clashes, by=by, at=at)
    if clashes:
        raise Conflict(clashes)  # all of them at once, so that one choice settles each
    if changed or looked_at:
        record("plans.review-written", by=by, about=review.plan.owner, at=at, review=review.pk, fields=",".join(sorted(changed)))
    return Written(review, looks)


@transaction.atomic
def hold_review(review_id: int, *, by: Person, at: datetime) -> Review:
    """Mark a review as held: goals take the states that were picked, and a need becomes the manager's commitment.

    Raises Refused when none of the questions is answered (REV-3) or a goal's state lacks its words (STAT-1, STAT-2).
    """
    review = review_to_write(by, "review.hold", review_id, at=at)
    today = day_of(at)
    rows = _looks_of(review)
    words = {question: getattr(review, question) for question in rules.QUESTIONS}
    refuse_if(rules.objections_to_holding(words, [_look(*row) for row in rows], today=today, held=review.held_at is not None))
    for row, goal, last in rows:
        _take_over(row, goal, last, by=by, at=at)
    review.held_on, review.held_at, review.held_by = today, at, by
    review.manager = manager_of(review.plan.owner, at=at)
    review.save()
    _promise_what_is_needed(review, at=at)
    record("plans.review-held", by=by, about=review.plan.owner, at=at, review=review.pk, due_on=review.due_on)
    return review


@transaction.atomic
def move_review(review_id: int, *, by: Person, at: datetime, to: date | None = None, reason: str = "") -> Review:
    """Give a review that could not take place its new day; without `to`, the next day on which both work. Rule REV-4."""
    review = review_to_write(by, "review.move", review_id, at=at)
    if review.held_at is not None:
        raise Refused([objection("review-already-held", N_("This review is already marked as held."))])
    today, works = day_of(at), both_work(review.plan.owner, manager_of(review.plan.owner, at=at))
    taken = set(Review.objects.filter(plan=review.plan).exclude(pk=review.pk).values_list("due_on", flat=True))
    if to is None:
        to = rules.next_meeting_day(review.due_on, today=today, taken=taken, works=works)
    refuse_if(rules.objections_to_move(to, due_on=review.due_on, today=today, taken=taken, works=works))
    before, review.due_on = review.due_on, to
    review.rests = rests(to, since=today, until=review.plan.paused_until)
    review.moved_times += 1
    review.move_reason = reason.strip()
    review.save()
    record("plans.review-moved", by=by, about=review.plan.owner, at=at, review=review.pk, before=before, due_on=to)
    return review


@transaction.atomic
def set_goal_status(
    goal_id: int,
    status: str,
    *,
    by: Person,
    at: datetime,
    reason: str = "",
    blocked_by: str = "",
    remover_id: int | None = None,
    remove_by: date | None = None,
    asked: str = "",
) -> StatusChange:
    """Change a goal's state between reviews, with its reason. Rules STAT-1, STAT-2.

    A review that is being written takes the new state over, so that it does not put the old one back when it is held; words that
    somebody typed there stay. `asked` are the words for whoever clears a block: all that somebody outside the plan reads.
    """
    goal = goal_to_write(by, "goal.set-status", goal_id, at=at)
    refuse_if(
        rules.objections_to_status(
            status, was=goal.status, reason=reason, cause=blocked_by, remover_id=remover_id, remove_by=remove_by, today=day_of(at)
        )
    )
    refuse_if(rules.objections_to_words({"asked": asked}))
    blocked = status == GoalStatus.BLOCKED
    before = last_changes([goal.pk]).get(goal.pk)
    change = StatusChange.objects.create(
        goal=goal,
        status=status,
        reason=reason.strip(),
        blocked_by=blocked_by.strip() if blocked else "",
        remover=_remover(remover_id) if blocked else None,
        remove_by=remove_by if blocked else None,
        asked=asked.strip() if blocked else "",
        by=by,
        at=at,
    )
    goal.status = status
    goal.save(update_fields=["status"])
    settle_request(change, before, by=by, at=at)
    for row in ReviewedGoal.objects.select_for_update().filter(goal=goal, review__held_at=None):
        take_into(row, change)
    record("plans.goal-state-changed", by=by, about=goal.plan.owner, at=at, goal=goal.pk, status=status)
    return change


@transaction.atomic
def report_commitment(
    commitment_id: int, state: str, *, by: Person, at: datetime, reason: str = "", new_due: date | None = None
) -> Commitment:
    """The manager says whether a commitment was delivered, missed, given a new day or is still open. Rule COM-2.

    Renegotiated makes a new commitment for the new day; the old one keeps its state and reason. The same report once more changes nothing,
    and another one leaves the person's answer to the first beside it.
    """
    commitment = commitment_to_write(by, "commitment.report", commitment_id, at=at)
    settled = commitment.confirmed_at is not None or commitment.replaced_by_id is not None
    refuse_if(rules.objections_to_report(state, reason=reason, confirmed=settled, new_due=new_due, today=day_of(at)))
    reason = rules.reason_to_keep(state, reason, was=commitment.state, gave=commitment.reason)
    if (state, reason) == (commitment.state, commitment.reason):
        return commitment
    _set_aside(commitment, today=day_of(at))
    commitment.state, commitment.reason = state, reason
    commitment.reported_at = None if state == CommitmentState.OPEN else at
    if state == CommitmentState.RENEGOTIATED and new_due is not None:
        commitment.replaced_by = Commitment.objects.create(
            plan=commitment.plan, goal=commitment.goal, made_by=by, holder=by, what=commitment.what, due_date=new_due, made_at=at
        )
    commitment.save()
    record("plans.commitment-reported", by=by, about=commitment.plan.owner, at=at, commitment=commitment.pk, state=state)
    return commitment


@transaction.atomic
def confirm_commitment(commitment_id: int, *, by: Person, at: datetime) -> Commitment:
    """The person confirms what the manager reported. Rule COM-2."""
    commitment = commitment_to_write(by, "commitment.answer", commitment_id, at=at)
    refuse_if(rules.objections_to_answer(commitment.state, reported=commitment.reported_at is not None))
    _set_aside(commitment, today=day_of(at), answered=True)
    commitment.confirmed_at = at
    commitment.save()
    record("plans.commitment-confirmed", by=by, about=commitment.plan.owner, at=at, commitment=commitment.pk)
    return commitment


@transaction.atomic
def contest_commitment(commitment_id: int, *, by: Person, at: datetime, words: str) -> Commitment:
    """The person sees it differently, in words that stand beside the report. Rule COM-2."""
    commitment = commitment_to_write(by, "commitment.answer", commitment_id, at=at)
    reported = commitment.reported_at is not None
    refuse_if(rules.objections_to_answer(commitment.state, reported=reported) + rules.objections_to_contest(words))
    commitment.contested_at, commitment.contest_words, commitment.confirmed_at = at, words.strip(), None
    commitment.save()
    record("plans.commitment-contested", by=by, about=commitment.plan.owner, at=at, commitment=commitment.pk)
    return commitment


def _set_aside(commitment: Commitment, *, today: date, answered: bool = False) -> None:
    """Keep a report that stood, with the person's answer to it, before another takes its place. Rules COM-2, DATA-1: nobody's words go.

    What nobody contested and was said today is still being put right. `answered`: the report itself stays, only the contest goes.
    """
    reported, contested = commitment.reported_at, commitment.contested_at
    if reported is not None and (contested is not None or (day_of(reported) < today and not answered)):
        EarlierReport.objects.create(
            commitment=commitment,
            holder_id=commitment.holder_id,
            state=commitment.state,
            reason=commitment.reason,
            reported_at=reported,
            contested_at=contested,
            contest_words=commitment.contest_words,
        )
    commitment.contested_at, commitment.contest_words = None, ""


def both_work(person: Person, manager: Person | None) -> Callable[[date], bool]:
    """Whether a day is a working day for both of a pair, each by the calendar of their own place of work (REV-4)."""
    calendars = {calendar_of(one) for one in (person, manager) if one is not None}
    return lambda day: all(is_working_day(day, country=one) for one in calendars)


def opening_look(review: Review, goal: Goal, last: StatusChange | None) -> ReviewedGoal:
    """The row with which a goal enters a review, unsaved: last state preselected, a standing block carried along (DESIGN 5)."""
    row = ReviewedGoal(review=review, goal=goal, status=goal.status)
    _open_with(row, goal, last)
    return row


def last_changes(goal_ids: list[int], *, named: bool = True) -> dict[int, StatusChange]:
    """The latest change of state of each goal; with `named` its people too. One query."""
    changes = StatusChange.objects.filter(goal__in=goal_ids).order_by("goal", "at", "pk")
    return {change.goal_id: change for change in (changes.select_related("remover", "ask__asker") if named else changes)}


def _open_with(row: ReviewedGoal, goal: Goal, last: StatusChange | None) -> None:
    row.status = goal.status
    if last is not None and goal.status == last.status == GoalStatus.BLOCKED:
        row.in_the_way, row.remover_id, row.remove_by, row.asked = last.blocked_by, last.remover_id, last.remove_by, last.asked
        if StatusChange.remover.is_cached(last):
            row.remover = last.remover


def _texts(edits: Edits) -> dict[str, str]:
    return {field: edit.value for field, edit in edits.items()}


def _taken(row: Revised, edits: Edits, clashes: list[Clash], *, by: Person, at: datetime, prefix: str = "") -> frozenset[str]:
    """Take over what was changed in a row; where somebody else was first, nothing of it, and what the two say is noted."""
    try:
        return row.apply_edits(edits, by=by, at=at)
    except Conflict as conflict:
        clashes += (replace(clash, field=f"{prefix}{clash.field}") for clash in conflict.clashes)
        return frozenset()


def _save_looks(
    review: Review, goals: Mapping[int, Edits], clashes: list[Clash], *, by: Person, at: datetime
) -> tuple[dict[int, ReviewedGoal], bool]:
    """Save what was said goal by goal, by the goals' numbers. The review's own lock keeps two writers of one row apart.

    Answers the rows and whether one changed. A page that was open when a goal was dropped still sends its fields: untouched ones are passed
    over, and words that somebody typed there are refused, for a "saved" that keeps nothing would lose them.
    """
    if not goals:
        return {}, False
    changed, looks = False, {}
    every = _goals_of(review).only("number", "status", "dropped_at")
    rows = {goal.number: row for row, goal, _ in _looks_of(review, every, history=False)}
    dropped = {goal.number for goal in every} - set(rows)
    for number, edits in goals.items():
        if number in dropped:
            refuse_if(rules.objections_to_dropped(number, touched=any(is_touched(edits[name]) for name in TYPED & set(edits))))
            continue
        if number not in rows or set(edits) - set(rules.GOAL_FIELDS):
            raise Unseen
        looks[number] = row = rows[number]
        prefix = f"goal-{number}-"
        refuse_if(rules.objections_to_words(_texts(edits), prefix=prefix))
        touched = _taken(row, edits, clashes, by=by, at=at, prefix=prefix)
        if "remover" in touched:
            _remover(row.remover_id, where=f"{prefix}remover")
        if touched:
            row.save()
            changed = True
    return looks, changed


def _goals_of(review: Review) -> QuerySet[Goal]:
    """Every goal of the plan, dropped ones too."""
    return Goal.objects.filter(plan=review.plan_id).order_by("number")


def _looks_of(
    review: Review, every: Iterable[Goal] | None = None, *, history: bool = True
) -> list[tuple[ReviewedGoal, Goal, StatusChange | None]]:
    """Every goal of the plan that was not dropped, with its row in this review (made when missing) and its last change of state.

    Without `history` the last change is read only where a row that is made needs it: for a goal that is blocked.
    """
    goals = [goal for goal in every or _goals_of(review) if goal.dropped_at is None]
    for goal in goals:
        goal.plan = review.plan
    rows = {row.goal_id: row for row in ReviewedGoal.objects.select_for_update().filter(review=review)}
    asked = [goal.pk for goal in goals if history or (goal.pk not in rows and goal.status == GoalStatus.BLOCKED)]
    last = last_changes(asked, named=history) if asked else {}
    return [(rows.get(goal.pk) or opening_look(review, goal, last.get(goal.pk)), goal, last.get(goal.pk)) for goal in goals]


def _look(row: ReviewedGoal, goal: Goal, last: StatusChange | None) -> rules.GoalLook:
    return rules.GoalLook(
        number=goal.number,
        was=goal.status,
        status=row.status,
        moved=row.moved,
        in_the_way=row.in_the_way,
        remover_id=row.remover_id,
        remove_by=row.remove_by,
        carried=last.blocked_by if last is not None else "",
    )


def _take_over(row: ReviewedGoal, goal: Goal, last: StatusChange | None, *, by: Person, at: datetime) -> None:
    """Let a goal stand where the review put it, and log the change of state or of what blocks it."""
    row.save()
    blocked = row.status == GoalStatus.BLOCKED
    same_block = last is not None and (last.blocked_by, last.remover_id, last.remove_by, last.asked) == (
        row.in_the_way,
        row.remover_id,
        row.remove_by,
        row.asked,
    )
    if row.status == goal.status and (same_block or not blocked):
        return
    change = StatusChange.objects.create(
        goal=goal,
        status=row.status,
        reason=row.moved or row.in_the_way,
        blocked_by=row.in_the_way if blocked else "",
        remover=row.remover if blocked else None,
        remove_by=row.remove_by if blocked else None,
        asked=row.asked if blocked else "",
        by=by,
        at=at,
        review=row.review,
    )
    settle_request(change, last, by=by, at=at)
    goal.status = row.status
    goal.save(update_fields=["status"])


def _promise_what_is_needed(review: Review, *, at: datetime) -> None:
    """A need said in the review becomes the manager's commitment, due before the next review (DESIGN 1.2)."""
    if not says_something(review.need) or review.manager is None:
        return
    coming = rules.next_review(Review.objects.filter(plan=review.plan_id, held_at=None))
    Commitment.objects.create(
        plan=review.plan,
        made_by=review.manager,
        holder=review.manager,
        what=review.need[:2000],
        due_date=rules.need_due_on(
            today=day_of(at),
            next_review_on=coming.due_on if coming else None,
            cycle_end=review.plan.cycle.end_date,
            works=both_work(review.plan.owner, review.manager),
        ),
        made_at=at,
        review=review,
    )


def _remover(person_id: int | None, *, where: str = "remover") -> Person | None:
    """Whoever is named to clear a block: somebody who still works here. Raises Refused."""
    if person_id is None:
        return None
    person = Person.objects.exclude(status__in=[PersonStatus.LEAVER, PersonStatus.VACANT]).filter(pk=person_id).first()
    if person is None:
        raise Refused([objection("remover-unknown", N_("Name somebody who works here."), where=where)])
    return person
