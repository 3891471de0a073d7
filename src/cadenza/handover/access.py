"""Who may see and do what in a handover, as a table over parts; the only road from a reference to a row (TRUST H1, X1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from cadenza.handover.models import Handover
from cadenza.handover.rules import OPEN_DAYS, Part, parts_in
from cadenza.objections import Unseen
from cadenza.people.models import Person
from cadenza.people.relations import people_with, relations_held, relations_to
from cadenza.people.rules import Relation

WHO_MAY: Mapping[str, frozenset[Part]] = {
    # The plan's core and everything that assembles itself: for whoever may read the plan now.
    "see-pack": frozenset({Part.PERSON, Part.HANDS_OVER, Part.TAKES_OVER}),
    # What the outgoing manager says: the person reads it as it is written, the incoming manager once it is sent.
    "see-words": frozenset({Part.PERSON, Part.HANDS_OVER, Part.WRITES, Part.READS_WORDS}),
    "write-words": frozenset({Part.WRITES}),
    "send": frozenset({Part.WRITES}),
    "comment": frozenset({Part.PERSON}),
    "see-comment": frozenset({Part.PERSON, Part.HANDS_OVER, Part.WRITES, Part.TAKES_OVER}),
    "accept": frozenset({Part.TAKES_OVER}),
    "see-dates": frozenset(Part),
}
"""A right that is not listed does not exist. No delegate, no mentor, no executive, no operator is anything in a handover."""

OVERSEERS = frozenset({Relation.UPLINE, Relation.HR_SCOPE, Relation.HR_ADMIN})


def may(parts: frozenset[Part], action: str) -> bool:
    """Whether one of these parts gives this right."""
    return bool(parts & WHO_MAY[action])


def handover_for(by: Person, action: str, ref: str, *, at: datetime, lock: bool = False) -> tuple[Handover, frozenset[Part]]:
    """The handover with what the reader is in it, if they may do this now; raises Unseen otherwise, as for one that never was."""
    rows = Handover.objects.filter(ref=ref, called_off_at=None).select_related("person", "outgoing", "incoming", "accepted_by")
    found = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if found is None:
        raise Unseen
    relations = (relations_held if lock else relations_to)(by, found.person, at=at)
    parts = parts_in(found.course, by.pk, relations, at=at)
    if not may(parts, action):
        raise Unseen
    return found, parts


def to_write(by: Person, *, at: datetime) -> QuerySet[Handover]:
    """Those into which the reader may write words now: the table's WRITES as one query."""
    people = people_with(by, {Relation.MANAGER, Relation.FORMER}, at=at)
    rows = Handover.objects.filter(outgoing=by, sent_at=None, called_off_at=None, since__gt=at - timedelta(days=OPEN_DAYS))
    return _with_people(rows.filter(person__in=people.values("pk")))


def to_accept(by: Person, *, at: datetime) -> QuerySet[Handover]:
    """Those that the reader may take over now and has not: the table's TAKES_OVER as one query."""
    people = people_with(by, {Relation.MANAGER}, at=at)
    rows = Handover.objects.filter(incoming=by, accepted_at=None, called_off_at=None, since__lte=at)
    return _with_people(rows.filter(person__in=people.values("pk")))


def about(by: Person, *, at: datetime) -> QuerySet[Handover]:
    """Those about the reader that are open, or were accepted lately."""
    own = people_with(by, {Relation.SELF}, at=at)
    return _with_people(Handover.objects.filter(person__in=own.values("pk"), called_off_at=None))


def overseen(by: Person, *, at: datetime, relations: Iterable[Relation] = OVERSEERS) -> QuerySet[Handover]:
    """Those not accepted yet of which the reader sees dates and states: the table's OVERSEES as one query."""
    people = people_with(by, frozenset(relations), at=at)
    open_ones = Handover.objects.filter(accepted_at=None, called_off_at=None)
    return _with_people(open_ones.filter(person__in=people.values("pk")).exclude(Q(person=by)))


def _with_people(rows: QuerySet[Handover]) -> QuerySet[Handover]:
    return rows.select_related("person", "outgoing", "incoming", "accepted_by").order_by("person__name", "since", "pk")
