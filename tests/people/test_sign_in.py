"""Signing in: by address and password alone, without telling who has an account, without locking anybody out."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.test import Client
from tests.cast import PASSWORD, Cast

from cadenza.people.actions import mark_left
from cadenza.people.models import Account

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pinned", "fresh_limits")]


def sign_in_as(address: str, password: str, *, client: Client | None = None, sender: str = "192.0.2.1") -> object:
    return (client or Client(REMOTE_ADDR=sender)).post("/accounts/login/", {"login": address, "password": password}, REMOTE_ADDR=sender)


def without_tokens(answer: object, *words: str) -> str:
    body = re.sub(r'(name="csrfmiddlewaretoken" value="|op_id" value=")[^"]*', "", answer.content.decode())
    for word in words:
        body = body.replace(word, "")
    return body


@pytest.fixture
def hashes(monkeypatch) -> list[str]:
    """Every password hash that is computed."""
    counted: list[str] = []
    encode = MD5PasswordHasher.encode

    def counting(self, password, salt, *args):
        counted.append("hash")
        return encode(self, password, salt, *args)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counting)
    return counted


@pytest.fixture
def outbox(settings) -> list:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return mail.outbox


def test_the_right_password_signs_in(cast: Cast) -> None:
    answer = sign_in_as("Sam@Example.org", PASSWORD)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")


WRONG = {
    "wrong": ("sam@example.org", "not the password"),
    "unknown": ("nobody@example.org", "not the password"),
    "leaver": ("elif@example.org", PASSWORD),
}


@pytest.mark.parametrize("case", ["unknown", "leaver"])
def test_an_unknown_address_and_a_leaver_are_answered_like_a_wrong_password(cast: Cast, hashes, case) -> None:
    """TRUST T27: same code, same body, same number of password hashes."""
    wrong = sign_in_as(*WRONG["wrong"])
    spent = len(hashes)
    other = sign_in_as(*WRONG[case])
    assert other.status_code == wrong.status_code
    assert without_tokens(other, WRONG[case][0]) == without_tokens(wrong, WRONG["wrong"][0])
    assert (spent, len(hashes) - spent) == (1, 1)


def test_somebody_switched_off_who_knows_the_password_learns_nothing(cast: Cast) -> None:
    Account.objects.filter(email="sam@example.org").update(is_active=False)
    wrong, off = sign_in_as("lena@example.org", "not the password"), sign_in_as("sam@example.org", PASSWORD)
    assert without_tokens(off, "sam@example.org") == without_tokens(wrong, "lena@example.org")


def test_somebody_whose_last_day_is_over_cannot_sign_in_though_no_job_has_run(cast: Cast, at) -> None:
    """TRUST R13."""
    mark_left(cast.engineer, last_day=at.date(), by=None, at=at)
    Account.objects.filter(email="sam@example.org").update(is_active=True)
    assert sign_in_as("sam@example.org", PASSWORD).status_code == 200


@pytest.mark.parametrize("address", ["sam@example.org", "nobody@example.org", "elif@example.org"])
def test_asking_for_a_new_password_sends_one_mail_whoever_asks(cast: Cast, hashes, outbox, address) -> None:
    """TRUST T27: same code, same address to go on, same number of mails and hashes."""
    answer = Client().post("/accounts/password/reset/", {"email": address})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/accounts/password/reset/done/")
    (message,) = outbox
    assert (message.to, message.subject) == ([address], "Choose a new password")
    assert hashes == []


def test_the_link_to_a_new_password_works_once(cast: Cast, outbox) -> None:
    Client().post("/accounts/password/reset/", {"email": "sam@example.org"})
    link = re.search(r"/accounts/password/reset/key/\S+", outbox[0].body).group()
    client = Client()
    form = client.get(link, follow=True)
    client.post(form.request["PATH_INFO"], {"password1": "eleven grey geese", "password2": "eleven grey geese"})
    assert sign_in_as("sam@example.org", "eleven grey geese").status_code == 302
    assert "used already" in Client().get(link, follow=True).content.decode()


def test_twenty_wrong_tries_are_throttled(cast: Cast, hashes) -> None:
    """TRUST T28."""
    for _ in range(20):
        sign_in_as("sam@example.org", "guess")
    assert len(hashes) == 5


def test_the_victim_is_not_locked_out_by_somebody_else_s_tries(cast: Cast) -> None:
    """TRUST T28, ASVS 6.1.1."""
    for _ in range(20):
        sign_in_as("sam@example.org", "guess", sender="192.0.2.66")
    assert sign_in_as("sam@example.org", PASSWORD, sender="192.0.2.66").status_code == 200
    assert sign_in_as("sam@example.org", PASSWORD, sender="198.51.100.7").status_code == 302


def test_tries_at_one_account_do_not_stop_a_colleague_behind_the_same_address(cast: Cast) -> None:
    for _ in range(20):
        sign_in_as("sam@example.org", "guess", sender="192.0.2.66")
    assert sign_in_as("lena@example.org", PASSWORD, sender="192.0.2.66").status_code == 302


@pytest.mark.parametrize("address", ["signup", "email", "inactive", "reauthenticate", "password/set", "confirm-email", "confirm-email/x"])
def test_nobody_makes_an_account_or_adds_an_address(cast: Cast, client, address) -> None:
    assert client.get(f"/accounts/{address}/").status_code == 404


def test_signing_in_leads_back_to_the_page_but_never_out_of_the_house(cast: Cast) -> None:
    inside = Client().post("/accounts/login/", {"login": "sam@example.org", "password": PASSWORD, "next": "/me/settings/"})
    outside = Client().post("/accounts/login/", {"login": "sam@example.org", "password": PASSWORD, "next": "https://example.net/"})
    assert (inside.headers["Location"], outside.headers["Location"]) == ("/me/settings/", "/")


def test_an_invitation_page_for_an_unknown_link_is_the_page_of_nowhere(cast: Cast, client) -> None:
    """TRUST T27, 0.6."""
    unknown, nowhere = client.get("/invitations/" + "x" * 43 + "/"), client.get("/accounts/signup/")
    assert (unknown.status_code, unknown.content) == (404, nowhere.content)
