"""What leaves the screen: a plan and a review on paper, an agenda in the clipboard (DESIGN 4, REV-5, STRAT-5)."""

from __future__ import annotations

import io
import re
from datetime import datetime

import pytest
from pypdf import PdfReader
from tests.agreed import SECOND, agreed_plan
from tests.browser.conftest import Browse, Visit
from tests.cast import Cast

from cadenza.plans.models import Plan, Review, Version
from cadenza.plans.queries import rows_of, words_of
from cadenza.rhythm.actions import add_point

pytestmark = pytest.mark.django_db(transaction=True)

LONG = " ".join(f"word{number:03}" for number in range(600))
"""More than any box shows without scrolling."""
PLAN, MEETING = "/people/sam-okafor/plans/2026-q4/", f"/people/sam-okafor/one-to-ones/{SECOND}/"
FURNITURE = ("Skip to main content", "Search", "Help and contact", "Sign out", "My plan", "Mark review as held", "Save", "Copy as Markdown")
"""What belongs to the screen: navigation and buttons."""


@pytest.fixture
def plan(cast: Cast, pinned: datetime) -> Plan:
    made = agreed_plan(cast.engineer, cast.manager)
    made.goals.filter(number=1).update(success_measure=LONG)
    Version.objects.filter(plan=made).update(words=words_of(rows_of(made)))
    Review.objects.filter(plan=made, due_on=SECOND).update(done=LONG, in_the_way="A\n" * 60 + "the last line")
    add_point("sam-okafor", by=cast.engineer, at=pinned, text="The next release", day=SECOND)
    return made


def paper(visit: Visit, path: str) -> str:
    """The page as Chromium prints it: its text on one line."""
    visit.go(path)
    visit.page.wait_for_load_state("networkidle")
    printed = PdfReader(io.BytesIO(visit.page.pdf(prefer_css_page_size=True)))
    assert {(round(float(one.mediabox.width)), round(float(one.mediabox.height))) for one in printed.pages} == {(595, 842)}  # A4
    return " ".join(" ".join(one.extract_text() for one in printed.pages).split())


def words_in(text: str) -> list[str]:
    return re.findall(r"word\d{3}", text)


@pytest.mark.parametrize("role", ["engineer", "manager"])
def test_a_plan_is_printed_whole_and_without_the_screens_furniture(browse: Browse, cast: Cast, plan: Plan, role: str) -> None:
    text = paper(browse(getattr(cast, role)), PLAN)
    assert words_in(text) == LONG.split()
    assert "Lead a design review outside the own team" in text
    assert [one for one in FURNITURE if one in text] == []


@pytest.mark.parametrize("role", ["engineer", "manager"])
def test_a_review_is_printed_whole_though_its_boxes_are_small(browse: Browse, cast: Cast, plan: Plan, role: str) -> None:
    text = paper(browse(getattr(cast, role)), MEETING)
    assert words_in(text) == LONG.split()
    assert "the last line" in text
    assert "The next release" in text
    assert [one for one in FURNITURE if one in text] == []


def test_a_phone_prints_what_a_desk_prints(browse: Browse, cast: Cast, plan: Plan) -> None:
    text = paper(browse(cast.engineer, width=390), MEETING)
    assert words_in(text) == LONG.split()


def test_the_agenda_is_copied_with_one_click(browse: Browse, cast: Cast, plan: Plan) -> None:
    """REV-5."""
    visit = browse(cast.engineer)
    visit.page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=visit.site)
    with visit.within(clicks=1, loads=1):
        visit.go(MEETING)
        visit.page.get_by_role("link", name="Copy as Markdown").click()
        visit.page.get_by_role("link", name="Copied").wait_for()
    text = visit.page.evaluate("navigator.clipboard.readText()")
    assert text.startswith("# 1:1, Tuesday 24 November 2026\n\n## Agenda\n\n- [ ] The next release\n")
    assert visit.page.locator("#live").text_content() == "Copied"


def test_without_a_script_the_agenda_is_a_page_of_text(browse: Browse, cast: Cast, plan: Plan) -> None:
    visit = browse(cast.engineer, javascript=False)
    visit.go(f"{MEETING}markdown/")
    assert "- [ ] The next release" in (visit.page.text_content("body") or "")


def test_the_account_page_with_a_fresh_calendar_address_is_readable_for_everybody(browse: Browse, cast: Cast, plan: Plan) -> None:
    for width, theme in ((1280, "light"), (360, "dark")):
        visit = browse(cast.engineer, width=width, theme=theme)
        visit.go("/me/settings/")
        visit.page.get_by_role("button", name=re.compile("Make a")).click()
        visit.page.get_by_label("Address of your calendar").wait_for()
        visit.check_accessibility()
        visit.check_fits()
