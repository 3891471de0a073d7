"""Whom HR admin may name in a plan, and what HR admin learns from the answer: nothing of whose plan it is."""

from __future__ import annotations

import pytest
from tests.formal import Way

from cadenza.improvement import deciding
from cadenza.improvement.outcome_rules import Outcome
from cadenza.improvement.rules import State
from cadenza.objections import Refused

pytestmark = pytest.mark.django_db


def disputed(way: Way) -> Way:
    """Manager and HR partner do not agree on the outcome."""
    way.to(State.ASSESSMENT).give_support().propose(Outcome.MET)
    deciding.disagree(way.ref, "The reasons name no day.", by=way.cast.hr_partner, at=way.at)
    return way


def appealed(way: Way) -> Way:
    way.to(State.DECIDED)
    deciding.appeal(way.ref, "The pairing was cut short.", by=way.cast.on_pip, at=way.at)
    return way


def test_hr_admin_opens_no_plan_by_naming_themself_decision_maker(way: Way) -> None:
    """TRUST X8, G1: the register stays without a word of the plan."""
    disputed(way)
    with pytest.raises(Refused):
        deciding.name_decider(way.ref, way.cast.hr_admin.pk, by=way.cast.hr_admin, at=way.at)
    assert way.case.decider is None


def test_hr_admin_does_not_name_themself_appeal_manager(way: Way) -> None:
    """TRUST X8, X13."""
    appealed(way)
    with pytest.raises(Refused):
        deciding.name_appeal_manager(way.ref, way.cast.hr_admin.pk, by=way.cast.hr_admin, at=way.at)
    assert way.case.appeal_manager is None
