"""Handovers that are kept no longer (TRUST L18, 1.8). Called by custody alone."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from cadenza.handover.models import Briefing, HandedCommitment, Handover
from cadenza.people.keeping import Found, Reach, found_in, gone

Ids = QuerySet[Any, Any]


def handovers_due(reach: Reach) -> list[Found]:
    """Handovers that were accepted, called off or simply long past; all of a leaver's."""
    old = Q(since__lt=reach.over_at) & (Q(accepted_at=None) | Q(accepted_at__lt=reach.over_at)) if reach.over_before else Q()
    rows = Handover.objects.filter(reach.reached("person", over=old)).exclude(reach.kept("person", "outgoing"))
    return found_in(rows, "person")


@transaction.atomic
def purge_handovers(rows: Collection[int], *, at: datetime) -> int:
    """Take handovers away with the answers to their commitments, and a briefing that none of its author's is left for."""
    found = Handover.objects.filter(pk__in=list(rows))
    authors = list(found.values_list("outgoing_id", flat=True).distinct())
    HandedCommitment.objects.filter(handover__in=found).delete()
    count = gone(found)
    Briefing.objects.filter(outgoing__in=authors).exclude(outgoing__in=Handover.objects.values("outgoing")).delete()
    return count


def commitments_in_use() -> Ids:
    """Ids of commitments that a kept handover answers."""
    return HandedCommitment.objects.values_list("commitment_id")
