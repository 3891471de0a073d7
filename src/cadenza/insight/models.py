"""What insight keeps: the weekly figures for readers who see aggregates only."""

from __future__ import annotations

from django.db import models

from cadenza.capability.models import Capability
from cadenza.people.models import Person
from cadenza.plans.rules import GoalStatus
from cadenza.sealing.registry import plain_text
from cadenza.strategy.models import Cycle


@plain_text("figures")
class Snapshot(models.Model):
    """One week's figures as they may be shown, suppression done; unchanged until the next week's (TRUST 1.5). Holds no person."""

    week = models.DateField(unique=True)
    """Its Monday, on the organisation's calendar."""
    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="+")
    counted_at = models.DateTimeField()
    figures = models.JSONField()


@plain_text("groups")
class LevelPicture(models.Model):
    """How groups of five and more stand on one capability's ladder, in bands; unchanged until the next week's (TRUST C2 `a`, 1.5). Holds no person."""

    week = models.DateField()
    """Its Monday, on the organisation's calendar."""
    capability = models.ForeignKey(Capability, models.PROTECT, related_name="+")
    counted_at = models.DateTimeField()
    groups = models.JSONField()
    """For each group: kind, name, people, the ids of its teams, and level -> band."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["week", "capability"], name="one_picture_of_a_capability_in_a_week")]


@plain_text("figures")
class ImpactPicture(models.Model):
    """Whether key results came further where capability was built, over a year of finished cycles; counted once for each (IMP-1 to IMP-4).

    Suppression is done, and it holds no person (TRUST 1.5).
    """

    cycle = models.OneToOneField(Cycle, models.PROTECT, related_name="+")
    """The last cycle that it looks at."""
    counted_at = models.DateTimeField()
    figures = models.JSONField()


class PersonMonth(models.Model):
    """How one person's month stood when it was last counted: state, milestones, reviews; no word (HR-1, TRUST E1 `m`). Kept for a year."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="kept_months")
    month = models.DateField()
    """Its first day."""
    status = models.CharField(max_length=12, choices=GoalStatus.choices(), blank=True)
    """Where the plan stood at the month's end, or at the count; empty without an agreed plan."""
    milestones_done = models.PositiveSmallIntegerField(default=0)
    milestones_due = models.PositiveSmallIntegerField(default=0)
    reviews_held = models.PositiveSmallIntegerField(default=0)
    reviews_due = models.PositiveSmallIntegerField(default=0)
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "month"], name="one_kept_month_of_a_person")]
        indexes = [models.Index(fields=["month"], name="kept_months_by_month")]
