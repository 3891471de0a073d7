"""Where goals begin, and how they remember it: from a gap, from what a key result needs, from last quarter, from nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape
from tests.cast import NOW, Cast
from tests.plans.conftest import OCTOBER, Ground, Pair

from cadenza.evidence import actions as evidence
from cadenza.evidence import needs
from cadenza.evidence.models import GapAssessment
from cadenza.evidence.rules import EvidenceKind, InputSource, NeedKind
from cadenza.objections import Refused, Unseen
from cadenza.people.models import Person
from cadenza.plans import actions, editing
from cadenza.plans.actions import StartFrom
from cadenza.plans.forms import start_named
from cadenza.plans.models import Goal, Plan
from cadenza.plans.queries import rows_of
from cadenza.plans.rules import GoalStatus, PlanState, StartKind
from cadenza.practice.forms import STAGE_WORDS
from cadenza.practice.models import PromptVersion
from cadenza.practice.queries import prompts_at
from cadenza.practice.rules import Stage, as_words
from cadenza.strategy.models import CapabilityRequirement, KeyResult
from cadenza.strategy.rules import ResultState
from cadenza.web.clock import pinned

pytestmark = pytest.mark.django_db

SignIn = Callable[[Person], Client]
JULY = datetime(2026, 7, 2, 9, 0, tzinfo=UTC)
EDIT = "/people/sam-okafor/plans/2026-q4/edit/"


def gap_of(person: Person, ground: Ground, *, by: Person, capability_id: int | None = None) -> GapAssessment:
    draft = evidence.EvidenceDraft(EvidenceKind.REWORK, "Two estimates were redone", date(2026, 9, 1))
    seen = evidence.add_evidence(person.pk, draft, by=by, at=OCTOBER)
    wanted = evidence.GapDraft(capability_id or ground.forecasting.pk, 1, 3, [seen.pk], why="Both slipped by a fortnight")
    return evidence.assess_gap(person.pk, wanted, by=by, at=OCTOBER)


def begin(client: Client, start: str) -> HttpResponse:
    with pinned(OCTOBER):
        return client.post("/me/plan/goals/", {"op_id": str(uuid4()), "start": start})  # type: ignore[return-value]  # Django's client


def last_quarter(pair_owner: Person, manager: Person, ground: Ground) -> Plan:
    """A plan of the third quarter that both agreed, with one goal that nobody finished."""
    plan = actions.start_plan(pair_owner.pk, ground.last_cycle.pk, by=pair_owner, at=JULY)
    whole = ground.goal(key_result_id=ground.old_key_result.pk, target_date=date(2026, 9, 18))
    actions.add_goal(plan.pk, whole, by=pair_owner, at=JULY)
    actions.share_plan(plan.pk, by=pair_owner, at=JULY)
    actions.add_commitment(plan.pk, what="Hand over one forecast by name", due_date=date(2026, 9, 12), goal_number=1, by=manager, at=JULY)
    version = actions.offer_plan(plan.pk, by=pair_owner, at=JULY)
    actions.agree_plan(plan.pk, version.number, by=manager, at=JULY)
    return plan


class TestBeginning:
    """DESIGN 5, PLAN-3: one click begins the goal, and the plan where there is none."""

    def test_a_gap_begins_plan_and_goal_in_one_click(self, cast: Cast, ground: Ground) -> None:
        gap = gap_of(cast.engineer, ground, by=cast.manager)
        goal = actions.begin_goal(StartFrom(StartKind.GAP, gap.pk), by=cast.engineer, at=OCTOBER, review_how="Weeks 4, 8 and 12")
        (read,) = rows_of(Plan.objects.get(owner=cast.engineer), opened_for_owner=True).goals
        filled = (read.key_result, read.capability, read.level_now, read.level_aimed, read.target_date, read.supporter, read.review_how)
        whole = (ground.key_result, ground.forecasting, 1, 3, ground.cycle.end_date, cast.manager, "Weeks 4, 8 and 12")
        assert (filled, goal.gap, goal.plan.state) == (whole, gap, PlanState.DRAFT)

    def test_a_second_click_on_the_same_gap_leads_to_the_same_goal(self, cast: Cast, ground: Ground) -> None:
        gap = gap_of(cast.engineer, ground, by=cast.manager)
        made = {actions.begin_goal(StartFrom(StartKind.GAP, gap.pk), by=cast.engineer, at=OCTOBER).pk for _ in range(2)}
        assert len(made) == 1

    def test_what_a_key_result_needs_begins_a_goal_with_the_level_held(self, cast: Cast, ground: Ground) -> None:
        """STRAT-1: from the requirement to the goal that serves it."""
        gap = gap_of(cast.engineer, ground, by=cast.manager)
        need = CapabilityRequirement.objects.get(key_result=ground.key_result)
        goal = actions.begin_goal(StartFrom(StartKind.NEED, need.pk), by=cast.engineer, at=OCTOBER)
        assert (goal.key_result, goal.capability, goal.level_now, goal.level_aimed) == (ground.key_result, ground.forecasting, 1, 3)
        assert goal.gap == gap

    def test_a_key_result_without_a_named_capability_begins_a_goal_too(self, cast: Cast, ground: Ground) -> None:
        CapabilityRequirement.objects.all().delete()
        goal = actions.begin_goal(StartFrom(StartKind.KEY_RESULT, ground.key_result.pk), by=cast.engineer, at=OCTOBER)
        assert (goal.key_result, goal.capability) == (ground.key_result, None)

    def test_nothing_begins_an_empty_goal(self, cast: Cast, ground: Ground) -> None:
        assert actions.begin_goal(None, by=cast.engineer, at=OCTOBER).actions.count() == 1

    def test_last_quarters_unfinished_goal_goes_on_with_its_words(self, cast: Cast, ground: Ground) -> None:
        """REV-6: it knows which goal it goes on with, and names a key result of this quarter."""
        before = last_quarter(cast.engineer, cast.manager, ground).goals.get()
        actions.begin_goal(StartFrom(StartKind.BEFORE, before.pk), by=cast.engineer, at=OCTOBER)
        (goal,) = rows_of(Plan.objects.get(owner=cast.engineer, cycle=ground.cycle), opened_for_owner=True).goals
        assert (goal.outcome, goal.carried_from_id, goal.key_result) == (before.outcome, before.pk, ground.key_result)

    def test_a_finished_goal_is_not_carried_on(self, cast: Cast, ground: Ground) -> None:
        before = last_quarter(cast.engineer, cast.manager, ground).goals.get()
        Goal.objects.filter(pk=before.pk).update(status=GoalStatus.COMPLETED)
        with pytest.raises(Unseen):
            actions.begin_goal(StartFrom(StartKind.BEFORE, before.pk), by=cast.engineer, at=OCTOBER)

    def test_a_goal_begins_from_a_capability(self, cast: Cast, ground: Ground) -> None:
        """DESIGN 5: with the key result that needs it, and with its gap once there is one."""
        start = StartFrom(StartKind.CAPABILITY, ground.forecasting.pk)
        goal = actions.begin_goal(start, by=cast.engineer, at=OCTOBER)
        assert (goal.key_result, goal.capability, goal.level_now, goal.gap) == (ground.key_result, ground.forecasting, None, None)
        gap = gap_of(cast.engineer, ground, by=cast.manager)
        assert actions.begin_goal(start, by=cast.engineer, at=OCTOBER) == goal, "no second goal for one capability"
        Goal.objects.filter(pk=goal.pk).update(dropped_at=OCTOBER)
        goal = actions.begin_goal(start, by=cast.engineer, at=OCTOBER)
        assert (goal.capability, goal.level_aimed, goal.gap) == (ground.forecasting, 3, gap)

    @pytest.mark.parametrize("kind", list(StartKind))
    def test_nothing_begins_from_what_is_not_there(self, cast: Cast, ground: Ground, kind: StartKind) -> None:
        with pytest.raises(Unseen):
            actions.begin_goal(StartFrom(kind, 10**9), by=cast.engineer, at=OCTOBER)

    def test_somebody_elses_gap_begins_nothing(self, cast: Cast, ground: Ground) -> None:
        """PLAN-3, TRUST C2: and their manager cannot begin a goal from it either."""
        gap = gap_of(cast.engineer, ground, by=cast.manager)
        for other in (cast.peer, cast.manager):
            with pytest.raises(Unseen):
                actions.begin_goal(StartFrom(StartKind.GAP, gap.pk), by=other, at=OCTOBER)

    def test_a_dropped_key_result_begins_nothing(self, cast: Cast, ground: Ground) -> None:
        KeyResult.objects.filter(pk=ground.key_result.pk).update(state=ResultState.DROPPED)
        with pytest.raises(Unseen):
            actions.begin_goal(StartFrom(StartKind.KEY_RESULT, ground.key_result.pk), by=cast.engineer, at=OCTOBER)

    def test_outside_every_quarter_it_is_refused_in_words(self, cast: Cast, ground: Ground) -> None:
        with pytest.raises(Refused) as no:
            actions.begin_goal(None, by=cast.engineer, at=datetime(2027, 5, 3, 9, 0, tzinfo=UTC))
        assert [one.code for one in no.value.objections] == ["no-cycle-runs"]

    def test_a_fourth_goal_is_refused_from_there_too(self, draft: Pair) -> None:
        """PLAN-2."""
        for _ in range(2):
            actions.begin_goal(None, by=draft.owner, at=OCTOBER)
        with pytest.raises(Refused) as no:
            actions.begin_goal(None, by=draft.owner, at=OCTOBER)
        assert [one.code for one in no.value.objections] == ["too-many-goals"]

    @pytest.mark.parametrize("text", ["", "gap:", "gap:x", "gap:-1", "thing:4", "gap:١", "gap:" + "9" * 20])
    def test_an_unreadable_start_begins_from_nothing(self, text: str) -> None:
        assert start_named(text) is None


class TestOffered:
    """DESIGN 5: what the editor offers to start from."""

    def offered(self, pair: Pair) -> dict[StartKind, list[str]]:
        rows = rows_of(pair.fresh(), opened_for_owner=True)
        results = editing.near_key_results(pair.owner, pair.plan.cycle, ())
        found = editing.starts_for(pair.owner, pair.plan.cycle, rows.goals, results)
        return {group.kind: [one.label for one in group.starts] for group in found}

    def test_open_gaps_and_last_quarters_goals_and_needs_are_offered(self, draft: Pair) -> None:
        gap_of(draft.owner, draft.ground, by=draft.manager, capability_id=draft.ground.reviewing.pk)
        last_quarter(draft.owner, draft.manager, draft.ground)
        CapabilityRequirement.objects.create(key_result=draft.ground.key_result, capability=draft.ground.reviewing, level=2)
        assert self.offered(draft) == {
            StartKind.GAP: ["Design review"],
            StartKind.BEFORE: ["I can forecast a change that crosses two teams"],
            StartKind.NEED: ["PAY-3 Forecast capacity two sprints out"],
        }

    def test_what_a_goal_serves_already_is_not_offered_again(self, draft: Pair) -> None:
        assert self.offered(draft) == {}

    def test_own_key_results_come_before_the_companys(self, draft: Pair) -> None:
        """Those that the person owns, then the team's, then the others."""
        ground = draft.ground
        own = KeyResult.objects.create(
            objective=ground.key_result.objective, cycle=ground.cycle, key="PAY-9", title="Own", due_date=ground.cycle.end_date,
            owner=draft.owner, order=9,
        )  # fmt: skip
        for result in (ground.key_result, own):
            CapabilityRequirement.objects.create(key_result=result, capability=ground.pairing, level=2)
        assert self.offered(draft)[StartKind.NEED] == ["PAY-9 Own", "PAY-3 Forecast capacity two sprints out"]

    def test_a_full_plan_is_offered_nothing(self, draft: Pair) -> None:
        """PLAN-2."""
        gap_of(draft.owner, draft.ground, by=draft.manager, capability_id=draft.ground.reviewing.pk)
        for _ in range(2):
            actions.add_goal(draft.plan.pk, draft.ground.goal(), by=draft.owner, at=OCTOBER)
        assert self.offered(draft) == {}

    def test_thirty_needs_cost_no_more_queries_than_three(self, draft: Pair, sign_in: SignIn) -> None:
        client = sign_in(draft.owner)
        client.get(EDIT)  # what a process reads once is read
        counted = []
        for numbers in (range(3), range(3, 30)):
            for number in numbers:
                result = KeyResult.objects.create(
                    objective=draft.ground.key_result.objective, cycle=draft.ground.cycle, key=f"X-{number}", title="More",
                    due_date=draft.ground.cycle.end_date,
                )  # fmt: skip
                CapabilityRequirement.objects.create(key_result=result, capability=draft.ground.pairing, level=2)
            with CaptureQueriesContext(connection) as found:
                assert client.get(EDIT).status_code == 200
            counted.append(len(found))
        assert counted[0] == counted[1]


def test_the_five_stages_of_the_talk_are_at_hand_in_the_editor(draft: Pair, cast: Cast, sign_in: SignIn) -> None:
    """PLAN-13: in their order, and as HR words them."""
    words = as_words(prompts_at(NOW))
    staged = {**words["goal_setting"], Stage.NEEDS.value: ["Where did the quokka bite?"]}  # type: ignore[dict-item]  # JSON
    PromptVersion.objects.create(
        number=1, words={**words, "goal_setting": staged}, effective_on=OCTOBER.date(), made_by=cast.hr_admin, made_at=OCTOBER
    )
    page = sign_in(draft.owner).get(EDIT).content.decode()
    places = [page.index(str(escape(name))) for name in STAGE_WORDS.values()]
    assert places == sorted(places)
    assert "Where did the quokka bite?" in page


class TestPages:
    """One click on the page where the need shows."""

    def test_the_evidence_page_begins_a_goal_and_then_leads_to_it(self, cast: Cast, ground: Ground, sign_in: SignIn) -> None:
        gap = gap_of(cast.engineer, ground, by=cast.manager)
        client = sign_in(cast.engineer)
        assert f'value="gap:{gap.pk}"' in client.get("/people/sam-okafor/evidence/").content.decode()
        answer = begin(client, f"gap:{gap.pk}")
        assert (answer.status_code, answer.headers["Location"]) == (303, f"{EDIT}#edit-goal-1")
        after = client.get("/people/sam-okafor/evidence/").content.decode()
        assert f'value="gap:{gap.pk}"' not in after
        assert "/people/sam-okafor/plans/2026-q4/goals/1/" in after

    def test_a_gap_that_a_finished_plan_left_open_begins_a_goal_anew(self, cast: Cast, ground: Ground, sign_in: SignIn) -> None:
        gap = gap_of(cast.engineer, ground, by=cast.manager)
        actions.begin_goal(StartFrom(StartKind.GAP, gap.pk), by=cast.engineer, at=OCTOBER)
        Plan.objects.update(state=PlanState.CLOSED)
        assert f'value="gap:{gap.pk}"' in sign_in(cast.engineer).get("/people/sam-okafor/evidence/").content.decode()

    def test_the_manager_sees_no_such_button_and_no_such_goal(self, cast: Cast, ground: Ground, sign_in: SignIn) -> None:
        """PLAN-3, TRUST E2: a draft leaves no trace on a page that the manager reads."""
        gap = gap_of(cast.engineer, ground, by=cast.manager)
        actions.begin_goal(StartFrom(StartKind.GAP, gap.pk), by=cast.engineer, at=OCTOBER)
        page = sign_in(cast.manager).get("/people/sam-okafor/evidence/").content.decode()
        assert "Start a goal" not in page
        assert "/goals/1/" not in page

    def test_the_key_result_page_begins_a_goal(self, cast: Cast, ground: Ground, sign_in: SignIn) -> None:
        client = sign_in(cast.engineer)
        with pinned(OCTOBER):
            page = client.get("/okrs/2026-q4/PAY-3/").content.decode()
        need = CapabilityRequirement.objects.get(key_result=ground.key_result)
        assert f'value="key-result:{ground.key_result.pk}"' in page
        assert f'value="need:{need.pk}"' in page
        assert begin(client, f"need:{need.pk}").headers["Location"] == f"{EDIT}#edit-goal-1"

    def test_a_key_result_of_a_quarter_that_is_over_begins_nothing(self, cast: Cast, ground: Ground, sign_in: SignIn) -> None:
        with pinned(OCTOBER):
            assert 'value="key-result:' not in sign_in(cast.engineer).get("/okrs/2026-q3/PAY-1/").content.decode()

    def test_the_first_page_of_a_plan_offers_the_same_starts(self, cast: Cast, ground: Ground, sign_in: SignIn) -> None:
        gap = gap_of(cast.engineer, ground, by=cast.manager)
        with pinned(OCTOBER):
            page = sign_in(cast.engineer).get("/me/plan/").content.decode()
        assert f'value="gap:{gap.pk}"' in page or f"gap:{gap.pk}" in page


class TestCameFrom:
    """The goal's page says what it came from, to those who may read that."""

    def page(self, pair: Pair, reader: Person, sign_in: SignIn, number: int) -> str:
        return sign_in(reader).get(f"/people/sam-okafor/plans/2026-q4/goals/{number}/").content.decode()

    def test_a_gap(self, draft: Pair, cast: Cast, sign_in: SignIn) -> None:
        """GAP-1: its page is one click away; whoever only stands in for the manager is told nothing of it (TRUST C2)."""
        gap = gap_of(draft.owner, draft.ground, by=draft.manager)
        actions.begin_goal(StartFrom(StartKind.GAP, gap.pk), by=draft.owner, at=OCTOBER)
        actions.share_plan(draft.plan.pk, by=draft.owner, at=OCTOBER)
        for reader in (draft.owner, draft.manager):
            page = self.page(draft, reader, sign_in, 2)
            assert f"#gap-{gap.pk}" in page
            assert "Both slipped by a fortnight" in page
        assert "Both slipped by a fortnight" not in self.page(draft, cast.delegate, sign_in, 2)

    def test_a_suggestion(self, shared: Pair, cast: Cast, sign_in: SignIn) -> None:
        draft = actions.SuggestionDraft("Can lead a design review", "Two reviews need a lead")
        made = actions.suggest_goal(shared.plan.pk, draft, by=shared.manager, at=OCTOBER)
        goal = actions.accept_suggestion(made.pk, by=shared.owner, at=OCTOBER)
        assert "Two reviews need a lead" in self.page(shared, shared.owner, sign_in, goal.number)
        assert "Two reviews need a lead" not in self.page(shared, cast.delegate, sign_in, goal.number)

    def test_a_suggestion_made_from_a_gap_brings_the_gap_along(self, shared: Pair, sign_in: SignIn) -> None:
        gap = gap_of(shared.owner, shared.ground, by=shared.manager)
        draft = actions.SuggestionDraft("Can forecast", "The gap", gap_id=gap.pk)
        made = actions.suggest_goal(shared.plan.pk, draft, by=shared.manager, at=OCTOBER)
        goal = actions.accept_suggestion(made.pk, by=shared.owner, at=OCTOBER)
        assert (goal.gap, goal.capability, goal.level_now, goal.level_aimed) == (gap, shared.ground.forecasting, 1, 3)
        assert f"#gap-{gap.pk}" in self.page(shared, shared.owner, sign_in, goal.number)

    def test_what_a_talk_about_performance_brought_up(self, shared: Pair, sign_in: SignIn) -> None:
        """GAP-2: the path back is visible, from an assessment and from a suggestion alike."""
        seen = {"capability_id": shared.ground.forecasting.pk, "seen": "Two weeks late", "seen_on": date(2026, 9, 1)}
        need = needs.NeedDraft(InputSource.PROJECT_CLOSE, date(2026, 9, 30), NeedKind.SKILL_GAP, level_now=1, level_needed=3, **seen)  # type: ignore[arg-type]  # named fields
        assessed = needs.capture_gap(shared.owner.pk, need, by=shared.manager, at=OCTOBER)
        assert assessed.gap is not None
        kept = needs.capture_for_suggestion(shared.owner.pk, need, by=shared.manager, at=OCTOBER, with_fact=False)
        draft = actions.SuggestionDraft("Can forecast", "Seen at the close", need_id=kept.pk)
        made = actions.suggest_goal(shared.plan.pk, draft, by=shared.manager, at=OCTOBER)
        goals = [
            actions.accept_suggestion(made.pk, by=shared.owner, at=OCTOBER),
            actions.begin_goal(StartFrom(StartKind.GAP, assessed.gap.pk), by=shared.owner, at=OCTOBER),
        ]
        for goal in goals:
            assert "what the close of a project brought up" in self.page(shared, shared.owner, sign_in, goal.number)

    def test_somebody_elses_need_is_no_origin(self, shared: Pair, cast: Cast) -> None:
        need = needs.NeedDraft(InputSource.REVIEW, date(2026, 9, 30), NeedKind.COACHING, None)
        kept = needs.capture_for_suggestion(cast.peer.pk, need, by=cast.manager, at=OCTOBER, with_fact=False)
        with pytest.raises(Unseen):
            actions.suggest_goal(shared.plan.pk, actions.SuggestionDraft("Can", "Why", need_id=kept.pk), by=shared.manager, at=OCTOBER)

    def test_hr_cannot_suggest_from_a_gap_that_it_may_not_see(self, shared: Pair, cast: Cast) -> None:
        gap = gap_of(shared.owner, shared.ground, by=shared.manager)
        draft = actions.SuggestionDraft("Can forecast", "The gap", gap_id=gap.pk)
        with pytest.raises(Unseen):
            actions.suggest_goal(shared.plan.pk, draft, by=cast.hr_partner, at=OCTOBER)

    def test_an_earlier_goal(self, draft: Pair, sign_in: SignIn) -> None:
        """REV-6."""
        before = last_quarter(draft.owner, draft.manager, draft.ground).goals.get()
        goal = actions.begin_goal(StartFrom(StartKind.BEFORE, before.pk), by=draft.owner, at=OCTOBER)
        assert "/people/sam-okafor/plans/2026-q3/goals/1/" in self.page(draft, draft.owner, sign_in, goal.number)
