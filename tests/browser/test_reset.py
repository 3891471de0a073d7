"""The quarterly reset in the browser: the person by pointer, the manager by keyboard alone, and the next plan that begins from it (REV-6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import Browse, Visit
from tests.cast import Cast
from tests.plans import conftest as plans
from tests.plans.conftest import Pair

from cadenza.evidence.actions import EvidenceDraft, add_evidence
from cadenza.evidence.rules import EvidenceKind
from cadenza.plans.models import Goal, Plan, Reset
from cadenza.plans.rules import PlanState
from cadenza.web import clock

ground, draft, shared, promised, offered, agreed = plans.ground, plans.draft, plans.shared, plans.promised, plans.offered, plans.agreed

pytestmark = pytest.mark.django_db(transaction=True)

DECEMBER = datetime(2026, 12, 15, 9, 0, tzinfo=UTC)
RESET = "/people/sam-okafor/plans/2026-q4/reset/"
CLICKS, LOADS = 12, 6
"""For one goal and one side: four steps, and no more pointing than the monthly review of DESIGN 5's J1."""


@pytest.fixture
def ending(agreed: Pair) -> Iterator[Pair]:
    """The quarter's last weeks, with one piece of evidence."""
    with clock.pinned(DECEMBER):
        fact = EvidenceDraft(EvidenceKind.REVIEW_COMMENT, "The forecast was 12% out", date(2026, 11, 20), agreed.ground.forecasting.pk)
        add_evidence(agreed.owner.pk, fact, by=agreed.owner, at=DECEMBER)
        yield agreed


def go_on(page: Page, step: str) -> None:
    page.get_by_role("button", name="Save and go on").click()
    page.wait_for_url(f"**/reset/{step}/")


def persons_part(me: Visit) -> None:
    """Four steps by pointer."""
    page = me.go(f"{RESET}achieved/")
    page.locator("label[for=id_goal-1-change_1]").click()
    page.locator("#id_goal-1-cites_0").check()
    me.tab_to(page.locator("#id_goal-1-shows"))
    page.keyboard.type("The second forecast held for three weeks")
    go_on(page, "changed")
    page.locator("label[for=id_goal-1-level_seen_2]").click()
    go_on(page, "carry")
    page.get_by_text("Carried forward", exact=True).click()
    me.tab_to(page.locator("#id_goal-1-learned"))
    page.keyboard.type("Ask for the figures before planning")
    go_on(page, "check")
    page.get_by_role("button", name="Share your view with").click()
    expect(page.get_by_text("You shared your view on")).to_be_visible()


def managers_part(boss: Visit) -> None:
    """The same by Tab, arrows, Space and Enter."""
    page = boss.go(f"{RESET}achieved/")
    boss.tab_to(page.locator("#id_goal-1-change_0"))
    page.keyboard.press("ArrowRight")
    expect(page.locator("#id_goal-1-change_1")).to_be_checked()
    boss.tab_to(page.locator("#id_goal-1-cites_0"))
    page.keyboard.press("Space")
    boss.tab_to(page.get_by_role("button", name="Save and go on"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/reset/changed/")
    for step in ("carry", "check"):
        boss.tab_to(page.get_by_role("button", name="Save and go on"))
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/reset/{step}/")
    boss.tab_to(page.get_by_role("button", name="Share your view with"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Both views were there on")).to_be_visible()


def test_both_sides_reset_the_plan_and_the_next_one_begins_from_it(browse: Browse, ending: Pair) -> None:
    """REV-6, IMP-2, PLAN-11: the reset is no work of its own; one side by pointer within the budget, the other without one."""
    me, boss = browse(ending.owner), browse(ending.manager)
    with me.within(clicks=CLICKS, loads=LOADS):
        persons_part(me)
    me.check_accessibility()
    managers_part(boss)
    assert boss.clicks == 0
    boss.check_accessibility()
    assert Reset.objects.get().plan_id == ending.plan.pk
    page = me.go(f"{RESET}check/")
    with me.within(clicks=1, loads=1):
        page.get_by_role("button", name="Start the next plan").click()
        page.wait_for_url("**/plans/2027-q1/edit/")
    following = Plan.objects.get(owner=ending.owner, cycle__key="2027-q1")
    goal = Goal.objects.get(plan=following)
    assert (following.state, goal.carried_from_id) == (PlanState.DRAFT, ending.goal().pk)
    expect(page.locator("[name='goal-1-outcome']")).to_have_value("I can forecast a change that crosses two teams")


def test_what_was_written_is_there_when_the_page_is_opened_again(browse: Browse, ending: Pair) -> None:
    """TRUST E2, DATA-1: kept while it is written, and nobody else's to read before it is shared."""
    me, boss = browse(ending.owner), browse(ending.manager)
    page = me.go(f"{RESET}achieved/")
    page.locator("#id_goal-1-shows").fill("The second forecast held")
    expect(page.locator("#save-state")).to_contain_text("Saved")
    expect(me.go(f"{RESET}achieved/").locator("#id_goal-1-shows")).to_have_value("The second forecast held")
    boss.go(f"{RESET}check/")
    assert "The second forecast held" not in boss.page.content()


def test_a_stand_in_has_no_part_in_it(browse: Browse, ending: Pair, cast: Cast) -> None:
    """TRUST 1.6, IMP-2."""
    other = browse(cast.delegate)
    expect(other.go(f"{RESET}achieved/").get_by_role("button", name="Save and go on")).to_have_count(0)
