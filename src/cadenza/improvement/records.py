"""The records that somebody may cite: taken only from what they can see themselves, copied word for word into the case (PIP-2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from cadenza.conversations.slip_queries import citable_slips
from cadenza.evidence.access import visible_evidence
from cadenza.improvement.gate_rules import Source
from cadenza.people.models import Person


@dataclass(frozen=True)
class Citable:
    """One record as it would be copied."""

    source: Source
    ref: str
    dated: date
    author: str
    words: str
    shared: bool = False
    confirmed: bool = True
    follow_up_on: date | None = None
    shared_at: datetime | None = None
    """When agreed points were shared with the person: none counts before (EARLY-5)."""

    @property
    def key(self) -> str:
        return f"{self.source}:{self.ref}"


def citable(by: Person, person: Person, *, at: datetime) -> Mapping[str, Citable]:
    """Everything about a person that the reader could cite now, newest first; HR sees the copies in the case and nothing here of its source."""
    found = [*_slips(by, person, at), *_evidence(by, person, at)]
    return {one.key: one for one in sorted(found, key=lambda one: (one.dated, one.ref), reverse=True)}


def _slips(by: Person, person: Person, at: datetime) -> list[Citable]:
    return [
        Citable(
            Source.SLIP,
            one.ref,
            one.held_on,
            one.author_name,
            "\n".join(part for part in (one.seen, one.expected, one.support, one.may_follow) if part),
            shared=True,
            confirmed=one.confirmed,
            follow_up_on=one.follow_up_on or one.expected_by,
            shared_at=one.shared_at,
        )
        for one in citable_slips(by, person, at=at)
    ]


def _evidence(by: Person, person: Person, at: datetime) -> list[Citable]:
    rows = visible_evidence(by, at=at).filter(person=person, withdrawn_at=None).select_related("added_by")
    return [Citable(Source.EVIDENCE, str(row.pk), row.happened_on, row.added_by.name, row.what) for row in rows]
