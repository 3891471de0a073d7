"""Insight's own job: the weekly figures, counted on the first night of a week, or on the next one when a night was missed."""

from __future__ import annotations

from datetime import datetime

from cadenza.insight import actions, level_pictures
from cadenza.jobs.registry import every_day
from cadenza.people.days import zone


@every_day("insight.count-week", zone=zone)
def count_week(*, at: datetime) -> None:
    """Count the week's figures unless they are there."""
    actions.take_snapshot(at=at)
    level_pictures.take_level_pictures(at=at)
