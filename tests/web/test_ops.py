"""A form that is sent more than once takes effect once (DATA-1; TRUST N01, N02, N09, N13)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from tests.web.conftest import AT, HTMX
from tests.web.sample import Note

from cadenza.web import clock, ops
from cadenza.web.models import StoredAnswer

pytestmark = pytest.mark.django_db


def test_a_form_sent_twice_makes_one_row_and_gets_the_same_answer(browser: Client, op_id: str) -> None:
    """DATA-1, N01."""
    first = browser.post("/sample/add/", {"op_id": op_id, "outcome": "Lead a review"})
    second = browser.post("/sample/add/", {"op_id": op_id, "outcome": "Lead a review"})
    assert (first.status_code, first["Location"]) == (second.status_code, second["Location"]) == (303, f"/sample/{Note.objects.get().pk}/")


def test_two_forms_with_the_same_words_make_two_rows(browser: Client) -> None:
    for _ in range(2):
        browser.post("/sample/add/", {"op_id": str(uuid4()), "outcome": "Lead a review"})
    assert Note.objects.count() == 2


def test_a_form_without_op_id_is_not_taken(browser: Client) -> None:
    assert browser.post("/sample/add/", {"outcome": "Lead a review"}).status_code == 400
    assert not Note.objects.exists()


def test_when_the_page_after_a_save_breaks_sending_again_adds_nothing(browser: Client, op_id: str) -> None:
    """N02: the row was committed, rendering failed, the person sends the same form again."""
    broken = browser.post("/sample/break/", {"op_id": op_id, "outcome": "Lead a review"})
    again = browser.post("/sample/break/", {"op_id": op_id, "outcome": "Lead a review"})
    assert (broken.status_code, again.status_code, Note.objects.count()) == (500, 303, 1)


def test_a_failure_after_the_save_is_told_as_saved(browser: Client, op_id: str) -> None:
    """N02: the page says the truth about what was sent."""
    broken = browser.post("/sample/break/", {"op_id": op_id, "outcome": "Lead a review"})
    assert b"What you sent is saved." in broken.content


def test_a_refused_form_leaves_no_trace_and_may_be_sent_again(browser: Client, op_id: str) -> None:
    assert browser.post("/sample/refused/", {"op_id": op_id, "outcome": "x"}).status_code == 422
    assert not Note.objects.exists()
    assert not StoredAnswer.objects.exists()


def test_other_words_under_the_same_op_id_are_neither_saved_nor_lost_nor_called_saved(browser: Client, op_id: str) -> None:
    browser.post("/sample/add/", {"op_id": op_id, "outcome": "Lead a review"})
    answer = browser.post("/sample/add/", {"op_id": op_id, "outcome": "Lead two reviews of other teams"})
    assert answer.status_code == 409
    assert b"Lead two reviews of other teams" in answer.content
    assert op_id.encode() not in answer.content
    assert Note.objects.count() == 1


def test_line_endings_changed_on_the_way_are_not_other_words(browser: Client, op_id: str) -> None:
    browser.post("/sample/add/", {"op_id": op_id, "outcome": "one\ntwo"})
    assert browser.post("/sample/add/", {"op_id": op_id, "outcome": "one\r\ntwo"}).status_code == 303


def test_a_repeated_fragment_says_saved_and_replaces_nothing(browser: Client, op_id: str) -> None:
    for _ in range(2):
        answer = browser.post("/sample/stay/", {"op_id": op_id, "outcome": "x"}, headers=HTMX)
    assert (answer["HX-Reswap"], Note.objects.count()) == ("none", 1)
    assert "Saved 14:03" in answer.content.decode()


def test_an_htmx_form_is_sent_on_by_header_and_again_the_same(browser: Client, op_id: str) -> None:
    found = {browser.post("/sample/add/", {"op_id": op_id, "outcome": "x"}, headers=HTMX)["HX-Redirect"] for _ in range(2)}
    assert found == {f"/sample/{Note.objects.get().pk}/"}


def test_an_answer_keeps_no_word_of_the_form(browser: Client, op_id: str) -> None:
    browser.post("/sample/add/", {"op_id": op_id, "outcome": "zq-planted-0001"})
    row = StoredAnswer.objects.values().get()
    assert "zq-planted-0001" not in " ".join(str(bytes(value) if isinstance(value, memoryview) else value) for value in row.values())


def test_answers_are_forgotten_after_a_day(browser: Client, op_id: str) -> None:
    browser.post("/sample/add/", {"op_id": op_id, "outcome": "x"})
    assert ops.purge(AT + timedelta(hours=23)) == 0
    assert ops.purge(AT + timedelta(hours=25)) == 1


@pytest.mark.django_db(transaction=True)
def test_ten_sendings_at_once_make_one_row_and_ten_equal_answers(sample_room: None, no_notes: None, op_id: str) -> None:
    """N09."""

    def send(_: int) -> tuple[int, str]:
        try:
            answer = Client(raise_request_exception=False).post("/sample/add/", {"op_id": op_id, "outcome": "Lead a review"})
            return answer.status_code, answer.headers.get("Location", "")
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        found = list(pool.map(send, range(10)))
    assert set(found) == {(303, f"/sample/{Note.objects.get().pk}/")}


class DriverError(Exception):
    """Stands for the database driver's own error."""

    def __init__(self, **marks: str) -> None:
        self.__dict__.update(marks)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("mark", [{"sqlstate": "40001"}, {"sqlstate": "40P01"}, {"sqlite_errorname": "SQLITE_BUSY"}])
def test_a_deadlock_or_a_busy_file_is_tried_again_without_a_second_row(
    mark: dict[str, str], no_notes: None, op_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """N13: the whole unit is repeated, so what the first attempt did is undone."""
    monkeypatch.setattr(ops, "FIRST_WAIT_SECONDS", 0.0)
    tries: list[int] = []

    @ops.once
    def view(request: HttpRequest) -> HttpResponse:
        tries.append(1)
        Note.objects.create(outcome="x")
        if len(tries) < 3:
            raise OperationalError("come again") from DriverError(**mark)
        return HttpResponse("done")

    assert view(asking(op_id)).status_code == 200
    assert (len(tries), Note.objects.count()) == (3, 1)


@pytest.mark.django_db(transaction=True)
def test_trying_again_ends_after_five_times(op_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """N13: bounded."""
    monkeypatch.setattr(ops, "FIRST_WAIT_SECONDS", 0.0)
    tries: list[int] = []

    @ops.settled
    def view(request: HttpRequest) -> HttpResponse:
        tries.append(1)
        raise OperationalError("come again") from DriverError(sqlstate="40001")

    with pytest.raises(OperationalError):
        view(asking(op_id))
    assert len(tries) == ops.TRIES


@pytest.mark.django_db(transaction=True)
def test_any_other_failure_of_the_database_is_not_repeated(op_id: str) -> None:
    tries: list[int] = []

    @ops.once
    def view(request: HttpRequest) -> HttpResponse:
        tries.append(1)
        raise OperationalError("gone") from DriverError(sqlstate="57P01")

    with pytest.raises(OperationalError):
        view(asking(op_id))
    assert len(tries) == 1


def asking(op_id: str) -> Any:
    request: Any = RequestFactory().post("/sample/add/", {"op_id": op_id, "outcome": "x"})
    request.at = clock.now()
    return request
