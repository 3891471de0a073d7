"""Did building capability go with better key results: which cases count, how two groups are compared, what may be told of it. Pure.

The comparison is Hodges and Lehmann's: the middle of all differences between a key result whose gaps were closed and one whose were not,
with the exact interval that the rank sum test gives. It needs no shape of the figures, no random numbers, and holds for five cases a side.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from math import comb, floor, sqrt
from statistics import NormalDist

from cadenza.insight.rules import Band, K
from cadenza.people.rules import Coded

CASES = 5
"""Key results on each side of a comparison: with fewer, no interval of 90 % exists. With five and five it is of 90.5 %."""
TAIL = Fraction(1, 20)
"""What may lie outside on each side: a 90 % interval. Source: DESIGN 8."""
WHOLE = 1000
"""A key result that went the whole way; shares of the way are counted in thousandths."""
STEP = 5
"""Differences are told in steps of so many points in a hundred, the interval rounded outwards: a finer one would name the two key results
whose difference it is, and what became of the goals behind one of them is nobody's to know (TRUST 1.5)."""
EXACT_UP_TO = 2500
"""Pairs up to which the ranks are counted out; beyond, their normal approximation is closer than the rounding."""
WINDOW = 4
"""Finished cycles that are looked at together: a year."""
COUNT_AFTER_DAYS = 28
"""Days after a cycle's end until it is counted, once: by then its resets are due (REV-6) and its owners were asked (IMP-4)."""


class Reading(Coded):
    """A comparison in words (DESIGN 3, interval plot). That it is too early to say is an answer."""

    BETTER = "better"
    WORSE = "worse"
    TOO_EARLY = "too-early"


@dataclass(frozen=True)
class Interval:
    """A difference with the 90 % interval around it; in thousandths of the way, or in points of a hundred once it is shown."""

    low: int
    middle: int
    high: int


def is_counted(cycle_end: date, *, today: date) -> bool:
    """Whether a cycle is over for long enough to be looked at. Rules IMP-1, FAIR-1."""
    return today >= cycle_end + timedelta(days=COUNT_AFTER_DAYS)


def has_closed_its_gap(ended_as: str, status: str) -> bool:
    """Whether a goal closed the gap it was written for: achieved at the reset, or completed where nobody held one. Rules IMP-1, REV-6."""
    return ended_as == "achieved" or (not ended_as and status == "completed")


def is_built(closed_by: int, people_needed: int) -> bool:
    """Whether what a key result needs was built: as many people closed the gap as were needed. That it was covered follows. Rule IMP-1."""
    return closed_by >= people_needed


# The comparison


def difference(built: Sequence[int], rest: Sequence[int]) -> Interval | None:
    """How much further key results came whose gaps were closed than the others; None with fewer than CASES on a side. Rule IMP-1.

    The middle of all pairwise differences. Its interval is exact whatever the figures look like, and errs to the wide side when some are alike.
    """
    if min(len(built), len(rest)) < CASES:
        return None
    ours, theirs = sorted(built), sorted(rest)
    pairs = len(ours) * len(theirs)
    cut = rank_cut(len(ours), len(theirs))
    lower, upper = nth_difference(ours, theirs, (pairs + 1) // 2), nth_difference(ours, theirs, pairs // 2 + 1)
    return Interval(
        nth_difference(ours, theirs, cut), floor(Fraction(lower + upper, 2) + Fraction(1, 2)), nth_difference(ours, theirs, pairs + 1 - cut)
    )


def nth_difference(ours: Sequence[int], theirs: Sequence[int], place: int) -> int:
    """The difference of one of ours and one of theirs that stands at this place, counted from 1, among all. Both in order. House arithmetic."""
    low, high = ours[0] - theirs[-1], ours[-1] - theirs[0]
    while low < high:
        middle = (low + high) // 2
        if sum(len(theirs) - bisect_left(theirs, one - middle) for one in ours) >= place:
            high = middle
        else:
            low = middle + 1
    return low


@cache
def rank_cut(ours: int, theirs: int) -> int:
    """How many of the ordered differences lie outside on each side of a 90 % interval, plus one. House arithmetic.

    The largest place of which the rank sum test still says: at most TAIL. With five and five it is the fifth of twenty-five.
    """
    pairs = ours * theirs
    if pairs > EXACT_UP_TO:
        spread = sqrt(pairs * (ours + theirs + 1) / 12)
        return max(1, floor(pairs / 2 - NormalDist().inv_cdf(1 - float(TAIL)) * spread))
    allowed, told, cut = TAIL * comb(ours + theirs, ours), 0, 0
    for ways in rank_ways(ours, theirs):
        told += ways
        if told > allowed:
            break
        cut += 1
    return cut


def rank_ways(ours: int, theirs: int) -> list[int]:
    """In how many orders exactly so many of ours stand before one of theirs, for 0 up to half of all pairs. House arithmetic.

    The coefficients of the Gaussian binomial: what the rank sum test counts when no two figures are alike.
    """
    top = ours * theirs // 2
    ways = [1] + [0] * top
    for step in range(1, ours + 1):
        for place in range(top, theirs + step - 1, -1):
            ways[place] -= ways[place - theirs - step]
        for place in range(step, top + 1):
            ways[place] += ways[place - step]
    return ways


def as_shown(interval: Interval) -> Interval:
    """The same in points of a hundred, in steps of STEP, outwards. Rule IMP-1; TRUST 1.5."""
    grain = WHOLE * STEP // 100
    middle = floor(Fraction(interval.middle, grain) + Fraction(1, 2))
    return Interval(STEP * (interval.low // grain), STEP * middle, STEP * -(-interval.high // grain))


def reading_of(shown: Interval) -> Reading:
    """What a shown interval says: a difference only when all of it lies on one side of none. Rule IMP-1."""
    if shown.low > 0:
        return Reading.BETTER
    return Reading.WORSE if shown.high < 0 else Reading.TOO_EARLY


# What may be told (TRUST 1.5)


@dataclass(frozen=True)
class Behind:
    """The people behind one comparison: who closed a gap in it, who had one and did not, and how many built cases hang on one of them."""

    closed: frozenset[int]
    left_open: frozenset[int]
    cases: Sequence[frozenset[int]] = ()
    """For each built case, who closed its gaps."""

    @property
    def smallest(self) -> int:
        return min(len(self.closed), len(self.left_open))


def may_be_told(behind: Behind) -> bool:
    """Whether enough people stand on both sides, and nobody behind more than half of what was built. Rule IMP-1; TRUST 1.5.

    Both sides, for with nobody on one of them everybody's goal would be known to have ended as the other's: homogeneity, dominance.
    """
    by_person: dict[int, int] = {}
    for people in behind.cases:
        for person in people:
            by_person[person] = by_person.get(person, 0) + 1
    return behind.smallest >= K and all(2 * count <= len(behind.cases) for count in by_person.values())


def told_together(comparisons: Mapping[int, Behind], *, barred: Collection[int] = frozenset()) -> frozenset[int]:
    """Which of several comparisons may stand beside each other and beside one of them all. Rule IMP-1; TRUST 1.5, complement.

    What is left out has nobody on a side or K people and more; else the smallest that is shown is left out too. None of those `barred` is
    shown, whoever stands behind them.
    """
    shown = {key for key, behind in comparisons.items() if key not in barred and may_be_told(behind)}
    while shown:
        hidden = [behind for key, behind in comparisons.items() if key not in shown]
        closed: frozenset[int] = frozenset().union(*(one.closed for one in hidden))
        left_open: frozenset[int] = frozenset().union(*(one.left_open for one in hidden))
        if all(len(side) == 0 or len(side) >= K for side in (closed, left_open)):
            break
        shown.discard(min(shown, key=lambda key: (comparisons[key].smallest, key)))
    return frozenset(shown)


def may_show_rest(people: Sequence[int], known: Sequence[int], *, strangers: int) -> bool:
    """Whether a figure with so many people on each of its sides may stand before somebody who knows so many of them. Rule IMP-1; TRUST 1.5.

    Who is known is taken off first, and K people are left on every side. Or no stranger is behind any of it, and the reader knows all that
    were counted.
    """
    rest = [counted - seen for counted, seen in zip(people, known, strict=True)]
    return min(rest) >= K or (strangers == 0 and max(rest) <= 0)


def leaves_rest_open(bands: Mapping[str, Band | None], total: int, known: Mapping[str, int]) -> bool:
    """Whether "nobody" or "everybody" follows for none of the others, for somebody who knows this many of each. TRUST 1.5, homogeneity."""
    rest = total - sum(known.values())
    if rest <= 0:
        return True
    bounds = {}
    for state, band in bands.items():
        low, high = band.counts(total) if band else (0, total)
        bounds[state] = (max(0, low - known.get(state, 0)), min(rest, high - known.get(state, 0)))
    for state, (low, high) in bounds.items():
        others = [bound for other, bound in bounds.items() if other != state]
        if min(high, rest - sum(least for least, _most in others)) <= 0 or max(low, rest - sum(most for _least, most in others)) >= rest:
            return False
    return True


def in_round_figures(amount: Fraction) -> int:
    """An amount of hours or money to two figures, so that no single option's price can be read out of a sum. Rule IMP-3; TRUST 1.5."""
    whole = floor(amount + Fraction(1, 2))
    grain = int(10 ** max(0, len(str(whole)) - 2))
    return grain * floor(Fraction(whole, grain) + Fraction(1, 2))


def may_tell_sum(parts: Mapping[int, Fraction]) -> bool:
    """Whether a sum over people may be told: K people and more, and nobody's part more than half of it. Rule IMP-3; TRUST 1.5, dominance."""
    return len(parts) >= K and 2 * max(parts.values()) <= sum(parts.values())


def told_apart(parts: Mapping[str, Mapping[int, Fraction]]) -> tuple[list[str], list[str]]:
    """Which parts of a sum over people may each be told by themselves, and which only together. Rule IMP-2; TRUST 1.5, complement, dominance.

    What is left together is nothing, or may be told as one; so when it may not, the smallest part that stood by itself joins it.
    """
    alone = sorted((key for key, part in parts.items() if may_tell_sum(part)), key=lambda key: (len(parts[key]), key))
    rest = [key for key in parts if key not in alone]
    while alone and rest and not may_tell_sum(_added(parts[key] for key in rest)):
        rest.append(alone.pop(0))
    return [key for key in parts if key in alone], [key for key in parts if key in rest]


def told_beside(parts: Mapping[str, Mapping[int, Fraction]], *, shown: Collection[str], hidden: Collection[str]) -> frozenset[str] | None:
    """Which parts of a sum stand by themselves where some were shown before and others were hidden; None where all may not be told beside them.

    What was shown is known for good and what was hidden stays so. Whatever is hidden is nothing, or may be told as one: else the smallest new
    part joins it. Rule IMP-2; TRUST 1.5, complement.
    """
    apart, _together = told_apart(parts)
    old = {key for key in parts if key in shown}
    new = sorted((key for key in apart if key not in shown and key not in hidden), key=lambda key: (len(parts[key]), key))
    while rest := _added(parts[key] for key in parts if key not in old and key not in new):
        if may_tell_sum(rest):
            break
        if not new:
            return None
        new.pop(0)
    return frozenset(old).union(new)


def _added(parts: Iterable[Mapping[int, Fraction]]) -> dict[int, Fraction]:
    found: dict[int, Fraction] = {}
    for part in parts:
        for person, amount in part.items():
            found[person] = found.get(person, Fraction(0)) + amount
    return found


def rows_left(people: Sequence[int], known: Sequence[int], safe: Sequence[bool]) -> list[bool]:
    """Which rows of a table stand before somebody who knows so many of the people in each. Rule IMP-2; TRUST 1.5, complement.

    In a row that stands, five others are left, and it is safe in itself. Those in rows that do not stand are nobody or five again; else the
    smallest that stood goes too.
    """
    others = [max(0, counted - seen) for counted, seen in zip(people, known, strict=True)]
    shown = [rest >= K and sound for rest, sound in zip(others, safe, strict=True)]
    while any(shown) and 0 < sum(rest for rest, stands in zip(others, shown, strict=True) if not stands) < K:
        shown[min((rest, place) for place, (rest, stands) in enumerate(zip(others, shown, strict=True)) if stands)[1]] = False
    return shown
