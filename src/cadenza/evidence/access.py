"""Who may see and do what with evidence and gap assessments (TRUST 1.2 C2, D1; R4, R5)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db.models import QuerySet

from cadenza.evidence.models import Evidence, EvidenceFile, GapAssessment
from cadenza.objections import Unseen
from cadenza.people.access import known
from cadenza.people.models import Person
from cadenza.people.relations import has_left, people_with, relations_held, relations_to
from cadenza.people.rules import Relation

WHO_MAY: Mapping[str, frozenset[Relation]] = {
    "evidence.see": frozenset({Relation.SELF, Relation.MANAGER}),
    "evidence.add": frozenset({Relation.SELF, Relation.MANAGER}),
    "evidence.withdraw": frozenset({Relation.SELF, Relation.MANAGER}),  # one's own only: see evidence_for
    "gap.see": frozenset({Relation.SELF, Relation.MANAGER}),
    "gap.assess": frozenset({Relation.SELF, Relation.MANAGER}),
    "gap.agree": frozenset({Relation.SELF, Relation.MANAGER}),
}
"""A right that is not listed does not exist. Leaders get aggregates from `insight`, never rows."""


def person_at(by: Person, action: str, person_id: int, *, at: datetime, lock: bool = False) -> Person:
    """The person whose records these are, if the reader may do this with them; raises Unseen otherwise."""
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        raise Unseen
    held = relations_held if lock else relations_to
    if not held(by, person, at=at) & WHO_MAY[action]:
        raise Unseen
    return person


def person_for(by: Person, action: str, handle: str, *, at: datetime) -> Person:
    """The same by the person's handle, for a page."""
    person = known(handle)
    if not relations_to(by, person, at=at) & WHO_MAY[action]:
        raise Unseen
    return person


def evidence_for(by: Person, action: str, evidence_id: int, *, at: datetime, lock: bool = False) -> Evidence:
    """One piece of evidence. Withdrawing is for whoever added it, while they may still see it."""
    rows = Evidence.objects.select_related("person")
    found = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=evidence_id).first()
    if found is None:
        raise Unseen
    person_at(by, action, found.person_id, at=at, lock=lock)
    if action == "evidence.withdraw" and found.added_by_id != by.pk:
        raise Unseen
    return found


def file_for(by: Person, ref: str, *, at: datetime) -> EvidenceFile:
    """A file beside evidence, for whoever may read the evidence now, or whoever answered a request with it (TRUST N1, T25).

    Asked again on every fetch: an address opens nothing by itself. Of withdrawn evidence there is no file.
    """
    found = EvidenceFile.objects.select_related("evidence__person").filter(ref=ref, evidence__withdrawn_at=None).first()
    if found is None or has_left(by, at=at):
        raise Unseen
    piece = found.evidence
    if piece.ask_id is None or piece.added_by_id != by.pk:
        person_at(by, "evidence.see", piece.person_id, at=at)
    return found


def gap_for(by: Person, action: str, gap_id: int, *, at: datetime, lock: bool = False) -> GapAssessment:
    """One gap assessment."""
    rows = GapAssessment.objects.select_related("person", "capability")
    found = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=gap_id).first()
    if found is None:
        raise Unseen
    person_at(by, action, found.person_id, at=at, lock=lock)
    return found


def visible_evidence(viewer: Person, *, at: datetime) -> QuerySet[Evidence]:
    """All evidence that the viewer may read: the same table as for one piece, as one query."""
    return Evidence.objects.filter(person__in=people_with(viewer, WHO_MAY["evidence.see"], at=at).values("pk"))


def visible_gaps(viewer: Person, *, at: datetime) -> QuerySet[GapAssessment]:
    """All gap assessments that the viewer may read."""
    return GapAssessment.objects.filter(person__in=people_with(viewer, WHO_MAY["gap.see"], at=at).values("pk"))
