"""The verbs of a pause: one of the two proposes a last day, or an early end, and the other agrees; no reason is asked or kept (PIP-19).

DOMAIN says that "person and manager set" the mark. It is read here as: neither alone. Whoever of the two proposes it, nothing changes before
the other has agreed; lifting it early goes the same way. Whoever stands in for the manager, HR and everybody else has no part in it.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from cadenza.objections import N_, Refused, Unseen, objection, refuse_if
from cadenza.people.days import day_of
from cadenza.people.models import Person
from cadenza.people.relations import manager_of
from cadenza.plans import pause_rules as rules
from cadenza.plans.access import plan_for
from cadenza.plans.models import Pause, Plan, Review
from cadenza.plans.review_access import RUNNING
from cadenza.trail.record import record


@transaction.atomic
def propose_pause(plan_id: int, until: date | None, *, by: Person, at: datetime) -> Pause:
    """Propose that reviews rest up to and with a day, or, with None, that they go on at once. Rule PIP-19.

    A newer proposal of one's own side takes the place of an older one.
    """
    plan = plan_for(by, "pause", plan_id, at=at, lock=True)
    _refuse_unless_running(plan)
    standing = open_proposal(plan)
    own = standing is not None and is_of_side(standing, by)
    today, manager = day_of(at), manager_of(plan.owner, at=at)
    refuse_if(
        rules.objections_to_proposing(
            until,
            today=today,
            paused_until=plan.paused_until,
            both=manager is not None,
            proposed_by_other=standing is not None and not own,
        )
    )
    if standing is not None:
        _withdraw(standing, by=by, at=at)
    made = Pause.objects.create(plan=plan, until=until, proposed_by=by, proposed_at=at)
    record("plans.pause-proposed", by=by, about=plan.owner, at=at, plan=plan.pk, pause=made.pk, until=until)
    return made


@transaction.atomic
def agree_pause(plan_id: int, pause_id: int, *, by: Person, at: datetime) -> Plan:
    """Agree what the other one proposed: from now on the reviews that fall into it are not due anywhere. Rule PIP-19."""
    plan = plan_for(by, "pause", plan_id, at=at, lock=True)
    _refuse_unless_running(plan)
    found = _proposal(plan, pause_id)
    manager, today = manager_of(plan.owner, at=at), day_of(at)
    here = found.proposed_by_id == plan.owner_id or (manager is not None and found.proposed_by_id == manager.pk)
    refuse_if(
        rules.objections_to_answering_pause(found.until, today=today, own_side=is_of_side(found, by), proposer_here=here, agreeing=True)
    )
    found.agreed_by, found.agreed_at = by, at
    found.save(update_fields=["agreed_by", "agreed_at"])
    plan.paused_until = found.until
    plan.save(update_fields=["paused_until"])
    _let_rest(plan, since=today)
    record("plans.pause-agreed", by=by, about=plan.owner, at=at, plan=plan.pk, pause=found.pk, until=found.until)
    return plan


@transaction.atomic
def let_pause_go(plan_id: int, pause_id: int, *, by: Person, at: datetime) -> Pause:
    """Take one's own proposal back, or leave the other's unanswered for good; nothing changes by it. Rule PIP-19."""
    plan = plan_for(by, "pause", plan_id, at=at, lock=True)
    found = _proposal(plan, pause_id)
    _withdraw(found, by=by, at=at)
    return found


def open_proposal(plan: Plan) -> Pause | None:
    """What waits for the other one's agreement. One query."""
    return Pause.objects.filter(plan=plan, agreed_at=None, withdrawn_at=None).select_related("proposed_by").first()


def is_of_side(pause: Pause, reader: Person) -> bool:
    """Whether the reader's side proposed it: the plan's owner, or whoever manages them."""
    owner_id = pause.plan.owner_id
    return (pause.proposed_by_id == owner_id) is (reader.pk == owner_id)


def _let_rest(plan: Plan, *, since: date) -> None:
    """Mark the reviews from today on that fall into the pause, and those of an earlier end that no longer do. What rested before stays so."""
    ahead = Review.objects.filter(plan=plan, held_at=None, due_on__gte=since)
    covered = Q(due_on__lte=plan.paused_until) if plan.paused_until is not None else Q(pk__in=[])
    ahead.filter(covered).update(rests=True)
    ahead.exclude(covered).update(rests=False)


def _proposal(plan: Plan, pause_id: int) -> Pause:
    found = Pause.objects.filter(pk=pause_id, plan=plan, agreed_at=None, withdrawn_at=None).first()
    if found is None:
        raise Unseen
    found.plan = plan
    return found


def _withdraw(found: Pause, *, by: Person, at: datetime) -> None:
    found.withdrawn_at = at
    found.save(update_fields=["withdrawn_at"])
    record("plans.pause-let-go", by=by, about=found.plan.owner, at=at, plan=found.plan_id, pause=found.pk)


def _refuse_unless_running(plan: Plan) -> None:
    if plan.state not in RUNNING:
        raise Refused([objection("pause-plan-rests", N_("Only a shared plan that still runs has reviews to pause."))])
