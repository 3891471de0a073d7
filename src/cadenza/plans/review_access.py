"""Who may read and write reviews, states of goals and reports on commitments: the only road from their ids to their rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db.models import F, Model

from cadenza.objections import Unseen
from cadenza.people.models import Person
from cadenza.people.relations import relations_held
from cadenza.people.rules import Relation
from cadenza.plans.models import Commitment, Goal, Review
from cadenza.plans.rules import PlanState

SELF, MANAGER, DELEGATE = Relation.SELF, Relation.MANAGER, Relation.DELEGATE

WHO_MAY: Mapping[str, frozenset[Relation]] = {
    "review.view": frozenset({SELF, MANAGER, DELEGATE}),  # TRUST E4, 1.6
    "review.dates": frozenset({SELF, MANAGER, DELEGATE, Relation.UPLINE, Relation.HR_SCOPE, Relation.HR_ADMIN}),  # E4: m
    "review.write": frozenset({SELF, MANAGER, DELEGATE}),
    "review.reflect": frozenset({MANAGER, DELEGATE}),  # REV-1: the manager's own part
    "review.hold": frozenset({SELF, MANAGER, DELEGATE}),
    "review.move": frozenset({SELF, MANAGER, DELEGATE}),
    "goal.set-status": frozenset({SELF, MANAGER}),  # E1: t
    "commitment.report": frozenset({MANAGER}),  # COM-2: the manager reports; E3 knows no delegate
    "commitment.answer": frozenset({SELF}),  # COM-2: the person confirms or contests
}

RUNNING = (PlanState.SHARED, PlanState.OFFERED, PlanState.ACTIVE)
"""A draft has no reviews and nobody else; a closed plan is only read."""


def review_to_write(by: Person, action: str, review_id: int, *, at: datetime) -> Review:
    """The same for writing: the row is locked, and the relation holds until the transaction ends (TRUST T39)."""
    reviews = Review.objects.select_related("plan__owner", "plan__cycle").select_for_update(of=("self",))
    review = reviews.filter(pk=review_id, plan__state__in=RUNNING).first()
    if review is None:
        raise Unseen
    _require(by, action, review.plan.owner, at=at)
    return review


def review_of_day(by: Person, action: str, handle: str, day: date, *, at: datetime) -> tuple[Review, frozenset[Relation]]:
    """The review of somebody's day for writing, locked, and what the writer is to them; of two, the one still to be held. Raises Unseen.

    Two queries, for it stands behind every word that is saved while somebody types.
    """
    reviews = Review.objects.select_related("plan__owner", "plan__cycle").select_for_update(of=("self",))
    that_day = reviews.filter(plan__owner__handle=handle, due_on=day, plan__state__in=RUNNING)
    review = that_day.order_by(F("held_at").asc(nulls_first=True), "pk").first()
    if review is None:
        raise Unseen
    return review, _require(by, action, review.plan.owner, at=at)


def goal_to_write(by: Person, action: str, goal_id: int, *, at: datetime) -> Goal:
    """A goal of a running plan, locked. Raises Unseen."""
    goals = Goal.objects.select_related("plan__owner", "plan__cycle").select_for_update(of=("self",))
    goal = goals.filter(pk=goal_id, dropped_at=None, plan__state__in=RUNNING).first()
    if goal is None:
        raise Unseen
    _require(by, action, goal.plan.owner, at=at)
    return goal


def commitment_to_write(by: Person, action: str, commitment_id: int, *, at: datetime) -> Commitment:
    """A commitment of a running plan, locked. Raises Unseen."""
    commitments = Commitment.objects.select_related("plan__owner", "plan__cycle").select_for_update(of=("self",))
    commitment = commitments.filter(pk=commitment_id, plan__state__in=RUNNING).first()
    if commitment is None:
        raise Unseen
    _require(by, action, commitment.plan.owner, at=at)
    return commitment


def may(by: Person, action: str, owner: Person, *, at: datetime) -> bool:
    """Whether somebody may do this towards the owner of a plan now, for a field inside a row they already hold."""
    return bool(relations_held(by, owner, at=at) & WHO_MAY[action])


def _require(by: Person, action: str, owner: Model, *, at: datetime) -> frozenset[Relation]:
    assert isinstance(owner, Person)
    relations = relations_held(by, owner, at=at)
    if not relations & WHO_MAY[action]:
        raise Unseen
    return relations
