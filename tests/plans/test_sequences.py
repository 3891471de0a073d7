"""Whatever two people do to one plan, in whatever order: what is in force was agreed by both, and no word is lost."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cast import Cast
from tests.plans.conftest import OCTOBER, Ground

from cadenza.objections import Refused, Unseen
from cadenza.people.models import Person
from cadenza.plans import actions, agreement_rules
from cadenza.plans.actions import SuggestionDraft
from cadenza.plans.models import Agreement, Goal, Plan, Suggestion, Version
from cadenza.plans.queries import rows_of
from cadenza.plans.rules import Lane, PlanState, SuggestionState
from cadenza.web.revisions import Edit, base_of

pytestmark = pytest.mark.django_db

VERBS = (
    "share",
    "add",
    "outcome",
    "capability",
    "drop",
    "take-back",
    "suggest",
    "accept",
    "decline",
    "commit",
    "commit-all",
    "offer",
    "agree",
)
STEPS = st.lists(st.tuples(st.sampled_from(["owner", "manager"]), st.sampled_from(VERBS), st.integers(0, 3)), min_size=6, max_size=24)


@dataclass
class Table:
    """Two people at a table with one plan between them, and what each was told is saved."""

    owner: Person
    manager: Person
    plan: Plan
    ground: Ground
    saved: dict[int, str] = field(default_factory=dict)
    """Goal number -> the outcome whose saving was acknowledged last."""

    def goals(self) -> list[Goal]:
        return rows_of(Plan.objects.select_related("owner", "cycle").get(pk=self.plan.pk), opened_for_owner=True).goals

    def pick(self, number: int) -> Goal | None:
        found = self.goals()
        return found[number % len(found)] if found else None

    def do(self, who: str, verb: str, number: int, step: int) -> None:
        """One step; a refusal is an answer like any other and must change nothing."""
        by = self.owner if who == "owner" else self.manager
        try:
            with transaction.atomic():
                self.act(by, verb, number, step)
        except (Refused, Unseen):
            pass

    def act(self, by: Person, verb: str, number: int, step: int) -> None:
        key, goal = self.plan.pk, self.pick(number)
        suggestion = Suggestion.objects.filter(plan=key, state=SuggestionState.OFFERED).first()
        version = Version.objects.filter(plan=key).order_by("-number").first()
        if verb == "share":
            actions.share_plan(key, by=by, at=OCTOBER)
        elif verb == "add":
            made = actions.add_goal(key, self.ground.goal(outcome=f"added {step}"), by=by, at=OCTOBER)
            self.saved[made.number] = f"added {step}"
        elif verb == "outcome" and goal:
            actions.edit_goal(goal.pk, {"outcome": Edit(f"written {step}", base_of(goal, "outcome"))}, by=by, at=OCTOBER)
            self.saved[goal.number] = f"written {step}"
        elif verb == "capability" and goal:
            wanted = (self.ground.forecasting, self.ground.reviewing, self.ground.pairing)[step % 3]
            actions.edit_goal(goal.pk, {"capability": Edit(str(wanted.pk), base_of(goal, "capability"))}, by=by, at=OCTOBER)
        elif verb == "drop" and goal:
            actions.drop_goal(goal.pk, reason="No longer needed", by=by, at=OCTOBER)
        elif verb == "take-back" and goal:
            self.saved[goal.number] = actions.take_back_change(goal.pk, by=by, at=OCTOBER).outcome or self.saved[goal.number]
        elif verb == "suggest":
            actions.suggest_goal(key, SuggestionDraft(f"suggested {step}", "It is needed"), by=by, at=OCTOBER)
        elif verb == "accept" and suggestion:
            made = actions.accept_suggestion(suggestion.pk, by=by, at=OCTOBER)
            self.saved[made.number] = suggestion.outcome
        elif verb == "decline" and suggestion:
            actions.decline_suggestion(suggestion.pk, by=by, at=OCTOBER)
        elif verb == "commit" and goal:
            self.commit(by, goal)
        elif verb == "commit-all":
            for one in self.goals():
                self.commit(by, one)
        elif verb == "offer":
            actions.offer_plan(key, by=by, at=OCTOBER)
        elif verb == "agree" and version:
            actions.agree_plan(key, version.number, by=by, at=OCTOBER)

    def commit(self, by: Person, goal: Goal) -> None:
        day = self.ground.cycle.end_date
        actions.add_commitment(self.plan.pk, what="Hand it over", due_date=day, goal_number=goal.number, by=by, at=OCTOBER)

    def check(self) -> None:
        plan = Plan.objects.get(pk=self.plan.pk)
        goals = self.goals()
        assert len(goals) <= agreement_rules.MOST_GOALS
        assert (plan.state == PlanState.ACTIVE) is (plan.agreed_version_id is not None)
        for goal in goals:
            assert goal.read_field("outcome") == self.saved[goal.number], "an acknowledged text is gone"
            if goal.agreed_in_id is not None:
                assert set(Agreement.objects.filter(version=goal.agreed_in_id).values_list("person", flat=True)) == {
                    self.owner.pk,
                    self.manager.pk,
                }
        if plan.agreed_version is not None:
            self.check_in_force(plan.agreed_version, goals)

    def check_in_force(self, version: Version, goals: list[Goal]) -> None:
        agreed = {words["number"]: words for words in version.words["goals"]}
        assert len(agreed) <= agreement_rules.MOST_GOALS
        named = {words["capability_id"] for words in agreed.values() if words["lane"] == Lane.EXECUTION}
        assert len(named) <= agreement_rules.MOST_EXECUTION_CAPABILITIES
        for goal in goals:
            if goal.agreed_in_id is not None:
                words = agreed[goal.number]
                assert (goal.outcome, goal.capability_id) == (words["outcome"], words["capability_id"]), "in force, and not agreed"


@pytest.mark.slow
@given(steps=STEPS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_what_is_in_force_was_agreed_by_both_and_no_word_is_lost(cast: Cast, ground: Ground, steps: list[tuple[str, str, int]]) -> None:
    """PLAN-2, PLAN-3, PLAN-9, DATA-1."""
    undo = transaction.savepoint()
    plan = actions.start_plan(cast.engineer.pk, ground.cycle.pk, by=cast.engineer, at=OCTOBER)
    table = Table(cast.engineer, cast.manager, plan, ground)
    opening = [("owner", "add", 0), ("owner", "share", 0)]
    for step, (who, verb, number) in enumerate([*opening, *steps]):
        table.do(who, verb, number, step)
        table.check()
    transaction.savepoint_rollback(undo)


def test_the_way_to_an_agreed_plan_and_a_changed_one_is_among_the_sequences(cast: Cast, ground: Ground) -> None:
    """The sequences above can reach what they are about."""
    plan = actions.start_plan(cast.engineer.pk, ground.cycle.pk, by=cast.engineer, at=OCTOBER)
    table = Table(cast.engineer, cast.manager, plan, ground)
    for step, verb in enumerate(["add", "share", "commit-all", "offer", "agree", "outcome", "offer", "agree"]):
        who = "manager" if verb in {"commit-all", "agree"} else "owner"
        table.do(who, verb, 0, step)
        table.check()
    assert Version.objects.get(pk=Plan.objects.get(pk=plan.pk).agreed_version_id).number == 2
