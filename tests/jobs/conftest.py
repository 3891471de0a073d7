"""Handlers that a test registers are gone after it."""

from collections.abc import Iterator

import pytest

from cadenza.jobs import registry


@pytest.fixture(autouse=True)
def own_handlers() -> Iterator[None]:
    handlers, daily = dict(registry.HANDLERS), dict(registry.DAILY)
    registry.DAILY.clear()
    yield
    for known, before in ((registry.HANDLERS, handlers), (registry.DAILY, daily)):
        known.clear()
        known.update(before)
