"""Lets a test with real transactions empty the append-only record afterwards, on SQLite, where that is a DELETE like any other."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection

from cadenza.improvement import guard as formal_guard
from cadenza.trail import guard


@pytest.fixture(autouse=True)
def record_may_be_emptied(request: pytest.FixtureRequest) -> Iterator[None]:
    """Puts the guard of the record up for the test and takes it down before Django flushes the tables."""
    marker = request.node.get_closest_marker("django_db")
    real = (marker is not None and marker.kwargs.get("transaction")) or {"transactional_db", "live_server"} & set(request.fixturenames)
    if not real:
        yield
        return
    request.getfixturevalue("transactional_db")
    if connection.vendor == "sqlite":
        guard.put_up(connection)
        formal_guard.put_up(connection)
    yield
    if connection.vendor == "sqlite":
        guard.lift(connection)
        formal_guard.lift(connection)
