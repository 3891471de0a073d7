"""How the record is shown to those who look after the system: that something happened, and nothing that is theirs alone (TRUST T21)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from cadenza.objections import N_
from cadenza.trail.models import Content
from cadenza.trail.rules import PRIVATE_KIND

PRIVATE_RECORD = N_("private record")


@dataclass(frozen=True)
class AuditLine:
    """One line of an audit page. Of a private record neither author, subject nor facts are given, only that there is one."""

    at: datetime
    label: str
    """The kind, or an untranslated "private record"."""
    by_id: int | None = None
    about_id: int | None = None
    facts: Mapping[str, int | str | bool | None] = field(default_factory=dict)


def audit_lines(contents: Iterable[Content]) -> Iterator[AuditLine]:
    """Render entries for an audit page; read them with their `entry`. The caller has checked who is asking. Rule DATA-2, TRUST T21."""
    for content in contents:
        if content.kind == PRIVATE_KIND or content.sealed is not None:
            yield AuditLine(content.entry.at, PRIVATE_RECORD)
        else:
            yield AuditLine(content.entry.at, content.kind, content.by_id, content.about_id, content.facts)
