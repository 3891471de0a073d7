"""How cover and figures about groups are computed, and what may be shown of them to whom. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from cadenza.people.rules import Coded

K = 5
"""Distinct people behind a figure that somebody may see as an aggregate only. Source: TRUST 1.5."""
FEW = Fraction(1, 5)
MOST = Fraction(4, 5)
"""Shares up to FEW and from MOST on are shown as that and no finer, so that nobody's state follows from "all" or "none" (TRUST 1.5)."""
LARGE = 100
"""From this many people on, shares between FEW and MOST are shown to the nearest 5 %, below in steps of 20 %."""
ROWS = 30
"""Teams that a page shows at once; larger organisations are rolled up and opened team by team."""


# What a key result needs and what serves it


class Cover(Coded):
    """How a capability that a key result needs is served by agreed goals. Words and glyphs: DESIGN 2."""

    COVERED = "covered"
    THIN = "thin"
    GAP = "gap"


def cover_of(goals: int, people_needed: int) -> Cover:
    """Covered when as many agreed goals aim there as people are needed, thin with at least one, a gap with none.

    Computed from needs and agreed goals alone, which all may see; levels held are not counted here (TRUST R3).
    """
    if goals >= people_needed:
        return Cover.COVERED
    return Cover.THIN if goals else Cover.GAP


class Reason(Coded):
    """Why a critical key result needs a decision about capability."""

    NOTHING_NAMED = "nothing-named"
    GAP = "gap"
    THIN = "thin"


def reason_for_decision(covers: Iterable[Cover]) -> Reason | None:
    """What a critical key result waits for, the gravest first; None when every capability it names is covered.

    One that names no capability is not covered, and says so (STRAT-3).
    """
    found = set(covers)
    if not found:
        return Reason.NOTHING_NAMED
    if Cover.GAP in found:
        return Reason.GAP
    return Reason.THIN if Cover.THIN in found else None


def is_built_for(goals: Iterable[int]) -> bool:
    """Whether a key result has at least one active, agreed goal for each of its requirements.

    `goals` holds the number for each requirement; a key result without requirements is not. Rule STRAT-3.
    """
    found = list(goals)
    return bool(found) and all(found)


# Groups of people


@dataclass(frozen=True)
class Group:
    """People taken together: how many they are, and how many of them stand in each state."""

    key: str
    people: int
    counts: Mapping[str, int] = field(default_factory=dict)


def together(key: str, groups: Iterable[Group]) -> Group:
    """Several groups as one; nobody is in two of them. House arithmetic."""
    members = list(groups)
    counts: dict[str, int] = {}
    for group in members:
        for state, count in group.counts.items():
            counts[state] = counts.get(state, 0) + count
    return Group(key, sum(group.people for group in members), counts)


@dataclass(frozen=True)
class Published:
    """What an aggregate reader may know of a partition of people: groups, the small ones together, and the total."""

    groups: tuple[Group, ...] = ()
    others: Group | None = None
    merged: tuple[str, ...] = ()
    """Keys of the groups inside `others`."""
    total: Group | None = None


def published(groups: Sequence[Group], *, k: int = K, others: str = "others") -> Published:
    """Show groups of k and more, and all smaller ones as one group of k or more; nothing when there are fewer than k people at all.

    Guarantee: whatever published groups are taken from the total, those who remain are nobody or at least k people. So when the
    small ones together stay under k, the next smallest joins them. Groups without people are left out.
    Rule HR-4. Source: TRUST 1.5, complement and differencing.
    """
    peopled = sorted((group for group in groups if group.people), key=lambda group: (group.people, group.key))
    total = together("total", peopled)
    if total.people < k:
        return Published()
    small = [group for group in peopled if group.people < k]
    shown = peopled[len(small) :]
    while small and sum(group.people for group in small) < k:
        small.append(shown.pop(0))
    if not small:
        return Published(tuple(_in_order(shown, groups)), None, (), total)
    merged = tuple(group.key for group in small)
    return Published(tuple(_in_order(shown, groups)), together(others, small), merged, total)


def _in_order(shown: Iterable[Group], groups: Sequence[Group]) -> list[Group]:
    kept = {group.key for group in shown}
    return [group for group in groups if group.key in kept]


# Shares as an aggregate reader sees them


@dataclass(frozen=True)
class Band:
    """A share that is known only roughly: from `low` to `high` per cent."""

    low: int
    high: int

    def counts(self, people: int) -> tuple[int, int]:
        """The smallest and the largest count of so many people that this band can stand for, be it one that was read off several."""
        inside = [count for count in range(people + 1) if band_of(count, people) == self]
        return (inside[0], inside[-1]) if inside else (-(-self.low * people // 100), self.high * people // 100)


HIDDEN: Band | None = None
"""Shown as "–" in every channel."""


def band_of(count: int, people: int) -> Band:
    """The band in which a share lies. Depends on nothing but count and people, so that it cannot betray why it was chosen (TRUST R15)."""
    share = Fraction(count, people)
    if share <= FEW:
        return Band(0, 20)
    if share >= MOST:
        return Band(80, 100)
    if people >= LARGE:
        near = 5 * round(share * 20)
        return Band(near, near)
    low = 20 * int(share * 5)
    return Band(low, low + 20)


def bands_of(group: Group, states: Sequence[str]) -> dict[str, Band | None]:
    """Every state's share of a published group, as bands; all hidden when "nobody" or "everybody" would follow for one of them.

    Each count lies between two bounds and together they make the group, so what remains possible for one state follows from the
    others' bounds. Source: TRUST 1.5, homogeneity.
    """
    if not group.people:
        return dict.fromkeys(states, HIDDEN)
    bands = {state: band_of(group.counts.get(state, 0), group.people) for state in states}
    bounds = {state: band.counts(group.people) for state, band in bands.items()}
    for state, (low, high) in bounds.items():
        rest = [bound for other, bound in bounds.items() if other != state]
        most = min(high, group.people - sum(bound[0] for bound in rest))
        least = max(low, group.people - sum(bound[1] for bound in rest))
        if most == 0 or least == group.people:
            return dict.fromkeys(states, HIDDEN)
    return dict(bands)


def bands_of_all(parts: Sequence[tuple[int, Mapping[str, Band | None]]], states: Sequence[str]) -> dict[str, Band | None]:
    """The shares of all groups together, read off what is published of each: people and bands.

    A share of all that was counted by itself could say more than the groups do: one that lies at the very edge of what they
    allow would tell that each of them is at its edge too. This one says nothing new. Rounded outwards to 5 %. Source: TRUST 1.5,
    differencing.
    """
    people = sum(count for count, _bands in parts)
    found: dict[str, Band | None] = {}
    for state in states:
        bounds = [band.counts(count) if (band := bands.get(state)) else (0, count) for count, bands in parts]
        low = 5 * (20 * sum(bound[0] for bound in bounds) // people) if people else 0
        high = 5 * -(-20 * sum(bound[1] for bound in bounds) // people) if people else 100
        if high <= 20:
            low, high = 0, 20
        elif low >= 80:
            low, high = 80, 100
        found[state] = HIDDEN if (low, high) == (0, 100) else Band(low, high)
    return found


# Teams inside teams


@dataclass(frozen=True)
class Node:
    """A team with the people directly in it; `parent` is None at the top."""

    key: int
    parent: int | None
    name: str


def rows_of(nodes: Sequence[Node], peopled: Iterable[int], *, inside: int | None = None, limit: int = ROWS) -> dict[int, tuple[int, ...]]:
    """Which rows a table of teams has: row's team -> the teams counted in it, every peopled team in exactly one row.

    Begins with the teams at the top (or those in `inside`) and opens the largest while they fit on a page. A team that was opened
    keeps a row for the people directly in it. House arithmetic.
    """
    children: dict[int | None, list[int]] = {}
    known = {node.key for node in nodes}
    for node in nodes:
        children.setdefault(node.parent if node.parent in known else None, []).append(node.key)
    wanted = set(peopled)
    rows = {key: _subtree(key, children) & wanted for key in children.get(inside, [])}
    if inside is not None:
        rows[inside] = {inside} & wanted
    rows = {key: teams for key, teams in rows.items() if teams}
    closed = set(rows) if inside is None else set(rows) - {inside}
    while closed:
        largest = max(closed, key=lambda key: (len(rows[key]), -key))
        closed.discard(largest)
        inner = {child: _subtree(child, children) & wanted for child in children.get(largest, [])}
        parts = {child: teams for child, teams in inner.items() if teams}
        if not parts or len(rows) + len(parts) > limit:
            continue
        own = rows.pop(largest) & {largest}
        rows.update(parts)
        closed.update(parts)
        if own:
            rows[largest] = own
    names = {node.key: node.name for node in nodes}
    return {key: tuple(sorted(rows[key])) for key in sorted(rows, key=lambda key: (names[key].casefold(), key))}


def _subtree(top: int, children: Mapping[int | None, list[int]]) -> set[int]:
    found: set[int] = set()
    ahead = [top]
    while ahead:
        here = ahead.pop()
        if here not in found:
            found.add(here)
            ahead.extend(children.get(here, ()))
    return found


def teams_under(nodes: Sequence[Node], top: int) -> set[int]:
    """A team and every team inside it, at any depth. House arithmetic."""
    children: dict[int | None, list[int]] = {}
    for node in nodes:
        children.setdefault(node.parent, []).append(node.key)
    return _subtree(top, children)


@dataclass(frozen=True)
class Kept:
    """What was done of what was due in a group, how many people owed something, and how much the one who owed most."""

    people: int
    held: int
    due: int
    largest: int = 0

    def may_be_told(self, *, k: int = K) -> bool:
        """Whether k people and more owed something, and nobody more than half of it (TRUST 1.5, dominance)."""
        return self.people >= k and 2 * self.largest <= self.due


def kept_together(parts: Iterable[Kept]) -> Kept:
    """Several groups as one; nobody is in two of them. House arithmetic."""
    found = list(parts)
    people, held, due = (
        (sum(column) for column in zip(*((one.people, one.held, one.due) for one in found), strict=True)) if found else (0, 0, 0)
    )
    return Kept(people, held, due, max((one.largest for one in found), default=0))


def bands_kept(rows: Mapping[str, Kept], *, k: int = K) -> dict[str, Band | None]:
    """What was done of what was due as bands: hidden where fewer than k people owed something, or one of them more than half of it.

    What is hidden is nobody's or could be told as one; else the smallest that is shown is hidden too. Rules HR-1, HR-4, REV-7. Source:
    TRUST 1.5, dominance and complement.
    """
    order = sorted((key for key, kept in rows.items() if kept.people), key=lambda key: (rows[key].people, key))
    shown = [key for key in order if rows[key].may_be_told(k=k)]
    hidden = [key for key in order if key not in shown]
    while hidden and shown and not kept_together(rows[key] for key in hidden).may_be_told(k=k):
        hidden.append(shown.pop(0))
    return {key: band_of(kept.held, kept.due) if key in shown else HIDDEN for key, kept in rows.items()}


def may_have_snapshot(*, granted: bool, own: int, everybody: int, k: int = K) -> bool:
    """Whether a reader is offered the organisation's frozen figures beside those of the people they look after.

    Not when those whom they do not look after are fewer than k: the difference of the two would be about them (TRUST 1.5).
    """
    outside = everybody - own
    return granted and (outside == 0 or outside >= k)
