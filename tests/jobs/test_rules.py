"""Waits, days and what a payload may be, without a database."""

import itertools
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cadenza.jobs.rules import day_in, objection_to_payload, wait_after

ZONES = sorted(name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "posix/", "right/", "System")))


def test_waits_double_until_they_reach_an_hour():
    """N03."""
    assert [wait_after(n) for n in (0, 1, 2, 3)] == [timedelta(seconds=s) for s in (30, 30, 60, 120)]
    assert wait_after(9) == wait_after(40) == wait_after(30_000) == timedelta(hours=1)


def test_the_last_hour_of_october_in_los_angeles_counts_for_october():
    """N17."""
    assert day_in(ZoneInfo("America/Los_Angeles"), datetime(2026, 11, 1, 6, 30, tzinfo=UTC)) == date(2026, 10, 31)


@settings(max_examples=60, deadline=None)
@given(zone=st.sampled_from(ZONES), start=st.datetimes(datetime(2024, 1, 1), datetime(2028, 1, 1)))
def test_days_follow_one_another_whatever_the_clocks_do(zone, start):
    """N17: none twice, none left out, in any zone, over changes of the clock. (Samoa's lost day lies before these years.)"""
    begin = start.replace(tzinfo=UTC)
    days = [day_in(ZoneInfo(zone), begin + timedelta(minutes=30 * step)) for step in range(48 * 5)]
    assert all(timedelta(0) <= later - earlier <= timedelta(days=1) for earlier, later in itertools.pairwise(days))


@pytest.mark.parametrize("value", [1, True, "people.settle", "a" * 200, "über"])
def test_ids_and_codes_are_a_payload(value):
    assert objection_to_payload({"x": value}) == ""


@pytest.mark.parametrize("value", ["a" * 201, "two\nlines", None, 0.5, [1], {"a": 1}])
def test_words_and_structures_are_no_payload(value):
    """T42."""
    assert "'x'" in objection_to_payload({"x": value})
