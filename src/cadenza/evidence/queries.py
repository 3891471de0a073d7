"""Evidence and gap assessments shaped for pages. They ask no access: callers come with a person they were given by `access`."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Count, Q, QuerySet

from cadenza.evidence.models import Evidence, GapAssessment
from cadenza.people.models import Person

AGREED = Q(person_agreed_at__isnull=False, manager_agreed_at__isnull=False, disagreed_by=None)
"""Assessments that both sides agreed and nobody disputes (GAP-1)."""


def evidence_of(person: Person, *, withdrawn: bool = False) -> QuerySet[Evidence]:
    """A person's evidence, newest first; what was withdrawn only when asked for."""
    rows = Evidence.objects.filter(person=person).select_related("added_by", "capability").order_by("-happened_on", "-pk")
    return rows if withdrawn else rows.filter(withdrawn_at=None)


def assessments_of(person: Person, *, superseded: bool = False) -> QuerySet[GapAssessment]:
    """A person's gap assessments, newest first, each with the evidence it cites (withdrawn pieces too: they show as withdrawn)."""
    rows = (
        GapAssessment.objects.filter(person=person)
        .select_related("capability", "proposed_by", "agreed_manager", "disagreed_by")
        .prefetch_related("evidence__added_by")
        .order_by("-proposed_at", "-pk")
    )
    return rows if superseded else rows.filter(superseded_at=None)


def open_gaps_of(person: Person) -> QuerySet[GapAssessment]:
    """Gaps that a goal can start from: standing, with a level to reach, nobody disagreeing."""
    return (
        GapAssessment.objects.filter(person=person, superseded_at=None, disagreed_by=None)
        .select_related("capability")
        .order_by("-proposed_at", "-pk")
    )


def latest_levels(person_ids: Collection[int]) -> dict[int, dict[int, int]]:
    """Person -> capability -> level now: the last that both agreed. Rule GAP-3. For readers who may see assessments (TRUST C2)."""
    found: dict[int, dict[int, int]] = {}
    rows = GapAssessment.objects.filter(AGREED, person__in=person_ids).order_by("proposed_at", "pk")
    for person, capability, level in rows.values_list("person_id", "capability_id", "level_now"):
        found.setdefault(person, {})[capability] = level
    return found


def open_views_of(person: Person) -> dict[int, GapAssessment]:
    """Capability -> the assessment that stands and that the two have not agreed: it waits for an answer, or is disputed (GAP-1, GAP-3)."""
    rows = GapAssessment.objects.filter(~AGREED, person=person, superseded_at=None).order_by("proposed_at", "pk")
    return {one.capability_id: one for one in rows}


def evidence_counts(person: Person) -> dict[int, int]:
    """Capability -> pieces of evidence that stand (GAP-3)."""
    rows = Evidence.objects.filter(person=person, withdrawn_at=None, capability__isnull=False).order_by()
    return dict(rows.values("capability").annotate(count=Count("pk")).values_list("capability_id", "count"))
