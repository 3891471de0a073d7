"""Who may see and change frameworks and role profiles: everybody reads, HR admin writes (TRUST C1); a person's profile is an HR field (A2)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from cadenza.capability.models import Framework, FrameworkVersion, RoleProfile
from cadenza.capability.rules import VersionState
from cadenza.objections import Unseen
from cadenza.people.access import hold_role, is_setting_up
from cadenza.people.models import Person
from cadenza.people.relations import has_left, relations_held, roles_of
from cadenza.people.rules import GrantedRole, Relation

R = Relation

WHO_MAY: Mapping[str, frozenset[Relation]] = {
    # TRUST A2: need-to-know; MC sees the grade.
    "give-role": frozenset({R.HR_ADMIN}),
}

ORGANISATION: Mapping[str, frozenset[GrantedRole]] = {
    # TRUST C1: about no person, so asked of granted roles and answered 403.
    "change-framework": frozenset({GrantedRole.HR_ADMIN}),
    "change-role-profiles": frozenset({GrantedRole.HR_ADMIN}),
}


def reader(viewer: Person, *, at: datetime) -> Person:
    """The viewer, when they may read what is open to everybody who works here; else Unseen (TRUST C1, R13)."""
    if has_left(viewer, at=at):
        raise Unseen
    return viewer


def may_run(by: Person | None, action: str, *, at: datetime) -> bool:
    """Whether somebody may change what is about no person. None is the installation's own command line."""
    return by is None or is_setting_up(by) or bool(roles_of(by, at=at) & ORGANISATION[action])


def show_to(by: Person | None, action: str, *, at: datetime) -> None:
    """Raise PermissionDenied unless `by` may do it: for a page that offers it, and for a file that is only looked at."""
    if not may_run(by, action, at=at):
        raise PermissionDenied


def require_role(by: Person | None, action: str, *, at: datetime) -> None:
    """The same for a write: the role holds until the transaction ends (TRUST T39)."""
    hold_role(by, ORGANISATION[action], at=at)


def require_towards(by: Person | None, action: str, person: Person, *, at: datetime) -> None:
    """Raise Unseen unless `by` may do this towards the person; holds the facts until the transaction ends (TRUST T39)."""
    if by is None or is_setting_up(by):
        return
    if not relations_held(by, person, at=at) & WHO_MAY[action]:
        raise Unseen


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
