"""Data keys, one per unit of retention, each wrapped by the key ring that lies outside the database."""

from __future__ import annotations

from django.db import models

from cadenza.sealing.registry import plain_text


@plain_text("unit", "ring_key", "wrapped")
class DataKey(models.Model):
    """The key of one unit of retention. Destroying it erases every text of the unit, in backups too (TRUST 0.7)."""

    unit = models.CharField(max_length=200, unique=True)
    subject_id = models.BigIntegerField(null=True, blank=True, db_index=True)
    author_id = models.BigIntegerField(null=True, blank=True)
    ring_key = models.CharField(max_length=32)
    wrapped = models.BinaryField(null=True)
    destroyed_at = models.DateTimeField(null=True, blank=True)
