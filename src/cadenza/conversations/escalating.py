"""The deliberate act of passing chosen notes to HR, and what the HR partner does with them (EARLY-5, TRUST R10, X9)."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from cadenza.conversations import bundle_rules, sealed
from cadenza.conversations.access import bundle_for, note_for
from cadenza.conversations.bundle_rules import BUNDLE_MOVES, BundleEvent, BundleState
from cadenza.conversations.models import EscalatedNote, Escalation, Note, NoteText, Slip
from cadenza.conversations.partners import conflicts, is_hr
from cadenza.conversations.rules import MOVES, NoteEvent, NoteState, Outcome, TextKind
from cadenza.conversations.slip_queries import SlipCopy, copies_of
from cadenza.objections import refuse_if
from cadenza.people.models import Person
from cadenza.sealing.keys import unseal_many
from cadenza.trail.record import record
from cadenza.web.refs import new_ref

COPIED = ("concern", "expectation", "support", "agreed")
"""What of a note's words goes to HR. What the person said about themselves, and what the author took for the cause, stay behind (EARLY-6).

So does a follow-up that ended with a personal circumstance, words and all. One that found the fault in the work itself goes with the copy:
it speaks for the person.
"""


@dataclass(frozen=True)
class Later:
    """Something that was written to a note after its first words."""

    at: str
    kind: str
    words: str
    outcome: str = ""

    @property
    def when(self) -> datetime:
        return datetime.fromisoformat(self.at)


@dataclass(frozen=True)
class FrozenCopy:
    """What HR sees of one conversation: the preview and the bundle show this same value. Instants and days in ISO form."""

    note_ref: str
    slip_ref: str
    iteration: int
    held_on: str
    recorded_at: str
    words: dict[str, str]
    later: list[Later]
    points: dict[str, str]
    points_held_on: str
    points_expected_by: str
    shared_at: str
    received_at: str
    replies: list[Later]

    @property
    def days(self) -> dict[str, date]:
        """The days as a page writes them out."""
        named = {"held": self.held_on, "points": self.points_held_on, "by": self.points_expected_by}
        return {name: date.fromisoformat(day) for name, day in named.items()}

    @property
    def instants(self) -> dict[str, datetime]:
        """The instants; one that never was is left out."""
        named = {"recorded": self.recorded_at, "shared": self.shared_at, "received": self.received_at}
        return {name: datetime.fromisoformat(at) for name, at in named.items() if at}


def citable_notes(note: Note) -> list[Note]:
    """The author's notes about the same person whose facts were shared: the only ones that can be picked. Rule EARLY-5; TRUST 0.3."""
    rows = Note.objects.filter(author=note.author, subject=note.subject, sealed_at=None, slip__isnull=False)
    wanted = [state for state, event in MOVES if event == NoteEvent.ESCALATE]
    return list(rows.filter(state__in=wanted).select_related("author", "subject", "slip__author").order_by("recorded_at", "pk"))


def frozen_copies(notes: Iterable[Note]) -> list[FrozenCopy]:
    """What HR would see of these notes, word for word. A constant number of statements."""
    rows = list(notes)
    texts = sealed.open_texts(rows)
    slips = {one.ref: one for one in copies_of([note.slip for note in rows])}
    return [_copy(note, texts[note.pk], slips[note.slip.ref]) for note in rows]


@transaction.atomic
def escalate(ref: str, chosen: Collection[str], partner: Person | None, why: str, *, by: Person, at: datetime) -> Escalation:
    """Pass chosen notes to an HR partner: frozen copies, frozen sources, and the person told by their slips. Rule EARLY-5.

    All or nothing (TRUST N14); nothing takes it back (TRUST X9).
    """
    note, _tie = note_for(by, "escalate", ref, at=at, lock=True)
    _hold(note, chosen)
    citable = citable_notes(note)
    objections = bundle_rules.objections_to_escalation(chosen, [one.ref for one in citable], why)
    known = partner is not None and is_hr(partner, at=at)
    against = conflicts(partner, note.subject, by, at=at) if partner is not None and known else ()
    refuse_if([*objections, *bundle_rules.objections_to_partner(against, known=known)])
    assert partner is not None
    picked = [one for one in citable if one.ref in set(chosen)]
    bundle = Escalation(ref=new_ref("E"), author=by, subject=note.subject, hr_partner=partner, made_at=at)
    unit = sealed.unit_of_bundle(bundle)
    bundle.sealed = sealed.close({"why": why.strip()}, unit=unit, place=sealed.place_of_bundle(bundle, "why"))
    bundle.save()
    for number, (one, copy) in enumerate(zip(picked, frozen_copies(picked), strict=True), start=1):
        row = EscalatedNote(escalation=bundle, number=number, note=one, slip=one.slip)
        row.sealed = sealed.close_copy(asdict(copy), unit=unit, place=sealed.place_of_copy(row))
        row.save()
        one.state, one.closed_at = MOVES[NoteState(one.state), NoteEvent.ESCALATE], one.closed_at or at
        one.save(update_fields=["state", "closed_at"])
    Slip.objects.filter(pk__in=[one.slip.pk for one in picked]).update(passed_at=at)
    record(
        "conversations.passed-to-hr",
        by=by,
        about=note.subject,
        at=at,
        private=True,
        bundle=bundle.pk,
        partner=partner.pk,
        notes=len(picked),
    )
    return bundle


def _hold(note: Note, chosen: Collection[str]) -> None:
    """Nobody changes what was chosen, nor its points, between its copy and its freezing: HR, author and person read the same (DATA-1, TRUST N14)."""
    rows = Note.objects.select_for_update().filter(author=note.author, subject=note.subject, ref__in=chosen).order_by("pk")
    list(Slip.objects.select_for_update().filter(note__in=[one.pk for one in rows]).order_by("pk"))


@transaction.atomic
def accept_bundle(ref: str, *, by: Person, at: datetime) -> Escalation:
    """The HR partner takes the matter on. Rule EARLY-5; TRUST F3."""
    return _answer(ref, BundleEvent.ACCEPT, "", by=by, at=at)


@transaction.atomic
def return_bundle(ref: str, words: str, *, by: Person, at: datetime) -> Escalation:
    """The HR partner gives it back with a reason; it stays readable to the two until it is purged. Rule EARLY-5; TRUST X9."""
    return _answer(ref, BundleEvent.RETURN, words, by=by, at=at)


@transaction.atomic
def take_into_case(ref: str, *, by: Person, at: datetime) -> Escalation:
    """A formal plan uses the bundle: it is kept as long as that one. Rule EARLY-5; TRUST X9. Called by the room of formal plans."""
    return _use(ref, True, by=by, at=at)


@transaction.atomic
def release_from_case(ref: str, *, by: Person, at: datetime) -> Escalation:
    """The formal plan was withdrawn: the six months run again. Rule EARLY-5; TRUST X9."""
    return _use(ref, False, by=by, at=at)


@transaction.atomic
def open_to_person(ref: str, *, by: Person, at: datetime) -> Escalation:
    """A formal plan was served: from now on the person reads the bundle. Rule EARLY-5; TRUST F3."""
    bundle, _parts = bundle_for(by, "use", ref, at=at, lock=True)
    bundle.opened_at = bundle.opened_at or at
    bundle.save(update_fields=["opened_at"])
    record("conversations.bundle-opened", by=by, about=bundle.subject, at=at, private=True, bundle=bundle.pk)
    return bundle


@dataclass(frozen=True)
class BundleWords:
    """A bundle with its words open."""

    why: str
    answer: str
    copies: list[FrozenCopy]


def words_of_bundle(bundle: Escalation) -> BundleWords:
    """The words of a bundle that `access.bundle_for` gave. One look at its key."""
    rows = list(bundle.copies.order_by("number"))
    blobs = [(bytes(bundle.sealed or b""), sealed.place_of_bundle(bundle, "why"))]
    blobs += [(bytes(row.sealed), sealed.place_of_copy(row)) for row in rows]
    if bundle.sealed_answer is not None:
        blobs.append((bytes(bundle.sealed_answer), sealed.place_of_bundle(bundle, "answer")))
    texts = [json.loads(text) for text in unseal_many(blobs, unit=sealed.unit_of_bundle(bundle))]
    copies = [_read_back(text) for text in texts[1 : 1 + len(rows)]]
    return BundleWords(texts[0]["why"], texts[-1]["answer"] if bundle.sealed_answer is not None else "", copies)


def _read_back(text: dict[str, Any]) -> FrozenCopy:
    return FrozenCopy(**{**text, **{name: [Later(**one) for one in text[name]] for name in ("later", "replies")}})


def _answer(ref: str, event: BundleEvent, words: str, *, by: Person, at: datetime) -> Escalation:
    bundle, _parts = bundle_for(by, "answer", ref, at=at, lock=True)
    refuse_if(bundle_rules.objections_to_answer(BundleState(bundle.state), event, words))
    bundle.state, bundle.answered_at = BUNDLE_MOVES[BundleState(bundle.state), event], at
    if words.strip():
        place = sealed.place_of_bundle(bundle, "answer")
        bundle.sealed_answer = sealed.close({"answer": words.strip()}, unit=sealed.unit_of_bundle(bundle), place=place)
    bundle.save(update_fields=["state", "answered_at", "sealed_answer"])
    record(f"conversations.bundle-{bundle.state}", by=by, about=bundle.subject, at=at, private=True, bundle=bundle.pk)
    return bundle


def _use(ref: str, used: bool, *, by: Person, at: datetime) -> Escalation:
    bundle, _parts = bundle_for(by, "use", ref, at=at, lock=True)
    bundle.in_case = used
    bundle.save(update_fields=["in_case"])
    record("conversations.bundle-used", by=by, about=bundle.subject, at=at, private=True, bundle=bundle.pk, used=used)
    return bundle


def _copy(note: Note, texts: list[tuple[NoteText, sealed.Words]], slip: SlipCopy) -> FrozenCopy:
    first = [words for text, words in texts if text.kind == TextKind.WORDS][-1]
    later = [
        Later(text.at.isoformat(), text.kind, words["words"], words.get("outcome", ""))
        for text, words in texts
        if text.kind != TextKind.WORDS and words.get("outcome") != Outcome.PERSONAL
    ]
    return FrozenCopy(
        note_ref=note.ref,
        slip_ref=slip.ref,
        iteration=note.iteration,
        held_on=first["held_on"],
        recorded_at=note.recorded_at.isoformat(),
        words={name: first[name] for name in COPIED if first[name]},
        later=[one for one in later if one.words],
        points={name: getattr(slip, name) for name in ("seen", "expected", "support", "may_follow")},
        points_held_on=slip.held_on.isoformat(),
        points_expected_by=slip.expected_by.isoformat(),
        shared_at=slip.told_at.isoformat(),
        received_at=slip.received_at.isoformat() if slip.received_at else "",
        replies=[Later(one.at.isoformat(), "reply", one.words) for one in slip.replies],
    )
