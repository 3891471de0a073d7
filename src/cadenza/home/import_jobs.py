"""Work of the import pages that waits for its time: forgetting files that nobody finished."""

from __future__ import annotations

from datetime import datetime

from cadenza.home.import_store import FORGET, forget_old
from cadenza.jobs.registry import every_day


@every_day(FORGET)
def forget(*, at: datetime, **payload: int | str) -> None:
    """Forget files that were brought more than a day ago; each is unseen from that moment anyway."""
    forget_old(at)
