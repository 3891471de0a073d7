"""What every answer says to the browser (TRUST 2.3; T17, T22, T36)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from tests.web.conftest import HTMX

from cadenza.web.headers import own_origin

pytestmark = pytest.mark.django_db

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
}
EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
ADDRESSES = [
    "/sample/",
    "/nowhere/",
    "/sample/unseen/",
    "/sample/forbidden/",
    "/sample/raise/",
    "/sample/add/",
    "/accounts/login/",
    "/static/web/app.css",
    "/static/none.css",
]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("extra", [{}, HTMX])
def test_every_answer_carries_the_protective_headers(browser: Client, address: str, extra: dict[str, str]) -> None:
    """T36: pages, fragments, refusals, failures and files alike."""
    answer = browser.get(address, headers=extra)
    answer.close()
    assert {part.strip() for part in answer["Content-Security-Policy"].split(";")} == POLICY
    assert {name: answer[name] for name in EVERYWHERE} == EVERYWHERE
    assert "camera=()" in answer["Permissions-Policy"]
    assert {"Server", "X-Powered-By"}.isdisjoint(answer.headers)


@pytest.mark.parametrize("address", [one for one in ADDRESSES if one != "/static/web/app.css"])
def test_nothing_but_static_files_is_kept_by_a_browser(browser: Client, address: str) -> None:
    """T22."""
    assert browser.get(address)["Cache-Control"] == "no-store"


def test_a_static_file_may_be_kept(browser: Client) -> None:
    answer = browser.get("/static/web/app.css")
    answer.close()
    assert "no-store" not in answer.headers.get("Cache-Control", "")


def test_page_and_fragment_of_one_address_are_told_apart(browser: Client) -> None:
    """TRUST 2.3: else Back shows a bare fragment."""
    assert "HX-Request" in browser.get("/sample/")["Vary"]


def test_signing_out_empties_what_the_browser_kept(browser: Client) -> None:
    """ASVS 14.3.1."""
    assert browser.post("/accounts/logout/")["Clear-Site-Data"] == '"cache", "storage"'


def test_showing_the_sign_out_page_empties_nothing(browser: Client) -> None:
    assert "Clear-Site-Data" not in browser.get("/accounts/logout/").headers


@pytest.mark.parametrize("address", ["/sample/x.css", "/sample/x.css/", "/sample/a.JS", "/accounts/login/x.png"])
def test_a_page_under_a_files_name_does_not_exist(browser: Client, address: str) -> None:
    """T22: a cache on the way would keep it."""
    assert browser.get(address).status_code == 404


def test_a_refused_host_gets_a_page_with_all_headers(browser: Client) -> None:
    answer = browser.get("/sample/", headers={"Host": "evil.example"})
    assert (answer.status_code, answer["X-Frame-Options"], answer["Cache-Control"]) == (400, "DENY", "no-store")


def test_a_redirect_to_https_carries_them_too(browser: Client, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 31_536_000
    answer = Client().get("/sample/")
    assert (answer.status_code, answer["X-Content-Type-Options"], "Content-Security-Policy" in answer.headers) == (301, "nosniff", True)


def test_our_own_forms_pass_though_no_referrer_hides_their_origin(browser: Client, op_id: str) -> None:
    """Chromium sends `Origin: null` with a plain form under this referrer policy; Django's check would refuse every form."""
    strict = Client(enforce_csrf_checks=True)
    strict.get("/sample/")
    sent = {"op_id": op_id, "outcome": "x", "csrfmiddlewaretoken": strict.cookies["csrf"].value}
    answer = strict.post("/sample/add/", sent, headers={"Origin": "null", "Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 303


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none", None])
def test_nobody_elses_form_passes(browser: Client, op_id: str, site: str | None) -> None:
    """T16."""
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    strict.get("/sample/")
    sent = {"op_id": op_id, "outcome": "x", "csrfmiddlewaretoken": strict.cookies["csrf"].value}
    answer = strict.post("/sample/add/", sent, headers={"Origin": "null", **({"Sec-Fetch-Site": site} if site else {})})
    assert answer.status_code == 403


def test_an_origin_that_is_named_is_never_replaced(rf: Any) -> None:
    request = rf.post("/", headers={"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"})
    own_origin(request)
    assert request.META["HTTP_ORIGIN"] == "https://evil.example"
