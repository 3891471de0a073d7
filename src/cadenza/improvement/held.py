"""A plan in the hands of whoever acts: locked, its whole record read, ready for the next entry. One transaction holds it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from cadenza.asks.queries import AskStanding, states_of
from cadenza.asks.rules import AskState
from cadenza.improvement import access, ledger, plan_rules, rules
from cadenza.improvement.ledger import Opened
from cadenza.improvement.models import Case
from cadenza.improvement.plan_rules import Pause, checkpoint_days, dated_anew_from, rhythm_of
from cadenza.improvement.rules import MOVES, Act, Kind, Part, State
from cadenza.improvement.story import Story, fold
from cadenza.improvement.supports import Support
from cadenza.objections import Objection, OutOfStep, refuse_if
from cadenza.people.calendars import calendar_of, is_working_day, working_day_on_or_after, working_day_on_or_before, working_days_after
from cadenza.people.days import day_of, zone_of
from cadenza.people.models import Person

ACCEPTED = frozenset({AskState.ACCEPTED, AskState.HELD})


@dataclass
class Held:
    """One act under way."""

    case: Case
    act: Act
    by: Person
    at: datetime
    part: Part
    entries: list[Opened]
    story: Story
    waits_for_manager: bool

    @property
    def today(self) -> date:
        return day_of_person(self.case.person, self.at)

    @property
    def would_end(self) -> date:
        """The last day of the plan if it began today."""
        return plan_rules.ends_on(self.today, weeks=self.story.weeks)

    @property
    def supported(self) -> bool:
        """Whether a support that was accepted lies within the plan, if it began today."""
        return self.story.is_supported(self.today, self.would_end)

    def refuse_without_substance(self) -> None:
        """Refuse the next step of a plan that is none: with no criterion, or nothing promised within its length. Rules PIP-4, PIP-7."""
        refuse_if(plan_rules.objections_to_substance(criteria=len(self.story.criteria), supported=self.supported))

    def add(self, kind: Kind, **words: Any) -> Opened:
        """Append what was done to the record."""
        made = ledger.add(self.case, kind, by=self.by, part=self.part, at=self.at, words=words, recorded_at=self.at)
        self.entries.append(made)
        self.story = read_story(self.entries)
        return made

    def done(self, act: Act | None = None, **columns: Any) -> Case:
        """Take the plan where the table says, and keep it."""
        self.case.state = MOVES[State(self.case.state), act or self.act].to
        for name, value in columns.items():
            setattr(self.case, name, value)
        self.case.save()
        return self.case


def hold(by: Person, act: Act, ref: str, *, at: datetime, stands: str = "") -> Held:
    """The plan, locked, if this person may do this with it now. `stands` is the state that the page showed: another one is out of step."""
    seat = access.case_to(by, act, ref, at=at)
    if stands and stands != seat.state:
        raise OutOfStep([Objection("formal-plan-moved-on", rules.STANDS[seat.state])])
    part = next((part for part in Part if part in MOVES[seat.state, act].by and part in seat.parts), Part.HR)  # X4: HR owns the case
    entries = ledger.opened([seat.case])[seat.case.pk]
    return Held(seat.case, act, by, at, part, entries, read_story(entries), seat.waits_for_manager)


def read_story(entries: list[Opened]) -> Story:
    """The story of these entries, with what became of the requests to the supports' providers."""
    return with_answers([fold(entries)])[0]


def with_answers(stories: list[Story]) -> list[Story]:
    """Tell each support whether its provider said yes, and whether anybody could rely on it. One statement for all."""
    asked = {one.ask_id for story in stories for one in story.supports.values() if one.ask_id}
    states = states_of(asked) if asked else {}
    for story in stories:
        for one in story.supports.values():
            if one.ask_id is not None and one.ask_id in states:
                one.accepted, one.relied_on = states[one.ask_id].state in ACCEPTED, _relied_on(states[one.ask_id], one)
    return stories


def _relied_on(asked: AskStanding, support: Support) -> bool:
    """Whether a support was to be expected on a day of it. Rule PIP-14: who once said yes and takes it back later has promised it.

    A no before its first day leaves nobody waiting; what was said before a later no is not known, so it counts as a yes.
    """
    if asked.answered_at is None:
        return False
    return asked.state is not AskState.DECLINED or day_of(asked.answered_at) >= support.first


# Days of the person


def day_of_person(person: Person, at: datetime) -> date:
    """The person's own day: what they have time for lasts until it ends where they are (TRUST N18)."""
    return at.astimezone(zone_of(person)).date()


def last_day(person: Person, since: date, count: int) -> date:
    """The day that lies so many of the person's working days ahead."""
    return working_days_after(since, count, country=calendar_of(person))


def plan_days(person: Person, begun: date, end: date, weeks: int) -> list[date]:
    """Every checkpoint of a plan from a day to its end (PIP-6).

    One on a holiday moves to the next working day. A plan begun on a free day has its whole rhythm there: then each checkpoint moves to
    the working day before, so that the first still lies within two weeks.
    """
    country = calendar_of(person)
    moved = working_day_on_or_after if is_working_day(begun, country=country) else working_day_on_or_before

    def working_day(day: date) -> date:
        return moved(day, country=country)

    return checkpoint_days(begun, end, every=rhythm_of(weeks), working_day=working_day)


def excused_days(person: Person, pauses: Collection[Pause]) -> Callable[[date, date], int]:
    """Counts the days between two that do not count: public holidays where the person works, and the time that a plan stood still."""
    country = calendar_of(person)

    def works(day: date) -> bool:
        return is_working_day(day, country=country)

    def count(first: date, last: date) -> int:
        return plan_rules.paused_days(pauses, first, last) + plan_rules.excused_days(first, last, works=works)

    return count


def redated(story: Story, person: Person, *, today: date, due: date, ends: date, weeks: int, pauses: Collection[Pause]) -> dict[str, Any]:
    """The plan's days after a pause, an extension, an adjustment or a change of manager, as an entry holds them. Rule PIP-6.

    What fell due up to a day (`due`: today, or when the clock stopped) stays, held or not. The rest is dated from the last of these, or from
    the beginning, by the rules of the first day: no act puts a checkpoint off further than the plan stood still.
    """
    assert story.first_begun_on is not None
    kept = story.days[: max(len(story.checkpoints), sum(day <= due for day in story.days))]
    last = kept[-1] if kept else story.first_begun_on
    if len(kept) in story.checkpoints:  # held before its day
        last = min(last, story.checkpoints[len(kept)].held_on)
    still = plan_rules.paused_days(pauses, last, today)
    start = dated_anew_from(last, still=still, today=today, every=rhythm_of(weeks))
    fresh = [day for day in plan_days(person, start, ends, weeks) if not kept or day > kept[-1]]
    counted = last if start == last + timedelta(days=still) else start
    days = [counted, *fresh] if kept else fresh
    refuse_if(plan_rules.objections_to_days(days, begun=counted, excused=excused_days(person, pauses)))
    return {"ends_on": ends.isoformat(), "days": [day.isoformat() for day in [*kept, *fresh]]}
