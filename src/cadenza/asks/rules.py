"""What a request for help may become, and who may take it there. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from cadenza.objections import N_, Objection, objection, says_something
from cadenza.people.rules import Coded


class AskKind(Coded):
    """What is asked for. Every kind is one and the same record and page, so that none betrays what it serves (TRUST R12)."""

    EXPOSURE = "exposure"
    SUPPORT = "support"
    EVIDENCE = "evidence"
    FEEDBACK = "feedback"


class AskState(Coded):
    """Where a request stands."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    HELD = "held"
    WITHDRAWN = "withdrawn"


class AskEvent(Coded):
    """What can happen to a request."""

    ACCEPT = "accept"
    DECLINE = "decline"
    HOLD = "mark-held"
    WITHDRAW = "withdraw"
    ANSWER = "answer"
    """What was asked for are words, and here they are: feedback, evidence."""


MOVES: Mapping[tuple[AskState, AskEvent], AskState] = {
    (AskState.ASKED, AskEvent.ACCEPT): AskState.ACCEPTED,
    (AskState.ASKED, AskEvent.DECLINE): AskState.DECLINED,
    (AskState.ASKED, AskEvent.ANSWER): AskState.HELD,
    (AskState.ASKED, AskEvent.WITHDRAW): AskState.WITHDRAWN,
    (AskState.ACCEPTED, AskEvent.DECLINE): AskState.DECLINED,  # plans change; saying so early is better than not turning up
    (AskState.ACCEPTED, AskEvent.ANSWER): AskState.HELD,
    (AskState.ACCEPTED, AskEvent.HOLD): AskState.HELD,
    (AskState.ACCEPTED, AskEvent.WITHDRAW): AskState.WITHDRAWN,
}
"""What is not in the table cannot happen."""

WRITTEN = frozenset({AskKind.FEEDBACK, AskKind.EVIDENCE})
"""What is answered in words on the request's own page."""
OPEN_STATES = frozenset({AskState.ASKED, AskState.ACCEPTED})

STANDS: Mapping[AskState, str] = {
    AskState.ASKED: N_("This request is waiting for an answer."),
    AskState.ACCEPTED: N_("This request was accepted already."),
    AskState.DECLINED: N_("This request was declined. A new one can be made."),
    AskState.HELD: N_("This has already taken place."),
    AskState.WITHDRAWN: N_("This request was withdrawn."),
}


def objections_to_ask(what: str, *, asker_id: int, helper_id: int, helper_here: bool) -> list[Objection]:
    """Why nobody can be asked this. Rule ACT-1: somebody named, other than oneself, who is there to answer."""
    found = []
    if not says_something(what):
        found.append(objection("ask-without-words", N_("Say what you ask for. They will read exactly these words."), where="what"))
    if asker_id == helper_id:
        found.append(objection("ask-oneself", N_("Ask somebody other than yourself."), where="helper"))
    elif not helper_here:
        found.append(objection("helper-not-here", N_("This person cannot be asked: they are not in the organisation now."), where="helper"))
    return found


def objections_to_event(state: AskState, event: AskEvent) -> list[Objection]:
    """Why this cannot happen to a request that stands so; empty when it can. Rule ACT-1, table MOVES."""
    if (state, event) in MOVES:
        return []
    return [objection("ask-has-moved-on", STANDS[state])]


def objections_to_held(held_on: date | None, *, asked_on: date, today: date) -> list[Objection]:
    """Why a day cannot be the one on which it took place: not before it was asked for, not in the future. Rule ACT-3."""
    if held_on is None:
        return [objection("no-held-date", N_("Enter the day on which it took place."), where="held_on")]
    if not asked_on <= held_on <= today:
        return [objection("held-date-outside", N_("Enter a day from %(first)s to %(last)s."), where="held_on", first=asked_on, last=today)]
    return []
