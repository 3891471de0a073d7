"""A request to somebody named to help: who asks, what, and by when. Never what it serves."""

from __future__ import annotations

from django.db import models

from cadenza.asks.rules import AskKind, AskState, Became
from cadenza.people.models import Person
from cadenza.sealing.registry import Level, personal_text, plain_text


@personal_text(level=Level.P2, whose="asker", what="what is asked, in the asker's words", reply="what the helper answers")
@plain_text("ref")
class Ask(models.Model):
    """One request. Upper rooms point at it; it points at none of them.

    No field is filled for one kind or purpose alone: days on which something is wanted stand in the words, whoever asks (TRUST R12).
    """

    ref = models.CharField(max_length=12, unique=True)
    kind = models.CharField(max_length=10, choices=AskKind.choices())
    asker = models.ForeignKey(Person, models.PROTECT, related_name="asks_made")
    helper = models.ForeignKey(Person, models.PROTECT, related_name="asks_received")
    what = models.TextField(max_length=1000)
    due_date = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=AskState.choices(), default=AskState.ASKED)
    reply = models.TextField(max_length=1000, blank=True)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    held_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    """When a yes was taken back by either of the two: days before it can still be written down."""


class AskDay(models.Model):
    """What whoever helps says of one day on which help was due; added, never changed: the latest about a day holds.

    Every accepted request takes them, whatever it is for (TRUST R12). It holds days and a code, and no word.
    """

    ask = models.ForeignKey(Ask, models.CASCADE, related_name="days")
    on = models.DateField()
    became = models.CharField(max_length=20, choices=Became.choices())
    other = models.DateField(null=True, blank=True)
    """The new day that is offered, or the one on which it took place instead."""
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["on", "pk"]
