"""Fairness: the statistics against an independent computation, and what the told figures give away (FAIR-1; TRUST L15, L16, 1.5, T11)."""

from __future__ import annotations

from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cadenza.stewardship import fairness_rules as rules
from cadenza.stewardship.fairness_rules import EVENTS, Finding, Group, K, Table


@st.composite
def tables(draw, *, fewest=1, most=60):
    people, others = draw(st.integers(fewest, most)), draw(st.integers(fewest, most))
    return Table(draw(st.integers(0, people)), people, draw(st.integers(0, others)), others)


def test_the_figures_that_trust_names_come_out():
    """TRUST L15: 12 of 300 beside 20 of 1200, and 3 of 20 beside 2 of 60, where one different person changes all."""
    rare, small = Table(12, 300, 20, 1200), Table(3, 20, 2, 60)
    assert rules.rate_ratio(rare)[1] == pytest.approx(2.4)
    assert rules.exact_test(rare) == pytest.approx(0.022, abs=0.0005)
    assert rules.rate_ratio(small)[1] == pytest.approx(4.5)
    assert rules.exact_test(small) == pytest.approx(0.097, abs=0.0005)
    assert rules.exact_test(rules.flipped(small)) == pytest.approx(0.594, abs=0.0005)


@pytest.mark.slow
@pytest.mark.once
@settings(max_examples=300, deadline=None)
@given(tables())
def test_the_exact_test_is_fishers(table):
    """FAIR-1: as scipy computes it."""
    stats = pytest.importorskip("scipy.stats")
    cells = [[table.events, table.people - table.events], [table.other_events, table.other_people - table.other_events]]
    assert rules.exact_test(table) == pytest.approx(stats.fisher_exact(cells).pvalue, rel=1e-6, abs=1e-12)


@pytest.mark.slow
@pytest.mark.once
def test_the_exact_test_holds_for_thousands_too():
    """FAIR-1."""
    stats = pytest.importorskip("scipy.stats")
    for table in (Table(900, 1500, 9000, 18500), Table(30, 9000, 70, 11000), Table(0, 5000, 12, 15000)):
        cells = [[table.events, table.people - table.events], [table.other_events, table.other_people - table.other_events]]
        assert rules.exact_test(table) == pytest.approx(stats.fisher_exact(cells).pvalue, rel=1e-4)


@pytest.mark.slow
@pytest.mark.once
@settings(max_examples=200, deadline=None)
@given(tables(fewest=2))
def test_the_interval_of_the_rate_ratio_is_that_of_scipy(table):
    """FAIR-1: where no cell is empty, which scipy does not answer."""
    contingency = pytest.importorskip("scipy.stats.contingency")
    low, ratio, high = rules.rate_ratio(table)
    assert low <= ratio <= high
    if table.events and table.other_events and (table.events, table.other_events) != (table.people, table.other_people):
        theirs = contingency.relative_risk(table.events, table.people, table.other_events, table.other_people)
        interval = theirs.confidence_interval(0.95)
        assert (low, ratio, high) == pytest.approx((interval.low, theirs.relative_risk, interval.high), rel=1e-6)


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.parametrize(("rate", "ratio", "sizes"), [(0.1, 1, (40, 160)), (0.1, 2.5, (40, 160)), (0.3, 0.5, (60, 90)), (0.6, 1, (25, 50))])
def test_in_simulated_organisations_the_interval_covers_the_truth_and_no_effect_is_seldom_called_one(rate, ratio, sizes):
    """FAIR-1: with a known effect and with none; what is told covers at least as often, for it spans the rounded counts."""
    rng, runs, held, shown, called, told_runs = Random(f"{rate} {ratio}"), 300, 0, 0, 0, 0
    for _ in range(runs):
        ours, theirs = (sum(rng.random() < one for _ in range(people)) for one, people in zip((rate * ratio, rate), sizes, strict=True))
        table = Table(ours, sizes[0], theirs, sizes[1])
        low, _middle, high = rules.rate_ratio(table)
        held += low <= ratio <= high
        one = rules.told(table, comparisons=1)
        if one is not None:
            told_runs += 1
            shown += one.low <= ratio <= one.high or one.high >= rules.MOST_TIMES
            called += one.finding == Finding.DIFFERS
    assert held / runs >= 0.93
    assert shown / told_runs >= 0.95
    if ratio == 1:
        assert called / runs <= 0.05


@pytest.mark.parametrize(
    ("table", "enough"),
    [
        (Table(3, K, 2, K), True),
        (Table(3, K - 1, 2, K), False),
        (Table(3, K, 2, K - 1), False),
        (Table(3, K, EVENTS - 4, K), False),
        (Table(K, K, K - 4, K), False),
    ],
)
def test_under_ten_people_or_five_events_the_data_is_insufficient(table, enough):
    """TRUST L16: which is never that there is no issue. People without the event count as the event does."""
    assert rules.is_enough(table) is enough
    assert (rules.told(table, comparisons=1) is None) is not enough
    assert (rules.finding_of(table, comparisons=1) == Finding.INSUFFICIENT) is not enough


def test_a_finding_survives_one_different_person_or_says_that_it_does_not():
    """TRUST L15, L16: the flip-one check, and the correction for several groups."""
    assert rules.finding_of(Table(15, 50, 5, 200), comparisons=1) == Finding.DIFFERS
    assert rules.finding_of(Table(5, 40, 8, 160), comparisons=1) == Finding.NOT_TOLD
    assert rules.finding_of(Table(6, 40, 8, 160), comparisons=1) == Finding.ONE_PERSON
    assert rules.finding_of(Table(6, 40, 8, 160), comparisons=5) == Finding.NOT_TOLD


def test_the_flip_goes_towards_no_difference():
    assert rules.flipped(Table(3, 20, 2, 60)) == Table(2, 20, 3, 60)
    assert rules.flipped(Table(0, 20, 9, 60)) == Table(1, 20, 8, 60)


def test_counts_are_rounded_to_five():
    """TRUST 1.5."""
    assert [rules.rounded(one) for one in (0, 2, 3, 7, 8, 12, 13)] == [0, 0, 5, 5, 10, 10, 15]
    assert list(rules.alike(4, most=20)) == [3, 4, 5, 6, 7]


@pytest.mark.parametrize("most", range(2, 41))
def test_the_steps_of_a_count_cover_it_without_overlap_and_none_holds_one_count_alone(most):
    """TRUST 1.5, homogeneity: not even the step at the top, where everybody would be meant."""
    steps = {tuple(rules.alike(count, most=most)) for count in range(most + 1)}
    assert sorted(count for step in steps for count in step) == list(range(most + 1))
    assert all(len(step) > 1 for step in steps)
    assert all(len({rules.as_shown(count, most=most) for count in step}) == 1 for step in steps)


# Attacks (T11)


@settings(max_examples=60, deadline=None)
@given(tables(fewest=K, most=40))
def test_whatever_is_told_leaves_more_than_one_count_possible_on_both_sides(table):
    """TRUST 1.5, T11: an attacker who knows both sizes and the method tries every count; none or all is never certain."""
    seen = rules.told(table, comparisons=1)
    if seen is None:
        return
    possible = [
        (ours, theirs)
        for ours, theirs in product(rules.alike(table.events, most=table.people), rules.alike(table.other_events, most=table.other_people))
        if rules.told(Table(ours, table.people, theirs, table.other_people), comparisons=1) == seen
    ]
    assert (table.events, table.other_events) in possible
    assert len({ours for ours, _ in possible}) > 1
    assert len({theirs for _, theirs in possible}) > 1


def lines(groups, *, known_by_name):
    """What is told of one question that is all there is."""
    tables = rules.beside_each_other(groups, known_by_name=known_by_name)
    found = {key: rules.told(table, comparisons=rules.comparisons_in([tables])) for key, table in tables.items()}
    return {key: one for key, one in found.items() if one}


GROUPS = st.lists(st.integers(0, 30).flatmap(lambda people: st.tuples(st.just(people), st.integers(0, people))), min_size=1, max_size=4)


@settings(max_examples=80, deadline=None)
@given(GROUPS, st.integers(0, 9), st.integers(0, 9))
def test_a_group_under_ten_is_in_no_figure_so_no_subtraction_finds_it(groups, people, events):
    """TRUST 1.5, complement: with it or without it every figure is the same."""
    kept = [Group(number, *both) for number, both in enumerate(groups)]
    small = Group(99, people, min(events, people))
    for known_by_name in (False, True):
        assert lines(kept, known_by_name=known_by_name) == lines([*kept, small], known_by_name=known_by_name)


@pytest.mark.parametrize("sizes", [(20, 30), (15, 60), (10, 12, 14)])
def test_whoever_knows_the_names_learns_of_nobody_among_them_what_they_declared(sizes):
    """TRUST A3, 1.5, T11: with every name and every size at hand, all events, no event and a whole group stay uncertain, told or not told."""
    for events in range(EVENTS, 14):
        shown: dict[object, list[tuple[int, ...]]] = {}
        for counts in product(*(range(min(events, people) + 1) for people in sizes)):
            if sum(counts) == events:
                groups = [Group(number, *both) for number, both in enumerate(zip(sizes, counts, strict=True))]
                shown.setdefault(str(lines(groups, known_by_name=True)), []).append(counts)
        for possible in shown.values():
            for number, people in enumerate(sizes):
                assert {counts[number] for counts in possible} not in ({0}, {events}, {people}), (events, possible)


def test_five_formal_plans_that_fell_on_one_group_are_not_told_as_such():
    """TRUST A3: the five are known by name; it stays told of what nobody knows by name."""
    groups = [Group(1, 20, 5), Group(2, 30, 0)]
    assert lines(groups, known_by_name=True) == {}
    assert lines(groups, known_by_name=False)[1].finding == Finding.ONE_PERSON
    assert lines([Group(1, 50, 15), Group(2, 200, 6)], known_by_name=True)[1].finding == Finding.DIFFERS


def test_whoever_answered_nothing_is_in_no_group():
    """FAIR-1: optional."""
    looked_at = {1: True, 2: False, 3: True}
    assert rules.counted({1: {7: 70}, 2: {7: 71}}, looked_at) == {7: [Group(70, 1, 1), Group(71, 1, 0)]}


def test_two_groups_are_one_comparison_and_one_group_alone_is_none():
    """TRUST L16."""
    two = [Group(1, 50, 15), Group(2, 200, 5)]
    assert lines(two, known_by_name=False)[1].finding == Finding.DIFFERS
    assert lines(two[:1], known_by_name=False) == {}


def test_every_comparison_of_the_picture_counts_in_the_correction():
    """TRUST L16: two groups are one, three are three, one group alone and insufficient data are none."""
    sets = [
        [Group(1, 50, 15), Group(2, 200, 5)],
        [Group(1, 50, 15), Group(2, 200, 5), Group(3, 40, 9)],
        [Group(1, 50, 15)],
        [Group(1, 50, 1), Group(2, 200, 1)],
    ]
    assert rules.comparisons_in(rules.beside_each_other(one, known_by_name=False) for one in sets) == 4


def test_a_note_says_something_and_figures_are_released_once():
    """TRUST L17, I3."""
    assert [one.code for one in rules.objections_to_note(" ")] == ["fairness-note-empty"]
    assert rules.objections_to_note("We look at how cases begin.") == []
    assert [one.code for one in rules.objections_to_release(released=True)] == ["fairness-released"]
    assert rules.objections_to_release(released=False) == []
    assert [one.code for one in rules.objections_to_release(released=False, own=True)] == ["fairness-proposed-by-you"]
    assert [one.code for one in rules.objections_to_release(released=False, both=False)] == ["fairness-not-both"]
    assert [one.code for one in rules.objections_to_closing(proposed=False, released=False)] == ["fairness-not-open"]
    assert rules.objections_to_closing(proposed=True, released=False) == rules.objections_to_closing(proposed=True, released=True) == []
