"""Checks every chain and names the first broken link (DATA-2, TRUST T38)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q

from cadenza.trail.models import Chain, Content, Entry
from cadenza.trail.record import content_for_commitment
from cadenza.trail.rules import PURGED_KIND, commitment, link_hash, ranges_of, sequences_in

CONTENT_FIELDS = ("kind", "by_id", "about_id", "audience", "is_read", "facts", "sealed")
"""What a commitment covers, beside the salt."""
LINK_FIELDS = ("chain_id", "sequence", "previous_hash", "commitment", "hash", "at", "recorded_at", "content__salt")


@dataclass
class _Walk:
    """How far the walk along one chain has come."""

    chain: Chain
    sequence: int = 0
    head: str = ""
    is_broken: bool = False
    without_content: set[int] = field(default_factory=set)
    purged: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class Tally:
    """How large the record is, for the operator; no content."""

    chains: int
    entries: int
    purged: int


def broken_links(*, only: str = "") -> Iterator[str]:
    """One sentence per chain that does not hold, naming its first broken link. Content that a purge took away is not a break (TRUST N16).

    Chains and entries are read in one order side by side, so that memory stays small whatever the size of the record. `only` names one chain.
    """
    wanted = Chain.objects.filter(key=only) if only else Chain.objects.all()
    chains = iter(wanted.order_by("pk").iterator(chunk_size=2000))
    walk: _Walk | None = None
    for row in _links(only):
        while walk is None or walk.chain.pk != row[0]:
            if walk is not None:
                yield from _end(walk)
            chain = next(chains, None)
            if chain is None or chain.pk > row[0]:  # the foreign key forbids it; whoever took it away has something to hide
                yield f"chain {row[0]}: its entries have lost the row of their chain"
                return
            walk = _Walk(chain)
        if not walk.is_broken and (trouble := _trouble(walk, row)):
            walk.is_broken = True
            yield f"{walk.chain.key}: entry {row[1]} {trouble}"
    if walk is not None:
        yield from _end(walk)
    for chain in chains:
        yield from _end(_Walk(chain))


def tally() -> Tally:
    """Counts of chains, entries and purged contents."""
    entries = Entry.objects.count()
    return Tally(chains=Chain.objects.count(), entries=entries, purged=entries - Content.objects.count())


# What an operator keeps elsewhere


def heads() -> Iterator[str]:
    """A line for each chain: its number, length and last fingerprint. Kept outside, the lines show later what was cut off since."""
    for pk, length, head in Chain.objects.order_by("pk").values_list("pk", "length", "head_hash").iterator(chunk_size=2000):
        yield f"{pk} {length} {head}"


def heads_digest() -> str:
    """One fingerprint over all heads and lengths: small enough to print, mail or publish."""
    digest = hashlib.sha256()
    for line in heads():
        digest.update(f"{line}\n".encode())
    return digest.hexdigest()


def changed_since(kept: Iterable[str]) -> Iterator[str]:
    """Compare lines kept from `heads`: name each chain that no longer holds the link that was its last one then (TRUST T38).

    Finds what `broken_links` cannot: a tail that was cut off together with the head, a chain rewritten from the start, one taken away.
    """
    lines = [(int(pk), int(length), head) for pk, length, head in (line.split(" ") for line in kept) if int(length)]
    for start in range(0, len(lines), 200):
        some = lines[start : start + 200]
        wanted = Q()
        for pk, length, _ in some:
            wanted |= Q(chain_id=pk, sequence=length)
        there = {(pk, length): head for pk, length, head in Entry.objects.filter(wanted).values_list("chain_id", "sequence", "hash")}
        for pk, length, head in some:
            if there.get((pk, length)) != head:
                yield f"chain {pk}: entry {length} is not the one that stood there"


def _links(only: str = "") -> Iterator[tuple[Any, ...]]:
    names = (*LINK_FIELDS, *(f"content__{name}" for name in CONTENT_FIELDS))
    rows = Entry.objects.filter(chain__key=only) if only else Entry.objects.all()
    return rows.order_by("chain_id", "sequence", "pk").values_list(*names).iterator(chunk_size=2000)


def _trouble(walk: _Walk, row: tuple[Any, ...]) -> str:
    """Why a link does not follow; else the walk takes the step and the answer is empty."""
    _, sequence, previous_hash, committed, own_hash, at, recorded_at, salt = row[: len(LINK_FIELDS)]
    if sequence != walk.sequence + 1:
        return f"stands where entry {walk.sequence + 1} should be"
    if previous_hash != walk.head:
        return "does not follow from the entry before it"
    if _computed(walk.chain.key, sequence, previous_hash, committed, at, recorded_at) != own_hash:
        return "was changed"
    if salt is None:
        walk.without_content.add(sequence)
    else:
        content = dict(zip(CONTENT_FIELDS, row[len(LINK_FIELDS) :], strict=True))
        if commitment(salt, content_for_commitment(content)) != committed:
            return "does not match its content"
        if content["kind"] == PURGED_KIND:
            walk.purged |= sequences_in(content["facts"]["sequences"])
    walk.sequence, walk.head = sequence, own_hash
    return ""


def _computed(chain: str, sequence: int, previous_hash: str, committed: str, at: datetime, recorded_at: datetime) -> str:
    return link_hash(chain=chain, sequence=sequence, previous_hash=previous_hash, committed=committed, at=at, recorded_at=recorded_at)


def _end(walk: _Walk) -> Iterator[str]:
    """What is wrong with a chain although each of its links follows."""
    if walk.is_broken:
        return
    chain, lost = walk.chain, walk.without_content - walk.purged
    if walk.sequence < chain.length:
        yield f"{chain.key}: entries {walk.sequence + 1} to {chain.length} are missing at the end"
    elif walk.sequence > chain.length or walk.head != chain.head_hash:
        yield f"{chain.key}: the kept head does not match the last entry {walk.sequence}"
    elif lost:
        yield f"{chain.key}: entry {ranges_of([min(lost)])[0]} has lost its content, and no purge says so"
