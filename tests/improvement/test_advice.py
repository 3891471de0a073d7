"""HR's own workspace beside a formal plan: sealed apart, for the HR partner of the case alone (TRUST G5, 1.9, L10, L13)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from tests.formal import SUMMER, Way

from cadenza.improvement import advice_rules, ledger, running
from cadenza.improvement import guard as formal_guard
from cadenza.improvement.advice import broken_workspaces, unit_of, workspace_for, write_advice
from cadenza.improvement.models import Advice, Case
from cadenza.improvement.papers import record_paper
from cadenza.improvement.queries import page_for, readings
from cadenza.improvement.retiring import purge_cases, standing
from cadenza.improvement.rules import State
from cadenza.objections import OutOfStep, Refused, Unseen
from cadenza.people.keeping import Reach
from cadenza.people.models import Freeze, HRScope, Person
from cadenza.sealing.keys import Unreadable
from cadenza.sealing.models import DataKey
from cadenza.trail.models import Content
from cadenza.web import clock

SignIn = Callable[[Person], Client]
WORDS = "zq-counsel says to wait for the second pairing."


def test_what_is_kept_in_the_workspace() -> None:
    """TRUST G5, L13."""
    assert advice_rules.objections_to_advice(WORDS) == []
    assert [one.code for one in advice_rules.objections_to_advice(" -")] == ["advice-empty"]
    assert advice_rules.objections_to_advice("x" * 20_001)
    assert advice_rules.objections_to_changing_advice(own=True, seen=2, version=2) == []
    assert [one.code for one in advice_rules.objections_to_changing_advice(own=False, seen=2, version=2)] == ["advice-of-another"]
    assert [one.code for one in advice_rules.objections_to_changing_advice(own=True, seen=1, version=2)] == ["formal-words-changed"]


@pytest.mark.django_db
def test_the_hr_partner_of_the_case_alone_reads_and_writes_it(way: Way) -> None:
    """TRUST G5: not the person, the manager, the decision-maker, HR admin, nor the HR partner until yesterday (X6)."""
    cast = way.to(State.ASSESSMENT).cast
    Case.objects.update(decider=cast.outsider_manager)
    write_advice(way.ref, WORDS, by=cast.hr_partner, at=way.at)
    for who in set(cast.everybody().values()) - {cast.hr_partner}:
        for attempt in (
            lambda who=who: workspace_for(who, way.ref, at=way.at),
            lambda who=who: write_advice(way.ref, "x", by=who, at=way.at),
        ):
            with pytest.raises(Unseen):
                attempt()
    with pytest.raises(Unseen):
        write_advice("F-NEVER", "x", by=cast.hr_partner, at=way.at)
    HRScope.objects.create(person=cast.outsider, partner=cast.executive, since=SUMMER)
    running.name_hr_partner(way.ref, cast.executive.pk, by=cast.hr_admin, at=way.at)
    with pytest.raises(Unseen):
        workspace_for(cast.hr_partner, way.ref, at=way.at)
    space = workspace_for(cast.executive, way.ref, at=way.at)
    assert [(one.words, one.by) for one in space.notes] == [(WORDS, cast.hr_partner.name)]
    with pytest.raises(OutOfStep):
        write_advice(way.ref, "Other words.", number=1, seen=1, by=cast.executive, at=way.at)


@pytest.mark.django_db
def test_a_change_is_another_version_and_nothing_is_overwritten(way: Way) -> None:
    """TRUST L13: so a freeze needs no rule of its own here."""
    cast = way.to(State.DRAFT).cast
    write_advice(way.ref, WORDS, by=cast.hr_partner, at=way.at)
    write_advice(way.ref, "Asked again.", number=1, seen=1, by=cast.hr_partner, at=way.at + timedelta(hours=1))
    write_advice(way.ref, "Second.", by=cast.hr_partner, at=way.at)
    space = workspace_for(cast.hr_partner, way.ref, at=way.at)
    assert [(one.number, one.version, one.words) for one in space.notes] == [(1, 2, "Asked again."), (2, 1, "Second.")]
    assert Advice.objects.count() == 3
    for number, seen in ((1, 1), (9, 1)):
        with pytest.raises((OutOfStep, Unseen)):
            write_advice(way.ref, "Late.", number=number, seen=seen, by=cast.hr_partner, at=way.at)
    with pytest.raises(Refused):
        write_advice(way.ref, " ", by=cast.hr_partner, at=way.at)


@pytest.mark.django_db
def test_it_is_in_no_record_paper_reading_list_or_chain_of_the_plan(way: Way) -> None:
    """TRUST G5, 1.9: sealed under its own key; each opening recorded where the HR partner reads it, not where the person does."""
    cast = way.to(State.ACTIVE).cast
    before = (way.case.length, len(readings(page_for(cast.on_pip, "read", way.ref, at=way.at))))
    write_advice(way.ref, WORDS, by=cast.hr_partner, at=way.at)
    space = workspace_for(cast.hr_partner, way.ref, at=way.at)
    assert [name for _at, name in space.readings] == [cast.hr_partner.name]
    assert (way.case.length, len(readings(page_for(cast.on_pip, "read", way.ref, at=way.at)))) == before
    assert "zq-counsel" not in bytes(Advice.objects.get().sealed).decode("latin-1")
    for reader in (cast.hr_partner, cast.on_pip, cast.manager):
        paper = record_paper(page_for(reader, "print", way.ref, at=way.at), intact=True, reader=reader, at=way.at)
        assert "zq-counsel" not in repr(paper)
    assert not list(ledger.broken_records())


@pytest.mark.django_db
def test_it_is_erased_with_the_plan(way: Way) -> None:
    """TRUST L18, 0.7: its key, its rows and what its chain said."""
    cast = way.to(State.DRAFT).cast
    write_advice(way.ref, WORDS, by=cast.hr_partner, at=way.at)
    case = way.case
    purge_cases([case.pk], at=way.at)
    assert not Advice.objects.exists()
    assert not DataKey.objects.filter(unit=unit_of(case).name, destroyed_at=None).exists()
    assert not Content.objects.filter(entry__chain__key=f"case-advice:{case.pk}", kind__startswith="improvement").exists()


@pytest.mark.django_db
def test_the_page_asks_for_the_password_and_says_who_sees_it(way: Way, sign_in: SignIn) -> None:
    """TRUST 1.9: step-up to open; nobody else finds the page or a way to it."""
    cast = way.to(State.ACTIVE).cast
    address = f"/formal/{way.ref}/advice/"
    with clock.pinned(way.at):
        browser = sign_in(cast.hr_partner)
        assert "advice/" in browser.get(f"/formal/{way.ref}/").content.decode()
        assert browser.post(address, {"words": WORDS, "op_id": str(uuid4())}).status_code == 303
        assert "You see this page as HR partner" in browser.get(address).content.decode()
        refused = browser.post(address, {"words": " ", "op_id": str(uuid4())})
        assert refused.status_code == 422
        assert WORDS in browser.get(f"{address}1/").content.decode()
        assert browser.post(f"{address}1/", {"words": "Later.", "seen": "1", "op_id": str(uuid4())}).status_code == 303
        assert browser.post(f"{address}1/", {"words": "Late.", "seen": "1", "op_id": str(uuid4())}).status_code == 409
        assert browser.get(f"{address}9/").status_code == 404
        for other in (cast.on_pip, cast.manager, cast.hr_admin):
            assert sign_in(other).get(address).status_code == 404
        for other in (cast.on_pip, cast.manager):
            assert "advice/" not in sign_in(other).get(f"/formal/{way.ref}/").content.decode()
    with clock.pinned(way.at + timedelta(minutes=11)):
        asked = browser.get(address)
        assert (asked.status_code, "/confirm" in asked["Location"]) == (303, True)


@pytest.mark.django_db
def test_a_note_that_was_tampered_with_is_named(way: Way) -> None:
    """TRUST G5, T38, L13: one taken out, one dated or signed anew, one put in; and nobody reads it under another name."""
    cast = way.to(State.DRAFT).cast
    write_advice(way.ref, WORDS, by=cast.hr_partner, at=way.at)
    write_advice(way.ref, "Later.", number=1, seen=1, by=cast.hr_partner, at=way.at)
    write_advice(way.ref, "Second.", by=cast.hr_partner, at=way.at)
    assert list(broken_workspaces()) == []
    formal_guard.lift(connection)
    rows = Advice.objects.filter(number=1, version=2)

    def broken(number: int) -> list[str]:
        return [f"case-advice:{way.case.pk}: note {number} does not say what was recorded"]

    rows.update(at=way.at - timedelta(days=99))
    assert list(broken_workspaces()) == broken(1)
    rows.update(at=way.at)
    assert list(broken_workspaces()) == []
    rows.update(by=cast.mentor)
    assert list(broken_workspaces()) == broken(1)
    with pytest.raises(Unreadable):
        workspace_for(cast.hr_partner, way.ref, at=way.at)
    rows.update(by=cast.hr_partner)
    Advice.objects.create(case=way.case, number=3, version=1, by=cast.hr_partner, at=way.at, sealed=b"")
    assert list(broken_workspaces()) == broken(3)
    Advice.objects.filter(number__gt=1).delete()
    assert list(broken_workspaces()) == broken(2)
    purge_cases([way.case.pk], at=way.at)
    assert list(broken_workspaces()) == []


@pytest.mark.django_db
def test_the_database_itself_refuses_to_change_a_note(way: Way) -> None:
    """TRUST T38, G5: as it does for the record beside it."""
    cast = way.to(State.DRAFT).cast
    write_advice(way.ref, WORDS, by=cast.hr_partner, at=way.at)
    formal_guard.put_up(connection)  # whatever ran before
    for attempt in (lambda: Advice.objects.update(at=way.at), lambda: Advice.objects.all().delete()):
        with pytest.raises(IntegrityError, match=formal_guard.REFUSAL), transaction.atomic():
            attempt()
    purge_cases([way.case.pk], at=way.at)
    assert not Advice.objects.exists()


@pytest.mark.django_db
def test_a_hold_on_whoever_wrote_in_it_keeps_the_plan(way: Way) -> None:
    """TRUST L13: an earlier HR partner, whoever stood in, whoever entered a word."""
    cast = way.to(State.DRAFT).cast
    write_advice(way.ref, WORDS, by=cast.hr_partner, at=way.at)
    late = way.at + timedelta(days=900)
    Case.objects.update(hr_partner=cast.executive, ended_at=way.at, stand_in=cast.delegate)
    assert [one.row for one in standing(Reach(late))] == [way.case.pk]
    for held in (cast.hr_partner, cast.delegate):
        freeze = Freeze.objects.create(person=held, since=way.at)
        assert standing(Reach(late)) == [], held.name
        freeze.delete()
