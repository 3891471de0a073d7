"""Requests that are kept no longer (TRUST L18, 1.8). Called by custody alone, which says which ones others still use."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from cadenza.asks.models import Ask
from cadenza.people.keeping import Found, Reach, found_in, gone

Ids = QuerySet[Any, Any]


def requests_due(reach: Reach, *, in_use: Sequence[Ids], askers_kept: Collection[int]) -> list[Found]:
    """Requests made long ago, and a leaver's; not while a kept record points to one, nor of those in whose cases one may count."""
    old = Q(asked_at__lt=reach.over_at) & (Q(due_date=None) | Q(due_date__lt=reach.over_before)) if reach.over_before else Q()
    rows = Ask.objects.filter(reach.reached("asker", over=old)).exclude(reach.kept("asker", "helper")).exclude(asker__in=list(askers_kept))
    for ids in in_use:
        rows = rows.exclude(pk__in=ids)
    return found_in(rows, "asker")


@transaction.atomic
def purge_requests(rows: Collection[int], *, at: datetime) -> int:
    """Take requests away with their answers."""
    return gone(Ask.objects.filter(pk__in=list(rows)))
