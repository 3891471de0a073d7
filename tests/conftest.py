"""Fixtures that every room's tests share: the cast, the instant, a signed-in client."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from django.core.cache import cache
from django.test import Client
from tests.cast import NOW, Cast, gather
from tests.emptied import record_may_be_emptied  # noqa: F401  for every test with real transactions
from tests.listening import listening

from cadenza.people import days
from cadenza.people.models import Person
from cadenza.practice import queries as practice
from cadenza.web import clock


@pytest.fixture(autouse=True)
def _nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What a process remembers of the organisation and of its practice must not reach the next test; within one it lasts, however slow the machine."""
    for remembering in (days, practice):
        monkeypatch.setattr(remembering, "REMEMBERED_SECONDS", 3600.0)
        remembering.forget()
    yield
    for remembering in (days, practice):
        remembering.forget()


@pytest.fixture
def at() -> datetime:
    """The instant of the test."""
    return NOW


@pytest.fixture
def cast(db: None) -> Cast:
    """Named people in known relations, made through the actions."""
    return gather()


@pytest.fixture
def pinned(at: datetime) -> Iterator[datetime]:
    """The clock held at the test's instant, for tests that come in by a door."""
    with clock.pinned(at):
        yield at


@pytest.fixture
def sign_in(db: None, pinned: datetime) -> Callable[[Person], Client]:
    """Gives a browser in which the person is signed in; the clock stands at the test's instant."""

    def browser_of(person: Person) -> Client:
        client = Client()
        assert person.account is not None, f"{person.name} has no account"
        client.force_login(person.account)
        return client

    return browser_of


@pytest.fixture
def fresh_limits(db: None) -> Iterator[None]:
    """Counters of the sign-in limits, empty before and after."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def heard() -> Iterator[list[str]]:
    """What the log would hold."""
    with listening() as lines:
        yield lines
