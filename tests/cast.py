"""The cast: a handful of named people in known relations, so that any reader of a test knows who must be refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from psycopg.types.json import Jsonb

from cadenza.people.actions import (
    PersonDraft,
    add_person,
    create_team,
    delegate_to,
    grant_role,
    mark_left,
    set_team_hr_partner,
)
from cadenza.people.days import forget
from cadenza.people.models import Account, Organisation, Person, Team
from cadenza.people.rules import GrantedRole, slug_of
from cadenza.practice.queries import practice_at

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
"""A Tuesday in the eighth week of the fourth quarter."""
BEFORE = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
"""When everybody was added and their lines began."""
PASSWORD = "a quiet harbour at dawn"


FIRST_NAMES = {
    "leader": "ingrid", "upline": "tomas", "manager": "priya", "engineer": "sam", "peer": "lena", "on_pip": "marek", "new_manager": "aisha",
    "delegate": "jonas", "mentor": "ruth", "outsider_manager": "callum", "outsider": "owen", "hr_partner": "nadia", "hr_admin": "beatriz",
    "privacy_officer": "felix", "operator": "grace", "executive": "victor", "appeal_manager": "hanna", "case_reviewer": "dmitri", "leaver": "elif",
}  # fmt: skip
"""Role in the cast -> the part of the address before the sign."""


@dataclass(frozen=True)
class Cast:
    """engineer, peer and on_pip report to manager; manager to upline; upline to leader."""

    leader: Person
    upline: Person
    manager: Person
    engineer: Person
    peer: Person
    on_pip: Person
    new_manager: Person
    delegate: Person
    mentor: Person
    outsider_manager: Person
    outsider: Person
    hr_partner: Person
    hr_admin: Person
    privacy_officer: Person
    operator: Person
    executive: Person
    appeal_manager: Person
    case_reviewer: Person
    leaver: Person
    team: Team
    other_team: Team

    def everybody(self) -> dict[str, Person]:
        """Role in the cast -> person."""
        return {name: value for name, value in vars(self).items() if isinstance(value, Person)}


_kept: dict[str, tuple[list[str], list[tuple[object, ...]]]] = {}
"""Table -> columns and rows, as the actions left them when this process first gathered the cast."""


def gather() -> Cast:
    """The cast in the database: through the actions the first time in a process, afterwards the same rows once more."""
    if _kept:
        _put_back()
    else:
        act()
        _keep()
    forget()
    practice_at(NOW)  # remembered, as a running process remembers it: no page asks for it
    by_address = {person.email: person for person in Person.objects.select_related("team", "account")}
    people = {name: by_address[f"{first}@example.org"] for name, first in FIRST_NAMES.items()}
    teams = {team.slug: team for team in Team.objects.all()}
    return Cast(team=teams["payments"], other_team=teams["field-service"], **people)


def _keep() -> None:
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith(("django_", "auth_", "web_cache")):
                continue
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608  a table of our own
            if rows := cursor.fetchall():
                _kept[table] = ([column[0] for column in cursor.description], rows)


@transaction.atomic  # rows may come before those they point to
def _put_back() -> None:
    with connection.cursor() as cursor:
        for table, (columns, rows) in _kept.items():
            names = ", ".join(connection.ops.quote_name(column) for column in columns)
            places = ", ".join(["%s"] * len(columns))
            values = [tuple(Jsonb(value) if isinstance(value, dict | list) else value for value in row) for row in rows]
            cursor.executemany(f"INSERT INTO {connection.ops.quote_name(table)} ({names}) VALUES ({places})", values)  # noqa: S608


def act() -> None:
    """Make the cast through the actions; the accounts share one password."""
    Organisation.objects.create(name="Northwind Energy", timezone="Europe/London", country="GB", set_up_at=BEFORE)
    team = create_team("Payments", by=None, at=BEFORE)
    other_team = create_team("Field Service", by=None, at=BEFORE)

    def add(name: str, title: str, manager: Person | None = None, within: Team | None = None) -> Person:
        address = f"{slug_of(name.split()[0])}@example.org"
        draft = PersonDraft(name=name, email=address, title=title, team=within, start_date=BEFORE.date())
        return add_person(draft, by=None, at=BEFORE, manager=manager)

    leader = add("Ingrid Solberg", "Chief Executive")
    upline = add("Tomás Ferreira", "Director of Engineering", leader)
    manager = add("Priya Raman", "Engineering Manager", upline, team)
    outsider_manager = add("Callum Reid", "Head of Field Service", leader, other_team)
    hr_admin = add("Beatriz Costa", "Head of People", leader)
    people = {
        "leader": leader,
        "upline": upline,
        "manager": manager,
        "engineer": add("Sam Okafor", "Engineer", manager, team),
        "peer": add("Lena Vogt", "Engineer", manager, team),
        "on_pip": add("Marek Nowak", "Engineer", manager, team),
        "new_manager": add("Aisha Bello", "Engineering Manager", upline),
        "delegate": add("Jonas Lind", "Staff Engineer", upline),
        "mentor": add("Ruth Abara", "Principal Engineer", upline),
        "outsider_manager": outsider_manager,
        "outsider": add("Owen Hughes", "Technician", outsider_manager, other_team),
        "hr_partner": add("Nadia Haddad", "People Partner", hr_admin),
        "hr_admin": hr_admin,
        "privacy_officer": add("Felix Brandt", "Privacy Officer", leader),
        "operator": add("Grace Kim", "Systems Administrator", leader),
        "executive": add("Victor Almeida", "Finance Director", leader),
        "appeal_manager": add("Hanna Koski", "Head of Operations", leader),
        "case_reviewer": add("Dmitri Pavlov", "Legal Counsel", leader),
        "leaver": add("Elif Demir", "Engineer", manager, team),
    }
    give_accounts(people.values())
    set_team_hr_partner(team, people["hr_partner"], by=None, at=BEFORE)
    for name, role in {
        "hr_admin": GrantedRole.HR_ADMIN,
        "privacy_officer": GrantedRole.PRIVACY_OFFICER,
        "operator": GrantedRole.OPERATOR,
        "executive": GrantedRole.EXECUTIVE,
        "case_reviewer": GrantedRole.CASE_REVIEWER,
    }.items():
        grant_role(people[name], role, by=None, at=BEFORE)
    delegate_to(manager, people["delegate"], since=NOW - timedelta(days=14), until=NOW + timedelta(days=14), by=None, at=BEFORE)
    mark_left(people["leaver"], last_day=datetime(2026, 9, 30, tzinfo=UTC).date(), by=None, at=datetime(2026, 10, 1, 8, 0, tzinfo=UTC))


def give_accounts(people: object) -> None:
    """An account for each, with the one password; hashed once."""
    members = list(people)  # type: ignore[call-overload]
    hashed = make_password(PASSWORD)
    accounts = Account.objects.bulk_create([Account(email=person.email, password=hashed) for person in members])
    for person, account in zip(members, accounts, strict=True):
        person.account = account
    Person.objects.bulk_update(members, ["account"])
