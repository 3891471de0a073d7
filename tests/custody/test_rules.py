"""What a reader was to somebody."""

from __future__ import annotations

from datetime import UTC, datetime

from cadenza.custody.rules import Capacity, capacity_of

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
