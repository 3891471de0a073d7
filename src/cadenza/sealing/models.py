"""Data keys, one per unit of retention, each wrapped by the key ring that lies outside the database."""

from __future__ import annotations

import secrets

from django.db import models

from cadenza.sealing.registry import plain_text


def new_mark() -> str:
    """A name that no other key has."""
    return secrets.token_hex(16)


@plain_text("unit", "mark", "ring_key", "wrapped")
class DataKey(models.Model):
    """The key of one unit of retention. Destroying it erases every text of the unit, in backups too (TRUST 0.7)."""

    unit = models.CharField(max_length=200, unique=True)
    mark = models.CharField(max_length=32, default=new_mark)
    """Tells this key from a later one of a unit of the same name, which a restore may bring about (TRUST N24)."""
    subject_id = models.BigIntegerField(null=True, blank=True, db_index=True)
    author_id = models.BigIntegerField(null=True, blank=True)
    ring_key = models.CharField(max_length=32)
    wrapped = models.BinaryField(null=True)
    destroyed_at = models.DateTimeField(null=True, blank=True)


@plain_text("ref")
class ErasedList(models.Model):
    """Which list beside the key ring is this database's, and how many lines it had when it was last written to (TRUST N24). One row."""

    ref = models.CharField(max_length=36)
    noted = models.PositiveBigIntegerField(default=0)
