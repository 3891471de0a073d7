"""Who reads the picture of impact, and how many of the people behind it they know themselves (TRUST I2, B2, C2, 1.5)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db.models import QuerySet

from cadenza.objections import Unseen
from cadenza.people.models import Person
from cadenza.people.relations import people_with, roles_of
from cadenza.people.rules import GrantedRole, Relation

WHO_MAY: Mapping[str, frozenset[Relation]] = {
    # I2 `a`: figures of groups, counted once for each cycle. Nobody has them live: what became of a goal together with the key result
    # that it served is the person's and the manager's (B2), and a team of one manager is no comparison.
    "read-impact": frozenset({Relation.UPLINE, Relation.HR_SCOPE, Relation.HR_ADMIN}),
    # Whose goals a reader knows by name: they are taken off before it is asked whether enough people are left (TRUST 1.5).
    "knows": frozenset({Relation.SELF, Relation.MANAGER, Relation.FORMER, Relation.DELEGATE}),
}

TOGETHER: frozenset[GrantedRole] = frozenset({GrantedRole.EXECUTIVE, GrantedRole.PRIVACY_OFFICER})
"""I2 `a` by a granted role."""


def reader(viewer: Person, *, at: datetime) -> None:
    """Raise Unseen unless the viewer reads figures of groups."""
    if not (roles_of(viewer, at=at) & TOGETHER) and not people_with(viewer, WHO_MAY["read-impact"], at=at).exists():
        raise Unseen


def known_to(viewer: Person, *, at: datetime) -> QuerySet[Person]:
    """The people whose goals the viewer reads by name, or once read."""
    return people_with(viewer, WHO_MAY["knows"], at=at)
