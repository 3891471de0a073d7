"""The overview's figures, counted in the database: people, plans by state, reviews held of due, by team and by month (HR-1, REV-7)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.paginator import Paginator
from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from cadenza.insight import rules
from cadenza.insight.models import Snapshot
from cadenza.insight.rules import Band, Group, Kept, Node
from cadenza.objections import Unseen
from cadenza.people.days import day_of
from cadenza.people.models import Person, Team
from cadenza.people.rules import PRESENT, monday_of
from cadenza.plans.models import Action, Plan, Review
from cadenza.plans.queries import IN_FORCE, PlanRow, agreed_goals, plans_of_people
from cadenza.plans.rules import NEEDIEST_FIRST, PlanState
from cadenza.strategy.models import CapabilityRequirement, Cycle, KeyResult
from cadenza.strategy.queries import COUNTED as COUNTED_RESULTS
from cadenza.strategy.queries import critical_key_results, nearest_cycle

NO_TEAM = 0
NO_TEAM_SLUG = "-"
"""In a query string; no team's own short name is a hyphen."""
WRITING, NO_PLAN, NO_GOAL, OVERDUE = "writing", "none", "no-goal", "overdue"
BEING_WRITTEN = (PlanState.DRAFT, PlanState.SHARED, PlanState.OFFERED)
STATES = tuple(state.value for state in NEEDIEST_FIRST)
OPENED = (*STATES, NO_GOAL, WRITING, NO_PLAN, OVERDUE)
"""What a live figure may be opened for."""
PEOPLE_PER_PAGE = 50
MEASURES = ("reviews", "milestones")
"""What a weekly picture tells as shares of what was due."""


def team_query(slug: str, *, directly: bool = False) -> str:
    """What follows `?open=...` to open a figure of one team; empty for everybody."""
    return f"&team={slug}{'&direct=yes' if directly else ''}" if slug else ""


@dataclass
class Tally:
    """A row of the live table: people, their plans by state, reviews held of due."""

    name: str
    slug: str = ""
    people: int = 0
    plans: dict[str, int] = field(default_factory=dict)
    held: int = 0
    due: int = 0
    opens: bool = False
    """Whether it holds teams that a page of its own would list."""
    directly: bool = False

    @property
    def query(self) -> str:
        """What follows `?open=...` to open one of this row's figures; empty for everybody."""
        return team_query(self.slug, directly=self.directly)

    @property
    def in_force(self) -> int:
        return sum(self.plans.get(state, 0) for state in (*STATES, NO_GOAL))

    @property
    def writing(self) -> int:
        return self.plans.get(WRITING, 0)

    @property
    def without(self) -> int:
        return self.people - self.in_force - self.writing

    @property
    def by_state(self) -> list[tuple[str, int]]:
        """States that occur, in their fixed order, with their counts."""
        return [(state, self.plans[state]) for state in (*STATES, NO_GOAL) if self.plans.get(state)]

    @property
    def missed(self) -> int:
        return self.due - self.held


@dataclass(frozen=True)
class Month:
    """Reviews of one month of the cycle."""

    first: date
    held: int
    due: int

    @property
    def share(self) -> float:
        return self.held / self.due if self.due else 0.0


@dataclass
class Overview:
    """Live figures about the people whose states the reader sees."""

    cycle: Cycle
    total: Tally
    rows: list[Tally]
    months: list[Month]
    inside: Team | None = None


@dataclass(frozen=True)
class CriticalShare:
    """Critical key results that have an agreed goal for each of their requirements, of all of them (STRAT-3). A fact all may see."""

    covered: int
    total: int


def nearest_cycle_of(at: datetime) -> Cycle | None:
    """The running cycle, else the last one."""
    return nearest_cycle(day_of(at))


def critical_share(cycle: Cycle) -> CriticalShare:
    """STRAT-3 for a whole cycle, counted in the database as `rules.is_built_for` judges one. One query."""
    critical = _with_built(critical_key_results(cycle))
    return CriticalShare(**critical.aggregate(covered=Count("pk", filter=Q(built=True)), total=Count("pk")))


def critical_shares(cycles: Collection[Cycle]) -> list[tuple[int, int | None, int, int]]:
    """The same of several cycles by team of the objective: cycle, team, built for, all. One query. Rules STRAT-3, HR-1."""
    critical = _with_built(KeyResult.objects.filter(cycle__in=cycles, critical=True, state__in=COUNTED_RESULTS))
    counted = {"covered": Count("pk", filter=Q(built=True)), "all": Count("pk")}
    return list(critical.values("cycle", "objective__team").annotate(**counted).values_list("cycle", "objective__team", "covered", "all"))


def _with_built(critical: QuerySet[KeyResult]) -> QuerySet[Any]:
    serving = agreed_goals().filter(key_result=OuterRef("key_result"), capability=OuterRef("capability"))
    needs = CapabilityRequirement.objects.filter(key_result=OuterRef("pk"))
    return critical.order_by().annotate(built=Exists(needs) & ~Exists(needs.filter(~Exists(serving))))


def overview(people: QuerySet[Person], cycle: Cycle, *, team: str = "", at: datetime) -> Overview:
    """Live figures about these people, by team; `team` opens one. Two queries, however many people."""
    nodes, slugs, inside = teams_of(team)
    counts = _counts(people.filter(team__in=rules.teams_under(nodes, inside.pk)) if inside else people, cycle, at)
    rows = rules.rows_of(nodes, counts.teams.keys() - {NO_TEAM}, inside=inside.pk if inside else None)
    names = {node.key: node.name for node in nodes}
    tallies = []
    for key, teams in rows.items():
        row = _tally(names[key], teams, counts)
        row.slug, row.opens = slugs[key], len(teams) > 1 or (bool(teams) and teams[0] != key)
        row.directly = teams == (key,) and any(node.parent == key and node.key in rows for node in nodes)
        tallies.append(row)
    if NO_TEAM in counts.teams:
        tallies.append(_tally("", (NO_TEAM,), counts))
        tallies[-1].slug = NO_TEAM_SLUG
    return Overview(cycle, _together(tallies, slug=inside.slug if inside else ""), tallies, counts.months, inside)


def _tally(name: str, teams: Sequence[int], counts: Counts) -> Tally:
    people, *plans, held, due = (sum(column) for column in zip(*(counts.teams[key] for key in teams), strict=True))
    return Tally(name, people=people, plans={code: count for code, count in zip(COUNTED, plans, strict=True) if count}, held=held, due=due)


def _together(rows: Sequence[Tally], *, slug: str) -> Tally:
    """Every peopled team is in exactly one row, so the rows add up to all."""
    plans = {code: sum(row.plans.get(code, 0) for row in rows) for code in COUNTED}
    people, held, due = (sum(getattr(row, name) for row in rows) for name in ("people", "held", "due"))
    return Tally("", slug, people=people, plans={code: count for code, count in plans.items() if count}, held=held, due=due)


def teams_of(slug: str) -> tuple[list[Node], dict[int, str], Team | None]:
    """All teams, their short names, and the one that a page opens; Unseen for a name that is none. One query."""
    rows = list(Team.objects.values_list("pk", "parent_id", "name", "slug"))
    inside = Team(pk=next((pk for pk, _, _, own in rows if own == slug), None)) if slug else None
    if inside is not None and inside.pk is None:
        raise Unseen
    if inside is not None:
        inside.name, inside.slug = next((name, own) for pk, _, name, own in rows if pk == inside.pk)
    return [Node(pk, parent, name) for pk, parent, name, _ in rows], {pk: own for pk, _, _, own in rows}, inside


@dataclass
class Counts:
    """What the database counted: for each team its people, plans in the order of COUNTED, reviews held and due; reviews also by month."""

    teams: dict[int, Sequence[int]] = field(default_factory=dict)
    months: list[Month] = field(default_factory=list)


_COUNT = """
WITH reader_sees(id, team_id) AS MATERIALIZED ({people}),
stands AS MATERIALIZED (
    SELECT plan.id, plan.owner_id, plan.state IN ('active', 'closed') AS agreed,
        MIN(CASE goal.status WHEN 'blocked' THEN 0 WHEN 'needs-reset' THEN 1 WHEN 'on-track' THEN 2 WHEN 'completed' THEN 3 END) AS rank
    FROM plans_plan plan
    JOIN reader_sees ON reader_sees.id = plan.owner_id
    LEFT JOIN plans_goal goal
        ON goal.plan_id = plan.id AND goal.agreed_in_id IS NOT NULL AND goal.dropped_at IS NULL
    WHERE plan.cycle_id = %s AND plan.state IN ('draft', 'shared', 'offered', 'active', 'closed')
    GROUP BY plan.id, plan.owner_id, plan.state
),
looks AS MATERIALIZED (
    SELECT stands.owner_id, review.due_on,
        CASE WHEN review.held_at IS NOT NULL THEN 1 ELSE 0 END AS held,
        CASE WHEN review.held_at IS NOT NULL
            OR (review.due_on <= %s AND NOT review.rests) THEN 1 ELSE 0 END AS due
    FROM stands JOIN plans_review review ON review.plan_id = stands.id
    WHERE stands.agreed
),
kept AS (SELECT owner_id, SUM(held) AS held, SUM(due) AS due FROM looks GROUP BY owner_id)
SELECT team_id, '' AS due_on, COUNT(*),
    SUM(CASE WHEN agreed AND rank = 0 THEN 1 ELSE 0 END), SUM(CASE WHEN agreed AND rank = 1 THEN 1 ELSE 0 END),
    SUM(CASE WHEN agreed AND rank = 2 THEN 1 ELSE 0 END), SUM(CASE WHEN agreed AND rank = 3 THEN 1 ELSE 0 END),
    SUM(CASE WHEN agreed AND rank IS NULL THEN 1 ELSE 0 END), SUM(CASE WHEN NOT agreed THEN 1 ELSE 0 END),
    CAST(COALESCE(SUM(held), 0) AS integer), CAST(COALESCE(SUM(due), 0) AS integer)
FROM reader_sees LEFT JOIN stands ON stands.owner_id = reader_sees.id LEFT JOIN kept ON kept.owner_id = reader_sees.id
GROUP BY team_id
UNION ALL
SELECT NULL, CAST(due_on AS text), 0, 0, 0, 0, 0, 0, 0, SUM(held), SUM(due) FROM looks GROUP BY due_on
"""
"""Who may be counted is evaluated once, each plan's goals once: the neediest agreed goal is the plan's state (STAT-1, REV-7, PIP-19)."""
COUNTED = ("blocked", "needs-reset", "on-track", "completed", NO_GOAL, WRITING)
"""The states of plans as the statement counts them. A person has one plan in a cycle, so each person is counted once."""


def _counts(people: QuerySet[Person], cycle: Cycle, at: datetime) -> Counts:
    """Everything the tables add up, in one statement: a row for each team, and one for each day of reviews. The people come in as their own SQL."""
    chosen, params = people.order_by().values_list("pk", "team_id").query.sql_with_params()
    found = Counts()
    looks: dict[str, tuple[int, int]] = {}
    today = connection.ops.adapt_datefield_value(day_of(at))
    with connection.cursor() as cursor:
        cursor.execute(_COUNT.format(people=chosen), [*params, cycle.pk, today])
        for team, due_on, *counted in cursor.fetchall():
            if due_on:
                held, due = looks.get(due_on[:7], (0, 0))
                looks[due_on[:7]] = (held + counted[-2], due + counted[-1])
            else:
                found.teams[team or NO_TEAM] = counted
    found.months = [Month(date.fromisoformat(f"{month}-01"), *looks[month]) for month in sorted(looks) if looks[month][1]]
    return found


def _plans_that_stand(people: QuerySet[Person], cycle: Cycle, what: str) -> QuerySet[Plan]:
    """The plans behind one figure of `_plans_by_team`."""
    plans = Plan.objects.filter(cycle=cycle, owner__in=people.values("pk"))
    if what == WRITING:
        return plans.filter(state__in=BEING_WRITTEN)
    goals = agreed_goals().filter(plan=OuterRef("pk"))
    if what == NO_GOAL:
        return plans.filter(~Exists(goals), state__in=IN_FORCE)
    needier = STATES[: STATES.index(what)]
    return plans.filter(Exists(goals.filter(status=what)), ~Exists(goals.filter(status__in=needier)), state__in=IN_FORCE)


def _reviews(people: QuerySet[Person], cycle: Cycle, at: datetime) -> tuple[QuerySet[Any], Q]:
    """Reviews of plans in force, and which of them are due: held, or their day has come and no pause covered it (REV-7, PIP-19)."""
    rows = Review.objects.filter(plan__cycle=cycle, plan__state__in=IN_FORCE, plan__owner__in=people.values("pk")).order_by()
    return rows, Q(held_at__isnull=False) | Q(due_on__lte=day_of(at), rests=False)


# A live figure opened into people: state, dates, cadence; never words (HR-4)


@dataclass(frozen=True)
class OpenedPerson:
    """One person behind a figure, and the plan as `m` shows it."""

    person: Person
    plan: PlanRow | None


@dataclass
class Opened:
    """A figure's people, a page at a time."""

    what: str
    people: list[OpenedPerson]
    total: int
    number: int
    pages: int


def opened(
    people: QuerySet[Person], cycle: Cycle, what: str, *, team: str = "", direct: bool = False, number: int = 1, at: datetime
) -> Opened:
    """The people behind a live figure. Unseen for a figure that does not exist."""
    if what not in OPENED:
        raise Unseen
    chosen = members_of(people, team, direct=direct)
    if what == NO_PLAN:
        chosen = chosen.exclude(pk__in=Plan.objects.filter(cycle=cycle, state__in=[*BEING_WRITTEN, *IN_FORCE]).values("owner"))
    elif what == OVERDUE:
        rows, due = _reviews(chosen, cycle, at)
        chosen = chosen.filter(pk__in=rows.filter(due, held_at=None).values("plan__owner"))
    else:
        chosen = chosen.filter(pk__in=_plans_that_stand(chosen, cycle, what).values("owner"))
    pages: Any = Paginator(chosen.select_related("team").order_by("name", "pk"), PEOPLE_PER_PAGE)
    page = pages.get_page(number)
    found = list(page.object_list)
    known = plans_of_people([person.pk for person in found], cycle, at=at)
    listed = [OpenedPerson(person, known.get(person.pk)) for person in found]
    return Opened(what, listed, pages.count, page.number, pages.num_pages)


def members_of(people: QuerySet[Person], team: str, *, direct: bool) -> QuerySet[Person]:
    """Those of these people who are in a row of the table."""
    if not team:
        return people
    if team == NO_TEAM_SLUG:
        return people.filter(team=None)
    nodes, _slugs, inside = teams_of(team)
    assert inside is not None
    return people.filter(team__in={inside.pk} if direct else rules.teams_under(nodes, inside.pk))


# The weekly figures for readers who see aggregates only


def publishable(cycle: Cycle, *, at: datetime) -> dict[str, Any]:
    """The organisation's figures as readers with `a` may see them: small teams together, shares as bands (TRUST 1.5)."""
    people = Person.objects.filter(status__in=PRESENT)
    nodes, _slugs, _inside = teams_of("")
    plans = {key: counted[1 : 1 + len(COUNTED)] for key, counted in _counts(people, cycle, at).teams.items()}
    owners = {key: sum(_by_state(counted).values()) for key, counted in plans.items()}
    rows = rules.rows_of(nodes, [key for key, count in owners.items() if count and key != NO_TEAM])
    groups = [_group(str(key), teams, plans) for key, teams in rows.items()]
    if owners.get(NO_TEAM):
        groups.append(_group(str(NO_TEAM), (NO_TEAM,), plans))
    shown = rules.published(groups)
    names = {str(node.key): node.name for node in nodes}
    parts = [*shown.groups, *([shown.others] if shown.others else [])]
    merged = {"others": [key for name in shown.merged for key in _teams_in(name, rows)]}
    teams = {part.key: merged.get(part.key, _teams_in(part.key, rows)) for part in parts}
    held = _kept(teams, *_reviews(people, cycle, at), owner="plan__owner", done=Q(held_at__isnull=False))
    reached = Q(done_on__isnull=False, done_on__lte=day_of(at))
    done = _kept(teams, *_milestones(people, cycle, at), owner="goal__plan__owner", done=reached)
    (reviews, whole), (milestones, all_milestones) = _bands_kept(held), _bands_kept(done)
    bands = [(part.people, rules.bands_of(part, STATES)) for part in parts]
    together = {"states": {state: _pair(band) for state, band in rules.bands_of_all(bands, STATES).items()}}
    return {
        "total": {**_written(shown.total, whole, all_milestones), **together} if shown.total else None,
        "rows": [
            {
                "kind": _kind(part, shown.others),
                "name": names.get(part.key, ""),
                "teams": teams[part.key],
                "owing": {name: _owing(kept[part.key]) for name, kept in zip(MEASURES, (held, done), strict=True)},
                **_written(part, reviews[part.key], milestones[part.key]),
            }
            for part in parts
        ],
        "merged": len(shown.merged),
    }


def _kind(part: Group, others: Group | None) -> str:
    return "others" if part is others else "none" if part.key == str(NO_TEAM) else "team"


def _teams_in(key: str, rows: Mapping[int, tuple[int, ...]]) -> list[int]:
    return list(rows.get(int(key), (NO_TEAM,))) if key.isdigit() else []


def _group(key: str, teams: Sequence[int], plans: Mapping[int, Sequence[int]]) -> Group:
    found = [_by_state(plans[team]) for team in teams if team in plans]
    counts = {state: sum(one[state] for one in found) for state in STATES}
    return Group(key, sum(counts.values()), counts)


def _by_state(counted: Sequence[int]) -> dict[str, int]:
    """Of what was counted, the plans that have a state (STAT-1)."""
    return {state: count for state, count in zip(COUNTED, counted, strict=True) if state in STATES}


def _milestones(people: QuerySet[Person], cycle: Cycle, at: datetime) -> tuple[QuerySet[Any], Q]:
    """Actions of agreed goals with a day in the cycle, and which of them are due: done, or their day has passed (ACT-3, HR-1)."""
    goals = agreed_goals().filter(plan__cycle=cycle, plan__state__in=IN_FORCE, plan__owner__in=people.values("pk"))
    rows = Action.objects.filter(goal__in=goals.values("pk"), removed_at=None, due_date__range=(cycle.start_date, cycle.end_date))
    return rows.order_by(), Q(done_on__isnull=False, done_on__lte=day_of(at)) | Q(due_date__lt=day_of(at))


def _bands_kept(kept: Mapping[str, Kept]) -> tuple[dict[str, Band | None], Band | None]:
    """Of each row, and of all of them."""
    return rules.bands_kept(kept), rules.bands_kept({"total": rules.kept_together(kept.values())})["total"]


def _kept(parts: Mapping[str, Sequence[int]], rows: QuerySet[Any], due: Q, *, owner: str, done: Q) -> dict[str, Kept]:
    """For each row: how many people owed something, how much was done of what was due, and how much one of them owed. One statement."""
    by_team: dict[int, list[Kept]] = {}
    for team, _person, held, owed in owed_by(rows, due, owner=owner, done=done):
        by_team.setdefault(team or NO_TEAM, []).append(Kept(1, held, owed, owed))
    return {key: rules.kept_together(one for team in teams for one in by_team.get(team, ())) for key, teams in parts.items()}


def owed_by(rows: QuerySet[Any], due: Q, *, owner: str, done: Q) -> Iterable[tuple[int | None, int, int, int]]:
    """Team, person, and how much they did of how much was due, of everybody who owed something. One statement."""
    counted = rows.values_list(f"{owner}__team", owner).annotate(held=Count("pk", filter=done & due), owed=Count("pk", filter=due))
    found: Iterable[tuple[int | None, int, int, int]] = counted.filter(owed__gt=0)
    return found


def _written(group: Group, reviews: Band | None, milestones: Band | None) -> dict[str, Any]:
    bands = rules.bands_of(group, STATES)
    return {
        "plans": group.people,
        "states": {state: _pair(band) for state, band in bands.items()},
        "reviews": _pair(reviews),
        "milestones": _pair(milestones),
    }


def _owing(kept: Kept) -> list[int]:
    """Whose these were, for what is left of a row before a reader who knows some: people, how much was due, how much of it one of them owed."""
    return [kept.people, kept.due, kept.largest]


def _pair(band: Band | None) -> list[int] | None:
    return [band.low, band.high] if band else None


def latest_snapshot(*, at: datetime) -> Snapshot | None:
    """The figures of this week, else the last ones that were counted."""
    return Snapshot.objects.filter(week__lte=monday_of(day_of(at))).select_related("cycle").order_by("-week").first()


def snapshot_is_safe(people: QuerySet[Person], cycle: Cycle) -> bool:
    """Whether the frozen figures may stand before somebody who knows these people's states: see `rules.may_have_snapshot`."""
    return not unsafe_cycles(people, [cycle])


def unsafe_cycles(people: QuerySet[Person], cycles: Collection[Cycle]) -> set[int]:
    """Cycles of which the frozen figures, less these people, would be about fewer than five others (TRUST 1.5). One statement."""
    plans = Plan.objects.filter(cycle__in=cycles, state__in=IN_FORCE, owner__status__in=PRESENT).order_by()
    own = Count("owner", distinct=True, filter=Q(owner__in=people.values("pk")))
    rows = plans.values_list("cycle").annotate(own=own, everybody=Count("owner", distinct=True))
    return {pk for pk, known, everybody in rows if not rules.may_have_snapshot(granted=True, own=known, everybody=everybody)}
