"""Writes down what dated lines have done to plans: a manager who changed, an HR partner who came too near (TRUST X2, X4, X6)."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from django.db import transaction

from cadenza.improvement import ledger, rules
from cadenza.improvement.access import changed_at, hr_is_missing
from cadenza.improvement.models import Case, Entry
from cadenza.improvement.records import keep_bundles
from cadenza.improvement.rules import Kind
from cadenza.people.relations import has_left, managers_of
from cadenza.sealing.keys import Unreadable


@transaction.atomic
def settle_lines(at: datetime) -> int:
    """One entry for each change that nobody has written down yet, with the instant from which it holds. Idempotent.

    What a manager on an open plan had passed to HR, and HR has taken on since, belongs to the plan from here (EARLY-5). Access needs
    no entry: the pause and the recusal are computed. The record and the dues of HR admin do. A plan whose words cannot be opened, or
    written on, keeps no other waiting; `verify` names it.
    """
    cases = list(
        Case.objects.select_for_update(of=("self",))
        .exclude(state__in=rules.OVER)
        .select_related("person", "manager", "hr_partner")
        .order_by("pk")
    )
    managers = managers_of([case.person_id for case in cases], at=at)
    written = 0
    for case in cases:
        with suppress(Unreadable), transaction.atomic():
            written += _settle(case, managers.get(case.person_id), at)
    return written


def _settle(case: Case, manager_id: int | None, at: datetime) -> int:
    left, written = has_left(case.manager, at=at), 0
    if rules.manager_changed(case.manager_id, manager_id, kept=case.manager_kept, left=left):
        written += _write(case, Kind.MANAGER_CHANGED, Kind.MANAGER_CONFIRMED, at)
    keep_bundles(case, by=None, at=at)
    if hr_is_missing(case, at=at):
        written += _write(case, Kind.RECUSED, Kind.HR_NAMED, at)
    return written


def _write(case: Case, kind: Kind, ends: Kind, at: datetime) -> int:
    last = Entry.objects.filter(case=case, kind__in=[kind, ends]).order_by("-sequence").first()
    if last is not None and last.kind == kind:
        return 0
    effective = changed_at(case, at=at) if kind is Kind.MANAGER_CHANGED else at
    ledger.add(case, kind, by=None, part=None, at=effective, recorded_at=at)
    case.save(update_fields=["length"])
    return 1
