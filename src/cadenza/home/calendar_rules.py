"""When an appointment in somebody's calendar begins and ends, by what name it is known, and when two calendars are the same. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

LENGTH = timedelta(minutes=30)
"""How long a 1:1 stands in a calendar: long enough for a review and the agenda around it."""
NAMES = UUID("6f1d3f0a-6d0b-4b5c-9a44-3b0e5c0f7d21")
"""Names of appointments are made within this one, so that they stay the same for as long as the review exists."""
FORM = "1"
"""Changes with the form of the file, so that calendars fetch it anew after an upgrade."""


@dataclass(frozen=True, order=True)
class Appointment:
    """One 1:1 of one reader, and nothing of what it is about."""

    day: date
    review_id: int
    begins: time | None
    """On the clock of `zone`; None: the pair has agreed a day and no time."""
    zone: str
    moved_times: int
    made_at: datetime


@dataclass(frozen=True, order=True)
class KeptDays:
    """Days of the reader's own on which development time is kept free: when, and nothing of what for (TIME-1)."""

    first_day: date
    last_day: date
    name: str
    """What it is known by here; no reader sees it."""
    hours: int
    """Of that week; 0 where the whole days are kept."""
    made_at: datetime


def begins_at(day: date, begins: time, zone: ZoneInfo) -> datetime:
    """The instant, in UTC, at which the clock of a zone shows a time on a day. Rule REV-5; TRUST N17.

    Where the clock is put forward past that time, the instant is the one at which it would have been; where it shows the time twice, the first.
    """
    return datetime.combine(day, begins, tzinfo=zone).astimezone(UTC)


def span_of(one: Appointment) -> tuple[date, date] | tuple[datetime, datetime]:
    """Begin and end, the end exclusive: two instants, or two days for a 1:1 without a time. Rule REV-5."""
    if one.begins is None:
        return one.day, one.day + timedelta(days=1)
    begin = begins_at(one.day, one.begins, ZoneInfo(one.zone))
    return begin, begin + LENGTH


def name_of(review_id: int, *, host: str) -> str:
    """The name by which calendars know an appointment again when it has moved. It tells nobody's name and no number. Rule REV-5; TRUST T07."""
    return f"{uuid5(NAMES, f'review-{review_id}')}@{host}"


def name_of_days(name: str, *, host: str) -> str:
    """The same for days that are kept free. Rules TIME-1, REV-5; TRUST T07."""
    return f"{uuid5(NAMES, f'kept-{name}')}@{host}"


def fingerprint_of(appointments: Iterable[Appointment], kept: Iterable[KeptDays] = (), *, host: str) -> str:
    """The same for the same calendar, another one for every other. Rule REV-5."""
    rows = repr([FORM, host, *(astuple(one) for one in appointments), *(astuple(one) for one in kept)])
    return hashlib.sha256(rows.encode()).hexdigest()[:32]
