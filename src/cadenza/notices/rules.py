"""Which mail somebody gets on which morning, and what it counts. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cadenza.home.rules import Due, DueKind, arranged
from cadenza.people.rules import Coded, monday_of

EIGHT = time(8, 0)
"""When a mail is written, on its reader's own clock: with everybody else's it is there by nine. Source: TRUST 3.1."""
GOOD_FOR = timedelta(hours=4)
"""A mail that could not go until noon is stale: the page itself says more. Source: TRUST N27."""


class Occasion(Coded):
    """What a mail is for."""

    WEEKLY = "weekly"
    ON_THE_DAY = "on-the-day"


DATED: frozenset[DueKind] = frozenset(
    {
        DueKind.REVIEW,
        DueKind.HANDED,
        DueKind.COMMITMENT,
        DueKind.REPORT,
        DueKind.BLOCK,
        DueKind.AGREE,
        DueKind.FOCUS,
        DueKind.ACTION,
        DueKind.SUGGESTION,
        DueKind.GAP,
        DueKind.ASK,
        DueKind.READ_FEEDBACK,
        DueKind.SHARE,
        DueKind.BEGIN,
        DueKind.CHECK_IN,
        DueKind.APPLICATION,
        DueKind.RESULTS_TO_CLOSE,
        DueKind.LOOK_BACK,
        DueKind.TAKE_COPY,
        DueKind.LIFT,
        DueKind.ERASE,
        DueKind.ACCESS,
        DueKind.ANSWER,
        DueKind.OPENED,
        DueKind.GRANT,
        DueKind.DRIFT,
        DueKind.DECISION,
        DueKind.SYSTEM_REVIEW,
        DueKind.TALENT,
        DueKind.TALENT_OWN,
        DueKind.READ_HANDOVER,
        DueKind.POINTS,
        DueKind.POINTS_PASSED,
        DueKind.BUNDLE,
        DueKind.FORMAL,
        DueKind.TRADE_OFF,
        DueKind.MAKE_GOOD,
        DueKind.RESET,
    }
)
"""Dues with a day of their own: counted in both mails, all of them alike, so that no number tells what it is about (DUE-2)."""

STANDING: frozenset[DueKind] = frozenset(
    {
        DueKind.TAKE_OVER,
        DueKind.HAND_OVER,
        DueKind.NOT_TAKEN_OVER,
        DueKind.SLIPPING,
        DueKind.NO_MANAGER,
        DueKind.NO_PLAN,
        DueKind.JOBS,
        DueKind.MAIL,
        DueKind.COVER,
    }
)
"""Dues that stand there as today's, every day until somebody sees to them: counted once a week, never a reason for a mail on the day."""

NEVER_MAILED: frozenset[DueKind] = frozenset({DueKind.BACKUP, DueKind.FOLLOW_UP})
"""What stays on the page, uncounted: a standing piece of advice, and follow-ups of private notes (DUE-2). What is in none of the three sets
is not counted either, so that nothing leaves the house because somebody forgot to decide."""


@dataclass(frozen=True)
class Tally:
    """How much is on a list, and nothing else."""

    late: int = 0
    today: int = 0
    week: int = 0

    @property
    def all(self) -> int:
        return self.late + self.today + self.week


def weekly_tally(dues: Iterable[Due], *, today: date) -> Tally:
    """What the weekly mail says: late, today, and to the end of the week. Rule DUE-2.

    `today` is the reader's own day; what stands there all the time is of today, whichever day the organisation has: the one before or after.
    """
    counted = [
        replace(due, on=today) if due.kind in STANDING and abs((due.on - today).days) <= 1 else due
        for due in dues
        if due.kind in DATED | STANDING
    ]
    listed = arranged(counted, today=today)
    return Tally(len(listed.late), len(listed.today), len(listed.week))


def tally_of_day(dues: Iterable[Due], *, today: date) -> Tally:
    """What the mail on the day says: how much falls due this very day. Rule DUE-2."""
    return Tally(today=sum(1 for due in dues if due.kind in DATED and due.on == today))


def weekly_day(day: date, *, works: Callable[[date], bool]) -> date | None:
    """The day of the weekly mail in the week of a day: Monday, else the first day of that week on which its reader works. Rule DUE-2.

    None in a week without a working day: it is skipped, and the next one tells of everything that is late.
    """
    monday = monday_of(day)
    week = (monday + timedelta(days=number) for number in range(7))
    return next((one for one in week if works(one)), None)


def occasion_on(day: date, *, works: Callable[[date], bool], weekly: bool, on_the_day: bool) -> Occasion | None:
    """Which mail a day brings to somebody who wants these: one at most, and none on a day off. Rule DUE-2."""
    if not works(day):
        return None
    if weekly and day == weekly_day(day, works=works):
        return Occasion.WEEKLY
    return Occasion.ON_THE_DAY if on_the_day else None


def morning_of(day: date, zone: ZoneInfo) -> datetime:
    """The instant, in UTC, at which a day's mail is written in a zone. Rule DUE-2; TRUST N17."""
    return datetime.combine(day, EIGHT, tzinfo=zone).astimezone(UTC)


def mornings_within(begin: datetime, zone: ZoneInfo) -> Iterator[date]:
    """The days of a zone whose morning lies within the 24 hours from an instant: one, seldom none or two, where clocks or dates jump.

    Each morning lies in exactly one such span of a row of them. Rule DUE-2; TRUST N17.
    """
    first = begin.astimezone(UTC).date() - timedelta(days=1)
    for number in range(3):
        day = first + timedelta(days=number)
        if begin <= morning_of(day, zone) < begin + timedelta(hours=24):
            yield day


def is_stale(at: datetime, *, morning: datetime) -> bool:
    """Whether it is too late for that morning's mail. Rule DUE-2; TRUST N27."""
    return at >= morning + GOOD_FOR
