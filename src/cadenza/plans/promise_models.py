"""What was said of a promise before its last report (COM-2). Other modules import it from `models`."""

from __future__ import annotations

from django.db import models

from cadenza.people.models import Person
from cadenza.plans.rules import CommitmentState
from cadenza.sealing.registry import Level, personal_text


@personal_text(
    level=Level.P2, whose="commitment.plan.owner", reason="what its holder said with the report", contest_words="how the person saw it"
)
class EarlierReport(models.Model):
    """A report that another one took the place of, with the person's answer to it (COM-2). Appended: neither side takes the other's words away."""

    commitment = models.ForeignKey("plans.Commitment", models.PROTECT, related_name="earlier_reports")
    holder = models.ForeignKey(Person, models.PROTECT, related_name="+")
    """Who held the commitment then; a handover may have moved it since."""
    state = models.CharField(max_length=14, choices=CommitmentState.choices())
    reason = models.TextField(max_length=2000, blank=True)
    reported_at = models.DateTimeField()
    contested_at = models.DateTimeField(null=True, blank=True)
    contest_words = models.TextField(max_length=2000, blank=True)

    class Meta:
        ordering = ["reported_at", "pk"]
