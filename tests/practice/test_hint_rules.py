"""What becomes of a finding in a form: COACH-3."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import coached

from cadenza.practice.dismissals import packed, unpacked
from cadenza.practice.hint_rules import TITLES, answered_by, known_flaws, open_findings, remembered, remembering
from cadenza.wording import Flaw, Kind

coach = coached.coach
FLAWS = st.frozensets(st.sampled_from(list(Flaw)))


def test_each_flaw_has_a_name_in_a_few_words() -> None:
    assert set(TITLES) == set(Flaw)


def test_a_name_that_is_no_flaw_is_ignored() -> None:
    assert known_flaws(["vague", "lazy", "", "VAGUE"]) == {Flaw.VAGUE}


def test_a_date_answers_when_and_a_measure_answers_how_one_can_tell() -> None:
    assert answered_by(dated=True, measured=True) == {Flaw.NO_DATE, Flaw.NO_MEASURE}
    assert answered_by(applied=True) == {Flaw.GENERIC_COURSE}
    assert answered_by() == frozenset()


@pytest.mark.usefixtures("coach")
def test_what_is_answered_or_dismissed_is_not_raised() -> None:
    text = "Attend it someday, somehow"
    found = open_findings(text, Kind.DEVELOPMENT_GOAL, answered=answered_by(dated=True), dismissed=[Flaw.ACTIVITY])
    assert [one.flaw for one in found] == [Flaw.NO_MEASURE]


@pytest.mark.usefixtures("coach")
def test_an_empty_text_is_not_judged() -> None:
    assert open_findings("  \n", Kind.DEVELOPMENT_GOAL) == ()


@given(FLAWS, FLAWS)
def test_each_field_remembers_its_own(outcome: frozenset[Flaw], measure: frozenset[Flaw]) -> None:
    kept = remembering(remembering("", "outcome", outcome), "success_measure", measure)
    assert (remembered(kept, "outcome"), remembered(kept, "success_measure"), remembered(kept, "title")) == (outcome, measure, frozenset())


def test_nothing_set_aside_leaves_nothing_behind() -> None:
    assert remembering(remembering("", "outcome", [Flaw.VAGUE]), "outcome", ()) == ""


def test_every_flaw_in_two_fields_fits_its_column() -> None:
    assert len(remembering(remembering("", "outcome", Flaw), "success_measure", Flaw)) <= 500


@given(st.text(), st.text(), FLAWS)
def test_a_dismissal_holds_for_the_very_words_it_was_made_for(text: str, other: str, flaws: frozenset[Flaw]) -> None:
    value = packed(text, flaws)
    assert unpacked(value, f" {text}\n") == flaws
    if text.strip() != other.strip() and text.split() != other.split():
        assert unpacked(value, other) == frozenset()


@given(st.text())
def test_a_value_that_is_no_dismissal_is_none(value: str) -> None:
    assert unpacked(value, "Attend a course.") == frozenset()
