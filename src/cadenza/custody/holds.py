"""Setting a legal hold, and lifting it: one sets it, two lift it (TRUST M2, L18, 1.6)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cadenza.custody import beside_ring
from cadenza.custody import retention_access as access
from cadenza.custody import retention_rules as rules
from cadenza.custody.retention_models import Hold
from cadenza.objections import refuse_if
from cadenza.people.keeping import hold_still
from cadenza.people.models import Freeze, Person
from cadenza.trail.record import record
from cadenza.trail.rules import Audience

QUIET = Audience.HOUSE
"""The person's page and their manager's say nothing of a hold: "records frozen", where somebody tries to delete, is all (TRUST M2)."""


@transaction.atomic
def set_hold(handle: str, reason: str, *, by: Person, at: datetime) -> Hold:
    """Hold everything about a person from this instant: nothing is purged, erased or overwritten. Rule DATA-3; TRUST L13, L18."""
    hold_still()
    person = access.person_for(by, "hold.set", handle, at=at)
    standing = Hold.objects.filter(person=person, lifted_at=None)
    refuse_if(rules.objections_to_hold(reason, held_already=standing.exists()))
    freeze = Freeze.objects.create(person=person, since=at)
    hold = Hold.objects.create(person=person, freeze=freeze, reason=reason.strip(), set_by=by, set_at=at)
    record("custody.hold-set", by=by, about=person, at=at, audience=QUIET, hold=hold.pk)
    beside_ring.note_hold(hold, at)
    return hold


@transaction.atomic
def propose_lifting(pk: int, reason: str, *, by: Person, at: datetime) -> Hold:
    """Say why a hold need not stand any longer; it stands until somebody else agrees. Rule DATA-3."""
    hold = access.hold_for(by, "hold.lift", pk, at=at, lock=True)
    lifted = rules.objections_to_lifting(lifted=True, proposed_by=None, by=by.pk) if hold.lifted_at else []
    refuse_if([*lifted, *rules.objections_to_reason(reason)])
    hold.lifting, hold.proposed_by, hold.proposed_at = reason.strip(), by, at
    hold.save(update_fields=["lifting", "proposed_by", "proposed_at"])
    record("custody.hold-lifting-proposed", by=by, about=hold.person, at=at, audience=QUIET, hold=hold.pk)
    return hold


@transaction.atomic
def lift_hold(pk: int, *, by: Person, at: datetime) -> Hold:
    """The second person agrees: the schedule goes on for this person. Rule DATA-3."""
    hold = access.hold_for(by, "hold.lift", pk, at=at, lock=True)
    refuse_if(rules.objections_to_lifting(lifted=hold.lifted_at is not None, proposed_by=hold.proposed_by_id, by=by.pk))
    hold.lifted_by, hold.lifted_at = by, at
    hold.save(update_fields=["lifted_by", "lifted_at"])
    Freeze.objects.filter(pk=hold.freeze_id).update(until=at)
    record("custody.hold-lifted", by=by, about=hold.person, at=at, audience=QUIET, hold=hold.pk)
    beside_ring.note_hold(hold, at)
    return hold
