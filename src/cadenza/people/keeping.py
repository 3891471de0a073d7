"""What the retention schedule reaches: whose records, over since when, and whom a freeze keeps (TRUST L13, L18). Each room asks it of its own rows."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from django.db.models import Q, QuerySet

from cadenza.people.days import start_of
from cadenza.people.models import Freeze, Organisation, Person
from cadenza.people.rules import PersonStatus

Ids = QuerySet[Any, Any]
NOTHING = Q(pk__in=())


@dataclass(frozen=True)
class Found:
    """One record that is due: its row, and about whom it is."""

    row: int
    about: int


@dataclass(frozen=True)
class Reach:
    """Which records of one kind are due at an instant.

    `over_before`: what ended before this day; None where only leaving ends it. `left_before`: everything of those whose last day lies
    before this day. `only` names one leaver whose records go whatever the dates: an erasure that two people decided (TRUST 1.8).
    """

    at: datetime
    over_before: date | None = None
    left_before: date | None = None
    only: int | None = None

    @property
    def over_at(self) -> datetime | None:
        """The instant at which `over_before` begins."""
        return start_of(self.over_before) if self.over_before else None

    def reached(self, whose: str, *, over: Q = NOTHING) -> Q:
        """Rows of which `whose` names the person. `over` says which of them ended in time; nobody's that is frozen."""
        if self.only is not None:
            return Q(**{whose: self.only})
        theirs = Q(**{f"{whose}__in": left_before(self.left_before).values("pk")}) if self.left_before else NOTHING
        return (over if self.over_before else NOTHING) | theirs

    def kept(self, *whose: str) -> Q:
        """Rows that a freeze keeps: of one of these people."""
        found = NOTHING
        for name in whose:
            found |= Q(**{f"{name}__in": frozen_people(self.at)})
        return found


def left_before(day: date | None) -> QuerySet[Person]:
    """Leavers whose last day lies before a day."""
    return Person.objects.filter(status=PersonStatus.LEAVER, end_date__lt=day) if day else Person.objects.none()


def frozen_people(at: datetime) -> Ids:
    """Ids of those about whom nothing is destroyed or overwritten now (TRUST L13); for `pk__in`.

    A freeze that has just begun counts for a run that began before it: no freeze is ever set for a day to come.
    """
    return Freeze.objects.filter(Q(until=None) | Q(until__gt=at)).values_list("person_id")


def hold_still() -> None:
    """Wait for whoever is just beginning a freeze, and let the next one wait: one lock for both, until the transaction ends.

    Whoever destroys takes it before asking what is frozen (TRUST L13, L18).
    """
    list(Organisation.objects.select_for_update().order_by("pk")[:1])


class Keeper(Protocol):
    """How a room offers one kind of record to the schedule."""

    def due(self, reach: Reach) -> list[Found]: ...

    def purge(self, rows: Collection[int], *, at: datetime) -> int: ...


def found_in(rows: QuerySet[Any], whose: str) -> list[Found]:
    """These rows as the schedule takes them, in their order."""
    return [Found(row, about) for row, about in rows.order_by("pk").values_list("pk", f"{whose}_id")]


def gone(rows: QuerySet[Any]) -> int:
    """Take these rows away; how many they were, without what went with them."""
    return int(rows.delete()[1].get(rows.model._meta.label, 0))
