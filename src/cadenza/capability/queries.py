"""Reads of frameworks and role profiles, shaped for pages; each a constant number of queries however much is in them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Prefetch, Q, QuerySet

from cadenza.capability import access, rules
from cadenza.capability.models import Capability, Framework, FrameworkVersion, Level, PersonRole, RoleNeed, RoleProfile
from cadenza.capability.rules import Need, VersionState
from cadenza.objections import Unseen
from cadenza.people.models import Person


@dataclass(frozen=True)
class Rung:
    """A capability and the numbers of its levels in force."""

    capability: Capability
    numbers: list[int]


@dataclass
class Family:
    """A group of capabilities in a framework, and its address."""

    name: str
    track: str
    numbers: list[int] = field(default_factory=list)
    capabilities: list[Rung] = field(default_factory=list)


@dataclass
class FrameworkOnPage:
    """A framework with its families, and where its versions stand."""

    framework: Framework
    current: FrameworkVersion | None = None
    drafts: list[FrameworkVersion] = field(default_factory=list)
    retired: list[FrameworkVersion] = field(default_factory=list)
    families: list[Family] = field(default_factory=list)


def in_force() -> QuerySet[FrameworkVersion]:
    """The published versions: one of each framework (CAP-1)."""
    return FrameworkVersion.objects.filter(state=VersionState.PUBLISHED)


def framework_page(viewer: Person, *, at: datetime) -> list[FrameworkOnPage]:
    """All frameworks with their capabilities in force. A constant number of queries."""
    access.reader(viewer, at=at)
    pages = {one.pk: FrameworkOnPage(one) for one in Framework.objects.order_by("name")}
    for version in access.visible_versions(viewer, at=at).order_by("-number"):
        page = pages[version.framework_id]
        if version.state == VersionState.PUBLISHED:
            page.current = version
        elif version.state == VersionState.DRAFT:
            page.drafts.append(version)
        elif version.published_at:
            page.retired.append(version)
    capabilities = list(capabilities_in_force())
    ladders = ladder_numbers(one.pk for one in capabilities)
    addresses = {named: track for track, named in tracks().items()}
    for capability in capabilities:
        page = pages[capability.framework_id]
        family = next((one for one in page.families if one.name == capability.family), None)
        if family is None:
            family = Family(capability.family, addresses[page.framework.slug, capability.family])
            page.families.append(family)
        family.capabilities.append(Rung(capability, ladders[capability.pk]))
        family.numbers = sorted({*family.numbers, *ladders[capability.pk]})
    return list(pages.values())


def capabilities_in_force() -> QuerySet[Capability]:
    """Capabilities that a published version has levels for; what a form may offer. In the order of their frameworks."""
    ladders = Level.objects.filter(version__state=VersionState.PUBLISHED).values("capability")
    return Capability.objects.filter(pk__in=ladders).order_by("framework__name", "order", "pk")


def ladder_numbers(capability_ids: Iterable[int]) -> dict[int, list[int]]:
    """Capability -> the level numbers of its ladder in force. Those without one are left out."""
    found: dict[int, list[int]] = {}
    rows = Level.objects.filter(capability__in=list(capability_ids), version__state=VersionState.PUBLISHED)
    for capability, number in rows.order_by("number").values_list("capability_id", "number"):
        found.setdefault(capability, []).append(number)
    return found


def version_in_force_of(capability_id: int) -> FrameworkVersion | None:
    """The published version of the framework that a capability belongs to: what a new goal is written against (CAP-1)."""
    return in_force().filter(framework__capabilities=capability_id).first()


@dataclass
class CapabilityPage:
    """One capability: its levels side by side, and which role profiles need it."""

    capability: Capability
    version: FrameworkVersion | None
    levels: list[Level]
    needs: list[RoleNeed]
    versions: list[FrameworkVersion]


def capability_page(viewer: Person, slug: str, *, version_number: int | None = None, at: datetime) -> CapabilityPage:
    """A capability as the version in force words it, or as an earlier one did: plans may have been written against that."""
    access.reader(viewer, at=at)
    capability = Capability.objects.select_related("framework").filter(slug=slug).first()
    if capability is None:
        raise Unseen
    visible = access.visible_versions(viewer, at=at).filter(framework=capability.framework)
    versions = list(visible.filter(levels__capability=capability).distinct().order_by("-number"))
    if version_number is None:
        version = next((one for one in versions if one.state == VersionState.PUBLISHED), versions[0] if versions else None)
    else:
        version = next((one for one in versions if one.number == version_number), None)
        if version is None:
            raise Unseen
    levels = list(Level.objects.filter(version=version, capability=capability).prefetch_related("statements")) if version else []
    needs = list(RoleNeed.objects.filter(capability=capability).select_related("profile").order_by("profile__order", "profile__role"))
    return CapabilityPage(capability, version, levels, needs, versions)


@dataclass
class Track:
    """A family at one level: what good looks like there, capability by capability."""

    framework: Framework
    name: str
    number: int
    numbers: list[int]
    levels: list[Level]


def track_page(viewer: Person, track: str, number: int, *, at: datetime) -> Track:
    """What each capability of a family, or of a framework without families, asks for at one level. Ladders may be uneven (CAP-1)."""
    access.reader(viewer, at=at)
    rows = Level.objects.filter(version__state=VersionState.PUBLISHED).select_related("capability__framework")
    named = tracks()
    if track not in named:
        raise Unseen
    framework_slug, family = named[track]
    levels = list(
        rows.filter(capability__framework__slug=framework_slug, capability__family=family)
        .prefetch_related("statements")
        .order_by("capability__order", "capability_id", "number")
    )
    here = [level for level in levels if level.number == number]
    if not here:
        raise Unseen
    return Track(here[0].capability.framework, family, number, sorted({level.number for level in levels}), here)


def tracks() -> dict[str, tuple[str, str]]:
    """The address of each family in force -> (framework's short name, family). One query."""
    families = capabilities_in_force().order_by("framework__slug", "family").values_list("framework__slug", "family").distinct()
    return rules.tracks_of(families)


def role_profiles() -> QuerySet[RoleProfile]:
    """All role profiles with what they need, in order. Two queries."""
    needs = RoleNeed.objects.select_related("capability").order_by("capability__order", "pk")
    return (
        RoleProfile.objects.select_related("next_profile")
        .prefetch_related(Prefetch("needs", queryset=needs))
        .order_by("order", "role", "level")
    )


def role_of(person_id: int, *, day: date) -> RoleProfile | None:
    """The role profile that a person has on a day (CAP-2)."""
    held = _held_on(day).filter(person=person_id).select_related("profile__next_profile").first()
    return held.profile if held else None


def roles_of_people(person_ids: Collection[int], *, day: date) -> dict[int, RoleProfile]:
    """Person -> role profile on a day, for many."""
    return {held.person_id: held.profile for held in _held_on(day).filter(person__in=person_ids).select_related("profile")}


def role_history_of(person_id: int) -> list[PersonRole]:
    """Every role profile that a person had, the latest first (CAP-2). Ask `access.may_towards` before showing it."""
    return list(PersonRole.objects.filter(person=person_id).select_related("profile").order_by("-since"))


@dataclass
class ProfileNeeds:
    """What a person's role profile needs and what the next one on the ladder will (GAP-3)."""

    profile: RoleProfile | None
    following: RoleProfile | None
    needs: list[tuple[Capability, Need]]


def profile_needs_of(person_id: int, *, day: date) -> ProfileNeeds:
    """The capabilities of a person's role profile and of the next one, with the level each needs (GAP-3).

    Levels held and evidence are added by the rooms that know them. Three queries at most.
    """
    profile = role_of(person_id, day=day)
    if profile is None:
        return ProfileNeeds(None, None, [])
    following = profile.next_profile
    rows = RoleNeed.objects.filter(profile__in=[one.pk for one in (profile, following) if one]).select_related("capability")
    needs = list(rows.order_by("capability__order", "capability_id"))
    capabilities = {need.capability_id: need.capability for need in needs}
    beside = rules.needs_of_both(_pairs(needs, profile), _pairs(needs, following))
    return ProfileNeeds(profile, following, [(capabilities[need.capability_id], need) for need in beside])


def _pairs(needs: Iterable[RoleNeed], profile: RoleProfile | None) -> list[tuple[int, int]]:
    return [(need.capability_id, need.required_level) for need in needs if profile and need.profile_id == profile.pk]


def _held_on(day: date) -> QuerySet[PersonRole]:
    return PersonRole.objects.filter(Q(until=None) | Q(until__gt=day), since__lte=day)


def levels_of(capability_ids: Collection[int]) -> dict[tuple[int, int], Level]:
    """(capability, level number) -> the level in force with its statements, for pages that show what good looks like. Two queries."""
    rows = Level.objects.filter(capability__in=capability_ids, version__state=VersionState.PUBLISHED)
    return {(level.capability_id, level.number): level for level in rows.prefetch_related("statements").order_by("number")}
