"""What somebody said in a plan's record, as every part of its story holds it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Said:
    """Words of somebody, with their day."""

    by_id: int | None
    at: datetime
    words: str
    yes: bool | None = None
    sequence: int = 0
