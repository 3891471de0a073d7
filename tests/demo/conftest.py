"""One built organisation for all tests of the demo: sixty people through actions and one copy of them."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from tests.cast import NOW

from cadenza.demo.bulk import build_large
from cadenza.demo.organisation import House
from cadenza.people import days


@pytest.fixture(scope="module")
def house(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[House]:
    """A hundred and twenty people, in a transaction that is undone afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        days.forget()
        yield build_large(people=120, seed=7, at=NOW)
        transaction.set_rollback(True)
    days.forget()
