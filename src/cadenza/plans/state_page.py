"""A plan's state for whoever may not read its words: dates, cadence, completeness (TRUST E1 `m`, HR-4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cadenza.people.days import day_of
from cadenza.people.models import Person
from cadenza.people.relations import manager_of
from cadenza.people.rules import Relation
from cadenza.plans.access import may
from cadenza.plans.agreement_rules import Completeness
from cadenza.plans.models import Plan, Review
from cadenza.plans.pages import reset_state
from cadenza.plans.queries import statuses_of
from cadenza.plans.rules import GoalStatus
from cadenza.plans.trade_off_queries import slipping_plans


@dataclass(frozen=True)
class StatePage:
    """What the manager's manager and HR see of a plan: state, dates, reviews held of due, completeness. No word of anybody's (E1 `m`)."""

    plan: Plan
    manager: Person | None
    status: GoalStatus | None
    completeness: Completeness
    reviews: list[Review]
    """Only their dates are shown."""
    held: int
    due: int
    may_suggest: bool
    not_reset: bool
    """Whether it must be said that nobody reset the plan (REV-6)."""
    paused: bool
    """Whether its reviews rest today; nobody says why (PIP-19)."""
    slipping: int
    """Goals put off two quarters running without a trade-off: a flag and no word of theirs (TIME-2, HR-4)."""


def state_page(plan: Plan, relations: frozenset[Relation], *, at: datetime) -> StatePage:
    """Put the state of a plan together; the reviews come without their texts."""
    today = day_of(at)
    reviews = list(plan.reviews.only("plan_id", "kind", "due_on", "held_on", "held_at", "rests").order_by("due_on", "pk"))
    return StatePage(
        plan=plan,
        manager=manager_of(plan.owner, at=at),
        status=statuses_of([plan.pk]).get(plan.pk),
        completeness=Completeness(plan.answers_given, plan.answers_asked),
        reviews=reviews,
        held=sum(1 for review in reviews if review.held_at),
        due=sum(1 for review in reviews if review.held_at or (review.due_on <= today and not review.rests)),
        may_suggest=may(relations, "suggest", plan.state),
        not_reset=reset_state(plan, today) == "missed",
        paused=plan.is_paused_on(today),
        slipping=len(slipping_plans([plan], today=today).get(plan.pk, {})),
    )
