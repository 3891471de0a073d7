"""Which 1:1s stand in somebody's calendar: the whole quarter's, of the pairs in which they are at this instant (REV-5, TRUST R2)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet

from cadenza.home.calendar_rules import Appointment
from cadenza.people.days import day_of
from cadenza.people.models import Person
from cadenza.people.relations import managers_of, people_with
from cadenza.people.rules import Relation, zones
from cadenza.plans.models import Review
from cadenza.plans.queries import current_cycle
from cadenza.plans.review_access import RUNNING
from cadenza.plans.rules import PlanState
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


def _reviews(at: datetime) -> QuerySet[Review]:
    """Reviews of plans that run, or ran until the quarter's end, from the quarter's first day on."""
    today = day_of(at)
    cycle = current_cycle(at)
    since = cycle.start_date if cycle else today - timedelta(days=LOOKING_BACK)
    rests = Q(held_at=None, plan__paused_until__gte=F("due_on"))
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
