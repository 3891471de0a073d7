"""What the quarterly reset asks and allows: when it opens, what each of the two says, how a goal ends, how often it was carried. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from cadenza.objections import N_, Objection, objection, says_something
from cadenza.people.rules import Coded
from cadenza.plans.rules import PlanState
from cadenza.practice.practice_rules import BY_KEY, ResetDays

MOST_AHEAD = BY_KEY["reset_opens"].most
"""Days before a cycle's end at which a reset can have opened under any practice."""
DaysOn = Callable[[date], ResetDays]
"""What was set on a day."""
TEXT_LIMIT = 2000
"""Characters in one answer of a reset."""


class Side(Coded):
    """Whose judgement it is (IMP-2)."""

    PERSON = "person"
    MANAGER = "manager"


class Change(Coded):
    """What somebody saw change in the work (IMP-2). Words, never a figure; "too early" is an honest answer."""

    CLEAR = "clear"
    SOME = "some"
    NONE = "none"
    TOO_EARLY = "too-early"


class GoalEnd(Coded):
    """What becomes of a goal when its cycle ends (REV-6)."""

    ACHIEVED = "achieved"
    CHANGED = "changed"
    CARRIED = "carried"
    DROPPED = "dropped"


GOES_ON = frozenset({GoalEnd.CHANGED, GoalEnd.CARRIED})
"""Goals that the next draft begins with."""


class Step(Coded):
    """The four steps of the reset, in the order of the pages (DESIGN 4)."""

    ACHIEVED = "achieved"
    CHANGED = "changed"
    CARRY = "carry"
    CHECK = "check"


FIELDS: Mapping[Step, tuple[str, ...]] = {
    Step.ACHIEVED: ("change", "shows", "cites"),
    Step.CHANGED: ("level_seen",),
    Step.CARRY: ("end", "learned"),
    Step.CHECK: (),
}
"""What each step asks of each goal."""


class ResultNews(Coded):
    """What happened to a goal's key result since the plan was agreed (REV-6: against the current OKRs)."""

    SAME = "same"
    CHANGED = "changed"
    DROPPED = "dropped"
    CLOSED = "closed"


@dataclass(frozen=True)
class Said:
    """One side's words on one goal."""

    goal_number: int
    change: str = ""
    shows: str = ""
    cites: tuple[int, ...] = ()
    end: str = ""
    learned: str = ""


def opens_on(cycle_end: date, days: ResetDays) -> date:
    """The first day on which a plan of this cycle can be reset. Rules REV-6, HR-3."""
    return cycle_end - timedelta(days=days.opens)


def last_end_open(today: date, days_on: DaysOn) -> date:
    """The last day of the latest cycle whose reset is open: under what counts today, or since a day on which something longer counted.

    Rules REV-6, HR-3: what has opened stays open, whatever is set anew, so that what was begun can be finished.
    """
    return max(day + timedelta(days=days_on(day).opens) for day in (today - timedelta(days=back) for back in range(MOST_AHEAD + 1)))


def days_of(cycle_end: date, today: date, days_on: DaysOn) -> ResetDays:
    """The days of one cycle's reset: as they are set today, unless it opened earlier under what counted then. Rules REV-6, HR-3."""
    days = days_on(today)
    for ahead in range(MOST_AHEAD, days.opens, -1):
        day = cycle_end - timedelta(days=ahead)
        if day < today and days_on(day).opens >= ahead:
            return replace(days, opens=ahead)
    return days


def due_on(cycle_end: date, days: ResetDays) -> date:
    """The day by which a plan of this cycle should be reset; from then on it is said that nobody did. Rules REV-6, HR-3."""
    return cycle_end + timedelta(days=days.grace)


def alone_on(cycle_end: date, days: ResetDays) -> date:
    """The first day on which the person may finish without the manager's view. House rule beside REV-6; HR-3."""
    return cycle_end + timedelta(days=days.alone)


def is_open(state: str, *, agreed: bool, done: bool, cycle_end: date, today: date, days: ResetDays) -> bool:
    """Whether words can be written into a plan's reset today. Rule REV-6: an agreed plan, near its end or after it, not reset yet."""
    return agreed and not done and state in {PlanState.ACTIVE, PlanState.CLOSED} and today >= opens_on(cycle_end, days)


def was_not_reset(state: str, *, agreed: bool, done: bool, cycle_end: date, today: date, days: ResetDays) -> bool:
    """Whether it must be said that nobody reset this plan. Rule REV-6."""
    return is_open(state, agreed=agreed, done=done, cycle_end=cycle_end, today=today, days=days) and today > due_on(cycle_end, days)


def objections_to_writing(state: str, *, agreed: bool, done: bool, cycle_end: date, today: date, days: ResetDays) -> list[Objection]:
    """Why nothing can be written into a reset. Rule REV-6."""
    if done:
        return [objection("reset-done", N_("This plan was reset. What was said stands, and can be read."))]
    if not agreed or state not in {PlanState.ACTIVE, PlanState.CLOSED}:
        return [objection("reset-needs-agreement", N_("Only a plan that both agreed is reset. This one never was."))]
    first = opens_on(cycle_end, days)
    if today < first:
        return [objection("reset-too-early", N_("The reset of this plan opens on %(first)s."), first=first)]
    return []


def objections_to_words(
    words: Mapping[str, str], *, prefix: str, levels: Collection[int], known_evidence: Iterable[int]
) -> list[Objection]:
    """Why answers cannot be kept as they came. Rules IMP-2, REV-6; a choice that nobody offered is none (TRUST T12)."""
    found = []
    choices: Mapping[str, set[str]] = {
        "change": {one.value for one in Change},
        "end": {one.value for one in GoalEnd},
        "level_seen": {str(level) for level in levels},
    }
    for name, text in words.items():
        if name in choices and text and text not in choices[name]:
            found.append(objection("reset-choice-unknown", N_("Choose one of the answers."), where=f"{prefix}{name}"))
        elif name in {"shows", "learned"} and len(text) > TEXT_LIMIT:
            found.append(
                objection("reset-answer-too-long", N_("Keep this within %(limit)d characters."), where=f"{prefix}{name}", limit=TEXT_LIMIT)
            )
    if not set(cited(words.get("cites", ""))) <= set(known_evidence):
        found.append(objection("reset-evidence-unknown", N_("Choose from the evidence that stands here."), where=f"{prefix}cites"))
    return found


def cited(text: str) -> tuple[int, ...]:
    """The keys of the evidence in a kept answer; anything else in it is nothing. House arithmetic."""
    return tuple(sorted({int(part) for part in text.split(",") if part.isascii() and part.isdigit() and len(part) < 19}))


def kept_cites(keys: Iterable[int]) -> str:
    """The same as one text, always in the same order. House arithmetic."""
    return ",".join(str(key) for key in sorted(set(keys)))


def objections_to_sharing(said: Sequence[Said], side: Side) -> list[Objection]:
    """Why one side's part cannot be shared yet; each with the field that mends it. Rules IMP-2 and REV-6.

    Both say what they saw change; a change that was seen cites evidence from the work, its absence says what was looked at. The
    person says besides what becomes of each goal and what was learned: the goals are theirs (PLAN-3).
    """
    found = []
    for one in said:
        prefix = f"goal-{one.goal_number}-"
        if not one.change:
            found.append(
                objection(
                    "reset-change-missing",
                    N_("Goal %(number)d: say what changed in the work."),
                    where=f"{prefix}change",
                    number=one.goal_number,
                )
            )
        elif one.change in {Change.CLEAR, Change.SOME} and not one.cites:
            found.append(
                objection(
                    "reset-without-evidence",
                    N_("Goal %(number)d: choose the evidence that shows the change. Add some first if there is none."),
                    where=f"{prefix}cites",
                    number=one.goal_number,
                )
            )
        elif one.change == Change.NONE and not one.cites and not says_something(one.shows):
            found.append(
                objection(
                    "reset-without-look",
                    N_("Goal %(number)d: say which piece of work you looked at."),
                    where=f"{prefix}shows",
                    number=one.goal_number,
                )
            )
        if side is Side.PERSON:
            found += _objections_to_end(one, prefix)
    return found


def _objections_to_end(one: Said, prefix: str) -> list[Objection]:
    found = []
    if not one.end:
        found.append(
            objection("reset-end-missing", N_("Goal %(number)d: say what becomes of it."), where=f"{prefix}end", number=one.goal_number)
        )
    if not says_something(one.learned):
        found.append(
            objection(
                "reset-nothing-learned", N_("Goal %(number)d: say what you learned."), where=f"{prefix}learned", number=one.goal_number
            )
        )
    return found


def objections_to_finishing_alone(*, shared: bool, managed: bool, cycle_end: date, today: date, days: ResetDays) -> list[Objection]:
    """Why the person cannot finish without the manager's view. Rule IMP-2: both judge; nobody waits for ever (House rule beside REV-6)."""
    if not shared:
        return [objection("reset-share-first", N_("Share your own view first."))]
    first = alone_on(cycle_end, days)
    if managed and today < first:
        return [
            objection(
                "reset-wait-for-manager", N_("Your manager’s view is still to come. From %(first)s you can finish without it."), first=first
            )
        ]
    return []


def news_of(*, state: str, told: str, tells: str, changed_at: Iterable[datetime | None], agreed_at: datetime | None) -> ResultNews:
    """What happened to a key result since the plan was agreed: its state first, then its words, figures or date. Rule REV-6."""
    if state == "dropped":
        return ResultNews.DROPPED
    if state == "closed":
        return ResultNews.CLOSED
    later = [at for at in changed_at if at is not None and agreed_at is not None and at > agreed_at]
    return ResultNews.CHANGED if later or (told and told != tells) else ResultNews.SAME


def differ(one: str, other: str) -> bool:
    """Whether two judgements that were both made say different things. Rule IMP-2: disagreement is shown, not averaged away."""
    return bool(one and other and one != other)
