"""The two clocks of a session, and what ends or renews it (TRUST T23, N12)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import NOW, PASSWORD, Cast

from cadenza.people.actions import confirm_role, grant_role, mark_left
from cadenza.people.models import Account
from cadenza.people.rules import GrantedRole
from cadenza.web import clock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_limits")]

PAGE = "/settings/"
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


@pytest.fixture
def browser(cast: Cast) -> Client:
    """The engineer, signed in by the door at NOW."""
    client = Client()
    with clock.pinned(NOW):
        client.post("/accounts/login/", {"login": "sam@example.org", "password": PASSWORD})
    return client


def ask(client: Client, at, address: str = PAGE, **headers: str):
    with clock.pinned(at):
        return client.get(address, headers=headers)


def is_in(client: Client, at) -> bool:
    return ask(client, at).status_code == 200


@pytest.mark.parametrize(("after", "still_in"), [(30 * MINUTE - SECOND, True), (30 * MINUTE, False)])
def test_half_an_hour_without_a_request_signs_out(browser: Client, after, still_in) -> None:
    assert is_in(browser, NOW + after) is still_in


@pytest.mark.parametrize(("after", "still_in"), [(720 * MINUTE - SECOND, True), (720 * MINUTE, False)])
def test_twelve_hours_sign_out_however_busy_one_is(browser: Client, after, still_in) -> None:
    for minutes in range(20, 720, 20):
        assert is_in(browser, NOW + minutes * MINUTE)
    assert is_in(browser, NOW + after) is still_in


def test_the_last_request_is_written_down_once_a_minute_at_most(browser: Client) -> None:
    ask(browser, NOW + 2 * MINUTE)
    with CaptureQueriesContext(connection) as asked:
        ask(browser, NOW + 2 * MINUTE + 30 * SECOND)
    assert not [query["sql"] for query in asked if query["sql"].startswith(("UPDATE", "INSERT"))]
    with CaptureQueriesContext(connection) as asked:
        ask(browser, NOW + 3 * MINUTE)
    assert [query["sql"] for query in asked if query["sql"].startswith('UPDATE "django_session"')]


def test_account_and_person_come_in_one_query(browser: Client) -> None:
    with CaptureQueriesContext(connection) as asked:
        ask(browser, NOW + SECOND, "/session/stay/")
    (statement,) = [query["sql"] for query in asked if 'FROM "people_account"' in query["sql"]]
    assert 'JOIN "people_person"' in statement
    assert not [query["sql"] for query in asked if '"people_person"."account_id" =' in query["sql"].split("WHERE")[-1]]


def test_one_click_stays(browser: Client) -> None:
    with clock.pinned(NOW + 29 * MINUTE):
        answer = browser.post("/session/stay/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["X-Session-Ends"]) == (204, (NOW + 59 * MINUTE).isoformat())
    assert is_in(browser, NOW + 58 * MINUTE)


def test_staying_cannot_outlive_twelve_hours(browser: Client) -> None:
    for minutes in range(20, 720, 20):
        assert is_in(browser, NOW + minutes * MINUTE)
    with clock.pinned(NOW + 719 * MINUTE):
        answer = browser.post("/session/stay/", headers={"HX-Request": "true"})
    assert answer.headers["X-Session-Ends"] == (NOW + 720 * MINUTE).isoformat()


def test_an_expired_session_cannot_be_kept(browser: Client) -> None:
    with clock.pinned(NOW + 31 * MINUTE):
        assert browser.post("/session/stay/", headers={"HX-Request": "true"}).status_code == 401


def test_an_expired_page_goes_to_sign_in_and_back(browser: Client) -> None:
    answer = ask(browser, NOW + 31 * MINUTE)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/accounts/login/?next={PAGE}")


def test_an_expired_fragment_is_never_redirected(browser: Client) -> None:
    """TRUST 2.3: a 302 would swap the sign-in page into the form."""
    answer = ask(browser, NOW + 31 * MINUTE, **{"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (401, "#notice")


def test_words_sent_after_the_session_ended_come_back(browser: Client) -> None:
    """TRUST N12."""
    with clock.pinned(NOW + 31 * MINUTE):
        answer = browser.post("/me/settings/", {"called": "Sam of the long evenings", "theme": "dark"})
    assert answer.status_code == 401
    assert "Sam of the long evenings" in answer.content.decode()


def test_the_session_gets_a_new_id_at_sign_in(cast: Cast) -> None:
    client = Client()
    with clock.pinned(NOW):
        client.get("/accounts/login/")
        client.session["visited"] = True
        session = client.session
        session["visited"] = True
        session.save()
        client.cookies["session"] = session.session_key
        before = session.session_key
        client.post("/accounts/login/", {"login": "sam@example.org", "password": PASSWORD})
    assert client.cookies["session"].value != before
    assert not Session.objects.filter(session_key=before).exists()


def test_the_session_gets_a_new_id_when_a_role_is_granted_and_the_old_one_is_dead(browser: Client, cast: Cast) -> None:
    before = browser.cookies["session"].value
    proposal = grant_role(cast.engineer, GrantedRole.EXECUTIVE, by=cast.hr_admin, at=NOW + MINUTE)
    confirm_role(proposal, by=cast.privacy_officer, at=NOW + MINUTE)
    assert is_in(browser, NOW + 2 * MINUTE)
    after = browser.cookies["session"].value
    assert after != before
    thief = Client()
    thief.cookies["session"] = before
    assert not is_in(thief, NOW + 2 * MINUTE)
    assert is_in(browser, NOW + 3 * MINUTE)
    assert browser.cookies["session"].value == after


def test_leaving_ends_every_session_with_the_next_request(browser: Client, cast: Cast) -> None:
    mark_left(cast.engineer, last_day=NOW.date(), by=cast.hr_admin, at=NOW + MINUTE)
    assert not is_in(browser, NOW + 2 * MINUTE)


def test_switching_an_account_off_ends_every_session_with_the_next_request(browser: Client) -> None:
    Account.objects.filter(email="sam@example.org").update(is_active=False)
    assert not is_in(browser, NOW + SECOND)


def test_signing_out_kills_the_session_on_the_server(browser: Client) -> None:
    key = browser.cookies["session"].value
    with clock.pinned(NOW + MINUTE):
        browser.post("/accounts/logout/")
    assert not Session.objects.filter(session_key=key).exists()


def test_an_account_that_is_nobody_finds_no_page_about_people(db) -> None:
    Account.objects.create_user("ops@example.org", PASSWORD)
    client = Client()
    with clock.pinned(NOW):
        client.post("/accounts/login/", {"login": "ops@example.org", "password": PASSWORD})
        assert (client.get("/settings/people/").status_code, client.get(PAGE).status_code) == (404, 200)
