"""What was erased, written down beside the key ring: outside the database and its backups, so that a restored backup forgets it again (TRUST N24).

A file of JSON lines, only ever appended to: names of units, ids of rows, days of holds, never a word that somebody wrote. It goes wherever
the ring goes. What is lost between a commit and the append, `custody` writes down in the next night.

After a restore that did not find the list, lines go into a file of their own until it is put back: the house never makes another list in
its place, which would look as if nothing had been erased before.
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
SINCE = "erased-since-restore.jsonl"
"""There only while the list is awaited."""

Line = Mapping[str, Any]


def path() -> Path:
    """Where the list lies."""
    return ring.path().with_name(NAME)


def since_path() -> Path:
    """Where lines wait for the list."""
    return ring.path().with_name(SINCE)


def await_list() -> None:
    """From now on the list is missing, not new: a restore did not find it."""
    _append(since_path(), b"")


def join() -> None:
    """The list is back: what was written down meanwhile goes to its end."""
    if is_there() and since_path().exists() and _append(path(), b"\n" + since_path().read_bytes()):
        since_path().unlink()


def note(lines: Iterable[Line]) -> bool:
    """Append lines and see them on the disk. False when that failed: the erasure itself stands, and the next night tries again.

    No lines at all begin a list, so that whoever restores a backup knows that there is one.
    """
    data = "".join(f"\n{json.dumps(line, sort_keys=True)}" for line in lines).encode()  # ends whatever a crash cut off
    return _append(since_path() if since_path().exists() and not is_there() else path(), data)


def _append(to: Path, data: bytes) -> bool:
    try:
        to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
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
    for there in (path(), since_path()):
        try:
            with there.open(encoding="utf-8") as file:
                yield from _whole(file)
        except FileNotFoundError:
            continue


def _whole(file: Iterable[str]) -> Iterator[dict[str, Any]]:
    for text in file:
        try:
            found = json.loads(text)
        except ValueError:
            continue
        if isinstance(found, dict):
            yield found


def is_there() -> bool:
    """Whether the list lies here."""
    return path().exists()
