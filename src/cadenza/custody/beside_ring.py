"""What a backup from before cannot know, written down beside the key ring once it is committed (TRUST N24, L13). `replaying` reads it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from cadenza.custody.case_models import AccessCase
from cadenza.custody.retention_models import Hold, Purged
from cadenza.custody.retention_rules import mark_from
from cadenza.people.models import Person
from cadenza.sealing import erased


def note_gone(gone: Sequence[Purged], at: datetime) -> None:
    """Note what went of one kind, once it is committed: with about whom it was and its mark, for a number may be another row's after a restore."""
    transaction.on_commit(partial(erased.note, [gone_line(gone, at)]))


def gone_line(gone: Sequence[Purged], at: datetime) -> dict[str, Any]:
    """Records of one kind as the list has them."""
    rows, about, marks = [one.row for one in gone], [one.about for one in gone], [one.mark for one in gone]
    return {"kind": str(gone[0].kind), "rows": rows, "about": about, "marks": marks, "at": at.isoformat()}


def note_hold(hold: Hold, at: datetime) -> None:
    """Note a hold as it stands, once it is committed: a backup from before does not know it."""
    transaction.on_commit(partial(erased.note, [hold_line(hold, at)]))


def hold_line(hold: Hold, at: datetime) -> dict[str, Any]:
    """A hold as the list has it."""
    return {"hold": hold.pk, "lifted": hold.lifted_at is not None, "at": at.isoformat(), **_whose(hold.person)}


def note_case(case: AccessCase, at: datetime) -> None:
    """Note that an access case freezes somebody, or no longer does, once it is committed: its reference and no word (TRUST L13)."""
    transaction.on_commit(partial(erased.note, [case_line(case, at)]))


def case_line(case: AccessCase, at: datetime) -> dict[str, Any]:
    """An access case as the list has it."""
    return {"access_case": case.ref, "over": case.closed_at is not None, "at": at.isoformat(), **_whose(case.person)}


def _whose(person: Person) -> dict[str, Any]:
    """A person by their number, with a mark that tells them from somebody recorded after a restore."""
    return {"person": person.pk, "whose": mark_from("person", person.handle)}
