"""What time does to notes: sealed when the author lost the relation, lapsed when nobody followed up, purged on schedule (TRUST X3, X4, X9, L18)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from cadenza.conversations import rules, sealed
from cadenza.conversations.access import ties_of
from cadenza.conversations.bundle_rules import KEPT_DAYS, bundle_purge_on
from cadenza.conversations.models import EscalatedNote, Escalation, KeptDraft, Note, NoteDraft
from cadenza.conversations.rules import NoteState
from cadenza.conversations.writing import erase
from cadenza.people.days import day_of
from cadenza.people.keeping import frozen_people, hold_still
from cadenza.people.models import Person
from cadenza.people.relations import people_with
from cadenza.people.rules import Relation
from cadenza.sealing.keys import destroy_unit
from cadenza.trail.record import NewEntry, record_many


@transaction.atomic
def settle_lines(at: datetime) -> int:
    """Write down which notes their authors may read no longer, for good, and forget drafts about people who moved on. Rule HAND-3. Idempotent.

    Nobody is told: not the successor, not the person (TRUST X3).
    """
    authors = Person.objects.filter(pk__in=Note.objects.filter(sealed_at=None).values("author"))
    shut: list[Note] = []
    for author in authors.order_by("pk"):
        notes = list(Note.objects.select_for_update().filter(author=author, sealed_at=None).order_by("pk"))
        ties = ties_of(author, [(note.subject_id, note.recorded_at) for note in notes], at=at)
        shut += [note for note in notes if ties[note.subject_id, note.recorded_at].part is None]
    for note in shut:
        note.sealed_at = at
    Note.objects.bulk_update(shut, ["sealed_at"], batch_size=500)
    _tell("conversations.note-sealed", shut, at)
    _drop_drafts(at)
    return len(shut)


@transaction.atomic
def purge(at: datetime) -> int:
    """Erase what has been kept long enough; answers how many notes and bundles. Nothing about or by a person whose records are frozen."""
    hold_still()
    today = day_of(at)
    frozen = {pk for (pk,) in frozen_people(at)}
    _lapse(at)
    gone = 0
    old = at - timedelta(days=rules.DRAFT_DAYS)
    for draft in NoteDraft.objects.filter(saved_at__lt=old).exclude(_kept(frozen)):
        destroy_unit(sealed.unit_of_draft(draft).name, at=at)
        draft.delete()
    for kept in KeptDraft.objects.exclude(_kept(frozen)):
        destroy_unit(f"note-draft:{kept.key}", at=at)
        kept.delete()
    for bundle in Escalation.objects.filter(in_case=False, made_at__lt=at - timedelta(days=KEPT_DAYS)).exclude(_kept(frozen)):
        day = bundle_purge_on(day_of(bundle.made_at), in_case=bundle.in_case)
        if day is not None and day <= today:
            gone += purge_bundle(bundle, at)
    gone += _purge_notes(at, frozen)
    return gone


def _kept(frozen: set[int]) -> Q:
    """What a freeze of either of the two keeps: the person it is about, or whoever wrote it."""
    return Q(subject__in=frozen) | Q(author__in=frozen)


def _purge_notes(at: datetime, frozen: set[int]) -> int:
    """Closed or sealed notes after their six months; an earlier conversation stays while a later one about the matter is open."""
    today, due = day_of(at), []
    busy = set(Note.objects.filter(state=NoteState.OPEN, sealed_at=None).values_list("author_id", "subject_id"))
    over = Q(closed_at__isnull=False) | Q(sealed_at__isnull=False)
    for note in Note.objects.filter(over).exclude(state=NoteState.ESCALATED).exclude(_kept(frozen)):
        closed = day_of(note.closed_at) if note.closed_at else None
        shut = day_of(note.sealed_at) if note.sealed_at else None
        day = rules.purge_on(follow_up_on=note.follow_up_on, closed_on=closed, sealed_on=shut)
        if day is not None and day <= today and (shut or (note.author_id, note.subject_id) not in busy):
            due.append(note)
    _tell("conversations.note-purged", due, at)
    for note in due:
        erase(note, at=at)
    return len(due)


def purge_bundle(bundle: Escalation, at: datetime) -> int:
    """A bundle that no formal plan uses, or none any more, with the notes that were frozen for it (TRUST X9)."""
    notes = list(Note.objects.filter(pk__in=bundle.copies.values("note")))
    elsewhere = set(EscalatedNote.objects.exclude(escalation=bundle).filter(note__in=notes).values_list("note_id", flat=True))
    notes = [note for note in notes if note.pk not in elsewhere]
    _tell("conversations.note-purged", notes, at)
    destroy_unit(sealed.unit_of_bundle(bundle).name, at=at)
    bundle.delete()
    for note in notes:
        erase(note, at=at)
    return 1 + len(notes)


def _lapse(at: datetime) -> None:
    """An open note that nobody followed up for half a year counts as lapsed."""
    today = day_of(at)
    for note in Note.objects.select_for_update().filter(state=NoteState.OPEN, sealed_at=None):
        if rules.lapses_on(note.follow_up_on) <= today:
            note.state, note.closed_at = NoteState.LAPSED, at
            note.save(update_fields=["state", "closed_at"])
            _tell("conversations.note-lapsed", [note], at)


def _drop_drafts(at: datetime) -> None:
    """A draft about somebody who does not report to its author any more; frozen ones stay, closed."""
    lost = []
    for draft in NoteDraft.objects.filter(subject__isnull=False).select_related("author"):
        assert draft.subject_id is not None
        led = people_with(draft.author, {Relation.MANAGER}, at=at).filter(pk=draft.subject_id).exists()
        if not led:
            lost.append(draft)
    if lost:
        hold_still()
    frozen = {pk for (pk,) in frozen_people(at)} if lost else set()
    for draft in lost:
        if not frozen & {draft.subject_id, draft.author_id}:
            destroy_unit(sealed.unit_of_draft(draft).name, at=at)
            draft.delete()


def _tell(kind: str, notes: Iterable[Note], at: datetime) -> None:
    """In the author's own chain, like everything about a note."""
    record_many([NewEntry(kind, one.author_id, one.subject_id, at, {"note": one.pk, "by_time": True}, private=True) for one in notes])
