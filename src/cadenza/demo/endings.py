"""Builds how quarters end and what gives way in them: resets by both, goals carried on, trade-offs, a block that somebody else clears."""

from __future__ import annotations

from datetime import datetime, timedelta

from cadenza.demo.organisation import House
from cadenza.people import days
from cadenza.people.models import HRScope, Person
from cadenza.people.rules import monday_of
from cadenza.plans import actions as plans
from cadenza.plans import resets
from cadenza.plans.models import Goal, Judgement, Plan
from cadenza.plans.reset_rules import GOES_ON, Change, GoalEnd, Side
from cadenza.plans.reviews import set_goal_status
from cadenza.plans.rules import GoalStatus, PlanState
from cadenza.plans.trade_offs import TradeOffDraft, acknowledge_trade_off, make_good, record_trade_off
from cadenza.web.revisions import Edit, base_of

HALF_RESET = {"Jonas Keller", "Sofia Rossi"}
"""People whose last quarter still waits for their own part: their managers have said theirs."""
LAST_QUARTER = timedelta(days=110)
LEARNED = (
    "Asking for the figures in planning saved the last week.",
    "It moved when the work was mine from the first day, and stood still when I only helped.",
    "One reader early beats three at the end.",
    "I aimed too wide. Half of it would have been a whole goal.",
)
SEEN = (
    "The last two pieces went through without a second round.",
    "The last handover note: the first one that left no question open.",
    "The board of the quarter, item by item.",
)
PUT_OFF = 2
"""Goals that were put off two quarters running."""
TRADES = {
    "Asha Raman": (
        "Two hours a week with the capacity figures",
        "The refunds incident and its follow-up",
        "Customers waited for money",
        True,
    ),
    "Tom Adeyemi": ("The review slot on Thursdays", "Cover for a colleague on leave", "Nobody else knows the ledger", False),
}
"""Who, what gave way, to what, why, and whether the other one has acknowledged it."""


def end_quarter(house: House, plan: Plan, me: Person, manager: Person, *, at: datetime, closes: datetime) -> None:
    """Reset the plan of the quarter that ended last, by both; older ones only closed, for the practice spread slowly."""
    half = me.name in HALF_RESET and house.now - closes < LAST_QUARTER
    if house.now - closes < LAST_QUARTER:
        for author in (manager,) if half else (manager, me):
            _say(plan, author, at=at + timedelta(hours=author.pk % 5))
    if not half:
        plans.close_plan(plan.pk, by=me, at=closes)


def carry_on(house: House) -> None:
    """Let a goal know the one of the quarter before that it carries on: the same person, the same capability."""
    went_on = {}
    for goal in Goal.objects.filter(ended_as__in=[end.value for end in GOES_ON]).select_related("plan__cycle"):
        went_on[goal.plan.owner_id, goal.capability_id] = goal
    for goal in Goal.objects.filter(plan__state=PlanState.ACTIVE, ended_as="", carried_from=None).select_related("plan__cycle"):
        before = went_on.get((goal.plan.owner_id, goal.capability_id))
        if before is not None and before.plan.cycle.start_date < goal.plan.cycle.start_date:
            Goal.objects.filter(pk=goal.pk).update(carried_from=before)


def put_off(house: House) -> None:
    """Let a goal of two people go back two quarters with nothing that says what for: HR and the manager are told (TIME-2)."""
    scope = HRScope.objects.in_force(house.now).filter(partner=house.role("hr-partner")).values("person")
    running = Plan.objects.filter(state=PlanState.ACTIVE, owner__in=scope, cycle__end_date__gte=days.day_of(house.now))
    found = 0
    for plan in running.exclude(owner__name__in=TRADES).select_related("cycle").order_by("owner__name"):
        last, before = (_first_goal_before(plan, quarters) for quarters in (1, 2))
        now = plan.goals.filter(dropped_at=None, ended_as="").order_by("number").first()
        if found < PUT_OFF and now is not None and last is not None and before is not None and last.ended_as in GOES_ON:
            Goal.objects.filter(pk=before.pk).update(ended_as=GoalEnd.CHANGED)
            Goal.objects.filter(pk=last.pk).update(carried_from=before)
            Goal.objects.filter(pk=now.pk).update(carried_from=last)
            found += 1


def _first_goal_before(plan: Plan, quarters: int) -> Goal | None:
    """The first of somebody's goals that went on or was left open, so many plans before."""
    earlier = Plan.objects.filter(owner=plan.owner_id, cycle__start_date__lt=plan.cycle.start_date).order_by("-cycle__start_date")
    there = earlier[quarters - 1 : quarters].first()
    goals = Goal.objects.filter(plan=there, dropped_at=None, ended_as__in=["", *(end.value for end in GOES_ON)]) if there else None
    return goals.order_by("number").first() if goals is not None else None


def give_way(house: House) -> None:
    """Trade-offs in mid-life, one of them made good, and a goal that waits for somebody who does not read the plan."""
    now = house.now
    for name, (what, to, why, acknowledged) in TRADES.items():
        plan = running_plan(house, name)
        manager = house.manager(name)
        if plan is None or manager is None:
            continue
        week = monday_of(days.day_of(now - timedelta(days=3))) if plan.hours_a_week else None
        first = plan.goals.order_by("number")[0].number
        draft = TradeOffDraft(what, to, why, days.day_of(now) + timedelta(days=9), first, week_on=week)
        made = record_trade_off(plan.pk, draft, by=house.person(name), at=now - timedelta(days=3))
        if acknowledged:
            words = "The incident is over on Friday; the two hours come back the week after."
            acknowledge_trade_off(plan.pk, made.number, by=manager, at=now - timedelta(days=2), words=words)
            earlier = TradeOffDraft("A day of pairing", "The audit", "Its date was fixed", days.day_of(now), draft.goal_number)
            old = record_trade_off(plan.pk, earlier, by=manager, at=now - timedelta(days=12))
            acknowledge_trade_off(plan.pk, old.number, by=house.person(name), at=now - timedelta(days=11))
            day = days.day_of(now) - timedelta(days=4)
            make_good(plan.pk, old.number, on=day, words="A whole day beside the forecast", by=manager, at=now - timedelta(days=4))
    _wait_for_somebody(house)


def _wait_for_somebody(house: House) -> None:
    plan = running_plan(house, "Kenji Ito")
    goal = plan.goals.filter(dropped_at=None).exclude(status=GoalStatus.COMPLETED).first() if plan else None
    if plan is not None and goal is not None:
        set_goal_status(
            goal.pk,
            GoalStatus.BLOCKED,
            by=house.person("Kenji Ito"),
            at=house.now - timedelta(days=1),
            blocked_by="The trial account is closed, so nothing can be shown on real figures.",
            remover_id=house.person("Marta Silva").pk,
            remove_by=days.day_of(house.now) + timedelta(days=4),
            asked="Could you open the trial account again until the end of next week?",
        )


def running_plan(house: House, name: str) -> Plan | None:
    plans_of = Plan.objects.filter(owner=house.people.get(name), state=PlanState.ACTIVE, cycle__end_date__gte=days.day_of(house.now))
    return plans_of.order_by("-cycle__start_date").first()


def _say(plan: Plan, author: Person, *, at: datetime) -> None:
    """One side's part, written and shared; the two do not always see the same."""
    words = {}
    for number, row in resets.part_of(Plan.objects.select_related("owner", "cycle").get(pk=plan.pk), author).items():
        said = _words(row, number)
        words[number] = {name: Edit(text, base_of(row, name)) for name, text in said.items()}
    if words:
        resets.save_part(plan.pk, words, by=author, at=at)
        resets.share_part(plan.pk, by=author, at=at + timedelta(minutes=20))


def _words(row: Judgement, number: int) -> dict[str, str]:
    goal, turn = row.goal, row.goal.plan.owner_id + number
    reached = goal.status == GoalStatus.COMPLETED
    piece = goal.evidence.order_by("-happened_on", "-pk").first()
    change = Change.CLEAR if reached else Change.SOME if piece and turn % 4 else Change.TOO_EARLY
    if row.side == Side.MANAGER and turn % 3 == 0 and piece:
        change = Change.SOME
    said = {"change": change.value, "shows": SEEN[(turn + (row.side == Side.MANAGER)) % len(SEEN)], "cites": str(piece.pk) if piece else ""}
    if goal.level_now is not None:
        said["level_seen"] = str(goal.level_now + (1 if reached else 0))
    if row.side == Side.PERSON:
        onward = (GoalEnd.CARRIED, GoalEnd.CHANGED, GoalEnd.CARRIED, GoalEnd.DROPPED)[turn % 4]
        said |= {"end": (GoalEnd.ACHIEVED if reached else onward).value, "learned": LEARNED[turn % len(LEARNED)]}
    return said
