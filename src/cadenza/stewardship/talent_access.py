"""Who may see and do what in a talent review, as a table over parts; the only road to a session or a snapshot (TRUST H2, X7; TAL-1)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from cadenza.objections import Unseen
from cadenza.people.models import Person
from cadenza.people.relations import (
    above,
    has_left,
    looks_after_anybody,
    people_with,
    relations_held,
    relations_to,
    roles_of,
)
from cadenza.people.rules import PRESENT, GrantedRole, Relation
from cadenza.stewardship.talent_models import TalentSeat, TalentSession, TalentSnapshot
from cadenza.stewardship.talent_rules import Part, SessionState, parts_towards

FROZEN = (SessionState.OPEN, SessionState.CLOSED)

WHO_MAY: Mapping[str, frozenset[Part]] = {
    # H2, HA `t`: sets up and moves, and reads nothing.
    "set-up": frozenset({Part.STEWARD}),
    "move": frozenset({Part.STEWARD}),
    "see-people": frozenset({Part.STEWARD, Part.FACILITATOR}),
    # H2: what was frozen.
    "see-snapshot": frozenset({Part.FACILITATOR, Part.PARTICIPANT, Part.MANAGER, Part.UPLINE, Part.SUBJECT}),
    # H2, M: what will be frozen, until it is.
    "see-ahead": frozenset({Part.MANAGER}),
    "note-step": frozenset({Part.FACILITATOR, Part.PARTICIPANT}),
    # H2, S: rebut; participants are gone by then.
    "answer": frozenset({Part.SUBJECT}),
    "see-answers": frozenset({Part.FACILITATOR, Part.MANAGER, Part.UPLINE, Part.SUBJECT}),
    # H2: facilitator `s x`, S `x`; participants "no x".
    "take-away": frozenset({Part.FACILITATOR, Part.SUBJECT}),
}
"""A right that is not listed does not exist. No delegate, former manager, executive as such, operator or privacy officer is anything here."""


def may(parts: frozenset[Part], action: str) -> bool:
    """Whether one of these parts gives this right."""
    return bool(parts & WHO_MAY[action])


# Sessions


def session_for(by: Person, action: str, ref: str, *, at: datetime, lock: bool = False) -> tuple[TalentSession, frozenset[Part]]:
    """A session, when the reader may do this to the session itself; Unseen otherwise."""
    rows = TalentSession.objects.filter(ref=ref).select_related("facilitator")
    found = (rows.select_for_update(of=("self",)) if lock else rows).first()
    parts = parts_in(by, found, at=at, lock=lock) if found else frozenset()
    if found is None or not may(parts, action):
        raise Unseen
    return found, parts


def parts_in(by: Person, session: TalentSession, *, at: datetime, lock: bool = False) -> frozenset[Part]:
    """What somebody is to a session as a whole. HR admin is nothing where it looks at them or at the line above them (TRUST X7)."""
    found = set()
    if _is_steward(by, at=at, lock=lock) and not session.snapshots.filter(person__in=_never(by, at=at)).exists():
        found.add(Part.STEWARD)
    if session.facilitator_id == by.pk and session.state != SessionState.CALLED_OFF and looks_after_anybody(by, at=at):
        found.add(Part.FACILITATOR)
    return frozenset(found)


def steward(by: Person, *, at: datetime) -> None:
    """Raise Unseen unless the reader is HR admin. Holds until the transaction ends."""
    if not _is_steward(by, at=at, lock=True):
        raise Unseen


def is_steward(by: Person, *, at: datetime) -> bool:
    """Whether the reader is HR admin; for showing and hiding."""
    return _is_steward(by, at=at, lock=False)


def _is_steward(by: Person, *, at: datetime, lock: bool) -> bool:
    if lock:
        return Relation.HR_ADMIN in relations_held(by, by, at=at, excluding_oneself=False)
    return GrantedRole.HR_ADMIN in roles_of(by, at=at)


def visible_sessions(viewer: Person, *, at: datetime) -> QuerySet[TalentSession]:
    """Sessions that the viewer finds: set up by their role, run by them, or with somebody else's snapshot that they may read. One query.

    Whom it looked at finds their own page and not the session: who took part is not theirs to know from here (TRUST R18).
    """
    shown = Exists(visible_snapshots(viewer, at=at).filter(session=OuterRef("pk")).exclude(person=viewer))
    ways = Q(shown)
    if is_steward(viewer, at=at):
        barred = Exists(TalentSnapshot.objects.filter(session=OuterRef("pk"), person__in=_never(viewer, at=at)))
        ways |= Q(~barred)
    if looks_after_anybody(viewer, at=at):
        ways |= Q(facilitator=viewer) & ~Q(state=SessionState.CALLED_OFF)
    return TalentSession.objects.filter(ways).select_related("facilitator")


def open_to(viewer: Person, *, at: datetime) -> QuerySet[TalentSession]:
    """Sessions in which the viewer takes part and may look now: none for HR admin (TRUST H2)."""
    if has_left(viewer, at=at) or is_steward(viewer, at=at):
        return TalentSession.objects.none()
    return TalentSession.objects.filter(_window_open(at), Exists(_seats(viewer, at).filter(session=OuterRef("pk")))).order_by(
        "closes_at", "pk"
    )


# Snapshots


def snapshot_for(
    by: Person, action: str, ref: str, handle: str, *, at: datetime, lock: bool = False
) -> tuple[TalentSnapshot, frozenset[Part]]:
    """One person in one session, when the reader may do this now; Unseen otherwise, as for one that never was."""
    rows = TalentSnapshot.objects.filter(session__ref=ref, person__handle=handle).select_related("session__facilitator", "person")
    found = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if found is None:
        raise Unseen
    parts = _towards(by, found, at=at, lock=lock)
    frozen = found.session.state in FROZEN and found.sealed is not None
    if not may(parts, action) or frozen is (action == "see-ahead"):
        raise Unseen
    return found, parts


def _towards(by: Person, snapshot: TalentSnapshot, *, at: datetime, lock: bool) -> frozenset[Part]:
    if has_left(by, at=at):
        return frozenset()
    relations = (relations_held if lock else relations_to)(by, snapshot.person, at=at)
    seats = _seats(by, at).filter(session=snapshot.session_id)
    seated = (seats.select_for_update() if lock else seats).first() is not None
    higher = snapshot.person_id in _never(by, at=at)
    steward = _is_steward(by, at=at, lock=lock)
    return parts_towards(snapshot.sitting, by.pk, relations, seated=seated, above=higher, steward=steward, at=at)


def visible_snapshots(viewer: Person, *, at: datetime) -> QuerySet[TalentSnapshot]:
    """Frozen snapshots that the viewer may read: the table's `see-snapshot` as one list."""
    if has_left(viewer, at=at):
        return TalentSnapshot.objects.none()
    led = people_with(viewer, {Relation.MANAGER, Relation.UPLINE}, at=at)
    looked_after = people_with(viewer, {Relation.HR_SCOPE}, at=at)
    taking_part = Exists(_seats(viewer, at).filter(session=OuterRef("session")))
    now = Q(session__state=SessionState.OPEN, session__opens_at__lte=at, session__closes_at__gt=at)
    over = Q(session__state=SessionState.CLOSED) | Q(session__state=SessionState.OPEN, session__closes_at__lte=at)
    ways = Q(person__in=led.values("pk")) | Q(session__facilitator=viewer, person__in=looked_after.values("pk")) | (Q(person=viewer) & over)
    if not is_steward(viewer, at=at):
        ways |= now & Q(taking_part) & ~Q(person__in=_never(viewer, at=at))
    return TalentSnapshot.objects.filter(ways, session__state__in=FROZEN, sealed__isnull=False)


def own_snapshots(viewer: Person, *, at: datetime) -> QuerySet[TalentSnapshot]:
    """The viewer's own, once their session is over. One query."""
    return visible_snapshots(viewer, at=at).filter(person=viewer).select_related("session").order_by("-session__opens_at")


def ahead_for(viewer: Person, *, at: datetime) -> QuerySet[TalentSnapshot]:
    """People whom the viewer leads directly and about whom something will be frozen (TRUST H2: M sees until freeze). One query."""
    led = people_with(viewer, {Relation.MANAGER}, at=at)
    rows = TalentSnapshot.objects.filter(session__state=SessionState.PREPARING, person__in=led.values("pk"))
    return rows.select_related("session", "person").order_by("person__name", "pk")


def people_for(by: Person, facilitator: Person, teams: set[int], *, at: datetime) -> QuerySet[Person]:
    """Of these teams, whom a session can look at: looked after by its facilitator and led by them not at all, and not above whoever sets it up."""
    scope = people_with(facilitator, {Relation.HR_SCOPE}, at=at).values("pk")
    led = people_with(facilitator, {Relation.MANAGER, Relation.UPLINE}, at=at).values("pk")
    mine = people_with(by, {Relation.HR_ADMIN}, at=at).values("pk")
    return Person.objects.filter(pk__in=scope, team__in=teams, status__in=PRESENT).filter(pk__in=mine).exclude(pk__in=led)


def _window_open(at: datetime) -> Q:
    return Q(state=SessionState.OPEN, opens_at__lte=at, closes_at__gt=at)


def _seats(viewer: Person, at: datetime) -> QuerySet[TalentSeat]:
    return TalentSeat.objects.filter(Q(left_at=None) | Q(left_at__gt=at), person=viewer, named_at__lte=at)


def _never(viewer: Person, *, at: datetime) -> set[int]:
    """Towards whom nobody is a participant or HR: themselves and everybody above them (TRUST X7)."""
    return {viewer.pk, *above(viewer, at=at)}
