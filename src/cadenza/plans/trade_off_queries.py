"""How often goals were put off, and whether anybody recorded what they gave way to (TIME-1, TIME-2). Asks no access."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from cadenza.plans.models import Goal, Plan, TradeOff
from cadenza.plans.reset_rules import GOES_ON
from cadenza.plans.rules import GoalStatus, PlanState
from cadenza.plans.trade_off_rules import slips_unexplained
from cadenza.practice.queries import resets_by_day
from cadenza.strategy.models import Cycle

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
    stood = Goal.objects.filter(pk__in={pk for chain in chains.values() for pk in chain} | set(chains))
    spoken_of = TradeOff.objects.filter(
        Q(goal=OuterRef("pk")) | Q(goal=None, plan=OuterRef("plan"))
    )  # of the goal, or of the plan as a whole
    recorded = set(stood.filter(Exists(spoken_of)).values_list("pk", flat=True))
    return {
        pk: len(chain) + (pk in late)
        for pk, chain in chains.items()
        if pk not in recorded and slips_unexplained([one in recorded for one in chain], put_off_now=pk in late)
    }


def perhaps_slipping(today: date, *, cycle: Cycle | None = None) -> QuerySet[Goal]:
    """Goals that may have been put off two cycles running, for `slipping_plans` to weigh. Rule TIME-2.

    Those carried on twice into the running cycle, or into `cycle`; and those carried on once and still open in the last plan that is over
    and was not reset within its days of grace: nobody said what becomes of them, so no plan after it shows them.
    """
    running = Q(plan__cycle=cycle) if cycle else Q(plan__cycle__start_date__lte=today, plan__cycle__end_date__gte=today)
    over = today - timedelta(days=resets_by_day()(today).grace)
    last = Cycle.objects.filter(end_date__lt=over).order_by("-end_date").values("pk")[:1]
    left = Q(plan__cycle__in=last, plan__reset=None, plan__state=PlanState.ACTIVE, agreed_in__isnull=False, ended_as="")
    twice = Q(carried_from__carried_from__isnull=False) & running
    return Goal.objects.filter(twice | left & ~Q(status=GoalStatus.COMPLETED), carried_from__isnull=False, dropped_at=None)


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
