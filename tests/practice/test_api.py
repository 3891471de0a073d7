"""The coach for programs: the command's answers over HTTP, bounded, and nothing kept. COACH-4, INTERFACES 5."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings as configured
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cast import Cast

from cadenza.people.models import Person
from cadenza.practice import api
from cadenza.trail.models import Entry
from cadenza.wording.lines import answer_lines

pytestmark = pytest.mark.django_db
CHECK = "/api/v1/coach/check"
LINES = "application/x-ndjson"
GOAL = json.dumps({"id": "a", "kind": "development_goal", "text": "Attend a course."})
PROMISE = json.dumps({"id": ["b", 2], "kind": "manager_commitment", "text": "I will support you."})


@pytest.fixture
def me(cast: Cast, sign_in: Callable[[Person], Client]) -> Client:
    browser = sign_in(cast.engineer)
    browser.post("/session/stay/")
    return browser


def ask(client: Client, body: str | bytes, content_type: str = LINES, **more: Any) -> Any:
    return client.post(CHECK, body, content_type=content_type, **more)


def answers(answer: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in answer.content.decode().split("\n") if line]


def test_each_line_is_answered_in_its_order_as_by_the_command(me: Client) -> None:
    answer = ask(me, f"{GOAL}\n{PROMISE}\n")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/x-ndjson; charset=utf-8")
    assert answer.content.decode() == "".join(f"{one.line}\n" for one in answer_lines([GOAL, PROMISE]))
    first, second = answers(answer)
    assert (first["id"], second["id"]) == ("a", ["b", 2])
    assert "activity_not_outcome" in first["flaws"]
    assert second["flaws"] == ["generic_support"]


def test_a_line_that_cannot_be_read_is_named_in_its_place_and_the_others_are_answered(me: Client) -> None:
    answer = ask(me, f'{GOAL}\nnot json\n\n{{"kind": "poem", "text": "x"}}\n{PROMISE}')
    assert answer.status_code == 200
    found = answers(answer)
    assert [one.get("line") for one in found] == [None, 2, 4, None]
    assert found[1]["error"] == "not a line of JSON"


def test_nothing_asked_is_nothing_answered(me: Client) -> None:
    assert (ask(me, "").status_code, ask(me, "").content) == (200, b"")


def test_line_ends_inside_a_text_are_no_line_ends(me: Client) -> None:
    """U+2028 and its like may stand in JSON as they are; a byte order mark and CR LF are what editors write."""
    asked = json.dumps({"kind": "development_goal", "text": "Attend\u2028a\x85course."}, ensure_ascii=False)
    assert len(answers(ask(me, f"\ufeff{asked}\r\n{GOAL}\r\n"))) == 2


def test_a_body_of_more_than_a_megabyte_is_refused_unread(me: Client) -> None:
    answer = ask(me, GOAL + "\n" + " " * api.MOST_BYTES)
    assert (answer.status_code, json.loads(answer.content)) == (413, {"error": "Send at most 1048576 bytes at a time."})


def test_more_lines_than_one_request_may_hold_are_refused(me: Client) -> None:
    assert ask(me, f"{GOAL}\n" * (api.MOST_LINES + 1)).status_code == 413


def test_a_body_that_is_no_utf_8_is_refused(me: Client) -> None:
    assert ask(me, b"\xff\xfe{}").status_code == 400


@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_a_form_is_no_json_lines(me: Client, content_type: str) -> None:
    assert ask(me, "kind=development_goal", content_type).status_code == 415


def test_half_a_character_in_a_text_is_answered(me: Client) -> None:
    asked = '{"id": "\\ud800", "kind": "development_goal", "text": "Attend \\udfff a course."}'
    assert answers(ask(me, asked))[0]["flaws"]


def test_only_who_is_signed_in_is_answered_and_only_with_the_token(cast: Cast, client: Client) -> None:
    assert ask(client, GOAL).status_code == 401
    strict = Client(enforce_csrf_checks=True)
    assert cast.engineer.account is not None
    strict.force_login(cast.engineer.account)
    assert ask(strict, GOAL).status_code == 403
    strict.get("/help/")
    strict.get("/search/")
    token = strict.cookies[configured.CSRF_COOKIE_NAME].value
    assert ask(strict, GOAL, headers={"X-CSRFToken": token}).status_code == 200


def test_it_asks_the_database_for_nothing_but_who_is_there(me: Client) -> None:
    entries = Entry.objects.count()
    with CaptureQueriesContext(connection) as asked:
        ask(me, GOAL)
    assert [re.findall(r'FROM "(\w+)"', one["sql"]) for one in asked.captured_queries] == [["django_session"], ["people_account"]]
    assert Entry.objects.count() == entries


def test_it_leaves_no_word_in_the_log(me: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        for body in ('{"kind": "development_goal", "text": "zqloggedqz"}', "zqloggedqz", "zqloggedqz" * 200_000, b"zqloggedqz\xff"):
            ask(me, body)
    assert [one.getMessage() for one in caplog.records if "zqloggedqz" in one.getMessage()] == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200) | st.text(max_size=200) | st.recursive(st.none() | st.text() | st.integers(), st.lists).map(json.dumps))
def test_no_body_makes_it_fail(me: Client, body: str | bytes) -> None:
    assert ask(me, body).status_code in {200, 400}


@pytest.mark.parametrize("deep", [100, 900, 950, 980, 100_000])
def test_depth_makes_it_fail_neither(me: Client, deep: int) -> None:
    body = '{"id": %s, "kind": "development_goal", "text": "x"}' % ("[" * deep + "]" * deep)
    assert ask(me, body).status_code == 200
