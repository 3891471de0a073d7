"""What is left of the kept picture before one reader: whoever they know by name is taken off first, from every figure (TRUST 1.5).

The picture was counted once; who is behind it is looked up when it is read. A goal that ended, or was dropped, after the count may have
stood on either side then, so whoever owns it is taken off both: what is uncertain hides a figure and never shows one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import ceil
from operator import sub
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from cadenza.insight import impact_change, impact_counting, impact_rules
from cadenza.insight.figures import NO_TEAM
from cadenza.insight.impact_change import OTHER, SAME
from cadenza.insight.impact_counting import HOURS, ROSE, STAYED, Learned
from cadenza.insight.models import ImpactPicture
from cadenza.insight.rules import Band
from cadenza.people.models import Person
from cadenza.plans.models import StatusChange
from cadenza.plans.reset_rules import Side
from cadenza.strategy.models import Cycle
from cadenza.trail.queries import people_with_entries

TEAM_CHANGES = ("people.team-joined", "people.person-changed")
"""Kinds of entries that may say that somebody is in another team now."""


@dataclass
class Sides:
    """Whom a reader knows behind one comparison: on the side of closed gaps, and on the other."""

    closed: set[int] = field(default_factory=set)
    left_open: set[int] = field(default_factory=set)


@dataclass
class Rest:
    """The people behind a picture whom one reader knows. The same number of statements however many people."""

    goals: Any
    """Agreed goals of everybody else."""
    sides: dict[int | None, Sides]
    """Capability, or None for all of them -> whom the reader knows behind its comparison."""
    spent: Learned
    seen: Mapping[int, Mapping[str, Mapping[int, bool]]]
    judged: Mapping[int, list[dict[str, str]]]
    of_cycle: Mapping[str, Mapping[int, list[dict[str, str]]]] = field(default_factory=dict)
    """The same of each cycle by itself."""
    team_of: Mapping[int, int] = field(default_factory=dict)
    """The team of whom the reader knows."""
    moved: Collection[int] = frozenset()
    """Who of them joined a team after the count and may have been counted in any."""

    @classmethod
    def read(cls, picture: ImpactPicture, cycles: Collection[Cycle], known_to: QuerySet[Person]) -> Rest:
        known = list(known_to.order_by().values_list("pk", flat=True))
        goals = impact_counting.agreed_in(cycles, dropped_after=picture.counted_at)
        theirs = goals.filter(plan__owner__in=known)
        return cls(
            goals.exclude(plan__owner__in=known),
            _sides(picture, theirs),
            impact_counting.learned(theirs),
            impact_counting.levels_seen(theirs),
            impact_change.judged_by_both(theirs),
            {cycle.key: impact_change.judged_by_both(theirs.filter(plan__cycle=cycle)) for cycle in cycles},
            {pk: team or NO_TEAM for pk, team in Person.objects.filter(pk__in=known).values_list("pk", "team_id")},
            people_with_entries(known, kinds=TEAM_CHANGES, since=picture.counted_at),
        )

    @classmethod
    def of_change(cls, picture: ImpactPicture, cycles: Collection[Cycle], known_to: QuerySet[Person]) -> Rest:
        """The same for what both saw change in all, and for nothing else."""
        known = list(known_to.order_by().values_list("pk", flat=True))
        goals = impact_counting.agreed_in(cycles, dropped_after=picture.counted_at)
        judged = impact_change.judged_by_both(goals.filter(plan__owner__in=known))
        return cls(goals.exclude(plan__owner__in=known), {}, Learned(), {}, judged)

    @cached_property
    def strangers(self) -> frozenset[int | None]:
        """Capabilities for which anybody else had a goal: asked only where the reader knows as many as were counted."""
        return frozenset(self.goals.values_list("capability", flat=True).distinct())

    def compared(self, compared: Mapping[str, Any] | None, capability: int | None) -> Mapping[str, Any] | None:
        """A comparison, unless fewer than five are left on one of its sides (IMP-1)."""
        sides = self.sides.get(capability, Sides())
        known = (len(sides.closed), len(sides.left_open))
        return compared if compared is not None and self._may_show(compared["people"], known, capability) else None

    def spend(self, entry: Mapping[str, Any]) -> dict[str, Any] | None:
        """Hours and money, each unless the rest of it is that of too few or may be mostly one's (IMP-3)."""
        if not entry["spend"]:
            return None
        hours = entry["spend"]["hours"] if self._may_tell_sum(entry, HOURS) else None
        money = [[currency, amount] for currency, amount in entry["spend"]["money"] if self._may_tell_sum(entry, currency)]
        return {"hours": hours, "money": money} if hours is not None or money else None

    def rose(self, entry: Mapping[str, Any]) -> dict[str, list[int] | None]:
        """The shares in whose work a higher level was seen, each unless the rest of it is too few or all alike (IMP-3)."""
        return {side: self._share(entry, side) for side in entry["rose"]}

    def change(self, change: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
        """What both saw change, unless the rest of it is that of too few, may be mostly one's, or is all alike (IMP-2)."""
        if change is None or not self._may_show([change["people"]], [len(self.judged)], None):
            return None
        if not _is_open(change, self.judged):
            return None
        return {**change, "teams": self._by_team(change.get("teams", [])), "cycles": self._by_cycle(change)}

    def _by_team(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        certain = [{pk: self.judged[pk] for pk in self.judged if pk not in self.moved and self.team_of[pk] in row["teams"]} for row in rows]
        moved = {pk: self.judged[pk] for pk in self.judged if pk in self.moved}
        known = [len(people) + len(moved) for people in certain]
        safe = [_is_open(row, people) and _is_open(row, people | moved) for row, people in zip(rows, certain, strict=True)]
        return _left(rows, known, safe)

    def _by_cycle(self, change: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The cycles' rows; those hidden from everybody count as one, of whom the known are taken off too."""
        rows: list[dict[str, Any]] = change.get("cycles", [])
        told, known = [], []
        unseen: set[int] = set()
        for row in rows:
            people = self.of_cycle.get(row["key"], {})
            if "people" in row:
                told.append(row)
                known.append(people)
            else:
                unseen |= people.keys()
        safe = [_is_open(row, people) for row, people in zip(told, known, strict=True)]
        others = {"people": change.get("untold", len(unseen) + (len(told) < len(rows)))}
        left = _left([*told, others], [*map(len, known), len(unseen)], [*safe, False])
        shown = {row["key"]: row for row in left if "key" in row}
        return [shown.get(row["key"], row) for row in rows]

    def _share(self, entry: Mapping[str, Any], side: str) -> list[int] | None:
        band: list[int] | None = entry["rose"][side]
        rose = list(self.seen.get(entry["capability"], {}).get(side, {}).values())
        if band is None or not self._may_show([entry["people"][side]], [len(rose)], entry["capability"]):
            return None
        known = {ROSE: sum(rose), STAYED: len(rose) - sum(rose)}
        return band if impact_rules.leaves_rest_open({ROSE: _band(band), STAYED: None}, entry["people"][side], known) else None

    def _may_tell_sum(self, entry: Mapping[str, Any], name: str) -> bool:
        if name not in entry["people"]:
            return False
        theirs = self.spent.parts(entry["capability"]).get(name, {})
        people, (total, largest) = entry["people"][name], entry["parts"][name]
        enough = self._may_show([people], [len(theirs)], entry["capability"])
        return enough and (not theirs or len(theirs) >= people or 2 * largest <= total - ceil(sum(theirs.values())))

    def _may_show(self, people: Sequence[int], known: Sequence[int], capability: int | None) -> bool:
        if max(map(sub, people, known)) > 0:
            return impact_rules.may_show_rest(people, known, strangers=1)
        return impact_rules.may_show_rest(people, known, strangers=len(self.strangers & {capability} if capability else self.strangers))


def _is_open(row: Mapping[str, Any], known: Mapping[int, list[dict[str, str]]]) -> bool:
    """Whether what both saw change says neither "nobody" nor "everybody" of the others, and is not mostly one's (IMP-2)."""
    goals = [sides for of_person in known.values() for sides in of_person]
    rest, counts = row["goals"] - len(goals), impact_change.counts_of(goals)
    shown = {side.value: {state: _band(pair) for state, pair in row[side.value].items()} for side in Side}
    shown["agreed"] = {SAME: _band(row["agreed"]), OTHER: None}
    open_still = all(impact_rules.leaves_rest_open(bands, row["goals"], counts[name]) for name, bands in shown.items())
    return open_still and (rest <= 0 or 2 * row["largest"] <= rest)


def _left(rows: list[dict[str, Any]], known: Sequence[int], safe: Sequence[bool]) -> list[dict[str, Any]]:
    """The rows, without figures where this reader could take them apart."""
    shown = impact_rules.rows_left([row["people"] for row in rows], known, safe)
    return [
        row if stands else {name: row[name] for name in ("kind", "name", "key") if name in row}
        for row, stands in zip(rows, shown, strict=True)
    ]


def _band(pair: list[int] | None) -> Band | None:
    return Band(*pair) if pair else None


def _sides(picture: ImpactPicture, goals: Any) -> dict[int | None, Sides]:
    """Whom of these is behind each comparison: owners of goals for what the counted key results needed, and of no other goal. One statement."""
    counted = {(key_result, capability) for key_result, capability in picture.figures["needs"]}
    since = StatusChange.objects.filter(goal=OuterRef("pk"), at__gt=picture.counted_at)
    columns = ("key_result", "capability", "plan__owner", "ended_as", "status", "dropped_at", "plan__reset__done_at", "changed_since")
    found: dict[int | None, Sides] = {}
    rows = goals.annotate(changed_since=Exists(since)).values_list(*columns)
    for key_result, capability, owner, ended_as, status, dropped_at, reset_at, changed_since in rows:
        if (key_result, capability) not in counted:
            continue
        uncertain = bool(dropped_at) or changed_since or (reset_at is not None and reset_at > picture.counted_at)
        closed = impact_rules.has_closed_its_gap(ended_as, status)
        for key in (capability, None):
            sides = found.setdefault(key, Sides())
            if closed or uncertain:
                sides.closed.add(owner)
            if not closed or uncertain:
                sides.left_open.add(owner)
    return found
