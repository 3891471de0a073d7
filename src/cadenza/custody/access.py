"""Who is what in an access case, and who reads the audit pages: the only road from a reference to a case (TRUST M2, 1.6, F1, X7)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet

from cadenza.custody import case_rules as rules
from cadenza.custody.case_models import AccessCase
from cadenza.custody.case_rules import Act, Candidate, CaseState, Part
from cadenza.custody.retention_rules import HOLDERS
from cadenza.objections import OutOfStep, Unseen
from cadenza.people.models import Grant, HRScope, Person
from cadenza.people.relations import has_left, people_with, relations_held, relations_to, roles_of, upline_of
from cadenza.people.rules import GrantedRole, Relation

HOUSE: Mapping[str, frozenset[GrantedRole]] = {
    "cases": frozenset({GrantedRole.PRIVACY_OFFICER, GrantedRole.CASE_REVIEWER}),
    "open-case": frozenset({GrantedRole.PRIVACY_OFFICER}),
    "audit": frozenset({GrantedRole.PRIVACY_OFFICER}),
    "retention": frozenset({GrantedRole.PRIVACY_OFFICER}),
    "holds": HOLDERS,
    "erasures": frozenset({GrantedRole.PRIVACY_OFFICER, GrantedRole.HR_ADMIN}),
}
"""Pages about nobody in particular: 403 to everybody else. HR admin has the erasures alone, and the operator none of them (TRUST M2)."""

WHO_SEES: Mapping[str, Mapping[Part, frozenset[CaseState]]] = {
    "see": {Part.OFFICER: frozenset(CaseState), Part.SECOND: frozenset(CaseState)},
    # F1, E2: only inside the open case, and not before there are two people in it
    "see-words": {Part.OFFICER: rules.WORDS_OPEN, Part.SECOND: rules.WORDS_OPEN},
    # G5: the case reviewer alone; the officer sees that there is one, and no word
    "review-workspace": {Part.SECOND: rules.WORDS_OPEN},
    "see-own": {Part.PERSON: frozenset(CaseState)},
    "take-answer": {Part.PERSON: frozenset({CaseState.ANSWERED, CaseState.CLOSED})},
    # Somebody who left has no account: the officer hands the answer over.
    "give-answer": {Part.OFFICER: frozenset({CaseState.ANSWERED})},
}
"""(What, as what, in which states). A right that is not listed does not exist."""
OF_COPIES = frozenset({"take-answer", "give-answer"})
"""What ends when the copies in the case are kept no longer: an answer without them would say that there was nothing."""
OF_WORDS = frozenset({"see-words", "review-workspace"})
"""What nobody does while the officer asks that authors be not told and the second person has not answered (TRUST 1.6)."""
OF_LEAVERS = frozenset({"give-answer"})
"""Whoever is still here takes their answer themself: it holds their own sealed records too (TRUST 1.2 column LV, 1.6, R14)."""

NEAR = frozenset({Relation.HR_ADMIN, Relation.HR_SCOPE, Relation.PRIVACY_OFFICER, Relation.MANAGER, Relation.UPLINE, Relation.DELEGATE})
"""Whoever became one of these since is the second person no longer (TRUST X6, X7)."""


@dataclass(frozen=True)
class Seat:
    """A case and what the reader is in it now."""

    case: AccessCase
    parts: frozenset[Part]

    @property
    def state(self) -> CaseState:
        return CaseState(self.case.state)

    def sees(self, right: str) -> bool:
        if (right in OF_COPIES and self.case.gathered_at is None) or (right in OF_WORDS and self.case.asks_silence):
            return False
        return any(part in self.parts and self.state in states for part, states in WHO_SEES[right].items())

    def can(self, act: Act) -> bool:
        return rules.may(self.state, act, self.parts, asks_silence=self.case.asks_silence)


def require_role(viewer: Person, what: str, *, at: datetime) -> None:
    """Raise PermissionDenied unless the viewer holds a role that has this page."""
    if not may_open(viewer, what, at=at):
        raise PermissionDenied(what)


def may_open(viewer: Person, what: str, *, at: datetime) -> bool:
    """Whether the viewer holds a role that has this page."""
    return bool(roles_of(viewer, at=at) & HOUSE[what])


def pages_of(viewer: Person, *, at: datetime) -> frozenset[str]:
    """Which of these pages the viewer has."""
    held = roles_of(viewer, at=at)
    return frozenset(what for what, roles in HOUSE.items() if held & roles)


def case_for(by: Person, right: str, ref: str, *, at: datetime) -> Seat:
    """The case, if the reader may do this with it now; Unseen otherwise, as for one that never was."""
    case = _rows().filter(ref=ref).first()
    if case is None:
        raise Unseen
    seat = Seat(case, parts_of(by, case, relations_to(by, case.person, at=at)))
    if not seat.sees(right) or (right in OF_LEAVERS and not is_released(case, by, at)):
        raise Unseen
    return seat


def case_to(by: Person, act: Act, ref: str, *, at: datetime) -> Seat:
    """The case locked for an act. Unseen for whoever never has this act; OutOfStep where the case stands otherwise (TRUST T13, T39)."""
    case = _rows().select_for_update(of=("self",)).filter(ref=ref).first()
    if case is None:
        raise Unseen
    seat = Seat(case, parts_of(by, case, relations_held(by, case.person, at=at)))
    if rules.WHO_ACTS[act] not in seat.parts:
        raise Unseen
    if found := rules.objections_to_move(seat.state, act, asks_silence=case.asks_silence):
        raise OutOfStep(found)
    return seat


def case_to_review(by: Person, ref: str, *, at: datetime) -> AccessCase:
    """The open case locked while its case reviewer writes about HR's workspace; raises Unseen (TRUST G5, T39)."""
    case = _rows().select_for_update(of=("self",)).filter(ref=ref).first()
    if case is None or not Seat(case, parts_of(by, case, relations_held(by, case.person, at=at))).sees("review-workspace"):
        raise Unseen
    return case


def parts_of(by: Person, case: AccessCase, relations: Collection[Relation]) -> frozenset[Part]:
    """What somebody is in a case. The roles are void towards oneself and one's own line (TRUST X7)."""
    found = set()
    if Relation.SELF in relations:
        found.add(Part.PERSON)
    if Relation.PRIVACY_OFFICER in relations and by.pk != case.second_id:
        found.add(Part.OFFICER)
    if by.pk == case.second_id and Relation.CASE_REVIEWER in relations and not NEAR & set(relations):
        found.add(Part.SECOND)
    return frozenset(found)


def is_released(case: AccessCase, by: Person, at: datetime) -> bool:
    """Whether the answer of somebody who has left goes out by this hand: only after another one released it (TRUST 1.6, two persons)."""
    return has_left(case.person, at=at) and case.released_by_id not in {None, by.pk}


def has_officer(person: Person, *, at: datetime) -> bool:
    """Whether anybody may take a request of this person up: nobody does their own, nor those of their own line (TRUST X7)."""
    return any(Relation.PRIVACY_OFFICER in relations_to(one, person, at=at) for one in officers(at=at))


def officers(*, at: datetime) -> QuerySet[Person]:
    """Everybody who holds the privacy officer's role."""
    held = Grant.objects.in_force(at).filter(role=GrantedRole.PRIVACY_OFFICER).values("person")
    return Person.objects.filter(pk__in=held).order_by("pk")


def visible_cases(viewer: Person, *, at: datetime) -> QuerySet[AccessCase]:
    """The cases of people towards whom the viewer is privacy officer, and those in which they were named as the second person."""
    near = people_with(viewer, NEAR, at=at).values("pk")
    reviewed = people_with(viewer, {Relation.CASE_REVIEWER}, at=at).values("pk")
    officer = people_with(viewer, {Relation.PRIVACY_OFFICER}, at=at).values("pk")
    as_second = Q(second=viewer, person__in=reviewed) & ~Q(person__in=near)
    return _rows().filter((Q(person__in=officer) & ~Q(second=viewer)) | as_second)


def cases_of(person: Person) -> QuerySet[AccessCase]:
    """The person's own requests: that they were received, and where they stand (TRUST M2, column S)."""
    return AccessCase.objects.filter(person=person).order_by("-received_on", "-pk")


def person_to_open(by: Person, handle: str, *, at: datetime) -> Person:
    """Somebody about whom the privacy officer may open a case; leavers too. Raises Unseen."""
    person = Person.objects.select_for_update(of=("self",)).filter(handle=handle).first()
    if person is None or Relation.PRIVACY_OFFICER not in relations_held(by, person, at=at):
        raise Unseen
    return person


def reviewers(*, at: datetime) -> QuerySet[Person]:
    """Everybody who holds the case reviewer's role: whatever stands against them in one case, so that the list tells nothing."""
    held = Grant.objects.in_force(at).filter(role=GrantedRole.CASE_REVIEWER).values("person")
    return Person.objects.filter(pk__in=held).order_by("name", "pk")


def candidate(pk: int | None, *, at: datetime) -> Candidate:
    """What is known of somebody who would be the second person; of nobody, that they hold no role."""
    one = Person.objects.filter(pk=pk or 0).first()
    if one is None:
        return Candidate(0, is_reviewer=False, is_officer=False, in_hr=False, above=())
    roles = roles_of(one, at=at)
    return Candidate(
        one.pk,
        is_reviewer=GrantedRole.CASE_REVIEWER in roles,
        is_officer=GrantedRole.PRIVACY_OFFICER in roles,
        in_hr=GrantedRole.HR_ADMIN in roles or HRScope.objects.in_force(at).filter(partner=one).exists(),
        above={up.pk for up in upline_of(one, at=at)},
    )


def _rows() -> QuerySet[AccessCase]:
    return AccessCase.objects.select_related("person", "officer", "second", "freeze")
