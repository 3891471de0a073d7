"""Takes jobs under a lease, does them, and goes on whatever a job did."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import close_old_connections, connection, transaction
from django.db.models import F, Q

from cadenza.jobs.models import Heartbeat, Job, Schedule
from cadenza.jobs.registry import DAILY, HANDLERS
from cadenza.jobs.rules import KEPT_FOR, LEASE, MOST_ATTEMPTS, JobState, day_in, wait_after
from cadenza.web.clock import now

log = logging.getLogger("cadenza.jobs")

IDLE_SECONDS = 1.0
BEAT_EVERY = timedelta(seconds=15)


def run_forever(stop: Callable[[], bool]) -> None:
    """Work until `stop()` says so; a database that is away is waited for."""
    beaten: datetime | None = None
    while not stop():
        worked = 0
        try:
            close_old_connections()
            at = now()
            if beaten is None or at - beaten >= BEAT_EVERY:
                beat(at)
                beaten = at
            enqueue_daily(at)
            worked = run_due(at)
        except Exception as error:  # noqa: BLE001  the loop outlives whatever happened; the next round begins afresh
            log.error("worker round failed: %s", type(error).__name__)
            beaten = None
            connection.close()
        if not worked:
            time.sleep(IDLE_SECONDS)


def beat(at: datetime) -> None:
    """Leave word that a worker lives."""
    Heartbeat.objects.update_or_create(pk=1, defaults={"heard_at": at})


def run_due(at: datetime, *, most: int = 50) -> int:
    """Do what is due, at most `most` jobs; answers how many were tried."""
    done = 0
    while done < most:
        job = claim(at)
        if job is None:
            break
        do(job, at)
        done += 1
    return done


@transaction.atomic
def claim(at: datetime) -> Job | None:
    """Take one job that is due, or whose worker fell silent, for the length of the lease."""
    due = Q(state=JobState.READY, run_at__lte=at) | Q(state=JobState.RUNNING, lease_until__lte=at)
    rows = Job.objects.filter(due).order_by("run_at", "pk")
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True)
    job = rows.first()
    if job is None:
        return None
    job.state, job.lease_until, job.attempts = JobState.RUNNING, at + LEASE, job.attempts + 1
    job.save(update_fields=["state", "lease_until", "attempts"])
    return job


def do(job: Job, at: datetime) -> None:
    """Run one claimed job and write down how it ended. The handler's own transaction and the job's end are two: handlers are idempotent."""
    handler = HANDLERS.get(job.kind)
    try:
        if handler is None:
            raise LookupError(job.kind)
        handler(at=at, **job.payload)
    except Exception as error:  # noqa: BLE001  a failed job is retried, then shown as dead; it never stops the worker
        _failed(job, at, error)
    else:
        Job.objects.filter(pk=job.pk, attempts=job.attempts).update(state=JobState.DONE, lease_until=None, ended_at=at, last_error="")


def _failed(job: Job, at: datetime, error: Exception) -> None:
    log.error("job %s of kind %s failed: %s", job.pk, job.kind, type(error).__name__)
    connection.close_if_unusable_or_obsolete()
    dead = job.attempts >= MOST_ATTEMPTS
    Job.objects.filter(pk=job.pk, attempts=job.attempts).update(
        state=JobState.DEAD if dead else JobState.READY,
        run_at=at + wait_after(job.attempts),
        lease_until=None,
        ended_at=at if dead else None,
        last_error=type(error).__name__,
    )


def enqueue_daily(at: datetime) -> int:
    """Enqueue each daily kind whose day has begun; answers how many. Safe with several workers."""
    rows = dict(Schedule.objects.values_list("kind", "last_day"))
    made = 0
    for kind, zone in DAILY.items():
        today = day_in(zone(), at)
        if rows.get(kind) == today:
            continue
        with transaction.atomic():
            Schedule.objects.get_or_create(kind=kind)
            fresh = Schedule.objects.filter(kind=kind).filter(Q(last_day=None) | Q(last_day__lt=today)).update(last_day=today)
            if fresh:
                Job.objects.create(kind=kind, run_at=at, made_at=at)
                made += 1
    if made:
        Job.objects.filter(state=JobState.DONE, ended_at__lt=at - KEPT_FOR).delete()
    return made


def revive(job_id: int, *, at: datetime) -> bool:
    """Give a dead job another round of tries."""
    return bool(
        Job.objects.filter(pk=job_id, state=JobState.DEAD).update(
            state=JobState.READY, run_at=at, attempts=F("attempts") * 0, ended_at=None
        )
    )
