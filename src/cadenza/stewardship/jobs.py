"""Stewardship's own job: how things fall on groups, counted once a quarter, on the first night when its resets are due."""

from __future__ import annotations

from datetime import datetime

from cadenza.jobs.registry import every_day
from cadenza.people.days import zone
from cadenza.stewardship import fairness_counting


@every_day("stewardship.count-fairness", zone=zone)
def count_fairness(*, at: datetime) -> None:
    """Count the last finished quarter unless it is counted."""
    fairness_counting.take_fairness_picture(at=at)
