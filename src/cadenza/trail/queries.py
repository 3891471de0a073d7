"""Reads of the record for pages above: what happened about a person, and who opened what (TRUST J2)."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from cadenza.sealing.keys import unseal_many
from cadenza.trail.models import Content
from cadenza.trail.record import private_place, private_unit


@dataclass(frozen=True)
class PrivateEntry:
    """A private record, opened for its author."""

    kind: str
    about_id: int | None
    facts: dict[str, int | str | bool | None]
    at: datetime


def entries_about(subject_id: int, *, kinds: Collection[str] = ()) -> QuerySet[Content]:
    """What was done about a person, newest first, private records left out. The caller has checked who is asking."""
    found = Content.objects.filter(about_id=subject_id, is_read=False).select_related("entry").order_by("-entry__at", "-entry_id")
    return found.filter(kind__in=kinds) if kinds else found


def people_with_entries(people: Collection[int], *, kinds: Collection[str], since: datetime) -> set[int]:
    """About whom of these people something of these kinds was done after an instant. One statement."""
    rows = Content.objects.filter(about_id__in=people, is_read=False, kind__in=kinds, entry__at__gt=since)
    return {pk for pk in rows.values_list("about_id", flat=True).distinct() if pk is not None}


def reads_of(subject_id: int) -> QuerySet[Content]:
    """Who opened a sensitive record about a person, newest first."""
    return Content.objects.filter(about_id=subject_id, is_read=True).select_related("entry").order_by("-entry__at", "-entry_id")


def private_entries_of(author_id: int) -> list[PrivateEntry]:
    """An author's own private records, newest first: for the author alone, and for the access case of two persons. Raises Unreadable."""
    rows = list(
        Content.objects.filter(entry__chain__key=f"private:{author_id}", sealed__isnull=False)
        .select_related("entry__chain")
        .order_by("-entry__sequence")
    )
    sealed = [(bytes(row.sealed or b""), private_place(row.entry.chain.key, row.entry.sequence)) for row in rows]
    opened = [json.loads(text) for text in unseal_many(sealed, unit=private_unit(author_id))]
    return [PrivateEntry(**found, at=row.entry.at) for found, row in zip(opened, rows, strict=True)]
