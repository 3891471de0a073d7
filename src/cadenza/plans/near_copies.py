"""Plans and actions that are near-copies across people: found at night, kept as rows without words, read for those who may know (LEARN-4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Max, Min, Q, QuerySet

from cadenza.people.models import Person
from cadenza.plans.copy_rules import Written, near_copies, words_in
from cadenza.plans.models import Action, Goal, NearCopy
from cadenza.plans.queries import IN_FORCE
from cadenza.plans.rules import PlanState
from cadenza.strategy.models import Cycle
from cadenza.trail.record import record

COMPARED = (PlanState.SHARED, PlanState.OFFERED, PlanState.ACTIVE, PlanState.CLOSED)
"""Never a draft: its words are sealed, and its owner's alone (TRUST E2)."""
AT_ONCE = 2000


@transaction.atomic
def find_copies(cycle: Cycle, *, at: datetime) -> int:
    """Look for near-copies among everything that people share in a cycle, and keep what was found instead of last night's. Rule LEARN-4."""
    NearCopy.objects.filter(cycle=cycle).delete()
    rows: list[NearCopy] = []
    group = 0
    for found in near_copies(_goals(cycle)):
        group += 1
        rows += [NearCopy(cycle=cycle, group=group, goal_id=key, found_at=at) for key in found]
    goal_of: dict[int, int] = {}
    for found in near_copies(_actions(cycle, goal_of)):
        group += 1
        rows += [NearCopy(cycle=cycle, group=group, goal_id=goal_of[key], action_id=key, found_at=at) for key in found]
    NearCopy.objects.bulk_create(rows, batch_size=AT_ONCE)
    record("plans.near-copies-found", by=None, about=None, at=at, cycle=cycle.pk, groups=group, texts=len(rows))
    return group


def _goals(cycle: Cycle) -> Iterable[Written]:
    rows = Goal.objects.filter(plan__cycle=cycle, plan__state__in=COMPARED, dropped_at=None).order_by("pk")
    for key, owner, outcome, measure in rows.values_list("pk", "plan__owner_id", "outcome", "success_measure").iterator(AT_ONCE):
        yield Written(key, owner, words_in(outcome, measure))


def _actions(cycle: Cycle, goal_of: dict[int, int]) -> Iterable[Written]:
    live = {"goal__plan__cycle": cycle, "goal__plan__state__in": COMPARED, "goal__dropped_at": None, "removed_at": None}
    rows = (
        Action.objects.filter(**live)
        .order_by("pk")
        .values_list("pk", "goal_id", "goal__plan__owner_id", "what", "tracked_where", "applied_in")
    )
    for key, goal, owner, what, tracked, applied in rows.iterator(AT_ONCE):
        goal_of[key] = goal
        yield Written(key, owner, words_in(what, tracked, applied))


@dataclass
class CopyGroup:
    """Texts of several people that are nearly the same: goals, or actions."""

    number: int
    rows: list[NearCopy] = field(default_factory=list)

    @property
    def of_actions(self) -> bool:
        return self.rows[0].action_id is not None

    @property
    def owners(self) -> dict[int, Person]:
        """Whose they are, in the order in which they were written."""
        return {row.goal.plan.owner_id: row.goal.plan.owner for row in self.rows}

    @property
    def plan_ids(self) -> set[int]:
        return {row.goal.plan_id for row in self.rows}

    @property
    def suggested(self) -> int:
        """How many of the goals began as somebody's suggestion: a template by another name (LEARN-4)."""
        return 0 if self.of_actions else sum(1 for row in self.rows if getattr(row.goal, "suggestion", None) is not None)

    @property
    def from_catalogue(self) -> int:
        """How many of the actions take up an option of the catalogue."""
        return sum(1 for row in self.rows if row.action is not None and row.action.option_id is not None)


LIVE = Q(goal__dropped_at=None, goal__plan__state__in=COMPARED) & (Q(action=None) | Q(action__removed_at=None))


def _live(people: QuerySet[Person], cycle: Cycle) -> QuerySet[NearCopy]:
    """Last night's rows of these people, without what was dropped, taken out or closed to others since."""
    return NearCopy.objects.filter(LIVE, cycle=cycle, goal__plan__owner__in=people.values("pk"))


def groups_among(people: QuerySet[Person], cycle: Cycle) -> QuerySet[Any, Any]:
    """The groups with at least two of these people in them, as {"group", "people"}, the largest first.

    Asks no access: `people` are those of whom the reader may be told.
    """
    counted = _live(people, cycle).order_by().values("group").annotate(people=Count("goal__plan__owner", distinct=True))
    return counted.filter(people__gt=1).order_by("-people", "group")


def copied_plans(people: QuerySet[Person], cycle: Cycle) -> QuerySet[NearCopy, int]:
    """The plans that are near-copies in a group with two of these people: ids, for counting among these people. One query of its own.

    Asks no access. A group has two people when its first and its last owner are not the same: cheaper than counting them over tens of
    thousands of rows. The groups, far fewer than the rows, are read first: as a subquery they lead PostgreSQL to a plan that takes minutes.
    """
    ends = _live(people, cycle).order_by().values("group").annotate(first=Min("goal__plan__owner"), last=Max("goal__plan__owner"))
    groups = list(ends.filter(last__gt=F("first")).values_list("group", flat=True))
    return NearCopy.objects.filter(LIVE, cycle=cycle, group__in=groups).order_by().values_list("goal__plan_id", flat=True)


def plans_alike(people: Collection[int], cycle: Cycle) -> dict[int, int]:
    """The same plans with their owners, in force, for whoever has the people as numbers already. One query, weighed here. Asks no access."""
    rows = (
        NearCopy.objects.filter(LIVE, cycle=cycle).order_by().values_list("group", "goal__plan", "goal__plan__owner", "goal__plan__state")
    )
    known = [row for row in rows if row[2] in people]
    owners: defaultdict[int, set[int]] = defaultdict(set)
    for group, _plan, owner, _state in known:
        owners[group].add(owner)
    return {plan: owner for group, plan, owner, state in known if len(owners[group]) > 1 and state in IN_FORCE}


def rows_of_groups(people: QuerySet[Person], cycle: Cycle, numbers: Iterable[int]) -> list[CopyGroup]:
    """These groups with their texts, in this order. One query."""
    groups = {number: CopyGroup(number) for number in numbers}
    rows = _live(people, cycle).filter(group__in=list(groups))
    for row in rows.select_related("goal__plan__owner", "goal__plan__cycle", "goal__suggestion", "action").order_by("group", "pk"):
        groups[row.group].rows.append(row)
    return [group for group in groups.values() if group.rows]
