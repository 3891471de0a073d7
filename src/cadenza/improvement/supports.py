"""The promised supports of a plan as its record tells them: their days, new dates that were offered, and days that replace others. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from cadenza.improvement.plan_rules import objections_to_dropping_support
from cadenza.improvement.said import Said
from cadenza.improvement.support_rules import (
    Answer,
    Day,
    Given,
    Manner,
    Substitute,
    objections_to_answering,
    objections_to_deciding_now,
)
from cadenza.objections import Objection

Place = tuple[int, date]
"""Where a promised day stands: the number of its support, and the day."""


@dataclass(frozen=True)
class Told:
    """What the provider wrote down about one day, as it stands in the record."""

    on: date
    """The day as they gave it."""
    given: Given
    other: date | None
    day: date | None
    """The promised day that it is about; none where it fits none."""
    counts: bool
    """Whether it settled that day; else it stands beside it, for whoever reads."""


@dataclass
class Support:
    """One promised support with its days."""

    number: int
    what: str
    provider_id: int
    provider: str
    manner: Manner
    ask_id: int | None
    days: dict[date, Day] = field(default_factory=dict)
    notes: dict[date, list[Said]] = field(default_factory=dict)
    entered: dict[date, list[tuple[Given, Said]]] = field(default_factory=dict)
    """Every entry about what became of a day, in order: the last one stands, and the page goes on showing the others (PIP-7)."""
    answer_by: dict[date, date] = field(default_factory=dict)
    accepted: bool = False
    """Set by whoever knows the request: its provider said yes."""
    relied_on: bool = True
    """Its provider said yes, or said no so late that a day of it had come; set with `accepted`."""
    promised_since: bool = False
    """Promised while the plan runs, so that a day of it may take another's place (PIP-7)."""
    offers: dict[date, date] = field(default_factory=dict)
    """Day that was not taken -> the new date offered for it."""
    told: list[Told] = field(default_factory=list)
    """What its provider wrote down, in order (PIP-7)."""

    def offer(self, day: date, new: date | None) -> None:
        """What was offered for a day, in place of an earlier offer that nothing became of; the new date is promised like any.

        A date that was promised anyway, or that another day was offered too, stays.
        """
        former = self.offers.pop(day, None)
        kept = self.days.get(former) if former else None
        if kept is not None and kept.offered and kept.given is None and former not in self.offers.values():
            del self.days[kept.on]
        if new is not None:
            self.offers[day] = new
            self.days.setdefault(new, Day(new, offered=True))
            self.days = {one: self.days[one] for one in sorted(self.days)}

    @property
    def void(self) -> bool:
        """Whether it was promised while the plan runs and came to nothing: nobody ever stood for a day of it, and nothing is written on one."""
        return self.promised_since and not self.relied_on and all(one.given is None for one in self.days.values())

    @property
    def beside(self) -> list[Told]:
        """What its provider wrote down and no promised day shows: about another day, or about one that stands otherwise."""
        return [one for one in self.told if not one.counts]

    def answerable(self, *, today: date) -> frozenset[date]:
        """Days that the person can still confirm or contest. Rule PIP-7."""
        return frozenset(
            day
            for day, one in self.days.items()
            if not objections_to_answering(one, Answer.CONFIRMED, last_day=self.answer_by.get(day), today=today)
        )

    def decidable(self, *, today: date) -> frozenset[date]:
        """Days that wait for HR's decision. Rule PIP-7."""
        return frozenset(
            day for day, one in self.days.items() if not objections_to_deciding_now(one, last_day=self.answer_by.get(day), today=today)
        )

    @property
    def held(self) -> int:
        return sum(one.held or one.made_good for one in self.days.values())

    @property
    def given_on(self) -> list[date]:
        """The days on which help was given."""
        return [one.took_place_on for one in self.days.values() if one.took_place_on is not None]

    @property
    def first(self) -> date:
        return min(self.days)

    @property
    def last(self) -> date:
        return max(self.days)


def day_at(supports: Mapping[int, Support], where: Place | None) -> Day | None:
    """The promised day that stands there, if there is one."""
    support = supports.get(where[0]) if where else None
    return support.days.get(where[1]) if support and where else None


def count_replaced(supports: Mapping[int, Support]) -> None:
    """A replaced day counts once the one that replaces it does, which may have been replaced itself since. Rule PIP-7."""
    waiting = True
    while waiting:
        waiting = False
        for support in supports.values():
            for one in support.days.values():
                instead = day_at(supports, one.replaced_by)
                if instead is not None and (instead.held or instead.made_good) and not one.replacement_held:
                    support.days[one.on] = replace(one, replacement_held=True)
                    waiting = True


def objections_to_dropping(
    supports: Mapping[int, Support], number: int, *, heard: Mapping[int, Collection[date]], today: date, last: date
) -> list[Objection]:
    """Why one support cannot be taken out of a plan that has not begun and would end on the last day. Rules PIP-7, PIP-8.

    What was promised after the opening conversation counts from today on.
    """

    def days(one: Support) -> int:
        return sum(day <= last and (one.number in heard or day >= today) for day in one.days) if one.accepted else 0

    promised = sum(day <= last for told in heard.values() for day in told)
    left = sum(days(one) for one in supports.values() if one.number != number)
    counts = number in heard or days(supports[number]) > 0
    return objections_to_dropping_support(heard=promised, left=left, counts=counts)


def substitute(supports: Mapping[int, Support], where: Place | None, *, of: Place) -> Substitute | None:
    """A promised day that is to take the place of another one (`of`), as the rule looks at it; None where there is no such day."""
    day = day_at(supports, where)
    if day is None or where is None or where == of:
        return None
    others = [one for support in supports.values() for one in support.days.values() if (support.number, one.on) != of]
    taken = any(one.replaced_by == where for one in others)
    return Substitute(day, supports[where[0]].promised_since, supports[where[0]].accepted, taken)
