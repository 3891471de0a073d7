"""Who may see and do what with a plan, as a table; the only road from an id to a row of this room (TRUST 1.2 E1-E5, 1.6)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet

from cadenza.objections import Unseen
from cadenza.people.models import Person
from cadenza.people.relations import people_with, relations_held, relations_to
from cadenza.people.rules import Relation
from cadenza.plans.models import Action, Commitment, Goal, Pause, Perspective, Plan, ProtectedBlock, Suggestion, TradeOff
from cadenza.plans.rules import READABLE_STATES, PlanState, SuggestionState

ALWAYS = frozenset(PlanState)

WHO_MAY: Mapping[str, Mapping[Relation, frozenset[PlanState]]] = {
    # E1: the words of a plan. A draft is its owner's alone (E2).
    "see": {Relation.SELF: ALWAYS, Relation.MANAGER: READABLE_STATES, Relation.DELEGATE: READABLE_STATES},
    # E1 `m`: state, dates, reviews due and held, completeness. No words.
    "see-state": {
        Relation.SELF: ALWAYS,
        Relation.MANAGER: READABLE_STATES,
        Relation.DELEGATE: READABLE_STATES,
        Relation.UPLINE: READABLE_STATES,
        Relation.HR_SCOPE: READABLE_STATES,
        Relation.HR_ADMIN: READABLE_STATES,
    },
    # E1 `m` in lists: at most that a draft exists.
    "see-that-it-exists": {
        Relation.SELF: ALWAYS,
        Relation.MANAGER: ALWAYS,
        Relation.DELEGATE: ALWAYS,
        Relation.UPLINE: ALWAYS,
        Relation.HR_SCOPE: ALWAYS,
        Relation.HR_ADMIN: ALWAYS,
    },
    "write": {Relation.SELF: ALWAYS},  # PLAN-3: goals, actions and direction are the person's words
    "share": {Relation.SELF: ALWAYS},
    "offer": {Relation.SELF: ALWAYS, Relation.MANAGER: READABLE_STATES},
    "agree": {Relation.SELF: ALWAYS, Relation.MANAGER: READABLE_STATES},
    # PLAN-3, TRUST 1.7: a suggestion may reach a draft that the manager cannot read. HR's right to suggest: E1 HG.
    "suggest": {Relation.MANAGER: ALWAYS, Relation.HR_SCOPE: ALWAYS},
    "see-suggestions": {Relation.SELF: ALWAYS, Relation.MANAGER: READABLE_STATES},
    "answer-suggestion": {Relation.SELF: ALWAYS},
    # E2 until shared field by field, then the manager's too. The state of the plan does not matter, the field's own does.
    "strengths.see": {Relation.SELF: ALWAYS},
    "strengths.see-shared": {Relation.SELF: ALWAYS, Relation.MANAGER: READABLE_STATES},
    "difficulties.see": {Relation.SELF: ALWAYS},
    "difficulties.see-shared": {Relation.SELF: ALWAYS, Relation.MANAGER: READABLE_STATES},
    # PLAN-1: beside, never over, the person's words.
    "perspective.see": {Relation.SELF: ALWAYS, Relation.MANAGER: READABLE_STATES},
    "perspective.write": {Relation.MANAGER: READABLE_STATES},
    # E3: commitments. Not in a delegate's list (TRUST 1.6).
    "commitments.see": {Relation.SELF: ALWAYS, Relation.MANAGER: READABLE_STATES},
    "commitments.write": {Relation.MANAGER: READABLE_STATES},
    # E4: reviews; the words of a review belong to the two in it and whoever stands in.
    "reviews.see": {Relation.SELF: ALWAYS, Relation.MANAGER: READABLE_STATES, Relation.DELEGATE: READABLE_STATES},
    "reviews.write": {Relation.SELF: ALWAYS, Relation.MANAGER: READABLE_STATES, Relation.DELEGATE: READABLE_STATES},
    "commitments.report": {Relation.MANAGER: READABLE_STATES},  # R8
    "commitments.confirm": {Relation.SELF: ALWAYS},  # R8
    "close": {Relation.SELF: ALWAYS, Relation.MANAGER: READABLE_STATES},
    # C2, IMP-2: judgements of somebody's change and the evidence they cite are for the two alone; each part is its author's until shared (E2).
    "reset.see": {Relation.SELF: ALWAYS, Relation.MANAGER: READABLE_STATES},
    "reset.write": {Relation.SELF: ALWAYS, Relation.MANAGER: READABLE_STATES},
    "reset.finish": {Relation.SELF: ALWAYS},  # PLAN-3: what becomes of a goal is the person's to say
    # PIP-19: person and manager set it together, and nobody else.
    "pause": {Relation.SELF: ALWAYS, Relation.MANAGER: READABLE_STATES},
    # TIME-1: recorded by either of the two; read by whoever reads the plan (E1).
    "trade-offs.see": {Relation.SELF: ALWAYS, Relation.MANAGER: READABLE_STATES, Relation.DELEGATE: READABLE_STATES},
    "trade-offs.write": {Relation.SELF: ALWAYS, Relation.MANAGER: READABLE_STATES},
    # LEARN-3: what became of an action is the two's (E1); a leaver is asked no more.
    "application.see": {Relation.SELF: ALWAYS, Relation.MANAGER: READABLE_STATES},
    "application.write": {Relation.SELF: ALWAYS - {PlanState.LEFT}, Relation.MANAGER: READABLE_STATES - {PlanState.LEFT}},
}
"""(What, by whom, in which states of the plan). A right that is not listed does not exist; a former manager has none (TRUST X1)."""


def may(relations: frozenset[Relation], action: str, state: str) -> bool:
    """Whether one of these relations gives this right over a plan in that state."""
    return any(relation in relations and PlanState(state) in states for relation, states in WHO_MAY[action].items())


def visible_plans(viewer: Person, *, at: datetime, action: str = "see") -> QuerySet[Plan]:
    """The plans over which the viewer has a right now: the same table as for a single one, as one query."""
    wanted = Q(pk__in=[])
    by_states: dict[frozenset[PlanState], set[Relation]] = {}
    for relation, states in WHO_MAY[action].items():
        by_states.setdefault(states, set()).add(relation)
    for states, relations in by_states.items():
        theirs = Q(owner__in=people_with(viewer, relations, at=at).values("pk"))
        wanted |= theirs if states == ALWAYS else theirs & Q(state__in=states)
    return Plan.objects.filter(wanted)


def plan_for(by: Person, action: str, plan_id: int, *, at: datetime, lock: bool = False) -> Plan:
    """The plan, if this person may do this to it now; raises Unseen otherwise, as for a plan that never was.

    With `lock` the plan's row and the relation behind the right stay as they are until the transaction ends (TRUST T39): every
    write in this room begins here, so two writers of one plan wait for each other.
    """
    return _allowed(by, action, Q(pk=plan_id), at=at, lock=lock)


def plan_at(by: Person, action: str, handle: str, cycle_key: str, *, at: datetime, lock: bool = False) -> Plan:
    """The same, from the address of a page."""
    return _allowed(by, action, Q(owner__handle=handle, cycle__key=cycle_key), at=at, lock=lock)


def plan_with_relations(by: Person, action: str, handle: str, cycle_key: str, *, at: datetime) -> tuple[Plan, frozenset[Relation]]:
    """The same with what the reader is to the plan's owner, for a page that asks the table for each of its parts.

    The plan says which small parts it has (`has_suggestions`, `has_trade_offs`, `has_blocks`, `has_views_beside`), so that a page does not
    ask for empty ones.
    """
    return _found(by, action, Q(owner__handle=handle, cycle__key=cycle_key), at=at, lock=False)


def goal_for(by: Person, action: str, goal_id: int, *, at: datetime, lock: bool = False) -> Goal:
    """A goal, if its plan allows this; the plan is at `goal.plan`."""
    return _part(Goal.objects.select_related("waiting"), goal_id, by, action, at=at, lock=lock)


def action_for(by: Person, action: str, action_id: int, *, at: datetime, lock: bool = False) -> Action:
    """An action of a goal, if its plan allows this."""
    found = Action.objects.filter(pk=action_id).first()
    if found is None:
        raise Unseen
    goal = goal_for(by, action, found.goal_id, at=at, lock=lock)
    found = Action.objects.get(pk=action_id)
    found.goal = goal
    return found


def commitment_for(by: Person, action: str, commitment_id: int, *, at: datetime, lock: bool = False) -> Commitment:
    """A commitment, if its plan allows this."""
    return _part(Commitment.objects.all(), commitment_id, by, action, at=at, lock=lock)


def block_for(by: Person, action: str, plan_id: int, number: int, *, at: datetime) -> ProtectedBlock:
    """A protected block that was not taken out, for writing; its plan is locked."""
    plan = plan_for(by, action, plan_id, at=at, lock=True)
    found = ProtectedBlock.objects.filter(plan=plan, number=number, removed_at=None).first()
    if found is None:
        raise Unseen
    found.plan = plan
    return found


def suggestion_for(by: Person, action: str, suggestion_id: int, *, at: datetime, lock: bool = False) -> Suggestion:
    """A suggestion, if its plan allows this."""
    return _part(Suggestion.objects.all(), suggestion_id, by, action, at=at, lock=lock)


_Part = TypeVar("_Part", Goal, Commitment, Suggestion)


def _part(rows: QuerySet[_Part], key: int, by: Person, action: str, *, at: datetime, lock: bool) -> _Part:
    found = rows.filter(pk=key).first()
    if found is None:
        raise Unseen
    plan = plan_for(by, action, found.plan_id, at=at, lock=lock)
    found = rows.get(pk=key)  # again: what was read before the lock may be old
    found.plan = plan
    return found


def _allowed(by: Person, action: str, which: Q, *, at: datetime, lock: bool) -> Plan:
    return _found(by, action, which, at=at, lock=lock)[0]


def _found(by: Person, action: str, which: Q, *, at: datetime, lock: bool) -> tuple[Plan, frozenset[Relation]]:
    rows = Plan.objects.select_related("owner", "cycle").filter(which)
    plan = (rows.select_for_update(of=("self",)) if lock else rows.select_related("reset").annotate(**_PARTS)).first()
    if plan is None:
        raise Unseen
    relations = (relations_held if lock else relations_to)(by, plan.owner, at=at)
    if not may(relations, action, plan.state):
        raise Unseen
    return plan, relations


_PARTS = {
    "has_suggestions": Exists(Suggestion.objects.filter(plan=OuterRef("pk"), state=SuggestionState.OFFERED)),
    "has_trade_offs": Exists(TradeOff.objects.filter(plan=OuterRef("pk"))),
    "has_blocks": Exists(ProtectedBlock.objects.filter(plan=OuterRef("pk"), removed_at=None)),
    "has_pause_proposed": Exists(Pause.objects.filter(plan=OuterRef("pk"), agreed_at=None, withdrawn_at=None)),
    "has_views_beside": Exists(Perspective.objects.filter(plan=OuterRef("pk")).exclude(text="")),
}
