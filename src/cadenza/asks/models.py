"""A request to somebody named to help: who asks, what, and by when. Never what it serves."""

from __future__ import annotations

from django.db import models

from cadenza.asks.rules import AskKind, AskState
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
