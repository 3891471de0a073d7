"""What insight keeps: the weekly figures for readers who see aggregates only."""

from __future__ import annotations

from django.db import models

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
