"""Agreed points and bundles that are kept no longer, and what is left of anything whose key is gone (TRUST L18, X9, 1.8). Called by custody alone."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Concat

from cadenza.conversations import sealed
from cadenza.conversations.models import EscalatedNote, Escalation, KeptDraft, Note, NoteDraft, Slip, SlipReply
from cadenza.conversations.retiring import purge_bundle
from cadenza.people.keeping import Found, Reach, found_in, frozen_people
from cadenza.sealing.keys import destroy_unit
from cadenza.sealing.models import DataKey


def points_due(reach: Reach) -> list[Found]:
    """Agreed points of long ago, and those with a leaver; not while a bundle holds a copy, for it names them."""
    old = Q(held_on__lt=reach.over_before, expected_by__lt=reach.over_before) if reach.over_before else Q()
    rows = Slip.objects.filter(reach.reached("subject", over=old)).exclude(reach.kept("subject", "author"))
    return found_in(rows.exclude(pk__in=EscalatedNote.objects.values("slip")), "subject")


@transaction.atomic
def purge_points(rows: Collection[int], *, at: datetime) -> int:
    """Erase agreed points with what the person answered: key first."""
    slips = list(Slip.objects.select_for_update().filter(pk__in=list(rows)).order_by("pk"))
    for slip in slips:
        destroy_unit(sealed.unit_of_slip(slip).name, at=at)
    SlipReply.objects.filter(slip__in=slips).delete()
    Slip.objects.filter(pk__in=[slip.pk for slip in slips]).delete()
    return len(slips)


def bundles_due(reach: Reach, *, cases_kept: Collection[int]) -> list[Found]:
    """Bundles that a formal plan used, once no plan about the person is kept any more; those that none used have a time of their own."""
    rows = Escalation.objects.filter(in_case=True) if reach.only is None else Escalation.objects.filter(subject=reach.only)
    return found_in(rows.exclude(subject__in=list(cases_kept)).exclude(reach.kept("subject", "author")), "subject")


def people_with_bundles() -> set[int]:
    """About whom a bundle is kept that a formal plan used."""
    return set(Escalation.objects.filter(in_case=True).values_list("subject_id", flat=True))


@transaction.atomic
def purge_bundles(rows: Collection[int], *, at: datetime) -> int:
    """Erase bundles with the notes that were frozen for them."""
    bundles = list(Escalation.objects.select_for_update().filter(pk__in=list(rows)).order_by("pk"))
    for bundle in bundles:
        purge_bundle(bundle, at)
    return len(bundles)


@transaction.atomic
def erase_notes_about(person_id: int, *, at: datetime) -> None:
    """Erase notes and drafts about one person, whoever wrote them: two people decided it, and nothing is told to anybody.

    What an author wrote whose own records are frozen stays for the schedule (TRUST L13).
    """
    held = Q(author__in=frozen_people(at))
    for draft in NoteDraft.objects.filter(subject=person_id).exclude(held):
        destroy_unit(sealed.unit_of_draft(draft).name, at=at)
        draft.delete()
    for kept in KeptDraft.objects.filter(subject=person_id).exclude(held):
        destroy_unit(f"note-draft:{kept.key}", at=at)
        kept.delete()
    passed_on = EscalatedNote.objects.filter(note__isnull=False).values("note")
    for note in Note.objects.filter(subject=person_id).exclude(held).exclude(pk__in=passed_on):
        destroy_unit(sealed.unit_of_note(note).name, at=at)
        note.delete()


@transaction.atomic
def clear_what_is_erased(*, at: datetime) -> int:
    """Take away rows whose key is destroyed, as a restored backup brings them back; answers how many (TRUST N24)."""
    notes = _erased(Note.objects.all(), "note:", "ref")
    drafts, kept = (_erased(model.objects.all(), "note-draft:", "key") for model in (NoteDraft, KeptDraft))
    count = sum(rows.count() for rows in (notes, drafts, kept))
    for rows in (notes, drafts, kept):
        rows.delete()
    count += purge_bundles(_erased(Escalation.objects.all(), "bundle:", "ref").values_list("pk", flat=True), at=at)
    return count + purge_points(_erased(Slip.objects.all(), "slip:", "ref").values_list("pk", flat=True), at=at)


def _erased(rows: QuerySet[Any], prefix: str, name: str) -> QuerySet[Any]:
    """Of these rows, those whose unit has lost its key."""
    gone = DataKey.objects.filter(destroyed_at__isnull=False).values("unit")
    found = rows.annotate(unit=Concat(Value(prefix), name, output_field=CharField())).filter(unit__in=gone)
    return rows.filter(pk__in=list(found.values_list("pk", flat=True)))
