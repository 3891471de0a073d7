"""J3: a plan of two goals is written by its owner, promised by the manager and agreed by both, within its budget (DESIGN 5)."""

from __future__ import annotations

import re
from datetime import date

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.browser.conftest import Browse, Visit
from tests.cast import Cast
from tests.plans import conftest as plans
from tests.plans.conftest import OCTOBER, Ground

from cadenza.evidence import actions as evidence
from cadenza.evidence.rules import EvidenceKind
from cadenza.plans.models import Plan
from cadenza.plans.rules import PlanState
from cadenza.strategy.models import CapabilityRequirement

ground = plans.ground

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("pinned")]
CLICKS, FIELDS, LOADS = 25, 14, 4
PLAN = "/people/sam-okafor/plans/2026-q4/"
CAPABILITIES = ("Delivery forecasting", "Design review")
ANSWERS = {
    "outcome": "I can forecast a change that crosses two teams and say how sure I am.",
    "success_measure": "Two forecasts used in planning, both within 15% of what happened.",
    "live_work": "The refunds migration",
    "action-1-what": "Own the capacity forecast of the refunds migration",
    "action-1-tracked_where": "Board PAY, epic 31",
    "support_words": "Reads each forecast before planning and asks for the assumptions",
}


@pytest.fixture
def gaps(cast: Cast, ground: Ground) -> None:
    """Two agreed gaps that goals can start from, each needed by the key result."""
    CapabilityRequirement.objects.create(key_result=ground.key_result, capability=ground.reviewing, level=3)
    for capability in (ground.forecasting, ground.reviewing):
        draft = evidence.EvidenceDraft(EvidenceKind.MISSED_DATE, "Six weeks instead of four", date(2026, 9, 3), capability.pk)
        shown = evidence.add_evidence(cast.engineer.pk, draft, by=cast.manager, at=OCTOBER)
        evidence.assess_gap(cast.engineer.pk, evidence.GapDraft(capability.pk, 2, 3, [shown.pk]), by=cast.manager, at=OCTOBER)


def part(page: Page, goal: int, name: str) -> Locator:
    return page.locator(f"[name='goal-{goal}-{name}']")


def start_from(page: Page, capability: str) -> Locator:
    return page.get_by_role("button", name=re.compile(f"Start from this.*{capability}")).first


def promised_and_offered(boss: Visit) -> None:
    """The manager's part, from their home."""
    page = boss.page
    page.get_by_role("link", name="Read draft").first.click()
    for number in (1, 2):
        page.locator(f"#id_goal-{number}-commitment-what").click()
        page.keyboard.type("Hand over the refunds forecast by name in planning")
        page.get_by_role("button", name=f"Commit to this for goal {number}").click()
        expect(page.locator(f"#commitment-{number}")).to_contain_text("Add another")
    page.get_by_role("button", name="Offer this plan for agreement").click()
    expect(page.locator("#agreement")).to_contain_text("Waiting for Sam")


@pytest.mark.usefixtures("gaps")
def test_two_goals_are_written_promised_and_agreed_within_the_budget(browse: Browse, cast: Cast) -> None:
    """J3: at most 25 clicks, 14 fields to fill in and 4 page loads between the two, each from their home page on."""
    me, boss = browse(cast.engineer), browse(cast.manager)
    page = me.go("/")
    with me.within(clicks=CLICKS, loads=LOADS):
        page.get_by_role("link", name=re.compile("^Begin")).first.click()
        page.get_by_role("button", name="Begin my plan").click()
        for number, capability in enumerate(CAPABILITIES, start=1):
            start_from(page, capability).click()
            expect(page.locator(f"#edit-goal-{number}")).to_be_focused()
            for name, words in ANSWERS.items():
                me.tab_to(part(page, number, name))
                page.keyboard.type(words)
        page.get_by_role("button", name="Share with my manager").click()
        expect(page.get_by_role("button", name="Offer for agreement")).to_be_visible()
        boss.go("/")
        begun = boss.loads
        promised_and_offered(boss)
        page.get_by_role("link", name="Read the plan").last.click()
        page.get_by_role("button", name="Agree version 1").click()
        expect(page.get_by_text("agreed by both on")).to_be_visible()
    fields = {name for name in me.typed | boss.typed if "base-" not in name}
    clicks, loads = me.clicks + boss.clicks, me.loads - 1 + boss.loads - begun
    assert clicks <= CLICKS and loads <= LOADS and len(fields) <= FIELDS, (clicks, loads, sorted(fields))
    assert Plan.objects.get(owner=cast.engineer).state == PlanState.ACTIVE


@pytest.mark.usefixtures("gaps")
def test_a_plan_begins_at_a_gap_with_one_click(browse: Browse, cast: Cast) -> None:
    """J3, PLAN-11: from the evidence page on, where the gap stands; plan, goal, key result and levels are there after one click."""
    me, boss = browse(cast.engineer), browse(cast.manager)
    page = me.go("/people/sam-okafor/evidence/")
    with me.within(clicks=CLICKS, loads=LOADS):
        page.get_by_role("button", name=f"Start a goal from this : {CAPABILITIES[0]}").click()
        page.wait_for_url("**/edit/#edit-goal-1")
        start_from(page, CAPABILITIES[1]).click()
        expect(page.locator("#edit-goal-2")).to_be_focused()
        for number in (1, 2):
            page.locator(f"[name='goal-{number}-outcome']").focus()
            for name, words in ANSWERS.items():
                me.tab_to(part(page, number, name))
                page.keyboard.type(words)
        page.get_by_role("button", name="Share with my manager").click()
        expect(page.get_by_role("button", name="Offer for agreement")).to_be_visible()
        boss.go("/")
        begun = boss.loads
        promised_and_offered(boss)
        page.get_by_role("link", name="Read the plan").last.click()
        page.get_by_role("button", name="Agree version 1").click()
        expect(page.get_by_text("agreed by both on")).to_be_visible()
    clicks, loads = me.clicks + boss.clicks, me.loads - 1 + boss.loads - begun
    assert clicks <= CLICKS and loads <= LOADS, (clicks, loads)
    goal = Plan.objects.get(owner=cast.engineer).goals.get(number=1)
    assert goal.gap is not None
    assert goal.key_result is not None


@pytest.mark.usefixtures("gaps")
def test_the_writers_part_goes_by_keyboard_alone(browse: Browse, cast: Cast) -> None:
    """DESIGN 9: Tab, Enter and letters, and no pointer."""
    me = browse(cast.engineer)
    page = me.go("/me/plan/")
    me.tab_to(page.get_by_role("button", name="Begin my plan"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/edit/")
    for number, capability in enumerate(CAPABILITIES, start=1):
        me.tab_to(start_from(page, capability))
        page.keyboard.press("Enter")
        expect(page.locator(f"#edit-goal-{number}")).to_be_focused()
        for name, words in ANSWERS.items():
            me.tab_to(part(page, number, name))
            page.keyboard.type(words)
    me.tab_to(page.get_by_role("button", name="Share with my manager"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Offer for agreement")).to_be_visible()
    assert (me.clicks, Plan.objects.get(owner=cast.engineer).state) == (0, PlanState.SHARED)
