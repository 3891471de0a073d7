"""The weekly picture of how groups stand on each ladder: counted once, suppressed before it is kept (TRUST C2 `a`, 1.5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from cadenza.evidence.models import GapAssessment
from cadenza.insight import risk_rules, rules
from cadenza.insight.models import LevelPicture
from cadenza.insight.rules import Band, Group, Node
from cadenza.people.days import day_of
from cadenza.people.models import Person, Team
from cadenza.people.rules import PRESENT, monday_of
from cadenza.strategy.models import CapabilityRequirement
from cadenza.trail.record import record

NO_TEAM = 0
TEAM, NOBODYS, OTHERS = "team", "none", "others"


@transaction.atomic
def take_level_pictures(*, at: datetime) -> int:
    """Keep this week's pictures unless they are kept, and forget older ones: two weeks side by side would show a newcomer.

    Returns how many capabilities have one. Safe to repeat.
    """
    week = monday_of(day_of(at))
    if LevelPicture.objects.filter(week=week).exists():
        return LevelPicture.objects.filter(week=week).count()
    made = [LevelPicture(week=week, capability_id=pk, counted_at=at, groups=groups) for pk, groups in publishable(day_of(at)).items()]
    if not made:
        return 0
    LevelPicture.objects.filter(week__lt=week).delete()
    LevelPicture.objects.bulk_create(made)
    record("insight.levels-counted", by=None, about=None, at=at, week=week, capabilities=len(made))
    return len(made)


def publishable(today: date) -> dict[int, list[dict[str, Any]]]:
    """Capability that a key result needs, now or later -> groups with their bands, nothing in it that an aggregate reader may not know.

    One partition of all people for every capability, and no total beside it: nothing can be subtracted from anything else.
    """
    team_of = dict(Person.objects.filter(status__in=PRESENT).values_list("pk", "team_id"))
    names, groups = _partition(team_of.values())
    group_of = {team: place for place, (_, teams) in enumerate(groups) for team in teams}
    counted: dict[int, dict[int, Counter[int]]] = {}
    for (person, capability), level in _agreed_levels(team_of).items():
        place = group_of.get(team_of[person] or NO_TEAM)
        if place is not None:
            counted.setdefault(capability, {}).setdefault(place, Counter())[level] += 1
    found = {}
    for capability, steps in _steps(today).items():
        rows = [(group, teams, counted.get(capability, {}).get(place, Counter())) for place, (group, teams) in enumerate(groups)]
        found[capability] = [_written(group, teams, names, levels, steps) for group, teams, levels in rows]
    return found


def _partition(teams: Iterable[int | None]) -> tuple[dict[str, str], list[tuple[Group, tuple[int, ...]]]]:
    """Everybody in groups of five and more: teams as they fit on a page, small ones together."""
    people = Counter(team or NO_TEAM for team in teams)
    nodes = [Node(*row) for row in Team.objects.values_list("pk", "parent_id", "name")]
    rows: dict[str, tuple[int, ...]] = {
        str(key): inside for key, inside in rules.rows_of(nodes, [team for team in people if team != NO_TEAM]).items()
    }
    if people[NO_TEAM]:
        rows[str(NO_TEAM)] = (NO_TEAM,)
    shown = rules.published([Group(key, sum(people[team] for team in inside)) for key, inside in rows.items()])
    found = [(group, rows[group.key]) for group in shown.groups]
    if shown.others:
        found.append((shown.others, tuple(team for key in shown.merged for team in rows[key])))
    return {str(node.key): node.name for node in nodes}, found


def _agreed_levels(people: Collection[int]) -> dict[tuple[int, int], int]:
    """Person and capability -> the last level that both agreed, of people who are here."""
    rows = GapAssessment.objects.filter(person_agreed_at__isnull=False, manager_agreed_at__isnull=False).order_by("proposed_at", "pk")
    found = rows.values_list("person_id", "capability_id", "level_now")
    return {(person, capability): level for person, capability, level in found if person in people}


def _steps(today: date) -> dict[int, list[int]]:
    """Capability -> where its ladder is cut, from what the key results of running and coming cycles need."""
    needed: dict[int, set[int]] = {}
    rows = CapabilityRequirement.objects.filter(key_result__cycle__end_date__gte=today).order_by()
    for capability, level in rows.values_list("capability_id", "level").distinct():
        needed.setdefault(capability, set()).add(level)
    return {capability: risk_rules.steps_of(levels) for capability, levels in needed.items()}


def _written(group: Group, teams: tuple[int, ...], names: Mapping[str, str], levels: Mapping[int, int], steps: list[int]) -> dict[str, Any]:
    kind = TEAM if group.key in names else NOBODYS if group.key == str(NO_TEAM) else OTHERS
    bands = risk_rules.level_bands(group.people, levels, steps)
    return {
        "kind": kind,
        "name": names.get(group.key, ""),
        "people": group.people,
        "teams": list(teams),
        "bands": {state: [band.low, band.high] if band else None for state, band in bands.items()},
    }


@dataclass(frozen=True)
class GroupLine:
    """One group as a reader with `a` sees it beside a need: how many may hold the level, how many may be near."""

    kind: str
    name: str
    people: int
    holding: tuple[int, int] | None
    near: tuple[int, int] | None


@dataclass(frozen=True)
class Picture:
    """A week's picture of one capability."""

    counted_at: datetime
    groups: list[dict[str, Any]]

    def lines(self, level: int, *, seen_in: Mapping[int, int]) -> list[GroupLine]:
        """Its groups towards a level. `seen_in` says how many people of each team the reader knows by level: see `may_show_group`."""
        return [_line(group, level, sum(seen_in.get(team, 0) for team in group["teams"])) for group in self.groups]


def _line(group: Mapping[str, Any], level: int, seen: int) -> GroupLine:
    people = group["people"]
    if not risk_rules.may_show_group(people, seen):
        return GroupLine(group["kind"], group["name"], people, None, None)
    bands = {state: Band(*pair) if pair else None for state, pair in group["bands"].items()}
    holding, near = risk_rules.at_or_above(bands, level, people), risk_rules.just_below(bands, level, people)
    return GroupLine(group["kind"], group["name"], people, holding, near)


def latest_pictures(capabilities: Collection[int], *, at: datetime) -> dict[int, Picture]:
    """Capability -> the picture of this week, else the last one. One query."""
    rows = LevelPicture.objects.filter(capability__in=capabilities, week__lte=monday_of(day_of(at))).order_by("week")
    return {row.capability_id: Picture(row.counted_at, row.groups) for row in rows}
