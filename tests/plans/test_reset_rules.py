"""When a reset is open while HR sets its days anew (REV-6, HR-3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cadenza.plans import reset_rules as rules
from cadenza.practice.practice_rules import ResetDays

END = date(2026, 12, 31)


def before_end(days: int) -> date:
    return END - timedelta(days=days)


def changed_on(day: date, *, before: int, after: int) -> Callable[[date], ResetDays]:
    return lambda one: ResetDays(opens=after if one >= day else before)


def test_a_reset_that_opened_stays_open_when_fewer_days_are_set() -> None:
    """REV-6, HR-3: opened three weeks before the end, seven days set two weeks before: what was begun is finished under the days it had."""
    days_on = changed_on(before_end(14), before=21, after=7)
    assert rules.days_of(END, before_end(10), days_on).opens == 21
    assert rules.last_end_open(before_end(10), days_on) >= END
    later = END + timedelta(days=20)  # a cycle whose reset had not opened by then
    assert rules.days_of(later, before_end(10), days_on).opens == 7
    assert rules.last_end_open(before_end(10), days_on) < later


def test_more_days_open_it_at_once_and_the_other_days_are_todays() -> None:
    """HR-3."""
    days_on = changed_on(before_end(30), before=21, after=35)
    assert rules.days_of(END, before_end(30), days_on) == ResetDays(opens=35)
    assert rules.days_of(END, before_end(31), days_on) == ResetDays(opens=21)


@given(st.lists(st.integers(7, 35), min_size=120, max_size=120), st.integers(0, 40))
def test_once_open_it_is_open_until_the_end_whatever_is_set(opens: list[int], ahead: int) -> None:
    """REV-6: the rule for one cycle and the one for a list of plans say the same, and no day closes what an earlier one opened."""

    def days_on(day: date) -> ResetDays:
        return ResetDays(opens=opens[(END - day).days])

    def is_open(day: date) -> bool:
        return day >= rules.opens_on(END, rules.days_of(END, day, days_on))

    today = before_end(ahead)
    assert is_open(today) == (rules.last_end_open(today, days_on) >= END)
    if ahead and is_open(today):
        assert is_open(today + timedelta(days=1))
