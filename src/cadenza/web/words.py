"""The words of the house: sentences of objections, and the one table of words, icons and shapes for every state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cadenza.objections import N_, Objection


@dataclass(frozen=True)
class StateWord:
    """How one state is shown: icon and word always, the shape besides (DESIGN 2: states never rely on colour)."""

    word: str
    icon: str
    look: str = "quiet"


STATE_WORDS: Mapping[str, StateWord] = {
    # goals and plans (STAT-1)
    "on-track": StateWord(N_("On track"), "track", "track"),
    "blocked": StateWord(N_("Blocked"), "blocked", "blocked"),
    "needs-reset": StateWord(N_("Needs reset"), "reset", "reset"),
    "completed": StateWord(N_("Completed"), "done", "done"),
    # where a plan, a version or a key result stands
    "draft": StateWord(N_("Draft"), "pencil"),
    "shared": StateWord(N_("Shared"), "eye"),
    "offered": StateWord(N_("Offered"), "clock"),
    "active": StateWord(N_("Agreed"), "done"),
    "agreed": StateWord(N_("Agreed"), "done"),
    "closed": StateWord(N_("Closed"), "done"),
    "left": StateWord(N_("Left"), "dash"),
    "published": StateWord(N_("Published"), "eye"),
    "retired": StateWord(N_("Retired"), "dash"),
    "dropped": StateWord(N_("Dropped"), "dash"),
    # commitments and support (COM-2)
    "open": StateWord(N_("Open"), "clock"),
    "delivered": StateWord(N_("Delivered"), "done", "done"),
    "missed": StateWord(N_("Missed"), "warn", "reset"),
    "renegotiated": StateWord(N_("Renegotiated"), "scale"),
    "still-open": StateWord(N_("Still open"), "clock"),
    "late": StateWord(N_("Late"), "clock", "blocked"),
    "due": StateWord(N_("Due"), "clock"),
    # requests
    "asked": StateWord(N_("Asked"), "clock"),
    "accepted": StateWord(N_("Accepted"), "done"),
    "declined": StateWord(N_("Declined"), "dash"),
    "held": StateWord(N_("Held"), "done", "done"),
    "not-held": StateWord(N_("Not held"), "dash"),
    "taken": StateWord(N_("Taken up"), "done"),
    "withdrawn": StateWord(N_("Withdrawn"), "dash"),
    # early conversations (EARLY-4, EARLY-5)
    "resolved": StateWord(N_("Resolved"), "done", "done"),
    "repeated": StateWord(N_("Talked again"), "reset"),
    "lapsed": StateWord(N_("Lapsed"), "dash"),
    "escalated": StateWord(N_("Passed to HR"), "lock"),
    "returned": StateWord(N_("Returned"), "dash"),
    # handovers (HAND-2)
    "preparing": StateWord(N_("In preparation"), "pencil"),
    "sent": StateWord(N_("Sent"), "done"),
    "taken-over": StateWord(N_("Taken over"), "done", "done"),
    # formal plans (PIP-8): quiet, whatever the state; nothing here is a traffic light
    "in-preparation": StateWord(N_("In preparation"), "pencil"),
    "gate-passed": StateWord(N_("Gate passed"), "done"),
    "co-signed": StateWord(N_("Signed by both"), "done"),
    "served": StateWord(N_("Opened"), "eye"),
    "criteria-settled": StateWord(N_("Criteria settled"), "done"),
    "received": StateWord(N_("Received"), "done"),
    "running": StateWord(N_("Running"), "clock"),
    "paused": StateWord(N_("Paused"), "clock"),
    "assessment": StateWord(N_("Being assessed"), "scale"),
    "decided": StateWord(N_("Outcome recorded"), "done"),
    "under-appeal": StateWord(N_("Under appeal"), "scale"),
    "ended": StateWord(N_("Ended"), "done"),
    # system and talent reviews (SYS-1, SYS-2, TAL-1)
    "done": StateWord(N_("Done"), "done", "done"),
    "called-off": StateWord(N_("Called off"), "dash"),
    "yes": StateWord(N_("Yes"), "full", "plain"),
    "in-part": StateWord(N_("In part"), "half", "plain"),
    "not-yet": StateWord(N_("Not yet"), "ring", "plain"),
    "cannot-say": StateWord(N_("Cannot say yet"), "dash", "plain"),
    "moving": StateWord(N_("Moving"), "track", "plain"),
    "moving-and-again": StateWord(N_("Moving, and one goal again"), "half", "plain"),
    "same-goals-again": StateWord(N_("Same goals again"), "reset", "plain"),
    # access cases (DATA-3)
    "request-filed": StateWord(N_("Received"), "clock"),
    "second-person-asked": StateWord(N_("Second person asked"), "clock"),
    "being-answered": StateWord(N_("Being answered"), "pencil"),
    "clock-stopped": StateWord(N_("Clock stopped"), "clock"),
    "answered": StateWord(N_("Answered"), "done", "done"),
    # cover of a capability, and criteria
    "covered": StateWord(N_("Covered"), "full", "plain"),
    "thin": StateWord(N_("Thin"), "half", "plain"),
    "gap": StateWord(N_("Gap"), "ring", "plain"),
    "not-needed": StateWord(N_("Not needed"), "dash", "plain"),
    "met": StateWord(N_("Met"), "full", "plain"),
    "improving": StateWord(N_("Improving"), "half", "plain"),
    "not-yet-met": StateWord(N_("Not yet met"), "ring", "plain"),
    # importance
    "critical": StateWord(N_("Critical"), "flag"),
}

NEEDIEST_FIRST = ("blocked", "needs-reset", "on-track", "completed")
"""The order in which the four states are always drawn (DESIGN 8)."""


def state_word(code: str) -> str:
    """The word for a state, in the reader's language; a code that has none yet is shown with its hyphens as spaces."""
    found = STATE_WORDS.get(str(code))
    return _(found.word) if found else str(code).replace("-", " ").capitalize()


def shown(value: object) -> object:
    """A value as it stands inside a sentence: dates written out, everything else as it is."""
    return date_format(value, "j F Y") if isinstance(value, date) else value


def say(objection: Objection) -> str:
    """An objection as a sentence in the reader's language."""
    values = {name: shown(value) for name, value in objection.values.items()}
    if isinstance(objection.message, tuple):
        one, many = objection.message
        count = objection.values["count"]
        if not isinstance(count, int):
            raise TypeError(f"objection {objection.code} needs a whole number named count")
        return ngettext(one, many, count) % values
    return _(objection.message) % values


def first_line(text: str, most: int = 140) -> str:
    """The first line of what somebody wrote, short enough for a list."""
    return Truncator(next(iter(text.strip().splitlines()), "")).chars(most)
