"""Puts links and what they say into the database: by COPY where PostgreSQL is and there are many, else by the ORM's inserts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from cadenza.trail.models import Content, Entry

MANY = 500
"""From so many rows on, COPY is worth the extra look at the sequence."""
BATCH = 1000
LINK = ("chain_id", "sequence", "previous_hash", "commitment", "hash", "at", "recorded_at")
SAID = ("salt", "kind", "by_id", "about_id", "audience", "is_read", "facts", "sealed")


@dataclass(frozen=True, slots=True)
class Row:
    """A link and its content, each in the order of its names above."""

    link: tuple[int, int, str, str, str, datetime, datetime]
    said: tuple[Any, ...]


def write(rows: Sequence[Row]) -> None:
    """Insert all rows, in the order given. Both roads write the same; a test compares them."""
    if connection.vendor == "postgresql" and len(rows) >= MANY:
        _copy(rows)
        return
    links = [Entry(**dict(zip(LINK, row.link, strict=True))) for row in rows]
    Entry.objects.bulk_create(links, batch_size=BATCH)
    contents = [Content(entry=link, **dict(zip(SAID, row.said, strict=True))) for link, row in zip(links, rows, strict=True)]
    Content.objects.bulk_create(contents, batch_size=BATCH)


def _copy(rows: Sequence[Row]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('trail_entry', 'id')) FROM generate_series(1, %s)", [len(rows)])
        keys = [key for (key,) in cursor.fetchall()]
    _copy_into("trail_entry", ("id", *LINK), ((key, *row.link) for key, row in zip(keys, rows, strict=True)))
    facts = SAID.index("facts")
    _copy_into(
        "trail_content",
        ("entry_id", *SAID),
        ((key, *row.said[:facts], json.dumps(row.said[facts]), *row.said[facts + 1 :]) for key, row in zip(keys, rows, strict=True)),
    )


def _copy_into(table: str, names: Sequence[str], rows: Iterator[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(names)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
