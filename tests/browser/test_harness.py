"""The browser fixtures themselves: what they should notice, they notice."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Route
from tests.browser.conftest import Visit

Browse = Callable[..., Visit]
STRICT = {"Content-Type": "text/html", "Content-Security-Policy": "default-src 'none'"}


def serve(visit: Visit, body: str) -> None:
    def answer(route: Route) -> None:
        route.fulfill(
            status=200, headers=STRICT, body=f"<!doctype html><html lang=en><title>Page</title><main><h1>Page</h1>{body}</main></html>"
        )

    visit.page.route("**/made-up/", answer)
    visit.go("/made-up/")


def test_an_inline_style_is_noticed(browse: Browse) -> None:
    """TRUST 2.3"""
    visit = browse()
    serve(visit, '<p style="color: red">words</p>')
    visit.page.wait_for_timeout(50)
    assert any("Content Security Policy" in text for text in visit.complaints)
    visit.complaints.clear()


def test_a_click_is_counted_and_typing_is_not(browse: Browse) -> None:
    """DESIGN 5"""
    visit = browse()
    serve(visit, "<label>Name <input></label><button type=button>Save</button>")
    visit.page.get_by_role("button").click()
    visit.page.get_by_role("textbox").focus()
    visit.page.keyboard.type("words")
    visit.page.keyboard.press("Tab")
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_timeout(50)
    assert visit.clicks == 1


def test_a_journey_over_budget_fails(browse: Browse) -> None:
    """DESIGN 5"""
    visit = browse()
    serve(visit, "")
    with pytest.raises(AssertionError, match="page loads"), visit.within(clicks=0, loads=0):
        visit.go("/made-up/")


def test_a_missing_label_is_noticed(browse: Browse) -> None:
    """ARCHITECTURE 6: axe"""
    visit = browse()
    serve(visit, "<input>")
    with pytest.raises(AssertionError, match="label"):
        visit.check_accessibility()
