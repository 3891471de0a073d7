"""A person's page: the directory card for everybody, and behind it what the reader is entitled to, in one shape for all onlookers (T09)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cadenza.capability.access import WHO_MAY as CAPABILITY
from cadenza.capability.queries import roles_held_by
from cadenza.home.rules import cycle_words
from cadenza.objections import Unseen
from cadenza.people.access import WHO_MAY as PEOPLE
from cadenza.people.access import known
from cadenza.people.days import day_of
from cadenza.people.models import Person
from cadenza.people.relations import manager_of, relations_to
from cadenza.people.rules import PersonStatus, Relation
from cadenza.plans.access import WHO_MAY as PLANS
from cadenza.plans.queries import PlanRow, current_cycle, plans_of_people
from cadenza.rhythm.held import capabilities_of
from cadenza.rhythm.rules import standing_of_plan

R = Relation

WHO_MAY: Mapping[str, frozenset[Relation]] = {
    "capabilities": frozenset({R.SELF, R.MANAGER}),  # TRUST C2: levels and evidence
    "one-to-one": frozenset({R.SELF, R.MANAGER, R.DELEGATE}),  # TRUST E4, 1.6
    "evidence": frozenset({R.SELF, R.MANAGER}),  # TRUST D1
}


def person_page(viewer: Person, handle: str, *, at: datetime) -> dict[str, Any]:
    """What the reader sees of somebody. Raises Unseen."""
    subject = known(handle)
    relations = relations_to(viewer, subject, at=at)
    if not relations & PEOPLE["view-card"]:
        raise Unseen
    context: dict[str, Any] = {"subject": subject, "own": Relation.SELF in relations}
    context["may"] = {name for name, allowed in WHO_MAY.items() if relations & allowed}
    if relations & PEOPLE["view-lines"]:
        context["manager"] = manager_of(subject, at=at)
        context["sees_line"] = True
    if relations & set(PLANS["see-that-it-exists"]):
        context |= _plan_of(subject, relations, at)
    if relations & PEOPLE["view-hr-fields"]:
        gives = bool(relations & CAPABILITY["give-role"]) and subject.status != PersonStatus.LEAVER
        context |= {"roles": roles_held_by(subject.pk), "today": day_of(at), "gives_role": gives}
    if "capabilities" in context["may"]:
        context |= capabilities_of(subject, at=at)
    return context


def _plan_of(subject: Person, relations: frozenset[Relation], at: datetime) -> dict[str, Any]:
    """That there is a plan, its state and dates; its words lie on its own page (TRUST E1)."""
    cycle = current_cycle(at)
    row: PlanRow | None = plans_of_people([subject.pk], cycle, at=at).get(subject.pk) if cycle else None
    opens = row is not None and any(relation in relations and row.state in states for relation, states in PLANS["see"].items())
    return {
        "sees_plan": True,
        "cycle": cycle,
        "cycle_words": cycle_words(cycle.key) if cycle else "",
        "plan": row,
        "standing": standing_of_plan(row.state if row else None, row.status if row else None),
        "opens_plan": opens,
    }
