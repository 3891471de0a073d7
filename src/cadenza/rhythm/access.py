"""Who may open a 1:1, its agenda and a team's board; the only road from a handle or a slug to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from cadenza.objections import Unseen
from cadenza.people.access import known
from cadenza.people.models import Person, Team
from cadenza.people.relations import manager_of, relations_held, relations_to
from cadenza.people.rules import Relation
from cadenza.rhythm.models import AgendaPoint

R = Relation

WHO_MAY: Mapping[str, frozenset[Relation]] = {
    "meeting.open": frozenset({R.SELF, R.MANAGER, R.DELEGATE}),  # TRUST E4, 1.6
    "meeting.see-held": frozenset({R.SELF, R.MANAGER, R.DELEGATE, R.HR_SCOPE, R.HR_ADMIN}),  # E4: m, that it was held, nothing else
    "agenda.see": frozenset({R.SELF, R.MANAGER}),  # a pair's own; 1.6 lists no agenda for a delegate
    "agenda.write": frozenset({R.SELF, R.MANAGER}),
    "commitments.see": frozenset({R.SELF, R.MANAGER}),  # E3
    "board.words": frozenset({R.SELF, R.MANAGER}),  # I1: the row with what is in the way
    "board.states": frozenset({R.SELF, R.MANAGER, R.DELEGATE, R.UPLINE, R.HR_SCOPE, R.HR_ADMIN}),  # I1: m
    "evidence.see": frozenset({R.SELF, R.MANAGER}),  # D1, C2
}


@dataclass(frozen=True)
class Pair:
    """Two people who meet: the person, the manager of this instant, and what the reader is to the person."""

    person: Person
    manager: Person | None
    relations: frozenset[Relation]

    def may(self, action: str) -> bool:
        return bool(self.relations & WHO_MAY[action])


def pair_for(viewer: Person, action: str, handle: str, *, at: datetime, writing: bool = False) -> Pair:
    """The pair of a person and the manager of this instant, if the viewer may do this. Raises Unseen.

    With `writing` the relation holds until the transaction ends (TRUST T39).
    """
    person = known(handle)
    relations = (relations_held if writing else relations_to)(viewer, person, at=at)
    if not relations & WHO_MAY[action]:
        raise Unseen
    return Pair(person, manager_of(person, at=at), relations)


def point_for(by: Person, action: str, point_id: int, *, at: datetime) -> AgendaPoint:
    """A point on the agenda of a pair that still is one, locked. A former manager's points are nobody's to touch."""
    point = AgendaPoint.objects.select_for_update(of=("self",)).select_related("person").filter(pk=point_id).first()
    if point is None or not relations_held(by, point.person, at=at) & WHO_MAY[action]:
        raise Unseen
    manager = manager_of(point.person, at=at)
    if manager is None or manager.pk != point.manager_id:
        raise Unseen
    return point


def team_for(slug: str) -> Team:
    """A team by its slug: that a team exists is no secret. Who of its rows is shown is decided row by row."""
    team = Team.objects.select_related("lead", "parent").filter(slug=slug).first()
    if team is None:
        raise Unseen
    return team
