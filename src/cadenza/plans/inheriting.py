"""A commitment goes on under the next manager: its holder changes, who made it and its day stay: the plan itself carries on unbroken (HAND-2, PLAN-12)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cadenza.objections import refuse_if
from cadenza.people.models import Person
from cadenza.plans import review_rules
from cadenza.plans.models import Commitment
from cadenza.plans.review_access import commitment_to_write
from cadenza.trail.record import record


@transaction.atomic
def take_over_commitment(commitment_id: int, *, by: Person, at: datetime) -> Commitment:
    """Hold from now on what an earlier manager promised, by the same day. Rule HAND-2: only the manager of this instant can."""
    found = commitment_to_write(by, "commitment.report", commitment_id, at=at)
    refuse_if(review_rules.objections_to_taking_over(found.state))
    before = found.holder_id
    if before != by.pk:
        found.holder = by
        found.save(update_fields=["holder"])
        record("plans.commitment-taken-over", by=by, about=found.plan.owner, at=at, commitment=found.pk, holder=before)
    return found
