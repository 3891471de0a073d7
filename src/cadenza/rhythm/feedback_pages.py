"""What the pages of feedback show: received, asked for, given, and what a manager was told. A constant number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator

from cadenza.asks.models import Ask
from cadenza.asks.queries import asks_of
from cadenza.asks.rules import AskKind
from cadenza.evidence.feedback_access import about, visible_feedback
from cadenza.evidence.feedback_rules import Part
from cadenza.evidence.models import Feedback, FeedbackCorrection
from cadenza.people.models import Person
from cadenza.plans.models import Goal
from cadenza.rhythm.models import Wanted

AT_ONCE = 20
SHOWS = ("received", "asked", "given")


@dataclass
class Row:
    """One piece in a list, with the goal it stands beside where its reader may know."""

    feedback: Feedback
    goal: Goal | None = None
    read: bool = True
    """Whether its words may stand here: its receiver opens it once, on purpose."""


@dataclass
class FeedbackPage:
    """The receiver's page."""

    show: str
    page: Page[Any]
    rows: list[Row] = field(default_factory=list)
    asks: list[tuple[Ask, Wanted | None]] = field(default_factory=list)
    unread: int = 0


def feedback_page(reader: Person, *, show: str, number: str, at: datetime) -> FeedbackPage:
    """One's own: what was received, what was asked for, what was given."""
    chosen = show if show in SHOWS else SHOWS[0]
    visible = visible_feedback(reader, at=at).select_related("giver", "person", "capability", "ask")
    if chosen == "asked":
        asked = asks_of(reader, at=at).filter(asker=reader, kind=AskKind.FEEDBACK)
        found = FeedbackPage(chosen, Paginator(asked, AT_ONCE).get_page(number))
        wanted = {
            one.ask_id: one for one in Wanted.objects.filter(ask__in=[ask.pk for ask in found.page]).select_related("goal", "capability")
        }
        found.asks = [(ask, wanted.get(ask.pk)) for ask in found.page]
    else:
        rows = visible.filter(person=reader) if chosen == "received" else visible.filter(giver=reader)
        found = FeedbackPage(chosen, Paginator(rows, AT_ONCE).get_page(number))
        found.rows = with_goals(found.page, reader)
    found.unread = Feedback.objects.filter(person=reader).unread().count()
    return found


def feedback_of(subject: Person, reader: Person, *, number: str, at: datetime) -> FeedbackPage:
    """What the reader may see of somebody's feedback: everything of their own, what was shared of a report's. Raises Unseen."""
    rows = about(reader, subject, at=at).select_related("giver", "person", "capability", "ask")
    found = FeedbackPage("received", Paginator(rows, AT_ONCE).get_page(number))
    found.rows = with_goals(found.page, reader, owner=subject)
    return found


def latest_of(subject: Person, reader: Person, *, at: datetime, most: int = 5) -> list[Row]:
    """The newest of what the reader may see, for the page of evidence."""
    rows = about(reader, subject, at=at).select_related("giver", "person", "capability", "ask")[:most]
    return [Row(one, read=is_open(one, reader)) for one in rows]


def with_goals(rows: Iterable[Feedback], reader: Person, *, owner: Person | None = None) -> list[Row]:
    """Each piece with its goal, for the person and the manager: a giver does not learn it (FB-1). One query."""
    pieces = list(rows)
    links = Goal.feedback.through.objects.filter(feedback__in=[one.pk for one in pieces], goal__plan__owner=owner or reader)
    goals = {link.feedback_id: link.goal for link in links.select_related("goal__plan__cycle", "goal__plan__owner")}
    return [Row(one, None if one.person_id != (owner or reader).pk else goals.get(one.pk), is_open(one, reader)) for one in pieces]


def is_open(one: Feedback, reader: Person) -> bool:
    """Whether the words may be shown to this reader: to its receiver from the moment they opened it."""
    return one.person_id != reader.pk or one.read_at is not None


@dataclass
class OnePage:
    """One piece whole, to one of its readers."""

    feedback: Feedback
    parts: frozenset[Part]
    goals: list[Goal]
    corrections: list[FeedbackCorrection]

    @property
    def receives(self) -> bool:
        return Part.RECEIVER in self.parts

    @property
    def gives(self) -> bool:
        return Part.GIVER in self.parts

    @property
    def readable(self) -> bool:
        return not self.receives or self.feedback.read_at is not None

    @property
    def put_right_unread(self) -> bool:
        """Whether something was put right since its receiver opened it."""
        return self.receives and self.readable and any(one.read_at is None for one in self.corrections)

    @property
    def changes(self) -> bool:
        return self.gives and self.feedback.read_at is None


def one_page(found: Feedback, parts: frozenset[Part]) -> OnePage:
    """The piece with its corrections, and the goals for those who may know of them."""
    links = Goal.feedback.through.objects.filter(feedback=found.pk).select_related("goal__plan__cycle", "goal__plan__owner")
    goals = [link.goal for link in links] if parts - {Part.GIVER} else []
    return OnePage(found, parts, goals, list(found.corrections.all()))
