"""A person's copy of what is held about them: for machines as JSON, to read as Markdown or on paper (DATA-3, TRUST K1, R19, L12)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from cadenza.custody.holdings import KINDS
from cadenza.custody.kinds import Kind
from cadenza.people.days import organisation, zone
from cadenza.people.models import Person
from cadenza.people.rules import Coded
from cadenza.web.paper import Paper, PaperEntry, Section
from cadenza.web.words import STATE_WORDS, shown, state_word

FORMAT = "cadenza-personal-copy"
FORMAT_VERSION = 1
STATES = frozenset({"state", "status", "ended_as", "end", "change"})
OURS = ("id", "partner_id")
"""Keys of frozen words that say nothing to a reader."""


class CopyFormat(Coded):
    """What a copy is made as."""

    JSON = "json"
    MARKDOWN = "md"
    PDF = "pdf"


@dataclass(frozen=True)
class Taken:
    """The rows of one kind, read once: path -> value."""

    kind: Kind
    rows: Sequence[Mapping[str, Any]]


def taken(person: Person, *, at: datetime) -> list[Taken]:
    """Everything that the person may take out now, kind by kind, empty ones included. A fixed number of statements per kind. Rule DATA-3.

    What they may see is decided here and now: nothing is stored, so nothing goes stale between making and fetching (TRUST R19, T26).
    """
    return [Taken(kind, [{path: _at(row, path) for path in kind.columns} for row in kind.rows(person, at)]) for kind in KINDS]


def as_json(found: Iterable[Taken], *, at: datetime) -> bytes:
    """The machine's copy: every kind under its code, every column under its path. Instants and days in ISO form."""
    records = {one.kind.code: [{path: _plain(value) for path, value in row.items()} for row in one.rows] for one in found}
    told = {"format": FORMAT, "version": FORMAT_VERSION, "made_at": at.isoformat(), "organisation": organisation().name, "records": records}
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def as_markdown(found: Iterable[Taken], *, at: datetime) -> bytes:
    """The copy to read anywhere: what people typed is quoted line by line, so that none of it is read as a heading or a link (TRUST T15)."""
    lines = [f"# {_title()}", "", _made(at), ""]
    for one in found:
        lines += [f"## {_(one.kind.heading)}", ""]
        for number, row in enumerate(one.rows, start=1):
            lines += [f"### {number}", ""]
            for label, text in _facts(one.kind, row):
                lines += [f"**{label}**", "", *indented(text), ""]
        if not one.rows:
            lines += [_("Nothing."), ""]
    return "\n".join(lines).encode()


def as_paper(found: Iterable[Taken], *, person: Person, at: datetime) -> Paper:
    """The copy on paper. Rule DATA-3."""
    sections = [
        Section(
            _(one.kind.heading),
            "" if one.rows else _("Nothing."),
            [PaperEntry(f"{number}", _facts(one.kind, row)) for number, row in enumerate(one.rows, start=1)],
        )
        for one in found
    ]
    footer = _("%(organisation)s. Personal data of %(name)s.") % {"organisation": organisation().name, "name": person.name}
    return Paper(title=_title(), footer=footer, facts=[("", _made(at))], sections=sections)


def _title() -> str:
    return _("Records about me")


def _made(at: datetime) -> str:
    local = at.astimezone(zone())
    return _("Taken from %(organisation)s on %(day)s at %(time)s %(zone)s.") % {
        "organisation": organisation().name,
        "day": shown(local.date()),
        "time": local.strftime("%H:%M"),
        "zone": local.tzname(),
    }


def _facts(kind: Kind, row: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What is empty says nothing on a page; the machine's copy keeps it."""
    return [(_(label), text) for path, label in kind.columns.items() if (text := _said(path, row[path]))]


def _at(row: Any, path: str) -> Any:
    for name in path.split("."):
        if row is None:
            return None
        row = getattr(row, name, None)
    return row


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value.normalize())
    if is_dataclass(value) and not isinstance(value, type):
        return {name: _plain(one) for name, one in asdict(value).items()}
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items() if name not in OURS}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value


def _said(path: str, value: Any) -> str:
    if value is None or value == "" or value == [] or value == {}:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return str(shown(value.astimezone(zone()).date()))
    if isinstance(value, Mapping | list | tuple):
        return "\n".join(lines_of(value))
    if path.rsplit(".", 1)[-1] in STATES and str(value) in STATE_WORDS:
        return state_word(str(value))
    return str(shown(value))


def indented(text: str) -> list[str]:
    """Words that somebody typed, as lines that Markdown takes for no markup."""
    return ["    " + part for part in text.splitlines()]


def lines_of(value: Any) -> list[str]:
    """Nested words as the lines of a page."""
    return _told(_plain(value))


def _told(value: Any, label: str = "", depth: int = 0) -> list[str]:
    """Nested words as indented lines."""
    space = "  " * depth
    if isinstance(value, Mapping):
        inner = [line for name, one in value.items() for line in _told(one, str(name).replace("_", " "), depth + bool(label))]
        return [f"{space}{label}:", *inner] if label and inner else inner
    if isinstance(value, list):
        inner = [line for number, one in enumerate(value, start=1) for line in _told(one, f"{number}", depth + bool(label))]
        return [f"{space}{label}:", *inner] if label and inner else inner
    return [] if value in (None, "") else [f"{space}{label}: {value}" if label else f"{space}{value}"]
