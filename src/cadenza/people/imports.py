"""Imports people, teams and reporting lines from a table: one code path for the command and the pages (DATA-4).

Guarantees: one transaction, all or nothing; nothing is written unless asked; the same file again changes nothing; a blank cell
erases nothing; a change of manager is a new line from `at`. The rules are those of the single actions, applied in bulk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any, TypeVar

from django.db import transaction
from django.utils.formats import date_format

from cadenza.objections import N_, N_n, Objection, Refused, objection
from cadenza.people import access
from cadenza.people.days import start_of
from cadenza.people.import_plan import PeopleChoices, Plan, Planned, RoleBook, UnknownManagers, plan_people
from cadenza.people.import_rows import read_people
from cadenza.people.leaving import close_accounts, end_standing, leaves_at
from cadenza.people.models import Account, Person, ReportingLine, Team
from cadenza.people.paths import hold_lines, rebuild_paths
from cadenza.people.relations import people_with
from cadenza.people.rules import PersonStatus, handle_for
from cadenza.people.scopes import align_scopes
from cadenza.people.upkeep import ask_to_settle
from cadenza.trail.record import NewEntry, record_many
from cadenza.web.file_lines import may_apply
from cadenza.web.file_mappings import ColumnMap
from cadenza.web.file_report import Difference, Example, Problem, Report
from cadenza.web.files import Table

__all__ = ["PeopleChoices", "UnknownManagers", "apply_people", "check_people"]

EXAMPLES = 8
AT_ONCE = 500
"""Rows a statement names by id; below what SQLite takes as parameters."""

COLUMN_OF_FIELD = {"id": "external_id", "team": "team_id", "hr_partner_email": "hr_partner_id"}
LARGE = N_("Of %(people)d people, %(leaving)d would leave and %(moving)d would get another manager. Look whether this is the right file.")

T = TypeVar("T")
Say = Callable[[str], None]


def check_people(
    table: Table,
    mapping: ColumnMap,
    *,
    by: Person | None,
    at: datetime,
    choices: PeopleChoices | None = None,
    roles: RoleBook | None = None,
) -> Report:
    """What this file would change. Changes nothing, and reads nothing private (TRUST X15)."""
    access.require_role(by, "import-people", at=at)
    plan = _planned(table, mapping, by, at, choices or PeopleChoices(), roles)
    return _report(plan, table, roles)


@transaction.atomic
def apply_people(
    table: Table,
    mapping: ColumnMap,
    *,
    by: Person | None,
    at: datetime,
    choices: PeopleChoices | None = None,
    roles: RoleBook | None = None,
) -> Report:
    """Import what is good of this file. With bad rows nothing happens, unless they are left out by choice.

    On a page, a file that makes many leave or move needs to be confirmed (TRUST N21); Refused otherwise. The command's reader
    gets a warning instead: INTERFACES gives the command no such switch, and who may run it may write the database anyway.
    """
    choices = choices or PeopleChoices()
    access.require_role(by, "import-people", at=at)
    hold_lines()
    plan = _planned(table, mapping, by, at, choices, roles)
    report = _report(plan, table, roles)
    if not may_apply(report, table, leave_out_bad_rows=choices.leave_out_bad_rows):
        return report
    if plan.large and by is not None and not choices.confirmed_large:
        raise Refused([Objection("large-change-unconfirmed", LARGE, "confirmed_large", plan.large)])
    touched = [planned for planned in plan.good if planned.changes]
    if touched:
        _Writer(plan, by, at, roles).write(touched)
    report.applied = True
    return report


def _planned(table: Table, mapping: ColumnMap, by: Person | None, at: datetime, choices: PeopleChoices, roles: RoleBook | None) -> Plan:
    mine: Callable[[int], bool] | None = None
    if by is not None and not access.is_setting_up(by):
        ids = set(people_with(by, access.WHO_MAY["change-hr-fields"], at=at).values_list("pk", flat=True))
        mine = ids.__contains__
    return plan_people(read_people(table, mapping, choices.mends), choices, at=at, mine=mine, roles=roles)


# --- what is said ----------------------------------------------------------------------------------------------------------------


def _report(plan: Plan, table: Table, roles: RoleBook | None) -> Report:
    report = Report(rows=plan.rows, large=plan.large)
    for planned in plan.planned:
        if planned.bad:
            report.left_out += 1
        elif planned.new:
            report.new += 1
            if len(report.new_examples) < EXAMPLES:
                report.new_examples.append(_example(plan, planned, roles))
        elif planned.changes:
            report.changed += 1
            if len(report.changed_examples) < EXAMPLES:
                report.changed_examples.append(_example(plan, planned, roles))
        else:
            report.unchanged += 1
    problems = list(plan.problems)
    if plan.large:
        problems.append(Problem(table.header_number, "", Objection("large-change", LARGE, "", plan.large, warning=True)))
    if not plan.rows and not plan.fatal:
        problems.append(Problem(table.header_number, "", objection("no-rows", N_("There is a header and no line under it."), warning=True)))
    if plan.stubs:
        stubs = N_n(
            "%(count)d manager who is not in the file is entered by address alone.",
            "%(count)d managers who are not in the file are entered by address alone.",
        )
        problems.append(Problem(table.header_number, "manager_email", objection("stubs-made", stubs, warning=True, count=len(plan.stubs))))
    report.settle(problems)
    return report


def _example(plan: Plan, planned: Planned, roles: RoleBook | None) -> Example:
    name = planned.row.name or (planned.standing.name if planned.standing else planned.row.shown)
    differences = tuple(
        Difference(column, _shown(plan, column, before, roles), _shown(plan, column, after, roles))
        for column, (before, after) in planned.changes.items()
        if not (planned.new and column == "status" and after == PersonStatus.ACTIVE)
    )
    return Example(planned.row.number, name, differences)


def _shown(plan: Plan, column: str, value: Any, roles: RoleBook | None) -> str:
    if value is None:
        return ""
    if column == "team":
        return plan.known.teams.shown(value)
    if column in {"manager", "hr_partner_email"}:
        return plan.shown(value)
    if column == "role" and roles is not None:
        return roles.name_of(value)
    return date_format(value, "j F Y") if isinstance(value, date) else str(value)


# --- what is written -------------------------------------------------------------------------------------------------------------


class _Writer:
    """Writes one plan in bulk, in the caller's transaction."""

    def __init__(self, plan: Plan, by: Person | None, at: datetime, roles: RoleBook | None) -> None:
        self.plan, self.by, self.at, self.roles = plan, by, at, roles
        self.pk_of: dict[int, int] = {}
        """Node of a new person or stub -> the row it became."""
        self.teams_made: list[Team] = []

    def write(self, touched: list[Planned]) -> None:
        teams = self._make_teams(touched)
        self._add(touched, teams)
        self._change([p for p in touched if not p.new], teams)
        self._draw_lines([p for p in touched if "manager" in p.changes])
        self._see_off(touched)
        self._name_leads(touched, teams)
        align_scopes(Person.objects.all(), at=self.at)
        rebuild_paths(self.at)
        assigned = {self.pk(p.node): p.role for p in touched if p.role is not None}
        if assigned and self.roles is not None:
            self.roles.assign(assigned, at=self.at)
        record_many(self._entries(touched))
        ask_to_settle(at=self.at, from_instant=self.at)

    def pk(self, node: int) -> int:
        return node if node > 0 else self.pk_of[node]

    def _make_teams(self, touched: Iterable[Planned]) -> dict[tuple[str, ...], Team]:
        """Teams that only the file knows, a level at a time, outer ones first; keyed by their path without case."""
        wanted: dict[tuple[str, ...], str] = {}
        book = self.plan.known.teams.by_path
        for planned in touched:
            path = planned.changes.get("team", (None, None))[1]
            for depth in range(1, len(path) + 1 if isinstance(path, tuple) else 0):
                key = tuple(part.casefold() for part in path[:depth])
                if key not in book:
                    wanted.setdefault(key, path[depth - 1])
        made: dict[tuple[str, ...], Team] = {}
        slugs = set(Team.objects.values_list("slug", flat=True)) if wanted else set()
        for depth in sorted({len(key) for key in wanted}):
            level = {}
            for key, name in wanted.items():
                if len(key) == depth:
                    parent = book.get(key[:-1]) or (made[key[:-1]].pk if depth > 1 else None)
                    slug = handle_for(name, slugs, otherwise="team")
                    slugs.add(slug)
                    level[key] = Team(name=name, parent_id=parent, slug=slug)
            made.update(zip(level, Team.objects.bulk_create(level.values(), batch_size=AT_ONCE), strict=True))
        self.teams_made = list(made.values())
        return made

    def _team_id(self, team: int | tuple[str, ...], made: Mapping[tuple[str, ...], Team]) -> int:
        return team if isinstance(team, int) else made[tuple(part.casefold() for part in team)].pk

    def _add(self, touched: list[Planned], teams: Mapping[tuple[str, ...], Team]) -> None:
        """New people and stubs in two sweeps, HR partners first; a handle comes from the name and is never changed."""
        new = [p for p in touched if p.new]
        taken = set(Person.objects.values_list("handle", flat=True))
        partners = {p.changes["hr_partner_email"][1] for p in touched if "hr_partner_email" in p.changes}
        waiting = self._sweep([p for p in new if p.node in partners], teams, taken)
        stubs = [_stub(text, taken) for text in self.plan.stubs.values()]
        made = Person.objects.bulk_create(stubs, batch_size=AT_ONCE)
        self.pk_of |= {node: person.pk for node, person in zip(self.plan.stubs, made, strict=True)}
        waiting += self._sweep([p for p in new if p.node not in partners], teams, taken)
        for planned in waiting:  # partners of each other; a handful at most
            Person.objects.filter(pk=self.pk(planned.node)).update(hr_partner=self.pk(planned.changes["hr_partner_email"][1]))

    def _sweep(self, new: list[Planned], teams: Mapping[tuple[str, ...], Team], taken: set[str]) -> list[Planned]:
        """Insert these people; answers those whose HR partner is not there yet."""
        rows, waiting = [], []
        for planned in new:
            values = {COLUMN_OF_FIELD.get(c, c): then for c, (_, then) in planned.changes.items() if c not in {"manager", "role"}}
            if "team_id" in values:
                values["team_id"] = self._team_id(values["team_id"], teams)
            if "hr_partner_id" in values:
                partner = values.pop("hr_partner_id")
                if partner > 0 or partner in self.pk_of:
                    values["hr_partner_id"] = self.pk(partner)
                else:
                    waiting.append(planned)
            rows.append(Person(handle=_handle(values["name"], taken), **values))
        made = Person.objects.bulk_create(rows, batch_size=AT_ONCE)
        self.pk_of |= {planned.node: person.pk for planned, person in zip(new, made, strict=True)}
        return waiting

    def _change(self, touched: list[Planned], teams: Mapping[tuple[str, ...], Team]) -> None:
        """Values of people who are known. Addresses that move between people are set free first."""
        self._move_addresses([p for p in touched if "email" in p.changes])
        fields: set[str] = set()
        values_of: dict[int, dict[str, Any]] = {}
        for planned in touched:
            values = {COLUMN_OF_FIELD.get(c, c): then for c, (_, then) in planned.changes.items() if c not in {"manager", "role"}}
            if "team_id" in values:
                values["team_id"] = self._team_id(values["team_id"], teams)
            if "hr_partner_id" in values:
                values["hr_partner_id"] = self.pk(values["hr_partner_id"])
            if values.get("status") == PersonStatus.LEAVER:
                del values["status"]  # `_see_off` writes it, with all that goes with it
            if values:
                values_of[planned.node] = values
                fields.update(values)
        if not fields:
            return
        for some in _by(AT_ONCE, values_of):
            people = list(Person.objects.filter(pk__in=some))
            for person in people:
                for name, value in values_of[person.pk].items():
                    setattr(person, name, value)
            # An upsert writes many rows with values of their own in one statement; every row is known, so none is inserted.
            Person.objects.bulk_create(people, update_conflicts=True, unique_fields=["id"], update_fields=sorted(fields))

    def _move_addresses(self, moving: list[Planned]) -> None:
        """A new address is the address that signs in; every session of the account gets a new id (as in `change_person`)."""
        for some in _by(AT_ONCE, [p.node for p in moving]):
            Person.objects.filter(pk__in=some).update(email=None)
        accounts = {
            person: account
            for some in _by(AT_ONCE, [p.node for p in moving])
            for person, account in Person.objects.filter(pk__in=some, account__isnull=False).values_list("pk", "account_id")
        }
        for account in accounts.values():
            Account.objects.filter(pk=account).update(email=f"{account}@moving.invalid")
        for planned in moving:
            if planned.node in accounts:
                Account.objects.filter(pk=accounts[planned.node]).update(email=planned.changes["email"][1], rotate_sessions_at=self.at)

    def _draw_lines(self, moved: list[Planned]) -> None:
        """A new line from `at`; the one in force ends there. A line planned for later stays planned, and the new one ends where it begins."""
        people = [self.pk(p.node) for p in moved if not p.new]
        for some in _by(AT_ONCE, people):
            lines = ReportingLine.objects.select_for_update().in_force(self.at).filter(person__in=some)
            lines.filter(since=self.at).delete()  # it never held: a line may not end where it begins
            lines.filter(since__lt=self.at).update(until=self.at, ended_at=self.at)
        ends = self._ends(moved)
        new = []
        for planned in moved:
            person, manager = self.pk(planned.node), self.pk(planned.changes["manager"][1])
            until = min(
                (end for end in (self.plan.known.planned_lines.get(planned.node), ends.get(person), ends.get(manager)) if end), default=None
            )
            if until is None or until > self.at:
                new.append(ReportingLine(person_id=person, manager_id=manager, since=self.at, until=until))
        ReportingLine.objects.bulk_create(new, batch_size=AT_ONCE)

    def _ends(self, moved: list[Planned]) -> dict[int, datetime]:
        """When people whose last day is known will be gone: no line outlasts them."""
        if not moved:
            return {}
        known = Person.objects.filter(end_date__isnull=False).exclude(status=PersonStatus.LEAVER).values_list("pk", "end_date")
        return {pk: start_of(day + timedelta(days=1)) for pk, day in known if day is not None}

    def _see_off(self, touched: list[Planned]) -> None:
        """Leavers: whatever stands to and from them ends with their last day, and accounts close when that day is over (TRUST R13)."""
        gone: list[int] = []
        later: dict[datetime, list[int]] = {}
        for planned in touched:
            leaves = planned.changes.get("status", (None, None))[1] == PersonStatus.LEAVER
            last_day = planned.changes.get("end_date", (None, None))[1]
            if leaves:
                gone.append(self.pk(planned.node))
            elif last_day is not None:
                later.setdefault(leaves_at(last_day, self.at), []).append(self.pk(planned.node))
        for some in _by(AT_ONCE, gone):
            end_standing(some, self.at, at=self.at)
            close_accounts(some, at=self.at)
        for instant, people in later.items():
            for some in _by(AT_ONCE, people):
                end_standing(some, instant, at=self.at)
            ask_to_settle(at=self.at, from_instant=instant)

    def _name_leads(self, touched: list[Planned], made: Mapping[tuple[str, ...], Team]) -> None:
        """A team that this file made is led by the one member whose manager is not in it; when there are several, by nobody yet."""
        inside: dict[int, set[int]] = {}
        manager_of: dict[int, int] = {}
        for planned in touched:
            if planned.bad or "team" not in planned.changes or not isinstance(planned.changes["team"][1], tuple):
                continue
            person = self.pk(planned.node)
            inside.setdefault(self._team_id(planned.changes["team"][1], made), set()).add(person)
            if planned.manager is not None:
                manager_of[person] = self.pk(planned.manager)
        leads = []
        for team in made.values():
            tops = [person for person in inside.get(team.pk, ()) if manager_of.get(person) not in inside[team.pk]]
            if len(tops) == 1 and len(inside[team.pk]) > 1:
                team.lead_id = tops[0]
                leads.append(team)
        Team.objects.bulk_update(leads, ["lead"], batch_size=AT_ONCE)

    def _entries(self, touched: list[Planned]) -> Iterator[NewEntry]:
        """One entry for each person changed and each team made (DATA-2): ids, codes and dates, never words of the file."""
        by = self.by.pk if self.by else None
        for team in self.teams_made:
            yield NewEntry("people.team-created", by, None, self.at, {"team": team.pk, "parent": team.parent_id, "imported": True})
        for planned in touched:
            facts: dict[str, Any] = {"imported": True}
            if not planned.new:
                facts["fields"] = " ".join(sorted(planned.changes))
            if "manager" in planned.changes:
                before, then = planned.changes["manager"]
                facts |= {"manager": self.pk(then), "before": before, "since": self.at}
            if planned.changes.get("status", (None, None))[1] == PersonStatus.LEAVER:
                facts["left"] = True
            yield NewEntry("people.person-added" if planned.new else "people.person-changed", by, self.pk(planned.node), self.at, facts)
        for node in self.plan.stubs:
            yield NewEntry("people.person-added", by, self.pk(node), self.at, {"imported": True, "stub": True})


def _stub(text: str, taken: set[str]) -> Person:
    """Somebody whom only other rows name, by address or by name."""
    email = text if "@" in text else None
    name = text.partition("@")[0].replace(".", " ").replace("_", " ").title()[:100] if email else text[:100]
    return Person(handle=_handle(name, taken), name=name, email=email, status=PersonStatus.STUB)


def _handle(name: str, taken: set[str]) -> str:
    handle = handle_for(name, taken)
    taken.add(handle)
    return handle


def _by(size: int, many: Iterable[T]) -> Iterator[list[T]]:
    """Portions of at most `size`."""
    rest = iter(many)
    while some := list(islice(rest, size)):
        yield some
