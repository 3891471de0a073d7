"""What may happen to a request for help. No database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cadenza.asks import rules
from cadenza.asks.rules import AskEvent, AskState

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
