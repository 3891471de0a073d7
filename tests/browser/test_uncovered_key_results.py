"""J7: which critical key results is nobody building towards? Two clicks from the leader's home (DESIGN 5)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import Browse
from tests.cast import Cast
from tests.plans import conftest as plans
from tests.plans.conftest import Ground

ground = plans.ground

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("pinned")]


def test_a_leader_finds_them_within_two_clicks_and_one_page_load(browse: Browse, cast: Cast, ground: Ground) -> None:
    """J7: named on the home page itself, and what each needs one page away."""
    ground.key_result.critical = True
    ground.key_result.save()
    visit = browse(cast.leader)
    page = visit.go("/")
    with visit.within(clicks=2, loads=1, required=0):
        expect(page.locator("#decisions")).to_contain_text("PAY-3 Forecast capacity two sprints out")
        page.get_by_role("link", name="See needs of PAY-3").click()
        expect(page.locator("#needs")).to_contain_text("Delivery forecasting")


@pytest.mark.parametrize("who", ["leader", "upline", "executive"])
def test_the_ranked_list_of_those_without_cover_is_one_click_from_home(browse: Browse, cast: Cast, ground: Ground, who: str) -> None:
    """J7, STRAT-4: with the delivery risk beside it; a second click opens the figure to its parts."""
    ground.key_result.critical = True
    ground.key_result.save()
    visit = browse(getattr(cast, who))
    page = visit.go("/")
    with visit.within(clicks=2, loads=1, required=0):
        page.get_by_role("link", name="Where delivery and capability are at risk").click()
        row = page.get_by_role("row", name="PAY-3")
        expect(row.first).to_contain_text("Gap: Delivery forecasting")
        expect(row.first.get_by_role("link", name="See who could build it for PAY-3")).to_be_visible()
        page.get_by_text("comes about").click()
        expect(page.get_by_text("1 person needed. 0 agreed goals serve it.")).to_be_visible()
