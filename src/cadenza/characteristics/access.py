"""Who declares, and who says what is asked. Nobody reads what another person declared: there is no road to it here (TRUST A3, L14)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import PermissionDenied

from cadenza.characteristics.models import Declaration
from cadenza.people.models import Person
from cadenza.people.relations import roles_of
from cadenza.people.rules import GrantedRole, Relation

WHO_MAY: Mapping[str, frozenset[Relation]] = {
    # A3: S s c e x d; everybody else nothing. Not even a manager, HR or an executive has `m`: whether somebody declared is theirs too.
    "see-own": frozenset({Relation.SELF}),
    "declare": frozenset({Relation.SELF}),
}

KEEPS_QUESTIONS: frozenset[GrantedRole] = frozenset({GrantedRole.HR_ADMIN, GrantedRole.PRIVACY_OFFICER})
"""What is asked is about nobody: the process owner keeps it, and whoever looks after privacy (FAIR-1)."""


def own_declaration(viewer: Person, *, lock: bool = False) -> Declaration | None:
    """What the viewer declared; there is no way to ask for anybody else's."""
    rows = Declaration.objects.filter(person=viewer)
    return (rows.select_for_update() if lock else rows).first()


def keeper(viewer: Person, *, at: datetime) -> None:
    """Raise PermissionDenied unless the viewer keeps the questions: a page about nobody."""
    if not roles_of(viewer, at=at) & KEEPS_QUESTIONS:
        raise PermissionDenied
