"""Who decides how a plan ends when manager and HR partner do not, and what a later proposal leaves as it was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils.timezone import localtime
from tests.formal import Way

from cadenza.asks import actions as asks
from cadenza.asks.models import Ask
from cadenza.improvement import deciding, queries, running
from cadenza.improvement.checkpoint_rules import Verdict
from cadenza.improvement.outcome_rules import Cause, Outcome
from cadenza.improvement.rules import State
from cadenza.objections import Refused
from cadenza.people.days import zone
from cadenza.people.models import Person
from cadenza.web import clock

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


def test_pages_of_a_decided_plan_speak_of_no_checkpoint_to_come(way: Way, sign_in: Callable[[Person], Client]) -> None:
    """PIP-8, PIP-16: the outcome ends the clock; what follows is the appeal, and when the plan leaves everyday view."""
    way.to(State.ACTIVE).later(days=1)
    for day in way.story.days[:2]:
        way.at = datetime(day.year, day.month, day.day, 15, tzinfo=UTC)
        way.check(Verdict.MET)
    way.assess().propose(Outcome.MET_EARLY)
    ahead = [f"Checkpoint {number}, " for number in (3, 4)]

    def page() -> str:
        return sign_in(way.cast.on_pip).get(f"/formal/{way.ref}/").content.decode()

    with clock.pinned(way.at):
        assert "Nothing is decided before" in page() and ahead[0] in page() and "Day 2" in page()
    way.agree()
    with clock.pinned(way.at):
        found = page()
    for gone in ("Nothing is decided before", "What happens next</h2>", *ahead, "</b> Checkpoint 3", "</b> End of the plan", "Day 2"):
        assert gone not in found, gone
    assert "</b> Checkpoint 2" in found and "</b> Outcome: Met early" in found and "</b> Last day for an appeal" in found
    way.later(days=20)
    deciding.end(way.ref, by=way.cast.hr_partner, at=way.at)
    with clock.pinned(way.at):
        found = page()
    assert "</b> Last day for an appeal" not in found and "</b> Out of everyday view from here" in found


def test_who_opened_a_plan_is_told_with_the_last_time_of_the_day(way: Way, sign_in: Callable[[Person], Client]) -> None:
    """TRUST J2."""
    way.to(State.ACTIVE)
    for hours in (2, 5):
        with clock.pinned(way.at + timedelta(hours=hours)):
            sign_in(way.cast.manager).get(f"/formal/{way.ref}/criteria/")
    with clock.pinned(way.at + timedelta(hours=6)):
        found = sign_in(way.cast.hr_partner).get(f"/formal/{way.ref}/record/").content.decode()
    times = [localtime(way.at + timedelta(hours=hours), zone()).strftime("%H:%M") for hours in (2, 5)]
    assert f"2 times, last at {times[1]}" in found and f"last at {times[0]}" not in found
