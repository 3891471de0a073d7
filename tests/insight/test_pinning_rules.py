"""No comparison of impact that is shown says of one key result how its goals ended, for whoever goes through every course (IMP-1; TRUST 1.5, T11)."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from random import Random

import pytest

from cadenza.insight import pinning_rules as rules
from cadenza.insight.impact_rules import as_shown, difference
from cadenza.insight.pinning_rules import Case


def told(cases):
    """What a reader of the page has: nothing, or steps of the interval and of how many were built."""
    built, rest = ([case.reached for case in cases if case.built is side] for side in (True, False))
    found = difference(built, rest)
    if found is None or rules.pins_down(cases):
        return None
    return as_shown(found), rules.built_band(cases)


def quarter(seed, could, beside=0):
    rng = Random(seed)
    cases = [Case(rng.choice([0, 250, 500, 750, 1000]), True, rng.random() < 0.6, 1, 0) for _one in range(could)]
    return cases + [Case(rng.choice([0, 500, 1000]), False, False, 1, 0) for _one in range(beside)]


@pytest.mark.parametrize(("could", "beside"), [(5, 6), (6, 5), (7, 5), (8, 3)])
def test_whoever_goes_through_every_course_finds_none_told(could, beside):
    """F17: all that is public, every course of the goals, what each would have shown; before and after a goal joins, too.

    Of every figure that is ever shown, each key result went one way in some course with that very figure and the other way in another.
    """
    for seed in range(2):
        start = quarter(seed, could, beside)
        by_figure = {}
        for course in product((False, True), repeat=could):
            cases = [replace(case, built=built) for case, built in zip(start, course, strict=False)] + start[could:]
            if (figure := told(cases)) is not None:
                by_figure.setdefault(figure, []).append(course)
        for courses in by_figure.values():
            assert all({course[place] for course in courses} == {False, True} for place in range(could))


def test_five_of_five_are_never_told():
    """F17, homogeneity: the minimum itself would say that each was built."""
    five = [Case(900, True, True, 1, 0)] * 5
    assert rules.pins_down(five + [Case(100, False, False, 1, 0)] * 6)
    assert rules.pins_down(five + [Case(100, True, False, 1, 0)] * 4), "not told at all"
    assert not rules.pins_down([*five, Case(900, True, False, 1, 0), *[Case(100, False, False, 2, 0)] * 6])


def test_goals_beside_those_that_could_be_built_are_not_told_to_be_open():
    """F17: five goals that did not close a gap are demanded, so where there are five at most each of them is known."""
    six = [*[Case(900, True, True, 1, 0)] * 5, Case(900, True, False, 1, 0)]
    assert rules.pins_down([*six, *[Case(100, False, False, 1, 0)] * 4])
    assert not rules.pins_down([*six, *[Case(100, False, False, 1, 0)] * 5])


def test_some_comparisons_of_a_quarter_are_told_and_all_large_ones():
    """IMP-1: what is kept back is what a few results would tell."""
    rng = Random(3)
    cases = [Case(min(1000, rng.randint(0, 600) + 300 * (one < 20)), True, one < 20, 1, 0) for one in range(40)]
    assert not rules.pins_down(cases)
    lone = [replace(cases[0], reached=1000), *[Case(0, True, False, 1, 0)] * 15, *[Case(1000, True, True, 1, 0)] * 4]
    assert rules.pins_down(lone), "exactly the five that went the whole way"
    assert not rules.pins_down([Case(one, True, one % 2 == 0, 1, 0) for one in range(rules.MANY + 1)])


def test_courses_that_fit_two_comparisons_tell_what_neither_tells_alone():
    """TRUST 1.5, T11, differencing: a capability with a dozen key results beside all of them, which are one more.

    The attack goes through every course that fits both figures. Wherever it tells a key result, the two do not stand together.
    """
    rng, told_apart = Random(11), 0
    for _quarter in range(60):
        one = [Case(rng.choice(range(0, 1001, 50)), True, rng.random() < 0.5, 2, 1) for _case in range(10)]
        other = [Case(rng.choice(range(0, 1001, 50)), True, rng.random() < 0.5, 10, 5)]
        if rules.pins_down(one) or rules.pins_down(one + other):
            continue
        figures = (
            rules._shown(one, tuple(case.built for case in one), []),
            rules._shown(one + other, tuple(case.built for case in one + other), []),
        )
        fitting = [
            course
            for course in product((False, True), repeat=len(one) + 1)
            if (rules._shown(one, course[:-1], []), rules._shown(one + other, course, [])) == figures
        ]
        told_apart += any(len({course[place] for course in fitting}) == 1 for place in range(len(one) + 1))
        assert not rules.may_stand_together([one, other])
    assert told_apart, "the attack succeeds where both are shown"


def test_the_comparison_of_all_stands_beside_the_only_one_and_beside_large_ones():
    """IMP-1."""
    cases = [Case(one, True, one % 2 == 0, 1, 0) for one in range(rules.MANY + 1)]
    assert rules.may_stand_together([cases[:12]])
    assert rules.may_stand_together([cases, cases])
    assert not rules.may_stand_together([cases, cases[1:]])
    assert not rules.may_stand_together([cases, [Case(500, False, False, 9, 0)] * 60])
