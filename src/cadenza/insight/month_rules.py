"""Which months are kept, and how what was counted adds up. Pure."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from cadenza.plans.rules import NEEDIEST_FIRST

MONTHS_KEPT = 12
"""A year: four quarters side by side, and no longer than that of anybody's states (TRUST 1.5, minimisation). House figure."""
MONTHS_SHOWN = 6
"""Two quarters on the page. Source: DESIGN, HR dashboard."""


def last_day_of(month: date) -> date:
    """The last day of a month that is known by its first. House arithmetic."""
    return month.replace(day=monthrange(month.year, month.month)[1])


def months_to(day: date, count: int) -> list[date]:
    """The first days of so many months up to and with a day's own, the earliest first. House arithmetic."""
    found = [day.replace(day=1)]
    while len(found) < count:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found[::-1]


@dataclass(frozen=True)
class Sums:
    """What is added up of people: plans by state, milestones reached of due, reviews held of due (HR-1, ACT-3, REV-7)."""

    states: dict[str, int] = field(default_factory=dict)
    milestones_done: int = 0
    milestones_due: int = 0
    reviews_held: int = 0
    reviews_due: int = 0

    @property
    def plans(self) -> int:
        return sum(self.states.values())

    @property
    def by_state(self) -> list[tuple[str, int]]:
        """States that occur, in their order, with their counts."""
        return [(state.value, count) for state in NEEDIEST_FIRST if (count := self.states.get(state.value))]

    @property
    def milestones_open(self) -> int:
        return self.milestones_due - self.milestones_done

    @property
    def reviews_open(self) -> int:
        return self.reviews_due - self.reviews_held


def added(parts: Iterable[Sums]) -> Sums:
    """Several as one; nobody is in two of them. House arithmetic."""
    found = list(parts)
    states: dict[str, int] = {}
    for one in found:
        for state, count in one.states.items():
            states[state] = states.get(state, 0) + count
    return Sums(
        states,
        sum(one.milestones_done for one in found),
        sum(one.milestones_due for one in found),
        sum(one.reviews_held for one in found),
        sum(one.reviews_due for one in found),
    )
