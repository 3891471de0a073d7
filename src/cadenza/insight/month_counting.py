"""The kept figures of HR-1: for each person and month where the plan stood, milestones and reviews; counted at night, and proved by a recount.

States, dates and counts alone (TRUST E1 `m`). Only people whose states a reader sees are ever added up (`month_figures`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Min, Q, QuerySet

from cadenza.insight.models import PersonMonth
from cadenza.insight.month_rules import MONTHS_KEPT, last_day_of, months_to
from cadenza.people.days import day_of, zone
from cadenza.plans.models import Action, Agreement, Goal, Plan, Review, StatusChange, Version
from cadenza.plans.queries import IN_FORCE
from cadenza.plans.rules import GoalStatus, PlanState, plan_status
from cadenza.strategy.models import Cycle
from cadenza.strategy.queries import cycle_on
from cadenza.trail.models import Content

BOTH = 2
AT_ONCE = 2000


@dataclass(frozen=True)
class Counted:
    """One person's month."""

    status: str = ""
    milestones_done: int = 0
    milestones_due: int = 0
    reviews_held: int = 0
    reviews_due: int = 0


@transaction.atomic
def keep_months(*, at: datetime) -> int:
    """Count this month for everybody, and earlier ones for whom something was recorded since; returns how many rows were written.

    A year is kept. Safe to repeat: the same instant gives the same rows. Rule HR-1.
    """
    today = day_of(at)
    first = Cycle.objects.aggregate(first=Min("start_date"))["first"]
    if first is None:
        return 0
    months = [month for month in months_to(today, MONTHS_KEPT) if month >= first.replace(day=1)]
    counted = dict(PersonMonth.objects.order_by().values_list("month").annotate(last=Max("counted_at")))
    PersonMonth.objects.exclude(month__in=months).delete()
    written = 0
    for month in months:
        last = counted.get(month)
        whole = last is None or day_of(last) <= last_day_of(month)
        written += _keep(month, None if whole or last is None else _changed_since(last), at=at)
    return written


def _keep(month: date, people: Collection[int] | None, *, at: datetime) -> int:
    rows = PersonMonth.objects.filter(month=month)
    found = count_month(month, at=at)
    if people is not None:
        found = {pk: counted for pk, counted in found.items() if pk in people}
        rows = rows.filter(person__in=people)
    rows.delete()
    made = [PersonMonth(person_id=pk, month=month, counted_at=at, **vars(counted)) for pk, counted in found.items()]
    PersonMonth.objects.bulk_create(made, batch_size=AT_ONCE)
    return len(made)


def _changed_since(instant: datetime) -> set[int]:
    """Of whom something was recorded after an instant, whatever it was."""
    return set(_last_record_since(instant))


def count_month(month: date, *, at: datetime) -> dict[int, Counted]:
    """Person -> the month as it stands at an instant; nobody in it of whom there is nothing to say. A handful of statements. Rules HR-1, STAT-1, ACT-3, REV-7."""
    last = last_day_of(month)
    end = datetime.combine(last + timedelta(days=1), time(), tzinfo=zone())
    found = {pk: Counted(status=status) for pk, status in _statuses(min(end, at), cycle_on(min(last, day_of(at)))).items()}
    within, today = (month, last), day_of(at)
    actions = _milestones(within)
    done = Q(done_on__isnull=False, done_on__lte=today)
    for pk, reached, due in _by_person(actions, "goal__plan__owner", done, done | Q(due_date__lt=today)):
        found[pk] = replace(found.get(pk, Counted()), milestones_done=reached, milestones_due=due)
    reviews = Review.objects.filter(plan__state__in=IN_FORCE, due_on__range=within)
    held = Q(held_at__isnull=False, held_at__lte=at)
    for pk, kept, due in _by_person(reviews, "plan__owner", held, held | Q(due_on__lte=today, rests=False)):
        found[pk] = replace(found.get(pk, Counted()), reviews_held=kept, reviews_due=due)
    return {pk: counted for pk, counted in found.items() if counted != Counted()}


def _milestones(within: tuple[date, date]) -> QuerySet[Action]:
    """Actions of agreed goals that fall due in these days (ACT-3)."""
    rows = Action.objects.filter(due_date__range=within, removed_at=None, goal__agreed_in__isnull=False, goal__dropped_at=None)
    return rows.filter(goal__plan__state__in=IN_FORCE)


def _by_person(rows: QuerySet[Any], owner: str, done: Q, due: Q) -> Any:
    return rows.order_by().values_list(owner).annotate(done=Count("pk", filter=done), due=Count("pk", filter=due))


def _statuses(moment: datetime, cycle: Cycle | None) -> dict[int, str]:
    """Person -> where the plan stood at a moment: of goals both had agreed by then, by their last change of state before it (STAT-1)."""
    if cycle is None:
        return {}
    rows = StatusChange.objects.filter(goal__plan__cycle=cycle, at__lte=moment).order_by("at", "pk")
    changes: dict[int, str] = dict(rows.values_list("goal", "status"))
    of_person: dict[int, list[GoalStatus]] = {}
    for pk, owner in _goals_agreed_by(moment, cycle):
        of_person.setdefault(owner, []).append(GoalStatus(changes.get(pk, GoalStatus.ON_TRACK)))
    stands = {owner: plan_status(statuses) for owner, statuses in of_person.items()}
    return {owner: status.value for owner, status in stands.items() if status is not None}


def _goals_agreed_by(moment: datetime, cycle: Cycle) -> Iterator[tuple[int, int]]:
    """Goals that both had agreed by a moment, with their owners, in plans that nobody had left and not dropped by then.

    A goal names the version in which it was agreed last. Where both agreed that one only later, the version that counted then says whether
    the goal was in it.
    """
    agreed = Agreement.objects.filter(version__plan__cycle=cycle, at__lte=moment).order_by("version__number")
    both = agreed.values("version", "version__plan", "version__number").annotate(n=Count("pk")).filter(n__gte=BOTH)
    counted = {row["version"]: row["version__plan"] for row in both}
    last = {plan: version for version, plan in counted.items()}
    gone = Q(state=PlanState.LEFT) & (Q(closed_at=None) | Q(closed_at__lte=moment))
    owners = dict(Plan.objects.filter(cycle=cycle).exclude(gone).values_list("pk", "owner"))
    goals = Goal.objects.filter(Q(dropped_at=None) | Q(dropped_at__gt=moment), plan__cycle=cycle, agreed_in__isnull=False).order_by()
    later: dict[int, list[tuple[int, int]]] = {}
    for pk, plan, number, version in goals.values_list("pk", "plan", "number", "agreed_in"):
        if plan not in owners or plan not in last:
            continue
        if version in counted:
            yield pk, owners[plan]
        else:
            later.setdefault(plan, []).append((pk, number))
    for plan, words in Version.objects.filter(pk__in=[last[plan] for plan in later]).values_list("plan", "words").iterator():
        named = {goal["number"] for goal in words.get("goals", ())}
        yield from ((pk, owners[plan]) for pk, number in later[plan] if number in named)


def wrong_months() -> Iterator[str]:
    """Kept figures that differ from a recount: a sentence each, nothing when all agree. Rule HR-1. One recount a month.

    Whoever has had something recorded since their row was kept is left out; tonight's count writes their months anew.
    """
    oldest = PersonMonth.objects.aggregate(oldest=Min("counted_at"))["oldest"]
    latest = _last_record_since(oldest) if oldest else {}
    for month, newest in PersonMonth.objects.order_by("month").values_list("month").annotate(newest=Max("counted_at")):
        counted = count_month(month, at=newest)
        kept = {row.person_id: row for row in PersonMonth.objects.filter(month=month)}
        for pk in sorted(counted.keys() | kept.keys()):
            row, last = kept.get(pk), latest.get(pk)
            if last is not None and (row is None or last > row.counted_at):
                continue
            if row is None or counted.get(pk) != _as_counted(row):
                yield f"The kept figures of person {pk} for {month:%Y-%m} differ from a recount."


def _last_record_since(instant: datetime) -> dict[int, datetime]:
    """Person -> when something was last recorded about them, of those about whom something was since an instant."""
    late = Q(entry__at__gt=instant) | Q(entry__recorded_at__gt=instant)
    rows = Content.objects.filter(late, about_id__isnull=False, is_read=False).order_by().values_list("about_id")
    return {pk: max(at, recorded) for pk, at, recorded in rows.annotate(at=Max("entry__at"), recorded=Max("entry__recorded_at"))}


def _as_counted(row: PersonMonth) -> Counted:
    return Counted(row.status, row.milestones_done, row.milestones_due, row.reviews_held, row.reviews_due)
