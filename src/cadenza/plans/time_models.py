"""Development time and what became of it: protected blocks, and what gave way to delivery (TIME-1). Other modules import it from `models`."""

from __future__ import annotations

from django.db import models

from cadenza.people.models import Person
from cadenza.plans.sealable import Sealable
from cadenza.sealing.registry import Level, personal_text, plain_text
from cadenza.web.revisions import Revised


@personal_text(level=Level.P2, whose="plan.owner", name="what the time is for", sealed="the same before the plan is shared")
@plain_text("revisions")
class ProtectedBlock(Revised, Sealable):
    """Days that a plan keeps free for development, under a name of the person's (TIME-1). First and last day included."""

    WORDS = ("name",)

    plan = models.ForeignKey("plans.Plan", models.PROTECT, related_name="blocks")
    number = models.PositiveSmallIntegerField()
    name = models.TextField(max_length=200, blank=True)
    first_day = models.DateField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="one_protected_block_of_a_number")]
        ordering = ["number"]

    @property
    def is_private(self) -> bool:
        return self.plan.is_private


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
    week_on = models.DateField(null=True, blank=True)
    """The Monday of the protected week that gave way, if it was one."""
    block = models.ForeignKey(ProtectedBlock, models.PROTECT, null=True, blank=True, related_name="+")
    """The protected block that gave way, if it was one."""
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
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="one_trade_off_of_a_number"),
            models.CheckConstraint(condition=models.Q(week_on=None) | models.Q(block=None), name="a_trade_off_names_a_week_or_a_block"),
        ]

    def is_of_side(self, reader: Person) -> bool:
        """Whether the reader's side recorded it: the plan's owner, or whoever manages them."""
        return (self.recorded_by_id == self.plan.owner_id) is (reader.pk == self.plan.owner_id)

    def waits_for(self, reader: Person) -> bool:
        """Whether the reader, one of the two, still has to acknowledge it. Rule TIME-1."""
        return self.acknowledged_at is None and not self.is_of_side(reader)
