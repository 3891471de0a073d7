"""Capability risk in a real browser: the list opened by keyboard, the grid scrolled by keyboard, both as they look to everybody (DESIGN 8, 9)."""

from __future__ import annotations

from datetime import datetime

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import Browse, Visit
from tests.cast import Cast
from tests.insight.levels import builds, holds
from tests.plans import conftest as plans
from tests.plans.conftest import Ground

from cadenza.insight.level_pictures import take_level_pictures
from cadenza.strategy.models import CapabilityRequirement

ground = plans.ground

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("pinned")]

RISK = "/okrs/2026-q4/-/risk/"


@pytest.fixture
def needed(ground: Ground, cast: Cast, pinned: datetime) -> Ground:
    """A critical key result that needs three capabilities: one held, one being built, one bare."""
    ground.key_result.critical = True
    ground.key_result.objective.team = cast.team
    ground.key_result.objective.save()
    ground.key_result.save()
    for capability in (ground.reviewing, ground.pairing):
        CapabilityRequirement.objects.create(key_result=ground.key_result, capability=capability, level=3, people_needed=2)
    holds(cast.engineer, ground.forecasting, 3)
    holds(cast.peer, ground.reviewing, 2)
    builds(cast.peer, cast.manager, ground.key_result, ground.reviewing)
    take_level_pictures(at=pinned)
    return ground


def looked_at(visit: Visit) -> list[str]:
    found = visit.violations()
    return [*found, f"{visit.overflow()} px too wide"] if visit.overflow() > 0 else found


def test_a_figure_is_opened_by_keyboard(browse: Browse, cast: Cast, needed: Ground) -> None:
    """DESIGN 9, STRAT-4."""
    visit = browse(cast.manager)
    page = visit.go(RISK)
    page.get_by_text("comes about").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Holding it: Sam Okafor.")).to_be_visible()
    assert looked_at(visit) == []


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_pages_hold_on_a_telephone_and_in_the_dark(browse: Browse, cast: Cast, needed: Ground, width: int, theme: str) -> None:
    """DESIGN 8, 9: the list, the grid, and who could build it for a manager and for a reader of groups."""
    wrong = []
    for person in (cast.manager, cast.executive):
        visit = browse(person, width=width, theme=theme)
        for address in (RISK, f"{RISK}?view=grid", "/okrs/2026-q4/PAY-3/builders/"):
            visit.go(address)
            wrong += [f"{address} as {person.name}: {one}" for one in looked_at(visit)]
    assert wrong == []


def test_the_grid_is_scrolled_by_keyboard(browse: Browse, cast: Cast, needed: Ground) -> None:
    """DESIGN 3: a wide grid scrolls in a named region that takes focus."""
    page = browse(cast.executive, width=320).go(f"{RISK}?view=grid")
    region = page.get_by_role("region", name="Key results by capability, scrolls sideways")
    region.focus()
    page.keyboard.press("ArrowRight")
    expect(region).to_be_focused()
    page.wait_for_function("document.activeElement.scrollLeft > 0")
    expect(page.get_by_role("cell", name="Gap 0 of 2")).to_be_attached()
