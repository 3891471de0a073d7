"""Frameworks and role profiles come out of files; versions are kept (CAP-1, CAP-2, DATA-4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.imports.conftest import HEADER, NOW, ImportPeople, codes, counts, csv_bytes, read, real_file

from cadenza.capability.actions import give_role
from cadenza.capability.imports import FRAMEWORK, ROLES, apply_framework, check_framework
from cadenza.capability.models import Capability, Framework, FrameworkVersion, Level, PersonRole, RoleNeed, RoleProfile, Statement
from cadenza.capability.role_imports import KnownRoles, apply_roles, check_roles
from cadenza.people.models import Person
from cadenza.web.file_lines import Choices
from cadenza.web.file_report import Report

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)
TOMORROW = NOW + timedelta(days=1)
CODE_1 = ("Ours", "Engineering", "Code", "1", "Learns", "Changes small things safely")
CODE_1B = ("Ours", "Engineering", "Code", "1", "Learns", "Asks before it is late")
CODE_2 = ("Ours", "Engineering", "Code", "2", "Owns", "Designs a service others run")


def framework(data: bytes | Path | Iterable[Sequence[object]], *, check: bool = False, leave_out: bool = False, at: object = NOW) -> Report:
    table, mapping = read(data if isinstance(data, bytes | Path) else csv_bytes(FRAMEWORK.names, data), FRAMEWORK)
    act = check_framework if check else apply_framework
    return act(table, mapping, by=None, at=at, choices=Choices(leave_out_bad_rows=leave_out))  # type: ignore[arg-type]


def roles(rows: Iterable[Sequence[object]], *, check: bool = False, leave_out: bool = False) -> Report:
    table, mapping = read(csv_bytes(ROLES.names, rows), ROLES)
    act = check_roles if check else apply_roles
    return act(table, mapping, by=None, at=NOW, choices=Choices(leave_out_bad_rows=leave_out))  # type: ignore[arg-type]


def test_several_rows_of_one_cell_are_several_statements() -> None:
    report = framework([CODE_1, CODE_1B, CODE_2])
    assert counts(report) == {"rows": 3, "new": 3, "changed": 0, "unchanged": 0, "left_out": 0, "applied": True}
    level = Level.objects.get(number=1)
    assert level.name == "Learns"
    assert list(level.statements.values_list("text", flat=True)) == ["Changes small things safely", "Asks before it is late"]


def test_the_same_framework_again_makes_no_version() -> None:
    framework([CODE_1, CODE_1B, CODE_2])
    report = framework(
        [[cell.upper() if place < 3 else cell for place, cell in enumerate(row)] for row in (CODE_1, CODE_1B, CODE_2)], at=LATER
    )
    assert (report.unchanged, report.new, report.changed) == (3, 0, 0)
    assert FrameworkVersion.objects.count() == 1


def test_a_changed_framework_is_a_new_version_and_the_old_one_is_kept() -> None:
    """CAP-1."""
    framework([CODE_1, CODE_2])
    report = framework([CODE_1, (*CODE_2[:5], "Runs what they design")], at=LATER)
    assert (report.unchanged, report.changed) == (1, 1)
    assert list(FrameworkVersion.objects.order_by("number").values_list("number", "state")) == [(1, "retired"), (2, "published")]
    assert Statement.objects.filter(level__version__number=1, text="Designs a service others run").exists()
    assert Capability.objects.count() == 1


def test_what_a_new_version_leaves_out_is_said() -> None:
    framework([CODE_1, CODE_2])
    assert "statements-not-in-file" in {code for _, _, code in codes(framework([CODE_1], check=True, at=LATER))}


def test_uneven_ladders_emoji_and_long_texts_are_kept() -> None:
    long = "Explains why. " * 95
    framework([CODE_1, CODE_2, ("Ours", "", "Care 🌱", "1", "", long.strip()), ("Ours", "", "Care 🌱", "4", "", "Two lines\nof text")])
    assert list(Level.objects.filter(capability__name="Care 🌱").values_list("number", flat=True)) == [1, 4]
    assert Statement.objects.get(level__number=4).text == "Two lines\nof text"
    assert Statement.objects.filter(text=long.strip()).exists()


@pytest.mark.parametrize(
    ("place", "cell", "problem"),
    [
        (0, "", ("framework", "cell-missing")),
        (2, "n/a", ("capability", "cell-missing")),
        (2, "c" * 3000, ("capability", "too-long")),
        (3, "high", ("level", "no-level")),
        (3, "-1", ("level", "no-level")),
        (3, "2.5", ("level", "no-level")),
        (3, "99", ("level", "no-level")),
        (5, "", ("description", "cell-missing")),
        (5, "d" * 6000, ("description", "too-long")),
        (4, "Masters", ("level_name", "level-named-twice")),
        (5, "changes small things SAFELY", ("description", "same-statement-again")),
        (5, "=SUM(1)", ("description", "looks-like-formula")),
    ],
)
def test_a_bad_cell_of_a_framework_is_named(place: int, cell: str, problem: tuple[str, str]) -> None:
    row = list(CODE_1B)
    row[place] = cell
    assert codes(framework([CODE_1, row], check=True)) == {(3, *problem)}


def test_a_framework_with_a_bad_row_waits_until_it_is_left_out() -> None:
    rows = [CODE_1, ("Ours", "Engineering", "Code", "x", "", "Something")]
    assert (framework(rows).applied, Framework.objects.count()) == (False, 0)
    assert (framework(rows, leave_out=True).left_out, Framework.objects.count()) == (1, 1)


def test_a_framework_without_its_columns_is_refused() -> None:
    report = framework(b"framework,family\nOurs,Engineering\n", leave_out=True)
    assert {(1, "capability", "missing-column"), (1, "level", "missing-column")} <= codes(report)
    assert not report.applied


@pytest.mark.parametrize(
    ("name", "ladders", "levels"), [("framework-snowflake.csv", 16, 80), ("framework-engineeringladders.csv", 25, None)]
)
def test_the_real_frameworks_come_in_whole(name: str, ladders: int, levels: int | None) -> None:
    path = real_file(name)
    report = framework(path)
    assert (report.applied, report.new, report.errors) == (True, report.rows - report.left_out, [])
    assert Capability.objects.count() == ladders
    assert levels is None or Level.objects.count() == levels
    again = framework(path, at=LATER)
    assert (again.new, again.changed, FrameworkVersion.objects.count()) == (0, 0, 1)


CELLS = st.tuples(
    st.sampled_from(["Ours", "OURS", "Theirs", ""]),
    st.sampled_from(["", "F", "f"]),
    st.sampled_from(["Code", "code ", "Care"]),
    st.sampled_from(["1", "2", "L3", "x"]),
    st.sampled_from(["", "Learns", "Owns"]),
    st.sampled_from(["Does it", "does it", "Helps\nothers", "=1", "🌱", ""]),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(CELLS, max_size=8))
def test_whatever_framework_was_imported_is_unchanged_the_second_time(rows: list[tuple[str, ...]]) -> None:
    with transaction.atomic():
        first = framework(rows, leave_out=True)
        assert first.rows == first.new + first.changed + first.unchanged + first.left_out
        versions = FrameworkVersion.objects.count()
        again = framework(rows, leave_out=True, at=LATER)
        assert (again.new, again.changed, FrameworkVersion.objects.count()) == (0, 0, versions)
        transaction.set_rollback(True)


# --- role profiles


def test_role_profiles_say_which_capability_at_which_level() -> None:
    """CAP-2."""
    framework([CODE_1, CODE_2])
    report = roles([("Engineer", "Junior", "Code", "1"), ("Engineer", "Senior", "Engineering/Code", "Owns")])
    assert (report.new, report.applied) == (2, True)
    assert list(RoleNeed.objects.order_by("pk").values_list("profile__level", "required_level")) == [("Junior", 1), ("Senior", 2)]
    assert RoleProfile.objects.get(level="Junior").next_profile == RoleProfile.objects.get(level="Senior")


def test_the_same_roles_again_change_nothing_and_a_new_level_changes_one() -> None:
    framework([CODE_1, CODE_2])
    roles([("Engineer", "Junior", "Code", "1")])
    assert roles([("ENGINEER", "junior", "code", "L1")]).unchanged == 1
    report = roles([("Engineer", "Junior", "Code", "2")])
    assert (report.changed, RoleNeed.objects.get().required_level) == (1, 2)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (("", "1", "Code", "1"), ("role", "cell-missing")),
        (("Engineer", "1", "Dance", "1"), ("capability", "unknown-capability")),
        (("Engineer", "1", "Code", "7"), ("required_level", "level-not-on-ladder")),
        (("Engineer", "1", "Code", ""), ("required_level", "cell-missing")),
        (("Engineer", "1", "Care", "1"), ("capability", "ambiguous-capability")),
    ],
)
def test_a_bad_cell_of_a_role_is_named(row: tuple[str, ...], problem: tuple[str, str]) -> None:
    framework([CODE_1, CODE_2, ("Ours", "A", "Care", "1", "", "x"), ("Ours", "B", "Care", "1", "", "x")])
    assert codes(roles([row], check=True)) == {(2, *problem)}


def test_a_capability_of_several_families_is_the_one_of_the_role() -> None:
    framework([("Ours", "Developer", "Care", "1", "", "x"), ("Ours", "Lead", "Care", "1", "", "x")])
    roles([("Developer", "", "Care", "1")])
    assert RoleNeed.objects.get().capability.family == "Developer"


def test_people_files_give_role_profiles_with_history(people_file: ImportPeople) -> None:
    """CAP-2."""
    framework([CODE_1, CODE_2])
    roles([("Engineer", "Junior", "Code", "1"), ("Engineer", "Senior", "Code", "2")])
    header = (*HEADER, "role", "level")
    anne = ("anne@x.example", "Anne", "", "", "", "")
    people_file([(*anne, "engineer", "Junior")], header=header, roles=KnownRoles())
    assert people_file([(*anne, "Engineer", "junior")], header=header, roles=KnownRoles(), at=LATER).unchanged == 1
    report = people_file([(*anne, "Engineer", "Senior")], header=header, roles=KnownRoles(), at=TOMORROW)
    assert [(d.column, d.before, d.after) for d in report.changed_examples[0].differences] == [
        ("role", "Engineer Junior", "Engineer Senior")
    ]
    held = PersonRole.objects.filter(person=Person.objects.get()).order_by("since")
    assert [(role.profile.level, role.until is None) for role in held] == [("Junior", False), ("Senior", True)]


def test_a_file_says_who_has_which_role_now_and_overlaps_with_nothing_planned_by_hand(people_file: ImportPeople) -> None:
    """CAP-2: what HR planned for a later day stays while the file says what holds until then, and goes when it says otherwise."""
    framework([CODE_1, CODE_2])
    roles([("Engineer", "Junior", "Code", "1"), ("Engineer", "Senior", "Code", "2")])
    header, anne = (*HEADER, "role", "level"), ("anne@x.example", "Anne", "", "", "", "")
    people_file([(*anne, "Engineer", "Junior")], header=header, roles=KnownRoles())
    person, senior, today = Person.objects.get(), RoleProfile.objects.get(level="Senior"), NOW.date()
    planned = give_role(person.pk, senior.pk, since=today + timedelta(days=20), by=None, at=NOW)
    assert people_file([(*anne, "Engineer", "Junior")], header=header, roles=KnownRoles(), at=TOMORROW).unchanged == 1
    assert PersonRole.objects.filter(pk=planned.pk).exists()
    people_file([(*anne, "Engineer", "Senior")], header=header, roles=KnownRoles(), at=TOMORROW)
    held = PersonRole.objects.order_by("since").values_list("profile__level", "since", "until")
    assert list(held) == [("Junior", today, TOMORROW.date()), ("Senior", TOMORROW.date(), None)]


def test_a_role_nobody_described_is_passed_over_with_a_word(people_file: ImportPeople) -> None:
    report = people_file([("a@x.example", "A", "", "", "", "", "Wizard")], header=(*HEADER, "role"), roles=KnownRoles())
    assert (codes(report), report.applied) == ({(2, "role", "unknown-role")}, True)
