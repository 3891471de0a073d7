"""A need that a talk about performance brought up: into an assessment with its fact, or into a goal suggested to the person (GAP-2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from cadenza.evidence.access import WHO_MAY as EVIDENCE
from cadenza.evidence.models import PerformanceInput
from cadenza.evidence.needs import NeedDraft, capture_for_suggestion, capture_gap, inputs_of
from cadenza.objections import Unseen, refuse_if
from cadenza.people.access import known
from cadenza.people.models import Person
from cadenza.people.relations import relations_to
from cadenza.people.rules import Relation
from cadenza.plans.access import may
from cadenza.plans.models import Goal, Plan, Suggestion
from cadenza.plans.queries import current_plan_of
from cadenza.plans.support import SuggestionDraft, suggest_goal
from cadenza.rhythm.need_rules import Outcome, objections_to_need

WHO_MAY: Mapping[Outcome, frozenset[Relation]] = {
    Outcome.GAP: EVIDENCE["gap.assess"],  # C2: the person for themself, and the manager
    Outcome.SUGGESTION: frozenset({Relation.MANAGER, Relation.HR_SCOPE}),  # E1: the manager; HR only this, and without the fact
}

MOST_NEEDS = 10
"""Needs listed beside the assessments; older ones show on what they became."""


@dataclass(frozen=True)
class Capturing:
    """What the reader may make of a need of this person now."""

    person: Person
    plan: Plan | None
    outcomes: tuple[Outcome, ...]
    with_fact: bool
    """Whether the fact is put down too: not by HR, who has no part in evidence (TRUST D1)."""


@dataclass(frozen=True)
class Became:
    """A need with what it was turned into: the path onwards, as the goal's own page shows the path back (GAP-2)."""

    need: PerformanceInput
    goal: Goal | None = None
    suggested: bool = False


def needs_of(person: Person, *, own: bool) -> list[Became]:
    """The newest needs of somebody, for the two of the pair. Two queries.

    Whether a suggestion became a goal of a draft is nobody's to know but its owner's (TRUST E2).
    """
    needs = inputs_of(person)[:MOST_NEEDS]
    rows = Suggestion.objects.filter(need__in=[one.pk for one in needs]).select_related("goal__plan__cycle")
    suggestions = {one.need_id: one for one in rows}
    return [_became(one, suggestions.get(one.pk), own) for one in needs]


def _became(need: PerformanceInput, suggestion: Suggestion | None, own: bool) -> Became:
    goal = suggestion.goal if suggestion is not None else None
    return Became(need, None if goal is None or (goal.plan.is_private and not own) else goal, suggestion is not None)


def capturing_for(by: Person, handle: str, *, at: datetime) -> Capturing:
    """Whom the need is about and what may become of it; raises Unseen for everybody to whom nothing is open."""
    person = known(handle)
    relations = relations_to(by, person, at=at)
    if not relations & frozenset().union(*WHO_MAY.values()):
        raise Unseen
    plan = current_plan_of(person, at=at)
    suggests = plan is not None and bool(relations & WHO_MAY[Outcome.SUGGESTION]) and may(relations, "suggest", plan.state)
    open_ones = [Outcome.GAP] if relations & WHO_MAY[Outcome.GAP] else []
    if suggests:
        open_ones.append(Outcome.SUGGESTION)
    if not open_ones:
        raise Unseen
    return Capturing(person, plan, tuple(open_ones), bool(relations & EVIDENCE["evidence.add"]))


@transaction.atomic
def capture(
    where: Capturing, draft: NeedDraft, outcome: Outcome, *, goal: str = "", by: Person, at: datetime
) -> tuple[PerformanceInput, Suggestion | None]:
    """Turn the need into what was chosen, in one step. Rule GAP-2. The rooms below ask again who may."""
    if outcome not in where.outcomes:
        raise Unseen
    refuse_if(objections_to_need(outcome, capability=draft.capability_id is not None, seen=draft.seen, goal=goal))
    if outcome is Outcome.GAP:
        return capture_gap(where.person.pk, draft, by=by, at=at), None
    assert where.plan is not None
    made = capture_for_suggestion(where.person.pk, draft, by=by, at=at, with_fact=where.with_fact)
    suggestion = SuggestionDraft(outcome=goal, why=draft.seen, capability_id=draft.capability_id, need_id=made.pk)
    return made, suggest_goal(where.plan.pk, suggestion, by=by, at=at)
