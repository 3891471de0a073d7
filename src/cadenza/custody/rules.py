"""What a reader was to a person, and what a burst of reading is. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

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
