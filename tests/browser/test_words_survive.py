"""Words survive: autosave says what it did, a session may end, two may write at once, and no script is needed (N10, N11, N12)."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect
from tests.agreed import agreed_plan, review_of
from tests.browser.conftest import Browse
from tests.cast import PASSWORD, Cast
from tests.plans import conftest as plans
from tests.plans.conftest import Pair

from cadenza.plans.models import Plan
from cadenza.plans.queries import rows_of

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
