"""The days of a plan's checkpoints, whatever day it begins on (PIP-6, TRUST N18)."""

from datetime import date, timedelta

import pytest
from tests.cast import Cast

from cadenza.improvement.held import excused_days, plan_days
from cadenza.improvement.plan_rules import ends_on, objections_to_days
from cadenza.people.calendars import calendar_of, is_working_day

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("weeks", [6, 8, 12, 26])
def test_a_plan_can_begin_on_any_day_of_the_year(cast: Cast, weeks: int) -> None:
    """PIP-6: the first checkpoint within two weeks, none more than sixteen days after the last, each on a working day."""
    person, excused = cast.on_pip, excused_days(cast.on_pip, [])
    for day in (date(2026, 1, 1) + timedelta(days=number) for number in range(366)):
        days = plan_days(person, day, ends_on(day, weeks=weeks), weeks)
        assert objections_to_days(days, begun=day, excused=excused) == [], day
        assert all(is_working_day(one, country=calendar_of(person)) for one in days)
