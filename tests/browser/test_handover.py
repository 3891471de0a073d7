"""Handing over and taking over eight people, within the budgets of J6 and J6b, by pointer, by keyboard, on a phone (DESIGN 5)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect
from tests.agreed import agreed_plan
from tests.browser.conftest import Browse
from tests.cast import BEFORE, NOW, Cast

from cadenza.handover.actions import settle_lines
from cadenza.handover.models import Handover
from cadenza.people.actions import PersonDraft, add_person, begin_line
from cadenza.people.models import Person
from cadenza.plans.models import Commitment, Review

pytestmark = pytest.mark.django_db(transaction=True)
WAIT_MS = 15_000
NAMES = ("Ada Lund", "Bram Peeters", "Chiara Neri", "Dafydd Rees", "Esra Kaya", "Filip Horak", "Greta Olsen", "Hugo Silva")


@pytest.fixture
def eight(cast: Cast, pinned: object) -> list[Person]:
    """Eight people with agreed plans and an open commitment each, all reporting to the manager."""
    made = []
    for name in NAMES:
        draft = PersonDraft(name=name, email=f"{name.split()[0].lower()}@example.org", title="Engineer", start_date=BEFORE.date())
        made.append(add_person(draft, by=None, at=BEFORE, manager=cast.manager, since=BEFORE))
        agreed_plan(made[-1], cast.manager)
    return made


def move(people: list[Person], manager: Person, days: int) -> None:
    for person in people:
        begin_line(person, manager, since=NOW + timedelta(days=days), by=None, at=NOW)
    settle_lines(NOW)


@pytest.mark.parametrize("width", [1280, 390])
def test_j6_eight_people_are_handed_over_within_the_budget(cast: Cast, eight: list[Person], browse: Browse, width: int) -> None:
    """J6: at most 20 clicks, 10 required fields, 4 page loads; words for everybody and for each of the eight."""
    move(eight, cast.new_manager, days=4)
    visit = browse(cast.manager, width=width)
    page = visit.page
    with visit.within(clicks=20, loads=4, required=10):
        visit.go("/")
        page.get_by_role("link", name="Hand over Ada Lund").click()
        for label in ("What is in hand, and when is it due?", "What could go wrong?", "Who should the next manager know?"):
            page.get_by_label(label).click()
            page.keyboard.type("The ledger change, due on 18 December.")
        for number in range(8):
            page.get_by_label("What helps when working together?").nth(number).click()
            page.keyboard.type("Dates early, and in writing.")
        page.get_by_role("button", name="Check and send").click()
        page.wait_for_url("**/handovers/out/check/", timeout=WAIT_MS)
        page.get_by_role("button", name="Send handovers").click()
        expect(page.get_by_text("8 handovers are sent.")).to_be_visible(timeout=WAIT_MS)
    assert visit.clicks <= 15 and visit.loads <= 4
    sent = Handover.objects.exclude(sent_at=None)
    assert sent.count() == sent.filter(advice="Dates early, and in writing.", risks="The ledger change, due on 18 December.").count() == 8


@pytest.mark.parametrize("width", [1280, 390])
def test_j6b_eight_people_are_taken_over_within_the_budget(cast: Cast, eight: list[Person], browse: Browse, width: int) -> None:
    """J6b: at most 12 clicks, no required field, 2 page loads; each commitment by name, one of them with a new day."""
    move(eight, cast.new_manager, days=0)
    visit = browse(cast.new_manager, width=width)
    page = visit.page
    with visit.within(clicks=12, loads=2, required=0):
        visit.go("/")
        page.get_by_role("link", name="Take over Ada Lund").click()
        expect(page.get_by_text("Four sessions with Ruth")).to_have_count(8)
        page.get_by_text("Give it a new day", exact=True).first.click()
        page.get_by_label("New day", exact=True).first.fill("2026-12-18")
        page.get_by_label("Why?").first.fill("Ruth is away until then.")
        page.get_by_role("button", name="Take over all who are ticked").click()
        expect(page.get_by_role("heading", name="8 people are taken over")).to_be_visible(timeout=WAIT_MS)
    assert Handover.objects.filter(accepted_by=cast.new_manager).count() == 8
    assert Commitment.objects.filter(state="open", holder=cast.new_manager).count() == 8
    assert not Review.objects.filter(plan__owner__in=eight).exclude(moved_times=0).exists()
    expect(page.get_by_role("link", name="Open 1:1 with Ada Lund")).to_be_visible()


def test_both_ways_go_by_keyboard_alone(cast: Cast, eight: list[Person], browse: Browse) -> None:
    """DESIGN 9."""
    move(eight[:2], cast.new_manager, days=7)
    visit = browse(cast.manager)
    page = visit.go("/handovers/out/")
    visit.tab_to(page.get_by_label("What helps when working together?").nth(1))
    page.keyboard.type("Dates early.")
    visit.tab_to(page.get_by_role("button", name="Check and send"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/handovers/out/check/", timeout=WAIT_MS)
    visit.tab_to(page.get_by_role("button", name="Send handovers"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("2 handovers are sent.")).to_be_visible(timeout=WAIT_MS)
    move(eight[2:4], cast.new_manager, days=0)
    other = browse(cast.new_manager)
    page = other.go("/handovers/in/")
    other.tab_to(page.get_by_role("button", name="Take over all who are ticked"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="2 people are taken over")).to_be_visible(timeout=WAIT_MS)
    assert (visit.clicks, other.clicks) == (0, 0)


def test_both_ways_go_without_a_script(cast: Cast, eight: list[Person], browse: Browse) -> None:
    move(eight[:1], cast.new_manager, days=7)
    page = browse(cast.manager, javascript=False).go("/handovers/out/")
    page.get_by_label("What could go wrong?").fill("The freeze")
    page.get_by_role("button", name="Check and send").click()
    page.get_by_role("button", name="Send handover").click()
    expect(page.get_by_text("1 handover is sent.")).to_be_visible(timeout=WAIT_MS)
    move(eight[1:2], cast.new_manager, days=0)
    page = browse(cast.new_manager, javascript=False).go("/handovers/in/")
    page.get_by_role("button", name="Take over").click()
    expect(page.get_by_text("No manager changes that concern you.")).to_be_visible(timeout=WAIT_MS)
    assert Handover.objects.get(person=eight[1]).accepted_at is not None


def test_what_is_typed_is_saved_while_one_types_and_refused_words_lead_to_their_field(
    cast: Cast, eight: list[Person], browse: Browse
) -> None:
    """N11."""
    move(eight[:1], cast.new_manager, days=7)
    page = browse(cast.manager).go("/handovers/out/")
    for words in ("The freeze.", "The freeze, from 7 December."):
        page.get_by_label("What could go wrong?").fill(words)
        expect(page.locator("#save-state")).to_contain_text("Saved", timeout=WAIT_MS)
        page.wait_for_timeout(1200)
    visit = browse(cast.new_manager)
    visit.expected.append("422")
    move(eight[1:2], cast.new_manager, days=0)
    page = visit.go("/handovers/in/")
    page.get_by_text("Give it a new day", exact=True).click()
    page.get_by_role("button", name="Take over").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible(timeout=WAIT_MS)
    visit.check_accessibility()
    assert not Handover.objects.exclude(accepted_at=None).exists()


@pytest.mark.parametrize(("width", "theme"), [(1280, "dark"), (320, "light")])
def test_full_packs_can_be_read_and_used_by_everybody(cast: Cast, eight: list[Person], browse: Browse, width: int, theme: str) -> None:
    """ARCHITECTURE 6: axe, no sideways scrolling, no heavy page, with eight packs opened."""
    move(eight, cast.new_manager, days=0)
    move([cast.engineer], cast.new_manager, days=7)
    for person, path in ((cast.new_manager, "/handovers/in/"), (cast.manager, "/handovers/out/"), (cast.hr_admin, "/handovers/")):
        visit = browse(person, width=width, theme=theme)
        visit.go(path).evaluate("document.querySelectorAll('main details').forEach(one => one.open = true)")
        visit.check_accessibility()
        visit.check_fits()
        visit.check_weight()
