"""Who may see and do what with a plan: the table, one plan at a time and in lists (TRUST E1-E5, 1.6, X1)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from tests.cast import NOW, Cast
from tests.plans.conftest import Pair

from cadenza.objections import Unseen
from cadenza.people.actions import begin_line
from cadenza.people.models import Person
from cadenza.plans.access import WHO_MAY, action_for, commitment_for, goal_for, plan_at, plan_for, suggestion_for, visible_plans
from cadenza.plans.models import Plan
from cadenza.plans.rules import PlanState

pytestmark = pytest.mark.django_db

EVERYBODY_WITH_THE_DATES = {"engineer", "manager", "delegate", "upline", "leader", "hr_partner", "hr_admin"}
TABLE = {
    "see": {"engineer", "manager", "delegate"},
    "see-state": EVERYBODY_WITH_THE_DATES,
    "see-that-it-exists": EVERYBODY_WITH_THE_DATES,
    "write": {"engineer"},
    "share": {"engineer"},
    "offer": {"engineer", "manager"},
    "agree": {"engineer", "manager"},
    "suggest": {"manager", "hr_partner"},
    "see-suggestions": {"engineer", "manager"},
    "answer-suggestion": {"engineer"},
    "strengths.see": {"engineer"},
    "strengths.see-shared": {"engineer", "manager"},
    "difficulties.see": {"engineer"},
    "difficulties.see-shared": {"engineer", "manager"},
    "perspective.see": {"engineer", "manager"},
    "perspective.write": {"manager"},
    "commitments.see": {"engineer", "manager"},
    "commitments.write": {"manager"},
    "commitments.report": {"manager"},
    "commitments.confirm": {"engineer"},
    "reviews.see": {"engineer", "manager", "delegate"},
    "reviews.write": {"engineer", "manager", "delegate"},
    "close": {"engineer", "manager"},
    "pause": {"engineer", "manager"},
    "reset.see": {"engineer", "manager"},
    "reset.write": {"engineer", "manager"},
    "reset.finish": {"engineer"},
    "trade-offs.see": {"engineer", "manager", "delegate"},
    "trade-offs.write": {"engineer", "manager"},
    "application.see": {"engineer", "manager"},
    "application.write": {"engineer", "manager"},
}
"""Role in the cast that may, for a plan that was shared. Whoever is not named gets 404."""
IN_A_DRAFT = {"see-that-it-exists": EVERYBODY_WITH_THE_DATES, "suggest": {"manager", "hr_partner"}}
"""Who has a right over a draft that is not theirs."""


def may(person: Person, action: str, plan: Plan, at: datetime = NOW) -> bool:
    try:
        plan_for(person, action, plan.pk, at=at)
    except Unseen:
        return False
    return True


def test_every_right_has_its_row_here() -> None:
    assert set(TABLE) == set(WHO_MAY)


@pytest.mark.parametrize("action", WHO_MAY)
def test_a_shared_plan(agreed: Pair, cast: Cast, action: str) -> None:
    assert {role for role, person in cast.everybody().items() if may(person, action, agreed.plan)} == TABLE[action]


@pytest.mark.parametrize("action", WHO_MAY)
def test_a_draft(draft: Pair, cast: Cast, action: str) -> None:
    """E2: whatever the owner may, and hardly anything for anybody else."""
    own = {"engineer"} & TABLE[action]
    found = {role for role, person in cast.everybody().items() if may(person, action, draft.plan)}
    assert found == own | IN_A_DRAFT.get(action, set())


@pytest.mark.parametrize("action", WHO_MAY)
@pytest.mark.parametrize("state", [PlanState.DRAFT, PlanState.ACTIVE])
def test_lists_and_single_plans_agree_for_everybody(agreed: Pair, cast: Cast, action: str, state: PlanState) -> None:
    Plan.objects.update(state=state)
    for person in cast.everybody().values():
        assert visible_plans(person, at=NOW, action=action).filter(pk=agreed.plan.pk).exists() is may(person, action, agreed.plan)


def test_a_former_manager_finds_nothing_and_the_new_one_finds_it_all(agreed: Pair, cast: Cast) -> None:
    """TRUST X1."""
    later = NOW + timedelta(hours=1)
    begin_line(agreed.owner, cast.new_manager, since=later, by=None, at=later)
    for action in WHO_MAY:
        assert not may(agreed.manager, action, agreed.plan, later)
        assert may(cast.new_manager, action, agreed.plan, later) is ("manager" in TABLE[action])


def test_a_delegate_sees_it_until_the_last_instant_of_the_delegation(agreed: Pair, cast: Cast) -> None:
    """TRUST X10."""
    end = NOW + timedelta(days=14)
    assert may(cast.delegate, "see", agreed.plan, end - timedelta(seconds=1))
    assert not may(cast.delegate, "see", agreed.plan, end)


def test_what_never_was_and_what_one_may_not_see_are_the_same(agreed: Pair, cast: Cast) -> None:
    for pk in (agreed.plan.pk, 10_000):
        with pytest.raises(Unseen):
            plan_for(cast.outsider, "see", pk, at=NOW)
    for handle in (agreed.owner.handle, "nobody-here"):
        with pytest.raises(Unseen):
            plan_at(cast.outsider, "see", handle, "2026-q4", at=NOW)


def test_a_part_of_a_plan_is_reached_only_through_its_plan(agreed: Pair, cast: Cast) -> None:
    goal = agreed.goal()
    parts = (
        (goal_for, "see", goal.pk),
        (action_for, "see", goal.actions.get().pk),
        (commitment_for, "commitments.see", agreed.plan.commitments.get().pk),
    )
    for reach, action, pk in parts:
        assert reach(agreed.manager, action, pk, at=NOW).pk == pk
        for person, key in ((cast.outsider, pk), (agreed.manager, 10_000)):
            with pytest.raises(Unseen):
                reach(person, action, key, at=NOW)
    with pytest.raises(Unseen):
        suggestion_for(agreed.owner, "answer-suggestion", 10_000, at=NOW)


def test_nobody_reads_upwards_whatever_role_they_hold(agreed: Pair, cast: Cast) -> None:
    """TRUST X7."""
    plan = Plan.objects.create(owner=cast.leader, cycle=agreed.ground.cycle, created_at=datetime(2026, 10, 1, tzinfo=UTC), state="active")
    assert not any(may(person, "see-state", plan) for person in (cast.hr_admin, cast.upline, cast.manager))
