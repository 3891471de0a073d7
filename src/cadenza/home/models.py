"""What the pages of this room keep: files on their way in for a day, the address of somebody's calendar, which mail they want."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cadenza.people.models import Person
from cadenza.sealing.registry import plain_text


@plain_text("ref", "kind", "choices", "outcome")
class KeptFile(models.Model):
    """A file that somebody is importing. Its name, mapping and mended cells are sealed; so is every part of it.

    Forgotten, key and all, when it was imported or after 24 hours. What is left of it is the outcome: five numbers.
    """

    ref = models.CharField(max_length=16, unique=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12)
    kept_at = models.DateTimeField(db_index=True)
    choices = models.BinaryField(null=True, blank=True)
    outcome = models.JSONField(default=dict, blank=True)


@plain_text("sealed")
class KeptPart(models.Model):
    """One piece of a kept file, sealed."""

    file = models.ForeignKey(KeptFile, models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    sealed = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="one_part_of_a_number_in_a_kept_file")]
        ordering = ["number"]


@plain_text("token_hash")
class CalendarLink(models.Model):
    """The secret address under which a calendar fetches somebody's 1:1s (REV-5, TRUST K2). Of the token only the hash is kept."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(ended_at=None), name="one_living_calendar_link_per_person"),
        ]


class MailChoice(models.Model):
    """Which mail somebody wants (DUE-2). Without a row: both."""

    person = models.OneToOneField(Person, models.PROTECT, related_name="+")
    weekly = models.BooleanField(default=True)
    on_the_day = models.BooleanField(default=True)


@plain_text("due")
class Snooze(models.Model):
    """A due that somebody put off, once, to a day they named (DUE-1). It changes their own list and nothing else; taken back, it stays spent."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    due = models.CharField(max_length=80)
    """Kind and number of the due, as `home.rules.Due.key` names it: codes, ids and dates."""
    was_on = models.DateField()
    until = models.DateField()
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    """When it was taken back before its day."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "due"], name="one_snooze_of_a_due")]
