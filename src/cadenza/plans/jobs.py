"""Plans' own job: near-copies across people, looked for once a night (LEARN-4)."""

from __future__ import annotations

from datetime import datetime

from cadenza.jobs.registry import every_day
from cadenza.people.days import zone
from cadenza.plans.near_copies import find_copies
from cadenza.plans.queries import current_cycle


@every_day("plans.find-near-copies", zone=zone)
def look_for_copies(*, at: datetime) -> None:
    """Look among what people share in the running cycle; nothing between cycles."""
    cycle = current_cycle(at)
    if cycle is not None:
        find_copies(cycle, at=at)
