"""The verbs of protected time: the owner adds a block of days and takes one out; its words are saved with the plan's (TIME-1)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cadenza.objections import refuse_if
from cadenza.people.models import Person
from cadenza.plans import rules, time_rules
from cadenza.plans.access import block_for, plan_for
from cadenza.plans.models import ProtectedBlock
from cadenza.plans.queries import next_number
from cadenza.plans.rules import PlanState
from cadenza.plans.sealed import keep_words
from cadenza.trail.record import record


@transaction.atomic
def add_block(plan_id: int, *, by: Person, at: datetime) -> ProtectedBlock:
    """Put one more block of protected days into a plan; its name and days are written next. Rule TIME-1."""
    plan = plan_for(by, "write", plan_id, at=at, lock=True)
    refuse_if(rules.objections_to_writing(PlanState(plan.state)))
    refuse_if(time_rules.objections_to_one_more_block(plan.blocks.filter(removed_at=None).count()))
    block = ProtectedBlock(plan=plan, number=next_number(plan.blocks.all()))
    keep_words(block, owner_id=plan.owner_id)
    record("plans.time-block-added", by=by, about=plan.owner, at=at, private=plan.is_private, plan=plan.pk, block=block.pk)
    return block


@transaction.atomic
def remove_block(plan_id: int, number: int, *, by: Person, at: datetime) -> ProtectedBlock:
    """Take a block out; versions and trade-offs that hold it keep it. Rule TIME-1."""
    block = block_for(by, "write", plan_id, number, at=at)
    plan = block.plan
    refuse_if(rules.objections_to_writing(PlanState(plan.state)))
    block.removed_at = at
    block.save(update_fields=["removed_at"])
    record("plans.time-block-removed", by=by, about=plan.owner, at=at, private=plan.is_private, plan=plan.pk, block=block.pk)
    return block
