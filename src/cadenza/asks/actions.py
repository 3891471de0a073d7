"""Asking somebody for help, and their answer."""

from __future__ import annotations

import secrets
from datetime import date, datetime

from django.db import transaction

from cadenza.asks import rules
from cadenza.asks.access import ask_for
from cadenza.asks.models import Ask
from cadenza.asks.rules import REF_LENGTH, REF_LETTERS, AskEvent, AskKind, AskState
from cadenza.objections import Unseen, refuse_if
from cadenza.people.days import day_of
from cadenza.people.models import Person
from cadenza.people.relations import has_left
from cadenza.people.rules import PersonStatus
from cadenza.trail.record import record


@transaction.atomic
def ask(helper_id: int, kind: AskKind, *, what: str, by: Person, at: datetime, due_date: date | None = None, dates: str = "") -> Ask:
    """Ask somebody for help, in one's own words. Rule ACT-1. The asker is always the person or the manager themselves.

    The helper reads exactly `what`, who asks and when it is wanted; callers must have told the asker so.
    """
    helper = Person.objects.filter(pk=helper_id).first()
    if helper is None or has_left(by, at=at):
        raise Unseen
    here = not has_left(helper, at=at) and helper.status in {PersonStatus.ACTIVE, PersonStatus.ABSENT}
    refuse_if(rules.objections_to_ask(what, asker_id=by.pk, helper_id=helper.pk, helper_here=here))
    made = Ask.objects.create(
        ref=_new_ref(), kind=kind, asker=by, helper=helper, what=what.strip(), dates=dates, due_date=due_date, asked_at=at
    )
    record("asks.asked", by=by, about=by, at=at, ask=made.pk, helper=helper.pk)
    return made


def accept(ref: str, *, by: Person, at: datetime, reply: str = "") -> Ask:
    """Say yes to a request. Rule ACT-1."""
    return _answer(ref, AskEvent.ACCEPT, by=by, at=at, reply=reply)


def decline(ref: str, *, by: Person, at: datetime, reply: str = "") -> Ask:
    """Say no, or no longer; no reason is asked for. Rule ACT-1."""
    return _answer(ref, AskEvent.DECLINE, by=by, at=at, reply=reply)


@transaction.atomic
def mark_held(ref: str, *, held_on: date | None, by: Person, at: datetime) -> Ask:
    """Say on which day it took place; either of the two may."""
    found = ask_for(by, "mark-held", ref, at=at, lock=True)
    refuse_if(
        [
            *rules.objections_to_event(AskState(found.state), AskEvent.HOLD),
            *rules.objections_to_held(held_on, asked_on=day_of(found.asked_at), today=day_of(at)),
        ]
    )
    found.state, found.held_on = rules.MOVES[AskState(found.state), AskEvent.HOLD], held_on
    found.save(update_fields=["state", "held_on"])
    record("asks.held", by=by, about=found.asker, at=at, ask=found.pk, held_on=held_on)
    return found


@transaction.atomic
def withdraw(ref: str, *, by: Person, at: datetime) -> Ask:
    """Take a request back."""
    found = ask_for(by, "withdraw", ref, at=at, lock=True)
    refuse_if(rules.objections_to_event(AskState(found.state), AskEvent.WITHDRAW))
    found.state = rules.MOVES[AskState(found.state), AskEvent.WITHDRAW]
    found.save(update_fields=["state"])
    record("asks.withdrawn", by=by, about=found.asker, at=at, ask=found.pk)
    return found


@transaction.atomic
def _answer(ref: str, event: AskEvent, *, by: Person, at: datetime, reply: str) -> Ask:
    found = ask_for(by, event.value, ref, at=at, lock=True)
    refuse_if(rules.objections_to_event(AskState(found.state), event))
    found.state = rules.MOVES[AskState(found.state), event]
    found.reply, found.answered_at = reply.strip(), at
    found.save(update_fields=["state", "reply", "answered_at"])
    record(f"asks.{found.state}", by=by, about=found.asker, at=at, ask=found.pk)
    return found


def _new_ref() -> str:
    return "K-" + "".join(secrets.choice(REF_LETTERS) for _ in range(REF_LENGTH))
