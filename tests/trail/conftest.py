"""For tests that tamper: the database's own guard taken away, as its owner could."""

from collections.abc import Iterator

import pytest
from django.db import connection

from cadenza.trail import guard


@pytest.fixture
def owner(db: None) -> None:
    """Whoever owns the database can lift the guard; rolled back with the test."""
    guard.lift(connection)


@pytest.fixture
def guarded(db: None) -> Iterator[None]:
    """The guard is up, whatever ran before."""
    guard.put_up(connection)
    yield
