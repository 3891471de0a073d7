"""Plans and actions that are near-copies across people: found at night, kept as rows without words, read for those who may know (LEARN-4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from cadenza.people.models import Person
from cadenza.plans.copy_rules import Written, near_copies, words_in
from cadenza.plans.models import Action, Goal, NearCopy
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
"""Without what was dropped, taken out or closed to others since last night."""


@dataclass(frozen=True)
class Alike:
    """The near-copies among some people, without a word: a group counts with two of them in it."""

    groups: list[tuple[int, int]]
    """Number and people, the largest first."""
    goals: dict[int, tuple[int, str]]
    """Goal, of itself or for one of its actions -> its plan's owner and state."""
    options: dict[int, set[int]]
    """Option of the catalogue -> the people whose actions take it up and are near-copies: the template they share."""
    actors: set[int]
    """Everybody with an action among them, whatever it takes up."""


def copies_among(people: Collection[int], cycle: Cycle) -> Alike:
    """What last night found and still stands, among people given as numbers. One query, weighed here.

    Asks no access: `people` are those of whom the reader may be told. A database reads the rows in no time and counts them for one reader
    in many times that.
    """
    rows = (
        NearCopy.objects.filter(LIVE, cycle=cycle)
        .order_by()
        .values_list("group", "goal", "goal__plan__owner", "goal__plan__state", "action", "action__option")
    )
    known = [row for row in rows if row[2] in people]
    owners: defaultdict[int, set[int]] = defaultdict(set)
    for group, _goal, owner, *_more in known:
        owners[group].add(owner)
    groups = sorted(((group, len(of)) for group, of in owners.items() if len(of) > 1), key=lambda one: (-one[1], one[0]))
    alike = [row for row in known if len(owners[row[0]]) > 1]
    options: defaultdict[int, set[int]] = defaultdict(set)
    for _group, _goal, owner, _state, _action, option in alike:
        if option is not None:
            options[option].add(owner)
    goals = {goal: (owner, state) for _group, goal, owner, state, *_more in alike}
    return Alike(groups, goals, dict(options), {owner for _group, _goal, owner, _state, action, _option in alike if action is not None})


def rows_of_groups(people: Collection[int], cycle: Cycle, numbers: Iterable[int]) -> list[CopyGroup]:
    """These groups with the texts of these people, in this order. One query."""
    groups = {number: CopyGroup(number) for number in numbers}
    rows = NearCopy.objects.filter(LIVE, cycle=cycle, group__in=list(groups))
    for row in rows.select_related("goal__plan__owner", "goal__plan__cycle", "goal__suggestion", "action").order_by("group", "pk"):
        if row.goal.plan.owner_id in people:
            groups[row.group].rows.append(row)
    return [group for group in groups.values() if group.rows]
