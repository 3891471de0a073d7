"""The retention schedule at work: what is due, the run that takes it away, and the certificate of what went (DATA-3; TRUST L18, 1.8).

Everything is asked anew in the transaction that takes it away, behind the same lock that a hold takes: what is held at that moment stays.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db import DatabaseError, transaction
from django.db.models import F, QuerySet

from cadenza.conversations import actions as conversations
from cadenza.custody import beside_ring, replaying
from cadenza.custody.case_retiring import forget_tellings
from cadenza.custody.certificates import close
from cadenza.custody.retention_models import Cause, Certificate, Purged, Run
from cadenza.custody.retention_rules import PRIVATE, SCHEDULE, RecordKind, first_of_month
from cadenza.custody.schedule import KEEPERS, Keeper, marks_of, reach_of, taken
from cadenza.people.days import day_of, start_of
from cadenza.people.keeping import Found, frozen_people, hold_still
from cadenza.people.models import Person, ReportingLine
from cadenza.sealing.keys import Unreadable
from cadenza.sealing.ring import RingTrouble
from cadenza.trail.models import Content
from cadenza.trail.purge import contents_before, purge_contents
from cadenza.trail.rules import PRIVATE_KIND
from cadenza.web.clock import now

log = logging.getLogger("cadenza.custody")
LONGEST_RUN = timedelta(hours=3)
"""The lease of the nightly job: what is left open for longer was left by a run that died. House choice."""
RUNS_KEPT = timedelta(days=30)
BATCH = 500
"""Records of one kind looked at in one transaction: short enough that nobody who writes waits long. House choice."""
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


def begin(at: datetime, *, by: Person | None = None) -> Run:
    """The run that is under way, or a new one. What an earlier one that died took away gets its certificate, and this one goes on after it."""
    with transaction.atomic():
        hold_still()
        died = Run.objects.filter(ended_at=None, at__lt=at - LONGEST_RUN)
        died.filter(step=LAST).update(ended_at=at, failed=F("failed") + 1)
        died.update(ended_at=at)
        for left in Certificate.objects.filter(digest="", at__lt=at - LONGEST_RUN).order_by("pk"):
            close(left)
        Run.objects.filter(ended_at__lt=at - RUNS_KEPT).delete()
        open_already = Run.objects.filter(ended_at=None, by__isnull=by is None).order_by("pk").last()
        return open_already or Run.objects.create(at=at, by=by, step=next(iter(STEPS)))


def run(at: datetime, *, by: Person | None = None) -> Certificate | None:
    """Take away everything that is due, batch by batch; None when nothing was. Running it again does nothing.

    A kind that fails keeps no other back, and is told once the rest is done.
    """
    this, failed = begin(at, by=by).pk, list[Exception]()
    while advance(this, failed=failed):
        pass
    if failed:
        raise failed[0]
    return Run.objects.select_related("certificate").get(pk=this).certificate


def advance(pk: int, *, failed: list[Exception] | None = None) -> bool:
    """One batch of a run, in one transaction of its own; whether there is more to do. Rule DATA-3.

    What is due is asked in that transaction, so a hold that came since the last batch is seen (TRUST L13, L18). The run remembers where it
    stands: whoever goes on with it, and how often, nothing is taken twice.
    """
    this = Run.objects.get(pk=pk)
    if this.step == FIRST and this.ended_at is None:
        replaying.catch_up(this.at)
    try:
        with transaction.atomic():
            hold_still()
            this = _standing(pk)
            if this.ended_at is not None:
                return False
            certificate = this.certificate or Certificate(at=this.at, cause=Cause.SCHEDULE, by=this.by)
            after = STEPS[this.step](certificate, this.after)
            this.certificate = certificate if certificate.pk else None
            return _moved_on(this, after)
    except WHAT_FAILS as error:
        log.error("a step of the retention schedule failed: %s", type(error).__name__)
        if failed is not None:
            failed.append(error)
    with transaction.atomic():
        this = _standing(pk)
        this.failed += 1
        return this.ended_at is None and _moved_on(this, None)


def _standing(pk: int) -> Run:
    return Run.objects.select_for_update(of=("self",)).select_related("certificate").get(pk=pk)


def _moved_on(this: Run, after: int | None) -> bool:
    """Write down where the run stands: within a kind, at the next one, or at its end with the certificate sealed."""
    codes = list(STEPS)
    this.after = after or 0
    if after is None:
        number = codes.index(this.step) + 1
        if number == len(codes):
            this.ended_at = now()
            this.certificate = close(this.certificate) if this.certificate else None
        else:
            this.step = codes[number]
    this.save()
    return this.ended_at is None


def _settle_notes(certificate: Certificate, after: int) -> None:
    """Notes go by their own room's purge, which writes it into the author's own chain; with them what tells authors that one was opened."""
    conversations.settle_lines(certificate.at)
    conversations.purge(certificate.at)
    forget_tellings(certificate.at)


def _take_some(kind: RecordKind, certificate: Certificate, after: int) -> int | None:
    """The next records of a kind; where to go on, None where there are no more. One that stays for a later night is passed over."""
    due_now = sorted(KEEPERS[kind].due(reach_of(kind, certificate.at)), key=lambda one: one.row)
    found = [one for one in due_now if one.row > after][:BATCH]
    if found:
        certificate.save()
        take_away(certificate, kind, KEEPERS[kind], found, at=certificate.at)
    return found[-1].row if len(found) == BATCH else None


def take_away(certificate: Certificate, kind: RecordKind, keeper: Keeper, found: Sequence[Found], *, at: datetime) -> None:
    """Take records away and write them on the certificate. One that another row still points to stays for a later night."""
    marks = marks_of(kind, [one.row for one in found])
    rows = taken(keeper, [one.row for one in found], at=at)
    gone = [one for one in found if one.row in rows]
    purged = [Purged(certificate=certificate, kind=kind, row=one.row, about=one.about, mark=marks.get(one.row, "")) for one in gone]
    Purged.objects.bulk_create(purged, batch_size=500)
    if gone:
        certificate.counts = {**certificate.counts, kind.value: len(gone) + certificate.counts.get(kind.value, 0)}
        certificate.save(update_fields=["counts"])
        beside_ring.note_gone(purged, at)


def _trail_before(at: datetime) -> datetime:
    term = SCHEDULE[RecordKind.TRAIL].over
    assert term is not None
    return start_of(term.before(first_of_month(day_of(at))))


def _old_entries(at: datetime) -> QuerySet[Content]:
    """Entries whose time is over. Whoever led somebody frozen may have kept notes about them, so their own chain stays (TRUST L13)."""
    frozen = frozen_people(at)
    led = ReportingLine.objects.filter(person__in=frozen).values_list("manager_id", flat=True)
    return contents_before(_trail_before(at), frozen=frozen, authors=set(led))


def _clear_trail(certificate: Certificate, after: int) -> int | None:
    """Content of acts recorded two years ago; the links stay and every chain still holds (TRUST N16).

    What an author's own chain says of notes goes with it and feeds no counter (TRUST 1.5); the chain itself names what went.
    """
    at = certificate.at
    rows = list(_old_entries(at).filter(pk__gt=after).order_by("pk").values_list("pk", "kind")[:BATCH])
    purge_contents([pk for pk, kind in rows if kind == PRIVATE_KIND], at=at, reason="retention")
    counted = [pk for pk, kind in rows if kind != PRIVATE_KIND]
    if counted:
        gone = purge_contents(counted, at=at, reason="retention") + certificate.counts.get(RecordKind.TRAIL.value, 0)
        certificate.counts = {**certificate.counts, RecordKind.TRAIL.value: gone}
        certificate.save()
    return rows[-1][0] if len(rows) == BATCH else None


Step = Callable[[Certificate, int], int | None]
FIRST = RecordKind.NOTE.value
STEPS: Mapping[str, Step] = {
    FIRST: _settle_notes,
    **{kind.value: partial(_take_some, kind) for kind in KEEPERS},
    RecordKind.TRAIL.value: _clear_trail,
}
"""Kind -> what takes some of it away, in the order of a run."""
LAST = RecordKind.TRAIL.value
