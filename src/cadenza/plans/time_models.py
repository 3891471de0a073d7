"""Development time and what became of it: what gave way to delivery (TIME-1). Beside `models`, which every other module imports."""

from __future__ import annotations

from django.db import models

from cadenza.people.models import Person
from cadenza.sealing.registry import Level, personal_text


@personal_text(
    level=Level.P2,
    whose="plan.owner",
    gave_way="what gave way",
    to_what="what it gave way to",
    why="why",
    answer="how the other one sees it",
    made_good_words="what the time went into",
)
class TradeOff(models.Model):
    """Development time gave way to delivery: recorded by one, acknowledged by the other, made good by a day (TIME-1). Nothing is reworded."""

    plan = models.ForeignKey("plans.Plan", models.PROTECT, related_name="trade_offs")
    number = models.PositiveSmallIntegerField()
    goal = models.ForeignKey("plans.Goal", models.PROTECT, null=True, blank=True, related_name="trade_offs")
    gave_way = models.TextField(max_length=2000)
    to_what = models.TextField(max_length=2000)
    why = models.TextField(max_length=2000)
    made_good_by = models.DateField()
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    acknowledged_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(max_length=2000, blank=True)
    made_good_on = models.DateField(null=True, blank=True)
    made_good_words = models.TextField(max_length=2000, blank=True)
    made_good_at = models.DateTimeField(null=True, blank=True)
    made_good_noted_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="one_trade_off_of_a_number")]

    def is_of_side(self, reader: Person) -> bool:
        """Whether the reader's side recorded it: the plan's owner, or whoever manages them."""
        return (self.recorded_by_id == self.plan.owner_id) is (reader.pk == self.plan.owner_id)

    def waits_for(self, reader: Person) -> bool:
        """Whether the reader, one of the two, still has to acknowledge it. Rule TIME-1."""
        return self.acknowledged_at is None and not self.is_of_side(reader)
