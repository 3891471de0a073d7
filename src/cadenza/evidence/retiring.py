"""Evidence, assessments, needs and feedback that are kept no longer (TRUST L18, 1.8). Called by custody alone, which says what others still use."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from cadenza.evidence import files
from cadenza.evidence.models import Evidence, EvidenceFile, Feedback, FeedbackCorrection, GapAssessment, PerformanceInput
from cadenza.people.keeping import Found, Reach, found_in, gone

Ids = QuerySet[Any, Any]


def evidence_due(reach: Reach, *, in_use: Ids) -> list[Found]:
    """Facts that happened long ago and that neither a standing assessment nor a kept goal cites; all of a leaver's."""
    cited = Evidence.objects.filter(cited_in__superseded_at=None, cited_in__isnull=False).values("pk")
    old = Q(happened_on__lt=reach.over_before) & ~Q(pk__in=cited) & ~Q(pk__in=in_use) if reach.over_before else Q()
    rows = Evidence.objects.filter(reach.reached("person", over=old)).exclude(reach.kept("person", "added_by"))
    return found_in(rows.exclude(pk__in=PerformanceInput.objects.filter(evidence__isnull=False).values("evidence")), "person")


def assessments_due(reach: Reach, *, in_use: Ids) -> list[Found]:
    """Assessments that another took the place of long ago; all of a leaver's."""
    old = Q(superseded_at__lt=reach.over_at) if reach.over_before else Q()
    rows = GapAssessment.objects.filter(reach.reached("person", over=old)).exclude(pk__in=in_use)
    rows = rows.exclude(reach.kept("person", "proposed_by", "agreed_manager", "disagreed_by"))
    return found_in(rows.exclude(pk__in=PerformanceInput.objects.filter(gap__isnull=False).values("gap")), "person")


def needs_due(reach: Reach, *, in_use: Ids) -> list[Found]:
    """Needs that talk about performance brought up long ago; all of a leaver's."""
    old = Q(held_on__lt=reach.over_before) if reach.over_before else Q()
    rows = PerformanceInput.objects.filter(reach.reached("person", over=old)).exclude(reach.kept("person", "captured_by"))
    return found_in(rows.exclude(pk__in=in_use), "person")


def feedback_due(reach: Reach) -> list[Found]:
    """Feedback given long ago, and what a leaver was given."""
    old = Q(given_at__lt=reach.over_at) if reach.over_before else Q()
    return found_in(Feedback.objects.filter(reach.reached("person", over=old)).exclude(reach.kept("person", "giver")), "person")


@transaction.atomic
def purge_evidence(rows: Collection[int], *, at: datetime) -> int:
    """Take facts away with their files; the bytes go when the rows are gone."""
    beside = EvidenceFile.objects.filter(evidence__in=list(rows))
    for ref in beside.values_list("ref", flat=True):
        transaction.on_commit(partial(files.path_of(ref).unlink, missing_ok=True))
    beside.delete()
    return gone(Evidence.objects.filter(pk__in=list(rows)))


@transaction.atomic
def purge_assessments(rows: Collection[int], *, at: datetime) -> int:
    """Take assessments away; the evidence they cited has its own time."""
    return gone(GapAssessment.objects.filter(pk__in=list(rows)))


@transaction.atomic
def purge_needs(rows: Collection[int], *, at: datetime) -> int:
    """Take needs away; what they became stays."""
    return gone(PerformanceInput.objects.filter(pk__in=list(rows)))


@transaction.atomic
def purge_feedback(rows: Collection[int], *, at: datetime) -> int:
    """Take feedback away with what was put right beside it."""
    FeedbackCorrection.objects.filter(feedback__in=list(rows)).delete()
    return gone(Feedback.objects.filter(pk__in=list(rows)))


def requests_in_use() -> Ids:
    """Ids of requests that evidence or feedback answers."""
    facts = Evidence.objects.filter(ask__isnull=False).order_by().values_list("ask_id")
    return facts.union(Feedback.objects.filter(ask__isnull=False).order_by().values_list("ask_id"))
