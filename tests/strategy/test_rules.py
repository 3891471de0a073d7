"""Quarters, progress and what may be written about objectives and key results."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadenza.strategy import need_rules, rules
from cadenza.strategy.rules import Direction, Move, ObjectiveLevel, ResultState

TODAY = date(2026, 11, 24)
QUARTER = {"cycle_start": date(2026, 10, 1), "cycle_end": date(2026, 12, 31)}


@dataclass(frozen=True)
class Result:
    direction: str = Direction.UP
    baseline: Decimal | None = Decimal(40)
    target: Decimal | None = Decimal(80)
    current: Decimal | None = Decimal(50)
    done_on: date | None = None
    key: str = "PAY-1"
    title: str = "Failed payments recovered within two hours"
    unit: str = "%"
    due_date: date | None = date(2026, 12, 18)
    confidence: Decimal | None = Decimal("0.7")
    commit_target: Decimal | None = None
    stretch_target: Decimal | None = None


@dataclass(frozen=True)
class Objective:
    level: str = ObjectiveLevel.TEAM
    title: str = "Payments work the first time"
    team_id: int | None = 3
    pk: int = 1
    cycle_id: int = 1


def codes(objections):
    return [found.code for found in objections]


def test_november_lies_in_the_fourth_quarter_of_a_calendar_year():
    assert rules.cycle_at(TODAY) == rules.CycleSpan("2026-q4", date(2026, 10, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("day", "month", "key", "start", "end"),
    [
        (date(2026, 4, 1), 4, "2027-q1", date(2026, 4, 1), date(2026, 6, 30)),
        (date(2027, 3, 31), 4, "2027-q4", date(2027, 1, 1), date(2027, 3, 31)),
        (date(2026, 1, 15), 2, "2026-q4", date(2025, 11, 1), date(2026, 1, 31)),
        (date(2026, 2, 28), 12, "2026-q1", date(2025, 12, 1), date(2026, 2, 28)),
        (date(2028, 2, 29), 12, "2028-q1", date(2027, 12, 1), date(2028, 2, 29)),
        (date(2026, 9, 30), 10, "2026-q4", date(2026, 7, 1), date(2026, 9, 30)),
    ],
)
def test_a_quarter_follows_the_fiscal_year(day, month, key, start, end):
    assert rules.cycle_at(day, month) == rules.CycleSpan(key, start, end)


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(1, 12))
def test_every_day_lies_in_exactly_one_quarter_and_quarters_touch(day, month):
    span = rules.cycle_at(day, month)
    assert span.start_date <= day <= span.end_date
    assert rules.cycle_at(span.end_date, month) == span
    after = rules.cycle_at(span.end_date + timedelta(days=1), month)
    assert after.start_date == span.end_date + timedelta(days=1)
    assert after.key > span.key
    assert rules.cycle_of_key(span.key, month) == span


def test_a_month_that_does_not_exist_is_a_programmers_mistake():
    with pytest.raises(ValueError, match="no month 13"):
        rules.cycle_at(TODAY, 13)


@pytest.mark.parametrize("key", ["", "2026", "2026-q5", "q4-2026", "2026-q4x", "0000-q1"])
def test_a_key_that_names_no_quarter(key):
    assert rules.cycle_of_key(key) is None


def test_a_new_quarter_leaves_days_of_an_earlier_calendar_where_they_are():
    span = rules.cycle_at(date(2026, 11, 24), 2)  # November to January
    clipped = rules.clipped(span, [(date(2026, 8, 1), date(2026, 11, 10)), (date(2027, 1, 20), date(2027, 4, 19))], TODAY)
    assert (clipped.start_date, clipped.end_date) == (date(2026, 11, 11), date(2027, 1, 19))


def test_a_key_in_use_gets_a_letter():
    assert rules.free_key("2026-q4", ["2026-q3"]) == "2026-q4"
    assert rules.free_key("2026-q4", ["2026-q4", "2026-q4-b"]) == "2026-q4-c"


@pytest.mark.parametrize(
    ("today", "week"), [(date(2026, 9, 20), 0), (date(2026, 10, 1), 1), (TODAY, 8), (date(2026, 12, 31), 13), (date(2027, 3, 1), 13)]
)
def test_the_week_of_the_cycle(today, week):
    assert rules.weeks_of(QUARTER["cycle_start"], QUARTER["cycle_end"], today) == (week, 13)


@pytest.mark.parametrize(
    ("direction", "baseline", "target", "current", "progress"),
    [
        ("up", 40, 80, 50, "0.25"),
        ("up", 40, 80, 39, "0"),  # behind the baseline
        ("up", 40, 80, 200, "1"),  # beyond the target
        ("up", -20, 20, 0, "0.5"),
        ("down", 80, 40, 70, "0.25"),  # a falling figure counts as a rising one does
        ("down", 80, 40, 90, "0"),
        ("down", 80, 40, 10, "1"),
        ("up", 5, 5, 5, "1"),  # no way to go
        ("up", 5, 5, 4, "0"),
        ("down", 5, 5, 4, "1"),
        ("down", 5, 5, 6, "0"),
        ("up", None, 5, 5, "1"),
        ("up", None, 5, 4, None),
        ("up", 1, None, 4, None),
        ("up", 1, 5, None, None),
        ("keep", 0, 4, 4, "1"),  # bounds count as inside
        ("keep", 0, 4, 0, "1"),
        ("keep", 4, 0, 3, "1"),  # in either order
        ("keep", 0, 4, 5, "0"),
        ("keep", 2, 2, 2, "1"),
        ("keep", None, 4, 5, "0"),
        ("keep", None, 4, 3, "1"),
        ("keep", 4, None, 5, "1"),
        ("keep", 4, None, 3, "0"),
        ("keep", None, None, 3, None),
        ("keep", 0, 4, None, None),
    ],
)
def test_progress_runs_from_baseline_to_target(direction, baseline, target, current, progress):
    """STRAT-2."""
    figures = [None if figure is None else Decimal(figure) for figure in (baseline, target, current)]
    found = rules.progress_of(Result(direction, *figures))
    assert found == (None if progress is None else Decimal(progress))


def test_a_milestone_is_done_or_not():
    """STRAT-2."""
    milestone = Result(Direction.MILESTONE, None, None, None)
    assert rules.progress_of(milestone) == 0
    assert rules.progress_of(replace(milestone, done_on=TODAY)) == 1


figures = st.none() | st.decimals(-(10**6), 10**6, places=4)


@given(st.sampled_from(list(Direction)), figures, figures, figures)
def test_progress_never_leaves_its_scale(direction, baseline, target, current):
    """STRAT-2."""
    found = rules.progress_of(Result(direction, baseline, target, current))
    assert found is None or 0 <= found <= 1


@given(st.decimals(-1000, 1000, places=2), st.decimals(-1000, 1000, places=2), st.decimals(-1000, 1000, places=2))
def test_a_mirrored_figure_makes_the_same_progress(baseline, target, current):
    """STRAT-2: down is up seen in a mirror."""
    up = rules.progress_of(Result(Direction.UP, baseline, target, current))
    down = rules.progress_of(Result(Direction.DOWN, -baseline, -target, -current))
    assert up == down


@pytest.mark.parametrize(("progress", "shown"), [(None, None), ("0", 0), ("0.001", 1), ("0.354", 35), ("0.999", 99), ("1", 100)])
def test_a_result_short_of_its_target_never_reads_100(progress, shown):
    assert rules.percent_of(None if progress is None else Decimal(progress)) == shown


def test_a_team_objective_names_its_team():
    """STRAT-1."""
    assert codes(rules.objections_to_objective(Objective(team_id=None))) == ["objective-without-team"]
    assert rules.objections_to_objective(Objective(level=ObjectiveLevel.COMPANY, team_id=None)) == []


@pytest.mark.parametrize(
    ("objective", "code"),
    [
        (Objective(title="  "), "objective-title-missing"),
        (Objective(title="x" * 501), "objective-title-too-long"),
        (Objective(level="galaxy"), "objective-level-unknown"),
    ],
)
def test_an_objective_says_what_and_whose(objective, code):
    assert codes(rules.objections_to_objective(objective)) == [code]


def test_an_objective_serves_several_of_its_cycle():
    """STRAT-1."""
    above = [Objective(level=ObjectiveLevel.COMPANY, pk=2), Objective(pk=3)]
    assert rules.objections_to_alignment(Objective(), above, {3: [2]}) == []


@pytest.mark.parametrize(
    ("objective", "above", "links", "code"),
    [
        (Objective(), Objective(pk=2, cycle_id=9), {}, "alignment-across-cycles"),
        (Objective(level=ObjectiveLevel.COMPANY), Objective(pk=2), {}, "company-serves-team"),
        (Objective(), Objective(), {}, "alignment-in-a-circle"),
        (Objective(), Objective(pk=2), {2: [3], 3: [1, 2]}, "alignment-in-a-circle"),
    ],
)
def test_alignment_leads_upwards(objective, above, links, code):
    """STRAT-1."""
    assert codes(rules.objections_to_alignment(objective, [above], links)) == [code]


def test_a_circle_elsewhere_does_not_trap_the_walk():
    assert rules.objections_to_alignment(Objective(), [Objective(pk=2)], {2: [3], 3: [2]}) == []


def test_a_whole_key_result_is_accepted():
    """STRAT-2."""
    assert rules.objections_to_key_result(Result(), **QUARTER) == []
    assert rules.objections_to_key_result(Result(Direction.KEEP, Decimal(0), Decimal(4), None), **QUARTER) == []
    assert rules.objections_to_key_result(Result(Direction.MILESTONE, None, None, None), **QUARTER) == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"title": ""}, "result-title-missing"),
        ({"key": ""}, "result-key-malformed"),
        ({"key": "-risk"}, "result-key-malformed"),
        ({"key": "A/B"}, "result-key-malformed"),
        ({"key": "K" * 21}, "result-key-malformed"),
        ({"key": "PAY-9"}, "result-key-taken"),
        ({"unit": "x" * 41}, "result-unit-too-long"),
        ({"due_date": None}, "result-without-due-date"),
        ({"direction": "sideways"}, "direction-unknown"),
        ({"baseline": None}, "result-without-baseline"),
        ({"target": None}, "result-without-target"),
        ({"direction": Direction.KEEP, "baseline": None}, "result-without-baseline"),
        ({"direction": Direction.KEEP, "target": None}, "result-without-target"),
        ({"target": Decimal(39)}, "target-below-baseline"),
        ({"direction": Direction.DOWN}, "target-above-baseline"),
        ({"direction": Direction.MILESTONE}, "milestone-with-figures"),
        ({"current": Decimal("1e14")}, "result-figure-out-of-range"),
        ({"current": Decimal("0.00001")}, "result-figure-out-of-range"),
        ({"current": Decimal("NaN")}, "result-figure-out-of-range"),
        ({"confidence": Decimal("1.2")}, "confidence-out-of-range"),
        ({"confidence": Decimal("0.123")}, "confidence-out-of-range"),
    ],
)
def test_what_a_key_result_must_say(changed, code):
    """STRAT-2."""
    found = rules.objections_to_key_result(replace(Result(), **changed), keys_taken={"PAY-9"}, **QUARTER)
    assert codes(found) == [code]
    assert not found[0].warning


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"due_date": date(2027, 1, 1)}, "due-outside-cycle"),
        ({"target": Decimal(40)}, "target-is-baseline"),
        ({"direction": Direction.KEEP, "baseline": Decimal(4), "target": Decimal(0)}, "bounds-swapped"),
    ],
)
def test_what_deserves_a_second_look(changed, code):
    found = rules.objections_to_key_result(replace(Result(), **changed), **QUARTER)
    assert codes(found) == [code]
    assert found[0].warning


@pytest.mark.parametrize(("state", "over"), [("draft", False), ("active", False), ("closed", True), ("dropped", True)])
def test_what_is_over_is_taken_up_again_before_it_changes(state, over):
    """STRAT-2."""
    assert codes(rules.objections_to_changing(state)) == (["result-is-over"] if over else [])


def test_a_draft_may_lack_its_figures():
    """STRAT-2, INTERFACES 4: without figures a key result is a draft."""
    assert rules.objections_to_key_result(Result(baseline=None, target=None, current=None), finished=False, **QUARTER) == []


def check_in(state="active", direction="up", value=None, confidence=None, note="", done_on=None):
    return codes(
        rules.objections_to_check_in(state, direction, value=value, confidence=confidence, note=note, done_on=done_on, today=TODAY)
    )


def test_a_check_in_says_something():
    """STRAT-2."""
    assert check_in() == ["check-in-says-nothing"]
    assert check_in(value=Decimal(3)) == check_in(confidence=Decimal("0.5")) == check_in(note="Two banks joined.") == []
    assert check_in(direction="milestone", done_on=TODAY) == []


@pytest.mark.parametrize("state", ["draft", "dropped", "closed"])
def test_a_result_that_is_not_running_takes_no_check_in(state):
    assert check_in(state, value=Decimal(3)) == ["result-not-running"]


def test_a_check_in_that_does_not_fit():
    assert check_in(direction="milestone", value=Decimal(1)) == ["milestone-with-value"]
    assert check_in(done_on=TODAY) == ["done-without-milestone"]
    assert check_in(direction="milestone", done_on=TODAY + timedelta(days=1)) == ["milestone-done-in-the-future"]
    assert check_in(note="x" * 5001) == ["check-in-note-too-long"]
    assert check_in(value=Decimal("Infinity")) == ["result-figure-out-of-range"]


def test_a_requirement_names_a_level_of_the_ladder_and_how_many_people():
    """STRAT-1."""
    assert need_rules.objections_to_requirement(3, 2, levels=[1, 2, 3], taken=False) == []
    assert need_rules.objections_to_requirement(7, 1, levels=[], taken=False) == []
    assert codes(need_rules.objections_to_requirement(4, 2, levels=[1, 2, 3], taken=False)) == ["required-level-unknown"]
    assert codes(need_rules.objections_to_requirement(0, 0, levels=[], taken=True)) == [
        "capability-named-already",
        "required-level-unknown",
        "people-needed-out-of-range",
    ]


def test_no_other_move_of_a_key_result_happens():
    """STRAT-2."""
    possible = {pair for pair in product(ResultState, Move) if rules.objections_to_move(*pair) == []}
    assert possible == {
        ("draft", "start"),
        ("draft", "drop"),
        ("active", "close"),
        ("active", "drop"),
        ("closed", "reopen"),
        ("dropped", "reopen"),
    }


def test_the_next_free_key_of_a_team():
    assert rules.next_key("Pay", ["PAY-1", "PAY-2", "RET-1"]) == "PAY-3"
    assert rules.next_key("Zahlungen & Verkehr", []) == "ZAHLUNGE-1"
    assert rules.next_key("支付", []) == "KR-1"
