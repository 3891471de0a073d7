"""Who is asked where something learned was used, and what both have said (LEARN-3). They ask no access: callers come with their relation."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q

from cadenza.people.models import Person
from cadenza.people.rules import Relation
from cadenza.plans.access import may
from cadenza.plans.application_rules import Week, asked_on, open_week
from cadenza.plans.models import Action, Application, Plan
from cadenza.plans.reset_rules import Side
from cadenza.plans.rules import ActionKind, PlanState
from cadenza.practice.practice_rules import FollowUps
from cadenza.practice.queries import practice_on

ASKED_STATES = (PlanState.SHARED, PlanState.OFFERED, PlanState.ACTIVE, PlanState.CLOSED)
"""A question outlasts the quarter and the plan that it came from; not its person’s leaving."""


@dataclass(frozen=True)
class Asked:
    """One question that waits for one reader."""

    action: Action
    week: Week
    after: int
    """Weeks after it was done, under today's practice."""
    on: date
    own: bool


def waiting(reader: Person, *, reports: Collection[int], today: date) -> Q:
    """Which actions have a question open that the reader has not answered: their own, and their reports’ (LEARN-3).

    The manager's side is asked of whoever manages the person today (HAND-2).
    """
    waits: Any = Q(pk__in=[])
    for side, whose in ((Side.PERSON, Q(goal__plan__owner=reader.pk)), (Side.MANAGER, Q(goal__plan__owner__in=set(reports) - {reader.pk}))):
        for week, days in open_between(today, practice_on(today).follow_ups).items():
            said = Application.objects.filter(action=OuterRef("pk"), week=week, side=side)
            waits |= whose & Q(done_on__gt=days[0], done_on__lte=days[1]) & ~Exists(said)
    asked: Q = waits & Q(kind=ActionKind.EDUCATION, removed_at=None, goal__plan__state__in=ASKED_STATES)
    return asked


def asked_of(reader: Person, *, reports: Collection[int], today: date) -> list[Asked]:
    """The questions that wait for a reader. One query."""
    found, when = [], practice_on(today).follow_ups
    rows = Action.objects.filter(waiting(reader, reports=reports, today=today)).select_related("goal__plan__owner", "goal__plan__cycle")
    for action in rows.order_by("done_on", "pk"):
        week = open_week(action.done_on, today, when)
        assert week is not None
        assert action.done_on is not None
        found.append(Asked(action, week, week.after(when), asked_on(action.done_on, week, when), action.goal.plan.owner_id == reader.pk))
    return found


def open_between(today: date, asked: FollowUps) -> dict[Week, tuple[date, date]]:
    """Week -> (after, up to) the days on which an action was done whose question of that week is open today: `open_week` as a query."""
    first, second = today - timedelta(weeks=asked.first_week), today - timedelta(weeks=asked.second_week)
    return {Week.FOURTH: (second, first), Week.TWELFTH: (second - timedelta(days=asked.lapses_days), second)}


def open_questions(today: date, asked: FollowUps) -> Any:
    """Actions of which a question would be open on a day under a practice, whoever has answered: for looking ahead (HR-3)."""
    between: Any = Q(pk__in=[])
    for days in open_between(today, asked).values():
        between |= Q(done_on__gt=days[0], done_on__lte=days[1])
    return Action.objects.filter(between, kind=ActionKind.EDUCATION, removed_at=None, goal__plan__state__in=ASKED_STATES)


@dataclass(frozen=True)
class Said:
    """What both said in one of the two weeks; None where somebody said nothing."""

    week: Week
    after: int
    """Weeks after it was done, under today's practice."""
    person: Application | None
    manager: Application | None
    open: bool

    def of(self, side: Side) -> Application | None:
        return self.person if side is Side.PERSON else self.manager


def said_of(actions: Iterable[Action], *, today: date) -> dict[int, list[Said]]:
    """Action -> both answers week by week, for education that was done long enough ago. One query, and none where nothing was done."""
    when = practice_on(today).follow_ups
    done = [one for one in actions if one.kind == ActionKind.EDUCATION and one.done_on is not None]
    if not done:
        return {}
    answers: dict[tuple[int, int, str], Application] = {}
    for row in Application.objects.filter(action__in=[one.pk for one in done]).select_related("author"):
        answers[row.action_id, row.week, row.side] = row
    found: dict[int, list[Said]] = {}
    for one in done:
        assert one.done_on is not None
        here = open_week(one.done_on, today, when)
        found[one.pk] = [
            Said(week, week.after(when), answers.get((one.pk, week, Side.PERSON)), answers.get((one.pk, week, Side.MANAGER)), week is here)
            for week in Week
            if asked_on(one.done_on, week, when) <= today or _answered(answers, one.pk, week)
        ]
    return found


def _answered(answers: Mapping[tuple[int, int, str], Application], action: int, week: Week) -> bool:
    """What was said once stays to be read, whenever HR would have it asked today."""
    return any((action, week, side) in answers for side in Side)


def application_parts(plan: Plan, relations: frozenset[Relation], actions: Iterable[Action], *, today: date) -> dict[str, object]:
    """For a goal's page: what both said about each action, and about which ones the reader is asked now. One query at most."""
    if not may(relations, "application.see", plan.state):
        return {"applications": {}, "asked": set()}
    said = said_of(actions, today=today)
    side = Side.PERSON if Relation.SELF in relations else Side.MANAGER
    waits = {pk for pk, weeks in said.items() if any(one.open and one.of(side) is None for one in weeks)}
    return {"applications": said, "asked": waits if may(relations, "application.write", plan.state) else set()}
