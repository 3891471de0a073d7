"""Work for later: one row per job, claimed under a lease, and the rows that say what runs every day."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cadenza.jobs.rules import JobState
from cadenza.sealing.registry import Level, personal_text, plain_text


@plain_text("kind", "payload", "dedupe", "last_error")
class Job(models.Model):
    """One piece of work. Its payload holds ids and codes only, never words (TRUST T42)."""

    kind = models.CharField(max_length=80)
    payload = models.JSONField(default=dict)
    dedupe = models.CharField(max_length=200, blank=True)
    """While a job with this key waits, another is not made; while one runs, another waits for its end."""
    state = models.CharField(max_length=8, choices=[(s.value, s.value) for s in JobState], default=JobState.READY)
    run_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True)
    """The error's class, never its text: texts may quote what somebody wrote."""
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dedupe"],
                condition=~Q(dedupe="") & Q(state=JobState.READY),
                name="one_waiting_job_of_a_dedupe_key",
            )
        ]
        indexes = [models.Index(fields=["state", "run_at"], name="jobs_to_run")]


@plain_text("kind")
class Schedule(models.Model):
    """The last day on which a daily job was enqueued, so that it is enqueued once whatever the number of workers."""

    kind = models.CharField(max_length=80, unique=True)
    last_day = models.DateField(null=True, blank=True)


class Heartbeat(models.Model):
    """When a worker was last heard, for /readyz."""

    heard_at = models.DateTimeField()


@personal_text(level=Level.P2, whose="recipient", sealed="a whole message, sealed until it is sent")
@plain_text("ref")
class QueuedMessage(models.Model):
    """A mail that waits for the worker. Its words are gone once it is sent; of a named message a mark stays, so that it is not sent again."""

    ref = models.CharField(max_length=80, unique=True)
    sealed = models.BinaryField(null=True)
    queued_at = models.DateTimeField(db_index=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    """Set before sending: a message that a worker died with is not sent twice."""
    sent_at = models.DateTimeField(null=True, blank=True)
