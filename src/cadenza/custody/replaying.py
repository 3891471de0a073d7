"""A restored backup forgets again what was erased after it was made, and keeps the holds that were set since (TRUST N24, L18, X14).

The list lies beside the key ring (`sealing.erased`). Only lines from after the backup count, and none from a time that an earlier restore
has already undone: rows made since may bear the numbers of rows that were lost with it.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Q

from cadenza.conversations.purging import clear_what_is_erased
from cadenza.custody import beside_ring
from cadenza.custody.case_models import AccessCase
from cadenza.custody.certificates import close
from cadenza.custody.retention_models import Cause, Certificate, Hold, Purged, Restored
from cadenza.custody.retention_rules import RecordKind, mark_from
from cadenza.custody.schedule import AT_ONCE, KEEPERS, marks_of, reach_of, taken
from cadenza.people.keeping import frozen_people, hold_still
from cadenza.people.models import Freeze, Person
from cadenza.plans.retiring import purge_reflections
from cadenza.sealing import erased
from cadenza.sealing.keys import destroy_units, the_same_units
from cadenza.sealing.models import DataKey

log = logging.getLogger("cadenza.custody")
EVERYTHING = timedelta(days=36_500)
MARGIN = timedelta(hours=1)
"""An erasure under way while the backup began may have been committed after its snapshot."""


def catch_up(at: datetime, *, back: timedelta = timedelta(days=7)) -> int:
    """Each night: clear a restored backup whose list was put in place later, and write down what a crash kept out of the list."""
    erased.join()
    for restored in Restored.objects.filter(cleared_at=None).order_by("pk"):
        if clear(restored, at=at) is None:
            log.error(
                "not everything was erased again after the restore of %s: the list is not beside the key ring, or short",
                restored.restored_at,
            )
    since = at - back
    known_units = {(line["unit"], line.get("key", "")) for line in erased.lines() if "unit" in line}
    known_rows = {(line["kind"], row, mark) for line in erased.lines() if "kind" in line for row, _about, mark in _records(line)}
    missing: list[dict[str, Any]] = [
        {"unit": name, "key": mark, "at": when.isoformat()}
        for name, mark, when in DataKey.objects.filter(destroyed_at__gte=since).values_list("unit", "mark", "destroyed_at")
        if (name, mark) not in known_units and when is not None
    ]
    missing += [
        beside_ring.gone_line([one], one.certificate.at)
        for one in Purged.objects.filter(certificate__at__gte=since).select_related("certificate").order_by("pk")
        if (one.kind, one.row, one.mark) not in known_rows
    ]
    if missing:
        erased.note(missing)
    return len(missing)


def begin_list_anew(at: datetime) -> int:
    """The list is lost for good: begin another one with what is left of it, and with all that this database knows of erasures, holds and freezes.

    What went after a restored backup and stood in the lost lines alone stays.
    """
    erased.begin_anew()
    written = catch_up(at, back=EVERYTHING)
    for hold in Hold.objects.order_by("pk"):
        erased.note([beside_ring.hold_line(hold, hold.lifted_at or hold.set_at)])
    for case in AccessCase.objects.order_by("pk"):
        erased.note([beside_ring.case_line(case, case.closed_at or case.opened_at)])
    return written


def after_restore(backup_at: datetime, *, at: datetime) -> int | None:
    """Called by the restore. Answers how many records went again; None when the list is not beside the ring yet, or not whole."""
    erased.adopt()
    restored = Restored.objects.create(backup_at=backup_at, restored_at=at)
    return clear(restored, at=at)


def waits_for_list() -> bool:
    """Whether a backup was restored whose list has not been put back yet."""
    return not erased.is_there() and Restored.objects.filter(cleared_at=None).exists()


def clear(restored: Restored, *, at: datetime) -> int | None:
    """Erase again what was erased after the backup, and set again the holds that stood since.

    It stays open, and the next night goes on, while a row of the list is there that something else points to or a freeze keeps, and while
    the list has lost lines: what it still says goes at once, and None is answered as for a list that is not here.
    """
    whole = erased.is_there()
    if not whole:
        erased.await_list()
        if not erased.is_ours():
            return None
    erased.join()
    lines = list(_since(restored.backup_at))
    with transaction.atomic():
        hold_still()
        held = {pk for (pk,) in frozen_people(at)}  # what went before a hold of the list was set goes again
        holds = _holds_again(lines, at)
        kept = _units_of(held)
        named = set(the_same_units(_keys_of(lines)))
        units = destroy_units(named - kept, at=at)
        gone = clear_what_is_erased(at=at) + _seals_without_key(at)
        certificate, stayed = Certificate(at=at, cause=Cause.REPLAY), bool(named & kept)
        for kind in KEEPERS:
            there, free = _there_again(kind, lines, held, at)
            rows = taken(KEEPERS[kind], free, at=at)
            stayed = stayed or len(rows) < there
            if rows:
                certificate.counts[kind.value] = len(rows)
        stayed = stayed or not whole
        restored.cleared_at = None if stayed else at
        restored.save(update_fields=["cleared_at"])
        certificate.save()
        close(certificate)
    if not stayed:
        erased.note([{"restored": restored.backup_at.isoformat(), "at": at.isoformat()}])
    again: int = sum(certificate.counts.values())
    return units + gone + holds + again if whole else None


def _keys_of(lines: Sequence[dict[str, Any]]) -> dict[str, set[str]]:
    """Unit -> the marks of its keys that the list says were destroyed: one name, after a restore, may have had several."""
    found: dict[str, set[str]] = {}
    for line in lines:
        if "unit" in line:
            found.setdefault(line["unit"], set()).add(line.get("key", ""))
    return found


def _records(line: dict[str, Any]) -> Iterator[tuple[int, int | None, str]]:
    """Number, about whom, and mark of each record of a line."""
    rows = line["rows"]
    return zip(rows, line.get("about") or [None] * len(rows), line.get("marks") or [""] * len(rows), strict=True)


def _since(backup_at: datetime) -> Iterator[dict[str, Any]]:
    """The lines that a backup does not know of."""
    kept: list[dict[str, Any]] = []
    for line in erased.lines():
        if "restored" in line and datetime.fromisoformat(line["at"]) <= backup_at:
            kept.clear()  # what stood before belongs to a time that this backup has left behind
        elif "at" in line and datetime.fromisoformat(line["at"]) >= backup_at - MARGIN:
            kept.append(line)
    yield from kept


def _holds_again(lines: Sequence[dict[str, Any]], at: datetime) -> int:
    """Holds that the list knows and the backup does not, before anything goes; their reason is lost with the days in between.

    Whom an access case froze that was opened since is held too; all that is left of the case is its reference, in place of the reason.
    """
    lines = [line for line in lines if _is_still(line)]
    standing = {line["person"]: not line["lifted"] for line in lines if "hold" in line}
    reasons = {pk: "" for pk, stands in standing.items() if stands}
    cases = {line["access_case"]: (line["person"], line["over"]) for line in lines if "access_case" in line}
    known_cases = set(AccessCase.objects.filter(ref__in=cases).values_list("ref", flat=True))
    known_cases |= set(Hold.objects.filter(reason__in=cases).values_list("reason", flat=True))
    reasons |= {pk: ref for ref, (pk, over) in cases.items() if not over and ref not in known_cases}
    known = set(Hold.objects.filter(lifted_at=None).values_list("person_id", flat=True))
    people = Person.objects.filter(pk__in=reasons.keys() - known)
    for person in people:
        freeze = Freeze.objects.create(person=person, since=at)
        Hold.objects.create(person=person, freeze=freeze, reason=reasons[person.pk], set_at=at)
    return len(people)


def _is_still(line: dict[str, Any]) -> bool:
    """Whether the person whom a line names is here under that number, and not somebody recorded since."""
    if "whose" not in line:
        return True
    handle = Person.objects.filter(pk=line["person"]).values_list("handle", flat=True).first()
    return handle is not None and mark_from("person", handle) == line["whose"]


def _units_of(held: Collection[int]) -> set[str]:
    """Units about people, or by people, whose records are frozen."""
    theirs = DataKey.objects.filter(Q(subject_id__in=held) | Q(author_id__in=held), destroyed_at=None)
    return set(theirs.values_list("unit", flat=True))


def _there_again(kind: RecordKind, lines: Sequence[dict[str, Any]], held: Collection[int], at: datetime) -> tuple[int, list[int]]:
    """How many rows of the list are there, the very same ones, and those of them that no freeze keeps.

    A number that is another row's by now, about somebody else or born otherwise, is not the one that went.
    """
    wanted: dict[int, set[tuple[int | None, str]]] = {}
    for line in lines:
        if line.get("kind") == kind.value:
            for row, about, mark in _records(line):
                wanted.setdefault(row, set()).add((about, mark))
    born = marks_of(kind, wanted.keys())
    whose = {row: {about for about, mark in told if mark in {"", born.get(row)}} for row, told in wanted.items()}
    numbers = sorted(row for row, people in whose.items() if people)
    keeper, there, kept = KEEPERS[kind], set[int](), set[int]()
    if not keeper.model:
        people = sorted(row for row in numbers if keeper.due(reach_of(kind, at, only=row)))
        return len(people), people
    for start in range(0, len(numbers), AT_ONCE):
        rows = apps.get_model(keeper.model)._default_manager.filter(pk__in=numbers[start : start + AT_ONCE])
        there |= {row for row, about in rows.values_list("pk", f"{keeper.whose[0]}_id") if not {None, about}.isdisjoint(whose[row])}
        for name in keeper.whose:
            kept |= set(rows.filter(**{f"{name}__in": held}).values_list("pk", flat=True))
    return len(there), sorted(there - kept)


def _seals_without_key(at: datetime) -> int:
    """Words that nobody can open any more: their rows stay, the sealed bytes go."""
    prefix = "private-draft:person:"
    gone = DataKey.objects.filter(Q(destroyed_at__isnull=False), unit__startswith=prefix).values_list("author_id", flat=True)
    return purge_reflections([pk for pk in gone if pk is not None], at=at)


__all__ = ["after_restore", "begin_list_anew", "catch_up", "clear", "waits_for_list"]
