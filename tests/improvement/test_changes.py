"""Criteria that change while a plan runs, by agreement of the person and HR alone."""

from __future__ import annotations

import pytest
from tests.formal import REQUESTS, SPRINTS, Way

from cadenza.improvement import running
from cadenza.improvement.rules import State

pytestmark = pytest.mark.django_db


def test_two_new_criteria_that_wait_do_not_take_each_others_place(way: Way) -> None:
    """PIP-12: agreeing to the second replaces no word of the first."""
    way.to(State.ACTIVE)
    for standard in (REQUESTS, SPRINTS):
        running.propose_change(way.ref, None, standard, "The work needs it.", by=way.cast.manager, at=way.at)
    for change in list(way.story.changes):
        for who in (way.cast.on_pip, way.cast.hr_partner):
            running.agree_change(way.ref, change, by=who, at=way.at)
    assert sorted(way.story.criteria) == [1, 2, 3, 4]
    assert (way.story.criteria[3].standard.statement, way.story.criteria[4].standard.statement) == (REQUESTS.statement, SPRINTS.statement)
