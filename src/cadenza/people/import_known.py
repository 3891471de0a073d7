"""Everybody and every team as the database has them, read once for an import."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from typing import NamedTuple

from cadenza.people.days import day_of
from cadenza.people.granting import holders
from cadenza.people.models import Organisation, Person, ReportingLine, Team
from cadenza.people.rules import CONFIRMERS, PersonStatus


class Standing(NamedTuple):
    """A person as the database has them now."""

    pk: int
    external_id: str | None
    email: str | None
    name: str
    called: str
    title: str
    team_id: int | None
    start_date: date | None
    end_date: date | None
    status: str
    country: str
    timezone: str
    hr_partner_id: int | None


class Known:
    """Everybody and every team, read once."""

    def __init__(self, at: datetime) -> None:
        self.today = day_of(at)
        self.by_pk: dict[int, Standing] = {}
        self.by_email: dict[str, Standing] = {}
        self.by_id: dict[str, Standing] = {}
        self.by_name: defaultdict[str, list[Standing]] = defaultdict(list)
        for values in Person.objects.values_list(*Standing._fields).iterator(chunk_size=5000):
            person = Standing(*values)
            self.by_pk[person.pk] = person
            if person.email:
                self.by_email[person.email.lower()] = person
            if person.external_id:
                self.by_id[person.external_id] = person
            self.by_name[person.name.casefold()].append(person)
        self.lines = list(ReportingLine.objects.not_over(at).values_list("person_id", "manager_id", "since", "until"))
        self.managers = {person: manager for person, manager, since, _ in self.lines if since <= at}
        self.planned_lines: dict[int, datetime] = {}
        for reporting, _, since, _ in self.lines:
            if since > at:
                self.planned_lines[reporting] = min(since, self.planned_lines.get(reporting, since))
        self.turns = sorted({t for _, _, since, until in self.lines for t in (since, until) if t and t > at})
        self.teams = TeamBook()
        finished = Organisation.objects.filter(set_up_at__isnull=False).exists()
        self.holders = {role: set(holders(role, at)) for role in CONFIRMERS} if finished else {}

    def begins_by(self, person: int, turn: datetime) -> bool:
        """Whether a line planned for this person has begun by a later instant."""
        return person in self.planned_lines and self.planned_lines[person] <= turn

    @property
    def staff(self) -> int:
        """People who have not left, to measure a large change by."""
        return sum(1 for person in self.by_pk.values() if person.status != PersonStatus.LEAVER)


class TeamBook:
    """Teams by their path, without regard to case."""

    def __init__(self) -> None:
        self.name: dict[int, str] = {}
        parent: dict[int, int | None] = {}
        for pk, name, parent_id in Team.objects.values_list("pk", "name", "parent_id"):
            self.name[pk], parent[pk] = name, parent_id
        self.by_path: dict[tuple[str, ...], int] = {}
        self.path_of: dict[int, tuple[str, ...]] = {}
        self.by_last: defaultdict[str, list[int]] = defaultdict(list)
        for pk, name in self.name.items():
            path: list[str] = []
            step: int | None = pk
            while step is not None and len(path) < 50:
                path.append(self.name[step])
                step = parent[step]
            self.path_of[pk] = tuple(reversed(path))
            self.by_path[_folded(self.path_of[pk])] = pk
            self.by_last[name.casefold()].append(pk)

    def find(self, path: tuple[str, ...]) -> int | tuple[str, ...] | None:
        """The team's id; the path itself when the team is to be made; None when a bare name is that of several inner teams."""
        known = self.by_path.get(_folded(path))
        if known is not None:
            return known
        if len(path) == 1:
            same = self.by_last.get(path[0].casefold(), [])
            if len(same) == 1:
                return same[0]
            if same:
                return None
        return path

    def shown(self, team: int | tuple[str, ...] | None) -> str:
        return "" if team is None else "/".join(self.path_of[team] if isinstance(team, int) else team)


def _folded(path: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(part.casefold() for part in path)
