"""Who may see and change frameworks and role profiles: everybody reads, HR admin writes (TRUST C1); a person's profile is an HR field (A2)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db.models import QuerySet

from cadenza.capability.models import Framework, FrameworkVersion, RoleProfile
from cadenza.capability.rules import VersionState
from cadenza.objections import Unseen
from cadenza.people.access import RoleActs, is_setting_up, reader
from cadenza.people.models import Person
from cadenza.people.relations import relations_held, relations_to
from cadenza.people.rules import GrantedRole, Relation

R = Relation

WHO_MAY: Mapping[str, frozenset[Relation]] = {
    # TRUST A2: need-to-know; MC sees the grade.
    "give-role": frozenset({R.HR_ADMIN}),
}

ORGANISATION = RoleActs(
    {
        # TRUST C1
        "change-framework": frozenset({GrantedRole.HR_ADMIN}),
        "change-role-profiles": frozenset({GrantedRole.HR_ADMIN}),
    }
)
may_run, show_to, require_role = ORGANISATION.may_run, ORGANISATION.show_to, ORGANISATION.require_role


def require_towards(by: Person | None, action: str, person: Person, *, at: datetime) -> None:
    """Raise Unseen unless `by` may do this towards the person; holds the facts until the transaction ends (TRUST T39)."""
    if by is None or is_setting_up(by):
        return
    if not relations_held(by, person, at=at) & WHO_MAY[action]:
        raise Unseen


def may_give_role(viewer: Person, person: Person, *, at: datetime) -> bool:
    """Whether the viewer may give the person a role profile: for a page that offers it (TRUST A2, X7)."""
    return is_setting_up(viewer) or bool(relations_to(viewer, person, at=at) & WHO_MAY["give-role"])


def person_to_give_role(viewer: Person, handle: str, *, at: datetime) -> Person:
    """The person with this handle, when the viewer may give them a role profile; else Unseen."""
    person = Person.objects.filter(handle=handle).first()
    if person is None or not may_give_role(viewer, person, at=at):
        raise Unseen(handle)
    return person


def framework_by_slug(viewer: Person, slug: str, *, at: datetime) -> Framework:
    """A framework by its address."""
    reader(viewer, at=at)
    found = Framework.objects.filter(slug=slug).first()
    if found is None:
        raise Unseen
    return found


def visible_versions(viewer: Person, *, at: datetime) -> QuerySet[FrameworkVersion]:
    """What is or was in force for everybody; drafts for those who write them. A discarded draft is nobody's."""
    versions = FrameworkVersion.objects.exclude(state=VersionState.RETIRED, published_at=None)
    return versions if may_run(viewer, "change-framework", at=at) else versions.exclude(state=VersionState.DRAFT)


def version_named(viewer: Person, slug: str, number: int, *, at: datetime) -> FrameworkVersion:
    """A version by its address, when the viewer may read it; else Unseen."""
    reader(viewer, at=at)
    found = visible_versions(viewer, at=at).select_related("framework").filter(framework__slug=slug, number=number).first()
    if found is None:
        raise Unseen
    return found


def version_for(by: Person | None, version_id: int, *, at: datetime) -> FrameworkVersion:
    """A version that the person may change, locked until the transaction ends."""
    require_role(by, "change-framework", at=at)
    found = FrameworkVersion.objects.select_for_update(of=("self",)).select_related("framework").filter(pk=version_id).first()
    if found is None:
        raise Unseen
    return found


def role_profile_for(by: Person | None, profile_id: int, *, at: datetime) -> RoleProfile:
    """A role profile that the person may change, locked until the transaction ends."""
    require_role(by, "change-role-profiles", at=at)
    found = RoleProfile.objects.select_for_update().filter(pk=profile_id).first()
    if found is None:
        raise Unseen
    return found
