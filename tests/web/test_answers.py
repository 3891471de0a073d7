"""Ways to say no, and the words that are kept through each (TRUST 0.6, 0.8; N12, T19)."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from tests.web.conftest import HTMX
from tests.web.sample import Note

pytestmark = pytest.mark.django_db

WORDS = "I can forecast delivery\nfor a two-team change & say how sure I am"


def masked(page: bytes) -> str:
    """A page without its token, op_id and clock."""
    return re.sub(r'(name="csrfmiddlewaretoken" value|name="op_id" value)="[^"]*"', "", page.decode())


def test_what_may_not_be_seen_answers_as_what_does_not_exist(browser: Client) -> None:
    """TRUST 0.6: to the byte."""
    unseen, unknown = browser.get("/sample/unseen/"), browser.get("/sample/nowhere/at-all/")
    assert unseen.status_code == unknown.status_code == 404
    assert masked(unseen.content) == masked(unknown.content)
    assert dict(unseen.headers) == dict(unknown.headers)


def test_as_a_fragment_too(browser: Client) -> None:
    unseen, unknown = browser.get("/sample/unseen/", headers=HTMX), browser.get("/nowhere/", headers=HTMX)
    assert (unseen.status_code, unseen.content) == (unknown.status_code, unknown.content) == (404, unknown.content)


@pytest.mark.parametrize("address", ["/sample/unseen/", "/sample/forbidden/", "/sample/raise/", "/nowhere/"])
def test_a_refusal_as_fragment_goes_to_the_notice_and_not_over_the_words(browser: Client, address: str) -> None:
    answer = browser.post(address, {"outcome": WORDS}, headers=HTMX)
    assert answer["HX-Retarget"] == "#notice"
    assert b"<html" not in answer.content


def test_a_refused_rule_that_no_form_took_is_said_in_words_with_what_was_sent(browser: Client) -> None:
    answer = browser.post("/sample/refuse/", {"outcome": WORDS})
    assert answer.status_code == 422
    assert "A plan holds 3 goals at most." in answer.content.decode()
    assert kept(answer.content)


def test_a_method_that_an_address_does_not_take_gets_a_page(browser: Client) -> None:
    answer = browser.get("/sample/add/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert b"<h1>" in answer.content


class TestSignedOut:
    """N12: a session that ended while somebody was writing."""

    def test_a_page_asked_for_leads_to_sign_in_and_back(self, browser: Client) -> None:
        assert browser.get("/sample/out/?tab=2")["Location"] == "/accounts/login/?next=/sample/out/%3Ftab%3D2"

    def test_a_fragment_is_refused_with_401_and_never_with_a_redirect(self, browser: Client) -> None:
        answer = browser.post("/sample/out/", {"outcome": WORDS}, headers=HTMX)
        assert (answer.status_code, answer["HX-Retarget"], "Location" in answer.headers) == (401, "#notice", False)
        assert b'target="_blank"' in answer.content

    def test_a_plain_form_gets_its_words_back_to_send_again(self, browser: Client) -> None:
        answer = browser.post("/sample/out/", {"outcome": WORDS, "op_id": "7c2f", "base-outcome": "3.ab", "state": "blocked"})
        assert answer.status_code == 401
        assert kept(answer.content)
        for hidden in ('name="op_id" value="7c2f"', 'name="base-outcome" value="3.ab"', 'name="state" value="blocked"'):
            assert hidden in answer.content.decode()

    def test_the_kept_page_has_no_address_of_its_own(self, browser: Client) -> None:
        assert browser.get("/sample/out/").status_code == 302

    def test_a_password_is_never_shown_again(self, browser: Client) -> None:
        answer = browser.post("/sample/out/", {"login": "a@b.example", "password": "zq planted secret words"})
        assert b"zq planted" not in answer.content


class TestStaleKey:
    """N12, T16: the token of a form went out of date because somebody signed in again in another tab."""

    def test_the_words_are_kept_in_a_form_with_a_good_token(self, browser: Client, op_id: str) -> None:
        strict = Client(enforce_csrf_checks=True, headers={"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"})
        strict.get("/sample/")
        answer = strict.post("/sample/add/", {"op_id": op_id, "outcome": WORDS, "csrfmiddlewaretoken": "x" * 64})
        assert answer.status_code == 403
        assert kept(answer.content)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', answer.content.decode())
        assert token
        again = strict.post("/sample/add/", {"op_id": op_id, "outcome": WORDS, "csrfmiddlewaretoken": token[1]})
        assert (again.status_code, Note.objects.get().outcome) == (303, WORDS)

    def test_a_fragment_is_told_to_save_again_and_gets_a_fresh_key(self, browser: Client, op_id: str) -> None:
        strict = Client(enforce_csrf_checks=True)
        answer = strict.post("/sample/add/", {"op_id": op_id, "outcome": WORDS}, headers=HTMX)
        assert (answer.status_code, answer["HX-Retarget"], "csrf" in answer.cookies) == (403, "#notice", True)

    @pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {}])
    def test_what_another_site_sent_is_not_offered_for_sending(self, browser: Client, op_id: str, headers: dict[str, str]) -> None:
        """T17: a foreign page must not get its own form shown with our button."""
        answer = Client(enforce_csrf_checks=True).post("/sample/add/", {"op_id": op_id, "outcome": WORDS}, headers=headers)
        assert answer.status_code == 403
        assert b"two-team" not in answer.content


def kept(page: bytes) -> bool:
    """Whether the words stand in a text field, unchanged but for the escaping."""
    return ">\nI can forecast delivery\nfor a two-team change &amp; say how sure I am</textarea>" in page.decode()
