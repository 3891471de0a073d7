"""The door under a field: judged in memory, answered as a fragment, written nowhere. COACH-3."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import coached
from tests.cast import Cast

from cadenza import wording
from cadenza.people.models import Person
from cadenza.practice import hint_rules
from cadenza.practice.dismissals import packed
from cadenza.trail.models import Entry
from cadenza.wording import Flaw, Kind, ThreeE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("coach")]
coach = coached.coach
HINTS = "/coach/hints/"
GOAL = {"kind": "development_goal", "text": "Attend a course."}


@pytest.fixture
def me(cast: Cast, sign_in: Callable[[Person], Client]) -> Client:
    """Somebody who types, and has been here this minute."""
    browser = sign_in(cast.engineer)
    browser.post("/session/stay/")
    return browser


def said(answer: Any) -> str:
    return unescape(answer.content.decode())


def test_a_hint_quotes_the_words_says_why_and_offers_better_ones(me: Client) -> None:
    answer = me.post(HINTS, GOAL)
    assert answer.status_code == 200
    for part in ("“<bdi>Attend</bdi>”", "Why activity_not_outcome matters.", "By ___ I can do it in the next release.", "Dismiss"):
        assert part in said(answer)


def test_a_good_text_gets_nothing_but_its_hidden_field(me: Client) -> None:
    page = said(me.post(HINTS, GOAL | {"text": "I can forecast it alone."}))
    assert "<details" not in page
    assert 'name="dismissed-text"' in page


def test_three_hints_at_most_and_only_the_first_open(me: Client) -> None:
    page = said(me.post(HINTS, GOAL | {"text": "Attend better, always, plus somehow someday"}))
    assert (page.count("<details"), page.count("<details open"), page.count('class="coach" open')) == (3, 0, 1)


@pytest.mark.parametrize(("field", "flaw"), [("date", "someday"), ("measure", "somehow")])
def test_what_another_field_answers_is_not_raised(me: Client, field: str, flaw: str) -> None:
    asked = GOAL | {"text": f"Forecast it {flaw}"}
    assert "<details" in said(me.post(HINTS, asked))
    assert "<details" not in said(me.post(HINTS, asked | {field: "18 December 2026"}))


def test_a_form_sends_its_fields_under_their_own_names(me: Client) -> None:
    asked = {"kind": "development_goal", "text_in": "goal-1-outcome", "date_in": "goal-1-target_date", "goal-1-target_date": "2026-12-18"}
    page = said(me.post(HINTS, asked | {"goal-1-outcome": "Attend it someday"}))
    assert (page.count("<details"), 'name="dismissed-goal-1-outcome"' in page) == (1, True)


def test_what_was_dismissed_stays_away_and_comes_back_with_other_words(me: Client) -> None:
    dismissed = {"dismissed-text": packed("Attend a course.", [Flaw.ACTIVITY])}
    assert "<details" not in said(me.post(HINTS, GOAL | dismissed))
    again = said(me.post(HINTS, GOAL | dismissed | {"text": "Attend two courses."}))
    assert "<details" in again
    assert packed("Attend two courses.", []) in again


def test_a_text_over_the_limit_is_told_so(me: Client) -> None:
    answer = me.post(HINTS, GOAL | {"text": "Attend " * 1000})
    assert answer.status_code == 422
    assert "more than 5000 characters" in said(answer)


@pytest.mark.parametrize("asked", [{}, {"kind": "poem", "text": "x"}, {"kind": "three_e_action", "text": "x"}, {"kind": ""}])
def test_a_kind_of_text_that_the_coach_does_not_read_is_refused(me: Client, asked: dict[str, str]) -> None:
    assert me.post(HINTS, asked).status_code == 400


def test_only_who_is_signed_in_is_answered(client: Client) -> None:
    assert client.post(HINTS, GOAL).status_code == 401


def test_a_hint_asks_the_database_for_nothing_but_who_is_there(me: Client) -> None:
    """COACH-3: no row written, nothing counted, no entry; the two queries are the session's and the account's."""
    entries = Entry.objects.count()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        me.post(HINTS, GOAL)
    tables = [re.findall(r'FROM "(\w+)"', one["sql"]) for one in asked.captured_queries]
    assert tables == [["django_session"], ["people_account"]]
    assert Entry.objects.count() == entries


def test_a_hint_request_leaves_no_word_in_the_log(me: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        me.post(HINTS, GOAL | {"text": "zqtypedqz attend"})
        me.post(HINTS, GOAL | {"text": "zqtypedqz" * 1000})
        me.post(HINTS, {"kind": "zqtypedqz"})
    assert [one.getMessage() for one in caplog.records if "zqtypedqz" in one.getMessage()] == []


def test_no_part_of_what_was_sent_becomes_markup(me: Client) -> None:
    asked = {"kind": "development_goal", "text_in": '"><script>', '"><script>': "x", "text": "<b>attend</b>"}
    assert "<script" not in me.post(HINTS, asked).content.decode()


TEXTS = st.text(max_size=80)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from(["kind", "e3", "text", "text_in", "date", "date_in", "measure_in", "e3_in", "dismissed-text", "autosaved", "x"]),
        TEXTS | st.sampled_from([*Kind, *ThreeE, "x", "text", "dismissed-text"]).map(str),
    )
)
def test_no_input_makes_it_fail(me: Client, sent: dict[str, str]) -> None:
    assert me.post(HINTS, {name: value.encode("utf-8", "replace") for name, value in sent.items()}).status_code in {200, 400, 422}


class TestTheRealCoach:
    """What no coach could miss, through the door as it is."""

    @pytest.fixture(autouse=True)
    def _real(self, monkeypatch: pytest.MonkeyPatch, coach: None) -> None:
        monkeypatch.setattr(hint_rules, "read", wording.read)

    @pytest.mark.parametrize(
        ("kind", "text", "flaw"),
        [
            ("development_goal", "Attend a course.", "activity_not_outcome"),
            ("manager_commitment", "I will support you.", "generic_support"),
        ],
    )
    def test_says_it_with_a_reason_and_better_words(self, me: Client, kind: str, text: str, flaw: str) -> None:
        page = said(me.post(HINTS, {"kind": kind, "text": text}))
        assert f'id="hint-text-{flaw}"' in page
        found = next(one for one in wording.read(text, Kind(kind)).findings if one.flaw == flaw)
        assert wording.in_english(found.why) in page
        assert wording.in_english(found.better) in page
