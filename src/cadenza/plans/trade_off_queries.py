"""How often goals were put off, and whether anybody recorded what they gave way to (TIME-1, TIME-2). Asks no access."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from cadenza.plans.models import Goal, Plan, TradeOff
from cadenza.plans.reset_rules import GOES_ON
from cadenza.plans.rules import GoalStatus, PlanState
from cadenza.plans.trade_off_rules import slips_unexplained

MOST_CYCLES = 40
"""Ten years of carrying; a guard against a chain that closes on itself."""


def chains_of(goals: Iterable[Goal]) -> dict[int, list[int]]:
    """Goal -> the goals of earlier cycles that it carries on, newest first. One query, and none where nothing was carried."""
    found = {goal.pk: ([goal.carried_from_id] if goal.carried_from_id else []) for goal in goals}
    if not any(found.values()):
        return found
    owners = {goal.plan.owner_id for goal in goals}
    rows = Goal.objects.filter(plan__owner__in=owners, carried_from__isnull=False).values_list("pk", "carried_from")
    before = {pk: earlier for pk, earlier in rows if earlier is not None}
    for chain in found.values():
        while chain and chain[-1] in before and len(chain) < MOST_CYCLES:
            chain.append(before[chain[-1]])
    return found


def slipping(goals: Iterable[Goal], *, today: date) -> dict[int, int]:
    """Goal -> in how many cycles running it was put off, for those put off two cycles running without a trade-off. At most two queries."""
    rows = list(goals)
    chains = chains_of(rows)
    late = {goal.pk for goal in rows if _slipped(goal, today)}
    if not any(len(chain) + (pk in late) > 1 for pk, chain in chains.items()):
        return {}
    recorded = set(
        TradeOff.objects.filter(goal__in={pk for chain in chains.values() for pk in chain} | set(chains)).values_list("goal", flat=True)
    )
    return {
        pk: len(chain) + (pk in late)
        for pk, chain in chains.items()
        if pk not in recorded and slips_unexplained([one in recorded for one in chain], put_off_now=pk in late)
    }


def slipping_plans(plans: Iterable[Plan], *, today: date) -> dict[int, dict[int, int]]:
    """Plan -> its slipping goals by number, for several plans. At most three queries. Rule TIME-2."""
    by_plan = {plan.pk: plan for plan in plans if plan.state not in {PlanState.DRAFT, PlanState.LEFT}}
    rows = Goal.objects.filter(plan__in=by_plan, dropped_at=None, carried_from__isnull=False)
    goals = list(rows.only("plan", "number", "carried_from", "agreed_in", "dropped_at", "ended_as", "status"))
    for goal in goals:
        goal.plan = by_plan[goal.plan_id]
    found = slipping(goals, today=today)
    flagged: dict[int, dict[int, int]] = {}
    for goal in goals:
        if goal.pk in found:
            flagged.setdefault(goal.plan_id, {})[goal.number] = found[goal.pk]
    return flagged


def _slipped(goal: Goal, today: date) -> bool:
    """Whether a goal was put off in its own cycle: carried on at the reset, or left open when the cycle was over."""
    if goal.agreed_in_id is None or goal.dropped_at is not None:
        return False
    if goal.ended_as:
        return goal.ended_as in GOES_ON
    return goal.status != GoalStatus.COMPLETED and goal.plan.cycle.end_date < today


def open_trade_offs(plan: Plan) -> Mapping[int | None, list[TradeOff]]:
    """Goal -> trade-offs whose time is not made good yet; under None those of the plan as a whole. One query."""
    found: dict[int | None, list[TradeOff]] = {}
    rows = TradeOff.objects.filter(plan=plan, made_good_on=None).select_related("recorded_by", "acknowledged_by")
    for row in rows.order_by("made_good_by", "pk"):
        found.setdefault(row.goal_id, []).append(row)
    return found
