"""To everybody who is not on a formal plan, one that is and one that never was are the same (TRUST T03, T07, T09, T20, T32; PIP-8, DUE-2)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from tests.cast import NOW
from tests.formal import TERMS, Way
from tests.masked import asked_at, masked

from cadenza.home.actions import make_calendar_link
from cadenza.improvement import ledger
from cadenza.improvement.rules import State
from cadenza.people.models import Person
from cadenza.web import clock

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]

ONLOOKERS = ("on_pip", "peer", "upline", "executive", "privacy_officer", "operator", "delegate")
"""Not the manager, the HR partner, HR admin with the register, nor the mentor whom a neutral request reaches (TRUST R12)."""


def addresses(person: Person) -> list[str]:
    """Where somebody could look for a trace of a plan about this person."""
    theirs = [reverse(name, args=[person.handle]) for name in ("person", "evidence")]
    searches = [f"/search/?q={word}" for word in (person.name.split()[0], "formal")]
    return [
        "/",
        "/formal/",
        "/formal/new/",
        "/agreed-points/",
        "/me/data/",
        *theirs,
        *searches,
        "/teams/payments/",
        "/overview/",
        "/drift/",
    ]


def seen_by(browsers: dict[str, Client], person: Person) -> dict[tuple[str, str], tuple[int, str]]:
    found = {}
    for role, browser in browsers.items():
        for address in addresses(person):
            answer = browser.get(address)
            found[role, address] = (answer.status_code, masked(answer.content.decode()))
    return found


@pytest.mark.slow
@pytest.mark.once
def test_onlookers_pages_are_the_same_with_and_without_a_plan(way: Way, sign_in: SignIn) -> None:
    """TRUST T09, T03: to the byte, tokens and clock masked; before it is opened for the person too, afterwards for everybody but them."""
    browsers = {role: sign_in(getattr(way.cast, role)) for role in ONLOOKERS}
    for browser in browsers.values():
        browser.get("/")  # both clocks of each session run from here
    before = seen_by(browsers, way.cast.on_pip)
    assert {status for status, _page in before.values()} == {200, 404}
    way.to(State.CO_SIGNED)
    after = seen_by(browsers, way.cast.on_pip)
    assert [where for where, page in after.items() if page != before[where]] == []
    way.to(State.ACTIVE)
    del browsers["on_pip"]
    after = seen_by(browsers, way.cast.on_pip)
    assert [where for where, page in after.items() if page != before[where]] == []


PAGES = ("", "support/", "record/", "record/paper/", "advice/", "checkpoints/1/", "checkpoints/1/stand-in/", "steps/terms/", "appeal/link/")


def test_an_unseen_plan_and_an_unknown_one_cost_the_same_statements(way: Way, sign_in: SignIn) -> None:
    """TRUST T32: the same statements and the same answer, to the person too before the opening, and to other people's HR and managers."""
    way.to(State.CO_SIGNED)
    for role in (*ONLOOKERS, "new_manager", "outsider", "outsider_manager", "mentor"):
        client = sign_in(getattr(way.cast, role))
        client.get("/help/")
        for page in PAGES:
            unseen, unknown = (asked_at(client, f"/formal/{ref}/{page}") for ref in (way.ref, "F-ZZZZZZZZ"))
            assert (role, page, *unseen) == (role, page, *unknown)
            assert unseen[0] in {404, 405}


def test_no_calendar_knows_of_a_plan(way: Way) -> None:
    """TRUST T07, DUE-2: neither opening nor checkpoints, for those on it neither; the feed is the same to the byte."""
    people = (way.cast.on_pip, way.cast.manager, way.cast.hr_partner)
    links = [reverse("calendar-feed", args=[make_calendar_link(by=one, at=way.at)]) for one in people]
    with clock.pinned(NOW):
        before = [Client().get(link) for link in links]
        way.to(State.ACTIVE)
        with clock.pinned(NOW):
            after = [Client().get(link) for link in links]
    assert {one.status_code for one in before} == {200}
    assert [one.content for one in after] == [one.content for one in before]


def test_a_fault_while_a_plan_is_saved_quotes_nothing(way: Way, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, heard: list[str]) -> None:
    """TRUST T18, T20: page, log and mail; the words stay with whoever typed them, and nothing is half there."""
    way.to(State.GATE_PASSED)
    length = way.case.length

    def fail(*_args: object, words: dict[str, Any], **_more: Any) -> None:
        raise RuntimeError(f"Failing row contains ({words['concern']})")

    monkeypatch.setattr(ledger, "add", fail)
    with clock.pinned(way.at):
        client = sign_in(way.cast.manager)
    client.raise_request_exception = False
    with clock.pinned(way.at):
        sent = {**TERMS, "concern": "zqfaultqz", "weeks": 8, "seen": 0, "op_id": str(uuid4())}
        answer = client.post(f"/formal/{way.ref}/steps/terms/", sent)
    assert answer.status_code == 500
    assert "Failing row" not in answer.content.decode()
    assert "zqfaultqz" in answer.content.decode()  # in the form to send again, for its writer alone
    assert [line for line in heard if "zqfaultqz" in line] == []
    assert (mail.outbox, way.case.length) == ([], length)
