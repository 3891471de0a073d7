"""The monthly review inside the 1:1, in a real browser: within its budget, by keyboard, without a script, for everybody's eyes (J1)."""

from __future__ import annotations

import re
from datetime import date, datetime

import pytest
from playwright.sync_api import Page, Route, expect
from tests.agreed import agreed_plan, review_of
from tests.browser.conftest import Browse
from tests.cast import Cast

from cadenza.plans.models import Plan

pytestmark = pytest.mark.django_db(transaction=True)
HERE = "/people/sam-okafor/one-to-ones/2026-11-24/"
WAIT_MS = 15_000
WORDS = (
    ("What moved, and what shows it?", 0, "Second forecast was 9% out and was used in planning."),
    ("What is in the way?", 1, "No review needs a lead this month."),
    ("What comes first until next time?", 0, "Offer to lead the ledger review."),
    ("What is needed from the manager?", 0, "An introduction to the ledger lead."),
)
"""Question, which of its fields, answer."""


@pytest.fixture
def plan(cast: Cast, pinned: datetime) -> Plan:
    return agreed_plan(cast.engineer, cast.manager)


def saved(page: Page) -> None:
    """Wait until the page says that the server has it."""
    expect(page.locator("#save-state")).to_contain_text("Saved", timeout=WAIT_MS)


@pytest.mark.parametrize("width", [1280, 390])
def test_j1_a_review_with_two_goals_stays_within_its_budget(cast: Cast, plan: Plan, browse: Browse, width: int) -> None:
    """J1: at most 12 clicks, 3 required fields, 2 page loads, home page included; and the next report is one click away."""
    agreed_plan(cast.peer, cast.manager)
    visit = browse(cast.manager, width=width)
    page = visit.page
    with visit.within(clicks=12, loads=2, required=3):
        visit.go("/")
        page.get_by_role("link", name="Open 1:1 with Sam Okafor").first.click()
        page.locator("#support").get_by_text("Yes", exact=True).click()
        expect(page.locator("#support")).to_contain_text("not confirmed yet", timeout=WAIT_MS)
        page.get_by_role("radio", name="Blocked").nth(1).check(force=True)
        for label, number, words in WORDS:
            page.get_by_label(label).nth(number).click()
            page.keyboard.type(words)
        page.get_by_role("button", name="Mark review as held").click()
        expect(page.get_by_text("The review is marked as held.")).to_be_visible(timeout=WAIT_MS)
        expect(page.get_by_role("link", name="Open 1:1 with Lena Vogt")).to_be_visible()
    assert review_of(plan).held_on == date(2026, 11, 24) and plan.goals.get(number=2).status == "blocked"


def test_a_choice_made_before_the_page_listens_is_sent_all_the_same(cast: Cast, plan: Plan, browse: Browse) -> None:
    """N11, on a line so slow that the page can be read and answered long before its scripts are there."""
    visit = browse(cast.manager)
    page = visit.page
    held: list[Route] = []
    page.route(re.compile(r"htmx.*\.js"), lambda asked: held.append(asked))
    page.goto(visit.site + HERE, wait_until="commit")
    page.locator("#support").get_by_text("Yes", exact=True).click()
    for waiting in held:
        waiting.continue_()
    expect(page.locator("#support")).to_contain_text("not confirmed yet", timeout=WAIT_MS)


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
    """DESIGN 9: Tab, arrows, Enter and letters, from the home page to the next 1:1; a state is chosen with the arrows."""
    agreed_plan(cast.peer, cast.manager)
    visit = browse(cast.manager)
    page = visit.go("/")
    visit.tab_to(page.get_by_role("link", name="Open 1:1 with Sam Okafor").first)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{HERE}")
    visit.tab_to(page.locator("[name=goal-2-status]:checked"))
    while not page.locator("[name=goal-2-status][value=blocked]").is_checked():
        page.keyboard.press("ArrowRight")
    for label, number, words in WORDS[1:]:
        visit.tab_to(page.get_by_label(label).nth(number))
        page.keyboard.type(words)
    visit.tab_to(page.get_by_role("button", name="Mark review as held"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("The review is marked as held.")).to_be_visible(timeout=WAIT_MS)
    visit.tab_to(page.get_by_role("link", name="Open 1:1 with Lena Vogt"))
    assert visit.clicks == 0 and plan.goals.get(number=2).status == "blocked"


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
