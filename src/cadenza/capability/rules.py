"""What a capability framework and a role profile allow. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from cadenza.objections import N_, Objection, objection
from cadenza.people.rules import Coded, handle_for, slug_of

NAME_LENGTH = 200
STATEMENT_LENGTH = 5000
"""Characters, as the rows hold them."""
HIGHEST_LEVEL = 50


class VersionState(Coded):
    """Where one version of a framework stands (CAP-1: versions are kept)."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


class VersionMove(Coded):
    """What somebody does to a version."""

    PUBLISH = "publish"
    RETIRE = "retire"
    DISCARD = "discard"


VERSION_MOVES: Mapping[tuple[VersionState, VersionMove], VersionState] = {
    (VersionState.DRAFT, VersionMove.PUBLISH): VersionState.PUBLISHED,
    (VersionState.PUBLISHED, VersionMove.RETIRE): VersionState.RETIRED,
    (VersionState.DRAFT, VersionMove.DISCARD): VersionState.RETIRED,
}
"""What is not in here cannot happen: a published version never becomes a draft again (CAP-1)."""


@dataclass(frozen=True)
class LevelEntry:
    """One level of a ladder: its number, its name if it has one, and what is seen there."""

    number: int
    name: str
    statements: tuple[str, ...]


@dataclass(frozen=True)
class CapabilityEntry:
    """A capability as a framework holds it. Ladders may be uneven: another may have more levels, or begin elsewhere."""

    family: str
    name: str
    levels: tuple[LevelEntry, ...]


def objections_to_framework(name: str, entries: Sequence[CapabilityEntry]) -> list[Objection]:
    """Why a framework cannot be written down like this; empty when it can.

    Each capability once, each of its levels once and with at least one observable statement. Rule CAP-1.
    Source: [P] expectations at each level said as behaviour that can be seen.
    """
    found = _objections_to_name(name, "framework")
    if not entries:
        found.append(objection("framework-empty", N_("Add at least one capability.")))
    seen: set[tuple[str, str]] = set()
    for entry in entries:
        found += _objections_to_name(entry.name, "capability")
        key = (entry.family.casefold(), entry.name.casefold())
        if key in seen:
            found.append(
                objection("capability-twice", N_("“%(name)s” stands in the framework twice."), where="capability", name=entry.name)
            )
        seen.add(key)
        found += _objections_to_ladder(entry)
    return found


def _objections_to_ladder(entry: CapabilityEntry) -> list[Objection]:
    found = []
    numbers = [level.number for level in entry.levels]
    if not numbers:
        found.append(objection("capability-without-levels", N_("“%(name)s” has no level yet."), where="level", name=entry.name))
    if len(set(numbers)) < len(numbers):
        found.append(objection("ladder-level-twice", N_("“%(name)s” has a level twice."), where="level", name=entry.name))
    if any(not 0 <= number <= HIGHEST_LEVEL for number in numbers):
        found.append(
            objection(
                "level-out-of-range",
                N_("Levels of “%(name)s” run from 0 to %(highest)d."),
                where="level",
                name=entry.name,
                highest=HIGHEST_LEVEL,
            )
        )
    for level in entry.levels:
        if not any(text.strip() for text in level.statements):
            found.append(
                objection(
                    "level-without-statement",
                    N_("Say what is seen in the work at level %(level)d of “%(name)s”."),
                    where="statement",
                    name=entry.name,
                    level=level.number,
                )
            )
        if any(len(text) > STATEMENT_LENGTH for text in level.statements):
            found.append(
                objection(
                    "statement-too-long", N_("Keep each statement within %(limit)d characters."), where="statement", limit=STATEMENT_LENGTH
                )
            )
    return found


def objections_to_version_move(state: str, move: VersionMove) -> list[Objection]:
    """Why a version may not be published or retired; empty when it may. Rule CAP-1."""
    if (VersionState(state), move) in VERSION_MOVES:
        return []
    if move == VersionMove.PUBLISH:
        return [objection("version-not-a-draft", N_("Only a draft can be published. To change a published version, start the next one."))]
    if move == VersionMove.DISCARD:
        return [
            objection(
                "version-kept",
                N_("Only a draft can be discarded. Versions that were in force are kept for the plans written against them."),
            )
        ]
    return [objection("version-not-published", N_("Only the published version can be retired."))]


def objections_to_changing_version(state: str) -> list[Objection]:
    """Why a version cannot be reworded: plans keep the one that they were written against, word for word. Rule CAP-1."""
    if state == VersionState.DRAFT:
        return []
    return [objection("version-published", N_("This version is published and stays as it is. Start the next version to change words."))]


def objections_to_new_draft(draft: int | None) -> list[Objection]:
    """Why the next version cannot be begun or brought in: somebody is writing it already, and their words are not to be lost. Rule CAP-1.

    `draft` is the number of the version that is being written, None when there is none.
    """
    if draft is None:
        return []
    return [
        objection(
            "version-being-written",
            N_("Version %(number)d is being written. Publish or discard it first."),
            where="framework",
            number=draft,
        )
    ]


def objections_to_publishing(state: str, entries: Sequence[CapabilityEntry], name: str) -> list[Objection]:
    """Why a draft cannot be put in force: it is none, or a level says nothing yet. Rule CAP-1."""
    return objections_to_version_move(state, VersionMove.PUBLISH) or objections_to_framework(name, entries)


@dataclass(frozen=True)
class Difference:
    """What one level of a capability says otherwise in one version than in the one before. Neither name nor statement is judged."""

    family: str
    capability: str
    level: int
    name_before: str
    name_after: str
    added: tuple[str, ...]
    removed: tuple[str, ...]

    @property
    def renamed(self) -> bool:
        """Whether the level has another name now."""
        return self.name_before != self.name_after and bool(self.name_before and self.name_after)


def differences(before: Iterable[CapabilityEntry], after: Iterable[CapabilityEntry]) -> list[Difference]:
    """What differs between two versions, level by level, in the order of the later one and then of what it left out.

    A statement that only moved within its level is no difference. Rule CAP-1.
    """
    old, new = _by_level(before), _by_level(after)
    found = []
    for key in (*new, *(key for key in old if key not in new)):
        was, now = old.get(key, _NOTHING), new.get(key, _NOTHING)
        added = tuple(text for text in now.statements if text not in was.statements)
        removed = tuple(text for text in was.statements if text not in now.statements)
        if added or removed or was.name != now.name:
            found.append(Difference(*key, was.name, now.name, added, removed))
    return found


_NOTHING = LevelEntry(0, "", ())


def _by_level(entries: Iterable[CapabilityEntry]) -> dict[tuple[str, str, int], LevelEntry]:
    return {(entry.family, entry.name, level.number): level for entry in entries for level in entry.levels}


def objections_to_role_profile(
    role: str, needs: Mapping[int, int], *, levels: Mapping[int, Collection[int]], taken: bool
) -> list[Objection]:
    """Why a role profile cannot stand. `needs`: capability -> level; `levels`: the ladders in force of those capabilities.

    Rule CAP-2. Source: [P][L] which capability at which level a role needs.
    """
    found = _objections_to_name(role, "role")
    if taken:
        found.append(objection("role-profile-taken", N_("There is a profile of that role at that level already."), where="level"))
    for capability, level in needs.items():
        ladder = levels.get(capability, ())
        if not ladder:
            found.append(objection("capability-without-ladder", N_("Pick a capability of a published framework."), where="capability"))
        elif level not in ladder:
            found.append(
                objection(
                    "level-not-on-ladder",
                    N_("Pick a level from %(low)d to %(high)d."),
                    where="required_level",
                    low=min(ladder),
                    high=max(ladder),
                )
            )
    return found


def no_such_level(level: int, levels: Collection[int], *, where: str) -> Objection:
    """That a capability has no such level: where people are assessed or aim at one (GAP-1, PLAN-5)."""
    return objection(
        "level-not-on-ladder",
        N_("This capability has no level %(level)d. Its highest is %(highest)d."),
        where=where,
        level=level,
        highest=max(levels),
    )


def objections_to_giving_role(since: date, *, open_since: date | None, latest_end: date | None, anew: bool = True) -> list[Objection]:
    """Why a person's role profile cannot change on a day: one at a time, and history is not rewritten. Rule CAP-2.

    `open_since` is the first day of the latest profile when it has no end, `latest_end` the end (exclusive) of the last one that has;
    `anew` is whether it is another profile than that latest one.
    """
    if open_since is not None and not anew:
        return [objection("role-again", N_("They have this role profile already. Pick another one, or none."), where="profile")]
    if open_since is not None and since <= open_since:
        return [
            objection(
                "role-before-present-one",
                N_("Give a day after %(since)s, the first day of the latest role profile."),
                where="since",
                since=open_since,
            )
        ]
    if latest_end is not None and since < latest_end:
        return [
            objection(
                "role-inside-history", N_("Give a day from %(end)s on. Earlier roles stay as they are."), where="since", end=latest_end
            )
        ]
    return []


def objections_to_ending_role(until: date, *, open_since: date | None) -> list[Objection]:
    """Why a person's role profile cannot end on a day: there is none without an end, or it begins no earlier. Rule CAP-2."""
    if open_since is None:
        return [objection("role-none-to-end", N_("They have no role profile that could end. Pick one to give them."), where="profile")]
    return objections_to_giving_role(until, open_since=open_since, latest_end=None)


def change_can_be_taken_back(since: date, until: date | None, *, today: date) -> bool:
    """Whether the latest change of a role profile, its end or else its beginning, is so new that no day has passed under it. Rule CAP-2."""
    return (until or since) >= today


@dataclass(frozen=True)
class Need:
    """A capability that a person's profile needs, and what the next profile on the ladder needs of it (GAP-3)."""

    capability_id: int
    now: int | None
    """Level that the present profile needs; None when only the next one needs the capability."""
    next: int | None
    """Level that the next profile needs; None without a next profile, or when it needs it no longer."""


def needs_of_both(present: Iterable[tuple[int, int]], following: Iterable[tuple[int, int]]) -> list[Need]:
    """The capabilities of a profile and of the next one beside each other, in the order given. Rule GAP-3.

    Each pair is (capability, level). Levels held come from evidence and are added where evidence is known.
    """
    now, then = dict(present), dict(following)
    return [Need(capability, now.get(capability), then.get(capability)) for capability in (*now, *(key for key in then if key not in now))]


def tracks_of(families: Iterable[tuple[str, str]]) -> dict[str, tuple[str, str]]:
    """The address of each family -> (framework's short name, family), for pairs in a settled order.

    Its own short name behind its framework's; a framework without families is its own track. Names that shorten to the same
    get a number, so that none hides another. House arithmetic.
    """
    found: dict[str, tuple[str, str]] = {}
    for framework, family in families:
        wanted = f"{framework} {slug_of(family, otherwise='group')}" if family else framework
        found[handle_for(wanted, found)] = (framework, family)
    return found


def _objections_to_name(name: str, where: str) -> list[Objection]:
    if not name.strip():
        return [objection("capability-name-missing", N_("Enter a name."), where=where)]
    if len(name) > NAME_LENGTH:
        return [objection("capability-name-too-long", N_("Keep the name within %(limit)d characters."), where=where, limit=NAME_LENGTH)]
    return []
