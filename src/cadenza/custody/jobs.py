"""The nightly run of the retention schedule (TRUST L18, T42: the job names nobody)."""

from __future__ import annotations

from datetime import datetime, timedelta

from cadenza.custody import retention
from cadenza.jobs.registry import every_day
from cadenza.people.days import zone


@every_day("custody.retention", zone=zone, lease=timedelta(hours=3))
def run(*, at: datetime) -> None:
    """Take away what is due. A worker that dies half-way leaves whole kinds; the next one goes on."""
    retention.run(at)
