"""Who may be the HR partner in a matter between a manager and a person: HR people without a conflict (TRUST X6, X7, PIP-1)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q

from cadenza.conversations.bundle_rules import Conflict, conflicts_of
from cadenza.people.models import Grant, HRScope, Person
from cadenza.people.relations import below, has_left, managers_of, upline_of
from cadenza.people.rules import GrantedRole, PersonStatus


def conflicts(partner: Person, subject: Person, manager: Person, *, at: datetime) -> frozenset[Conflict]:
    """Why somebody may not be the HR partner now; asked again whenever a bundle is opened, for lines change."""
    return _conflicts_of_many([partner], subject, manager, at)[partner.pk]


def partners_for(subject: Person, manager: Person, *, at: datetime) -> list[Person]:
    """HR people without a conflict, whoever looks after the person first. A constant number of statements."""
    own = set(HRScope.objects.in_force(at).filter(person=subject).values_list("partner_id", flat=True))
    here = people_in_hr(at=at)
    against = _conflicts_of_many(here, subject, manager, at)
    return sorted((one for one in here if not against[one.pk]), key=lambda one: one.pk not in own)


def people_in_hr(*, at: datetime) -> list[Person]:
    """Everybody who works for HR now, whatever stands against them in one matter: a shorter list would tell whose it is (TRUST F3)."""
    scopes = HRScope.objects.in_force(at)
    admins = Grant.objects.in_force(at).filter(role=GrantedRole.HR_ADMIN)
    rows = Person.objects.filter(Q(pk__in=scopes.values("partner")) | Q(pk__in=admins.values("person")), status=PersonStatus.ACTIVE)
    return [one for one in rows.select_related("team").order_by("name", "pk") if not has_left(one, at=at)]


def is_free(partner: Person, subject: Person, author: Person, *, at: datetime) -> bool:
    """Whether an HR partner may act in a matter at this instant: here, in HR, and without a conflict (TRUST X6, R13)."""
    return not has_left(partner, at=at) and is_hr(partner, at=at) and not conflicts(partner, subject, author, at=at)


Matter = tuple[Person, Person, Person]
"""Who would act in it as HR partner, whom it is about, and whose words it holds."""


def conflicts_in(matters: Collection[Matter], *, at: datetime) -> list[frozenset[Conflict]]:
    """`conflicts` for many matters at once. One statement for each rung of the longest line, however many."""
    above = _above_each({one.pk for matter in matters for one in matter}, at)
    return [
        conflicts_of(
            one.pk,
            subject_id=subject.pk,
            author_id=author.pk,
            above_subject=above[subject.pk],
            below_subject={one.pk} if subject.pk in above[one.pk] else (),
            below_author={one.pk} if author.pk in above[one.pk] else (),
            same_team=one.team_id is not None and one.team_id == subject.team_id,
        )
        for one, subject, author in matters
    ]


def are_free(matters: Collection[Matter], *, at: datetime) -> list[bool]:
    """`is_free` for many matters at once. A constant number of statements beside those of `conflicts_in`."""
    ids = {one.pk for one, _subject, _author in matters}
    in_hr = set(HRScope.objects.in_force(at).filter(partner__in=ids).values_list("partner_id", flat=True))
    admins = Grant.objects.in_force(at).filter(person__in=ids, role=GrantedRole.HR_ADMIN)
    in_hr |= set(admins.values_list("person_id", flat=True))
    against = conflicts_in(matters, at=at)
    return [
        one.pk in in_hr and not has_left(one, at=at) and not found for (one, _subject, _author), found in zip(matters, against, strict=True)
    ]


def _above_each(ids: Collection[int], at: datetime) -> dict[int, set[int]]:
    managers: dict[int, int] = {}
    asked: set[int] = set()
    while front := {*ids, *managers.values()} - asked:
        managers |= managers_of(front, at=at)
        asked |= front
    found: dict[int, set[int]] = {}
    for pk in ids:
        rungs, rung = set(), managers.get(pk)
        while rung is not None and rung not in rungs:
            rungs.add(rung)
            rung = managers.get(rung)
        found[pk] = rungs
    return found


def is_hr(person: Person, *, at: datetime) -> bool:
    """Whether somebody looks after anybody as HR, or runs HR."""
    scoped = HRScope.objects.in_force(at).filter(partner=person).exists()
    return scoped or Grant.objects.in_force(at).filter(person=person, role=GrantedRole.HR_ADMIN).exists()


def _conflicts_of_many(partners: Collection[Person], subject: Person, manager: Person, at: datetime) -> dict[int, frozenset[Conflict]]:
    ids = [one.pk for one in partners]
    above = {one.pk for one in upline_of(subject, at=at)}
    under_subject = set(below(subject, at=at).filter(pk__in=ids).values_list("pk", flat=True))
    under_author = set(below(manager, at=at).filter(pk__in=ids).values_list("pk", flat=True))
    return {
        one.pk: conflicts_of(
            one.pk,
            subject_id=subject.pk,
            author_id=manager.pk,
            above_subject=above,
            below_subject=under_subject,
            below_author=under_author,
            same_team=one.team_id is not None and one.team_id == subject.team_id,
        )
        for one in partners
    }
