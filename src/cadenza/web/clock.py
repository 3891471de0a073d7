"""The one place where a door reads the clock: once per request, the database's time in production, a fixed time in tests and demo."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from django.db import DatabaseError, connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase

RECHECK_SECONDS = 60.0


class _Watch:
    """What this process knows about time: a pinned instant, or how far the database's clock is from its own."""

    pinned: datetime | None = None
    ahead = timedelta(0)
    measured: float | None = None


@contextmanager
def pinned(at: datetime) -> Iterator[None]:
    """Hold the clock at one instant for the whole process, server threads included. For tests and the demo."""
    if at.tzinfo is None:
        raise ValueError("pin the clock to an aware instant")
    before, _Watch.pinned = _Watch.pinned, at
    try:
        yield
    finally:
        _Watch.pinned = before


def now() -> datetime:
    """The instant to pass on as `at`: the database's clock, so that several servers with skewed clocks agree (TRUST N19)."""
    if _Watch.pinned is not None:
        return _Watch.pinned
    if connection.vendor == "postgresql" and (_Watch.measured is None or time.monotonic() - _Watch.measured > RECHECK_SECONDS):
        _measure()
    return datetime.now(UTC) + _Watch.ahead


def _measure() -> None:
    """Compare the two clocks at most once a minute; one bare statement, so that a page's own count of queries stays what it is."""
    _Watch.measured = time.monotonic()
    try:
        connection.ensure_connection()
    except DatabaseError:
        return  # the page that needs the database will say so; until then the last known difference serves
    began = datetime.now(UTC)
    with connection.connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        theirs = cursor.fetchone()[0]
    _Watch.ahead = theirs.astimezone(UTC) - (began + (datetime.now(UTC) - began) / 2)


class Clock:
    """First middleware: gives every request its instant, `request.at`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.at = now()  # type: ignore[attr-defined]  # HouseRequest declares it for views
        return self.get_response(request)
