"""The record of a formal plan: entries sealed under the case's own key, each committed to in the case's own hash chain (PIP-18).

The chain holds a fingerprint of salted content and no word of it; salt and words lie sealed in the entry. Destroying the case's key and the
chain's contents erases every word, and the chain still holds (TRUST 0.9, N16).
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cadenza.improvement.models import Case, Entry
from cadenza.improvement.rules import Kind, Part
from cadenza.people.models import Person
from cadenza.sealing.keys import Unit, Unreadable, seal, unseal_each
from cadenza.trail.models import Content
from cadenza.trail.record import NewEntry, record_many
from cadenza.trail.rules import CANONICAL, Audience, Fact
from cadenza.trail.verify import broken_links

ADDED, READ = "improvement.entry-added", "improvement.record-read"
Words = Mapping[str, Any]


@dataclass(frozen=True)
class Opened:
    """One entry with its words."""

    sequence: int
    kind: Kind
    by_id: int | None
    part: Part | None
    at: datetime
    recorded_at: datetime
    words: Words


def unit_of(case: Case) -> Unit:
    """What is erased together: one plan (TRUST 0.7)."""
    return Unit(f"formal:case:{case.pk}", case.person_id, None)


def add(
    case: Case,
    kind: Kind,
    *,
    by: Person | None,
    part: Part | None,
    at: datetime,
    words: Words | None = None,
    recorded_at: datetime | None = None,
) -> Opened:
    """Append one entry. The caller holds the case's row locked, so that the sequence has no gap and no fork (TRUST N15)."""
    case.length += 1
    told = dict(words or {})
    text = CANONICAL.encode({"salt": secrets.token_hex(16), "words": told})
    sealed = seal(text, unit=unit_of(case), place=_place(case.pk, case.length))
    written = recorded_at or at
    Entry.objects.create(case=case, sequence=case.length, kind=kind, by=by, part=part or "", at=at, recorded_at=written, sealed=sealed)
    facts: dict[str, Fact] = {
        "case": case.pk,
        "entry": case.length,
        "digest": _digest(case.pk, case.length, kind, by.pk if by else None, part or "", text),
    }
    chained = NewEntry(ADDED, by.pk if by else None, None, at, facts, Audience.HOUSE, recorded_at=written, chain=f"case:{case.pk}")
    record_many([chained])
    return Opened(case.length, kind, by.pk if by else None, part, at, written, told)


def note_reading(case: Case, what: str, *, by: Person, at: datetime) -> None:
    """Write down that somebody opened a page of the plan; those on it read this list (DATA-2). It lies apart from the person's other reads."""
    facts: dict[str, Fact] = {"case": case.pk, "page": what}
    record_many([NewEntry(READ, by.pk, None, at, facts, Audience.HOUSE, is_read=True, chain=f"case-reads:{case.pk}")])


def readings_of(case: Case) -> list[tuple[datetime, int | None, str]]:
    """Who opened what when, newest first, at most two hundred. The caller has checked who is asking."""
    rows = Content.objects.filter(entry__chain__key=f"case-reads:{case.pk}").select_related("entry").order_by("-entry__sequence")[:200]
    return [(row.entry.at, row.by_id, str(row.facts.get("page", ""))) for row in rows]


def entries_of(cases: Collection[Case], *, kinds: Collection[Kind] = ()) -> list[Entry]:
    """The rows of these cases in order, closed. One statement, however many cases."""
    wanted = Entry.objects.filter(case__in=[case.pk for case in cases], **({"kind__in": list(kinds)} if kinds else {}))
    return list(wanted.order_by("case_id", "sequence"))


def opened(cases: Collection[Case], *, kinds: Collection[Kind] = (), entries: Collection[Entry] | None = None) -> dict[int, list[Opened]]:
    """Every entry of these cases in order, opened, or those of some kinds. Two statements, however many cases, or one where the rows of these
    and perhaps of other cases were read before (`entries`). Raises Unreadable."""
    by_pk = {case.pk: case for case in cases}
    rows = entries_of(cases, kinds=kinds) if entries is None else [row for row in entries if row.case_id in by_pk]
    blobs = [(bytes(row.sealed), unit_of(by_pk[row.case_id]), _place(row.case_id, row.sequence)) for row in rows]
    found: dict[int, list[Opened]] = {pk: [] for pk in by_pk}
    for row, text in zip(rows, unseal_each(blobs) if blobs else [], strict=True):
        found[row.case_id].append(_opened(row, json.loads(text)["words"]))
    return found


def broken_records() -> Iterator[str]:
    """One sentence per plan whose entries do not fit its chain, naming the first that does not (TRUST T38). What was purged is no break."""
    for case in Case.objects.order_by("pk").iterator(chunk_size=200):
        if trouble := _trouble(case):
            yield f"case:{case.pk}: {trouble}"


def is_intact(case: Case) -> bool:
    """Whether this plan's chain holds and its entries fit it: what a printed record and the register say of it (PIP-18, TRUST J3).

    A handful of statements, however long the record.
    """
    return not _trouble(case) and not any(broken_links(only=f"case:{case.pk}"))


def _trouble(case: Case) -> str:
    chained: dict[int, Mapping[str, Any]] = {}
    contents = Content.objects.filter(entry__chain__key=f"case:{case.pk}", kind=ADDED)
    purged = not contents.exists() and case.length > 0 and Content.objects.filter(entry__chain__key=f"case:{case.pk}").exists()
    for content in contents:
        chained[int(content.facts["entry"])] = content.facts
    rows = list(Entry.objects.filter(case=case).order_by("sequence"))
    texts = [] if purged else _texts(case, rows)
    for expected in range(1, case.length + 1):
        row = rows[expected - 1] if expected <= len(rows) else None
        if row is None or row.sequence != expected:
            return f"entry {expected} is missing"
        if purged:
            continue
        if expected not in chained:
            return f"entry {expected} is not in the chain"
        text = texts[expected - 1]
        if text is None:
            return f"entry {expected} cannot be read"
        if _digest(case.pk, row.sequence, row.kind, row.by_id, row.part, text) != chained[expected]["digest"]:
            return f"entry {expected} does not say what was recorded"
    if len(rows) > case.length or len(chained) > case.length:
        return f"entry {case.length + 1} is one more than the case counts"
    return ""


def _texts(case: Case, rows: Collection[Entry]) -> list[str | None]:
    """What was sealed in each of these entries; None in place of one that does not open. One statement, unless one does not."""
    sealed = [(bytes(row.sealed), unit_of(case), _place(case.pk, row.sequence)) for row in rows]
    try:
        return list(unseal_each(sealed))
    except Unreadable:
        return [_text(one) for one in sealed]


def _text(sealed: tuple[bytes, Unit, str]) -> str | None:
    try:
        return unseal_each([sealed])[0]
    except Unreadable:
        return None


def _opened(row: Entry, words: Words) -> Opened:
    return Opened(row.sequence, Kind(row.kind), row.by_id, Part(row.part) if row.part else None, row.at, row.recorded_at, words)


def _place(case_id: int, sequence: int) -> str:
    return f"improvement.Entry:{case_id}:{sequence}"


def _digest(case_id: int, sequence: int, kind: str, by_id: int | None, part: str, text: str) -> str:
    return hashlib.sha256(CANONICAL.encode([case_id, sequence, str(kind), by_id, str(part), text]).encode()).hexdigest()


def fingerprint_of(entries: Iterable[Opened]) -> str:
    """What a printed record is compared by, over the entries that its reader may read: one that they may not read must not show (PIP-18)."""
    digest = hashlib.sha256()
    for one in entries:
        digest.update(CANONICAL.encode([str(one.kind), one.by_id, one.at.isoformat(), one.words]).encode())
    found = digest.hexdigest()
    return " ".join(found[start : start + 4] for start in range(0, 12, 4))


def only(entries: Iterable[Opened], kinds: Collection[Kind]) -> list[Opened]:
    """Entries of these kinds, in order."""
    return [one for one in entries if one.kind in kinds]
