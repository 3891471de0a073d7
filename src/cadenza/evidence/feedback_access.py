"""Who may see and do what with feedback, as a table over parts; the only road from a reference to a row (FB-1, TRUST D2)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Q, QuerySet

from cadenza.evidence.feedback_rules import Part, parts_in
from cadenza.evidence.models import Feedback
from cadenza.objections import Unseen
from cadenza.people.models import Person
from cadenza.people.relations import has_left, people_with, relations_held, relations_to
from cadenza.people.rules import Relation

WHO_MAY: Mapping[str, frozenset[Part]] = {
    "see": frozenset(Part),
    "read": frozenset({Part.RECEIVER}),
    "share": frozenset({Part.RECEIVER}),
    "put-beside": frozenset({Part.RECEIVER}),
    "change": frozenset({Part.GIVER}),
    "correct": frozenset({Part.GIVER}),
}
"""A right that is not listed does not exist. No delegate, nobody above the manager, no HR, no earlier manager is anything to feedback."""


def feedback_for(by: Person, action: str, ref: str, *, at: datetime, lock: bool = False) -> tuple[Feedback, frozenset[Part]]:
    """The feedback with what the reader is to it, if they may do this now; raises Unseen otherwise, as for one that never was."""
    rows = Feedback.objects.filter(ref=ref).select_related("person", "giver", "capability", "shared_by")
    found = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if found is None or has_left(by, at=at):
        raise Unseen
    relations = (relations_held if lock else relations_to)(by, found.person, at=at)
    parts = parts_in(
        person_id=found.person_id, giver_id=found.giver_id, shared=found.shared_at is not None, viewer_id=by.pk, relations=relations
    )
    if not parts & WHO_MAY[action]:
        raise Unseen
    return found, parts


def visible_feedback(viewer: Person, *, at: datetime) -> QuerySet[Feedback]:
    """All feedback that the viewer may see: the same table as for one piece, as one query."""
    if has_left(viewer, at=at):
        return Feedback.objects.none()
    led = people_with(viewer, {Relation.MANAGER}, at=at)
    return Feedback.objects.filter(Q(person=viewer) | Q(giver=viewer) | Q(shared_at__isnull=False, person__in=led.values("pk")))


def about(viewer: Person, person: Person, *, at: datetime) -> QuerySet[Feedback]:
    """What the viewer may see of one person's feedback. Only the two of a pair have such a page at all; raises Unseen for others."""
    if not relations_to(viewer, person, at=at) & {Relation.SELF, Relation.MANAGER}:
        raise Unseen
    return visible_feedback(viewer, at=at).filter(person=person)
