"""What this room does once somebody has written down a day of help (PIP-7). The job names no plan, and whether there is one shows nowhere."""

from __future__ import annotations

from datetime import datetime

from cadenza.asks.actions import DAY_RECORDED
from cadenza.improvement.providing import take_over
from cadenza.jobs.registry import handles


@handles(DAY_RECORDED, together=True)
def take_over_day(*, at: datetime, ask: int) -> None:
    """Done twice it adds nothing."""
    take_over(ask, at=at)
