"""How the risk of a key result is computed: delivery beside capability, every figure from parts that add up. Pure (STRAT-4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import NamedTuple, Protocol

from cadenza.insight.rules import Band, Cover, Group, K, bands_of, cover_of
from cadenza.people.rules import Coded
from cadenza.strategy.rules import Direction, ResultLike, percent_of, progress_of

WHOLE = 100
"""Points that each of the two risks can have at most."""
HALF = 50
"""What lateness and doubt add up to 100 from. House arithmetic."""
_HALF = Decimal("0.5")
HIGH, SOME = 50, 25
"""From so many points on, delivery risk is called high, and some. House arithmetic."""
NEAR = 1
"""Levels below the one needed that count as near it. Source: [O] people who are near the level can build it within a quarter."""


class Pace(Coded):
    """What the delivery risk of a key result could be read from."""

    NOT_BEGUN = "not-begun"
    MEASURED = "measured"
    KEPT = "kept"
    NO_FIGURE = "no-figure"
    AHEAD = "ahead"
    OVERDUE = "overdue"
    DONE = "done"


class Grade(Coded):
    """Delivery risk in words."""

    LOW = "low"
    SOME = "some"
    HIGH = "high"
    NOT_BEGUN = "not-begun"


class Datable(ResultLike, Protocol):
    """A key result as delivery risk sees it."""

    @property
    def confidence(self) -> Decimal | None: ...
    @property
    def due_date(self) -> date: ...


class Delivery(NamedTuple):
    """Delivery risk and the parts it is made of."""

    pace: Pace
    elapsed: int
    """Per cent of the time from the cycle's first day to the due date."""
    progress: int | None
    """Per cent of the way; None when it cannot be said or means nothing here."""
    late: int
    """Points for what the way gone lacks of the time gone."""
    doubt: int
    """Points for what confidence lacks of 1."""
    most_doubt: int
    given: bool
    """Whether somebody said how confident they are; one half is assumed otherwise."""

    @property
    def points(self) -> int:
        return self.late + self.doubt

    @property
    def lag(self) -> int:
        """Per cent by which the way gone stays behind the time gone."""
        return max(0, self.elapsed - (self.progress or 0))

    @property
    def grade(self) -> Grade:
        if self.pace is Pace.NOT_BEGUN:
            return Grade.NOT_BEGUN
        return Grade.HIGH if self.points >= HIGH else Grade.SOME if self.points >= SOME else Grade.LOW


@lru_cache(maxsize=1024)
def elapsed_on(today: date, *, start: date, due: date) -> int:
    """Whole per cent of the time from `start` to `due` that is over: 0 on the first day and before, 100 on the due date and after. STRAT-4."""
    if today >= due:
        return WHOLE
    if today <= start:
        return 0
    return _share(WHOLE * (today - start).days, (due - start).days)


def delivery_of(result: Datable, *, start: date, today: date) -> Delivery:
    """Delivery risk in points from 0 to 100: lateness and doubt, at most 50 each. Rule STRAT-4. Source: [O] delivery risk beside capability risk.

    Lateness is half of what the way gone lacks of the time gone, in whole per cent. A range to keep counts as the whole way while it
    is kept and as none while it is not; a result without a figure counts as none of the way. A milestone is not measured before
    its day, so doubt then counts whole; past its day it is fully late. What is reached has no delivery risk left, nor has
    anything before the cycle begins. Confidence that nobody gave counts as one half.
    """
    elapsed = elapsed_on(today, start=start, due=result.due_date)
    if today < start:
        return Delivery(Pace.NOT_BEGUN, 0, None, 0, 0, HALF, result.confidence is not None)
    given = result.confidence is not None
    lack = _HALF if result.confidence is None else 1 - result.confidence
    progress = percent_of(progress_of(result))
    if result.direction != Direction.KEEP and progress == WHOLE:
        return Delivery(Pace.DONE, elapsed, progress, 0, 0, HALF, given)
    if result.direction == Direction.MILESTONE and today <= result.due_date:
        return Delivery(Pace.AHEAD, elapsed, None, 0, _half_up(lack * WHOLE), WHOLE, given)
    late = _share(max(0, elapsed - (progress or 0)), 2)
    pace = _pace(result, progress)
    return Delivery(pace, elapsed, progress, late, _half_up(lack * HALF), HALF, given)


def _pace(result: ResultLike, progress: int | None) -> Pace:
    if result.direction == Direction.MILESTONE:
        return Pace.OVERDUE
    if progress is None:
        return Pace.NO_FIGURE
    return Pace.KEPT if result.direction == Direction.KEEP else Pace.MEASURED


class NeedRisk(NamedTuple):
    """One capability that a key result needs, and who stands behind it as far as a reader may know.

    `goals` is a fact about the key result. The other three stay 0 for readers who are entitled to no levels and no goal's state.
    """

    needed: int
    """People."""
    goals: int
    """Agreed goals that serve the need."""
    holders: int = 0
    """People counted on who hold the level by the last gap assessment that both agreed."""
    doubled: int = 0
    """Of the goals, those of people who hold the level already: they are counted as holders."""
    stuck: int = 0
    """Of the other goals, those that are blocked, to be reset, or aim below the level: they do not close the need as they stand."""

    @property
    def building(self) -> int:
        """Goals that close the need."""
        return max(0, self.goals - self.doubled - self.stuck)

    @property
    def counted(self) -> int:
        return self.holders + self.building

    @property
    def short(self) -> int:
        """People missing."""
        return max(0, self.needed - self.counted)

    @property
    def cover(self) -> Cover:
        """Covered when as many hold or build it as are needed, thin when anybody does or a goal is stuck, a gap otherwise. STRAT-4.

        Without levels and states it is `rules.cover_of` of needs and agreed goals (TRUST R3).
        """
        if self.stuck and not self.counted:
            return Cover.THIN
        return cover_of(self.counted, self.needed)


class CapabilityRisk(NamedTuple):
    """Capability risk of a key result: people missing of people needed, over all its needs."""

    needs: tuple[NeedRisk, ...]
    critical: bool

    @property
    def needed(self) -> int:
        return sum(need.needed for need in self.needs)

    @property
    def short(self) -> int:
        return sum(need.short for need in self.needs)

    @property
    def points(self) -> int:
        """From 0 to 100. A critical key result that names no capability counts whole: nothing can be seen to build it (STRAT-3)."""
        return _points_of(self)

    @property
    def cover(self) -> Cover | None:
        """The worst of its needs; None when it names none."""
        return _worst_of(self.needs)


@lru_cache(maxsize=4096)
def _points_of(risk: CapabilityRisk) -> int:
    """Most of thousands of key results stand alike, so equal ones are computed once."""
    if not risk.needs:
        return WHOLE if risk.critical else 0
    return _share(WHOLE * risk.short, risk.needed) if risk.needed else 0


@lru_cache(maxsize=4096)
def _worst_of(needs: tuple[NeedRisk, ...]) -> Cover | None:
    found = {need.cover for need in needs}
    return next((cover for cover in WORST_FIRST if cover in found), None)


WORST_FIRST = (Cover.GAP, Cover.THIN, Cover.COVERED)


class Risk(NamedTuple):
    """The two risks of a key result, side by side, and what they make together."""

    delivery: Delivery
    capability: CapabilityRisk

    @property
    def together(self) -> int:
        """From 0 to 200. A plain sum: neither hides the other, and what is late *and* lacks people stands above what is only one of the two."""
        return self.delivery.points + self.capability.points

    @property
    def uncovered(self) -> bool:
        """Whether a critical key result lacks cover: a decision about capability is needed."""
        return self.capability.critical and self.capability.cover is not Cover.COVERED


def rank(risk: Risk, *, due: date, key: str) -> tuple[object, ...]:
    """What the one list is sorted by, ascending: the largest sum, critical before others, the worse cover, the nearer date, the key. STRAT-4."""
    capability = risk.capability
    cover = capability.cover
    gravity = WORST_FIRST.index(cover) if cover else -1 if capability.critical else len(WORST_FIRST)
    return (-risk.together, not capability.critical, gravity, due, key)


# People near a level


class Nearness(Coded):
    """How far somebody is from the level that a need asks for."""

    HOLDS = "holds"
    NEAR = "near"
    SEEN = "seen"
    """Never assessed by both, but seen in the work."""


def nearness_of(level: int | None, *, needed: int, evidence: int) -> Nearness | None:
    """Whether somebody could be counted on, or could build it; None when neither. STRAT-4, "who could build it".

    `level` is the last one that person and manager both agreed, `evidence` the number of dated facts about this capability. Somebody
    without evidence is not named: a level alone says nothing about the work.
    """
    if not evidence:
        return None
    if level is None:
        return Nearness.SEEN
    if level >= needed:
        return Nearness.HOLDS
    return Nearness.NEAR if level >= max(1, needed - NEAR) else None


# Levels of groups, for readers who see aggregates only


REST = "rest"
"""Everybody below the lowest step, and everybody never assessed."""


def steps_of(needed: Iterable[int]) -> list[int]:
    """Where a ladder is cut for its weekly picture: at every level that a key result needs, and at the one below it. STRAT-4.

    Only facts about key results decide it, so the cuts say nothing of anybody (TRUST R3).
    """
    return sorted({step for level in needed for step in (max(1, level - NEAR), level)})


def level_bands(people: int, levels: Mapping[int, int], steps: Sequence[int]) -> dict[str, Band | None]:
    """How a group of people stands on a ladder cut at `steps`, as bands: all hidden when anybody's level would follow (TRUST 1.5).

    One distribution is all that is ever published of a group and a capability; what a page says about a need is read off it, so two
    needs at different levels cannot be subtracted from each other.
    """
    counts = {str(step): 0 for step in steps}
    for level, count in levels.items():
        below = [step for step in steps if step <= level]
        if below:
            counts[str(below[-1])] += count
    counts[REST] = people - sum(counts.values())
    return bands_of(Group("", people, counts), tuple(counts)) if people >= K else dict.fromkeys(counts)


def at_or_above(bands: Mapping[str, Band | None], level: int, people: int) -> tuple[int, int] | None:
    """The fewest and the most people of a group who may hold a level, read off its published bands. None when they are hidden, or when
    the ladder was not cut at this level: a need that came after the count waits for the next. TRUST 1.5."""
    return _between(bands, people, level, None)


def just_below(bands: Mapping[str, Band | None], level: int, people: int) -> tuple[int, int] | None:
    """The fewest and the most people of a group who may stand near a level; nobody for the lowest. TRUST 1.5."""
    near = max(1, level - NEAR)
    return (0, 0) if near == level else _between(bands, people, near, level)


def _between(bands: Mapping[str, Band | None], people: int, start: int, until: int | None) -> tuple[int, int] | None:
    if str(start) not in bands or (until is not None and str(until) not in bands) or None in bands.values():
        return None
    inside = {state for state in bands if state != REST and start <= int(state) and (until is None or int(state) < until)}
    bounds = {state: band.counts(people) for state, band in bands.items() if band is not None}
    low, high = (sum(bound[end] for state, bound in bounds.items() if state in inside) for end in (0, 1))
    others_low, others_high = (sum(bound[end] for state, bound in bounds.items() if state not in inside) for end in (0, 1))
    return max(low, people - others_high), min(high, people - others_low)


def may_show_group(people: int, seen: int, *, k: int = K) -> bool:
    """Whether a group's figures may stand before somebody who sees `seen` of its people by name: the others are nobody, or k and more (TRUST 1.5)."""
    others = people - seen
    return others == 0 or others >= k


def _half_up(value: Decimal) -> int:
    return int(value.to_integral_value(ROUND_HALF_UP))


def _share(part: int, of: int) -> int:
    """The same for whole numbers: lists of thousands are computed at every look."""
    return (2 * part + of) // (2 * of)
