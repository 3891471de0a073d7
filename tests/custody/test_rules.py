"""What a reader was to somebody."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from cadenza.custody.rules import Burst, Capacity, bursts, capacity_of

JANUARY, MARCH, JUNE = (datetime(2026, month, 1, tzinfo=UTC) for month in (1, 3, 6))


def test_a_reader_is_named_by_what_they_were_at_the_time():
    """DATA-2, TRUST J2, R18."""
    assert capacity_of(MARCH, is_self=True) == Capacity.SELF
    assert capacity_of(MARCH, is_self=False, led=[(JANUARY, None)]) == Capacity.MANAGER
    assert capacity_of(MARCH, is_self=False, led=[(JANUARY, MARCH)]) == Capacity.COLLEAGUE, "the line's end is not in it"
    assert capacity_of(MARCH, is_self=False, led=[(JUNE, None)]) == Capacity.NEXT_MANAGER
    assert capacity_of(MARCH, is_self=False, stood_in=[(JANUARY, JUNE)]) == Capacity.STAND_IN
    assert capacity_of(MARCH, is_self=False, in_hr=[(JANUARY, None)]) == Capacity.HR
    assert capacity_of(MARCH, is_self=False) == Capacity.COLLEAGUE


def test_thirty_different_records_within_five_minutes_are_a_burst():
    """DATA-2, TRUST T41."""
    every_ten_seconds = [(JANUARY + timedelta(seconds=10 * n), n) for n in range(30)]
    assert bursts(every_ten_seconds) == [Burst(JANUARY, 30)]
    assert bursts(every_ten_seconds[:29]) == []
    assert bursts([(at, 7) for at, _which in every_ten_seconds]) == [], "the same record again and again is no browsing"
    slow = [(JANUARY + timedelta(minutes=n), n) for n in range(60)]
    assert bursts(slow) == []
    later = [(JANUARY + timedelta(hours=2, seconds=n), n) for n in range(40)]
    assert bursts([*later, *every_ten_seconds, *slow]) == [Burst(JANUARY, 30), Burst(JANUARY + timedelta(hours=2), 40)]
