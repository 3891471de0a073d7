"""What belongs to a pair: what they want to talk about in their 1:1, and when they usually meet; and what a request for words is about."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from cadenza.asks.models import Ask
from cadenza.capability.models import Capability
from cadenza.people.models import Person
from cadenza.plans.models import Goal
from cadenza.sealing.registry import Level, personal_text, plain_text


@personal_text(level=Level.P2, whose="person", text="what one of the pair wants to talk about")
class AgendaPoint(models.Model):
    """One topic of one pair. It stays with these two: a new manager begins with an empty agenda (HAND-1)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    manager = models.ForeignKey(Person, models.PROTECT, related_name="+")
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    text = models.CharField(max_length=500)
    for_date = models.DateField()
    """The 1:1 on whose page it was added; an unticked one stands on every later page too."""
    added_at = models.DateTimeField()
    ticked_for = models.DateField(null=True, blank=True)
    """The 1:1 in which it was dealt with."""
    ticked_at = models.DateTimeField(null=True, blank=True)
    ticked_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["for_date", "pk"]
        indexes = [models.Index(fields=["person", "manager", "ticked_for"], name="agenda_of_a_pair")]
        constraints = [
            models.CheckConstraint(condition=~Q(person=F("manager")), name="a_pair_is_two_people"),
            models.CheckConstraint(condition=Q(ticked_for=None) | Q(ticked_at__isnull=False), name="a_ticked_point_has_its_instant"),
        ]


@plain_text("timezone")
class MeetingTime(models.Model):
    """The time of day at which a pair usually meets (REV-5). It ends with the pair, as its agenda does; without one a 1:1 has a day only."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    manager = models.ForeignKey(Person, models.PROTECT, related_name="+")
    begins = models.TimeField()
    timezone = models.CharField(max_length=64)
    """Of whoever named the time; the other one's calendar shows the same instant on its own clock."""
    set_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "manager"], name="one_meeting_time_of_a_pair"),
            models.CheckConstraint(condition=~Q(person=F("manager")), name="a_meeting_time_is_of_two_people"),
        ]


class Wanted(models.Model):
    """What a request for feedback or evidence is about. It lies here, apart from the request, so that whoever is asked never reads it (TRUST R12)."""

    ask = models.OneToOneField(Ask, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    """About whose work; the asker or, for evidence, one of the asker's reports."""
    capability = models.ForeignKey(Capability, models.PROTECT, null=True, blank=True, related_name="+")
    goal = models.ForeignKey(Goal, models.PROTECT, null=True, blank=True, related_name="+")
