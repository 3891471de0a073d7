"""Reads one line of a table, cell by cell: cleans and checks what stands there and collects what is wrong with it. Knows no columns."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from cadenza.objections import N_, Objection, objection
from cadenza.web.file_cells import (
    BadDate,
    DateOrder,
    Oddity,
    UnclearDate,
    address,
    as_date,
    cleaned,
    is_address,
    is_nothing,
    order_shown_by,
)
from cadenza.web.file_mappings import ColumnMap, Columns, missing
from cadenza.web.file_report import Problem, Report
from cadenza.web.files import Line, Table

SHOWN_LENGTH = 60
"""How much of a wrong cell a message repeats."""

Mends = Mapping[tuple[int, str], str]
"""Cells corrected on the page: (line, column) -> text."""


@dataclass(frozen=True)
class Choices:
    """What the person importing decided."""

    leave_out_bad_rows: bool = False
    mends: Mends = field(default_factory=dict)
    confirmed_large: bool = False
    """That a file which changes very much is the right one (TRUST N21)."""


ODDITY_WORDS: Mapping[Oddity, str] = {
    Oddity.HIDDEN: N_("Signs that nobody sees were taken out of “%(text)s”."),
    Oddity.LINE_BREAK: N_("A line break in “%(text)s” became a space."),
    Oddity.FORMULA: N_("“%(text)s” looks like a formula. It is kept as plain text and never evaluated."),
    Oddity.MARKUP: N_("“%(text)s” looks like markup. It is kept as plain text."),
}


@dataclass(slots=True)
class LineReader:
    """One line being read. `bad` turns true with the first refusal."""

    number: int
    cells: tuple[str, ...]
    mapping: ColumnMap
    mends: Mends
    problems: list[Problem]
    bad: bool = False

    def raw(self, column: str) -> str:
        """The cell as the file has it, or as it was mended."""
        if self.mends and (self.number, column) in self.mends:
            return self.mends[self.number, column]
        return self.mapping.cell(column, self.cells)

    def refuse(self, column: str, code: str, message: str, /, **values: object) -> None:
        """Keep this row out, and say why."""
        self.bad = True
        self.problems.append(Problem(self.number, column, Objection(code, message, column, values)))

    def warn(self, column: str, code: str, message: str, /, **values: object) -> None:
        """Say something that keeps nothing out."""
        self.problems.append(Problem(self.number, column, Objection(code, message, column, values, warning=True)))

    def check_width(self, header: tuple[str, ...]) -> None:
        """A line that runs on beyond its header has lost a quotation mark, and its cells stand in wrong columns."""
        if any(cell.strip() for cell in self.cells[len(header) :]):
            self.refuse("", "too-many-cells", N_("This line has more cells than the header. A comma or a quotation mark may be missing."))

    def text(self, column: str, limit: int, *, needed: bool = False, one_line: bool = True) -> str | None:
        """The cell's text; None when it is blank, says that it is, or is too long."""
        raw = self.raw(column)
        clean = cleaned(raw, one_line=one_line) if raw else None
        if clean is None or is_nothing(clean.text):
            if needed:
                self.refuse(column, "cell-missing", N_("The column “%(column)s” is empty here."), column=column)
            return None
        for oddity in sorted(clean.oddities):
            self.warn(column, oddity.value, ODDITY_WORDS[oddity], text=clean.text[:SHOWN_LENGTH])
        if len(clean.text) > limit:
            self.too_long(column, clean.text, limit)
            return None
        return clean.text

    def too_long(self, column: str, text: str, limit: int) -> None:
        """Refuse a cell that does not fit; it is never cut in silence."""
        self.refuse(
            column,
            "too-long",
            N_("“%(text)s…” has %(length)d characters; %(limit)d fit."),
            text=text[:SHOWN_LENGTH],
            length=len(text),
            limit=limit,
        )

    def plain_text(self, column: str) -> str:
        """The cell's text for a look-up: cleaned, with no remark on it; empty when it says nothing."""
        raw = self.raw(column)
        text = cleaned(raw).text if raw else ""
        return "" if is_nothing(text) else text

    def address(self, column: str) -> str | None:
        """An e-mail address in lower case; None when blank or refused."""
        raw = self.raw(column)
        found = address(raw) if raw else ""
        if is_nothing(found):
            return None
        if not is_address(found):
            self.refuse(column, "not-an-address", N_("“%(text)s” is no e-mail address."), text=cleaned(raw).text[:SHOWN_LENGTH])
            return None
        return found

    def date(self, column: str, order: DateOrder | None) -> date | None:
        """A day of the calendar; None when blank or refused."""
        text = self.plain_text(column)
        if not text:
            return None
        try:
            return as_date(text, order)
        except UnclearDate:
            self.refuse(
                column,
                "unclear-date",
                N_("“%(text)s” may be two different days. Write 2026-11-24, or say on the mapping which comes first."),
                text=text,
            )
        except BadDate:
            self.refuse(
                column, "impossible-date", N_("“%(text)s” is no date in the calendar. Write it as 2026-11-24."), text=text[:SHOWN_LENGTH]
            )
        return None


def readers(table: Table, mapping: ColumnMap, mends: Mends | None, problems: list[Problem]) -> Iterable[LineReader]:
    """A reader for each line, its width checked."""
    for line in table:
        reader = reader_of(line, mapping, mends, problems)
        reader.check_width(table.header)
        yield reader


def reader_of(line: Line, mapping: ColumnMap, mends: Mends | None, problems: list[Problem]) -> LineReader:
    """The reader of one line."""
    return LineReader(line.number, line.cells, mapping, mends or {}, problems)


def date_orders(table: Table, mapping: ColumnMap, columns: Collection[str]) -> dict[str, DateOrder | None]:
    """How each date column writes its days: as the mapping says, as its own cells prove, else as another date column's cells prove."""
    present = [column for column in columns if mapping.has(column)]
    shown = {column: mapping.date_order or order_shown_by(mapping.cell(column, line.cells) for line in table) for column in present}
    otherwise = next((order for order in shown.values() if order), None)
    return {column: order or otherwise for column, order in shown.items()}


def no_column(name: str) -> Objection:
    """That a column is missing which the import cannot do without."""
    return objection("missing-column", N_("No column holds “%(column)s”. Name one in the mapping."), column=name)


def missing_columns(columns: Columns, mapping: ColumnMap, header_number: int) -> list[Problem]:
    """The needed columns that the mapping does not name, as problems of the header's line."""
    return [Problem(header_number, name, no_column(name)) for name in missing(columns, mapping)]


def may_apply(report: Report, table: Table, *, leave_out_bad_rows: bool) -> bool:
    """All or nothing (DATA-4): no bad row, or the bad ones left out by choice. A wrong header can never be left out."""
    if any(row <= table.header_number for row in report.bad_rows):
        return False
    return leave_out_bad_rows or not report.bad_rows
