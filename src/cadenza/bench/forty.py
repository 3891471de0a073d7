"""A manager of forty, whom no demo has: made through the same actions in the benchmark's own database, once, and found again by their address."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

from django.db import transaction

from cadenza.people.actions import PersonDraft, add_person
from cadenza.people.days import day_of
from cadenza.people.models import Account, Person
from cadenza.plans import actions as plans
from cadenza.plans.actions import ActionDraft, GoalDraft
from cadenza.plans.models import Goal
from cadenza.plans.rules import ActionKind
from cadenza.strategy.models import Cycle

REPORTS = 40
ADDRESS, REPORT = "forty@bench.example", "forty-%d@bench.example"


def manager_of_forty(cycle: Cycle, like: Person) -> Person:
    """The manager, each of whose reports has a running plan with one agreed goal, which serves what a goal of `like` serves."""
    found = Person.objects.filter(email=ADDRESS).select_related("account").first()
    return found or _built(cycle, like)


@transaction.atomic
def _built(cycle: Cycle, like: Person) -> Person:
    since = cycle.start_date - timedelta(days=60)
    began = datetime.combine(since, time(9), tzinfo=UTC)
    manager = _added(PersonDraft(name="Marguerite Forty", email=ADDRESS, start_date=since), None, began)
    goal = Goal.objects.filter(plan__owner=like, plan__cycle=cycle, key_result__isnull=False).order_by("number")[0]
    for number in range(REPORTS):
        draft = PersonDraft(name=f"Report {number + 1:02}", email=REPORT % (number + 1), start_date=since)
        _agree_plan(_added(draft, manager, began), manager, cycle, goal)
    return manager


def _added(draft: PersonDraft, manager: Person | None, at: datetime) -> Person:
    person = add_person(draft, by=None, at=at, manager=manager, since=day_of(at) if manager else None)
    person.account = Account.objects.create_user(draft.email)
    person.save(update_fields=["account"])
    return person


def _agree_plan(person: Person, manager: Person, cycle: Cycle, goal: Goal) -> None:
    instants = _instants(cycle)
    middle = cycle.start_date + timedelta(days=45)
    plan = plans.start_plan(person.pk, cycle.pk, by=person, at=next(instants))
    step = ActionDraft(ActionKind.EXPERIENCE, what="Own the capacity forecast of two teams", tracked_where="Board PAY", due_date=middle)
    draft = GoalDraft(
        key_result_id=goal.key_result_id,
        capability_id=goal.capability_id,
        level_now=2,
        level_aimed=3,
        outcome="I can forecast a change that crosses two teams",
        success_measure="Two forecasts within 15% of what happened",
        target_date=cycle.end_date - timedelta(days=14),
        live_work="The capacity forecast of the quarter",
        supporter_id=manager.pk,
        support_words="Reads each forecast before planning",
        review_how="In the 1:1, near weeks 4, 8 and 12",
        actions=(step,),
    )
    plans.add_goal(plan.pk, draft, by=person, at=next(instants))
    plans.share_plan(plan.pk, by=person, at=next(instants))
    promise = "Hand over the forecast of one team by name in planning"
    plans.add_commitment(plan.pk, what=promise, due_date=middle, goal_number=1, by=manager, at=next(instants))
    version = plans.offer_plan(plan.pk, by=person, at=next(instants))
    plans.agree_plan(plan.pk, version.number, by=manager, at=next(instants))


def _instants(cycle: Cycle) -> Iterator[datetime]:
    """The first week of a quarter, hour by hour."""
    at = datetime.combine(cycle.start_date + timedelta(days=1), time(9), tzinfo=UTC)
    while True:
        yield at
        at += timedelta(hours=1)
