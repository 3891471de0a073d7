"""Requests as other rooms and the page of a request need them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from cadenza.asks.access import visible_asks
from cadenza.asks.models import Ask, AskDay
from cadenza.asks.rules import LATELY, OPEN_STATES, WRITTEN, AskState
from cadenza.people.days import day_of
from cadenza.people.models import Person


@dataclass(frozen=True)
class AskStanding:
    """Where a request stands; what a room that points at it may show to those who see its own row."""

    ref: str
    state: AskState
    helper_id: int
    due_date: date | None
    held_on: date | None
    answered_at: datetime | None


def states_of(ask_ids: Collection[int]) -> dict[int, AskStanding]:
    """Standing by id, for rooms that hold a one-way key. Asks no access: the caller has checked its own."""
    return {
        ask.pk: AskStanding(ask.ref, AskState(ask.state), ask.helper_id, ask.due_date, ask.held_on, ask.answered_at)
        for ask in Ask.objects.filter(pk__in=[pk for pk in ask_ids if pk])
    }


def asks_of(viewer: Person, *, at: datetime) -> QuerySet[Ask]:
    """Everything the viewer asked or was asked, newest first."""
    return visible_asks(viewer, at=at).order_by("-asked_at", "-pk")


def asks_at_hand(viewer: Person, *, at: datetime) -> QuerySet[Ask]:
    """What is open on either side, and the help that the viewer gave and that came to its end lately, newest first. Rules DUE-1, ACT-3.

    A day of that can still be written down or put right. What was answered in words takes no days.
    """
    since = at - LATELY
    over = Q(state=AskState.HELD, held_on__gte=day_of(since)) | Q(ended_at__gte=since)
    return asks_of(viewer, at=at).filter(Q(state__in=OPEN_STATES) | (over & Q(helper=viewer) & ~Q(kind__in=WRITTEN)))


def days_of(ask_ids: Collection[int]) -> list[AskDay]:
    """What was said of single days, in the order in which it was said. Asks no access: the caller has checked its own."""
    return list(AskDay.objects.filter(ask__in=[pk for pk in ask_ids if pk]).order_by("pk"))


def latest_days(ask: Ask) -> list[AskDay]:
    """By day, what was said of each last. The caller has been let in."""
    return list({one.on: one for one in ask.days.order_by("on", "pk")}.values())
