"""Sealing and opening of private text: AES-256-GCM under the unit's data key, bound to unit, subject, author and place.

What can still go wrong: whoever is root on a running server can read the ring and so every text; a data key that was destroyed lives on in
older backups and, until vacuum, in PostgreSQL's dead rows: what was erased is written down beside the ring, a restore erases it again, and
backups are dropped in time.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection, transaction

from cadenza.sealing import erased
from cadenza.sealing import ring as key_ring
from cadenza.sealing.models import DataKey

KEY_BYTES = 32
NONCE_BYTES = 12
FORMAT = b"\x01"
BATCH = 500
"""Data keys wrapped anew in one transaction, or looked up in one statement: short enough that nobody who writes waits long."""


class Unreadable(Exception):  # noqa: N818  an answer, said in words to whoever asks
    """The text cannot be opened: key gone, ring missing, or bytes that belong elsewhere. Says nothing more on purpose."""


@dataclass(frozen=True)
class Unit:
    """A unit of retention: what is erased together. Its subject and author are part of what the seal binds (TRUST 0.7)."""

    name: str
    subject_id: int | None
    author_id: int | None

    def binding(self, place: str) -> bytes:
        """The associated data of one text of this unit. A JSON array, so that no two different places read the same."""
        return json.dumps([self.name, self.subject_id, self.author_id, place]).encode()


# Sealing and opening


def seal(text: str, *, unit: Unit, place: str) -> bytes:
    """Encrypt one text for its place ("plans.Goal:12:words"). Makes the unit's data key on first use. Raises Unreadable for a destroyed unit."""
    return seal_each([(text, unit, place)])[0]


def unseal(blob: bytes, *, unit: Unit, place: str) -> str:
    """Decrypt what `seal` made for the same unit and place. Raises Unreadable."""
    return unseal_many([(blob, place)], unit=unit)[0]


def seal_many(texts: list[tuple[str, str]], *, unit: Unit) -> list[bytes]:
    """Seal several (text, place) of one unit with one look at its key."""
    return seal_each([(text, unit, place) for text, place in texts])


def seal_each(texts: Sequence[tuple[str, Unit, str]]) -> list[bytes]:
    """Seal (text, unit, place) of many units: their keys are looked at, and made where missing, 500 units at a time."""
    ciphers = {unit: AESGCM(key) for unit, key in _data_keys({unit for _, unit, _ in texts}, make=True).items()}
    return [_closed(ciphers[unit], text, unit.binding(place)) for text, unit, place in texts]


def unseal_many(blobs: list[tuple[bytes, str]], *, unit: Unit) -> list[str]:
    """Open several (blob, place) of one unit with one look at its key. Raises Unreadable."""
    if not blobs:
        return []
    cipher = AESGCM(_data_keys({unit}, make=False)[unit])
    return [_opened(cipher, bytes(blob), unit.binding(place)) for blob, place in blobs]


def unseal_each(blobs: Sequence[tuple[bytes, Unit, str]]) -> list[str]:
    """Open (blob, unit, place) of many units with one look at their keys for each 500 units. Raises Unreadable."""
    if not blobs:
        return []
    ciphers = {unit: AESGCM(key) for unit, key in _data_keys({unit for _, unit, _ in blobs}, make=False).items()}
    return [_opened(ciphers[unit], bytes(blob), unit.binding(place)) for blob, unit, place in blobs]


def _closed(cipher: AESGCM, text: str, binding: bytes) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return FORMAT + nonce + cipher.encrypt(nonce, text.encode(), binding)


def _opened(cipher: AESGCM, raw: bytes, binding: bytes) -> str:
    if raw[:1] != FORMAT or len(raw) <= 1 + NONCE_BYTES:
        raise Unreadable
    try:
        return cipher.decrypt(raw[1 : 1 + NONCE_BYTES], raw[1 + NONCE_BYTES :], binding).decode()
    except InvalidTag as error:
        raise Unreadable from error


# Erasing


def destroy_unit(name: str, *, at: datetime) -> bool:
    """Erase a unit by destroying its key; the row stays as the mark that it was done. False when there is nothing to destroy."""
    return bool(destroy_units([name], at=at))


def destroy_units(names: Iterable[str], *, at: datetime) -> int:
    """Erase these units; answers how many there were. Once committed they are written down beside the ring, for a restored backup."""
    _overwrite_what_is_freed()
    asked, gone = sorted(set(names)), 0
    for start in range(0, len(asked), BATCH):
        rows = DataKey.objects.filter(unit__in=asked[start : start + BATCH], destroyed_at=None)
        some = list(rows.values_list("unit", "mark"))
        if some:
            gone += rows.update(wrapped=None, destroyed_at=at)
            transaction.on_commit(partial(erased.note, [{"unit": name, "key": mark, "at": at.isoformat()} for name, mark in some]))
    return gone


def the_same_units(marks: Mapping[str, Collection[str]]) -> list[str]:
    """Of these units (name -> marks of the keys that were destroyed), those that still lie under such a key; without a mark the name decides."""
    asked, found = sorted(marks), list[str]()
    for start in range(0, len(asked), BATCH):
        rows = DataKey.objects.filter(unit__in=asked[start : start + BATCH], destroyed_at=None).values_list("unit", "mark")
        found += [name for name, mark in rows if not {"", mark}.isdisjoint(marks[name])]
    return found


def units_in_use(prefix: str) -> list[str]:
    """Names of the units that begin so and are not destroyed."""
    return list(DataKey.objects.filter(unit__startswith=prefix, destroyed_at=None).order_by("unit").values_list("unit", flat=True))


def _overwrite_what_is_freed() -> None:
    """SQLite leaves freed bytes in the file unless told; a wrapped key must not stay behind in them."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")


# The ring: loss and rotation


def ring_is_missing() -> bool:
    """Data keys are in use and the ring that opens them is not there, or is another: the start refuses, and never makes a new one over it."""
    used = set(DataKey.objects.filter(destroyed_at=None).values_list("ring_key", flat=True).distinct())
    ring = key_ring.read()
    return bool(used - set(ring.keys if ring else ()))


def rotate_ring() -> int:
    """Make a new wrapping key and wrap every data key with it; answers how many. The old key goes when no row uses it.

    The new ring is on disk before a row names it, and each batch is a transaction of its own, so a crash at any moment leaves everything
    readable and the next rotation finishes the work. Not to be called inside a transaction.
    """
    with key_ring.locked():
        ring = key_ring.with_new_key(_ring(make=True))
        key_ring.write(ring)
    done = 0
    while batch := _wrap_a_batch_with(ring):
        done += batch
    forget_unused_ring_keys()
    return done


@transaction.atomic
def _wrap_a_batch_with(ring: key_ring.Ring) -> int:
    rows = DataKey.objects.select_for_update().filter(destroyed_at=None).exclude(ring_key=ring.current).order_by("pk")[:BATCH]
    found = list(rows)
    for row in found:
        key = _unwrap(row, ring)
        row.ring_key, row.wrapped = ring.current, _wrap(key, row, ring)
    DataKey.objects.bulk_update(found, ["ring_key", "wrapped"], batch_size=BATCH)
    return len(found)


@transaction.atomic
def forget_unused_ring_keys() -> None:
    """Drop wrapping keys that no data key uses any more, the current one apart.

    Waits for everybody who is just making a data key, and `_make_data_keys` looks at the ring once more after its insert: so no data key can
    come to light afterwards that a dropped key wrapped.
    """
    with key_ring.locked():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("LOCK TABLE sealing_datakey IN SHARE MODE")
        ring = key_ring.read()
        if ring is None:
            return
        used = set(DataKey.objects.filter(destroyed_at=None).values_list("ring_key", flat=True).distinct()) | {ring.current}
        kept = {name: key for name, key in ring.keys.items() if name in used}
        if kept != ring.keys:
            key_ring.write(key_ring.Ring(ring.current, kept))


def _ring(*, make: bool) -> key_ring.Ring:
    try:
        ring = key_ring.read()
    except key_ring.RingTrouble as error:
        raise Unreadable from error
    if ring is not None:
        return ring
    if not make or DataKey.objects.filter(destroyed_at=None).exists():
        raise Unreadable
    key_ring.write(key_ring.with_new_key(None), only_if_new=True)
    return _ring(make=False)  # ours, or that of whoever was quicker


# Data keys


def _data_keys(units: Collection[Unit], *, make: bool) -> dict[Unit, bytes]:
    """The keys of units, in the order of their names: two writers who make the same ones never wait in a circle."""
    ordered = sorted(units, key=lambda unit: unit.name)
    keys: dict[Unit, bytes] = {}
    for start in range(0, len(ordered), BATCH):
        keys |= _some_data_keys(ordered[start : start + BATCH], make=make)
    return keys


def _some_data_keys(units: Sequence[Unit], *, make: bool) -> dict[Unit, bytes]:
    rows = {row.unit: row for row in DataKey.objects.filter(unit__in=[unit.name for unit in units])}
    missing = [unit for unit in units if unit.name not in rows]
    if missing:
        if not make:
            raise Unreadable
        rows |= _make_data_keys(missing)
    ring = _ring(make=False)
    keys: dict[Unit, bytes] = {}
    for unit in units:
        row = rows[unit.name]
        if row.ring_key not in ring.keys:  # wrapped anew between our two looks
            row.refresh_from_db()
        if row.wrapped is None or (row.subject_id, row.author_id) != (unit.subject_id, unit.author_id):
            raise Unreadable
        keys[unit] = _unwrap(row, ring)
    return keys


@transaction.atomic
def _make_data_keys(units: Sequence[Unit]) -> dict[str, DataKey]:
    """New keys, or those that somebody else made in the same moment: ON CONFLICT, so that no error quotes one in a log."""
    ring = _ring(make=True)
    made: dict[str, tuple[DataKey, bytes]] = {}
    for unit in units:
        row = DataKey(unit=unit.name, subject_id=unit.subject_id, author_id=unit.author_id, ring_key=ring.current)
        key = secrets.token_bytes(KEY_BYTES)
        row.wrapped = _wrap(key, row, ring)
        made[unit.name] = (row, key)
    DataKey.objects.bulk_create([row for row, _ in made.values()], ignore_conflicts=True)
    kept = {row.unit: row for row in DataKey.objects.filter(unit__in=list(made))}
    ring = _ring(make=False)
    for name, row in kept.items():
        ours, key = made[name]
        if row.ring_key not in ring.keys and bytes(row.wrapped or b"") == ours.wrapped:  # a rotation ended between our look and our insert
            row.ring_key, row.wrapped = ring.current, _wrap(key, row, ring)
            row.save(update_fields=["ring_key", "wrapped"])
    return kept


def _row_binding(row: DataKey) -> bytes:
    return json.dumps(["data-key", row.unit, row.subject_id, row.author_id]).encode()


def _wrap(key: bytes, row: DataKey, ring: key_ring.Ring) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(ring.keys[ring.current]).encrypt(nonce, key, _row_binding(row))


def _unwrap(row: DataKey, ring: key_ring.Ring) -> bytes:
    raw = bytes(row.wrapped or b"")
    try:
        return AESGCM(ring.keys[row.ring_key]).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], _row_binding(row))
    except (KeyError, ValueError, InvalidTag) as error:
        raise Unreadable from error
