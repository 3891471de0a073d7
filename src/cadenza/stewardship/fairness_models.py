"""The picture of fairness, and what HR makes of it (FAIR-1). Beside `models`."""

from __future__ import annotations

from django.db import models

from cadenza.people.models import Person
from cadenza.sealing.registry import Level, personal_text, plain_text
from cadenza.stewardship.fairness_rules import NOTE_LENGTH
from cadenza.strategy.models import Cycle


@plain_text("figures")
class FairnessPicture(models.Model):
    """How things fall on groups, over up to eight finished quarters; counted once for each, rounded and suppressed. Holds no person (TRUST 1.5)."""

    cycle = models.OneToOneField(Cycle, models.PROTECT, related_name="+")
    """The last quarter that it looks at."""
    counted_at = models.DateTimeField()
    figures = models.JSONField()
    released_at = models.DateTimeField(null=True, blank=True)
    """When it was opened to executives; until then HR admin and the privacy officer read it (TRUST I3)."""
    released_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    proposed_at = models.DateTimeField(null=True, blank=True)
    """When the first of two wanted to open it; the second opens it (TRUST L17)."""
    proposed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")


@personal_text(level=Level.P1, whose="by", words="what somebody makes of the figures, or what is done")
class FairnessNote(models.Model):
    """What is made of the figures and what is done about them: appended, for figures decide nothing by themselves (TRUST L17)."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    words = models.TextField(max_length=NOTE_LENGTH)

    class Meta:
        ordering = ["-at", "-pk"]
