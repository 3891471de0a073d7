"""Who sees which sign of drift about whom, and who asks, answers and closes a follow-up (TRUST E1, H1, R15; DOMAIN HR-4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from cadenza.objections import Unseen
from cadenza.people.models import Person
from cadenza.people.relations import people_with, relations_held, relations_to, roles_of
from cadenza.people.rules import PRESENT, GrantedRole, Relation
from cadenza.stewardship.models import FollowUp
from cadenza.stewardship.rules import SEEN_BY, STATES, FollowUpState, Sign

ANSWERS = frozenset({Relation.SELF, Relation.MANAGER, Relation.HR_SCOPE, Relation.HR_ADMIN})
"""Whoever was asked still stands where they stood: at the person's side as manager or HR, or they are the one it is about."""


def reader(viewer: Person, *, at: datetime) -> None:
    """Raise Unseen unless the viewer looks after anybody as HR or as a manager of managers."""
    if not people_with(viewer, STATES, at=at).exists():
        raise Unseen


def people_seen(viewer: Person, sign: Sign, *, at: datetime) -> QuerySet[Person]:
    """Everybody who works here about whom the viewer sees this sign: SEEN_BY as one query."""
    return people_with(viewer, _narrowed(SEEN_BY[sign], roles_of(viewer, at=at)), at=at).filter(status__in=PRESENT)


@dataclass(frozen=True)
class Together:
    """Signs that one reader sees about the same people, and who they are: those who work here and, for follow-ups, those who left too."""

    signs: list[Sign]
    here: frozenset[int]
    known: frozenset[int]


def seen_together(viewer: Person, *, at: datetime) -> list[Together]:
    """SEEN_BY for all signs at once. One query for the roles, and one for each set of people. Unseen for whoever looks after nobody.

    The people are read as numbers: a page that asks eight questions about the same twenty thousand people works out once who they are.
    """
    found = []
    for relations, signs in _together(viewer, at=at).items():
        rows = dict(people_with(viewer, relations, at=at).order_by().values_list("pk", "status"))
        here = frozenset(pk for pk, status in rows.items() if status in PRESENT)
        found.append(Together(signs, here, frozenset(rows)))
    if not any(group.known for group in found if SEEN_BY[group.signs[0]] <= STATES):
        raise Unseen
    return found


def _together(viewer: Person, *, at: datetime) -> dict[frozenset[Relation], list[Sign]]:
    roles = roles_of(viewer, at=at)
    found: dict[frozenset[Relation], list[Sign]] = {}
    for sign, relations in SEEN_BY.items():
        found.setdefault(_narrowed(relations, roles), []).append(sign)
    return found


def _narrowed(relations: frozenset[Relation], roles: frozenset[GrantedRole]) -> frozenset[Relation]:
    """The same people by fewer relations: an HR admin sees everybody outside their own line (TRUST X7), so no other relation adds anybody."""
    return frozenset({Relation.HR_ADMIN}) if GrantedRole.HR_ADMIN in roles else relations - {Relation.HR_ADMIN}


def person_with_sign(viewer: Person, sign: Sign, handle: str, *, at: datetime) -> Person:
    """A person about whom the viewer may ask because of this sign; Unseen otherwise. Holds until the transaction ends."""
    person = Person.objects.filter(handle=handle, status__in=PRESENT).first()
    if person is None or not relations_held(viewer, person, at=at) & SEEN_BY[sign]:
        raise Unseen
    return person


def follow_up_for(viewer: Person, action: str, pk: int, *, at: datetime, lock: bool = False) -> FollowUp:
    """A follow-up, when the viewer may `see`, `answer` or `close` it now; Unseen otherwise."""
    rows = FollowUp.objects.select_related("about", "asked", "asked_by", "closed_by")
    found = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=pk).first()
    if found is None:
        raise Unseen
    relations = (relations_held if lock else relations_to)(viewer, found.about, at=at)
    if action not in _rights(viewer, found, relations):
        raise Unseen
    return found


def may_do(viewer: Person, action: str, found: FollowUp, *, at: datetime) -> bool:
    """Whether the viewer may do this to a follow-up that they see; for showing and hiding."""
    return action in _rights(viewer, found, relations_to(viewer, found.about, at=at))


def _rights(viewer: Person, found: FollowUp, relations: frozenset[Relation]) -> set[str]:
    looks_after = {"see", "close"} if relations & SEEN_BY[Sign(found.sign)] else set()
    return looks_after | ({"see", "answer"} if found.asked_id == viewer.pk and relations & ANSWERS else set())


def on_desk(viewer: Person, *, at: datetime) -> QuerySet[FollowUp]:
    """What waits for the viewer: asked of them and open, or asked by them and answered; each only while they may still do it. One query."""
    asked = Q(asked=viewer, state=FollowUpState.OPEN, about__in=people_with(viewer, ANSWERS, at=at).values("pk"))
    return _named(FollowUp.objects.filter(asked | (Q(asked_by=viewer, state=FollowUpState.ANSWERED) & _seen_by(viewer, at=at))))


def looked_after(groups: Iterable[Together]) -> tuple[QuerySet[FollowUp], int]:
    """Follow-ups about signs that a reader sees, of `seen_together`: those that are not closed, and how many are. Two queries."""
    known = {sign: group.known for group in groups for sign in group.signs}
    rows = FollowUp.objects.values_list("pk", "sign", "about", "state")
    seen = [(pk, state) for pk, sign, about, state in rows if about in known.get(Sign(sign), ())]
    waiting = [pk for pk, state in seen if state != FollowUpState.CLOSED]
    return _named(FollowUp.objects.filter(pk__in=waiting)), len(seen) - len(waiting)


def _seen_by(viewer: Person, *, at: datetime) -> Q:
    seen = Q(pk__in=[])
    for relations, signs in _together(viewer, at=at).items():
        seen |= Q(sign__in=signs, about__in=people_with(viewer, relations, at=at).values("pk"))
    return seen


def _named(rows: QuerySet[FollowUp]) -> QuerySet[FollowUp]:
    return rows.select_related("about", "asked", "asked_by").order_by("due_on", "pk")
