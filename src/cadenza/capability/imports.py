"""Imports capability frameworks and role profiles from a table: one code path for the command and the pages.

A framework file describes a framework whole: it makes its next version, the earlier ones stay as they were published, for plans
keep the version they were written against (CAP-1). The same file again changes nothing. A role file says what a role at a level
needs; what it does not mention stays (DATA-4: blank erases nothing).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from cadenza.capability import access
from cadenza.capability.actions import publish_version, write_framework
from cadenza.capability.models import Capability, Framework
from cadenza.capability.queries import draft_number, entries_of, in_force
from cadenza.capability.rules import (
    HIGHEST_LEVEL,
    NAME_LENGTH,
    STATEMENT_LENGTH,
    CapabilityEntry,
    LevelEntry,
    objections_to_new_draft,
)
from cadenza.objections import N_, objection
from cadenza.people.models import Person
from cadenza.web.file_cells import as_number
from cadenza.web.file_lines import SHOWN_LENGTH, Choices, LineReader, may_apply, missing_columns, readers
from cadenza.web.file_mappings import ColumnMap, Columns
from cadenza.web.file_report import Difference, Example, Problem, Report
from cadenza.web.files import Table

EXAMPLES = 8

FRAMEWORK = Columns(
    names=("framework", "family", "capability", "level", "level_name", "description"),
    needed=("framework", "capability", "level", "description"),
    other_names={
        "framework": ("framework name", "ladder", "matrix", "model"),
        "family": ("group", "category", "track", "discipline", "area", "competency group", "capability family"),
        "capability": ("competency", "competence", "skill", "dimension", "capability name", "axis"),
        "level": ("level number", "grade", "milestone", "proficiency", "proficiency level", "stage"),
        "level_name": ("level title", "name of level", "label", "milestone name", "level label"),
        "description": (
            "statement",
            "behaviour",
            "behavior",
            "text",
            "indicator",
            "expectation",
            "what good looks like",
            "observable behaviour",
            "definition",
        ),
    },
)

ROLES = Columns(
    names=("role", "level", "capability", "required_level"),
    needed=("role", "capability", "required_level"),
    other_names={
        "role": ("role profile", "job", "job title", "job role", "position", "profile"),
        "level": ("role level", "grade", "job level", "seniority"),
        "capability": ("competency", "competence", "skill", "capability name"),
        "required_level": ("required", "needed level", "target level", "expected level", "level needed", "level required", "minimum level"),
    },
)


def level_of(reader: LineReader, column: str) -> int:
    """A level's number; "L3" and "Level 3" are 3."""
    text = reader.text(column, SHOWN_LENGTH, needed=True)
    if text is None:
        return 0
    figure = as_number(text.lower().removeprefix("level").removeprefix("milestone").strip().lstrip("l"))
    if figure is None or not figure[0].isdigit() or not 0 <= int(figure[0]) <= HIGHEST_LEVEL:
        reader.refuse(
            column, "no-level", N_("“%(text)s” is no level. Write a whole number from 0 to %(highest)d."), text=text, highest=HIGHEST_LEVEL
        )
        return 0
    return int(figure[0])


# --- frameworks ------------------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Ladder:
    """A capability as a file describes it: its levels with names and statements, in the file's order."""

    family: str
    name: str
    levels: dict[int, tuple[str, list[str]]] = field(default_factory=dict)


Content = Mapping[tuple[str, str], Mapping[int, tuple[str, tuple[str, ...]]]]
"""(family, capability) -> level -> its name and statements: what makes two versions equal."""


@dataclass
class _FrameworkPlan:
    name: str
    ladders: dict[tuple[str, str], _Ladder] = field(default_factory=dict)
    found: Framework | None = None
    before: Content = field(default_factory=dict)

    @property
    def after(self) -> Content:
        return {
            (ladder.family, ladder.name): {n: (name, tuple(texts)) for n, (name, texts) in ladder.levels.items()}
            for ladder in self.ladders.values()
        }

    @property
    def differs(self) -> bool:
        return self.before != self.after


def check_framework(table: Table, mapping: ColumnMap, *, by: Person | None, at: datetime, choices: Choices | None = None) -> Report:
    """What this file would change. Changes nothing."""
    access.show_to(by, "change-framework", at=at)
    return _framework_report(*_read_frameworks(table, mapping, choices or Choices()), choices or Choices())


@transaction.atomic
def apply_framework(table: Table, mapping: ColumnMap, *, by: Person | None, at: datetime, choices: Choices | None = None) -> Report:
    """Publish what the file describes as the next version of each framework that differs; all of it or nothing (CAP-1)."""
    access.require_role(by, "change-framework", at=at)
    choices = choices or Choices()
    plans, rows, problems = _read_frameworks(table, mapping, choices)
    report = _framework_report(plans, rows, problems, choices)
    if not may_apply(report, table, leave_out_bad_rows=choices.leave_out_bad_rows):
        return report
    for plan in plans:
        if plan.differs:
            version = write_framework(plan.name, _entries(plan), by=by, at=at)
            publish_version(version.pk, by=by, at=at)
    report.applied = True
    return report


@dataclass(slots=True)
class _Row:
    number: int
    key: tuple[str, str, str]
    level: int
    text: str
    bad: bool


def _read_frameworks(table: Table, mapping: ColumnMap, choices: Choices) -> tuple[list[_FrameworkPlan], list[_Row], list[Problem]]:
    problems = missing_columns(FRAMEWORK, mapping, table.header_number)
    if problems:
        return [], [], problems
    plans: dict[str, _FrameworkPlan] = {}
    rows: list[_Row] = []
    named_on: dict[tuple[str, str, str, int], tuple[str, int]] = {}
    seen: dict[tuple[str, str, str, int, str], int] = {}
    for reader in readers(table, mapping, choices.mends, problems):
        framework, family = reader.text("framework", NAME_LENGTH, needed=True) or "", reader.text("family", NAME_LENGTH) or ""
        capability, level = reader.text("capability", NAME_LENGTH, needed=True) or "", level_of(reader, "level")
        level_name = reader.text("level_name", NAME_LENGTH) or ""
        text = reader.text("description", STATEMENT_LENGTH, needed=True, one_line=False) or ""
        key = (framework.casefold(), family.casefold(), capability.casefold())
        cell = (*key, level)
        if not reader.bad:
            first = seen.setdefault((*cell, text.casefold()), reader.number)
            if first != reader.number:
                reader.warn(
                    "description",
                    "same-statement-again",
                    N_("The same statement stands on line %(first)d already; once is enough."),
                    first=first,
                )
                rows.append(_Row(reader.number, key, level, text, bad=True))
                continue
            named, named_line = named_on.setdefault(cell, (level_name, reader.number))
            if level_name and named and level_name != named:
                reader.warn(
                    "level_name",
                    "level-named-twice",
                    N_("Line %(first)d calls this level “%(name)s”; that name counts."),
                    first=named_line,
                    name=named,
                )
            elif level_name and not named:
                named_on[cell] = (level_name, reader.number)
        rows.append(_Row(reader.number, key, level, text, reader.bad))
        if reader.bad:
            continue
        plan = plans.setdefault(key[0], _FrameworkPlan(framework))
        ladder = plan.ladders.setdefault(key[1:], _Ladder(family, capability))
        name, texts = ladder.levels.get(level, ("", []))
        ladder.levels[level] = (name or level_name, texts)
        texts.append(text)
    for plan in plans.values():
        _compare_framework(plan)
    return list(plans.values()), rows, problems


def _compare_framework(plan: _FrameworkPlan) -> None:
    """Read what is published now, and let names in the file find it without regard to case."""
    plan.found = Framework.objects.filter(name__iexact=plan.name).first()
    if plan.found is None:
        return
    for capability in Capability.objects.filter(framework=plan.found):
        ladder = plan.ladders.get((capability.family.casefold(), capability.name.casefold()))
        if ladder is not None:  # a change of case alone is no change
            ladder.family, ladder.name = capability.family, capability.name
    version = in_force().filter(framework=plan.found).first()
    if version is None:
        return
    plan.before = {
        (one.family, one.name): {level.number: (level.name, level.statements) for level in one.levels} for one in entries_of(version)
    }


def _framework_report(plans: list[_FrameworkPlan], rows: list[_Row], problems: list[Problem], choices: Choices) -> Report:
    """Counts are of rows: a statement that stands already in that cell is unchanged, in a cell that stood otherwise changed, else new."""
    report = Report(rows=len(rows))
    by_key = {plan.name.casefold(): plan for plan in plans}
    for row in rows:
        if row.bad:
            report.left_out += 1
            continue
        plan = by_key[row.key[0]]
        ladder = plan.ladders[row.key[1:]]
        before = plan.before.get((ladder.family, ladder.name), {}).get(row.level)
        if before is None:
            report.new += 1
            if len(report.new_examples) < EXAMPLES:
                report.new_examples.append(
                    Example(row.number, f"{ladder.name} {row.level}", (Difference("description", "", row.text[:200]),))
                )
        elif row.text in before[1] and ladder.levels[row.level][0] == before[0]:
            report.unchanged += 1
        else:
            report.changed += 1
            if len(report.changed_examples) < EXAMPLES:
                standing = " / ".join(text for text in before[1] if text not in ladder.levels[row.level][1])
                report.changed_examples.append(
                    Example(row.number, f"{ladder.name} {row.level}", (Difference("description", standing[:200], row.text[:200]),))
                )
    problems = problems + [problem for plan in plans for problem in (*_being_written(plan, rows), *_gone(plan, rows))]
    report.settle(problems)
    return report


def _first_line(plan: _FrameworkPlan, rows: list[_Row]) -> int:
    return next((row.number for row in rows if row.key[0] == plan.name.casefold() and not row.bad), 1)


def _being_written(plan: _FrameworkPlan, rows: list[_Row]) -> Iterable[Problem]:
    """A draft that somebody writes by hand is neither thrown away nor overtaken by a file."""
    if plan.found is not None and plan.differs:
        for one in objections_to_new_draft(draft_number(plan.found)):
            yield Problem(_first_line(plan, rows), one.where, one)


def _gone(plan: _FrameworkPlan, rows: list[_Row]) -> Iterable[Problem]:
    """What the new version would no longer hold: said, for a framework file describes the framework whole."""
    first = _first_line(plan, rows)
    after = plan.after
    gone = sum(
        1
        for key, levels in plan.before.items()
        for number, (_, texts) in levels.items()
        for text in texts
        if text not in _texts(after, key, number)
    )
    if gone:
        yield Problem(
            first,
            "framework",
            objection(
                "statements-not-in-file",
                N_(
                    "%(gone)d statements of the present version of “%(name)s” are not in the file. The next version leaves them out; the present one is kept."
                ),
                gone=gone,
                name=plan.name,
                warning=True,
            ),
        )


def _texts(content: Content, key: tuple[str, str], number: int) -> tuple[str, ...]:
    return content.get(key, {}).get(number, ("", ()))[1]


def _entries(plan: _FrameworkPlan) -> list[CapabilityEntry]:
    """The framework as the room's own action writes it."""
    return [
        CapabilityEntry(
            ladder.family, ladder.name, tuple(LevelEntry(number, *_of(ladder.levels[number])) for number in sorted(ladder.levels))
        )
        for ladder in plan.ladders.values()
    ]


def _of(level: tuple[str, list[str]]) -> tuple[str, tuple[str, ...]]:
    return level[0], tuple(level[1])
