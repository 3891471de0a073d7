"""Words survive: autosave says what it did, a session may end, two may write at once, and no script is needed (N10, N11, N12)."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Route, expect
from tests.agreed import agreed_plan, review_of
from tests.browser.conftest import Browse
from tests.cast import PASSWORD, Cast
from tests.plans import conftest as plans
from tests.plans.conftest import Pair

from cadenza.plans.models import Action, Plan
from cadenza.plans.queries import rows_of
from cadenza.plans.rules import PlanState

ground, draft = plans.ground, plans.draft

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("pinned")]
MEETING = "/people/sam-okafor/one-to-ones/2026-11-24/"
EDITOR = "/people/sam-okafor/plans/2026-q4/edit/"
LEARNED = "What did you learn?"
WAIT_MS = 15_000


@pytest.fixture
def plan(cast: Cast, pinned: datetime) -> Plan:
    return agreed_plan(cast.engineer, cast.manager)


def test_a_session_that_ends_while_somebody_types_costs_no_word(browse: Browse, cast: Cast, plan: Plan) -> None:
    """N12: the text stays, and after signing in again in another tab the same page saves it."""
    visit = browse(cast.engineer)
    page = visit.go(MEETING)
    Session.objects.all().delete()
    page.get_by_label(LEARNED).fill("Ask for the dependency list a week earlier.")
    expect(page.locator("#notice")).to_contain_text("Your words are still here", timeout=WAIT_MS)
    expect(page.get_by_label(LEARNED)).to_have_value("Ask for the dependency list a week earlier.")
    tab = page.context.new_page()
    tab.goto(visit.site + "/accounts/login/")
    tab.get_by_label("E-mail").or_(tab.get_by_label("Email")).first.fill("sam@example.org")
    tab.get_by_label("Password").fill(PASSWORD)
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("heading", name="Your week, Sam")).to_be_visible(timeout=WAIT_MS)
    page.locator("#notice").get_by_role("button", name="Save again").click()
    expect(page.locator("#save-state")).to_contain_text("Saved", timeout=WAIT_MS)
    assert review_of(plan).learned == "Ask for the dependency list a week earlier."


def test_two_who_write_in_one_field_can_keep_both(browse: Browse, cast: Cast, plan: Plan) -> None:
    """N10: nothing is overwritten; the second is shown both texts."""
    first, second = browse(cast.engineer), browse(cast.manager)
    mine, theirs = first.go(MEETING), second.go(MEETING)
    mine.get_by_label(LEARNED).fill("Ask a week earlier.")
    expect(mine.locator("#save-state")).to_contain_text("Saved", timeout=WAIT_MS)
    theirs.get_by_label(LEARNED).fill("Name the assumptions.")
    expect(theirs.locator("#notice")).to_contain_text("Somebody else saved this first", timeout=WAIT_MS)
    theirs.locator("#notice").get_by_role("button", name="Keep both").click()
    expect(theirs.locator("#save-state")).to_contain_text("Saved", timeout=WAIT_MS)
    kept = review_of(plan).learned
    assert "Ask a week earlier." in kept and "Name the assumptions." in kept


def test_the_plan_editor_says_when_it_has_saved(browse: Browse, draft: Pair) -> None:
    """N11."""
    page = browse(draft.owner).go(EDITOR)
    page.locator("[name='goal-1-outcome']").fill("I can forecast it alone.")
    expect(page.locator("#save-state")).to_contain_text("Saved", timeout=WAIT_MS)
    assert rows_of(draft.fresh(), opened_for_owner=True).goals[0].outcome == "I can forecast it alone."


def test_a_plan_is_written_and_shared_without_a_script(browse: Browse, draft: Pair) -> None:
    """DESIGN 1.8."""
    page = browse(draft.owner, javascript=False).go(EDITOR)
    page.locator("[name='goal-1-outcome']").fill("I can forecast it alone.")
    page.get_by_role("button", name="Share with my manager").click()
    expect(page.get_by_role("button", name="Offer for agreement")).to_be_visible(timeout=WAIT_MS)
    assert rows_of(draft.fresh(), opened_for_owner=True).goals[0].outcome == "I can forecast it alone."


@pytest.mark.parametrize("button", ["Exposure for goal 1", "Share with my manager", "Drop goal 1"])
def test_saving_while_a_button_has_the_focus_presses_no_button(browse: Browse, draft: Pair, button: str) -> None:
    """HTMX would send the saving to the address of whichever button the keyboard has reached."""
    visit = browse(draft.owner)
    page = visit.go(EDITOR)
    visit.tab_to(page.get_by_role("button", name=button).first)
    page.locator("[name='goal-1-outcome']").evaluate(
        "one => { one.value = 'Typed before'; one.dispatchEvent(new Event('input', {bubbles: true})) }"
    )
    expect(page.locator("#save-state")).to_contain_text("Saved", timeout=WAIT_MS)
    goal = rows_of(draft.fresh(), opened_for_owner=True).goals[0]
    assert (goal.outcome, goal.dropped_at, draft.fresh().state, Action.objects.count()) == ("Typed before", None, PlanState.DRAFT, 1)


def test_saved_is_not_said_while_something_typed_since_still_waits(browse: Browse, draft: Pair) -> None:
    """N11."""
    page = browse(draft.owner).go(EDITOR)
    held: list[Route] = []
    page.route(f"**{EDITOR}", lambda route: held.append(route) if route.request.method == "POST" and not held else route.continue_())
    page.locator("[name='goal-1-outcome']").fill("The first words")
    expect(page.locator("#save-state")).to_contain_text("Saving", timeout=WAIT_MS)
    page.locator("[name='goal-1-live_work']").press_sequentially("More")
    expect(page.locator("#save-state")).to_contain_text("Not saved yet")
    page.evaluate(
        """window.said = []; const place = document.querySelector("#save-state");
        new MutationObserver(() => said.push(place.textContent.trim())).observe(place, {childList: true})"""
    )
    held[0].continue_()
    page.locator("[name='goal-1-live_work']").press_sequentially(" and more, long enough for the first answer to come", delay=60)
    expect(page.locator("#save-state")).to_contain_text("Saved", timeout=WAIT_MS)
    said = [words.split("…")[0].split(" ")[0] for words in page.evaluate("window.said")]
    assert said.index("Saved") == len(said) - 1, said


def test_a_choice_is_said_to_be_saved_at_once(browse: Browse, draft: Pair) -> None:
    """N11: what is chosen and not typed is sent with its own event, and waits for nothing."""
    page = browse(draft.owner).go(EDITOR)
    page.locator("[name='goal-1-level_aimed']").select_option("4")
    expect(page.locator("#save-state")).to_contain_text("Saved", timeout=WAIT_MS)
    assert rows_of(draft.fresh(), opened_for_owner=True).goals[0].level_aimed == 4


def test_a_button_pressed_during_a_slow_save_is_not_forgotten_for_the_next_one(browse: Browse, draft: Pair) -> None:
    """One request at a time: whoever types on must not push out what was clicked."""
    page = browse(draft.owner).go(EDITOR)
    held: list[Route] = []
    page.route(f"**{EDITOR}", lambda route: held.append(route) if not held else route.continue_())
    page.locator("[name='goal-1-outcome']").fill("The first words")
    expect(page.locator("#save-state")).to_contain_text("Saving", timeout=WAIT_MS)
    page.get_by_role("button", name="Exposure for goal 1").click()
    page.locator("[name='goal-1-live_work']").fill("Typed on, long enough for a saving of its own")
    page.wait_for_timeout(1_000)
    held[0].continue_()
    expect(page.locator("[name='goal-1-action-2-what']")).to_be_visible(timeout=WAIT_MS)
    assert rows_of(draft.fresh(), opened_for_owner=True).goals[0].live_work == "Typed on, long enough for a saving of its own"
