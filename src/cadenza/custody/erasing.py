"""Erasing a leaver's records before their time: the privacy officer proposes, HR admin decides (TRUST 1.8)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cadenza.conversations.purging import erase_notes_about
from cadenza.custody import retention_access as access
from cadenza.custody import retention_rules as rules
from cadenza.custody.certificates import close
from cadenza.custody.retention import take_away
from cadenza.custody.retention_models import Cause, Certificate, Erasure
from cadenza.custody.schedule import KEEPERS, reach_of
from cadenza.objections import refuse_if
from cadenza.people.keeping import hold_still
from cadenza.people.leaving import close_accounts
from cadenza.people.models import Person
from cadenza.people.relations import has_left, is_frozen
from cadenza.people.rules import PersonStatus
from cadenza.plans.retiring import purge_reflections
from cadenza.trail.record import record
from cadenza.trail.rules import Audience


@transaction.atomic
def propose(handle: str, reason: str, *, by: Person, at: datetime) -> Erasure:
    """Ask for a leaver's records to go now. Rule DATA-3; TRUST 1.8."""
    person = access.person_for(by, "erasure.propose", handle, at=at)
    asked = Erasure.objects.filter(person=person, decided_at=None).exists()
    frozen = is_frozen(person, at=at)
    refuse_if(rules.objections_to_erasing(reason, has_left=has_left(person, at=at), frozen=frozen, asked_already=asked))
    made = Erasure.objects.create(person=person, reason=reason.strip(), proposed_by=by, proposed_at=at)
    record("custody.erasure-proposed", by=by, about=person, at=at, audience=Audience.HOUSE, erasure=made.pk)
    return made


@transaction.atomic
def decide(pk: int, *, agreed: bool, by: Person, at: datetime) -> Erasure:
    """The second person carries it out, or not. Formal plans stay until claims have run out. Rule DATA-3; TRUST 1.8, L18."""
    hold_still()
    found = access.erasure_for(by, "erasure.decide", pk, at=at, lock=True)
    gone, frozen = has_left(found.person, at=at), is_frozen(found.person, at=at)
    decided = found.decided_at is not None
    refuse_if(
        rules.objections_to_deciding(
            decided=decided, proposed_by=found.proposed_by_id, by=by.pk, agreed=agreed, has_left=gone, frozen=frozen
        )
    )
    if agreed:
        found.certificate = _erase(found.person, by=by, at=at)
    found.decided_by, found.decided_at, found.carried_out = by, at, agreed
    found.save()
    record("custody.erasure-decided", by=by, about=found.person, at=at, audience=Audience.HOUSE, erasure=found.pk, agreed=agreed)
    return found


def _erase(person: Person, *, by: Person, at: datetime) -> Certificate | None:
    """Everything of the schedule but what claims need: kind by kind, key by key."""
    if person.status != PersonStatus.LEAVER:
        close_accounts([person.pk], at=at)  # the last day is over, and the night has not been there yet
    certificate = Certificate.objects.create(at=at, cause=Cause.ERASURE, by=by)
    for kind in rules.ERASED_AHEAD:
        if found := KEEPERS[kind].due(reach_of(kind, at, only=person.pk)):
            take_away(certificate, kind, KEEPERS[kind], found, at=at)
    erase_notes_about(person.pk, at=at)
    words = KEEPERS[rules.RecordKind.REFLECTION].due(reach_of(rules.RecordKind.REFLECTION, at, only=person.pk))
    purge_reflections([one.row for one in words], at=at)
    return close(certificate)
