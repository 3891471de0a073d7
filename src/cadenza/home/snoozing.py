"""Putting a due off, once, and taking that back: the reader's own list alone, never what another one waits for (DUE-1)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from cadenza.home.access import snooze_of
from cadenza.home.at_hand import at_hand
from cadenza.home.desk import desk_of
from cadenza.home.dues import dues_of
from cadenza.home.models import Snooze
from cadenza.home.rules import Due, objections_to_snooze
from cadenza.objections import Unseen, refuse_if
from cadenza.people.days import day_of
from cadenza.people.models import Person
from cadenza.trail.record import record
from cadenza.trail.rules import Audience


def due_for(reader: Person, kind: str, of: str, *, at: datetime) -> Due:
    """A due that stands on the reader's own list at this instant. Raises Unseen for every other."""
    key = f"{kind}:{of}"
    found = next((due for due in dues_of(desk_of(reader, at=at, standing=at_hand(reader, at))) if due.of and due.key == key), None)
    if found is None:
        raise Unseen("due")
    return found


@transaction.atomic
def snooze_due(kind: str, of: str, *, until: date | None, by: Person, at: datetime) -> Due:
    """Put a due of one's own off to a day. Raises Refused for what may not be put off, or not again. Rule DUE-1."""
    Person.objects.select_for_update(of=("self",)).get(pk=by.pk)  # twice at once: one after the other
    due = due_for(by, kind, of, at=at)
    refuse_if(objections_to_snooze(due, until, today=day_of(at)))
    assert until is not None
    Snooze.objects.create(person=by, due=due.key, was_on=due.on, until=until, made_at=at)
    record("home.due-snoozed", by=by, about=by, at=at, audience=Audience.SUBJECT, due=due.key, until=until)
    return due


@transaction.atomic
def take_back_snooze(kind: str, of: str, *, by: Person, at: datetime) -> None:
    """Let a due stand on its own day again. It stays spent: once is once. Raises Unseen when there is nothing to take back. Rule DUE-1."""
    snooze = snooze_of(by, f"{kind}:{of}", at=at)
    snooze.ended_at = at
    snooze.save(update_fields=["ended_at"])
    record("home.snooze-taken-back", by=by, about=by, at=at, audience=Audience.SUBJECT, due=snooze.due)
