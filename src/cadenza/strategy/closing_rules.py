"""What is asked when a key result closes or its cycle is over: the final figure, and whether having built a capability helped. Pure."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from cadenza.objections import N_, Objection, objection, says_more_than
from cadenza.people.rules import Coded

BY_WHAT_LENGTH = 2000
"""Characters, as the row holds them."""
LOOK_BACK = timedelta(days=60)
"""How long after a cycle, or after a result was closed, its open questions stay on somebody's list."""
ANSWER_WITHIN = timedelta(days=14)
"""By when the owner looks back: two weeks, while it is remembered."""
CLOSE_WITHIN = timedelta(days=7)
"""By when those who lead close what a cycle left open: its first week after."""
NOT_SAID = N_("Say whether having built %(capability)s helped.")


class Helped(Coded):
    """What the owner says of one capability that a result needed (IMP-4)."""

    HELPED = "helped"
    NO_DIFFERENCE = "no-difference"
    NOT_BUILT = "not-built"


def is_asked(*, state: str, cycle_end: date, today: date) -> bool:
    """Whether the owner is asked about the capabilities of a key result: it was closed, or ran to the end of its cycle. Rule IMP-4.

    A draft never ran, and a dropped one was never delivered: neither says anything about what helped to deliver it.
    """
    return state == "closed" or (state == "active" and cycle_end < today)


def objections_to_help(helped: str, by_what: str, *, needed: bool, asked: bool, name: str = "") -> list[Objection]:
    """Why an answer cannot be kept; empty when it can. One answer is about one capability, never about a person. Rule IMP-4.

    That it helped needs its "by what": a bare yes is no finding, and the capability's own name says no more. What is missing names the
    capability: several are asked about on one page.
    """
    if not asked:
        return [objection("help-asked-at-the-end", N_("This is asked when the key result closes or its cycle ends."))]
    if not needed:
        return [objection("help-of-nothing-needed", N_("This key result does not name that capability."), where="helped")]
    found = []
    if helped not in {one.value for one in Helped}:
        found.append(objection("help-not-said", NOT_SAID, where="helped", capability=name))
    if helped == Helped.HELPED and not says_more_than(by_what, [name]):
        found.append(
            objection(
                "help-by-what",
                N_("Say by what having built %(capability)s helped: a decision, a piece of work, something avoided."),
                where="by_what",
                capability=name,
            )
        )
    if len(by_what) > BY_WHAT_LENGTH:
        found.append(objection("help-too-long", N_("Keep it within %(limit)d characters."), where="by_what", limit=BY_WHAT_LENGTH))
    return found


def objections_to_held_back(note: str, *, capability: int | None, offered: Collection[int]) -> list[Objection]:
    """Why an answer to the review's standing question cannot be kept; empty when it can. None of the capabilities is an answer too.

    Rule STRAT-5.
    """
    found = []
    if capability is not None and capability not in offered:
        found.append(objection("held-back-unknown", N_("Pick a capability from the list, or none."), where="capability"))
    if len(note) > BY_WHAT_LENGTH:
        found.append(objection("held-back-too-long", N_("Keep it within %(limit)d characters."), where="note", limit=BY_WHAT_LENGTH))
    return found


def help_due_on(*, closed_on: date | None, cycle_end: date) -> date:
    """By when the owner answers: two weeks after the close, or after the end of a cycle that nobody closed it in. Rule IMP-4."""
    return (closed_on or cycle_end) + ANSWER_WITHIN


def close_due_on(cycle_end: date) -> date:
    """By when what a cycle left open is closed. Rule STRAT-2; source REV-6, the reset reads the quarter's own figures."""
    return cycle_end + CLOSE_WITHIN
