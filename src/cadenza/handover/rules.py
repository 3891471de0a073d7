"""What a handover allows: when one opens, who takes which part in it, what an answer to each commitment must say. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cadenza.objections import N_, Objection, objection, says_something
from cadenza.people.rules import Coded, Relation

OPEN_DAYS = 14
"""From the change on: how long an outgoing manager may still write, and by when the incoming one takes over. Source: TRUST X1."""
SHORT_LINE = timedelta(days=14)
"""A line that lasted less, to somebody without a plan, was a correction and hands nothing over. House arithmetic."""
TEXT_LIMIT = 5000
REASON_LIMIT = 2000

WORDS = ("deliverables", "risks", "contacts", "advice")
"""HAND-1: what the outgoing manager adds to what assembles itself. None of it is required."""


class Part(Coded):
    """What somebody is in one handover at one instant. WHO_MAY is made of these."""

    PERSON = "person"
    HANDS_OVER = "hands-over"
    """The outgoing manager while the person still reports to them."""
    WRITES = "writes"
    """The outgoing manager until the words are sent or their time is over (TRUST H1: FM until release, then nothing)."""
    TAKES_OVER = "takes-over"
    """The incoming manager, from the effective instant on (TRUST X1)."""
    READS_WORDS = "reads-words"
    """The incoming manager once the words were sent."""
    OVERSEES = "oversees"
    """TRUST H1 `m`: the line above and HR, dates and states."""


class Answer(Coded):
    """What the incoming manager says to one open commitment (HAND-2)."""

    TAKE_OVER = "take-over"
    RENEGOTIATE = "renegotiate"


@dataclass(frozen=True)
class Course:
    """Where a handover stands, as the rules see it."""

    person_id: int
    outgoing_id: int
    incoming_id: int | None
    since: datetime
    sent: bool = False
    accepted: bool = False


@dataclass(frozen=True)
class Reply:
    """One commitment's answer as it was sent."""

    answer: str = ""
    due_date: date | None = None
    reason: str = ""


def parts_in(course: Course, viewer_id: int, relations: Collection[Relation], *, at: datetime) -> frozenset[Part]:
    """Everything somebody is in a handover at an instant. Rule HAND-1. Source: TRUST H1, X1.

    The relation is that of the instant: who stopped being the manager a second ago hands over no longer, and only writes.
    """
    found = set()
    manages = Relation.MANAGER in relations
    if Relation.SELF in relations:
        found.add(Part.PERSON)
    if viewer_id == course.outgoing_id:
        if manages and at < course.since:
            found.add(Part.HANDS_OVER)
        if (manages or Relation.FORMER in relations) and not course.sent and at < closes_at(course.since):
            found.add(Part.WRITES)
    if viewer_id == course.incoming_id and manages and course.since <= at:
        found.add(Part.TAKES_OVER)
        if course.sent:
            found.add(Part.READS_WORDS)
    if {Relation.UPLINE, Relation.HR_SCOPE, Relation.HR_ADMIN} & set(relations):
        found.add(Part.OVERSEES)
    return frozenset(found)


def closes_at(since: datetime) -> datetime:
    """The instant from which nobody writes into a handover any more. Rule HAND-2. Source: TRUST X1, fourteen days."""
    return since + timedelta(days=OPEN_DAYS)


def accept_by(since: date) -> date:
    """The day by which the incoming manager takes over; afterwards it is HR's due as well. Rule HAND-2."""
    return since + timedelta(days=OPEN_DAYS)


def opens(*, has_plan: bool, line_began: datetime, line_ends: datetime) -> bool:
    """Whether the end of a line hands anything over. Rule HAND-1: a running plan always; else only a line that lasted."""
    return has_plan or line_ends - line_began >= SHORT_LINE


def objections_to_words(words: Mapping[str, str]) -> list[Objection]:
    """Why words cannot be kept as they came. Rule HAND-1: longer than anybody reads."""
    return [
        objection("words-too-long", N_("Keep this within %(limit)d characters."), where=field, limit=TEXT_LIMIT)
        for field, text in words.items()
        if len(text) > TEXT_LIMIT
    ]


def objections_to_commenting(words: str, *, closed: bool) -> list[Objection]:
    """Why the person's comment does not stand. Rule HAND-1: an empty one says "read", which is enough."""
    if closed:
        return [objection("handover-is-over", N_("This handover is over. Bring it up in your next 1:1 instead."), where="comment")]
    return objections_to_words({"comment": words})


def objections_to_accepting(open_ids: Collection[int], replies: Mapping[int, Reply], *, accepted: bool, today: date) -> list[Objection]:
    """Why the incoming manager has not taken over yet: each open commitment needs an answer of its own. Rules HAND-2, COM-2.

    Source: [O] commitments carry on by name; a new day needs its reason like every renegotiation.
    """
    if accepted:
        return [objection("handover-accepted", N_("You took this over already."))]
    found = []
    for commitment in sorted(open_ids):
        reply, prefix = replies.get(commitment, Reply()), f"c{commitment}-"
        if reply.answer not in {one.value for one in Answer}:
            found.append(
                objection("commitment-unanswered", N_("Say whether you take this over or give it a new day."), where=f"{prefix}answer")
            )
        elif reply.answer == Answer.RENEGOTIATE:
            found += _objections_to_new_day(reply, prefix=prefix, today=today)
    return found


def _objections_to_new_day(reply: Reply, *, prefix: str, today: date) -> list[Objection]:
    found = []
    if reply.due_date is None:
        found.append(objection("new-day-missing", N_("Give the new day."), where=f"{prefix}due_date"))
    elif reply.due_date < today:
        found.append(objection("new-day-past", N_("Give a day from %(today)s on."), where=f"{prefix}due_date", today=today))
    if not says_something(reply.reason):
        found.append(objection("new-day-without-reason", N_("Give the reason in a sentence."), where=f"{prefix}reason"))
    elif len(reply.reason) > REASON_LIMIT:
        found.append(objection("words-too-long", N_("Keep this within %(limit)d characters."), where=f"{prefix}reason", limit=REASON_LIMIT))
    return found


def objections_to_sending(chosen: int) -> list[Objection]:
    """Why nothing is sent. Rule HAND-1."""
    return [] if chosen else [objection("nothing-to-send", N_("Tick at least one handover to send."))]
