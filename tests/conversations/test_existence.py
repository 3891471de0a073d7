"""EARLY-2, TRUST T09, T20, T21, T32: to everybody but its author, a note that is and a note that never was are one and the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from tests.agreed import agreed_plan
from tests.cast import NOW, Cast
from tests.conversations.conftest import DETAILS, POINTS, Talk, move, words
from tests.masked import asked_at, masked

from cadenza.conversations import actions, writing
from cadenza.conversations.models import Note
from cadenza.conversations.writing import NoteDetails
from cadenza.handover.actions import settle_lines
from cadenza.handover.models import Handover
from cadenza.people.models import Person
from cadenza.web.reports import BareReporter

pytestmark = pytest.mark.django_db

ONLOOKERS = ["peer", "upline", "leader", "delegate", "new_manager", "hr_partner", "hr_admin", "operator", "privacy_officer", "executive", "outsider"]  # fmt: skip


def addresses(cast: Cast) -> list[str]:
    """Where an onlooker could look for a trace."""
    found = ["/", "/notes/", "/notes/new/", "/agreed-points/", "/teams/", "/overview/", "/handovers/", "/search/?q=Lena", "/me/settings/"]
    found += ["/settings/people/", "/settings/", "/help/", "/people/lena-vogt/", "/people/priya-raman/", "/teams/payments/"]
    return [*found, f"/people/{cast.peer.handle}/one-to-ones/"]


def seen_by(person: Person, cast: Cast, sign_in: Callable[[Person], Client]) -> dict[str, tuple[int, str]]:
    client = sign_in(person)
    return {one: (answer.status_code, masked(answer.content.decode())) for one in addresses(cast) if (answer := client.get(one))}


@pytest.mark.parametrize("role", ONLOOKERS)
def test_an_onlookers_pages_are_the_same_with_and_without_a_note(cast: Cast, sign_in: Callable[[Person], Client], role: str) -> None:
    """TRUST T09: to the byte, tokens and clock masked; also to the person the note is about."""
    agreed_plan(cast.peer, cast.manager)
    person = getattr(cast, role)
    sign_in(person).get("/")  # both clocks of the session run from here
    before = seen_by(person, cast, sign_in)
    note = actions.record_note(cast.peer.pk, DETAILS, by=cast.manager, at=NOW)
    later = actions.repeat_note(note.ref, words(), seen_since="Half of it", by=cast.manager, at=NOW)
    actions.end_note(later.ref, "personal", "Other support", by=cast.manager, at=NOW)
    earlier = replace(DETAILS, held_on=date(2026, 10, 14), follow_up_on=date(2026, 11, 20))
    actions.record_note(cast.peer.pk, earlier, by=cast.manager, at=NOW - timedelta(days=40))
    assert seen_by(person, cast, sign_in) == before


def test_a_handover_is_the_same_with_and_without_a_note(cast: Cast, sign_in: Callable[[Person], Client]) -> None:
    """HAND-3: the successor is not told."""
    agreed_plan(cast.peer, cast.manager)
    actions.record_note(cast.engineer.pk, DETAILS, by=cast.manager, at=NOW)
    move(cast.peer, cast.new_manager, at=NOW)
    settle_lines(NOW)
    pages = ["/", "/handovers/", "/handovers/in/", f"/handovers/{Handover.objects.get().ref}/", "/people/lena-vogt/"]
    client = sign_in(cast.new_manager)
    client.get("/")
    before = [masked(client.get(one).content.decode()) for one in pages]
    note = actions.record_note(cast.engineer.pk, DETAILS, by=cast.manager, at=NOW)
    Note.objects.filter(pk=note.pk).update(subject=cast.peer, recorded_at=NOW - timedelta(days=3))
    assert [masked(client.get(one).content.decode()) for one in pages] == before


@pytest.mark.parametrize("role", [*ONLOOKERS, "engineer"])
@pytest.mark.parametrize("tail", ["", "edit/", "delete/", "repeat/", "points/", "escalate/"])
def test_an_unseen_note_and_an_unknown_one_cost_the_same_statements(
    shared: Talk, sign_in: Callable[[Person], Client], role: str, tail: str
) -> None:
    """TRUST T32, 0.6: the same statements and the same answer."""
    client = sign_in(getattr(shared.cast, role))
    client.get("/help/")
    asked = [asked_at(client, f"/notes/{ref}/{tail}") for ref in (shared.ref, "N-ZZZZZZZZ")]
    assert asked[0] == asked[1]
    assert asked[0][0] == 404


@pytest.mark.parametrize("role", ["upline", "hr_admin", "engineer", "new_manager", "operator"])
def test_unseen_points_and_bundles_neither(shared: Talk, sign_in: Callable[[Person], Client], role: str) -> None:
    """TRUST T32."""
    bundle = shared.escalate()
    client = sign_in(getattr(shared.cast, role))
    client.get("/help/")
    for known, unknown in ((f"/agreed-points/{shared.slip.ref}/", "/agreed-points/A-ZZZZZZZZ/"), (f"/formal/escalations/{bundle.ref}/", "/formal/escalations/E-ZZZZZZZZ/")):  # fmt: skip
        assert asked_at(client, known) == asked_at(client, unknown)


def test_the_person_finds_no_unopened_bundle(shared: Talk, sign_in: Callable[[Person], Client]) -> None:
    """TRUST F3, T32."""
    bundle = shared.escalate()
    client = sign_in(shared.cast.peer)
    client.get("/help/")
    assert asked_at(client, f"/formal/escalations/{bundle.ref}/") == asked_at(client, "/formal/escalations/E-ZZZZZZZZ/")


def test_a_fault_while_a_note_is_saved_quotes_nothing(
    cast: Cast, sign_in: Callable[[Person], Client], monkeypatch: pytest.MonkeyPatch, heard: list[str]
) -> None:
    """TRUST T20: page, log, mail and the report of the fault; the words stay with whoever typed them."""
    secret = "zqfaultqz"

    def fail(_subject: Person, details: NoteDetails, **_more: Any) -> None:
        kept = details.sealed_words()
        raise RuntimeError(f"Failing row contains ({kept['concern']})")

    monkeypatch.setattr(writing, "_record", fail)
    client = sign_in(cast.manager)
    client.raise_request_exception = False
    sent = {**DETAILS.words, "concern": secret, "person": cast.peer.pk, "held_on": "2026-11-23", "follow_up_on": "2026-12-21"}
    answer = client.post("/notes/new/", {"op_id": str(uuid4()), **sent})
    assert answer.status_code == 500
    assert "Failing row" not in answer.content.decode()
    assert secret in answer.content.decode()  # in the form to send again, for its writer alone
    assert not [line for line in heard if secret in line]
    assert mail.outbox == []
    assert not Note.objects.exists()
    request = answer.wsgi_request
    try:
        fail(cast.peer, DETAILS)
    except RuntimeError as error:
        report = BareReporter(request, type(error), error, error.__traceback__)
        for told in (report.get_traceback_text(), report.get_traceback_html()):
            assert secret not in told
            assert DETAILS.words["concern"] not in told


def test_the_record_of_an_author_tells_no_onlooker_whom_it_is_about(shared: Talk) -> None:
    """TRUST T21, J1: what an audit screen could show of these entries is "private record", without a subject."""
    actions.note_reading(shared.note, by=shared.cast.manager, at=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, about_id, facts FROM trail_content WHERE by_id = %s AND sealed IS NOT NULL", [shared.cast.manager.pk])
        rows = cursor.fetchall()
    assert rows
    assert {(row[0], row[1], str(row[2]).strip('"')) for row in rows} == {("private", None, "{}")}


def test_late_points_of_nobody_else_are_confirmed_by_nobody_else(cast: Cast, sign_in: Callable[[Person], Client]) -> None:
    """TRUST F2."""
    slip = actions.enter_points(cast.peer.pk, POINTS, by=cast.manager, at=NOW)
    for person in (cast.manager, cast.engineer, cast.hr_partner):
        answer = sign_in(person).post(f"/agreed-points/{slip.ref}/confirm/", {"op_id": str(uuid4()), "took_place": "yes"})
        assert answer.status_code == 404
