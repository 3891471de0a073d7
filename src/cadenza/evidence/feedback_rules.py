"""When feedback is about something that was seen, who may be asked for it, and until when its words may change. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from enum import StrEnum

from cadenza.evidence.rules import ONLY_A_NAME
from cadenza.objections import N_, Objection, objection, says_more_than, says_something
from cadenza.people.rules import Relation

MOST_AT_ONCE = 3
"""People asked in one step. Source: [P] a few who saw it; a crowd is a survey."""
MOST_OPEN = 10
"""Requests of one person that wait at a time: nobody can answer to a storm of them. Source: TRUST 2.2, API6."""
DAYS_TO_ANSWER = 7
"""What the form offers as the day by which an answer is wanted."""


class Part(StrEnum):
    """What somebody is to a piece of feedback."""

    RECEIVER = "receiver"
    GIVER = "giver"
    TOLD = "told"
    """The receiver's manager, once somebody who may has shared it."""


def parts_in(*, person_id: int, giver_id: int, shared: bool, viewer_id: int, relations: Collection[Relation]) -> frozenset[Part]:
    """What a viewer is to feedback now. Unshared it does not exist for the manager. Rule FB-1; TRUST D2, X1."""
    found = set()
    if viewer_id == person_id and Relation.SELF in relations:
        found.add(Part.RECEIVER)
    if viewer_id == giver_id:
        found.add(Part.GIVER)
    if shared and Relation.MANAGER in relations:
        found.add(Part.TOLD)
    return frozenset(found)


def objections_to_feedback(
    seen: str, effect: str, happened_on: date | None, *, today: date, names: Collection[str] = ()
) -> list[Objection]:
    """Why this is no feedback yet: a day, what was seen on it, and its effect. Rule FB-1. Source: [P] about an observable situation.

    The name of a capability or level alone (`names`) is neither.
    """
    found = []
    if happened_on is None:
        found.append(objection("feedback-without-day", N_("Enter the day of the situation."), where="happened_on"))
    elif happened_on > today:
        found.append(
            objection("feedback-ahead", N_("Enter today or an earlier day: feedback is about what was seen."), where="happened_on")
        )
    if not says_something(seen):
        found.append(objection("feedback-without-words", N_("Say what happened, as anybody there could have seen it."), where="seen"))
    elif not says_more_than(seen, names):
        found.append(objection("feedback-only-a-name", ONLY_A_NAME, where="seen"))
    if not says_something(effect):
        found.append(objection("feedback-without-effect", N_("Say what came of it, for the work or for you."), where="effect"))
    elif not says_more_than(effect, names):
        message = N_("A name alone is no effect. Say what came of it, for the work or for you.")
        found.append(objection("effect-only-a-name", message, where="effect"))
    return found


def objections_to_giving(*, giver_id: int, person_id: int, person_here: bool) -> list[Objection]:
    """Why this person cannot be given feedback: it is oneself, or nobody is there to read it. Rule FB-1."""
    if giver_id == person_id:
        return [
            objection(
                "feedback-to-oneself", N_("Choose somebody other than yourself. What you see of your own work is evidence."), where="to"
            )
        ]
    if not person_here:
        return [objection("receiver-not-here", N_("This person is not in the organisation now, so nobody would read it."), where="to")]
    return []


def objections_to_name(*, known: bool) -> list[Objection]:
    """Why nobody is meant: the name is nobody's here, or several people's. Rule FB-1."""
    if known:
        return []
    message = N_("Choose a name from the list: nobody, or more than one person, is called that.")
    return [objection("receiver-unknown", message, where="to")]


def objections_to_tie(*, capability: bool, goal: bool, where: str = "capability") -> list[Objection]:
    """Why it hangs in the air: feedback is about a goal or a capability. Rule FB-1. Source: [P] feedback is how progress is followed."""
    if capability or goal:
        return []
    return [objection("feedback-about-nothing", N_("Choose what it is about."), where=where)]


def objections_to_changing(*, read: bool) -> list[Objection]:
    """Why the words may not change any more: they were read. Rule FB-1; TRUST D2 (own until read)."""
    if not read:
        return []
    return [objection("feedback-read", N_("It has been read since, so its words stand. Put a correction beside it."), where="")]


def objections_to_correction(text: str, *, read: bool) -> list[Objection]:
    """Why no correction can stand beside it: unread words are simply changed, and a correction says something. Rule FB-1."""
    if not read:
        return [objection("feedback-unread", N_("It has not been read yet. Change its words instead."), where="text")]
    if not says_something(text):
        return [objection("correction-without-words", N_("Say what you put right."), where="text")]
    return []


def objections_to_sharing(*, read: bool, shared: bool) -> list[Objection]:
    """Why the receiver cannot share it now. Rule FB-1: they have read it, and it is not shared already."""
    if shared:
        return [objection("feedback-shared", N_("It is shared already."))]
    if not read:
        return [objection("share-unread", N_("Read it first. Then decide who else does."))]
    return []


def objections_to_asking(
    helpers: Mapping[str, int | None], *, asker_id: int, waiting_for: Collection[int], due_date: date | None, today: date
) -> list[Objection]:
    """Why these people cannot be asked in one step. `helpers` is field -> person, None where a name means nobody or several.

    One to three different people, none of them oneself or still owing an answer, a day in reach; ten requests wait at most.
    Rule FB-1; TRUST 2.2 (API6).
    """
    found = [
        objection(
            "nobody-by-that-name", N_("Nobody here, or more than one person, is called that. Choose a name from the list."), where=field
        )
        for field, helper in helpers.items()
        if helper is None
    ]
    named = [(field, helper) for field, helper in helpers.items() if helper is not None]
    if not helpers:
        found.append(objection("nobody-asked", N_("Name at least one person who saw the work."), where="first"))
    seen: set[int] = set()
    for field, helper in named:
        if helper == asker_id:
            found.append(objection("feedback-from-oneself", N_("Ask somebody other than yourself."), where=field))
        elif helper in seen:
            found.append(objection("asked-twice", N_("This person is named twice."), where=field))
        elif helper in waiting_for:
            found.append(objection("asked-already", N_("You are waiting for an answer of this person already."), where=field))
        seen.add(helper)
    if len(helpers) > MOST_AT_ONCE:
        raise ValueError("a form has three places")
    if len(waiting_for) + len(seen) > MOST_OPEN:
        message = N_("At most %(most)d requests can wait at a time. Withdraw one that you no longer need.")
        found.append(objection("too-many-open", message, where="first", most=MOST_OPEN))
    if due_date is not None and not today <= due_date <= today + timedelta(days=366):
        found.append(objection("answer-day-outside", N_("Enter a day from today on, within a year."), where="due_date"))
    return found
