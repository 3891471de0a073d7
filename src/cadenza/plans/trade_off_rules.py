"""What a recorded trade-off says and when slipping without one is flagged (TIME-1, TIME-2). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from cadenza.objections import N_, Objection, objection, says_something

TEXT_LIMIT = 2000
"""Characters in one answer of a trade-off."""
FLAGGED_AFTER = 2
"""Cycles running in which a goal was put off. Source: TIME-2, [P] deferred again and again."""
FARTHEST = timedelta(days=366)
"""How far ahead time can be promised back."""


def objections_to_recording(*, gave_way: str, to_what: str, why: str, made_good_by: date | None, today: date) -> list[Objection]:
    """Why a trade-off cannot be recorded: what gave way, to what, why, and when the time is made good. Rule TIME-1. Source: [P]."""
    found = []
    words = {
        "gave_way": (gave_way, objection("trade-off-what-missing", N_("Say what gave way."), where="gave_way")),
        "to_what": (to_what, objection("trade-off-for-missing", N_("Say what it gave way to."), where="to_what")),
        "why": (why, objection("trade-off-why-missing", N_("Say why it could not wait."), where="why")),
    }
    for where, (text, missing) in words.items():
        if not says_something(text):
            found.append(missing)
        elif len(text) > TEXT_LIMIT:
            found.append(objection("trade-off-too-long", N_("Keep this within %(limit)d characters."), where=where, limit=TEXT_LIMIT))
    if made_good_by is None or not today < made_good_by <= today + FARTHEST:
        found.append(
            objection(
                "trade-off-day-missing",
                N_("Enter the day by which the time is made good, after %(today)s and within a year."),
                where="made_good_by",
                today=today,
            )
        )
    return found


def objections_to_acknowledging(*, recorded_by_reader: bool, acknowledged: bool, words: str) -> list[Objection]:
    """Why a trade-off takes no acknowledgement from this reader. Rule TIME-1: one records it, the other says that they know."""
    if recorded_by_reader:
        return [objection("trade-off-own", N_("You recorded this. The other one of you acknowledges it."))]
    if acknowledged:
        return [objection("trade-off-acknowledged", N_("This was acknowledged already."))]
    if len(words) > TEXT_LIMIT:
        return [objection("trade-off-too-long", N_("Keep this within %(limit)d characters."), where="words", limit=TEXT_LIMIT)]
    return []


def objections_to_making_good(*, on: date | None, words: str, made_good: bool, recorded_on: date, today: date) -> list[Objection]:
    """Why the time cannot be marked as made good. Rule TIME-1: a day that was, and what the time went into."""
    if made_good:
        return [objection("trade-off-made-good", N_("This time was made good already."))]
    found = []
    if on is None or not recorded_on <= on <= today:
        found.append(objection("made-good-day", N_("Enter a day from %(first)s to today."), where="made_good_on", first=recorded_on))
    if not says_something(words):
        found.append(objection("made-good-words", N_("Say what the time went into."), where="made_good_words"))
    elif len(words) > TEXT_LIMIT:
        found.append(
            objection("trade-off-too-long", N_("Keep this within %(limit)d characters."), where="made_good_words", limit=TEXT_LIMIT)
        )
    return found


def slips_unexplained(chain: Sequence[bool], *, put_off_now: bool = False) -> bool:
    """Whether a goal was put off two cycles running without a recorded trade-off. Rule TIME-2.

    `chain` holds, for each earlier cycle in which this goal stood and was put off, newest first, whether a trade-off was recorded
    for it then; `put_off_now` counts the running cycle as one more, without a record.
    """
    recent = ([False] if put_off_now else []) + list(chain)
    return len(recent) >= FLAGGED_AFTER and not any(recent[:FLAGGED_AFTER])
