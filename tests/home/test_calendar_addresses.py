"""The operator's list of calendar addresses: whose and since when, never the address; revoked, it leads nowhere (TRUST K2, R20)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import NOW, Cast

from cadenza.home import actions
from cadenza.home.calendar_views import MISSES, READS
from cadenza.home.models import CalendarLink
from cadenza.objections import Unseen
from cadenza.people.actions import PersonDraft, add_person, mark_left
from cadenza.people.models import Account, Person
from cadenza.trail.models import Content

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
LIST = "/settings/calendars/"


@pytest.fixture(autouse=True)
def unhurried() -> None:
    """No pace is left over from the test before."""
    READS.forget()
    MISSES.forget()


def link_of(person: Person) -> CalendarLink:
    return CalendarLink.objects.get(person=person, ended_at=None)


def test_the_operator_reads_whose_address_it_is_and_since_when_and_no_token(cast: Cast, sign_in: SignIn) -> None:
    token = actions.make_calendar_link(by=cast.engineer, at=NOW)
    page = sign_in(cast.operator).get(LIST).content.decode()
    assert "Sam Okafor" in page and "24 November 2026" in page
    assert token not in page and link_of(cast.engineer).token_hash not in page


@pytest.mark.parametrize("who", ["engineer", "manager", "hr_admin", "privacy_officer", "executive", "hr_partner"])
def test_nobody_else_reads_the_list_or_revokes(cast: Cast, sign_in: SignIn, who: str) -> None:
    actions.make_calendar_link(by=cast.engineer, at=NOW)
    assert sign_in(getattr(cast, who)).get(LIST).status_code == 403
    with pytest.raises(PermissionDenied):
        actions.revoke_calendar_link(link_of(cast.engineer).pk, by=getattr(cast, who), at=NOW)
    assert link_of(cast.engineer).ended_at is None


def test_revoked_it_leads_nowhere_and_the_person_reads_it_in_the_record(cast: Cast, sign_in: SignIn) -> None:
    token = actions.make_calendar_link(by=cast.engineer, at=NOW)
    answer = sign_in(cast.operator).post(f"{LIST}{link_of(cast.engineer).pk}/revoke/", {"op_id": str(uuid4())})
    assert (answer.status_code, answer["Location"]) == (303, LIST)
    assert Client().get(f"/calendar/{token}.ics").status_code == 404
    entry = Content.objects.get(kind="home.calendar-link-revoked")
    assert (entry.by_id, entry.about_id, entry.audience) == (cast.operator.pk, cast.engineer.pk, "subject")
    assert "Nobody’s calendar has an address" in sign_in(cast.operator).get(LIST).content.decode()


def test_an_address_that_is_revoked_already_is_none(cast: Cast) -> None:
    actions.make_calendar_link(by=cast.engineer, at=NOW)
    link = link_of(cast.engineer)
    actions.end_calendar_link(by=cast.engineer, at=NOW)
    with pytest.raises(Unseen):
        actions.revoke_calendar_link(link.pk, by=cast.operator, at=NOW)


def test_a_leaver_s_address_is_dead_and_off_the_list(cast: Cast, sign_in: SignIn) -> None:
    """TRUST R13: it died with the last day, whether or not anybody revoked it."""
    token = actions.make_calendar_link(by=cast.engineer, at=NOW)
    mark_left(cast.engineer, last_day=NOW.date() - timedelta(days=1), by=None, at=NOW)
    assert Client().get(f"/calendar/{token}.ics").status_code == 404
    assert "Sam Okafor" not in sign_in(cast.operator).get(LIST).content.decode()


def test_the_list_asks_the_database_the_same_number_of_times_for_few_and_many(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.operator)
    actions.make_calendar_link(by=cast.engineer, at=NOW)
    client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    for number in range(30):
        draft = PersonDraft(name=f"Person {number}", email=f"p{number}@example.org", start_date=date(2026, 1, 5))
        person = add_person(draft, by=None, at=NOW)
        Person.objects.filter(pk=person.pk).update(account=Account.objects.create(email=f"p{number}@example.org", password="!"))
        actions.make_calendar_link(by=person, at=NOW)
    with CaptureQueriesContext(connection) as many:
        assert client.get(LIST).content.decode().count("/revoke/") == 31
    assert len(few) == len(many)
