"""How the suite is shared out when one run covers two databases, and what it says at the end about what it left out.

`./dev test` starts one worker named `sqlite` and one named `postgresql`; each runs the whole suite on its own database. What brings its
own database or browser along, walks over every page, or asks no database at all would only do the same thing twice, so it runs on one of the
two.
"""

import os

import pytest

ONLY_ON = {"browser": "sqlite", "once": "sqlite", "own_database": "postgresql"}
"""Marker -> the worker that takes such tests. `own_database` tests start their own SQLite and PostgreSQL, each in turn."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if worker not in ONLY_ON.values():
        return
    elsewhere = {marker for marker, wanted in ONLY_ON.items() if wanted != worker}
    items[:] = [
        item for item in items if not {marker.name for marker in item.iter_markers()} & elsewhere and (worker == "sqlite" or asks(item))
    ]


def asks(item: pytest.Item) -> bool:
    """Whether a test asks a database, or brings its own; one that asks none comes out the same beside either."""
    marks = {marker.name for marker in item.iter_markers()}
    return bool(marks & {"django_db", "own_database"}) or "django_db_setup" in getattr(item, "fixturenames", ())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The last lines before pytest's own closing line."""
    for line in os.environ.get("TEST_LEFT_OUT", "").splitlines():
        terminalreporter.write_line(f"left out: {line}", yellow=True)
