"""Cycles, objectives, key results and the capability each key result needs."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _

from cadenza.capability.models import Capability, RoleProfile
from cadenza.people.models import Person, Team
from cadenza.practice.models import Coached
from cadenza.sealing.registry import Level as Protection
from cadenza.sealing.registry import personal_text, plain_text
from cadenza.strategy.closing_rules import Helped
from cadenza.strategy.rules import Direction, ObjectiveLevel, ObjectiveState, ResultState, figure
from cadenza.web.revisions import Revised

FIGURES = ("baseline", "target", "commit_target", "stretch_target", "current", "final_value", "confidence")


@plain_text("key")
class Cycle(models.Model):
    """The quarter that objectives and plans share, on the organisation's own fiscal calendar."""

    key = models.CharField(max_length=12, unique=True)
    """"2026-q4": year and quarter of the fiscal calendar."""
    start_date = models.DateField(unique=True)
    end_date = models.DateField()
    """The last day of the cycle, inclusive."""

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(end_date__gt=F("start_date")), name="a_cycle_ends_after_it_begins")]
        ordering = ["start_date"]

    @property
    def label(self) -> str:
        """Q4 2026, or Q3 FY2027 where the fiscal year is not the calendar's."""
        year, _q, rest = self.key.partition("-q")
        calendar = str(self.start_date.year) == year and (int(rest[:1]) - 1) * 3 + 1 == self.start_date.month
        shape = _("Q%(quarter)s %(year)s") if calendar else _("Q%(quarter)s FY%(year)s")
        return shape % {"quarter": rest[:1], "year": year}


@plain_text("title", "external_key", "revisions")
class Objective(Revised):
    """What the company or a team wants to be true by the end of the cycle."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="objectives")
    level = models.CharField(max_length=8, choices=ObjectiveLevel.choices())
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="objectives")
    owner = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=500)
    state = models.CharField(max_length=8, choices=ObjectiveState.choices(), default=ObjectiveState.ACTIVE)
    """A draft was copied forward and is not published yet; the others are as those of a key result."""
    continues = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="continued_by")
    """The objective of an earlier cycle that it goes on from."""
    serves = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="served_by")
    """The objectives above it; a team objective may serve several company objectives."""
    external_key = models.CharField(max_length=100, blank=True)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(level=ObjectiveLevel.COMPANY) | Q(team__isnull=False), name="a_team_objective_names_its_team"
            ),
            models.UniqueConstraint(fields=["cycle", "continues"], name="an_objective_goes_on_once_in_a_cycle"),
        ]
        ordering = ["order", "pk"]


@plain_text("key", "title", "unit", "external_key", "revisions", "dismissed")
class KeyResult(Coached):
    """A result that shows whether the objective was reached (STRAT-2)."""

    objective = models.ForeignKey(Objective, models.PROTECT, related_name="key_results")
    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="key_results")
    """The objective's cycle, kept here so that keys are unique within it and lists need no join."""
    key = models.CharField(max_length=20)
    title = models.CharField(max_length=500)
    owner = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=8, choices=ResultState.choices(), default=ResultState.ACTIVE)
    direction = models.CharField(max_length=10, choices=Direction.choices(), default=Direction.UP)
    baseline = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    target = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    commit_target = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    """What is promised, between baseline and target; optional."""
    stretch_target = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    """What would be more than the target; optional."""
    current = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    final_value = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    """Where it stood when it was closed."""
    unit = models.CharField(max_length=40, blank=True)
    confidence = models.DecimalField(max_digits=3, decimal_places=2, null=True, blank=True)
    """0 to 1, as last checked in."""
    due_date = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    """For milestones: the day it was done."""
    critical = models.BooleanField(default=False)
    changed_at = models.DateTimeField(null=True, blank=True)
    """When its target, direction or state last changed; resets point plans to it."""
    looked_at = models.DateTimeField(null=True, blank=True)
    """When somebody last said where it stands, be it that it stands as before: what the weekly round goes by."""
    closed_at = models.DateTimeField(null=True, blank=True)
    continues = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="continued_by")
    """The key result of an earlier cycle that it goes on from."""
    external_key = models.CharField(max_length=100, blank=True)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cycle", "key"], name="one_key_result_of_a_key_in_a_cycle"),
            models.UniqueConstraint(fields=["cycle", "continues"], name="a_key_result_goes_on_once_in_a_cycle"),
        ]
        indexes = [models.Index(fields=["cycle", "critical", "state"], name="critical_results_of_a_cycle")]
        ordering = ["order", "pk"]

    def read_field(self, field: str) -> str:
        """Figures travel as people write them: 10, not 10.0000, so that an untouched one is seen as untouched."""
        value = getattr(self, field) if field in FIGURES else None
        return figure(value) if isinstance(value, Decimal) else super().read_field(field)


@plain_text("before")
@personal_text(level=Protection.P1, whose="by", note="what the owner says about the result's movement")
class CheckIn(models.Model):
    """One look at a key result: value, confidence, note. Appended, never overwritten (STRAT-2)."""

    key_result = models.ForeignKey(KeyResult, models.PROTECT, related_name="check_ins")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    value = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    confidence = models.DecimalField(max_digits=3, decimal_places=2, null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    """For milestones: the day it was done, as said in this check-in."""
    note = models.TextField(max_length=5000, blank=True)
    before = models.JSONField(default=dict, blank=True)
    """What stood in the key result before: what taking it back returns to. Codes of fields to figures and days."""
    taken_back_at = models.DateTimeField(null=True, blank=True)
    """When its author took it back as a mistake. The row stays, and is shown as taken back."""

    class Meta:
        ordering = ["-at", "-pk"]

    @property
    def shown(self) -> str:
        """The figure as people write it."""
        return "" if self.value is None else figure(self.value)


class CapabilityRequirement(models.Model):
    """A key result needs this capability at this level, of this many people or of a role (STRAT-1)."""

    key_result = models.ForeignKey(KeyResult, models.CASCADE, related_name="requirements")
    capability = models.ForeignKey(Capability, models.PROTECT, related_name="requirements")
    level = models.PositiveSmallIntegerField()
    people_needed = models.PositiveSmallIntegerField(default=1)
    role_profile = models.ForeignKey(RoleProfile, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key_result", "capability"], name="one_requirement_of_a_capability_per_key_result")]


@personal_text(level=Protection.P1, whose="by", by_what="by what having built a capability helped to deliver a result")
class HelpAnswer(models.Model):
    """What the owner of a closed key result says of one capability it needed: did having built it help, and by what (IMP-4).

    About the capability, never about each person. Appended; the last answer counts.
    """

    key_result = models.ForeignKey(KeyResult, models.CASCADE, related_name="help_answers")
    capability = models.ForeignKey(Capability, models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField()
    """The level that was needed when the question was answered."""
    helped = models.CharField(max_length=16, choices=Helped.choices())
    by_what = models.TextField(max_length=2000, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]


@personal_text(level=Protection.P1, whose="by", note="how a capability held a result back, as said in the OKR review")
class HeldBack(models.Model):
    """The standing question of the OKR review, answered: which capability held this result back, or none (STRAT-5). Appended."""

    key_result = models.ForeignKey(KeyResult, models.CASCADE, related_name="held_back")
    capability = models.ForeignKey(Capability, models.PROTECT, null=True, blank=True, related_name="+")
    """Empty means that none did."""
    note = models.TextField(max_length=2000, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
