"""Two cycles side by side: which objectives go on, how far each key result came, what was closed, how sure people were (STRAT-1, STRAT-2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from cadenza.people.models import Person
from cadenza.strategy import access, queries
from cadenza.strategy.models import Cycle, KeyResult, Objective
from cadenza.strategy.rules import Direction, ResultState, figure, percent_of, progress_of

PER_PAGE = 12


@dataclass(frozen=True)
class Side:
    """One key result in one of the two cycles."""

    result: KeyResult

    @property
    def percent(self) -> int | None:
        return percent_of(progress_of(self.result))

    @property
    def milestone(self) -> bool:
        return self.result.direction == Direction.MILESTONE

    @property
    def kept(self) -> bool:
        return self.result.direction == Direction.KEEP

    @property
    def confidence(self) -> str:
        return "–" if self.result.confidence is None else figure(self.result.confidence)

    @property
    def now(self) -> str:
        value = self.result.current if self.result.final_value is None else self.result.final_value
        return "" if value is None else f"{figure(value)} {self.result.unit}".strip()


@dataclass(frozen=True)
class ResultPair:
    """A key result and the one that goes on from it; either may be missing."""

    earlier: Side | None
    later: Side | None


@dataclass(frozen=True)
class ObjectivePair:
    """An objective and the one that goes on from it; either may be missing."""

    earlier: Objective | None
    later: Objective | None
    results: list[ResultPair]

    @property
    def continued(self) -> bool:
        return self.earlier is not None and self.later is not None


@dataclass(frozen=True)
class Totals:
    """A cycle in four figures."""

    objectives: int
    results: int
    closed: int
    reached: int
    """Key results at their target, done, or within bounds."""


@dataclass(frozen=True)
class Comparison:
    """Two cycles, the earlier one first."""

    earlier: Cycle | None
    later: Cycle
    others: list[Cycle]
    totals: tuple[Totals, Totals] | None
    continued: int
    pairs: list[ObjectivePair]
    number: int
    more: bool


def comparison(viewer: Person, cycle_key: str, with_key: str, *, number: int, at: datetime) -> Comparison:
    """A cycle beside another one, by default the one before it. A constant number of queries; a page holds a dozen objectives."""
    cycles = queries.cycles()
    cycle = access.cycle_among(viewer, cycles, cycle_key, at=at)
    before = [one for one in cycles if one.start_date < cycle.start_date]
    other = access.cycle_among(viewer, cycles, with_key, at=at) if with_key else next(iter(before), None)
    others = [one for one in cycles if one.pk != cycle.pk][:8]
    if other is None or other.pk == cycle.pk:
        return Comparison(None, cycle, others, None, 0, [], 1, False)
    earlier, later = sorted((cycle, other), key=lambda one: one.start_date)
    ids = _pair_ids(earlier, later)
    first = max(0, number - 1) * PER_PAGE
    shown = ids[first : first + PER_PAGE]
    rows = {one.pk: one for one in _objectives([pk for pair in shown for pk in pair if pk])}
    return Comparison(
        earlier,
        later,
        others,
        (_totals(earlier), _totals(later)),
        sum(bool(one and two) for one, two in ids),
        [_pair(rows.get(one or 0), rows.get(two or 0)) for one, two in shown],
        max(1, number),
        len(ids) > first + PER_PAGE,
    )


def _pair_ids(earlier: Cycle, later: Cycle) -> list[tuple[int | None, int | None]]:
    """(earlier, later) objectives: those that go on first, then what ended, then what is new. Two queries, ids alone.

    An objective goes on where it says so; one with the same title of the same team counts as going on too, for cycles written by hand.
    """
    old = list(_listed(earlier))
    new = list(_listed(later))
    by_title = {(level, team, title.casefold()): pk for pk, _continues, level, team, title in reversed(old)}
    known = {pk for pk, *_rest in old}
    pairs: list[tuple[int | None, int | None]] = []
    gone_on: set[int] = set()
    fresh: list[tuple[int | None, int | None]] = []
    for pk, continues, level, team, title in new:
        source = continues if continues in known else by_title.get((level, team, title.casefold()))
        if source is not None and source not in gone_on:
            gone_on.add(source)
            pairs.append((source, pk))
        else:
            fresh.append((None, pk))
    return [*pairs, *((pk, None) for pk, *_rest in old if pk not in gone_on), *fresh]


def _listed(cycle: Cycle) -> QuerySet[Objective, tuple[int, int | None, str, int | None, str]]:
    rows = Objective.objects.filter(cycle=cycle).order_by("level", "order", "pk")
    return rows.values_list("pk", "continues_id", "level", "team_id", "title")


def _objectives(ids: Iterable[int]) -> QuerySet[Objective]:
    return Objective.objects.filter(pk__in=list(ids)).select_related("team", "cycle").prefetch_related("key_results__owner")


def _pair(earlier: Objective | None, later: Objective | None) -> ObjectivePair:
    old = {one.pk: one for one in earlier.key_results.all()} if earlier else {}
    by_title = {one.title.casefold(): one.pk for one in old.values()}
    pairs = []
    for result in later.key_results.all() if later else ():
        source = result.continues_id if result.continues_id in old else by_title.get(result.title.casefold())
        before = old.pop(source, None) if source is not None else None
        pairs.append(ResultPair(Side(before) if before else None, Side(result)))
    return ObjectivePair(earlier, later, [*pairs, *(ResultPair(Side(one), None) for one in old.values())])


def _totals(cycle: Cycle) -> Totals:
    rows = KeyResult.objects.filter(~Q(state=ResultState.DROPPED), cycle=cycle)
    shown = list(rows.only("direction", "baseline", "target", "current", "done_on", "state"))
    return Totals(
        objectives=Objective.objects.filter(cycle=cycle).count(),
        results=len(shown),
        closed=sum(one.state == ResultState.CLOSED for one in shown),
        reached=sum(progress_of(one) == 1 for one in shown),
    )
