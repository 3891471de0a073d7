"""The verbs of a note under its author's pen: draft, record, change, add, follow up, repeat, delete. Each leaves a private record."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from cadenza.conversations import rules, sealed
from cadenza.conversations.access import note_for, people_to_note, require_leader, subject_for
from cadenza.conversations.models import KeptDraft, Note, NoteDraft, NoteText
from cadenza.conversations.rules import WORDS, Cause, NoteEvent, NoteState, Outcome, TextKind
from cadenza.conversations.sealed import Words
from cadenza.objections import N_, Refused, objection, refuse_if, says_something
from cadenza.people.days import day_of
from cadenza.people.models import Person
from cadenza.people.relations import is_frozen
from cadenza.sealing.keys import Unreadable, destroy_unit
from cadenza.trail.record import record
from cadenza.web.numbers import whole
from cadenza.web.refs import new_ref
from cadenza.web.revisions import Edit
from cadenza.wording import Flaw


@dataclass(frozen=True)
class NoteDetails:
    """A note as it was sent."""

    words: Mapping[str, str]
    held_on: date | None = None
    follow_up_on: date | None = None
    cause: str = Cause.UNKNOWN.value
    dismissed: str = ""

    def sealed_words(self) -> Words:
        kept = {name: self.words.get(name, "").strip() for name in WORDS}
        cause = self.cause if self.cause in {one.value for one in Cause} else Cause.UNKNOWN.value
        return {**kept, "held_on": self.held_on.isoformat() if self.held_on else "", "cause": cause, "dismissed": self.dismissed}


# Drafts


@transaction.atomic
def save_draft(
    edits: Mapping[str, Edit], dismissed: Mapping[str, frozenset[Flaw]] | None = None, *, by: Person, at: datetime
) -> tuple[NoteDraft, frozenset[str]]:
    """Keep what the author is writing. Rule EARLY-1, TRUST N11: theirs alone, sealed, on the server."""
    require_leader(by, at=at)
    draft = NoteDraft.objects.select_for_update().filter(author=by).first() or NoteDraft(author=by, key=_new_key())
    _open(draft)
    changed = draft.apply_edits(edits, by=by, at=at)
    for name, flaws in (dismissed or {}).items():
        draft.set_aside(name, flaws)
    refuse_if(rules.objections_to_length({name: draft.words.get(name, "") for name in WORDS}))
    subject = _subject_of(draft, by, at)
    if draft.subject_id != (subject.pk if subject else None):
        _give_up(draft, at)
        draft.key, draft.subject = _new_key(), subject
    elif subject is not None and draft.sealed is not None and changed and is_frozen(subject, at=at):
        _keep(draft, at)
        draft.key = _new_key()
    draft.saved_at = at
    draft.sealed = sealed.close(draft.words, unit=sealed.unit_of_draft(draft), place=sealed.place_of_draft(draft))
    draft.save()
    return draft, changed


@transaction.atomic
def discard_draft(*, by: Person, at: datetime) -> None:
    """Give up what was being written; its key is destroyed. While records are frozen, what it said is kept (TRUST L13)."""
    require_leader(by, at=at)
    draft = NoteDraft.objects.select_for_update().filter(author=by).first()
    if draft is not None:
        _give_up(draft, at)
        draft.delete()


def draft_of(author: Person, *, at: datetime) -> NoteDraft:
    """The author's draft with its words open; an unsaved one while there is none, or once the person reports to somebody else."""
    draft = NoteDraft.objects.filter(author=author).first()
    if draft is None or (draft.subject_id is not None and not people_to_note(author, at=at).filter(pk=draft.subject_id).exists()):
        return NoteDraft(author=author, key="", saved_at=at)
    return _open(draft)


def _open(draft: NoteDraft) -> NoteDraft:
    try:
        return sealed.open_draft(draft)
    except Unreadable:  # erased, with the person it was about
        draft.words, draft.sealed, draft.key = {}, None, _new_key()
        return draft


def _subject_of(draft: NoteDraft, by: Person, at: datetime) -> Person | None:
    chosen = whole(draft.words.get("person", ""))
    return None if chosen is None else people_to_note(by, at=at).filter(pk=chosen).first()


def _give_up(draft: NoteDraft, at: datetime) -> None:
    if draft.sealed is None:
        return
    if draft.subject is not None and is_frozen(draft.subject, at=at):
        _keep(draft, at)
    else:
        destroy_unit(sealed.unit_of_draft(draft).name, at=at)


def _keep(draft: NoteDraft, at: datetime) -> None:
    """What the draft said until now stays, as it was sealed, and takes its unit with it: what is written next has its own (TRUST L13, DATA-1)."""
    assert draft.subject_id is not None
    KeptDraft.objects.create(author=draft.author, subject_id=draft.subject_id, key=draft.key, sealed=draft.sealed, at=at)


def _new_key() -> str:
    return secrets.token_hex(8)


# Notes


@transaction.atomic
def record_note(subject_id: int, details: NoteDetails, *, by: Person, at: datetime) -> Note:
    """Record an early conversation with somebody who reports to the author. Rule EARLY-1."""
    subject = subject_for(by, subject_id, at=at)
    note = _record(subject, details, by=by, at=at)
    discard_draft(by=by, at=at)
    return note


@transaction.atomic
def repeat_note(ref: str, details: NoteDetails, *, seen_since: str, by: Person, at: datetime) -> Note:
    """Record the next conversation about the same matter, with an expectation of its own. Rule EARLY-4."""
    before, _tie = note_for(by, "follow-up", ref, at=at, lock=True)
    objections = rules.objections_to_event(NoteState(before.state), NoteEvent.REPEAT)
    if not says_something(seen_since):
        objections.append(objection("repeat-without-words", N_("Say what you have seen since."), where="seen_since"))
    objections += rules.objections_to_length({"seen_since": seen_since})
    objections += rules.objections_to_note(details.words, held_on=details.held_on, follow_up_on=details.follow_up_on, today=day_of(at))
    refuse_if(objections)
    _append(before, TextKind.OUTCOME, {"outcome": NoteEvent.REPEAT.value, "words": seen_since.strip()}, at)
    _move(before, NoteEvent.REPEAT, at)
    note = _record(before.subject, details, by=by, at=at, follows=before)
    record("conversations.note-repeated", by=by, about=before.subject, at=at, private=True, note=before.pk, next=note.pk)
    return note


@transaction.atomic
def change_note(ref: str, details: NoteDetails, *, seen: str, by: Person, at: datetime) -> Note:
    """Change a note's words in the first twenty-four hours. While records are frozen, what it said stays beside. Rules EARLY-1, TRUST L13."""
    note, _tie = note_for(by, "write", ref, at=at, lock=True)
    text, words = words_of(note)
    current = seen == mark_of(words)
    objections = rules.objections_to_edit(note.recorded_at, NoteState(note.state), at=at, seen_is_current=current)
    objections += rules.objections_to_note(
        details.words, held_on=details.held_on, follow_up_on=details.follow_up_on, today=day_of(note.recorded_at)
    )
    refuse_if(objections)
    assert details.follow_up_on is not None
    if is_frozen(note.subject, at=at):
        _append(note, TextKind.WORDS, details.sealed_words(), at)
    else:
        text.sealed = sealed.close(details.sealed_words(), unit=sealed.unit_of_note(note), place=sealed.place_of_text(text))
        text.at = at
        text.save(update_fields=["sealed", "at"])
    if note.state == NoteState.OPEN:
        note.follow_up_on = details.follow_up_on
        note.save(update_fields=["follow_up_on"])
    record("conversations.note-changed", by=by, about=note.subject, at=at, private=True, note=note.pk)
    return note


@transaction.atomic
def add_to_note(ref: str, words: str, *, by: Person, at: datetime) -> Note:
    """Append to a note; nothing that stands is touched. Rule EARLY-1."""
    note, _tie = note_for(by, "write", ref, at=at, lock=True)
    refuse_if(rules.objections_to_addition(words, NoteState(note.state)))
    _append(note, TextKind.ADDITION, {"words": words.strip()}, at)
    record("conversations.note-added-to", by=by, about=note.subject, at=at, private=True, note=note.pk)
    return note


@transaction.atomic
def end_note(ref: str, outcome: str, words: str, *, by: Person, at: datetime) -> Note:
    """Say what came of the follow-up, when that ends the matter. What lay behind it stays sealed in the note. Rules EARLY-4, EARLY-6."""
    lapses = outcome == Outcome.LAPSED
    note, _tie = note_for(by, "lapse" if lapses else "follow-up", ref, at=at, lock=True)
    refuse_if(rules.objections_to_outcome(outcome, words, NoteState(note.state)))
    _append(note, TextKind.OUTCOME, {"outcome": outcome, "words": words.strip()}, at)
    _move(note, rules.ENDS[Outcome(outcome)], at)
    record("conversations.note-followed-up", by=by, about=note.subject, at=at, private=True, note=note.pk)
    return note


@transaction.atomic
def delete_note(ref: str, *, by: Person, at: datetime) -> None:
    """Delete a note and its key; no backup made from now on can open it. Agreed points stay with the person. Rule EARLY-2; TRUST 1.8, L13."""
    note, _tie = note_for(by, "delete", ref, at=at, lock=True)
    refuse_if(rules.objections_to_deletion(NoteState(note.state), frozen=is_frozen(note.subject, at=at)))
    record("conversations.note-deleted", by=by, about=note.subject, at=at, private=True, note=note.pk)
    erase(note, at=at)


def erase(note: Note, *, at: datetime) -> None:
    """Destroy a note's key and its rows."""
    destroy_unit(sealed.unit_of_note(note).name, at=at)
    note.delete()


def words_of(note: Note) -> tuple[NoteText, Words]:
    """The words of a note as they stand."""
    return [(text, words) for text, words in sealed.open_texts([note])[note.pk] if text.kind == TextKind.WORDS][-1]


def mark_of(words: Words) -> str:
    """What a page says it has seen of a note, so that two windows do not overwrite each other (DATA-1)."""
    return sealed.mark(words)


def _record(subject: Person, details: NoteDetails, *, by: Person, at: datetime, follows: Note | None = None) -> Note:
    today = day_of(at)
    refuse_if(rules.objections_to_note(details.words, held_on=details.held_on, follow_up_on=details.follow_up_on, today=today))
    if details.follow_up_on is None:
        raise Refused(())
    note = Note.objects.create(
        ref=new_ref("N"),
        author=by,
        subject=subject,
        follows=follows,
        iteration=follows.iteration + 1 if follows else 1,
        recorded_at=at,
        follow_up_on=details.follow_up_on,
    )
    _append(note, TextKind.WORDS, details.sealed_words(), at)
    record("conversations.note-recorded", by=by, about=subject, at=at, private=True, note=note.pk)
    return note


def _append(note: Note, kind: TextKind, words: Words, at: datetime) -> None:
    last = NoteText.objects.filter(note=note).aggregate(last=Max("number"))["last"] or 0
    text = NoteText(note=note, number=last + 1, kind=kind, at=at)
    text.sealed = sealed.close(words, unit=sealed.unit_of_note(note), place=sealed.place_of_text(text))
    text.save()


def _move(note: Note, event: NoteEvent, at: datetime) -> None:
    note.state, note.closed_at = rules.MOVES[NoteState(note.state), event], at
    note.save(update_fields=["state", "closed_at"])
