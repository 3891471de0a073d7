"""What must be written down after lines, roles or accounts have changed: the rooms' `settle_lines`, in the roof's order.

The roof calls `in_this_order` once, at start; the job `people.settle-lines` runs them. This room knows none of the others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

Settle = Callable[[datetime], object]

_steps: list[Settle] = []


def in_this_order(steps: Sequence[Settle]) -> None:
    """Say which functions settle, first to last; replaces what was said before. Each is idempotent and takes the instant."""
    _steps[:] = steps


def settle_all(at: datetime, *, otherwise: Settle) -> None:
    """Run every step for an instant; `otherwise` alone when the roof has named none."""
    for step in _steps or [otherwise]:
        step(at)
