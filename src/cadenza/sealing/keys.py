"""Sealing and opening of private text: AES-256-GCM under the unit's data key, bound to unit, subject, author and place."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import IntegrityError, transaction

from cadenza.sealing import ring as key_ring
from cadenza.sealing.models import DataKey

NONCE_BYTES = 12
FORMAT = b"\x01"


class Unreadable(Exception):  # noqa: N818  an answer, said in words to whoever asks
    """The text cannot be opened: key gone, ring missing, or bytes that belong elsewhere. Says nothing more on purpose."""


@dataclass(frozen=True)
class Unit:
    """A unit of retention: what is erased together. Its subject and author are part of what the seal binds (TRUST 0.7)."""

    name: str
    subject_id: int | None
    author_id: int | None

    def binding(self, place: str) -> bytes:
        """The associated data of one text of this unit."""
        return f"{self.name}|{self.subject_id}|{self.author_id}|{place}".encode()


def seal(text: str, *, unit: Unit, place: str) -> bytes:
    """Encrypt one text for its place ("plans.Goal:12:words"). Makes the unit's data key on first use."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return FORMAT + nonce + AESGCM(_data_key(unit, make=True)).encrypt(nonce, text.encode(), unit.binding(place))


def unseal(blob: bytes, *, unit: Unit, place: str) -> str:
    """Decrypt what `seal` made for the same unit and place. Raises Unreadable."""
    raw = bytes(blob)
    if raw[:1] != FORMAT:
        raise Unreadable
    nonce, body = raw[1 : 1 + NONCE_BYTES], raw[1 + NONCE_BYTES :]
    try:
        return AESGCM(_data_key(unit, make=False)).decrypt(nonce, body, unit.binding(place)).decode()
    except InvalidTag as error:
        raise Unreadable from error


def seal_many(texts: list[tuple[str, str]], *, unit: Unit) -> list[bytes]:
    """Seal several (text, place) of one unit with one look at its key."""
    cipher = AESGCM(_data_key(unit, make=True))
    found = []
    for text, place in texts:
        nonce = secrets.token_bytes(NONCE_BYTES)
        found.append(FORMAT + nonce + cipher.encrypt(nonce, text.encode(), unit.binding(place)))
    return found


def unseal_many(blobs: list[tuple[bytes, str]], *, unit: Unit) -> list[str]:
    """Open several (blob, place) of one unit with one look at its key. Raises Unreadable."""
    if not blobs:
        return []
    cipher = AESGCM(_data_key(unit, make=False))
    found = []
    for blob, place in blobs:
        raw = bytes(blob)
        if raw[:1] != FORMAT:
            raise Unreadable
        try:
            found.append(cipher.decrypt(raw[1 : 1 + NONCE_BYTES], raw[1 + NONCE_BYTES :], unit.binding(place)).decode())
        except InvalidTag as error:
            raise Unreadable from error
    return found


def destroy_unit(name: str, *, at: datetime) -> bool:
    """Erase a unit by destroying its key; the row stays as the mark that it was done. False when there is nothing to destroy."""
    return bool(DataKey.objects.filter(unit=name, destroyed_at=None).update(wrapped=None, destroyed_at=at))


def destroy_units_about(subject_id: int, *, at: datetime) -> int:
    """Erase every unit about one person; answers how many."""
    return DataKey.objects.filter(subject_id=subject_id, destroyed_at=None).update(wrapped=None, destroyed_at=at)


def ring_is_missing() -> bool:
    """Keys are in use and the ring is not there: the start refuses, and never makes a new ring over a lost one."""
    return key_ring.read() is None and DataKey.objects.filter(destroyed_at=None).exists()


@transaction.atomic
def rotate_ring() -> int:
    """Make a new wrapping key and re-wrap every data key under it; answers how many. The old key goes when no row uses it.

    The new ring is on disk before a row names it, so a crash between leaves everything readable.
    """
    ring = key_ring.with_new_key(_ring(make=True))
    key_ring.write(ring)
    rows = list(DataKey.objects.select_for_update().filter(destroyed_at=None).exclude(ring_key=ring.current))
    for row in rows:
        key = _unwrap(row, ring)
        row.ring_key, row.wrapped = ring.current, _wrap(key, row, ring)
    DataKey.objects.bulk_update(rows, ["ring_key", "wrapped"], batch_size=500)
    transaction.on_commit(lambda: forget_unused_ring_keys())
    return len(rows)


def forget_unused_ring_keys() -> None:
    """Drop wrapping keys that no data key uses any more, the current one apart."""
    ring = key_ring.read()
    if ring is None:
        return
    used = set(DataKey.objects.filter(destroyed_at=None).values_list("ring_key", flat=True)) | {ring.current}
    kept = {name: key for name, key in ring.keys.items() if name in used}
    if kept != ring.keys:
        key_ring.write(key_ring.Ring(ring.current, kept))


def _ring(*, make: bool) -> key_ring.Ring:
    ring = key_ring.read()
    if ring is not None:
        return ring
    if not make or DataKey.objects.filter(destroyed_at=None).exists():
        raise Unreadable
    made = key_ring.with_new_key(None)
    if key_ring.write(made, only_if_new=True):
        return made
    found = key_ring.read()
    if found is None:
        raise Unreadable
    return found


def _data_key(unit: Unit, *, make: bool) -> bytes:
    row = DataKey.objects.filter(unit=unit.name).first()
    if row is None:
        if not make:
            raise Unreadable
        row = _make_data_key(unit)
    if row.wrapped is None or (row.subject_id, row.author_id) != (unit.subject_id, unit.author_id):
        raise Unreadable
    return _unwrap(row, _ring(make=False))


def _make_data_key(unit: Unit) -> DataKey:
    ring = _ring(make=True)
    row = DataKey(unit=unit.name, subject_id=unit.subject_id, author_id=unit.author_id, ring_key=ring.current)
    row.wrapped = _wrap(secrets.token_bytes(32), row, ring)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # somebody else made it in the same moment
        return DataKey.objects.get(unit=unit.name)
    return row


def _row_binding(row: DataKey) -> bytes:
    return f"data-key|{row.unit}|{row.subject_id}|{row.author_id}".encode()


def _wrap(key: bytes, row: DataKey, ring: key_ring.Ring) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(ring.keys[ring.current]).encrypt(nonce, key, _row_binding(row))


def _unwrap(row: DataKey, ring: key_ring.Ring) -> bytes:
    raw = bytes(row.wrapped or b"")
    try:
        return AESGCM(ring.keys[row.ring_key]).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], _row_binding(row))
    except (KeyError, InvalidTag) as error:
        raise Unreadable from error
