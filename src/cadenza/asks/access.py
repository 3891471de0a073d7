"""Who may see and answer a request: the two people in it and nobody else (TRUST 1.2 "own ask only, in the asker's words", R12)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from django.db.models import Q, QuerySet

from cadenza.asks.models import Ask
from cadenza.objections import Unseen
from cadenza.people.models import Person
from cadenza.people.relations import has_left


class Part(StrEnum):
    """Which of the two in a request somebody is. Being named in a row is answered by the row's own room."""

    ASKER = "asker"
    HELPER = "helper"


WHO_MAY: Mapping[str, frozenset[Part]] = {
    "see": frozenset({Part.ASKER, Part.HELPER}),
    "accept": frozenset({Part.HELPER}),
    "decline": frozenset({Part.HELPER}),
    "answer": frozenset({Part.HELPER}),
    "mark-held": frozenset({Part.ASKER, Part.HELPER}),
    "record-day": frozenset({Part.HELPER}),
    "withdraw": frozenset({Part.ASKER}),
}
"""A right that is not listed does not exist. What a request serves is no field of it, so nobody learns it here."""


def visible_asks(viewer: Person, *, at: datetime) -> QuerySet[Ask]:
    """The requests that the viewer made or got; none for somebody who has left (TRUST R13)."""
    if has_left(viewer, at=at):
        return Ask.objects.none()
    return Ask.objects.filter(Q(asker=viewer) | Q(helper=viewer)).select_related("asker", "helper")


def ask_for(by: Person, action: str, ref: str, *, at: datetime, lock: bool = False) -> Ask:
    """The request, if this person may do this with it; raises Unseen otherwise, as for one that never was."""
    rows = Ask.objects.select_related("asker", "helper")
    found = (rows.select_for_update(of=("self",)) if lock else rows).filter(ref=ref).first()
    if found is None or has_left(by, at=at):
        raise Unseen
    parts = {Part.ASKER} if found.asker_id == by.pk else set()
    if found.helper_id == by.pk:
        parts.add(Part.HELPER)
    if not parts & WHO_MAY[action]:
        raise Unseen
    return found
