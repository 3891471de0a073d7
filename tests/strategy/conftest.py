"""A quarter with a company objective, a team objective under it and one key result."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import pytest
from tests.cast import Cast

from cadenza.capability import actions as capability
from cadenza.capability.models import Capability
from cadenza.capability.rules import CapabilityEntry, LevelEntry
from cadenza.strategy import actions
from cadenza.strategy.models import Cycle, KeyResult, Objective


@dataclass
class Quarter:
    cycle: Cycle
    company: Objective
    objective: Objective
    result: KeyResult
    capability: Capability


def ladder(name: str, *levels: int, family: str = "") -> CapabilityEntry:
    return CapabilityEntry(family, name, tuple(LevelEntry(number, "", (f"{name} seen at {number}",)) for number in levels))


@pytest.fixture
def quarter(cast: Cast, at: datetime) -> Quarter:
    version = capability.write_framework("Engineering", [ladder("Forecasting", 1, 2, 3)], by=None, at=at)
    capability.publish_version(version.pk, by=None, at=at)
    cycle = actions.ensure_cycle(at.date(), at=at)
    company = actions.add_objective(cycle.pk, actions.ObjectiveDraft("company", "Customers stay"), by=cast.leader, at=at)
    draft = actions.ObjectiveDraft("team", "Payments work the first time", team_id=cast.team.pk, owner_id=cast.manager.pk)
    objective = actions.add_objective(cycle.pk, draft, by=cast.manager, at=at)
    actions.align(objective.pk, [company.pk], by=cast.manager, at=at)
    draft = actions.KeyResultDraft(
        "Failed payments recovered within two hours",
        date(2026, 12, 18),
        key="PAY-1",
        owner_id=cast.engineer.pk,
        baseline=Decimal(40),
        target=Decimal(80),
        unit="%",
    )
    result = actions.add_key_result(objective.pk, draft, by=cast.manager, at=at)
    return Quarter(cycle, company, objective, result, Capability.objects.get())
