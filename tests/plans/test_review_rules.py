"""What the monthly review asks for, and what it refuses: REV-3, REV-4, REV-7, STAT-1, STAT-2, COM-2."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadenza.objections import Objection
from cadenza.plans import review_rules as rules
from cadenza.plans.review_rules import GoalLook, Standing
from cadenza.plans.rules import GoalStatus

TODAY = date(2026, 11, 24)
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@dataclass(frozen=True)
class Meeting:
    due_on: date
    held_on: date | None = None
    rests: bool = False


@dataclass(frozen=True)
class Promise:
    state: str
    due_date: date = TODAY


def codes(objections: list[Objection]) -> list[str]:
    return [one.code for one in objections]


def weekday(day: date) -> bool:
    return day.weekday() < 5


def on_track(number: int = 1, **changes: object) -> GoalLook:
    return GoalLook(**{"number": number, "was": "on-track", "status": "on-track", **changes})  # type: ignore[arg-type]  # a table of fields


class TestHolding:
    """REV-3, STAT-1 and STAT-2 at the moment of marking a review as held."""

    def test_a_review_without_a_single_answer_was_not_held(self) -> None:
        assert codes(rules.objections_to_holding({}, [on_track()], today=TODAY)) == ["review-without-answers"]

    def test_dashes_and_spaces_answer_nothing(self) -> None:
        assert codes(rules.objections_to_holding({"done": "  - … \n"}, [], today=TODAY)) == ["review-without-answers"]

    @pytest.mark.parametrize("question", rules.QUESTIONS)
    def test_any_one_of_the_questions_is_enough(self, question: str) -> None:
        assert rules.objections_to_holding({question: "Two forecasts"}, [on_track()], today=TODAY) == []

    def test_what_moved_on_one_goal_is_an_answer_too(self) -> None:
        assert rules.objections_to_holding({}, [on_track(moved="9% out")], today=TODAY) == []

    def test_an_answer_in_another_script_counts(self) -> None:
        assert rules.objections_to_holding({"learned": "見積もり"}, [], today=TODAY) == []

    def test_a_review_is_held_once(self) -> None:
        assert codes(rules.objections_to_holding({"done": "Two"}, [], today=TODAY, held=True)) == ["review-already-held"]

    def test_a_goal_that_changed_state_says_why(self) -> None:
        found = rules.objections_to_holding({"done": "Two"}, [on_track(2, status="needs-reset")], today=TODAY)
        assert [(one.code, one.where) for one in found] == [("status-without-reason", "goal-2-moved")]

    def test_what_moved_is_reason_enough(self) -> None:
        assert rules.objections_to_holding({}, [on_track(status="completed", moved="Led it alone")], today=TODAY) == []

    def test_a_blocked_goal_names_the_block_the_remover_and_the_day(self) -> None:
        found = rules.objections_to_holding({"done": "Two"}, [on_track(status="blocked")], today=TODAY)
        assert [(one.code, one.where) for one in found] == [
            ("block-without-cause", "goal-1-in_the_way"),
            ("block-without-remover", "goal-1-remover"),
            ("block-without-date", "goal-1-remove_by"),
        ]

    def test_a_goal_that_stays_blocked_names_its_block_again(self) -> None:
        found = rules.objections_to_holding({"done": "Two"}, [on_track(was="blocked", status="blocked")], today=TODAY)
        assert "block-without-cause" in codes(found)

    def test_a_block_is_not_cleared_in_the_past(self) -> None:
        look = on_track(status="blocked", in_the_way="No review to lead", remover_id=3, remove_by=TODAY - timedelta(days=1))
        assert codes(rules.objections_to_holding({}, [look], today=TODAY)) == ["block-date-past"]

    def test_a_block_with_all_three_stands(self) -> None:
        look = on_track(status="blocked", in_the_way="No review to lead", remover_id=3, remove_by=TODAY)
        assert rules.objections_to_holding({}, [look], today=TODAY) == []


class TestStatusBetweenReviews:
    """STAT-1 and STAT-2 on the goal's own page."""

    @pytest.mark.parametrize("was", list(GoalStatus))
    @pytest.mark.parametrize("status", list(GoalStatus))
    def test_any_state_may_follow_any_other_with_a_reason(self, was: GoalStatus, status: GoalStatus) -> None:
        found = rules.objections_to_status(
            status, was=was, reason="Second forecast was used", cause="No slot", remover_id=3, remove_by=TODAY, today=TODAY
        )
        assert codes(found) == (["status-unchanged"] if was == status != GoalStatus.BLOCKED else [])

    def test_a_fifth_state_does_not_exist(self) -> None:
        found = rules.objections_to_status("nearly-there", was="on-track", reason="x", today=TODAY)
        assert codes(found) == ["status-unknown"]

    def test_a_change_without_a_reason_is_refused(self) -> None:
        assert codes(rules.objections_to_status("completed", was="on-track", reason=" ", today=TODAY)) == ["status-without-reason"]

    def test_blocked_without_a_date_is_refused(self) -> None:
        found = rules.objections_to_status("blocked", was="on-track", reason="", cause="No slot", remover_id=3, today=TODAY)
        assert codes(found) == ["block-without-date"]


class TestReportingACommitment:
    """COM-2."""

    def test_delivered_needs_no_words(self) -> None:
        assert rules.objections_to_report("delivered", reason="", confirmed=False, today=TODAY) == []

    def test_back_to_open_needs_no_words(self) -> None:
        assert rules.objections_to_report("open", reason="", confirmed=False, today=TODAY) == []

    def test_missed_needs_its_reason(self) -> None:
        assert codes(rules.objections_to_report("missed", reason="", confirmed=False, today=TODAY)) == ["report-without-reason"]

    def test_renegotiated_needs_a_reason_and_a_day(self) -> None:
        found = rules.objections_to_report("renegotiated", reason="", confirmed=False, today=TODAY)
        assert codes(found) == ["report-without-reason", "report-without-date"]

    def test_a_new_day_lies_ahead(self) -> None:
        found = rules.objections_to_report("renegotiated", reason="Marta is away", confirmed=False, new_due=date(2026, 11, 1), today=TODAY)
        assert codes(found) == ["report-date-past"]

    def test_a_renegotiation_with_reason_and_day_stands(self) -> None:
        assert rules.objections_to_report("renegotiated", reason="Marta is away", confirmed=False, new_due=TODAY, today=TODAY) == []

    def test_partly_is_no_state(self) -> None:
        assert codes(rules.objections_to_report("partly", reason="half", confirmed=False, today=TODAY)) == ["report-unknown"]

    def test_what_the_person_confirmed_is_settled(self) -> None:
        assert codes(rules.objections_to_report("missed", reason="x", confirmed=True, today=TODAY)) == ["report-settled"]

    def test_there_is_nothing_to_confirm_before_a_report(self) -> None:
        assert codes(rules.objections_to_answer("open", reported=False)) == ["nothing-reported"]

    def test_a_report_can_be_answered(self) -> None:
        assert rules.objections_to_answer("delivered", reported=True) == []

    def test_a_contest_needs_words(self) -> None:
        assert codes(rules.objections_to_contest("…")) == ["contest-without-words"]

    def test_a_contest_with_words_stands(self) -> None:
        assert rules.objections_to_contest("Two of four sessions") == []


class TestStanding:
    """COM-2: how a commitment stands today."""

    @pytest.mark.parametrize(
        ("state", "due_in_days", "confirmed", "contested", "lapsed", "expected"),
        [
            ("open", 1, False, False, False, Standing.OPEN),
            ("open", 0, False, False, False, Standing.OPEN),
            ("open", -1, False, False, False, Standing.LATE),
            ("open", -1, False, False, True, Standing.UNREPORTED),
            ("missed", -1, False, False, False, Standing.MISSED),
            ("renegotiated", -1, False, False, False, Standing.RENEGOTIATED),
            ("delivered", -1, True, False, False, Standing.DELIVERED),
            ("delivered", -1, False, True, False, Standing.CONTESTED),
            ("delivered", -1, False, False, False, Standing.REPORTED),
            ("delivered", -1, False, False, True, Standing.UNCONFIRMED),
            ("delivered", -1, True, False, True, Standing.DELIVERED),
            ("missed", -1, False, True, True, Standing.CONTESTED),
        ],
    )
    def test_a_commitment_stands_where_report_and_answer_put_it(
        self, state: str, due_in_days: int, confirmed: bool, contested: bool, lapsed: bool, expected: Standing
    ) -> None:
        standing = rules.standing_of(
            Promise(state, TODAY + timedelta(days=due_in_days)),
            confirmed=confirmed,
            contested=contested,
            lapsed=lapsed,
            today=TODAY,
        )
        assert standing is expected


class TestCadence:
    """REV-7."""

    def test_reviews_held_are_counted_of_those_due(self) -> None:
        reviews = [Meeting(date(2026, 10, 27), date(2026, 10, 27)), Meeting(date(2026, 11, 20)), Meeting(date(2026, 12, 22))]
        assert rules.cadence_of(reviews, today=TODAY) == rules.Cadence(1, 2)

    def test_a_review_held_early_counts_on_both_sides(self) -> None:
        assert rules.cadence_of([Meeting(date(2026, 12, 22), TODAY)], today=TODAY) == rules.Cadence(1, 1)

    def test_todays_review_is_due_today(self) -> None:
        assert rules.cadence_of([Meeting(TODAY)], today=TODAY) == rules.Cadence(0, 1)

    def test_the_rhythm_is_kept_when_all_that_were_due_were_held(self) -> None:
        assert rules.cadence_of([Meeting(TODAY, TODAY), Meeting(date(2026, 12, 22))], today=TODAY).kept

    def test_paused_reviews_are_not_due(self) -> None:
        """PIP-19: a pause says nothing but that reviews rest."""
        assert rules.cadence_of([Meeting(date(2026, 11, 20), rests=True)], today=TODAY) == rules.Cadence(0, 0)

    def test_a_team_adds_up(self) -> None:
        assert rules.added_up([rules.Cadence(1, 2), rules.Cadence(2, 2)]) == rules.Cadence(3, 4)


class TestDates:
    """REV-4, and what falls due between two reviews."""

    def test_a_missed_review_moves_to_the_next_working_day(self) -> None:
        friday = date(2026, 11, 20)
        assert rules.next_meeting_day(friday, today=friday, taken=[], works=weekday) == date(2026, 11, 23)

    def test_a_late_review_moves_to_tomorrow_not_to_the_past(self) -> None:
        assert rules.next_meeting_day(date(2026, 11, 2), today=TODAY, taken=[], works=weekday) == date(2026, 11, 25)

    def test_a_day_with_another_review_is_passed_over(self) -> None:
        assert rules.next_meeting_day(TODAY, today=TODAY, taken=[date(2026, 11, 25)], works=weekday) == date(2026, 11, 26)

    @given(due_on=DAYS, today=DAYS)
    def test_a_moved_review_always_lies_ahead_on_a_working_day(self, due_on: date, today: date) -> None:
        day = rules.next_meeting_day(due_on, today=today, taken=[], works=weekday)
        assert day > due_on and day > today and weekday(day)

    @pytest.mark.parametrize(
        ("to", "code"),
        [
            (TODAY, "review-not-moved"),
            (date(2026, 11, 23), "review-moved-back"),
            (date(2026, 12, 1), "review-day-taken"),
            (date(2026, 11, 28), "review-day-off"),
        ],
    )
    def test_a_review_does_not_move_to_such_a_day(self, to: date, code: str) -> None:
        found = rules.objections_to_move(to, due_on=TODAY, today=TODAY, taken=[date(2026, 12, 1)], works=weekday)
        assert codes(found) == [code]

    def test_a_review_moves_to_a_free_working_day(self) -> None:
        assert rules.objections_to_move(date(2026, 11, 26), due_on=TODAY, today=TODAY, taken=[], works=weekday) == []

    def test_a_need_is_met_the_working_day_before_the_next_review(self) -> None:
        monday = date(2026, 12, 21)
        found = rules.need_due_on(today=TODAY, next_review_on=monday, cycle_end=date(2026, 12, 31), works=weekday)
        assert found == date(2026, 12, 18)

    def test_after_the_last_review_a_need_is_met_by_the_end_of_the_cycle(self) -> None:
        found = rules.need_due_on(today=TODAY, next_review_on=None, cycle_end=date(2026, 12, 31), works=weekday)
        assert found == date(2026, 12, 31)

    @given(today=DAYS, ahead=st.integers(-20, 60))
    def test_a_need_never_falls_due_in_the_past(self, today: date, ahead: int) -> None:
        found = rules.need_due_on(today=today, next_review_on=today + timedelta(days=ahead), cycle_end=today, works=weekday)
        assert found >= today

    def test_the_next_action_falls_due_mid_way_to_the_next_review(self) -> None:
        assert rules.midway(today=TODAY, until=date(2026, 12, 22), works=weekday) == date(2026, 12, 8)

    @given(today=DAYS, ahead=st.integers(-20, 60))
    def test_mid_way_is_a_working_day_from_today_on(self, today: date, ahead: int) -> None:
        found = rules.midway(today=today, until=today + timedelta(days=ahead), works=weekday)
        assert found >= today and weekday(found)

    def test_the_next_review_is_the_earliest_that_was_not_held(self) -> None:
        late, later = Meeting(date(2026, 11, 20)), Meeting(date(2026, 12, 22))
        assert rules.next_review([later, Meeting(date(2026, 10, 27), date(2026, 10, 27)), late]) is late

    def test_when_all_are_held_there_is_no_next_one(self) -> None:
        assert rules.next_review([Meeting(TODAY, TODAY)]) is None


class TestWords:
    """STAT-1 and COACH-3: what can be kept at all."""

    def test_an_answer_of_ordinary_length_is_kept(self) -> None:
        assert rules.objections_to_words({"done": "x" * 5000, "status": "blocked"}) == []

    def test_an_answer_nobody_would_read_is_refused(self) -> None:
        found = rules.objections_to_words({"moved": "x" * 5001}, prefix="goal-7-")
        assert [(one.code, one.where) for one in found] == [("answer-too-long", "goal-7-moved")]

    def test_a_state_that_does_not_exist_is_refused(self) -> None:
        assert codes(rules.objections_to_words({"status": "nearly-there"})) == ["status-unknown"]

    def test_repeating_the_old_block_answers_nothing_new(self) -> None:
        """REV-3 with STAT-2: the block was carried into the review by the page, not said in it."""
        look = on_track(was="blocked", status="blocked", in_the_way="No slot", carried="No slot", remover_id=3, remove_by=TODAY)
        assert codes(rules.objections_to_holding({}, [look], today=TODAY)) == ["review-without-answers"]
