"""The rules of rounds, closing, likeness, steps and moves, without a database."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategy.test_rules import Result

from cadenza.people.rules import monday_of
from cadenza.strategy import closing_rules, likeness_rules, round_rules, rules
from cadenza.strategy.closing_rules import Helped
from cadenza.strategy.likeness_rules import Precedent, Tie, likeness, suggested, words_of
from cadenza.strategy.round_rules import Line
from cadenza.strategy.rules import Direction, Move, ObjectiveState, ResultState

TUESDAY = date(2026, 11, 24)
CYCLE = {"cycle_start": date(2026, 10, 1), "cycle_end": date(2026, 12, 31)}


def codes(found):
    return [one.code for one in found]


class TestPromiseAndStretch:
    """STRAT-2: optional, and on the way."""

    def of(self, **changes):
        return codes(rules.objections_to_key_result(replace(Result(), **changes), **CYCLE))

    def test_a_promise_before_and_a_stretch_beyond_the_target(self):
        assert self.of(commit_target=Decimal(60), stretch_target=Decimal(95)) == []
        assert self.of(commit_target=Decimal(80), stretch_target=Decimal(80)) == []

    def test_for_a_falling_figure_the_other_way_round(self):
        down = {"direction": Direction.DOWN, "baseline": Decimal(80), "target": Decimal(40)}
        assert self.of(**down, commit_target=Decimal(60), stretch_target=Decimal(20)) == []
        assert self.of(**down, commit_target=Decimal(30)) == ["promise-beyond-target"]
        assert self.of(**down, stretch_target=Decimal(50)) == ["stretch-before-target"]

    def test_neither_lies_on_the_wrong_side(self):
        assert self.of(commit_target=Decimal(90)) == ["promise-beyond-target"]
        assert self.of(commit_target=Decimal(30)) == ["promise-behind-baseline"]
        assert self.of(stretch_target=Decimal(70)) == ["stretch-before-target"]

    @pytest.mark.parametrize("direction", [Direction.KEEP, Direction.MILESTONE])
    def test_only_a_way_has_steps(self, direction):
        found = self.of(direction=direction, baseline=None, target=None, current=None, stretch_target=Decimal(1))
        assert "steps-without-a-way" in found

    def test_a_draft_may_have_them_before_its_target(self):
        draft = replace(Result(), target=None, baseline=None, commit_target=Decimal(1), stretch_target=Decimal(2))
        assert codes(rules.objections_to_key_result(draft, **CYCLE)) == ["result-without-baseline", "result-without-target"]


class TestMoves:
    def test_every_pair_of_state_and_move(self):
        """STRAT-1."""
        answers = {pair: codes(rules.objections_to_objective_move(*pair, [])) for pair in product(ObjectiveState, Move)}
        possible = {pair for pair, found in answers.items() if not found}
        assert possible == {
            ("draft", "start"),
            ("draft", "drop"),
            ("active", "close"),
            ("active", "drop"),
            ("closed", "reopen"),
            ("dropped", "reopen"),
        }
        assert all(found == ["objective-move-not-possible"] for pair, found in answers.items() if pair not in possible)

    @pytest.mark.parametrize("move", [Move.CLOSE, Move.DROP])
    def test_nothing_that_runs_is_left_under_an_objective_that_is_over(self, move):
        found = rules.objections_to_objective_move("active", move, [ResultState.ACTIVE, ResultState.DRAFT, ResultState.CLOSED])
        assert (codes(found), found[0].values["count"]) == (["objective-has-running-results"], 2)

    @pytest.mark.parametrize("said", [{"check_ins": 1}, {"started": True}, {"results": 1}])
    def test_what_somebody_spoke_of_is_no_mistake_any_more(self, said):
        """STRAT-2."""
        assert rules.objections_to_removal(**{"check_ins": 0, "started": False, **said})
        assert rules.objections_to_removal(check_ins=0, started=False) == []

    @pytest.mark.parametrize(("state", "own", "last"), [("closed", True, True), ("active", False, True), ("active", True, False)])
    def test_a_check_in_is_taken_back_by_its_author_while_it_is_the_last_word(self, state, own, last):
        """STRAT-2."""
        assert codes(rules.objections_to_taking_back(state, own=own, last=last)) == ["check-in-not-to-take-back"]
        assert rules.objections_to_taking_back("active", own=True, last=True) == []

    def test_the_search_for_a_free_key_begins_where_the_last_one_ended(self):
        assert rules.next_key("Pay", {"PAY-1", "PAY-2"}) == "PAY-3"
        assert rules.next_key("Pay", {"PAY-1", "PAY-2"}, after=2) == "PAY-3"


class TestTheRound:
    def test_a_week_begins_on_monday_and_its_round_is_due_on_friday(self):
        """DUE-1."""
        assert (monday_of(TUESDAY), round_rules.round_due_on(TUESDAY)) == (date(2026, 11, 23), date(2026, 11, 27))

    @pytest.mark.parametrize(("looked", "still"), [(None, True), (date(2026, 11, 22), True), (date(2026, 11, 23), False), (TUESDAY, False)])
    def test_once_a_week_is_enough(self, looked, still):
        """STRAT-2."""
        assert round_rules.waits(looked, today=TUESDAY) is still
        assert round_rules.waiting([looked, None], today=TUESDAY) == 1 + still

    @given(
        *(st.none() | st.decimals(-9, 9, places=1) for _ in range(4)),
        st.none() | st.dates(),
        st.none() | st.dates(),
        st.sampled_from(["", " ", "x"]),
    )
    def test_only_what_differs_is_said(self, value, shown_value, confidence, shown_confidence, done, shown_done, note):
        """DATA-1: a field left as it was overwrites nothing."""
        said = round_rules.said_in(Line(value, confidence, done, note, shown_value, shown_confidence, shown_done))
        assert said.value == (None if value == shown_value else value)
        assert said.confidence == (None if confidence == shown_confidence else confidence)
        assert said.done_on == (None if done == shown_done else done)
        assert said.anything == any([said.value is not None, said.confidence is not None, said.done_on is not None, note.strip()])


class TestTheEnd:
    """IMP-4, STRAT-5."""

    @pytest.mark.parametrize(
        ("state", "end", "asked"),
        [
            ("closed", TUESDAY + timedelta(9), True),
            ("active", TUESDAY, False),
            ("active", TUESDAY - timedelta(1), True),
            ("dropped", TUESDAY - timedelta(1), False),
            ("draft", TUESDAY - timedelta(1), False),
        ],
    )
    def test_it_is_asked_of_what_ran_to_its_end(self, state, end, asked):
        assert closing_rules.is_asked(state=state, cycle_end=end, today=TUESDAY) is asked

    @pytest.mark.parametrize(
        ("helped", "by_what", "code"),
        [
            ("helped", "", "help-by-what"),
            ("helped", "-", "help-by-what"),
            ("helped", "Delivery forecasting", "help-by-what"),
            ("perhaps", "", "help-not-said"),
            ("no-difference", "x" * 2001, "help-too-long"),
        ],
    )
    def test_an_answer_says_whether_and_by_what(self, helped, by_what, code):
        assert codes(closing_rules.objections_to_help(helped, by_what, needed=True, asked=True, name="Delivery forecasting")) == [code]

    @pytest.mark.parametrize("helped", [Helped.NO_DIFFERENCE, Helped.NOT_BUILT])
    def test_only_help_needs_a_by_what(self, helped):
        assert closing_rules.objections_to_help(helped, "", needed=True, asked=True) == []

    def test_nothing_is_asked_too_early_or_of_what_was_not_needed(self):
        assert codes(closing_rules.objections_to_help("helped", "x", needed=True, asked=False)) == ["help-asked-at-the-end"]
        assert codes(closing_rules.objections_to_help("helped", "x", needed=False, asked=True)) == ["help-of-nothing-needed"]

    def test_the_standing_question_takes_a_capability_of_the_list_or_none(self):
        assert closing_rules.objections_to_held_back("", capability=None, offered=[]) == []
        assert closing_rules.objections_to_held_back("", capability=3, offered=[3]) == []
        assert codes(closing_rules.objections_to_held_back("x" * 2001, capability=4, offered=[3])) == [
            "held-back-unknown",
            "held-back-too-long",
        ]

    def test_the_days_by_which(self):
        assert closing_rules.help_due_on(closed_on=TUESDAY, cycle_end=date(2026, 12, 31)) == date(2026, 12, 8)
        assert closing_rules.help_due_on(closed_on=None, cycle_end=date(2026, 12, 31)) == date(2027, 1, 14)
        assert closing_rules.close_due_on(date(2026, 12, 31)) == date(2027, 1, 7)


def before(tie=Tie.SAME_TEAM, share="1/2", capability=1, key="PAY-3", order=3):
    return Precedent(key, "2026-q2", "Q2 2026", order, tie, Fraction(share), capability, 3, 2)


class TestLikeness:
    """STRAT-1: what key results like this one needed before; deterministic and explained."""

    def test_words_are_compared_without_case_figures_and_plurals(self):
        assert words_of("Forecasts within 15 % in 4 of 6 Sprints") == {"forecast", "sprint"}
        assert likeness(words_of("Sprint forecasts"), words_of("Forecast each sprint")) == 1
        assert likeness(frozenset(), frozenset()) == 0

    def test_what_goes_on_is_always_like_and_another_team_needs_more_words(self):
        assert likeness_rules.is_like(Tie.SAME_RESULT, Fraction(0))
        assert likeness_rules.is_like(Tie.SAME_OBJECTIVE, Fraction(0))
        assert likeness_rules.is_like(Tie.SAME_TEAM, Fraction(1, 4))
        assert not likeness_rules.is_like(Tie.SAME_TEAM, Fraction(1, 5))
        assert not likeness_rules.is_like(Tie.ELSEWHERE, Fraction(1, 4))

    def test_the_closest_one_names_a_capability_and_the_others_are_counted(self):
        far, near = before(Tie.ELSEWHERE, "1/2", key="A-1"), before(Tie.SAME_TEAM, "1/2", key="B-1")
        [found] = suggested([far, near, before(Tie.SAME_TEAM, "1/3", key="C-1")])
        assert (found.precedent, found.others, found.percent) == (near, 2, 50)

    def test_what_is_named_already_is_not_suggested(self):
        assert suggested([before(capability=7)], taken=[7]) == []

    @given(
        st.permutations(
            [before(capability=number % 4, share=f"{number + 1}/9", key=f"K-{number}", order=number % 3) for number in range(8)]
        )
    )
    def test_the_order_in_which_they_are_read_makes_no_difference(self, rows):
        assert suggested(rows) == suggested(sorted(rows, key=lambda one: one.key))

    def test_no_more_than_a_handful(self):
        assert len(suggested([before(capability=number) for number in range(9)])) == 5
