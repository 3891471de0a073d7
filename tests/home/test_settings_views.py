"""What HR admins, managers and everybody else do in the settings, by the door."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import Cast

from cadenza.capability.models import PersonRole, RoleProfile
from cadenza.people import actions
from cadenza.people.actions import PersonDraft
from cadenza.people.models import Delegation, GrantProposal, Person, ReportingLine, Team
from cadenza.people.relations import manager_of, relations_to, roles_of
from cadenza.people.rules import GrantedRole, PersonStatus, Relation
from cadenza.web import clock

pytestmark = pytest.mark.django_db


def send(client: Client, address: str, **fields: object) -> object:
    """Send a form as the page would."""
    return client.post(address, {"op_id": str(uuid4()), **fields})


def record(person: Person, part: str = "") -> str:
    return f"/settings/people/{person.handle}/{part}"


PERSON = {"name": "Ida Berg", "email": "ida@example.org", "status": "active", "title": "Engineer"}


def test_hr_admin_adds_somebody_under_a_manager(cast: Cast, sign_in, at) -> None:
    answer = send(sign_in(cast.hr_admin), "/settings/people/-/add/", **PERSON, manager="priya raman", team=cast.team.pk)
    ida = Person.objects.get(email="ida@example.org")
    assert (answer.status_code, answer.headers["Location"]) == (303, record(ida))
    assert (manager_of(ida, at=at), ida.team) == (cast.manager, cast.team)


def test_a_manager_nobody_knows_is_named_beside_the_field_and_nothing_is_lost(cast: Cast, sign_in) -> None:
    answer = send(sign_in(cast.hr_admin), "/settings/people/-/add/", **PERSON, manager="Prya")
    body = answer.content.decode()
    assert answer.status_code == 422
    assert "Nobody of this name or address is known" in body
    assert 'value="Ida Berg"' in body
    assert not Person.objects.filter(email="ida@example.org").exists()


def test_sending_the_same_form_twice_adds_one_person(cast: Cast, sign_in) -> None:
    """TRUST N09."""
    client, form = sign_in(cast.hr_admin), {**PERSON, "op_id": str(uuid4())}
    answers = [client.post("/settings/people/-/add/", form) for _ in range(3)]
    assert {(answer.status_code, answer.headers["Location"]) for answer in answers} == {(303, "/settings/people/ida-berg/")}
    assert Person.objects.filter(email="ida@example.org").count() == 1


@pytest.mark.parametrize("extra", ["path", "handle", "account", "end_date", "is_active", "hr_partner", "external_id_x"])
def test_fields_that_no_form_offers_change_nothing(cast: Cast, sign_in, extra) -> None:
    """TRUST T12."""
    fields = {"name": "Sam Okafor", "email": "sam@example.org", "status": "active", "title": "Engineer", "start_date": "2026-01-05"}
    before = Person.objects.values().get(pk=cast.engineer.pk)
    assert send(sign_in(cast.hr_admin), record(cast.engineer, "edit/"), **fields, **{extra: "1"}).status_code == 303
    assert Person.objects.values().get(pk=cast.engineer.pk) == before


def test_hr_admin_changes_the_manager_from_today(cast: Cast, sign_in, at) -> None:
    send(sign_in(cast.hr_admin), record(cast.engineer, "manager/"), manager="aisha@example.org", since="2026-11-24")
    assert manager_of(cast.engineer, at=at) == cast.new_manager


def test_a_change_of_manager_planned_for_later_can_be_withdrawn_on_the_record(cast: Cast, sign_in) -> None:
    client = sign_in(cast.hr_admin)
    send(client, record(cast.engineer, "manager/"), manager="aisha@example.org", since="2026-12-01")
    since = re.search(r'name="since" value="([^"]+)"', client.get(record(cast.engineer)).content.decode()).group(1)
    send(client, record(cast.engineer, "manager/withdraw/"), since=since)
    assert ReportingLine.objects.filter(person=cast.engineer).count() == 1


def test_a_loop_is_named_beside_the_field(cast: Cast, sign_in) -> None:
    answer = send(sign_in(cast.hr_admin), record(cast.upline, "manager/"), manager="sam@example.org", since="2026-11-24")
    assert answer.status_code == 422
    assert "Sam Okafor → Priya Raman → Tomás Ferreira" in answer.content.decode()


def test_nobody_named_as_manager_ends_the_line(cast: Cast, sign_in, at) -> None:
    send(sign_in(cast.hr_admin), record(cast.engineer, "manager/"), manager="", since="2026-11-24")
    assert manager_of(cast.engineer, at=at) is None


def test_hr_admin_gives_changes_and_ends_a_role_profile(cast: Cast, sign_in) -> None:
    """CAP-2, TRUST A2: dated, with the history kept and every refusal in words; a slip of today is taken back."""
    client, engineer = sign_in(cast.hr_admin), cast.engineer
    first, second = (RoleProfile.objects.create(role="Engineer", level=level, slug=f"engineer-{level}") for level in "12")
    form = record(engineer, "role-profile/")
    for page in (record(engineer), f"/people/{engineer.handle}/"):
        assert f'href="{form}"' in client.get(page).content.decode()
    assert "that could end" in send(client, form, profile="", since="2026-11-24").content.decode()
    assert send(client, form, profile=first.pk, since="2026-01-05").headers["Location"] == record(engineer)
    answer = send(client, form, profile=first.pk, since="2026-11-24")
    assert (answer.status_code, "have this role profile already" in answer.content.decode()) == (422, True)
    assert "Give a day after 5 January 2026" in send(client, form, profile=second.pk, since="2026-01-05").content.decode()
    send(client, form, profile=second.pk, since="2026-11-24")
    body = client.get(record(engineer)).content.decode()
    assert "until 24 November 2026" in body
    send(client, re.search(r'action="([^"]+/take-back/)"', body).group(1))
    assert list(PersonRole.objects.values_list("profile", "until")) == [(first.pk, None)]
    send(client, form, profile="", since="2026-12-01")
    assert "Take back the end" in client.get(record(engineer)).content.decode()
    assert [(one.profile, str(one.until)) for one in PersonRole.objects.all()] == [(first, "2026-12-01")]
    operators = sign_in(cast.operator).get(record(engineer)).content.decode()
    assert "Engineer 1" not in operators
    assert form not in sign_in(cast.manager).get(f"/people/{engineer.handle}/").content.decode()


def test_with_no_role_profile_known_the_form_says_where_they_come_from(cast: Cast, sign_in) -> None:
    """CAP-2."""
    body = sign_in(cast.hr_admin).get(record(cast.engineer, "role-profile/")).content.decode()
    assert "They come in from a file" in body


def test_team_and_partner_of_ones_own_are_kept(cast: Cast, sign_in, at) -> None:
    send(sign_in(cast.hr_admin), record(cast.engineer, "team/"), team=cast.other_team.pk, hr_partner="ruth@example.org")
    cast.engineer.refresh_from_db()
    assert cast.engineer.team == cast.other_team
    assert Relation.HR_SCOPE in relations_to(cast.mentor, cast.engineer, at=at)


def test_managers_name_their_own_stand_in_and_call_them_back(cast: Cast, sign_in, at) -> None:
    """TRUST X10; the last day counts."""
    client = sign_in(cast.manager)
    send(client, "/me/settings/stand-in/", delegate="ruth@example.org", first_day="2026-11-24", last_day="2026-11-27")
    made = Delegation.objects.get(delegate=cast.mentor)
    assert made.until.isoformat() == "2026-11-28T00:00:00+00:00"
    send(client, record(cast.manager, f"stand-in/{made.pk}/end/"))
    assert Relation.DELEGATE not in relations_to(cast.mentor, cast.engineer, at=at + timedelta(seconds=1))


def test_a_stand_in_of_somebody_else_cannot_be_called_back(cast: Cast, sign_in) -> None:
    made = Delegation.objects.get(manager=cast.manager)
    client = sign_in(cast.upline)
    assert send(client, record(cast.manager, f"stand-in/{made.pk}/end/")).status_code == 404
    assert send(client, record(cast.upline, f"stand-in/{made.pk}/end/")).status_code == 404


def test_hr_admin_records_a_last_day(cast: Cast, sign_in) -> None:
    send(sign_in(cast.hr_admin), record(cast.engineer, "left/"), last_day="2026-11-24")
    cast.engineer.refresh_from_db()
    assert cast.engineer.status == PersonStatus.LEAVER


def test_the_page_of_a_last_day_says_who_will_be_without_a_manager(cast: Cast, sign_in) -> None:
    assert "3 people who report to them" in sign_in(cast.hr_admin).get(record(cast.manager, "left/")).content.decode()


def ida(cast: Cast, at) -> Person:
    return actions.add_person(PersonDraft(name="Ida Berg", email="ida@example.org"), by=None, at=at)


def test_an_invitation_goes_by_mail_and_the_link_makes_the_account(cast: Cast, sign_in, at, settings) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_URL = "django.core.mail.backends.locmem.EmailBackend", "smtp://mail.example.org"
    person, client = ida(cast, at), sign_in(cast.hr_admin)
    send(client, record(person, "invite/"))
    (message,) = mail.outbox
    link = re.search(r"/invitations/\S+", message.body).group()
    assert link not in client.get(record(person)).content.decode()
    guest = Client()
    assert guest.get(link).status_code == 200
    answer = send(guest, link, password="seven quiet herons")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert "Change your password" in guest.get("/me/settings/").content.decode()
    assert Client().get(link).status_code == 404


def test_an_account_without_a_password_is_led_to_set_one(cast: Cast, sign_in) -> None:
    """Where nobody knows an old one, there is none to change."""
    client = sign_in(cast.engineer)
    account = cast.engineer.account
    account.set_unusable_password()
    account.save()
    client.force_login(account)
    page = client.get("/me/settings/").content.decode()
    assert "/accounts/password/reset/" in page and "Change your password" not in page


def test_without_a_mail_server_the_link_is_shown_once(cast: Cast, sign_in, at, settings) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_URL = "django.core.mail.backends.locmem.EmailBackend", ""
    person, client = ida(cast, at), sign_in(cast.operator)
    send(client, record(person, "invite/"))
    pages = [client.get(record(person)).content.decode() for _ in range(2)]
    assert ["/invitations/" in page for page in pages] == [True, False]


def test_a_weak_password_is_refused_beside_its_field(cast: Cast, at) -> None:
    token = actions.invite(ida(cast, at), by=None, at=at)
    with clock.pinned(at):
        answer = send(Client(), f"/invitations/{token}/", password="short")
    assert answer.status_code == 422
    assert "too short" in answer.content.decode()


def test_somebody_with_an_account_cannot_be_invited(cast: Cast, sign_in) -> None:
    client = sign_in(cast.hr_admin)
    send(client, record(cast.engineer, "invite/"))
    assert "has an account already" in client.get(record(cast.engineer)).content.decode()


def test_a_role_is_asked_for_by_one_and_confirmed_by_another(cast: Cast, sign_in, at) -> None:
    """TRUST X8."""
    send(sign_in(cast.hr_admin), "/settings/roles/", person="ruth@example.org", role="executive")
    proposal = GrantProposal.objects.get()
    assert roles_of(cast.mentor, at=at) == frozenset()
    send(sign_in(cast.privacy_officer), f"/settings/roles/proposals/{proposal.pk}/confirm/")
    assert roles_of(cast.mentor, at=at) == {GrantedRole.EXECUTIVE}


def test_the_asker_has_no_button_to_confirm_and_is_refused_without_it(cast: Cast, sign_in, at) -> None:
    client = sign_in(cast.hr_admin)
    send(client, "/settings/roles/", person="ruth@example.org", role="executive")
    address = f"/settings/roles/proposals/{GrantProposal.objects.get().pk}/confirm/"
    assert address not in client.get("/settings/roles/").content.decode()
    send(client, address)
    assert roles_of(cast.mentor, at=at) == frozenset()
    assert "A second person has to decide" in client.get("/settings/roles/").content.decode()


def test_a_proposal_can_be_turned_down(cast: Cast, sign_in, at) -> None:
    send(sign_in(cast.hr_admin), "/settings/roles/", person="ruth@example.org", role="executive")
    send(sign_in(cast.privacy_officer), f"/settings/roles/proposals/{GrantProposal.objects.get().pk}/decline/")
    assert not GrantProposal.objects.get().confirmed
    assert roles_of(cast.mentor, at=at) == frozenset()


def test_hr_admin_takes_a_role_back(cast: Cast, sign_in, at) -> None:
    send(sign_in(cast.hr_admin), f"/settings/roles/{cast.executive.handle}/executive/end/")
    assert roles_of(cast.executive, at=at) == frozenset()


def test_an_operator_cannot_grant_nor_end_the_roles_of_others(cast: Cast, sign_in, at) -> None:
    client = sign_in(cast.operator)
    assert send(client, "/settings/roles/", person="ruth@example.org", role="executive").status_code == 404
    assert send(client, f"/settings/roles/{cast.executive.handle}/executive/end/").status_code == 404


def test_teams_are_made_named_and_moved(cast: Cast, sign_in) -> None:
    client = sign_in(cast.hr_admin)
    send(client, "/settings/teams/", name="Ledger", parent=cast.team.pk, lead="sam@example.org")
    ledger = Team.objects.get(name="Ledger")
    send(client, f"/settings/teams/{ledger.slug}/", name="General Ledger", parent="", lead="", hr_partner="")
    ledger.refresh_from_db()
    assert (ledger.name, ledger.slug, ledger.parent, ledger.lead) == ("General Ledger", "ledger", None, None)


def test_people_keep_up_their_own_account(cast: Cast, sign_in) -> None:
    client = sign_in(cast.engineer)
    send(client, "/me/settings/", called="Sammy", timezone="Africa/Lagos", theme="dark", name="Somebody Else", title="Director")
    cast.engineer.refresh_from_db()
    assert (cast.engineer.called, cast.engineer.timezone, cast.engineer.name, cast.engineer.title) == (
        "Sammy",
        "Africa/Lagos",
        "Sam Okafor",
        "Engineer",
    )
    assert 'data-theme="dark"' in client.get("/me/settings/").content.decode()


def test_hr_admin_changes_the_fiscal_year(cast: Cast, sign_in) -> None:
    fields = {"organisation-name": "Northwind", "organisation-timezone": "Europe/Paris", "organisation-country": "fr", "year-month": "4"}
    client = sign_in(cast.hr_admin)
    assert send(client, "/settings/periods/", **fields).status_code == 303
    body = client.get("/settings/periods/").content.decode()
    assert 'value="Northwind"' in body
    assert '<option value="Europe/Paris" selected>' in body


def test_pickers_offer_names_from_the_directory_without_leavers(cast: Cast, sign_in) -> None:
    """TRUST T04."""
    body = sign_in(cast.outsider).get("/settings/people/-/suggest/", {"manager": "e"}).content.decode()
    assert body.strip() == ""
    body = sign_in(cast.outsider).get("/settings/people/-/suggest/", {"manager": "manager"}).content.decode()
    assert "priya@example.org" in body
    body = sign_in(cast.outsider).get("/settings/people/-/suggest/", {"manager": "elif"}).content.decode()
    assert "elif@example.org" not in body


def test_operators_see_who_has_an_account_and_no_hr_field(cast: Cast, sign_in) -> None:
    """TRUST A2, column SA."""
    body = sign_in(cast.operator).get(record(cast.engineer)).content.decode()
    assert "sam@example.org" in body
    assert "First day" not in body
    assert "HR system" not in body


def test_the_list_of_people_asks_the_same_number_of_questions_however_many_there_are(cast: Cast, sign_in) -> None:
    client = sign_in(cast.hr_admin)
    client.get("/settings/people/")
    counts = []
    for more in range(2):
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/settings/people/").status_code == 200
        counts.append(len(asked))
        Person.objects.bulk_create([Person(name=f"New Person {n}", handle=f"new-{more}-{n}", team=cast.team) for n in range(120)])
    assert counts[0] == counts[1]
    assert counts[0] <= 13


@pytest.mark.parametrize("search", ["okafor", "SAM@EXAMPLE", "sam engineer"])
def test_people_are_found_by_parts_of_name_address_and_title(cast: Cast, sign_in, search) -> None:
    body = sign_in(cast.hr_admin).get("/settings/people/", {"q": search}).content.decode()
    assert ("Sam Okafor" in body, "Lena Vogt" in body) == (True, False)


@pytest.mark.parametrize("number", ["0", "-1", "x", "1e9", "99999999999"])
def test_odd_page_numbers_are_answered_with_a_page(cast: Cast, sign_in, number) -> None:
    """TRUST T33, T34."""
    assert sign_in(cast.hr_admin).get("/settings/people/", {"page": number}).status_code == 200
