"""Writes down what dated lines have done to plans: a manager who changed, an HR partner who came too near (TRUST X2, X4, X6)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cadenza.conversations import bundles
from cadenza.improvement import ledger, rules
from cadenza.improvement.access import changed_at, hr_is_missing
from cadenza.improvement.models import Case, Entry
from cadenza.improvement.records import tied_to
from cadenza.improvement.rules import Kind
from cadenza.people.relations import has_left, managers_of


@transaction.atomic
def settle_lines(at: datetime) -> int:
    """One entry for each change that nobody has written down yet, with the instant from which it holds. Idempotent.

    What a manager on an open plan had passed to HR, and HR has taken on since, belongs to the plan from here (EARLY-5). Access needs
    no entry: the pause and the recusal are computed. The record and the dues of HR admin do.
    """
    cases = list(
        Case.objects.select_for_update(of=("self",))
        .exclude(state__in=rules.OVER)
        .select_related("person", "manager", "hr_partner")
        .order_by("pk")
    )
    cited = ledger.opened(cases, kinds=(Kind.CITED,))
    managers = managers_of([case.person_id for case in cases], at=at)
    written = 0
    for case in cases:
        left = has_left(case.manager, at=at)
        if rules.manager_changed(case.manager_id, managers.get(case.person_id), kept=case.manager_kept, left=left):
            written += _write(case, Kind.MANAGER_CHANGED, Kind.MANAGER_CONFIRMED, at)
        opened = case.served_at is not None
        bundles.keep_for_case(tied_to(case, cited[case.pk]), case.hr_partner, opened=opened, by=None, at=at)
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
