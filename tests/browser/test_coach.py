"""The coach's hints in a real browser: they come after a pause, go by keyboard, stay away, and come back with other words (COACH-3)."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from tests import coached
from tests.browser.conftest import Browse
from tests.plans import conftest as plans
from tests.plans.conftest import Pair

from cadenza.plans import actions
from cadenza.plans.queries import rows_of
from cadenza.web.revisions import Edit, base_of

ground, draft, shared, coach = plans.ground, plans.draft, plans.shared, coached.coach

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("pinned", "coach")]
PLAN = "/people/sam-okafor/plans/2026-q4/"
EDITOR = f"{PLAN}edit/"
OUTCOME = "[name='goal-1-outcome']"
WAIT_MS = 15_000


def saved(page: Page) -> None:
    expect(page.locator("#save-state")).to_contain_text("Saved", timeout=WAIT_MS)


def test_a_hint_comes_after_a_pause_goes_by_keyboard_and_stays_away_until_the_words_change(browse: Browse, draft: Pair) -> None:
    visit = browse(draft.owner)
    page = visit.go(EDITOR)
    hints, outcome = page.locator("#hints-goal-1-outcome"), page.locator(OUTCOME)
    outcome.fill("")
    outcome.press_sequentially("Attend a course.")
    expect(hints.locator("details[open]")).to_contain_text("“Attend”", timeout=WAIT_MS)
    expect(outcome).to_be_focused()
    expect(page.locator("#live")).to_contain_text("“Attend”")
    expect(outcome).to_have_accessible_description(
        "“Attend”: what is done, not yet what comes of it Why activity_not_outcome matters. By ___ I can do it in the next release."
    )
    saved(page)
    visit.check_accessibility()
    dismiss = hints.get_by_role("button", name="Dismiss")
    visit.tab_to(dismiss, most=5)
    page.keyboard.press("Enter")
    expect(hints.locator("details")).to_have_count(0)
    expect(outcome).to_be_focused()
    saved(page)
    assert visit.clicks == 0
    page = visit.go(EDITOR)
    expect(page.locator(OUTCOME)).to_have_value("Attend a course.")
    expect(page.locator("#hints-goal-1-outcome details")).to_have_count(0)
    page.locator(OUTCOME).press_sequentially(" Attend two.")
    expect(page.locator("#hints-goal-1-outcome details[open]")).to_contain_text("“Attend”", timeout=WAIT_MS)


def test_the_next_hint_opens_when_the_first_is_dismissed_and_typing_is_not_disturbed(browse: Browse, draft: Pair) -> None:
    page = browse(draft.owner).go(EDITOR)
    hints, outcome = page.locator("#hints-goal-1-outcome"), page.locator(OUTCOME)
    outcome.fill("Attend it better, plus that.")
    expect(hints.locator("details")).to_have_count(3, timeout=WAIT_MS)
    hints.get_by_role("button", name="Dismiss").first.click()
    expect(hints.locator("details")).to_have_count(2)
    expect(hints.locator("details[open]")).to_contain_text("“better”")
    expect(page.locator("#hint-goal-1-outcome-vague")).to_be_focused()
    outcome.press_sequentially(" And I go on typing while hints come and go.", delay=40)
    expect(outcome).to_have_value("Attend it better, plus that. And I go on typing while hints come and go.")
    expect(outcome).to_be_focused()


def test_a_date_in_its_field_takes_the_hint_away(browse: Browse, draft: Pair) -> None:
    page = browse(draft.owner).go(EDITOR)
    day = page.locator("[name='goal-1-target_date']")
    day.fill("")
    page.locator(OUTCOME).fill("Forecast it someday")
    expect(page.locator("#hints-goal-1-outcome details")).to_have_count(1, timeout=WAIT_MS)
    day.fill("2026-12-18")
    day.blur()
    expect(page.locator("#hints-goal-1-outcome details")).to_have_count(0, timeout=WAIT_MS)


def test_the_manager_reads_a_hint_under_a_commitment_and_commits_all_the_same(browse: Browse, shared: Pair) -> None:
    visit = browse(shared.manager, width=390, theme="dark")
    page = visit.go(PLAN)
    what = page.locator("[name='goal-1-commitment-what']")
    what.fill("I will support you.")
    expect(page.locator("#hints-goal-1-commitment-what details[open]")).to_contain_text("“support”", timeout=WAIT_MS)
    visit.check_accessibility()
    visit.check_fits()
    page.get_by_role("button", name="Dismiss").click()
    expect(page.locator("#hints-goal-1-commitment-what details")).to_have_count(0)
    page.get_by_role("button", name="Commit to this for goal 1").click()
    expect(page.locator("#commitment-1")).to_contain_text("Add another", timeout=WAIT_MS)
    assert shared.plan.commitments.get().dismissed == "what:generic_support"
    expect(page.locator("#agreement")).not_to_contain_text("promises support")


def test_without_a_script_the_hints_come_with_the_page(browse: Browse, draft: Pair) -> None:
    goal = rows_of(draft.fresh(), opened_for_owner=True).goals[0]
    actions.edit_goal(goal.pk, {"outcome": Edit("Attend a course.", base_of(goal, "outcome"))}, by=draft.owner, at=timezone.now())
    page = browse(draft.owner, javascript=False).go(EDITOR)
    page.locator("#hints-goal-1-outcome").get_by_role("button", name="Dismiss").click()
    expect(page.locator(OUTCOME)).to_have_value("Attend a course.", timeout=WAIT_MS)
    expect(page.locator("#hints-goal-1-outcome details")).to_have_count(0)
