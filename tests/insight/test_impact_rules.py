"""The comparison of impact, against an independent computation and on organisations whose effect is known (IMP-1, IMP-3; TRUST 1.5, T11)."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from random import Random
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadenza.insight import impact_rules as rules
from cadenza.insight.impact_counting import Learned
from cadenza.insight.impact_rest import Rest
from cadenza.insight.impact_rules import CASES, COUNT_AFTER_DAYS, Behind, Interval, Reading
from cadenza.insight.rules import Band, K

SHARES = st.lists(st.integers(0, 1000), min_size=CASES, max_size=14)


def differences(ours, theirs):
    return sorted(one - other for one, other in product(ours, theirs))


@given(SHARES, SHARES)
def test_the_difference_is_the_middle_of_all_pairs_and_its_interval_two_of_them(ours, theirs):
    """IMP-1: recounted from every pair."""
    found, every = rules.difference(ours, theirs), differences(ours, theirs)
    cut = rules.rank_cut(len(ours), len(theirs))
    assert found is not None
    assert (found.low, found.high) == (every[cut - 1], every[-cut])
    assert abs(found.middle - median(every)) <= 0.5
    assert found.low <= found.middle <= found.high


def test_fewer_than_five_on_a_side_are_no_comparison():
    """IMP-1: refused under the minimum."""
    assert rules.difference([1000] * 4, [0] * 50) is None
    assert rules.difference([1000] * 50, [0] * 4) is None
    assert rules.difference([1000] * 5, [0] * 5) == Interval(1000, 1000, 1000)


@pytest.mark.slow
@pytest.mark.once
def test_the_cut_is_the_one_that_the_rank_sum_test_gives():
    """IMP-1: scipy's exact test says at most 5 % on each side for our cut, and more for the next."""
    stats = pytest.importorskip("scipy.stats")
    for ours, theirs in ((5, 5), (5, 9), (8, 12), (13, 7), (20, 20), (50, 50), (6, 40)):
        cut = rules.rank_cut(ours, theirs)
        assert _tail(stats, ours, theirs, cut - 1) <= 0.05 < _tail(stats, ours, theirs, cut)
    for ours, theirs in ((60, 60), (30, 200)):  # beyond EXACT_UP_TO, by the normal approximation
        assert _tail(stats, ours, theirs, rules.rank_cut(ours, theirs) - 1) == pytest.approx(0.05, abs=0.001)


def _tail(stats, ours, theirs, below):
    """The chance that at most so many pairs stand in the wrong order when nothing differs: from a sample with exactly so many."""
    left, first = below, []
    for place in range(ours):  # move one of ours after the other past theirs
        step = min(theirs, left)
        first.append(step * 1000 + place)
        left -= step
    second = [number * 1000 + 500 + 100 for number in range(theirs)]
    ordered = [one if one >= 1000 else one - 1000 for one in first]
    test = stats.mannwhitneyu(ordered, second, alternative="less", method="exact")
    assert test.statistic == below
    return test.pvalue


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.parametrize(("effect", "sizes"), [(0, (8, 15)), (0, (5, 5)), (200, (10, 20)), (200, (20, 30)), (-100, (6, 25))])
def test_in_simulated_organisations_the_interval_covers_the_truth_at_its_stated_rate(effect, sizes):
    """IMP-1: with a known effect and with none, 90 % of organisations or more, also as it is shown. Skewed figures, seeded."""
    rng, runs = Random(f"{effect} {sizes}"), 1500
    held = shown = 0
    for _ in range(runs):
        built = [round(1000 * rng.betavariate(2, 1.2)) + effect for _ in range(sizes[0])]
        rest = [round(1000 * rng.betavariate(2, 1.2)) for _ in range(sizes[1])]
        found = rules.difference(built, rest)
        told = rules.as_shown(found)
        held += found.low <= effect <= found.high
        shown += 10 * told.low <= effect <= 10 * told.high
    assert 0.885 <= held / runs <= 0.93
    assert shown >= held


@pytest.mark.slow
@pytest.mark.once
def test_where_the_way_ends_at_the_target_the_interval_still_covers():
    """IMP-1: many key results reach exactly the whole way. The truth is then the middle difference of all that could have been drawn."""
    rng, runs, held, claimed = Random("at the target"), 800, 0, 0

    def way(lift: float) -> int:
        return min(1000, round(1000 * (rng.betavariate(2, 2) + lift)))

    truth = median(way(0.3) - way(0) for _ in range(40_000))
    for _ in range(runs):
        found = rules.difference([way(0.3) for _ in range(12)], [way(0) for _ in range(18)])
        held += found.low <= truth <= found.high
        none = rules.difference([way(0.3) for _ in range(12)], [way(0.3) for _ in range(18)])
        claimed += rules.reading_of(rules.as_shown(none)) != Reading.TOO_EARLY
    assert held / runs >= 0.885
    assert claimed / runs <= 0.1


@given(SHARES, SHARES)
def test_what_is_shown_is_rounded_outwards_in_steps_of_five(ours, theirs):
    """IMP-1, TRUST 1.5: a finer figure would name the two key results whose difference it is."""
    found = rules.difference(ours, theirs)
    told = rules.as_shown(found)
    assert 10 * told.low <= found.low
    assert found.high <= 10 * told.high
    assert found.low - 10 * told.low < 50
    assert 10 * told.high - found.high < 50
    assert abs(10 * told.middle - found.middle) <= 25
    assert all(one % 5 == 0 for one in (told.low, told.middle, told.high))


@pytest.mark.parametrize(
    ("low", "high", "reading"),
    [
        (5, 30, Reading.BETTER),
        (0, 30, Reading.TOO_EARLY),
        (-10, 25, Reading.TOO_EARLY),
        (-20, 0, Reading.TOO_EARLY),
        (-20, -5, Reading.WORSE),
    ],
)
def test_a_reading_claims_a_difference_only_when_the_whole_interval_does(low, high, reading):
    """IMP-1: too early to say is an answer."""
    assert rules.reading_of(Interval(low, (low + high) // 2, high)) == reading


def test_a_cycle_is_looked_at_four_weeks_after_its_end():
    """IMP-1, REV-6; the figures of fairness too (FAIR-1)."""
    end = date(2026, 9, 30)
    assert not rules.is_counted(end, today=end + timedelta(days=COUNT_AFTER_DAYS - 1))
    assert rules.is_counted(end, today=end + timedelta(days=COUNT_AFTER_DAYS))


def test_a_goal_closed_its_gap_when_it_was_achieved_or_completed_without_a_reset():
    """IMP-1, REV-6: what the reset said goes before the state."""
    closed = {(end, status) for end in ("", "achieved", "carried", "changed", "dropped") for status in ("completed", "on-track")}
    assert {one for one in closed if rules.has_closed_its_gap(*one)} == {
        ("achieved", "completed"),
        ("achieved", "on-track"),
        ("", "completed"),
    }


def test_a_need_is_built_when_as_many_people_closed_the_gap_as_were_needed():
    assert not rules.is_built(1, 2)
    assert rules.is_built(2, 2)


# What may be told


def behind(closed, left_open, cases=None):
    people = frozenset(closed)
    return Behind(people, frozenset(left_open), cases if cases is not None else [frozenset({one}) for one in people])


def test_a_comparison_needs_five_people_on_both_sides():
    """TRUST 1.5: with nobody on one side, everybody's goal would be known."""
    assert rules.may_be_told(behind(range(5), range(10, 15)))
    assert not rules.may_be_told(behind(range(4), range(10, 15)))
    assert not rules.may_be_told(behind(range(5), range(10, 14)))
    assert not rules.may_be_told(behind(range(50), ()))


def test_nobody_stands_behind_more_than_half_of_what_was_built():
    """TRUST 1.5, dominance."""
    people, others = range(5), range(10, 15)
    cases = [frozenset({0})] * 5 + [frozenset({one}) for one in (1, 2, 3, 4)]
    assert not rules.may_be_told(behind(people, others, cases))
    assert rules.may_be_told(behind(people, others, [*cases, frozenset({1})]))


GROUPS = st.dictionaries(
    st.integers(1, 6), st.builds(behind, st.sets(st.integers(0, 25), max_size=12), st.sets(st.integers(100, 125), max_size=12)), max_size=6
)


@given(GROUPS)
def test_what_is_left_out_beside_the_total_is_nobody_or_five_people_on_each_side(comparisons):
    """TRUST 1.5, complement; T11: all that is shown, taken from all of it, leaves no small group."""
    shown = rules.told_together(comparisons)
    hidden = [one for key, one in comparisons.items() if key not in shown]
    assert all(rules.may_be_told(comparisons[key]) for key in shown)
    if shown:
        for side in ("closed", "left_open"):
            left = set().union(*(getattr(one, side) for one in hidden))
            assert len(left) == 0 or len(left) >= K


def test_whoever_a_reader_knows_is_taken_off_every_side_first():
    """TRUST 1.5: five strangers are left on each side, or none at all behind any of it; never more known than were counted."""
    assert rules.may_show_rest([9, 8], [4, 3], strangers=10)
    assert not rules.may_show_rest([9, 8], [4, 4], strangers=9)
    assert not rules.may_show_rest([6, 6], [6, 1], strangers=5)  # all strangers left theirs open
    assert rules.may_show_rest([6, 6], [6, 7], strangers=0)
    assert not rules.may_show_rest([6, 6], [6, 5], strangers=0)  # one is gone who was counted


def test_a_share_is_not_told_to_whom_it_tells_that_all_others_are_alike():
    """TRUST 1.5, homogeneity: of ten, four or five rose; who knows five that did knows that none of the others did."""
    band = {"rose": Band(40, 60), "stayed": None}
    assert rules.leaves_rest_open(band, 10, {"rose": 2, "stayed": 3})
    assert rules.leaves_rest_open(band, 10, {"rose": 4})
    assert not rules.leaves_rest_open(band, 10, {"rose": 5})
    assert not rules.leaves_rest_open(band, 10, {"stayed": 6})
    assert rules.leaves_rest_open(band, 10, {"rose": 6, "stayed": 4})


def test_sums_are_told_of_five_people_and_more_of_whom_nobody_has_more_than_half():
    """IMP-3; TRUST 1.5, dominance."""
    assert rules.may_tell_sum({one: Fraction(8) for one in range(5)})
    assert not rules.may_tell_sum({one: Fraction(8) for one in range(4)})
    assert not rules.may_tell_sum({0: Fraction(33), **{one: Fraction(8) for one in range(1, 5)}})


def test_of_what_others_spent_nobody_may_have_more_than_half():
    """IMP-3; TRUST 1.5: of 100 hours of ten people one has 40; who knows four of them is told while the others have 80 and more."""
    entry = {"capability": 1, "spend": {"hours": 100, "money": []}, "people": {"hours": 10}, "parts": {"hours": [100, 40]}}

    def told(each: int) -> object:
        spent = Learned(hours={1: {person: Fraction(each) for person in range(4)}})
        return Rest(goals=None, sides={}, spent=spent, seen={}, judged={}).spend(entry)

    assert told(5) == {"hours": 100, "money": []}
    assert told(6) is None


@pytest.mark.parametrize(("amount", "told"), [(0, 0), (7, 7), (42, 42), (445, 450), (1949, 1900), (Fraction(25, 2), 13)])
def test_hours_and_money_are_told_in_two_figures(amount, told):
    """IMP-3."""
    assert rules.in_round_figures(Fraction(amount)) == told


PARTS = st.dictionaries(
    st.text("abcdef", min_size=1, max_size=1),
    st.lists(st.integers(1, 6), max_size=9).map(lambda amounts: [Fraction(one) for one in amounts]),
    max_size=6,
)


@given(PARTS)
def test_what_is_told_of_parts_leaves_nothing_or_a_sum_that_may_be_told(sizes):
    """IMP-2, HR-1; TRUST 1.5, T11: whatever parts are taken off the whole, nobody or five people remain, and nobody has more than half."""
    parts = {key: {(key, number): amount for number, amount in enumerate(amounts)} for key, amounts in sizes.items()}
    whole = {person: amount for part in parts.values() for person, amount in part.items()}
    apart, together = rules.told_apart(parts)
    assert set(apart) | set(together) == set(parts)
    assert not set(apart) & set(together)
    assert all(rules.may_tell_sum(parts[key]) for key in apart)
    rest = {person: amount for key in together for person, amount in parts[key].items()}
    if apart or (whole and rules.may_tell_sum(whole)):
        assert not together or rules.may_tell_sum(rest) or not rest
    assert not apart or not together or len(rest) >= K


@given(st.lists(st.tuples(st.integers(0, 14), st.integers(0, 14), st.booleans()), max_size=7))
def test_rows_that_a_reader_is_not_shown_are_about_nobody_or_five_others(rows):
    """IMP-2; TRUST 1.5, complement: for whoever knows so many of each row."""
    people, known, safe = ([row[column] for row in rows] for column in range(3))
    shown = rules.rows_left(people, known, safe)
    others = [max(0, counted - seen) for counted, seen in zip(people, known, strict=True)]
    assert all(rest >= K and sound for rest, sound, stands in zip(others, safe, shown, strict=True) if stands)
    hidden = sum(rest for rest, stands in zip(others, shown, strict=True) if not stands)
    assert hidden == 0 or hidden >= K or not any(shown)
