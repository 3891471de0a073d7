"""Fields with label, hint, refusal and warning in one place, wired for those who hear the page (DESIGN 3, 9)."""

from __future__ import annotations

import pytest
from django import forms
from django.template import engines
from tests.web.sample import NoteForm

from cadenza.objections import N_, Refused, Unseen, objection, refuse_if
from cadenza.web.forms import HouseForm
from cadenza.web.revisions import Edit


def shown(form: NoteForm, source: str = "{% error_summary form %}{% field form.outcome %}{% field form.state %}") -> str:
    return str(engines["django"].from_string(source).render({"form": form}))


def test_the_question_is_the_fields_label() -> None:
    assert '<label for="id_outcome">What will you be able to do?</label>' in shown(NoteForm())


def test_hint_and_refusal_are_read_with_the_control() -> None:
    form = NoteForm({})
    assert not form.is_valid()
    page = shown(form)
    assert 'aria-describedby="id_outcome_helptext id_outcome_error"' in page
    assert 'aria-invalid="true"' in page


def test_a_refusal_says_what_to_do() -> None:
    form = NoteForm({})
    assert form.errors["outcome"] == ["Fill in “What will you be able to do?”."]


def test_the_summary_links_to_every_field_that_was_refused() -> None:
    page = shown(NoteForm({"due": "x"}))
    assert '<a href="#id_outcome">' in page
    assert '<a href="#id_due">' in page


def test_a_form_without_problems_has_no_summary() -> None:
    assert "There is a problem" not in shown(NoteForm())


def test_what_a_rule_refuses_stands_beside_its_field() -> None:
    form = NoteForm({"outcome": "x"})
    form.is_valid()
    form.refuse(Refused([objection("too-vague", N_("Say what you will do."), where="outcome")]))
    assert form.errors["outcome"] == ["Say what you will do."]


def test_what_an_act_refuses_stands_beside_its_field_and_nothing_else_is_swallowed() -> None:
    form = NoteForm({"outcome": "x"})
    form.is_valid()
    with form.refusing():
        refuse_if([objection("too-vague", N_("Say what you will do."), where="outcome")])
    assert form.errors["outcome"] == ["Say what you will do."]
    with pytest.raises(Unseen), form.refusing():
        raise Unseen


def test_what_a_rule_refuses_of_the_whole_stands_above_it() -> None:
    form = NoteForm({"outcome": "x"})
    form.is_valid()
    form.refuse([objection("three-goals", N_("A plan holds %(most)d goals at most."), where="plan", most=3)])
    assert form.problems == [("", "A plan holds 3 goals at most.")]


def test_a_warning_is_shown_and_blocks_nothing() -> None:
    form = NoteForm({"outcome": "x"})
    form.is_valid()
    form.refuse([objection("activity", N_("This names an activity."), where="outcome", warning=True)])
    assert form.is_valid()
    assert 'id="id_outcome_warning"' in shown(form)
    assert 'aria-describedby="id_outcome_helptext id_outcome_warning"' in shown(form)


def test_a_group_of_choices_has_a_legend_and_its_states_icons() -> None:
    page = shown(NoteForm(initial={"state": "blocked"}))
    assert "<legend>Where is it now?" in page
    assert page.count("<svg") == 2
    assert page.count(" checked") == 1


def test_the_words_of_a_state_picker_are_the_words_of_every_page() -> None:
    assert [label for _code, label in NoteForm().fields["state"].choices] == ["On track", "Blocked"]  # type: ignore[attr-defined]


def test_what_people_type_takes_its_direction_from_itself() -> None:
    assert 'dir="auto"' in shown(NoteForm())


def test_edits_name_the_fields_that_were_sent_with_what_their_page_had_seen() -> None:
    form = NoteForm({"outcome": "a\r\nb", "base-outcome": "3.x", "measure": "m"})
    form.is_valid()
    assert form.edits(["outcome", "measure", "due"]) == {"outcome": Edit("a\nb", "3.x"), "measure": Edit("m", "")}


def test_a_prefix_reaches_the_base_too() -> None:
    form = NoteForm({"g1-outcome": "a", "base-g1-outcome": "3.x", "outcome": "other"}, prefix="g1")
    form.is_valid()
    assert form.edits(["outcome"]) == {"outcome": Edit("a", "3.x")}


def test_an_emptied_field_is_an_edit() -> None:
    form = NoteForm({"outcome": "", "base-outcome": "3.x"})
    form.is_valid()
    assert form.edits(["outcome"]) == {"outcome": Edit("", "3.x")}


def test_words_in_a_field_cannot_become_markup() -> None:
    """T15."""
    assert "<img" not in shown(NoteForm({"outcome": "</textarea><img src=x onerror=alert(1)>"}))


@pytest.mark.parametrize("day", ["31", "2026-02-30", "soon"])
def test_a_day_that_is_none_is_refused_kindly(day: str) -> None:
    form = NoteForm({"outcome": "x", "due": day})
    assert form.errors["due"] == ["Enter a date as day, month and year."]


def test_a_conflict_knows_the_question_and_the_control_it_is_about() -> None:
    """Two goals on one page have fields of one name; the panel must find the right one."""
    form = NoteForm({"g2-outcome": "a", "base-g2-outcome": "3.x"}, prefix="g2")
    form.is_valid()
    edit = form.edits(["outcome"])["outcome"]
    assert (edit.name, edit.label) == ("g2-outcome", "What will you be able to do?")


def test_a_form_may_say_once_that_nothing_is_required() -> None:
    class Review(NoteForm):
        say_optional = False

    assert "(optional)" in shown(NoteForm(), "{% field form.measure %}")
    assert "(optional)" not in shown(Review(), "{% field form.measure %}")


def test_a_choice_that_is_not_offered_is_refused_in_the_words_of_the_question() -> None:
    """DESIGN 6: the value that was sent, an id perhaps, is nobody's to read."""

    class Picked(HouseForm):
        who = forms.ChoiceField(label="Who is 100% sure?", choices=[("1", "Asha")])

    form = Picked({"who": "14"})
    assert not form.is_valid()
    assert form.errors["who"] == ["Choose one of the answers offered for “Who is 100% sure?”."]
