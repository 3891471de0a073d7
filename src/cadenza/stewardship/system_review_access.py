"""Who prepares, fills, reads and takes away a system review, and whose figures go into it (TRUST I2, 1.5, X7; DOMAIN HR-4, SYS-1)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from cadenza.insight.rules import may_have_snapshot
from cadenza.objections import Unseen
from cadenza.people.days import day_of
from cadenza.people.models import Grant, HRScope, Person, ReportingLine
from cadenza.people.relations import has_left, people_with, relations_held, roles_of, upline_of
from cadenza.people.rules import PRESENT, ROLE_RELATION, Coded, GrantedRole, Relation
from cadenza.stewardship.system_review_models import Decision, SystemReview, SystemReviewSeat
from cadenza.stewardship.system_review_rules import DecisionState, ReviewState


class Part(Coded):
    """What somebody is to a system review."""

    STEWARD = "steward"
    """HR admin, who owns the system's quality."""
    LEADER = "leader"
    """An executive, who sees aggregates."""
    SEATED = "seated"
    """Named in this review, and still from HR or leading managers."""


WHO_MAY: Mapping[str, frozenset[Part]] = {
    "prepare": frozenset({Part.STEWARD}),
    "count": frozenset({Part.STEWARD}),
    "name": frozenset({Part.STEWARD}),
    "move": frozenset({Part.STEWARD}),
    "see": frozenset(Part),
    "write": frozenset(Part),
    "decide": frozenset(Part),
    "add": frozenset(Part),
    # I2: HR admin has `a x`, everybody else `a`.
    "take-away": frozenset({Part.STEWARD}),
    # Live counts at any size: who has `m` on every row behind them (TRUST 1.5); these are HR admin's.
    "see-counts": frozenset({Part.STEWARD}),
}
"""A right that is not listed does not exist. Neither the operator nor the privacy officer has a part."""

ROLE_PART: Mapping[GrantedRole, Part] = {GrantedRole.HR_ADMIN: Part.STEWARD, GrantedRole.EXECUTIVE: Part.LEADER}
STATES = frozenset({Relation.SELF, Relation.MANAGER, Relation.UPLINE, Relation.HR_SCOPE, Relation.HR_ADMIN})
"""Whoever sees the states behind the figures one by one (E1 `m`), their own among them."""


def may(parts: frozenset[Part], action: str) -> bool:
    """Whether one of these parts gives this right."""
    return bool(parts & WHO_MAY[action])


def parts_in(viewer: Person, review: SystemReview | None, *, at: datetime, lock: bool = False) -> frozenset[Part]:
    """What the viewer is to a review at this instant; with `lock` it stays so until the transaction ends (TRUST T39)."""
    if lock:
        held = relations_held(viewer, viewer, at=at, excluding_oneself=False)
        found = {part for role, part in ROLE_PART.items() if ROLE_RELATION[role] in held}
    else:
        found = {ROLE_PART[role] for role in roles_of(viewer, at=at) if role in ROLE_PART}
    if review is not None and sat_in(viewer, at=at).filter(pk=review.pk).exists():
        found.add(Part.SEATED)
    return frozenset(found)


def sat_in(viewer: Person, *, at: datetime) -> QuerySet[SystemReview]:
    """Reviews that the viewer was named in, as long as they are from HR or lead managers."""
    if has_left(viewer, at=at):
        return SystemReview.objects.none()
    seats = SystemReviewSeat.objects.filter(Q(left_at=None) | Q(left_at__gt=at), review=OuterRef("pk"), person=viewer, named_at__lte=at)
    return SystemReview.objects.filter(Exists(seats), Exists(may_be_named(at=at).filter(pk=viewer.pk)))


def may_be_named(*, at: datetime) -> QuerySet[Person]:
    """HR, executives, and whoever leads somebody who leads: those who see aggregates anyway (I2)."""
    scopes = HRScope.objects.in_force(at).filter(partner=OuterRef("pk"))
    grants = Grant.objects.in_force(at).filter(person=OuterRef("pk"), role__in=ROLE_PART)
    leaders = ReportingLine.objects.in_force(at).filter(person__in=ReportingLine.objects.in_force(at).values("manager"))
    leads = leaders.filter(manager=OuterRef("pk"))
    return Person.objects.filter(Exists(scopes) | Exists(grants) | Exists(leads), status__in=PRESENT)


def review_for(by: Person, action: str, key: str, *, at: datetime, lock: bool = False) -> tuple[SystemReview, frozenset[Part]]:
    """A review and what the reader is to it, if they may do this now; Unseen otherwise, as for one that never was."""
    rows = SystemReview.objects.filter(key=key).select_related("prepared_by")
    found = (rows.select_for_update(of=("self",)) if lock else rows).first()
    parts = parts_in(by, found, at=at, lock=lock)
    if found is None or not may(parts, action):
        raise Unseen
    return found, parts


def visible_reviews(viewer: Person, *, at: datetime) -> tuple[QuerySet[SystemReview], frozenset[Part]]:
    """The reviews that the viewer reads: the table's `see` as one query. Unseen for whoever has no part in any."""
    parts = parts_in(viewer, None, at=at)
    rows = SystemReview.objects.all() if may(parts, "see") else sat_in(viewer, at=at)
    if not parts and not rows.exists():
        raise Unseen
    return rows.order_by("-first_day"), parts


def to_fill(viewer: Person, *, at: datetime) -> QuerySet[SystemReview]:
    """Reviews that wait for the viewer's words: not held yet, and theirs to write in."""
    rows = SystemReview.objects.all() if may(parts_in(viewer, None, at=at), "write") else sat_in(viewer, at=at)
    return rows.filter(state=ReviewState.PREPARING).order_by("meets_on")


def finds_any(viewer: Person, *, at: datetime) -> bool:
    """Whether the list of reviews is there for this reader; for showing and hiding a way to it."""
    return may(parts_in(viewer, None, at=at), "see") or sat_in(viewer, at=at).exists()


def steward(by: Person, action: str, *, at: datetime) -> None:
    """Raise Unseen unless the reader may do this, which is about no review yet. Holds until the transaction ends."""
    if not may(parts_in(by, None, at=at, lock=True), action):
        raise Unseen


def decision_for(by: Person, pk: int, *, at: datetime, lock: bool = False) -> tuple[Decision, frozenset[Part]]:
    """A decision for its owner, who reads it and nothing else of the review, or for whoever reads the review."""
    rows = Decision.objects.select_related("review", "owner", "taken_by")
    found = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=pk).first()
    if found is None or has_left(by, at=at):
        raise Unseen
    parts = parts_in(by, found.review, at=at, lock=lock)
    if found.owner_id != by.pk and not may(parts, "see"):
        raise Unseen
    return found, parts


def may_report(by: Person, decision: Decision, parts: frozenset[Part]) -> bool:
    """Whether somebody says what became of a decision: its owner, and HR admin."""
    return decision.owner_id == by.pk or Part.STEWARD in parts


def counted(*, at: datetime) -> QuerySet[Person]:
    """Everybody whom the figures count: who works here, HR admins and the lines above them left out.

    An HR admin has no more than aggregates about those (TRUST X7), and sees everybody else one by one: a total over all, less the rest,
    would be about just these few (TRUST 1.5, differencing).
    """
    return Person.objects.filter(here(at)).exclude(pk__in=left_out(at=at))


def here(at: datetime) -> Q:
    """Who works here: present, and their last day is not over."""
    return Q(status__in=PRESENT) & (Q(end_date=None) | Q(end_date__gte=day_of(at)))


def left_out(*, at: datetime) -> set[int]:
    """HR admins and everybody above them."""
    admins = Person.objects.filter(pk__in=Grant.objects.in_force(at).filter(role=GrantedRole.HR_ADMIN).values("person"))
    return {pk for admin in admins for pk in (admin.pk, *(one.pk for one in upline_of(admin, at=at)))}


def sees_figures(viewer: Person, *, at: datetime) -> bool:
    """Whether the figures may be shown to this reader: not when those whom they do not look after are fewer than five (TRUST 1.5)."""
    everybody = counted(at=at)
    own = everybody.filter(pk__in=people_with(viewer, STATES, at=at).values("pk")).count()
    return may_have_snapshot(granted=True, own=own, everybody=everybody.count())


def open_decisions(owner: Person, *, at: datetime) -> QuerySet[Decision]:
    """What waits for its owner. One query."""
    if has_left(owner, at=at):
        return Decision.objects.none()
    return Decision.objects.filter(owner=owner, state=DecisionState.OPEN).select_related("review").order_by("due_on", "pk")
