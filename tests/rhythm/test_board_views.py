"""The team board by its doors: rows by relation, the neediest first, words for those entitled. TRUST I1, REV-7."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.agreed import agreed_plan, quarter
from tests.cast import Cast

from cadenza.people.actions import PersonDraft, add_person
from cadenza.people.models import Person
from cadenza.plans.models import Plan
from cadenza.plans.reviews import set_goal_status
from cadenza.plans.rules import PlanState

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]


def text_of(response: Any) -> str:
    return unescape(response.content.decode())


@pytest.fixture
def plan(cast: Cast) -> Plan:
    return agreed_plan(cast.engineer, cast.manager)


@pytest.fixture
def blocked(cast: Cast, plan: Plan, at: datetime) -> Plan:
    """Sam's second goal is blocked."""
    set_goal_status(
        plan.goals.get(number=2).pk,
        "blocked",
        by=cast.engineer,
        at=at,
        blocked_by="No slot in the calendar",
        remover_id=cast.manager.pk,
        remove_by=date(2026, 11, 27),
    )
    return plan


ROWS = {
    "engineer": ["Sam Okafor"],
    "peer": ["Lena Vogt"],
    "manager": ["Priya Raman", "Sam Okafor", "Lena Vogt", "Marek Nowak"],
    "delegate": ["Sam Okafor", "Lena Vogt", "Marek Nowak"],
    "upline": ["Priya Raman", "Sam Okafor", "Lena Vogt", "Marek Nowak"],
    "leader": ["Priya Raman", "Sam Okafor", "Lena Vogt", "Marek Nowak"],
    "hr_partner": ["Priya Raman", "Sam Okafor", "Lena Vogt", "Marek Nowak"],
    "hr_admin": ["Priya Raman", "Sam Okafor", "Lena Vogt", "Marek Nowak"],
}


@pytest.mark.parametrize("role", sorted(ROWS))
def test_everybody_sees_the_rows_that_are_theirs_to_see(cast: Cast, plan: Plan, sign_in: SignIn, role: str) -> None:
    page = text_of(sign_in(getattr(cast, role)).get("/teams/payments/"))
    table = page[page.index("<tbody") : page.index("</tbody>")]
    everybody = {person.name for person in cast.everybody().values()}
    assert sorted(name for name in everybody if name in table) == sorted(ROWS[role])


@pytest.mark.parametrize(
    "role", ["outsider", "outsider_manager", "mentor", "new_manager", "executive", "operator", "privacy_officer", "appeal_manager"]
)
def test_to_others_the_board_does_not_exist(cast: Cast, plan: Plan, sign_in: SignIn, role: str) -> None:
    assert sign_in(getattr(cast, role)).get("/teams/payments/").status_code == 404


def test_an_unknown_team_is_not_found(cast: Cast, sign_in: SignIn) -> None:
    assert sign_in(cast.manager).get("/teams/nowhere/").status_code == 404


def test_my_team_is_whoever_reports_to_me(cast: Cast, plan: Plan, sign_in: SignIn) -> None:
    page = text_of(sign_in(cast.manager).get("/teams/"))
    assert "Sam Okafor" in page and "Marek Nowak" in page and "Elif Demir" not in page


def test_without_reports_there_is_no_my_team(cast: Cast, sign_in: SignIn) -> None:
    assert sign_in(cast.outsider).get("/teams/").status_code == 404


def test_the_blocked_stand_first_with_what_is_in_the_way(cast: Cast, blocked: Plan, sign_in: SignIn) -> None:
    page = text_of(sign_in(cast.manager).get("/teams/"))
    assert page.index("Sam Okafor") < page.index("Lena Vogt") and "No slot in the calendar" in page


@pytest.mark.parametrize("role", ["upline", "leader", "hr_partner", "hr_admin", "delegate"])
def test_states_without_words_for_those_who_have_metadata(cast: Cast, blocked: Plan, sign_in: SignIn, role: str) -> None:
    page = text_of(sign_in(getattr(cast, role)).get("/teams/payments/"))
    assert "Blocked" in page and "No slot" not in page


def test_reviews_held_are_counted_of_those_due(cast: Cast, plan: Plan, sign_in: SignIn) -> None:
    """REV-7."""
    assert "1 of 2 reviews held that were due" in text_of(sign_in(cast.manager).get("/teams/"))


def test_a_draft_shows_as_one_and_nothing_more(cast: Cast, sign_in: SignIn, at: datetime) -> None:
    """TRUST E1: at most that a draft exists."""
    Plan.objects.create(owner=cast.engineer, cycle=quarter(), state=PlanState.DRAFT, created_at=at)
    assert "Draft" in text_of(sign_in(cast.manager).get("/teams/"))


def test_two_hundred_people_ask_the_database_as_often_as_three(cast: Cast, plan: Plan, sign_in: SignIn, at: datetime) -> None:
    """Issue 2: constant, and under 20."""
    client = sign_in(cast.manager)
    client.get("/teams/")
    with CaptureQueriesContext(connection) as few:
        client.get("/teams/")
    for number in range(12):
        draft = PersonDraft(name=f"Person {number}", email=f"p{number}@example.org", team=cast.team)
        agreed_plan(add_person(draft, by=None, at=at - timedelta(days=90), manager=cast.manager), cast.manager)
    with CaptureQueriesContext(connection) as many:
        client.get("/teams/")
    assert len(few) == len(many) < 20
