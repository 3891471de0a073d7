"""Whatever two people do to a plan up to its end and into the next: no goal in force that the person did not accept, and no word lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cast import Cast
from tests.plans.conftest import OCTOBER, Ground
from tests.plans.test_sequences import VERBS, Table

from cadenza.evidence.actions import EvidenceDraft, add_evidence
from cadenza.evidence.rules import EvidenceKind
from cadenza.people.models import Person
from cadenza.plans import actions, agreement_rules, resets
from cadenza.plans.models import Agreement, Goal, Judgement, Plan
from cadenza.plans.reset_rules import GoalEnd
from cadenza.plans.rules import PlanState
from cadenza.plans.sealed import read_all
from cadenza.strategy.models import Cycle, KeyResult, Objective
from cadenza.web.revisions import Edit, base_of

pytestmark = pytest.mark.django_db

DECEMBER = datetime(2026, 12, 15, 9, 0, tzinfo=UTC)
LATE = datetime(2027, 1, 20, 9, 0, tzinfo=UTC)
RESETS = (
    "judge",
    "say-end",
    "share-part",
    "finish-alone",
    "begin-next",
    "change-next",
    "commit-next",
    "share-next",
    "offer-next",
    "agree-next",
)
STEPS = st.lists(
    st.tuples(st.sampled_from(["owner", "manager"]), st.sampled_from((*RESETS, *RESETS, *VERBS)), st.integers(0, 3)),
    min_size=8,
    max_size=26,
)
AGREED = [("owner", "add"), ("owner", "share"), ("manager", "commit-all"), ("owner", "offer"), ("manager", "agree")]


@dataclass
class LongTable(Table):
    """The same two people at the end of the quarter."""

    evidence_id: int = 0
    said: dict[tuple[int, int, str], str] = field(default_factory=dict)
    """Author, goal and field -> the words of a reset whose saving was acknowledged last."""
    begun: dict[int, str] = field(default_factory=dict)
    """Goal of the next plan -> its outcome as saved last."""

    def act(self, by: Person, verb: str, number: int, step: int) -> None:
        if verb not in RESETS:
            super().act(by, verb, number, step)
        elif verb in {"judge", "say-end"}:
            self.say(by, verb, number, step)
        elif verb == "share-part":
            resets.share_part(self.plan.pk, by=by, at=DECEMBER)
        elif verb == "finish-alone":
            resets.finish_alone(self.plan.pk, by=by, at=LATE)
        elif verb == "begin-next":
            resets.begin_next(self.plan.pk, by=by, at=DECEMBER)
            for goal in self.next_goals():
                self.begun.setdefault(goal.pk, goal.read_field("outcome"))
        else:
            self.act_next(by, verb, number, step)

    def say(self, by: Person, verb: str, number: int, step: int) -> None:
        rows = list(resets.part_of(Plan.objects.select_related("owner", "cycle").get(pk=self.plan.pk), by).values())
        row = rows[number % len(rows)]
        end = list(GoalEnd)[step % 4].value
        words = (
            {"change": "some", "shows": f"seen {step}", "cites": str(self.evidence_id)}
            if verb == "judge"
            else {"end": end, "learned": f"learned {step}"}
        )
        edits = {name: Edit(text, base_of(row, name)) for name, text in words.items()}
        resets.save_part(self.plan.pk, {row.goal.number: edits}, by=by, at=DECEMBER)
        self.said |= {(by.pk, row.goal_id, name): text for name, text in words.items()}

    def act_next(self, by: Person, verb: str, number: int, step: int) -> None:
        plan = self.next_plan()
        assert plan is not None
        goals = self.next_goals()
        if verb == "change-next" and goals:
            goal = goals[number % len(goals)]
            actions.edit_goal(goal.pk, {"outcome": Edit(f"next {step}", base_of(goal, "outcome"))}, by=by, at=LATE)
            self.begun[goal.pk] = f"next {step}"
        elif verb == "share-next":
            actions.share_plan(plan.pk, by=by, at=LATE)
        elif verb == "commit-next":
            for goal in goals:
                promise = {"what": "Hand it over by name in planning", "due_date": date(2027, 2, 12), "goal_number": goal.number}
                actions.add_commitment(plan.pk, **promise, by=by, at=LATE)  # type: ignore[arg-type]  # a table of plain values
        elif verb == "offer-next":
            actions.offer_plan(plan.pk, by=by, at=LATE)
        elif verb == "agree-next":
            latest = plan.versions.order_by("-number").first()
            if latest:
                actions.agree_plan(plan.pk, latest.number, by=by, at=LATE)

    def do(self, who: str, verb: str, number: int, step: int) -> None:
        """A step of the next plan needs one; a step of the reset needs a goal that both agreed."""
        if verb.endswith("-next") and verb != "begin-next" and self.next_plan() is None:
            return
        if verb in {"judge", "say-end"} and not resets.goals_of(Plan.objects.get(pk=self.plan.pk)):
            return
        super().do(who, verb, number, step)

    def next_plan(self) -> Plan | None:
        return Plan.objects.filter(owner=self.owner).exclude(pk=self.plan.pk).select_related("owner", "cycle").first()

    def next_goals(self) -> list[Goal]:
        plan = self.next_plan()
        goals = list(Goal.objects.filter(plan=plan, dropped_at=None).select_related("waiting").order_by("number")) if plan else []
        for goal in goals:
            assert plan is not None
            goal.plan = plan
        read_all(goals, owner_id=self.owner.pk)
        return goals

    def check(self) -> None:
        super().check()
        self.check_judgements()
        plan, both = self.next_plan(), {self.owner.pk, self.manager.pk}
        goals = self.next_goals()
        assert len(goals) <= agreement_rules.MOST_GOALS
        for goal in goals:
            assert goal.read_field("outcome") == self.begun[goal.pk], "an acknowledged text of the next plan is gone"
            if goal.agreed_in_id is not None:
                assert plan is not None
                assert plan.state == PlanState.ACTIVE
                assert set(Agreement.objects.filter(version=goal.agreed_in_id).values_list("person", flat=True)) == both

    def check_judgements(self) -> None:
        """Every saved word is still its author's, and a goal ends only as the person said."""
        for author in (self.owner, self.manager):
            rows = list(Judgement.objects.filter(goal__plan=self.plan, author=author))
            read_all(rows, owner_id=author.pk)
            kept = {(author.pk, row.goal_id, name): getattr(row, name) for row in rows for name in Judgement.WORDS}
            for key, words in self.said.items():
                if key[0] == author.pk:
                    assert kept[key] == words, "an acknowledged word of the reset is gone"
        for goal in Goal.objects.filter(plan=self.plan).exclude(ended_as=""):
            assert goal.ended_as == self.said[self.owner.pk, goal.pk, "end"]
            assert goal.learned == self.said[self.owner.pk, goal.pk, "learned"]


def table(cast: Cast, ground: Ground) -> LongTable:
    """The two with an agreed plan of one goal, a piece of evidence, and the same key result again in the next quarter."""
    coming = Cycle.objects.create(key="2027-q1", start_date=date(2027, 1, 1), end_date=date(2027, 3, 31))
    objective = Objective.objects.create(cycle=coming, level="company", title="Refunds arrive in an hour")
    again = {"key": ground.key_result.key, "title": "Forecast capacity a quarter out", "due_date": coming.end_date}
    KeyResult.objects.create(objective=objective, cycle=coming, **again)
    plan = actions.start_plan(cast.engineer.pk, ground.cycle.pk, by=cast.engineer, at=OCTOBER)
    draft = EvidenceDraft(EvidenceKind.REVIEW_COMMENT, "Forecast was 12% out", date(2026, 9, 20), ground.forecasting.pk)
    piece = add_evidence(cast.engineer.pk, draft, by=cast.engineer, at=OCTOBER)
    made = LongTable(cast.engineer, cast.manager, plan, ground, evidence_id=piece.pk)
    for step, (who, verb) in enumerate(AGREED):
        made.do(who, verb, 0, step)
    assert Plan.objects.get(pk=plan.pk).state == PlanState.ACTIVE
    return made


@pytest.mark.slow
@given(steps=STEPS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_no_goal_is_in_force_that_the_person_did_not_accept_and_no_word_is_lost(
    cast: Cast, ground: Ground, steps: list[tuple[str, str, int]]
) -> None:
    """PLAN-2, PLAN-3, PLAN-9, REV-6, DATA-1: offers, edits, agreements, amendments and resets in any order."""
    undo = transaction.savepoint()
    there = table(cast, ground)
    for step, (who, verb, number) in enumerate(steps, len(AGREED)):
        there.do(who, verb, number, step)
        there.check()
    transaction.savepoint_rollback(undo)


def test_the_way_through_a_reset_into_the_next_agreed_plan_is_among_the_sequences(cast: Cast, ground: Ground) -> None:
    """The sequences above can reach what they are about."""
    there = table(cast, ground)
    way = [("manager", "judge"), ("manager", "share-part"), ("owner", "judge"), ("owner", "say-end"), ("owner", "share-part")]
    way += [("owner", "begin-next"), ("owner", "change-next"), ("owner", "share-next"), ("manager", "commit-next")]
    way += [("owner", "offer-next"), ("manager", "agree-next")]
    for step, (who, verb) in enumerate(way, 6):  # the say-end of step 9 is "changed"
        there.do(who, verb, 0, step)
        there.check()
    assert Goal.objects.get(plan=there.plan).ended_as == GoalEnd.CHANGED
    following = there.next_plan()
    assert following is not None
    assert following.state == PlanState.ACTIVE
