"""Access cases that are over: copies of what was held back go, with their key, and every word; that there was a request stays (TRUST 0.7, L18)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from cadenza.custody.case_actions import unit_of
from cadenza.custody.case_models import AccessCase, HeldItem, Sought, Telling
from cadenza.custody.case_rules import OVER, CaseState
from cadenza.people.keeping import Found, Reach, found_in
from cadenza.sealing.keys import destroy_units

UNREAD_FOR = timedelta(days=183)
"""How long an author who does not look is told that a note of theirs was opened. Their own record keeps the day longer."""


def cases_due(reach: Reach) -> list[Found]:
    """Cases that are over and still hold copies: withdrawn ones at once, answered ones when their time is over. None about somebody frozen."""
    ended = Q(closed_at__lt=reach.over_at) | Q(state=CaseState.WITHDRAWN)
    words = Exists(HeldItem.objects.filter(case=OuterRef("pk"))) | Exists(Sought.objects.filter(case=OuterRef("pk")))
    rows = AccessCase.objects.filter(words | Q(sealed_untold__isnull=False), state__in=OVER)
    return found_in(rows.filter(reach.reached("person", over=ended)).exclude(reach.kept("person")), "person")


@transaction.atomic
def purge_cases(rows: Collection[int], *, at: datetime) -> int:
    """Take the copies away, and destroy their keys. Running it again does nothing. Rule DATA-3; TRUST 0.7: what is purged elsewhere stays in no copy."""
    cases = list(AccessCase.objects.select_for_update(of=("self",)).filter(pk__in=list(rows)).order_by("pk"))
    destroy_units([unit_of(case).name for case in cases], at=at)
    HeldItem.objects.filter(case__in=cases).delete()
    Sought.objects.filter(case__in=cases).delete()
    return AccessCase.objects.filter(pk__in=[case.pk for case in cases]).update(gathered_at=None, sealed_untold=None)


def forget_tellings(at: datetime) -> None:
    """Authors who did not look for half a year are told no longer, whether or not any case is purged that night. TRUST 1.6, L18."""
    Telling.objects.filter(at__lt=at - UNREAD_FOR).delete()
