"""Private words of a plan: each opening stands in their reader's own chain, the copy asks for the password, paper has none (TRUST E2, 1.9)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from html.parser import HTMLParser
from uuid import uuid4

import pytest
from django.test import Client
from tests.cast import NOW
from tests.plans.conftest import OCTOBER, Pair

from cadenza.learning.actions import add_option
from cadenza.learning.rules import Fit, OptionDraft, OptionKind
from cadenza.people.models import Person
from cadenza.plans import actions
from cadenza.plans.edits import PlanEdits
from cadenza.plans.models import SelfView
from cadenza.plans.queries import self_views_of
from cadenza.trail.models import Content
from cadenza.trail.queries import private_entries_of
from cadenza.trail.verify import broken_links
from cadenza.web.clock import pinned
from cadenza.web.revisions import Edit, base_of

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
PLAN = "/people/sam-okafor/plans/2026-q4/"
PAGES = (PLAN, f"{PLAN}edit/", f"{PLAN}goals/1/", f"{PLAN}goals/1/history/")
KIND = "plans.private-text-read"


def openings(person: Person) -> int:
    return sum(one.kind == KIND for one in private_entries_of(person.pk))


def write_half(pair: Pair) -> SelfView:
    """The owner says what they find difficult, and shares it with nobody."""
    half: SelfView = {view.field: view for view in self_views_of(pair.fresh(), opened_for_owner=True)}["difficulties"]
    words = {"text": Edit("zqdifficultqz", base_of(half, "text"))}
    actions.save_words(pair.plan.pk, PlanEdits(difficulties=words), by=pair.owner, at=OCTOBER)
    return half


def test_each_opening_of_a_draft_stands_in_its_owners_own_chain(draft: Pair, sign_in: SignIn) -> None:
    """TRUST 1.9 P4, J1: per view, kind and plan sealed; nothing of it is told about the owner."""
    browser = sign_in(draft.owner)
    for number, page in enumerate(PAGES, start=1):
        assert browser.get(page).status_code == 200, page
        assert openings(draft.owner) == number, page
    assert {one.facts["plan"] for one in private_entries_of(draft.owner.pk) if one.kind == KIND} == {draft.plan.pk}
    in_clear = set(Content.objects.filter(by_id=draft.owner.pk, is_read=True).values_list("kind", "about_id"))
    assert in_clear == {("private", None)}
    assert list(broken_links()) == []


def test_what_both_may_read_is_no_private_reading(agreed: Pair, sign_in: SignIn) -> None:
    """E2 ends with sharing; the manager's reading of the plan is recorded about its owner as before, and never as a private one."""
    for reader in (agreed.owner, agreed.manager):
        for page in PAGES if reader == agreed.owner else (PLAN, *PAGES[2:]):
            assert sign_in(reader).get(page).status_code == 200, page
        assert openings(reader) == 0


def test_a_half_that_is_kept_back_is_recorded_where_it_is_shown(agreed: Pair, sign_in: SignIn) -> None:
    """PLAN-1, E2: on the plan and in the editor, for its owner alone."""
    write_half(agreed)
    for page in PAGES:
        sign_in(agreed.owner).get(page)
        assert "zqdifficultqz" not in sign_in(agreed.manager).get(PLAN).content.decode()
    assert (openings(agreed.owner), openings(agreed.manager)) == (2, 0)


def test_saving_while_one_writes_asks_nothing_and_records_no_opening(draft: Pair, sign_in: SignIn) -> None:
    """TRUST 1.9 beside PLAN-11: who writes is never asked again, however long ago they signed in, as long as the session lives."""
    browser = sign_in(draft.owner)
    for minutes in range(0, 100, 20):
        with pinned(NOW + timedelta(minutes=minutes)):
            page = browser.get(f"{PLAN}edit/")
            assert page.status_code == 200
            sent = browser.post(
                f"{PLAN}edit/", {"direction_picture": f"After {minutes} minutes", "base-direction_picture": ""}, HTTP_HX_REQUEST="true"
            )
            assert sent.status_code in {200, 409}
    assert openings(draft.owner) == 5


def test_private_words_leave_the_house_with_the_password_alone(draft: Pair, sign_in: SignIn) -> None:
    """ASVS 7.5.3, TRUST 1.9: the copy of one's records asks, a fresh session too; a wrong password gives nothing."""
    browser = sign_in(draft.owner)
    for password in ("", "not the password"):
        answer = browser.post("/me/data/copy/", {"form": "md", "password": password, "op_id": str(uuid4())})
        assert answer.status_code == 422
        assert "I can forecast a change" not in answer.content.decode()


class Printed(HTMLParser):
    """What of a page's main part a printer gets: its words and what stands in its fields."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.kept: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        hidden = "no-print" in (told.get("class") or "").split()
        if not hidden and not self.hides:
            self.kept.append(told.get("value") or "")
        if tag not in {"input", "br", "img", "hr"}:
            self.open.append((tag, hidden))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A part of a picture: neither words nor anything around them."""

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not self.hides:
            self.kept.append(data)

    @property
    def hides(self) -> bool:
        return any(hidden for _tag, hidden in self.open)


def on_paper(browser: Client, address: str) -> tuple[str, str]:
    """The main part of a page as it stands on the screen, and as it is printed."""
    page = browser.get(address).content.decode()
    shown = page[page.index("<main") : page.index("</main>")]
    printer = Printed()
    printer.feed(shown)
    return shown, "".join(printer.kept)


def test_private_words_are_kept_off_paper(draft: Pair, sign_in: SignIn) -> None:
    """TRUST E2: the part of each page that holds them is not printed, and the print says where a copy is to be had."""
    browser = sign_in(draft.owner)
    for address in PAGES:
        shown, printed = on_paper(browser, address)
        assert "I can forecast a change" in shown, address
        assert "I can forecast a change" not in printed, address
        assert "What only you can read is not printed." in printed, address
    actions.share_plan(draft.plan.pk, by=draft.owner, at=OCTOBER)
    write_half(draft)
    for address in PAGES:
        shown, printed = on_paper(browser, address)
        assert "I can forecast a change" in printed, address
        assert "zqdifficultqz" not in printed, address
        assert ("zqdifficultqz" in shown) is (address in PAGES[:2]), address
        assert ("is not printed" in printed) is (address in PAGES[:2]), address


def test_what_the_catalogue_offers_beside_a_draft_is_recorded_and_kept_off_paper_too(draft: Pair, sign_in: SignIn) -> None:
    """TRUST E2, 1.9: the page of options and an option's own page name the goals of a plan that nobody else reads."""
    fits = (Fit(draft.ground.forecasting.pk, 3),)
    found = add_option(OptionDraft("Pairing on a forecast", OptionKind.PEER, fits=fits), by=None, at=OCTOBER)
    pages = (f"{PLAN}goals/1/options/", f"/learning/{found.slug}/")
    browser = sign_in(draft.owner)
    for number, address in enumerate(pages, start=1):
        shown, printed = on_paper(browser, address)
        assert openings(draft.owner) == number, address
        assert "I can forecast a change" in shown, address
        assert "I can forecast a change" not in printed, address
        assert "What only you can read is not printed." in printed, address
    sign_in(draft.manager).get(pages[1])
    assert openings(draft.manager) == 0
    actions.share_plan(draft.plan.pk, by=draft.owner, at=OCTOBER)
    for address in pages:
        assert "I can forecast a change" in on_paper(browser, address)[1], address
    assert openings(draft.owner) == 2
