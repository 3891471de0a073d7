"""The privacy officer's audit page: reads and rights, no note, no formal plan (DATA-2, TRUST J1, T21, T26, T41)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import NOW, Cast

import cadenza
from cadenza.custody import audit, readings
from cadenza.custody.audit import Wanted, audit_page
from cadenza.people.actions import grant_role
from cadenza.people.models import Person
from cadenza.people.rules import GrantedRole
from cadenza.trail.record import NewEntry, record_many, record_read

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
OWN_ACTS = {"evidence.feedback-read", "stewardship.own-snapshot-read"}
"""What people read of their own; such an entry is an act of theirs and no read about them."""
SOURCE = Path(cadenza.__file__).parent


def read(by: Person, about: Person, kind: str = "plans.plan-read", minutes: int = 5) -> None:
    with transaction.atomic():
        record_read(kind, by=by, about=about, at=NOW - timedelta(minutes=minutes))


def test_every_kind_of_read_is_shown_in_words_or_named_with_the_reason_why_not():
    """DATA-2, TRUST T21: a new kind of read is not forgotten, and never shown by accident."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py") if "trail" not in path.parts)
    kinds = set(re.findall(r'record_read\(\s*"([a-z.-]+)"', text)) | set(re.findall(r'NewEntry\(\s*"([a-z.-]+)"[^)]*is_read=True', text))
    kinds |= set(re.findall(r'"([a-z]+\.[a-z-]+-read)"', text))
    assert kinds - set(audit.READS) - set(audit.NEVER) - OWN_ACTS == set()
    assert set(audit.READS) == set(readings.READ_KINDS)


def test_only_a_privacy_officer_has_the_page(cast: Cast):
    """TRUST J1: neither HR admin nor operator nor executive."""
    for name, one in cast.everybody().items():
        if name != "privacy_officer":
            with pytest.raises(PermissionDenied):
                audit_page(one, Wanted(), at=NOW)


def test_reads_and_rights_are_found_by_person_and_time(cast: Cast):
    """TRUST J1, T41."""
    read(cast.manager, cast.engineer)
    read(cast.delegate, cast.peer, minutes=60 * 48)
    page = audit_page(cast.privacy_officer, Wanted(), at=NOW)
    assert [(one.by, one.what, one.about) for one in page.lines] == [
        ("Priya Raman", "Opened a development plan, or the 1:1 about it", "Sam Okafor"),
        ("Jonas Lind", "Opened a development plan, or the 1:1 about it", "Lena Vogt"),
    ]
    for wanted in (
        Wanted(by=cast.manager),
        Wanted(about=cast.engineer),
        Wanted(since=NOW.date()),
        Wanted(since=NOW.date(), until=NOW.date()),
    ):
        assert [one.about for one in audit_page(cast.privacy_officer, wanted, at=NOW).lines] == ["Sam Okafor"]
    grant_role(cast.mentor, GrantedRole.EXECUTIVE, by=None, at=NOW)
    rights = audit_page(cast.privacy_officer, Wanted(rights=True, about=cast.mentor), at=NOW).lines
    assert "Granted a role" in [one.what for one in rights]


def test_notes_and_formal_plans_change_no_line_and_no_page(cast: Cast):
    """TRUST T21, T26: the page is the same with and without them."""
    before = audit_page(cast.privacy_officer, Wanted(by=cast.manager), at=NOW)
    with transaction.atomic():
        record_many(
            [
                NewEntry("conversations.note-read", cast.manager.pk, cast.engineer.pk, NOW, {"note": 1}, is_read=True, private=True),
                NewEntry("improvement.record-read", cast.manager.pk, None, NOW, {"case": 1}, is_read=True, chain="case-reads:1"),
                NewEntry("custody.item-read", cast.privacy_officer.pk, None, NOW, {"case": 1, "item": 1}, is_read=True),
                NewEntry("improvement.record-read", cast.manager.pk, cast.engineer.pk, NOW, {"case": 1}, is_read=True),
            ]
        )
    assert audit_page(cast.privacy_officer, Wanted(by=cast.manager), at=NOW) == before
    assert audit_page(cast.privacy_officer, Wanted(about=cast.engineer), at=NOW).lines == []


def test_what_concerns_the_officer_or_those_above_them_is_not_theirs_to_audit(cast: Cast):
    """TRUST X7."""
    read(cast.hr_admin, cast.privacy_officer)
    read(cast.hr_admin, cast.leader)
    assert audit_page(cast.privacy_officer, Wanted(), at=NOW).lines == []


def test_browsing_raises_an_alert_that_names_no_record(cast: Cast):
    """TRUST T41, X7: thirty formal plans in five minutes count as browsing, and nothing says that they were formal plans.

    The officer reads nothing of themself, nor of those above them.
    """
    with transaction.atomic():
        for number in range(30):
            at = NOW - timedelta(days=1, seconds=5 * number)
            record_many(
                [
                    NewEntry(
                        "improvement.record-read",
                        cast.hr_partner.pk,
                        None,
                        at,
                        {"case": number},
                        is_read=True,
                        chain=f"case-reads:{number}",
                    )
                ]
            )
        for number, reader in enumerate([cast.privacy_officer, cast.leader] * 30):
            at = NOW - timedelta(days=1, seconds=2 * number)
            record_many(
                [NewEntry("improvement.record-read", reader.pk, None, at, {"case": number}, is_read=True, chain=f"case-reads:{number}")]
            )
    found = audit_page(cast.privacy_officer, Wanted(), at=NOW)
    assert [(one.reader, one.burst.records) for one in found.alerts] == [("Nadia Haddad", 30)]
    assert found.lines == []


def test_opening_one_snapshot_after_the_other_raises_an_alert_and_one_sessions_table_does_not(cast: Cast):
    """TRUST T41: talent reviews. Thirty tables of sessions in five minutes are browsing too, whoever may read each of them."""
    many = [Person(name=f"Kit {number}", handle=f"kit-{number}", email=f"kit-{number}@example.org") for number in range(40)]
    people = Person.objects.bulk_create(many)

    def table(by: Person, shown: list[Person], *, minute: float, session: int = 1) -> None:
        at, facts = NOW - timedelta(days=2) + timedelta(minutes=minute), {"session": session}
        with transaction.atomic():
            record_many(NewEntry("stewardship.snapshot-read", by.pk, one.pk, at, facts, is_read=True) for one in shown)

    for minute in range(4):
        table(cast.outsider_manager, people, minute=minute)
    assert audit_page(cast.privacy_officer, Wanted(), at=NOW).alerts == []
    for number, one in enumerate(people[:30]):
        table(cast.hr_partner, [one], minute=number / 10)
        table(cast.manager, people[number : number + 2], minute=number / 10, session=number)
    found = audit_page(cast.privacy_officer, Wanted(), at=NOW).alerts
    assert {(one.reader, one.burst.records) for one in found} == {("Nadia Haddad", 30), (cast.manager.name, 30)}


def test_thirty_lines_cost_no_more_statements_than_three(cast: Cast):
    for _time in range(3):
        read(cast.manager, cast.engineer)
    with CaptureQueriesContext(connection) as few:
        audit_page(cast.privacy_officer, Wanted(), at=NOW)
    for person in (cast.engineer, cast.peer, cast.on_pip) * 20:
        read(cast.manager, person)
    with CaptureQueriesContext(connection) as many:
        page = audit_page(cast.privacy_officer, Wanted(), at=NOW)
    assert page.more
    assert len(page.lines) == 50
    assert len(many) == len(few)


def test_the_page_filters_and_refuses_a_name_that_is_nobodys(cast: Cast, sign_in: SignIn):
    """TRUST J1."""
    read(cast.manager, cast.engineer)
    browser = sign_in(cast.privacy_officer)
    assert "Priya Raman" in browser.get("/audit/").content.decode()
    assert "Nothing was recorded" in browser.get("/audit/?show=rights&about=sam-okafor&until=2020-01-01").content.decode()
    assert browser.get("/audit/?by=nobody-here").status_code == 400
    assert {browser.get("/audit/", {"about": called}).status_code for called in (cast.engineer.name, cast.engineer.email.upper())} == {200}


def test_a_plan_and_hrs_workspace_beside_it_are_one_record(cast: Cast):
    """TRUST T41, G5: fifteen plans, each with its workspace, are fifteen and no browsing; thirty workspaces alone are."""
    began = NOW - timedelta(days=1)

    def opened(count: int, *chains: str) -> None:
        with transaction.atomic():
            for number in range(count):
                for later, chain in enumerate(chains):
                    at = began + timedelta(seconds=8 * number + later)
                    facts = {"case": number}
                    entry = NewEntry(
                        "improvement.record-read", cast.hr_partner.pk, None, at, facts, is_read=True, chain=f"{chain}:{number}"
                    )
                    record_many([entry])

    opened(15, "case-reads", "case-advice")
    assert audit_page(cast.privacy_officer, Wanted(), at=NOW).alerts == []
    opened(30, "case-advice")
    (alert,) = audit_page(cast.privacy_officer, Wanted(), at=NOW).alerts
    assert (alert.reader, alert.burst.records) == (cast.hr_partner.name, 30)
