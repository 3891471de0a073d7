"""What somebody owes, to whom, by when: the shape of a due, its place in the list, and how long it takes. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from cadenza.objections import N_, Objection, objection
from cadenza.people.rules import Coded

ANSWER_DAYS = 5
"""Days within which an offered plan, a suggestion, a request or a report should be answered: one working week."""
WEEK_ONE = 6
"""Days after its first day by which a cycle's plans are agreed. Source: REV-4, agree in week 1."""
SATURDAY = 5
SHOWN_LATER = 8
"""Rows that "later" opens to; more than that are counted, for a list that long is a plan and not a due."""


class DueKind(Coded):
    """What is owed. The order is that of one day's list: conversations first, then promises, then answers, then upkeep."""

    TAKE_OVER = "handover-to-accept"
    HAND_OVER = "handover-to-send"
    REVIEW = "review"
    HANDED = "handed-commitment"
    COMMITMENT = "commitment"
    REPORT = "commitment-to-confirm"
    BLOCK = "block-to-clear"
    TRADE_OFF = "trade-off-to-acknowledge"
    MAKE_GOOD = "time-to-make-good"
    RESET = "plan-to-reset"
    AGREE = "plan-to-agree"
    FOCUS = "focus"
    ACTION = "action"
    SUGGESTION = "suggestion"
    GAP = "gap-to-agree"
    ASK = "ask"
    READ_FEEDBACK = "words-to-read"
    SHARE = "draft-to-share"
    BEGIN = "plan-to-begin"
    CHECK_IN = "check-in"
    APPLICATION = "application-to-say"
    RESULTS_TO_CLOSE = "results-to-close"
    LOOK_BACK = "result-to-look-back-on"
    SLIPPING = "goals-put-off"
    TAKE_COPY = "copy-to-take"
    LIFT = "hold-to-lift"
    ERASE = "erasure-to-decide"
    ACCESS = "access-case"
    ANSWER = "answer-to-take"
    OPENED = "opening-to-read"
    GRANT = "grant-to-confirm"
    DRIFT = "drift-to-answer"
    DECISION = "decision-to-see-to"
    SYSTEM_REVIEW = "system-review-to-fill"
    TALENT = "talent-review-to-read"
    TALENT_OWN = "own-snapshot-to-read"
    READ_HANDOVER = "handover-to-read"
    POINTS = "points-to-receive"
    POINTS_PASSED = "points-passed-on"
    BUNDLE = "bundle-to-answer"
    FORMAL = "formal-plan"
    FOLLOW_UP = "note-to-follow-up"
    NOT_TAKEN_OVER = "handovers-not-accepted"
    NO_MANAGER = "people-without-manager"
    NO_PLAN = "people-without-plan"
    JOBS = "jobs-dead"
    MAIL = "mail-stuck"
    BACKUP = "backup-unknown"
    COVER = "results-without-cover"


MINUTES: Mapping[DueKind, int] = {
    DueKind.TAKE_OVER: 10,
    DueKind.HAND_OVER: 10,
    DueKind.REVIEW: 8,
    DueKind.HANDED: 2,
    DueKind.COMMITMENT: 2,
    DueKind.REPORT: 1,
    DueKind.BLOCK: 5,
    DueKind.TRADE_OFF: 2,
    DueKind.MAKE_GOOD: 5,
    DueKind.RESET: 15,
    DueKind.SLIPPING: 10,
    DueKind.AGREE: 15,
    DueKind.FOCUS: 2,
    DueKind.ACTION: 2,
    DueKind.SUGGESTION: 5,
    DueKind.GAP: 5,
    DueKind.ASK: 2,
    DueKind.READ_FEEDBACK: 3,
    DueKind.SHARE: 15,
    DueKind.BEGIN: 20,
    DueKind.CHECK_IN: 3,
    DueKind.APPLICATION: 2,
    DueKind.RESULTS_TO_CLOSE: 10,
    DueKind.LOOK_BACK: 3,
    DueKind.TAKE_COPY: 5,
    DueKind.LIFT: 5,
    DueKind.ERASE: 10,
    DueKind.ACCESS: 30,
    DueKind.ANSWER: 5,
    DueKind.OPENED: 2,
    DueKind.GRANT: 3,
    DueKind.DRIFT: 5,
    DueKind.DECISION: 5,
    DueKind.SYSTEM_REVIEW: 20,
    DueKind.TALENT: 20,
    DueKind.TALENT_OWN: 5,
    DueKind.READ_HANDOVER: 3,
    DueKind.POINTS: 5,
    DueKind.POINTS_PASSED: 5,
    DueKind.BUNDLE: 15,
    DueKind.FORMAL: 15,
    DueKind.FOLLOW_UP: 10,
    DueKind.NOT_TAKEN_OVER: 5,
    DueKind.NO_MANAGER: 10,
    DueKind.NO_PLAN: 10,
    DueKind.JOBS: 10,
    DueKind.MAIL: 10,
    DueKind.BACKUP: 10,
    DueKind.COVER: 10,
}
"""What the page says it takes to see to a due, not to do the work behind it."""

_ORDER = {kind: number for number, kind in enumerate(DueKind)}

SNOOZABLE: frozenset[DueKind] = frozenset(
    {
        DueKind.REPORT,
        DueKind.BLOCK,
        DueKind.TRADE_OFF,
        DueKind.RESET,
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
        DueKind.RESULTS_TO_CLOSE,
        DueKind.LOOK_BACK,
        DueKind.SLIPPING,
        DueKind.GRANT,
        DueKind.DRIFT,
        DueKind.DECISION,
        DueKind.SYSTEM_REVIEW,
        DueKind.TALENT_OWN,
        DueKind.READ_HANDOVER,
        DueKind.NOT_TAKEN_OVER,
        DueKind.NO_MANAGER,
        DueKind.NO_PLAN,
        DueKind.BACKUP,
    }
)
"""What may be put off once. A promise is not among them, for it is done, re-dated or traded where the other one sees it, nor is a review, which is
moved for both, nor a handover, on which a person waits, nor a system that fails. Source: DESIGN 6."""
SNOOZE_DAYS = 14
"""How far a due can be put off, from its own day or from today, whichever is later."""


@dataclass(frozen=True)
class Due:
    """One thing that somebody owes: a task that begins with its verb, one line of why, one button. Words come ready to read."""

    kind: DueKind
    on: date
    what: str
    why: str
    url: str
    button: str
    about: str = ""
    """What the button says besides to a reader who sees no row: "with Asha Raman"."""
    of: str = ""
    """Which due of its kind this is, by ids and dates alone, so that a snooze holds for this one. Without it a due cannot be put off."""
    was: date | None = None
    """The day that it had before it was snoozed."""
    spent: bool = False
    """Whether it was snoozed before: once is all there is."""

    @property
    def minutes(self) -> int:
        return MINUTES[self.kind]

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.of}"

    @property
    def snoozable(self) -> bool:
        return self.kind in SNOOZABLE and bool(self.of) and not self.spent


@dataclass(frozen=True)
class DueList:
    """All dues of a reader in the order of the page."""

    late: tuple[Due, ...]
    today: tuple[Due, ...]
    week: tuple[Due, ...]
    later: tuple[Due, ...]

    @property
    def now(self) -> tuple[Due, ...]:
        """What the page shows at once."""
        return self.late + self.today + self.week

    @property
    def minutes(self) -> int:
        """What the rows that are shown at once take together, to the next five minutes."""
        return -(-sum(due.minutes for due in self.now) // 5) * 5

    @property
    def later_until(self) -> date | None:
        """The day by which the last of the later ones falls due."""
        return self.later[-1].on if self.later else None

    @property
    def later_shown(self) -> tuple[Due, ...]:
        return self.later[:SHOWN_LATER]


def arranged(dues: Iterable[Due], *, today: date) -> DueList:
    """Put dues into late, today, this week (to its Sunday) and later, the earliest first. Rule DUE-1. Source: DESIGN 3.

    On a weekend the week is the one that comes: nothing else of this one is left to do.
    """
    rows = sorted(dues, key=lambda due: (due.on, _ORDER[due.kind], due.what, due.url))
    sunday = end_of_week(today)
    return DueList(
        late=tuple(due for due in rows if due.on < today),
        today=tuple(due for due in rows if due.on == today),
        week=tuple(due for due in rows if today < due.on <= sunday),
        later=tuple(due for due in rows if due.on > sunday),
    )


def after_snooze(due: Due, snoozes: Mapping[str, date | None]) -> Due:
    """A due as it stands after its reader has put it off, if they did; a snooze that was taken back leaves it where it was. Rule DUE-1.

    `snoozes` holds, by key, the day named; None where it was taken back.
    """
    if due.key not in snoozes or due.kind not in SNOOZABLE:
        return due
    until = snoozes[due.key]
    if until is None or until <= due.on:
        return replace(due, spent=True)
    return replace(due, on=until, was=due.on, spent=True)


def snooze_until(due: Due, *, today: date) -> tuple[date, date]:
    """The first and the last day to which a due can be put off. Rule DUE-1."""
    last_day = max(due.on, today)
    return last_day + timedelta(days=1), last_day + timedelta(days=SNOOZE_DAYS)


def objections_to_snooze(due: Due, until: date | None, *, today: date) -> list[Objection]:
    """Why a due cannot be put off to a day. Rule DUE-1: once, with a date. Source: DESIGN 6."""
    if due.spent:
        return [objection("snoozed-before", N_("You have snoozed this before. Once is all there is."))]
    if not due.snoozable:
        return [
            objection("snooze-not-for-this", N_("This can be done, given another day or traded where the other one sees it, not snoozed."))
        ]
    first, last = snooze_until(due, today=today)
    if until is None or not first <= until <= last:
        message = N_("Choose a day from %(first)s to %(last)s.")
        return [objection("snooze-out-of-reach", message, where="until", first=first, last=last)]
    return []


def end_of_week(today: date) -> date:
    """The Sunday that ends the week in hand; on Saturday and Sunday that is already the next one. Rule DUE-1."""
    return today + timedelta(days=6 - today.weekday() + (7 if today.weekday() >= SATURDAY else 0))


def answer_by(asked_on: date, *, wanted_by: date | None = None) -> date:
    """The day by which somebody who was offered or asked something should have answered: sooner where it is wanted sooner. Rule DUE-1."""
    usual = asked_on + timedelta(days=ANSWER_DAYS)
    return usual if wanted_by is None else min(usual, wanted_by)


def hand_over_by(since: date, today: date) -> date:
    """The day by which an outgoing manager sends what they know: the day before the change, today when that is behind. Rule HAND-1."""
    return max(since - timedelta(days=1), today)


def take_over_on(today: date, last: date) -> date:
    """When a new manager's handover stands in the list: today, first of all, until its last day has passed. Rule HAND-2. Source: DESIGN 4."""
    return min(today, last)


def agree_by(cycle_start: date, since: date) -> date:
    """The day by which a plan of a cycle should be agreed: week 1, or a working week after the person came later. Rule REV-4."""
    return max(cycle_start + timedelta(days=WEEK_ONE), since + timedelta(days=WEEK_ONE))


def cycle_words(key: str) -> str:
    """A cycle as people say it: "2026-q4" is Q4 2026. House arithmetic."""
    year, _, quarter = key.partition("-")
    return f"{quarter.upper()} {year}" if quarter else key
