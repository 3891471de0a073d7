"""How long each kind of record is kept, why, and from which day it goes; who sets a hold, lifts one, and decides an erasure. Pure.

The table is TRUST's defaults (L18, X5, X9, X18). Whoever runs this has their own counsel look at it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from cadenza.custody.case_rules import months_after
from cadenza.objections import N_, Objection, objection, says_something
from cadenza.people.rules import Coded, GrantedRole


class RecordKind(Coded):
    """What the schedule tells apart. The order is the order of a run: what points to something goes before it."""

    NOTE = "early-note"
    AGENDA = "agenda"
    FOLLOW_UP = "follow-up"
    SNAPSHOT = "talent-snapshot"
    HANDOVER = "handover"
    PLAN = "plan"
    DRAFT = "unshared-draft"
    REFLECTION = "unshared-words"
    NEED = "need"
    ASSESSMENT = "assessment"
    EVIDENCE = "evidence"
    FEEDBACK = "feedback"
    FORMAL = "formal-plan"
    BUNDLE = "passed-to-hr"
    POINTS = "agreed-points"
    REQUEST = "request"
    DECLARED = "declared"
    ACCESS = "access-case"
    ADDRESS = "leaver-address"
    TRAIL = "record-of-acts"


PRIVATE = frozenset(
    {
        RecordKind.NOTE,
        RecordKind.DRAFT,
        RecordKind.REFLECTION,
        RecordKind.BUNDLE,
        RecordKind.POINTS,
        RecordKind.DECLARED,
        RecordKind.ACCESS,
    }
)
"""Never counted and never named on any page: that there is one is not the reader's to know (TRUST F1, F2, F3, E2, A3, L13, 1.5)."""


@dataclass(frozen=True)
class Period:
    """A time to keep something."""

    months: int = 0
    days: int = 0

    def before(self, day: date) -> date:
        """The day that lies this long before another: what ended earlier is due."""
        return months_after(day, -self.months) - timedelta(days=self.days)

    def after(self, day: date) -> date:
        """The first day on which something that ended then is due."""
        return months_after(day, self.months) + timedelta(days=self.days + 1)


@dataclass(frozen=True)
class Term:
    """How long one kind of record is kept: after its purpose ended, and after the person left, whichever comes first."""

    over: Period | None
    left: Period | None
    ends: str
    """What ends its purpose."""
    source: str


TWO_YEARS, HALF_A_YEAR, THIRTY_DAYS = Period(months=24), Period(months=6), Period(days=30)
LIMITATION = Period(months=18)
"""A formal plan of somebody who left. Source: TRUST L18: limitation of claims, conciliation and service."""

SCHEDULE: Mapping[RecordKind, Term] = {
    RecordKind.NOTE: Term(
        Period(days=183), Period(days=183), N_("its last follow-up, or its author lost sight of it"), "TRUST L18, X3, X5"
    ),
    RecordKind.AGENDA: Term(TWO_YEARS, HALF_A_YEAR, N_("the 1:1 it was for"), "TRUST L18: review log"),
    RecordKind.FOLLOW_UP: Term(TWO_YEARS, HALF_A_YEAR, N_("it was closed"), "TRUST L18: review log"),
    RecordKind.SNAPSHOT: Term(HALF_A_YEAR, HALF_A_YEAR, N_("its session was over: the next two cycles"), "TRUST L18: snapshot"),
    RecordKind.HANDOVER: Term(TWO_YEARS, HALF_A_YEAR, N_("it was taken over"), "TRUST L18: development record"),
    RecordKind.PLAN: Term(TWO_YEARS, HALF_A_YEAR, N_("its cycle ended"), "TRUST L18: development plan and review log"),
    RecordKind.DRAFT: Term(THIRTY_DAYS, THIRTY_DAYS, N_("its cycle ended and it was never shared"), "TRUST L18: drafts"),
    RecordKind.REFLECTION: Term(None, THIRTY_DAYS, N_("the person decides while they are here"), "TRUST L18: private reflection"),
    RecordKind.NEED: Term(TWO_YEARS, HALF_A_YEAR, N_("the talk that brought it up"), "TRUST L18: development record"),
    RecordKind.ASSESSMENT: Term(TWO_YEARS, HALF_A_YEAR, N_("another took its place"), "TRUST L18: development record"),
    RecordKind.EVIDENCE: Term(TWO_YEARS, HALF_A_YEAR, N_("it happened, and nothing kept cites it"), "TRUST L18: development record"),
    RecordKind.FEEDBACK: Term(TWO_YEARS, HALF_A_YEAR, N_("it was given"), "TRUST L18: development record"),
    RecordKind.FORMAL: Term(TWO_YEARS, LIMITATION, N_("it ended; six months where it was withdrawn unopened"), "TRUST L18, X18, 1.7"),
    RecordKind.BUNDLE: Term(None, None, N_("the formal plan that used it is gone; six months where none did"), "TRUST L18, X9"),
    RecordKind.POINTS: Term(TWO_YEARS, HALF_A_YEAR, N_("the conversation, and nothing kept names it"), "TRUST L18: development record"),
    RecordKind.REQUEST: Term(TWO_YEARS, HALF_A_YEAR, N_("it was made, and nothing kept points to it"), "TRUST L18: development record"),
    RecordKind.DECLARED: Term(None, THIRTY_DAYS, N_("the person decides while they are here"), "TRUST A3, L18"),
    RecordKind.ACCESS: Term(
        HALF_A_YEAR, None, N_("it was closed; at once where it was withdrawn"), "TRUST L18: purpose ended; 0.7, no copy outlives its record"
    ),
    RecordKind.ADDRESS: Term(None, HALF_A_YEAR, N_("the person left"), "TRUST L18: purpose ended"),
    RecordKind.TRAIL: Term(TWO_YEARS, None, N_("it was recorded; cleared at the beginning of a month"), "TRUST L18: security audit"),
}
"""Kind -> its term. Rule DATA-3."""

MARK_LENGTH = 16


def mark_from(kind: str, born: object) -> str:
    """A fingerprint of what a row was born with: after a restore its number may be another row's (TRUST N24). House arithmetic.

    An instant in UTC, so that every database and zone says the same.
    """
    text = born.astimezone(UTC).isoformat() if isinstance(born, datetime) else str(born)
    return hashlib.sha256(f"{kind}:{text}".encode()).hexdigest()[:MARK_LENGTH]


UNSERVED = Period(months=6)
"""A formal plan that was withdrawn before the person knew of it. Source: TRUST 1.7."""


def first_of_month(day: date) -> date:
    """The day from which the record of acts counts its months: once a month is enough. House arithmetic."""
    return day.replace(day=1)


def formal_due_on(*, ended_on: date | None, unserved: bool, spent_on: date | None, left_on: date | None) -> date | None:
    """The first day on which a formal plan goes; None while it is open and the person is here. Rule DATA-3.

    Once the person has left it is kept for claims, unless it was out of everyday view by then: that one keeps its own time.
    Source: TRUST L18, X18, 1.7.
    """
    if ended_on is not None and unserved:
        return UNSERVED.after(ended_on)
    spent = spent_on is not None and left_on is not None and spent_on <= left_on
    if left_on is not None and not spent:
        return LIMITATION.after(left_on)
    return TWO_YEARS.after(ended_on) if ended_on is not None else None


# Holds and erasures

HOLDERS: frozenset[GrantedRole] = frozenset({GrantedRole.PRIVACY_OFFICER, GrantedRole.CASE_REVIEWER})
"""Who sets a hold, and who lifts one: two of them (TRUST M2, 1.6). The case reviewer stands for counsel."""

REASON_LENGTH = 500
"""Characters of a reason."""


def objections_to_reason(reason: str, *, where: str = "reason") -> list[Objection]:
    """Why a reason does not stand. Rule DATA-3. Source: TRUST M2."""
    if not says_something(reason):
        return [objection("hold-without-reason", N_("Say why, in a sentence."), where=where)]
    if len(reason) > REASON_LENGTH:
        return [objection("reason-too-long", N_("Keep the reason within %(limit)d characters."), where=where, limit=REASON_LENGTH)]
    return []


def objections_to_hold(reason: str, *, held_already: bool) -> list[Objection]:
    """Why a hold is not set. One person sets it, for it destroys nothing. Rule DATA-3."""
    if held_already:
        return [objection("held-already", N_("A hold on this person’s records stands already."), where="person")]
    return objections_to_reason(reason)


def objections_to_lifting(*, lifted: bool, proposed_by: int | None, by: int) -> list[Objection]:
    """Why a hold is not lifted: one proposes it, another one does it. Rule DATA-3. Source: TRUST 1.6, two persons."""
    if lifted:
        return [objection("lifted-already", N_("This hold was lifted already."))]
    if proposed_by is None:
        return [objection("lifting-not-proposed", N_("Somebody has to propose that first, with a reason."))]
    if proposed_by == by:
        return [objection("second-person-lifts", N_("You proposed it, so somebody else has to agree."))]
    return []


def objections_to_erasing(reason: str, *, has_left: bool, frozen: bool, asked_already: bool) -> list[Objection]:
    """Why nobody's records are to be erased before their time. Rule DATA-3. Source: TRUST 1.8, L13, Art. 17(3)."""
    if not has_left:
        return [objection("still-here", N_("Only the records of somebody who has left can be erased before their time."), where="person")]
    if frozen:
        return [
            objection("erasure-while-frozen", N_("Records about this person are frozen at present. Nothing can be erased."), where="person")
        ]
    if asked_already:
        return [objection("erasure-asked-already", N_("This was proposed already and waits for HR admin."), where="person")]
    return objections_to_reason(reason)


def objections_to_deciding(*, decided: bool, proposed_by: int, by: int, agreed: bool, has_left: bool, frozen: bool) -> list[Objection]:
    """Why an erasure is not carried out: HR admin decides what the privacy officer proposed, never both in one. Rule DATA-3; TRUST 1.8."""
    if decided:
        return [objection("erasure-decided", N_("This was decided already."))]
    if proposed_by == by:
        return [objection("second-person-erases", N_("You proposed it, so somebody else has to decide."))]
    if agreed and not has_left:
        return [
            objection("here-after-all", N_("This person has not left after all. Only a leaver’s records can be erased before their time."))
        ]
    if agreed and frozen:
        return [objection("erasure-frozen-since", N_("Records about this person were frozen meanwhile. Nothing can be erased."))]
    return []


ERASED_AHEAD: Collection[RecordKind] = tuple(
    kind for kind in RecordKind if kind not in {RecordKind.FORMAL, RecordKind.TRAIL, RecordKind.REFLECTION, RecordKind.NOTE}
)
"""What an erasure takes through the schedule's own way. Formal plans keep the time that claims need (Art. 17(3)(e)); what is recorded of
acts keeps its own; notes and unshared words are erased by their keys."""
