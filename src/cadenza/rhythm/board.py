"""The team board: for each person where the plan stands, what comes next, how the rhythm is kept. Constant queries."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import QuerySet

from cadenza.objections import Unseen
from cadenza.people.access import present
from cadenza.people.days import day_of
from cadenza.people.models import Person, Team
from cadenza.people.relations import people_with
from cadenza.people.rules import Relation
from cadenza.plans.models import StatusChange
from cadenza.plans.queries import PlanRow, current_cycle, plans_of_people
from cadenza.plans.review_rules import Cadence, added_up
from cadenza.plans.rules import NEEDIEST_FIRST, GoalStatus
from cadenza.rhythm.access import WHO_MAY, team_for
from cadenza.rhythm.rules import neediest_first, standing_of_plan
from cadenza.strategy.models import Cycle


@dataclass(frozen=True)
class BoardRow:
    """One person on the board. `words` tells whether this reader may open the plan; states and dates are for all who see the row."""

    person: Person
    standing: str
    next_due_on: date | None
    cadence: Cadence
    words: bool
    late: bool = False
    block: StatusChange | None = None

    @property
    def name(self) -> str:
        return self.person.name


@dataclass(frozen=True)
class Board:
    """A team, or a manager's own reports, neediest first."""

    cycle: Cycle | None
    rows: list[BoardRow]
    team: Team | None = None
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def cadence(self) -> Cadence:
        return added_up(row.cadence for row in self.rows)

    @property
    def on_the_way(self) -> int:
        """How many have no agreed plan yet."""
        return sum(1 for row in self.rows if row.standing not in set(GoalStatus))


def board_of_team(viewer: Person, slug: str, *, at: datetime) -> Board:
    """The rows of a team that the viewer may see; without any the board does not exist (TRUST I1)."""
    team = team_for(slug)
    people = people_with(viewer, WHO_MAY["board.states"], at=at).filter(team=team)
    return _board(viewer, people, at=at, team=team)


def board_of_reports(viewer: Person, *, at: datetime) -> Board:
    """Whoever reports to the viewer, or is covered by them while a manager is away."""
    return _board(viewer, people_with(viewer, {Relation.MANAGER, Relation.DELEGATE}, at=at), at=at)


def _board(viewer: Person, people: QuerySet[Person], *, at: datetime, team: Team | None = None) -> Board:
    shown = list(present(people).order_by("pk"))
    if not shown:
        raise Unseen
    ids = [person.pk for person in shown]
    readable = set(people_with(viewer, WHO_MAY["board.words"], at=at).filter(pk__in=ids).values_list("pk", flat=True))
    cycle = current_cycle(at)
    plans = plans_of_people(ids, cycle, at=at) if cycle else {}
    blocks = _blocks_of([plan.plan_id for owner, plan in plans.items() if owner in readable and plan.status == GoalStatus.BLOCKED])
    today = day_of(at)
    rows = [_row(person, plans.get(person.pk), person.pk in readable, blocks, today) for person in shown]
    counts = {status.value: sum(1 for row in rows if row.standing == status) for status in NEEDIEST_FIRST}
    return Board(cycle, neediest_first(rows), team, counts)


def _row(person: Person, plan: PlanRow | None, words: bool, blocks: dict[int, StatusChange], today: date) -> BoardRow:
    if plan is None:
        return BoardRow(person, standing_of_plan(None, None), None, Cadence(0, 0), words)
    return BoardRow(
        person=person,
        standing=standing_of_plan(plan.state, plan.status),
        next_due_on=plan.next_review,
        cadence=Cadence(plan.reviews_held, plan.reviews_due),
        words=words,
        late=plan.next_review is not None and plan.next_review < today and not plan.paused,
        block=blocks.get(plan.plan_id) if words else None,
    )


def _blocks_of(plan_ids: Collection[int]) -> dict[int, StatusChange]:
    """Plan -> what blocks it, as said last. One query."""
    changes = StatusChange.objects.filter(
        goal__plan__in=plan_ids, goal__status=GoalStatus.BLOCKED, goal__dropped_at=None, status=GoalStatus.BLOCKED
    )
    return {change.goal.plan_id: change for change in changes.select_related("goal", "remover").order_by("at", "pk")}
