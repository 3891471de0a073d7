"""The organisation's own days: which day an instant falls on, and when a day begins there."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cadenza.people.models import Organisation, Person

REMEMBERED_SECONDS = 10.0
"""A change of the organisation's zone made in another process is noticed here within this time."""


@dataclass
class _Memory:
    organisation: Organisation | None = None
    changes: int = -1
    read_at: float = 0.0


_memory = _Memory()


def organisation() -> Organisation:
    """The one organisation; before set-up an unsaved one with the defaults. Read at most once in ten seconds; do not change it."""
    now = time.monotonic()
    if _memory.organisation is None or _memory.changes != Organisation.changes or now - _memory.read_at > REMEMBERED_SECONDS:
        _memory.changes, _memory.read_at = Organisation.changes, now
        _memory.organisation = Organisation.objects.order_by("pk").first() or Organisation()
    return _memory.organisation


def forget() -> None:
    """Read the organisation anew at the next question (a rolled-back test, a restored database)."""
    _memory.organisation = None


def zone() -> ZoneInfo:
    """The organisation's time zone."""
    return _zone_named(organisation().timezone)


def zone_of(person: Person) -> ZoneInfo:
    """The person's own zone, for display and their due dates only; the organisation's when they named none."""
    return _zone_named(person.timezone) if person.timezone else zone()


def day_of(at: datetime) -> date:
    """The organisation's day on which an instant falls."""
    return at.astimezone(zone()).date()


def start_of(day: date) -> datetime:
    """The instant at which a day begins in the organisation's zone: lines and delegations run from here (ARCHITECTURE 3).

    Where the clock skips midnight, the day begins at the first instant that exists.
    """
    return datetime(day.year, day.month, day.day, tzinfo=zone()).astimezone(UTC)


def _zone_named(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a name that the installed tz data does not know
        return ZoneInfo("UTC")
