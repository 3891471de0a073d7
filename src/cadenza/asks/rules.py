"""What a request for help may become, and who may take it there. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta

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
    RECORD = "record-day"
    """One day of it is over, and whoever helps says what became of it."""
    REOPEN = "reopen"
    """The day on which it is said to have taken place is put right, and nothing else holds it."""


class Became(Coded):
    """What became of one day on which help was due. The same words for every request (TRUST R12, PIP-7)."""

    TOOK_PLACE = "took-place"
    NOT = "did-not-take-place"
    NOT_TAKEN = "offered-not-taken"
    """With one new day offered."""
    LATER = "took-place-later"
    """On another day instead."""


MOVES: Mapping[tuple[AskState, AskEvent], AskState] = {
    (AskState.ASKED, AskEvent.ACCEPT): AskState.ACCEPTED,
    (AskState.ASKED, AskEvent.DECLINE): AskState.DECLINED,
    (AskState.ASKED, AskEvent.ANSWER): AskState.HELD,
    (AskState.ASKED, AskEvent.WITHDRAW): AskState.WITHDRAWN,
    (AskState.ACCEPTED, AskEvent.DECLINE): AskState.DECLINED,  # plans change; saying so early is better than not turning up
    (AskState.ACCEPTED, AskEvent.ANSWER): AskState.HELD,
    (AskState.ACCEPTED, AskEvent.HOLD): AskState.HELD,
    (AskState.ACCEPTED, AskEvent.WITHDRAW): AskState.WITHDRAWN,
    (AskState.ACCEPTED, AskEvent.RECORD): AskState.ACCEPTED,
    (AskState.HELD, AskEvent.RECORD): AskState.HELD,  # a day that nobody wrote down in time, or one to put right
    (AskState.HELD, AskEvent.REOPEN): AskState.ACCEPTED,
    (AskState.DECLINED, AskEvent.RECORD): AskState.DECLINED,  # days before the one on which a yes was taken back
    (AskState.WITHDRAWN, AskEvent.RECORD): AskState.WITHDRAWN,
}
"""What is not in the table cannot happen."""

WRITTEN = frozenset({AskKind.FEEDBACK, AskKind.EVIDENCE})
"""What is answered in words on the request's own page."""
LATELY = timedelta(days=28)
"""While whoever helped finds a request that is over on their first page. House arithmetic."""
HAPPENED = frozenset({Became.TOOK_PLACE, Became.LATER})
OPEN_STATES = frozenset({AskState.ASKED, AskState.ACCEPTED})
ENDED = frozenset({AskState.DECLINED, AskState.WITHDRAWN})

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


def objections_to_recording(state: AskState, *, ended: bool) -> list[Objection]:
    """Why no day of it can be written down. Rules ACT-3, PIP-7: it was accepted; `ended`: and came to its end without being held.

    What was given before a yes was taken back stays given, and whoever gave it says so whatever the asker does.
    """
    if state in ENDED and not ended:
        return [objection("ask-has-moved-on", STANDS[state])]
    return objections_to_event(state, AskEvent.RECORD)


def objections_to_held(held_on: date | None, *, asked_on: date, today: date) -> list[Objection]:
    """Why a day cannot be the one on which it took place: not before it was asked for, not in the future. Rule ACT-3."""
    if held_on is None:
        return [objection("no-held-date", N_("Enter the day on which it took place."), where="held_on")]
    if not asked_on <= held_on <= today:
        return [objection("held-date-outside", N_("Enter a day from %(first)s to %(last)s."), where="held_on", first=asked_on, last=today)]
    return []


def objections_to_day(
    on: date | None,
    became: Became | None,
    other: date | None,
    *,
    asked_on: date,
    today: date,
    offered: Collection[date] = (),
    ended_on: date | None = None,
) -> list[Objection]:
    """Why what somebody says of one day does not stand. Rules ACT-3, PIP-7: dated; what was not taken is offered once more, and only once.

    `other` is the new day that is offered, or the one on which it took place instead; `offered` are days that were such an offer themselves.
    Of a request that was taken back, the days up to its end (`ended_on`).
    """
    if on is None:
        return [objection("ask-day-missing", N_("Enter the day."), where="on")]
    found = []
    last = min(today, ended_on or today)
    if not asked_on <= on <= last:
        found.append(objection("ask-day-outside", N_("Enter a day from %(first)s to %(last)s."), where="on", first=asked_on, last=last))
    if became is None:
        found.append(objection("ask-day-unsaid", N_("Say what became of it."), where="became"))
    elif became is Became.NOT_TAKEN:
        if other is None and on not in offered:
            found.append(objection("ask-day-not-offered", N_("Offer one new day, and enter it here."), where="other"))
        elif other is not None and other <= on:
            found.append(objection("ask-day-offered-before", N_("Offer a day after the one that was not taken."), where="other"))
        elif other is not None and ended_on is not None and other > ended_on:
            words = N_("This request ended on %(last)s, so no day after it is offered. Say that it did not take place.")
            found.append(objection("ask-day-offered-after-end", words, where="other", last=ended_on))
    elif became is Became.LATER:
        if other is None or not on < other <= last:
            words = N_("Enter the day on which it took place, up to %(last)s.")
            found.append(objection("ask-day-not-later", words, where="other", last=last))
    elif other is not None:
        found.append(objection("ask-day-two-days", N_("A second day goes with an offer, or with what took place later."), where="other"))
    return found


def held_on_with(on: date, became: Became, other: date | None) -> date | None:
    """The day on which help was given, by what was said of one day; none where it was not. Rule ACT-3."""
    if became not in HAPPENED:
        return None
    return other if became is Became.LATER and other is not None else on


def held_with(on: date, became: Became, other: date | None, *, due: date | None) -> date | None:
    """The day on which the whole of it is over, where this one was the last: on or after the day by which it was wanted. Rule ACT-3."""
    last = held_on_with(on, became, other)
    return last if last is not None and due is not None and last >= due else None


def held_anew(held_on: date, held: Collection[date], *, due: date | None) -> date | None:
    """The day on which it was held, once the one that it went by is put right; none where it is open again. Rule ACT-3.

    What ended with the last day that was wanted is over only once such a day took place; what ended before it stays so by any other.
    """
    last = max(held, default=None)
    if last is None or (due is not None and last < due <= held_on):
        return None
    return last
