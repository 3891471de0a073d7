"""Development time and what became of it: protected blocks, what gave way to delivery, pauses of reviews (TIME-1, PIP-19). Other modules import it from `models`."""

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


class Pause(models.Model):
    """One version of the mark "reviews paused until DATE": proposed by one of the two, in force once the other agreed (PIP-19).

    It has no words and no reason. Appended; an early end is a row of its own, without a day.
    """

    plan = models.ForeignKey("plans.Plan", models.PROTECT, related_name="pauses")
    until = models.DateField(null=True, blank=True)
    """The last day of the pause; empty: the reviews go on at once."""
    proposed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    agreed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["proposed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan"], condition=models.Q(agreed_at=None, withdrawn_at=None), name="one_open_pause_of_a_plan"
            ),
            models.CheckConstraint(condition=models.Q(agreed_at=None) | models.Q(withdrawn_at=None), name="a_pause_is_agreed_or_let_go"),
        ]


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
