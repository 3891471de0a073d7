"""Nobody writes over words of a formal plan, or agrees to them, that they have not read (DATA-1, TRUST N10)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

import pytest
from django.test import Client
from tests.formal import REQUESTS, SPRINTS, TERMS, Way

from cadenza.improvement import actions, deciding, running
from cadenza.improvement.outcome_rules import Outcome
from cadenza.improvement.rules import Kind, State
from cadenza.objections import OutOfStep
from cadenza.people.models import Person
from cadenza.web import clock

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
NEVER = 99


def test_terms_are_not_written_over_others_unread(way: Way) -> None:
    """DATA-1, PIP-8: not over words that came meanwhile, nor as if there were others; whoever read them may."""
    way.to(State.GATE_PASSED).write()
    last, length = way.story.last[Kind.TERMS], way.case.length
    for seen in (0, last - 1, NEVER):
        with pytest.raises(OutOfStep):
            actions.write_terms(way.ref, TERMS | {"concern": "Another"}, 8, seen=seen, by=way.cast.hr_partner, at=way.at)
    assert (way.story.terms["concern"], way.case.length) == (TERMS["concern"], length)
    actions.write_terms(way.ref, TERMS | {"concern": "Four of six releases."}, 8, seen=last, by=way.cast.hr_partner, at=way.at)
    assert way.story.terms["concern"] == "Four of six releases."


def test_a_criterion_is_not_worded_over_another_wording_unread(way: Way) -> None:
    """DATA-1, PIP-4, PIP-12: while it is prepared, and when it is eased."""
    way.to(State.GATE_PASSED).write()
    read = way.story.criteria[1].sequence
    actions.write_criterion(way.ref, 1, replace(REQUESTS, measure="9 of 10"), seen=read, by=way.cast.hr_partner, at=way.at)
    for seen in (0, read, NEVER):
        with pytest.raises(OutOfStep):
            actions.write_criterion(way.ref, 1, SPRINTS, seen=seen, by=way.cast.manager, at=way.at)
    assert way.story.criteria[1].standard.measure == "9 of 10"
    way.sign().later(days=1).to(State.ACTIVE)
    read = way.story.criteria[1].sequence
    running.ease_criterion(way.ref, 1, replace(REQUESTS, measure="8 of 10"), "Holidays.", seen=read, by=way.cast.hr_partner, at=way.at)
    with pytest.raises(OutOfStep):
        running.ease_criterion(way.ref, 1, SPRINTS, "Clearer.", seen=read, by=way.cast.manager, at=way.at)
    known = way.story.criteria[1]
    assert (known.standard.measure, [one.measure for one in known.eased]) == ("9 of 10", ["8 of 10"])


def test_an_outcome_is_agreed_as_it_was_read(way: Way) -> None:
    """DATA-1, PIP-16: a draft proposed anew meanwhile is another one."""
    way.to(State.ASSESSMENT).give_support().propose(Outcome.MET)
    read = way.story.last[Kind.OUTCOME_DRAFT]
    way.propose(Outcome.ROLE_CHANGE)
    with pytest.raises(OutOfStep):
        deciding.agree_outcome(way.ref, seen=read, by=way.cast.hr_partner, at=way.at)
    assert way.state is State.ASSESSMENT
    way.agree()
    assert way.state is State.DECIDED


def test_whoever_wrote_on_an_old_page_keeps_their_words(way: Way, sign_in: SignIn) -> None:
    """DATA-1, TRUST N10: the second of two is told, and what they typed is on the page."""
    way.to(State.GATE_PASSED)
    address = f"/formal/{way.ref}/steps/terms/"
    with clock.pinned(way.at):
        first, second = sign_in(way.cast.manager), sign_in(way.cast.hr_partner)
    answers = []
    for browser, concern in ((first, "What the manager saw."), (second, "What HR typed at the same time.")):
        with clock.pinned(way.at):
            answers.append(browser.post(address, {**TERMS, "concern": concern, "weeks": 8, "seen": 0, "op_id": str(uuid4())}))
    assert [one.status_code for one in answers] == [303, 409]
    assert "What HR typed at the same time." in answers[1].content.decode()
    assert way.story.terms["concern"] == "What the manager saw."
