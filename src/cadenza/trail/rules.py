"""How a link of the record is computed (DATA-2). Pure."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
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

PURGED_KIND = "trail.content-purged"
"""The kind of the entry that a purge leaves in each chain: it names the entries whose content is gone on purpose (TRUST N16)."""

LONGEST_FACT = 200
"""Characters of a text fact: enough for a list of field names or ids, too few for what people write."""

A_KIND = re.compile(r"[a-z]+\.[a-z0-9][a-z0-9-]*")
A_CASE = re.compile(r"case(?:-reads|-advice)?:[0-9]+")
CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True)
"""How content is written down before it is hashed: a chain holds only while this stays as it is."""
NOT_IN_A_CODE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def objection_to_kind(kind: str) -> str:
    """Why a text is no kind of entry ("plans.goal-added"); empty when it is one. Rule DATA-2."""
    return "" if A_KIND.fullmatch(kind) and len(kind) <= 80 else "a kind reads room.thing-happened"


def objection_to_chain(key: str) -> str:
    """Why a key is none of a case's own chain; empty when it is one. Rule PIP-18: one chain for each case."""
    return "" if A_CASE.fullmatch(key) else "a case's own chain reads case:12, case-reads:12 or case-advice:12"


def plain_facts(facts: Mapping[str, Fact]) -> dict[str, int | str | bool | None]:
    """Facts as JSON holds them: dates in ISO form. Raises ValueError on what is no id, code or date. Rule DATA-2."""
    return {name: _plain(name, value) for name, value in facts.items()}


def _plain(name: str, value: Fact) -> int | str | bool | None:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError(f"{name!r} is an instant without a zone")
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        if len(value) > LONGEST_FACT or NOT_IN_A_CODE.search(value):
            raise ValueError(f"{name!r} is no id, code or date: the record holds none of the words that people write")
        return str(value)
    if value is None or isinstance(value, int):
        return value
    raise ValueError(f"{name!r} is a {type(value).__name__}; facts are ids, codes and dates")


def ranges_of(sequences: Iterable[int]) -> list[str]:
    """Sequences as "3-9,12" in texts short enough for a fact; what `sequences_in` reads back. House arithmetic (TRUST N16)."""
    runs: list[list[int]] = []
    for number in sorted(set(sequences)):
        if runs and runs[-1][1] + 1 == number:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    texts: list[str] = []
    for first, last in runs:
        text = str(first) if first == last else f"{first}-{last}"
        if texts and len(texts[-1]) + 1 + len(text) <= LONGEST_FACT:
            texts[-1] += f",{text}"
        else:
            texts.append(text)
    return texts


def sequences_in(text: str) -> set[int]:
    """The sequences that a text of `ranges_of` names. House arithmetic (TRUST N16)."""
    found: set[int] = set()
    for part in text.split(","):
        first, _, last = part.partition("-")
        found.update(range(int(first), int(last or first) + 1))
    return found


def commitment(salt: str, content: Mapping[str, object]) -> str:
    """The salted fingerprint of an entry's content: proves it later, tells nothing once salt and content are gone. Rule DATA-2."""
    return hashlib.sha256(f"{salt}|{CANONICAL.encode(content)}".encode()).hexdigest()


def link_hash(*, chain: str, sequence: int, previous_hash: str, committed: str, at: datetime, recorded_at: datetime) -> str:
    """The fingerprint of one link, over everything that stands in it. Rule DATA-2."""
    parts = (chain, str(sequence), previous_hash, committed, _instant(at), _instant(recorded_at))
    return hashlib.sha256("|".join(parts).encode()).hexdigest()


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
