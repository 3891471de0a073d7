"""Levels that both agreed, with the evidence they cite, and goals that serve a key result: as rows, for the tests of capability risk."""

from __future__ import annotations

from datetime import date, datetime

from tests.agreed import agreed_plan
from tests.cast import NOW

from cadenza.capability.models import Capability
from cadenza.evidence.models import Evidence, GapAssessment
from cadenza.people.models import Person
from cadenza.plans.models import Goal
from cadenza.strategy.models import KeyResult

SEEN = "Sized the refunds change and was two days out"


def holds(
    person: Person, capability: Capability, level: int, *, agreed: bool = True, at: datetime = NOW, what: str = SEEN
) -> GapAssessment:
    """An assessment with the evidence it cites."""
    fact = Evidence.objects.create(
        person=person, capability=capability, kind="metric", what=what, happened_on=date(2026, 10, 20), added_by=person, added_at=at
    )
    made = GapAssessment.objects.create(
        person=person,
        capability=capability,
        kind="readiness",
        level_now=level,
        level_needed=level + 1,
        proposed_by=person,
        proposed_at=at,
        person_agreed_at=at,
        manager_agreed_at=at if agreed else None,
    )
    made.evidence.add(fact)
    return made


def builds(person: Person, manager: Person, result: KeyResult, capability: Capability, *, aims: int = 3, status: str = "on-track") -> Goal:
    """An agreed goal towards what a key result needs."""
    goal = agreed_plan(person, manager, goals=1).goals.get()
    Goal.objects.filter(pk=goal.pk).update(
        lane="execution", key_result=result, capability=capability, level_now=aims - 1, level_aimed=aims, status=status
    )
    goal.refresh_from_db()
    return goal
