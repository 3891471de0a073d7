"""Who opens the overview, and what they find: people's states where they have `m`, frozen aggregates where they have `a` (TRUST 1.5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from cadenza.objections import Unseen
from cadenza.people.models import Person
from cadenza.people.relations import people_with, roles_of
from cadenza.people.rules import PRESENT, GrantedRole, Relation

WHO_MAY: Mapping[str, frozenset[Relation]] = {
    # E1 `m`: state, dates, cadence of each person, so figures about them at any size, live.
    "see-states": frozenset({Relation.MANAGER, Relation.UPLINE, Relation.HR_SCOPE, Relation.HR_ADMIN}),
    # Whose states a reader could take off a total one by one: those they see, and their own (TRUST 1.5).
    "knows": frozenset({Relation.SELF, Relation.MANAGER, Relation.UPLINE, Relation.HR_SCOPE, Relation.HR_ADMIN}),
    # What opens the page: somebody who only has direct reports has the team page instead (I1).
    "open-overview": frozenset({Relation.UPLINE, Relation.HR_SCOPE, Relation.HR_ADMIN}),
}

AGGREGATES: frozenset[GrantedRole] = frozenset({GrantedRole.EXECUTIVE, GrantedRole.PRIVACY_OFFICER})
"""I2 `a`: the weekly figures, groups of five and more. Relations add up: the top of a line sees its people by "see-states"."""


@dataclass(frozen=True)
class Reading:
    """What one reader's overview is made of."""

    people: QuerySet[Person] | None
    """Everybody whose states the reader sees; None when there is nobody."""
    aggregates: bool


def reading(viewer: Person, *, at: datetime) -> Reading:
    """What the reader's overview shows. Unseen for everybody who has neither."""
    aggregates = bool(roles_of(viewer, at=at) & AGGREGATES)
    opens = people_with(viewer, WHO_MAY["open-overview"], at=at).exists()
    if not opens and not aggregates:
        raise Unseen
    return Reading(people_whose_states(viewer, at=at) if opens else None, aggregates)


def known_to(viewer: Person, *, at: datetime) -> QuerySet[Person]:
    """Everybody whose state the viewer knows without any figure."""
    return people_with(viewer, WHO_MAY["knows"], at=at)


def people_whose_states(viewer: Person, *, at: datetime) -> QuerySet[Person]:
    """Everybody here whose plan's state, dates and cadence the viewer sees."""
    return people_with(viewer, WHO_MAY["see-states"], at=at).filter(status__in=PRESENT)
