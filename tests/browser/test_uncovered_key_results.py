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
