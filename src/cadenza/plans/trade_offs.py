"""The verbs of a trade-off: one of the two records it, the other acknowledges it, either says when the time was made good (TIME-1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from cadenza.objections import Unseen, refuse_if
from cadenza.people.days import day_of
from cadenza.people.models import Person
from cadenza.plans import rules as plan_rules
from cadenza.plans import trade_off_rules as rules
from cadenza.plans.access import plan_for
from cadenza.plans.models import Plan, TradeOff
from cadenza.plans.queries import block_terms, blocks_of, next_number
from cadenza.plans.rules import PlanState
from cadenza.plans.time_rules import objections_to_time_traded, weeks_protected
from cadenza.trail.record import record


@dataclass(frozen=True)
class TradeOffDraft:
    """What gave way, to what, why, and when the time is made good."""

    gave_way: str
    to_what: str
    why: str
    made_good_by: date | None
    goal_number: int | None = None
    week_on: date | None = None
    """The Monday of the protected week that gave way, if it was one."""
    block_number: int | None = None
    """The protected block that gave way, if it was one."""


@transaction.atomic
def record_trade_off(plan_id: int, draft: TradeOffDraft, *, by: Person, at: datetime) -> TradeOff:
    """Put down that development time gave way. Rule TIME-1. It is not reworded afterwards; the other one answers beside it."""
    plan = plan_for(by, "trade-offs.write", plan_id, at=at, lock=True)
    refuse_if(plan_rules.objections_to_writing(PlanState(plan.state)))
    refuse_if(plan_rules.objections_to_marking(draft=plan.is_private))
    goal = plan.goals.filter(number=draft.goal_number, dropped_at=None).first() if draft.goal_number else None
    if draft.goal_number and goal is None:
        raise Unseen
    words = {"gave_way": draft.gave_way.strip(), "to_what": draft.to_what.strip(), "why": draft.why.strip()}
    blocks = {block.number: block for block in blocks_of(plan)}
    cycle = plan.cycle
    protected = weeks_protected(plan.hours_a_week, block_terms(blocks.values()), cycle_start=cycle.start_date, cycle_end=cycle.end_date)
    refuse_if(
        [
            *rules.objections_to_recording(**words, made_good_by=draft.made_good_by, today=day_of(at)),
            *objections_to_time_traded(
                draft.week_on, protected=protected, block_known=draft.block_number is None or draft.block_number in blocks
            ),
        ]
    )
    assert draft.made_good_by is not None
    number = next_number(plan.trade_offs.all())
    made = TradeOff.objects.create(
        plan=plan,
        number=number,
        goal=goal,
        week_on=draft.week_on,
        block=blocks.get(draft.block_number or 0),
        **words,
        made_good_by=draft.made_good_by,
        recorded_by=by,
        recorded_at=at,
    )
    record("plans.trade-off-recorded", by=by, about=plan.owner, at=at, plan=plan.pk, trade_off=made.pk)
    return made


@transaction.atomic
def acknowledge_trade_off(plan_id: int, number: int, *, by: Person, at: datetime, words: str = "") -> TradeOff:
    """Say that one knows of it, in one's own words if one likes; agreeing with it is not asked. Rule TIME-1."""
    found = _found(plan_id, number, by=by, at=at)
    own, acknowledged = found.is_of_side(by), found.acknowledged_at is not None
    refuse_if(rules.objections_to_acknowledging(recorded_by_reader=own, acknowledged=acknowledged, words=words))
    found.acknowledged_by, found.acknowledged_at, found.answer = by, at, words.strip()
    found.save(update_fields=["acknowledged_by", "acknowledged_at", "answer"])
    record("plans.trade-off-acknowledged", by=by, about=found.plan.owner, at=at, plan=plan_id, trade_off=found.pk)
    return found


@transaction.atomic
def make_good(plan_id: int, number: int, *, on: date | None, words: str, by: Person, at: datetime) -> TradeOff:
    """Say on which day the time was made good, and what it went into. Rule TIME-1."""
    found = _found(plan_id, number, by=by, at=at)
    made_good, today = found.made_good_on is not None, day_of(at)
    refuse_if(rules.objections_to_making_good(on=on, words=words, made_good=made_good, recorded_on=day_of(found.recorded_at), today=today))
    found.made_good_on, found.made_good_words, found.made_good_at, found.made_good_noted_by = on, words.strip(), at, by
    found.save(update_fields=["made_good_on", "made_good_words", "made_good_at", "made_good_noted_by"])
    record("plans.trade-off-made-good", by=by, about=found.plan.owner, at=at, plan=plan_id, trade_off=found.pk)
    return found


def trade_off_of(plan: Plan, number: int) -> TradeOff:
    """A trade-off of a plan that its reader may read. Raises Unseen."""
    people = ("goal", "block", "recorded_by", "acknowledged_by", "made_good_noted_by")
    found = TradeOff.objects.filter(plan=plan, number=number).select_related(*people).first()
    if found is None:
        raise Unseen
    found.plan = plan
    return found


def _found(plan_id: int, number: int, *, by: Person, at: datetime) -> TradeOff:
    """For writing: the plan is locked, so that two of them wait for each other; the record may outlast the plan's own end."""
    plan = plan_for(by, "trade-offs.write", plan_id, at=at, lock=True)
    return trade_off_of(plan, number)
