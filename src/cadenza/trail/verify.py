"""Checks every chain and names the first broken link (DATA-2, TRUST T38)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from cadenza.trail.models import Chain, Content, Entry
from cadenza.trail.record import content_for_commitment
from cadenza.trail.rules import commitment, link_hash


def broken_links() -> Iterator[str]:
    """One sentence per chain that does not hold, naming its first broken link. Purged content is not a break."""
    chains = {chain.pk: chain for chain in Chain.objects.order_by("pk")}
    seen: set[int] = set()
    rows = Entry.objects.order_by("chain_id", "sequence").select_related("content").iterator(chunk_size=2000)
    current: int | None = None
    broken = False
    sequence, head = 0, ""
    for entry in rows:
        if entry.chain_id != current:
            if current is not None and not broken:
                yield from _tail(chains[current], sequence, head)
            current, broken, sequence, head = entry.chain_id, False, 0, ""
            seen.add(entry.chain_id)
        if broken:
            continue
        trouble = _trouble(entry, chains[entry.chain_id], sequence + 1, head)
        if trouble:
            broken = True
            yield f"{chains[entry.chain_id].key}: entry {entry.sequence} {trouble}"
        sequence, head = entry.sequence, entry.hash
    if current is not None and not broken:
        yield from _tail(chains[current], sequence, head)
    for chain in chains.values():
        if chain.pk not in seen:
            yield from _tail(chain, 0, "")


def heads_digest() -> str:
    """One fingerprint over all heads and lengths: kept outside, it shows later that no tail was cut off."""
    digest = hashlib.sha256()
    for key, length, head in Chain.objects.order_by("key").values_list("key", "length", "head_hash"):
        digest.update(f"{key}|{length}|{head}\n".encode())
    return digest.hexdigest()


def _tail(chain: Chain, sequence: int, head: str) -> Iterator[str]:
    if sequence < chain.length:
        yield f"{chain.key}: entries {sequence + 1} to {chain.length} are missing at the end"
    elif sequence > chain.length or head != chain.head_hash:
        yield f"{chain.key}: the kept head does not match the last entry {sequence}"


def _trouble(entry: Entry, chain: Chain, expected: int, head: str) -> str:
    if entry.sequence != expected:
        return f"stands where entry {expected} should be"
    if entry.previous_hash != head:
        return "does not follow from the entry before it"
    computed = link_hash(
        chain=chain.key,
        sequence=entry.sequence,
        previous_hash=entry.previous_hash,
        committed=entry.commitment,
        at=entry.at,
        recorded_at=entry.recorded_at,
    )
    if computed != entry.hash:
        return "was changed"
    content: Content | None = getattr(entry, "content", None)
    if content is not None and commitment(content.salt, content_for_commitment(_as_written(content))) != entry.commitment:
        return "does not match its content"
    return ""


def _as_written(content: Content) -> dict[str, object]:
    return {
        "kind": content.kind,
        "by_id": content.by_id,
        "about_id": content.about_id,
        "audience": content.audience,
        "is_read": content.is_read,
        "facts": content.facts,
        "sealed": content.sealed,
    }
