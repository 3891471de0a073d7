"""Whether a comparison of key results, as it would be shown, says of one of them how its goals ended. Pure.

What a key result needs, how many agreed goals serve it and how far it came are facts that all may read (TRUST R3). So whoever sees a
comparison can go through every course that the goals may have taken and keep those that would have been shown alike. Where all of these
agree about one key result, the comparison has told it, and is not shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from random import Random

from cadenza.insight.impact_rules import CASES, Interval, as_shown, difference
from cadenza.insight.rules import Band, K, band_of

EVERY_COURSE_UP_TO = 10
"""Key results that may have been built, up to which every course is gone through; with more, some."""
STEPS = 400
"""Changes that are tried for one case; drawn alike for the same cases, so that a count can be repeated."""
MANY = 50
"""Key results that may have been built, beyond which so many courses are shown alike that none can be told apart."""
FAR = 1000
"""Further apart than any two that are shown."""


@dataclass(frozen=True)
class Case:
    """A key result in a comparison."""

    reached: int
    could: bool
    """Whether as many agreed goals served each of its needs as people were needed."""
    built: bool
    goals: int
    spare: int
    """Goals beyond those that were needed."""


Shown = tuple[Interval, Band]
Course = tuple[bool, ...]
"""For each key result that could have been built, whether it was."""


def built_band(cases: Sequence[Case]) -> Band:
    """Of those that could have been built, the share that was. Rule IMP-1; TRUST 1.5, homogeneity."""
    could = [case for case in cases if case.could]
    return band_of(sum(case.built for case in could), len(could))


def pins_down(cases: Sequence[Case]) -> bool:
    """Whether what would be shown of these cases tells the course of one of them. Rule IMP-1; TRUST 1.5, T11.

    With many cases on both sides too many courses are shown alike for any to be told apart.
    """
    could = [case for case in cases if case.could]
    actual = tuple(case.built for case in could)
    rest = [case for case in cases if not case.could]
    if len(could) > MANY:
        return False
    seen = _shown(could, actual, rest)
    return seen is None or not _leaves_open(could, rest, actual, seen)


def may_stand_together(parts: Sequence[Sequence[Case]]) -> bool:
    """Whether the comparison of all may stand beside these parts of it: each capability's that is shown, and one of all that is left.

    Each is looked at by itself, and courses that fit one of them need not fit them all. So: there is one part alone, which is the comparison
    of all again; or in each so many could have been built that none can be told apart. Rule IMP-1; TRUST 1.5, T11, differencing.
    """
    return len(parts) == 1 or all(sum(case.could for case in part) > MANY for part in parts)


def _leaves_open(could: Sequence[Case], rest: Sequence[Case], actual: Course, seen: Shown) -> bool:
    """Whether each case could have gone either way with the same shown, and some goal beside them too."""
    either = [False] * len(could)
    free = not rest and all(case.goals < 2 for case in could)
    for course in _shown_alike(could, rest, actual, seen, either):
        either[:] = [was or now != then for was, now, then in zip(either, course, actual, strict=True)]
        free = free or _open_at_most(could, course, rest) > K
    return free and all(either)


def _shown_alike(could: Sequence[Case], rest: Sequence[Case], actual: Course, seen: Shown, either: Sequence[bool]) -> Iterator[Course]:
    """Courses that would have been shown like the actual one: all of them; or, for each case not known to be open yet, one in which it went otherwise."""
    if len(could) <= EVERY_COURSE_UP_TO:
        yield from (course for course in product((False, True), repeat=len(could)) if _shown(could, course, rest) == seen)
        return
    drawn = Random(len(could))  # noqa: S311 - a search that can be repeated, no secret
    for place in range(len(could)):
        if not either[place]:
            yield from _otherwise(could, rest, _with(actual, place), seen, place, drawn)


def _otherwise(could: Sequence[Case], rest: Sequence[Case], course: Course, seen: Shown, fixed: int, drawn: Random) -> Iterator[Course]:
    """A course with this case as it is given that is shown as `seen`, sought by changing one or two others at a time, never away from it."""
    others = [place for place in range(len(could)) if place != fixed]
    apart = _apart(_shown(could, course, rest), seen)
    for _step in range(STEPS):
        if not apart:
            yield course
            return
        ahead = _with(course, *drawn.sample(others, drawn.randint(1, 2)))
        then = _apart(_shown(could, ahead, rest), seen)
        if then <= apart:
            course, apart = ahead, then


def _apart(found: Shown | None, seen: Shown) -> int:
    """How far what one course shows is from what another does; none when it is the same. House arithmetic."""
    if found is None:
        return FAR
    (one, share), (other, shown) = found, seen
    return abs(one.low - other.low) + abs(one.middle - other.middle) + abs(one.high - other.high) + abs(share.low - shown.low)


def _with(course: Course, *changed: int) -> Course:
    return tuple(built is not (place in changed) for place, built in enumerate(course))


def _open_at_most(could: Sequence[Case], course: Course, rest: Sequence[Case]) -> int:
    """How many goals may have stayed open in a course."""
    return sum(case.goals for case in rest) + sum(case.spare if built else case.goals for case, built in zip(could, course, strict=True))


def _shown(could: Sequence[Case], course: Course, rest: Sequence[Case]) -> Shown | None:
    """What a course would have shown; None where nothing would have been."""
    ours = [case.reached for case, built in zip(could, course, strict=True) if built]
    theirs = [case.reached for case, built in zip(could, course, strict=True) if not built] + [case.reached for case in rest]
    if min(len(ours), len(theirs)) < CASES or _open_at_most(could, course, rest) < K:
        return None
    found = difference(ours, theirs)
    return (as_shown(found), band_of(len(ours), len(could))) if found else None
