"""Putting work into the table, in the caller's own transaction: rolled back together, kept together (TRUST N04)."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from cadenza.jobs.models import Job


def enqueue(kind: str, *, at: datetime, run_at: datetime | None = None, dedupe: str = "", **payload: int | str) -> None:
    """Ask for a job of a kind. With `dedupe`, nothing happens while an open job has the same key."""
    job = Job(kind=kind, payload=payload, dedupe=dedupe, run_at=run_at or at, made_at=at)
    if not dedupe:
        job.save(force_insert=True)
        return
    try:
        with transaction.atomic():
            job.save(force_insert=True)
    except IntegrityError:
        return
