"""HR-1's figures by team and over time, read from what was kept last night: only of people whose states the reader sees (TRUST 1.5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.paginator import Paginator
from django.db import connection
from django.db.models import F, Q, QuerySet, Sum

from cadenza.insight import figures, rules
from cadenza.insight.figures import NO_TEAM, NO_TEAM_SLUG, STATES, CriticalShare, team_query
from cadenza.insight.models import PersonMonth
from cadenza.insight.month_rules import MONTHS_SHOWN, Sums, added, months_to
from cadenza.objections import Unseen
from cadenza.people.days import day_of
from cadenza.people.models import Person, Team
from cadenza.strategy.models import Cycle

MILESTONES, REVIEWS = "milestones", "reviews"
OPENED = (*STATES, MILESTONES, REVIEWS)
"""What a figure may be opened for."""
PEOPLE_PER_PAGE = 50
CYCLES_SHOWN = 4


@dataclass(frozen=True)
class TeamRow:
    """A row of the table: a team, or several taken together."""

    name: str
    slug: str
    sums: Sums
    opens: bool = False
    directly: bool = False

    @property
    def query(self) -> str:
        """What follows `?open=...` to open one of this row's figures; empty for everybody."""
        return team_query(self.slug, directly=self.directly)


@dataclass(frozen=True)
class MonthRow:
    """One month of the reader's people."""

    month: date
    sums: Sums
    within: str = ""
    """Short name of the team that is opened; empty for everybody."""

    @property
    def query(self) -> str:
        """What follows `?open=...` to open one of this month's figures."""
        return f"{team_query(self.within)}&month={self.month:%Y-%m}"


@dataclass
class MonthFigures:
    """The page's figures."""

    cycle: Cycle
    total: Sums
    rows: list[TeamRow] = field(default_factory=list)
    months: list[MonthRow] = field(default_factory=list)
    inside: Team | None = None
    counted_at: datetime | None = None

    @property
    def query(self) -> str:
        """What follows `?open=...` to open one of the page's own figures."""
        return team_query(self.inside.slug if self.inside else "")


_SUMS = """
WITH reader_sees(id, team_id) AS MATERIALIZED ({people}),
kept AS MATERIALIZED (
    SELECT reader_sees.team_id, one.month, one.status, one.milestones_done, one.milestones_due, one.reviews_held, one.reviews_due
    FROM insight_personmonth one JOIN reader_sees ON reader_sees.id = one.person_id
    WHERE one.month >= %s AND one.month <= %s
)
SELECT NULL AS team_id, CAST(month AS text) AS month, {counts} FROM kept GROUP BY month
UNION ALL
SELECT team_id, '' AS month, {counts} FROM kept WHERE month >= %s GROUP BY team_id
"""
_STATES = ", ".join(f"SUM(CASE WHEN status = '{state}' AND month = %s THEN 1 ELSE 0 END)" for state in STATES)
_ADDED = "SUM(milestones_done), SUM(milestones_due), SUM(reviews_held), SUM(reviews_due)"
_OF_MONTH = ", ".join(f"SUM(CASE WHEN status = '{state}' THEN 1 ELSE 0 END)" for state in STATES)


def month_figures(people: QuerySet[Person], cycle: Cycle, *, team: str = "", at: datetime) -> MonthFigures:
    """What was kept of these people, by team for the cycle so far and by month; `team` opens one. Three statements, however many people."""
    nodes, slugs, inside = figures.teams_of(team)
    chosen = people.filter(team__in=rules.teams_under(nodes, inside.pk)) if inside else people
    by_team, by_month = _summed(chosen, cycle, day_of(at))
    months = [MonthRow(month, sums, inside.slug if inside else "") for month, sums in sorted(by_month.items())]
    found = rules.rows_of(nodes, by_team.keys() - {NO_TEAM}, inside=inside.pk if inside else None)
    names = {node.key: node.name for node in nodes}
    rows = []
    for key, teams in found.items():
        directly = teams == (key,) and any(node.parent == key and node.key in found for node in nodes)
        opens = len(teams) > 1 or (bool(teams) and teams[0] != key)
        rows.append(TeamRow(names[key], slugs[key], added(by_team[one] for one in teams), opens, directly))
    if NO_TEAM in by_team:
        rows.append(TeamRow("", NO_TEAM_SLUG, by_team[NO_TEAM]))
    counted = PersonMonth.objects.order_by("-month", "-counted_at").values_list("counted_at", flat=True).first()
    return MonthFigures(cycle, added(row.sums for row in rows), rows, months, inside, counted)


def _summed(people: QuerySet[Person], cycle: Cycle, today: date) -> tuple[dict[int, Sums], dict[date, Sums]]:
    """Team -> the cycle so far, and month by month. The people come in as their own SQL; who may be counted is evaluated once."""
    chosen, params = people.order_by().values_list("pk", "team_id").query.sql_with_params()
    last = min(today, cycle.end_date)
    shown, begun = months_to(last, MONTHS_SHOWN)[0], cycle.start_date.replace(day=1)
    day = connection.ops.adapt_datefield_value
    sql = _SUMS.replace("{counts}", f"{_OF_MONTH}, {_ADDED}", 1).replace("{counts}", f"{_STATES}, {_ADDED}", 1)
    ends = [day(last.replace(day=1))] * len(STATES)
    by_team, by_month = {}, {}
    with connection.cursor() as cursor:
        cursor.execute(sql.replace("{people}", chosen), [*params, day(min(shown, begun)), day(last.replace(day=1)), *ends, day(begun)])
        for team, month, *counted in cursor.fetchall():
            sums = Sums(
                {state: int(n) for state, n in zip(STATES, counted, strict=False) if n}, *(int(n or 0) for n in counted[len(STATES) :])
            )
            if month:
                by_month[date.fromisoformat(month[:10])] = sums
            else:
                by_team[team or NO_TEAM] = sums
    return by_team, {month: sums for month, sums in by_month.items() if month >= shown}


@dataclass
class CriticalRow:
    """A team's critical key results, cycle by cycle."""

    name: str
    slug: str
    shares: list[tuple[Cycle, CriticalShare]]
    opens: bool = False
    directly: bool = False


def critical_figures(cycle: Cycle, *, team: str = "") -> tuple[list[tuple[Cycle, CriticalShare]], list[CriticalRow]]:
    """The share of critical key results with agreed goals for all they need, cycle by cycle, the earliest first; and the same by team.

    By the team whose objective they serve; those of the whole company last. Three statements. A fact all may see (STRAT-3, HR-1).
    """
    cycles = list(Cycle.objects.filter(start_date__lte=cycle.start_date).order_by("-start_date")[:CYCLES_SHOWN])[::-1]
    counted: dict[int, dict[int, CriticalShare]] = {}
    for one, key, covered, total in figures.critical_shares(cycles):
        counted.setdefault(key or NO_TEAM, {})[one] = CriticalShare(covered, total)
    over_time = [(one, _together(shares.get(one.pk) for shares in counted.values())) for one in cycles]
    return over_time, _by_team(cycles, counted, team)


def _by_team(cycles: Sequence[Cycle], counted: Mapping[int, Mapping[int, CriticalShare]], team: str) -> list[CriticalRow]:
    nodes, slugs, inside = figures.teams_of(team)
    found = rules.rows_of(nodes, counted.keys() - {NO_TEAM}, inside=inside.pk if inside else None)
    names = {node.key: node.name for node in nodes}
    rows = []
    for key, teams in found.items():
        shares = [(cycle, _together(counted[one].get(cycle.pk) for one in teams)) for cycle in cycles]
        directly = teams == (key,) and any(node.parent == key and node.key in found for node in nodes)
        opens = len(teams) > 1 or (bool(teams) and teams[0] != key)
        rows.append(CriticalRow(names[key], slugs[key], shares, opens, directly))
    if NO_TEAM in counted and inside is None:
        rows.append(CriticalRow("", NO_TEAM_SLUG, [(cycle, _together([counted[NO_TEAM].get(cycle.pk)])) for cycle in cycles]))
    return rows


def _together(shares: Iterable[CriticalShare | None]) -> CriticalShare:
    there = [share for share in shares if share is not None]
    return CriticalShare(sum(share.covered for share in there), sum(share.total for share in there))


# A figure opened into people: state, dates, counts; never words (HR-4)


@dataclass(frozen=True)
class OpenedRow:
    """One person behind a figure, as it was kept."""

    person: Person
    status: str
    sums: Sums


@dataclass
class Opened:
    """A figure's people, a page at a time."""

    what: str
    rows: Sequence[OpenedRow]
    total: int
    number: int
    pages: int
    month: date | None = None
    """The one that is opened; None: the cycle so far."""


def opened(
    people: QuerySet[Person],
    cycle: Cycle,
    what: str,
    *,
    team: str = "",
    direct: bool = False,
    month: str = "",
    number: int = 1,
    at: datetime,
) -> Opened:
    """The people behind a figure, of the cycle so far or of one month, from the rows that it was added up of. Unseen for one that does not exist.

    Rule HR-1. Opened of people whose states the reader sees and of nobody else, be the month over or not (TRUST 1.5).
    """
    if what not in OPENED:
        raise Unseen
    first, last = _months_of(cycle, month, day_of(at))
    chosen = figures.members_of(people, team, direct=direct)
    if what in STATES:
        chosen = chosen.filter(kept_months__month=last, kept_months__status=what)
    else:
        within = Q(kept_months__month__gte=first, kept_months__month__lte=last)
        summed = {name: Sum(f"kept_months__{name}", filter=within, default=0) for name in (f"{what}_{_DONE[what]}", f"{what}_due")}
        chosen = chosen.annotate(**summed).filter(**{f"{what}_due__gt": F(f"{what}_{_DONE[what]}")})
    pages: Any = Paginator(chosen.select_related("team").order_by("name", "pk"), PEOPLE_PER_PAGE)
    page = pages.get_page(number)
    listed = list(page.object_list)
    months: dict[int, list[PersonMonth]] = {}
    for row in PersonMonth.objects.filter(person__in=[one.pk for one in listed], month__gte=first, month__lte=last).order_by("month"):
        months.setdefault(row.person_id, []).append(row)
    rows = [_row(person, months.get(person.pk, []), last) for person in listed]
    return Opened(what, rows, pages.count, page.number, pages.num_pages, last if month else None)


def _months_of(cycle: Cycle, month: str, today: date) -> tuple[date, date]:
    """The first and the last month that are opened: those of the cycle so far, or one of those on the page. Unseen for any other."""
    last = min(today, cycle.end_date)
    if not month:
        return cycle.start_date.replace(day=1), last.replace(day=1)
    one = next((one for one in months_to(last, MONTHS_SHOWN) if f"{one:%Y-%m}" == month), None)
    if one is None:
        raise Unseen
    return one, one


_DONE = {MILESTONES: "done", REVIEWS: "held"}


def _row(person: Person, months: list[PersonMonth], last: date) -> OpenedRow:
    status = next((one.status for one in months if one.month == last), "")
    sums = added(Sums({}, one.milestones_done, one.milestones_due, one.reviews_held, one.reviews_due) for one in months)
    return OpenedRow(person, status, sums)
