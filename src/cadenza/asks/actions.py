"""Asking somebody for help, and their answer."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from cadenza.asks import rules
from cadenza.asks.access import ask_for
from cadenza.asks.models import Ask, AskDay
from cadenza.asks.queries import latest_days
from cadenza.asks.rules import AskEvent, AskKind, AskState, Became
from cadenza.jobs.queue import enqueue
from cadenza.objections import Unseen, refuse_if
from cadenza.people.days import day_of
from cadenza.people.models import Person
from cadenza.people.relations import has_left
from cadenza.people.rules import PRESENT, PersonStatus
from cadenza.trail.record import record
from cadenza.trail.rules import Audience
from cadenza.web.refs import new_ref


@transaction.atomic
def ask(helper_id: int, kind: AskKind, *, what: str, by: Person, at: datetime, due_date: date | None = None) -> Ask:
    """Ask somebody for help, in one's own words. Rule ACT-1. The asker is always the person or the manager themselves.

    The helper reads exactly `what`, who asks and when it is wanted; callers must have told the asker so.
    """
    helper = Person.objects.filter(pk=helper_id).first()
    if helper is None or has_left(by, at=at):
        raise Unseen
    here = not has_left(helper, at=at) and helper.status in PRESENT
    refuse_if(rules.objections_to_ask(what, asker_id=by.pk, helper_id=helper.pk, helper_here=here))
    made = Ask.objects.create(ref=new_ref("K"), kind=kind, asker=by, helper=helper, what=what.strip(), due_date=due_date, asked_at=at)
    _note("asks.asked", made, by=by, at=at, helper=helper.pk)
    return made


def accept(ref: str, *, by: Person, at: datetime, reply: str = "") -> Ask:
    """Say yes to a request. Rule ACT-1."""
    return _answer(ref, AskEvent.ACCEPT, by=by, at=at, reply=reply)


def decline(ref: str, *, by: Person, at: datetime, reply: str = "") -> Ask:
    """Say no, or no longer; no reason is asked for. Rule ACT-1."""
    return _answer(ref, AskEvent.DECLINE, by=by, at=at, reply=reply)


@transaction.atomic
def answer(ref: str, *, by: Person, at: datetime) -> Ask:
    """It is answered in words, which stand in the room that called: it has taken place today. Rule FB-1.

    The record names it like anything that took place, so that it does not tell what was asked for (TRUST R12).
    """
    found = ask_for(by, "answer", ref, at=at, lock=True)
    refuse_if(rules.objections_to_event(AskState(found.state), AskEvent.ANSWER))
    found.state, found.answered_at, found.held_on = rules.MOVES[AskState(found.state), AskEvent.ANSWER], at, day_of(at)
    found.save(update_fields=["state", "answered_at", "held_on"])
    _note("asks.held", found, by=by, at=at, held_on=found.held_on)
    return found


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
    assert held_on is not None
    _hold(found, held_on, by=by, at=at)
    return found


DAY_RECORDED = "asks.day-recorded"
"""The job that follows on every recorded day; whoever counts days of help does it, and the request does not know them."""


@transaction.atomic
def record_day(ref: str, on: date | None, became: Became | None, *, other: date | None = None, by: Person, at: datetime) -> Ask:
    """Whoever helps says what became of one day. Rules ACT-3, PIP-7; the last one that was wanted ends the request.

    One and the same for every request, in what it writes and in what it sets going (TRUST R12).
    """
    found = ask_for(by, "record-day", ref, at=at, lock=True)
    refuse_if(rules.objections_to_recording(AskState(found.state), ended=found.ended_at is not None))
    offered = AskDay.objects.filter(ask=found, became=Became.NOT_TAKEN, other__isnull=False).values_list("other", flat=True)
    new = {day for day in offered if day is not None}
    ended_on = day_of(found.ended_at) if found.ended_at else None
    days = {"asked_on": day_of(found.asked_at), "today": day_of(at)}
    refuse_if(rules.objections_to_day(on, became, other, **days, offered=new, ended_on=ended_on))
    assert on is not None
    assert became is not None
    before = {one.on: _held_by(one) for one in latest_days(found)}.get(on)
    AskDay.objects.create(ask=found, on=on, became=became, other=other, recorded_at=at)
    _note("asks.day-recorded", found, by=by, at=at, on=on)
    over = rules.held_with(on, became, other, due=found.due_date)
    if over is not None and found.state == AskState.ACCEPTED:
        _hold(found, over, by=by, at=at)
    if found.held_on is not None and found.held_on in {on, before}:
        _put_right(found, {day for day in map(_held_by, latest_days(found)) if day is not None}, by=by, at=at)
    enqueue(DAY_RECORDED, at=at, ask=found.pk)
    return found


@transaction.atomic
def withdraw(ref: str, *, by: Person, at: datetime) -> Ask:
    """Take a request back."""
    found = ask_for(by, "withdraw", ref, at=at, lock=True)
    refuse_if(rules.objections_to_event(AskState(found.state), AskEvent.WITHDRAW))
    _withdraw(found, by=by, at=at)
    return found


@transaction.atomic
def take_back_for_case(ask_id: int, *, by: Person, at: datetime) -> None:
    """Take back a request whose reason is gone, whoever asked it and wherever they are now; one that is over stays. Rule PIP-7.

    Asks no right: the caller has checked that `by` may end what the request serves. The helper reads what any withdrawal says.
    """
    found = Ask.objects.select_for_update(of=("self",)).select_related("asker").filter(pk=ask_id).first()
    if found is None or (AskState(found.state), AskEvent.WITHDRAW) not in rules.MOVES:
        return
    _withdraw(found, by=by, at=at)


@transaction.atomic
def hold_for_case(ask_id: int, held_on: date, *, by: Person, at: datetime) -> None:
    """Mark as held what is over by another record of it, as its two people do with any request; one that is over stays. Rule PIP-7, TRUST R12.

    Asks no right: the caller has checked that `by` keeps the record of what the request serves.
    """
    found = Ask.objects.select_for_update(of=("self",)).select_related("asker").filter(pk=ask_id).first()
    if found is None or (AskState(found.state), AskEvent.HOLD) not in rules.MOVES:
        return
    _hold(found, held_on, by=by, at=at)


@transaction.atomic
def put_right_for_case(ask_id: int, no_longer: date, *, held: Collection[date], by: Person, at: datetime) -> None:
    """Another record of it has put right the day by which it was held (`no_longer`); `held` are those that stand. Rules ACT-3, PIP-7.

    Asks no right: the caller has checked that `by` keeps the record of what the request serves.
    """
    found = Ask.objects.select_for_update(of=("self",)).select_related("asker").filter(pk=ask_id, held_on=no_longer).first()
    if found is not None:
        _put_right(found, held, by=by, at=at)


@transaction.atomic
def settle_lines(at: datetime) -> int:
    """Take back what leavers had asked for and nobody has done: whoever was asked loses the task (TRUST X5). Idempotent.

    A support that was promised to somebody else outlives the manager who asked for it (TRUST X4).
    """
    gone = Q(asker__status=PersonStatus.LEAVER) | Q(asker__end_date__lt=day_of(at))
    rows = Ask.objects.select_for_update(of=("self",)).select_related("asker").filter(gone, state__in=rules.OPEN_STATES)
    found = list(rows.exclude(kind=AskKind.SUPPORT).order_by("pk"))
    for ask in found:
        _withdraw(ask, by=None, at=at)
    return len(found)


@transaction.atomic
def _answer(ref: str, event: AskEvent, *, by: Person, at: datetime, reply: str) -> Ask:
    found = ask_for(by, event.value, ref, at=at, lock=True)
    refuse_if(rules.objections_to_event(AskState(found.state), event))
    if event is AskEvent.DECLINE and found.state == AskState.ACCEPTED:
        found.ended_at = at
    found.state = rules.MOVES[AskState(found.state), event]
    found.reply, found.answered_at = reply.strip(), at
    found.save(update_fields=["state", "reply", "answered_at", "ended_at"])
    _note(f"asks.{found.state}", found, by=by, at=at)
    return found


def _hold(ask: Ask, held_on: date, *, by: Person, at: datetime) -> None:
    ask.state, ask.held_on = rules.MOVES[AskState(ask.state), AskEvent.HOLD], held_on
    ask.save(update_fields=["state", "held_on"])
    _note("asks.held", ask, by=by, at=at, held_on=held_on)


def _withdraw(ask: Ask, *, by: Person | None, at: datetime) -> None:
    if ask.state == AskState.ACCEPTED:
        ask.ended_at = at
    ask.state = rules.MOVES[AskState(ask.state), AskEvent.WITHDRAW]
    ask.save(update_fields=["state", "ended_at"])
    _note("asks.withdrawn", ask, by=by, at=at)


def _put_right(ask: Ask, held: Collection[date], *, by: Person, at: datetime) -> None:
    """Hold it by the last day that stands, or open it again, where the one that it went by stands no longer. Rule ACT-3."""
    if ask.held_on is None or ask.held_on in held or (AskState(ask.state), AskEvent.REOPEN) not in rules.MOVES:
        return
    anew = rules.held_anew(ask.held_on, held, due=ask.due_date)
    if anew is None:
        ask.state = rules.MOVES[AskState(ask.state), AskEvent.REOPEN]
    ask.held_on = anew
    ask.save(update_fields=["state", "held_on"])
    _note("asks.held" if anew else "asks.reopened", ask, by=by, at=at, held_on=anew)


def _held_by(one: AskDay) -> date | None:
    return rules.held_on_with(one.on, Became(one.became), one.other)


def _note(kind: str, ask: Ask, *, by: Person | None, at: datetime, **facts: date | int | None) -> None:
    """One entry about the asker, for the asker: that somebody asked for help is between the two of them (TRUST E1 PM, D2)."""
    told: dict[str, Any] = {"ask": ask.pk, **facts}
    record(kind, by=by, about=ask.asker, at=at, audience=Audience.SUBJECT, **told)
