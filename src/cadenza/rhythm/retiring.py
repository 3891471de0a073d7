"""Agendas that are kept no longer, and what requests were about (TRUST L18, 1.8). Called by custody alone."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from cadenza.people.keeping import Found, Reach, found_in, gone
from cadenza.rhythm.models import AgendaPoint, MeetingTime, Wanted


def points_due(reach: Reach) -> list[Found]:
    """Agenda points of 1:1s long past; all of a leaver's."""
    old = Q(for_date__lt=reach.over_before) & (Q(ticked_for=None) | Q(ticked_for__lt=reach.over_before)) if reach.over_before else Q()
    return found_in(AgendaPoint.objects.filter(reach.reached("person", over=old)).exclude(reach.kept("person", "manager")), "person")


@transaction.atomic
def purge_points(rows: Collection[int], *, at: datetime) -> int:
    """Take agenda points away, and the meeting time of a pair of which one has left and nothing is left."""
    found = AgendaPoint.objects.filter(pk__in=list(rows))
    people = list(found.values_list("person_id", flat=True).distinct())
    count = gone(found)
    left = MeetingTime.objects.filter(person__in=people, person__status="leaver")
    left.exclude(person__in=AgendaPoint.objects.values("person")).delete()
    return count


def forget_subjects(requests: Collection[int]) -> int:
    """What these requests were about, before they go themselves."""
    return Wanted.objects.filter(ask__in=list(requests)).delete()[0]


def let_go_of_plans(plans: Collection[int]) -> int:
    """Requests go on without the goal of a plan that goes."""
    return Wanted.objects.filter(goal__plan__in=list(plans)).update(goal=None)
