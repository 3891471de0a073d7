"""Keeps an uploaded file sealed between the pages of an import, for its uploader alone and for a day at most."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from cadenza.home.models import KeptFile, KeptPart
from cadenza.jobs.queue import enqueue
from cadenza.objections import N_, Unseen, objection
from cadenza.people.models import Person
from cadenza.sealing.keys import Unit, Unreadable, destroy_unit, seal, seal_many, unseal, unseal_many
from cadenza.web.file_mappings import ColumnMap
from cadenza.web.file_report import Report
from cadenza.web.files import MAX_BYTES, Unusable
from cadenza.web.refs import new_ref

KEEP = timedelta(hours=24)
FORGET = "home.forget-imports"
PART_BYTES = 512 * 1024
REF_LENGTH = 10


@dataclass
class Chosen:
    """What its uploader has decided about a file so far."""

    name: str = ""
    source: str = ""
    """Which mapping was offered: a shipped one's name, or "" for the headers alone."""
    places: dict[str, list[int]] = field(default_factory=dict)
    date_order: str = ""
    unknown_managers: str = "refuse"
    mends: dict[str, dict[str, str]] = field(default_factory=dict)
    """Line -> column -> text, as JSON takes it."""

    @property
    def cells(self) -> dict[tuple[int, str], str]:
        return {(int(line), column): text for line, columns in self.mends.items() for column, text in columns.items()}

    def take_mapping(self, mapping: ColumnMap) -> None:
        self.places = {column: list(places) for column, places in mapping.places.items()}


@transaction.atomic
def keep_file(pieces: Iterable[bytes], *, name: str, kind: str, by: Person, at: datetime) -> KeptFile:
    """Keep a file as it arrives, piece by piece, each sealed. Raises Unusable above the limit; then nothing of it stays."""
    kept = KeptFile.objects.create(ref=new_ref("I", REF_LENGTH), person=by, kind=kind, kept_at=at)
    size = 0
    for number, piece in enumerate(_evenly(pieces), start=1):
        size += len(piece)
        if size > MAX_BYTES:
            raise Unusable(
                objection(
                    "file-too-large",
                    N_("The file is larger than %(limit)d MB. Split it, or leave out columns."),
                    limit=MAX_BYTES // 1024 // 1024,
                )
            )
        text = base64.b64encode(piece).decode()
        (blob,) = seal_many([(text, f"home.KeptPart:{kept.pk}:{number}")], unit=_unit(kept))
        KeptPart.objects.create(file=kept, number=number, sealed=blob)
    remember(kept, Chosen(name=name[:200]))
    enqueue(FORGET, at=at, run_at=at + KEEP, dedupe=f"{FORGET}:{kept.ref}")
    return kept


def kept_for(person: Person, ref: str, *, at: datetime, lock: bool = False) -> KeptFile:
    """The file with this reference, for whoever brought it, within its day; else there is none (Unseen)."""
    files = KeptFile.objects.select_for_update() if lock else KeptFile.objects.all()
    found = files.filter(ref=ref, person=person, kept_at__gt=at - KEEP).first()
    if found is None:
        raise Unseen(ref)
    return found


def bytes_of(kept: KeptFile) -> bytes:
    """The file as it was brought; Unseen when it is gone already."""
    parts = [(bytes(sealed), f"home.KeptPart:{kept.pk}:{number}") for number, sealed in kept.parts.values_list("number", "sealed")]
    if not parts:
        raise Unseen(kept.ref)
    whole = bytearray()
    try:
        for part in parts:
            whole += base64.b64decode(unseal_many([part], unit=_unit(kept))[0])
    except Unreadable as error:
        raise Unseen(kept.ref) from error
    return bytes(whole)


def chosen_for(kept: KeptFile) -> Chosen:
    """What was decided about the file so far."""
    if kept.choices is None:
        raise Unseen(kept.ref)
    try:
        found: dict[str, Any] = json.loads(unseal(bytes(kept.choices), unit=_unit(kept), place=_place(kept)))
    except Unreadable as error:
        raise Unseen(kept.ref) from error
    return Chosen(**found)


def remember(kept: KeptFile, chosen: Chosen) -> None:
    """Keep what was decided, sealed: mended cells are words about people."""
    kept.choices = seal(json.dumps(asdict(chosen)), unit=_unit(kept), place=_place(kept))
    kept.save(update_fields=["choices"])


@transaction.atomic
def finish(kept: KeptFile, report: Report, *, at: datetime) -> None:
    """Keep the five numbers and forget the file."""
    kept.outcome = {name: value for name, value in report.as_json().items() if name not in {"problems", "applied"}}
    kept.choices = None
    kept.save(update_fields=["outcome", "choices"])
    forget_words(kept, at=at)


def forget_words(kept: KeptFile, *, at: datetime) -> None:
    """Delete the parts and destroy their key, so that no backup can bring them back."""
    kept.parts.all().delete()
    destroy_unit(_unit(kept).name, at=at)


@transaction.atomic
def forget_old(at: datetime) -> int:
    """Forget every file that is older than a day; answers how many. Idempotent."""
    old = list(KeptFile.objects.filter(kept_at__lte=at - KEEP))
    for kept in old:
        forget_words(kept, at=at)
        kept.delete()
    return len(old)


def _unit(kept: KeptFile) -> Unit:
    return Unit(f"import:{kept.ref}", None, kept.person_id)


def _place(kept: KeptFile) -> str:
    return f"home.KeptFile:{kept.pk}:choices"


def _evenly(pieces: Iterable[bytes]) -> Iterable[bytes]:
    """The same bytes in parts of one size, however they arrive."""
    waiting = bytearray()
    for piece in pieces:
        waiting += piece
        while len(waiting) >= PART_BYTES:
            yield bytes(waiting[:PART_BYTES])
            del waiting[:PART_BYTES]
    if waiting:
        yield bytes(waiting)
