"""Who reads how things fall on groups: HR admin and the privacy officer first, executives once it is released (TRUST I3, L17)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from cadenza.objections import Unseen
from cadenza.people.models import Person
from cadenza.people.relations import roles_of
from cadenza.people.rules import GrantedRole
from cadenza.stewardship.fairness_models import FairnessNote, FairnessPicture

FIRST: frozenset[GrantedRole] = frozenset({GrantedRole.HR_ADMIN, GrantedRole.PRIVACY_OFFICER})
"""I3: they read, say what they make of it, and release it."""
RELEASED: frozenset[GrantedRole] = frozenset({GrantedRole.EXECUTIVE})


def keeps(viewer: Person, *, at: datetime) -> bool:
    """Whether the viewer is one of the first readers."""
    return bool(roles_of(viewer, at=at) & FIRST)


def are_both(one: Person, other: Person, *, at: datetime) -> bool:
    """Whether one of two people is HR admin and the other a privacy officer (TRUST L17)."""
    ones, others = roles_of(one, at=at), roles_of(other, at=at)
    admin, officer = GrantedRole.HR_ADMIN, GrantedRole.PRIVACY_OFFICER
    return (admin in ones and officer in others) or (officer in ones and admin in others)


def picture_for(viewer: Person, *, at: datetime, keep: bool = False, lock: bool = False) -> FairnessPicture | None:
    """The latest picture that the viewer may read, or with `keep` may write about; None for first readers while there is none. Else Unseen.

    An executive reads released ones alone, and does not learn that there is another.
    """
    roles = roles_of(viewer, at=at)
    rows = FairnessPicture.objects.select_related("cycle", "released_by", "proposed_by").order_by("-cycle__start_date")
    found = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if roles & FIRST:
        return found
    if keep or not roles & RELEASED or found is None or found.released_at is None:
        raise Unseen
    return found


def notes_for(viewer: Person, picture: FairnessPicture, *, at: datetime) -> QuerySet[FairnessNote]:
    """What is made of the figures, beside a picture that the viewer may read: all of it for first readers, else of this picture alone (I3, L17).

    An executive would read of figures that were never opened to them otherwise.
    """
    notes = FairnessNote.objects.select_related("by", "cycle")
    return notes if keeps(viewer, at=at) else notes.filter(cycle=picture.cycle_id)
