"""A formal plan from the first question to its end, and what is refused on the way."""

from __future__ import annotations

import pytest
from tests.formal import Way

from cadenza.improvement.rules import State

pytestmark = pytest.mark.django_db


def test_a_plan_goes_its_whole_way(way: Way) -> None:
    """PIP-8: in this order and no other."""
    for state in (
        State.DRAFT,
        State.GATE_PASSED,
        State.CO_SIGNED,
        State.SERVED,
        State.SETTLED,
        State.RECEIVED,
        State.ACTIVE,
        State.ASSESSMENT,
        State.DECIDED,
    ):
        assert way.to(state).state is state
