"""One checkpoint in the manager's place: named by the HR partner, held on a sheet of its own, over once it is shared (TRUST X10).

The sheet holds the least that makes the checkpoint possible: each criterion as it is worded, with the wordings that stay enough, where it
stood the last time, and what this checkpoint was to look at. No concern, no evidence or words of another checkpoint, no support, no record.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from cadenza.improvement import access, checkpoint_rules, stand_in_rules
from cadenza.improvement.checkpoint_rules import Look, Notes
from cadenza.improvement.held import Held, day_of_person, hold
from cadenza.improvement.ledger import opened
from cadenza.improvement.queries import Page
from cadenza.improvement.rules import Act, Kind
from cadenza.improvement.stand_in_rules import Candidate
from cadenza.improvement.story import Checkpoint, Criterion, Story, fold
from cadenza.objections import Objection, OutOfStep, Unseen, refuse_if
from cadenza.people.days import day_of, start_of
from cadenza.people.models import Person

NOBODY = {"stand_in": None, "stand_in_checkpoint": None, "stand_in_since": None, "stand_in_until": None}
"""The columns of a plan in which nobody stands in."""
NEEDED = frozenset(
    {
        Kind.CRITERION, Kind.CRITERION_DROPPED, Kind.EASED, Kind.CHANGE_PROPOSED, Kind.CHANGE_AGREED,
        Kind.BEGUN, Kind.RESUMED, Kind.EXTENDED, Kind.MANAGER_CONFIRMED, Kind.CHECKPOINT,
    }
)  # fmt: skip
"""The entries that a sheet is made from: wordings, days, where each criterion stood. Nothing else is opened for it."""


@transaction.atomic
def name_stand_in(ref: str, person_id: int | None, first: date | None, last: date | None, *, by: Person, at: datetime) -> Held:
    """The HR partner names who holds the next checkpoint in the manager's place, and on which days. TRUST X10."""
    held = hold(by, Act.NAME_STAND_IN, ref, at=at)
    found = access.named(person_id)
    number = checkpoint_rules.next_number(held.story.days, held.story.checkpoints.keys())
    if held.case.stand_in_id is not None:
        raise OutOfStep([Objection("stand-in-named-before", stand_in_rules.NAMED_BEFORE)])
    if number is None:
        raise OutOfStep([Objection("no-checkpoint-left", stand_in_rules.NO_CHECKPOINT_LEFT)])
    refuse_if(stand_in_rules.objections_to_stand_in_days(first, last, today=day_of(at)))
    assert first is not None
    assert last is not None
    since, until = start_of(first), start_of(last + timedelta(days=1))
    refuse_if(stand_in_rules.objections_to_stand_in(_candidate(held, found, max(since, at), until)))
    held.add(Kind.STAND_IN_NAMED, person=person_id, checkpoint=number, first=first.isoformat(), last=last.isoformat())
    held.done(stand_in=found, stand_in_checkpoint=number, stand_in_since=since, stand_in_until=until)
    return held


@transaction.atomic
def end_stand_in(ref: str, *, by: Person, at: datetime) -> Held:
    """The HR partner ends it before the checkpoint was held. TRUST X10: at once."""
    held = hold(by, Act.END_STAND_IN, ref, at=at)
    if held.case.stand_in_id is None:
        raise OutOfStep([Objection("nobody-stands-in", stand_in_rules.NOBODY_STANDS_IN)])
    held.add(Kind.STAND_IN_ENDED, person=held.case.stand_in_id)
    held.done(**NOBODY)
    return held


def sheet_for(by: Person, ref: str, number: int, *, sent: bool = False, at: datetime) -> Page:
    """The sheet of one checkpoint for whoever stands in at it now; raises Unseen for everybody else, and for every other checkpoint.

    Whoever has `sent` words that came too late is told so, and keeps them: they are their own and tell nothing (TRUST 0.8, N10).
    """
    try:
        seat = access.case_for(by, "hold-for-manager", ref, at=at)
        if number != seat.case.stand_in_checkpoint:
            raise Unseen
    except Unseen:
        if sent and _was_named(by, ref, number, at=at):
            raise OutOfStep([Objection("stands-in-no-more", stand_in_rules.STANDS_IN_NO_MORE)]) from None
        raise
    return _sheets([seat], at)[0]


def _was_named(by: Person, ref: str, number: int, *, at: datetime) -> bool:
    """Whether the record names them for this checkpoint, on days that are over since yesterday at most."""
    case = access.case_once_covered(by, ref, at=at)
    named = opened([case], kinds={Kind.STAND_IN_NAMED})[case.pk] if case is not None else []
    return any(
        (one.words["person"], one.words["checkpoint"]) == (by.pk, number)
        and stand_in_rules.is_barely_over(date.fromisoformat(one.words["last"]), today=day_of(at))
        for one in named
    )


def sheets_of(by: Person, *, at: datetime) -> list[Page]:
    """Every sheet that waits for the reader now. One statement while there is none; the records of all are opened at once."""
    return _sheets(access.seats_stood_in(by, at=at), at)


def _sheets(seats: list[access.Seat], at: datetime) -> list[Page]:
    told = opened([seat.case for seat in seats], kinds=NEEDED)
    return [Page(seat, _bared(fold(told[seat.case.pk])), [], day_of_person(seat.case.person, at), at) for seat in seats]


def _bared(told: Story) -> Story:
    """The same story with wordings, days and verdicts alone: what is not needed at the checkpoint is not in it."""
    criteria = {
        number: Criterion(
            number,
            one.standard,
            one.sequence,
            list(one.eased),
            looks={checkpoint: Look(look.verdict) for checkpoint, look in one.looks.items()},
        )
        for number, one in told.criteria.items()
    }
    checkpoints = {
        number: Checkpoint(number, one.held_on, None, one.at, Notes(ahead=one.notes.ahead), one.sequence)
        for number, one in told.checkpoints.items()
    }
    return Story(criteria=criteria, checkpoints=checkpoints, days=told.days, begun_on=told.begun_on, ends_on=told.ends_on)


def _candidate(held: Held, found: Person | None, since: datetime, until: datetime) -> Candidate | None:
    if found is None:
        return None
    case = held.case
    return Candidate(
        is_person=found.pk == case.person_id,
        stands_in=access.stands_in_for(found, case.manager, since=since, until=until),
        near=access.is_too_near_to_stand_in(found, case, at=held.at),
        in_hr=access.looks_after_people(found, at=held.at),
        decides=found.pk in {case.decider_id, case.appeal_manager_id},
        provides=found.pk in {one.provider_id for one in held.story.supports.values()},
    )
