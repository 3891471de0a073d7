"""The days of a plan's checkpoints, whatever day it begins on (PIP-6, TRUST N18)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from tests.cast import Cast
from tests.formal import Way

from cadenza.improvement import opening
from cadenza.improvement.held import excused_days, plan_days
from cadenza.improvement.plan_rules import Point, ends_on, objections_to_days
from cadenza.improvement.rules import State
from cadenza.objections import Refused
from cadenza.people.calendars import calendar_of, is_working_day
from cadenza.people.models import Person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("weeks", [6, 8, 12, 26])
def test_a_plan_can_begin_on_any_day_of_the_year(cast: Cast, weeks: int) -> None:
    """PIP-6: the first checkpoint within two weeks, none more than sixteen days after the last, each on a working day."""
    person, excused = cast.on_pip, excused_days(cast.on_pip, [])
    for day in (date(2026, 1, 1) + timedelta(days=number) for number in range(366)):
        days = plan_days(person, day, ends_on(day, weeks=weeks), weeks)
        assert objections_to_days(days, begun=day, excused=excused) == [], day
        assert all(is_working_day(one, country=calendar_of(person)) for one in days)


def test_the_opening_lies_on_a_day_of_the_person_s_from_the_signatures_on(way: Way) -> None:
    """PIP-8, TRUST N18: signed in the evening in Los Angeles, when it is the next day in London, and held that evening."""
    Person.objects.filter(pk=way.cast.on_pip.pk).update(timezone="America/Los_Angeles")
    way.to(State.GATE_PASSED).write()
    way.at = datetime(2026, 9, 16, 0, 30, tzinfo=UTC)
    way.sign()
    way.at = datetime(2026, 9, 16, 16, 0, tzinfo=UTC)
    talk = opening.Talk(date(2026, 9, 14), frozenset(Point), "Marek, Priya, Nadia")
    with pytest.raises(Refused, match="opening-day-outside"):
        opening.serve(way.ref, talk, by=way.cast.manager, at=way.at)
    opening.serve(way.ref, replace(talk, held_on=date(2026, 9, 15)), by=way.cast.manager, at=way.at)
    assert way.state == State.SERVED
