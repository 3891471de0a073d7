"""What was erased, written down beside the key ring: outside the database and its backups, so that a restored backup forgets it again (TRUST N24).

A file of JSON lines, only ever appended to: names of units, ids of rows, days of holds, never a word that somebody wrote. It goes wherever
the ring goes. What is lost between a commit and the append, `custody` writes down in the next night.

Database and list know each other: both bear one name, each line has a number, and the database remembers the last one. So a list of another
installation, an old copy, and one with a hole are told apart from the right one. One of ours that is not whole is followed as far as it
goes, and is said to be short; another's never is. While the list is awaited, lines go into a file of their own until it is put back: the
house never makes another list in its place, which would look as if nothing had been erased before.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from cadenza.sealing import ring
from cadenza.sealing.models import ErasedList

log = logging.getLogger("cadenza.sealing")
NAME = "erased.jsonl"
SINCE = "erased-since-restore.jsonl"
"""There only while the list is awaited."""
TAIL = 65_536
"""Bytes at the end in which the last number is looked for first."""
WHAT_TO_DO = (
    "Put the newest copy of erased.jsonl that was kept with this installation's key ring beside the ring, then run: cadenza retention. "
    "If it is lost for good: cadenza retention --new-list"
)

Line = Mapping[str, Any]


def path() -> Path:
    """Where the list lies."""
    return ring.path().with_name(NAME)


def since_path() -> Path:
    """Where lines wait for the list."""
    return ring.path().with_name(SINCE)


# Whose list it is


def trouble() -> str:
    """What is wrong with the list beside the ring, in a sentence, with what to do; empty when it is the one of this database, and whole."""
    ours, found = ErasedList.objects.first(), _found()
    if ours is None or (ours.noted == 0 and path().exists()):
        return "" if path().exists() or ours is None else f"The list of what was erased is not at {path()}. {WHAT_TO_DO}"
    if found is None:
        return f"The list of what was erased, {ours.ref} with {ours.noted} lines, is not at {path()}. {WHAT_TO_DO}"
    numbers = [line["n"] for line in found if line.get("list") == ours.ref]
    others = sorted({str(line["list"]) for line in found if "list" in line} - {ours.ref})
    if not numbers and others:
        return f"The list at {path()} is that of another installation, {others[-1]}; this database belongs to {ours.ref}. {WHAT_TO_DO}"
    last = max(numbers, default=0)
    if last < ours.noted:
        return f"The list at {path()} is an old copy: it ends with line {last}, and this database knows of {ours.noted}. {WHAT_TO_DO}"
    if lost := sorted(set(range(1, last + 1)) - set(numbers)):
        return f"The list at {path()} has lost {len(lost)} lines, the first is number {lost[0]}. {WHAT_TO_DO}"
    return ""


def is_there() -> bool:
    """Whether the list lies here, is this database's, and is whole."""
    return path().exists() and not trouble()


def is_ours() -> bool:
    """Whether a list of this database lies here, whole or not: what stands in it was erased here, and may be erased again."""
    ours = ErasedList.objects.first()
    return is_there() or (ours is not None and any(line.get("list") == ours.ref for line in _read(path())))


def adopt() -> None:
    """A restored backup from before the list had a name takes that of the list beside the ring."""
    found = [line for line in _found() or [] if "list" in line]
    if found and not ErasedList.objects.exists():
        ErasedList.objects.create(pk=1, ref=found[-1]["list"], noted=found[-1]["n"])


def begin_anew() -> None:
    """The list is lost for good: another one begins, under another name. The caller writes down what the database still knows.

    What is left of ours goes into it first: those lines may be of a time that this database does not know. Raises ImproperlyConfigured
    where it cannot be written; then nothing began.
    """
    ours = ErasedList.objects.first()
    left = _own(ours) if is_ours() else []
    carried = [{key: line[key] for key in line.keys() - {"list", "n"}} for line in left if "begun" not in line]
    with transaction.atomic():
        ErasedList.objects.update_or_create(pk=1, defaults={"ref": _new_ref(), "noted": 0})
        if not note(carried):
            raise ImproperlyConfigured(f"the list of what was erased could not be begun anew at {path()}")
    join()


# Writing


def await_list() -> None:
    """From now on the list is missing, not new: a restore did not find it."""
    _append(since_path(), b"")


def join() -> None:
    """The list is back: what was written down meanwhile goes to its end."""
    if since_path().exists() and is_there():
        with since_path().open(encoding="utf-8") as file:
            waiting = list(_whole(file))
        if not waiting or _noted(waiting):
            since_path().unlink()


def note(lines: Iterable[Line]) -> bool:
    """Append lines and see them on the disk. False when that failed: the erasure itself stands, and the next night tries again.

    No lines at all begin a list, so that whoever restores a backup knows that there is one.
    """
    return _noted(list(lines))


def _noted(lines: Sequence[Line]) -> bool:
    ours = ErasedList.objects.first() or ErasedList.objects.get_or_create(pk=1, defaults={"ref": _new_ref()})[0]
    try:
        with _held():
            last = _last_number(ours.ref) if ours.noted else None
            if (last or 0) < ours.noted or (since_path().exists() and lines and not is_there()):
                return _append(since_path(), _text(lines))
            new = [*([] if last else [{"begun": True}]), *lines]
            numbered = [{**line, "list": ours.ref, "n": number} for number, line in enumerate(new, start=(last or 0) + 1)]
            if not numbered:
                return True
            done = _append(path(), _text(numbered))
    except OSError as error:
        return _said(error)
    if done:
        ErasedList.objects.filter(pk=ours.pk, ref=ours.ref, noted__lt=numbered[-1]["n"]).update(noted=numbered[-1]["n"])
    return done


def _new_ref() -> str:
    return str(uuid4())


def _text(lines: Iterable[Line]) -> bytes:
    return "".join(f"\n{json.dumps(line, sort_keys=True)}" for line in lines).encode()  # ends whatever a crash cut off


@contextmanager
def _held() -> Iterator[None]:
    """One writer at a time, so that no number is given twice."""
    path().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path().with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _append(to: Path, data: bytes) -> bool:
    try:
        to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            _write_all(handle, data)
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        return _said(error)
    return True


def _write_all(handle: int, data: bytes) -> None:
    """Every byte, or OSError: a disk that is nearly full takes a part and says so by a number alone."""
    left = memoryview(data)
    while left:
        written = os.write(handle, left)
        if not written:
            raise OSError("the disk took nothing")
        left = left[written:]


def _said(error: OSError) -> bool:
    log.error("what was erased could not be written down beside the key ring: %s", type(error).__name__)
    return False


# Reading


def lines() -> Iterator[dict[str, Any]]:
    """Every whole line of this database's list, the oldest first; one that a crash cut off is passed over."""
    yield from _own(ErasedList.objects.first())
    yield from _read(since_path())


def _own(ours: ErasedList | None) -> list[dict[str, Any]]:
    """Lines of ours in the list that lies here. One without a name, from before lists had any, is ours where no other list lies in the file."""
    found = list(_read(path()))
    if ours is None:
        return found
    alone = {line["list"] for line in found if "list" in line} <= {ours.ref}
    return [line for line in found if line.get("list") == ours.ref or (alone and "list" not in line)]


def _found() -> list[dict[str, Any]] | None:
    """Every line of whatever list lies here; None where there is none."""
    return list(_read(path())) if path().exists() else None


def _last_number(ref: str) -> int | None:
    """The number of the last line of our list; None where no line of it is here. Looks at the end first."""
    try:
        with path().open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            for start in {max(0, size - TAIL): 0, 0: 0}:
                file.seek(start)
                numbers = [line["n"] for line in _whole(file.read().decode(errors="replace").splitlines()) if line.get("list") == ref]
                if numbers:
                    return int(max(numbers))
    except FileNotFoundError:
        pass
    return None


def _read(there: Path) -> Iterator[dict[str, Any]]:
    try:
        with there.open(encoding="utf-8") as file:
            yield from _whole(file)
    except FileNotFoundError:
        return


def _whole(file: Iterable[str]) -> Iterator[dict[str, Any]]:
    for text in file:
        try:
            found = json.loads(text)
        except ValueError:
            continue
        if isinstance(found, dict):
            yield found
