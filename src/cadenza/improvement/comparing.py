"""Other plans in the same role as numbers, for the HR partner's part of the panel (PIP-17). No word and no name of them leaves this module."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from cadenza.capability.models import PersonRole
from cadenza.improvement import ledger
from cadenza.improvement.likeness_rules import LAG_DAYS, LEAST_OTHERS, MOST_OTHERS, Shape
from cadenza.improvement.models import Case
from cadenza.improvement.rules import Kind
from cadenza.improvement.story import Story, fold
from cadenza.people.days import day_of

SHAPING = (Kind.TERMS, Kind.CRITERION, Kind.CRITERION_DROPPED, Kind.SUPPORT, Kind.SUPPORT_DROPPED)
"""The entries that say how long a plan is, and how many criteria and days of support it has."""


def shape_of(story: Story) -> Shape:
    """One plan as three numbers."""
    return Shape(weeks=story.weeks, criteria=len(story.criteria), support=sum(len(one.days) for one in story.supports.values()))


def others_like(case: Case, *, at: datetime) -> list[Shape]:
    """Plans of other people who had the same role when theirs began, at least a quarter ago; none at all when they are fewer than ten.

    A handful of statements, however many. The caller has checked that this reader has the HR partner's part.
    """
    role = PersonRole.objects.filter(_held(case.person_id, day_of(case.opened_at))).values_list("profile__role", flat=True).first()
    if role is None:
        return []
    began = Q(since__lte=OuterRef("begun_on")) & (Q(until=None) | Q(until__gt=OuterRef("begun_on")))
    same_role = PersonRole.objects.filter(began, person=OuterRef("person"), profile__role=role)
    rows = Case.objects.filter(Exists(same_role), begun_on__lte=day_of(at) - timedelta(days=LAG_DAYS)).exclude(person=case.person_id)
    chosen = list(_one_of_each(rows.order_by("-begun_on", "-pk")[:MOST_OTHERS]))
    if len(chosen) < LEAST_OTHERS:
        return []
    found = ledger.opened(chosen, kinds=SHAPING)
    return [shape_of(fold(found[one.pk])) for one in chosen]


def _held(person_id: int, day: date) -> Q:
    return Q(person=person_id, since__lte=day) & (Q(until=None) | Q(until__gt=day))


def _one_of_each(cases: Iterable[Case]) -> Iterable[Case]:
    """The latest plan of each person: ten plans of one are not ten people (TRUST R15)."""
    seen: set[int] = set()
    for case in cases:
        if case.person_id not in seen:
            seen.add(case.person_id)
            yield case
