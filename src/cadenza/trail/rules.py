"""How a link of the record is computed (DATA-2). Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import StrEnum

Fact = int | str | bool | date | datetime | None


class Audience(StrEnum):
    """For whom an entry was written, so that the record cannot betray that a conversation took place."""

    AUTHOR = "author"
    SUBJECT = "subject"
    SUBJECT_AND_MANAGER = "subject-and-manager"
    HOUSE = "house"


PRIVATE_KIND = "private"
"""What stands in place of the kind of a private record."""


def plain_facts(facts: Mapping[str, Fact]) -> dict[str, int | str | bool | None]:
    """Facts as JSON holds them: dates in ISO form. Raises ValueError on text too long to be a code. Rule DATA-2."""
    found: dict[str, int | str | bool | None] = {}
    for name, value in facts.items():
        if isinstance(value, datetime):
            found[name] = value.astimezone(UTC).isoformat()
        elif isinstance(value, date):
            found[name] = value.isoformat()
        elif isinstance(value, str) and len(value) > 200:
            raise ValueError(f"{name!r} is no id, code or date: the record holds none of the words that people write")
        else:
            found[name] = value
    return found


def commitment(salt: str, content: Mapping[str, object]) -> str:
    """The salted fingerprint of an entry's content: proves it later, tells nothing once salt and content are gone. Rule DATA-2."""
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(f"{salt}|{canonical}".encode()).hexdigest()


def link_hash(*, chain: str, sequence: int, previous_hash: str, committed: str, at: datetime, recorded_at: datetime) -> str:
    """The fingerprint of one link, over everything that stands in it. Rule DATA-2."""
    parts = (chain, str(sequence), previous_hash, committed, _instant(at), _instant(recorded_at))
    return hashlib.sha256("|".join(parts).encode()).hexdigest()


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
