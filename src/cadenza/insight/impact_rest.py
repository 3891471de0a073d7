"""What is left of the kept picture before one reader: whoever they know by name is taken off first, from every figure (TRUST 1.5).

The picture was counted once; who is behind it is looked up when it is read. A goal that ended, or was dropped, after the count may have
stood on either side then, so whoever owns it is taken off both: what is uncertain hides a figure and never shows one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from cadenza.insight import impact_counting, impact_rules
from cadenza.insight.impact_counting import HOURS, OTHER, ROSE, SAME, STAYED, Learned
from cadenza.insight.models import ImpactPicture
from cadenza.insight.rules import Band
from cadenza.people.models import Person
from cadenza.plans.models import StatusChange
from cadenza.plans.reset_rules import Side
from cadenza.strategy.models import Cycle


@dataclass
class Sides:
    """Who is behind one comparison: those whom the reader knows, on the side of closed gaps and on the other; and everybody else."""

    closed: set[int] = field(default_factory=set)
    left_open: set[int] = field(default_factory=set)
    strangers: set[int] = field(default_factory=set)


@dataclass
class Rest:
    """The people behind a picture, and which of them one reader knows. The same number of statements however many people."""

    known: frozenset[int]
    sides: dict[int | None, Sides]
    """Capability, or None for all of them -> who is behind its comparison."""
    spent: Learned
    seen: Mapping[int, Mapping[str, Mapping[int, bool]]]
    judged: Mapping[int, list[dict[str, str]]]

    @classmethod
    def read(cls, picture: ImpactPicture, cycles: Collection[Cycle], known_to: QuerySet[Person]) -> Rest:
        known = frozenset(known_to.order_by().values_list("pk", flat=True))
        goals = impact_counting.agreed_in(cycles, dropped_after=picture.counted_at)
        return cls(
            known,
            _sides(picture, goals, known),
            impact_counting.learned(goals),
            impact_counting.levels_seen(goals),
            impact_counting.judged_by_both(goals),
        )

    def compared(self, compared: Mapping[str, Any] | None, capability: int | None) -> Mapping[str, Any] | None:
        """A comparison, unless fewer than five are left on one of its sides (IMP-1)."""
        if compared is None:
            return None
        sides = self.sides.get(capability, Sides())
        known = (len(sides.closed), len(sides.left_open))
        return compared if impact_rules.may_show_rest(compared["people"], known, strangers=len(sides.strangers)) else None

    def spend(self, entry: Mapping[str, Any]) -> dict[str, Any] | None:
        """Hours and money, each unless the rest of it is that of too few or mostly of one (IMP-3)."""
        if not entry["spend"]:
            return None
        told = {
            name
            for name, parts in self.spent.parts(entry["capability"]).items()
            if self._may_tell_rest(entry["people"].get(name, 0), parts)
        }
        hours = entry["spend"]["hours"] if HOURS in told else None
        money = [[currency, amount] for currency, amount in entry["spend"]["money"] if currency in told]
        return {"hours": hours, "money": money} if hours is not None or money else None

    def rose(self, entry: Mapping[str, Any]) -> dict[str, list[int] | None]:
        """The shares in whose work a higher level was seen, each unless the rest of it is too few or all alike (IMP-3)."""
        seen = self.seen.get(entry["capability"], {})
        return {side: self._share(band, entry["people"].get(side, 0), seen.get(side, {})) for side, band in entry["rose"].items()}

    def change(self, change: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
        """What both saw change, unless the rest of it is that of too few, mostly of one, or all alike (IMP-2)."""
        if change is None:
            return None
        parts = {person: Fraction(len(goals)) for person, goals in self.judged.items()}
        if not self._may_tell_rest(change["people"], parts):
            return None
        known = impact_counting.counts_of(sides for person in self.judged.keys() & self.known for sides in self.judged[person])
        shown = {side.value: {state: _band(pair) for state, pair in change[side.value].items()} for side in Side}
        shown["agreed"] = {SAME: _band(change["agreed"]), OTHER: None}
        open_still = all(impact_rules.leaves_rest_open(bands, change["goals"], known[name]) for name, bands in shown.items())
        return change if open_still else None

    def _share(self, band: list[int] | None, people: int, seen: Mapping[int, bool]) -> list[int] | None:
        theirs = [rose for person, rose in seen.items() if person in self.known]
        if band is None or not impact_rules.may_show_rest([people], [len(theirs)], strangers=len(seen) - len(theirs)):
            return None
        known = {ROSE: sum(theirs), STAYED: len(theirs) - sum(theirs)}
        return band if impact_rules.leaves_rest_open({ROSE: _band(band), STAYED: None}, people, known) else None

    def _may_tell_rest(self, people: int, parts: Mapping[int, Fraction]) -> bool:
        strangers = {person: part for person, part in parts.items() if person not in self.known}
        if not impact_rules.may_show_rest([people], [len(parts) - len(strangers)], strangers=len(strangers)):
            return False
        return not strangers or impact_rules.may_tell_sum(strangers)


def _band(pair: list[int] | None) -> Band | None:
    return Band(*pair) if pair else None


def _sides(picture: ImpactPicture, goals: Any, known: Collection[int]) -> dict[int | None, Sides]:
    """Who is behind each comparison: owners of goals for what the counted key results needed, and of no other goal. One statement."""
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
            if owner not in known:
                sides.strangers.add(owner)
                continue
            if closed or uncertain:
                sides.closed.add(owner)
            if not closed or uncertain:
                sides.left_open.add(owner)
    return found
