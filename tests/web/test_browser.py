"""The shell in a real browser: every component accessible in every dress, autosave, conflict, loss of network, end of session (DESIGN 3, 6, 9)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.browser import conftest as browser_fixtures
from tests.browser.conftest import Browse
from tests.web.sample import Note, Somebody

from cadenza.web.clock import now
from cadenza.web.revisions import Edit, base_of

browse, chromium = browser_fixtures.browse, browser_fixtures.chromium

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("sample_room", "no_notes")]


@pytest.fixture
def note() -> Note:
    return Note.objects.create(pk=1)


def write(page: Page, text: str) -> None:
    page.get_by_label("What will you be able to do?").press_sequentially(text)


@pytest.mark.parametrize("address", ["/sample/", "/sample/?wrong=1"])
@pytest.mark.parametrize(
    ("width", "theme", "direction"),
    [
        (1280, "light", "ltr"),
        (1280, "dark", "ltr"),
        (1280, "light", "rtl"),
        (390, "dark", "rtl"),
        (360, "dark", "ltr"),
        (320, "light", "ltr"),
        (320, "light", "rtl"),
    ],
)
def test_every_component_is_accessible_and_fits(
    browse: Browse, settings: Any, address: str, width: int, theme: str, direction: str
) -> None:
    """DESIGN 9: zero violations at each width, theme and direction."""
    settings.LANGUAGES = [("en-gb", "English"), ("ar", "Arabic")]
    visit = browse(width=width, theme=theme)
    visit.expected.append("does not conform to the required format")
    page = visit.go(address + ("&" if "?" in address else "?") + ("lang=ar" if direction == "rtl" else "lang=en-gb"))
    assert page.locator("html").get_attribute("dir") == direction
    visit.check_fits()
    visit.check_weight()
    visit.check_accessibility()


@pytest.mark.parametrize(
    "address", ["/accounts/login/", "/accounts/password/reset/", "/accounts/logout/", "/nowhere/", "/sample/forbidden/"]
)
def test_sign_in_and_refusals_are_accessible_too(browse: Browse, address: str) -> None:
    visit = browse(width=360, theme="dark")
    visit.go(address)
    visit.check_fits()
    visit.check_accessibility()


def test_what_is_typed_is_saved_without_a_page_load(browse: Browse, note: Note) -> None:
    visit = browse()
    page = visit.go("/sample/")
    write(page, "I can forecast a change.")
    expect(page.locator("#save-state")).to_have_text("Saved 14:03")
    seen = page.locator("[name=base-outcome]").input_value()
    write(page, " And say how sure I am.")
    expect(page.locator("[name=base-outcome]")).not_to_have_value(seen)
    expect(page.locator("#save-state")).to_have_text("Saved 14:03")
    assert Note.objects.get().outcome == "I can forecast a change. And say how sure I am."
    assert visit.loads == 1


def test_somebody_elses_words_are_shown_and_both_can_be_kept(browse: Browse, note: Note) -> None:
    page = browse().go("/sample/")
    theirs = Note.objects.get()
    theirs.apply_edits({"outcome": Edit("Theirs.", base_of(theirs, "outcome"))}, by=Somebody(2), at=now())
    theirs.save()
    write(page, "Mine.")
    expect(page.locator("#notice")).to_contain_text("Somebody else saved this first")
    expect(page.get_by_label("What will you be able to do?")).to_have_value("Mine.")
    page.locator("#notice").get_by_role("button", name="Keep both").click()
    expect(page.locator("#save-state")).to_have_text("Saved 14:03")
    assert Note.objects.get().outcome == "Theirs.\n\nMine."


def test_without_a_network_the_words_stay_and_are_saved_when_it_is_back(browse: Browse, note: Note) -> None:
    """N08, TRUST 0.8."""
    visit = browse()
    visit.expected.append("console:")
    page = visit.go("/sample/")
    page.context.set_offline(True)
    write(page, "On the train.")
    expect(page.locator("#save-state")).to_contain_text("Not saved.")
    expect(page.get_by_label("What will you be able to do?")).to_have_value("On the train.")
    page.context.set_offline(False)
    expect(page.locator("#save-state")).to_have_text("Saved 14:03")
    assert Note.objects.get().outcome == "On the train."


def test_a_save_that_failed_can_be_tried_again_with_one_click(browse: Browse, note: Note) -> None:
    visit = browse()
    visit.expected += ["answered 502", "console:"]
    page = visit.go("/sample/")
    page.route("**/save/", lambda route: route.fulfill(status=502, body="<h1>Bad gateway</h1>"))
    write(page, "Still here.")
    expect(page.locator("#save-state")).to_contain_text("Your words are still here.")
    expect(page.locator("body")).not_to_contain_text("Bad gateway")
    page.unroute("**/save/")
    page.locator("#save-state").get_by_role("button", name="Try again").click()
    expect(page.locator("#save-state")).to_have_text("Saved 14:03")


def test_a_key_that_changed_in_another_tab_is_taken_up(browse: Browse, note: Note) -> None:
    """N12: signing in again rotates the token; the page that was open meanwhile still saves."""
    visit = browse()
    page = visit.go("/sample/")
    page.context.add_cookies([{"name": "csrf", "value": "a" * 32, "url": visit.site}])
    write(page, "After signing in again.")
    expect(page.locator("#save-state")).to_have_text("Saved 14:03")


def test_before_the_session_ends_one_click_keeps_it(browse: Browse, note: Note) -> None:
    """T23: the warning comes two minutes ahead and the words stay."""
    visit = browse()
    page = visit.page
    page.clock.install()
    visit.go("/sample/")
    page.clock.fast_forward(27 * 60 * 1000)
    expect(page.locator("#notice")).to_be_empty()
    page.clock.fast_forward(70 * 1000)
    page.get_by_role("button", name="Stay signed in").click()
    expect(page.locator("#notice")).to_be_empty()
    expect(page.locator("#live")).to_have_text("You stay signed in.")


def test_without_a_script_the_button_saves(browse: Browse, note: Note) -> None:
    visit = browse(javascript=False)
    visit.expected.append("answered")
    page = visit.go("/sample/")
    page.get_by_label("What will you be able to do?").fill("Without a script.")
    page.get_by_role("button", name="Mark review as held").click()
    assert Note.objects.get().outcome == "Without a script."


def test_a_refused_form_puts_the_reader_at_its_summary(browse: Browse) -> None:
    visit = browse()
    visit.expected.append("does not conform to the required format")
    page = visit.go("/sample/?wrong=1")
    expect(page.locator("#problem")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("What will you be able to do?")).to_be_focused()


def test_the_menu_of_a_small_screen_opens_and_closes_by_keyboard(browse: Browse) -> None:
    page = browse(width=390).go("/sample/")
    page.locator(".menu summary").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="My plan")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="My plan")).not_to_be_visible()
    expect(page.locator(".menu summary")).to_be_focused()


def test_the_first_tab_leads_past_the_navigation(browse: Browse) -> None:
    page = browse().go("/sample/forbidden/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()


def test_a_hint_can_be_dismissed(browse: Browse) -> None:
    page = browse().go("/sample/")
    page.locator("#hint-1").get_by_role("button", name="Dismiss").click()
    expect(page.locator("#hint-1")).to_have_count(0)


def test_nothing_is_kept_in_the_browser(browse: Browse, note: Note) -> None:
    """N11, T22: no words in storage, whatever was typed."""
    page = browse().go("/sample/")
    write(page, "zq-planted-0003")
    expect(page.locator("#save-state")).to_have_text("Saved 14:03")
    assert page.evaluate("Object.keys(localStorage)") == []
    assert page.evaluate("Object.keys(sessionStorage)") == ["htmx-current-path-for-history"]  # an address, no content


def test_no_request_carries_words_in_its_address(browse: Browse, note: Note) -> None:
    page = browse().go("/sample/")
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url))
    write(page, "zq-planted-0004")
    expect(page.locator("#save-state")).to_have_text("Saved 14:03")
    assert not [address for address in addresses if re.search("planted", address)]
