"""What HR may set besides the prompts: weeks, days of grace, thresholds of drift, how strict the coach is; each with its bounds. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cadenza.objections import N_, Objection, objection
from cadenza.people.rules import Coded
from cadenza.wording import Kind


class Group(Coded):
    """What a setting belongs to, in the order of the page."""

    RHYTHM = "rhythm"
    RESET = "reset"
    LEARNING = "learning"
    DRIFT = "drift"


class Unit(Coded):
    """What a setting counts."""

    WEEK = "week"
    DAYS = "days"
    TIMES = "times"


@dataclass(frozen=True)
class Setting:
    """One figure that HR may change: what it is called, what it does, how far it may go, and where its default comes from."""

    key: str
    group: Group
    unit: Unit
    default: int
    least: int
    most: int
    source: str
    label: str
    effect: str


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "first_check", Group.RHYTHM, Unit.WEEK, 4, 2, 6, "REV-4",
        N_("First check, week of the quarter"),
        N_("Plans shared from then on get their first review near the end of this week."),
    ),
    Setting(
        "second_check", Group.RHYTHM, Unit.WEEK, 8, 5, 10, "REV-4",
        N_("Second check, week of the quarter"),
        N_("The same for the second review."),
    ),
    Setting(
        "reflection", Group.RHYTHM, Unit.WEEK, 12, 9, 13, "REV-4",
        N_("Looking back, week of the quarter"),
        N_("The last review, on the quarter’s last day at the latest."),
    ),
    Setting(
        "reset_opens", Group.RESET, Unit.DAYS, 21, 7, 35, "REV-6",
        N_("The reset opens, days before the quarter ends"),
        N_("From then on both can write what changed in the work."),
    ),
    Setting(
        "reset_grace", Group.RESET, Unit.DAYS, 7, 0, 21, "REV-6",
        N_("Days of grace after the quarter"),
        N_("Until then a reset is due and not late; afterwards the plan says that nobody reset it."),
    ),
    Setting(
        "reset_alone", Group.RESET, Unit.DAYS, 14, 7, 28, "IMP-2",
        N_("Finishing without the manager’s view, days after the quarter"),
        N_("From then on nobody waits for the other one."),
    ),
    Setting(
        "first_follow_up", Group.LEARNING, Unit.WEEK, 4, 2, 8, "LEARN-3",
        N_("First question about use, weeks after a course is done"),
        N_("Person and manager are each asked in which work it was used."),
    ),
    Setting(
        "second_follow_up", Group.LEARNING, Unit.WEEK, 12, 8, 26, "LEARN-3",
        N_("Second question about use, weeks after a course is done"),
        N_("It takes the first one’s place."),
    ),
    Setting(
        "follow_up_lapses", Group.LEARNING, Unit.DAYS, 56, 14, 84, "LEARN-3",
        N_("The second question lapses, days after it opened"),
        N_("An old question is not owed for ever."),
    ),
    Setting(
        "unchanged", Group.DRIFT, Unit.DAYS, 56, 28, 120, "HR-2",
        N_("A goal on track with nothing done, days"),
        N_("From then on it counts as a sign of drift."),
    ),
    Setting(
        "stuck", Group.DRIFT, Unit.DAYS, 28, 14, 60, "HR-2",
        N_("A goal blocked or to be reset, days"),
        N_("From then on it counts as a sign of drift."),
    ),
    Setting(
        "misses", Group.DRIFT, Unit.TIMES, 2, 2, 6, "HR-2",
        N_("A manager’s commitments that were not kept, in one quarter"),
        N_("From this many on it counts as a sign of drift."),
    ),
    Setting(
        "handover", Group.DRIFT, Unit.DAYS, 14, 7, 42, "HAND-2",
        N_("A handover that nobody took over, days"),
        N_("From then on HR is told, and it counts as a sign of drift."),
    ),
    Setting(
        "answer", Group.DRIFT, Unit.DAYS, 14, 3, 30, "HR-2",
        N_("Answer to a follow-up, days"),
        N_("What a new follow-up offers; whoever asks may pick another day."),
    ),
)  # fmt: skip
BY_KEY: Mapping[str, Setting] = {one.key: one for one in SETTINGS}

APART_WEEKS = 2
"""Weeks between two looks at a plan, at least: sooner, nothing can have moved. House figure beside REV-4."""
FOLLOW_UPS_APART = 4
"""Weeks between the two questions about use, at least. House figure beside LEARN-3."""


class Strictness(Coded):
    """How the coach speaks about one kind of text (PLAN-8, COACH-3). It never stops anybody; PIP-4 does, and is not HR's to change."""

    OFF = "off"
    HINT = "hint"
    AGAIN = "again"


STRICT: Mapping[Kind, tuple[Strictness, ...]] = {
    Kind.DEVELOPMENT_GOAL: (Strictness.OFF, Strictness.HINT, Strictness.AGAIN),
    Kind.SUCCESS_MEASURE: (Strictness.OFF, Strictness.HINT, Strictness.AGAIN),
    Kind.MANAGER_COMMITMENT: (Strictness.OFF, Strictness.HINT, Strictness.AGAIN),
    Kind.THREE_E_ACTION: (Strictness.OFF, Strictness.HINT),
    Kind.KEY_RESULT: (Strictness.OFF, Strictness.HINT),
}
"""What may be chosen for each kind of text; the last is the default. Words about a concern are always coached (EARLY-3), and what a formal
plan's criterion lacks always has to be reworded (PIP-4): neither is in here."""


@dataclass(frozen=True)
class FollowUps:
    """When somebody is asked in which work they used what they learned (LEARN-3)."""

    first_week: int = 4
    second_week: int = 12
    lapses_days: int = 56


@dataclass(frozen=True)
class ResetDays:
    """When a plan's reset opens, is late, and can be finished by one alone; days before and after the cycle's last day (REV-6, IMP-2)."""

    opens: int = 21
    grace: int = 7
    alone: int = 14


@dataclass(frozen=True)
class DriftLimits:
    """From when on something counts as a sign of drift (HR-2)."""

    unchanged_days: int = 56
    stuck_days: int = 28
    misses: int = 2
    handover_days: int = 14
    answer_days: int = 14


@dataclass(frozen=True)
class Practice:
    """All that HR set, as it stands on one day: read once, passed on, never changed on the way (HR-3)."""

    number: int = 0
    """Of its version; 0 is what the product comes with."""
    figures: Mapping[str, int] = field(default_factory=dict)
    coach: Mapping[str, str] = field(default_factory=dict)

    def figure(self, key: str) -> int:
        return self.figures.get(key, BY_KEY[key].default)

    def strictness(self, kind: Kind) -> Strictness:
        """How the coach speaks about this kind of text; what HR may not set has hints."""
        if kind not in STRICT:
            return Strictness.HINT
        return Strictness(self.coach.get(kind.value, STRICT[kind][-1]))

    @property
    def review_weeks(self) -> tuple[int, int, int]:
        return self.figure("first_check"), self.figure("second_check"), self.figure("reflection")

    @property
    def follow_ups(self) -> FollowUps:
        return FollowUps(self.figure("first_follow_up"), self.figure("second_follow_up"), self.figure("follow_up_lapses"))

    @property
    def reset(self) -> ResetDays:
        return ResetDays(self.figure("reset_opens"), self.figure("reset_grace"), self.figure("reset_alone"))

    @property
    def drift(self) -> DriftLimits:
        return DriftLimits(
            self.figure("unchanged"), self.figure("stuck"), self.figure("misses"), self.figure("handover"), self.figure("answer")
        )

    @property
    def silent(self) -> frozenset[Kind]:
        """Kinds of text that the coach says nothing about."""
        return frozenset(kind for kind in STRICT if self.strictness(kind) is Strictness.OFF)

    @property
    def said_again(self) -> frozenset[Kind]:
        """Kinds of text that the coach comes back to before a plan is agreed."""
        return frozenset(kind for kind in STRICT if self.strictness(kind) is Strictness.AGAIN)

    @property
    def values(self) -> dict[str, object]:
        """Every setting and every kind of text, by the names of their fields."""
        return {one.key: self.figure(one.key) for one in SETTINGS} | {coach_field(kind): self.strictness(kind).value for kind in STRICT}


SHIPPED = Practice()
"""What the product comes with."""


def coach_field(kind: Kind) -> str:
    """The name of a kind of text among the settings. House arithmetic."""
    return f"coach_{kind.value}"


def practice_of(values: Mapping[str, object], *, number: int = 0) -> Practice:
    """A practice from its values by name; what is not there, or is nothing that can be chosen, is as the product comes. Rule HR-3."""
    figures = {key: value for key in BY_KEY if isinstance(value := values.get(key), int)}
    chosen = {kind.value: str(values[coach_field(kind)]) for kind, may in STRICT.items() if values.get(coach_field(kind)) in may}
    return Practice(number, figures, chosen)


def objections_to_practice(values: Mapping[str, object]) -> list[Objection]:
    """Why these values cannot be set: out of bounds, out of order, or nothing that can be chosen. Rule HR-3."""
    found = [reason for one in SETTINGS if (reason := _out_of_bounds(one, values.get(one.key)))]
    for kind, may in STRICT.items():
        if values.get(coach_field(kind)) not in may:
            found.append(objection("coach-choice-unknown", N_("Pick one of these."), where=coach_field(kind)))
    if found:
        return found
    practice = practice_of(values)
    first, second, last = practice.review_weeks
    for later, earlier, where in ((second, first, "second_check"), (last, second, "reflection")):
        if later - earlier < APART_WEEKS:
            message = N_("Leave at least %(weeks)d weeks between two looks at a plan.")
            found.append(objection("reviews-too-close", message, where=where, weeks=APART_WEEKS))
    follow_ups = practice.follow_ups
    if follow_ups.second_week - follow_ups.first_week < FOLLOW_UPS_APART:
        message = N_("Leave at least %(weeks)d weeks between the two questions.")
        found.append(objection("follow-ups-too-close", message, where="second_follow_up", weeks=FOLLOW_UPS_APART))
    if practice.reset.alone < practice.reset.grace:
        message = N_("Nobody finishes alone while the other one is not late yet: give at least %(days)d days.")
        found.append(objection("alone-before-grace", message, where="reset_alone", days=practice.reset.grace))
    if practice.drift.stuck_days > practice.drift.unchanged_days:
        message = N_("A blocked goal deserves a question no later than one on track: give at most %(days)d days.")
        found.append(objection("stuck-after-unchanged", message, where="stuck", days=practice.drift.unchanged_days))
    return found


def _out_of_bounds(one: Setting, value: object) -> Objection | None:
    if isinstance(value, int) and one.least <= value <= one.most:
        return None
    message = N_("Give a whole number from %(least)d to %(most)d.")
    return objection("setting-out-of-bounds", message, where=one.key, least=one.least, most=one.most)
