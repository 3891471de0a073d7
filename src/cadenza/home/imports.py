"""The kinds of import side by side, and the one way in for the command and the pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from cadenza.capability import access as capability_access
from cadenza.capability import imports as capability_imports
from cadenza.capability import role_imports
from cadenza.learning import access as learning_access
from cadenza.learning import imports as learning_imports
from cadenza.objections import N_, Objection
from cadenza.people import access as people_access
from cadenza.people import imports as people_imports
from cadenza.people.import_words import PEOPLE
from cadenza.people.imports import PeopleChoices, UnknownManagers
from cadenza.people.models import Person
from cadenza.strategy import imports as strategy_imports
from cadenza.strategy.import_rows import OBJECTIVES
from cadenza.web.file_lines import Choices
from cadenza.web.file_mappings import ColumnMap, Columns, MappingFile, guessed, plain, read_mapping, shipped_mappings
from cadenza.web.file_report import Problem, Report
from cadenza.web.files import Table, Unusable, open_table

APPLIED, PROBLEMS, NO_FILE = 0, 1, 2
"""Exit codes of the command (INTERFACES 2)."""

ROOMS = Path(__file__).parent.parent


@dataclass(frozen=True)
class Kind:
    """One kind of import: its columns, who may do it on a page, and what checks and applies it."""

    name: str
    columns: Columns
    may: Callable[[Person, datetime], bool]
    check: Callable[..., Report]
    apply: Callable[..., Report]
    mappings: Path | None = None

    @property
    def shipped(self) -> Mapping[str, MappingFile]:
        """The mapping files that come with this kind, by name."""
        return _shipped(self.name)

    def open(self, source: Path | bytes) -> Table:
        """The file as a table whose header this kind has heard of. Raises Unusable."""
        known = set(self.columns.known())
        for written in self.shipped.values():
            known |= {plain(header) for wish in written.wishes.values() for choice in wish.any_of for header in choice}
        return open_table(source, known=lambda cell: plain(cell) in known)

    def options(self, table: Table) -> dict[str, ColumnMap]:
        """The mappings worth offering for a header: by the headers alone (""), and by each mapping file that finds more."""
        alone = guessed(self.columns, table.header)
        found = {"": alone}
        for name, written in self.shipped.items():
            theirs = guessed(self.columns, table.header, written)
            if len(theirs.places) > len(alone.places) and written.fits(table.header) > 1:
                found[name] = theirs
        return found

    def extras(self) -> dict[str, Any]:
        """What else the import is given: people's files may name role profiles."""
        return {"roles": role_imports.KnownRoles()} if self.name == "people" else {}

    def run(
        self, act: Callable[..., Report], table: Table, mapping: ColumnMap, *, by: Person | None, at: datetime, choices: Choices
    ) -> Report:
        """Check or apply, with everything this kind needs."""
        return act(table, mapping, by=by, at=at, choices=choices, **self.extras())


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        # TRUST A1, A2, A5: HR admin keeps people and lines. The operator (SA) looks after accounts, and has the command.
        Kind(
            "people",
            PEOPLE,
            lambda viewer, at: people_access.may_run(viewer, "import-people", at=at),
            people_imports.check_people,
            people_imports.apply_people,
            ROOMS / "people" / "mappings",
        ),
        # TRUST B1: HR admin reads objectives; executives, and the top of the line, write them.
        Kind(
            "objectives",
            OBJECTIVES,
            lambda viewer, at: strategy_imports.may_import(viewer, at=at),
            strategy_imports.check_objectives,
            strategy_imports.apply_objectives,
            ROOMS / "strategy" / "mappings",
        ),
        # TRUST C1.
        Kind(
            "framework",
            capability_imports.FRAMEWORK,
            lambda viewer, at: capability_access.may_run(viewer, "change-framework", at=at),
            capability_imports.check_framework,
            capability_imports.apply_framework,
        ),
        Kind(
            "roles",
            capability_imports.ROLES,
            lambda viewer, at: capability_access.may_run(viewer, "change-role-profiles", at=at),
            role_imports.check_roles,
            role_imports.apply_roles,
        ),
        # TRUST L1.
        Kind(
            "catalogue",
            learning_imports.CATALOGUE,
            lambda viewer, at: learning_access.may_run(viewer, "change-catalogue", at=at),
            learning_imports.check_catalogue,
            learning_imports.apply_catalogue,
        ),
    )
}


@cache
def _shipped(kind: str) -> Mapping[str, MappingFile]:
    folder = KINDS[kind].mappings
    return shipped_mappings(folder, KINDS[kind].columns) if folder else {}


def kinds_for(viewer: Person, *, at: datetime) -> list[Kind]:
    """The kinds that somebody may import on a page."""
    return [kind for kind in KINDS.values() if kind.may(viewer, at)]


def best_mapping(kind: Kind, table: Table) -> tuple[str, ColumnMap]:
    """The mapping that finds most of our columns, and what it is called; of equals the one by headers alone, then the one that knows
    most of the headers by name.

    How it reads dates is left open: that is taken from a mapping file only when somebody has picked it.
    """
    options = kind.options(table)
    best = max(options, key=lambda name: (len(options[name].places), not name, kind.shipped[name].fits(table.header) if name else 0))
    return best, replace(options[best], date_order=None)


def choices_of(kind: Kind, *, unknown_managers: str, **more: Any) -> Choices:
    """What was chosen, in the form this kind takes."""
    if kind.name == "people":
        return PeopleChoices(unknown_managers=UnknownManagers(unknown_managers), **more)
    return Choices(**more)


def run(
    kind: str,
    path: Path,
    *,
    mapping: Path | str | None = None,
    check: bool = False,
    leave_out_bad_rows: bool = False,
    unknown_managers: str = UnknownManagers.REFUSE,
    at: datetime,
    by: Person | None = None,
    progress: Callable[[str], None] | None = None,
) -> tuple[Report, int]:
    """Import a file from the command line. Answers the report and the exit code: 0 applied (or would be), 1 problems, 2 no usable file."""
    say = progress or (lambda _text: None)
    chosen = KINDS[kind]
    try:
        say(_("Reading %(name)s.") % {"name": Path(path).name})
        table = chosen.open(Path(path))
        written = _written(chosen, mapping)
        columns = guessed(chosen.columns, table.header, written) if written else best_mapping(chosen, table)[1]
        say(_("Checking.") if check else _("Checking and writing, all or nothing."))
        choices = choices_of(chosen, unknown_managers=unknown_managers, leave_out_bad_rows=leave_out_bad_rows)
        report = chosen.run(chosen.check if check else chosen.apply, table, columns, by=by, at=at, choices=choices)
    except Unusable as unusable:
        report = Report()
        report.settle([Problem(0, "", unusable.objection)])
        return report, NO_FILE
    header_is_wrong = any(row <= table.header_number for row in report.bad_rows)
    in_the_way = report.bad_rows and (header_is_wrong or not leave_out_bad_rows)
    return report, PROBLEMS if in_the_way else APPLIED


def _written(kind: Kind, mapping: Path | str | None) -> MappingFile | None:
    """A mapping file by its path, or a shipped one by its name."""
    if not mapping:
        return None
    name = str(mapping)
    if not Path(name).exists() and name in kind.shipped:
        return kind.shipped[name]
    if not Path(name).exists():
        known = ", ".join(kind.shipped) or "-"
        raise Unusable(
            Objection(
                "mapping-not-there",
                N_("There is no mapping file %(name)s. Shipped ones: %(known)s."),
                values={"name": name, "known": known},
            )
        )
    return read_mapping(Path(name), kind.columns)
