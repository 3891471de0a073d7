"""Takes jobs under a lease, does them, and goes on whatever a job did."""

from __future__ import annotations

import logging
import threading
import time
import traceback
from collections.abc import Callable
from datetime import datetime

from django.db import DatabaseError, IntegrityError, close_old_connections, connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from cadenza.jobs.models import Heartbeat, Job, Schedule
from cadenza.jobs.queue import enqueue
from cadenza.jobs.registry import DAILY, HANDLERS, Handler
from cadenza.jobs.rules import JobState, day_in, wait_after
from cadenza.web.clock import now

log = logging.getLogger("cadenza.jobs")

IDLE_SECONDS = 1.0
BEAT_SECONDS = 15.0
SCHEDULE_SECONDS = 15.0
LOST = "WorkerLost"
"""Stands for the error's class where a worker vanished with the job each time."""


class LeaseLost(Exception):  # noqa: N818  undoes work that another worker has meanwhile begun anew
    """The job took longer than its lease and is no longer ours."""


def run_forever(stop: Callable[[], bool]) -> None:
    """Work until `stop()` says so; a database that is away is waited for. The clock is read anew for each job, so that leases are true."""
    over = threading.Event()
    pulse = threading.Thread(target=_keep_beating, args=(over,), name="heartbeat", daemon=True)
    pulse.start()
    looked: float | None = None
    while not stop():
        worked = False
        try:
            close_old_connections()
            at = now()
            if looked is None or time.monotonic() - looked >= SCHEDULE_SECONDS:
                enqueue_daily(at)
                looked = time.monotonic()
            worked = run_due(at, most=1) > 0
        except Exception as error:  # noqa: BLE001  the loop outlives whatever happened; the next round begins afresh
            log.error("worker round failed: %s", _described(error))
            connection.close()
        if not worked:
            time.sleep(IDLE_SECONDS)
    over.set()
    pulse.join(5)


def run_due(at: datetime, *, most: int = 50) -> int:
    """Do what is due at one instant, at most `most` jobs; answers how many were tried."""
    done = 0
    while done < most:
        job = claim(at)
        if job is None:
            break
        do(job, at)
        done += 1
    return done


# The pulse


def beat(at: datetime) -> None:
    """Leave word that a worker lives."""
    if not Heartbeat.objects.filter(pk=1).update(heard_at=at):
        Heartbeat.objects.bulk_create([Heartbeat(pk=1, heard_at=at)], ignore_conflicts=True)


def _keep_beating(over: threading.Event) -> None:
    """Beats beside the work, so that a long job does not look like a dead worker. Leases are left alone: work that hangs must end."""
    while True:
        try:
            beat(now())
        except DatabaseError as error:
            log.warning("no heartbeat: %s", type(error).__name__)
        finally:
            connection.close()
        if over.wait(BEAT_SECONDS):
            return


# One job


def claim(at: datetime) -> Job | None:
    """Take one job that is due, or whose worker fell silent, for the length of its lease."""
    if not _due(at).exists():  # a plain look first: on SQLite every transaction takes the write lock
        return None
    with transaction.atomic():
        rows = _due(at).order_by("run_at", "pk")
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True)
        while (job := rows.first()) is not None:
            handler = HANDLERS.get(job.kind, Handler(_nobody))
            if job.state == JobState.RUNNING and job.attempts >= handler.attempts:
                log.error("job %s of kind %s gave up: its worker vanished each time", job.pk, job.kind)
                _as_dead(job, at, LOST)
                continue
            job.state, job.attempts, job.lease_until = JobState.RUNNING, job.attempts + 1, at + handler.lease
            job.save(update_fields=["state", "lease_until", "attempts"])
            return job
    return None


def do(job: Job, at: datetime) -> None:
    """Run one claimed job and write down how it ended."""
    handler = HANDLERS.get(job.kind, Handler(_nobody))
    try:
        if handler.together:
            with transaction.atomic():
                handler.work(at=at, **job.payload)
                _finish(job, at)
        else:
            handler.work(at=at, **job.payload)
            _finish(job, at)
    except LeaseLost:
        log.error("job %s of kind %s outlived its lease", job.pk, job.kind)
    except Exception as error:  # noqa: BLE001  a failed job is retried, then shown as dead; it never stops the worker
        log.error("job %s of kind %s failed: %s", job.pk, job.kind, _described(error))
        _failed(job, at, error, handler)


def revive_dead(*, at: datetime) -> int:
    """Give every dead job another round of tries; how many there were."""
    dead = list(Job.objects.filter(state=JobState.DEAD).values_list("pk", flat=True))
    for job_id in dead:
        job = Job.objects.filter(pk=job_id, state=JobState.DEAD)
        try:
            with transaction.atomic():
                job.update(state=JobState.READY, run_at=at, attempts=0, ended_at=None)
        except IntegrityError:  # one of the same key waits already and will do the same work
            job.update(state=JobState.DONE)
    return len(dead)


def _due(at: datetime) -> QuerySet[Job]:
    """Jobs that may begin. One whose twin of the same key runs waits for its end: it was asked for after the twin had begun."""
    twin = Job.objects.filter(state=JobState.RUNNING, lease_until__gt=at, dedupe=OuterRef("dedupe"))
    ready = Q(state=JobState.READY, run_at__lte=at) & (Q(dedupe="") | ~Exists(twin))
    return Job.objects.filter(ready | Q(state=JobState.RUNNING, lease_until__lte=at))


def _ours(job: Job) -> QuerySet[Job]:
    """The job's row as long as nobody else has claimed it since: each claim counts one attempt more."""
    return Job.objects.filter(pk=job.pk, attempts=job.attempts, state=JobState.RUNNING)


def _finish(job: Job, at: datetime) -> None:
    if not _ours(job).update(state=JobState.DONE, lease_until=None, ended_at=at, last_error=""):
        raise LeaseLost


def _failed(job: Job, at: datetime, error: Exception, handler: Handler) -> None:
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()
    name = type(error).__name__[:200]
    if job.attempts >= handler.attempts:
        _as_dead(job, at, name)
        return
    try:
        with transaction.atomic():
            _ours(job).update(state=JobState.READY, run_at=at + wait_after(job.attempts), lease_until=None, last_error=name)
    except IntegrityError:  # one of the same key waits already and will do the same work
        _ours(job).update(state=JobState.DONE, lease_until=None, ended_at=at, last_error=name)


def _as_dead(job: Job, at: datetime, name: str) -> None:
    _ours(job).update(state=JobState.DEAD, lease_until=None, ended_at=at, last_error=name)


def _nobody(**_: object) -> None:
    raise LookupError("no handler for this kind of job")


def _described(error: Exception) -> str:
    """Class and place of an error, never its text: texts may quote what somebody wrote."""
    last = traceback.extract_tb(error.__traceback__)[-1:]
    return f"{type(error).__name__} at {last[0].filename.rpartition('/')[2]}:{last[0].lineno}" if last else type(error).__name__


# Every day


def enqueue_daily(at: datetime) -> int:
    """Enqueue each daily kind whose day has begun; answers how many. Safe with several workers."""
    rows = dict(Schedule.objects.values_list("kind", "last_day"))
    made = 0
    for kind, zone in DAILY.items():
        today = day_in(zone(), at)
        last = rows.get(kind)
        if last is not None and last >= today:
            continue
        with transaction.atomic():
            Schedule.objects.bulk_create([Schedule(kind=kind)], ignore_conflicts=True)
            fresh = Schedule.objects.filter(kind=kind).filter(Q(last_day=None) | Q(last_day__lt=today)).update(last_day=today)
            if fresh:
                enqueue(kind, at=at, dedupe=f"daily:{kind}")
                made += 1
    return made
