"""Which of a file's columns is which of ours: guessed from the headers, read from a mapping file, or picked on a page. Knows no columns."""

from __future__ import annotations

import csv
import io
import json
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cadenza.objections import N_, objection
from cadenza.web.file_cells import DateOrder
from cadenza.web.files import Unusable

MAX_MAPPING_BYTES = 256 * 1024
CONFUSABLE_WITH_NOTHING = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Columns:
    """What one kind of import reads: its columns, those it cannot do without, and the other names they go by."""

    names: tuple[str, ...]
    needed: tuple[str, ...]
    other_names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Column -> what other systems call it. Lower case, words parted by one space."""

    def known(self) -> Mapping[str, str]:
        """Plain header -> our column. The first column to claim a name keeps it."""
        found: dict[str, str] = {}
        for name in self.names:
            found.setdefault(plain(name), name)
        for name in self.names:
            for other in self.other_names.get(name, ()):
                found.setdefault(plain(other), name)
        return found


def plain(header: str) -> str:
    """A header without case, accents, punctuation and spacing: "E-Mail Address " and "email_address" are one."""
    text = unicodedata.normalize("NFKD", header).casefold()
    return CONFUSABLE_WITH_NOTHING.sub("", "".join(c for c in text if not unicodedata.combining(c)))


@dataclass(frozen=True)
class Wish:
    """Where a mapping file says a column is found: the first of `any_of` that the header has; each may be several headers joined.

    None at all says that the column is not in such files, whatever their headers look like.
    """

    any_of: tuple[tuple[str, ...], ...]
    joined_with: str = " "


@dataclass(frozen=True)
class MappingFile:
    """A mapping as it is written in a file, before it meets a header."""

    wishes: Mapping[str, Wish] = field(default_factory=dict)
    date_order: DateOrder | None = None
    title: str = ""
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Column -> their word (plain) -> ours, such as status: "on leave" -> "absent"."""

    def fits(self, header: Sequence[str]) -> int:
        """How many of its columns this mapping finds in a header by its own names."""
        there = {plain(name) for name in header}
        return sum(any(all(plain(name) in there for name in choice) for choice in wish.any_of) for wish in self.wishes.values())


@dataclass(frozen=True)
class ColumnMap:
    """Our column -> the places in a line whose cells make it."""

    places: Mapping[str, tuple[int, ...]]
    joined_with: Mapping[str, str] = field(default_factory=dict)
    date_order: DateOrder | None = None
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def has(self, column: str) -> bool:
        return column in self.places

    def cell(self, column: str, cells: Sequence[str]) -> str:
        """The raw text of one of our columns in a line; several places are joined, empty ones left out."""
        places = self.places.get(column)
        if not places:
            return ""
        if len(places) == 1:
            place = places[0]
            text = cells[place] if place < len(cells) else ""
        else:
            parts = [cells[p].strip() for p in places if p < len(cells) and cells[p].strip()]
            text = self.joined_with.get(column, " ").join(parts)
        words = self.values.get(column)
        return words.get(plain(text), text) if words else text


def guessed(columns: Columns, header: Sequence[str], written: MappingFile | None = None) -> ColumnMap:
    """The mapping for this header: what the mapping file wishes where the header has it, then our names, then other systems' names.

    A header serves one column only, unless a mapping file says otherwise; of two equal headers the first counts.
    """
    at: dict[str, int] = {}
    for place, name in enumerate(header):
        at.setdefault(plain(name), place)
    at.pop("", None)
    places: dict[str, tuple[int, ...]] = {}
    joined: dict[str, str] = {}
    if written is not None:
        for column, wish in written.wishes.items():
            for choice in wish.any_of:
                if column in columns.names and all(plain(name) in at for name in choice):
                    places[column] = tuple(at[plain(name)] for name in choice)
                    joined[column] = wish.joined_with
                    break
    taken = {place for found in places.values() for place in found}
    for names in ({n: (n,) for n in columns.names}, columns.other_names):
        for column in columns.names:
            if column in places or (written is not None and column in written.wishes and not written.wishes[column].any_of):
                continue
            for name in names.get(column, ()):
                found_at = at.get(plain(name))
                if found_at is not None and found_at not in taken:
                    places[column] = (found_at,)
                    taken.add(found_at)
                    break
    order = written.date_order if written else None
    return ColumnMap(places, joined, order, written.values if written else {})


def missing(columns: Columns, mapping: ColumnMap) -> list[str]:
    """The columns that the import cannot do without and that the mapping does not name."""
    return [name for name in columns.needed if not mapping.has(name)]


def unread_headers(mapping: ColumnMap, header: Sequence[str]) -> list[str]:
    """Headers that nothing is read from."""
    used = {place for places in mapping.places.values() for place in places}
    return [name for place, name in enumerate(header) if name and place not in used]


# --- mapping files ---------------------------------------------------------------------------------------------------------------


def read_mapping(source: Path, columns: Columns) -> MappingFile:
    """Read a mapping file: TOML, JSON, or a CSV of two columns. Raises Unusable.

    TOML and JSON hold a table `columns`, or are one: our column -> their header, a list of headers to try, or the other way about
    (their header -> our column). `joined`, `dates.order` and `values` are as in the shipped files.
    """
    try:
        raw = source.read_bytes()[: MAX_MAPPING_BYTES + 1]
        text = raw.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise _no_mapping(source.name) from error
    if len(raw) > MAX_MAPPING_BYTES:
        raise _no_mapping(source.name)
    return parsed_mapping(text, source.name, columns)


def parsed_mapping(text: str, name: str, columns: Columns) -> MappingFile:
    """The mapping that a text holds."""
    if text.lstrip()[:1] == "{":
        try:
            return _mapping_of(json.loads(text), columns, name)
        except (json.JSONDecodeError, RecursionError) as error:
            raise _no_mapping(name) from error
    if name.lower().endswith(".csv"):
        pairs = [row for row in csv.reader(io.StringIO(text)) if len(row) >= 2]
        return _mapping_of({theirs.strip(): ours.strip() for theirs, ours, *_ in pairs}, columns, name)
    try:
        return _mapping_of(tomllib.loads(text), columns, name)
    except tomllib.TOMLDecodeError as error:
        raise _no_mapping(name) from error


def _no_mapping(name: str) -> Unusable:
    return Unusable(
        objection(
            "mapping-unreadable",
            N_("%(name)s is no mapping file. Write our column = their header, one on a line, as TOML, JSON or CSV."),
            name=name,
        )
    )


def _mapping_of(found: Any, columns: Columns, name: str) -> MappingFile:
    if not isinstance(found, dict):
        raise _no_mapping(name)
    table = found.get("columns", {key: value for key, value in found.items() if isinstance(value, str | list)})
    if not isinstance(table, dict):
        raise _no_mapping(name)
    wishes: dict[str, Wish] = {}
    ours = columns.known()
    for left, right in table.items():
        if left in columns.names:
            wishes[left] = Wish(tuple(_choices(right, name)))
        elif isinstance(right, str) and right in columns.names:
            wishes.setdefault(right, Wish(((left,),)))
        elif plain(left) not in ours and not (isinstance(right, str) and plain(right) in ours) and left not in {"title", "kind"}:
            raise Unusable(
                objection(
                    "mapping-unknown-column",
                    N_("The mapping file names the column %(column)s, which this import does not have."),
                    column=left[:60],
                )
            )
    for column, how in found.get("joined", {}).items():
        if column in columns.names and isinstance(how, dict):
            joined = tuple(str(part) for part in how.get("of", ()))
            before = wishes[column].any_of if column in wishes else ()
            wishes[column] = Wish((joined, *before), str(how.get("with", " ")))
    if not wishes:
        raise _no_mapping(name)
    dates = found.get("dates", {})
    order = dates.get("order") if isinstance(dates, dict) else None
    values = {
        column: {plain(theirs): str(our_word) for theirs, our_word in words.items()}
        for column, words in found.get("values", {}).items()
        if isinstance(words, dict)
    }
    return MappingFile(wishes, DateOrder(order) if order in set(DateOrder) else None, str(found.get("title", "")), values)


def _choices(right: Any, name: str) -> Iterable[tuple[str, ...]]:
    if isinstance(right, str):
        return [(right,)]
    if isinstance(right, list) and all(isinstance(part, str) for part in right):
        return [(part,) for part in right]
    raise _no_mapping(name)


def shipped_mappings(folder: Path, columns: Columns) -> dict[str, MappingFile]:
    """The mapping files that come with the product, by name."""
    return {path.stem: read_mapping(path, columns) for path in sorted(folder.glob("*.toml"))}
