"""Which function does which kind of job, and which kinds run every day. Each room's jobs.py registers its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

Handler = Callable[..., None]
Zone = Callable[[], ZoneInfo]

HANDLERS: dict[str, Handler] = {}
DAILY: dict[str, Zone] = {}


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Register the function for a kind; it is called with `at` and the payload, inside no transaction, and must be idempotent."""

    def register(function: Handler) -> Handler:
        if kind in HANDLERS and HANDLERS[kind] is not function:
            raise ValueError(f"two functions for the job {kind!r}")
        HANDLERS[kind] = function
        return function

    return register


def _utc() -> ZoneInfo:
    return ZoneInfo("UTC")


def every_day(kind: str, *, zone: Zone = _utc, **_: Any) -> Callable[[Handler], Handler]:
    """Register a function that also runs once each day, just after midnight in `zone()`."""

    def register(function: Handler) -> Handler:
        DAILY[kind] = zone
        return handles(kind)(function)

    return register
