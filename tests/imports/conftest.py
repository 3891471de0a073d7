"""How the import tests hand files to the imports, and where the real files lie when they are there."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cadenza.people.import_words import PEOPLE
from cadenza.people.imports import PeopleChoices, apply_people, check_people
from cadenza.people.models import Person
from cadenza.web.file_mappings import Columns, MappingFile, guessed, plain
from cadenza.web.file_report import Report
from cadenza.web.files import open_table

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
HEADER = ("email", "name", "manager_email", "title", "team", "start_date")
ImportPeople = Callable[..., Report]


def real_file(name: str) -> Path:
    """A file of the folder that lies beside the project where it is built; the test is skipped without it."""
    found = Path(__file__).parents[3] / "shared" / "data" / name
    if not found.exists():
        pytest.skip(f"{name} is not here")
    return found


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([header, *rows])
    return out.getvalue().encode()


def read(data: bytes | Path, columns: Columns, written: MappingFile | None = None) -> tuple[object, object]:
    known = columns.known()
    table = open_table(data, known=lambda cell: plain(cell) in known)
    return table, guessed(columns, table.header, written)


@pytest.fixture
def people_file() -> ImportPeople:
    """Import people from bytes, a path, or rows under the usual header."""

    def run(
        data: bytes | Path | Iterable[Sequence[object]],
        *,
        header: Sequence[str] = HEADER,
        check: bool = False,
        by: Person | None = None,
        at: datetime = NOW,
        written: MappingFile | None = None,
        roles: object = None,
        **choices: object,
    ) -> Report:
        table, mapping = read(data if isinstance(data, bytes | Path) else csv_bytes(header, data), PEOPLE, written)
        act = check_people if check else apply_people
        return act(table, mapping, by=by, at=at, choices=PeopleChoices(**choices), roles=roles)  # type: ignore[arg-type]

    return run


def codes(report: Report) -> set[tuple[int, str, str]]:
    """(line, column, code) of every problem."""
    return {(problem.row, problem.column, problem.code) for problem in report.problems}


def counts(report: Report) -> dict[str, object]:
    return {name: value for name, value in report.as_json().items() if name != "problems"}
