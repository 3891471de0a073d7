"""Who may read and write reviews, states of goals and reports on commitments: the only road from their ids to their rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TypeVar

from django.db.models import F, QuerySet

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
    """A review of a running plan, locked; the relation holds until the transaction ends (TRUST T39). Raises Unseen."""
    return _held(Review.objects.filter(pk=review_id), by, action, at=at)[0]


def review_of_day(by: Person, action: str, handle: str, day: date, *, at: datetime) -> tuple[Review, frozenset[Relation]]:
    """The review of somebody's day for writing, locked, and what the writer is to them; of two, the one still to be held. Raises Unseen.

    Two queries, for it stands behind every word that is saved while somebody types.
    """
    that_day = Review.objects.filter(plan__owner__handle=handle, due_on=day).order_by(F("held_at").asc(nulls_first=True), "pk")
    return _held(that_day, by, action, at=at)


def goal_to_write(by: Person, action: str, goal_id: int, *, at: datetime) -> Goal:
    """A goal of a running plan, locked. Raises Unseen."""
    return _held(Goal.objects.filter(pk=goal_id, dropped_at=None), by, action, at=at)[0]


def commitment_to_write(by: Person, action: str, commitment_id: int, *, at: datetime) -> Commitment:
    """A commitment of a running plan, locked. Raises Unseen."""
    return _held(Commitment.objects.filter(pk=commitment_id), by, action, at=at)[0]


def may(by: Person, action: str, owner: Person, *, at: datetime) -> bool:
    """Whether somebody may do this towards the owner of a plan now, for a field inside a row they already hold."""
    return bool(relations_held(by, owner, at=at) & WHO_MAY[action])


_Row = TypeVar("_Row", Review, Goal, Commitment)


def _held(rows: QuerySet[_Row], by: Person, action: str, *, at: datetime) -> tuple[_Row, frozenset[Relation]]:
    """The first of these in a running plan, locked, and what the writer is to the plan's owner."""
    running = rows.filter(plan__state__in=RUNNING).select_related("plan__owner", "plan__cycle")
    found = running.select_for_update(of=("self",)).first()
    if found is None:
        raise Unseen
    relations = relations_held(by, found.plan.owner, at=at)
    if not relations & WHO_MAY[action]:
        raise Unseen
    return found, relations
