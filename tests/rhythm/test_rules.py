"""The agenda that carries itself over, and the board that shows the neediest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from cadenza.people.rules import Relation
from cadenza.rhythm import rules

OCTOBER, NOVEMBER, DECEMBER = date(2026, 10, 27), date(2026, 11, 24), date(2026, 12, 22)


@dataclass(frozen=True)
class Point:
    for_date: date
    ticked_for: date | None = None


@dataclass(frozen=True)
class Row:
    name: str
    standing: str
    next_due_on: date | None = None


def test_a_point_with_words_joins_the_agenda() -> None:
    assert rules.objections_to_point("On-call swap in December", open_points=3) == []


@pytest.mark.parametrize(
    ("text", "open_points", "code"),
    [("", 0, "point-without-words"), ("x" * 501, 0, "point-too-long"), ("One more", 40, "too-many-points")],
)
def test_such_a_point_is_refused(text: str, open_points: int, code: str) -> None:
    assert [one.code for one in rules.objections_to_point(text, open_points=open_points)] == [code]


@pytest.mark.parametrize(
    ("point", "on"),
    [
        (Point(OCTOBER), [OCTOBER, NOVEMBER, DECEMBER]),
        (Point(OCTOBER, OCTOBER), [OCTOBER]),
        (Point(OCTOBER, NOVEMBER), [OCTOBER, NOVEMBER]),
        (Point(DECEMBER), [DECEMBER]),
    ],
)
def test_an_unticked_point_carries_itself_over(point: Point, on: list[date]) -> None:
    """REV-5."""
    assert [day for day in (OCTOBER, NOVEMBER, DECEMBER) if rules.agenda_on([point], day)] == on


def test_the_blocked_come_first_and_people_without_a_plan_last() -> None:
    rows = [
        Row("Ann", "none"),
        Row("Ben", "on-track", NOVEMBER),
        Row("Cem", "blocked"),
        Row("Dee", "on-track", OCTOBER),
        Row("Eve", "draft"),
    ]
    assert [row.name for row in rules.neediest_first(rows)] == ["Cem", "Dee", "Ben", "Eve", "Ann"]


@pytest.mark.parametrize(
    ("state", "status", "standing"),
    [
        (None, None, "none"),
        ("draft", "on-track", "draft"),
        ("shared", "blocked", "shared"),
        ("offered", None, "offered"),
        ("active", "needs-reset", "needs-reset"),
        ("active", None, "on-track"),
        ("closed", "completed", "none"),
        ("left", None, "none"),
    ],
)
def test_a_plan_shows_one_of_four_states_once_it_is_agreed(state: str | None, status: str | None, standing: str) -> None:
    """STAT-1."""
    assert rules.standing_of_plan(state, status) == standing


@pytest.mark.parametrize(
    ("relations", "side"),
    [
        ({Relation.SELF}, "person"),
        ({Relation.COLLEAGUE, Relation.MANAGER, Relation.DELEGATE}, "manager"),
        ({Relation.COLLEAGUE, Relation.DELEGATE}, "delegate"),
        ({Relation.COLLEAGUE, Relation.HR_SCOPE}, ""),
    ],
)
def test_everybody_reads_a_meeting_from_their_own_side(relations: set[Relation], side: str) -> None:
    assert rules.side_of(frozenset(relations)) == side
