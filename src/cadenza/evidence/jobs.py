"""What this room does by itself: each night, files that no row knows are taken away."""

from __future__ import annotations

from datetime import datetime, timedelta

from cadenza.evidence import files
from cadenza.jobs.registry import every_day


@every_day("evidence.sweep-files", lease=timedelta(hours=1))
def sweep_files(*, at: datetime) -> None:
    """Done twice it finds nothing to do."""
    files.sweep(at=at)
