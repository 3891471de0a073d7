"""The append-only record: one hash chain per subject and class, entries without content, content that a purge may delete."""

from __future__ import annotations

from django.db import models

from cadenza.sealing.registry import Level, personal_text, plain_text


@plain_text("key", "head_hash")
class Chain(models.Model):
    """One chain, append-only: of what was done about a person, of the reads about them, of an author's private records, or of a room.

    Keys read "person:17", "reads:17", "private:17" and, for what is about nobody, "house:strategy". Holds no foreign keys: the record knows
    no room and outlives erasure.
    """

    key = models.CharField(max_length=60, unique=True)
    length = models.PositiveBigIntegerField(default=0)
    head_hash = models.CharField(max_length=64, blank=True)


@plain_text("previous_hash", "commitment", "hash")
class Entry(models.Model):
    """One link: its place, what came before, and a commitment to content that lies elsewhere. Never changed, never deleted."""

    chain = models.ForeignKey(Chain, models.PROTECT, related_name="entries")
    sequence = models.PositiveBigIntegerField()
    previous_hash = models.CharField(max_length=64, blank=True)
    commitment = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    at = models.DateTimeField()
    """The instant that the act is effective."""
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chain", "sequence"], name="one_entry_of_a_sequence_in_a_chain")]


@personal_text(level=Level.P2, whose="about_id", facts="ids, codes and dates of what happened, never words that people wrote")
@plain_text("salt", "kind", "audience", "sealed")
class Content(models.Model):
    """What an entry says: who did what about whom. A purge deletes this row and its salt; the link above stays."""

    entry = models.OneToOneField(Entry, models.CASCADE, related_name="content", primary_key=True)
    salt = models.CharField(max_length=32)
    kind = models.CharField(max_length=80, db_index=True)
    by_id = models.BigIntegerField(null=True, blank=True)
    about_id = models.BigIntegerField(null=True, blank=True)
    audience = models.CharField(max_length=24)
    is_read = models.BooleanField(default=False)
    facts = models.JSONField(default=dict)
    sealed = models.BinaryField(null=True, blank=True)
    """For a private record: kind, subject and facts, sealed in the author's own unit."""

    class Meta:
        indexes = [
            models.Index(fields=["about_id", "is_read"], name="entries_about_a_person"),
            models.Index(fields=["by_id"], name="entries_by_a_person"),
        ]
