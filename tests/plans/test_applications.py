"""Whether something learned was used in the work: asked of both after four and twelve weeks, side by side (LEARN-3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from tests.agreed import agreed_plan
from tests.cast import NOW, Cast

from cadenza.objections import Refused, Unseen
from cadenza.people.actions import begin_line
from cadenza.people.models import Person
from cadenza.plans import application_rules as rules
from cadenza.plans.application_queries import asked_of, said_of
from cadenza.plans.application_rules import Use, Week
from cadenza.plans.applications import ApplicationDraft, say_application
from cadenza.plans.models import Action, Application, Plan
from cadenza.plans.rules import ActionKind, PlanState
from cadenza.practice.practice_rules import SHIPPED
from cadenza.web.clock import pinned

pytestmark = pytest.mark.django_db

SignIn = Callable[[Person], Client]
DONE = date(2026, 10, 20)
"""Five weeks before the cast's day."""
USED = ApplicationDraft(Use.USED, work="The refunds forecast", used_on=date(2026, 11, 10))
NOT_USED = ApplicationDraft(Use.NOT_USED, in_the_way="The release was stopped")
PAGE = "/people/sam-okafor/plans/2026-q4/goals/1/actions/2/application/"
PLANTED = "quokka-tangerine-forecast"


@pytest.fixture
def plan(cast: Cast) -> Plan:
    return agreed_plan(cast.engineer, cast.manager)


@pytest.fixture
def action(plan: Plan) -> Action:
    return learned(plan)


def learned(plan: Plan, *, done_on: date | None = DONE, number: int = 2) -> Action:
    """An education action of the first goal."""
    return Action.objects.create(
        goal=plan.goals.get(number=1),
        number=number,
        kind=ActionKind.EDUCATION,
        what="Two days on forecasting",
        applied_in="The refunds migration",
        due_date=date(2026, 10, 30),
        done_on=done_on,
    )


def codes(no: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {one.code for one in no.value.objections}


@pytest.mark.parametrize(
    ("days", "week"),
    [(0, None), (27, None), (28, Week.FOURTH), (83, Week.FOURTH), (84, Week.TWELFTH), (139, Week.TWELFTH), (140, None)],
)
def test_the_question_opens_after_four_weeks_and_again_after_twelve(days: int, week: Week | None) -> None:
    """LEARN-3."""
    assert rules.open_week(DONE, DONE + timedelta(days=days), SHIPPED.follow_ups) is week
    assert rules.open_week(None, DONE, SHIPPED.follow_ups) is None


@pytest.mark.parametrize(
    ("draft", "expected"),
    [
        (ApplicationDraft(None), {"application-unsaid"}),
        (ApplicationDraft(Use.USED), {"application-without-work", "application-day"}),
        (ApplicationDraft(Use.USED, work="Forecast", used_on=date(2026, 10, 19)), {"application-day"}),
        (ApplicationDraft(Use.USED, work="Forecast", used_on=date(2026, 11, 25)), {"application-day"}),
        (ApplicationDraft(Use.USED, work="Forecast", used_on=DONE, link="javascript:x"), {"application-link"}),
        (ApplicationDraft(Use.NOT_USED), {"not-used-without-why"}),
        (ApplicationDraft(Use.NOT_USED, in_the_way="w" * 2001), {"application-too-long"}),
    ],
)
def test_an_answer_names_work_and_day_or_what_stood_in_the_way(
    action: Action, cast: Cast, draft: ApplicationDraft, expected: set[str]
) -> None:
    """LEARN-3: application, not attendance."""
    with pytest.raises(Refused) as no:
        say_application(action.pk, draft, by=cast.engineer, at=NOW)
    assert codes(no) == expected
    assert not Application.objects.exists()


def test_both_answer_for_themselves_and_stand_side_by_side(action: Action, cast: Cast) -> None:
    """LEARN-3."""
    say_application(action.pk, USED, by=cast.engineer, at=NOW)
    say_application(action.pk, NOT_USED, by=cast.manager, at=NOW)
    [said] = said_of([action], today=NOW.date())[action.pk]
    assert said.person is not None and said.manager is not None
    assert (said.week, said.person.used, said.manager.used, said.open) == (Week.FOURTH, True, False, True)


def test_what_does_not_belong_to_the_answer_is_not_kept(action: Action, cast: Cast) -> None:
    made = say_application(
        action.pk, ApplicationDraft(Use.NOT_USED, "Forecast", DONE, "https://a.example", "No time"), by=cast.engineer, at=NOW
    )
    assert (made.work, made.used_on, made.link) == ("", None, "")


def test_nobody_answers_twice(action: Action, cast: Cast) -> None:
    say_application(action.pk, USED, by=cast.engineer, at=NOW)
    with pytest.raises(Refused) as no:
        say_application(action.pk, NOT_USED, by=cast.engineer, at=NOW)
    assert codes(no) == {"application-said"}


def test_before_four_weeks_nothing_is_asked(plan: Plan, cast: Cast) -> None:
    action = learned(plan, done_on=date(2026, 11, 1))
    with pytest.raises(Refused) as no:
        say_application(action.pk, USED, by=cast.engineer, at=NOW)
    assert codes(no) == {"application-not-asked"}
    assert asked_of(cast.engineer, reports=(), today=NOW.date()) == []


@pytest.mark.parametrize("kind", [ActionKind.EXPERIENCE, ActionKind.EXPOSURE])
def test_only_education_is_asked_about(action: Action, cast: Cast, kind: ActionKind) -> None:
    """LEARN-3: experience is application already."""
    Action.objects.filter(pk=action.pk).update(kind=kind)
    with pytest.raises(Unseen):
        say_application(action.pk, USED, by=cast.engineer, at=NOW)
    assert asked_of(cast.engineer, reports=(), today=NOW.date()) == []


def test_the_two_are_asked_and_nobody_else(action: Action, cast: Cast) -> None:
    assert [one.own for one in asked_of(cast.engineer, reports=(), today=NOW.date())] == [True]
    assert [one.own for one in asked_of(cast.manager, reports=[cast.engineer.pk], today=NOW.date())] == [False]
    assert asked_of(cast.peer, reports=(), today=NOW.date()) == []


def test_an_answer_ends_the_question_until_the_twelfth_week(action: Action, cast: Cast) -> None:
    say_application(action.pk, USED, by=cast.engineer, at=NOW)
    assert asked_of(cast.engineer, reports=(), today=NOW.date()) == []
    [later] = asked_of(cast.engineer, reports=(), today=DONE + timedelta(weeks=12))
    assert (later.week, later.on) == (Week.TWELFTH, date(2027, 1, 12))


def test_the_question_outlasts_the_quarter_and_its_plan(action: Action, plan: Plan, cast: Cast) -> None:
    Plan.objects.filter(pk=plan.pk).update(state=PlanState.CLOSED)
    january = datetime(2027, 1, 13, 10, tzinfo=UTC)
    made = say_application(action.pk, ApplicationDraft(Use.USED, work="The audit", used_on=date(2027, 1, 4)), by=cast.engineer, at=january)
    assert made.week == Week.TWELFTH


def test_a_leaver_is_asked_no_more(action: Action, plan: Plan, cast: Cast) -> None:
    Plan.objects.filter(pk=plan.pk).update(state=PlanState.LEFT)
    assert asked_of(cast.manager, reports=[cast.engineer.pk], today=NOW.date()) == []
    with pytest.raises(Unseen):
        say_application(action.pk, USED, by=cast.manager, at=NOW)


def test_the_question_survives_a_change_of_manager(action: Action, cast: Cast) -> None:
    """LEARN-3, HAND-2: what the former manager said stays under their name; the next question is the new manager's."""
    say_application(action.pk, USED, by=cast.manager, at=NOW)
    later = datetime(2027, 1, 13, 10, tzinfo=UTC)
    begin_line(cast.engineer, cast.new_manager, since=NOW + timedelta(days=1), by=None, at=NOW)
    with pytest.raises(Unseen):
        say_application(action.pk, NOT_USED, by=cast.manager, at=later)
    say_application(action.pk, NOT_USED, by=cast.new_manager, at=later)
    first, second = said_of([action], today=later.date())[action.pk]
    assert (first.manager and first.manager.author, second.manager and second.manager.author) == (cast.manager, cast.new_manager)


@pytest.mark.parametrize("who", ["delegate", "upline", "hr_partner", "hr_admin", "peer", "mentor", "outsider", "executive"])
def test_to_everybody_else_it_does_not_exist(action: Action, cast: Cast, who: str) -> None:
    """TRUST E1."""
    with pytest.raises(Unseen):
        say_application(action.pk, USED, by=getattr(cast, who), at=NOW)


# the page


def post(client: Client, **fields: str) -> HttpResponse:
    return client.post(PAGE, {"op_id": str(uuid4()), **fields})  # type: ignore[return-value]  # Django's own test answer


def test_the_page_asks_and_then_shows_both(action: Action, cast: Cast, sign_in: SignIn) -> None:
    with pinned(NOW):
        assert post(sign_in(cast.engineer), use="used", work="The refunds forecast", used_on="2026-11-10").status_code == 303
        page = sign_in(cast.manager).get(PAGE).content.decode()
        goal = sign_in(cast.manager).get("/people/sam-okafor/plans/2026-q4/goals/1/").content.decode()
    assert "The refunds forecast" in page
    assert "Save my answer" in page
    assert "Say where it was used" in goal


def test_a_refused_answer_keeps_its_words(action: Action, cast: Cast, sign_in: SignIn) -> None:
    with pinned(NOW):
        answer = post(sign_in(cast.engineer), use="used", work=PLANTED, used_on="")
    assert answer.status_code == 422
    assert PLANTED in answer.content.decode()


def test_an_action_that_is_not_done_has_no_such_page(plan: Plan, cast: Cast, sign_in: SignIn) -> None:
    learned(plan, done_on=None)
    with pinned(NOW):
        assert sign_in(cast.engineer).get(PAGE).status_code == 404


def test_both_find_the_question_among_their_dues(action: Action, cast: Cast, sign_in: SignIn) -> None:
    """DUE-1."""
    with pinned(NOW):
        assert "Say where you used it" in sign_in(cast.engineer).get("/").content.decode()
        assert "Say where Sam Okafor used it" in sign_in(cast.manager).get("/").content.decode()
