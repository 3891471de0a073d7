"""What the handovers' tests stand on: a plan that runs, and somebody whose manager changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from tests.agreed import agreed_plan
from tests.cast import NOW, Cast

from cadenza.handover.actions import settle_lines
from cadenza.handover.models import Handover
from cadenza.people.actions import begin_line
from cadenza.people.models import Person
from cadenza.plans.models import Plan

AHEAD = NOW + timedelta(days=7)
"""The change is known a week before it happens."""
AFTER = AHEAD + timedelta(days=1)
"""The new manager's first day is over."""


@dataclass
class Change:
    """One person on the way from the manager to the new manager."""

    cast: Cast
    plan: Plan

    @property
    def handover(self) -> Handover:
        return Handover.objects.get(person=self.cast.engineer, called_off_at=None)

    @property
    def ref(self) -> str:
        return self.handover.ref


@pytest.fixture
def plan(cast: Cast) -> Plan:
    """The engineer's agreed plan: two goals, an open commitment, a review held, the next due today."""
    return agreed_plan(cast.engineer, cast.manager)


@pytest.fixture
def known(cast: Cast, plan: Plan) -> Change:
    """The engineer will report to the new manager a week from now, and everybody concerned knows."""
    move(cast.engineer, cast.new_manager, since=AHEAD)
    return Change(cast, plan)


@pytest.fixture
def moved(cast: Cast, plan: Plan) -> Change:
    """The same, by surprise: from now on."""
    move(cast.engineer, cast.new_manager, since=NOW)
    return Change(cast, plan)


Move = Callable[..., None]


def move(person: Person, manager: Person, *, since: datetime, at: datetime = NOW) -> None:
    """Give somebody another manager, and let every room write down what follows."""
    begin_line(person, manager, since=since, by=None, at=at)
    settle_lines(at)
