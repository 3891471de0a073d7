"""Formal plans that are kept no longer: key, entries and what the chain said of them go; the links of the chain stay (TRUST 0.9, L18, N16)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from cadenza.improvement.advice import forget_advice
from cadenza.improvement.ledger import unit_of
from cadenza.improvement.models import Advice, Case, Entry
from cadenza.improvement.rules import State
from cadenza.people.days import day_of
from cadenza.people.keeping import Reach
from cadenza.people.rules import PersonStatus
from cadenza.sealing.keys import destroy_unit
from cadenza.trail.models import Content
from cadenza.trail.purge import purge_contents


@dataclass(frozen=True)
class Standing:
    """One formal plan as the schedule looks at it: dates and no word."""

    row: int
    about: int
    ended_on: date | None
    unserved: bool
    """Withdrawn before the person knew of it."""
    spent_on: date | None
    left_on: date | None


def standing(reach: Reach) -> list[Standing]:
    """Every formal plan that is over, or of which the person has left; none that a freeze keeps."""
    acted = reach.kept("person", "manager", "hr_partner", "decider", "appeal_manager", "stand_in")
    acted |= Q(pk__in=Entry.objects.filter(reach.kept("by")).values("case")) | Q(
        pk__in=Advice.objects.filter(reach.kept("by")).values("case")
    )
    rows = Case.objects.select_related("person").exclude(acted).order_by("pk")
    found = []
    for case in rows.filter(person=reach.only) if reach.only is not None else rows:
        left = case.person.end_date if case.person.status == PersonStatus.LEAVER else None
        if case.ended_at is None and left is None:
            continue
        found.append(
            Standing(
                case.pk,
                case.person_id,
                day_of(case.ended_at) if case.ended_at else None,
                case.state == State.WITHDRAWN and case.served_at is None,
                day_of(case.spent_from) if case.spent_from else None,
                left,
            )
        )
    return found


@transaction.atomic
def purge_cases(rows: Collection[int], *, at: datetime) -> int:
    """Erase formal plans: the key of each, its entries, HR's workspace beside it, and what its chains said. Running it again does nothing."""
    cases = list(Case.objects.select_for_update().filter(pk__in=list(rows)).order_by("pk"))
    keys = [key for case in cases for key in (f"case:{case.pk}", f"case-reads:{case.pk}")]
    keys += forget_advice(cases, at=at)
    purge_contents(Content.objects.filter(entry__chain__key__in=keys).values_list("pk", flat=True), at=at, reason="formal-plan")
    for case in cases:
        destroy_unit(unit_of(case).name, at=at)
    Entry.objects.filter(case__in=cases).delete()
    Case.objects.filter(pk__in=[case.pk for case in cases]).delete()
    return len(cases)


def people_with_cases(people: Collection[int]) -> set[int]:
    """Of these, the people about whom a formal plan is still kept: what was passed to HR about them is kept with it (TRUST X9)."""
    return set(Case.objects.filter(person__in=list(people)).values_list("person_id", flat=True))


def acted_in_cases() -> set[int]:
    """Everybody who wrote into a kept plan: a request of theirs may be a support that it counts."""
    return {pk for pk in Entry.objects.values_list("by_id", flat=True).distinct() if pk is not None}
