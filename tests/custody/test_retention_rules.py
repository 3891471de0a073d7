"""DATA-3: how long each kind is kept, from which day it goes, who holds and who erases. TRUST L18, M2, 1.8."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadenza.custody import retention_rules as rules
from cadenza.custody.case_rules import months_after
from cadenza.custody.retention_rules import Period, RecordKind, formal_due_on
from cadenza.objections import Objection

DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


def codes(found: list[Objection]) -> set[str]:
    return {one.code for one in found}


def test_every_kind_has_a_term_with_its_source() -> None:
    assert set(rules.SCHEDULE) == set(RecordKind)
    assert all(term.source.startswith("TRUST ") and term.ends for term in rules.SCHEDULE.values())


@pytest.mark.parametrize(
    ("kind", "over", "left"),
    [
        (RecordKind.PLAN, 24, 6),  # TRUST L18: 24 months rolling; exit + 6 months
        (RecordKind.FORMAL, 24, 18),  # purge at 24 months; exit + 18 months
        (RecordKind.TRAIL, 24, None),
        (RecordKind.ADDRESS, None, 6),
    ],
)
def test_the_defaults_are_those_of_the_law_chapter(kind: RecordKind, over: int | None, left: int | None) -> None:
    term = rules.SCHEDULE[kind]
    assert (term.over.months if term.over else None, term.left.months if term.left else None) == (over, left)


def test_drafts_go_after_thirty_days_and_private_words_with_their_owner() -> None:
    assert rules.SCHEDULE[RecordKind.DRAFT].over == Period(days=30)
    assert (rules.SCHEDULE[RecordKind.REFLECTION].over, rules.SCHEDULE[RecordKind.REFLECTION].left) == (None, Period(days=30))


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 11, 24), -24, date(2024, 11, 24)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
    ],
)
def test_a_month_ends_where_it_ends(day: date, months: int, then: date) -> None:
    assert months_after(day, months) == then


PERIODS = st.builds(Period, months=st.integers(0, 60)) | st.builds(Period, days=st.integers(0, 400))


@given(DAYS, PERIODS, st.integers(0, 40))
def test_nothing_goes_before_its_first_day(day: date, period: Period, earlier: int) -> None:
    """The two ways of counting agree: what is cut off on a day has reached its first day by then."""
    assert not day < period.before(period.after(day) - timedelta(days=1 + earlier))
    assert day < period.before(period.after(day) + timedelta(days=3))  # and is cut off once a short month cannot hide it


@pytest.mark.parametrize(
    ("facts", "due"),
    [
        ({}, None),  # open, and the person is here
        ({"ended_on": date(2026, 1, 10)}, date(2028, 1, 11)),
        ({"ended_on": date(2026, 1, 10), "unserved": True}, date(2026, 7, 11)),
        ({"ended_on": date(2026, 1, 10), "unserved": True, "left_on": date(2026, 2, 1)}, date(2026, 7, 11)),
        ({"left_on": date(2026, 2, 1)}, date(2027, 8, 2)),  # open when they left
        ({"ended_on": date(2026, 1, 10), "left_on": date(2026, 2, 1)}, date(2027, 8, 2)),  # not met, then gone
        ({"ended_on": date(2024, 6, 1), "spent_on": date(2025, 6, 1), "left_on": date(2026, 5, 1)}, date(2026, 6, 2)),
        ({"ended_on": date(2025, 6, 1), "spent_on": date(2026, 6, 1), "left_on": date(2026, 5, 1)}, date(2027, 11, 2)),
    ],
)
def test_a_formal_plan_goes_on_its_day(facts: dict[str, object], due: date | None) -> None:
    """TRUST L18, X18, 1.7."""
    whole = {"ended_on": None, "unserved": False, "spent_on": None, "left_on": None, **facts}
    assert formal_due_on(**whole) == due  # type: ignore[arg-type]  # a table of named facts


def test_a_hold_needs_a_reason_and_stands_once() -> None:
    assert codes(rules.objections_to_hold("Claim announced", held_already=False)) == set()
    assert codes(rules.objections_to_hold(" . ", held_already=False)) == {"hold-without-reason"}
    assert codes(rules.objections_to_hold("x" * 501, held_already=False)) == {"reason-too-long"}
    assert codes(rules.objections_to_hold("Claim announced", held_already=True)) == {"held-already"}


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ((False, 1, 2), set()),
        ((True, 1, 2), {"lifted-already"}),
        ((False, None, 2), {"lifting-not-proposed"}),
        ((False, 2, 2), {"second-person-lifts"}),
    ],
)
def test_two_people_lift_a_hold(facts: tuple[bool, int | None, int], code: set[str]) -> None:
    lifted, proposed_by, by = facts
    assert codes(rules.objections_to_lifting(lifted=lifted, proposed_by=proposed_by, by=by)) == code


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, set()),
        ({"has_left": False}, {"still-here"}),
        ({"frozen": True}, {"erasure-while-frozen"}),
        ({"asked_already": True}, {"erasure-asked-already"}),
        ({"reason": ""}, {"hold-without-reason"}),
    ],
)
def test_only_a_leavers_records_go_before_their_time(change: dict[str, object], code: set[str]) -> None:
    """TRUST 1.8, L13."""
    facts = {"reason": "Asked for it in writing", "has_left": True, "frozen": False, "asked_already": False, **change}
    reason = str(facts.pop("reason"))
    assert codes(rules.objections_to_erasing(reason, **facts)) == code  # type: ignore[arg-type]  # a table of changed facts


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, set()),
        ({"decided": True}, {"erasure-decided"}),
        ({"proposed_by": 2}, {"second-person-erases"}),
        ({"frozen": True}, {"erasure-frozen-since"}),
        ({"has_left": False}, {"here-after-all"}),
        ({"has_left": False, "frozen": True, "agreed": False}, set()),
    ],
)
def test_two_people_erase(change: dict[str, object], code: set[str]) -> None:
    """TRUST 1.8: privacy officer and HR admin, and only while the person is gone. Saying no is always possible."""
    facts = {"decided": False, "proposed_by": 1, "by": 2, "agreed": True, "has_left": True, "frozen": False, **change}
    assert codes(rules.objections_to_deciding(**facts)) == code  # type: ignore[arg-type]  # a table of changed facts


def test_an_erasure_leaves_what_claims_need() -> None:
    """Art. 17(3)(e)."""
    assert RecordKind.FORMAL not in rules.ERASED_AHEAD
    assert RecordKind.PLAN in rules.ERASED_AHEAD
