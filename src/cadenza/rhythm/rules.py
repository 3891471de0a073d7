"""What the 1:1 and the team board decide: which agenda points stand on a page, in which order a team is read. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Protocol, TypeVar

from cadenza.objections import N_, Objection, objection
from cadenza.people.rules import Relation

POINT_LENGTH = 500
"""Characters: a point names a topic, it does not discuss it."""
OPEN_POINTS = 40
"""More unticked points than this are a backlog; one of them has to go before another comes."""

REVIEW_MINUTES = 8
REFLECTION_MINUTES = 25
"""How long the page says it takes. Source: PLAN-11, [P] five to ten minutes monthly, twenty to thirty at the end of a cycle."""

BOARD_ORDER = ("blocked", "needs-reset", "on-track", "completed", "offered", "shared", "draft", "none")
"""The neediest first (DESIGN 3); then plans on their way, then people without one."""


class PointLike(Protocol):
    """An agenda point as the rules see it."""

    @property
    def for_date(self) -> date: ...
    @property
    def ticked_for(self) -> date | None: ...


P = TypeVar("P", bound=PointLike)


class RowLike(Protocol):
    """A row of the team board as its order sees it."""

    @property
    def standing(self) -> str: ...
    @property
    def next_due_on(self) -> date | None: ...
    @property
    def name(self) -> str: ...


Row = TypeVar("Row", bound=RowLike)


def objections_to_point(text: str, *, open_points: int) -> list[Objection]:
    """Why a point cannot join the agenda. Source: REV-5, short enough to be read in the meeting."""
    if not text:
        return [objection("point-without-words", N_("Write what you want to talk about."), where="text")]
    if len(text) > POINT_LENGTH:
        return [objection("point-too-long", N_("Keep a point within %(limit)d characters."), where="text", limit=POINT_LENGTH)]
    if open_points >= OPEN_POINTS:
        message = N_("%(limit)d points are open already. Tick off what is done first.")
        return [objection("too-many-points", message, where="text", limit=OPEN_POINTS)]
    return []


def agenda_on(points: Iterable[P], day: date) -> list[P]:
    """The points on the page of one day: added for it or before, and unticked, or ticked on that day or later.

    An unticked point carries itself over until somebody ticks it (DESIGN 1.2, REV-5).
    """
    return [point for point in points if point.for_date <= day and (point.ticked_for is None or point.ticked_for >= day)]


def neediest_first(rows: Iterable[Row]) -> list[Row]:
    """The team in the order in which it needs its manager: blocked first, within a state the next review first. Rule STAT-1. Source: DESIGN 3."""
    return sorted(rows, key=lambda row: (BOARD_ORDER.index(row.standing), row.next_due_on or date.max, row.name.casefold()))


def standing_of_plan(state: str | None, status: str | None) -> str:
    """What the board says of somebody: one of the four states once a plan is agreed, else how far the plan has come. Rule STAT-1."""
    if state is None or state in {"closed", "left"}:
        return "none"
    if state in {"draft", "shared", "offered"}:
        return state
    return status or "on-track"


def side_of(relations: frozenset[Relation]) -> str:
    """From which side somebody reads a 1:1: person, manager, delegate; "" for anybody else. A manager's own right goes first. TRUST E4."""
    for relation, side in ((Relation.SELF, "person"), (Relation.MANAGER, "manager"), (Relation.DELEGATE, "delegate")):
        if relation in relations:
            return side
    return ""
