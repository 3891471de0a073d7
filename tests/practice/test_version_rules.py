"""Versions of what HR words and sets: which one counts on a day, when one may begin, what two writers at once come to. HR-3, DATA-1."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadenza.practice import version_rules as rules

TODAY = date(2026, 11, 24)


@dataclass(frozen=True)
class Made:
    number: int
    effective_on: date
    withdrawn: bool = False


def after(days: int) -> date:
    return TODAY + timedelta(days=days)


def test_the_last_version_that_has_begun_counts_and_a_withdrawn_one_never() -> None:
    """HR-3."""
    versions = [Made(1, after(-60)), Made(2, after(-30), withdrawn=True), Made(3, after(7))]
    assert rules.in_force(versions, TODAY) == versions[0]
    assert rules.in_force(versions, after(7)) == versions[2]
    assert rules.in_force(versions, after(-61)) is None
    assert rules.newest(versions) == versions[2]
    assert rules.newest([]) is None


@pytest.mark.parametrize(
    ("day", "last", "codes"),
    [
        (None, None, ["practice-without-day"]),
        (after(-1), None, ["practice-day-past"]),
        (after(0), None, []),
        (after(366), None, []),
        (after(367), None, ["practice-day-far"]),
        (after(6), Made(3, after(7)), ["practice-day-before-waiting"]),
        (after(7), Made(3, after(7)), []),
        (after(0), Made(3, after(-7)), []),
    ],
)
def test_a_version_begins_today_or_later_and_not_before_one_that_waits(day: date | None, last: Made | None, codes: list[str]) -> None:
    """HR-3: nothing is changed behind, and no version undoes another one on a day of its own."""
    assert [one.code for one in rules.objections_to_day(day, today=TODAY, last=last)] == codes


@pytest.mark.parametrize(
    ("version", "codes"),
    [(Made(1, after(1)), []), (Made(1, TODAY), ["practice-in-force"]), (Made(1, after(1), withdrawn=True), ["practice-withdrawn"])],
)
def test_only_a_version_that_waits_is_withdrawn(version: Made, codes: list[str]) -> None:
    """HR-3."""
    assert [one.code for one in rules.objections_to_withdrawing(version, today=TODAY)] == codes


FIELDS = st.dictionaries(st.sampled_from("abc"), st.integers(0, 2), min_size=3, max_size=3)


@given(base=FIELDS, mine=FIELDS, theirs=FIELDS)
def test_of_two_writers_nothing_is_lost_but_where_both_changed_the_same_field(
    base: dict[str, int], mine: dict[str, int], theirs: dict[str, int]
) -> None:
    """DATA-1: each field is mine where I touched it, theirs where I did not; both changed differently is a clash, and only that."""
    found = rules.merged(base, mine, theirs)
    for name in base:
        assert found.values[name] == (mine[name] if mine[name] != base[name] else theirs[name])
        assert (name in found.clashes) == (len({base[name], mine[name], theirs[name]}) == 3)
