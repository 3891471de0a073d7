"""The one verb of insight: count the week's figures for readers who see aggregates only."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cadenza.insight import figures
from cadenza.insight.models import Snapshot
from cadenza.people.days import day_of
from cadenza.people.rules import monday_of
from cadenza.strategy.queries import current_cycle
from cadenza.trail.record import record


@transaction.atomic
def take_snapshot(*, at: datetime) -> Snapshot | None:
    """Keep this week's figures, suppression done, if they are not kept yet; afterwards they stay as they are (TRUST 1.5).

    None while no cycle is running. Safe to repeat.
    """
    week, cycle = monday_of(day_of(at)), current_cycle(at=at)
    found = Snapshot.objects.filter(week=week).first()
    if found is not None or cycle is None:
        return found
    kept, made = Snapshot.objects.get_or_create(
        week=week, defaults={"cycle": cycle, "counted_at": at, "figures": figures.publishable(cycle, at=at)}
    )
    if made:
        record("insight.week-counted", by=None, about=None, at=at, week=week, cycle=cycle.pk)
    return kept
