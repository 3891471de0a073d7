"""Criteria that can be assessed, lengths, days, the opening and the receipt."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.formal import REQUESTS, SPRINTS

from cadenza.improvement import plan_rules
from cadenza.improvement.plan_rules import PARTS, Point, Standard
from cadenza.people.calendars import is_working_day, working_day_on_or_after

TODAY = date(2026, 9, 1)
TASTE = Standard("Improve communication", "better than before", "the manager", "impression", "over the plan")
GERMAN = Standard(
    "Jede Änderung nennt den Grund und wie sie geprüft wurde", "mindestens 9 von 10", "zwei Kollegen", "den Anfragen", "in acht Wochen"
)


def codes(found: list[plan_rules.Objection]) -> set[str]:
    return {one.code for one in found if not one.warning}


@pytest.mark.parametrize("standard", [REQUESTS, SPRINTS], ids=["requests", "sprints"])
def test_a_criterion_that_can_be_checked_is_taken(standard: Standard) -> None:
    """PIP-4."""
    assert codes(plan_rules.objections_to_standard(standard)) == set()


def test_a_criterion_of_taste_needs_rewording() -> None:
    """PIP-4: no override."""
    assert codes(plan_rules.objections_to_standard(TASTE)) == {"criterion-needs-rewording"}


def test_a_refused_criterion_comes_with_a_better_one() -> None:
    """PIP-4, COACH-2."""
    assert [one for one in plan_rules.objections_to_standard(TASTE) if one.code == "criterion-said-better"]


@pytest.mark.parametrize("part", PARTS)
def test_each_of_the_parts_is_needed(part: str) -> None:
    """PIP-4: statement, measure, who assesses from what, period."""
    found = plan_rules.objections_to_standard(replace(REQUESTS, **{part: " "}))
    assert [(one.code, one.where) for one in found] == [("criterion-part-missing", part)]


def test_a_criterion_nobody_would_read_is_refused() -> None:
    assert codes(plan_rules.objections_to_standard(replace(REQUESTS, statement="x" * 5001))) == {"formal-text-too-long"}


def test_the_coach_is_silent_in_other_languages_and_says_so() -> None:
    """PIP-4, COACH-3."""
    assert plan_rules.objections_to_standard(GERMAN) == []
    assert not plan_rules.is_judged(GERMAN)
    assert plan_rules.is_judged(REQUESTS)


@pytest.mark.parametrize(
    ("weeks", "code"), [(None, "plan-too-short"), (5, "plan-too-short"), (6, "plan-is-short"), (8, None), (26, None), (27, "plan-too-long")]
)
def test_a_plan_lasts_six_to_twenty_six_weeks(weeks: int | None, code: str | None) -> None:
    """PIP-6."""
    found = plan_rules.objections_to_length(weeks)
    assert [one.code for one in found] == ([code] if code else [])
    assert [one.warning for one in found] == ([code == "plan-is-short"] if code else [])


@pytest.mark.parametrize(
    ("weeks", "given_", "code"),
    [
        (4, {}, None),
        (4, {"extended": True}, "extended-before"),
        (None, {}, "extension-without-weeks"),
        (18, {}, None),
        (19, {}, "plan-too-long"),
        (2, {"lasted": 24 * 7 + 1}, "plan-too-long"),
        (1, {"lasted": 25 * 7 + 1}, "extension-without-room"),
        (4, {"reason": ""}, "extension-without-reason"),
    ],
)
def test_a_plan_is_extended_once_with_a_reason(weeks: int | None, given_: dict[str, object], code: str | None) -> None:
    """PIP-6."""
    whole = {"lasted": 56, "extended": False, "reason": "The ledger release moved.", **given_}
    found = plan_rules.objections_to_extension(weeks, **whole)  # type: ignore[arg-type]
    assert [one.code for one in found] == ([code] if code else [])


def on_or_after(day: date) -> date:
    return working_day_on_or_after(day, country="GB")


def holidays_between(first: date, last: date) -> int:
    return plan_rules.excused_days(first, last, works=lambda day: is_working_day(day, country="GB"))


def test_a_weekend_counts_unless_a_holiday_moved_the_day_over_it() -> None:
    """PIP-6: Good Friday and its weekend are one stretch; a plain weekend is none."""
    assert holidays_between(date(2026, 3, 20), date(2026, 4, 6)) == 3
    assert holidays_between(date(2026, 9, 1), date(2026, 9, 14)) == 0
    assert holidays_between(date(2026, 4, 1), date(2026, 4, 15)) == 1


@settings(deadline=None)  # the first look at a country's holidays takes a second
@given(st.dates(date(2026, 1, 1), date(2030, 1, 1)), st.integers(6, 26))
def test_every_plan_dates_its_checkpoints_within_the_limits(begun: date, weeks: int) -> None:
    """PIP-6, TRUST N18: the first within two weeks, none more than 16 days after the last, the last at the end."""
    begun = on_or_after(begun)
    end = plan_rules.ends_on(begun, weeks=weeks)
    days = plan_rules.checkpoint_days(begun, end, every=plan_rules.rhythm_of(weeks), working_day=on_or_after)
    assert plan_rules.objections_to_days(days, begun=begun, excused=holidays_between) == []
    assert days == sorted(set(days))
    assert days[-1] == on_or_after(end)
    assert all(is_working_day(day, country="GB") for day in days)


def test_short_plans_are_looked_at_weekly_and_longer_ones_fortnightly() -> None:
    """PIP-6."""
    assert [plan_rules.rhythm_of(weeks) for weeks in (6, 7, 8, 12)] == [7, 7, 14, 14]


def nobody_off(first: date, last: date) -> int:
    return 0


def test_days_that_lie_too_far_are_refused() -> None:
    """PIP-6."""
    far = [TODAY + timedelta(days=15), TODAY + timedelta(days=32)]
    assert codes(plan_rules.objections_to_days(far, begun=TODAY, excused=nobody_off)) == {
        "first-checkpoint-late",
        "checkpoints-too-far-apart",
    }
    assert codes(plan_rules.objections_to_days([], begun=TODAY, excused=nobody_off)) == {"no-checkpoints"}
    assert plan_rules.objections_to_days(far, begun=TODAY, excused=lambda first, last: 1) == []


def test_a_pause_is_added_to_the_end() -> None:
    """TRUST X2."""
    assert plan_rules.ends_on(TODAY, weeks=8, paused_days=3) == TODAY + timedelta(days=59)


TERMS = {"concern": "Seen.", "required": "Wanted.", "consequence": "It may end."}


def test_terms_are_whole() -> None:
    """PIP-8, TRUST L1."""
    assert plan_rules.objections_to_terms(TERMS, 8) == []
    assert codes(plan_rules.objections_to_terms({**TERMS, "consequence": ""}, 8)) == {"terms-missing"}
    assert codes(plan_rules.objections_to_terms(TERMS, 4)) == {"plan-too-short"}


WHOLE = {"has_terms": True, "standards": [REQUESTS], "supported": True, "considered": True, "parts_confirmed": False}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, None),
        ({"considered": False}, "circumstances-unasked"),
        ({"has_terms": False}, "plan-without-terms"),
        ({"standards": []}, "plan-without-criteria"),
        ({"standards": [TASTE]}, "criterion-needs-rewording"),
        ({"supported": False}, "plan-without-support"),
        ({"standards": [GERMAN]}, "parts-not-confirmed"),
        ({"standards": [GERMAN], "parts_confirmed": True}, None),
    ],
)
def test_what_must_be_there_before_anybody_signs(change: dict[str, object], code: str | None) -> None:
    """PIP-3, PIP-4, PIP-7, PIP-8."""
    found = plan_rules.objections_to_signing(**{**WHOLE, **change})  # type: ignore[arg-type]
    assert codes(found) == ({code} if code else set())


def opened(said: frozenset[Point] = frozenset(Point), held_on: date | None = TODAY, present: str = "Marek, Priya") -> set[str]:
    return codes(plan_rules.objections_to_opening(said, held_on=held_on, signed_on=TODAY, today=TODAY, present=present))


def test_an_opening_in_full_stands() -> None:
    """PIP-8."""
    assert opened() == set()


@pytest.mark.parametrize("point", list(Point))
def test_each_of_the_points_must_be_recorded_as_said(point: Point) -> None:
    """PIP-8, TRUST L3: the six, the companion, the appeal, and the neutral question."""
    assert opened(frozenset(Point) - {point}) == {"opening-point-unsaid"}


def test_an_opening_has_its_day_and_its_names() -> None:
    """TRUST L3."""
    assert (
        opened(held_on=None)
        == opened(held_on=TODAY + timedelta(days=1))
        == opened(held_on=TODAY - timedelta(days=1))
        == {"opening-day-outside"}
    )
    assert opened(present="") == {"opening-without-names"}


def settling(given_: set[int], answered: set[int], today: date = TODAY, standards: tuple[Standard, ...] = (REQUESTS,)) -> set[str]:
    last = TODAY + timedelta(days=7)
    return codes(
        plan_rules.objections_to_settling(
            [1, 2], given=given_, answered=answered, last_days={1: TODAY, 2: last}, today=today, standards=standards
        )
    )


def test_criteria_are_settled_when_every_view_is_given_and_answered() -> None:
    """PIP-5."""
    assert settling({1, 2}, {1, 2}) == set()
    assert settling({1}, {1}) == {"input-still-open"}
    assert settling({1, 2}, {1}) == {"input-unanswered"}


def test_five_working_days_are_the_persons_to_their_end() -> None:
    """PIP-5, TRUST N18: 23:59 on the last day counts."""
    assert settling(set(), set(), TODAY + timedelta(days=7)) == {"input-still-open"}
    assert settling(set(), set(), TODAY + timedelta(days=8)) == set()


def test_a_criterion_reworded_badly_is_not_settled() -> None:
    """PIP-4."""
    assert settling({1, 2}, {1, 2}, standards=(TASTE,)) == {"criterion-needs-rewording"}


def test_a_refused_receipt_has_a_witness_from_outside() -> None:
    """PIP-8, TRUST L6."""
    assert codes(plan_rules.objections_to_refused_receipt("", witness_is_party=False)) == {"receipt-without-witness"}
    assert codes(plan_rules.objections_to_refused_receipt("Priya", witness_is_party=True)) == {"witness-is-party"}
    assert plan_rules.objections_to_refused_receipt("Ruth", witness_is_party=False) == []


def test_a_plan_begins_opened_with_every_support_accepted_and_dated() -> None:
    """PIP-6, PIP-7, PIP-8."""
    far = plan_rules.objections_to_days([], begun=TODAY, excused=nobody_off)
    found = plan_rules.objections_to_beginning(opened=False, unaccepted=["Pairing"], beyond=["Coaching"], day_objections=far)
    assert codes(found) == {"plan-not-opened", "support-not-accepted", "support-after-end", "no-checkpoints"}
    assert plan_rules.objections_to_beginning(opened=True, unaccepted=[], beyond=[], day_objections=[]) == []


def test_a_plan_has_something_to_meet_and_something_given_for_it() -> None:
    """PIP-4, PIP-7."""
    assert codes(plan_rules.objections_to_substance(criteria=0, supported=False)) == {"plan-without-criteria", "plan-without-support"}
    assert plan_rules.objections_to_substance(criteria=1, supported=True) == []


def test_what_the_person_heard_is_not_taken_out_with_nothing_in_its_place() -> None:
    """PIP-5, PIP-7, PIP-8: before the opening a draft is edited freely."""
    criterion, support, words = (
        plan_rules.objections_to_dropping_criterion,
        plan_rules.objections_to_dropping_support,
        plan_rules.objections_to_rewording,
    )
    assert codes(criterion(opened=True, others=0)) == {"last-criterion"}
    assert criterion(opened=True, others=1) == criterion(opened=False, others=0) == []
    assert codes(support(heard=3, left=2, counts=True)) == {"support-not-replaced"}
    assert support(heard=3, left=3, counts=True) == support(heard=0, left=0, counts=True) == support(heard=3, left=2, counts=False) == []
    assert codes(words(REQUESTS, REQUESTS, opened=True)) == {"nothing-reworded"}
    assert words(REQUESTS, REQUESTS, opened=False) == words(REQUESTS, SPRINTS, opened=True) == []


def test_a_rhythm_goes_on_from_the_last_checkpoint() -> None:
    """PIP-6: with the time added that the plan stood still; where a rhythm went by while it had run out, tomorrow."""
    pauses = [(TODAY + timedelta(days=2), TODAY + timedelta(days=5), ""), (TODAY + timedelta(days=9), None, "")]
    assert [plan_rules.paused_days(pauses, TODAY, TODAY + timedelta(days=day)) for day in (1, 4, 9, 11)] == [0, 2, 3, 5]
    assert plan_rules.paused_days(pauses, TODAY + timedelta(days=6), TODAY + timedelta(days=8)) == 0
    anew = plan_rules.dated_anew_from
    assert anew(TODAY, still=3, today=TODAY + timedelta(days=12), every=14) == TODAY + timedelta(days=3)
    assert anew(TODAY, still=0, today=TODAY + timedelta(days=30), every=14) == TODAY + timedelta(days=17)


def test_two_checkpoints_never_fall_on_one_day() -> None:
    """PIP-6, TRUST N18: one that a holiday moved to the plan's end is its last."""
    begun = date(2026, 12, 11)
    days = plan_rules.checkpoint_days(begun, date(2026, 12, 29), every=14, working_day=on_or_after)
    assert days == [date(2026, 12, 29)]


def test_what_the_person_says_is_kept_unless_it_says_nothing() -> None:
    """PIP-5, PIP-9."""
    assert plan_rules.objections_to_input("", fair=True) == []
    assert codes(plan_rules.objections_to_input("", fair=False)) == {"input-without-words"}
    assert codes(plan_rules.objections_to_reply(" ")) == {"statement-without-words"}
    assert plan_rules.objections_to_reply("I see it differently.") == []


def test_the_question_about_surprise() -> None:
    """PIP-9: answered yes or no; a cause only of a surprise, one of three."""
    assert codes(plan_rules.objections_to_surprise("", surprised=None)) == {"surprise-unsaid"}
    assert plan_rules.objections_to_surprise("", surprised=False) == []
    cause = plan_rules.objections_to_surprise_cause
    assert codes(cause(chosen=True, surprised=False, words="")) == {"no-surprise"}
    assert codes(cause(chosen=False, surprised=True, words="")) == {"surprise-cause-missing"}
    assert cause(chosen=True, surprised=True, words="") == []


def test_an_adjustment_is_a_measure_with_the_day_it_is_in_place() -> None:
    """PIP-3, TRUST L4."""
    rule = plan_rules.objections_to_adjustment
    assert codes(rule("", in_place_on=None, begun=None, today=TODAY)) == {"adjustment-without-words"}
    assert rule("A quiet desk", in_place_on=None, begun=None, today=TODAY) == []
    assert codes(rule("A quiet desk", in_place_on=None, begun=TODAY, today=TODAY)) == {"adjustment-day-outside"}
    assert rule("A quiet desk", in_place_on=TODAY, begun=TODAY, today=TODAY) == []
