"""The ranked list of a cycle's key results by delivery and capability risk, and what each figure is made of (STRAT-4). Constant queries."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet

from cadenza.capability.models import Capability
from cadenza.capability.queries import profiles_held_by
from cadenza.insight import risk_access, risk_rules
from cadenza.insight.queries import Need, ResultRow
from cadenza.insight.risk_access import Sight
from cadenza.insight.risk_rules import CapabilityRisk, NeedRisk, Risk
from cadenza.objections import Unseen
from cadenza.people.days import day_of
from cadenza.people.models import Person, Team
from cadenza.plans.queries import coverage_of
from cadenza.plans.rules import GoalStatus
from cadenza.strategy import access, queries
from cadenza.strategy.models import CapabilityRequirement, Cycle, KeyResult, Objective
from cadenza.strategy.rules import ResultState, weeks_of

ALL, CRITICAL, UNCOVERED, MINE = "all", "critical", "uncovered", "mine"
FILTERS = (CRITICAL, UNCOVERED, MINE, ALL)
ROWS = 20
"""Key results on one page, in the list and in the grid."""
TEAMS_OFFERED = 60
STUCK = frozenset({GoalStatus.BLOCKED, GoalStatus.NEEDS_RESET})


class Figures(NamedTuple):
    """A key result as far as its risk goes; lists of thousands are never made into rows of the database."""

    pk: int
    key: str
    direction: str
    baseline: Decimal | None
    target: Decimal | None
    current: Decimal | None
    done_on: date | None
    confidence: Decimal | None
    due_date: date
    critical: bool
    objective_id: int
    owner_id: int | None
    team_id: int | None
    objective_owner_id: int | None

    @classmethod
    def of(cls, result: KeyResult) -> Figures:
        """The same of a key result that was read already."""
        own = [getattr(result, name) for name in cls._fields[:-2]]
        return cls._make([*own, result.objective.team_id, result.objective.owner_id])

    def belongs_to(self, person: Person) -> bool:
        """Whether it is of somebody's own team, or they or its objective's owner name them. The same as `belonging_to`."""
        return person.pk in {self.owner_id, self.objective_owner_id} or (person.team_id is not None and self.team_id == person.team_id)


FIELDS = (*Figures._fields[:-2], "objective__team_id", "objective__owner_id")


class Asked(NamedTuple):
    """A capability that a key result needs."""

    pk: int
    result: int
    capability: int
    level: int
    people: int
    profile: int | None


class Held(NamedTuple):
    """The last level of somebody that both agreed."""

    level: int
    on: date


class Serving(NamedTuple):
    """An agreed goal that the reader may read."""

    person: int
    status: str
    aims: int | None


@dataclass(frozen=True)
class Known:
    """What a reader knows of people: levels, goals, teams and roles. Empty for whoever may know nothing."""

    levels: Mapping[tuple[int, int], Held] = field(default_factory=dict)
    goals: Mapping[tuple[int, int], Sequence[Serving]] = field(default_factory=dict)
    """Key result and capability -> goals."""
    within: Mapping[int, frozenset[int]] = field(default_factory=dict)
    """Person -> the teams they are in, from their own upwards."""
    profiles: Mapping[int, int] = field(default_factory=dict)
    """Person -> role profile."""
    serving_teams: Mapping[int, frozenset[int]] = field(default_factory=dict)
    """Objective of the company -> the teams whose objectives serve it."""

    @cached_property
    def holding(self) -> Mapping[int, Sequence[tuple[int, int]]]:
        """Capability -> people with their levels, in the order of `within`: a need looks at these alone."""
        found: dict[int, list[tuple[int, int]]] = {}
        place = {person: number for number, person in enumerate(self.within)}
        for (person, capability), held in self.levels.items():
            if person in place:
                found.setdefault(capability, []).append((person, held.level))
        return {capability: sorted(people, key=lambda one: place[one[0]]) for capability, people in found.items()}


class Part(NamedTuple):
    """One need with its risk, and the people behind the figure whom the reader may see."""

    asked: Asked
    risk: NeedRisk
    holders: tuple[int, ...] = ()
    stuck: tuple[int, ...] = ()
    building: tuple[int, ...] = ()


class Ranked(NamedTuple):
    """A key result in the list, before its words are read."""

    figures: Figures
    risk: Risk
    parts: tuple[Part, ...]


def counted_states(cycle: Cycle, today: date) -> tuple[ResultState, ...]:
    """Which key results of a cycle can be at risk: running ones; drafts before it begins; after its end also closed ones. STRAT-4."""
    if today < cycle.start_date:
        return (ResultState.DRAFT, ResultState.ACTIVE)
    return (ResultState.ACTIVE,) if today <= cycle.end_date else (ResultState.ACTIVE, ResultState.CLOSED)


def at_risk(cycle: Cycle, today: date) -> QuerySet[KeyResult]:
    """The key results that the list is about."""
    return KeyResult.objects.filter(cycle=cycle, state__in=counted_states(cycle, today))


class Teams:
    """Which team lies inside which; read when first asked."""

    @cached_property
    def rows(self) -> list[tuple[int, int | None, str, str]]:
        return list(Team.objects.values_list("pk", "parent_id", "name", "slug"))

    @cached_property
    def parents(self) -> dict[int, int | None]:
        return {pk: parent for pk, parent, _name, _slug in self.rows}

    def named(self, slug: str) -> Team:
        """A team by its slug: that it exists is no secret (TRUST A1)."""
        found = next((row for row in self.rows if row[3] == slug), None)
        if found is None:
            raise Unseen
        return Team(pk=found[0], parent_id=found[1], name=found[2], slug=found[3])

    def upwards(self, team: int | None) -> frozenset[int]:
        """A team and all that hold it."""
        found: set[int] = set()
        while team is not None and team not in found:
            found.add(team)
            team = self.parents.get(team)
        return frozenset(found)

    def inside(self, team: int) -> set[int]:
        """A team and all that it holds."""
        return {one for one in self.parents if team in self.upwards(one)}


Levels = Mapping[tuple[int, int], Held]
"""Person and capability -> level."""


def known_to(sight: Sight, cycle: Cycle, levels: Levels, teams: Teams, *, at: datetime) -> Known:
    """What enters a reader's risk beyond the facts that all may see. No query for most readers, four for those who lead."""
    if not sight.counts:
        return Known()
    goals = _goals(sight.reader, cycle, at=at)
    if not sight.by_levels:
        return Known(goals=goals)
    return Known(
        levels=levels,
        goals=goals,
        within={person.pk: teams.upwards(person.team_id) for person in sight.levels.values()},
        profiles=profiles_held_by({person for person, _capability in levels}, day=day_of(at)),
        serving_teams=serving_teams(cycle),
    )


def agreed_levels(viewer: Person, *, at: datetime, capabilities: Collection[int] | None = None) -> dict[tuple[int, int], Held]:
    """Person and capability -> the level of the last assessment that person and manager both agreed (GAP-1, TRUST C2). One query."""
    rows = risk_access.levels_seen(viewer, at=at).order_by("proposed_at", "pk")
    if capabilities is not None:
        rows = rows.filter(capability__in=capabilities)
    found = rows.values_list("person_id", "capability_id", "level_now", "proposed_at")
    return {(person, capability): Held(level, day_of(said)) for person, capability, level, said in found}


def _goals(viewer: Person, cycle: Cycle, *, at: datetime) -> dict[tuple[int, int], list[Serving]]:
    rows = (
        risk_access.goals_seen(viewer, at=at)
        .filter(key_result__cycle=cycle, capability__isnull=False)
        .order_by("plan__owner__name", "number")
    )
    found: dict[tuple[int, int], list[Serving]] = {}
    for result, capability, *goal in rows.values_list("key_result_id", "capability_id", "plan__owner_id", "status", "level_aimed"):
        found.setdefault((result, capability), []).append(Serving(*goal))  # type: ignore[arg-type]  # both are set by the filter
    return found


def serving_teams(cycle: Cycle) -> dict[int, frozenset[int]]:
    """Objective -> teams whose objectives serve it, directly or by way of others. One query."""
    below: dict[int, set[int]] = {}
    team_of: dict[int, int | None] = {}
    links = Objective.serves.through.objects.filter(from_objective__cycle=cycle)
    for objective, team, above in links.values_list("from_objective_id", "from_objective__team_id", "to_objective_id"):
        below.setdefault(above, set()).add(objective)
        team_of[objective] = team
    found = {}
    for top in below:
        met, ahead = {top}, [top]
        while ahead:
            more = below.get(ahead.pop(), set()) - met
            met |= more
            ahead.extend(more)
        found[top] = frozenset(inside for one in met if (inside := team_of.get(one)) is not None)
    return found


def ranked(results: QuerySet[KeyResult], cycle: Cycle, known: Known, *, today: date) -> list[Ranked]:
    """These key results by risk, the highest first. Three queries, however many there are."""
    figures = [Figures(*row) for row in results.order_by().values_list(*FIELDS)]
    return ranked_figures(figures, results.order_by().values("pk"), cycle, known, today=today)


def ranked_figures(figures: Iterable[Figures], ids: Any, cycle: Cycle, known: Known, *, today: date) -> list[Ranked]:
    """The same of figures that were read already; `ids` names their key results. Two queries."""
    goals = coverage_of(ids)
    needs: dict[int, list[Asked]] = {}
    asked = CapabilityRequirement.objects.filter(key_result__in=ids).order_by()
    for row in asked.values_list("pk", "key_result_id", "capability_id", "level", "people_needed", "role_profile_id"):
        needs.setdefault(row[1], []).append(Asked(*row))
    found = []
    for one in figures:
        parts = tuple(_part(one, need, goals.get(need.pk, 0), known) for need in needs.get(one.pk, ()))
        capability = CapabilityRisk(tuple(part.risk for part in parts), one.critical)
        found.append(Ranked(one, Risk(risk_rules.delivery_of(one, start=cycle.start_date, today=today), capability), parts))
    return sorted(found, key=lambda one: risk_rules.rank(one.risk, due=one.figures.due_date, key=one.figures.key))


def _part(result: Figures, need: Asked, goals: int, known: Known) -> Part:
    """One need: the fact that all see, and what the reader knows of people beyond it."""
    serving = known.goals.get((result.pk, need.capability), ())
    if not serving and need.capability not in known.holding:
        return Part(need, NeedRisk(need.people, goals))
    holders = _holders(result, need, known, {goal.person for goal in serving})
    others = [goal for goal in serving if goal.person not in holders]
    stuck = [goal for goal in others if goal.status in STUCK or (goal.aims is not None and goal.aims < need.level)]
    risk = NeedRisk(need.people, goals, len(holders), len(serving) - len(others), len(stuck))
    building = [goal.person for goal in others if goal not in stuck]
    return Part(need, risk, tuple(holders), tuple(goal.person for goal in stuck), tuple(building))


def working_teams(result: Figures, serving: Mapping[int, frozenset[int]]) -> frozenset[int]:
    """The teams that work for a key result: its own, or for one of the company those whose objectives serve it."""
    return frozenset({result.team_id}) if result.team_id is not None else serving.get(result.objective_id, frozenset())


def _holders(result: Figures, need: Asked, known: Known, serving: Collection[int]) -> list[int]:
    """Those of the people a reader knows who have the level, and on whom the need counts: with a goal for it, or in the teams that
    work for the result, and in the role if one is named."""
    teams = working_teams(result, known.serving_teams)
    return [
        person
        for person, level in known.holding.get(need.capability, ())
        if level >= need.level
        and (person in serving or (known.within[person] & teams and need.profile in (None, known.profiles.get(person))))
    ]


# The page


@dataclass(frozen=True)
class Piece:
    """One need on a page: what is asked, its risk, and the people whom the reader may see behind it."""

    need: Need
    risk: NeedRisk
    holders: list[Person]
    building: list[Person]
    stuck: list[Person]


@dataclass(frozen=True)
class Line:
    """A key result in the list, with everything its figures are made of."""

    place: int
    row: ResultRow
    risk: Risk
    pieces: list[Piece]

    @property
    def result(self) -> KeyResult:
        return self.row.result

    @property
    def worst(self) -> Piece | None:
        """The need to name: the worst cover, then the most people missing."""
        return min(self.pieces, key=lambda one: (risk_rules.WORST_FIRST.index(one.risk.cover), -one.risk.short), default=None)


@dataclass(frozen=True)
class Column:
    """A capability of the grid."""

    capability: Capability
    short: int


@dataclass
class RiskPage:
    """A cycle's key results by risk, a number of them at a time."""

    cycle: Cycle
    cycles: list[Cycle]
    next_cycle: Cycle | None
    week: int
    weeks: int
    sight: Sight
    show: str
    team: Team | None
    teams: list[Team]
    counts: dict[str, int]
    lines: list[Line]
    columns: list[Column]
    number: int
    pages: int
    begun: bool
    over: bool
    ranked: list[Ranked]
    levels: Levels
    """Everything that was computed, and the levels the reader may see: for what the reader could build."""


def risk_page(viewer: Person, cycle_key: str, *, show: str = CRITICAL, team: str = "", number: int = 1, at: datetime) -> RiskPage:
    """The ranked list and the grid of a cycle, as this reader may see them (STRAT-4, TRUST R3)."""
    cycles = queries.cycles()
    cycle = access.cycle_among(viewer, cycles, cycle_key, at=at)
    show = show if show in FILTERS else CRITICAL
    today, sight, teams = day_of(at), risk_access.sight_of(viewer, at=at), Teams()
    levels = agreed_levels(viewer, at=at)
    chosen = teams.named(team) if team else None
    results = at_risk(cycle, today)
    if chosen is not None:
        results = results.filter(objective__team__in=teams.inside(chosen.pk))
    mine = queries.belonging_to(viewer)
    wanted = {CRITICAL: Q(critical=True), UNCOVERED: Q(critical=True), MINE: Q(critical=True) | mine, ALL: Q()}[show]
    found = ranked(results.filter(wanted), cycle, known_to(sight, cycle, levels, teams, at=at), today=today)
    counts = {
        **results.aggregate(all=Count("pk"), mine=Count("pk", filter=mine)),
        CRITICAL: sum(one.figures.critical for one in found),
        UNCOVERED: sum(one.risk.uncovered for one in found),
    }
    fitting = [one for one in found if _fits(one, show, viewer)]
    pages = max(1, -(-len(fitting) // ROWS))
    number = min(max(1, number), pages)
    lines = lines_of(fitting[(number - 1) * ROWS : number * ROWS], sight, first=(number - 1) * ROWS + 1)
    ahead = next((one for one in reversed(cycles) if one.start_date > max(cycle.start_date, today)), None)
    return RiskPage(
        cycle,
        cycles,
        ahead,
        *weeks_of(cycle.start_date, cycle.end_date, today),
        sight=sight,
        show=show,
        team=chosen,
        teams=_teams_offered(cycle),
        counts=counts,
        lines=lines,
        columns=_columns(lines),
        number=number,
        pages=pages,
        begun=today >= cycle.start_date,
        over=today > cycle.end_date,
        ranked=found,
        levels=levels,
    )


def _fits(one: Ranked, show: str, viewer: Person) -> bool:
    if show == MINE:
        return one.figures.belongs_to(viewer)
    return show == ALL or (one.risk.uncovered if show == UNCOVERED else one.figures.critical)


def _teams_offered(cycle: Cycle) -> list[Team]:
    """The teams with objectives in a cycle, by name; none while they are too many for one list. One query."""
    teams = list(Team.objects.filter(pk__in=cycle.objectives.values("team")).order_by("name", "pk")[: TEAMS_OFFERED + 1])
    return teams if len(teams) <= TEAMS_OFFERED else []


def lines_of(chosen: Sequence[Ranked], sight: Sight, *, first: int = 1) -> list[Line]:
    """The words of the key results on a page. Two queries."""
    rows = queries.key_results_with_needs().select_related("objective__team", "cycle")
    results = {result.pk: result for result in rows.filter(pk__in=[one.figures.pk for one in chosen])}
    return [line_of(one, results[one.figures.pk], sight, place) for place, one in enumerate(chosen, start=first)]


def line_of(one: Ranked, result: KeyResult, sight: Sight, place: int = 1) -> Line:
    """One key result with the words of what it needs, its requirements read already."""
    needs = {requirement.pk: requirement for requirement in result.requirements.all()}
    pieces = []
    for part in one.parts:
        people = [_known_people(who, sight) for who in (part.holders, part.building, part.stuck)]
        pieces.append(Piece(Need(needs[part.asked.pk], part.risk.goals), part.risk, *people))
    pieces.sort(key=lambda piece: (piece.need.requirement.capability.name.casefold(), piece.need.requirement.pk))
    return Line(place, ResultRow(result, [piece.need for piece in pieces]), one.risk, pieces)


def _known_people(people: Iterable[int], sight: Sight) -> list[Person]:
    """Those by name whose levels the reader may see; a delegate knows the goals of others, whose names stand on the key result's page."""
    return [sight.levels[person] for person in people if person in sight.levels]


def _columns(lines: Iterable[Line]) -> list[Column]:
    """The capabilities of a page's key results, those with the most people missing first."""
    short: dict[int, int] = {}
    named: dict[int, Capability] = {}
    for line in lines:
        for piece in line.pieces:
            capability = piece.need.requirement.capability
            named[capability.pk] = capability
            short[capability.pk] = short.get(capability.pk, 0) + piece.risk.short
    order = sorted(named, key=lambda pk: (-short[pk], named[pk].name.casefold(), pk))
    return [Column(named[pk], short[pk]) for pk in order]


def cells_of(line: Line, columns: Iterable[Column]) -> list[Piece | None]:
    """A row of the grid: what the key result needs of each capability; None where it needs nothing (DESIGN 8)."""
    pieces = {piece.need.requirement.capability_id: piece for piece in line.pieces}
    return [pieces.get(column.capability.pk) for column in columns]
