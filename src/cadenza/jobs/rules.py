"""Leases, retries and when daily work is due. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from urllib.parse import SplitResult, urlsplit
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
"""After so many failures a job is dead and shown to the operator; with the waits below that is about a quarter of an hour."""

LONGEST_WAIT = timedelta(hours=1)
"""Between two tries, however often it failed."""

KEPT_FOR = timedelta(days=7)
"""How long jobs that are done are kept for the operator to look at."""

DEAD_KEPT_FOR = timedelta(days=90)
"""How long jobs that gave up are kept."""

LONGEST_VALUE = 200
"""Characters of a text in a payload: enough for a list of ids, too few for what people write (TRUST T42)."""

NOT_IN_A_CODE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
"""As in `trail.rules`: the two rooms lie side by side, and neither imports from the other."""


def wait_after(attempts: int) -> timedelta:
    """How long to wait before the next try: 30 s, doubled each time, an hour at most. House arithmetic (TRUST N03)."""
    return min(LONGEST_WAIT, timedelta(seconds=30 * 2 ** min(20, max(0, attempts - 1))))


def day_in(zone: ZoneInfo, at: datetime) -> date:
    """The calendar day of an instant in a zone: a daily job is due once on each of them, just after midnight. House arithmetic (TRUST N17)."""
    return at.astimezone(zone).date()


def objection_to_payload(payload: Mapping[str, object]) -> str:
    """Why a payload is more than ids and codes; empty when it is none more. Rule of TRUST T42: a job carries no words of people."""
    for name, value in payload.items():
        if not isinstance(value, int | str):
            return f"{name!r} is a {type(value).__name__}; a job carries ids and codes only"
        if isinstance(value, str) and (len(value) > LONGEST_VALUE or NOT_IN_A_CODE.search(value)):
            return f"{name!r} is no id and no code; a job carries none of the words that people write"
    return ""


NO_MAIL_SERVER = "CADENZA_EMAIL_URL cannot be read. Write smtp://user:password@host:587 or smtps://user:password@host:465."
"""What a start says to a mail server's address with which the worker could do nothing; the address may hold a password and is not in it."""


def mail_server(address: str) -> SplitResult | None:
    """The parts of smtp://user:password@host:port or smtps://; None for anything else. House arithmetic."""
    try:
        parts = urlsplit(address)
        readable = parts.scheme in {"smtp", "smtps"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    return parts if readable else None
