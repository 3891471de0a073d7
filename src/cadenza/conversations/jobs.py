"""The room's own job: what has been kept long enough goes, each night; one job for all, which names nobody (TRUST L18, T42)."""

from __future__ import annotations

from datetime import datetime, timedelta

from cadenza.conversations import actions
from cadenza.jobs.registry import every_day
from cadenza.people.days import zone


@every_day("conversations.purge", zone=zone, lease=timedelta(hours=1), together=True)
def purge(*, at: datetime) -> None:
    """Seal what authors may read no longer, then purge what is due."""
    actions.settle_lines(at)
    actions.purge(at)
