"""Two pages of one 1:1 open at once: what one saves, the other's page never puts back (DATA-1, TRUST N10)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from tests.agreed import agreed_plan, review_of
from tests.cast import Cast

from cadenza.bench.sheet import Sheet
from cadenza.people.models import Person
from cadenza.plans.models import Plan, Review, ReviewedGoal

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
HERE = "/people/sam-okafor/one-to-ones/2026-11-24/"


@pytest.fixture
def plan(cast: Cast) -> Plan:
    return agreed_plan(cast.engineer, cast.manager)


@pytest.fixture
def pair(cast: Cast, plan: Plan, sign_in: SignIn) -> tuple[Sheet, Sheet]:
    """The person's page and the manager's, loaded before either wrote anything."""
    mine, theirs = (Sheet(sign_in(who), HERE).load() for who in (cast.engineer, cast.manager))
    return mine, theirs


def now(plan: Plan) -> Review:
    return review_of(plan)


def test_what_the_other_one_wrote_meanwhile_is_not_put_back_by_the_next_saves(pair: tuple[Sheet, Sheet], plan: Plan) -> None:
    """The page still shows the field empty, and sends it so each time; it was never touched there."""
    mine, theirs = pair
    assert theirs.save(done="Two forecasts").status_code == 200
    for words in ("The ledger", "The ledger is slow"):
        assert mine.save(learned=words).status_code == 200
    assert (now(plan).done, now(plan).learned) == ("Two forecasts", "The ledger is slow")


def test_nor_are_words_about_a_goal(pair: tuple[Sheet, Sheet], plan: Plan) -> None:
    mine, theirs = pair
    assert theirs.save(goal__1__moved="The first forecast held").status_code == 200
    for words in ("The ledger", "The ledger is slow"):
        assert mine.save(goal__2__moved=words).status_code == 200
    looks = {row.goal.number: row.moved for row in ReviewedGoal.objects.select_related("goal")}
    assert looks == {1: "The first forecast held", 2: "The ledger is slow"}


def test_a_field_that_the_other_one_changed_is_a_conflict_however_often_i_saved_others(pair: tuple[Sheet, Sheet], plan: Plan) -> None:
    mine, theirs = pair
    theirs.save(done="Two forecasts")
    mine.save(learned="The ledger")
    answer = mine.save(done="Nothing")
    page = answer.content.decode()
    assert answer.status_code == 409 and "Two forecasts" in page and "Nothing" in page
    assert now(plan).done == "Two forecasts"


@pytest.mark.parametrize(("choice", "text"), [("mine", "Nothing"), ("theirs", "Two forecasts"), ("both", "Two forecasts\n\nNothing")])
def test_whoever_meets_a_conflict_chooses(pair: tuple[Sheet, Sheet], plan: Plan, choice: str, text: str) -> None:
    mine, theirs = pair
    theirs.save(done="Two forecasts")
    assert mine.keep(mine.save(done="Nothing"), choice).status_code == 200
    assert now(plan).done == text


def test_what_both_wrote_alike_is_nobody_s_conflict(pair: tuple[Sheet, Sheet], plan: Plan) -> None:
    mine, theirs = pair
    theirs.save(done="Two forecasts")
    assert mine.save(done="Two forecasts").status_code == 200
    assert mine.save(done="Two forecasts, one late").status_code == 200
    assert now(plan).done == "Two forecasts, one late"
