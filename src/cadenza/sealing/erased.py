"""What was erased, written down beside the key ring: outside the database and its backups, so that a restored backup forgets it again (TRUST N24).

A file of JSON lines, only ever appended to: names of units, ids of rows, days of holds, never a word that somebody wrote. It goes wherever
the ring goes. What is lost between a commit and the append, `custody` writes down in the next night.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from cadenza.sealing import ring

log = logging.getLogger("cadenza.sealing")
NAME = "erased.jsonl"

Line = Mapping[str, Any]


def path() -> Path:
    """Where the list lies."""
    return ring.path().with_name(NAME)


def note(lines: Iterable[Line]) -> bool:
    """Append lines and see them on the disk. False when that failed: the erasure itself stands, and the next night tries again."""
    data = "".join(f"\n{json.dumps(line, sort_keys=True)}" for line in lines).encode()  # ends whatever a crash cut off
    try:
        path().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path(), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(handle, data)
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        log.error("what was erased could not be written down beside the key ring: %s", type(error).__name__)
        return False
    return True


def lines() -> Iterator[dict[str, Any]]:
    """Every whole line, the oldest first; one that a crash cut off is passed over."""
    try:
        with path().open(encoding="utf-8") as file:
            for text in file:
                try:
                    found = json.loads(text)
                except ValueError:
                    continue
                if isinstance(found, dict):
                    yield found
    except FileNotFoundError:
        return


def is_there() -> bool:
    """Whether anything was ever written down here."""
    return path().exists()
