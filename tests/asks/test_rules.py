"""What may happen to a request for help. No database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cadenza.asks import rules
from cadenza.asks.rules import AskEvent, AskState, Became

TODAY = date(2026, 11, 24)


def test_a_request_names_somebody_else_who_is_there_and_says_what() -> None:
    """ACT-1."""
    assert rules.objections_to_ask("May I watch?", asker_id=1, helper_id=2, helper_here=True) == []
    assert [o.code for o in rules.objections_to_ask(" ", asker_id=1, helper_id=2, helper_here=False)] == [
        "ask-without-words",
        "helper-not-here",
    ]
    assert [o.code for o in rules.objections_to_ask("May I?", asker_id=1, helper_id=1, helper_here=True)] == ["ask-oneself"]


@pytest.mark.parametrize("event", AskEvent)
@pytest.mark.parametrize("state", AskState)
def test_what_is_not_in_the_table_is_refused(state: AskState, event: AskEvent) -> None:
    assert (rules.objections_to_event(state, event) == []) is ((state, event) in rules.MOVES)


def test_it_took_place_between_the_asking_and_today() -> None:
    asked = TODAY - timedelta(days=7)
    assert rules.objections_to_held(TODAY, asked_on=asked, today=TODAY) == []
    assert [o.code for o in rules.objections_to_held(None, asked_on=asked, today=TODAY)] == ["no-held-date"]
    for day in (asked - timedelta(days=1), TODAY + timedelta(days=1)):
        assert [o.code for o in rules.objections_to_held(day, asked_on=asked, today=TODAY)] == ["held-date-outside"]


YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("on", "became", "other", "found"),
    [
        (TODAY, Became.TOOK_PLACE, None, []),
        (TODAY, Became.NOT, None, []),
        (None, Became.NOT, None, ["ask-day-missing"]),
        (TOMORROW, Became.NOT, None, ["ask-day-outside"]),
        (TODAY - timedelta(days=8), Became.NOT, None, ["ask-day-outside"]),
        (TODAY, None, None, ["ask-day-unsaid"]),
        (TODAY, Became.NOT_TAKEN, TOMORROW, []),
        (TODAY, Became.NOT_TAKEN, None, ["ask-day-not-offered"]),
        (TODAY, Became.NOT_TAKEN, TODAY, ["ask-day-offered-before"]),
        (TODAY - timedelta(days=3), Became.NOT_TAKEN, None, []),
        (YESTERDAY, Became.LATER, TODAY, []),
        (YESTERDAY, Became.LATER, TOMORROW, ["ask-day-not-later"]),
        (YESTERDAY, Became.LATER, YESTERDAY, ["ask-day-not-later"]),
        (YESTERDAY, Became.LATER, None, ["ask-day-not-later"]),
        (YESTERDAY, Became.TOOK_PLACE, TODAY, ["ask-day-two-days"]),
    ],
)
def test_each_day_of_help_is_dated_and_what_was_not_taken_is_offered_once_more(
    on: date | None, became: Became | None, other: date | None, found: list[str]
) -> None:
    """ACT-3, PIP-7: one new day; whoever does not take that one either need not be offered a third."""
    asked, offered = TODAY - timedelta(days=7), {TODAY - timedelta(days=3)}
    assert [o.code for o in rules.objections_to_day(on, became, other, asked_on=asked, today=TODAY, offered=offered)] == found


def test_the_last_day_that_was_wanted_ends_the_whole() -> None:
    """ACT-3: whether it was written down on that day or instead of it."""
    assert rules.held_with(TODAY, Became.TOOK_PLACE, None, due=TODAY) == TODAY
    assert rules.held_with(YESTERDAY, Became.LATER, TODAY, due=TODAY) == TODAY
    assert rules.held_with(YESTERDAY, Became.TOOK_PLACE, None, due=TODAY) is None
    assert rules.held_with(TODAY, Became.NOT, None, due=TODAY) is None
    assert rules.held_with(TODAY, Became.NOT_TAKEN, TOMORROW, due=TODAY) is None
    assert rules.held_with(TODAY, Became.TOOK_PLACE, None, due=None) is None


def test_a_day_put_right_holds_a_request_anew_or_opens_it_again() -> None:
    """ACT-3: what ended with the last day wanted is over only once one took place; what ended before, by any other day."""
    assert rules.held_anew(TODAY, {YESTERDAY, TOMORROW}, due=TODAY) == TOMORROW
    assert rules.held_anew(TODAY, {YESTERDAY}, due=TODAY) is None
    assert rules.held_anew(TODAY, {YESTERDAY}, due=None) == rules.held_anew(TODAY, {YESTERDAY}, due=TOMORROW) == YESTERDAY
    assert rules.held_anew(TODAY, set(), due=None) is None


@pytest.mark.parametrize(
    ("on", "became", "other", "found"),
    [
        (YESTERDAY, Became.TOOK_PLACE, None, []),
        (TODAY, Became.TOOK_PLACE, None, ["ask-day-outside"]),
        (TODAY - timedelta(days=2), Became.LATER, YESTERDAY, []),
        (TODAY - timedelta(days=2), Became.LATER, TODAY, ["ask-day-not-later"]),
        (TODAY - timedelta(days=2), Became.NOT_TAKEN, YESTERDAY, []),
        (TODAY - timedelta(days=2), Became.NOT_TAKEN, TODAY, ["ask-day-offered-after-end"]),
    ],
)
def test_days_before_a_yes_was_taken_back_are_written_down_up_to_its_end(
    on: date, became: Became, other: date | None, found: list[str]
) -> None:
    """ACT-3, PIP-7."""
    days = {"asked_on": TODAY - timedelta(days=7), "today": TODAY, "ended_on": YESTERDAY}
    assert [o.code for o in rules.objections_to_day(on, became, other, **days)] == found


def test_days_are_written_down_only_of_what_was_accepted() -> None:
    """ACT-3."""
    told = {state for state in AskState if not rules.objections_to_recording(state, ended=False)}
    assert told == {AskState.ACCEPTED, AskState.HELD}
    assert {state for state in AskState if not rules.objections_to_recording(state, ended=True)} == {*told, *rules.ENDED}
