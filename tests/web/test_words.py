"""Sentences, states, dates and people as pages show them (DESIGN 2, 3, 7)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.template import engines
from django.utils import timezone, translation

from cadenza.objections import N_, N_n, objection
from cadenza.plans.rules import CommitmentState, GoalStatus, PlanState
from cadenza.web.icons import GLYPHS, STROKES
from cadenza.web.templatetags import web
from cadenza.web.words import STATE_WORDS, say, state_word

DUE = date(2026, 11, 24)


def shown(source: str, **context: Any) -> str:
    return str(engines["django"].from_string(source).render(context))


def test_an_objection_is_a_sentence_with_its_values() -> None:
    assert say(objection("x", N_("Enter a date after %(first)s."), first=date(2026, 10, 12))) == "Enter a date after 12 October 2026."


@pytest.mark.parametrize(("count", "sentence"), [(1, "1 goal is open."), (3, "3 goals are open.")])
def test_a_count_chooses_its_plural(count: int, sentence: str) -> None:
    assert say(objection("x", N_n("%(count)d goal is open.", "%(count)d goals are open."), count=count)) == sentence


def test_a_plural_without_a_count_is_a_mistake_of_ours() -> None:
    with pytest.raises((KeyError, TypeError)):
        say(objection("x", N_n("one", "many"), count="three"))


@pytest.mark.parametrize("code", [*GoalStatus, *PlanState, *CommitmentState])
def test_every_state_has_a_word_and_an_icon(code: str) -> None:
    assert STATE_WORDS[code].icon in {*STROKES, *GLYPHS}


def test_a_pill_shows_icon_and_word_and_not_colour_alone() -> None:
    pill = web.pill("blocked")
    assert "<svg" in pill
    assert ">Blocked<" in pill


def test_a_state_without_a_word_is_still_said() -> None:
    assert state_word("under-way") == "Under way"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (date(2026, 11, 24), "today"),
        (date(2026, 11, 25), "tomorrow"),
        (date(2026, 11, 23), "yesterday"),
        (date(2026, 11, 27), "in 3 days"),
        (date(2026, 11, 20), "4 days ago"),
        (None, ""),
    ],
)
def test_how_near_a_day_is(value: date | None, said: str) -> None:
    assert web.near(value, DUE) == said


def test_a_day_is_written_out() -> None:
    assert web.day(DUE) == "24 November 2026"


def test_an_instant_is_shown_in_the_readers_zone() -> None:
    with timezone.override("Asia/Kolkata"):
        assert web.day(datetime(2026, 11, 24, 20, 0, tzinfo=UTC)) == "25 November 2026"
        assert web.clock(datetime(2026, 11, 24, 20, 0, tzinfo=UTC)) == "01:30"


def test_days_follow_the_readers_language() -> None:
    with translation.override("de"):
        assert web.day(date(2026, 3, 1)) == "1 März 2026"


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Asha Raman", "AR"), ("Priya", "P"), ("Ana María de la Cruz", "AC"), ("李 小龍", "李小"), ("", ""), ("(vacant) lead", "L")],
)
def test_initials(name: str, letters: str) -> None:
    assert web.initials(name) == letters


def test_a_name_cannot_become_markup() -> None:
    """T15."""
    assert "<script>" not in web.chip(SimpleNamespace(name="<script>alert(1)</script>"))


def test_a_meter_is_drawn_without_a_style_and_named_in_words() -> None:
    assert web.meter(5, 8, "5 of 8 held") == (
        '<svg class="meter" viewBox="0 0 100 6" preserveAspectRatio="none" role="img" aria-label="5 of 8 held"><rect width="62.5" height="6"/></svg>'
    )


@pytest.mark.parametrize(("value", "total", "width"), [(0, 0, "0.0"), (9, 8, "100.0"), (-1, 8, "0.0")])
def test_a_meter_never_leaves_its_frame(value: int, total: int, width: str) -> None:
    assert f'width="{width}"' in web.meter(value, total, "x")


def test_states_are_drawn_neediest_first_and_named_with_their_counts() -> None:
    """DESIGN 8."""
    assert 'aria-label="Blocked 1, On track 4"' in web.states_bar({"on-track": 4, "blocked": 1, "completed": 0})


def test_the_audience_line_names_its_readers() -> None:
    assert "<b>Who can see this:</b> Asha and Priya." in shown("{% who_sees %}Asha and Priya.{% endwho_sees %}")


def test_an_unanswered_question_links_to_its_field() -> None:
    said = shown("{% five items %}", items=[{"label": "How reviewed", "ok": False, "href": "#id_review_how"}])
    assert 'href="#id_review_how"' in said
    assert "not answered yet" in said


def test_a_piece_of_text_can_be_kept_for_a_label() -> None:
    assert shown('{% words_as "label" %}5 of\n  8{% endwords_as %}[{{ label }}]') == "[5 of 8]"
