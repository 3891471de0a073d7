"""What the plans' tests stand on: a quarter, a key result that needs a capability, and a plan in each of its states."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import pytest
from tests.cast import Cast

from cadenza.capability.models import Capability, Framework, FrameworkVersion, Level
from cadenza.capability.rules import VersionState
from cadenza.people.models import Person
from cadenza.plans import actions
from cadenza.plans.actions import ActionDraft, GoalDraft
from cadenza.plans.models import Goal, Plan, Version
from cadenza.plans.rules import ActionKind
from cadenza.strategy.models import CapabilityRequirement, Cycle, KeyResult, Objective

OCTOBER = datetime(2026, 10, 2, 9, 0, tzinfo=UTC)
"""The second day of the quarter: plans are written now."""


@dataclass(frozen=True)
class Ground:
    """The strategy that plans serve."""

    cycle: Cycle
    last_cycle: Cycle
    forecasting: Capability
    reviewing: Capability
    pairing: Capability
    key_result: KeyResult
    old_key_result: KeyResult

    def goal(self, **changes: object) -> GoalDraft:
        """A goal with every answer given, serving the key result."""
        whole = GoalDraft(
            key_result_id=self.key_result.pk,
            capability_id=self.forecasting.pk,
            level_now=2,
            level_aimed=3,
            outcome="I can forecast a change that crosses two teams",
            success_measure="Two forecasts within 15% of what happened",
            target_date=date(2026, 12, 18),
            live_work="The refunds migration",
            support_words="Reads each forecast before planning",
            review_how="In our 1:1, near weeks 4, 8 and 12",
            actions=(
                ActionDraft(
                    ActionKind.EXPERIENCE, what="Own the capacity forecast", tracked_where="Board PAY, epic 31", due_date=date(2026, 11, 6)
                ),
            ),
        )
        return replace(whole, **changes)  # type: ignore[arg-type]  # a table of changed fields


@pytest.fixture
def ground(db: None) -> Ground:
    """Two quarters, three capabilities of one published framework, one key result in each quarter."""
    cycle = Cycle.objects.create(key="2026-q4", start_date=date(2026, 10, 1), end_date=date(2026, 12, 31))
    last = Cycle.objects.create(key="2026-q3", start_date=date(2026, 7, 1), end_date=date(2026, 9, 30))
    framework = Framework.objects.create(name="Engineering", slug="engineering")
    version = FrameworkVersion.objects.create(framework=framework, number=1, state=VersionState.PUBLISHED, published_at=OCTOBER)
    found = [
        Capability.objects.create(framework=framework, name=name, slug=name.lower().replace(" ", "-"), order=order)
        for order, name in enumerate(["Delivery forecasting", "Design review", "Pairing"])
    ]
    for capability in found:
        for number in range(1, 6):
            Level.objects.create(version=version, capability=capability, number=number)
    results = []
    for quarter, key in ((cycle, "PAY-3"), (last, "PAY-1")):
        objective = Objective.objects.create(cycle=quarter, level="company", title="Refunds arrive in a day")
        results.append(
            KeyResult.objects.create(
                objective=objective, cycle=quarter, key=key, title="Forecast capacity two sprints out", due_date=quarter.end_date
            )
        )
    CapabilityRequirement.objects.create(key_result=results[0], capability=found[0], level=3)
    return Ground(cycle, last, *found, *results)


@dataclass
class Pair:
    """A person, their manager and the plan between them."""

    owner: Person
    manager: Person
    plan: Plan
    ground: Ground

    def goal(self, number: int = 1) -> Goal:
        return Goal.objects.select_related("waiting").get(plan=self.plan, number=number)

    def fresh(self) -> Plan:
        return Plan.objects.select_related("owner", "cycle").get(pk=self.plan.pk)


@pytest.fixture
def draft(cast: Cast, ground: Ground) -> Pair:
    """The engineer's own draft with one whole goal; nobody else has seen it."""
    plan = actions.start_plan(cast.engineer.pk, ground.cycle.pk, by=cast.engineer, at=OCTOBER)
    actions.add_goal(plan.pk, ground.goal(), by=cast.engineer, at=OCTOBER)
    return Pair(cast.engineer, cast.manager, plan, ground)


@pytest.fixture
def shared(draft: Pair) -> Pair:
    """The same, shared with the manager."""
    actions.share_plan(draft.plan.pk, by=draft.owner, at=OCTOBER)
    return draft


@pytest.fixture
def promised(shared: Pair) -> Pair:
    """The same, with the manager's commitment: ready to be offered."""
    commit(shared)
    return shared


@pytest.fixture
def offered(promised: Pair) -> Pair:
    """The same, offered by its owner."""
    actions.offer_plan(promised.plan.pk, by=promised.owner, at=OCTOBER)
    return promised


@pytest.fixture
def agreed(offered: Pair) -> Pair:
    """The same, agreed by both."""
    actions.agree_plan(offered.plan.pk, latest(offered).number, by=offered.manager, at=OCTOBER)
    return offered


def commit(pair: Pair, *, goal_number: int = 1, what: str = "Hand over the refunds forecast by name in planning") -> None:
    """The manager's part for one goal."""
    actions.add_commitment(pair.plan.pk, what=what, due_date=date(2026, 12, 12), goal_number=goal_number, by=pair.manager, at=OCTOBER)


def latest(pair: Pair) -> Version:
    """The last version offered."""
    return Version.objects.filter(plan=pair.plan).latest("number")
