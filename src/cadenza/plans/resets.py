"""The verbs of the quarterly reset: each of the two writes and shares a part; with both, every goal has its end (REV-6, IMP-2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db import transaction

from cadenza.asks import actions as asks
from cadenza.asks.rules import OPEN_STATES
from cadenza.evidence.queries import evidence_of
from cadenza.objections import N_, Refused, Unseen, objection, refuse_if
from cadenza.people.days import day_of
from cadenza.people.models import Person
from cadenza.people.relations import manager_of
from cadenza.plans import agreement_rules
from cadenza.plans import reset_rules as rules
from cadenza.plans.access import plan_for
from cadenza.plans.edits import Edits, PlanEdits
from cadenza.plans.models import Action, Goal, Judgement, Plan, Reset, StatusChange
from cadenza.plans.queries import ladders_of
from cadenza.plans.reset_rules import GoalEnd, Said, Side
from cadenza.plans.rules import GoalStatus, PlanEvent, PlanState, state_after
from cadenza.plans.sealed import keep_words, read_all
from cadenza.plans.starting import going_on, start_plan
from cadenza.plans.writing import add_goal, save_words, settle
from cadenza.practice.queries import practice_at, resets_by_day
from cadenza.strategy.actions import ensure_cycle
from cadenza.trail.record import record
from cadenza.web.revisions import Edit, base_of


@transaction.atomic
def save_part(plan_id: int, goals: Mapping[int, Edits], *, by: Person, at: datetime) -> dict[int, Judgement]:
    """Keep what one of the two says goal by goal, sealed until they share it. Rules REV-6, IMP-2, TRUST E2.

    `goals` holds, by the goal's number, edits of change, shows, level_seen, cites, end, learned.
    """
    plan = plan_for(by, "reset.write", plan_id, at=at, lock=True)
    _refuse_unless_open(plan, at=at)
    rows = part_of(plan, by)
    _refuse_if_shared(rows.values())
    known = list(evidence_of(plan.owner).values_list("pk", flat=True))
    ladders = ladders_of([row.goal for row in rows.values()])
    changed = 0
    for number, edits in goals.items():
        if number not in rows or set(edits) - set(Judgement.WORDS):
            raise Unseen
        words = {name: edit.value for name, edit in edits.items()}
        levels = ladders[rows[number].goal_id]
        refuse_if(rules.objections_to_words(words, prefix=f"goal-{number}-", levels=levels, known_evidence=known))
        fields = rows[number].apply_edits(edits, by=by, at=at)
        if fields:
            keep_words(rows[number], owner_id=by.pk)
            changed += len(fields)
    if changed:
        record("plans.reset-written", by=by, about=plan.owner, at=at, private=True, plan=plan.pk, fields=changed)
    return rows


@transaction.atomic
def share_part(plan_id: int, *, by: Person, at: datetime) -> Plan:
    """Let the other one read one's part, for good. With both parts shared the reset is done. Rules IMP-2, REV-6, PLAN-3."""
    plan = plan_for(by, "reset.write", plan_id, at=at, lock=True)
    _refuse_unless_open(plan, at=at)
    rows = part_of(plan, by)
    _refuse_if_shared(rows.values())
    if not rows:
        raise Refused([objection("reset-without-goals", N_("No agreed goal is left in this plan, so there is nothing to look at."))])
    refuse_if(rules.objections_to_sharing([_said(row) for row in rows.values()], side_of(by, plan)))
    standing = set(evidence_of(plan.owner).values_list("pk", flat=True))
    for row in rows.values():
        row.shared_at = at
        keep_words(row, owner_id=by.pk)
        row.evidence.set(standing.intersection(rules.cited(row.cites)))
    record("plans.reset-shared", by=by, about=plan.owner, at=at, plan=plan.pk, side=side_of(by, plan).value)
    sides = set(Judgement.objects.filter(goal__plan=plan, shared_at__isnull=False).values_list("side", flat=True))
    if sides == {Side.PERSON.value, Side.MANAGER.value}:
        _finish(plan, by=by, at=at, alone=False)
    return plan


@transaction.atomic
def finish_alone(plan_id: int, *, by: Person, at: datetime) -> Plan:
    """End the reset without the manager's view, once they had their time or when there is no manager. Rule IMP-2; it is said so."""
    plan = plan_for(by, "reset.finish", plan_id, at=at, lock=True)
    _refuse_unless_open(plan, at=at)
    refuse_if(
        rules.objections_to_finishing_alone(
            shared=_is_shared(part_of(plan, by).values()),
            managed=manager_of(plan.owner, at=at) is not None,
            cycle_end=plan.cycle.end_date,
            today=day_of(at),
            days=practice_at(at).reset,
        )
    )
    _finish(plan, by=by, at=at, alone=True)
    return plan


@transaction.atomic
def begin_next(plan_id: int, *, by: Person, at: datetime) -> Plan:
    """Begin the next cycle's draft with the goals that go on, each knowing where it comes from; sealed like every draft. Rules REV-6, PLAN-3."""
    plan = plan_for(by, "reset.finish", plan_id, at=at, lock=True)
    rows = part_of(plan, by)
    if not _is_shared(rows.values()):
        raise Refused([objection("reset-share-first", N_("Share your own view first."))])
    cycle = ensure_cycle(max(plan.cycle.end_date + timedelta(days=1), day_of(at)), by=by, at=at)
    draft = Plan.objects.filter(owner=by, cycle=cycle).first() or start_plan(by.pk, cycle.pk, by=by, at=at)
    _carry_direction(plan, draft, by=by, at=at)
    begun = set(Goal.objects.filter(plan=draft).values_list("carried_from", flat=True))
    room = agreement_rules.MOST_GOALS - Goal.objects.filter(plan=draft, dropped_at=None).count()
    going = [(row.goal, row) for row in rows.values() if row.end in rules.GOES_ON and row.goal_id not in begun]
    for goal, row in going[: max(room, 0)]:
        seen = int(row.level_seen) if row.level_seen else None
        add_goal(draft.pk, going_on(goal, cycle, level_now=seen), by=by, at=at)
    record("plans.next-plan-begun", by=by, about=by, at=at, private=True, plan=draft.pk, after=plan.pk)
    return draft


def close_what_was_reset(at: datetime) -> int:
    """Close the plans that were reset before their cycle ended, now that it has. Running it again does nothing. Rule REV-6."""
    plans = Plan.objects.select_for_update(of=("self",)).filter(state=PlanState.ACTIVE, reset__isnull=False, cycle__end_date__lt=day_of(at))
    found = list(plans.select_related("owner").order_by("pk"))
    for plan in found:
        _close(plan, by=None, at=at)
    return len(found)


def goals_of(plan: Plan) -> list[Goal]:
    """The goals that a reset looks at: agreed, and not dropped on the way. One query."""
    goals = Goal.objects.filter(plan=plan, agreed_in__isnull=False).select_related("key_result__cycle", "capability", "carried_from")
    found = [goal for goal in goals.order_by("number") if goal.dropped_at is None or goal.ended_as]
    for goal in found:
        goal.plan = plan
    return found


def part_of(plan: Plan, author: Person) -> dict[int, Judgement]:
    """Goal number -> what this author says of it, opened; rows that are not there yet come unsaved. Three queries."""
    goals = goals_of(plan)
    rows = {row.goal_id: row for row in Judgement.objects.filter(goal__plan=plan, author=author)}
    read_all(rows.values(), owner_id=author.pk)
    found = {goal.number: rows.get(goal.pk) or Judgement(goal=goal, author=author, side=side_of(author, plan)) for goal in goals}
    for goal in goals:
        found[goal.number].goal = goal
    return found


def side_of(author: Person, plan: Plan) -> Side:
    """Which of the two somebody is in a plan that they may write into."""
    return Side.PERSON if author.pk == plan.owner_id else Side.MANAGER


def is_done(plan: Plan) -> bool:
    """Whether the plan was reset."""
    return getattr(plan, "reset", None) is not None


def _said(row: Judgement) -> Said:
    return Said(row.goal.number, row.change, row.shows, rules.cited(row.cites), row.end, row.learned)


def _is_shared(rows: Iterable[Judgement]) -> bool:
    return any(row.shared_at is not None for row in rows)


def _refuse_unless_open(plan: Plan, *, at: datetime) -> None:
    agreed, done, today = plan.agreed_version_id is not None, is_done(plan), day_of(at)
    days = rules.days_of(plan.cycle.end_date, today, resets_by_day())
    refuse_if(rules.objections_to_writing(plan.state, agreed=agreed, done=done, cycle_end=plan.cycle.end_date, today=today, days=days))


def _refuse_if_shared(rows: Iterable[Judgement]) -> None:
    if _is_shared(rows):
        raise Refused([objection("reset-part-shared", N_("You shared your view. What was read stays as it is."))])


def _finish(plan: Plan, *, by: Person, at: datetime, alone: bool) -> None:
    """Give each goal the end that the person named for it, with what they learned; the plan closes with its cycle."""
    for row in part_of(plan, plan.owner).values():
        if row.shared_at is None:
            continue  # agreed after the person shared: it has no end, and stays as it is
        goal = row.goal
        goal.ended_as, goal.learned = row.end, row.learned.strip()
        if row.end == GoalEnd.ACHIEVED and goal.status != GoalStatus.COMPLETED:
            StatusChange.objects.create(goal=goal, status=GoalStatus.COMPLETED, reason=goal.learned, by=plan.owner, at=at)
            goal.status = GoalStatus.COMPLETED
        if row.end == GoalEnd.DROPPED:
            goal.dropped_at = at
            _withdraw_asks(goal, at=at)
        goal.save(update_fields=["ended_as", "learned", "status", "dropped_at"])
    Reset.objects.create(plan=plan, done_at=at, by=by, alone=alone)
    record("plans.plan-reset", by=by, about=plan.owner, at=at, plan=plan.pk, alone=alone)
    if plan.state == PlanState.ACTIVE and day_of(at) > plan.cycle.end_date:
        _close(plan, by=by, at=at)
    settle(plan)


def _close(plan: Plan, *, by: Person | None, at: datetime) -> None:
    plan.state, plan.closed_at = state_after(PlanState(plan.state), PlanEvent.CLOSE), at
    plan.save(update_fields=["state", "closed_at"])
    record("plans.plan-closed", by=by, about=plan.owner, at=at, plan=plan.pk)


def _withdraw_asks(goal: Goal, *, at: datetime) -> None:
    open_asks = Action.objects.filter(goal=goal, removed_at=None, done_on=None, ask__state__in=OPEN_STATES).select_related("ask")
    for action in open_asks:
        assert action.ask is not None
        asks.withdraw(action.ask.ref, by=goal.plan.owner, at=at)


def _carry_direction(plan: Plan, draft: Plan, *, by: Person, at: datetime) -> None:
    """Let the direction go on where the new draft has none yet; it is the person's to change there."""
    read_all([draft], owner_id=by.pk)
    words = {name: getattr(plan, name) for name in ("direction_picture", "aimed_role")}
    edits = {name: Edit(text, base_of(draft, name)) for name, text in words.items() if text and not getattr(draft, name)}
    if edits and draft.is_private:
        save_words(draft.pk, PlanEdits(plan=edits), by=by, at=at)
