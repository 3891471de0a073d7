"""The verbs of agreed points: share, change until received, receive, answer, confirm. The records lie in each actor's own chain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from cadenza.conversations import sealed, slip_rules
from cadenza.conversations.access import note_for, slip_for, subject_for
from cadenza.conversations.models import Note, Slip, SlipReply
from cadenza.conversations.slip_rules import SLIP_WORDS
from cadenza.objections import N_, Objection, Refused, Unseen, objection, refuse_if
from cadenza.people.days import day_of
from cadenza.people.models import Person
from cadenza.people.relations import has_left
from cadenza.trail.record import record
from cadenza.web.refs import new_ref


@dataclass(frozen=True)
class SlipDraft:
    """Agreed points as they were sent."""

    words: Mapping[str, str]
    held_on: date | None = None
    expected_by: date | None = None

    def sealed_words(self) -> dict[str, str]:
        return {name: self.words.get(name, "").strip() for name in SLIP_WORDS}


@transaction.atomic
def share_points(ref: str, draft: SlipDraft, *, by: Person, at: datetime) -> Slip:
    """Share agreed points of a note with the person, who reads them from this moment on. Rules EARLY-2, HAND-3.

    Those of a conversation that lies well back count once the person says that it took place (PIP-2).
    """
    note, _tie = note_for(by, "share", ref, at=at, lock=True)
    if Slip.objects.filter(note=note).exists():
        raise Refused([objection("points-shared-before", N_("The points of this conversation were shared already."))])
    if has_left(note.subject, at=at):
        raise Refused([objection("person-has-left", N_("This person has left and could not read them."))])
    slip = _share(note.subject, draft, by=by, at=at, note=note)
    record("conversations.points-shared", by=by, about=note.subject, at=at, private=True, slip=slip.pk, note=note.pk)
    return slip


@transaction.atomic
def enter_points(subject_id: int, draft: SlipDraft, *, by: Person, at: datetime) -> Slip:
    """Write down agreed points of a conversation from before; they count once the person says that it took place. Rule PIP-2."""
    subject = subject_for(by, subject_id, at=at)
    slip = _share(subject, draft, by=by, at=at, entered_late=True)
    record("conversations.points-entered", by=by, about=subject, at=at, private=True, slip=slip.pk)
    return slip


@transaction.atomic
def change_points(ref: str, draft: SlipDraft, *, seen_version: int, by: Person, at: datetime) -> Slip:
    """Change agreed points that the person has neither received nor confirmed. Rules EARLY-2, PIP-2; TRUST F2.

    A change cannot move a conversation back in time without the person being asked about it.
    """
    slip, _parts = slip_for(by, "change", ref, at=at, lock=True)
    received, passed = slip.received_at is not None or slip.took_place is not None, slip.passed_at is not None
    objections = slip_rules.objections_to_change(received=received, passed=passed, seen_version=seen_version, version=slip.version)
    refuse_if([*objections, *_objections(draft, at)])
    assert draft.held_on is not None
    assert draft.expected_by is not None
    slip.held_on, slip.expected_by, slip.version = draft.held_on, draft.expected_by, slip.version + 1
    slip.changed_at = at
    slip.entered_late = slip.entered_late or slip_rules.is_late(slip.held_on, slip.expected_by, today=day_of(at))
    _keep(slip, draft)
    record("conversations.points-changed", by=by, about=slip.subject, at=at, private=True, slip=slip.pk)
    return slip


@transaction.atomic
def receive_points(ref: str, *, seen_version: int, by: Person, at: datetime) -> Slip:
    """The person has received the points; that is not agreement. Rule EARLY-2."""
    slip, _parts = slip_for(by, "answer", ref, at=at, lock=True)
    received = slip.received_at is not None
    refuse_if(slip_rules.objections_to_receipt(received=received, seen_version=seen_version, version=slip.version))
    slip.received_at = at
    slip.save(update_fields=["received_at"])
    record("conversations.points-received", by=by, about=by, at=at, private=True, slip=slip.pk)
    return slip


@transaction.atomic
def answer_points(ref: str, reply: str, *, by: Person, at: datetime) -> Slip:
    """The person says something to the points, at any time and as often as they want. Rule EARLY-2."""
    slip, _parts = slip_for(by, "answer", ref, at=at, lock=True)
    refuse_if(slip_rules.objections_to_reply(reply))
    row = SlipReply.objects.create(slip=slip, at=at)
    row.sealed = sealed.close({"reply": reply.strip()}, unit=sealed.unit_of_slip(slip), place=sealed.place_of_reply(row))
    row.save(update_fields=["sealed"])
    record("conversations.points-answered", by=by, about=by, at=at, private=True, slip=slip.pk)
    return slip


@transaction.atomic
def confirm_points(ref: str, answer: str, *, seen_version: int, by: Person, at: datetime) -> Slip:
    """The person says whether a conversation that was entered later took place, as they read it. Rules PIP-2, DATA-1."""
    slip, _parts = slip_for(by, "answer", ref, at=at, lock=True)
    answered = slip.took_place is not None
    refuse_if(
        slip_rules.objections_to_confirmation(
            answer, entered_late=slip.entered_late, answered=answered, seen_version=seen_version, version=slip.version
        )
    )
    slip.took_place = answer == "yes"
    slip.save(update_fields=["took_place"])
    record("conversations.points-confirmed", by=by, about=by, at=at, private=True, slip=slip.pk, took_place=slip.took_place)
    return slip


def _share(subject: Person, draft: SlipDraft, *, by: Person, at: datetime, note: Note | None = None, entered_late: bool = False) -> Slip:
    refuse_if(_objections(draft, at))
    if draft.held_on is None or draft.expected_by is None:
        raise Unseen
    slip = Slip(
        ref=new_ref("A"),
        author=by,
        subject=subject,
        note=note,
        held_on=draft.held_on,
        expected_by=draft.expected_by,
        entered_late=entered_late or slip_rules.is_late(draft.held_on, draft.expected_by, today=day_of(at)),
        shared_at=at,
    )
    _keep(slip, draft)
    return slip


def _keep(slip: Slip, draft: SlipDraft) -> None:
    slip.sealed = sealed.close(draft.sealed_words(), unit=sealed.unit_of_slip(slip), place=sealed.place_of_slip(slip))
    slip.save()


def _objections(draft: SlipDraft, at: datetime) -> list[Objection]:
    return slip_rules.objections_to_slip(draft.words, held_on=draft.held_on, expected_by=draft.expected_by, today=day_of(at))
