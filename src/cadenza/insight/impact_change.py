"""What person and manager each saw change in the work: of everybody, by team, and cycle by cycle, as readers of aggregates may have it (IMP-2, HR-1).

Counted with the picture of impact and never live: single answers of a reset are the person's and the manager's (TRUST 1.5, E1).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction
from typing import Any

from cadenza.insight import figures, impact_rules, rules
from cadenza.insight.rules import Band, Group
from cadenza.people.models import Person
from cadenza.plans.models import Judgement
from cadenza.plans.reset_rules import Change, Side, differ
from cadenza.strategy.models import Cycle

SAME, OTHER = "same", "other"
STATES = [change.value for change in Change]

Judged = Mapping[int, list[dict[str, str]]]
"""Person -> for each of their goals that both judged, what each side saw change."""


def judged_by_both(goals: Any) -> dict[int, list[dict[str, str]]]:
    """Person -> for each of their goals that both judged, what each side saw change. One statement. Rule IMP-2."""
    said: dict[int, dict[str, str]] = {}
    owners: dict[int, int] = {}
    rows = Judgement.objects.filter(goal__in=goals, shared_at__isnull=False).exclude(change="").order_by("pk")
    for goal, side, change, owner in rows.values_list("goal", "side", "change", "goal__plan__owner"):
        said.setdefault(goal, {})[side] = change
        owners[goal] = owner
    found: dict[int, list[dict[str, str]]] = {}
    for goal, sides in said.items():
        if len(sides) == len(Side):
            found.setdefault(owners[goal], []).append(sides)
    return found


def counts_of(both: Iterable[Mapping[str, str]]) -> dict[str, Counter[str]]:
    """Of goals that both judged: how many of each change one side saw and the other, and of how many they saw the same."""
    found: dict[str, Counter[str]] = {"agreed": Counter(), **{side.value: Counter() for side in Side}}
    for sides in both:
        for side in Side:
            found[side.value][sides[side]] += 1
        found["agreed"][OTHER if differ(*sides.values()) else SAME] += 1
    return found


def publishable(goals: Any, cycles: Collection[Cycle], *, kept: Mapping[str, Any]) -> dict[str, Any] | None:
    """What may be told of these goals, by team and by cycle; None where it may not be told of all of them together. A handful of statements.

    What is told of all is read off the teams, so that no team's figures follow from the difference (TRUST 1.5).
    """
    both = judged_by_both(goals)
    if not impact_rules.may_tell_sum(_parts(both)):
        return None
    teams = _by_team(both)
    found = _written(both)
    if teams:
        for side in Side:
            found[side.value] = _of_all(teams, side.value, STATES)
        found["agreed"] = _of_all([{**row, "agreed": {SAME: row["agreed"]}} for row in teams], "agreed", [SAME])[SAME]
    by_cycle = _by_cycle(goals, cycles, kept)
    return found | {"teams": teams} | by_cycle if by_cycle is not None else None


def told_of_cycles(picture: Mapping[str, Any]) -> dict[str, Any]:
    """Cycle -> what earlier pictures told of it, be it nothing; also where this one told nothing at all."""
    change = picture.get("change") or {}
    return {**picture.get("told_cycles", {}), **{row["key"]: row for row in change.get("cycles", [])}}


def _parts(both: Judged) -> dict[int, Fraction]:
    return {person: Fraction(len(goals)) for person, goals in both.items()}


def _written(both: Judged) -> dict[str, Any]:
    """People, goals, and shares as bands."""
    goals = [sides for of_person in both.values() for sides in of_person]
    counts = counts_of(goals)
    found: dict[str, Any] = {"people": len(both), "goals": len(goals), "largest": max(map(len, both.values()))}
    for side in Side:
        found[side.value] = _bands(counts[side.value], len(goals), STATES)
    found["agreed"] = _bands(counts["agreed"], len(goals), [SAME, OTHER])[SAME]
    return found


def _bands(counts: Mapping[str, int], total: int, states: list[str]) -> dict[str, list[int] | None]:
    return {state: _pair(band) for state, band in rules.bands_of(Group("", total, counts), states).items()}


def _of_all(rows: Collection[Mapping[str, Any]], name: str, states: list[str]) -> dict[str, list[int] | None]:
    parts = [(row["goals"], {state: Band(*pair) if (pair := row[name][state]) else None for state in states}) for row in rows]
    return {state: _pair(band) for state, band in rules.bands_of_all(parts, states).items()}


def _pair(band: Band | None) -> list[int] | None:
    return [band.low, band.high] if band else None


def _by_team(both: Judged) -> list[dict[str, Any]]:
    """A row for each team of which something may be told by itself, and one of all the others; none where there is one group alone (HR-1)."""
    nodes, _slugs, _inside = figures.teams_of("")
    team_of = {pk: team or figures.NO_TEAM for pk, team in Person.objects.filter(pk__in=both).values_list("pk", "team_id")}
    rows = {str(key): teams for key, teams in rules.rows_of(nodes, set(team_of.values()) - {figures.NO_TEAM}).items()}
    if figures.NO_TEAM in team_of.values():
        rows[str(figures.NO_TEAM)] = (figures.NO_TEAM,)
    people = {key: {pk: both[pk] for pk, team in team_of.items() if team in teams} for key, teams in rows.items()}
    apart, together = impact_rules.told_apart({key: _parts(part) for key, part in people.items()})
    if not apart:
        return []
    names = {str(node.key): node.name for node in nodes}
    found = [
        {"kind": "team" if key in names else "none", "name": names.get(key, ""), "teams": list(rows[key]), **_written(people[key])}
        for key in apart
    ]
    if together:
        others = {pk: goals for key in together for pk, goals in people[key].items()}
        teams = [team for key in together for team in rows[key]]
        found.append({"kind": "others", "name": "", "teams": teams, **_written(others)})
    return found


def _by_cycle(goals: Any, cycles: Collection[Cycle], kept: Mapping[str, Any]) -> dict[str, Any] | None:
    """A row for each cycle, the earliest first, without figures where it may not be told of by itself; None where all of them may not be told of.

    What was told of a cycle once stays, so that no late reset shows as the difference of two pictures (HR-1, TRUST 1.5). So do cycles that
    were hidden; new ones are hidden with them until they may be told of together.
    """
    people = {cycle.key: judged_by_both(goals.filter(plan__cycle=cycle)) for cycle in cycles}
    parts = {key: _parts(part) for key, part in people.items() if part}
    apart = impact_rules.told_beside(parts, shown={key for key, row in kept.items() if "people" in row}, hidden=set(kept))
    if apart is None:
        return None
    rows = [kept.get(key) or {"key": key, **(_written(part) if key in apart else {})} for key, part in people.items()]
    return {"cycles": rows, "untold": len({pk for key, part in parts.items() if key not in apart for pk in part})}
