"""Work of this room that waits for its time: settling dated lines just after midnight and after each change."""

from __future__ import annotations

from datetime import datetime

from cadenza.jobs.registry import every_day
from cadenza.people.actions import settle_lines
from cadenza.people.days import zone
from cadenza.people.settling import settle_all
from cadenza.people.upkeep import SETTLE


@every_day(SETTLE, zone=zone)
def settle(*, at: datetime, **payload: int | str) -> None:
    """Let every room write down what lines that began or ended have brought about."""
    settle_all(at, otherwise=settle_lines)
