"""Agreed points: what the person reads, answers and confirms, and until when the author may change them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from cadenza.conversations.rules import FOLLOW_UP_DAYS, objections_to_length
from cadenza.objections import N_, Objection, objection, says_something

SLIP_WORDS = ("seen", "expected", "support", "may_follow")
"""EARLY-2: what was seen, what is expected, what support, what may follow if it does not change."""
EARLIEST_DAYS = 731
"""How far back a conversation may lie of which a slip is entered later. Source: PIP-2, conversations before Cadenza."""
LATE_DAYS = 7
"""Points shared more than so many days after the conversation were entered late (PIP-2). Source: a house figure, the week in which both still know what was said."""
TIME_TO_CHANGE_DAYS = FOLLOW_UP_DAYS - LATE_DAYS
"""What must lie between points that were shared and the day by which something is expected, for a formal plan to count them (EARLY-4, PIP-2).

Source: [P] what is needed "over the next four weeks", and a look at it "in four weeks"; less the week in which the points may be shared.
"""

MISSING: Mapping[str, str] = {
    "seen": N_("Say what was seen."),
    "expected": N_("Say what is expected."),
    "support": N_("Say which support was offered."),
    "may_follow": N_("Say what may follow if it does not change, so that it is no surprise later."),
}


def objections_to_slip(words: Mapping[str, str], *, held_on: date | None, expected_by: date | None, today: date) -> list[Objection]:
    """Why agreed points cannot be shared as they came. Rule EARLY-2. Source: [P] said clearly, once, with its consequence."""
    found = [
        objection(f"slip-without-{name.replace('_', '-')}", sentence, where=name)
        for name, sentence in MISSING.items()
        if not says_something(words.get(name, ""))
    ]
    found += objections_to_length({name: words.get(name, "") for name in SLIP_WORDS})
    earliest = today - timedelta(days=EARLIEST_DAYS)
    if held_on is None or not earliest <= held_on <= today:
        found.append(
            objection("slip-date-outside", N_("Enter a day from %(first)s to %(last)s."), where="held_on", first=earliest, last=today)
        )
    if expected_by is None or (held_on is not None and expected_by <= held_on):
        found.append(
            objection("slip-without-day", N_("Enter the day by which it is expected, after the conversation."), where="expected_by")
        )
    return found


def is_late(held_on: date, expected_by: date, *, today: date) -> bool:
    """Whether points were written down too late to count on the author's word alone. Rules PIP-2, EARLY-4.

    So is what was expected by a day that has come, or is over, when the person first reads it.
    """
    return today - held_on > timedelta(days=LATE_DAYS) or expected_by <= today


def was_time_to_change(told_on: date, expected_by: date) -> bool:
    """Whether somebody had the time in which a change can show, from the day on which they were told. Rules EARLY-4, PIP-2."""
    return expected_by - told_on >= timedelta(days=TIME_TO_CHANGE_DAYS)


def objections_to_change(*, received: bool, passed: bool, seen_version: int, version: int) -> list[Objection]:
    """Why the author does not change agreed points. Rule EARLY-2. Source: TRUST F2, until received."""
    if received or passed:
        return [objection("slip-received", N_("These points were received. They stay as they are; the answer stands beside them."))]
    return _changed(seen_version, version)


def objections_to_receipt(*, received: bool, seen_version: int, version: int) -> list[Objection]:
    """Why a receipt does not stand: nobody receives words that changed after the page was opened. Rule EARLY-2, DATA-1."""
    return [objection("slip-received-before", N_("You received these points already."))] if received else _changed(seen_version, version)


def objections_to_reply(reply: str) -> list[Objection]:
    """Why an answer is not kept. Rule EARLY-2."""
    if not says_something(reply):
        return [objection("slip-reply-empty", N_("Write your answer."), where="reply")]
    return objections_to_length({"reply": reply})


def objections_to_confirmation(answer: str, *, entered_late: bool, answered: bool, seen_version: int, version: int) -> list[Objection]:
    """Why nothing is said about whether a conversation took place. Rule PIP-2: only one that was entered later needs it, once.

    Nobody confirms words that changed after the page was opened (DATA-1).
    """
    if not entered_late or answered:
        return [objection("nothing-to-confirm", N_("There is nothing to confirm here."))]
    if answer not in {"yes", "no"}:
        return [objection("no-confirmation", N_("Choose whether the conversation took place."), where="took_place")]
    return _changed(seen_version, version)


def _changed(seen: int, version: int) -> list[Objection]:
    if seen != version:
        return [objection("slip-changed", N_("These points were changed after you opened the page. Read them again first."))]
    return []
