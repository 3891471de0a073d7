"""Which unit each text of this room is sealed in, and its place: one unit per note, slip and bundle (TRUST 0.7)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from django.utils.crypto import salted_hmac

from cadenza.conversations.models import EscalatedNote, Escalation, Note, NoteDraft, NoteText, Slip, SlipReply
from cadenza.sealing.keys import Unit, seal, unseal, unseal_each

Words = dict[str, str]


def unit_of_draft(draft: NoteDraft) -> Unit:
    """One unit for what an author writes about one person at one time."""
    return Unit(f"note-draft:{draft.key}", draft.subject_id, draft.author_id)


def unit_of_note(note: Note) -> Unit:
    """One unit per note: destroying its key erases every text of it."""
    return Unit(f"note:{note.ref}", note.subject_id, note.author_id)


def unit_of_slip(slip: Slip) -> Unit:
    """A slip outlives its note."""
    return Unit(f"slip:{slip.ref}", slip.subject_id, slip.author_id)


def unit_of_bundle(bundle: Escalation) -> Unit:
    """A bundle holds copies, so it has a key of its own."""
    return Unit(f"bundle:{bundle.ref}", bundle.subject_id, bundle.author_id)


def close(words: Mapping[str, str], *, unit: Unit, place: str) -> bytes:
    """Seal what somebody wrote."""
    return seal(json.dumps(dict(words), ensure_ascii=False), unit=unit, place=place)


def close_copy(copy: Mapping[str, object], *, unit: Unit, place: str) -> bytes:
    """Seal a frozen copy, whole."""
    return seal(json.dumps(dict(copy), ensure_ascii=False), unit=unit, place=place)


def open_words(blob: bytes | memoryview[int] | None, *, unit: Unit, place: str) -> Words:
    """Open it again. Raises Unreadable; nothing sealed is no words."""
    return {} if blob is None else json.loads(unseal(bytes(blob), unit=unit, place=place))


def open_draft(draft: NoteDraft) -> NoteDraft:
    """Open a draft in memory, for its author."""
    draft.words = open_words(draft.sealed, unit=unit_of_draft(draft), place=place_of_draft(draft))
    return draft


def open_texts(notes: Iterable[Note]) -> dict[int, list[tuple[NoteText, Words]]]:
    """Note -> its texts with their words, the first first. Two statements and one look at the keys, however many notes."""
    by_id = {note.pk: note for note in notes}
    found: dict[int, list[tuple[NoteText, Words]]] = {pk: [] for pk in by_id}
    rows = list(NoteText.objects.filter(note__in=by_id).order_by("note_id", "number"))
    texts = unseal_each([(bytes(row.sealed), unit_of_note(by_id[row.note_id]), place_of_text(row)) for row in rows])
    for row, text in zip(rows, texts, strict=True):
        found[row.note_id].append((row, json.loads(text)))
    return found


def open_slips(slips: Iterable[Slip]) -> dict[int, tuple[Words, list[tuple[SlipReply, str]]]]:
    """Slip -> its words and the answers to it. Two statements, however many."""
    by_id = {slip.pk: slip for slip in slips}
    replies = list(SlipReply.objects.filter(slip__in=by_id).order_by("at", "pk"))
    blobs = [(bytes(slip.sealed or b""), unit_of_slip(slip), place_of_slip(slip)) for slip in by_id.values()]
    blobs += [(bytes(one.sealed or b""), unit_of_slip(by_id[one.slip_id]), place_of_reply(one)) for one in replies]
    texts = unseal_each(blobs)
    found: dict[int, tuple[Words, list[tuple[SlipReply, str]]]] = {
        pk: (json.loads(text), []) for pk, text in zip(by_id, texts[: len(by_id)], strict=True)
    }
    for one, text in zip(replies, texts[len(by_id) :], strict=True):
        found[one.slip_id][1].append((one, json.loads(text)["reply"]))
    return found


def place_of_draft(draft: NoteDraft) -> str:
    return f"conversations.NoteDraft:{draft.key}:words"


def place_of_text(text: NoteText) -> str:
    return f"conversations.NoteText:{text.note_id}:{text.number}:{text.kind}"


def place_of_slip(slip: Slip) -> str:
    return f"conversations.Slip:{slip.ref}:words"


def place_of_reply(reply: SlipReply) -> str:
    return f"conversations.SlipReply:{reply.pk}:reply"


def place_of_bundle(bundle: Escalation, field: str) -> str:
    return f"conversations.Escalation:{bundle.ref}:{field}"


def place_of_copy(copy: EscalatedNote) -> str:
    return f"conversations.EscalatedNote:{copy.escalation_id}:{copy.number}"


def mark(words: Mapping[str, str]) -> str:
    """A keyed digest of words, which tells a page nothing and a later save what the page had seen."""
    return salted_hmac("cadenza.conversations", json.dumps(dict(words), sort_keys=True)).hexdigest()[:32]
