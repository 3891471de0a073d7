"""Reads tables out of files that people bring: CSV in any usual dress, and XLSX. Knows no columns; each room's `imports.py` does.

Every cell comes out as text: dates as 2026-11-24, whole numbers without a point. A line keeps the number it has in the file (a sheet's
row), so that what is said about it can be found. What cannot be read as a table at all raises `Unusable` with one sentence.
"""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from cadenza.objections import N_, Objection, objection

MAX_BYTES = 60 * 1024 * 1024
MAX_UNPACKED_BYTES = 600 * 1024 * 1024  # an XLSX is a zip; this is what it may unfold to
MAX_ROWS = 150_000
MAX_COLUMNS = 500
MAX_CELLS = 4_000_000
MAX_LINES_IN_A_RECORD = 500  # more means a quotation mark that was never closed
HEADER_WITHIN = 25  # lines of titles and blanks that may stand above the header
SAMPLE = 64 * 1024

DELIMITERS = (",", ";", "\t", "|")
NOT_TABLES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"\x1f\x8b", "gzip"),
    (b"7z\xbc\xaf", "7z"),
    (b"Rar!", "RAR"),
    (b"\x7fELF", "ELF"),
    (b"SQLite format 3", "SQLite"),
)
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"


class Unusable(Exception):  # noqa: N818  the house's word for "this is no table"; doors answer with its sentence, the command with exit 2
    """The file cannot be read as a table. `objection` says why."""

    def __init__(self, why: Objection) -> None:
        self.objection = why
        super().__init__(why.code)


@dataclass(frozen=True, slots=True)
class Line:
    """One record of the file. `number` is the line on which it begins (1 is the first line of the file)."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A header and the lines under it. Iterating reads the file again from its start; blank lines are left out."""

    header: tuple[str, ...]
    header_number: int
    dress: str
    """How the file was read, such as "utf-8;" or "xlsx": for the page to say, and for tests."""
    lines: Callable[[], Iterator[Line]]

    def __iter__(self) -> Iterator[Line]:
        return self.lines()


def no_names(_cell: str) -> bool:
    """The answer of a reader that knows no header."""
    return False


def open_table(source: Path | bytes, *, known: Callable[[str], bool] = no_names) -> Table:
    """Open a file as a table. `known` tells whether a cell is a header that the caller has heard of; it finds the header under titles.

    Raises Unusable, here or while the lines are read.
    """
    data = source if isinstance(source, bytes) else _read(source)
    if len(data) > MAX_BYTES:
        raise Unusable(
            objection(
                "file-too-large",
                N_("The file is larger than %(limit)d MB. Split it, or leave out columns."),
                limit=MAX_BYTES // 1024 // 1024,
            )
        )
    if not data.strip():
        raise Unusable(objection("file-empty", N_("The file is empty.")))
    for magic, kind in NOT_TABLES:
        if data.startswith(magic):
            raise Unusable(objection("not-a-table", N_("This is a %(kind)s file, not a table. Save the table as CSV or XLSX."), kind=kind))
    if data.startswith(OLD_OFFICE):
        raise Unusable(
            objection(
                "old-or-locked-workbook",
                N_("This workbook is locked with a password or in an old format. Save it as XLSX or CSV without one."),
            )
        )
    if data.startswith(ZIP):
        return _open_workbook(data, known)
    return _open_csv(data, known)


def _read(path: Path) -> bytes:
    """The file's bytes, unless it is too large or cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise Unusable(
            objection("file-unreadable", N_("%(name)s cannot be read: %(why)s."), name=path.name, why=error.strerror or "")
        ) from error


def header_among(records: Sequence[tuple[int, Sequence[str]]], known: Callable[[str], bool]) -> int | None:
    """Which of the first records is the header: the one with most known names, else the first with two filled cells, else the first filled."""
    best, best_score = None, 0
    for index, (_, cells) in enumerate(records):
        score = sum(1 for cell in cells if cell.strip() and known(cell))
        if score > best_score:
            best, best_score = index, score
    if best is not None:
        return best
    filled = [sum(1 for cell in cells if cell.strip()) for _, cells in records]
    return next((i for i, count in enumerate(filled) if count > 1), next((i for i, count in enumerate(filled) if count), None))


# --- CSV -------------------------------------------------------------------------------------------------------------------------


def encoding_of(data: bytes) -> str:
    """The encoding that reads these bytes whole: a byte order mark decides, then UTF-16 by its zero bytes, UTF-8, else Western European."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF32_LE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return name if _decodes(data, name) else "cp1252"
    sample = data[:SAMPLE]
    half = max(len(sample) // 2, 1)
    if sample[1::2].count(0) > half * 0.4 and sample[0::2].count(0) < half * 0.1 and _decodes(data, "utf-16-le"):
        return "utf-16-le"
    if sample[0::2].count(0) > half * 0.4 and sample[1::2].count(0) < half * 0.1 and _decodes(data, "utf-16-be"):
        return "utf-16-be"
    if _decodes(data, "utf-8"):
        return "utf-8"
    return "cp1252" if _decodes(data, "cp1252") else "latin-1"


def _decodes(data: bytes, encoding: str) -> bool:
    """Whether all the bytes are text in this encoding; piece by piece, so that a large file is not held twice."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for start in range(0, len(data), SAMPLE):
            decoder.decode(data[start : start + SAMPLE])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


CONTROLS = re.compile("[\x00-\x08\x0e-\x19\x1c-\x1f\x7f]")
MARKUP_DOCUMENT = re.compile(r"\s*(<(!doctype|html|\?xml|table|svg)\b|\{\s*[\"}]|\[\s*[\{\[])", re.IGNORECASE)


def _open_csv(data: bytes, known: Callable[[str], bool]) -> Table:
    encoding = encoding_of(data)
    sample = data[:SAMPLE].decode(encoding, errors="ignore")
    found = len(CONTROLS.findall(sample))
    if found > 8 and found > len(sample) * 0.02:
        raise Unusable(objection("not-a-table", N_("This is a %(kind)s file, not a table. Save the table as CSV or XLSX."), kind="binary"))
    if MARKUP_DOCUMENT.match(sample.lstrip("\ufeff")):
        raise Unusable(
            objection("not-a-table", N_("This is a %(kind)s file, not a table. Save the table as CSV or XLSX."), kind="web or data")
        )
    named = re.match(r"\ufeff?sep=(.)\r?\n", sample)
    skip = 1 if named else 0
    delimiter = named.group(1) if named else _delimiter_of(sample, known)
    first = list(_upto(_records(data, encoding, delimiter, skip), HEADER_WITHIN))
    at = header_among(first, known)
    if at is None:
        raise Unusable(objection("file-empty", N_("The file is empty.")))
    number, header = first[at]

    def lines() -> Iterator[Line]:
        return _counted(r for r in _records(data, encoding, delimiter, skip) if r[0] > number)

    return Table(_header(header), number, f"{encoding}{delimiter}", lines)


def _upto(records: Iterator[tuple[int, Sequence[str]]], limit: int) -> Iterator[tuple[int, Sequence[str]]]:
    for _, record in zip(range(limit), records, strict=False):
        yield record


def _header(cells: Sequence[str]) -> tuple[str, ...]:
    """The header's cells without the empty ones at its end."""
    trimmed = [" ".join(cell.split()) for cell in cells]
    while trimmed and not trimmed[-1]:
        trimmed.pop()
    if len(trimmed) > MAX_COLUMNS:
        raise Unusable(objection("too-many-columns", N_("The file has more than %(limit)d columns."), limit=MAX_COLUMNS))
    return tuple(trimmed)


def _counted(records: Iterator[tuple[int, Sequence[str]]]) -> Iterator[Line]:
    """The filled records as lines, within what one import may hold."""
    rows = cells_seen = 0
    for number, cells in records:
        if not any(cell and not cell.isspace() for cell in cells):
            continue
        rows += 1
        cells_seen += len(cells)
        if rows > MAX_ROWS or cells_seen > MAX_CELLS:
            raise Unusable(
                objection(
                    "too-many-rows",
                    N_("The file holds more than %(limit)d rows, or too many cells. Split it and import the parts."),
                    limit=MAX_ROWS,
                )
            )
        yield Line(number, tuple(cells))


def _delimiter_of(sample: str, known: Callable[[str], bool]) -> str:
    """The sign between cells: the one that finds most known headers, else the one that cuts most lines into the same number of cells."""
    if len(sample) >= SAMPLE // 4 and "\n" in sample:
        sample = sample[: sample.rindex("\n") + 1]  # the last line of a sample may be cut
    best, best_score = ",", (0, 0.0)
    for delimiter in DELIMITERS:
        try:
            records = [cells for cells in csv.reader(io.StringIO(sample.replace("\0", ""), newline=""), delimiter=delimiter) if any(cells)][
                :60
            ]
        except csv.Error:
            continue
        names = max((sum(1 for c in cells if known(c)) for cells in records[:HEADER_WITHIN]), default=0)
        widths = [len(cells) for cells in records]
        usual = max(set(widths), key=lambda w: (widths.count(w), w)) if widths else 1
        spaced = sum(1 for cells in records for c in cells[1:] if c.startswith(" ")) / max(sum(widths) - len(widths), 1)  # "Miller, Anne"
        score = (names, widths.count(usual) / len(widths) * min(usual, 50) * (1 - spaced / 2) if usual > 1 else 0.0)
        if score > best_score:
            best, best_score = delimiter, score
    return best


class _Lines:
    """The physical lines of a text, without NUL, remembering whether the present record has left a quotation mark open."""

    def __init__(self, text: IO[str]) -> None:
        self.text = text
        self.number = 0
        self.begun = 0
        self.quotes = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = next(self.text)
        self.number += 1
        self.quotes += line.count('"')
        if self.number - self.begun > MAX_LINES_IN_A_RECORD:
            raise _unclosed(self.begun + 1)
        return line.replace("\0", "") if "\0" in line else line


def _unclosed(number: int) -> Unusable:
    return Unusable(
        objection(
            "quote-never-closed", N_("The cell that begins on line %(line)d opens a quotation mark and never closes it."), line=number
        )
    )


def _records(data: bytes, encoding: str, delimiter: str, skip: int) -> Iterator[tuple[int, Sequence[str]]]:
    """Each record with the line it begins on. A quotation mark left open to the end of the file is named, not swallowed."""
    with io.TextIOWrapper(io.BytesIO(data), encoding=encoding, errors="replace", newline="") as text:
        lines = _Lines(text)
        for _ in range(skip):
            next(lines)
        lines.begun = lines.number
        reader = csv.reader(lines, delimiter=delimiter)
        while True:
            lines.begun, lines.quotes = lines.number, 0
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise Unusable(
                    objection(
                        "line-unreadable", N_("Line %(line)d cannot be cut into cells: %(why)s."), line=lines.begun + 1, why=str(error)
                    )
                ) from error
            if lines.number - lines.begun > 1 and lines.quotes % 2 and next(text, None) is None:
                raise _unclosed(lines.begun + 1)
            yield lines.begun + 1, cells


# --- XLSX ------------------------------------------------------------------------------------------------------------------------


CELL_WITH_VALUE = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*?(?<!/)>')


def _guard_workbook(data: bytes) -> None:
    """Refuse a workbook that would unfold beyond bounds, before the reader lays its sheets out as one block of memory."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as folded:
            parts = folded.infolist()
            if sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
                raise Unusable(
                    objection(
                        "file-unfolds-too-large",
                        N_("The workbook unfolds to more than %(limit)d MB."),
                        limit=MAX_UNPACKED_BYTES // 1024 // 1024,
                    )
                )
            for part in parts:
                if re.fullmatch(r"xl/worksheets/[^/]+\.xml", part.filename):
                    with folded.open(part) as sheet:
                        _guard_sheet(sheet)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise Unusable(objection("workbook-damaged", N_("The workbook is damaged or locked, and cannot be opened."))) from error


def _guard_sheet(sheet: IO[bytes]) -> None:
    tail, right, bottom = b"", 0, 0
    while piece := sheet.read(1024 * 1024):
        piece = tail + piece
        for letters, digits in CELL_WITH_VALUE.findall(piece):
            column = 0
            for letter in letters:
                column = column * 26 + letter - 64
            right = max(right, column)
            bottom = max(bottom, int(digits))
        if right > MAX_COLUMNS or bottom > MAX_ROWS + HEADER_WITHIN or right * bottom > MAX_CELLS:
            raise Unusable(
                objection(
                    "too-many-rows",
                    N_("The file holds more than %(limit)d rows, or too many cells. Split it and import the parts."),
                    limit=MAX_ROWS,
                )
            )
        tail = piece[-200:] if (cut := piece.rfind(b"<", -200)) < 0 else piece[cut:]


def _open_workbook(data: bytes, known: Callable[[str], bool]) -> Table:
    """The sheet whose header is best known, else the first shown sheet that holds anything."""
    _guard_workbook(data)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        best: tuple[int, int, CalamineSheet, list[tuple[int, Sequence[str]]]] | None = None
        for place, sheet_facts in enumerate(workbook.sheets_metadata):
            if sheet_facts.typ != SheetTypeEnum.WorkSheet or sheet_facts.visible != SheetVisibleEnum.Visible:
                continue
            sheet = workbook.get_sheet_by_index(place)
            first = list(_upto(_sheet_records(sheet), HEADER_WITHIN))
            at = header_among(first, known)
            if at is None:
                continue
            score = sum(1 for cell in first[at][1] if known(cell))
            if best is None or score > best[0]:
                best = (score, at, sheet, first)
    except (CalamineError, OSError) as error:
        raise Unusable(objection("workbook-damaged", N_("The workbook is damaged or locked, and cannot be opened."))) from error
    if best is None:
        raise Unusable(objection("file-empty", N_("The file is empty.")))
    _, at, chosen, first = best
    number, header = first[at]

    def lines() -> Iterator[Line]:
        return _counted(r for r in _sheet_records(chosen, below=number) if r[0] > number)

    return Table(_header(header), number, "xlsx", lines)


def _sheet_records(sheet: CalamineSheet, below: int = 0) -> Iterator[tuple[int, Sequence[str]]]:
    """The sheet's rows as text. A cell merged over several rows under the header holds for each of them."""
    held = {
        (row + 1, column): (top + 1, column)
        for (top, column), (bottom, right) in sheet.merged_cell_ranges or ()
        if top + 1 > below and column == right and bottom - top < MAX_LINES_IN_A_RECORD
        for row in range(top + 1, bottom + 1)
    }
    kept: dict[tuple[int, int], str] = {}
    heads = set(held.values())
    for number, row in enumerate(sheet.iter_rows(), start=1):
        cells = [cell_text(value) for value in row]
        if heads:
            for column, text in enumerate(cells):
                if (number, column) in heads:
                    kept[number, column] = text
                elif (number, column) in held and not text:
                    cells[column] = kept.get(held[number, column], "")
        yield number, cells


def cell_text(value: Any) -> str:
    """A sheet's cell as the text a CSV would hold."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value)
