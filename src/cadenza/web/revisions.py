"""Two people, one row: every text has its own revision, a save names the ones it saw, and nothing is overwritten unseen (TRUST N10)."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as noted
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Any, Protocol

from django.conf import settings
from django.db import models
from django.utils.crypto import constant_time_compare


class HasPk(Protocol):
    """Whoever saves: anything with a key, for this room knows no persons."""

    @property
    def pk(self) -> Any: ...


@dataclass(frozen=True)
class Edit:
    """What somebody wants a field to say, and the `base_of` it that their page was made from.

    `name` and `label` are the field's in the form, for a panel that shows two texts; they do not make two edits different.
    """

    value: str
    base: str
    name: str = noted(default="", compare=False)
    label: str = noted(default="", compare=False)


@dataclass(frozen=True)
class Clash:
    """One field that somebody else changed since this page was made. `base` is what a second, deliberate save must name."""

    field: str
    mine: str
    theirs: str
    theirs_by_id: int | None
    theirs_at: datetime | None
    base: str
    name: str = noted(default="", compare=False)
    label: str = noted(default="", compare=False)

    @property
    def both(self) -> str:
        """The two texts under each other, theirs first."""
        return f"{self.theirs}\n\n{self.mine}" if self.theirs else self.mine


class Conflict(Exception):  # noqa: N818  an answer for two people, not a failure
    """Somebody else saved one of these fields first. Nothing of this save was kept; doors answer 409 with both texts."""

    def __init__(self, clashes: Iterable[Clash]) -> None:
        self.clashes = tuple(clashes)
        super().__init__(", ".join(clash.field for clash in self.clashes))


def as_text(value: object) -> str:
    """The form in which a value travels in a page: ISO dates, one kind of line ending, nothing for NULL."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, models.Model):
        return str(value.pk)
    return str(value).replace("\r\n", "\n").replace("\r", "\n").strip()


def _digest(text: str) -> str:
    """As Django's `salted_hmac` makes it, whose key is made once and not for each of the dozens of fields of a page."""
    return hmac.digest(_key_from(settings.SECRET_KEY), text.encode(), "sha1").hex()[:16]


@lru_cache(maxsize=2)
def _key_from(secret: str) -> bytes:
    return hashlib.sha1(b"cadenza.web.revisions" + secret.encode(), usedforsecurity=False).digest()


def _never_seen() -> str:
    """The base of a field that has never held anything: what a page that sends none can have seen."""
    return f"0.{_digest('')}"


class Revised(models.Model):
    """A row whose texts are saved one by one. Read it with `select_for_update` before `apply_edits`; the caller saves.

    `revisions` holds for each field its number, and under "field@" who saved it last and when.
    """

    revisions = models.JSONField(default=dict, blank=True)

    class Meta:
        abstract = True

    def read_field(self, field: str) -> str:
        """The present text of a field. A row that keeps its words elsewhere (sealed) overrides this pair."""
        return as_text(getattr(self, self._meta.get_field(field).attname))  # type: ignore[union-attr]

    def write_field(self, field: str, text: str) -> None:
        """Put a text into its column, as the column's own type; empty means NULL where the column allows it."""
        column: Any = self._meta.get_field(field)
        empty = text == "" and column.null
        setattr(self, column.attname, None if empty else column.to_python(text))

    def apply_edits(self, edits: Mapping[str, Edit], *, by: HasPk, at: datetime) -> frozenset[str]:
        """Take over what was really changed and answer which fields that were. Raises Conflict, and then changes nothing.

        A field whose text is what the page was made from was not touched, however old the page (rule DATA-1: different fields never
        conflict). A changed field is taken when what the page saw is what stands there now, or when both wrote the same; the digest
        decides, so words that came by another road than this one are not overwritten either.
        """
        wanted: dict[str, str] = {}
        clashes: list[Clash] = []
        for field, edit in edits.items():
            mine, theirs = as_text(edit.value), self.read_field(field)
            seen = (edit.base or _never_seen()).partition(".")[2]
            if mine == theirs or constant_time_compare(_digest(mine), seen):
                continue
            if constant_time_compare(_digest(theirs), seen):
                wanted[field] = mine
            else:
                clashes.append(self._clash(field, edit, theirs))
        if clashes:
            raise Conflict(clashes)
        for field, text in wanted.items():
            self.write_field(field, text)
            self.revisions[field] = self.revision_of(field) + 1
            self.revisions[f"{field}@"] = [by.pk, at.astimezone(UTC).isoformat()]
        return frozenset(wanted)

    def revision_of(self, field: str) -> int:
        """How often this field was saved."""
        return int(self.revisions.get(field, 0))

    @property
    def saves(self) -> int:
        """How often anything in this row was saved."""
        return sum(number for field, number in self.revisions.items() if not field.endswith("@"))

    def last_saved(self, field: str) -> tuple[int | None, datetime | None]:
        """Who saved this field last, and when; (None, None) while nobody has."""
        who, when = self.revisions.get(f"{field}@", [None, None])
        return who, datetime.fromisoformat(when) if when else None

    def _clash(self, field: str, edit: Edit, theirs: str) -> Clash:
        who, when = self.last_saved(field)
        return Clash(field, as_text(edit.value), theirs, who, when, base_of(self, field), name=edit.name, label=edit.label)


def is_touched(edit: Edit) -> bool:
    """Whether somebody changed a field since their page was made, whatever stands there now."""
    return not constant_time_compare(_digest(as_text(edit.value)), (edit.base or _never_seen()).partition(".")[2])


def seen_alike(row: Revised, edits: Mapping[str, Edit]) -> list[str]:
    """Of the fields that a page sent, those that say there what stands now, and whose base is an older one: the page may have the fresh one.

    A field that somebody else changed meanwhile keeps its old base on a page that still shows the old words. With a fresh one the page's next
    saving would put those words back, as if its reader had chosen them over the other's (DATA-1).
    """
    return [field for field, edit in edits.items() if as_text(edit.value) == row.read_field(field) and edit.base != base_of(row, field)]


def base_of(row: Revised, field: str) -> str:
    """What a page must send back with a field: its revision, and a keyed digest by which an untouched text is known."""
    return f"{row.revision_of(field)}.{_digest(row.read_field(field))}"
