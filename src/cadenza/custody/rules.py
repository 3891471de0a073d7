"""What a reader was to a person, and what a burst of reading is (TRUST J2, T41). Pure."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from cadenza.people.rules import Coded

Span = tuple[datetime, datetime | None]


class Capacity(Coded):
    """What a reader was to a person at the moment of reading."""

    SELF = "self"
    MANAGER = "manager"
    NEXT_MANAGER = "next-manager"
    STAND_IN = "stand-in"
    HR = "hr"
    COLLEAGUE = "colleague"


def capacity_of(
    at: datetime, *, is_self: bool, led: Iterable[Span] = (), stood_in: Iterable[Span] = (), in_hr: Iterable[Span] = ()
) -> Capacity:
    """The nearest thing that the reader was. Rules DATA-2, TRUST J2, R18: in what capacity, and no name.

    Whoever leads the person only later read as the one who takes over.
    """
    spans = list(led)
    if is_self:
        return Capacity.SELF
    if any(_holds(span, at) for span in spans):
        return Capacity.MANAGER
    if any(_holds(span, at) for span in stood_in):
        return Capacity.STAND_IN
    if any(_holds(span, at) for span in in_hr):
        return Capacity.HR
    return Capacity.NEXT_MANAGER if any(since > at for since, _until in spans) else Capacity.COLLEAGUE


def _holds(span: Span, at: datetime) -> bool:
    since, until = span
    return since <= at and (until is None or at < until)


BURST_SIZE = 30
BURST_TIME = timedelta(minutes=5)
"""So many different people's records in so little time is browsing. Source: TRUST T41."""


@dataclass(frozen=True)
class Burst:
    """Somebody opened many different records in a short time: when it began, and how many."""

    began: datetime
    records: int


def by_page(openings: Iterable[tuple[datetime, Hashable]]) -> list[tuple[datetime, frozenset[Hashable]]]:
    """Openings put together by the page that showed them: what was shown at one instant (when, which records). Rule DATA-2, TRUST T41."""
    found: dict[datetime, set[Hashable]] = {}
    for moment, which in openings:
        found.setdefault(moment, set()).add(which)
    return [(moment, frozenset(records)) for moment, records in found.items()]


def bursts(openings: Iterable[tuple[datetime, Hashable]], *, size: int = BURST_SIZE, within: timedelta = BURST_TIME) -> list[Burst]:
    """Bursts among one reader's openings (when, which record), the earliest first. Rule DATA-2, TRUST T41.

    Each opening belongs to one burst at most: a burst ends with the first opening that lies later than its window.
    """
    rows = sorted(openings, key=lambda opening: opening[0])
    found: list[Burst] = []
    start = 0
    while start < len(rows):
        end = start
        while end < len(rows) and rows[end][0] - rows[start][0] <= within:
            end += 1
        different = len({which for _at, which in rows[start:end]})
        if different >= size:
            found.append(Burst(rows[start][0], different))
            start = end
        else:
            start += 1
    return found
