"""Asking three people, answering on a phone, reading it on the goal, sharing it with the manager (FB-1), by pointer and without a script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from tests.agreed import agreed_plan
from tests.browser.conftest import Browse
from tests.cast import Cast

from cadenza.asks.models import Ask
from cadenza.evidence.models import Feedback

pytestmark = pytest.mark.django_db(transaction=True)
WAIT_MS = 15_000
QUESTION = "What did my estimates make easier for you in Tuesday’s planning?"
SEEN = "You named the three risks before anybody asked for a date."
EFFECT = "We took the smallest one out on the spot."


@pytest.mark.parametrize("javascript", [True, False])
def test_three_are_asked_one_answers_on_a_phone_the_person_reads_it_on_the_goal_and_shares_it(
    cast: Cast, pinned: object, browse: Browse, javascript: bool
) -> None:
    """FB-1: from the goal to three requests, an answer at 390 px, the goal again, the manager."""
    goal = agreed_plan(cast.engineer, cast.manager).goals.get(number=1)
    address = "/people/sam-okafor/plans/2026-q4/goals/1/"
    mine = browse(cast.engineer, javascript=javascript)
    page = mine.go(address)
    page.get_by_role("link", name="Ask for feedback on it").click()
    expect(page.get_by_label("What is it about?")).to_have_value(f"goal:{goal.pk}")
    page.get_by_label("What would you like to know?").fill(QUESTION)
    page.get_by_label("Whom do you ask?").fill("Lena Vogt")
    page.get_by_label("A second person").fill("Ruth Abara")
    page.get_by_label("A third person").fill("Jonas Lind")
    page.get_by_label("By when?").fill("2026-11-26")
    page.get_by_role("button", name="Ask them").click()
    expect(page.get_by_text("3 people are asked.")).to_be_visible(timeout=WAIT_MS)
    assert set(Ask.objects.values_list("helper", flat=True)) == {cast.peer.pk, cast.mentor.pk, cast.delegate.pk}

    phone = browse(cast.peer, width=390, javascript=javascript)
    page = phone.go("/")
    page.get_by_role("link", name=re.compile("^Answer")).first.click()
    expect(page.get_by_text(QUESTION)).to_be_visible()
    expect(page.get_by_text(goal.outcome)).to_have_count(0)
    page.get_by_label("When was it?").fill("2026-11-24")
    page.get_by_label("What was going on").fill(SEEN)
    page.get_by_label("What came of it").fill(EFFECT)
    page.get_by_role("button", name="Give it").click()
    expect(page.get_by_text("Your answer is saved.")).to_be_visible(timeout=WAIT_MS)

    page = mine.go(address)
    expect(page.get_by_text(SEEN)).to_have_count(0)
    page.get_by_role("link", name="Not read yet: open it").click()
    page.get_by_role("button", name="Read it").click()
    expect(page.get_by_text(SEEN)).to_be_visible(timeout=WAIT_MS)
    page.get_by_role("button", name="Share with Priya").click()
    expect(page.get_by_text("Your manager can read it from now on.")).to_be_visible(timeout=WAIT_MS)
    found = Feedback.objects.get()
    assert (found.shared_by, found.giver) == (cast.engineer, cast.peer)
    page = browse(cast.manager, javascript=javascript).go(address)
    page.get_by_role("link", name=SEEN).click()
    expect(page.get_by_text(EFFECT)).to_be_visible(timeout=WAIT_MS)
