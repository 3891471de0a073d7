"""The key ring: a file of wrapping keys outside the database, made on first use, readable by its owner alone."""

from __future__ import annotations

import base64
import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

KEY_BYTES = 32


class RingTrouble(Exception):  # noqa: N818  said to the operator as it is
    """The ring file cannot be read or does not hold what is needed."""


@dataclass(frozen=True)
class Ring:
    """Wrapping keys by id; `current` wraps what is new."""

    current: str
    keys: dict[str, bytes]


def path() -> Path:
    """Where the ring lies."""
    return Path(settings.KEY_RING)


def read() -> Ring | None:
    """The ring, or None when there is no file. Raises RingTrouble when the file is damaged or closed to us."""
    try:
        words = path().read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise RingTrouble(f"The key ring {path()} cannot be read. Check its owner and permissions.") from error
    try:
        found = json.loads(words)
        keys = {str(name): base64.b64decode(key, validate=True) for name, key in found["keys"].items()}
        if found["current"] not in keys or any(len(key) != KEY_BYTES for key in keys.values()):
            raise ValueError("a key is missing or of the wrong length")
    except (ValueError, KeyError, AttributeError, TypeError):
        # "from None": the cause quotes the file, and with it keys
        raise RingTrouble(f"The key ring {path()} is damaged. Restore it from its own backup.") from None
    return Ring(str(found["current"]), keys)


def open_to_others() -> bool:
    """Whether accounts other than the owner may read or change the ring file."""
    try:
        return bool(path().stat().st_mode & 0o077)
    except OSError:
        return False


@contextmanager
def locked() -> Iterator[None]:
    """Hold the ring against every other process that would change it: two rotations at once would lose one's key."""
    target = path()
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(target.with_name(f"{target.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)  # lets go of the lock, as the end of the process does


def new_key_id() -> str:
    """A name for a new wrapping key."""
    return secrets.token_hex(8)


def with_new_key(ring: Ring | None) -> Ring:
    """The same ring with one more key, which becomes the current one."""
    name = new_key_id()
    return Ring(name, {**(ring.keys if ring else {}), name: secrets.token_bytes(KEY_BYTES)})


def write(ring: Ring, *, only_if_new: bool = False) -> bool:
    """Put the ring on disk, whole or not at all, and flush file and folder. False when `only_if_new` and somebody was quicker."""
    target = path()
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    words = json.dumps({"current": ring.current, "keys": {name: base64.b64encode(key).decode("ascii") for name, key in ring.keys.items()}})
    draft = target.with_name(f"{target.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(words)
        file.flush()
        os.fsync(file.fileno())
    try:
        if only_if_new:
            try:
                os.link(draft, target)  # fails when the name is taken, unlike a rename
            except FileExistsError:
                return False
        else:
            draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return True
