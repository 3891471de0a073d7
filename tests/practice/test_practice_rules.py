"""What HR may set, within which bounds, and how it is read. HR-3."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadenza.practice import practice_rules as rules
from cadenza.practice.practice_rules import SETTINGS, SHIPPED, STRICT, Strictness, coach_field, practice_of
from cadenza.wording import Kind


def codes(**changes: object) -> set[tuple[str, str]]:
    return {(one.where, one.code) for one in rules.objections_to_practice(SHIPPED.values | changes)}


def test_what_the_product_comes_with_is_what_the_rules_were_written_with() -> None:
    """REV-4, REV-6, IMP-2, LEARN-3, HR-2: the defaults named in the sources."""
    assert SHIPPED.review_weeks == (4, 8, 12)
    assert SHIPPED.follow_ups == rules.FollowUps()
    assert SHIPPED.reset == rules.ResetDays()
    assert SHIPPED.drift == rules.DriftLimits()
    assert SHIPPED.silent == frozenset()
    assert SHIPPED.said_again == {Kind.DEVELOPMENT_GOAL, Kind.SUCCESS_MEASURE, Kind.MANAGER_COMMITMENT}
    assert codes() == set()


def test_the_reference_names_every_setting_with_its_default_and_bounds() -> None:
    """HR-3: what the page says and what the documentation says are one."""
    page = (Path(__file__).parents[2] / "docs" / "reference" / "practice.md").read_text()
    for one in SETTINGS:
        assert f"| {one.label} | {one.default} | {one.least} to {one.most} | {one.source} |" in page, one.key


def test_every_setting_has_a_default_within_its_bounds_and_names_its_source() -> None:
    """HR-3."""
    assert all(one.least <= one.default <= one.most and one.source for one in SETTINGS)


@given(st.fixed_dictionaries({one.key: st.integers(one.least - 1, one.most + 1) for one in SETTINGS}))
def test_nothing_outside_its_bounds_is_ever_set(figures: dict[str, int]) -> None:
    """HR-3: bounds first; what stands within them can be read back as it was."""
    values: dict[str, object] = {**SHIPPED.values, **figures}
    outside = {one.key for one in SETTINGS if not one.least <= figures[one.key] <= one.most}
    found = rules.objections_to_practice(values)
    assert {one.where for one in found if one.code == "setting-out-of-bounds"} == outside
    if not found:
        practice = practice_of(values, number=3)
        assert practice.values == values
        first, second, last = practice.review_weeks
        assert second - first >= 2
        assert last - second >= 2


@pytest.mark.parametrize(
    ("changes", "where", "code"),
    [
        ({"first_check": None}, "first_check", "setting-out-of-bounds"),
        ({"first_check": 5, "second_check": 6}, "second_check", "reviews-too-close"),
        ({"second_check": 9, "reflection": 10}, "reflection", "reviews-too-close"),
        ({"first_follow_up": 8, "second_follow_up": 9}, "second_follow_up", "follow-ups-too-close"),
        ({"reset_grace": 21, "reset_alone": 20}, "reset_alone", "alone-before-grace"),
        ({"stuck": 40, "unchanged": 30}, "stuck", "stuck-after-unchanged"),
        ({"coach_development_goal": "must"}, "coach_development_goal", "coach-choice-unknown"),
        ({"coach_key_result": "again"}, "coach_key_result", "coach-choice-unknown"),
    ],
)
def test_what_cannot_stand_together_is_refused_beside_its_field(changes: dict[str, object], where: str, code: str) -> None:
    """HR-3."""
    assert (where, code) in codes(**changes)


def test_hr_chooses_how_strict_the_coach_is_for_each_kind_of_text() -> None:
    """HR-3, COACH-3: silent, while writing, or once more before both agree; it never stops anybody."""
    practice = practice_of({coach_field(Kind.KEY_RESULT): "off", coach_field(Kind.DEVELOPMENT_GOAL): "hint"})
    assert practice.silent == {Kind.KEY_RESULT}
    assert practice.said_again == {Kind.SUCCESS_MEASURE, Kind.MANAGER_COMMITMENT}


@pytest.mark.parametrize("kind", [Kind.CONCERN_STATEMENT, Kind.PIP_CRITERION])
def test_concerns_and_formal_criteria_are_not_hr_s_to_silence(kind: Kind) -> None:
    """EARLY-3, PIP-4."""
    assert kind not in STRICT
    assert practice_of({coach_field(kind): "off"}).strictness(kind) is Strictness.HINT


def test_values_that_nobody_can_choose_are_read_as_the_product_comes() -> None:
    """HR-3: a row from another release stops nothing."""
    assert practice_of({"first_check": "soon", coach_field(Kind.KEY_RESULT): "must", "gone": 3}).values == SHIPPED.values
