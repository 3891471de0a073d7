"""An agreed plan of the cast's quarter as rows, for the tests of what happens after agreement: reviews, 1:1s, boards, dues."""

from __future__ import annotations

from datetime import UTC, date, datetime

from cadenza.people.models import Person
from cadenza.plans.models import Action, Agreement, Commitment, Goal, Plan, Review, Version
from cadenza.plans.rules import ActionKind, GoalStatus, Lane, PlanState, ReviewKind
from cadenza.strategy.models import Cycle

AGREED = datetime(2026, 10, 5, 9, 0, tzinfo=UTC)
FIRST, SECOND, LAST = date(2026, 10, 27), date(2026, 11, 24), date(2026, 12, 22)
OUTCOMES = ("Forecast a change across two teams without a senior check", "Lead a design review outside the own team")


def quarter() -> Cycle:
    """The fourth quarter of 2026."""
    return Cycle.objects.get_or_create(key="2026-q4", defaults={"start_date": date(2026, 10, 1), "end_date": date(2026, 12, 31)})[0]


def agreed_plan(owner: Person, manager: Person, *, goals: int = 2, first_held: bool = True) -> Plan:
    """Two goals with an action each, one open commitment, the first review held, the second due on the cast's day, the last to come."""
    plan = Plan.objects.create(owner=owner, cycle=quarter(), state=PlanState.ACTIVE, shared_at=AGREED, created_at=AGREED, agreed_at=AGREED)
    version = Version.objects.create(plan=plan, number=1, words={}, offered_by=owner, offered_at=AGREED)
    Agreement.objects.bulk_create([Agreement(version=version, person=person, at=AGREED) for person in (owner, manager)])
    plan.agreed_version = version
    plan.save()
    for number, outcome in enumerate(OUTCOMES[:goals], start=1):
        goal = Goal.objects.create(
            plan=plan,
            number=number,
            lane=Lane.CAREER,
            direction="Engineering lead",
            outcome=outcome,
            success_measure="Two forecasts within 15%",
            target_date=date(2026, 12, 18),
            supporter=manager,
            agreed_in=version,
            status=GoalStatus.ON_TRACK,
        )
        Action.objects.create(
            goal=goal, number=1, kind=ActionKind.EXPERIENCE, what="Forecast the ledger change", due_date=date(2026, 12, 4)
        )
    Commitment.objects.create(
        plan=plan,
        goal=plan.goals.first(),
        made_by=manager,
        holder=manager,
        what="Four sessions with Ruth",
        due_date=date(2026, 11, 20),
        made_at=AGREED,
    )
    for kind, day in ((ReviewKind.MONTHLY, FIRST), (ReviewKind.MONTHLY, SECOND), (ReviewKind.REFLECTION, LAST)):
        Review.objects.create(plan=plan, kind=kind, planned_on=day, due_on=day)
    if first_held:
        held = datetime(2026, 10, 27, 14, 0, tzinfo=UTC)
        plan.reviews.filter(due_on=FIRST).update(
            held_on=FIRST, held_at=held, held_by=manager, manager=manager, done="First forecast was 14% out"
        )
    return plan


def review_of(plan: Plan, day: date = SECOND) -> Review:
    """The plan's review of a day."""
    return plan.reviews.get(due_on=day)
