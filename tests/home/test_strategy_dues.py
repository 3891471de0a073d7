"""What the first page says about key results: the weekly round, the close of a cycle, what helped (DUE-1, STRAT-2, IMP-4)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from tests.strategy.conftest import quarter  # noqa: F401  a fixture

from cadenza.home.desk import Desk
from cadenza.home.rules import DueKind
from cadenza.home.strategy_dues import strategy_dues
from cadenza.notices.rules import DATED
from cadenza.people.days import day_of
from cadenza.strategy import actions, closing
from cadenza.strategy.actions import CheckInDraft, RequirementDraft
from cadenza.strategy.closing import Ending
from cadenza.strategy.nearby import around

pytestmark = pytest.mark.django_db


def dues(reader, cycle, at):
    desk = Desk(reader, at, day_of(at), cycle, frozenset())
    desk.nearby = around(reader, cycle, at=at)
    return list(strategy_dues(desk))


def test_an_owner_owes_the_round_of_the_week_until_somebody_has_looked(quarter, cast, at, sign_in):  # noqa: F811
    """DUE-1, STRAT-2."""
    [due] = dues(cast.engineer, quarter.cycle, at)
    assert (due.kind, due.what, due.on.weekday(), due.url) == (DueKind.CHECK_IN, "Check in on 1 key result", 4, "/okrs/2026-q4/-/round/")
    assert "Check in on 1 key result" in sign_in(cast.engineer).get("/").content.decode()
    actions.check_in(quarter.result.pk, CheckInDraft(Decimal(50)), by=cast.manager, at=at)
    assert dues(cast.engineer, quarter.cycle, at) == []
    assert len(dues(cast.engineer, quarter.cycle, at + timedelta(days=7))) == 1


def test_whoever_answers_for_no_key_result_owes_nothing(quarter, cast, at):  # noqa: F811
    assert dues(cast.outsider, quarter.cycle, at) == dues(cast.upline, quarter.cycle, at) == []


def test_the_lead_owes_the_close_and_the_owner_what_helped(quarter, cast, at):  # noqa: F811
    """IMP-4: when the cycle ends, or the key result closes."""
    cast.team.lead = cast.manager
    cast.team.save()
    actions.require_capability(quarter.result.pk, RequirementDraft(quarter.capability.pk, 3), by=cast.manager, at=at)
    after = at + timedelta(days=45)
    kinds = {due.kind: due.what for due in dues(cast.manager, quarter.cycle, after)}
    assert kinds[DueKind.RESULTS_TO_CLOSE] == "Close 1 key result of Q4 2026"
    closing.close_key_result(quarter.result.pk, Ending(Decimal(70)), by=cast.manager, at=after)
    [due] = [one for one in dues(cast.engineer, quarter.cycle, after) if one.kind == DueKind.LOOK_BACK]
    assert due.what == "Say which capability helped to deliver PAY-1"
    answer = {"helped": "not-built", "by_what": "", "by": cast.engineer, "at": after}
    closing.answer_help(quarter.result.pk, quarter.capability.pk, **answer)
    assert [one for one in dues(cast.engineer, quarter.cycle, after) if one.kind == DueKind.LOOK_BACK] == []


def test_in_mail_they_are_counts_like_any_other():
    """DUE-2: neutral."""
    assert {DueKind.CHECK_IN, DueKind.RESULTS_TO_CLOSE, DueKind.LOOK_BACK} <= DATED
