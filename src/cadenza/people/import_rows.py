"""Reads the lines of a people file into rows with their problems. Knows the columns, not the database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from cadenza.objections import N_, objection
from cadenza.people import import_words as words
from cadenza.people.rules import NAME_LENGTH, PersonStatus
from cadenza.web.file_cells import DateOrder, address, is_nothing
from cadenza.web.file_lines import SHOWN_LENGTH, LineReader, Mends, date_orders, missing_columns, no_column
from cadenza.web.file_mappings import ColumnMap
from cadenza.web.file_report import Problem
from cadenza.web.files import Table

TITLE_LENGTH = 200
TEAM_NAME_LENGTH = 200
TEAM_DEPTH = 8
ID_LENGTH = 100
LONGEST_MANAGER = 254
TEXT_LIMITS = {"name": NAME_LENGTH, "called": NAME_LENGTH, "title": TITLE_LENGTH, "role": 200, "level": 50, "id": ID_LENGTH}

Found = TypeVar("Found")


@dataclass(slots=True)
class PersonRow:
    """One line of a people file. None means the cell is blank: it says nothing and erases nothing."""

    number: int
    id: str | None = None
    email: str | None = None
    name: str | None = None
    called: str | None = None
    title: str | None = None
    team: tuple[str, ...] | None = None
    start_date: date | None = None
    end_date: date | None = None
    status: PersonStatus | None = None
    country: str | None = None
    timezone: str | None = None
    hr_partner: str | None = None
    manager: str | None = None
    """An address in lower case, else an id or a name as it stands."""
    manager_column: str = "manager_email"
    role: str | None = None
    level: str | None = None
    bad: bool = False

    @property
    def shown(self) -> str:
        return self.name or self.email or self.id or ""


@dataclass
class PeopleFile:
    """All rows of a file, and what is wrong with them on their own."""

    rows: list[PersonRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    header_number: int = 1
    unusable_columns: bool = False


def missing_people_columns(mapping: ColumnMap, header_number: int) -> list[Problem]:
    """The columns a people file cannot do without: a name, and an e-mail or an id. That no column names managers is only remarked on."""
    found = missing_columns(words.PEOPLE, mapping, header_number)
    if not mapping.has("email") and not mapping.has("id"):
        found.append(Problem(header_number, "email", no_column("email")))
    if not any(mapping.has(name) for name in ("manager_email", "manager_id", "manager_name")):
        found.append(
            Problem(
                header_number,
                "manager_email",
                objection("no-manager-column", N_("No column names managers. Nobody's manager changes."), warning=True),
            )
        )
    return found


def read_people(table: Table, mapping: ColumnMap, mends: Mends | None = None) -> PeopleFile:
    """Every line as a row. `mends` are cells that were corrected on the page.

    Rule DATA-4: each bad cell is named with line, column and reason; reading goes on to the end.
    """
    found = PeopleFile(header_number=table.header_number)
    found.problems += missing_people_columns(mapping, table.header_number)
    found.unusable_columns = any(not problem.why.warning for problem in found.problems)
    if found.unusable_columns:
        return found
    orders = date_orders(table, mapping, ("start_date", "end_date"))
    for line in table:
        reader = _Reader(line.number, line.cells, mapping, mends or {}, found.problems)
        reader.check_width(table.header)
        row = _row(reader, orders)
        row.bad = reader.bad
        found.rows.append(row)
    return found


def _row(reader: _Reader, orders: Mapping[str, DateOrder | None]) -> PersonRow:
    row = PersonRow(reader.number)
    row.id = reader.limited("id")
    row.name = reader.limited("name")
    row.email = reader.address("email")
    row.called = reader.limited("called")
    row.title = reader.limited("title")
    row.team = reader.team()
    row.start_date = reader.date("start_date", orders.get("start_date"))
    row.end_date = reader.date("end_date", orders.get("end_date"))
    row.status = reader.status()
    row.country = reader.looked_up(
        "country", words.country_code, "unknown-country", N_("“%(text)s” is no country known here. Write its two-letter code.")
    )
    row.timezone = reader.looked_up(
        "timezone", words.zone_name, "unknown-timezone", N_("“%(text)s” is no time zone. Write one such as Europe/London.")
    )
    row.hr_partner = reader.address("hr_partner_email")
    row.manager_column, row.manager = reader.manager()
    row.role = reader.limited("role")
    row.level = reader.limited("level")
    _check_key(reader, row)
    return row


def _check_key(reader: _Reader, row: PersonRow) -> None:
    """Whether this row can be told apart from others, and whether it is somebody at all."""
    vacant = row.status is PersonStatus.VACANT or bool(row.name and words.is_vacancy(row.name))
    keyed = bool(row.email or row.id)
    if vacant and not keyed:
        reader.refuse(
            "email",
            "vacancy-without-key",
            N_("A vacancy needs an id or an e-mail, so that the next import knows it again. Add one or leave it out."),
        )
    elif vacant:
        row.status = PersonStatus.VACANT
        reader.warn("name", "vacancy", N_("“%(text)s” is taken as a vacancy, not as a person."), text=row.shown[:SHOWN_LENGTH])
    elif not keyed and not reader.bad:
        reader.refuse("email", "no-key", N_("Neither an e-mail nor an id: nothing tells this person apart from others."))
    if row.start_date and row.end_date and row.end_date < row.start_date:
        reader.refuse("end_date", "ends-before-start", N_("The end date lies before the start date."))


class _Reader(LineReader):
    """A line of a people file."""

    def limited(self, column: str) -> str | None:
        return self.text(column, TEXT_LIMITS[column])

    def manager(self) -> tuple[str, str | None]:
        """The manager as an address, else as an id or a name; and the column that gave it."""
        for column in ("manager_email", "manager_id", "manager_name"):
            text = self.plain_text(column)
            if not text:
                continue
            if len(text) > LONGEST_MANAGER:
                self.too_long(column, text, LONGEST_MANAGER)
                return column, None
            found = address(self.raw(column))
            return column, found if "@" in found else text
        return "manager_email", None

    def status(self) -> PersonStatus | None:
        return self.looked_up(
            "status", words.status_of, "unknown-status", N_("“%(text)s” is no state known here. Write active, absent, vacant or leaver.")
        )

    def looked_up(self, column: str, look_up: Callable[[str], Found | None], code: str, message: str) -> Found | None:
        text = self.plain_text(column)
        if not text:
            return None
        found = look_up(text)
        if found is None:
            self.refuse(column, code, message, text=text[:SHOWN_LENGTH])
        return found

    def team(self) -> tuple[str, ...] | None:
        """A team's path: "sigs/Docs" is Docs inside sigs."""
        text = self.text("team", TEAM_DEPTH * (TEAM_NAME_LENGTH + 1))
        path = tuple(part for piece in (text or "").split("/") if (part := piece.strip()) and not is_nothing(part))
        if any(len(part) > TEAM_NAME_LENGTH for part in path) or len(path) > TEAM_DEPTH:
            self.refuse(
                "team",
                "team-too-long",
                N_("“%(text)s…” is too long for a team: %(limit)d characters a name, %(depth)d teams inside each other."),
                text=(text or "")[:SHOWN_LENGTH],
                limit=TEAM_NAME_LENGTH,
                depth=TEAM_DEPTH,
            )
            return None
        return path or None


def same_person_again(rows: Iterable[PersonRow]) -> tuple[list[Problem], set[int]]:
    """Later rows with an e-mail or id that an earlier row has; and the numbers of those rows. The first row counts (INTERFACES 4)."""
    by_email: dict[str, int] = {}
    by_id: dict[str, tuple[int, str | None]] = {}
    problems: list[Problem] = []
    again: set[int] = set()
    for row in rows:
        if row.email is not None and row.email in by_email:
            again.add(row.number)
            problems.append(
                Problem(
                    row.number,
                    "email",
                    objection(
                        "same-person-again",
                        N_("%(email)s stands on line %(first)d already. The first line counts."),
                        email=row.email,
                        first=by_email[row.email],
                    ),
                )
            )
            continue
        if row.id is not None and row.id in by_id:
            first, email = by_id[row.id]
            again.add(row.number)
            code = "same-person-again" if email is None or row.email is None else "id-used-twice"
            problems.append(
                Problem(
                    row.number,
                    "id",
                    objection(code, N_("The id %(id)s stands on line %(first)d already. The first line counts."), id=row.id, first=first),
                )
            )
            continue
        if row.email is not None:
            by_email[row.email] = row.number
        if row.id is not None:
            by_id[row.id] = (row.number, row.email)
    return problems, again
