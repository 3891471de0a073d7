"""Which function does which kind of job, and which kinds run every day. Each room's jobs.py registers its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from cadenza.jobs.rules import LEASE, MOST_ATTEMPTS

Work = Callable[..., None]
Zone = Callable[[], ZoneInfo]


@dataclass(frozen=True)
class Handler:
    """How one kind of job is done."""

    work: Work
    attempts: int = MOST_ATTEMPTS
    lease: timedelta = LEASE
    """Longer than the work may ever take: after it another worker begins anew."""
    together: bool = False
    """Whether the work and the job's end are one transaction: what it wrote is then there exactly once, whatever dies."""


Asked = Callable[..., bool]

ASKED: dict[str, Asked] = {}
"""Name -> what is asked before a mail goes that was kept under terms (jobs.mail.Terms)."""
HANDLERS: dict[str, Handler] = {}
DAILY: dict[str, Zone] = {}


def handles(kind: str, *, attempts: int = MOST_ATTEMPTS, lease: timedelta = LEASE, together: bool = False) -> Callable[[Work], Work]:
    """Register the function for a kind; it is called with `at` and the payload.

    Without `together` it runs in no transaction and must be idempotent: a worker that dies after the work and before the job's end makes
    it run again. With `together` it must do nothing but write to the database.
    """

    def register(function: Work) -> Work:
        if kind in HANDLERS and HANDLERS[kind].work is not function:
            raise ValueError(f"two functions for the job {kind!r}")
        HANDLERS[kind] = Handler(function, attempts, lease, together)
        return function

    return register


def _utc() -> ZoneInfo:
    return ZoneInfo("UTC")


def every_day(
    kind: str, *, zone: Zone = _utc, just_after_midnight: bool = True, lease: timedelta = LEASE, together: bool = False
) -> Callable[[Work], Work]:
    """Register a function that also runs once each day, just after midnight in `zone()`; after an outage once, as soon as it can."""
    if not just_after_midnight:
        raise ValueError("daily work begins just after midnight; there is no other hour yet")

    def register(function: Work) -> Work:
        DAILY[kind] = zone
        return handles(kind, lease=lease, together=together)(function)

    return register


def asked_before_sending(name: str) -> Callable[[Asked], Asked]:
    """Register what decides whether a kept mail may still go: called with what it is about and `at`, in the moment of sending."""

    def register(function: Asked) -> Asked:
        ASKED[name] = function
        return function

    return register
