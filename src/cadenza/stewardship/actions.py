"""Verbs of a follow-up: ask, answer, close, open again (HR-2)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cadenza.objections import N_, Refused, objection, refuse_if
from cadenza.people.days import day_of
from cadenza.people.models import Person
from cadenza.stewardship import access, queries, rules
from cadenza.stewardship.models import FollowUp
from cadenza.stewardship.rules import MOVES, FollowUpMove, FollowUpState, Sign, Wish
from cadenza.trail.record import record


@transaction.atomic
def ask(sign: Sign, handle: str, asked_id: int, wish: Wish, *, by: Person, at: datetime) -> FollowUp:
    """Ask somebody who stands at the person's side to look into a sign; they find it among their dues (HR-2)."""
    about = access.person_with_sign(by, sign, handle, at=at)
    standing = FollowUp.objects.filter(sign=sign, about=about).exclude(state=FollowUpState.CLOSED)
    refuse_if(rules.objections_to_asking(wish, open_already=standing.exists(), today=day_of(at)))
    asked = next((one for one in queries.to_be_asked(sign, about, at=at) if one.pk == asked_id), None)
    if asked is None:
        raise Refused([objection("follow-up-nobody", N_("Pick whom you ask."), where="asked")])
    assert wish.due_on is not None
    made = FollowUp.objects.create(
        sign=sign, about=about, asked=asked, asked_by=by, asked_at=at, due_on=wish.due_on, words=wish.words.strip()
    )
    record("stewardship.follow-up-asked", by=by, about=about, at=at, follow_up=made.pk, sign=str(sign), asked=asked.pk)
    return made


@transaction.atomic
def answer(pk: int, words: str, *, by: Person, at: datetime) -> FollowUp:
    """Say what was done, or what is in the way. It can be said anew until whoever asked closes it (HR-2)."""
    found = access.follow_up_for(by, "answer", pk, at=at, lock=True)
    refuse_if([*rules.objections_to_move(found.state, FollowUpMove.ANSWER), *rules.objections_to_answering(words)])
    found.answer, found.answered_at = words.strip(), at
    return _moved(found, FollowUpMove.ANSWER, by=by, at=at)


@transaction.atomic
def close(pk: int, *, by: Person, at: datetime) -> FollowUp:
    """Close a follow-up, answered or not (HR-2)."""
    found = access.follow_up_for(by, "close", pk, at=at, lock=True)
    refuse_if(rules.objections_to_move(found.state, FollowUpMove.CLOSE))
    found.closed_at, found.closed_by = at, by
    return _moved(found, FollowUpMove.CLOSE, by=by, at=at)


@transaction.atomic
def reopen(pk: int, *, by: Person, at: datetime) -> FollowUp:
    """Open a closed follow-up again: whoever was asked is asked once more, and their answer stays (HR-2)."""
    found = access.follow_up_for(by, "close", pk, at=at, lock=True)
    others = FollowUp.objects.filter(sign=found.sign, about=found.about).exclude(state=FollowUpState.CLOSED)
    refuse_if(rules.objections_to_move(found.state, FollowUpMove.REOPEN))
    if others.exists():
        raise Refused([objection("follow-up-open-elsewhere", N_("Somebody was asked about this anew meanwhile, and that is open."))])
    found.closed_at, found.closed_by = None, None
    return _moved(found, FollowUpMove.REOPEN, by=by, at=at)


def _moved(found: FollowUp, move: FollowUpMove, *, by: Person, at: datetime) -> FollowUp:
    found.state = MOVES[FollowUpState(found.state), move]
    found.save()
    record("stewardship.follow-up-moved", by=by, about=found.about, at=at, follow_up=found.pk, move=str(move))
    return found
