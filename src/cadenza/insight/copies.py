"""Near-copies as HR and managers see them: by manager and group for HR, without a word; side by side for whoever reads the plans (LEARN-4, HR-4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator

from cadenza.insight import rules
from cadenza.learning.access import TOLD_OF_COPIES
from cadenza.learning.models import Option
from cadenza.people.models import Person, ReportingLine
from cadenza.people.relations import managers_of, people_with
from cadenza.people.rules import PRESENT, Relation
from cadenza.plans.access import visible_plans
from cadenza.plans.models import Action, NearCopy, Plan
from cadenza.plans.near_copies import COMPARED, Alike, CopyGroup, copies_among, rows_of_groups
from cadenza.strategy.models import Cycle

GROUPS_PER_PAGE = 10
MOST_TEXTS = 12
"""Texts of one group that are shown; a group of more is a programme, and the count says so."""
MOST_MANAGERS = 50


@dataclass(frozen=True)
class ManagerRow:
    """One manager: how many of their people's plans have a near-copy, of how many that are shared."""

    name: str
    copied: int
    plans: int


@dataclass(frozen=True)
class TemplateRow:
    """One option of the catalogue: how many people's actions that take it up have a near-copy, of how many that take it up, in steps of five."""

    option: Option
    copied: int
    people: int


@dataclass(frozen=True)
class Text:
    """One text of a group for one reader: whose it is, and its words where the reader may read them."""

    row: NearCopy
    readable: bool


@dataclass
class ShownGroup:
    """A group with its texts."""

    group: CopyGroup
    texts: list[Text]
    managers: list[Person]
    more: int
    """Texts that are not shown."""

    @property
    def readable(self) -> bool:
        return any(text.readable for text in self.texts)


@dataclass
class CopiesPage:
    """What one reader is told of near-copies in a cycle."""

    cycle: Cycle
    found_at: datetime | None
    managers: list[ManagerRow]
    """For HR alone."""
    templates: list[TemplateRow]
    """For HR alone, as `managers`."""
    groups: list[ShownGroup]
    total: int
    number: int
    pages: int

    @property
    def plans_read(self) -> list[Plan]:
        """Whose words this page shows: their reading is on record (DATA-2)."""
        found = {text.row.goal.plan_id: text.row.goal.plan for shown in self.groups for text in shown.texts if text.readable}
        return list(found.values())


def copies_page(viewer: Person, cycle: Cycle, *, number: int, at: datetime) -> CopiesPage:
    """The near-copies among the people of whom the reader is told. A constant number of queries, however many people."""
    told_of = people_with(viewer, TOLD_OF_COPIES, at=at).filter(status__in=PRESENT)
    people = frozenset(told_of.order_by().values_list("pk", flat=True))
    alike = copies_among(people, cycle)
    pages: Any = Paginator(alike.groups, GROUPS_PER_PAGE)
    page = pages.get_page(number)
    shown = rows_of_groups(people, cycle, [group for group, _people in page.object_list])
    oversees = people_with(viewer, TOLD_OF_COPIES - {Relation.MANAGER}, at=at).exists()
    owners = {owner for group in shown for owner in group.owners}
    lines = managers_of(owners, at=at)
    named = {one.pk: one for one in Person.objects.filter(pk__in=set(lines.values()))}
    readable = set(
        visible_plans(viewer, at=at).filter(pk__in={plan for group in shown for plan in group.plan_ids}).values_list("pk", flat=True)
    )
    return CopiesPage(
        cycle=cycle,
        found_at=NearCopy.objects.filter(cycle=cycle).values_list("found_at", flat=True).first(),
        managers=_by_manager(alike, people, cycle, at=at) if oversees else [],
        templates=_by_template(alike, people, cycle) if oversees else [],
        groups=[_shown(group, readable, lines, named) for group in shown],
        total=pages.count,
        number=page.number,
        pages=pages.num_pages,
    )


def _by_manager(alike: Alike, people: Collection[int], cycle: Cycle, *, at: datetime) -> list[ManagerRow]:
    """How many plans of each manager's people have a near-copy among the reader's people, of how many. Three queries."""
    manager_of = managers_of({owner for owner, _state in alike.goals.values()}, at=at)
    copied = Counter(manager_of.values())
    named = Person.objects.in_bulk(list(copied))
    most = sorted(copied, key=lambda manager: (-copied[manager], named[manager].name))[:MOST_MANAGERS]
    shared = ReportingLine.objects.in_force(at).filter(manager__in=most, person__plans__cycle=cycle, person__plans__state__in=COMPARED)
    plans = Counter(manager for manager, person in shared.values_list("manager", "person") if person in people)
    return [ManagerRow(named[manager].name, copied[manager], plans[manager]) for manager in most]


def _by_template(alike: Alike, people: Collection[int], cycle: Cycle) -> list[TemplateRow]:
    """How many of the reader's people have a near-copy that takes up an option, of how many that take it up (LEARN-4). Two queries.

    Who takes an option up stands in plans alone, and the groups beneath name people: so from five of them on, with five more beside them whose
    copied actions take up something else, and in steps of five (TRUST 1.5, T11).
    """
    enough = [one for one, owners in alike.options.items() if min(len(owners), len(alike.actors - owners)) >= rules.K]
    named = Option.objects.in_bulk(enough)
    most = sorted(named.values(), key=lambda one: (-len(alike.options[one.pk]), one.title.casefold(), one.pk))[:MOST_MANAGERS]
    live = {"goal__plan__cycle": cycle, "goal__plan__state__in": COMPARED, "goal__dropped_at": None, "removed_at": None}
    taken = Action.objects.filter(**live, option__in=most).order_by().values_list("option", "goal__plan__owner").distinct()
    counts = Counter(option for option, owner in taken if owner in people)
    return [TemplateRow(one, _in_steps(len(alike.options[one.pk])), _in_steps(counts[one.pk])) for one in most]


def _in_steps(count: int) -> int:
    return 5 * round(count / 5)


def _shown(group: CopyGroup, readable: set[int], lines: Mapping[int, int], named: Mapping[int, Person]) -> ShownGroup:
    managers = {lines[owner]: named[lines[owner]] for owner in group.owners if owner in lines}
    texts = [Text(row, row.goal.plan_id in readable) for row in group.rows[:MOST_TEXTS]]
    return ShownGroup(group, texts, list(managers.values())[:MOST_TEXTS], max(0, len(group.rows) - MOST_TEXTS))
