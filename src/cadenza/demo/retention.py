"""Tells of records whose time is over: a certificate of some that went, one that is due, a leaver whose records are held and asked to be erased."""

from __future__ import annotations

from datetime import timedelta

from cadenza.custody import erasing, holds, retention
from cadenza.demo.organisation import House
from cadenza.evidence.models import Evidence
from cadenza.evidence.rules import EvidenceKind
from cadenza.jobs.models import Schedule
from cadenza.people.days import day_of
from cadenza.people.models import Person


def keep_and_erase(house: House) -> None:
    """What the privacy officer finds: history that ended two years ago, a hold, an erasure that waits for HR admin."""
    officer, leaver, manager = house.role("privacy-officer"), house.role("leaver"), house.role("manager")
    for person in Person.objects.filter(lines__manager=manager, lines__until=None).order_by("name")[:3]:
        _brought_along(house, person)
    retention.run(house.now - timedelta(hours=9))
    _brought_along(house, manager)
    # Tonight has been: what is due now waits to be looked at.
    Schedule.objects.update_or_create(kind="custody.retention", defaults={"last_day": day_of(house.now)})
    erasing.propose(
        leaver.handle, "Asked in writing that everything goes that need not be kept.", by=officer, at=house.now - timedelta(days=3)
    )
    holds.set_hold(
        leaver.handle, "A former customer has announced a claim about the same months.", by=officer, at=house.now - timedelta(days=2)
    )


def _brought_along(house: House, person: Person) -> None:
    """A fact from before the house began here, as an import of history would bring it."""
    then = house.now - timedelta(days=800)
    Evidence.objects.create(
        person=person,
        kind=EvidenceKind.MEMO,
        what="Handed the old billing service over to the platform team.",
        happened_on=day_of(then),
        added_by=person,
        added_at=then,
    )
