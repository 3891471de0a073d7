"""Leases, retries and when daily work is due. Pure."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class JobState(StrEnum):
    """Where a job stands."""

    READY = "ready"
    RUNNING = "running"
    DONE = "done"
    DEAD = "dead"


LEASE = timedelta(minutes=5)
"""How long a worker may be silent before another takes its job (TRUST N03)."""

MOST_ATTEMPTS = 6
"""After so many failures a job is dead and shown to the operator; with the waits below that is about half an hour."""

KEPT_FOR = timedelta(days=7)
"""How long jobs that ended are kept for the operator to look at."""


def wait_after(attempts: int) -> timedelta:
    """How long to wait before the next try: 30 s, doubled each time. House arithmetic (TRUST N03)."""
    return timedelta(seconds=30 * 2 ** max(0, attempts - 1))


def day_in(zone: ZoneInfo, at: datetime) -> date:
    """The calendar day of an instant in a zone: a daily job is due once on each of them, just after midnight. House arithmetic (TRUST N17)."""
    return at.astimezone(zone).date()
