"""Measures the nightly search for near-copies among everything that people share in the running cycle (LEARN-4)."""

from __future__ import annotations

import time
from datetime import datetime

from cadenza.plans.models import Action, Goal, NearCopy
from cadenza.plans.near_copies import COMPARED, find_copies
from cadenza.strategy.models import Cycle


def measure_copies(cycle: Cycle, *, at: datetime) -> dict[str, object]:
    """Seconds for one whole search, its reading and writing included, with how much was compared and found."""
    began = time.perf_counter()
    groups = find_copies(cycle, at=at)
    seconds = time.perf_counter() - began
    return {
        "name": "near-copy search",
        "goals": Goal.objects.filter(plan__cycle=cycle, plan__state__in=COMPARED).count(),
        "actions": Action.objects.filter(goal__plan__cycle=cycle, goal__plan__state__in=COMPARED).count(),
        "groups": groups,
        "texts": NearCopy.objects.filter(cycle=cycle).count(),
        "seconds": round(seconds, 2),
    }
