"""Who may see and change what about people, as a table over relations; the only road from a handle to a person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from cadenza.objections import Unseen
from cadenza.people.days import organisation
from cadenza.people.models import Person
from cadenza.people.relations import has_left, people_with, relations_held, relations_to, roles_of
from cadenza.people.rules import GrantedRole, PersonStatus, Relation

R = Relation

WHO_MAY: Mapping[str, frozenset[Relation]] = {
    # TRUST A1: the directory card is for everybody in the organisation.
    "view-card": frozenset({R.SELF, R.COLLEAGUE}),
    "change-contact": frozenset({R.SELF, R.HR_ADMIN}),
    # TRUST A2: HR fields are need-to-know.
    "view-hr-fields": frozenset({R.SELF, R.MANAGER, R.HR_SCOPE, R.HR_ADMIN}),
    "change-hr-fields": frozenset({R.HR_ADMIN}),
    # The page of one person in the settings. The operator sees card and account there, no HR field.
    "view-record": frozenset({R.HR_ADMIN, R.OPERATOR}),
    # TRUST A5: lines and delegations.
    "view-lines": frozenset({R.SELF, R.MANAGER, R.UPLINE, R.HR_SCOPE, R.HR_ADMIN, R.EXECUTIVE, R.OPERATOR}),
    "change-line": frozenset({R.HR_ADMIN}),
    "delegate": frozenset({R.SELF, R.HR_ADMIN}),
    "set-hr-partner": frozenset({R.HR_ADMIN}),
    "mark-left": frozenset({R.HR_ADMIN}),
    # TRUST A1, column SA: the operator looks after accounts, HR admin after who is there.
    "invite": frozenset({R.HR_ADMIN, R.OPERATOR}),
    # TRUST X8: granted by HR admin, and by a second person; X7 keeps one's own line out.
    "grant-role": frozenset({R.HR_ADMIN}),
    "end-role": frozenset({R.HR_ADMIN}),
}


class RoleActs(dict[str, frozenset[GrantedRole]]):
    """Acts about no person in particular: asked of granted roles, answered 403. `by` is None for the installation's own command line."""

    def may_run(self, by: Person | None, action: str, *, at: datetime) -> bool:
        """Whether somebody may do it."""
        return by is None or is_setting_up(by) or bool(roles_of(by, at=at) & self[action])

    def show_to(self, by: Person | None, action: str, *, at: datetime) -> None:
        """Raise PermissionDenied unless `by` may do it: for a page that offers it, and for a file that is only looked at."""
        if not self.may_run(by, action, at=at):
            raise PermissionDenied(action)

    def require_role(self, by: Person | None, action: str, *, at: datetime) -> None:
        """The same for a write: the role holds until the transaction ends (TRUST T39)."""
        if by is None or is_setting_up(by):
            return
        if not relations_held(by, by, at=at, excluding_oneself=False) & {Relation(role.value) for role in self[action]}:
            raise PermissionDenied(action)


ORGANISATION = RoleActs(
    {
        "list-people": frozenset({GrantedRole.HR_ADMIN, GrantedRole.OPERATOR}),
        "add-person": frozenset({GrantedRole.HR_ADMIN}),
        "change-teams": frozenset({GrantedRole.HR_ADMIN}),
        "change-organisation": frozenset({GrantedRole.HR_ADMIN}),
        "import-people": frozenset({GrantedRole.HR_ADMIN}),
        "view-roles": frozenset({GrantedRole.HR_ADMIN, GrantedRole.PRIVACY_OFFICER, GrantedRole.OPERATOR}),
        "confirm-role": frozenset({GrantedRole.HR_ADMIN, GrantedRole.PRIVACY_OFFICER}),
        "view-mail": frozenset({GrantedRole.OPERATOR, GrantedRole.HR_ADMIN}),
        # TRUST K2, column SA: whose calendar has an address and since when, and the power to revoke it; never the address.
        "view-calendars": frozenset({GrantedRole.OPERATOR}),
        "revoke-calendar": frozenset({GrantedRole.OPERATOR}),
    }
)
may_run, show_to, require_role = ORGANISATION.may_run, ORGANISATION.show_to, ORGANISATION.require_role


def reader(viewer: Person, *, at: datetime) -> Person:
    """The viewer, when they may read what is open to everybody who works here; else Unseen (TRUST R13)."""
    if has_left(viewer, at=at):
        raise Unseen
    return viewer


def known(handle: str) -> Person:
    """Who has this handle; Unseen when nobody does. For callers that go on to ask what the viewer may do towards them."""
    person = Person.objects.select_related("team").filter(handle=handle).first()
    if person is None:
        raise Unseen(handle)
    return person


def person_for(viewer: Person, action: str, handle: str, *, at: datetime) -> Person:
    """The person with this handle, if the viewer may do this towards them; else nobody (Unseen)."""
    person = known(handle)
    if not may(viewer, action, person, at=at):
        raise Unseen(handle)
    return person


def may(viewer: Person, action: str, person: Person, *, at: datetime) -> bool:
    """Whether the viewer may do this towards the person at this instant. For showing and hiding; acts use `require`."""
    return is_setting_up(viewer) or bool(relations_to(viewer, person, at=at) & WHO_MAY[action])


def powers(viewer: Person, person: Person, *, at: datetime) -> frozenset[str]:
    """Everything the viewer may do towards the person, for a page that offers it. One query."""
    if is_setting_up(viewer):
        return frozenset(WHO_MAY)
    found = relations_to(viewer, person, at=at)
    return frozenset(action for action, relations in WHO_MAY.items() if found & relations)


def powers_at_large(viewer: Person, *, at: datetime) -> frozenset[str]:
    """Everything the viewer may do that is about no person in particular. One query."""
    if is_setting_up(viewer):
        return frozenset(ORGANISATION)
    held = roles_of(viewer, at=at)
    return frozenset(action for action, roles in ORGANISATION.items() if held & roles)


def require(by: Person | None, action: str, person: Person, *, at: datetime) -> None:
    """Raise Unseen unless `by` may do this; holds the facts behind the answer until the transaction ends (TRUST T39).

    `by` is None for the installation's own command line, whose reader can write the database anyway.
    """
    if by is None or is_setting_up(by):
        return
    if not relations_held(by, person, at=at) & WHO_MAY[action]:
        raise Unseen(person.handle)


def is_setting_up(viewer: Person) -> bool:
    """Whether the viewer is the owner and set-up is not finished: until then the owner may arrange everything (TRUST X8)."""
    organised = organisation()
    return organised.set_up_at is None and organised.owner_id is not None and organised.owner_id == viewer.pk


def visible_people(viewer: Person, *, at: datetime) -> QuerySet[Person]:
    """The directory: everybody who is or was here, as cards (TRUST A1)."""
    return people_with(viewer, WHO_MAY["view-card"], at=at)


def present(people: QuerySet[Person]) -> QuerySet[Person]:
    """Leaves leavers out."""
    return people.exclude(status=PersonStatus.LEAVER)
