"""Signs of drift: found in what people did, shown to those who may know, and asked about (HR-2, HR-4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.agreed import agreed_plan
from tests.cast import Cast
from tests.plans import conftest as plans
from tests.plans.conftest import OCTOBER, Pair

from cadenza.objections import Refused, Unseen
from cadenza.people.models import Person
from cadenza.plans.models import Action, Commitment, Goal, NearCopy, Perspective, Review, StatusChange, Suggestion, Version
from cadenza.plans.rules import ActionKind, CommitmentState, GoalStatus
from cadenza.rhythm.queries import meeting_for
from cadenza.stewardship import access, actions, queries
from cadenza.stewardship.models import FollowUp
from cadenza.stewardship.rules import FollowUpMove, FollowUpState, Sign, Wish, objections_to_asking, objections_to_move

ground, draft, shared, promised, offered, agreed = (
    plans.ground, plans.draft, plans.shared, plans.promised, plans.offered, plans.agreed,
)  # fmt: skip

pytestmark = pytest.mark.django_db

SignIn = Callable[[Person], Client]
HR = {"hr_partner", "hr_admin"}
ABOVE = {"upline", "leader"}


@pytest.fixture
def seen(agreed: Pair, cast: Cast, at):
    """Who sees a sign about whom, asked of everybody in the cast."""

    def who(sign: Sign, about: Person) -> set[str]:
        look = {name: queries.Look(person, agreed.ground.cycle, at) for name, person in cast.everybody().items()}
        return {name for name, one in look.items() if about in queries.found(one, sign)}

    return who


def test_an_agreed_plan_of_which_no_review_was_held_is_seen_by_hr_and_the_line_above(seen, cast):
    """HR-2: plans never reviewed. The manager has the team board."""
    assert seen(Sign.NEVER_REVIEWED, cast.engineer) == HR | ABOVE


def test_reviews_that_rest_in_a_pause_are_no_drift(agreed: Pair, seen, cast):
    """PIP-19."""
    Review.objects.filter(plan=agreed.plan).update(rests=True)
    assert seen(Sign.NEVER_REVIEWED, cast.engineer) == set()


def test_a_plan_that_is_nearly_somebody_elses_is_hr_s_to_see_and_only_beside_the_other(agreed: Pair, seen, cast, at):
    """LEARN-4, HR-4: whoever looks after one of the two alone sees no copy."""
    twin = agreed_plan(cast.peer, cast.manager, first_held=False)
    for goal in (agreed.goal(), twin.goals.get(number=1)):
        NearCopy.objects.create(cycle=agreed.ground.cycle, group=1, goal=goal, found_at=at)
    assert seen(Sign.NEAR_COPIES, cast.engineer) == HR
    cast.peer.hr_scopes.update(until=at - timedelta(days=1))
    assert seen(Sign.NEAR_COPIES, cast.engineer) == {"hr_admin"}


def test_the_page_counts_the_goals_that_are_copies_beside_somebody_else_looked_after(agreed: Pair, cast: Cast, at):
    """LEARN-4, HR-4: another goal, alike somebody's out of reach, is not told of by a number."""
    Goal.objects.bulk_create([Goal(plan=agreed.plan, number=9, outcome="Another", agreed_in=agreed.goal().agreed_in)])
    twin = agreed_plan(cast.peer, cast.manager, first_held=False)
    stranger = agreed_plan(cast.outsider, cast.outsider_manager, first_held=False)
    first = agreed.goal()
    second = agreed.plan.goals.get(number=9)
    for group, goal in ((1, first), (1, twin.goals.get(number=1)), (2, second), (2, stranger.goals.get(number=1))):
        NearCopy.objects.create(cycle=agreed.ground.cycle, group=group, goal=goal, found_at=at)
    for who, number in ((cast.hr_partner, 1), (cast.hr_admin, 2)):
        rows = queries.opened(who, Sign.NEAR_COPIES, at=at).rows
        assert [row.count for row in rows if row.person == cast.engineer] == [number]


def test_one_held_review_is_no_drift(agreed: Pair, seen, cast, at):
    """HR-2, REV-7."""
    review = Review.objects.filter(plan=agreed.plan).order_by("due_on").first()
    assert review is not None
    review.held_at, review.held_on = at, review.due_on
    review.save()
    assert seen(Sign.NEVER_REVIEWED, cast.engineer) == set()


@pytest.mark.parametrize(
    ("status", "days", "done", "found"),
    [
        (GoalStatus.BLOCKED, 29, False, True),
        (GoalStatus.BLOCKED, 27, False, False),
        (GoalStatus.NEEDS_RESET, 29, True, True),
        (GoalStatus.ON_TRACK, 57, False, True),
        (GoalStatus.ON_TRACK, 57, True, False),
        (GoalStatus.ON_TRACK, 29, False, False),
        (GoalStatus.COMPLETED, 57, False, False),
    ],
)
def test_a_state_that_does_not_move_is_found_by_how_long_and_by_what_was_done(agreed: Pair, seen, cast, at, status, days, done, found):
    """HR-2: statuses unchanged for long."""
    goal = agreed.goal()
    Goal.objects.filter(pk=goal.pk).update(status=status)
    StatusChange.objects.create(goal=goal, status=status, by=cast.engineer, at=at - timedelta(days=days))
    if done:
        Action.objects.filter(goal=goal).update(done_on=at.date() - timedelta(days=3))
    assert seen(Sign.UNCHANGED, cast.engineer) == (HR | ABOVE if found else set())


@pytest.mark.parametrize(
    ("status", "days", "found"), [("blocked", 28, True), ("blocked", 27, False), ("on-track", 56, True), ("on-track", 55, False)]
)
def test_a_state_that_never_changed_counts_from_the_day_it_was_offered(agreed: Pair, seen, cast, at, status, days, found):
    """HR-2: and the page of the sign says since when."""
    offered = at - timedelta(days=days)
    Goal.objects.filter(pk=agreed.goal().pk).update(status=status)
    Version.objects.filter(plan=agreed.plan).update(offered_at=offered)
    assert seen(Sign.UNCHANGED, cast.engineer) == (HR | ABOVE if found else set())
    if found:
        assert [row.since for row in queries.opened(cast.hr_admin, Sign.UNCHANGED, at=at).rows] == [offered.date()]


def test_commitments_not_kept_are_a_manager_s_own_line_s_to_see_and_hr_admin_s(agreed: Pair, seen, cast, at):
    """HR-2, TRUST R15: not the scoped HR person, nor the manager's peers."""
    for day in (2, 9):
        Commitment.objects.create(
            plan=agreed.plan, made_by=cast.manager, holder=cast.manager, what="An hour", due_date=date(2026, 11, day), made_at=OCTOBER,
            state=CommitmentState.MISSED, reported_at=at,
        )  # fmt: skip
    assert seen(Sign.NOT_KEPT, cast.manager) == {"upline", "leader", "hr_admin"}
    Commitment.objects.filter(due_date=date(2026, 11, 2)).update(state=CommitmentState.DELIVERED, confirmed_at=at)
    assert seen(Sign.NOT_KEPT, cast.manager) == set()


@pytest.mark.parametrize(
    ("reported", "confirmed", "contested", "held", "kept"),
    [
        (True, True, False, True, True),
        (True, False, False, False, True),
        (True, False, False, True, False),
        (True, False, True, False, False),
    ],
)
def test_a_report_that_nobody_confirmed_by_the_next_review_does_not_count_as_kept(
    agreed: Pair, seen, cast, at, reported, confirmed, contested, held, kept
):
    """COM-2."""
    for day in (2, 9):
        Commitment.objects.create(
            plan=agreed.plan, made_by=cast.manager, holder=cast.manager, what="An hour", due_date=date(2026, 11, day), made_at=OCTOBER,
            state=CommitmentState.DELIVERED, reported_at=at - timedelta(days=9), confirmed_at=at if confirmed else None,
            contested_at=at if contested else None,
        )  # fmt: skip
    if held:
        Review.objects.filter(plan=agreed.plan).update(held_at=at - timedelta(days=1), held_on=at.date())
    assert bool(seen(Sign.NOT_KEPT, cast.manager)) is not kept


def test_a_report_in_the_1_1_itself_waits_for_the_next_review(agreed: Pair, seen, cast, at):
    """COM-2: said at ten and the review held at twenty past is not unconfirmed by the *next* review; the page of the 1:1 says the same."""
    today = at.replace(hour=10, minute=0)
    review = Review.objects.filter(plan=agreed.plan).order_by("due_on").first()
    assert review is not None
    for _ in range(2):
        Commitment.objects.create(
            plan=agreed.plan, made_by=cast.manager, holder=cast.manager, what="An hour", due_date=date(2026, 11, 9), made_at=OCTOBER,
            state=CommitmentState.DELIVERED, reported_at=today - timedelta(days=4),
        )  # fmt: skip
    for minutes, kept in ((20, True), (3 * 24 * 60, False)):
        held = today - timedelta(days=4) + timedelta(minutes=minutes)
        Review.objects.filter(pk=review.pk).update(held_at=held, held_on=held.date())
        assert bool(seen(Sign.NOT_KEPT, cast.manager)) is not kept
        standing = {
            part.standing
            for part in meeting_for(cast.engineer, "sam-okafor", at.date(), at=at).support
            if part.commitment.what == "An hour"
        }
        assert standing == {"reported" if kept else "unconfirmed"}


def test_a_promise_past_its_day_that_nobody_reported_by_the_next_review_was_not_kept(agreed: Pair, seen, cast, at):
    """COM-2: the manager reports at every review, so silence is no way round. HAND-2: whoever manages the person no more cannot."""
    for day in (2, 9):
        Commitment.objects.create(
            plan=agreed.plan, made_by=cast.manager, holder=cast.manager, what="An hour", due_date=date(2026, 11, day), made_at=OCTOBER
        )
    reviews = Review.objects.filter(plan=agreed.plan)
    reviews.update(due_on=date(2026, 12, 15))
    one = reviews.order_by("pk").first()
    assert one is not None
    for due_on, held_on, rests, lapsed in (
        (date(2026, 12, 15), None, False, False),
        (date(2026, 11, 9), date(2026, 11, 9), False, False),  # on the day itself it is not owed yet
        (date(2026, 11, 9), date(2026, 11, 10), False, True),
        (date(2026, 11, 20), None, True, False),
        (date(2026, 11, 20), None, False, True),
    ):
        held = {"held_on": held_on, "held_at": at if held_on else None}
        Review.objects.filter(pk=one.pk).update(due_on=due_on, rests=rests, **held)
        assert bool(seen(Sign.NOT_KEPT, cast.manager)) is lapsed, (due_on, held_on)
    Commitment.objects.filter(plan=agreed.plan).update(goal=agreed.goal())
    Goal.objects.filter(pk=agreed.goal().pk).update(dropped_at=at)
    assert seen(Sign.NOT_KEPT, cast.manager) == set(), "nothing is left to support"
    Goal.objects.update(dropped_at=None)
    assert seen(Sign.NOT_KEPT, cast.manager) != set()
    cast.engineer.lines.update(until=at - timedelta(days=1))
    assert seen(Sign.NOT_KEPT, cast.manager) == set()


def test_a_goal_with_courses_alone_is_hr_s_to_see(agreed: Pair, seen, cast):
    """HR-2, ACT-2, HR-4: a computed flag, so not the line above."""
    assert seen(Sign.EDUCATION_ONLY, cast.engineer) == set()
    Action.objects.filter(goal=agreed.goal()).update(kind=ActionKind.EDUCATION)
    assert seen(Sign.EDUCATION_ONLY, cast.engineer) == HR


def test_a_plan_that_one_side_wrote_alone_is_found_either_way(agreed: Pair, seen, cast, at):
    """HR-2: plans drafted by one side only."""
    assert seen(Sign.ONE_SIDED, cast.engineer) == HR
    words = Perspective.objects.create(plan=agreed.plan, field="strengths", author=cast.manager, text="Seen in planning", written_at=at)
    assert seen(Sign.ONE_SIDED, cast.engineer) == set()
    Suggestion.objects.create(plan=agreed.plan, by=cast.manager, at=OCTOBER, goal=agreed.goal(), state="accepted", outcome="I can forecast")
    assert seen(Sign.ONE_SIDED, cast.engineer) == set()  # PLAN-3: taken over in the person's own words
    words.delete()
    assert seen(Sign.ONE_SIDED, cast.engineer) == set()  # and the manager had a part in it
    Suggestion.objects.update(outcome=agreed.goal().outcome)
    assert seen(Sign.ONE_SIDED, cast.engineer) == HR


def test_the_drift_page_counts_what_its_lists_open_to(agreed: Pair, cast, at):
    """HR-1: every figure opens to its list."""
    for viewer in (cast.hr_admin, cast.hr_partner, cast.upline, cast.leader):
        shown = queries.drift(viewer, at=at)
        for finding in shown.findings:
            assert queries.opened(viewer, finding.sign, at=at).total == finding.people
        assert Sign.NEVER_REVIEWED in {one.sign for one in shown.findings}
    with pytest.raises(Unseen):
        queries.drift(cast.manager, at=at)


def test_no_word_of_a_plan_stands_on_any_page_of_drift(agreed: Pair, cast, at, sign_in: SignIn):
    """HR-4."""
    Goal.objects.filter(plan=agreed.plan).update(outcome="zq-outcome", live_work="zq-live", success_measure="zq-measure")
    client = sign_in(cast.hr_admin)
    for address in ("/drift/", *(f"/drift/{sign}/" for sign in queries.WHOM), "/drift/never-reviewed/sam-okafor/ask/"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "zq-" not in answer.content.decode()


def ask(cast: Cast, at, **changes) -> FollowUp:
    given = {"sign": Sign.NEVER_REVIEWED, "handle": "sam-okafor", "asked_id": cast.manager.pk, "by": cast.hr_partner, **changes}
    return actions.ask(given["sign"], given["handle"], given["asked_id"], Wish("Please hold it", date(2026, 12, 8)), by=given["by"], at=at)


def test_a_follow_up_goes_from_hr_to_the_manager_and_back(agreed: Pair, cast, at):
    """HR-2."""
    made = ask(cast, at)
    assert [one.pk for one in access.on_desk(cast.manager, at=at)] == [made.pk]
    assert list(access.on_desk(cast.hr_partner, at=at)) == []
    actions.answer(made.pk, "Held on Tuesday", by=cast.manager, at=at)
    assert list(access.on_desk(cast.manager, at=at)) == []
    assert [one.answer for one in access.on_desk(cast.hr_partner, at=at)] == ["Held on Tuesday"]
    actions.close(made.pk, by=cast.hr_partner, at=at)
    assert list(access.on_desk(cast.hr_partner, at=at)) == []
    actions.reopen(made.pk, by=cast.hr_partner, at=at)
    assert FollowUp.objects.get().state == FollowUpState.OPEN


def test_nobody_is_asked_twice_about_the_same(agreed: Pair, cast, at):
    """HR-2."""
    made = ask(cast, at)
    with pytest.raises(Refused):
        ask(cast, at, by=cast.hr_admin)
    actions.close(made.pk, by=cast.hr_partner, at=at)
    ask(cast, at)
    with pytest.raises(Refused):
        actions.reopen(made.pk, by=cast.hr_partner, at=at)


def test_only_somebody_at_the_person_s_side_can_be_asked(agreed: Pair, cast, at):
    with pytest.raises(Refused):
        ask(cast, at, asked_id=cast.outsider.pk)


def test_who_may_see_answer_and_close_is_a_table(agreed: Pair, cast, at):
    """TRUST 0.1: by relation at this instant."""
    made = ask(cast, at)

    def who(action: str) -> set[str]:
        found = set()
        for name, person in cast.everybody().items():
            try:
                access.follow_up_for(person, action, made.pk, at=at)
            except Unseen:
                continue
            found.add(name)
        return found

    assert who("see") == HR | ABOVE | {"manager"}
    assert who("answer") == {"manager"}
    assert who("close") == HR | ABOVE


def test_whoever_is_no_longer_at_the_person_s_side_no_longer_has_the_follow_up(agreed: Pair, cast, at):
    """TRUST X1."""
    made = ask(cast, at)
    cast.engineer.lines.update(until=at - timedelta(days=1))
    with pytest.raises(Unseen):
        access.follow_up_for(cast.manager, "see", made.pk, at=at)
    assert list(access.on_desk(cast.manager, at=at)) == []


def test_every_move_of_a_follow_up_is_in_the_table_or_refused():
    """HR-2."""
    possible = {(state, move) for state in FollowUpState for move in FollowUpMove if objections_to_move(state, move) == []}
    assert possible == {("open", "answer"), ("answered", "answer"), ("open", "close"), ("answered", "close"), ("closed", "reopen")}


@pytest.mark.parametrize(
    ("wish", "open_already", "codes"),
    [
        (Wish("Please", date(2026, 12, 1)), False, []),
        (Wish(" ", None), False, ["follow-up-without-words", "follow-up-without-day"]),
        (Wish("Please", date(2026, 11, 1)), True, ["follow-up-day-past", "follow-up-open"]),
    ],
)
def test_a_follow_up_needs_words_and_a_day_ahead(wish, open_already, codes):
    """HR-2."""
    assert [one.code for one in objections_to_asking(wish, open_already=open_already, today=date(2026, 11, 24))] == codes


def test_a_follow_up_is_answered_in_words_and_only_where_there_is_one(agreed: Pair, cast: Cast, at):
    """HR-2: whoever asked learns what was done."""
    asked = ask(cast, at)
    with pytest.raises(Refused) as no:
        actions.answer(asked.pk, "  ", by=cast.manager, at=at)
    assert [one.code for one in no.value.objections] == ["follow-up-answer-empty"]
    with pytest.raises(Unseen):
        actions.answer(99999, "The review is held.", by=cast.manager, at=at)


def test_what_was_typed_survives_a_refusal(agreed: Pair, cast, at, sign_in: SignIn):
    sent = {"op_id": str(uuid4()), "words": "Kept words", "due_on": "2020-01-01", "asked": cast.manager.pk}
    answer = sign_in(cast.hr_partner).post("/drift/never-reviewed/sam-okafor/ask/", sent)
    assert answer.status_code == 422
    assert "Kept words" in answer.content.decode()
    made = ask(cast, at)
    answer = sign_in(cast.manager).post(f"/drift/follow-ups/{made.pk}/", {"op_id": str(uuid4()), "answer": " "})
    assert answer.status_code == 422


def test_the_pages_ask_the_database_equally_often_however_many_people(agreed: Pair, cast, at, sign_in: SignIn):
    client, counts = sign_in(cast.hr_admin), []
    client.get("/drift/")
    for people in (1, 4):
        for person in (cast.engineer, cast.peer, cast.on_pip, cast.outsider)[1:people]:
            agreed_plan(person, cast.manager, first_held=False)
        for address in ("/drift/", "/drift/never-reviewed/"):
            with CaptureQueriesContext(connection) as asked:
                assert client.get(address).status_code == 200
            counts.append(len(asked))
    assert counts[:2] == counts[2:]


def test_whoever_is_asked_finds_it_among_their_dues_and_whoever_asked_finds_the_answer(agreed: Pair, cast, at, sign_in: SignIn, pinned):
    """DUE-1."""
    made = ask(cast, at)
    address = f"/drift/follow-ups/{made.pk}/"
    assert address in sign_in(cast.manager).get("/").content.decode()
    assert address not in sign_in(cast.hr_partner).get("/").content.decode()
    actions.answer(made.pk, "Held on Tuesday", by=cast.manager, at=at)
    assert address not in sign_in(cast.manager).get("/").content.decode()
    assert address in sign_in(cast.hr_partner).get("/").content.decode()
