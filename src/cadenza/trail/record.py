"""The one way to write down what happened: called once per action, inside its transaction."""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from django.db import connection, transaction
from django.db.transaction import TransactionManagementError

from cadenza.sealing.keys import Unit, seal_each
from cadenza.trail.models import Chain
from cadenza.trail.rows import SAID, Row, write
from cadenza.trail.rules import PRIVATE_KIND, Audience, Fact, commitment, link_hash, objection_to_chain, objection_to_kind, plain_facts

BATCH = 500
"""Chains looked up in one statement."""
PADDED_TO = 128
"""Sealed facts are filled up to a multiple of so many characters, so that their length does not tell their kind."""


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
    chain: str = ""
    """A chain of its own ("case:12"), where a record is kept for each case and not for each person."""


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
    Refuses outside a transaction: an entry lives and dies with what it tells (TRUST N14).
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("record() belongs inside the transaction of the action that it tells of")
    record_many([NewEntry(kind, _person_id(by), _person_id(about), at, facts, audience, private=private)])


def record_read(
    kind: str, *, by: HasPk | None, about: HasPk | None, at: datetime, audience: Audience = Audience.SUBJECT, **facts: Fact
) -> None:
    """Write down that somebody opened a sensitive record about a person. Rule DATA-2, TRUST J2."""
    record_many([NewEntry(kind, _person_id(by), _person_id(about), at, facts, audience, is_read=True)])


def record_many(entries: Iterable[NewEntry]) -> int:
    """Append entries to their chains in the order given; answers how many. A handful of statements per 500 chains; many entries go in one COPY."""
    return append([(_chain_key(entry), entry) for entry in entries])


@transaction.atomic(savepoint=False)
def append(wanted: list[tuple[str, NewEntry]]) -> int:
    """Link entries to the chains named with them. For this room; others call `record`, which knows each entry's chain."""
    if not wanted:
        return 0
    chains = _locked_chains({key for key, _ in wanted})
    made: list[Row] = []
    for (key, entry), content in zip(wanted, _contents(wanted, chains), strict=True):
        chain = chains[key]
        chain.length += 1
        salt = secrets.token_hex(16)
        committed = commitment(salt, content_for_commitment(content))
        previous, recorded_at = chain.head_hash, entry.recorded_at or entry.at
        chain.head_hash = link_hash(
            chain=key, sequence=chain.length, previous_hash=previous, committed=committed, at=entry.at, recorded_at=recorded_at
        )
        link = (chain.pk, chain.length, previous, committed, chain.head_hash, entry.at, recorded_at)
        made.append(Row(link, (salt, *(content[name] for name in SAID[1:]))))
    write(made)
    _keep_heads(chains.values())
    return len(made)


def content_for_commitment(content: Mapping[str, Any]) -> dict[str, object]:
    """What the commitment covers, in a form that reads back the same from either database."""
    sealed = content.get("sealed")
    return {**content, "sealed": bytes(sealed).hex() if sealed else None}


def private_unit(author_id: int) -> Unit:
    """The unit in which an author's private records are sealed."""
    return Unit(f"private-trail:person:{author_id}", author_id, author_id)


def private_place(chain_key: str, sequence: int) -> str:
    """The place to which the sealed facts of a private record are bound."""
    return f"trail.Content:{chain_key}:{sequence}"


def _person_id(one: HasPk | None) -> int | None:
    """The person's id. Any other row would be taken for the person who happens to have the same number."""
    if one is None:
        return None
    model = getattr(one, "_meta", None)
    if model is not None and model.model_name != "person":
        raise ValueError(f"the record is about persons, not about a {model.model_name}; name that by its id among the facts")
    return int(one.pk)


def _chain_key(entry: NewEntry) -> str:
    """One chain per subject and class, and one of each room for what is about nobody: never one for the whole installation."""
    if entry.chain:
        if wrong := objection_to_chain(entry.chain):
            raise ValueError(f"{entry.chain!r}: {wrong}")
        return entry.chain
    if entry.private:
        if entry.by_id is None:
            raise ValueError("a private record needs its author")
        return f"private:{entry.by_id}"
    if entry.about_id is None:
        return f"house:{entry.kind.partition('.')[0]}"
    return f"reads:{entry.about_id}" if entry.is_read else f"person:{entry.about_id}"


def _locked_chains(keys: set[str]) -> dict[str, Chain]:
    """The chains of these keys, made where missing, locked in the order of their ids: two writers never wait in a circle."""
    if len(keys) == 1:
        found = list(Chain.objects.select_for_update().filter(key__in=keys))
        if found:
            return {found[0].key: found[0]}
    ordered = sorted(keys)
    ids: list[int] = []
    for some in _in_batches(ordered):
        there = dict(Chain.objects.filter(key__in=some).values_list("key", "pk"))
        missing = [Chain(key=key) for key in some if key not in there]
        if missing:
            Chain.objects.bulk_create(missing, ignore_conflicts=True)
            there = dict(Chain.objects.filter(key__in=some).values_list("key", "pk"))
        ids += there.values()
    rows: dict[str, Chain] = {}
    for batch in _in_batches(sorted(ids)):
        rows |= {row.key: row for row in Chain.objects.select_for_update().filter(pk__in=batch).order_by("pk")}
    return rows


def _in_batches(ordered: list[Any]) -> Iterable[list[Any]]:
    return (ordered[start : start + BATCH] for start in range(0, len(ordered), BATCH))


def _keep_heads(chains: Collection[Chain]) -> None:
    if len(chains) == 1:
        for chain in chains:
            Chain.objects.filter(pk=chain.pk).update(length=chain.length, head_hash=chain.head_hash)
        return
    Chain.objects.bulk_create(chains, batch_size=BATCH, update_conflicts=True, unique_fields=["key"], update_fields=["length", "head_hash"])


def _contents(wanted: Sequence[tuple[str, NewEntry]], chains: Mapping[str, Chain]) -> list[dict[str, Any]]:
    """What each entry says; the private ones sealed together, each for its place in its author's chain."""
    contents = [_content_of(entry) for _, entry in wanted]
    private: list[dict[str, Any]] = []
    texts: list[tuple[str, Unit, str]] = []
    lengths = {key: chain.length for key, chain in chains.items()}
    for (key, entry), content in zip(wanted, contents, strict=True):
        lengths[key] += 1
        if entry.private:
            assert entry.by_id is not None
            private.append(content)
            texts.append((_told_in_private(entry), private_unit(entry.by_id), private_place(key, lengths[key])))
    for content, sealed in zip(private, seal_each(texts), strict=True):
        content["sealed"] = sealed
    return contents


def _content_of(entry: NewEntry) -> dict[str, Any]:
    """What an entry says openly: of a private one only whose it is."""
    if wrong := objection_to_kind(entry.kind):
        raise ValueError(f"{entry.kind!r}: {wrong}")
    if entry.at.tzinfo is None:
        raise ValueError("an entry's instant has a zone")
    return {
        "kind": PRIVATE_KIND if entry.private else entry.kind,
        "by_id": entry.by_id,
        "about_id": None if entry.private else entry.about_id,
        "audience": str(Audience.AUTHOR if entry.private else entry.audience),
        "is_read": entry.is_read,
        "facts": {} if entry.private else plain_facts(entry.facts),
        "sealed": None,
    }


def _told_in_private(entry: NewEntry) -> str:
    words = json.dumps({"kind": entry.kind, "about_id": entry.about_id, "facts": plain_facts(entry.facts)}, sort_keys=True)
    return words.ljust(-(-len(words) // PADDED_TO) * PADDED_TO)
