"""Who may hold one checkpoint in the manager's place, and for how many days (TRUST X10). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cadenza.objections import N_, Objection, objection

MOST_DAYS = 16
"""Days that one naming lasts at most: no checkpoint lies further from the one before. Source: PIP-6."""
NO_CHECKPOINT_LEFT = N_("Every checkpoint of this plan was shared.")
NAMED_BEFORE = N_("Somebody is named for this checkpoint. End that first, then name somebody else.")
STANDS_IN_NO_MORE = N_("You do not stand in for this checkpoint any more, or it was shared. Your words were not saved; copy them if you still need them.")  # fmt: skip
NOBODY_STANDS_IN = N_("Nobody stands in for this checkpoint any more.")


@dataclass(frozen=True)
class Candidate:
    """What is known of somebody who would hold the checkpoint, at the instant of naming."""

    is_person: bool
    stands_in: bool
    """They stand in for the manager on the case on all the days named."""
    near: bool
    """They lead the person, report to them or to the manager, or work in the person's team."""
    in_hr: bool
    decides: bool
    """They decide the outcome or an appeal."""
    provides: bool
    """They provide a support, and are not to learn what it serves (TRUST R12)."""


def objections_to_stand_in(one: Candidate | None) -> list[Objection]:
    """Why somebody cannot hold a checkpoint in the manager's place. TRUST X10, with the conflicts of X6 to X8.

    They are already the manager's stand-in, outside the person's line and team, and without another part in the plan, its support or HR.
    """
    field = "who"
    if one is None:
        return [objection("stand-in-unnamed", N_("Choose who stands in for the manager."), where=field)]
    if one.is_person:
        return [objection("stand-in-is-the-person", N_("The plan is about them. Name somebody else."), where=field)]
    if one.in_hr:
        return [
            objection("stand-in-in-hr", N_("They work in HR. The HR partner can hold the checkpoint; nobody else in HR can."), where=field)
        ]
    if one.near:
        words = N_("They lead the person, report to them or to the same manager, or work in the same team. Name somebody apart from them.")
        return [objection("stand-in-too-near", words, where=field)]
    if one.decides:
        return [objection("stand-in-decides", N_("They decide about this plan. Name somebody without a part in it."), where=field)]
    if one.provides:
        words = N_("They provide support to the person and are not told what it serves. Name somebody without a part in it.")
        return [objection("stand-in-provides", words, where=field)]
    if not one.stands_in:
        return [objection("stand-in-for-nobody", N_("They do not stand in for the manager on all of these days."), where=field)]
    return []


def is_barely_over(last: date, *, today: date) -> bool:
    """Whether somebody's days ended yesterday at the earliest: they may have typed past midnight. TRUST 0.8, N10."""
    return (today - last).days <= 1


def objections_to_stand_in_days(first: date | None, last: date | None, *, today: date) -> list[Objection]:
    """Why a checkpoint cannot be covered on these days. TRUST X10: from one day to another, never open-ended."""
    if first is None or first < today:
        return [objection("stand-in-begins-before", N_("Enter the first day: today or later."), where="first")]
    if last is None or last < first:
        return [objection("stand-in-without-end", N_("Enter the last day: it does not lie before the first."), where="last")]
    if (last - first).days >= MOST_DAYS:
        return [objection("stand-in-too-long", N_("One checkpoint is covered on %(most)d days at most."), where="last", most=MOST_DAYS)]
    return []
