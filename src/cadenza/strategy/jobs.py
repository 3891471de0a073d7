"""Strategy's own job: the running cycle and the next one exist before anybody needs them."""

from __future__ import annotations

from datetime import datetime, timedelta

from cadenza.jobs.registry import every_day
from cadenza.people.days import day_of, organisation, zone
from cadenza.strategy import actions

AHEAD = timedelta(weeks=4)
"""Long enough to draft the next objectives, short enough that a change of calendar finds nothing in its way."""


@every_day("strategy.ensure-cycles", zone=zone)
def ensure_cycles(*, at: datetime) -> None:
    """Make the running cycle, and the next one four weeks ahead of it; nothing before the organisation has said when its year begins."""
    if organisation().set_up_at is None:
        return
    running = actions.ensure_cycle(day_of(at), at=at)
    if running.end_date - day_of(at) <= AHEAD:
        actions.ensure_cycle(running.end_date + timedelta(days=1), at=at)
