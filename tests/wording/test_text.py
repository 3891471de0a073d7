"""A text as the rules see it: words, figures, contractions, hyphens, quotations, clauses."""

from __future__ import annotations

import pytest

from cadenza.wording.text import Span, Text, forms_of


def forms(raw: str, place: int = 0) -> frozenset[str]:
    return Text(raw).tokens[place].forms


def said(raw: str) -> list[str]:
    return [token.text for token in Text(raw).tokens]


@pytest.mark.parametrize(
    ("raw", "tokens"),
    [
        ("Weld 12 frames.", ["Weld", "12", "frames"]),
        ("by 03/06/2026", ["by", "03/06/2026"]),
        ("from 2026-06-03 on", ["from", "2026-06-03", "on"]),
        ("at 4.30 pm sharp", ["at", "4.30 pm", "sharp"]),
        ("95 % of £40k", ["95 %", "of", "£40k"]),
        ("in Q3", ["in", "Q3"]),
        ("I'll weld", ["I", "'ll", "weld"]),
        ("the smith’s forge", ["the", "smith", "’s", "forge"]),
        ("follow-up", ["follow", "up"]),
        ("", []),
        ("  \n\t ", []),
    ],
)
def test_a_text_comes_apart_into_words_figures_and_signs(raw: str, tokens: list[str]) -> None:
    assert said(raw) == tokens


def test_a_prefix_with_its_hyphen_is_part_of_the_word() -> None:
    assert len(Text("e-learning").tokens) == 1
    assert "@lesson" in forms("e-learning")
    assert forms("co-ordinate") & forms("coordinate")


@pytest.mark.parametrize("raw", ["don't", "don’t", "dont", "DONT", "Don't"])
def test_a_negation_is_known_however_its_apostrophe_is_typed(raw: str) -> None:
    assert "not" in forms(raw, 1)
    assert "do" in forms(raw)


@pytest.mark.parametrize(("raw", "first", "second"), [("won't", "will", "not"), ("can't", "can", "not"), ("you're", "you", "are")])
def test_a_contraction_is_read_as_the_two_words_it_stands_for(raw: str, first: str, second: str) -> None:
    assert first in forms(raw)
    assert second in forms(raw, 1)


@pytest.mark.parametrize("raw", ["n't", "n’t", "'t", "İİİİİİ't x", "ŉ't", "’"])
def test_a_contraction_of_nothing_is_read_without_a_stumble(raw: str) -> None:
    assert all(token.text == raw[token.start : token.end] for token in Text(raw).tokens)


@pytest.mark.parametrize(
    ("raw", "form"), [("organised", "organize"), ("behaviour", "behavior"), ("programmes", "program"), ("practised", "practice")]
)
def test_british_and_american_spelling_are_the_same_word(raw: str, form: str) -> None:
    """COACH-2: spelling is never a flaw, and never hides one."""
    assert forms_of(raw) & forms_of(form)


@pytest.mark.parametrize(
    ("typed", "meant"), [("improvve", "improve"), ("atttend", "attend"), ("communicaton", "communication"), ("confidnece", "confidence")]
)
def test_a_word_with_one_wrong_letter_is_taken_for_the_one_that_was_meant(typed: str, meant: str) -> None:
    assert meant in forms_of(typed)


def test_a_word_that_nothing_resembles_stays_as_it_is() -> None:
    assert forms_of("zyxwvutsq") == {"zyxwvutsq"}


def test_a_word_in_the_dictionary_is_never_taken_for_a_mistyped_one() -> None:
    assert "bolster" in forms_of("bolster")


@pytest.mark.parametrize(
    ("raw", "form"),
    [
        ("2026", "@year"),
        ("12", "@dayfigure"),
        ("30.06", "@dotted"),
        ("3rd", "@ordinal"),
        ("16:00", "@clock"),
        ("7.30 am", "@clock"),
        ("Q3", "@calendar"),
        ("wk12", "@calendar"),
        ("3/6/26", "@calendar"),
        ("£900", "@amount"),
        ("8%", "@amount"),
        ("1,200", "#"),
        ("٣", "#"),
    ],
)
def test_a_figure_says_what_kind_of_figure_it_is(raw: str, form: str) -> None:
    assert form in forms(raw)


def test_the_year_1850_is_a_number_like_any_other() -> None:
    assert "@year" not in forms("1850")


@pytest.mark.parametrize("raw", ["twelve frames", "dozen frames"])
def test_a_number_in_words_counts(raw: str) -> None:
    assert "#" in forms(raw)


def test_six_bed_counts_beds_and_not_successes() -> None:
    assert "#" not in forms("six-bed ward")


@pytest.mark.parametrize("raw", ["m²", "²", "①", "½", "H₂O", "Ⅷ"])
def test_a_raised_or_circled_figure_is_neither_a_date_nor_a_stumbling_block(raw: str) -> None:
    assert all("@calendar" not in token.forms for token in Text(raw).tokens)


def test_a_capital_within_a_text_is_a_name_and_at_its_head_says_nothing() -> None:
    read = Text("Ask Ingrid in May")
    assert ["@name" in token.forms for token in read.tokens] == [False, True, False, False]


def test_quotation_marks_hold_what_they_enclose_and_an_open_one_holds_nothing() -> None:
    assert Text('He said "no way" twice').quoted == {3, 4}
    assert Text("„so nicht“ and «jamais»").quoted == {1, 2, 6}
    assert Text('He said "no way twice').quoted == frozenset()


def test_a_clause_begins_behind_each_stop() -> None:
    assert Text("Weld it, then grind it: slowly").heads == {0, 3, 7}


def test_a_phrase_goes_on_to_the_end_of_its_clause_but_five_words_at_most() -> None:
    read = Text("kiln mill net boat gate oven loom forge anvil, crane")
    assert read.phrase(Span(0, 1)) == Span(0, 6)
    assert read.phrase(Span(6, 7)) == Span(6, 9)
    assert Text("forge and weld").phrase(Span(0, 1)) == Span(0, 1)


@pytest.mark.parametrize("tail", [".", " .", "...", " \n", ". .", " . \u2003."])
def test_what_a_text_ends_with_does_not_change_it(tail: str) -> None:
    assert said("Weld it" + tail) == ["Weld", "it"]


def test_a_span_knows_its_characters_and_a_text_its_words() -> None:
    read = Text("  Weld 3 frames, daily")
    assert read.said(Span(0, 3)) == (2, 15)
    assert read.words == 4
    assert read.whole == Span(0, 5)
