"""Files beside evidence: bytes in the data folder, a row that knows them; written to the disk before their row is (TRUST T25, N26)."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import Sum

from cadenza.evidence.file_rules import CleanFile
from cadenza.evidence.models import Evidence, EvidenceFile
from cadenza.objections import N_, Refused, objection
from cadenza.people.models import Person
from cadenza.web.refs import new_ref

REF_LENGTH = 16
NAMED = re.compile(r"E-[2-9A-HJ-NP-Z]{16}(?:\.part)?\Z")
"""What a file of ours is called on the disk: nothing that anybody typed."""
ORPHAN_AFTER = timedelta(hours=24)
"""How long a file without a row is left alone: the transaction that is to commit its row may be under way."""


def root() -> Path:
    """Where the bytes lie."""
    return Path(settings.DATA) / "files"


def keep(clean: CleanFile, evidence: Evidence, *, at: datetime) -> EvidenceFile:
    """Write the bytes down to the disk, then make their row. If the row is never committed, the sweeper takes the bytes away."""
    ref = new_ref("E", REF_LENGTH)
    try:
        write(ref, clean.data)
    except OSError as error:
        raise Refused(
            [objection("file-not-kept", N_("The file could not be kept just now. Try again, or leave it out."), where="file")]
        ) from error
    return EvidenceFile.objects.create(
        ref=ref,
        evidence=evidence,
        kind=clean.kind,
        name=clean.name,
        size=len(clean.data),
        sha256=hashlib.sha256(clean.data).hexdigest(),
        added_at=at,
    )


def write(ref: str, data: bytes) -> None:
    """Put bytes under a reference, readable by this account alone, and see them safe on the disk."""
    path = path_of(ref)
    for folder in (root(), path.parent):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_name(f"{ref}.part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as raw:
        raw.write(data)
        raw.flush()
        os.fsync(raw.fileno())
    part.rename(path)
    for folder in (path.parent, root()):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def read(found: EvidenceFile) -> bytes | None:
    """The bytes of a file; None when they are gone or are not what was kept."""
    try:
        data = path_of(found.ref).read_bytes()
    except FileNotFoundError:
        return None
    return data if hashlib.sha256(data).hexdigest() == found.sha256 else None


def path_of(ref: str) -> Path:
    """Where the bytes of a reference lie; two letters of it make the folder, so that none grows long."""
    if not NAMED.match(ref):
        raise ValueError(f"{ref!r} is no reference of a file")
    return root() / ref[2:4] / ref


def bytes_beside(person: Person) -> int:
    """How much lies beside one person's evidence."""
    found = EvidenceFile.objects.filter(evidence__person=person).aggregate(all=Sum("size"))["all"]
    return int(found or 0)


def on_disk() -> Iterator[Path]:
    """Every file of ours that is there, finished or not."""
    return (path for path in sorted(root().glob("*/*")) if NAMED.match(path.name)) if root().is_dir() else iter(())


def broken_files() -> Iterator[str]:
    """Name each file whose bytes are gone or are not what was kept, for `cadenza verify`. Rule: TRUST N26."""
    for found in EvidenceFile.objects.order_by("pk").iterator():
        if read(found) is None:
            yield f"The file {found.ref} beside evidence {found.evidence_id} is missing or was changed."


def sweep(*, at: datetime) -> int:
    """Take away files that no row knows and nobody is about to make one for; answers how many. Rule: TRUST N26."""
    gone = 0
    for path in on_disk():
        if at - datetime.fromtimestamp(path.stat().st_mtime, tz=UTC) < ORPHAN_AFTER:
            continue
        if not EvidenceFile.objects.filter(ref=path.name).exists():
            path.unlink(missing_ok=True)
            gone += 1
    return gone
