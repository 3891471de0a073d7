"""What a plan must hold before it is agreed, sentence by sentence. No database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadenza.objections import Objection, Refused, refuse_if
from cadenza.plans import agreement_rules, rules
from cadenza.plans.rules import (
    ActionKind,
    ActionTerms,
    CommitmentTerms,
    GoalStatus,
    GoalTerms,
    Lane,
    PlanEvent,
    PlanState,
    PlanTerms,
    Question,
    ReviewKind,
)

TODAY = date(2026, 11, 24)
START, END = date(2026, 10, 1), date(2026, 12, 31)
OWNER, MANAGER = 1, 2

TRACKED = ActionTerms(1, ActionKind.EXPERIENCE, what="Own the forecast", tracked_where="Board PAY", due_date=date(2026, 11, 6))
WHOLE = GoalTerms(
    number=1,
    key_result_id=7,
    key_result_cycle_id=4,
    capability_id=9,
    level_now=2,
    level_aimed=3,
    outcome="I can forecast",
    success_measure="Two within 15%",
    target_date=date(2026, 12, 18),
    live_work="The refunds migration",
    supporter_id=MANAGER,
    support_words="Reads each forecast",
    review_how="In the 1:1",
    actions=(TRACKED,),
)
CAREER = replace(WHOLE, lane=Lane.CAREER, key_result_id=None, key_result_cycle_id=None, direction="Crossing teams")


def promise(number: int | None = 1, what: str = "Hand over the forecast") -> CommitmentTerms:
    return CommitmentTerms(number, what, date(2026, 11, 1), MANAGER)


def plan(*goals: GoalTerms, promises: tuple[CommitmentTerms, ...] | None = None) -> PlanTerms:
    made = tuple(promise(goal.number) for goal in goals) if promises is None else promises
    return PlanTerms(cycle_id=4, cycle_start=START, cycle_end=END, owner_id=OWNER, goals=goals, commitments=made)


def codes(objections: list[Objection]) -> list[str]:
    return [one.code for one in objections]


def several(count: int, **changes: object) -> tuple[GoalTerms, ...]:
    return tuple(replace(WHOLE, number=number, **changes) for number in range(1, count + 1))  # type: ignore[arg-type]  # a table of fields


class TestAgreement:
    """PLAN-2, PLAN-4 to PLAN-7, ACT-1, COM-1 before a plan is offered or agreed."""

    def test_a_whole_plan_has_nothing_against_it(self) -> None:
        assert agreement_rules.objections_to_agreement(plan(WHOLE)) == []

    def test_a_plan_without_a_goal_cannot_be_agreed(self) -> None:
        assert codes(agreement_rules.objections_to_agreement(plan())) == ["no-goal"]

    def test_a_fourth_goal_cannot_be_agreed(self) -> None:
        assert codes(agreement_rules.objections_to_agreement(plan(*several(4)))) == ["too-many-goals"]

    def test_a_third_goal_is_a_warning_and_no_more(self) -> None:
        found = agreement_rules.objections_to_agreement(plan(*several(3)))
        assert [(one.code, one.warning) for one in found] == [("third-goal", True)]

    def test_execution_goals_name_at_most_two_capabilities(self) -> None:
        goals = tuple(replace(goal, capability_id=goal.number) for goal in several(3))
        found = [one for one in agreement_rules.objections_to_agreement(plan(*goals)) if not one.warning]
        assert [(one.code, one.where) for one in found] == [("too-many-capabilities", "goal-3-capability")]

    def test_a_career_goal_may_name_a_third_capability(self) -> None:
        one, two, _ = several(3)
        goals = (replace(one, capability_id=1), replace(two, capability_id=2), replace(CAREER, number=3, capability_id=3))
        assert [o for o in agreement_rules.objections_to_agreement(plan(*goals)) if not o.warning] == []

    @pytest.mark.parametrize(
        ("missing", "code", "where"),
        [
            ({"outcome": "."}, "no-outcome", "goal-1-outcome"),
            ({"success_measure": "-"}, "no-success-measure", "goal-1-success_measure"),
            ({"target_date": None}, "no-target-date", "goal-1-target_date"),
            ({"key_result_id": None}, "no-key-result", "goal-1-key_result"),
            ({"key_result_cycle_id": 3}, "key-result-of-another-cycle", "goal-1-key_result"),
            ({"key_result_open": False}, "key-result-of-another-cycle", "goal-1-key_result"),
            ({"capability_id": None}, "no-capability", "goal-1-capability"),
            ({"level_now": None}, "no-level-now", "goal-1-level_now"),
            ({"level_aimed": None}, "no-level-aimed", "goal-1-level_aimed"),
            ({"level_aimed": 1}, "aims-lower", "goal-1-level_aimed"),
            ({"live_work": "..."}, "no-live-work", "goal-1-live_work"),
            ({"actions": ()}, "no-action", "goal-1-add-action"),
            ({"supporter_id": None}, "no-supporter", "goal-1-supporter"),
            ({"supporter_id": OWNER}, "no-supporter", "goal-1-supporter"),
            ({"supporter_here": False}, "supporter-gone", "goal-1-supporter"),
            ({"support_words": "-"}, "no-responsibility", "goal-1-support_words"),
            ({"review_how": "."}, "no-review", "goal-1-review_how"),
        ],
    )
    def test_each_missing_answer_is_named_with_its_field(self, missing: dict[str, object], code: str, where: str) -> None:
        """PLAN-5, PLAN-6, PLAN-7: one objection per missing answer."""
        found = agreement_rules.objections_to_agreement(plan(replace(WHOLE, **missing)))  # type: ignore[arg-type]  # a table of fields
        assert [(one.code, one.where) for one in found] == [(code, where)]

    def test_a_career_goal_names_no_key_result(self) -> None:
        """PLAN-4: lanes are never mixed."""
        mixed = replace(CAREER, key_result_id=7, key_result_cycle_id=4)
        assert codes(agreement_rules.objections_to_agreement(plan(mixed))) == ["career-goal-with-key-result"]

    def test_a_career_goal_says_which_direction_it_serves(self) -> None:
        """PLAN-4."""
        assert codes(agreement_rules.objections_to_agreement(plan(replace(CAREER, direction="-")))) == ["no-direction"]

    def test_a_goal_without_a_commitment_of_the_managers_is_refused(self) -> None:
        """COM-1."""
        found = agreement_rules.objections_to_agreement(plan(WHOLE, promises=()))
        assert [(one.code, one.where) for one in found] == [("no-commitment", "goal-1-commitment")]

    def test_a_commitment_to_another_goal_does_not_count(self) -> None:
        """COM-1: one per goal."""
        found = agreement_rules.objections_to_agreement(plan(*several(2), promises=(promise(1), promise(1))))
        assert codes(found) == ["no-commitment"]

    @pytest.mark.parametrize("empty", [promise(what="."), replace(promise(), due_date=None)])
    def test_a_commitment_without_words_or_date_does_not_count(self, empty: CommitmentTerms) -> None:
        """COM-1: specific and dated."""
        assert codes(agreement_rules.objections_to_agreement(plan(WHOLE, promises=(empty,)))) == ["no-commitment"]


class TestTargetDate:
    """PLAN-6: inside the cycle, or at most a month after it."""

    @pytest.mark.parametrize("day", [START, END, END + timedelta(days=31)])
    def test_a_date_in_the_cycle_or_shortly_after_is_fine(self, day: date) -> None:
        assert agreement_rules.objections_to_measure(replace(WHOLE, target_date=day), cycle_start=START, cycle_end=END) == []

    @pytest.mark.parametrize("day", [START - timedelta(days=1), END + timedelta(days=32)])
    def test_a_date_outside_is_refused_with_the_dates_that_would_do(self, day: date) -> None:
        (found,) = agreement_rules.objections_to_measure(replace(WHOLE, target_date=day), cycle_start=START, cycle_end=END)
        assert (found.code, found.values["first"], found.values["last"]) == ("target-date-outside", START, date(2027, 1, 31))


class TestActions:
    """ACT-1: what each kind of action has to say."""

    @pytest.mark.parametrize(
        ("action", "found"),
        [
            (TRACKED, []),
            (replace(TRACKED, what="-"), ["action-without-words"]),
            (replace(TRACKED, tracked_where="."), ["experience-not-tracked"]),
            (replace(TRACKED, due_date=None), ["action-without-date"]),
            (replace(TRACKED, kind=ActionKind.EXPOSURE), ["exposure-without-partner"]),
            (replace(TRACKED, kind=ActionKind.EXPOSURE, partner_id=OWNER), ["exposure-to-oneself"]),
            (replace(TRACKED, kind=ActionKind.EXPOSURE, partner_id=5, partner_here=False), ["exposure-partner-gone"]),
            (replace(TRACKED, kind=ActionKind.EXPOSURE, partner_id=5, tracked_where=""), []),
            (replace(TRACKED, kind=ActionKind.EDUCATION), ["education-not-applied"]),
            (replace(TRACKED, kind=ActionKind.EDUCATION, applied_in="The migration", tracked_where=""), []),
        ],
    )
    def test_each_kind_says_what_makes_it_real(self, action: ActionTerms, found: list[str]) -> None:
        assert codes(agreement_rules.objections_to_action(action, goal_number=1, owner_id=OWNER)) == found

    def test_the_objection_points_to_the_field_of_its_action(self) -> None:
        (found,) = agreement_rules.objections_to_action(replace(TRACKED, number=2, what=""), goal_number=3, owner_id=OWNER)
        assert found.where == "goal-3-action-2-what"

    def test_what_is_done_has_a_day_and_something_that_shows_it(self) -> None:
        """ACT-3."""
        assert rules.objections_to_done(TODAY, "Memo in the board", today=TODAY) == []
        assert codes(rules.objections_to_done(None, "-", today=TODAY)) == ["no-done-date", "no-evidence-of-doing"]
        assert codes(rules.objections_to_done(TODAY + timedelta(days=1), "Memo", today=TODAY)) == ["done-in-the-future"]

    def test_a_done_action_stays(self) -> None:
        assert codes(rules.objections_to_removing(done=True)) == ["action-is-done"]
        assert rules.objections_to_removing(done=False) == []

    def test_milestones_are_counted_against_those_due(self) -> None:
        """ACT-3: done early counts as due; what falls due today is not late yet."""
        yesterday, tomorrow = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
        dates = [(yesterday, yesterday), (yesterday, None), (tomorrow, TODAY), (TODAY, None), (tomorrow, None), (None, None)]
        assert rules.attainment(dates, today=TODAY) == rules.Attainment(done=2, due=3, total=6)


class TestAdding:
    """PLAN-2 while writing."""

    def test_a_second_goal_is_nothing_to_speak_of(self) -> None:
        assert agreement_rules.objections_to_one_more_goal(1) == []

    def test_the_third_goal_is_a_warning(self) -> None:
        (found,) = agreement_rules.objections_to_one_more_goal(2)
        assert found.warning

    def test_a_fourth_goal_is_refused(self) -> None:
        with pytest.raises(Refused):
            refuse_if(agreement_rules.objections_to_one_more_goal(3))


class TestCommitments:
    """COM-1 and COM-2 at the manager's pen."""

    def test_it_says_what_and_by_when(self) -> None:
        assert codes(agreement_rules.objections_to_commitment(".", None, today=TODAY)) == [
            "commitment-without-words",
            "commitment-without-date",
        ]

    def test_it_lies_ahead(self) -> None:
        assert codes(agreement_rules.objections_to_commitment("Lead the review", TODAY - timedelta(days=1), today=TODAY)) == [
            "commitment-in-the-past"
        ]
        assert agreement_rules.objections_to_commitment("Lead the review", TODAY, today=TODAY) == []

    @pytest.mark.parametrize(
        ("agreed", "held", "still_open", "found"),
        [
            (False, True, True, []),
            (True, True, True, ["commitment-agreed"]),
            (False, False, True, ["not-your-commitment"]),
            (False, True, False, ["commitment-reported"]),
        ],
    )
    def test_only_its_holder_rewords_it_and_only_before_it_is_agreed(
        self, agreed: bool, held: bool, still_open: bool, found: list[str]
    ) -> None:
        got = rules.objections_to_changing_commitment(agreed=agreed, held_by_reader=held, open_still=still_open)
        assert codes(got) == found


class TestMoves:
    """PLAN-3, TRUST 1.7: every pair of state and event, allowed or not."""

    @pytest.mark.parametrize("event", PlanEvent)
    @pytest.mark.parametrize("state", PlanState)
    def test_what_is_not_in_the_table_is_refused_and_cannot_happen(self, state: PlanState, event: PlanEvent) -> None:
        allowed = (state, event) in rules.MOVES
        assert (rules.objections_to_move(state, event) == []) is allowed
        if allowed:
            assert rules.state_after(state, event) is rules.MOVES[state, event]
        else:
            with pytest.raises(ValueError, match="no move"):
                rules.state_after(state, event)

    def test_nobody_agrees_a_draft(self) -> None:
        assert codes(rules.objections_to_move(PlanState.DRAFT, PlanEvent.AGREE)) == ["still-a-draft"]

    def test_nobody_agrees_what_was_not_offered(self) -> None:
        assert codes(rules.objections_to_move(PlanState.SHARED, PlanEvent.AGREE)) == ["nothing-offered"]

    def test_sharing_twice_says_so(self) -> None:
        assert codes(rules.objections_to_move(PlanState.ACTIVE, PlanEvent.SHARE)) == ["already-shared"]

    @pytest.mark.parametrize("state", [PlanState.CLOSED, PlanState.LEFT])
    def test_a_finished_plan_is_a_record(self, state: PlanState) -> None:
        assert codes(rules.objections_to_writing(state)) == ["plan-is-over"]
        assert codes(rules.objections_to_move(state, PlanEvent.OFFER)) == ["plan-is-over"]

    def test_an_open_plan_can_be_written_in(self) -> None:
        assert rules.objections_to_writing(PlanState.ACTIVE) == []

    def test_a_plan_is_begun_once_and_for_a_quarter_that_is_not_over(self) -> None:
        assert rules.objections_to_starting(standing=False, cycle_end=END, today=TODAY) == []
        assert codes(rules.objections_to_starting(standing=True, cycle_end=END, today=TODAY)) == ["plan-stands"]
        assert codes(rules.objections_to_starting(standing=False, cycle_end=TODAY - timedelta(days=1), today=TODAY)) == ["cycle-over"]

    def test_a_plan_closes_with_its_cycle(self) -> None:
        assert codes(rules.objections_to_closing(cycle_end=END, today=TODAY)) == ["cycle-runs"]
        assert rules.objections_to_closing(cycle_end=END, today=END) == []


class TestBothAgree:
    """PLAN-3: the same version, by the person and by the manager of this instant."""

    def test_one_side_alone_agrees_nothing(self) -> None:
        assert not rules.is_agreed({OWNER}, owner_id=OWNER, manager_id=MANAGER)
        assert not rules.is_agreed({MANAGER}, owner_id=OWNER, manager_id=MANAGER)

    def test_both_sides_agree_it(self) -> None:
        assert rules.is_agreed({OWNER, MANAGER}, owner_id=OWNER, manager_id=MANAGER)

    def test_the_word_of_a_former_manager_does_not_count(self) -> None:
        assert not rules.is_agreed({OWNER, 3}, owner_id=OWNER, manager_id=MANAGER)

    def test_without_a_manager_nothing_is_agreed(self) -> None:
        assert not rules.is_agreed({OWNER, MANAGER}, owner_id=OWNER, manager_id=None)
        assert codes(rules.objections_to_agreeing(changed_since=False, manager_id=None)) == ["nobody-to-agree"]
        assert codes(rules.objections_to_offering(anything_new=True, manager_id=None)) == ["nobody-to-agree"]

    def test_a_plan_changed_since_the_offer_is_offered_anew(self) -> None:
        assert codes(rules.objections_to_agreeing(changed_since=True, manager_id=MANAGER)) == ["changed-since-offered"]
        assert rules.objections_to_agreeing(changed_since=False, manager_id=MANAGER) == []

    def test_an_unchanged_plan_needs_no_offer(self) -> None:
        assert codes(rules.objections_to_offering(anything_new=False, manager_id=MANAGER)) == ["nothing-new"]
        assert rules.objections_to_offering(anything_new=True, manager_id=MANAGER) == []


class TestCompleteness:
    """PLAN-5 SHOW and HR-4."""

    def test_a_whole_plan_is_whole(self) -> None:
        found = agreement_rules.completeness(plan(*several(2)))
        assert (found.given, found.asked, found.whole) == (14, 14, True)

    def test_an_empty_plan_is_not(self) -> None:
        found = agreement_rules.completeness(plan())
        assert (found.given, found.asked, found.whole) == (0, 7, False)

    def test_each_of_the_five_questions_is_ticked_by_itself(self) -> None:
        got = agreement_rules.answered(replace(WHOLE, support_words=""), plan(WHOLE))
        assert [question for question, ok in got.items() if not ok] == [Question.SUPPORT]

    @pytest.mark.parametrize(
        ("question", "goal", "where"),
        [
            (Question.SERVES, WHOLE, "goal-1-key_result"),
            (Question.SERVES, CAREER, "goal-1-direction"),
            (Question.CAPABILITY, WHOLE, "goal-1-capability"),
            (Question.ACTIONS, WHOLE, "goal-1-live_work"),
            (Question.SUPPORT, replace(WHOLE, support_words=""), "goal-1-support_words"),
            (Question.REVIEW, WHOLE, "goal-1-review_how"),
        ],
    )
    def test_a_missing_answer_links_to_its_field(self, question: Question, goal: GoalTerms, where: str) -> None:
        assert agreement_rules.field_of(question, goal, plan(goal)) == where

    @given(
        st.lists(
            st.fixed_dictionaries(
                {
                    "outcome": st.sampled_from(["", "I can"]),
                    "live_work": st.sampled_from(["", "Refunds"]),
                    "review_how": st.sampled_from(["", "1:1"]),
                    "level_now": st.sampled_from([None, 1]),
                    "target_date": st.sampled_from([None, END, date(2030, 1, 1)]),
                }
            ),
            max_size=4,
        )
    )
    def test_complete_and_agreeable_are_the_same_up_to_the_limits(self, changes: list[dict[str, object]]) -> None:
        goals = tuple(replace(WHOLE, number=i, **change) for i, change in enumerate(changes, 1))  # type: ignore[arg-type]  # a table
        musts = [o for o in agreement_rules.objections_to_agreement(plan(*goals)) if not o.warning and o.code != "too-many-goals"]
        assert agreement_rules.completeness(plan(*goals)).whole is (not musts)


class TestStatus:
    """STAT-1: a plan is as its neediest goal."""

    @pytest.mark.parametrize(
        ("held", "found"),
        [
            ([], None),
            (["completed", "completed"], GoalStatus.COMPLETED),
            (["completed", "on-track"], GoalStatus.ON_TRACK),
            (["on-track", "needs-reset"], GoalStatus.NEEDS_RESET),
            (["needs-reset", "blocked", "completed"], GoalStatus.BLOCKED),
        ],
    )
    def test_the_neediest_open_goal_decides(self, held: list[str], found: GoalStatus | None) -> None:
        assert rules.plan_status(held) is found


def _next_weekday(day: date) -> date:
    return day + timedelta(days=(7 - day.weekday()) % 7 if day.weekday() > 4 else 0)


class TestReviewDates:
    """REV-4: dates are concrete from the start."""

    def test_near_weeks_four_and_eight_and_a_reflection_in_week_twelve(self) -> None:
        assert rules.review_dates(START, END, lambda day: day) == [
            (ReviewKind.MONTHLY, date(2026, 10, 27)),
            (ReviewKind.MONTHLY, date(2026, 11, 24)),
            (ReviewKind.REFLECTION, date(2026, 12, 22)),
        ]

    def test_a_plan_begun_late_owes_no_review_of_the_weeks_before(self) -> None:
        found = rules.review_dates(START, END, lambda day: day, after=date(2026, 11, 1))
        assert [day for _, day in found] == [date(2026, 11, 24), date(2026, 12, 22)]

    def test_even_the_latest_plan_has_its_reflection(self) -> None:
        assert rules.review_dates(START, END, lambda day: day, after=date(2026, 12, 30)) == [(ReviewKind.REFLECTION, END)]

    @pytest.mark.parametrize(
        ("after", "on"),
        [
            (date(2028, 9, 25), date(2028, 9, 29)),  # the cycle ends on Saturday, 30 September
            (date(2028, 9, 28), date(2028, 9, 29)),
            (date(2028, 9, 29), date(2028, 10, 2)),  # no working day of the cycle is left
            (date(2028, 10, 6), date(2028, 10, 9)),
        ],
    )
    def test_the_reflection_of_a_plan_begun_late_lies_on_a_working_day(self, after: date, on: date) -> None:
        """REV-4: the cycle's last one where there is one left, else the next."""
        found = rules.review_dates(date(2028, 7, 1), date(2028, 9, 30), _next_weekday, after=after)
        assert found == [(ReviewKind.REFLECTION, on)]

    def test_a_short_cycle_keeps_its_reflection_on_a_working_day_inside_it(self) -> None:
        """REV-4."""
        assert rules.review_dates(date(2028, 7, 1), date(2028, 9, 9), _next_weekday)[-1][1] == date(2028, 9, 8)

    @given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(80, 100), st.integers(0, 120))
    def test_no_review_lies_before_the_plan_or_after_the_cycle_while_there_is_time(self, start: date, length: int, begun: int) -> None:
        end, after = start + timedelta(days=length), start + timedelta(days=begun)
        found = rules.review_dates(start, end, _next_weekday, after=after)
        assert found[-1][0] is ReviewKind.REFLECTION
        assert all(day > after and day.weekday() < 5 and day <= max(end, _next_weekday(after + timedelta(days=1))) for _, day in found)


class TestSmallRefusals:
    """PLAN-1, PLAN-3, PLAN-9."""

    def test_a_suggestion_says_what_and_why(self) -> None:
        assert codes(rules.objections_to_suggestion("-", ".")) == ["suggestion-without-goal", "suggestion-without-why"]
        assert rules.objections_to_suggestion("Can lead", "Two reviews need a lead") == []

    def test_a_suggestion_is_answered_once(self) -> None:
        assert rules.objections_to_answering(rules.SuggestionState.OFFERED) == []
        assert codes(rules.objections_to_answering(rules.SuggestionState.DECLINED)) == ["suggestion-answered"]

    @pytest.mark.parametrize(
        ("text", "plan_shared", "before", "found"),
        [
            ("Dates", True, False, []),
            ("Dates", False, False, ["still-a-draft"]),
            ("-", True, False, ["self-view-empty"]),
            ("Dates", True, True, ["self-view-shared"]),
        ],
    )
    def test_the_current_state_is_shared_field_by_field(self, text: str, plan_shared: bool, before: bool, found: list[str]) -> None:
        assert codes(rules.objections_to_sharing_self_view(text, plan_shared=plan_shared, shared_before=before)) == found

    def test_an_agreed_goal_leaves_with_what_was_learned(self) -> None:
        assert codes(rules.objections_to_dropping(".", agreed=True)) == ["drop-without-reason"]
        assert rules.objections_to_dropping("", agreed=False) == []
        assert rules.objections_to_dropping("The migration was stopped", agreed=True) == []

    def test_a_draft_is_not_acted_on(self) -> None:
        assert codes(rules.objections_to_marking(draft=True)) == ["still-a-draft"]
        assert rules.objections_to_marking(draft=False) == []
