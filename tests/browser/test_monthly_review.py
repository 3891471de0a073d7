"""The monthly review inside the 1:1, in a real browser: within its budget, by keyboard, without a script, for everybody's eyes (J1)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.agreed import agreed_plan, review_of
from tests.browser.conftest import Browse
from tests.cast import Cast

from cadenza.plans.models import Plan
from cadenza.rhythm.actions import add_point

pytestmark = pytest.mark.django_db(transaction=True)
HERE = "/people/sam-okafor/one-to-ones/2026-11-24/"
WAIT_MS = 15_000


@pytest.fixture
def plan(cast: Cast, pinned: datetime) -> Plan:
    return agreed_plan(cast.engineer, cast.manager)


def saved(page: Page) -> None:
    """Wait until the page says that the server has it."""
    expect(page.locator("#save-state")).to_contain_text("Saved", timeout=WAIT_MS)


def test_j1_a_review_with_two_goals_stays_within_its_budget(cast: Cast, plan: Plan, browse: Browse) -> None:
    """J1: at most 12 clicks, 3 required fields, 2 page loads, from the first page on; and the next report is one click away."""
    agreed_plan(cast.peer, cast.manager)
    visit = browse(cast.manager)
    page = visit.go("/")
    with visit.within(clicks=12, loads=2, required=3):
        page.get_by_role("link", name="Open 1:1 with Sam Okafor").first.click()
        page.locator("#support").get_by_text("Yes", exact=True).click()
        expect(page.locator("#support")).to_contain_text("not confirmed yet", timeout=WAIT_MS)
        page.get_by_label("What moved, and what shows it?").first.fill("Second forecast was 9% out and was used in planning.")
        page.get_by_role("radio", name="Blocked").nth(1).check(force=True)
        page.get_by_label("What is in the way?").nth(1).fill("No review needs a lead this month.")
        page.get_by_label("What comes first until next time?").fill("Offer to lead the ledger review.")
        page.get_by_label("What is needed from the manager?").fill("An introduction to the ledger lead.")
        page.get_by_role("button", name="Mark review as held").click()
        expect(page.get_by_text("The review is marked as held.")).to_be_visible(timeout=WAIT_MS)
        expect(page.get_by_role("link", name="Open 1:1 with Lena Vogt")).to_be_visible()
    assert review_of(plan).held_on == date(2026, 11, 24) and plan.goals.get(number=2).status == "blocked"


def test_what_is_typed_is_saved_while_one_types(cast: Cast, plan: Plan, browse: Browse) -> None:
    """N11: nobody presses anything."""
    page = browse(cast.engineer).go(HERE)
    page.get_by_label("What did you learn?").fill("Ask for the dependency list a week earlier.")
    saved(page)
    assert review_of(plan).learned == "Ask for the dependency list a week earlier."


def test_two_fields_one_after_the_other_are_both_saved(cast: Cast, plan: Plan, browse: Browse) -> None:
    """DATA-1: the answer to a save refreshes what the page has seen, goal by goal too."""
    page = browse(cast.engineer).go(HERE)
    moved = page.get_by_label("What moved, and what shows it?").first
    moved.fill("First words.")
    saved(page)
    moved.fill("First words, and more of them.")
    with page.expect_response(lambda answer: "forecasts" in (answer.request.post_data or ""), timeout=WAIT_MS):
        page.get_by_label("What got done since last time?").fill("Two forecasts.")
    saved(page)
    review = review_of(plan)
    assert (review.goals.get(goal__number=1).moved, review.done) == ("First words, and more of them.", "Two forecasts.")


def test_the_whole_review_goes_by_keyboard_alone(cast: Cast, plan: Plan, browse: Browse) -> None:
    visit = browse(cast.manager)
    page = visit.go(HERE)
    page.get_by_label("What got done since last time?").focus()
    page.keyboard.type("Two forecasts, the second 9% out.")
    page.get_by_role("button", name="Mark review as held").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("The review is marked as held.")).to_be_visible(timeout=WAIT_MS)
    assert visit.clicks == 0


def test_the_review_is_held_without_a_script(cast: Cast, plan: Plan, browse: Browse) -> None:
    page = browse(cast.manager, javascript=False).go(HERE)
    page.get_by_label("What got done since last time?").fill("Two forecasts.")
    page.get_by_role("button", name="Mark review as held").click()
    expect(page.get_by_role("heading", name="Held on 24 November 2026")).to_be_visible(timeout=WAIT_MS)


def test_a_refused_review_leads_to_what_is_missing(cast: Cast, plan: Plan, browse: Browse) -> None:
    """REV-3."""
    visit = browse(cast.manager)
    visit.expected.append("422")
    page = visit.go(HERE)
    page.get_by_role("button", name="Mark review as held").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible(timeout=WAIT_MS)


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (360, "dark")])
def test_everybody_can_read_and_use_these_pages(cast: Cast, plan: Plan, browse: Browse, at: Any, width: int, theme: str) -> None:
    """ARCHITECTURE 6: axe, no sideways scroll, no page over 150 kB."""
    add_point("sam-okafor", by=cast.engineer, at=at, text="On-call swap in December", day=date(2026, 11, 24))
    visit = browse(cast.manager, width=width, theme=theme)
    for path in (
        "/",
        HERE,
        "/people/sam-okafor/one-to-ones/2026-10-27/",
        "/teams/",
        "/people/sam-okafor/",
        "/people/sam-okafor/evidence/",
        "/search/?q=sam",
        "/help/",
    ):
        visit.go(path)
        visit.check_accessibility()
        visit.check_fits()
        visit.check_weight()
