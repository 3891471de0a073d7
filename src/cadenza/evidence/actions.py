"""Putting down what was seen in the work, and assessing a gap from it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from cadenza.asks.models import Ask
from cadenza.capability.models import Capability
from cadenza.capability.queries import labels, ladder_numbers
from cadenza.evidence import files, rules
from cadenza.evidence.access import evidence_for, gap_for, person_at
from cadenza.evidence.file_rules import CleanFile, objections_to_room
from cadenza.evidence.models import Evidence, EvidenceFile, GapAssessment
from cadenza.evidence.rules import EvidenceFact, EvidenceKind, NeedKind
from cadenza.objections import Objection, Unseen, refuse_if
from cadenza.people.days import day_of
from cadenza.people.models import Person
from cadenza.trail.record import record, record_read


@dataclass(frozen=True)
class EvidenceDraft:
    """One fact from delivery as its author puts it down."""

    kind: EvidenceKind
    what: str
    happened_on: date | None
    capability_id: int | None = None
    link: str = ""
    file: CleanFile | None = None


@dataclass(frozen=True)
class GapDraft:
    """A gap as its author sees it, with the evidence they cite."""

    capability_id: int
    level_now: int
    level_needed: int
    evidence_ids: Collection[int]
    kind: NeedKind = NeedKind.SKILL_GAP
    why: str = ""


@transaction.atomic
def add_evidence(person_id: int, draft: EvidenceDraft, *, by: Person, at: datetime) -> Evidence:
    """Put down a dated fact from the work, by the person or their manager. Rule GAP-1."""
    return _put_down(person_at(by, "evidence.add", person_id, at=at, lock=True), draft, by=by, at=at)


@transaction.atomic
def answer_with_evidence(person_id: int, draft: EvidenceDraft, *, ask: Ask, by: Person, at: datetime) -> Evidence:
    """Put down what somebody was asked to tell (TRUST D1: a helper's own). The caller has checked that the request is theirs to answer."""
    assert ask.helper_id == by.pk
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        raise Unseen
    return _put_down(person, draft, by=by, at=at, ask=ask)


def _put_down(person: Person, draft: EvidenceDraft, *, by: Person, at: datetime, ask: Ask | None = None) -> Evidence:
    found = rules.objections_to_evidence(draft.what, draft.happened_on, draft.link, today=day_of(at), names=labels())
    if draft.file is not None:
        found += objections_to_room(used=files.bytes_beside(person), size=len(draft.file.data))
    refuse_if(found)
    if draft.capability_id is not None and not Capability.objects.filter(pk=draft.capability_id).exists():
        raise Unseen
    assert draft.happened_on is not None
    made = Evidence.objects.create(
        person=person,
        capability_id=draft.capability_id,
        kind=draft.kind,
        what=draft.what.strip(),
        happened_on=draft.happened_on,
        link=draft.link,
        added_by=by,
        added_at=at,
        ask=ask,
    )
    if draft.file is not None:
        files.keep(draft.file, made, at=at)
    record("evidence.added", by=by, about=person, at=at, evidence=made.pk)
    return made


@transaction.atomic
def withdraw_evidence(evidence_id: int, *, by: Person, at: datetime) -> Evidence:
    """Take back what one added oneself. It stays, marked, where an assessment cites it; nothing is destroyed."""
    found = evidence_for(by, "evidence.withdraw", evidence_id, at=at, lock=True)
    if found.withdrawn_at is None:
        found.withdrawn_at = at
        found.save(update_fields=["withdrawn_at"])
        record("evidence.withdrawn", by=by, about=found.person, at=at, evidence=found.pk)
    return found


@transaction.atomic
def assess_gap(person_id: int, draft: GapDraft, *, by: Person, at: datetime) -> GapAssessment:
    """Assess a gap from evidence; whoever assesses has agreed it, the other side has yet to. Rule GAP-1.

    It takes the place of the last assessment of the same capability, which stays readable.
    """
    person = person_at(by, "gap.assess", person_id, at=at, lock=True)
    if not Capability.objects.filter(pk=draft.capability_id).exists():
        raise Unseen
    cited = list(Evidence.objects.select_for_update().filter(pk__in=draft.evidence_ids, person=person))
    refuse_if(
        rules.objections_to_gap(
            [EvidenceFact(e.person_id, e.happened_on, e.withdrawn_at is not None) for e in cited],
            person_id=person.pk,
            kind=draft.kind,
            level_now=draft.level_now,
            level_needed=draft.level_needed,
            levels=ladder_numbers([draft.capability_id]).get(draft.capability_id, []),
            today=day_of(at),
        )
    )
    GapAssessment.objects.filter(person=person, capability=draft.capability_id, superseded_at=None).update(superseded_at=at)
    made = GapAssessment(
        person=person,
        capability_id=draft.capability_id,
        kind=draft.kind,
        level_now=draft.level_now,
        level_needed=draft.level_needed,
        why=draft.why.strip(),
        proposed_by=by,
        proposed_at=at,
    )
    _agree(made, by=by, at=at)
    made.save()
    made.evidence.set([e for e in cited if e.withdrawn_at is None and e.happened_on <= day_of(at)])
    record("evidence.gap-assessed", by=by, about=person, at=at, gap=made.pk)
    return made


@transaction.atomic
def agree_gap(gap_id: int, *, by: Person, at: datetime) -> GapAssessment:
    """Agree an assessment that the other side made; a disagreement of one's own is taken back by it. Rule GAP-1."""
    found = gap_for(by, "gap.agree", gap_id, at=at, lock=True)
    refuse_if(_objections_to_answering(found, by, agreeing=True))
    _agree(found, by=by, at=at)
    if found.disagreed_by_id == by.pk:
        found.disagreed_by, found.disagreement = None, ""
    found.save()
    record("evidence.gap-agreed", by=by, about=found.person, at=at, gap=found.pk)
    return found


@transaction.atomic
def disagree_with_gap(gap_id: int, words: str, *, by: Person, at: datetime) -> GapAssessment:
    """Say how one sees it differently, beside the assessment and never over it. Rule GAP-1."""
    found = gap_for(by, "gap.agree", gap_id, at=at, lock=True)
    refuse_if([*_objections_to_answering(found, by, agreeing=False), *rules.objections_to_disagreement(words)])
    found.disagreed_by, found.disagreement = by, words.strip()
    if by.pk == found.person_id:
        found.person_agreed_at = None
    else:
        found.manager_agreed_at = found.agreed_manager = None
    found.save()
    record("evidence.gap-disagreed", by=by, about=found.person, at=at, gap=found.pk)
    return found


def note_reading(person: Person, *, by: Person, at: datetime) -> None:
    """Record that somebody other than the person read the evidence of their work and what was assessed from it (DATA-2)."""
    if by.pk != person.pk:
        record_read("evidence.evidence-read", by=by, about=person, at=at)


def note_taking(found: EvidenceFile, *, by: Person, at: datetime) -> None:
    """Record that somebody other than the person, and than whoever put it there, took away a file beside evidence (DATA-2)."""
    piece = found.evidence
    if by.pk not in {piece.person_id, piece.added_by_id}:
        record_read("evidence.file-taken", by=by, about=piece.person, at=at, evidence=piece.pk)


def _objections_to_answering(gap: GapAssessment, by: Person, *, agreeing: bool) -> list[Objection]:
    return rules.objections_to_answering(
        superseded=gap.superseded_at is not None,
        differing_view_of=gap.disagreed_by_id,
        answerer_id=by.pk,
        proposer_id=gap.proposed_by_id,
        agreeing=agreeing,
    )


def _agree(gap: GapAssessment, *, by: Person, at: datetime) -> None:
    if by.pk == gap.person_id:
        gap.person_agreed_at = at
    else:
        gap.manager_agreed_at, gap.agreed_manager = at, by
