"""Which 1:1s stand in somebody's calendar: the whole quarter's, of the pairs in which they are at this instant (REV-5, TRUST R2)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from cadenza.home.calendar_rules import Appointment, KeptDays
from cadenza.people.calendars import working_day_on_or_after
from cadenza.people.days import day_of, organisation
from cadenza.people.models import Person
from cadenza.people.relations import managers_of, people_with
from cadenza.people.rules import Relation, zones
from cadenza.plans.models import Plan, ProtectedBlock, Review, TradeOff
from cadenza.plans.protected import weeks_of
from cadenza.plans.queries import blocks_of, current_cycle
from cadenza.plans.review_access import RUNNING
from cadenza.plans.rules import PlanState
from cadenza.plans.time_rules import WEEK
from cadenza.rhythm.models import MeetingTime

LOOKING_BACK = 92
"""Days that the calendar reaches back while no cycle runs: a quarter."""


def appointments_of(reader: Person, *, at: datetime) -> list[Appointment]:
    """The reader's 1:1s of the running quarter, and whatever of theirs lies further ahead. Four queries.

    A pair that has ended is gone from here at that instant, what it held before with it: its other half is another person's now. Nothing of
    a draft, nothing that rests while reviews are paused (PIP-19), nothing about conversations or formal plans, which are no reviews.
    """
    people = people_with(reader, {Relation.SELF, Relation.MANAGER}, at=at)
    rows = _reviews(at).filter(plan__owner__in=people.values("pk"))
    reviews = list(rows.exclude(~Q(plan__owner=reader), ~Q(manager=reader), held_at__isnull=False))
    managers = managers_of({one.plan.owner_id for one in reviews}, at=at)
    times = {
        (one.person_id, one.manager_id): one for one in MeetingTime.objects.filter(Q(person=reader) | Q(manager=reader)).order_by("pk")
    }
    found = []
    for review in reviews:
        manager_id = managers.get(review.plan.owner_id)
        if manager_id is None and review.held_at is None:
            continue  # nobody to meet
        found.append(_appointment(review, times.get((review.plan.owner_id, manager_id or 0))))
    return sorted(found)


def kept_days_of(reader: Person, *, at: datetime) -> list[KeptDays]:
    """Days on which the reader's own running plan keeps time free; nobody else's, no draft's, and no week that gave way (TIME-1).

    One query where nothing is kept, four otherwise.
    """
    today = day_of(at)
    days = Exists(ProtectedBlock.objects.filter(plan=OuterRef("pk"), removed_at=None))
    running = Plan.objects.filter(owner=reader, state__in=RUNNING, cycle__start_date__lte=today, cycle__end_date__gte=today)
    plan = running.filter(days | Q(hours_a_week__gt=0)).select_related("cycle").first()
    if plan is None:
        return []
    traded = TradeOff.objects.filter(plan=plan).exclude(week_on=None, block=None).values_list("week_on", "block")
    gone_weeks, gone_blocks = {week for week, _block in traded}, {block for _week, block in traded}
    made_at = plan.shared_at or plan.created_at
    country = reader.country or organisation().country
    found = []
    for monday in weeks_of(plan, ()):
        day = working_day_on_or_after(max(monday, plan.cycle.start_date), country=country)
        if monday not in gone_weeks and day < monday + WEEK and day <= plan.cycle.end_date:
            found.append(KeptDays(day, day, f"{plan.pk}-{monday.isoformat()}", plan.hours_a_week or 0, made_at))
    found += [
        KeptDays(block.first_day, max(block.first_day, block.last_day), f"{plan.pk}-block-{block.number}", 0, made_at)
        for block in blocks_of(plan)
        if block.pk not in gone_blocks and block.first_day is not None and block.last_day is not None
    ]
    return sorted(found)


def _reviews(at: datetime) -> QuerySet[Review]:
    """Reviews of plans that run, or ran until the quarter's end, from the quarter's first day on."""
    today = day_of(at)
    cycle = current_cycle(at)
    since = cycle.start_date if cycle else today - timedelta(days=LOOKING_BACK)
    rests = Q(held_at=None, rests=True)
    fresh = Q(held_at=None, due_on__gte=since, plan__state__in=RUNNING) | Q(held_on__gte=since)
    return Review.objects.filter(fresh).exclude(rests).exclude(plan__state=PlanState.DRAFT).select_related("plan")


def _appointment(review: Review, usual: MeetingTime | None) -> Appointment:
    known = usual is not None and usual.timezone in zones()
    return Appointment(
        day=review.held_on or review.due_on,
        review_id=review.pk,
        begins=usual.begins if usual is not None and known else None,
        zone=usual.timezone if usual is not None and known else "",
        moved_times=review.moved_times,
        made_at=review.plan.shared_at or review.plan.created_at,
    )
