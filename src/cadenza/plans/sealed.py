"""The words of an unshared draft: sealed in the owner's own unit of retention, opened for the owner alone (TRUST 0.7, E2)."""

from __future__ import annotations

import json
from collections.abc import Iterable

from cadenza.plans.models import Sealable
from cadenza.sealing.keys import Unit, seal, seal_each, unseal, unseal_many


def unit_of(owner_id: int) -> Unit:
    """The unit of a person's private drafts: one key for all of them, destroyed with the person's drafts."""
    return Unit(name=f"private-draft:person:{owner_id}", subject_id=owner_id, author_id=owner_id)


def read_words(row: Sealable, *, owner_id: int) -> None:
    """Open a row's words in memory. Call it for the owner only; a row that was shared has nothing to open."""
    if row.sealed is not None:
        _open(row, unseal(bytes(row.sealed), unit=unit_of(owner_id), place=_place(row)))


def read_all(rows: Iterable[Sealable], *, owner_id: int) -> None:
    """Open the words of several rows of one owner, with one query for their key however many they are."""
    closed = [row for row in rows if row.sealed is not None]
    texts = unseal_many([(bytes(row.sealed or b""), _place(row)) for row in closed], unit=unit_of(owner_id)) if closed else []
    for row, text in zip(closed, texts, strict=True):
        _open(row, text)


def keep_words(row: Sealable, *, owner_id: int) -> None:
    """Save a row: its words sealed while they are private, in plain columns once they are not. In memory they stay readable."""
    words = {name: getattr(row, name) for name in row.WORDS}
    if not row.is_private:
        row.sealed = None
        row.save()
        return
    for name in row.WORDS:
        setattr(row, name, "")
    if row.pk is None:
        row.save()  # the place in the seal needs the row's key
    row.sealed = seal(json.dumps(words, ensure_ascii=False), unit=unit_of(owner_id), place=_place(row)) if any(words.values()) else None
    row.save()
    for name, text in words.items():
        setattr(row, name, text)


def keep_all(rows: Iterable[Sealable], *, owner_id: int) -> None:
    """Save several rows of one owner."""
    for row in rows:
        keep_words(row, owner_id=owner_id)


def close_all(rows: Iterable[tuple[Sealable, int]]) -> None:
    """Seal the words of (row, owner's id) in memory, for whoever writes rows of many owners at once. Each row has its key already."""
    open_rows = list(rows)
    texts = [({name: getattr(row, name) for name in row.WORDS}, unit_of(owner_id), _place(row)) for row, owner_id in open_rows]
    sealed = seal_each([(json.dumps(words, ensure_ascii=False), unit, place) for words, unit, place in texts])
    for (row, _), blob in zip(open_rows, sealed, strict=True):
        row.sealed = blob
        for name in row.WORDS:
            setattr(row, name, "")


def _open(row: Sealable, text: str) -> None:
    words = json.loads(text)
    for name in row.WORDS:
        setattr(row, name, words.get(name, ""))


def _place(row: Sealable) -> str:
    return f"plans.{type(row).__name__}:{row.pk}:words"
