"""Feedback beside a goal: the link belongs to the plan, the words to their own room, and each reader sees only what is theirs (FB-1)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from cadenza.evidence.feedback_access import feedback_for, visible_feedback
from cadenza.evidence.models import Feedback
from cadenza.objections import Unseen
from cadenza.people.models import Person
from cadenza.plans.access import goal_for
from cadenza.plans.models import Goal
from cadenza.plans.rules import PlanState
from cadenza.trail.record import record
from cadenza.trail.rules import Audience

NOT_OPEN = (PlanState.DRAFT, PlanState.CLOSED, PlanState.LEFT)
MOST_BESIDE = 20
"""Pieces listed beside a goal; the page of all feedback holds the rest."""


def goals_to_ask_about(owner: Person) -> QuerySet[Goal]:
    """Goals of one's own that feedback can be tied to: of a plan that is no draft and not over."""
    rows = Goal.objects.filter(plan__owner=owner, dropped_at=None).exclude(plan__state__in=NOT_OPEN)
    return rows.select_related("plan__cycle", "capability").order_by("-plan__cycle__start_date", "number")


def feedback_beside(goal: Goal, viewer: Person, *, at: datetime) -> list[Feedback]:
    """The feedback beside a goal that this reader may see: all of it for the person, what was shared for the manager. One query more."""
    visible = visible_feedback(viewer, at=at).filter(person=goal.plan.owner_id)
    rows = Feedback.objects.filter(pk__in=Goal.feedback.through.objects.filter(goal=goal).values("feedback")) & visible
    return list(rows.select_related("giver")[:MOST_BESIDE])


def tie_answer(goal_id: int, found: Feedback, *, by: Person, at: datetime) -> None:
    """Put the answer to a request beside the goal that its asker had in mind. The caller has checked the request (TRUST R12)."""
    goal = Goal.objects.select_related("plan").get(pk=goal_id)
    if goal.plan.owner_id == found.person_id:
        _put_beside(goal, found, by=by, at=at)


@transaction.atomic
def put_beside(ref: str, goal_id: int, *, by: Person, at: datetime) -> Goal:
    """The receiver ties feedback to a goal of theirs. Rule FB-1."""
    found, _parts = feedback_for(by, "put-beside", ref, at=at, lock=True)
    goal = goal_for(by, "write", goal_id, at=at, lock=True)
    if not goals_to_ask_about(by).filter(pk=goal.pk).exists():
        raise Unseen
    _put_beside(goal, found, by=by, at=at)
    return goal


def _put_beside(goal: Goal, found: Feedback, *, by: Person, at: datetime) -> None:
    goal.feedback.add(found)
    about = goal.plan.owner
    record("plans.feedback-put-beside", by=by, about=about, at=at, audience=Audience.SUBJECT, goal=goal.pk, feedback=found.pk)
