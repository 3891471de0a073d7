"""The picture of impact: a year of finished cycles, counted once for each, suppressed before it is kept (IMP-1 to IMP-4, TRUST 1.5).

Counted four weeks after a cycle's end and never again, so that no late reset shows as the difference of two figures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from statistics import median
from typing import Any

from django.db import transaction
from django.db.models import Q

from cadenza.insight import impact_change, impact_rules, pinning_rules, rules
from cadenza.insight.impact_rules import COUNT_AFTER_DAYS, WHOLE, WINDOW, Behind
from cadenza.insight.models import ImpactPicture
from cadenza.insight.pinning_rules import Case
from cadenza.insight.rules import Group
from cadenza.people.days import day_of
from cadenza.plans.models import Action, Goal, Judgement
from cadenza.plans.reset_rules import Side
from cadenza.strategy.closing_rules import Helped
from cadenza.strategy.models import CapabilityRequirement, Cycle, HelpAnswer, KeyResult
from cadenza.strategy.rules import ResultState, progress_of
from cadenza.trail.record import record

LOOKED_AT = (ResultState.ACTIVE, ResultState.CLOSED)
"""A draft never ran, and what was dropped was never delivered: neither says whether capability helped."""
HOURS = "hours"
ROSE, STAYED = "rose", "stayed"


@transaction.atomic
def take_impact_picture(*, at: datetime) -> ImpactPicture | None:
    """Keep the picture of the last cycle that is over for long enough, unless it is kept; None while there is none. Safe to repeat.

    Older ones go: a reader who had two would hold a quarter against the other.
    """
    cycle = last_counted(day_of(at))
    if cycle is None:
        return None
    found = ImpactPicture.objects.filter(cycle=cycle).first()
    if found is not None:
        return found
    before = ImpactPicture.objects.filter(cycle__start_date__lt=cycle.start_date).order_by("-cycle__start_date").first()
    kept = impact_change.told_of_cycles(before.figures) if before else None
    made = ImpactPicture.objects.create(cycle=cycle, counted_at=at, figures=publishable(window_to(cycle), kept=kept))
    ImpactPicture.objects.filter(cycle__start_date__lt=cycle.start_date).delete()
    record("insight.impact-counted", by=None, about=None, at=at, cycle=cycle.pk)
    return made


def last_counted(today: date) -> Cycle | None:
    """The last cycle that is over for long enough."""
    over = Cycle.objects.filter(end_date__lte=today).order_by("-start_date")[: COUNT_AFTER_DAYS // 7]
    return next((cycle for cycle in over if impact_rules.is_counted(cycle.end_date, today=today)), None)


def window_to(cycle: Cycle) -> list[Cycle]:
    """That cycle and those before it that are looked at with it, the earliest first."""
    return list(Cycle.objects.filter(start_date__lte=cycle.start_date).order_by("-start_date")[:WINDOW])[::-1]


@dataclass(frozen=True)
class Ended:
    """A key result as it ended, as its progress is computed."""

    pk: int
    direction: str
    baseline: Decimal | None
    target: Decimal | None
    current: Decimal | None
    done_on: date | None


@dataclass
class Need:
    """A capability that a key result needed, and the people whose goals served it."""

    key_result: int
    capability: int
    people_needed: int
    closed: set[int] = field(default_factory=set)
    left_open: set[int] = field(default_factory=set)

    @property
    def built(self) -> bool:
        return impact_rules.is_built(len(self.closed), self.people_needed)


@dataclass
class Course:
    """Everything that a window's comparisons are made of. A handful of statements, however many people."""

    reached: dict[int, int] = field(default_factory=dict)
    """Key result -> how far it came, in thousandths of the way."""
    unknown: int = 0
    """Key results that say neither a figure nor a target."""
    needs: dict[tuple[int, int], Need] = field(default_factory=dict)

    @classmethod
    def read(cls, cycles: Collection[Cycle]) -> Course:
        found = cls()
        columns = ("pk", "direction", "baseline", "target", "final_value", "current", "done_on")
        for pk, direction, baseline, target, final, current, done_on in KeyResult.objects.filter(
            cycle__in=cycles, state__in=LOOKED_AT
        ).values_list(*columns):
            way = progress_of(Ended(pk, direction, baseline, target, current if final is None else final, done_on))
            if way is None:
                found.unknown += 1
            else:
                found.reached[pk] = round(way * WHOLE)
        rows = CapabilityRequirement.objects.filter(key_result__cycle__in=cycles).values_list("key_result", "capability", "people_needed")
        for key_result, capability, people in rows:
            if key_result in found.reached:
                found.needs[key_result, capability] = Need(key_result, capability, people)
        found._serve(cycles)
        return found

    def _serve(self, cycles: Collection[Cycle]) -> None:
        goals = agreed_in(cycles).values_list("key_result", "capability", "plan__owner", "ended_as", "status")
        for key_result, capability, owner, ended_as, status in goals:
            need = self.needs.get((key_result, capability))
            if need is not None:
                (need.closed if impact_rules.has_closed_its_gap(ended_as, status) else need.left_open).add(owner)

    def of_capability(self) -> dict[int, list[list[Need]]]:
        """Capability -> its cases: key results that needed it, with that need alone."""
        found: dict[int, list[list[Need]]] = {}
        for need in self.needs.values():
            found.setdefault(need.capability, []).append([need])
        return found

    def of_all(self) -> list[list[Need]]:
        """The cases of the comparison of all: key results with all that they needed."""
        found: dict[int, list[Need]] = {}
        for need in self.needs.values():
            found.setdefault(need.key_result, []).append(need)
        return list(found.values())


def agreed_in(cycles: Collection[Cycle], *, dropped_after: datetime | None = None) -> Any:
    """Goals of these cycles that both agreed and that were not dropped on the way; those dropped after an instant may still be among them."""
    goals = Goal.objects.filter(plan__cycle__in=cycles, agreed_in__isnull=False, key_result__isnull=False).order_by()
    return goals.filter(Q(dropped_at=None) | Q(dropped_at__gt=dropped_after)) if dropped_after else goals.filter(dropped_at=None)


def behind(cases: Iterable[list[Need]]) -> Behind:
    """The people behind a comparison of these cases."""
    closed: set[int] = set()
    left_open: set[int] = set()
    built = []
    for needs in cases:
        for need in needs:
            closed |= need.closed
            left_open |= need.left_open
        if all(need.built for need in needs):
            built.append(frozenset().union(*(need.closed for need in needs)))
    return Behind(frozenset(closed), frozenset(left_open), built)


def publishable(cycles: Collection[Cycle], *, kept: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What readers of aggregates may know of a window of cycles; nothing in it that says what became of anybody's goal (TRUST 1.5).

    `kept` holds what was told of single cycles before: it stays as it was.
    """
    course = Course.read(cycles)
    by_capability, everything = course.of_capability(), course.of_all()
    told, whole = _told(course)
    answers = _answers(cycles)
    goals = agreed_in(cycles)
    spent = learned(goals)
    spend, seen = _spend(spent), levels_seen(goals)
    capabilities = []
    for pk in sorted(by_capability.keys() | answers.keys() | spend.keys()):
        cases = by_capability.get(pk, [])
        ways = [course.reached[needs[0].key_result] for needs in cases]
        capabilities.append(
            {
                "capability": pk,
                "results": len(cases),
                "reached": round(100 * median(ways) / WHOLE) if ways else None,
                "compared": _compared(cases, course) if pk in told else None,
                "answers": answers.get(pk, {}),
                "spend": spend.get(pk),
                "rose": {side: _share(people) for side, people in seen.get(pk, {}).items()},
                "people": {name: len(people) for name, people in (spent.parts(pk) | seen.get(pk, {})).items()},
                "parts": {name: [floor(sum(parts.values())), ceil(max(parts.values()))] for name, parts in spent.parts(pk).items()},
            }
        )
    return {
        "cycles": [cycle.key for cycle in cycles],
        "results": len(everything),
        "without_need": len(course.reached) - len(everything),
        "unknown": course.unknown,
        "compared": _compared(everything, course) if whole else None,
        "by_capability_alone": bool(told) and not whole,
        "capabilities": capabilities,
        "change": impact_change.publishable(goals, cycles, kept=kept or {}),
        "told_cycles": {cycle.key: kept[cycle.key] for cycle in cycles if cycle.key in kept} if kept else {},
        "needs": sorted(map(list, course.needs)),
    }


def _told(course: Course) -> tuple[frozenset[int], bool]:
    """Of which capabilities the comparison is told, and whether that of all is: beside some of them only where nothing follows from both (IMP-1)."""
    everything = course.of_all()
    behind_each = {pk: behind(cases) for pk, cases in course.of_capability().items()}
    courses = {pk: _courses(cases, course) for pk, cases in course.of_capability().items()}
    told = impact_rules.told_together(behind_each, barred=[pk for pk, cases in courses.items() if pinning_rules.pins_down(cases)])
    whole = impact_rules.may_be_told(behind(everything)) and not pinning_rules.pins_down(_courses(everything, course))
    if not told or not whole:
        return told, whole
    rest = [case for pk, cases in courses.items() if pk not in told for case in cases]
    return told, pinning_rules.may_stand_together([*(courses[pk] for pk in told), *([rest] if rest else [])])


def _compared(cases: Iterable[list[Need]], course: Course) -> dict[str, Any] | None:
    """A comparison as it may be told: how many cases, roughly how many were built of those that could be, the difference with its interval,
    what it says, and how many people are behind it. How many were built, to the case, would say of some which they were."""
    built: list[int] = []
    rest: list[int] = []
    for needs in cases:
        (built if all(need.built for need in needs) else rest).append(course.reached[needs[0].key_result])
    found = impact_rules.difference(built, rest)
    if found is None:
        return None
    shown, people = impact_rules.as_shown(found), behind(cases)
    courses = _courses(cases, course)
    share = pinning_rules.built_band(courses)
    return {
        "cases": len(courses),
        "could": sum(case.could for case in courses),
        "built": [share.low, share.high],
        "low": shown.low,
        "middle": shown.middle,
        "high": shown.high,
        "reading": str(impact_rules.reading_of(shown)),
        "people": [len(people.closed), len(people.left_open)],
    }


def _courses(cases: Iterable[list[Need]], course: Course) -> list[Case]:
    """The same cases with what everybody may know of each, and whether it was built."""
    found = []
    for needs in cases:
        goals = [len(need.closed | need.left_open) for need in needs]
        spare = [served - need.people_needed for served, need in zip(goals, needs, strict=True)]
        built = all(need.built for need in needs)
        found.append(Case(course.reached[needs[0].key_result], min(spare) >= 0, built, sum(goals), sum(max(0, one) for one in spare)))
    return found


def _answers(cycles: Collection[Cycle]) -> dict[int, dict[str, int]]:
    """Capability -> what the owners said, the last answer of each; of capabilities, never of a person (IMP-4)."""
    last: dict[tuple[int, int], str] = {}
    rows = HelpAnswer.objects.filter(key_result__cycle__in=cycles).order_by("at", "pk").values_list("key_result", "capability", "helped")
    for key_result, capability, helped in rows:
        last[key_result, capability] = helped
    found: dict[int, Counter[str]] = {}
    for (_result, capability), helped in last.items():
        found.setdefault(capability, Counter())[helped] += 1
    return {pk: {one.value: counted[one.value] for one in Helped} for pk, counted in found.items()}


# IMP-3


@dataclass
class Learned:
    """Catalogue options that were taken up for a goal and done: who spent how much of their time and of the house's money."""

    hours: dict[int, dict[int, Fraction]] = field(default_factory=dict)
    """Capability -> person -> hours."""
    money: dict[tuple[int, str], dict[int, Fraction]] = field(default_factory=dict)
    """Capability and currency -> person -> amount."""

    def parts(self, capability: int) -> dict[str, Mapping[int, Any]]:
        """What was spent on one capability: the hours, and the money under its currency."""
        found: dict[str, Mapping[int, Any]] = {HOURS: self.hours[capability]} if capability in self.hours else {}
        return found | {currency: parts for (of, currency), parts in self.money.items() if of == capability}


def learned(goals: Any) -> Learned:
    """What was spent on learning for these goals. One statement. Rule IMP-3."""
    found = Learned()
    columns = ("goal__capability", "goal__plan__owner", "option__hours", "option__cost", "option__currency")
    for capability, owner, took, cost, currency in _done_learning(goals).values_list(*columns):
        if took is not None:
            _add(found.hours.setdefault(capability, {}), owner, took)
        if cost:
            _add(found.money.setdefault((capability, currency), {}), owner, cost)
    return found


def _spend(spent: Learned) -> dict[int, dict[str, Any]]:
    """Capability -> hours and money of learning, where the sum may be told (IMP-3)."""
    found: dict[int, dict[str, Any]] = {}
    for capability, parts in spent.hours.items():
        if impact_rules.may_tell_sum(parts):
            entry = found.setdefault(capability, {"hours": None, "money": []})
            entry["hours"] = impact_rules.in_round_figures(sum(parts.values(), Fraction(0)))
    for (capability, currency), parts in sorted(spent.money.items()):
        if impact_rules.may_tell_sum(parts):
            entry = found.setdefault(capability, {"hours": None, "money": []})
            entry["money"].append([currency, impact_rules.in_round_figures(sum(parts.values(), Fraction(0)))])
    return found


def _done_learning(goals: Any) -> Any:
    """Done actions that came from the catalogue, whatever they became: coaching has hours and a price as a course has (LEARN-1, ACT-1)."""
    rows = Action.objects.filter(goal__in=goals, option__isnull=False, removed_at=None, done_on__isnull=False)
    return rows.filter(goal__capability__isnull=False).order_by()


def _add(parts: dict[int, Fraction], owner: int, amount: Decimal) -> None:
    parts[owner] = parts.get(owner, Fraction(0)) + Fraction(amount)


def levels_seen(goals: Any) -> dict[int, dict[str, dict[int, bool]]]:
    """Capability -> those with such learning and those without -> person -> whether the manager saw a higher level in the work (IMP-3)."""
    learners = set(_done_learning(goals).values_list("goal__capability", "goal__plan__owner"))
    levels: dict[int, dict[str, dict[int, bool]]] = {}
    rows = Judgement.objects.filter(goal__in=goals, side=Side.MANAGER, shared_at__isnull=False)
    for capability, owner, before, seen in rows.values_list("goal__capability", "goal__plan__owner", "goal__level_now", "level_seen"):
        if seen.isdigit() and before is not None and capability is not None:
            side = "learning" if (capability, owner) in learners else "practice"
            people = levels.setdefault(capability, {"learning": {}, "practice": {}})[side]
            people[owner] = people.get(owner, False) or int(seen) > before
    return levels


def _share(people: Mapping[int, bool]) -> list[int] | None:
    """The share for whom something is so, as a band, from K people on."""
    if len(people) < rules.K:
        return None
    rose = sum(people.values())
    band = rules.bands_of(Group("", len(people), {ROSE: rose, STAYED: len(people) - rose}), [ROSE, STAYED])[ROSE]
    return [band.low, band.high] if band else None
