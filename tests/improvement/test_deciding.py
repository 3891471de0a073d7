"""Who decides how a plan ends when manager and HR partner do not, and what a later proposal leaves as it was."""

from __future__ import annotations

import pytest
from tests.formal import Way

from cadenza.asks import actions as asks
from cadenza.asks.models import Ask
from cadenza.improvement import deciding, queries, running
from cadenza.improvement.checkpoint_rules import Verdict
from cadenza.improvement.outcome_rules import Cause, Outcome
from cadenza.improvement.rules import State
from cadenza.objections import Refused

pytestmark = pytest.mark.django_db


def named(way: Way) -> bool:
    """Whether HR admin may name a decision-maker now."""
    try:
        deciding.name_decider(way.ref, way.cast.appeal_manager.pk, by=way.cast.hr_admin, at=way.at)
    except Refused as no:
        assert [one.code for one in no.objections] == ["still-to-agree"]
        return False
    return True


def test_a_plan_without_a_proposal_is_decided_by_somebody_else_in_the_end(way: Way) -> None:
    """PIP-16: the manager cannot keep the outcome open by proposing nothing."""
    way.to(State.ASSESSMENT).give_support()
    assert not named(way.later(days=5))
    assert named(way.later(days=5))
    deciding.decide(way.ref, way.draft(Outcome.MET), by=way.cast.appeal_manager, at=way.at)
    assert way.state is State.DECIDED


def test_a_new_proposal_moves_no_day_and_wipes_no_disagreement(way: Way) -> None:
    """PIP-16: the days are counted once, from the start of the assessment; one refusal does not cut them short."""
    way.to(State.ASSESSMENT).give_support().propose(Outcome.MET)
    agree_by = way.case.act_by
    deciding.disagree(way.ref, "The reasons name no day.", by=way.cast.hr_partner, at=way.at)
    assert not named(way.later(days=3))
    way.propose(Outcome.MET)
    assert way.case.act_by == agree_by
    assert way.story.disagreed is None
    assert [one.words for one in way.story.disagreements] == ["The reasons name no day."]
    assert named(way.later(days=6))


def test_not_met_for_want_of_support_is_refused_by_the_act(way: Way) -> None:
    """PIP-14, PIP-15: whoever proposes it."""
    way.to(State.ACTIVE).run_out().give_support().assess()
    with pytest.raises(Refused) as no:
        way.propose(Outcome.NOT_MET, Cause.NO_SUPPORT)
    assert [one.code for one in no.value.objections] == ["cause-is-the-organisation"]


def drafted_early(way: Way) -> bool:
    page = queries.page_for(way.cast.hr_partner, "read", way.ref, at=way.at)
    return next(one.raised for one in page.signals if one.code == "early-outcome")


def test_a_proposal_made_too_early_stays_a_signal(way: Way) -> None:
    """PIP-17: neither an extension, nor a proposal in time, nor criteria met later take it back."""
    way.to(State.ACTIVE).later(days=9)
    deciding.assess(way.ref, "Another role was found.", by=way.cast.manager, at=way.at)
    assert not drafted_early(way)
    way.propose(Outcome.ROLE_CHANGE)
    assert drafted_early(way)
    running.extend(way.ref, 2, "The role was given to somebody else.", by=way.cast.hr_partner, at=way.at)
    assert drafted_early(way)
    way.run_out(Verdict.MET).give_support().assess().propose(Outcome.MET)
    assert drafted_early(way)


def test_a_proposal_made_in_time_is_no_signal(way: Way) -> None:
    """PIP-17."""
    way.to(State.ASSESSMENT).give_support().propose(Outcome.MET)
    assert not drafted_early(way)


def test_support_that_was_given_counts_though_its_request_is_taken_back(way: Way) -> None:
    """PIP-7, PIP-14: no click of the manager or the provider after the last session opens or closes an outcome."""
    way.to(State.ACTIVE).run_out()
    asks.withdraw(Ask.objects.get().ref, by=way.cast.manager, at=way.at)
    way.give_support().assess()
    stop = way.draft(Outcome.STOPPED)
    with pytest.raises(Refused, match="all-support-given"):
        deciding.propose_outcome(way.ref, stop, by=way.cast.manager, at=way.at)
    way.propose(Outcome.NOT_MET, Cause.DEEPER)
    assert way.agree().state is State.DECIDED
