"""Reads of frameworks and role profiles, shaped for pages; each a constant number of queries however much is in them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Prefetch, Q, QuerySet

from cadenza.capability import access, rules
from cadenza.capability.models import Capability, Framework, FrameworkVersion, Level, PersonRole, RoleNeed, RoleProfile
from cadenza.capability.rules import CapabilityEntry, Difference, LevelEntry, Need, VersionState
from cadenza.objections import Unseen
from cadenza.people.access import reader
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
    draft: FrameworkVersion | None = None
    retired: list[FrameworkVersion] = field(default_factory=list)
    families: list[Family] = field(default_factory=list)


def in_force() -> QuerySet[FrameworkVersion]:
    """The published versions: one of each framework (CAP-1)."""
    return FrameworkVersion.objects.filter(state=VersionState.PUBLISHED)


def framework_page(viewer: Person, *, at: datetime) -> list[FrameworkOnPage]:
    """All frameworks with their capabilities in force. A constant number of queries."""
    reader(viewer, at=at)
    pages = {one.pk: FrameworkOnPage(one) for one in Framework.objects.order_by("name")}
    for version in access.visible_versions(viewer, at=at).order_by("-number"):
        page = pages[version.framework_id]
        if version.state == VersionState.PUBLISHED:
            page.current = version
        elif version.state == VersionState.DRAFT:
            page.draft = version
        else:
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


def grouped(capabilities: QuerySet[Capability]) -> dict[str, list[Capability]]:
    """Capabilities beneath their framework and family, in their order: a name alone may stand in several of them. One query."""
    found: dict[str, list[Capability]] = {}
    for one in capabilities.select_related("framework"):
        found.setdefault(", ".join(filter(None, [one.framework.name, one.family])), []).append(one)
    return found


def labels() -> list[str]:
    """What capabilities and their levels are called, in any framework: alone no fact about anybody (GAP-1). One query."""
    levels = Level.objects.exclude(name="").order_by().values_list("name", flat=True)
    return list(Capability.objects.order_by().values_list("name", flat=True).union(levels))


def readable_capabilities(viewer: Person, *, at: datetime) -> QuerySet[Capability]:
    """Capabilities that stand in a version the viewer may read: one that stands in a draft alone is HR admin's (TRUST C1)."""
    versions = access.visible_versions(viewer, at=at)
    return Capability.objects.filter(pk__in=Level.objects.filter(version__in=versions).values("capability"))


def ladder_numbers(capability_ids: Iterable[int], *, version: int | None = None) -> dict[int, list[int]]:
    """Capability -> the level numbers of its ladder in force, or in that version. Those without one are left out (CAP-1)."""
    found: dict[int, list[int]] = {}
    in_version = Q(version=version) if version else Q(version__state=VersionState.PUBLISHED)
    rows = Level.objects.filter(in_version, capability__in=list(capability_ids))
    for capability, number in rows.order_by("number").values_list("capability_id", "number"):
        found.setdefault(capability, []).append(number)
    return found


def draft_number(framework: Framework) -> int | None:
    """The number of the version that is being written, when there is one (CAP-1)."""
    found: int | None = framework.versions.filter(state=VersionState.DRAFT).values_list("number", flat=True).first()
    return found


def entries_of(version: FrameworkVersion) -> list[CapabilityEntry]:
    """What a version says, as the rules read it: in the framework's order, empty statements left out. Two queries."""
    ladders: dict[Capability, list[LevelEntry]] = {}
    rows = Level.objects.filter(version=version).select_related("capability").prefetch_related("statements")
    for level in rows.order_by("capability__order", "capability_id", "number"):
        texts = tuple(one.text for one in level.statements.all() if one.text.strip())
        ladders.setdefault(level.capability, []).append(LevelEntry(level.number, level.name, texts))
    return [CapabilityEntry(one.family, one.name, tuple(levels)) for one, levels in ladders.items()]


@dataclass
class VersionPage:
    """One version of a framework: what stands in it, and what it says otherwise than the one before it (CAP-1)."""

    version: FrameworkVersion
    before: FrameworkVersion | None
    changes: list[Difference]
    families: list[Family]
    versions: list[FrameworkVersion]


def version_page(viewer: Person, slug: str, number: int, *, at: datetime) -> VersionPage:
    """A version beside the one that was in force before it. A constant number of queries."""
    version = access.version_named(viewer, slug, number, at=at)
    versions = versions_of(viewer, version.framework, at=at)
    before = next((one for one in versions if one.number < number and one.published_at), None)
    changes = rules.differences(entries_of(before), entries_of(version)) if before else []
    return VersionPage(version, before, changes, _families(version), versions)


def versions_of(viewer: Person, framework: Framework, *, at: datetime) -> list[FrameworkVersion]:
    """The versions of a framework that the viewer may read, the latest first."""
    return list(access.visible_versions(viewer, at=at).filter(framework=framework).order_by("-number"))


def _families(version: FrameworkVersion) -> list[Family]:
    families: dict[str, Family] = {}
    rungs: dict[int, Rung] = {}
    levels = Level.objects.filter(version=version).select_related("capability").order_by("capability__order", "capability_id", "number")
    for level in levels:
        if level.capability_id not in rungs:
            rungs[level.capability_id] = rung = Rung(level.capability, [])
            families.setdefault(level.capability.family, Family(level.capability.family, "")).capabilities.append(rung)
        rungs[level.capability_id].numbers.append(level.number)
    return list(families.values())


@dataclass
class LadderPage:
    """A capability in a draft, to be written."""

    version: FrameworkVersion
    capability: Capability
    levels: list[Level]


def ladder_page(by: Person, slug: str, number: int, capability_slug: str, *, at: datetime) -> LadderPage:
    """The levels of one capability in a version that somebody writes; Unseen when the version does not hold it. CAP-1."""
    access.show_to(by, "change-framework", at=at)
    version = access.version_named(by, slug, number, at=at)
    levels = list(
        Level.objects.filter(version=version, capability__slug=capability_slug)
        .select_related("capability")
        .prefetch_related("statements")
        .order_by("number")
    )
    if not levels:
        raise Unseen
    return LadderPage(version, levels[0].capability, levels)


@dataclass
class CapabilityPage:
    """One capability: its levels side by side, and which role profiles need it."""

    capability: Capability
    version: FrameworkVersion
    levels: list[Level]
    needs: list[RoleNeed]
    versions: list[FrameworkVersion]


def capability_page(viewer: Person, slug: str, *, version_number: int | None = None, at: datetime) -> CapabilityPage:
    """A capability as the version in force words it, or as an earlier one did: plans may have been written against that."""
    reader(viewer, at=at)
    capability = Capability.objects.select_related("framework").filter(slug=slug).first()
    if capability is None:
        raise Unseen
    visible = access.visible_versions(viewer, at=at).filter(framework=capability.framework)
    versions = list(visible.filter(levels__capability=capability).distinct().order_by("-number"))
    if not versions:  # it stands in a draft alone
        raise Unseen
    if version_number is None:
        version = next((one for one in versions if one.state == VersionState.PUBLISHED), versions[0])
    elif any(one.number == version_number for one in versions):
        version = next(one for one in versions if one.number == version_number)
    else:
        raise Unseen
    levels = list(Level.objects.filter(version=version, capability=capability).prefetch_related("statements"))
    needs = list(RoleNeed.objects.filter(capability=capability).select_related("profile").order_by("profile__order", "profile__role"))
    return CapabilityPage(capability, version, levels, needs, versions)


@dataclass
class Track:
    """A family at one level: what good looks like there, capability by capability; beside another level when one is named."""

    framework: Framework
    name: str
    number: int
    numbers: list[int]
    beside: int | None
    pairs: list[tuple[Capability, Level | None, Level | None]]
    """Each capability with its level here and its level beside; None where its ladder has none. Without `beside` only those here."""


def track_page(viewer: Person, track: str, number: int, *, beside: int | None = None, at: datetime) -> Track:
    """What each capability of a family, or of a framework without families, asks for at one level or at two. Ladders may be uneven (CAP-1)."""
    reader(viewer, at=at)
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
    numbers = sorted({level.number for level in levels})
    if number not in numbers or (beside is not None and beside not in numbers):
        raise Unseen
    at_levels = {(level.capability_id, level.number): level for level in levels}
    capabilities = {level.capability: None for level in levels if level.number in {number, beside}}
    pairs = [(one, at_levels.get((one.pk, number)), at_levels.get((one.pk, beside or number))) for one in capabilities]
    return Track(levels[0].capability.framework, family, number, numbers, beside, pairs)


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


@dataclass(frozen=True)
class RoleRow:
    """A capability that one of two role profiles needs, with the words of the levels in force. None: not needed."""

    capability: Capability
    here: int | None
    level: Level | None
    there: int | None
    beside: Level | None


@dataclass
class RolePage:
    """A role profile, beside another one when that is named (CAP-2)."""

    profile: RoleProfile
    other: RoleProfile | None
    profiles: list[RoleProfile]
    rows: list[RoleRow]


def role_page(viewer: Person, slug: str, *, beside: str = "", at: datetime) -> RolePage:
    """What a role asks for, in the words of the frameworks in force, beside another role. A constant number of queries (CAP-2)."""
    reader(viewer, at=at)
    profiles = list(role_profiles())
    named = {one.slug: one for one in profiles}
    if slug not in named or (beside and beside not in named):
        raise Unseen
    profile, other = named[slug], named.get(beside)
    here = {need.capability: need.required_level for need in profile.needs.all()}
    there = {need.capability: need.required_level for need in other.needs.all()} if other else {}
    words = levels_of([one.pk for one in (*here, *there)])
    rows = [_role_row(one, here.get(one), there.get(one), words) for one in (*here, *(key for key in there if key not in here))]
    return RolePage(profile, other, profiles, rows)


def _role_row(capability: Capability, here: int | None, there: int | None, words: Mapping[tuple[int, int], Level]) -> RoleRow:
    def said(number: int | None) -> Level | None:
        return None if number is None else words.get((capability.pk, number))

    return RoleRow(capability, here, said(here), there, said(there))


def role_of(person_id: int, *, day: date) -> RoleProfile | None:
    """The role profile that a person has on a day (CAP-2)."""
    held = held_on(day).filter(person=person_id).select_related("profile__next_profile").first()
    return held.profile if held else None


def roles_held_by(person_id: int) -> list[PersonRole]:
    """Every role profile that a person had, has, or will have from a day on, the newest first (CAP-2). For readers of HR fields (TRUST A2)."""
    return list(PersonRole.objects.filter(person=person_id).select_related("profile").order_by("-since"))


def role_to_take_back(held: Sequence[PersonRole], *, today: date) -> PersonRole | None:
    """The latest of a person's role profiles, when its last change can still be taken back; `held` the newest first (CAP-2)."""
    latest = next(iter(held), None)
    return latest if latest and rules.change_can_be_taken_back(latest.since, latest.until, today=today) else None


def profiles_held_by(person_ids: Collection[int], *, day: date) -> dict[int, int]:
    """Person -> role profile on a day, both as ids, for many."""
    return dict(held_on(day).filter(person__in=person_ids).values_list("person", "profile"))


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


def held_on(day: date) -> QuerySet[PersonRole]:
    """Which role profiles people have on a day (CAP-2)."""
    return PersonRole.objects.filter(Q(until=None) | Q(until__gt=day), since__lte=day)


def levels_of(capability_ids: Collection[int]) -> dict[tuple[int, int], Level]:
    """(capability, level number) -> the level in force with its statements, for pages that show what good looks like. Two queries."""
    rows = Level.objects.filter(capability__in=capability_ids, version__state=VersionState.PUBLISHED)
    return {(level.capability_id, level.number): level for level in rows.prefetch_related("statements").order_by("number")}
