"""Time that a plan protects: hours a week or named blocks of days, week by week, and which of it gave way (TIME-1). Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cadenza.objections import N_, Objection, objection
from cadenza.people.rules import monday_of

MOST_HOURS = 20
"""Hours a week; half of a working week. A guard against slips of the keyboard."""
MOST_BLOCKS = 12
"""Blocks of a plan: one a week of a quarter."""
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class BlockTerms:
    """One named block of days, first and last day included."""

    number: int
    name: str = ""
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True)
class Week:
    """One protected week of a plan: its Monday, whether its time gave way, and whether it lies ahead."""

    monday: date
    traded: bool
    ahead: bool


def objections_to_hours(text: str) -> list[Objection]:
    """Why hours a week cannot be kept as they were typed. Rule TIME-1. Whole hours; none is written as nothing."""
    if text == "" or (text.isascii() and text.isdigit() and len(text) < 4 and 0 < int(text) <= MOST_HOURS):
        return []
    return [objection("hours-out-of-range", N_("Enter whole hours a week, from 1 to %(most)d, or leave it empty."), most=MOST_HOURS)]


def objections_to_one_more_block(blocks_now: int) -> list[Objection]:
    """Why no further block can be added. Rule TIME-1. House limit."""
    if blocks_now < MOST_BLOCKS:
        return []
    return [
        objection("too-many-blocks", N_("A plan holds at most %(most)d blocks. Take one out first."), where="add-block", most=MOST_BLOCKS)
    ]


def objections_to_blocks(blocks: Iterable[BlockTerms], *, cycle_start: date, cycle_end: date) -> list[Objection]:
    """Why protected blocks cannot be agreed: each has a name, a first and a last day, in this order and inside the cycle. Rule TIME-1."""
    found = []
    for one in blocks:
        here = f"block-{one.number}"
        if not one.name.strip():
            found.append(objection("block-without-name", N_("Name the protected block, or take it out."), where=f"{here}-name"))
        if one.first_day is None or one.last_day is None:
            missing = "first_day" if one.first_day is None else "last_day"
            found.append(
                objection("block-without-days", N_("Enter the first and the last day of the protected block."), where=f"{here}-{missing}")
            )
        elif not cycle_start <= one.first_day <= one.last_day <= cycle_end:
            found.append(
                objection(
                    "block-outside",
                    N_("Enter days of the protected block in their order, from %(first)s to %(last)s."),
                    where=f"{here}-first_day",
                    first=cycle_start,
                    last=cycle_end,
                )
            )
    return found


def weeks_protected(hours: int | None, blocks: Iterable[BlockTerms], *, cycle_start: date, cycle_end: date) -> list[date]:
    """The Mondays of the weeks in which time is protected: all of the cycle's with hours a week, else those that a block touches. Rule TIME-1."""
    weeks = []
    monday = monday_of(cycle_start)
    while monday <= cycle_end:
        weeks.append(monday)
        monday += WEEK
    if hours:
        return weeks
    spans = [(one.first_day, one.last_day) for one in blocks if one.first_day is not None and one.last_day is not None]
    return [monday for monday in weeks if any(first < monday + WEEK and last >= monday for first, last in spans)]


def strip_of(mondays: Sequence[date], *, traded_weeks: Collection[date], traded_blocks: Iterable[BlockTerms], today: date) -> list[Week]:
    """One box for each protected week: traded when a trade-off names it, or the block that lies in it. Rule TIME-1; DESIGN 8."""
    gone = [(one.first_day, one.last_day) for one in traded_blocks if one.first_day is not None and one.last_day is not None]
    return [
        Week(
            monday,
            traded=monday in traded_weeks or any(first < monday + WEEK and last >= monday for first, last in gone),
            ahead=monday > today,
        )
        for monday in mondays
    ]


def objections_to_time_traded(week_on: date | None, *, protected: Collection[date], block_known: bool) -> list[Objection]:
    """Why a trade-off cannot name this week or block: it protects nothing there. Rule TIME-1."""
    if block_known and (week_on is None or week_on in protected):
        return []
    return [objection("trade-off-time-unknown", N_("Choose a week or a block that this plan protects."), where="time")]
