"""Writing, holding and moving reviews; states of goals; reports on commitments. REV-1 to REV-4, STAT-1, STAT-2, COM-2, T39."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from tests.agreed import SECOND, agreed_plan, review_of
from tests.cast import Cast

from cadenza.objections import Refused, Unseen
from cadenza.people.actions import begin_line
from cadenza.people.models import Person
from cadenza.plans.models import Commitment, Goal, Plan, Review, ReviewedGoal, StatusChange
from cadenza.plans.review_rules import reason_to_keep
from cadenza.plans.reviews import (
    confirm_commitment,
    contest_commitment,
    hold_review,
    move_review,
    report_commitment,
    save_review_words,
    set_goal_status,
)
from cadenza.plans.rules import PlanState
from cadenza.trail.models import Entry
from cadenza.web.revisions import Conflict, Edit, base_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(cast: Cast) -> Plan:
    return agreed_plan(cast.engineer, cast.manager)


@pytest.fixture
def review(plan: Plan) -> Review:
    return review_of(plan)


def seen(row: Review, **words: str) -> dict[str, Edit]:
    """Edits of somebody who has the page open as it stands now."""
    return {field: Edit(text, base_of(row, field)) for field, text in words.items()}


def for_goal(**words: str) -> dict[str, Edit]:
    """Edits of one goal in a review that nobody has touched yet."""
    untouched = ReviewedGoal(status="on-track")
    return {field: Edit(text, base_of(untouched, field)) for field, text in words.items()}


def codes(error: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [one.code for one in error.value.objections]


class TestWriting:
    def test_what_the_person_writes_before_the_meeting_is_there_for_the_manager(self, cast: Cast, review: Review, at: datetime) -> None:
        save_review_words(review.pk, by=cast.engineer, at=at, words=seen(review, done="Second forecast was 9% out"))
        review.refresh_from_db()
        assert (review.done, review.last_saved("done")[0]) == ("Second forecast was 9% out", cast.engineer.pk)

    def test_two_people_writing_different_fields_never_meet(self, cast: Cast, review: Review, at: datetime) -> None:
        """N10."""
        mine, theirs = seen(review, done="Second forecast"), seen(review, conditions="One sprint without on-call")
        save_review_words(review.pk, by=cast.engineer, at=at, words=mine)
        save_review_words(review.pk, by=cast.manager, at=at, words=theirs)
        review.refresh_from_db()
        assert (review.done, review.conditions) == ("Second forecast", "One sprint without on-call")

    def test_the_same_field_saved_by_two_is_shown_to_both(self, cast: Cast, review: Review, at: datetime) -> None:
        """N10: nothing is overwritten unseen."""
        mine, theirs = seen(review, focus="Lead one review"), seen(review, focus="Shadow two reviews")
        save_review_words(review.pk, by=cast.engineer, at=at, words=mine)
        with pytest.raises(Conflict) as error:
            save_review_words(review.pk, by=cast.manager, at=at, words=theirs)
        assert [(one.mine, one.theirs) for one in error.value.clashes] == [("Shadow two reviews", "Lead one review")]

    def test_a_clash_about_a_goal_names_the_goal(self, cast: Cast, review: Review, at: datetime) -> None:
        save_review_words(review.pk, by=cast.engineer, at=at, words={}, goals={2: for_goal(moved="Shadowed both")})
        with pytest.raises(Conflict) as error:
            save_review_words(review.pk, by=cast.manager, at=at, words={}, goals={2: for_goal(moved="Shadowed one")})
        assert [one.field for one in error.value.clashes] == ["goal-2-moved"]

    def test_the_manager_s_reflection_is_the_manager_s_alone(self, cast: Cast, review: Review, at: datetime) -> None:
        """REV-1."""
        with pytest.raises(Unseen):
            save_review_words(review.pk, by=cast.engineer, at=at, words=seen(review, observations="Quiet in planning"))

    def test_a_delegate_may_check_in(self, cast: Cast, review: Review, at: datetime) -> None:
        """TRUST X10."""
        save_review_words(review.pk, by=cast.delegate, at=at, words=seen(review, support_given="Two of four sessions"))
        review.refresh_from_db()
        assert review.support_given == "Two of four sessions"

    def test_a_goal_of_another_plan_cannot_be_slipped_in(self, cast: Cast, review: Review, at: datetime) -> None:
        with pytest.raises(Unseen):
            save_review_words(review.pk, by=cast.manager, at=at, words={}, goals={9: for_goal(moved="x")})

    def test_a_field_that_is_no_answer_cannot_be_saved(self, cast: Cast, review: Review, at: datetime) -> None:
        """T12."""
        with pytest.raises(ValueError, match="held_at"):
            save_review_words(review.pk, by=cast.manager, at=at, words=seen(review, held_at="2026-11-24"))

    def test_an_answer_nobody_would_read_is_refused(self, cast: Cast, review: Review, at: datetime) -> None:
        with pytest.raises(Refused) as error:
            save_review_words(review.pk, by=cast.engineer, at=at, words=seen(review, done="x" * 5001))
        assert codes(error) == ["answer-too-long"]

    def test_the_words_of_a_held_review_stand(self, cast: Cast, review: Review, at: datetime) -> None:
        """TRUST 1.8."""
        save_review_words(review.pk, by=cast.engineer, at=at, words=seen(review, done="Second forecast"))
        hold_review(review.pk, by=cast.manager, at=at)
        review.refresh_from_db()
        with pytest.raises(Refused) as error:
            save_review_words(review.pk, by=cast.engineer, at=at, words=seen(review, done="Something else"))
        assert codes(error) == ["review-closed"]

    def test_somebody_who_works_elsewhere_clears_no_block(self, cast: Cast, review: Review, at: datetime) -> None:
        with pytest.raises(Refused) as error:
            save_review_words(review.pk, by=cast.manager, at=at, words={}, goals={1: for_goal(remover=str(cast.leaver.pk))})
        assert codes(error) == ["remover-unknown"]

    def test_a_save_that_changes_nothing_leaves_no_trace(self, cast: Cast, review: Review, at: datetime) -> None:
        before = Entry.objects.count()
        save_review_words(review.pk, by=cast.engineer, at=at, words=seen(review, done=""))
        assert Entry.objects.count() == before


WRITERS = {"engineer", "manager", "delegate"}
STRANGERS = (
    "upline",
    "leader",
    "peer",
    "new_manager",
    "mentor",
    "outsider",
    "hr_partner",
    "hr_admin",
    "privacy_officer",
    "operator",
    "executive",
    "leaver",
)


@pytest.mark.parametrize("role", sorted(WRITERS))
def test_these_may_write_into_a_review(cast: Cast, review: Review, at: datetime, role: str) -> None:
    by: Person = getattr(cast, role)
    assert save_review_words(review.pk, by=by, at=at, words=seen(review, learned="Ask earlier")).learned == "Ask earlier"


@pytest.mark.parametrize("role", STRANGERS)
def test_to_everybody_else_the_review_does_not_exist(cast: Cast, review: Review, at: datetime, role: str) -> None:
    """TRUST E4."""
    with pytest.raises(Unseen):
        save_review_words(review.pk, by=getattr(cast, role), at=at, words=seen(review, learned="Ask earlier"))


def test_a_former_manager_writes_nothing_more(cast: Cast, review: Review, at: datetime) -> None:
    """TRUST X1, T39: the relation is read in the transaction that writes."""
    begin_line(cast.engineer, cast.new_manager, since=at, by=None, at=at)
    with pytest.raises(Unseen):
        hold_review(review.pk, by=cast.manager, at=at + timedelta(minutes=1))


def test_the_new_manager_goes_on_where_the_old_one_stopped(cast: Cast, review: Review, at: datetime) -> None:
    """HAND-2."""
    begin_line(cast.engineer, cast.new_manager, since=at, by=None, at=at)
    later = at + timedelta(minutes=1)
    save_review_words(review.pk, by=cast.new_manager, at=later, words=seen(review, done="Read the plan together"))
    assert hold_review(review.pk, by=cast.new_manager, at=later).manager == cast.new_manager


class TestHolding:
    def test_a_review_without_an_answer_was_not_held(self, cast: Cast, review: Review, at: datetime) -> None:
        """REV-3."""
        with pytest.raises(Refused) as error:
            hold_review(review.pk, by=cast.manager, at=at)
        assert codes(error) == ["review-without-answers"]

    def test_one_answer_is_enough(self, cast: Cast, review: Review, at: datetime) -> None:
        save_review_words(review.pk, by=cast.engineer, at=at, words=seen(review, done="Second forecast was 9% out"))
        assert hold_review(review.pk, by=cast.manager, at=at).held_on == SECOND

    def test_holding_is_in_the_record_once(self, cast: Cast, review: Review, at: datetime) -> None:
        save_review_words(review.pk, by=cast.engineer, at=at, words=seen(review, done="Second forecast"))
        before = Entry.objects.count()
        hold_review(review.pk, by=cast.manager, at=at)
        assert Entry.objects.count() == before + 1

    def test_a_goal_takes_the_state_that_was_picked_with_its_reason(self, cast: Cast, review: Review, plan: Plan, at: datetime) -> None:
        """STAT-1."""
        picked = for_goal(status="completed", moved="Led both forecasts alone")
        save_review_words(review.pk, by=cast.manager, at=at, words={}, goals={1: picked})
        hold_review(review.pk, by=cast.manager, at=at)
        change = StatusChange.objects.get(goal__plan=plan)
        assert (plan.goals.get(number=1).status, change.reason, change.review) == ("completed", "Led both forecasts alone", review)

    def test_a_goal_that_stays_where_it_was_changes_nothing(self, cast: Cast, review: Review, plan: Plan, at: datetime) -> None:
        save_review_words(review.pk, by=cast.engineer, at=at, words=seen(review, done="Second forecast"))
        hold_review(review.pk, by=cast.manager, at=at)
        assert not StatusChange.objects.filter(goal__plan=plan).exists()

    def test_the_log_keeps_where_every_goal_stood(self, cast: Cast, review: Review, at: datetime) -> None:
        save_review_words(review.pk, by=cast.engineer, at=at, words=seen(review, done="Second forecast"))
        hold_review(review.pk, by=cast.manager, at=at)
        assert [(row.goal.number, row.status) for row in review.goals.order_by("goal__number")] == [(1, "on-track"), (2, "on-track")]

    def test_a_blocked_goal_without_a_remover_stops_the_review(self, cast: Cast, review: Review, plan: Plan, at: datetime) -> None:
        """STAT-2; and nothing of it is kept half."""
        save_review_words(review.pk, by=cast.manager, at=at, words={}, goals={2: for_goal(status="blocked", in_the_way="No slot")})
        with pytest.raises(Refused) as error:
            hold_review(review.pk, by=cast.manager, at=at)
        assert codes(error) == ["block-without-remover", "block-without-date"] and plan.goals.get(number=2).status == "on-track"

    def test_a_blocked_goal_says_who_clears_what_by_when(self, cast: Cast, review: Review, plan: Plan, at: datetime) -> None:
        words = for_goal(status="blocked", in_the_way="No slot", remover=str(cast.manager.pk), remove_by="2026-11-27")
        save_review_words(review.pk, by=cast.manager, at=at, words={}, goals={2: words})
        hold_review(review.pk, by=cast.manager, at=at)
        change = StatusChange.objects.get(goal__plan=plan)
        assert (change.blocked_by, change.remover, change.remove_by) == ("No slot", cast.manager, date(2026, 11, 27))

    def test_a_need_becomes_the_manager_s_commitment_before_the_next_review(
        self, cast: Cast, review: Review, plan: Plan, at: datetime
    ) -> None:
        """DESIGN 1.2: nothing is entered twice."""
        save_review_words(review.pk, by=cast.engineer, at=at, words=seen(review, need="An introduction to the ledger lead"))
        hold_review(review.pk, by=cast.manager, at=at)
        made = Commitment.objects.get(review=review)
        assert (made.what, made.holder, made.due_date) == ("An introduction to the ledger lead", cast.manager, date(2026, 12, 21))

    def test_without_a_need_no_commitment_appears(self, cast: Cast, review: Review, at: datetime) -> None:
        save_review_words(review.pk, by=cast.engineer, at=at, words=seen(review, done="Second forecast", need="–"))
        hold_review(review.pk, by=cast.manager, at=at)
        assert not Commitment.objects.filter(review=review).exists()

    def test_a_review_is_held_once(self, cast: Cast, review: Review, at: datetime) -> None:
        save_review_words(review.pk, by=cast.engineer, at=at, words=seen(review, need="A sparring partner"))
        hold_review(review.pk, by=cast.manager, at=at)
        with pytest.raises(Refused) as error:
            hold_review(review.pk, by=cast.manager, at=at)
        assert codes(error) == ["review-already-held"] and Commitment.objects.filter(review=review).count() == 1

    def test_the_reviews_of_a_closed_plan_are_only_read(self, cast: Cast, review: Review, plan: Plan, at: datetime) -> None:
        Plan.objects.filter(pk=plan.pk).update(state=PlanState.CLOSED)
        with pytest.raises(Unseen):
            hold_review(review.pk, by=cast.manager, at=at)


class TestMoving:
    """REV-4."""

    def test_a_review_that_could_not_take_place_moves_to_the_next_working_day(self, cast: Cast, review: Review, at: datetime) -> None:
        assert move_review(review.pk, by=cast.manager, at=at).due_on == date(2026, 11, 25)

    def test_the_first_date_is_kept_and_the_moves_are_counted(self, cast: Cast, review: Review, at: datetime) -> None:
        move_review(review.pk, by=cast.manager, at=at, reason="Release day")
        moved = move_review(review.pk, by=cast.engineer, at=at)
        assert (moved.planned_on, moved.due_on, moved.moved_times) == (SECOND, date(2026, 11, 26), 2)

    def test_a_weekend_and_a_holiday_of_either_side_are_passed_over(self, cast: Cast, plan: Plan, at: datetime) -> None:
        Person.objects.filter(pk=cast.manager.pk).update(country="DE")
        Review.objects.filter(plan=plan, due_on=date(2026, 12, 22)).update(due_on=date(2026, 12, 24))
        last = plan.reviews.get(due_on=date(2026, 12, 24))
        monday = date(2026, 12, 28)  # no day of work in England in that year: Boxing Day fell on the Saturday
        assert move_review(last.pk, by=cast.manager, at=at).due_on == monday + timedelta(days=1)

    def test_a_held_review_stays_where_it_is(self, cast: Cast, plan: Plan, at: datetime) -> None:
        with pytest.raises(Refused) as error:
            move_review(review_of(plan, date(2026, 10, 27)).pk, by=cast.manager, at=at)
        assert codes(error) == ["review-already-held"]

    def test_hr_moves_nobody_s_meeting(self, cast: Cast, review: Review, at: datetime) -> None:
        with pytest.raises(Unseen):
            move_review(review.pk, by=cast.hr_partner, at=at)


class TestStateBetweenReviews:
    """STAT-1, STAT-2."""

    def goal(self, plan: Plan) -> Goal:
        return plan.goals.get(number=2)

    def test_the_person_says_that_a_goal_is_blocked(self, cast: Cast, plan: Plan, at: datetime) -> None:
        set_goal_status(
            self.goal(plan).pk,
            "blocked",
            by=cast.engineer,
            at=at,
            blocked_by="No slot",
            remover_id=cast.manager.pk,
            remove_by=date(2026, 11, 27),
        )
        assert self.goal(plan).status == "blocked"

    def test_a_change_without_a_reason_changes_nothing(self, cast: Cast, plan: Plan, at: datetime) -> None:
        with pytest.raises(Refused):
            set_goal_status(self.goal(plan).pk, "completed", by=cast.engineer, at=at)
        assert self.goal(plan).status == "on-track"

    def test_a_review_half_written_takes_the_new_state_over(self, cast: Cast, plan: Plan, review: Review, at: datetime) -> None:
        save_review_words(review.pk, by=cast.engineer, at=at, words={}, goals={2: for_goal(moved="Shadowed both")})
        set_goal_status(self.goal(plan).pk, "needs-reset", by=cast.manager, at=at, reason="The team was merged")
        hold_review(review.pk, by=cast.manager, at=at)
        assert self.goal(plan).status == "needs-reset"

    @pytest.mark.parametrize("role", ["delegate", "upline", "hr_admin", "peer", "mentor"])
    def test_nobody_else_changes_a_goal_s_state(self, cast: Cast, plan: Plan, at: datetime, role: str) -> None:
        """TRUST E1: t for the person and the manager."""
        with pytest.raises(Unseen):
            set_goal_status(self.goal(plan).pk, "completed", by=getattr(cast, role), at=at, reason="Seen in two reviews")


class TestCommitments:
    """COM-2."""

    @pytest.fixture
    def promise(self, plan: Plan) -> Commitment:
        return plan.commitments.get()

    def test_the_manager_reports_and_the_person_confirms(self, cast: Cast, promise: Commitment, at: datetime) -> None:
        report_commitment(promise.pk, "delivered", by=cast.manager, at=at)
        assert confirm_commitment(promise.pk, by=cast.engineer, at=at).confirmed_at == at

    def test_a_miss_needs_its_reason(self, cast: Cast, promise: Commitment, at: datetime) -> None:
        with pytest.raises(Refused) as error:
            report_commitment(promise.pk, "missed", by=cast.manager, at=at)
        assert codes(error) == ["report-without-reason"]

    def test_a_new_day_makes_a_new_commitment_and_keeps_the_old_one(self, cast: Cast, promise: Commitment, at: datetime) -> None:
        old = report_commitment(promise.pk, "renegotiated", by=cast.manager, at=at, reason="Ruth is away", new_due=date(2026, 12, 4))
        assert old.replaced_by is not None
        assert (old.state, old.reason, old.replaced_by.due_date, old.replaced_by.state) == (
            "renegotiated",
            "Ruth is away",
            date(2026, 12, 4),
            "open",
        )

    def test_a_renegotiation_is_not_sent_twice(self, cast: Cast, promise: Commitment, at: datetime) -> None:
        report_commitment(promise.pk, "renegotiated", by=cast.manager, at=at, reason="Ruth is away", new_due=date(2026, 12, 4))
        with pytest.raises(Refused) as error:
            report_commitment(promise.pk, "renegotiated", by=cast.manager, at=at, reason="Ruth is away", new_due=date(2026, 12, 9))
        assert codes(error) == ["report-settled"]

    def test_a_slip_of_the_hand_goes_back_to_open(self, cast: Cast, promise: Commitment, at: datetime) -> None:
        report_commitment(promise.pk, "delivered", by=cast.manager, at=at)
        assert report_commitment(promise.pk, "open", by=cast.manager, at=at).reported_at is None

    def test_the_person_sees_it_differently_beside_the_report(self, cast: Cast, promise: Commitment, at: datetime) -> None:
        report_commitment(promise.pk, "delivered", by=cast.manager, at=at)
        contested = contest_commitment(promise.pk, by=cast.engineer, at=at, words="Two of the four took place")
        assert (contested.state, contested.contest_words) == ("delivered", "Two of the four took place")

    def test_another_report_leaves_what_both_said_of_the_first(self, cast: Cast, promise: Commitment, at: datetime) -> None:
        """COM-2, DATA-1: nobody's words are taken away by what the other one says next; a stray click takes nothing."""
        report_commitment(promise.pk, "delivered", by=cast.manager, at=at, reason="Partly: three of four")
        contest_commitment(promise.pk, by=cast.engineer, at=at, words="Two of the four took place")
        same = report_commitment(promise.pk, "delivered", by=cast.manager, at=at, reason="Partly: three of four")
        assert (same.reason, same.contest_words) == ("Partly: three of four", "Two of the four took place")
        missed = report_commitment(promise.pk, "missed", by=cast.manager, at=at, reason="The audit took two of them")
        assert (missed.contested_at, missed.contest_words) == (None, "")
        contest_commitment(promise.pk, by=cast.engineer, at=at, words="It was three")
        report_commitment(promise.pk, "open", by=cast.manager, at=at)
        report_commitment(promise.pk, "delivered", by=cast.manager, at=at)
        report_commitment(promise.pk, "missed", by=cast.manager, at=at, reason="A slip within the day")
        report_commitment(promise.pk, "delivered", by=cast.manager, at=at + timedelta(days=1))
        contest_commitment(promise.pk, by=cast.engineer, at=at + timedelta(days=1), words="Not all")
        confirmed = confirm_commitment(promise.pk, by=cast.engineer, at=at + timedelta(days=2))
        assert (confirmed.confirmed_at, confirmed.contested_at) == (at + timedelta(days=2), None)
        kept = promise.earlier_reports.order_by("pk").values_list("state", "reason", "contest_words")
        assert list(kept) == [
            ("delivered", "Partly: three of four", "Two of the four took place"),
            ("missed", "The audit took two of them", "It was three"),
            ("missed", "A slip within the day", ""),
            ("delivered", "", "Not all"),
        ]

    @pytest.mark.parametrize(
        ("state", "reason", "was", "gave", "kept"),
        [
            ("delivered", " Partly: three of four ", "open", "", "Partly: three of four"),
            ("delivered", "Ruth was away", "missed", "Ruth was away", ""),
            ("delivered", "Partly", "delivered", "Partly", "Partly"),
            ("missed", "Ruth was away", "delivered", "", "Ruth was away"),
            ("open", "Ruth was away", "missed", "Ruth was away", ""),
        ],
    )
    def test_words_beside_a_delivery_are_a_note(self, state: str, reason: str, was: str, gave: str, kept: str) -> None:
        """COM-2: "partly" is a note, not a state."""
        assert reason_to_keep(state, reason, was=was, gave=gave) == kept

    def test_a_contest_without_words_is_refused(self, cast: Cast, promise: Commitment, at: datetime) -> None:
        report_commitment(promise.pk, "delivered", by=cast.manager, at=at)
        with pytest.raises(Refused) as error:
            contest_commitment(promise.pk, by=cast.engineer, at=at, words=" ")
        assert codes(error) == ["contest-without-words"]

    def test_there_is_nothing_to_confirm_before_a_report(self, cast: Cast, promise: Commitment, at: datetime) -> None:
        with pytest.raises(Refused) as error:
            confirm_commitment(promise.pk, by=cast.engineer, at=at)
        assert codes(error) == ["nothing-reported"]

    def test_managers_do_not_confirm_their_own_reports(self, cast: Cast, promise: Commitment, at: datetime) -> None:
        report_commitment(promise.pk, "delivered", by=cast.manager, at=at)
        with pytest.raises(Unseen):
            confirm_commitment(promise.pk, by=cast.manager, at=at)

    @pytest.mark.parametrize("role", ["engineer", "delegate", "upline", "hr_partner", "hr_admin", "mentor"])
    def test_nobody_but_the_manager_reports(self, cast: Cast, promise: Commitment, at: datetime, role: str) -> None:
        """TRUST E3, 1.6: a stand-in does not report on another's promise."""
        with pytest.raises(Unseen):
            report_commitment(promise.pk, "delivered", by=getattr(cast, role), at=at)
