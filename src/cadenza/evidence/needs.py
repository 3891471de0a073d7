"""A need that came up while performance was being discussed, with the fact it rests on, in one step (GAP-2)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from cadenza.capability.models import Capability
from cadenza.evidence import actions, rules
from cadenza.evidence.access import person_at
from cadenza.evidence.actions import EvidenceDraft, GapDraft
from cadenza.evidence.models import Evidence, GapAssessment, PerformanceInput
from cadenza.evidence.rules import EvidenceKind, InputSource, NeedKind
from cadenza.objections import Unseen, refuse_if
from cadenza.people.days import day_of
from cadenza.people.models import Person
from cadenza.trail.record import record


@dataclass(frozen=True)
class NeedDraft:
    """Where it came up, what kind of need it is, and the fact from the work that shows it."""

    source: InputSource
    held_on: date | None
    kind: NeedKind
    capability_id: int | None
    seen: str = ""
    seen_on: date | None = None
    seen_where: EvidenceKind = EvidenceKind.OTHER
    level_now: int = 0
    level_needed: int = 0


@transaction.atomic
def capture_gap(person_id: int, draft: NeedDraft, *, by: Person, at: datetime) -> PerformanceInput:
    """Turn what a talk brought up into a gap assessment that cites the fact, all of it or nothing. Rules GAP-1 and GAP-2."""
    refuse_if(rules.objections_to_input(draft.held_on, today=day_of(at)))
    fact = EvidenceDraft(draft.seen_where, draft.seen, draft.seen_on, draft.capability_id)
    shown = actions.add_evidence(person_id, fact, by=by, at=at)
    if draft.capability_id is None:
        raise Unseen
    gap = GapDraft(draft.capability_id, draft.level_now, draft.level_needed, [shown.pk], draft.kind)
    return _keep(person_id, draft, by=by, at=at, evidence=shown, gap=actions.assess_gap(person_id, gap, by=by, at=at))


@transaction.atomic
def capture_for_suggestion(person_id: int, draft: NeedDraft, *, by: Person, at: datetime, with_fact: bool) -> PerformanceInput:
    """Keep where a goal comes from that is about to be suggested. Rule GAP-2.

    Who suggests it has been asked by the room of plans; the fact is put down only by those who may (`with_fact`), never by HR (TRUST D1).
    """
    refuse_if(rules.objections_to_input(draft.held_on, today=day_of(at)))
    shown = None
    if with_fact:
        person_at(by, "evidence.add", person_id, at=at, lock=True)
        fact = EvidenceDraft(draft.seen_where, draft.seen, draft.seen_on, draft.capability_id)
        shown = actions.add_evidence(person_id, fact, by=by, at=at)
    return _keep(person_id, draft, by=by, at=at, evidence=shown)


def _keep(
    person_id: int, draft: NeedDraft, *, by: Person, at: datetime, evidence: Evidence | None, gap: GapAssessment | None = None
) -> PerformanceInput:
    if draft.capability_id is not None and not Capability.objects.filter(pk=draft.capability_id).exists():
        raise Unseen
    assert draft.held_on is not None
    made = PerformanceInput.objects.create(
        person_id=person_id,
        source=draft.source,
        held_on=draft.held_on,
        kind=draft.kind,
        capability_id=draft.capability_id,
        evidence=evidence,
        gap=gap,
        captured_by=by,
        captured_at=at,
    )
    record("evidence.need-captured", by=by, about=made.person, at=at, need=made.pk, source=draft.source.value)
    return made


def inputs_of_gaps(gap_ids: Collection[int]) -> dict[int, PerformanceInput]:
    """Assessment -> the talk that it came from. Asks no access: the caller may see the assessments."""
    return {one.gap_id: one for one in PerformanceInput.objects.filter(gap__in=[pk for pk in gap_ids if pk]) if one.gap_id is not None}


def inputs_of(person: Person) -> QuerySet[PerformanceInput]:
    """All needs that talks about somebody brought up, the newest first, for the two of the pair (TRUST C2)."""
    rows = PerformanceInput.objects.filter(person=person).select_related("capability", "captured_by", "gap")
    return rows.order_by("-held_on", "-pk")
