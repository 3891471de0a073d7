"""What the operator and /readyz ask of the jobs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from cadenza.jobs.models import Heartbeat, Job, QueuedMessage
from cadenza.jobs.rules import JobState


@dataclass(frozen=True)
class JobHealth:
    """Figures about the work for later; no content."""

    heard_at: datetime | None
    waiting: int
    dead: int
    mail_waiting: int
    mail_stuck: int


def heard_at() -> datetime | None:
    """When a worker last gave a sign of life."""
    return Heartbeat.objects.values_list("heard_at", flat=True).first()


def job_health(*, at: datetime) -> JobHealth:
    """How the work stands, for the operator's page."""
    return JobHealth(
        heard_at=heard_at(),
        waiting=Job.objects.filter(state=JobState.READY, run_at__lte=at).count(),
        dead=Job.objects.filter(state=JobState.DEAD).count(),
        mail_waiting=QueuedMessage.objects.filter(claimed_at=None, sealed__isnull=False).count(),
        mail_stuck=QueuedMessage.objects.filter(claimed_at__lt=at - timedelta(minutes=10), sealed__isnull=False).count(),
    )
