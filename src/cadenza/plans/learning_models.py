"""What became of learning: where it was used, and what is nearly word for word somebody else's (LEARN-3, LEARN-4). Beside `models`."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cadenza.people.models import Person
from cadenza.plans.application_rules import Week
from cadenza.plans.reset_rules import Side
from cadenza.sealing.registry import Level, personal_text
from cadenza.strategy.models import Cycle


@personal_text(
    level=Level.P2,
    whose="action.goal.plan.owner",
    work="the work in which it was used",
    link="where that can be seen",
    in_the_way="what stood in the way of using it",
)
class Application(models.Model):
    """What one of the two says, some weeks after an education action was done: the work in which it was used, or what stood in the way.

    Nothing is reworded; whoever manages the person by then says the manager's side (LEARN-3).
    """

    action = models.ForeignKey("plans.Action", models.PROTECT, related_name="applications")
    week = models.PositiveSmallIntegerField(choices=[(week.value, str(week.value)) for week in Week])
    side = models.CharField(max_length=7, choices=Side.choices())
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    said_at = models.DateTimeField()
    used = models.BooleanField()
    work = models.TextField(max_length=2000, blank=True)
    used_on = models.DateField(null=True, blank=True)
    link = models.URLField(max_length=500, blank=True)
    in_the_way = models.TextField(max_length=2000, blank=True)

    class Meta:
        ordering = ["week", "-side"]
        constraints = [
            models.UniqueConstraint(fields=["action", "week", "side"], name="one_answer_of_a_side"),
            models.CheckConstraint(condition=Q(used=False) | Q(used_on__isnull=False), name="what_was_used_has_its_day"),
        ]


class NearCopy(models.Model):
    """A goal or an action that is nearly word for word somebody else's, as the last night found it (LEARN-4). Holds no word."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="+")
    group = models.PositiveIntegerField()
    """Those of one group are near-copies of its first; numbered from 1 within a cycle."""
    goal = models.ForeignKey("plans.Goal", models.CASCADE, related_name="+")
    action = models.ForeignKey("plans.Action", models.CASCADE, null=True, blank=True, related_name="+")
    """Which action it is; empty for the goal's own words."""
    found_at = models.DateTimeField()

    class Meta:
        ordering = ["group", "pk"]
        indexes = [models.Index(fields=["cycle", "group"], name="near_copies_of_a_cycle")]
