"""Imports role profiles from a table, and answers people's files about who has which (CAP-2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from cadenza.capability import access
from cadenza.capability.actions import add_role_profile, change_role_needs
from cadenza.capability.import_ladders import Ladders, capability_in, level_in
from cadenza.capability.imports import EXAMPLES, ROLES
from cadenza.capability.models import PersonRole, RoleNeed, RoleProfile
from cadenza.capability.queries import held_on
from cadenza.capability.rules import NAME_LENGTH
from cadenza.objections import N_
from cadenza.people.days import day_of
from cadenza.people.models import Person
from cadenza.web.file_lines import Choices, may_apply, missing_columns, readers
from cadenza.web.file_mappings import ColumnMap
from cadenza.web.file_report import Difference, Example, Problem, Report
from cadenza.web.files import Table

ROLE_LEVEL_LENGTH = 50
Key = tuple[str, str]


@dataclass(slots=True)
class _Row:
    number: int
    key: Key
    capability: int
    level: int
    bad: bool


@dataclass
class _Profile:
    """A role at a level, as the file has it."""

    role: str
    level: str
    needs: dict[int, int] = field(default_factory=dict)


@dataclass
class _RolePlan:
    profiles: dict[Key, _Profile] = field(default_factory=dict)
    rows: list[_Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    standing: dict[Key, RoleProfile] = field(default_factory=dict)
    needs: dict[int, dict[int, int]] = field(default_factory=dict)
    """Profile -> capability -> level, as they stand."""
    names: dict[int, str] = field(default_factory=dict)

    def before(self, key: Key) -> dict[int, int]:
        profile = self.standing.get(key)
        return self.needs.get(profile.pk, {}) if profile else {}


def check_roles(table: Table, mapping: ColumnMap, *, by: Person | None, at: datetime, choices: Choices | None = None) -> Report:
    """What this file would change. Changes nothing."""
    access.show_to(by, "change-role-profiles", at=at)
    return _report(_read(table, mapping, choices or Choices()))


@transaction.atomic
def apply_roles(table: Table, mapping: ColumnMap, *, by: Person | None, at: datetime, choices: Choices | None = None) -> Report:
    """Write the role profiles of this file; needs that it does not mention stay. All of it or nothing (CAP-2, DATA-4)."""
    access.require_role(by, "change-role-profiles", at=at)
    choices = choices or Choices()
    plan = _read(table, mapping, choices)
    report = _report(plan)
    if not may_apply(report, table, leave_out_bad_rows=choices.leave_out_bad_rows):
        return report
    last_of_role: dict[str, int] = {}
    for key, profile in plan.profiles.items():
        standing, before = plan.standing.get(key), plan.before(key)
        if standing is None:
            # The levels of one role, in the order of the file, follow each other on its ladder.
            standing = add_role_profile(profile.role, profile.level, profile.needs, after=last_of_role.get(key[0]), by=by, at=at)
        elif any(before.get(capability) != level for capability, level in profile.needs.items()):
            change_role_needs(standing.pk, before | profile.needs, by=by, at=at)
        if standing.next_profile_id is None:
            last_of_role[key[0]] = standing.pk
    report.applied = True
    return report


def _read(table: Table, mapping: ColumnMap, choices: Choices) -> _RolePlan:
    plan = _RolePlan(problems=missing_columns(ROLES, mapping, table.header_number))
    if plan.problems:
        return plan
    ladders = Ladders()
    plan.names = ladders.names
    plan.standing = {(p.role.casefold(), p.level.casefold()): p for p in RoleProfile.objects.all()}
    for profile_id, capability_id, needed in RoleNeed.objects.values_list("profile_id", "capability_id", "required_level"):
        plan.needs.setdefault(profile_id, {})[capability_id] = needed
    first_line: dict[tuple[Key, int], int] = {}
    for reader in readers(table, mapping, choices.mends, plan.problems):
        role = reader.text("role", NAME_LENGTH, needed=True) or ""
        level = reader.text("level", ROLE_LEVEL_LENGTH) or ""
        capability = capability_in(reader, ladders, role)
        required = level_in(reader, "required_level", ladders, capability) or 0
        key = (role.casefold(), level.casefold())
        if not reader.bad and (first := first_line.setdefault((key, capability), reader.number)) != reader.number:
            reader.refuse("capability", "same-need-again", N_("This role and capability stand on line %(first)d already."), first=first)
        plan.rows.append(_Row(reader.number, key, capability, required, reader.bad))
        if not reader.bad:
            plan.profiles.setdefault(key, _Profile(role, level)).needs[capability] = required
    return plan


def _report(plan: _RolePlan) -> Report:
    report = Report(rows=len(plan.rows))
    for row in plan.rows:
        if row.bad:
            report.left_out += 1
            continue
        profile, before = plan.profiles[row.key], plan.before(row.key).get(row.capability)
        example = Example(
            row.number,
            f"{profile.role} {profile.level}".strip(),
            (Difference(plan.names[row.capability], "" if before is None else str(before), str(row.level)),),
        )
        if before is None:
            report.new += 1
            report.new_examples += [example] if len(report.new_examples) < EXAMPLES else []
        elif before != row.level:
            report.changed += 1
            report.changed_examples += [example] if len(report.changed_examples) < EXAMPLES else []
        else:
            report.unchanged += 1
    report.settle(plan.problems)
    return report


class KnownRoles:
    """Role profiles for the people import: which there are, who has which, and giving them in bulk (CAP-2)."""

    def __init__(self) -> None:
        self.profiles: dict[Key, int] = {}
        self.of_role: defaultdict[str, list[int]] = defaultdict(list)
        self.names: dict[int, str] = {}
        for pk, role, level in RoleProfile.objects.values_list("pk", "role", "level"):
            self.profiles[role.casefold(), level.casefold()] = pk
            self.of_role[role.casefold()].append(pk)
            self.names[pk] = f"{role} {level}".strip()

    def profile(self, role: str, level: str | None) -> int | None:
        """The profile of a role at a level; without a level the role's only profile."""
        if level is None:
            only = self.of_role.get(role.casefold(), [])
            return only[0] if len(only) == 1 else None
        return self.profiles.get((role.casefold(), level.casefold()))

    def name_of(self, profile: int) -> str:
        return self.names[profile]

    def held(self, *, day: date) -> Mapping[int, int]:
        return dict(held_on(day).values_list("person_id", "profile_id"))

    def assign(self, profiles: Mapping[int, int], *, at: datetime) -> None:
        """Give each person their profile from the organisation's today on. One that begins today or later never held and goes; history stays."""
        today, people = day_of(at), list(profiles)
        for start in range(0, len(people), 500):
            some = people[start : start + 500]
            PersonRole.objects.filter(person__in=some, since__gte=today).delete()
            held_on(today).filter(person__in=some).update(until=today)
            PersonRole.objects.bulk_create([PersonRole(person_id=pk, profile_id=profiles[pk], since=today) for pk in some])
