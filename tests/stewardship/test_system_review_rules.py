"""The rules of a system review without a database: states, figures, the checklist's answers, what is refused (SYS-1, SYS-2)."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from cadenza.insight.rules import Band
from cadenza.stewardship import system_review_rules as rules
from cadenza.stewardship.system_review_rules import Answer, DecisionDraft, Figure, ReviewMove, ReviewState

TODAY = date(2026, 11, 24)


def codes(objections):
    return [one.code for one in objections]


@pytest.mark.parametrize(("state", "move"), list(product(ReviewState, ReviewMove)))
def test_a_review_is_prepared_held_and_closed_in_that_order_and_no_other(state, move):
    """SYS-1: every pair, written out."""
    ways = {("preparing", "hold"): "held", ("held", "close"): "closed"}
    assert rules.MOVES.get((state, move)) == ways.get((state.value, move.value))
    refused = codes(rules.objections_to_moving(state, move, written=True, decisions=1))
    assert refused == ([] if (state.value, move.value) in ways else ["system-review-out-of-step"])


def test_a_step_that_does_not_exist_is_out_of_step():
    assert codes(rules.objections_to_moving("preparing", "burn", written=True, decisions=1)) == ["system-review-out-of-step"]


def test_nothing_is_held_unwritten_and_nothing_closed_undecided():
    """SYS-1: a document that HR and leadership fill, with decisions."""
    assert codes(rules.objections_to_moving("preparing", "hold", written=False, decisions=0)) == ["system-review-empty"]
    assert codes(rules.objections_to_moving("held", "close", written=True, decisions=0)) == ["system-review-undecided"]


@pytest.mark.parametrize(
    ("figure", "answer", "band"),
    [
        (Figure(0, 0, 9), Answer.CANNOT_SAY, None),
        (Figure(4, 4, 4), Answer.CANNOT_SAY, None),
        (Figure(5, 5, 5), Answer.YES, Band(80, 100)),
        (Figure(8, 10, 10), Answer.YES, Band(80, 100)),
        (Figure(5, 10, 10), Answer.IN_PART, Band(40, 60)),
        (Figure(4, 10, 10), Answer.IN_PART, Band(40, 60)),
        (Figure(0, 10, 10), Answer.NOT_YET, Band(0, 20)),
        (Figure(9, 10, 5, 5), Answer.YES, Band(80, 100)),
        (Figure(9, 10, 5, 6), Answer.CANNOT_SAY, None),
    ],
)
def test_a_line_answers_from_its_figure_and_says_when_it_cannot(figure, answer, band):
    """SYS-2, TRUST 1.5: under five people, or with more than half of it one person's, nothing is said, and never "no"."""
    assert (rules.answer_to(figure), figure.band) == (answer, band)


def test_an_answer_says_no_more_than_its_band():
    """TRUST 1.5: in a group of any size, two counts of one band read alike."""
    for people in range(5, 41):
        answers = {}
        for count in range(people + 1):
            figure = Figure(count, people, people)
            assert answers.setdefault(figure.band, rules.answer_to(figure)) == rules.answer_to(figure)
        assert set(answers.values()) == {Answer.YES, Answer.IN_PART, Answer.NOT_YET}


def test_a_half_year_is_two_quarters():
    """SYS-1: biannual."""
    assert [rules.half_of(f"2026-q{number}") for number in range(6)] == ["", "2026-h1", "2026-h1", "2026-h2", "2026-h2", ""]
    assert rules.cycles_in("2026-h1") == ("2026-q1", "2026-q2")
    assert rules.cycles_in("2026-h2") == ("2026-q3", "2026-q4")
    assert [rules.cycles_in(odd) for odd in ("2026-h3", "x-h1", "", "2026")] == [None] * 4


def test_a_review_is_prepared_once_for_a_half_year_that_has_begun_and_for_a_day_ahead():
    """SYS-1."""

    def refused(**changes):
        given = {"half": "2026-h2", "begun": True, "there": False, "meets_on": TODAY, "today": TODAY, **changes}
        return codes(rules.objections_to_preparing(given.pop("half"), **given))

    assert refused() == []
    assert refused(there=True) == ["system-review-there"]
    assert refused(begun=False) == ["system-review-no-cycle"]
    assert refused(half="nonsense") == ["system-review-no-cycle"]
    assert refused(meets_on=None) == ["system-review-no-day"]
    assert refused(meets_on=date(2026, 11, 23)) == ["system-review-day-past"]


def test_figures_stand_for_a_week_and_for_good_once_it_was_held():
    """SYS-1: frozen; TRUST 1.5: two counts must not single out who came in between."""
    assert codes(rules.objections_to_counting("preparing", counted_on=date(2026, 11, 18), today=TODAY)) == ["system-review-counted"]
    assert codes(rules.objections_to_counting("preparing", counted_on=date(2026, 11, 17), today=TODAY)) == []
    assert codes(rules.objections_to_counting("held", counted_on=date(2026, 1, 1), today=TODAY)) == ["system-review-frozen"]


def test_words_are_written_until_it_is_closed_and_added_afterwards():
    """SYS-1: append only."""
    assert [codes(rules.objections_to_writing(state)) for state in ReviewState] == [[], [], ["system-review-closed"]]
    assert [codes(rules.objections_to_adding(state, "More")) for state in ReviewState] == [
        ["system-review-open"],
        ["system-review-open"],
        [],
    ]
    assert codes(rules.objections_to_adding("closed", " ")) == ["system-review-addition-empty"]


def test_a_decision_has_words_an_owner_who_works_here_and_a_day_ahead():
    """SYS-1."""
    whole = DecisionDraft("Fewer forms", 1, TODAY)
    assert codes(rules.objections_to_deciding(whole, here=True, today=TODAY)) == []
    assert codes(rules.objections_to_deciding(whole, here=False, today=TODAY)) == ["decision-without-owner"]
    empty = DecisionDraft(" ", None, None)
    assert codes(rules.objections_to_deciding(empty, here=True, today=TODAY)) == [
        "decision-without-words",
        "decision-without-owner",
        "decision-without-day",
    ]
    assert codes(rules.objections_to_deciding(DecisionDraft("x", 1, date(2026, 1, 1)), here=True, today=TODAY)) == ["decision-day-past"]


def test_what_became_of_a_decision_says_where_it_stands_and_what_happened():
    """SYS-1."""
    assert codes(rules.objections_to_news("done", "Six forms went")) == []
    assert codes(rules.objections_to_news("perhaps", " ")) == ["decision-news-no-state", "decision-news-empty"]


def test_whoever_fills_it_comes_from_hr_or_leads_and_is_named_once():
    """SYS-1, TRUST I2."""
    assert codes(rules.objections_to_seat(7, may=True, seated=[8])) == []
    assert codes(rules.objections_to_seat(7, may=True, seated=[7])) == ["system-review-seated"]
    assert codes(rules.objections_to_seat(7, may=False, seated=[])) == ["system-review-not-leading"]
    assert codes(rules.objections_to_seat(None, may=True, seated=[])) == ["system-review-not-leading"]
