"""Asks the worker, in the caller's own transaction, to write down what a change of line, role or account brings about."""

from __future__ import annotations

from datetime import datetime

from cadenza.jobs.queue import enqueue

SETTLE = "people.settle-lines"


def ask_to_settle(*, at: datetime, from_instant: datetime) -> None:
    """Have every room settle soon, for a change that is planned is known from now on, and again once it is in force."""
    for run_at in sorted({at, max(at, from_instant)}):
        enqueue(SETTLE, at=at, run_at=run_at, dedupe=f"{SETTLE}:{run_at.isoformat()}")
