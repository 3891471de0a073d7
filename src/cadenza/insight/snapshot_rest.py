"""What is left of a weekly picture before one reader: whoever's state they know is taken off each row first (TRUST 1.5).

The picture was counted once; where those whom the reader knows stood then is looked up when it is read. Where that is uncertain, because
something changed since, the row is not shown: what is uncertain hides a figure and never shows one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial, reduce
from operator import or_
from typing import Any

from django.db.models import Count, Q, QuerySet

from cadenza.insight import figures, rules
from cadenza.insight.figures import MEASURES, NO_TEAM, STATES
from cadenza.insight.impact_rest import TEAM_CHANGES
from cadenza.insight.impact_rules import leaves_rest_open, rows_left
from cadenza.insight.models import Snapshot
from cadenza.insight.rules import Band, Kept
from cadenza.people.days import day_of
from cadenza.people.models import Person
from cadenza.plans.models import Action, Agreement, Goal, Review, StatusChange
from cadenza.plans.queries import IN_FORCE
from cadenza.trail.queries import people_with_entries


@dataclass(frozen=True)
class Known:
    """Somebody whom the reader knows, as a picture counted them."""

    team: int
    state: str = ""
    """Where the plan stood; empty where no goal of it was agreed."""
    sure: bool = True
    """Whether nothing that was counted changed since."""
    moved: bool = False
    """Whether they joined a team since, and may have been counted in any."""
    owed: Mapping[str, tuple[int, int]] | None = None
    """Of each measure, how much they did of how much was due."""


def left(pictures: Sequence[Snapshot], known_to: QuerySet[Person]) -> list[Snapshot]:
    """The pictures as somebody may see them who knows these people's states; those that would be about fewer than five others are left out.

    The one place for pages and files. The same number of statements however many people and pictures.
    """
    unsafe = figures.unsafe_cycles(known_to, [one.cycle for one in pictures])
    safe = [one for one in pictures if one.cycle_id not in unsafe]
    known = _known(safe, known_to) if safe else {}
    for one in safe:
        one.figures = left_of(one.figures, list(known.get(one.cycle_id, {}).values()))
    return safe


def left_of(found: Mapping[str, Any], known: Sequence[Known]) -> dict[str, Any]:
    """One picture without the rows, and the figures in them, that whoever knows these people could take apart."""
    rows, total = found["rows"], found["total"]
    if not known or total is None:
        return dict(found)
    theirs = [_in_row(row, known) for row in rows]
    stands = rows_left(
        [row["plans"] for row in rows],
        [sum(bool(one.state) for one in people) for people in theirs],
        [_is_open(row, people) for row, people in zip(rows, theirs, strict=True)],
    )
    shown = [row if shows else _hidden(row) for row, shows in zip(rows, stands, strict=True)]
    whole = {**total, "states": _states_of_all(total, rows, stands, known)}
    for measure in MEASURES:
        told = _measure(rows, theirs, stands, measure)
        shown = [row if tells else {**row, measure: None} for row, tells in zip(shown, told, strict=True)]
        whole[measure] = total.get(measure) if _may_tell(total.get(measure), _owing_of_all(rows, measure), known, measure) else None
    return {**found, "rows": shown, "total": whole}


def _in_row(row: Mapping[str, Any], known: Sequence[Known]) -> list[Known]:
    """Whom of them a row may have counted: everybody, where a picture does not say whom it counted where."""
    teams = row.get("teams")
    return [one for one in known if teams is None or one.moved or one.team in teams]


def _is_open(row: Mapping[str, Any], people: Sequence[Known]) -> bool:
    """Whether a row says neither "nobody" nor "everybody" of its others; with and without those who may have been counted elsewhere."""
    if not people:
        return True
    settled = [one for one in people if not one.moved]
    return "teams" in row and all(one.sure for one in people) and _leaves_open(row, settled) and _leaves_open(row, people)


def _leaves_open(part: Mapping[str, Any], people: Iterable[Known]) -> bool:
    bands = {state: _band(part["states"].get(state)) for state in STATES}
    return leaves_rest_open(bands, part["plans"], Counter(one.state for one in people if one.state))


def _states_of_all(
    total: Mapping[str, Any], rows: Sequence[Mapping[str, Any]], stands: Sequence[bool], known: Sequence[Known]
) -> dict[str, Any]:
    """The shares of all, read off the rows that this reader is shown, so that they say nothing of those that are not."""
    if all(stands):
        return dict(total["states"])
    if not any(stands):
        return dict(total["states"]) if all(one.sure for one in known) and _leaves_open(total, known) else dict.fromkeys(STATES)
    parts = [
        (row["plans"], {state: _band(row["states"].get(state)) for state in STATES} if shows else {})
        for row, shows in zip(rows, stands, strict=True)
    ]
    return {state: [band.low, band.high] if band else None for state, band in rules.bands_of_all(parts, STATES).items()}


def _measure(rows: Sequence[Mapping[str, Any]], theirs: Sequence[Sequence[Known]], stands: Sequence[bool], measure: str) -> list[bool]:
    """Which rows tell a measure: five others owed something, none more than half of it, and it is neither all done nor nothing."""
    owing = [_owing(row, measure) for row in rows]
    safe = [
        shows and _may_tell(row.get(measure), kept, people, measure)
        for row, kept, people, shows in zip(rows, owing, theirs, stands, strict=True)
    ]
    return rows_left([kept.people for kept in owing], [len(_owed(people, measure)) for people in theirs], safe)


def _may_tell(band: Sequence[int] | None, kept: Kept, people: Sequence[Known], measure: str) -> bool:
    owed = _owed(people, measure)
    if band is None or not owed:
        return band is not None
    done, due = (sum(column) for column in zip(*owed, strict=True))
    rest = replace(kept, people=kept.people - len(owed), due=kept.due - due)
    return rest.may_be_told() and leaves_rest_open({"done": _band(band), "open": None}, kept.due, {"done": done, "open": due - done})


def _owed(people: Iterable[Known], measure: str) -> list[tuple[int, int]]:
    return [one.owed[measure] for one in people if one.owed and measure in one.owed]


def _owing(row: Mapping[str, Any], measure: str) -> Kept:
    """How many owed something in a row, how much, and how much one of them: nobody, where a picture does not say it."""
    people, due, largest = row.get("owing", {}).get(measure, (0, 0, 0))
    return Kept(people, 0, due, largest)


def _owing_of_all(rows: Sequence[Mapping[str, Any]], measure: str) -> Kept:
    return rules.kept_together(_owing(row, measure) for row in rows)


def _hidden(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"kind": row["kind"], "name": row["name"], "plans": None, "states": dict.fromkeys(STATES), **dict.fromkeys(MEASURES)}


def _band(pair: Sequence[int] | None) -> Band | None:
    return Band(*pair) if pair else None


# Where those whom the reader knows stood at each count


def _known(pictures: Sequence[Snapshot], known_to: QuerySet[Person]) -> dict[int, dict[int, Known]]:
    """Cycle -> person -> how its picture counted them. Six statements."""
    teams = {pk: team or NO_TEAM for pk, team in known_to.order_by().values_list("pk", "team_id")}
    first = min(one.counted_at for one in pictures)
    moved = people_with_entries(teams, kinds=TEAM_CHANGES, since=first)
    theirs = Q(plan__cycle__in=[one.cycle_id for one in pictures], plan__state__in=IN_FORCE, plan__owner__in=known_to.values("pk"))
    found: dict[int, dict[int, Known]] = {one.cycle_id: {} for one in pictures}
    unsure = _changed_since(pictures, known_to)
    goals = Goal.objects.filter(theirs, agreed_in__isnull=False).order_by()
    for cycle, pk, status, dropped in goals.values_list("plan__cycle", "plan__owner", "status", "dropped_at"):
        counted_at = next(one.counted_at for one in pictures if one.cycle_id == cycle)
        if dropped is None or dropped > counted_at:
            one = found[cycle].get(pk) or Known(teams[pk], moved=pk in moved, sure=(cycle, pk) not in unsure)
            state = min((state for state in (one.state, status) if state), key=STATES.index)
            found[cycle][pk] = replace(one, state=state, sure=one.sure and dropped is None)
    for measure, rows in (("reviews", _reviews(pictures, theirs)), ("milestones", _milestones(pictures, theirs))):
        for cycle, pk, done, due in rows:
            one = found[cycle].get(pk) or Known(teams[pk], moved=pk in moved)
            found[cycle][pk] = replace(one, owed={**(one.owed or {}), measure: (done, due)})
    return found


def _of_each(pictures: Sequence[Snapshot], wanted: Callable[[Snapshot], Q]) -> Q:
    return reduce(or_, (wanted(one) for one in pictures))


def _after(plan: str, one: Snapshot) -> Q:
    return Q(**{f"{plan}__cycle": one.cycle_id, "at__gt": one.counted_at})


def _changed_since(pictures: Sequence[Snapshot], known_to: QuerySet[Person]) -> set[tuple[int, int]]:
    """Cycle and person, where a goal's state changed or goals were agreed after the count. Two statements."""
    found: set[tuple[int, int]] = set()
    for rows, plan in ((StatusChange.objects, "goal__plan"), (Agreement.objects, "version__plan")):
        late = _of_each(pictures, partial(_after, plan))
        there = rows.filter(late, **{f"{plan}__owner__in": known_to.values("pk")}).order_by()
        found |= set(there.values_list(f"{plan}__cycle", f"{plan}__owner"))
    return found


def _reviews(pictures: Sequence[Snapshot], theirs: Q) -> Collection[tuple[int, int, int, int]]:
    """Cycle, person, reviews held of those due at the count (REV-7). One statement."""
    held = _of_each(pictures, lambda one: Q(plan__cycle=one.cycle_id, held_at__lte=one.counted_at))
    due = _of_each(pictures, lambda one: Q(plan__cycle=one.cycle_id, due_on__lte=day_of(one.counted_at), rests=False))
    rows = Review.objects.filter(theirs).order_by().values_list("plan__cycle", "plan__owner")
    return list(rows.annotate(held=Count("pk", filter=held), owed=Count("pk", filter=held | due)).filter(owed__gt=0))


def _milestones(pictures: Sequence[Snapshot], theirs: Q) -> Collection[tuple[int, int, int, int]]:
    """Cycle, person, milestones reached of those due at the count (ACT-3). One statement."""
    within = _of_each(pictures, lambda one: Q(goal__plan__cycle=one.cycle_id, due_date__range=(one.cycle.start_date, one.cycle.end_date)))
    done = _of_each(pictures, lambda one: Q(goal__plan__cycle=one.cycle_id, done_on__lte=day_of(one.counted_at)))
    due = _of_each(pictures, lambda one: Q(goal__plan__cycle=one.cycle_id, due_date__lt=day_of(one.counted_at)))
    goals = Goal.objects.filter(theirs, agreed_in__isnull=False, dropped_at=None)
    rows = Action.objects.filter(within, goal__in=goals.values("pk"), removed_at=None).order_by()
    counted = rows.values_list("goal__plan__cycle", "goal__plan__owner")
    return list(counted.annotate(done=Count("pk", filter=done), owed=Count("pk", filter=done | due)).filter(owed__gt=0))
