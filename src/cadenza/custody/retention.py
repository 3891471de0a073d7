"""The retention schedule at work: what is due, the run that takes it away, and the certificate of what went (DATA-3; TRUST L18, 1.8).

Everything is asked anew in the transaction that takes it away, behind the same lock that a hold takes: what is held at that moment stays.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db import DatabaseError, transaction
from django.db.models import QuerySet

from cadenza.conversations import actions as conversations
from cadenza.custody import beside_ring, replaying
from cadenza.custody.certificates import close
from cadenza.custody.retention_models import Cause, Certificate, Purged
from cadenza.custody.retention_rules import PRIVATE, SCHEDULE, RecordKind, first_of_month
from cadenza.custody.schedule import KEEPERS, Keeper, reach_of, taken
from cadenza.people.days import day_of, start_of
from cadenza.people.keeping import Found, frozen_people, hold_still
from cadenza.people.models import Person, ReportingLine
from cadenza.sealing.keys import Unreadable
from cadenza.sealing.ring import RingTrouble
from cadenza.trail.models import Content
from cadenza.trail.purge import contents_before, purge_contents
from cadenza.trail.rules import PRIVATE_KIND

log = logging.getLogger("cadenza.custody")
LONGEST_RUN = timedelta(hours=3)
"""The lease of the nightly job: what is left open for longer was left by a run that died. House choice."""
WHAT_FAILS = (DatabaseError, OSError, Unreadable, RingTrouble)
"""What may go wrong with one kind and leave the others as they are."""


@dataclass(frozen=True)
class DueKind:
    """What of one kind is due, for the dry run. `found` is empty for the private kinds, due or not."""

    kind: RecordKind
    count: int
    found: Sequence[Found]


def due(at: datetime) -> list[DueKind]:
    """What a run would take away now, kind by kind; nothing is changed. Private kinds are never counted (TRUST F1, E2)."""
    shown = []
    for kind in RecordKind:
        if kind in PRIVATE:
            continue
        if kind is RecordKind.TRAIL:
            entries = _old_entries(at).exclude(kind=PRIVATE_KIND)
            shown.append(DueKind(kind, entries.count(), ()))
            continue
        found = KEEPERS[kind].due(reach_of(kind, at))
        shown.append(DueKind(kind, len(found), found))
    return shown


def run(at: datetime, *, by: Person | None = None) -> Certificate | None:
    """Take away everything that is due, kind by kind; None when nothing was. Running it again does nothing.

    The night gives each kind a transaction of its own: one that fails keeps no other back, and is told once the rest is done. What a
    run that died took away gets its certificate from the next one.
    """
    replaying.catch_up(at)
    for left in Certificate.objects.filter(digest="", at__lt=at - LONGEST_RUN).order_by("pk"):
        close(left)
    certificate: Certificate | None = None
    failed: list[Exception] = []
    steps: list[Callable[[Certificate], Certificate]] = [_settle_notes, *(partial(_take_kind, kind) for kind in KEEPERS), _clear_trail]
    for step in steps:
        try:
            with transaction.atomic():
                hold_still()
                found = Certificate.objects.filter(pk=certificate.pk).first() if certificate is not None else None
                found = step(found or Certificate(at=at, cause=Cause.SCHEDULE, by=by))
            certificate = found if found.pk else None
        except WHAT_FAILS as error:
            log.error("a step of the retention schedule failed: %s", type(error).__name__)
            failed.append(error)
    made = close(certificate) if certificate is not None else None
    if failed:
        raise failed[0]
    return made


def _settle_notes(certificate: Certificate) -> Certificate:
    """Notes go by their own room's purge, which writes it into the author's own chain."""
    conversations.settle_lines(certificate.at)
    conversations.purge(certificate.at)
    return certificate


def _take_kind(kind: RecordKind, certificate: Certificate) -> Certificate:
    if found := KEEPERS[kind].due(reach_of(kind, certificate.at)):
        certificate.save()
        take_away(certificate, kind, KEEPERS[kind], found, at=certificate.at)
    return certificate


def take_away(certificate: Certificate, kind: RecordKind, keeper: Keeper, found: Sequence[Found], *, at: datetime) -> None:
    """Take records away and write them on the certificate. One that another row still points to stays for a later night."""
    rows = taken(keeper, [one.row for one in found], at=at)
    gone = [one for one in found if one.row in rows]
    Purged.objects.bulk_create([Purged(certificate=certificate, kind=kind, row=one.row, about=one.about) for one in gone], batch_size=500)
    if gone:
        certificate.counts = {**certificate.counts, kind.value: len(gone) + certificate.counts.get(kind.value, 0)}
        certificate.save(update_fields=["counts"])
        beside_ring.note_gone(kind, gone, at)


def _trail_before(at: datetime) -> datetime:
    term = SCHEDULE[RecordKind.TRAIL].over
    assert term is not None
    return start_of(term.before(first_of_month(day_of(at))))


def _old_entries(at: datetime) -> QuerySet[Content]:
    """Entries whose time is over. Whoever led somebody frozen may have kept notes about them, so their own chain stays (TRUST L13)."""
    frozen = frozen_people(at)
    led = ReportingLine.objects.filter(person__in=frozen).values_list("manager_id", flat=True)
    return contents_before(_trail_before(at), frozen=frozen, authors=set(led))


def _clear_trail(certificate: Certificate) -> Certificate:
    """Content of acts recorded two years ago; the links stay and every chain still holds (TRUST N16).

    What an author's own chain says of notes goes with it and feeds no counter (TRUST 1.5); the chain itself names what went.
    """
    at = certificate.at
    rows = _old_entries(at)
    private = list(rows.filter(kind=PRIVATE_KIND).values_list("pk", flat=True))
    counted = list(rows.exclude(kind=PRIVATE_KIND).values_list("pk", flat=True))
    purge_contents(private, at=at, reason="retention")
    if counted:
        certificate.counts = {**certificate.counts, RecordKind.TRAIL.value: purge_contents(counted, at=at, reason="retention")}
        certificate.save()
    return certificate
