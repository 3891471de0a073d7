"""What do I owe, to whom, by when: DUE-1."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadenza.home import rules
from cadenza.home.rules import Due, DueKind

TUESDAY = date(2026, 11, 24)
SUNDAY = date(2026, 11, 29)


def due(on: date, kind: DueKind = DueKind.REVIEW, what: str = "Monthly review with Asha Raman") -> Due:
    return Due(kind, on, what, "In your 1:1.", "/people/asha-raman/one-to-ones/2026-11-24/", "Open 1:1")


def test_what_is_past_its_day_is_late() -> None:
    assert rules.arranged([due(TUESDAY - timedelta(days=4))], today=TUESDAY).late


def test_what_falls_on_the_day_is_todays() -> None:
    assert rules.arranged([due(TUESDAY)], today=TUESDAY).today


def test_this_week_ends_on_sunday() -> None:
    listed = rules.arranged([due(SUNDAY), due(SUNDAY + timedelta(days=1))], today=TUESDAY)
    assert [row.on for row in listed.week] == [SUNDAY]


def test_what_comes_after_sunday_is_counted_and_not_shown() -> None:
    listed = rules.arranged([due(SUNDAY + timedelta(days=1)), due(date(2026, 12, 18))], today=TUESDAY)
    assert (listed.now, len(listed.later), listed.later_until) == ((), 2, date(2026, 12, 18))


@pytest.mark.parametrize("today", [SUNDAY, SUNDAY - timedelta(days=1)])
def test_on_a_weekend_the_week_is_the_one_that_comes(today: date) -> None:
    listed = rules.arranged([due(SUNDAY + timedelta(days=2)), due(SUNDAY + timedelta(days=8))], today=today)
    assert [row.on for row in listed.week] == [SUNDAY + timedelta(days=2)]


def test_the_earliest_comes_first_and_conversations_before_upkeep() -> None:
    rows = [due(TUESDAY, DueKind.BACKUP), due(TUESDAY, DueKind.COMMITMENT), due(TUESDAY)]
    assert [row.kind for row in rules.arranged(rows, today=TUESDAY).today] == [DueKind.REVIEW, DueKind.COMMITMENT, DueKind.BACKUP]


def test_minutes_are_said_in_fives() -> None:
    rows = [due(TUESDAY), due(TUESDAY, DueKind.COMMITMENT), due(TUESDAY, DueKind.ASK)]
    assert rules.arranged(rows, today=TUESDAY).minutes == 15


def test_every_kind_of_due_says_how_long_it_takes() -> None:
    assert set(rules.MINUTES) == set(DueKind)


def test_later_opens_to_a_few_rows_only() -> None:
    listed = rules.arranged([due(date(2026, 12, 1) + timedelta(days=day)) for day in range(20)], today=TUESDAY)
    assert len(listed.later_shown) == rules.SHOWN_LATER


def test_an_empty_list_says_so() -> None:
    listed = rules.arranged([], today=TUESDAY)
    assert (listed.now, listed.later_until, listed.minutes) == ((), None, 0)


@given(st.lists(st.dates(date(2026, 9, 1), date(2027, 2, 1)), max_size=12), st.dates(date(2026, 10, 1), date(2026, 12, 31)))
def test_nothing_owed_is_lost_or_said_twice(days: list[date], today: date) -> None:
    listed = rules.arranged([due(day) for day in days], today=today)
    assert [row.on for row in (*listed.now, *listed.later)] == sorted(days)


def test_a_plan_is_agreed_in_week_one() -> None:
    """REV-4."""
    assert rules.agree_by(date(2026, 10, 1), since=date(2024, 5, 1)) == date(2026, 10, 7)


def test_whoever_joins_later_has_a_week_too() -> None:
    assert rules.agree_by(date(2026, 10, 1), since=date(2026, 11, 20)) == date(2026, 11, 26)


def test_an_answer_is_due_within_a_working_week() -> None:
    assert rules.answer_by(date(2026, 11, 20)) == date(2026, 11, 25)
    assert rules.answer_by(date(2026, 11, 20), wanted_by=date(2027, 1, 15)) == date(2026, 11, 25)
    assert rules.answer_by(date(2026, 11, 20), wanted_by=date(2026, 11, 23)) == date(2026, 11, 23)


@pytest.mark.parametrize(("key", "words"), [("2026-q4", "Q4 2026"), ("half", "half")])
def test_a_quarter_is_said_as_people_say_it(key: str, words: str) -> None:
    assert rules.cycle_words(key) == words
