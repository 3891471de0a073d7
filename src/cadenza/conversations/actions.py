"""The room's verbs, each where it is written; and the private record of who opened what (DATA-2, TRUST 1.9)."""

from __future__ import annotations

from datetime import datetime

from cadenza.conversations.escalating import accept_bundle, escalate, return_bundle
from cadenza.conversations.models import Escalation, Note, Slip
from cadenza.conversations.recusing import name_partner, settle_partners, tell_author
from cadenza.conversations.retiring import purge, settle_lines
from cadenza.conversations.slips import answer_points, change_points, confirm_points, enter_points, receive_points, share_points
from cadenza.conversations.writing import (
    add_to_note,
    change_note,
    delete_note,
    discard_draft,
    end_note,
    record_note,
    repeat_note,
    save_draft,
)
from cadenza.people.models import Person
from cadenza.trail.record import NewEntry, record_many


def note_reading(row: Note | Slip | Escalation, *, by: Person, at: datetime) -> None:
    """Record that somebody opened a sealed record: in the reader's own chain, so that no screen tells that it exists (TRUST J1, T21)."""
    kind = {Note: "note", Slip: "points", Escalation: "bundle"}[type(row)]
    facts = {"row": row.pk}
    record_many([NewEntry(f"conversations.{kind}-read", by.pk, row.subject_id, at, facts, is_read=True, private=True)])


__all__ = [
    "accept_bundle",
    "add_to_note",
    "answer_points",
    "change_note",
    "change_points",
    "confirm_points",
    "delete_note",
    "discard_draft",
    "end_note",
    "enter_points",
    "escalate",
    "name_partner",
    "note_reading",
    "purge",
    "receive_points",
    "record_note",
    "repeat_note",
    "return_bundle",
    "save_draft",
    "settle_lines",
    "settle_partners",
    "share_points",
    "tell_author",
]
