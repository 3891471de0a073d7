"""Who may change how the organisation practises. About no person, so a refusal is 403 and not 404."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import PermissionDenied

from cadenza.people.models import Person
from cadenza.people.relations import roles_of
from cadenza.people.rules import GrantedRole

WHO_MAY: Mapping[str, frozenset[GrantedRole]] = {
    "prompts.change": frozenset({GrantedRole.HR_ADMIN}),  # HR-3
    "practice.change": frozenset({GrantedRole.HR_ADMIN}),  # HR-3
}


def require(by: Person, action: str, *, at: datetime) -> None:
    """Raise PermissionDenied unless somebody holds a role that may do this now."""
    if not roles_of(by, at=at) & WHO_MAY[action]:
        raise PermissionDenied
