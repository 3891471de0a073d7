"""Builds what the company wants: cycles, objectives, key results, check-ins and the capability that each result needs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from decimal import Decimal

from cadenza.demo import company
from cadenza.demo.company import ObjectivePlan, ResultPlan
from cadenza.demo.organisation import House
from cadenza.demo.stories import NOTES
from cadenza.people import days
from cadenza.people.models import Person
from cadenza.strategy import actions as strategy
from cadenza.strategy.actions import CheckInDraft, KeyResultDraft, ObjectiveDraft, RequirementDraft
from cadenza.strategy.models import Cycle, KeyResult
from cadenza.strategy.rules import Direction, Move, ObjectiveLevel

CHECK_IN_DAYS = 14


@dataclass
class Quarter:
    """One cycle as it was built: its key results, and which capabilities each needs."""

    cycle: Cycle
    began: datetime
    results: dict[str, KeyResult]
    needs: dict[str, tuple[tuple[str, int, int], ...]]
    team_of: dict[str, str]
    author_of: dict[str, Person]
    told: dict[str, set[str]] = field(default_factory=dict)
    """Team -> outcomes that somebody in it works on already, so that plans in a team differ."""

    def instant(self, *, week: int, day: int = 0, hour: int = 10, minute: int = 0) -> datetime:
        """An instant of this cycle, by week (from 1) and weekday (0 = its first day)."""
        return self.began + timedelta(weeks=week - 1, days=day, hours=hour, minutes=minute)


def build_quarter(house: House, *, offset: int) -> Quarter:
    """Make the cycle `offset` cycles before the running one, as far as it has gone by now."""
    cycle = _cycle(house, offset)
    began = datetime.combine(cycle.start_date, time(0), tzinfo=days.zone())
    quarter = Quarter(cycle, began, {}, {}, {}, {})
    past = company.PAST_OBJECTIVES
    plans = company.OBJECTIVES if offset == 0 else past[min(offset, len(past)) - 1]
    made: dict[str, int] = {}
    start = min(quarter.instant(week=1, hour=8), house.now)
    for plan in plans:
        made[plan.key] = _objective(house, quarter, plan, start, [made[key] for key in plan.serves])
    for plan in plans:
        for result in plan.results:
            _check_ins(house, quarter, result, over=offset > 0)
    return quarter


def close_quarter(house: House, quarter: Quarter) -> None:
    """Close the results of a cycle that is over."""
    at = min(quarter.instant(week=14, hour=9), house.now)
    for key, result in quarter.results.items():
        strategy.move_key_result(result.pk, Move.CLOSE, by=quarter.author_of[key], at=at)


def drop_one(house: House, quarter: Quarter, key: str) -> None:
    """Let a key result fall in mid-cycle: goals that were built on it need a new start."""
    result = quarter.results[key]
    at = quarter.instant(week=7, day=2)
    if at < house.now:
        strategy.move_key_result(result.pk, Move.DROP, by=quarter.author_of[key], at=at)


def _cycle(house: House, offset: int) -> Cycle:
    day = days.day_of(house.now)
    found = strategy.ensure_cycle(day, by=None, at=house.began)
    for _ in range(offset):
        found = strategy.ensure_cycle(found.start_date - timedelta(days=1), by=None, at=house.began)
    return found


def owner_of(house: House, result: KeyResult) -> Person:
    """Whoever owns a key result of the demo company."""
    return next(person for person in house.people.values() if person.pk == result.owner_id)


def _objective(house: House, quarter: Quarter, plan: ObjectivePlan, at: datetime, serves: list[int]) -> int:
    """Company objectives are written by whoever leads the company, team objectives by the team's lead."""
    author = house.role("leader") if plan.level == ObjectiveLevel.COMPANY else house.person(plan.owner)
    team = house.teams[plan.team] if plan.team else None
    draft = ObjectiveDraft(plan.level, plan.title, team.pk if team else None, house.person(plan.owner).pk)
    objective = strategy.add_objective(quarter.cycle.pk, draft, by=author, at=at)
    if serves:
        strategy.align(objective.pk, serves, by=author, at=at)
    for result in plan.results:
        row = strategy.add_key_result(
            objective.pk, _draft(house, quarter, result), critical=result.critical, by=author, at=at + timedelta(minutes=1)
        )
        quarter.results[result.key], quarter.needs[result.key], quarter.team_of[result.key] = row, result.needs, plan.team
        quarter.author_of[result.key] = author
        for capability, level, people in result.needs:
            need = RequirementDraft(house.capabilities[capability].pk, level, people)
            strategy.require_capability(row.pk, need, by=author, at=at + timedelta(minutes=2))
    return objective.pk


def _draft(house: House, quarter: Quarter, plan: ResultPlan) -> KeyResultDraft:
    return KeyResultDraft(
        title=plan.title,
        due_date=quarter.cycle.end_date,
        key=plan.key,
        owner_id=house.person(plan.owner).pk,
        direction=plan.direction,
        baseline=_figure(plan.baseline),
        target=_figure(plan.target),
        unit=plan.unit,
    )


def _figure(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _check_ins(house: House, quarter: Quarter, plan: ResultPlan, *, over: bool) -> None:
    """One look every two weeks, from the baseline towards where the result stands now (or ended)."""
    result = quarter.results[plan.key]
    end = quarter.instant(week=13, day=1) if over else house.now - timedelta(hours=2)
    moments = []
    at = quarter.instant(week=2, day=4, hour=15)
    while at < end:
        moments.append(at)
        at += timedelta(days=CHECK_IN_DAYS)
    moments.append(end)
    for number, moment in enumerate(moments, 1):
        if moment <= quarter.began:
            continue
        _check_in(house, result, plan, moment, share=Decimal(number) / len(moments), last=number == len(moments), over=over)


def _check_in(house: House, result: KeyResult, plan: ResultPlan, at: datetime, *, share: Decimal, last: bool, over: bool) -> None:
    confidence = Decimal(plan.confidence) if last else Decimal("0.5")
    note = plan.note if last else house.rng.choice(NOTES)
    if plan.direction == Direction.MILESTONE:
        draft = CheckInDraft(None, confidence, note, days.day_of(at) if last and over else None)
    else:
        start, goal = Decimal(plan.baseline), Decimal(plan.now)
        value = goal if last else (start + (goal - start) * share).quantize(Decimal("0.1"))
        draft = CheckInDraft(value, confidence, note)
    strategy.check_in(result.pk, draft, by=owner_of(house, result), at=at)
