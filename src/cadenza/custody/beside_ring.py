"""What a backup from before cannot know, written down beside the key ring once it is committed (TRUST N24, L13). `replaying` reads it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.db import transaction

from cadenza.custody.case_models import AccessCase
from cadenza.custody.retention_models import Hold
from cadenza.custody.retention_rules import RecordKind
from cadenza.people.keeping import Found
from cadenza.sealing import erased


def note_gone(kind: RecordKind, gone: Sequence[Found], at: datetime) -> None:
    """Note what went and about whom it was, once it is committed: a number may be another row's after a restore."""
    rows, about = [one.row for one in gone], [one.about for one in gone]
    transaction.on_commit(partial(erased.note, [{"kind": kind.value, "rows": rows, "about": about, "at": at.isoformat()}]))


def note_hold(hold: Hold, at: datetime) -> None:
    """Note a hold as it stands, once it is committed: a backup from before does not know it."""
    line = {"hold": hold.pk, "person": hold.person_id, "lifted": hold.lifted_at is not None, "at": at.isoformat()}
    transaction.on_commit(partial(erased.note, [line]))


def note_case(case: AccessCase, at: datetime) -> None:
    """Note that an access case freezes somebody, or no longer does, once it is committed: its reference and no word (TRUST L13)."""
    line = {"access_case": case.ref, "person": case.person_id, "over": case.closed_at is not None, "at": at.isoformat()}
    transaction.on_commit(partial(erased.note, [line]))
