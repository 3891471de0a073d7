"""The key results around one person, read once: to look at this week, to close, to look back on, and those they carry (DUE-1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from cadenza.people.days import day_of
from cadenza.people.models import Person
from cadenza.strategy.closing import asked_to_close, asked_what_helped, open_needs
from cadenza.strategy.models import Cycle, KeyResult
from cadenza.strategy.round_rules import waiting
from cadenza.strategy.rounds import answered_for
from cadenza.strategy.rules import ResultState


@dataclass
class Nearby:
    """What of it is whose turn."""

    to_look_at: int = 0
    """Key results of the weekly round that nobody has looked at this week."""
    to_close: tuple[Cycle, int] | None = None
    """The last cycle that is over and left key results open, and how many."""
    to_look_back_on: list[KeyResult] = field(default_factory=list)
    carried: list[Any] = field(default_factory=list)
    """Running key results that the person owns, in the order of their objective."""


def near(viewer: Person, cycle: Cycle, *, at: datetime) -> QuerySet[KeyResult]:
    """Every key result that may be somebody's turn, each with `asks`: whether the viewer says what helped, and has not (IMP-4).

    One query, for the caller to read.
    """
    running = answered_for(viewer, at=at) & Q(cycle=cycle, state=ResultState.ACTIVE)
    helped = asked_what_helped(viewer, at=at)
    rows = KeyResult.objects.filter(running | asked_to_close(viewer, at=at) | helped).annotate(asks=helped & Q(open_needs()))
    return rows.select_related("cycle", "objective__team").order_by("cycle__start_date", "order", "pk")


def sorted_out(rows: Iterable[Any], viewer: Person, cycle: Cycle, *, at: datetime) -> Nearby:
    """The rows by what is asked of them. No query."""
    today, found, left = day_of(at), Nearby(), []
    looked = []
    for one in rows:
        active, lead = one.state == ResultState.ACTIVE, one.objective.team.lead_id if one.objective.team else one.objective.owner_id
        if one.cycle_id == cycle.pk and active:
            looked.append(day_of(one.looked_at) if one.looked_at else None)
            found.carried += [one] if one.owner_id == viewer.pk else []
        if active and one.cycle.end_date < today and lead == viewer.pk:
            left.append(one.cycle)
        if one.asks:
            found.to_look_back_on.append(one)
    found.to_look_at = waiting(looked, today=today)
    found.to_close = (left[-1], left.count(left[-1])) if left else None
    return found


def around(viewer: Person, cycle: Cycle, *, at: datetime) -> Nearby:
    """What is the viewer's turn. One query."""
    return sorted_out(near(viewer, cycle, at=at), viewer, cycle, at=at)
