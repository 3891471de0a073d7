"""The one way to write down what happened: called once per action, inside its transaction."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from django.db import transaction

from cadenza.sealing.keys import Unit, seal
from cadenza.trail.models import Chain, Content, Entry
from cadenza.trail.rules import PRIVATE_KIND, Audience, Fact, commitment, link_hash, plain_facts


class HasPk(Protocol):
    """Anything with a primary key: the record stores ids and knows no room."""

    @property
    def pk(self) -> Any: ...


@dataclass(frozen=True)
class NewEntry:
    """One entry to write; `by_id` and `about_id` are person ids."""

    kind: str
    by_id: int | None
    about_id: int | None
    at: datetime
    facts: Mapping[str, Fact] = field(default_factory=dict)
    audience: Audience = Audience.SUBJECT_AND_MANAGER
    is_read: bool = False
    private: bool = False
    recorded_at: datetime | None = None
    """When it was written down; empty means `at`. They differ where an act takes effect later."""


def record(
    kind: str,
    *,
    by: HasPk | None,
    about: HasPk | None,
    at: datetime,
    private: bool = False,
    audience: Audience = Audience.SUBJECT_AND_MANAGER,
    **facts: Fact,
) -> None:
    """Write one entry about a person (or, with `about` None, about the house). Facts are ids, codes and dates. Rule DATA-2.

    `private=True` puts it into the author's own chain with kind, subject and facts sealed (TRUST J1); `by` is needed then.
    """
    record_many([NewEntry(kind, by.pk if by else None, about.pk if about else None, at, facts, audience, private=private)])


def record_read(
    kind: str, *, by: HasPk | None, about: HasPk | None, at: datetime, audience: Audience = Audience.SUBJECT, **facts: Fact
) -> None:
    """Write down that somebody opened a sensitive record about a person. Rule DATA-2, TRUST J2."""
    record_many([NewEntry(kind, by.pk if by else None, about.pk if about else None, at, facts, audience, is_read=True)])


@transaction.atomic
def record_many(entries: Iterable[NewEntry]) -> int:
    """Append entries to their chains in the order given; answers how many. Four statements per 1,000, whatever the chains.

    Chains are locked in key order, so that two writers of several chains never wait for each other in a circle.
    """
    wanted = [(_chain_key(entry), entry) for entry in entries]
    if not wanted:
        return 0
    chains = _locked_chains({key for key, _ in wanted})
    links: list[Entry] = []
    contents: list[Content] = []
    for key, entry in wanted:
        chain = chains[key]
        salt = secrets.token_hex(16)
        content = _content_of(entry, chain_key=key, sequence=chain.length + 1)
        recorded_at = entry.recorded_at or entry.at
        committed = commitment(salt, content_for_commitment(content))
        chain.length += 1
        link = Entry(
            chain=chain, sequence=chain.length, previous_hash=chain.head_hash, commitment=committed, at=entry.at, recorded_at=recorded_at
        )
        link.hash = chain.head_hash = link_hash(
            chain=key,
            sequence=link.sequence,
            previous_hash=link.previous_hash,
            committed=committed,
            at=entry.at,
            recorded_at=recorded_at,
        )
        links.append(link)
        contents.append(Content(salt=salt, **content))
    Entry.objects.bulk_create(links, batch_size=1000)
    for link, row in zip(links, contents, strict=True):
        row.entry = link
    Content.objects.bulk_create(contents, batch_size=1000)
    if len(chains) == 1:
        chain = next(iter(chains.values()))
        Chain.objects.filter(pk=chain.pk).update(length=chain.length, head_hash=chain.head_hash)
    else:
        Chain.objects.bulk_update(chains.values(), ["length", "head_hash"], batch_size=500)
    return len(links)


def content_for_commitment(content: Mapping[str, Any]) -> dict[str, object]:
    """What the commitment covers, in a form that reads back the same from either database."""
    sealed = content.get("sealed")
    return {**content, "sealed": bytes(sealed).hex() if sealed else None}


def private_unit(author_id: int) -> Unit:
    """The unit in which an author's private records are sealed."""
    return Unit(f"private-trail:person:{author_id}", author_id, author_id)


def _chain_key(entry: NewEntry) -> str:
    if entry.private:
        if entry.by_id is None:
            raise ValueError("a private record needs its author")
        return f"private:{entry.by_id}"
    return f"person:{entry.about_id}" if entry.about_id is not None else "house"


def _locked_chains(keys: set[str]) -> dict[str, Chain]:
    ordered = sorted(keys)
    found: dict[str, Chain] = {}
    for start in range(0, len(ordered), 500):
        some = ordered[start : start + 500]
        rows = {row.key: row for row in Chain.objects.select_for_update().filter(key__in=some).order_by("key")}
        missing = [Chain(key=key) for key in some if key not in rows]
        if missing:
            Chain.objects.bulk_create(missing, ignore_conflicts=True)
            rows = {row.key: row for row in Chain.objects.select_for_update().filter(key__in=some).order_by("key")}
        found.update(rows)
    return found


def _content_of(entry: NewEntry, *, chain_key: str, sequence: int) -> dict[str, Any]:
    facts = plain_facts(entry.facts)
    if not entry.private:
        return {
            "kind": entry.kind,
            "by_id": entry.by_id,
            "about_id": entry.about_id,
            "audience": str(entry.audience),
            "is_read": entry.is_read,
            "facts": facts,
            "sealed": None,
        }
    assert entry.by_id is not None
    words = json.dumps({"kind": entry.kind, "about_id": entry.about_id, "facts": facts}, sort_keys=True)
    return {
        "kind": PRIVATE_KIND,
        "by_id": entry.by_id,
        "about_id": None,
        "audience": str(Audience.AUTHOR),
        "is_read": entry.is_read,
        "facts": {},
        "sealed": seal(words, unit=private_unit(entry.by_id), place=f"trail.Content:{chain_key}:{sequence}"),
    }
