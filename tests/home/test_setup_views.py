"""The first run: from the owner's link to an organisation with two people in the two roles."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from tests.cast import NOW

from cadenza.objections import Refused
from cadenza.people.actions import PersonDraft, add_person
from cadenza.people.models import Account, Organisation, OwnerLink, Person
from cadenza.people.relations import manager_of, roles_of
from cadenza.people.rules import GrantedRole, PersonStatus
from cadenza.people.setup_links import make_owner_link
from cadenza.people.tokens import hash_of
from cadenza.strategy.models import Cycle
from cadenza.web import clock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pinned")]

OWNER = {"name": "Ruth Abara", "email": "Ruth@example.org", "password": "seven quiet herons"}


def send(client: Client, to: str, **fields: object):
    return client.post(to, {"op_id": str(uuid4()), **fields})


def key() -> str:
    return make_owner_link(NOW).split("key=")[1]


@pytest.fixture
def owner() -> Client:
    client = Client()
    token = key()
    answer = send(client, "/setup/owner/", key=token, **OWNER)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/setup/organisation/")
    return client


def test_the_link_is_kept_as_a_hash_and_works_once() -> None:
    token = key()
    assert OwnerLink.objects.get().token_hash == hash_of(token)
    assert Client().get("/setup/owner/", {"key": token}).status_code == 200
    send(Client(), "/setup/owner/", key=token, **OWNER)
    assert Client().get("/setup/owner/", {"key": token}).status_code == 404


def test_the_owner_whom_an_import_brought_in_stays_one_person() -> None:
    """INTERFACES 2: an import works before set-up. Who has an account already, or is gone, is nobody's to take over."""
    lead = add_person(PersonDraft(name="Ana Lima", email="ana@example.org"), by=None, at=NOW)
    ruth = add_person(PersonDraft(name="R. Abara", email="ruth@example.org", status=PersonStatus.STUB), by=None, at=NOW, manager=lead)
    lead.account = Account.objects.create(email="ana@example.org")
    lead.save()
    add_person(PersonDraft(name="Empty seat", email="seat@example.org", status=PersonStatus.VACANT), by=None, at=NOW)
    token = key()
    refused = [send(Client(), "/setup/owner/", key=token, **OWNER | {"email": f"{one}@example.org"}) for one in ("ana", "seat")]
    assert [one.status_code for one in refused] == [422, 422]
    assert send(Client(), "/setup/owner/", key=token, **OWNER).status_code == 303
    found = Person.objects.select_related("account").get(email="ruth@example.org")
    assert (found.pk, found.name, found.status, found.handle) == (ruth.pk, "Ruth Abara", PersonStatus.ACTIVE, ruth.handle)
    assert found.account is not None and found.account.email == "ruth@example.org" and manager_of(found, at=NOW) == lead
    assert (Organisation.objects.get().owner, Person.objects.count()) == (found, 3)


def test_the_link_is_dead_after_two_days() -> None:
    token = key()
    with clock.pinned(NOW + timedelta(days=2)):
        assert Client().get("/setup/owner/", {"key": token}).status_code == 404


def test_without_a_link_there_is_no_set_up() -> None:
    assert Client().get("/setup/owner/").status_code == 404
    assert Client().get("/setup/owner/", {"key": "guess"}).status_code == 404


def test_a_second_owner_cannot_be_made(owner) -> None:
    with pytest.raises(Refused):
        make_owner_link(NOW)


def test_the_first_run_ends_with_a_quarter_two_roles_and_no_more_powers(owner, settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    steps = [
        ("organisation", {"name": "Northwind Energy", "timezone": "Europe/Dublin", "country": "ie"}, "/setup/periods/"),
        ("periods", {"month": "4"}, "/setup/people/"),
        ("people", {"name": "Priya Raman", "email": "priya@example.org"}, "/setup/people/"),
        ("people", {"name": "Sam Okafor", "email": "sam@example.org", "manager": "Priya Raman"}, "/setup/people/"),
        ("email", {"address": "ruth@example.org"}, "/setup/email/"),
        ("done", {"hr_admin": "ruth@example.org", "privacy_officer": "priya@example.org"}, "/"),
    ]
    for name, fields, onward in steps:
        assert owner.get(f"/setup/{name}/").status_code == 200
        answer = send(owner, f"/setup/{name}/", **fields)
        assert (answer.status_code, answer.headers.get("Location")) == (303, onward), answer.content.decode()
    organisation = Organisation.objects.get()
    assert (organisation.name, organisation.country, organisation.set_up_at) == ("Northwind Energy", "IE", NOW)
    ruth, priya, sam = (Person.objects.get(email=f"{name}@example.org") for name in ("ruth", "priya", "sam"))
    assert (roles_of(ruth, at=NOW), roles_of(priya, at=NOW)) == ({GrantedRole.HR_ADMIN}, {GrantedRole.PRIVACY_OFFICER})
    assert manager_of(sam, at=NOW) == priya
    assert Cycle.objects.exists()
    assert len(mail.outbox) == 1
    assert owner.get("/setup/people/").status_code == 404
    assert "Granted during set-up" in owner.get("/settings/roles/").content.decode()


def test_set_up_cannot_end_with_one_person_in_both_roles(owner) -> None:
    """TRUST X8."""
    answer = send(owner, "/setup/done/", hr_admin="ruth@example.org", privacy_officer="ruth@example.org")
    assert answer.status_code == 422
    assert "two different people" in answer.content.decode()
    assert Organisation.objects.get().set_up_at is None
    assert roles_of(Person.objects.get(), at=NOW) == frozenset()


def test_others_do_not_find_the_set_up(owner) -> None:
    send(owner, "/setup/people/", name="Priya Raman", email="priya@example.org")
    assert Client().get("/setup/people/").status_code == 302


def test_the_owner_goes_on_where_they_were_after_signing_in_again(owner) -> None:
    answer = owner.get("/setup/owner/")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/setup/organisation/")
