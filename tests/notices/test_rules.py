"""Which mail comes on which morning, and what it counts (DUE-2; TRUST N17, N27, T06)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cadenza.home.rules import Due, DueKind
from cadenza.notices.rules import (
    DATED,
    EIGHT,
    NEVER_MAILED,
    STANDING,
    Occasion,
    Tally,
    is_stale,
    morning_of,
    mornings_within,
    occasion_on,
    tally_of_day,
    weekly_day,
    weekly_tally,
)
from cadenza.people.calendars import is_working_day

MONDAY = date(2026, 11, 23)
ZONES = (
    *(
        "Europe/London",
        "America/Los_Angeles",
        "America/Sao_Paulo",
        "Asia/Kolkata",
        "Asia/Tehran",
        "Australia/Lord_Howe",
        "Pacific/Kiritimati",
    ),
    *("Pacific/Apia", "Pacific/Pago_Pago", "Africa/Casablanca", "Africa/Cairo", "America/St_Johns", "Asia/Kathmandu", "UTC"),
)
COUNTRIES = ("", "GB", "DE", "US", "IN", "JP", "IL", "AE", "BR", "NZ")


def works_in(country: str) -> Callable[[date], bool]:
    return lambda day: is_working_day(day, country=country)


def due(on: date, kind: DueKind = DueKind.REVIEW) -> Due:
    return Due(kind, on, "zq-what", "zq-why", "/", "Open")


# Which mail


def test_monday_brings_the_weekly_mail_and_other_days_the_days() -> None:
    week = [occasion_on(MONDAY + timedelta(days=n), works=works_in("GB"), weekly=True, on_the_day=True) for n in range(7)]
    assert week == [Occasion.WEEKLY, *[Occasion.ON_THE_DAY] * 4, None, None]


def test_after_a_public_holiday_the_weekly_mail_comes_on_the_next_working_day() -> None:
    easter_monday = date(2027, 3, 29)
    assert weekly_day(easter_monday, works=works_in("DE")) == date(2027, 3, 30)
    assert weekly_day(easter_monday, works=works_in("US")) == easter_monday
    assert occasion_on(easter_monday, works=works_in("DE"), weekly=True, on_the_day=True) is None


def test_a_week_off_brings_nothing() -> None:
    assert weekly_day(MONDAY, works=lambda _day: False) is None


@pytest.mark.parametrize(
    ("weekly", "on_the_day", "expected"),
    [
        (True, False, [Occasion.WEEKLY, None]),
        (False, True, [Occasion.ON_THE_DAY, Occasion.ON_THE_DAY]),
        (False, False, [None, None]),
    ],
)
def test_who_turned_a_mail_off_does_not_get_it(weekly: bool, on_the_day: bool, expected: list[Occasion | None]) -> None:
    found = [occasion_on(day, works=works_in("GB"), weekly=weekly, on_the_day=on_the_day) for day in (MONDAY, MONDAY + timedelta(days=1))]
    assert found == expected


def test_a_mail_is_stale_at_noon() -> None:
    """N27."""
    morning = morning_of(MONDAY, ZoneInfo("Europe/London"))
    assert not is_stale(morning + timedelta(hours=3, minutes=59), morning=morning)
    assert is_stale(morning + timedelta(hours=4), morning=morning)


# When


@settings(max_examples=120, deadline=None)
@given(st.sampled_from(ZONES), st.sampled_from(COUNTRIES), st.dates(date(2025, 12, 1), date(2031, 1, 1)))
def test_every_weekly_mail_falls_on_its_readers_monday_morning_once(zone_name: str, country: str, begin: date) -> None:
    """DUE-2, N17: from the mornings that the worker plans each midnight, over five weeks, wherever the clocks jump."""
    zone, works = ZoneInfo(zone_name), works_in(country)
    midnights = [datetime.combine(begin + timedelta(days=n), time(), tzinfo=UTC) for n in range(35)]
    days = [day for midnight in midnights for day in mornings_within(midnight, zone)]
    assert days == sorted(set(days))  # no morning twice
    assert [(two - one).days for one, two in pairwise(days)] == [1] * (len(days) - 1)  # and none left out
    for day in days:
        local = morning_of(day, zone).astimezone(zone)
        assert (local.date(), local.time()) == (day, EIGHT)
    weekly = [day for day in days if occasion_on(day, works=works, weekly=True, on_the_day=True) == Occasion.WEEKLY]
    weeks = [day.isocalendar()[:2] for day in weekly]
    assert weeks == sorted(set(weeks))  # at most one in a week
    for day in weekly:
        monday = day - timedelta(days=day.weekday())
        assert works(day)
        assert all(not works(monday + timedelta(days=n)) for n in range(day.weekday()))  # Monday, unless every day before was a day off
    whole = {day.isocalendar()[:2] for day in days if day.weekday() == 6} & {day.isocalendar()[:2] for day in days if day.weekday() == 0}
    assert {week for week in whole if any(works(date.fromisocalendar(*week, n)) for n in range(1, 8))} <= set(weeks)


# What is counted


def test_every_kind_of_due_is_decided_upon_once() -> None:
    """DUE-2: a new kind belongs into one of the three sets."""
    assert set(DueKind) == DATED | STANDING | NEVER_MAILED
    assert len(DATED) + len(STANDING) + len(NEVER_MAILED) == len(DueKind)


def test_the_weekly_mail_counts_what_is_late_today_and_this_week() -> None:
    dues = [due(MONDAY - timedelta(days=3)), due(MONDAY), due(MONDAY + timedelta(days=6)), due(MONDAY + timedelta(days=7))]
    assert weekly_tally(dues, today=MONDAY) == Tally(late=1, today=1, week=1)


def test_what_stands_there_every_day_is_of_today_whichever_day_the_organisation_has() -> None:
    for day in (-1, 0, 1):
        assert weekly_tally([due(MONDAY + timedelta(days=day), DueKind.NO_MANAGER)], today=MONDAY) == Tally(today=1)
    assert weekly_tally([due(MONDAY + timedelta(days=9), DueKind.HAND_OVER)], today=MONDAY) == Tally()
    assert weekly_tally([due(MONDAY - timedelta(days=3), DueKind.TAKE_OVER)], today=MONDAY) == Tally(late=1)


def test_the_mail_on_the_day_counts_that_day_alone() -> None:
    dues = [due(MONDAY - timedelta(days=1)), due(MONDAY), due(MONDAY + timedelta(days=1)), due(MONDAY, DueKind.NO_MANAGER)]
    assert tally_of_day(dues, today=MONDAY) == Tally(today=1)


def test_advice_is_never_mailed() -> None:
    assert weekly_tally([due(MONDAY, DueKind.BACKUP)], today=MONDAY).all == 0
