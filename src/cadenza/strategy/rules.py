"""What objectives and key results allow, how progress is computed, and which quarter a day lies in. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Protocol

from cadenza.objections import N_, N_n, Objection, objection
from cadenza.people.rules import Coded

QUARTER_MONTHS = 3
TITLE_LENGTH = 500
UNIT_LENGTH = 40
KEY_LENGTH = 20
NOTE_LENGTH = 5000
"""Characters, as the rows hold them."""
LARGEST = Decimal(10) ** 14
"""Figures stay under this; the columns hold 14 digits before the point and 4 behind it."""
DECIMALS = 4

_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\Z")
_CYCLE_KEY = re.compile(r"(\d{4})-q([1-4])\Z")


class ObjectiveLevel(Coded):
    """Whose objective it is."""

    COMPANY = "company"
    TEAM = "team"


class Direction(Coded):
    """Which way a key result has to move (STRAT-2). KEEP stays between baseline and target; a MILESTONE is done or not."""

    UP = "up"
    DOWN = "down"
    KEEP = "keep"
    MILESTONE = "milestone"


class ResultState(Coded):
    """Where a key result stands. A draft came from an import or an unfinished form; dropped ones stay readable."""

    DRAFT = "draft"
    ACTIVE = "active"
    DROPPED = "dropped"
    CLOSED = "closed"


class ObjectiveState(Coded):
    """Where an objective stands. A draft was copied forward and waits to be published; dropped ones stay readable."""

    DRAFT = "draft"
    ACTIVE = "active"
    DROPPED = "dropped"
    CLOSED = "closed"


class Move(Coded):
    """What somebody does to the state of a key result or an objective."""

    START = "start"
    CLOSE = "close"
    DROP = "drop"
    REOPEN = "reopen"


class Standing(Coded):
    """What a reader is to an objective or a key result. `strategy.access` answers it and WHO_MAY is made of it (TRUST B1)."""

    READER = "reader"
    OWNER = "owner"
    ABOVE_OWNER = "above-owner"
    OBJECTIVE_OWNER = "objective-owner"
    TEAM_LEAD = "team-lead"
    TOP = "top"
    EXECUTIVE = "executive"


MOVES: Mapping[tuple[ResultState, Move], ResultState] = {
    (ResultState.DRAFT, Move.START): ResultState.ACTIVE,
    (ResultState.DRAFT, Move.DROP): ResultState.DROPPED,
    (ResultState.ACTIVE, Move.CLOSE): ResultState.CLOSED,
    (ResultState.ACTIVE, Move.DROP): ResultState.DROPPED,
    (ResultState.CLOSED, Move.REOPEN): ResultState.ACTIVE,
    (ResultState.DROPPED, Move.REOPEN): ResultState.ACTIVE,
}
"""What is not in here cannot happen."""

OVER = frozenset({ResultState.CLOSED, ResultState.DROPPED})
"""States in which a key result is read, reviewed and answered for, and not changed."""

OBJECTIVE_MOVES: Mapping[tuple[ObjectiveState, Move], ObjectiveState] = {
    (ObjectiveState.DRAFT, Move.START): ObjectiveState.ACTIVE,
    (ObjectiveState.DRAFT, Move.DROP): ObjectiveState.DROPPED,
    (ObjectiveState.ACTIVE, Move.CLOSE): ObjectiveState.CLOSED,
    (ObjectiveState.ACTIVE, Move.DROP): ObjectiveState.DROPPED,
    (ObjectiveState.CLOSED, Move.REOPEN): ObjectiveState.ACTIVE,
    (ObjectiveState.DROPPED, Move.REOPEN): ObjectiveState.ACTIVE,
}
"""The same for objectives. Closing and dropping need every key result of the objective to be over (`objections_to_objective_move`)."""


# Cycles


@dataclass(frozen=True)
class CycleSpan:
    """One quarter of the fiscal calendar: its key and its first and last day."""

    key: str
    start_date: date
    end_date: date
    """Inclusive."""


def cycle_at(day: date, fiscal_month: int = 1) -> CycleSpan:
    """The quarter in which a day lies, for a fiscal year that begins on the first of `fiscal_month` (1-12).

    A fiscal year is called after the calendar year in which it ends, so with April as first month the quarter from April to
    June 2026 is "2027-q1". House arithmetic; DOMAIN section 1, cycle.
    """
    if not 1 <= fiscal_month <= 12:
        raise ValueError(f"no month {fiscal_month}")
    since_start = (day.month - fiscal_month) % 12
    quarter = since_start // QUARTER_MONTHS
    start = _month(day.year, day.month - since_start % QUARTER_MONTHS)
    year_start = _month(start.year, start.month - quarter * QUARTER_MONTHS)
    named_after = year_start.year if fiscal_month == 1 else year_start.year + 1
    return CycleSpan(cycle_key(named_after, quarter + 1), start, _month(start.year, start.month + QUARTER_MONTHS) - timedelta(days=1))


def cycle_of_key(key: str, fiscal_month: int = 1) -> CycleSpan | None:
    """The quarter that a key such as "2026-q4" names; None when it names none. The inverse of `cycle_at`. House arithmetic."""
    found = _CYCLE_KEY.match(key.strip().lower())
    if found is None or int(found[1]) < 2:
        return None
    first_year = int(found[1]) if fiscal_month == 1 else int(found[1]) - 1
    month = fiscal_month + (int(found[2]) - 1) * QUARTER_MONTHS
    return cycle_at(_month(first_year, month), fiscal_month)


def cycle_key(year: int, quarter: int) -> str:
    """The address of a cycle, such as "2026-q4". House arithmetic."""
    return f"{year:04d}-q{quarter}"


def clipped(span: CycleSpan, taken: Iterable[tuple[date, date]], day: date) -> CycleSpan:
    """The part of a quarter around a day that no cycle covers yet. Cycles that began under another calendar keep their days.

    `taken` holds first and last days; none of them contains `day`. House arithmetic.
    """
    start, end = span.start_date, span.end_date
    for first, last in taken:
        if last < day:
            start = max(start, last + timedelta(days=1))
        else:
            end = min(end, first - timedelta(days=1))
    return CycleSpan(span.key, start, end)


def free_key(key: str, taken: Collection[str]) -> str:
    """The key itself, or with a letter behind it when a quarter of an earlier calendar has it already. House arithmetic."""
    return next(candidate for candidate in (key, *(f"{key}-{letter}" for letter in "bcdefghij")) if candidate not in taken)


def weeks_of(start: date, end: date, today: date) -> tuple[int, int]:
    """Which week of how many a day is: (8, 13), a few odd days at the end counted to the last. Before the first it is week 0; after the last it stays the last. House arithmetic."""
    total = max(1, round(((end - start).days + 1) / 7))
    week = (today - start).days // 7 + 1
    return max(0, min(week, total)), total


def _month(year: int, month: int) -> date:
    """The first of a month, which may lie outside 1-12."""
    years, index = divmod(month - 1, 12)
    return date(year + years, index + 1, 1)


# Progress


class ResultLike(Protocol):
    """A key result as the rules see it."""

    @property
    def direction(self) -> str: ...
    @property
    def baseline(self) -> Decimal | None: ...
    @property
    def target(self) -> Decimal | None: ...
    @property
    def current(self) -> Decimal | None: ...
    @property
    def done_on(self) -> date | None: ...


def progress_of(result: ResultLike) -> Decimal | None:
    """How far a key result has come, from 0 to 1; None while nothing can be said.

    Up and down: the way gone from baseline to target, so a falling figure counts as a rising one does; further than the target
    is 1, behind the baseline is 0. A range of no length, or a missing baseline, is 1 once the target is reached. Keep: 1 inside the
    two bounds, which count as inside and may be named in either order, else 0; one bound alone is an open range. A milestone is 1
    when done, else 0. Rule STRAT-2. Source: [O] key results carry baseline, target and current value.
    """
    if result.direction == Direction.MILESTONE:
        return Decimal(result.done_on is not None)
    if result.current is None:
        return None
    if result.direction == Direction.KEEP:
        return _kept(result.baseline, result.target, result.current)
    if result.target is None:
        return None
    if result.baseline is None or result.baseline == result.target:
        reached = result.current <= result.target if result.direction == Direction.DOWN else result.current >= result.target
        return Decimal(1) if reached else None if result.baseline is None else Decimal(0)
    gone = (result.current - result.baseline) / (result.target - result.baseline)
    return max(Decimal(0), min(Decimal(1), gone))


def _kept(one: Decimal | None, other: Decimal | None, current: Decimal) -> Decimal | None:
    bounds = sorted(bound for bound in (one, other) if bound is not None)
    if not bounds:
        return None
    if len(bounds) == 1:
        return Decimal(current <= bounds[0] if one is None else current >= bounds[0])
    return Decimal(bounds[0] <= current <= bounds[1])


def percent_of(progress: Decimal | None) -> int | None:
    """Whole per cent for a page. Anything short of the target stays at 99 at most, anything above nothing at 1 at least (STRAT-2)."""
    if progress is None:
        return None
    if 0 < progress < 1:
        return max(1, min(99, round(progress * 100)))
    return int(progress * 100)


def figure(value: Decimal) -> str:
    """A figure without idle zeros: 10, 0.5, 1200. House arithmetic."""
    return f"{value.normalize():f}"


# What may be written


class ObjectiveDraftLike(Protocol):
    """An objective as it would be written."""

    @property
    def level(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def team_id(self) -> int | None: ...


def objections_to_objective(draft: ObjectiveDraftLike) -> list[Objection]:
    """Why an objective cannot stand; empty when it can. Rule STRAT-1. Source: [O] company and team objectives."""
    found = _objections_to_title(draft.title, N_("Say what will be true by the end of the cycle."), code="objective-title")
    if draft.level not in {level.value for level in ObjectiveLevel}:
        found.append(objection("objective-level-unknown", N_("Say whether it is the company's or a team's."), where="level"))
    elif draft.level == ObjectiveLevel.TEAM and draft.team_id is None:
        found.append(objection("objective-without-team", N_("Name the team whose objective it is."), where="team"))
    return found


class Aligned(Protocol):
    """An objective as alignment sees it."""

    @property
    def pk(self) -> int: ...
    @property
    def cycle_id(self) -> int: ...
    @property
    def level(self) -> str: ...


def objections_to_alignment(objective: Aligned, above: Iterable[Aligned], links: Mapping[int, Collection[int]]) -> list[Objection]:
    """Why an objective cannot serve those above it. `links` says what each objective of the cycle serves today.

    One cycle; a company objective serves company objectives only; no objective serves itself, not even by way of others.
    Rule STRAT-1: the chain leads somewhere, and can be walked both ways.
    """
    found = []
    for other in above:
        if other.cycle_id != objective.cycle_id:
            found.append(objection("alignment-across-cycles", N_("Pick objectives of the same cycle."), where="serves"))
        elif objective.level == ObjectiveLevel.COMPANY and other.level != ObjectiveLevel.COMPANY:
            found.append(
                objection(
                    "company-serves-team", N_("A company objective cannot serve a team's. Align the other way round."), where="serves"
                )
            )
        elif _leads_to(other.pk, objective.pk, links):
            found.append(
                objection("alignment-in-a-circle", N_("That objective serves this one already. Pick one above it."), where="serves")
            )
    return found


def _leads_to(start: int, goal: int, links: Mapping[int, Collection[int]]) -> bool:
    seen: set[int] = set()
    ahead = [start]
    while ahead:
        here = ahead.pop()
        if here == goal:
            return True
        if here not in seen:
            seen.add(here)
            ahead.extend(links.get(here, ()))
    return False


class ResultDraftLike(ResultLike, Protocol):
    """A key result as it would be written."""

    @property
    def commit_target(self) -> Decimal | None: ...
    @property
    def stretch_target(self) -> Decimal | None: ...
    @property
    def key(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def due_date(self) -> date | None: ...
    @property
    def confidence(self) -> Decimal | None: ...


def objections_to_key_result(
    draft: ResultDraftLike, *, cycle_start: date, cycle_end: date, keys_taken: Collection[str] = (), finished: bool = True
) -> list[Objection]:
    """Why a key result cannot stand; warnings where it deserves a second look. `finished` is False for a draft.

    Up and down need a baseline and a target that lie in that direction, keep needs two bounds, a milestone has no figures.
    Rule STRAT-2. Source: [O] baseline, target, current value, owner and due date for each key result.
    """
    found = _objections_to_title(draft.title, N_("Say what will have changed, in one sentence."), code="result-title")
    found += _objections_to_key(draft.key, keys_taken)
    if len(draft.unit) > UNIT_LENGTH:
        found.append(objection("result-unit-too-long", N_("Keep the unit within %(limit)d characters."), where="unit", limit=UNIT_LENGTH))
    if draft.due_date is None:
        found.append(objection("result-without-due-date", N_("Give the day by which it is due."), where="due_date"))
    elif not cycle_start <= draft.due_date <= cycle_end:
        found.append(
            objection(
                "due-outside-cycle",
                N_("That day lies outside the cycle, which runs from %(start)s to %(end)s."),
                where="due_date",
                warning=True,
                start=cycle_start,
                end=cycle_end,
            )
        )
    if draft.direction not in {direction.value for direction in Direction}:
        return [
            *found,
            objection(
                "direction-unknown", N_("Say whether it goes up, goes down, stays within bounds or is a milestone."), where="direction"
            ),
        ]
    figures = ("baseline", "target", "current", "commit_target", "stretch_target")
    found += [reason for where in figures for reason in _objections_to_number(getattr(draft, where), where)]
    found += objections_to_confidence(draft.confidence)
    return found + (_objections_to_range(draft) + _objections_to_steps(draft) if finished else [])


def _objections_to_steps(draft: ResultDraftLike) -> list[Objection]:
    """Whether what is promised lies before the target and what would be more lies behind it. Both are optional. Rule STRAT-2."""
    given = [(where, getattr(draft, where)) for where in ("commit_target", "stretch_target") if getattr(draft, where) is not None]
    if draft.direction not in {Direction.UP, Direction.DOWN}:
        return [
            objection("steps-without-a-way", N_("Only a figure that goes up or down has a promise and a stretch."), where=where)
            for where, _value in given
        ]
    found = []
    sign = 1 if draft.direction == Direction.UP else -1
    for where, value in given:
        below = draft.target is not None and sign * value < sign * draft.target
        if where == "commit_target" and draft.target is not None and sign * value > sign * draft.target:
            found.append(objection("promise-beyond-target", N_("What is promised lies at the target or before it."), where=where))
        elif where == "commit_target" and draft.baseline is not None and sign * value < sign * draft.baseline:
            found.append(objection("promise-behind-baseline", N_("What is promised lies behind where it starts."), where=where))
        elif where == "stretch_target" and below:
            found.append(objection("stretch-before-target", N_("The stretch lies at the target or beyond it."), where=where))
    return found


def _objections_to_range(draft: ResultLike) -> list[Objection]:
    """Whether baseline and target fit the direction. Rule STRAT-2."""
    if draft.direction == Direction.MILESTONE:
        if draft.baseline is None and draft.target is None:
            return []
        return [
            objection(
                "milestone-with-figures",
                N_("A milestone is done or not. Leave the figures out, or pick another direction."),
                where="direction",
            )
        ]
    found = []
    if draft.baseline is None:
        said = N_("Give the lower bound.") if draft.direction == Direction.KEEP else N_("Give the figure it starts from.")
        found.append(objection("result-without-baseline", said, where="baseline"))
    if draft.target is None:
        said = N_("Give the upper bound.") if draft.direction == Direction.KEEP else N_("Give the figure it is to reach.")
        found.append(objection("result-without-target", said, where="target"))
    if draft.baseline is None or draft.target is None:
        return found
    if draft.direction == Direction.KEEP:
        return _objections_to_bounds(draft.baseline, draft.target)
    if draft.direction == Direction.UP and draft.target < draft.baseline:
        found.append(
            objection(
                "target-below-baseline", N_("The target lies under the baseline. Swap them, or let the result go down."), where="target"
            )
        )
    if draft.direction == Direction.DOWN and draft.target > draft.baseline:
        found.append(
            objection(
                "target-above-baseline", N_("The target lies above the baseline. Swap them, or let the result go up."), where="target"
            )
        )
    if draft.target == draft.baseline:
        found.append(
            objection("target-is-baseline", N_("Target and baseline are the same, so there is no way to go."), where="target", warning=True)
        )
    return found


def _objections_to_bounds(lower: Decimal, upper: Decimal) -> list[Objection]:
    """Bounds count in either order, and whoever named the upper one first is told how they are read. Rule STRAT-2."""
    if lower <= upper:
        return []
    said = N_("The lower bound lies above the upper one. They are read the other way round: between %(low)s and %(high)s.")
    return [objection("bounds-swapped", said, where="baseline", warning=True, low=figure(upper), high=figure(lower))]


def objections_to_confidence(confidence: Decimal | None) -> list[Objection]:
    """Confidence is a share from 0 to 1 with two decimals, or not given. Rule STRAT-2."""
    if confidence is None:
        return []
    if not confidence.is_finite() or not 0 <= confidence <= 1 or confidence != round(confidence, 2):
        return [objection("confidence-out-of-range", N_("Give confidence from 0 to 1, such as 0.7."), where="confidence")]
    return []


def objections_to_check_in(
    state: str,
    direction: str,
    *,
    value: Decimal | None,
    confidence: Decimal | None,
    note: str,
    done_on: date | None = None,
    today: date,
) -> list[Objection]:
    """Why a check-in cannot be added; empty when it can. It says something: a figure, a confidence, a day done or a note.

    Rule STRAT-2: check-ins append; a key result that is not running takes none.
    """
    if state != ResultState.ACTIVE:
        return [objection("result-not-running", N_("This key result is not running. Start or reopen it first."))]
    found = [*_objections_to_number(value, "value"), *objections_to_confidence(confidence)]
    if value is None and confidence is None and done_on is None and not note.strip():
        found.append(objection("check-in-says-nothing", N_("Give a figure, a confidence or a note."), where="value"))
    if len(note) > NOTE_LENGTH:
        found.append(objection("check-in-note-too-long", N_("Keep the note within %(limit)d characters."), where="note", limit=NOTE_LENGTH))
    if direction == Direction.MILESTONE and value is not None:
        found.append(objection("milestone-with-value", N_("A milestone is done or not. Give the day it was done instead."), where="value"))
    if direction != Direction.MILESTONE and done_on is not None:
        found.append(objection("done-without-milestone", N_("Only a milestone has a day on which it was done."), where="done_on"))
    if done_on is not None and done_on > today:
        found.append(objection("milestone-done-in-the-future", N_("Give a day up to %(today)s."), where="done_on", today=today))
    return found


def objections_to_taking_back(state: str, *, own: bool, last: bool) -> list[Objection]:
    """Why a check-in may not be taken back; empty when it may: by its author, while it is the last word and the key result runs.

    Rule STRAT-2: nothing is overwritten, and a mistake of the keyboard need not stand. Later ones build on what was said before.
    """
    if state != ResultState.ACTIVE or not own or not last:
        return [
            objection(
                "check-in-not-to-take-back", N_("Only the last check-in can be taken back, by whoever gave it. Check in again instead.")
            )
        ]
    return []


def objections_to_move(state: str, move: Move) -> list[Objection]:
    """Why a key result's state may not change like this; empty when it may. Rule STRAT-2, table MOVES."""
    if (ResultState(state), move) in MOVES:
        return []
    return [
        objection("move-not-possible", N_("That is not possible from where this key result stands. Reload the page to see where that is."))
    ]


def objections_to_changing(state: str) -> list[Objection]:
    """Why what a key result says or needs may not change; empty when it may. What is over stays as it was. Rule STRAT-2."""
    if state not in OVER:
        return []
    return [objection("result-is-over", N_("This key result is closed or dropped. Take it up again first."))]


def objections_to_objective_move(state: str, move: Move, result_states: Collection[str]) -> list[Objection]:
    """Why an objective's state may not change like this; empty when it may. Rule STRAT-1, table OBJECTIVE_MOVES.

    Nothing that still runs is left under an objective that is over: its key results are closed or dropped first, each with its figure.
    """
    if (ObjectiveState(state), move) not in OBJECTIVE_MOVES:
        return [
            objection(
                "objective-move-not-possible",
                N_("That is not possible from where this objective stands. Reload the page to see where that is."),
            )
        ]
    running = sum(one in {ResultState.ACTIVE, ResultState.DRAFT} for one in result_states)
    if move in {Move.CLOSE, Move.DROP} and running:
        return [
            objection(
                "objective-has-running-results",
                N_n(
                    "%(count)d key result of it is still open. Close or drop it first.",
                    "%(count)d key results of it are still open. Close or drop them first.",
                ),
                count=running,
            )
        ]
    return []


def objections_to_removal(*, check_ins: int, started: bool, results: int = 0) -> list[Objection]:
    """Why a row may not be taken away as a mistake; empty when it may: nobody has said anything about it yet. Rule STRAT-2.

    What has check-ins, was closed, or holds key results stays readable for good: it can be dropped, not removed.
    """
    if check_ins or started or results:
        return [objection("not-a-mistake-any-more", N_("Something has been said about this already, so it stays. Drop it instead."))]
    return []


def next_key(prefix: str, taken: Collection[str], *, after: int = 0) -> str:
    """The first free key of a family: its letters and digits, a hyphen, a number. `prefix` may be any words. House arithmetic.

    `after` is a number up to which the caller knows that none is free.
    """
    stem = "".join(re.findall(r"[A-Za-z0-9]", prefix))[:8].upper() or "KR"
    return next(key for number in range(after + 1, after + len(taken) + 2) if (key := f"{stem}-{number}") not in taken)


def _objections_to_title(title: str, missing: str, *, code: str) -> list[Objection]:
    if not title.strip():
        return [objection(f"{code}-missing", missing, where="title")]
    if len(title) > TITLE_LENGTH:
        return [objection(f"{code}-too-long", N_("Keep it within %(limit)d characters."), where="title", limit=TITLE_LENGTH)]
    return []


def _objections_to_key(key: str, taken: Collection[str]) -> list[Objection]:
    """Keys stand in addresses and never begin with a hyphen (DESIGN 4)."""
    if len(key) > KEY_LENGTH or not _KEY.match(key):
        return [objection("result-key-malformed", N_("Write a short key of letters, digits and hyphens, such as PAY-3."), where="key")]
    if key in taken:
        return [objection("result-key-taken", N_("Another key result of this cycle has that key. Pick another."), where="key")]
    return []


def _objections_to_number(value: Decimal | None, where: str) -> list[Objection]:
    if value is None:
        return []
    if not value.is_finite() or abs(value) >= LARGEST or value != round(value, DECIMALS):
        return [objection("result-figure-out-of-range", N_("Write a figure with at most 14 digits and 4 decimals."), where=where)]
    return []
