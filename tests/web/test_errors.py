"""Failures say what was saved, give a reference, and leak nothing that somebody wrote (TRUST T18, T19, T20)."""

from __future__ import annotations

import io
import logging
import re
from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError
from django.test import Client
from django.utils.log import AdminEmailHandler
from tests.web.conftest import HTMX
from tests.web.sample import PLANTED

from cadenza.web import errors, ops
from cadenza.web.logs import OneLine, bare_lines, scrubbed
from cadenza.web.reports import BareReporter

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(settings: Any) -> Any:
    """Everything that the application's log lines say, from every logger."""
    heard = logging.StreamHandler(io.StringIO())
    heard.setFormatter(OneLine())
    posted = logging.getLogger()
    request = logging.getLogger("django.request")
    before = posted.level, request.propagate
    posted.addHandler(heard)
    posted.setLevel(logging.DEBUG)
    yield heard.stream
    posted.removeHandler(heard)
    posted.setLevel(before[0])


def test_a_failure_leaks_no_planted_word_into_answer_log_or_mail(browser: Client, settings: Any, log: io.StringIO) -> None:
    """T20: raised inside a view that held the word in POST, in a local variable and in the exception's own message."""
    settings.ADMINS = [("Operator", "operator@example.org")]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mailer = logging.getLogger("django.request")
    handler = mail_handler()
    mailer.addHandler(handler)
    try:
        answer = browser.get("/sample/raise/?q=" + PLANTED, headers={"Cookie": f"note={PLANTED}"})
        posted = browser.post("/sample/raise/", {"outcome": PLANTED}, headers=HTMX)
    finally:
        mailer.removeHandler(handler)
    everything = [answer.content.decode(), posted.content.decode(), log.getvalue(), *(str(one.message()) for one in mail.outbox)]
    assert len(mail.outbox) == 2
    assert not [text for text in everything if PLANTED in text]


def mail_handler() -> logging.Handler:
    return AdminEmailHandler(include_html=True)


def test_the_reference_on_the_page_stands_in_the_log(browser: Client, log: io.StringIO) -> None:
    page = browser.get("/sample/raise/").content.decode()
    found = re.search(r"<b>([0-9A-Z]{4}-[0-9A-Z]{4})</b>", page)
    assert found
    assert f"reference={found[1]}" in log.getvalue()


def test_the_log_names_the_kind_and_the_place_of_a_failure(browser: Client, log: io.StringIO) -> None:
    browser.get("/sample/raise/")
    assert re.search(r"builtins\.ValueError: .*tests/web/sample\.py:\d+ breaks", log.getvalue())


def test_a_failed_form_says_that_it_is_not_saved_and_gives_the_words_back(browser: Client) -> None:
    page = browser.post("/sample/raise/", {"outcome": "my own words, two lines\nof them"}).content.decode()
    assert "is not saved" in page
    assert "my own words, two lines\nof them</textarea>" in page


def test_when_even_that_cannot_be_found_out_the_page_says_so(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(request: Any) -> bool:
        raise DatabaseError

    monkeypatch.setattr(ops, "was_saved", gone)
    assert "can’t be told just now" in browser.post("/sample/raise/", {"outcome": "x"}).content.decode()


@pytest.mark.parametrize("status", [400, 413])
def test_what_cannot_be_read_is_answered_without_detail(browser: Client, settings: Any, status: int) -> None:
    """T19."""
    if status == 413:
        settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
        answer = browser.post("/sample/add/", "outcome=" + "x" * 200, content_type="application/x-www-form-urlencoded")
    else:
        answer = browser.get("/sample/", headers={"Host": "evil.example"})
    assert answer.status_code == status
    assert b"Traceback" not in answer.content
    assert b"evil.example" not in answer.content


def test_bad_bytes_in_a_form_do_no_harm(browser: Client) -> None:
    """T19."""
    answer = browser.generic("POST", "/sample/refuse/", b"outcome=%ff%fe", content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 422


def test_an_error_page_needs_no_database(rf: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The failure may be the database's own."""
    monkeypatch.setattr("django.db.backends.utils.CursorWrapper.execute", pytest.fail)
    assert errors.server_error(rf.get("/")).status_code == 500


def test_addresses_and_secret_links_are_withheld_from_the_log() -> None:
    """T18."""
    said = scrubbed("Not Found: /invitations/bXk0Z2VuZXJhdGVkLXRva2Vu/ for asha.raman+x@example.org\nsecond line")
    assert said == "Not Found: /invitations/(withheld)/ for (address) second line"


def test_statements_of_the_database_are_not_repeated_in_the_log() -> None:
    """T18: a debug log of SQL would hold every parameter."""
    record = logging.LogRecord("django.db.backends", logging.DEBUG, "", 0, "(0.001) UPDATE x; args=%s", (PLANTED,), None)
    assert PLANTED not in OneLine().format(record)


def test_an_exceptions_chain_is_told_by_kinds_alone() -> None:
    try:
        try:
            raise KeyError(PLANTED)
        except KeyError as error:
            raise ValueError(PLANTED) from error
    except ValueError as error:
        lines = bare_lines(error)
    assert [line.split(":")[0] for line in lines] == ["builtins.ValueError", "builtins.KeyError"]
    assert PLANTED not in " ".join(lines)


def test_a_report_without_a_request_can_be_made() -> None:
    assert BareReporter(None, None, None, None).get_traceback_text() == "no request\n"
