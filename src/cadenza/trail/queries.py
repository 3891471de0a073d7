"""Reads of the record for pages above: what happened about a person, and who opened what (TRUST J2)."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet

from cadenza.trail.models import Content


def entries_about(subject_id: int, *, kinds: Collection[str] = ()) -> QuerySet[Content]:
    """What was done about a person, newest first, private records left out. The caller has checked who is asking."""
    found = Content.objects.filter(about_id=subject_id, is_read=False).select_related("entry").order_by("-entry__at", "-entry_id")
    return found.filter(kind__in=kinds) if kinds else found


def reads_of(subject_id: int) -> QuerySet[Content]:
    """Who opened a sensitive record about a person, newest first."""
    return Content.objects.filter(about_id=subject_id, is_read=True).select_related("entry").order_by("-entry__at", "-entry_id")
