"""What the pages of the schedule show: the dry run with names, certificates, who may be named in a form (TRUST M2, X7, 1.5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from cadenza.custody import retention_access as access
from cadenza.custody import retention_words as words
from cadenza.custody.retention import LAST, STEPS, due
from cadenza.custody.retention_models import Certificate, Erasure, Hold, Purged, Run
from cadenza.custody.retention_rules import PRIVATE, RecordKind
from cadenza.people.models import Person

NAMES = 12
"""People named of one kind; the others are a number."""
CERTIFICATES = 30
RUN_SHOWN = timedelta(days=1)
STANDS_AFTER = timedelta(minutes=30)
"""The lease of one batch: whoever had it is gone by then. Asking again does no harm where the run is only long. House choice."""


@dataclass(frozen=True)
class DueRow:
    """One kind that is due: how many records, of whom."""

    kind: str
    count: int
    people: Sequence[Person]
    more: int
    """People who are not named here: too many, or of the reader's own line."""


@dataclass(frozen=True)
class Certified:
    """A certificate in words."""

    row: Certificate
    cause: str
    counts: Sequence[tuple[str, int]]


def dry_run(viewer: Person, *, at: datetime) -> list[DueRow]:
    """What a run would take away now; nothing is changed. A fixed number of statements, however many people.

    Formal plans are counted only about people whom the reader may see here: none of theirs and their line's shows in a number (TRUST X7, 1.7).
    """
    found = [one for one in due(at) if one.count]
    about = {one.about for kind in found for one in kind.found}
    named = {person.pk: person for person in access.people_for(viewer, "due.see", at=at).filter(pk__in=about).order_by("name", "pk")}
    rows = []
    for one in found:
        hidden = [record for record in one.found if one.kind is RecordKind.FORMAL and record.about not in named]
        if len(hidden) == one.count:
            continue
        ids = {record.about for record in one.found} - {record.about for record in hidden}
        people = [person for pk, person in named.items() if pk in ids]
        rows.append(DueRow(words.kind(one.kind.value), one.count - len(hidden), people[:NAMES], len(ids) - len(people[:NAMES])))
    return rows


@dataclass(frozen=True)
class RunShown:
    """A run that somebody asked for: how far it is, and its certificate once it is over."""

    asked_at: datetime
    by: str
    done: int
    of: int
    over: bool
    stopped: bool
    """Whether it ended before it was done: nobody worked it, or whoever did died."""
    stands: bool
    """Whether it is under way for so long that somebody may ask for it again."""
    failed: int
    certificate: int | None
    """Empty where it took nothing that the reader may know of."""


def latest_run(viewer: Person, *, at: datetime) -> RunShown | None:
    """The latest run of the last day that was asked for by a button; the caller has asked who is reading."""
    row = Run.objects.filter(by__isnull=False, at__gt=at - RUN_SHOWN).select_related("by", "certificate").order_by("at", "pk").last()
    if row is None or row.by is None:
        return None
    codes, made = list(STEPS), row.certificate
    shown = made is not None and row.ended_at is not None and certified(made, viewer=viewer, at=at) is not None
    ended, at_last = row.ended_at is not None, row.step == LAST
    done = len(codes) if ended and at_last else codes.index(row.step)
    return RunShown(
        asked_at=row.at,
        by=row.by.name,
        done=done,
        of=len(codes),
        over=ended and at_last,
        stopped=ended and not at_last,
        stands=not ended and row.at < at - STANDS_AFTER,
        failed=row.failed,
        certificate=made.pk if made and shown else None,
    )


def certificates(viewer: Person, *, at: datetime) -> list[Certified]:
    """The latest certificates; the caller has asked who is reading."""
    rows = Certificate.objects.exclude(digest="").select_related("by")
    formal = _formal_seen(viewer, at=at)
    return list(islice(filter(None, (_certified(row, formal.get(row.pk, 0)) for row in rows.iterator())), CERTIFICATES))


def certified(row: Certificate, *, viewer: Person, at: datetime) -> Certified | None:
    """A certificate with its counts in words; None where it shows the reader nothing."""
    return _certified(row, _formal_seen(viewer, at=at).get(row.pk, 0))


def _formal_seen(viewer: Person, *, at: datetime) -> dict[int, int]:
    """Certificate -> formal plans on it about people whom the reader may see here (TRUST X7)."""
    seen = Purged.objects.filter(kind=RecordKind.FORMAL, about__in=access.people_for(viewer, "due.see", at=at).values("pk"))
    return Counter(seen.values_list("certificate", flat=True))


def _certified(row: Certificate, formal: int) -> Certified | None:
    """Without private kinds, and without what the reader may not know of; a day on which nothing else went shows nothing (TRUST 1.5)."""
    counts = {**row.counts, RecordKind.FORMAL.value: formal}
    open_counts = {code: count for code, count in counts.items() if code not in PRIVATE and count}
    return Certified(row, words.cause(row.cause), words.counted(open_counts)) if open_counts else None


def records_of(row: Certificate, *, viewer: Person, at: datetime) -> list[tuple[str, Person | None, int]]:
    """What a certificate names: kind, about whom, how many; people whom the reader may not see by name together as nobody."""
    found = Purged.objects.filter(certificate=row).exclude(kind__in=PRIVATE).values_list("kind", "about")
    counted = Counter(found)
    people = access.people_for(viewer, "due.see", at=at).in_bulk({about for _kind, about in counted if about is not None})
    lines: Counter[tuple[str, int | None]] = Counter()
    for (kind, about), count in counted.items():
        if kind == RecordKind.FORMAL and about not in people:
            continue
        lines[kind, about if about in people else None] += count
    shown = [(words.kind(kind), people[about] if about is not None else None, count) for (kind, about), count in lines.items()]
    return sorted(shown, key=lambda one: (one[0], one[1].name if one[1] else "~"))


def lifts_waiting(viewer: Person, *, at: datetime) -> list[Hold]:
    """Holds that somebody else proposed to lift, for whoever may agree."""
    waiting = access.visible_holds(viewer, at=at).filter(lifted_at=None, proposed_by__isnull=False)
    return list(waiting.exclude(proposed_by=viewer))


def erasures_waiting(viewer: Person, *, at: datetime) -> list[Erasure]:
    """Erasures that wait for the reader's decision."""
    people = access.people_for(viewer, "erasure.decide", at=at).values("pk")
    waiting = Erasure.objects.filter(decided_at=None, person__in=people).exclude(proposed_by=viewer)
    return list(waiting.select_related("person").order_by("proposed_at", "pk"))
