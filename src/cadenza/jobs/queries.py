"""What the operator and /readyz ask of the jobs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

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
    """How the work stands, for the operator's page. Three queries."""
    jobs = Job.objects.filter(state__in=[JobState.READY, JobState.DEAD])
    mail = QueuedMessage.objects.filter(sealed__isnull=False)
    return JobHealth(
        heard_at=heard_at(),
        **jobs.aggregate(
            waiting=Count("pk", filter=Q(state=JobState.READY, run_at__lte=at)), dead=Count("pk", filter=Q(state=JobState.DEAD))
        ),
        **mail.aggregate(
            mail_waiting=Count("pk", filter=Q(claimed_at=None)),
            mail_stuck=Count("pk", filter=Q(claimed_at__lt=at - timedelta(minutes=10))),
        ),
    )
