"""What people do with a plan, and what it leaves behind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from tests.cast import Cast
from tests.plans.conftest import OCTOBER, Ground, Pair, commit, latest

from cadenza.asks.models import Ask
from cadenza.capability.models import FrameworkVersion, Level
from cadenza.objections import Refused, Unseen
from cadenza.people.actions import begin_line
from cadenza.plans import actions
from cadenza.plans.actions import ActionDraft, SuggestionDraft
from cadenza.plans.edits import PlanEdits
from cadenza.plans.models import Action, Commitment, Goal, Plan, SelfView, Suggestion, WaitingChange
from cadenza.plans.queries import coverage_of, plans_of_people, rows_of, self_views_of, statuses_of, visible_goals_for
from cadenza.plans.rules import ActionKind, CommitmentState, Lane, PlanState, SelfViewField, SuggestionState
from cadenza.trail.models import Content
from cadenza.trail.rules import PRIVATE_KIND
from cadenza.web.revisions import Conflict, Edit, Revised, base_of

pytestmark = pytest.mark.django_db


def edit(row: Revised, **values: object) -> dict[str, Edit]:
    return {name: Edit(str(value), base_of(row, name)) for name, value in values.items()}


def codes(no: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [one.code for one in no.value.objections]


def trail_kinds(**which: object) -> list[str]:
    return list(Content.objects.filter(**which).order_by("pk").values_list("kind", flat=True))


class TestDraft:
    """E2: the person's own words, theirs alone."""

    def test_the_words_of_a_draft_stand_in_no_column(self, draft: Pair) -> None:
        goal = Goal.objects.get(plan=draft.plan)
        assert (goal.outcome, goal.live_work, goal.support_words) == ("", "", "")
        assert goal.sealed is not None

    def test_its_owner_reads_them(self, draft: Pair) -> None:
        rows = rows_of(draft.fresh(), opened_for_owner=True)
        assert rows.goals[0].outcome == "I can forecast a change that crosses two teams"
        assert rows.every_action()[0].tracked_where == "Board PAY, epic 31"

    def test_a_private_row_cannot_be_saved_in_clear_by_mistake(self, draft: Pair) -> None:
        goal = rows_of(draft.fresh(), opened_for_owner=True).goals[0]
        with pytest.raises(RuntimeError, match="private words"):
            goal.save()

    def test_what_is_recorded_of_a_draft_names_neither_person_nor_kind(self, draft: Pair) -> None:
        assert set(trail_kinds(by_id=draft.owner.pk, about_id=None)) == {PRIVATE_KIND}
        assert not Content.objects.filter(kind__startswith="plans.").exists()

    def test_only_oneself_begins_ones_plan(self, cast: Cast, ground: Ground) -> None:
        """PLAN-3."""
        with pytest.raises(Unseen):
            actions.start_plan(cast.engineer.pk, ground.cycle.pk, by=cast.manager, at=OCTOBER)

    def test_a_second_plan_for_the_quarter_is_refused(self, draft: Pair) -> None:
        with pytest.raises(Refused) as no:
            actions.start_plan(draft.owner.pk, draft.ground.cycle.pk, by=draft.owner, at=OCTOBER)
        assert codes(no) == ["plan-stands"]

    def test_a_leaver_begins_no_plan(self, cast: Cast, ground: Ground) -> None:
        with pytest.raises(Unseen):
            actions.start_plan(cast.leaver.pk, ground.cycle.pk, by=cast.leaver, at=OCTOBER + timedelta(days=2))

    def test_a_manager_may_not_fill_in_the_goals(self, shared: Pair) -> None:
        """PLAN-3."""
        with pytest.raises(Unseen):
            actions.add_goal(shared.plan.pk, shared.ground.goal(), by=shared.manager, at=OCTOBER)

    def test_a_fourth_goal_is_refused_and_leaves_no_trace(self, draft: Pair) -> None:
        """PLAN-2."""
        for _ in range(2):
            actions.add_goal(draft.plan.pk, draft.ground.goal(), by=draft.owner, at=OCTOBER)
        entries = Content.objects.count()
        with pytest.raises(Refused) as no:
            actions.add_goal(draft.plan.pk, draft.ground.goal(), by=draft.owner, at=OCTOBER)
        assert (codes(no), Goal.objects.count(), Content.objects.count()) == (["too-many-goals"], 3, entries)

    def test_a_goal_begins_with_the_quarters_end_and_the_manager(self, draft: Pair) -> None:
        """DESIGN 5."""
        goal = actions.add_goal(draft.plan.pk, actions.GoalDraft(), by=draft.owner, at=OCTOBER)
        assert (goal.target_date, goal.supporter_id, goal.number) == (date(2026, 12, 31), draft.manager.pk, 2)

    def test_nothing_is_marked_done_in_a_draft(self, draft: Pair) -> None:
        action = Action.objects.get(goal__plan=draft.plan)
        with pytest.raises(Refused):
            actions.mark_action_done(action.pk, done_on=OCTOBER.date(), evidence="Memo", by=draft.owner, at=OCTOBER)


class TestWriting:
    """PLAN-9, DATA-1: fields saved one by one, none lost."""

    def test_different_fields_never_conflict(self, shared: Pair) -> None:
        page = shared.goal()
        actions.edit_goal(page.pk, edit(page, outcome="I can plan"), by=shared.owner, at=OCTOBER)
        actions.edit_goal(page.pk, edit(page, live_work="The ledger"), by=shared.owner, at=OCTOBER)
        goal = shared.goal()
        assert (goal.outcome, goal.live_work) == ("I can plan", "The ledger")

    def test_the_same_field_in_two_tabs_keeps_both_texts(self, draft: Pair) -> None:
        """N10, in a sealed draft too."""
        page = rows_of(draft.fresh(), opened_for_owner=True).goals[0]
        first, second = edit(page, outcome="First"), edit(page, outcome="Second")
        actions.edit_goal(page.pk, first, by=draft.owner, at=OCTOBER)
        with pytest.raises(Conflict) as conflict:
            actions.edit_goal(page.pk, second, by=draft.owner, at=OCTOBER)
        (clash,) = conflict.value.clashes
        assert (clash.mine, clash.theirs) == ("Second", "First")

    def test_a_save_is_kept_whole_or_not_at_all(self, shared: Pair) -> None:
        goal, action = shared.goal(), Action.objects.get(goal__plan=shared.plan)
        edits = PlanEdits(goals={goal.pk: edit(goal, outcome="New")}, actions={action.pk: edit(action, due_date="soon")})
        with pytest.raises(Refused) as no:
            actions.save_words(shared.plan.pk, edits, by=shared.owner, at=OCTOBER)
        assert codes(no) == ["needs-a-date"]
        assert shared.goal().outcome != "New"

    def test_a_goal_aims_at_levels_that_its_capability_has(self, shared: Pair) -> None:
        """PLAN-5: a level beyond the ladder is refused, and a shorter ladder beneath levels that stand."""
        ground = shared.ground
        Level.objects.filter(capability=ground.pairing, number__gt=2).delete()
        pairing = str(ground.pairing.pk)
        for changes, fields in (
            ({"level_aimed": "6"}, ["level_aimed"]),
            ({"level_now": "9", "level_aimed": "9"}, ["level_now", "level_aimed"]),
            ({"capability": pairing}, ["level_aimed"]),
        ):
            with pytest.raises(Refused) as no:
                actions.edit_goal(shared.goal().pk, edit(shared.goal(), **changes), by=shared.owner, at=OCTOBER)
            assert [one.where for one in no.value.objections] == [f"goal-1-{name}" for name in fields]
            assert set(codes(no)) == {"level-not-on-ladder"}
        fits = {"capability": pairing, "level_now": "0", "level_aimed": "2"}
        actions.edit_goal(shared.goal().pk, edit(shared.goal(), **fits), by=shared.owner, at=OCTOBER)
        Goal.objects.filter(pk=shared.goal().pk).update(level_aimed=6)  # from a time with a longer ladder
        actions.edit_goal(shared.goal().pk, edit(shared.goal(), level_now="1"), by=shared.owner, at=OCTOBER)
        assert (shared.goal().level_now, shared.goal().level_aimed) == (1, 6)
        Level.objects.filter(capability=ground.pairing).exclude(number=1).delete()
        assert shared.goal().framework_version is not None
        later = Level.objects.get(capability=ground.pairing)
        FrameworkVersion.objects.filter(framework=ground.pairing.framework).update(state="retired")
        later.pk, later.version = None, FrameworkVersion.objects.create(framework=ground.pairing.framework, number=99, state="published")
        later.save()
        with pytest.raises(Refused) as no:
            actions.edit_goal(shared.goal().pk, edit(shared.goal(), level_aimed="3"), by=shared.owner, at=OCTOBER)
        assert codes(no) == ["level-not-on-ladder"], "the goal's own version of the ladder counts"

    @pytest.mark.parametrize(
        ("value", "code"),
        [
            ({"key_result": "999"}, "needs-a-choice"),
            ({"supporter": "x"}, "needs-a-choice"),
            ({"level_aimed": "999"}, "needs-a-level"),
            ({"lane": "both"}, "needs-a-choice"),
            ({"lane": ""}, "needs-a-choice"),
            ({"review_how": "x" * 501}, "too-long"),
        ],
    )
    def test_what_no_field_may_hold_is_refused(self, shared: Pair, value: dict[str, str], code: str) -> None:
        with pytest.raises(Refused) as no:
            actions.edit_goal(shared.goal().pk, edit(shared.goal(), **value), by=shared.owner, at=OCTOBER)
        assert codes(no) == [code]

    def test_a_key_result_of_another_quarter_is_no_choice(self, shared: Pair) -> None:
        """PLAN-4."""
        with pytest.raises(Refused):
            actions.edit_goal(
                shared.goal().pk, edit(shared.goal(), key_result=shared.ground.old_key_result.pk), by=shared.owner, at=OCTOBER
            )

    def test_a_field_that_no_form_carries_is_a_programmers_error(self, shared: Pair) -> None:
        """T12."""
        with pytest.raises(ValueError, match="not editable"):
            actions.edit_goal(shared.goal().pk, {"status": Edit("completed", "")}, by=shared.owner, at=OCTOBER)

    def test_a_goal_of_another_plan_does_not_exist_here(self, shared: Pair, cast: Cast) -> None:
        other = actions.start_plan(cast.peer.pk, shared.ground.cycle.pk, by=cast.peer, at=OCTOBER)
        with pytest.raises(Unseen):
            actions.save_words(other.pk, PlanEdits(goals={shared.goal().pk: {}}), by=cast.peer, at=OCTOBER)

    def test_a_new_capability_keeps_the_version_of_its_framework(self, shared: Pair) -> None:
        """CAP-1."""
        actions.edit_goal(shared.goal().pk, edit(shared.goal(), capability=shared.ground.reviewing.pk), by=shared.owner, at=OCTOBER)
        found = shared.goal().framework_version
        assert found is not None and found.number == 1


class TestSharing:
    """PLAN-1, PLAN-3: the draft becomes readable; the current state half by half."""

    def test_the_words_become_readable_to_the_manager(self, shared: Pair) -> None:
        goal = shared.goal()
        assert goal.outcome == "I can forecast a change that crosses two teams"
        assert goal.sealed is None

    def test_the_reviews_are_dated_at_once(self, shared: Pair) -> None:
        """REV-4; in 2026 all three days are working days in Great Britain."""
        days = list(shared.plan.reviews.values_list("due_on", flat=True))
        assert days == [date(2026, 10, 27), date(2026, 11, 24), date(2026, 12, 22)]

    def test_the_current_state_stays_sealed_after_the_plan_is_shared(self, draft: Pair) -> None:
        view = draft.plan.self_views.get(field=SelfViewField.DIFFICULTIES)
        edits = PlanEdits(difficulties={"text": Edit("Giving dates", base_of(view, "text"))})
        actions.save_words(draft.plan.pk, edits, by=draft.owner, at=OCTOBER)
        actions.share_plan(draft.plan.pk, by=draft.owner, at=OCTOBER)
        assert SelfView.objects.get(pk=view.pk).text == ""
        assert "Giving dates" in [one.text for one in self_views_of(draft.fresh(), opened_for_owner=True)]

    def test_one_half_can_be_shared_and_the_other_kept(self, draft: Pair) -> None:
        views = {view.field: view for view in draft.plan.self_views.all()}
        edits = PlanEdits(
            strengths={"text": Edit("Debugging", base_of(views["strengths"], "text"))},
            difficulties={"text": Edit("Giving dates", base_of(views["difficulties"], "text"))},
        )
        actions.save_words(draft.plan.pk, edits, by=draft.owner, at=OCTOBER)
        actions.share_plan(draft.plan.pk, by=draft.owner, at=OCTOBER, self_views=[SelfViewField.STRENGTHS])
        assert {view.field: view.text for view in SelfView.objects.all()} == {"strengths": "Debugging", "difficulties": ""}

    def test_the_manager_puts_a_view_beside_and_not_over(self, shared: Pair) -> None:
        actions.write_perspective(shared.plan.pk, SelfViewField.STRENGTHS, Edit("Sizing too", ""), by=shared.manager, at=OCTOBER)
        with pytest.raises(Unseen):
            actions.write_perspective(shared.plan.pk, SelfViewField.STRENGTHS, Edit("Mine", ""), by=shared.owner, at=OCTOBER)
        assert SelfView.objects.get(plan=shared.plan, field="strengths").text == ""


class TestAgreeing:
    """PLAN-3: both agree the very same version."""

    def test_with_both_agreements_the_plan_is_active(self, agreed: Pair) -> None:
        plan = agreed.fresh()
        assert (plan.state, plan.agreed_version) == (PlanState.ACTIVE, latest(agreed))
        assert agreed.goal().agreed_in == latest(agreed)

    def test_the_owners_own_word_is_not_enough(self, offered: Pair) -> None:
        actions.agree_plan(offered.plan.pk, latest(offered).number, by=offered.owner, at=OCTOBER)
        assert offered.fresh().state == PlanState.OFFERED

    def test_the_manager_may_offer_and_the_person_agree(self, promised: Pair) -> None:
        actions.offer_plan(promised.plan.pk, by=promised.manager, at=OCTOBER)
        assert promised.fresh().state == PlanState.OFFERED
        actions.agree_plan(promised.plan.pk, 1, by=promised.owner, at=OCTOBER)
        assert promised.fresh().state == PlanState.ACTIVE

    def test_a_plan_without_the_managers_part_cannot_be_offered(self, shared: Pair) -> None:
        """COM-1."""
        with pytest.raises(Refused) as no:
            actions.offer_plan(shared.plan.pk, by=shared.owner, at=OCTOBER)
        assert codes(no) == ["no-commitment"]

    def test_a_plan_changed_after_the_offer_must_be_offered_anew(self, offered: Pair) -> None:
        actions.edit_goal(offered.goal().pk, edit(offered.goal(), outcome="I can plan"), by=offered.owner, at=OCTOBER)
        with pytest.raises(Refused) as no:
            actions.agree_plan(offered.plan.pk, 1, by=offered.manager, at=OCTOBER)
        assert codes(no) == ["changed-since-offered"]

    def test_an_older_version_cannot_be_agreed(self, offered: Pair) -> None:
        actions.offer_plan(offered.plan.pk, by=offered.owner, at=OCTOBER)
        with pytest.raises(Refused):
            actions.agree_plan(offered.plan.pk, 1, by=offered.manager, at=OCTOBER)

    def test_a_manager_who_handed_over_cannot_agree_and_their_word_does_not_count(self, promised: Pair, cast: Cast) -> None:
        actions.offer_plan(promised.plan.pk, by=promised.manager, at=OCTOBER)
        later = OCTOBER + timedelta(days=3)
        begin_line(promised.owner, cast.new_manager, since=later, by=None, at=later)
        with pytest.raises(Unseen):
            actions.agree_plan(promised.plan.pk, 1, by=promised.manager, at=later)
        actions.agree_plan(promised.plan.pk, 1, by=promised.owner, at=later)
        assert promised.fresh().state == PlanState.OFFERED
        actions.agree_plan(promised.plan.pk, 1, by=cast.new_manager, at=later)
        assert promised.fresh().state == PlanState.ACTIVE

    def test_a_key_result_that_was_dropped_meanwhile_stops_the_agreement(self, offered: Pair) -> None:
        """PLAN-4 is asked again when the second side agrees."""
        offered.ground.key_result.state = "dropped"
        offered.ground.key_result.save()
        with pytest.raises(Refused) as no:
            actions.agree_plan(offered.plan.pk, 1, by=offered.manager, at=OCTOBER)
        assert codes(no) == ["key-result-of-another-cycle"]

    def test_the_person_named_for_exposure_is_asked_once_both_agreed(self, promised: Pair, cast: Cast) -> None:
        """ACT-1: in the action's words, and never before."""
        exposure = ActionDraft(ActionKind.EXPOSURE, what="May I sit in on your forecast reviews?", partner_id=cast.mentor.pk)
        actions.add_action(promised.goal().pk, exposure, by=promised.owner, at=OCTOBER)
        actions.offer_plan(promised.plan.pk, by=promised.owner, at=OCTOBER)
        assert not Ask.objects.exists()
        actions.agree_plan(promised.plan.pk, 1, by=promised.manager, at=OCTOBER)
        ask = Ask.objects.get()
        assert (ask.asker, ask.helper, ask.what) == (promised.owner, cast.mentor, "May I sit in on your forecast reviews?")

    def test_an_agreed_goal_counts_for_its_key_result(self, agreed: Pair) -> None:
        """STRAT-3."""
        key_result = agreed.ground.key_result
        assert list(coverage_of([key_result.pk]).values()) == [1]
        assert list(visible_goals_for(agreed.manager, [key_result.pk], at=OCTOBER)) == [agreed.goal()]

    def test_a_goal_that_nobody_agreed_counts_for_nothing(self, offered: Pair) -> None:
        assert coverage_of([offered.ground.key_result.pk]) == {}


class TestChangingAnAgreedPlan:
    """PLAN-3, PLAN-9: what both agreed stays in force until both agree something else."""

    def change(self, agreed: Pair, **values: object) -> None:
        actions.edit_goal(agreed.goal().pk, edit(agreed.goal(), **values), by=agreed.owner, at=OCTOBER)

    @pytest.mark.parametrize(
        "values", [{"outcome": "I can plan"}, {"success_measure": "Three forecasts"}, {"target_date": "2026-12-21"}, {"level_aimed": 4}]
    )
    def test_a_changed_term_waits_for_both(self, agreed: Pair, values: dict[str, object]) -> None:
        before = Goal.objects.values().get()
        self.change(agreed, **values)
        after = Goal.objects.values().get()
        assert {k for k in before if before[k] != after[k]} == {"revisions"}
        ((name, value),) = values.items()
        assert agreed.goal().read_field(name) == str(value)

    def test_the_change_comes_into_force_when_both_agree_it(self, agreed: Pair) -> None:
        self.change(agreed, outcome="I can plan")
        actions.offer_plan(agreed.plan.pk, by=agreed.owner, at=OCTOBER)
        assert agreed.goal().outcome != "I can plan"
        actions.agree_plan(agreed.plan.pk, 2, by=agreed.manager, at=OCTOBER)
        assert (agreed.goal().outcome, WaitingChange.objects.count()) == ("I can plan", 0)

    def test_how_the_work_is_supported_holds_at_once(self, agreed: Pair) -> None:
        self.change(agreed, support_words="Reads the assumptions")
        assert agreed.goal().support_words == "Reads the assumptions"
        assert not WaitingChange.objects.exists()

    def test_a_change_that_came_back_to_what_is_in_force_waits_no_longer(self, agreed: Pair) -> None:
        in_force = agreed.goal().outcome
        self.change(agreed, outcome="I can plan")
        self.change(agreed, outcome=in_force)
        assert not WaitingChange.objects.exists()

    def test_a_change_can_be_taken_back(self, agreed: Pair) -> None:
        self.change(agreed, outcome="I can plan")
        goal = actions.take_back_change(agreed.goal().pk, by=agreed.owner, at=OCTOBER)
        assert goal.change is None
        with pytest.raises(Refused) as no:
            actions.offer_plan(agreed.plan.pk, by=agreed.owner, at=OCTOBER)
        assert codes(no) == ["nothing-new"]

    def test_a_goal_added_later_is_not_in_force_before_both_agree_it(self, agreed: Pair) -> None:
        actions.add_goal(agreed.plan.pk, agreed.ground.goal(), by=agreed.owner, at=OCTOBER)
        assert agreed.goal(2).agreed_in is None
        commit(agreed, goal_number=2)
        actions.offer_plan(agreed.plan.pk, by=agreed.owner, at=OCTOBER)
        actions.agree_plan(agreed.plan.pk, 2, by=agreed.manager, at=OCTOBER)
        assert agreed.goal(2).agreed_in == latest(agreed)

    def test_a_third_capability_cannot_slip_in_after_agreement(self, agreed: Pair) -> None:
        """PLAN-2 holds for changes too."""
        ground = agreed.ground
        for number, capability in ((2, ground.reviewing), (3, ground.forecasting)):
            actions.add_goal(agreed.plan.pk, ground.goal(capability_id=capability.pk), by=agreed.owner, at=OCTOBER)
            commit(agreed, goal_number=number)
        actions.offer_plan(agreed.plan.pk, by=agreed.owner, at=OCTOBER)
        actions.agree_plan(agreed.plan.pk, 2, by=agreed.manager, at=OCTOBER)
        actions.edit_goal(agreed.goal(3).pk, edit(agreed.goal(3), capability=ground.pairing.pk), by=agreed.owner, at=OCTOBER)
        with pytest.raises(Refused) as no:
            actions.offer_plan(agreed.plan.pk, by=agreed.owner, at=OCTOBER)
        assert codes(no) == ["too-many-capabilities"]

    def test_an_agreed_goal_is_dropped_with_what_was_learned(self, agreed: Pair) -> None:
        with pytest.raises(Refused):
            actions.drop_goal(agreed.goal().pk, reason="", by=agreed.owner, at=OCTOBER)
        goal = actions.drop_goal(agreed.goal().pk, reason="The migration stopped", by=agreed.owner, at=OCTOBER)
        assert (goal.learned, goal.dropped_at) == ("The migration stopped", OCTOBER)

    def test_a_number_is_never_used_twice(self, agreed: Pair) -> None:
        actions.drop_goal(agreed.goal().pk, reason="Stopped", by=agreed.owner, at=OCTOBER)
        assert actions.add_goal(agreed.plan.pk, agreed.ground.goal(), by=agreed.owner, at=OCTOBER).number == 2

    def test_a_closed_plan_is_a_record(self, agreed: Pair) -> None:
        later = OCTOBER + timedelta(days=91)
        actions.close_plan(agreed.plan.pk, by=agreed.owner, at=later)
        with pytest.raises(Refused) as no:
            self.change(agreed, outcome="Other")
        assert codes(no) == ["plan-is-over"]


class TestSuggestions:
    """PLAN-3: a suggestion is no goal before the person says so."""

    def suggest(self, pair: Pair, by: object = None, **changes: object) -> Suggestion:
        draft = SuggestionDraft(outcome="Can lead a design review", why="Two reviews need a lead", **changes)  # type: ignore[arg-type]
        return actions.suggest_goal(pair.plan.pk, draft, by=by or pair.manager, at=OCTOBER)  # type: ignore[arg-type]

    def test_it_becomes_a_goal_in_the_persons_own_words(self, draft: Pair) -> None:
        found = self.suggest(draft)
        goal = actions.accept_suggestion(found.pk, by=draft.owner, at=OCTOBER, outcome="I can lead a review across teams")
        assert rows_of(draft.fresh(), opened_for_owner=True).goals[1].outcome == "I can lead a review across teams"
        found.refresh_from_db()
        assert (found.state, found.goal) == (SuggestionState.ACCEPTED, goal)

    def test_declined_it_leaves_no_goal(self, shared: Pair) -> None:
        actions.decline_suggestion(self.suggest(shared).pk, by=shared.owner, at=OCTOBER)
        assert Goal.objects.count() == 1

    def test_nobody_accepts_for_the_person(self, shared: Pair) -> None:
        with pytest.raises(Unseen):
            actions.accept_suggestion(self.suggest(shared).pk, by=shared.manager, at=OCTOBER)

    def test_hr_may_suggest_and_an_outsider_may_not(self, shared: Pair, cast: Cast) -> None:
        assert self.suggest(shared, by=cast.hr_partner).by == cast.hr_partner
        with pytest.raises(Unseen):
            self.suggest(shared, by=cast.outsider)

    def test_a_career_suggestion_brings_no_key_result(self, shared: Pair) -> None:
        """PLAN-4."""
        found = self.suggest(shared, lane=Lane.CAREER, key_result_id=shared.ground.key_result.pk)
        assert actions.accept_suggestion(found.pk, by=shared.owner, at=OCTOBER).key_result_id is None


class TestManagersPart:
    """COM-1: commitments, their maker and their holder."""

    def test_whoever_makes_it_holds_it(self, promised: Pair) -> None:
        made = Commitment.objects.get()
        assert (made.made_by, made.holder) == (promised.manager, promised.manager)

    def test_the_person_cannot_commit_the_manager(self, shared: Pair) -> None:
        with pytest.raises(Unseen):
            actions.add_commitment(shared.plan.pk, what="More time", due_date=date(2026, 12, 1), goal_number=1, by=shared.owner, at=OCTOBER)

    def test_a_manager_cannot_commit_to_a_draft_they_cannot_read(self, draft: Pair) -> None:
        with pytest.raises(Unseen):
            commit(draft)

    def test_before_agreement_it_can_be_reworded(self, promised: Pair) -> None:
        made = Commitment.objects.get()
        edits = edit(made, what="Name Sam in planning", due_date="2026-11-20")
        actions.edit_commitment(made.pk, **edits, by=promised.manager, at=OCTOBER)
        made.refresh_from_db()
        assert (made.what, made.due_date) == ("Name Sam in planning", date(2026, 11, 20))

    def test_after_agreement_it_cannot(self, agreed: Pair) -> None:
        made = Commitment.objects.get()
        with pytest.raises(Refused) as no:
            actions.edit_commitment(made.pk, **edit(made, what="Less", due_date="2026-11-20"), by=agreed.manager, at=OCTOBER)
        assert codes(no) == ["commitment-agreed"]

    def test_taken_back_before_agreement_it_supports_nothing(self, promised: Pair) -> None:
        actions.take_back_commitment(Commitment.objects.get().pk, by=promised.manager, at=OCTOBER)
        assert Commitment.objects.get().state == CommitmentState.RENEGOTIATED
        with pytest.raises(Refused):
            actions.offer_plan(promised.plan.pk, by=promised.owner, at=OCTOBER)


class TestDoing:
    """ACT-1, ACT-3."""

    def test_a_milestone_is_reached_on_a_day_and_something_shows_it(self, agreed: Pair) -> None:
        action = Action.objects.get()
        actions.mark_action_done(action.pk, done_on=OCTOBER.date(), evidence="Memo 12 in the board", by=agreed.owner, at=OCTOBER)
        action.refresh_from_db()
        assert (action.done_on, action.doing_evidence) == (OCTOBER.date(), "Memo 12 in the board")

    def test_an_action_taken_out_withdraws_its_request(self, shared: Pair, cast: Cast) -> None:
        exposure = ActionDraft(ActionKind.EXPOSURE, what="May I watch?", partner_id=cast.mentor.pk)
        action = actions.add_action(shared.goal().pk, exposure, by=shared.owner, at=OCTOBER)
        actions.ask_partner(action.pk, by=shared.owner, at=OCTOBER)
        actions.remove_action(action.pk, by=shared.owner, at=OCTOBER)
        assert Ask.objects.get().state == "withdrawn"

    def test_another_partner_means_another_request(self, shared: Pair, cast: Cast) -> None:
        exposure = ActionDraft(ActionKind.EXPOSURE, what="May I watch?", partner_id=cast.mentor.pk)
        action = actions.add_action(shared.goal().pk, exposure, by=shared.owner, at=OCTOBER)
        action = actions.ask_partner(action.pk, by=shared.owner, at=OCTOBER)
        actions.edit_action(action.pk, edit(action, partner=cast.delegate.pk), by=shared.owner, at=OCTOBER)
        assert (Ask.objects.get().state, Action.objects.get(pk=action.pk).ask) == ("withdrawn", None)

    def test_asked_twice_the_helper_hears_it_once(self, shared: Pair, cast: Cast) -> None:
        exposure = ActionDraft(ActionKind.EXPOSURE, what="May I watch?", partner_id=cast.mentor.pk)
        action = actions.add_action(shared.goal().pk, exposure, by=shared.owner, at=OCTOBER)
        for _ in range(2):
            actions.ask_partner(action.pk, by=shared.owner, at=OCTOBER)
        assert Ask.objects.count() == 1


class TestTime:
    """TRUST X5 and the lists of plans."""

    def test_a_leavers_plan_is_left_and_a_second_run_does_nothing(self, agreed: Pair) -> None:
        agreed.owner.status = "leaver"
        agreed.owner.save()
        assert (actions.settle_lines(OCTOBER), actions.settle_lines(OCTOBER)) == (1, 0)
        assert agreed.fresh().state == PlanState.LEFT

    def test_a_leavers_draft_stays_a_draft(self, draft: Pair) -> None:
        draft.owner.status = "leaver"
        draft.owner.save()
        assert actions.settle_lines(OCTOBER) == 0

    def test_a_list_of_plans_shows_state_dates_and_completeness(self, agreed: Pair) -> None:
        row = plans_of_people([agreed.owner.pk], agreed.ground.cycle, at=OCTOBER)[agreed.owner.pk]
        assert (row.state, row.status, row.completeness.whole, row.next_review) == ("active", "on-track", True, date(2026, 10, 27))
        assert (row.reviews_held, row.reviews_due) == (0, 0)

    def test_a_draft_shows_as_one_and_nothing_more(self, draft: Pair) -> None:
        row = plans_of_people([draft.owner.pk], draft.ground.cycle, at=OCTOBER)[draft.owner.pk]
        assert (row.state, row.status, row.completeness.asked, row.next_review) == ("draft", None, 0, None)

    def test_a_plan_is_as_its_neediest_agreed_goal(self, agreed: Pair) -> None:
        """STAT-1; a goal that is only proposed does not count."""
        other = actions.add_goal(agreed.plan.pk, agreed.ground.goal(), by=agreed.owner, at=OCTOBER)
        Goal.objects.filter(pk=other.pk).update(status="blocked")
        assert statuses_of([agreed.plan.pk]) == {agreed.plan.pk: "on-track"}


@pytest.fixture
def columns() -> Callable[[], str]:
    """Every value of every column of the database, as one text."""

    def read() -> str:
        found = []
        with connection.cursor() as cursor:
            for table in connection.introspection.table_names(cursor):
                cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  table names come from the database itself
                found += [str(bytes(value) if isinstance(value, memoryview) else value) for row in cursor.fetchall() for value in row]
        return "\n".join(found)

    return read


def test_planted_words_of_a_draft_stand_in_no_column_and_in_no_trail_entry(cast: Cast, ground: Ground, columns: Callable[[], str]) -> None:
    """T37 for drafts: each field of a private draft carries a word of its own."""
    plan = actions.start_plan(cast.engineer.pk, ground.cycle.pk, by=cast.engineer, at=OCTOBER)
    typed = {*Goal.WORDS, *Action.WORDS} - {"dismissed"}  # codes, sealed like the rest: tests/plans/test_dismissals.py
    words = {name: f"zq-{name.replace('_', '-')}-7" for name in typed | set(Plan.WORDS) | {"strengths", "difficulties"}}
    action = ActionDraft(what=words["what"], tracked_where=words["tracked_where"], applied_in=words["applied_in"])
    goal = actions.GoalDraft(**{name: words[name] for name in Goal.WORDS if name in typed}, actions=(action,))  # type: ignore[arg-type]  # a table of texts
    actions.add_goal(plan.pk, goal, by=cast.engineer, at=OCTOBER)
    fresh = Plan.objects.get(pk=plan.pk)
    views = {view.field: view for view in plan.self_views.all()}
    edits = PlanEdits(
        plan=edit(fresh, **{name: words[name] for name in Plan.WORDS}),
        strengths={"text": Edit(words["strengths"], base_of(views["strengths"], "text"))},
        difficulties={"text": Edit(words["difficulties"], base_of(views["difficulties"], "text"))},
    )
    actions.save_words(plan.pk, edits, by=cast.engineer, at=OCTOBER)
    everything = columns()
    assert [word for word in words.values() if word in everything] == []
    actions.share_plan(plan.pk, by=cast.engineer, at=OCTOBER)
    everything = columns()
    assert [word for word in words.values() if word in everything] == [
        w for n, w in words.items() if n not in {"strengths", "difficulties"}
    ]
