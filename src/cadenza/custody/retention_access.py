"""Who sees what is due and what went, who holds, and who decides an erasure (TRUST M2, 1.6, 1.8; X7 keeps one's own line out)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db.models import QuerySet

from cadenza.custody.access import require_role
from cadenza.custody.retention_models import Certificate, Erasure, Hold
from cadenza.objections import Unseen
from cadenza.people.models import Person
from cadenza.people.relations import people_with, relations_held, relations_to
from cadenza.people.rules import Relation

OFFICER, REVIEWER, HR_ADMIN = Relation.PRIVACY_OFFICER, Relation.CASE_REVIEWER, Relation.HR_ADMIN

WHO_MAY: Mapping[str, frozenset[Relation]] = {
    "hold.see": frozenset({OFFICER, REVIEWER}),
    "hold.set": frozenset({OFFICER, REVIEWER}),
    "hold.lift": frozenset({OFFICER, REVIEWER}),
    "due.see": frozenset({OFFICER}),
    "erasure.see": frozenset({OFFICER, HR_ADMIN}),
    "erasure.propose": frozenset({OFFICER}),
    "erasure.decide": frozenset({HR_ADMIN}),
}
"""About a person: void towards oneself, one's own manager and those above (TRUST X7)."""


def people_for(viewer: Person, action: str, *, at: datetime) -> QuerySet[Person]:
    """Everybody towards whom the viewer may do this."""
    return people_with(viewer, WHO_MAY[action], at=at)


def person_for(viewer: Person, action: str, handle: str, *, at: datetime) -> Person:
    """A person, locked, if the viewer may do this towards them; Unseen otherwise. Holds until the transaction ends."""
    person = Person.objects.select_for_update(of=("self",)).filter(handle=handle).first()
    if person is None or not relations_held(viewer, person, at=at) & WHO_MAY[action]:
        raise Unseen
    return person


def hold_for(viewer: Person, action: str, pk: int, *, at: datetime, lock: bool = False) -> Hold:
    """A hold that the viewer may see or lift; Unseen otherwise."""
    rows = Hold.objects.select_related("person", "set_by", "proposed_by", "lifted_by", "freeze")
    found = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=pk).first()
    if found is None or not (relations_held if lock else relations_to)(viewer, found.person, at=at) & WHO_MAY[action]:
        raise Unseen
    return found


def visible_holds(viewer: Person, *, at: datetime) -> QuerySet[Hold]:
    """Holds on people towards whom the viewer may see them, standing ones first."""
    rows = Hold.objects.filter(person__in=people_for(viewer, "hold.see", at=at).values("pk"))
    return rows.select_related("person", "set_by", "proposed_by", "lifted_by").order_by("lifted_at", "-set_at", "-pk")


def erasure_for(viewer: Person, action: str, pk: int, *, at: datetime, lock: bool = False) -> Erasure:
    """An erasure that the viewer may see or decide; Unseen otherwise."""
    rows = Erasure.objects.select_related("person", "proposed_by", "decided_by", "certificate")
    found = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=pk).first()
    if found is None or not (relations_held if lock else relations_to)(viewer, found.person, at=at) & WHO_MAY[action]:
        raise Unseen
    return found


def visible_erasures(viewer: Person, *, at: datetime) -> QuerySet[Erasure]:
    """Erasures of people towards whom the viewer may see them, open ones first."""
    rows = Erasure.objects.filter(person__in=people_for(viewer, "erasure.see", at=at).values("pk"))
    return rows.select_related("person", "proposed_by", "decided_by", "certificate").order_by("decided_at", "-proposed_at", "-pk")


def certificate_for(viewer: Person, pk: int, *, at: datetime) -> Certificate:
    """A certificate, for whoever answers for the schedule."""
    require_role(viewer, "retention", at=at)
    found = Certificate.objects.select_related("by").filter(pk=pk).exclude(digest="").first()
    if found is None:
        raise Unseen
    return found
