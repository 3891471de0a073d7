"""What the first page asks of the database: at most twenty statements for whoever, and the same number whatever the rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.agreed import agreed_plan
from tests.cast import NOW, Cast

from cadenza.asks.models import Ask
from cadenza.people.models import Person

MOST = 20


@pytest.mark.django_db
def test_everybodys_first_page_takes_at_most_twenty_queries_and_as_many_with_three_rows_as_with_thirty(
    cast: Cast, sign_in: Callable[[Person], Client]
) -> None:
    """ARCHITECTURE: a page takes a constant number of queries. Requests stand for rows of a kind that everybody can have."""
    agreed_plan(cast.engineer, cast.manager)
    people = [one for one in (getattr(cast, part.name) for part in fields(cast)) if isinstance(one, Person) and one != cast.leaver]

    def counted() -> dict[str, int]:
        found = {}
        for person in people:
            browser = sign_in(person)
            with CaptureQueriesContext(connection) as asked:
                assert browser.get("/").status_code == 200
            found[person.name] = sum("SAVEPOINT" not in one["sql"] for one in asked)
        return found

    def asked_by_each(count: int, start: int) -> None:
        helpers = {person: cast.outsider if person != cast.outsider else cast.mentor for person in people}
        Ask.objects.bulk_create(
            Ask(ref=f"T{start + nth}-{person.pk}", kind="help", asker=person, helper=helper, what="A look at it", asked_at=NOW)
            for person, helper in helpers.items()
            for nth in range(count)
        )

    counted()
    asked_by_each(3, 0)
    with_three = counted()
    asked_by_each(27, 3)
    assert counted() == with_three
    assert {name: count for name, count in with_three.items() if count > MOST} == {}
