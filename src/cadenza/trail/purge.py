"""Takes content away for good and says so: salts and contents go, the links stay, and each chain names what went (TRUST N16)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from cadenza.trail.models import Content
from cadenza.trail.record import NewEntry, append
from cadenza.trail.rules import PURGED_KIND, Audience, ranges_of

BATCH = 500


@transaction.atomic
def purge_contents(entry_ids: Collection[int], *, at: datetime, reason: str, by_id: int | None = None) -> int:
    """Delete the content of these entries; answers how many had any. `reason` is the code of the retention rule.

    The caller has asked whether the person's records are frozen. What earlier purges wrote stays: without it their gaps would look like
    tampering.
    """
    gone: dict[str, list[int]] = defaultdict(list)
    wanted = sorted(set(entry_ids))
    for start in range(0, len(wanted), BATCH):
        rows = Content.objects.filter(pk__in=wanted[start : start + BATCH]).exclude(kind=PURGED_KIND)
        for key, sequence in rows.values_list("entry__chain__key", "entry__sequence"):
            gone[key].append(sequence)
        rows.delete()
    append(
        [
            (key, NewEntry(PURGED_KIND, by_id, None, at, {"sequences": text, "reason": reason}, Audience.HOUSE))
            for key in sorted(gone)
            for text in ranges_of(gone[key])
        ]
    )
    return sum(len(sequences) for sequences in gone.values())


KEPT_WITH_THE_CASE = "case"
"""Chains that begin so belong to one formal plan, and go with it."""
ACCOUNTS = (
    "custody.purged",
    "custody.erasure-proposed",
    "custody.erasure-decided",
    "custody.hold-set",
    "custody.hold-lifting-proposed",
    "custody.hold-lifted",
)
"""They say what was erased or held and who decided it: kept as long as the links."""


def contents_before(instant: datetime, *, frozen: QuerySet[Any, Any], authors: Collection[int]) -> QuerySet[Content]:
    """What was recorded before an instant and still has its content, nothing about or by people whose records are frozen (TRUST L13, L18).

    About whom an author's private entries are is sealed: `authors` names those who may have kept some about frozen people.
    """
    rows = Content.objects.filter(entry__recorded_at__lt=instant).exclude(kind=PURGED_KIND).exclude(kind__in=ACCOUNTS)
    rows = rows.exclude(entry__chain__key__in=[f"private:{pk}" for pk in authors])
    rows = rows.exclude(entry__chain__key__startswith=KEPT_WITH_THE_CASE)
    kept = Q(about_id__isnull=False, about_id__in=frozen) | Q(by_id__isnull=False, by_id__in=frozen)
    return rows.exclude(kept)
