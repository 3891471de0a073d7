"""One checkpoint with four criteria within the budget of J5, by pointer, by keyboard and without a script (DESIGN 5)."""

from __future__ import annotations

import pytest
from django.db import transaction
from playwright.sync_api import expect
from tests.browser.conftest import Browse
from tests.cast import NOW, Cast
from tests.formal import FOUND, REQUESTS, SPRINTS, Way

from cadenza.improvement import actions
from cadenza.improvement.rules import State

pytestmark = pytest.mark.django_db(transaction=True)
WAIT_MS = 15_000


@pytest.fixture
def way(cast: Cast, pinned: object) -> Way:
    """A plan with four criteria that runs, in its twelfth week."""
    with transaction.atomic():
        made = Way(cast).talk().to(State.GATE_PASSED).write(weeks=14)
        for standard in (REQUESTS, SPRINTS):
            actions.write_criterion(made.ref, None, standard, by=cast.manager, at=made.at)
        made.sign().to(State.ACTIVE)
    return made


@pytest.mark.parametrize("width", [1280, 390])
def test_j5_a_checkpoint_is_shared_within_the_budget(way: Way, browse: Browse, width: int) -> None:
    """J5: at most 20 clicks, 13 required fields, 3 page loads; four criteria with evidence, shared as it is recorded."""
    visit = browse(way.cast.manager, width=width)
    page = visit.page
    with visit.within(clicks=20, loads=3, required=13):
        visit.go(f"/formal/{way.ref}/")
        page.get_by_role("link", name="Prepare checkpoint 1").click()
        for number in range(4):
            page.get_by_text("Improving", exact=True).nth(number).click()
            page.get_by_label("Which pieces of work show it?").nth(number).click()
            page.keyboard.type(FOUND)
        for label in ("What is working?", "What remains, and what to do about it next?", "What will the next checkpoint look at?"):
            page.get_by_label(label).click()
            page.keyboard.type("The next two ledger changes.")
        page.get_by_role("button", name="Share with Marek Nowak and HR").click()
        expect(page.get_by_role("link", name="Prepare checkpoint 2")).to_be_visible(timeout=WAIT_MS)
    assert {one.latest for one in way.story.criteria.values()} == {"improving"}
    reader = browse(way.cast.on_pip, width=width)
    expect(reader.go(f"/formal/{way.ref}/checkpoints/1/").get_by_text(FOUND).first).to_be_visible()
    assert visit.violations() == reader.violations() == []


def test_a_checkpoint_goes_without_a_script_and_keeps_refused_words(way: Way, browse: Browse) -> None:
    """PIP-10, DESIGN 6: a general impression is refused beside its field, and nothing typed is lost."""
    page = browse(way.cast.manager, javascript=False).go(f"/formal/{way.ref}/checkpoints/1/")
    for number in range(4):
        page.get_by_text("Not yet met", exact=True).nth(number).click()
        page.get_by_label("Which pieces of work show it?").nth(number).fill("Still not good enough." if number == 3 else FOUND)
    page.get_by_label("What remains, and what to do about it next?").fill("Timeouts.")
    page.get_by_label("What will the next checkpoint look at?").fill("Two changes.")
    page.get_by_role("button", name="Share with Marek Nowak and HR").click()
    expect(page.get_by_text("this is a general impression").first).to_be_visible(timeout=WAIT_MS)
    expect(page.get_by_label("What remains, and what to do about it next?")).to_have_value("Timeouts.")
    assert way.story.checkpoints == {}
    assert way.case.opened_at < NOW
