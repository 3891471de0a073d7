"""Capability risk as pure arithmetic: what each figure is made of, and that the parts add up (STRAT-4, STRAT-6)."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cadenza.insight import risk_rules, rules
from cadenza.insight.risk_rules import CapabilityRisk, Delivery, Grade, Nearness, NeedRisk, Pace, Risk
from cadenza.insight.rules import Cover, K
from cadenza.strategy import priority_rules
from cadenza.strategy.priority_rules import Priority

START, DUE = date(2026, 10, 1), date(2026, 12, 30)
"""Ninety days, so that per cents are easy to say."""
HALFWAY = date(2026, 11, 15)


@dataclass(frozen=True)
class Result:
    """A key result that should go from 0 to 100 by its day."""

    direction: str = "up"
    baseline: Decimal | None = Decimal(0)
    target: Decimal | None = Decimal(100)
    current: Decimal | None = Decimal(30)
    done_on: date | None = None
    confidence: Decimal | None = Decimal("0.4")
    due_date: date = DUE


def delivery(today: date = HALFWAY, **changes: object) -> Delivery:
    return risk_rules.delivery_of(replace(Result(), **changes), start=START, today=today)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("day", "per_cent"), [(START - timedelta(days=9), 0), (START, 0), (HALFWAY, 50), (DUE, 100), (DUE + timedelta(days=9), 100)]
)
def test_time_runs_from_the_first_day_to_the_due_date(day, per_cent):
    """STRAT-4."""
    assert risk_rules.elapsed_on(day, start=START, due=DUE) == per_cent


def test_a_due_date_before_the_cycle_is_over_at_once():
    assert risk_rules.elapsed_on(START, start=START, due=START - timedelta(days=3)) == 100


def test_lateness_and_doubt_make_the_delivery_risk():
    """STRAT-4: half the time over, 30 % of the way gone: half of 20; confidence 0.4: 0.6 of 50."""
    found = delivery()
    assert (found.pace, found.elapsed, found.progress, found.lag) == (Pace.MEASURED, 50, 30, 20)
    assert (found.late, found.doubt, found.points) == (10, 30, 40)
    assert found.grade is Grade.SOME


def test_a_falling_figure_counts_as_a_rising_one_does():
    """STRAT-2, STRAT-4."""
    assert delivery(direction="down", baseline=Decimal(100), target=Decimal(0), current=Decimal(70)).points == delivery().points


def test_who_is_ahead_of_the_time_is_not_late():
    assert (delivery(current=Decimal(90)).late, delivery(current=Decimal(90)).lag) == (0, 0)


def test_what_is_reached_has_no_delivery_risk():
    found = delivery(current=Decimal(100), confidence=Decimal(0))
    assert (found.pace, found.points, found.grade) == (Pace.DONE, 0, Grade.LOW)


def test_confidence_that_nobody_gave_counts_as_one_half():
    found = delivery(confidence=None)
    assert (found.doubt, found.given) == (25, False)


def test_without_a_figure_nothing_of_the_way_counts_as_gone():
    found = delivery(current=None)
    assert (found.pace, found.progress, found.late) == (Pace.NO_FIGURE, None, 25)


def test_a_range_counts_as_the_whole_way_while_it_is_kept_and_as_none_while_it_is_not():
    """STRAT-2: keep."""
    kept = delivery(direction="keep", current=Decimal(50), confidence=Decimal(1))
    left = delivery(direction="keep", current=Decimal(101), confidence=Decimal(1))
    assert (kept.pace, kept.late, left.late) == (Pace.KEPT, 0, 25)


def test_a_range_that_is_kept_is_never_called_reached_before_its_day():
    assert delivery(direction="keep", current=Decimal(50), confidence=Decimal("0.2")).points == 40


def test_a_milestone_is_not_measured_before_its_day():
    """STRAT-2: done or not, dated."""
    found = delivery(direction="milestone", baseline=None, target=None, current=None)
    assert (found.pace, found.late, found.doubt, found.most_doubt) == (Pace.AHEAD, 0, 60, 100)
    assert delivery(direction="milestone", today=DUE).pace is Pace.AHEAD


def test_a_milestone_whose_day_is_over_is_fully_late():
    found = delivery(direction="milestone", today=DUE + timedelta(days=1))
    assert (found.pace, found.late, found.points, found.grade) == (Pace.OVERDUE, 50, 80, Grade.HIGH)


def test_a_milestone_that_is_done_has_no_risk():
    assert delivery(direction="milestone", done_on=HALFWAY).pace is Pace.DONE


def test_before_the_cycle_begins_there_is_no_delivery_risk():
    """STRAT-4: drafts of the next cycle."""
    found = delivery(today=START - timedelta(days=1))
    assert (found.pace, found.points, found.grade) == (Pace.NOT_BEGUN, 0, Grade.NOT_BEGUN)


@given(
    st.sampled_from(["up", "down", "keep", "milestone"]),
    st.integers(-200, 200) | st.none(),
    st.integers(-200, 200) | st.none(),
    st.integers(-200, 200) | st.none(),
    st.decimals(0, 1, places=2) | st.none(),
    st.integers(-20, 120),
    st.booleans(),
)
def test_the_parts_of_delivery_risk_always_add_up(direction, baseline, target, current, confidence, days, done):
    """STRAT-4: from 0 to 100, and the sum of its parts."""
    numbers = [None if value is None else Decimal(value) for value in (baseline, target, current)]
    result = Result(direction, *numbers, START if done else None, confidence)
    found = risk_rules.delivery_of(result, start=START, today=START + timedelta(days=days))
    assert 0 <= found.points == found.late + found.doubt <= 100
    assert 0 <= found.late <= 50
    assert found.doubt <= found.most_doubt


def test_without_levels_a_need_is_covered_as_the_tree_says():
    """TRUST R3: needs and agreed goals alone."""
    for needed, goals in product(range(1, 5), range(6)):
        assert NeedRisk(needed, goals).cover is rules.cover_of(goals, needed)


def test_whoever_holds_the_level_counts():
    """STRAT-4."""
    found = NeedRisk(needed=2, goals=1, holders=1)
    assert (found.counted, found.short, found.cover) == (2, 0, Cover.COVERED)


def test_a_goal_of_somebody_who_holds_the_level_is_not_counted_twice():
    found = NeedRisk(needed=2, goals=1, holders=1, doubled=1)
    assert (found.counted, found.short, found.cover) == (1, 1, Cover.THIN)


def test_a_goal_that_is_stuck_does_not_close_a_need_but_it_is_no_gap():
    found = NeedRisk(needed=1, goals=1, stuck=1)
    assert (found.counted, found.short, found.cover) == (0, 1, Cover.THIN)


def test_the_risk_of_all_needs_is_people_missing_of_people_needed():
    """STRAT-4."""
    found = CapabilityRisk((NeedRisk(2, 1), NeedRisk(1, 0)), critical=False)
    assert (found.short, found.needed, found.points, found.cover) == (2, 3, 67, Cover.GAP)


def test_spare_people_in_one_capability_do_not_make_up_for_another():
    assert CapabilityRisk((NeedRisk(1, 5), NeedRisk(1, 0)), critical=False).points == 50


def test_a_critical_key_result_that_names_nothing_counts_whole():
    """STRAT-3."""
    assert CapabilityRisk((), critical=True).points == 100
    assert CapabilityRisk((), critical=False).points == 0
    assert CapabilityRisk((), critical=True).cover is None


def risk(goals: int = 0, *, critical: bool = True, **changes: object) -> Risk:
    return Risk(delivery(**changes), CapabilityRisk((NeedRisk(2, goals),), critical))  # type: ignore[arg-type]


def test_neither_risk_hides_the_other():
    """STRAT-4: delivery risk beside capability risk."""
    assert risk().together == 40 + 100
    assert risk(2).together == 40


def test_the_list_begins_with_what_is_late_and_lacks_people():
    found = {
        "late and bare": risk(),
        "bare": risk(confidence=Decimal(1)),
        "late": risk(2, current=Decimal(0)),
        "neither": risk(2, confidence=Decimal(1)),
    }
    assert sorted(found, key=lambda name: risk_rules.rank(found[name], due=DUE, key=name)) == ["late and bare", "bare", "late", "neither"]


def test_among_equals_the_critical_one_comes_first_then_the_worse_cover_then_the_nearer_day():
    thin = Risk(delivery(), CapabilityRisk((NeedRisk(2, 1, stuck=1),), critical=True))
    order = [
        risk_rules.rank(risk(), due=DUE, key="A"),
        risk_rules.rank(thin, due=START, key="B"),
        risk_rules.rank(thin, due=DUE, key="C"),
        risk_rules.rank(risk(critical=False), due=START, key="A"),
    ]
    assert order == sorted(order)


def test_a_critical_key_result_without_cover_needs_a_decision():
    """STRAT-3, J7."""
    assert [risk(goals).uncovered for goals in (0, 1, 2)] == [True, True, False]
    assert not risk(critical=False).uncovered
    assert Risk(delivery(), CapabilityRisk((), critical=True)).uncovered


@pytest.mark.parametrize(
    ("level", "evidence", "nearness"),
    [
        (3, 1, Nearness.HOLDS),
        (4, 1, Nearness.HOLDS),
        (2, 1, Nearness.NEAR),
        (1, 4, None),
        (None, 2, Nearness.SEEN),
        (None, 0, None),
        (3, 0, None),
    ],
)
def test_who_is_near_a_level(level, evidence, nearness):
    """STRAT-4, "who could build it": the level agreed, or the work seen; nobody without evidence."""
    assert risk_rules.nearness_of(level, needed=3, evidence=evidence) is nearness


def test_nobody_at_level_zero_is_near_level_one():
    assert risk_rules.nearness_of(0, needed=1, evidence=3) is None


# Groups


@st.composite
def groups(draw):
    """A group of people, some of them never assessed, and the levels that key results need."""
    people = draw(st.integers(1, 40) | st.integers(95, 140))
    counts = {}
    left = people
    for level in draw(st.permutations(range(7))):
        counts[level] = draw(st.integers(0, left))
        left -= counts[level]
    return people, counts, draw(st.lists(st.integers(1, 6), min_size=1, max_size=3, unique=True))


def test_a_ladder_is_cut_where_key_results_need_it():
    """STRAT-4, TRUST R3."""
    assert risk_rules.steps_of([3]) == [2, 3]
    assert risk_rules.steps_of([1, 2, 4]) == [1, 2, 3, 4]


@settings(max_examples=400)
@given(groups(), st.data())
def test_nobodys_level_follows_from_a_published_group(group, data):
    """TRUST 1.5, T11, all alike: for each step, for "at or above" and for "near", neither nobody nor everybody is the only possibility."""
    people, counts, needed = group
    bands = risk_rules.level_bands(people, counts, risk_rules.steps_of(needed))
    level = data.draw(st.sampled_from(needed))
    shown, near = risk_rules.at_or_above(bands, level, people), risk_rules.just_below(bands, level, people)
    if None in bands.values():
        assert set(bands.values()) == {None}
        assert shown is None
        return
    assert people >= K
    bounds = [band.counts(people) for band in bands.values()]
    for place, (low, high) in enumerate(bounds):
        rest = [bound for other, bound in enumerate(bounds) if other != place]
        assert min(high, people - sum(bound[0] for bound in rest)) > 0
        assert max(low, people - sum(bound[1] for bound in rest)) < people
    assert shown[0] < people
    assert shown[1] > 0
    assert level == 1 or (near[0] < people and near[1] > 0)


@settings(max_examples=300)
@given(groups(), st.data())
def test_what_is_shown_of_a_group_holds_the_truth(group, data):
    people, counts, needed = group
    level = data.draw(st.sampled_from(needed))
    bands = risk_rules.level_bands(people, counts, risk_rules.steps_of(needed))
    shown, near = risk_rules.at_or_above(bands, level, people), risk_rules.just_below(bands, level, people)
    if shown is not None:
        assert shown[0] <= sum(count for one, count in counts.items() if one >= level) <= shown[1]
        assert near[0] <= sum(count for one, count in counts.items() if one == level - 1 and level > 1) <= near[1]


def test_a_small_group_is_mostly_shown():
    """Suppression that hides everything would be no help: seven people, two at the level and three near it."""
    bands = risk_rules.level_bands(7, {3: 2, 2: 3}, risk_rules.steps_of([3]))
    assert risk_rules.at_or_above(bands, 3, 7) == (2, 2)
    assert risk_rules.just_below(bands, 3, 7) == (3, 3)


def test_fewer_than_five_people_are_never_shown():
    """TRUST 1.5."""
    assert set(risk_rules.level_bands(4, {3: 2}, [2, 3]).values()) == {None}


def test_a_need_that_came_after_the_count_waits_for_the_next():
    bands = risk_rules.level_bands(9, {3: 2, 2: 3}, risk_rules.steps_of([3]))
    assert risk_rules.at_or_above(bands, 5, 9) is None
    assert risk_rules.just_below(bands, 5, 9) is None


def test_a_group_is_withheld_from_whoever_knows_nearly_all_of_it():
    """TRUST 1.5, complement: the difference would be about fewer than five."""
    assert [risk_rules.may_show_group(9, seen) for seen in (0, 4, 5, 8, 9)] == [True, True, False, False, True]


# What a goal serves


@dataclass(frozen=True)
class Linked:
    critical: bool
    state: str = "active"


@dataclass(frozen=True)
class Goal:
    name: str
    key_result: Linked | None


def test_goals_without_a_business_priority_rank_below_those_with_one():
    """STRAT-6."""
    goals = [
        Goal("career", None),
        Goal("dropped", Linked(True, "dropped")),
        Goal("ordinary", Linked(False)),
        Goal("critical", Linked(True)),
    ]
    assert [goal.name for goal in priority_rules.in_order_of_priority(goals)] == ["critical", "ordinary", "career", "dropped"]
    assert priority_rules.priority_of(goals[0]) is Priority.NONE


def test_goals_of_one_priority_keep_their_order():
    """STRAT-6."""
    goals = [Goal(str(number), Linked(False)) for number in range(4)]
    assert priority_rules.in_order_of_priority(goals) == goals
