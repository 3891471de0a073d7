"""The nightly run of the retention schedule, and the batches of one that was asked for by a button (TRUST L18, T42: a job names nobody)."""

from __future__ import annotations

from datetime import datetime, timedelta

from cadenza.custody import retention
from cadenza.jobs.queue import enqueue
from cadenza.jobs.registry import every_day, handles
from cadenza.people.days import zone

BATCH = "custody.retention-batch"


@every_day("custody.retention", zone=zone, lease=timedelta(hours=3))
def run(*, at: datetime) -> None:
    """Take away what is due. A worker that dies half-way leaves whole batches; the next one goes on."""
    retention.run(at)


def ask_for(run: int, *, at: datetime) -> None:
    """Let the worker go on with a run, one batch at a time."""
    enqueue(BATCH, at=at, dedupe=f"{BATCH}:{run}", run=run)


@handles(BATCH, lease=timedelta(minutes=30))
def batch(*, at: datetime, run: int) -> None:
    """One batch, and the wish for the next. Done twice it only goes further."""
    if retention.advance(run):
        ask_for(run, at=at)
