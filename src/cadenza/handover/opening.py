"""Handovers open, follow and end with the dated lines: computed from the rows, whoever changed them and however (HAND-1)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from cadenza.handover.models import Briefing, Handover
from cadenza.handover.rules import OPEN_DAYS, opens
from cadenza.people.days import day_of
from cadenza.people.models import ReportingLine
from cadenza.people.paths import hold_lines
from cadenza.people.rules import PersonStatus
from cadenza.plans.models import Plan
from cadenza.plans.review_access import RUNNING
from cadenza.trail.record import NewEntry, record_many
from cadenza.web.refs import new_ref

BATCH = 500


@dataclass(frozen=True)
class Change:
    """A line that ends, and who comes next."""

    line: ReportingLine
    ends: datetime
    incoming_id: int | None


@transaction.atomic
def settle_lines(at: datetime) -> int:
    """Bring the handovers in step with the lines: open new ones, follow who comes next, call off what will not happen.

    Idempotent; a handful of statements for each 500 people who change manager.
    """
    hold_lines()
    opened = 0
    lines = _ending(at)
    for start in range(0, len(lines), BATCH):
        opened += _open(_changes(lines[start : start + BATCH]), at)
    return opened + _follow(at)


def _ending(at: datetime) -> list[ReportingLine]:
    """Lines that will end or ended lately, of people who stay, without a handover of their own yet."""
    lately = at - timedelta(days=OPEN_DAYS)
    ended = ReportingLine.objects.filter(until__gt=lately).select_related("person")
    given_up = Q(called_off_at__isnull=False, since__gt=at)  # may be planned anew
    known = set(Handover.objects.filter(since__gt=lately).exclude(given_up).values_list("person_id", "outgoing_id", "since"))
    open_pairs = set(Handover.objects.filter(accepted_at=None, called_off_at=None).values_list("person_id", "outgoing_id"))
    return [
        line
        for line in ended.order_by("until", "pk")
        if (line.person_id, line.manager_id, line.until) not in known
        and (line.person_id, line.manager_id) not in open_pairs
        and not _goes(line)
    ]


def _goes(line: ReportingLine) -> bool:
    """Whether the line ends because the person leaves: then there is nobody to hand over (HAND-4)."""
    person = line.person
    assert line.until is not None
    return person.status == PersonStatus.LEAVER or (person.end_date is not None and person.end_date <= day_of(line.until))


def _changes(lines: Collection[ReportingLine]) -> list[Change]:
    """Who comes after each of these lines; nobody while nobody is named."""
    later = ReportingLine.objects.filter(person__in={line.person_id for line in lines}).order_by("since", "pk")
    by_person: dict[int, list[ReportingLine]] = {}
    for line in later:
        by_person.setdefault(line.person_id, []).append(line)
    found = []
    for line in lines:
        assert line.until is not None
        until = line.until
        after = next((one for one in by_person.get(line.person_id, []) if one.since >= until), None)
        if after is None or after.manager_id != line.manager_id:
            found.append(Change(line, until, after.manager_id if after else None))
    return found


def _open(changes: Collection[Change], at: datetime) -> int:
    planned = set(
        Plan.objects.filter(owner__in={one.line.person_id for one in changes}, state__in=RUNNING).values_list("owner_id", flat=True)
    )
    made = [
        Handover(
            ref=new_ref("H"),
            person_id=one.line.person_id,
            outgoing_id=one.line.manager_id,
            incoming_id=one.incoming_id,
            since=one.ends,
            opened_at=at,
        )
        for one in changes
        if opens(has_plan=one.line.person_id in planned, line_began=one.line.since, line_ends=one.ends)
    ]
    Handover.objects.bulk_create(made)
    _give_paper(made, at)
    _tell("handover.opened", made, at)
    return len(made)


def _give_paper(made: Collection[Handover], at: datetime) -> None:
    """An empty briefing for every manager who begins to hand over; words of an earlier time are nobody's any more."""
    outgoing = {one.outgoing_id for one in made}
    writing = Handover.objects.filter(outgoing__in=outgoing, sent_at=None, called_off_at=None, since__gt=at - timedelta(days=OPEN_DAYS))
    busy = set(writing.exclude(pk__in=[one.pk for one in made]).values_list("outgoing_id", flat=True))
    Briefing.objects.filter(outgoing__in=outgoing - busy).delete()
    Briefing.objects.bulk_create([Briefing(outgoing_id=one) for one in sorted(outgoing)], ignore_conflicts=True)


def _follow(at: datetime) -> int:
    """Open handovers whose change was moved, given to somebody else or taken back."""
    rows = list(Handover.objects.select_for_update(of=("self",)).filter(accepted_at=None, called_off_at=None).select_related("person"))
    lines: dict[int, list[ReportingLine]] = {}
    for line in ReportingLine.objects.filter(person__in={row.person_id for row in rows}).order_by("since", "pk"):
        lines.setdefault(line.person_id, []).append(line)
    moved, ended = [], []
    for row in rows:
        before = (row.since, row.incoming_id)
        if not _leads_on(row, lines.get(row.person_id, []), at):
            row.called_off_at = at
            ended.append(row)
        elif before != (row.since, row.incoming_id):
            moved.append(row)
    Handover.objects.bulk_update([*moved, *ended], ["since", "incoming", "called_off_at"], batch_size=BATCH)
    _tell("handover.moved", moved, at)
    _tell("handover.called-off", ended, at)
    return len(moved) + len(ended)


def _leads_on(row: Handover, lines: Collection[ReportingLine], at: datetime) -> bool:
    """Put into the row what the lines say now; answers whether there still is something to hand over.

    A pack that nobody has accepted goes on to whoever is the manager now.
    """
    if row.person.status == PersonStatus.LEAVER:
        return False
    own = [line for line in lines if line.manager_id == row.outgoing_id and line.until is not None]
    if row.since > at:  # planned: the day may have moved, or the change was given up
        ending = next((line for line in own if line.until is not None and line.until > at), None) or next(
            (line for line in reversed(own) if line.until is not None and line.until > row.opened_at), None
        )
        if ending is None or ending.until is None or _goes_with(row, ending):
            return False
        row.since = ending.until
    successor = next((line for line in lines if line.since <= at and (line.until is None or line.until > at)), None)
    if successor is None or row.since > at:
        successor = next((line for line in lines if line.since >= row.since), None)
    row.incoming_id = successor.manager_id if successor is not None else None
    return row.incoming_id != row.outgoing_id


def _goes_with(row: Handover, line: ReportingLine) -> bool:
    line.person = row.person
    return _goes(line)


def _tell(kind: str, rows: Iterable[Handover], at: datetime) -> None:
    record_many(
        [
            NewEntry(kind, None, row.person_id, at, {"handover": row.pk, "manager": row.incoming_id, "outgoing": row.outgoing_id})
            for row in rows
        ]
    )
