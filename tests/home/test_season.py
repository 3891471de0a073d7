"""What the first page says about resets, trade-offs, answers about blocks, and goals that keep being put off (DUE-1)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from tests.agreed import agreed_plan
from tests.cast import NOW, Cast

from cadenza.asks import actions as asks
from cadenza.people.models import Person
from cadenza.plans.models import Goal, Plan, Reset
from cadenza.plans.reset_rules import GoalEnd
from cadenza.plans.reviews import set_goal_status
from cadenza.plans.rules import PlanState
from cadenza.plans.trade_offs import TradeOffDraft, acknowledge_trade_off, record_trade_off
from cadenza.stewardship import queries
from cadenza.stewardship.rules import Sign
from cadenza.strategy.models import Cycle
from cadenza.web.clock import pinned

pytestmark = pytest.mark.django_db

SignIn = Callable[[Person], Client]
DECEMBER = datetime(2026, 12, 15, 9, 0, tzinfo=UTC)
TRADED = TradeOffDraft("Two hours a week", "The outage", "It burned", date(2026, 12, 1))


@pytest.fixture
def plan(cast: Cast) -> Plan:
    return agreed_plan(cast.engineer, cast.manager)


def home(sign_in: SignIn, person: Person, at: datetime = NOW) -> str:
    with pinned(at):
        return sign_in(person).get("/").content.decode()


def carried_twice(plan: Plan) -> None:
    """The first goal was carried on from two earlier quarters."""
    later = plan.goals.get(number=1)
    for key, start, end in (("2026-q3", date(2026, 7, 1), date(2026, 9, 30)), ("2026-q2", date(2026, 4, 1), date(2026, 6, 30))):
        cycle = Cycle.objects.create(key=key, start_date=start, end_date=end)
        before = Plan.objects.create(owner=plan.owner, cycle=cycle, state=PlanState.CLOSED, created_at=NOW)
        goal = Goal.objects.create(plan=before, number=1, ended_as=GoalEnd.CARRIED)
        Goal.objects.filter(pk=later.pk).update(carried_from=goal)
        later = goal


def test_near_the_end_of_the_quarter_both_owe_the_reset(plan: Plan, cast: Cast, sign_in: SignIn) -> None:
    """REV-6."""
    assert "Reset your Q4 2026 plan" in home(sign_in, cast.engineer, DECEMBER)
    assert "work in Q4 2026" in home(sign_in, cast.manager, DECEMBER)


def test_in_the_middle_of_the_quarter_nobody_does(plan: Plan, cast: Cast, sign_in: SignIn) -> None:
    assert "Reset your" not in home(sign_in, cast.engineer)


def test_a_recorded_trade_off_waits_for_the_other_one(plan: Plan, cast: Cast, sign_in: SignIn) -> None:
    """TIME-1."""
    made = record_trade_off(plan.pk, TRADED, by=cast.engineer, at=NOW)
    assert "Acknowledge a trade-off" in home(sign_in, cast.manager)
    assert "Acknowledge a trade-off" not in home(sign_in, cast.engineer)
    acknowledge_trade_off(plan.pk, made.number, by=cast.manager, at=NOW)
    assert "Acknowledge a trade-off" not in home(sign_in, cast.manager)


def test_the_manager_owes_the_time_that_was_given_up(plan: Plan, cast: Cast, sign_in: SignIn) -> None:
    record_trade_off(plan.pk, TRADED, by=cast.manager, at=NOW)
    assert "Make good the time" in home(sign_in, cast.manager)


@pytest.mark.parametrize("answer", ["held", "declined"])
def test_an_answer_about_a_block_comes_back_to_the_person(plan: Plan, cast: Cast, sign_in: SignIn, answer: str) -> None:
    """STAT-2."""
    goal = plan.goals.get(number=1)
    block = {"blocked_by": "No access", "remover_id": cast.outsider.pk, "remove_by": date(2026, 12, 4), "asked": "Open it"}
    change = set_goal_status(goal.pk, "blocked", by=cast.engineer, at=NOW, **block)
    assert change.ask is not None
    if answer == "held":
        asks.accept(change.ask.ref, by=cast.outsider, at=NOW)
        asks.mark_held(change.ask.ref, held_on=NOW.date(), by=cast.outsider, at=NOW)
    else:
        asks.decline(change.ask.ref, by=cast.outsider, at=NOW)
    wanted = "Say how goal 1 stands now" if answer == "held" else "Name somebody else"
    assert wanted in home(sign_in, cast.engineer)


@pytest.mark.parametrize("who", ["manager", "hr_partner"])
def test_goals_put_off_again_and_again_are_flagged_to_manager_and_hr(plan: Plan, cast: Cast, sign_in: SignIn, who: str) -> None:
    """TIME-2."""
    carried_twice(plan)
    assert "put off two quarters running" in home(sign_in, getattr(cast, who))


@pytest.mark.parametrize("who", ["peer", "upline", "outsider", "executive"])
def test_and_to_nobody_else(plan: Plan, cast: Cast, sign_in: SignIn, who: str) -> None:
    carried_twice(plan)
    assert "put off two quarters running" not in home(sign_in, getattr(cast, who))


def test_what_was_put_off_and_then_left_lying_is_flagged_once_the_days_for_its_reset_are_over(
    plan: Plan, cast: Cast, sign_in: SignIn
) -> None:
    """TIME-2: carried on once, and nobody reset the quarter after. A trade-off for the plan as a whole answers for it, and so does the reset."""
    carried_twice(plan)
    Goal.objects.filter(plan__cycle__key="2026-q3").update(carried_from=None)
    Cycle.objects.create(key="2027-q1", start_date=date(2027, 1, 1), end_date=date(2027, 3, 31))

    def told(day: int) -> list[bool]:
        at = datetime(2027, 1, day, 9, 0, tzinfo=UTC)
        pages = ["put off two quarters running" in home(sign_in, person, at) for person in (cast.manager, cast.hr_partner, cast.peer)]
        look = queries.Look(cast.hr_partner, Cycle.objects.get(key="2027-q1"), at)
        return [*pages, cast.engineer in queries.found(look, Sign.PUT_OFF)]

    assert told(7) == [False] * 4
    assert told(8) == [True, True, False, True]
    made = record_trade_off(plan.pk, TRADED, by=cast.engineer, at=NOW)
    assert made.goal is None
    assert told(8) == [False] * 4
    made.delete()
    Reset.objects.create(plan=plan, done_at=NOW, by=cast.engineer)
    assert told(8) == [False] * 4
