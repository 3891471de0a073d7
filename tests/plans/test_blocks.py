"""A blocked goal: what is in the way, who clears it, what they are told, and how it is cleared from either side (STAT-2, R12)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from tests.cast import NOW, Cast
from tests.plans.conftest import Pair

from cadenza.asks import actions as asks
from cadenza.asks.models import Ask
from cadenza.asks.rules import AskState
from cadenza.people.models import Person
from cadenza.plans import reviews
from cadenza.plans.models import Review, ReviewedGoal, StatusChange
from cadenza.plans.rules import GoalStatus
from cadenza.web.clock import pinned
from cadenza.web.revisions import Edit, base_of

pytestmark = pytest.mark.django_db

SignIn = Callable[[Person], Client]
GOAL = "/people/sam-okafor/plans/2026-q4/goals/1/"
BY = date(2026, 12, 4)
PLANTED = "quokka-tangerine-ledger"


def block(pair: Pair, remover: Person, *, by: Person | None = None, asked: str = "Please open the test account") -> StatusChange:
    return reviews.set_goal_status(
        pair.goal().pk,
        GoalStatus.BLOCKED,
        by=by or pair.owner,
        at=NOW,
        blocked_by=PLANTED,
        remover_id=remover.pk,
        remove_by=BY,
        asked=asked,
    )


def clear(pair: Pair, by: Person) -> StatusChange:
    return reviews.set_goal_status(pair.goal().pk, GoalStatus.ON_TRACK, by=by, at=NOW + timedelta(days=1), reason="The account is open")


def post(client: Client, path: str, **fields: str) -> HttpResponse:
    return client.post(path, {"op_id": str(uuid4()), **fields})  # type: ignore[return-value]  # Django's own test answer


def test_somebody_outside_the_plan_is_asked_in_the_words_meant_for_them(agreed: Pair, cast: Cast) -> None:
    """TRUST E1, R12."""
    found = block(agreed, cast.outsider)
    assert found.ask is not None
    assert (found.ask.helper, found.ask.asker, found.ask.what, found.ask.due_date) == (
        cast.outsider,
        agreed.owner,
        "Please open the test account",
        BY,
    )


def test_without_words_for_them_they_read_a_neutral_line(agreed: Pair, cast: Cast) -> None:
    found = block(agreed, cast.outsider, asked="")
    assert found.ask is not None
    assert PLANTED not in found.ask.what


@pytest.mark.parametrize("page", ["/", "ask"])
def test_neither_the_goal_nor_what_blocks_it_reaches_whoever_clears_it(agreed: Pair, cast: Cast, sign_in: SignIn, page: str) -> None:
    """TRUST E1: own ask only."""
    found = block(agreed, cast.outsider)
    assert found.ask is not None
    with pinned(NOW):
        shown = sign_in(cast.outsider).get("/" if page == "/" else f"/asks/{found.ask.ref}/").content.decode()
    assert PLANTED not in shown
    assert agreed.goal().outcome not in shown
    assert "Please open the test account" in shown


def test_the_manager_needs_no_request_the_block_is_their_due(agreed: Pair, sign_in: SignIn) -> None:
    assert block(agreed, agreed.manager).ask is None
    with pinned(NOW):
        assert PLANTED in sign_in(agreed.manager).get("/").content.decode()


@pytest.mark.parametrize("who", ["owner", "manager"])
def test_either_of_the_two_clears_it_and_nobody_is_asked_any_more(agreed: Pair, cast: Cast, who: str) -> None:
    found = block(agreed, cast.outsider)
    clear(agreed, agreed.owner if who == "owner" else agreed.manager)
    assert found.ask is not None
    assert Ask.objects.get(pk=found.ask.pk).state == AskState.WITHDRAWN
    assert agreed.goal().status == GoalStatus.ON_TRACK


def test_whoever_clears_it_says_so_and_the_goal_says_that_they_did(agreed: Pair, cast: Cast, sign_in: SignIn) -> None:
    found = block(agreed, cast.outsider)
    assert found.ask is not None
    asks.accept(found.ask.ref, by=cast.outsider, at=NOW)
    asks.mark_held(found.ask.ref, held_on=NOW.date(), by=cast.outsider, at=NOW)
    with pinned(NOW):
        assert "says that it was done on" in sign_in(agreed.owner).get(GOAL).content.decode()


def test_another_one_to_clear_it_takes_the_place_of_the_first(agreed: Pair, cast: Cast) -> None:
    first, second = block(agreed, cast.outsider), block(agreed, cast.mentor)
    assert first.ask is not None
    assert second.ask is not None
    assert Ask.objects.get(pk=first.ask.pk).state == AskState.WITHDRAWN
    assert second.ask.helper == cast.mentor


def test_the_same_one_is_not_asked_the_same_twice(agreed: Pair, cast: Cast) -> None:
    assert block(agreed, cast.outsider).ask == block(agreed, cast.outsider).ask


def test_what_somebody_typed_into_a_coming_review_stays_when_the_state_changes(agreed: Pair) -> None:
    """DATA-1: an acknowledged text is never overwritten."""
    review = Review.objects.filter(plan=agreed.plan).order_by("due_on")[1]
    typed = {1: {"in_the_way": Edit("Typed before", base_of(ReviewedGoal(), "in_the_way"))}}
    reviews.save_review_words(review.pk, by=agreed.owner, at=NOW, words={}, goals=typed)
    block(agreed, agreed.manager, by=agreed.manager)
    row = ReviewedGoal.objects.get(review=review)
    assert (row.in_the_way, row.status, row.remover) == ("Typed before", GoalStatus.BLOCKED, agreed.manager)


def test_what_was_only_preselected_follows_the_block_with_a_new_revision(agreed: Pair) -> None:
    review = Review.objects.filter(plan=agreed.plan).order_by("due_on")[1]
    row = ReviewedGoal.objects.create(review=review, goal=agreed.goal(), status=GoalStatus.ON_TRACK)
    block(agreed, agreed.manager, by=agreed.manager)
    row.refresh_from_db()
    assert (row.in_the_way, row.revision_of("in_the_way"), row.revision_of("status")) == (PLANTED, 1, 1)


def test_a_goal_is_blocked_and_cleared_by_its_own_door(agreed: Pair, cast: Cast, sign_in: SignIn) -> None:
    with pinned(NOW):
        client = sign_in(agreed.owner)
        fields = {"status": "blocked", "in_the_way": PLANTED, "remover": cast.outsider.name, "remove_by": BY.isoformat(), "asked": "Help"}
        assert post(client, f"{GOAL}state/", **fields).status_code == 303
        assert PLANTED in client.get(GOAL).content.decode()
        assert post(client, f"{GOAL}state/", status="on-track", reason="Open again").status_code == 303
    assert agreed.goal().status == GoalStatus.ON_TRACK


def test_a_refused_state_keeps_its_words(agreed: Pair, sign_in: SignIn) -> None:
    """STAT-2 MUST: who clears it, by when."""
    with pinned(NOW):
        answer = post(sign_in(agreed.owner), f"{GOAL}state/", status="blocked", in_the_way=PLANTED, remover="Nobody Known")
    assert answer.status_code == 422
    assert PLANTED in answer.content.decode()
