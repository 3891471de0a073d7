"""Insight's own job: figures counted on the first night of a week, or four weeks after a cycle; on the next night when one was missed."""

from __future__ import annotations

from datetime import datetime

from cadenza.insight import actions, impact_counting, level_pictures, month_counting
from cadenza.jobs.registry import every_day
from cadenza.people.days import zone


@every_day("insight.count-week", zone=zone)
def count_week(*, at: datetime) -> None:
    """Count the week's figures, and a finished cycle's, unless they are there."""
    actions.take_snapshot(at=at)
    level_pictures.take_level_pictures(at=at)
    impact_counting.take_impact_picture(at=at)


@every_day("insight.count-months", zone=zone)
def count_months(*, at: datetime) -> None:
    """Keep each person's month as it stands tonight, and earlier ones of whom something was recorded since."""
    month_counting.keep_months(at=at)
