"""Verbs of frameworks and role profiles: write a version, publish it, say what a role needs, give a person a role (CAP-1, CAP-2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from cadenza.capability import access, queries, rules
from cadenza.capability.models import Capability, Framework, FrameworkVersion, Level, PersonRole, RoleNeed, RoleProfile, Statement
from cadenza.capability.rules import VERSION_MOVES, CapabilityEntry, VersionMove, VersionState
from cadenza.objections import N_, Refused, Unseen, objection, refuse_if
from cadenza.people.days import day_of
from cadenza.people.models import Person
from cadenza.people.relations import is_frozen
from cadenza.people.rules import PersonStatus, handle_for
from cadenza.trail.record import record


@transaction.atomic
def write_framework(name: str, entries: Sequence[CapabilityEntry], *, by: Person | None, at: datetime) -> FrameworkVersion:
    """Write down the next version of a framework, whole, as a draft; makes the framework when there is none of that name.

    Refused while somebody is writing a draft, for their words are not to be lost. Capabilities keep their rows from version to
    version (CAP-1).
    """
    access.require_role(by, "change-framework", at=at)
    refuse_if(rules.objections_to_framework(name, entries))
    framework = Framework.objects.filter(name__iexact=name.strip()).first() or Framework.objects.create(
        name=name.strip(), slug=handle_for(name, set(Framework.objects.values_list("slug", flat=True)), otherwise="framework")
    )
    version = next_version(framework)
    write_ladders(version, capabilities_of(framework, entries), entries)
    record("capability.version-written", by=by, about=None, at=at, framework=framework.pk, version=version.number)
    return version


def next_version(framework: Framework) -> FrameworkVersion:
    """A draft under the next number. Refused while there is a draft already (CAP-1)."""
    refuse_if(rules.objections_to_new_draft(queries.draft_number(framework)))
    number = (framework.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    return FrameworkVersion.objects.create(framework=framework, number=number)


def capabilities_of(framework: Framework, entries: Sequence[CapabilityEntry]) -> dict[tuple[str, str], Capability]:
    """The capabilities of a framework by group and name without regard to case; those that the entries name anew are made."""
    known = {(one.family.casefold(), one.name.casefold()): one for one in framework.capabilities.all()}
    taken = set(Capability.objects.values_list("slug", flat=True))
    last = max((one.order for one in known.values()), default=-1)
    for entry in entries:
        key = (entry.family.casefold(), entry.name.casefold())
        if key not in known:
            last += 1
            slug = handle_for(entry.name, taken, otherwise="capability")
            taken.add(slug)
            known[key] = Capability.objects.create(framework=framework, family=entry.family, name=entry.name, slug=slug, order=last)
    return known


def write_ladders(version: FrameworkVersion, known: Mapping[tuple[str, str], Capability], entries: Sequence[CapabilityEntry]) -> None:
    """Write the levels of a version and their statements, in bulk: a framework may hold thousands."""
    planned = [(known[entry.family.casefold(), entry.name.casefold()], level) for entry in entries for level in entry.levels]
    levels = Level.objects.bulk_create(
        [Level(version=version, capability=capability, number=level.number, name=level.name) for capability, level in planned]
    )
    Statement.objects.bulk_create(
        [
            Statement(level=row, order=order, text=text.strip())
            for row, (_, level) in zip(levels, planned, strict=True)
            for order, text in enumerate(level.statements)
            if text.strip()
        ]
    )


@transaction.atomic
def publish_version(version_id: int, *, by: Person | None, at: datetime) -> FrameworkVersion:
    """Put a draft in force. The version before it is retired and kept, for plans were written against it (CAP-1)."""
    version = access.version_for(by, version_id, at=at)
    refuse_if(rules.objections_to_publishing(version.state, queries.entries_of(version), version.framework.name))
    Statement.objects.filter(level__version=version, text="").delete()
    version.framework.versions.filter(state=VersionState.PUBLISHED).update(state=VERSION_MOVES[VersionState.PUBLISHED, VersionMove.RETIRE])
    version.state = VERSION_MOVES[VersionState.DRAFT, VersionMove.PUBLISH]
    version.published_at = at
    version.save(update_fields=["state", "published_at"])
    record("capability.version-published", by=by, about=None, at=at, framework=version.framework_id, version=version.number)
    return version


@transaction.atomic
def add_role_profile(
    role: str, level: str, needs: Mapping[int, int], *, after: int | None = None, by: Person | None, at: datetime
) -> RoleProfile:
    """Say what a role at a level needs: capability id -> level. `after` is the profile that this one follows on its ladder (CAP-2)."""
    access.require_role(by, "change-role-profiles", at=at)
    taken = RoleProfile.objects.filter(role__iexact=role.strip(), level__iexact=level.strip()).exists()
    refuse_if(rules.objections_to_role_profile(role, needs, levels=queries.ladder_numbers(needs), taken=taken))
    slugs = set(RoleProfile.objects.values_list("slug", flat=True))
    profile = RoleProfile.objects.create(
        role=role.strip(),
        level=level.strip(),
        slug=handle_for(f"{role} {level}", slugs, otherwise="role"),
        order=(RoleProfile.objects.aggregate(last=Max("order"))["last"] or 0) + 1,
    )
    _write_needs(profile, needs)
    if after is not None:
        before = access.role_profile_for(by, after, at=at)
        before.next_profile = profile
        before.save(update_fields=["next_profile"])
    record("capability.role-profile-added", by=by, about=None, at=at, profile=profile.pk)
    return profile


@transaction.atomic
def change_role_needs(profile_id: int, needs: Mapping[int, int], *, by: Person | None, at: datetime) -> RoleProfile:
    """Say anew what a role needs, whole: capability id -> level (CAP-2)."""
    profile = access.role_profile_for(by, profile_id, at=at)
    refuse_if(rules.objections_to_role_profile(profile.role, needs, levels=queries.ladder_numbers(needs), taken=False))
    profile.needs.all().delete()
    _write_needs(profile, needs)
    record("capability.role-needs-changed", by=by, about=None, at=at, profile=profile.pk)
    return profile


def _write_needs(profile: RoleProfile, needs: Mapping[int, int]) -> None:
    RoleNeed.objects.bulk_create([RoleNeed(profile=profile, capability_id=pk, required_level=level) for pk, level in needs.items()])


@transaction.atomic
def give_role(person_id: int, profile_id: int, *, since: date, by: Person | None, at: datetime) -> PersonRole:
    """Give a person a role profile from a day on. The one they had ends on that day and stays in their history (CAP-2)."""
    person, latest = _held_by(person_id, by, at)
    profile = RoleProfile.objects.filter(pk=profile_id).first()
    if profile is None:
        raise Refused([objection("role-profile-unknown", N_("Pick a role from the list."), where="profile")])
    if person.status == PersonStatus.LEAVER:
        raise Refused([objection("role-of-a-leaver", N_("Somebody who has left is given no role profile."), where="profile")])
    present = latest if latest and latest.until is None else None
    ended = PersonRole.objects.filter(person=person).aggregate(last=Max("until"))["last"]
    anew = present is None or present.profile_id != profile.pk
    refuse_if(rules.objections_to_giving_role(since, open_since=present.since if present else None, latest_end=ended, anew=anew))
    if present is not None:
        present.until = since
        present.save(update_fields=["until"])
    given = PersonRole.objects.create(person=person, profile=profile, since=since, replaces=present)
    record("capability.role-given", by=by, about=person, at=at, profile=profile.pk, since=since)
    return given


@transaction.atomic
def end_role(person_id: int, *, until: date, by: Person | None, at: datetime) -> None:
    """End the role profile that a person has; `until` is the first day without it (CAP-2)."""
    person, latest = _held_by(person_id, by, at)
    present = latest if latest and latest.until is None else None
    refuse_if(rules.objections_to_ending_role(until, open_since=present.since if present else None))
    if present is not None:
        present.until = until
        present.save(update_fields=["until"])
        record("capability.role-ended", by=by, about=person, at=at, profile=present.profile_id, until=until)


@transaction.atomic
def take_back_role(person_id: int, role_id: int, *, by: Person | None, at: datetime) -> None:
    """Take back the latest change of a person's role profile, its end or else its beginning, before a day has passed under it (CAP-2).

    A beginning that goes gives back the profile that ended for it. Unseen when `role_id` is not the latest, or when it is too late; refused
    while records about the person are frozen (TRUST L13).
    """
    person, latest = _held_by(person_id, by, at)
    if latest is None or latest.pk != role_id or not rules.change_can_be_taken_back(latest.since, latest.until, today=day_of(at)):
        raise Unseen
    if is_frozen(person, at=at):
        raise Refused([objection("role-frozen", N_("Records about this person are frozen at present. Nothing can be taken back."))])
    if latest.until is None:
        before = latest.replaces
        latest.delete()
        if before is not None:
            before.until = None
            before.save(update_fields=["until"])
    else:
        latest.until = None
        latest.save(update_fields=["until"])
    record("capability.role-taken-back", by=by, about=person, at=at, profile=latest.profile_id)


def _held_by(person_id: int, by: Person | None, at: datetime) -> tuple[Person, PersonRole | None]:
    """The person, locked, and their latest role profile, for whoever may give them one."""
    person = Person.objects.select_for_update().get(pk=person_id)
    access.require_towards(by, "give-role", person, at=at)
    return person, PersonRole.objects.filter(person=person).order_by("-since").first()
