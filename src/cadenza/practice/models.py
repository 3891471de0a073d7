"""HR's own wording of the prompts, one row per version; the newest is in force, none is ever changed (HR-3)."""

from __future__ import annotations

from django.db import models

from cadenza.people.models import Person
from cadenza.sealing.registry import plain_text


@plain_text("words")
class PromptVersion(models.Model):
    """All prompts as HR saved them at one moment."""

    number = models.PositiveIntegerField(unique=True)
    words = models.JSONField()
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
