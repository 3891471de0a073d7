"""The verbs of a handover: write, send, read and comment, take over. Opening lies in `opening`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.db import transaction

from cadenza.handover import rules
from cadenza.handover.access import handover_for
from cadenza.handover.models import Briefing, HandedCommitment, Handover
from cadenza.handover.opening import settle_lines
from cadenza.handover.queries import Pack, open_commitments_of
from cadenza.handover.rules import Answer, Reply
from cadenza.objections import Unseen, refuse_if
from cadenza.people.days import day_of
from cadenza.people.models import Person
from cadenza.plans import reviews
from cadenza.plans.inheriting import take_over_commitment
from cadenza.plans.rules import CommitmentState
from cadenza.trail.record import NewEntry, record, record_many
from cadenza.trail.rules import Audience
from cadenza.web.revisions import Edit

Edits = Mapping[str, Edit]


@transaction.atomic
def write_advice(ref: str, edits: Edits, *, by: Person, at: datetime) -> tuple[Handover, frozenset[str]]:
    """Keep what the outgoing manager says about one person, who reads it as it is written. Rule HAND-1."""
    found, _parts = handover_for(by, "write-words", ref, at=at, lock=True)
    if set(edits) - {"advice"}:
        raise Unseen
    refuse_if(rules.objections_to_words({name: edit.value for name, edit in edits.items()}))
    changed = found.apply_edits(edits, by=by, at=at)
    if changed:
        found.save()
        record("handover.words-written", by=by, about=found.person, at=at, handover=found.pk)
    return found, changed


@transaction.atomic
def write_briefing(refs: Collection[str], edits: Edits, *, by: Person, at: datetime) -> tuple[Briefing, frozenset[str]]:
    """Keep what the outgoing manager says to everybody's packs at once. Rule HAND-1. `refs` are those it will go into."""
    open_ones = [handover_for(by, "write-words", ref, at=at, lock=True)[0] for ref in sorted(refs)]
    if not open_ones or set(edits) - set(Briefing.WORDS):
        raise Unseen
    refuse_if(rules.objections_to_words({name: edit.value for name, edit in edits.items()}))
    Briefing.objects.get_or_create(outgoing=by)
    briefing = Briefing.objects.select_for_update().get(outgoing=by)
    changed = briefing.apply_edits(edits, by=by, at=at)
    if changed:
        briefing.save()
        for one in open_ones:
            record("handover.words-written", by=by, about=one.person, at=at, handover=one.pk)
    return briefing, changed


@transaction.atomic
def send(refs: Collection[str], *, by: Person, at: datetime) -> list[Handover]:
    """Send these packs: from now on their words stand, and the incoming manager reads them once the change is in force. Rule HAND-1."""
    refuse_if(rules.objections_to_sending(len(refs)))
    sent = [handover_for(by, "send", ref, at=at, lock=True)[0] for ref in sorted(refs)]
    briefing = Briefing.objects.select_for_update().filter(outgoing=by).first()
    for one in sent:
        for name in Briefing.WORDS:
            setattr(one, name, getattr(briefing, name) if briefing is not None else "")
        one.sent_at = at
        one.save()
        record("handover.sent", by=by, about=one.person, at=at, handover=one.pk)
    if briefing is not None and not Handover.objects.filter(outgoing=by, sent_at=None, called_off_at=None).exists():
        briefing.delete()  # every pack has its copy
    return sent


@transaction.atomic
def comment(ref: str, words: Edit | None, *, by: Person, at: datetime) -> Handover:
    """The person has read what is said about them, and may say what the next manager should know. Rule HAND-1."""
    found, _parts = handover_for(by, "comment", ref, at=at, lock=True)
    closed = found.accepted_at is not None and at >= rules.closes_at(found.since)
    refuse_if(rules.objections_to_commenting(words.value if words else "", closed=closed))
    if words is not None:
        found.apply_edits({"comment": words}, by=by, at=at)
    found.read_at = found.read_at or at
    found.save()
    record("handover.commented", by=by, about=by, at=at, handover=found.pk)
    return found


@transaction.atomic
def accept(ref: str, replies: Mapping[int, Reply], *, by: Person, at: datetime) -> Handover:
    """Take a person over: every open commitment by name, held from now on or given a new day. Rule HAND-2.

    The plan goes on as it stands and its next review stays due: nothing here touches either.
    """
    found, _parts = handover_for(by, "accept", ref, at=at, lock=True)
    waiting = open_commitments_of(found.person, but=by)
    ids = {one.pk for one in waiting}
    refuse_if(rules.objections_to_accepting(ids, replies, accepted=found.accepted_at is not None, today=day_of(at)))
    for one in waiting:
        reply = replies[one.pk]
        HandedCommitment.objects.create(handover=found, commitment=one, held_by_id=one.holder_id, answer=reply.answer, at=at)
        if reply.answer == Answer.TAKE_OVER:
            take_over_commitment(one.pk, by=by, at=at)
        else:
            moved = CommitmentState.RENEGOTIATED
            reviews.report_commitment(one.pk, moved, by=by, at=at, reason=reply.reason, new_due=reply.due_date)
    found.accepted_at, found.accepted_by = at, by
    found.save(update_fields=["accepted_at", "accepted_by"])
    record("handover.accepted", by=by, about=found.person, at=at, handover=found.pk, commitments=len(waiting))
    return found


def note_reading(packs: Iterable[Pack], *, by: Person, at: datetime) -> None:
    """Record that somebody other than the person read what stands in these packs (DATA-2). A few statements, however many."""
    opened = [pack for pack in packs if pack.handover.person_id != by.pk and (pack.may("see-pack") or pack.may("see-words"))]
    if opened:
        facts = [(pack.handover.person_id, {"handover": pack.handover.pk}) for pack in opened]
        record_many([NewEntry("handover.pack-read", by.pk, person, at, fact, Audience.SUBJECT, is_read=True) for person, fact in facts])


__all__ = ["accept", "comment", "note_reading", "send", "settle_lines", "write_advice", "write_briefing"]
