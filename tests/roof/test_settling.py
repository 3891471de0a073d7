"""Every room that writes something down after a change of lines is on the roof's list."""

import importlib
from datetime import timedelta
from pathlib import Path

import pytest
from tests.agreed import agreed_plan

from cadenza import settling
from cadenza.people import settling as room
from cadenza.people.leaving import mark_left
from cadenza.people.settling import settle_all
from cadenza.plans.models import Plan
from cadenza.plans.rules import PlanState

SOURCE = Path(settling.__file__).parent


@pytest.fixture
def arranged():
    before = list(room._steps)
    settling.arrange()
    yield
    room._steps[:] = before


def test_no_room_that_settles_is_forgotten(arranged):
    named = {step.__module__ for step in room._steps}
    for path in SOURCE.glob("*/actions.py"):
        module = importlib.import_module(f"cadenza.{path.parent.name}.actions")
        if hasattr(module, "settle_lines"):
            assert module.settle_lines.__module__ in named


def test_a_leavers_open_plan_is_marked_as_left(cast, at, arranged):
    """TRUST X5, by way of the list."""
    plan = agreed_plan(cast.peer, cast.manager)
    mark_left(cast.peer, last_day=at.date() - timedelta(days=1), by=None, at=at)
    settle_all(at, otherwise=lambda _: None)
    assert Plan.objects.get(pk=plan.pk).state == PlanState.LEFT
