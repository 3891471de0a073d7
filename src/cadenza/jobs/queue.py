"""Putting work into the table, in the caller's own transaction: rolled back together, kept together (TRUST N04)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cadenza.jobs.models import Job
from cadenza.jobs.rules import JobState, objection_to_payload

TRIES = 10
"""How often a waiting job may be taken by a worker in the very moment in which we look for it."""


def enqueue(kind: str, *, at: datetime, run_at: datetime | None = None, dedupe: str = "", **payload: int | str) -> None:
    """Ask for a job of a kind, as soon as the transaction is committed or at `run_at`. The payload is ids and codes (TRUST T42).

    With `dedupe`, a waiting job of the same key is enough; it keeps its payload and runs at the earlier of the two instants. It is locked
    until our transaction ends: a worker that took it before would not see what we are just writing, and our wish would be lost.
    """
    if wrong := objection_to_payload(payload):
        raise ValueError(wrong)
    job = Job(kind=kind, payload=payload, dedupe=dedupe, run_at=run_at or at, made_at=at)
    if not dedupe:
        job.save(force_insert=True)
        return
    with transaction.atomic(savepoint=False):
        for _ in range(TRIES):
            waiting = Job.objects.select_for_update().filter(dedupe=dedupe, state=JobState.READY).first()
            if waiting is None:
                Job.objects.bulk_create([job], ignore_conflicts=True)  # waits for whoever is making the same one
                continue
            if job.run_at < waiting.run_at:
                Job.objects.filter(pk=waiting.pk).update(run_at=job.run_at)
            return
        raise RuntimeError(f"the job {kind} could not be enqueued")
