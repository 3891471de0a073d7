"""What a talent review freezes about people, computed from agreed plans and assessments that both agreed; sealed and opened (TAL-1).

Nine statements, however many people. Nothing is read but goals' ends, levels, and kinds and days of evidence: no words, no reviews, no feedback,
nothing of early conversations or formal plans (TRUST H2, R17).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from cadenza.capability.queries import held_on
from cadenza.evidence.models import Evidence, GapAssessment
from cadenza.people.days import day_of, start_of
from cadenza.plans.models import Goal
from cadenza.plans.queries import IN_FORCE
from cadenza.plans.reset_rules import GoalEnd
from cadenza.plans.rules import GoalStatus, PlanState
from cadenza.plans.trade_off_queries import chains_of, slipping
from cadenza.sealing.keys import Unit, Unreadable, seal_each, unseal_each
from cadenza.stewardship.talent_models import TalentAnswer, TalentSnapshot, TalentStep
from cadenza.stewardship.talent_rules import CYCLES, SNAPSHOT_FIELDS, CycleGoals, LevelMove, Movement, movement_of
from cadenza.strategy.models import Cycle

AGREED_ONCE = (*IN_FORCE, PlanState.LEFT)
TWICE = 2
Facts = dict[str, Any]


def facts_of(person_ids: Collection[int], *, at: datetime) -> dict[int, Facts]:
    """Person -> everything that a snapshot of this instant holds: the fields of SNAPSHOT_FIELDS and no other. Rule TAL-1."""
    today = day_of(at)
    cycles = list(Cycle.objects.filter(end_date__lt=today).order_by("-start_date")[:CYCLES])[::-1]
    ended = _ends(person_ids, cycles)
    put_off = _put_off(person_ids, cycles, today)
    levels, evidence = _levels(person_ids, cycles)
    roles = _roles(person_ids, today)
    found = {}
    for pk in person_ids:
        goals = [ended.get((pk, cycle.pk), CycleGoals(cycle.key)) for cycle in cycles]
        again, explained = put_off.get(pk, (0, 0))
        moves = levels.get(pk, [])
        facts = {
            "role": roles.get(pk, ""),
            "cycles": [asdict(one) for one in goals],
            "again": again,
            "explained": explained,
            "levels": [asdict(move) for move in moves],
            "evidence": evidence.get(pk, []),
            "movement": str(movement_of(goals, moves, again=again)),
        }
        assert facts.keys() == SNAPSHOT_FIELDS.keys()
        found[pk] = facts
    return found


def _ends(person_ids: Collection[int], cycles: Sequence[Cycle]) -> dict[tuple[int, int], CycleGoals]:
    """How agreed goals ended, by person and finished cycle. One query."""
    rows = Goal.objects.filter(plan__owner__in=person_ids, plan__cycle__in=cycles, plan__state__in=AGREED_ONCE, agreed_in__isnull=False)
    keys = {cycle.pk: cycle.key for cycle in cycles}
    counts: dict[tuple[int, int], dict[str, int]] = {}
    for owner, cycle, end, dropped_at in rows.values_list("plan__owner", "plan__cycle", "ended_as", "dropped_at"):
        counted = counts.setdefault((owner, cycle), {"agreed": 0, **dict.fromkeys(GoalEnd, 0)})
        counted["agreed"] += 1
        if dropped_at is not None or end:
            counted[GoalEnd.DROPPED if dropped_at is not None else end] += 1
    return {
        place: CycleGoals(
            keys[place[1]], one["agreed"], one[GoalEnd.ACHIEVED], one[GoalEnd.CHANGED], one[GoalEnd.CARRIED], one[GoalEnd.DROPPED]
        )
        for place, one in counts.items()
    }


def _put_off(person_ids: Collection[int], cycles: Sequence[Cycle], today: date) -> dict[int, tuple[int, int]]:
    """Person -> goals put off two cycles running, without and with a trade-off (TIME-2). Only what both agreed counts. At most five queries.

    They still stood in the cycles looked at or in the running one, and were not achieved: what was brought to its end does not come again.
    """
    if not cycles:
        return {}
    agreed = Goal.objects.filter(plan__owner__in=person_ids, plan__state__in=AGREED_ONCE, agreed_in__isnull=False, dropped_at=None)
    looked_at = agreed.filter(carried_from__isnull=False, plan__cycle__start_date__gte=cycles[0].start_date)
    rows = list(looked_at.select_related("plan__cycle"))
    went_on = {goal.carried_from_id for goal in rows}
    latest: dict[int, date] = {}
    for goal in rows:
        latest[goal.plan.owner_id] = max(latest.get(goal.plan.owner_id, date.min), goal.plan.cycle.start_date)
    last = [goal for goal in rows if goal.pk not in went_on and goal.plan.cycle.start_date == latest[goal.plan.owner_id]]
    heads = [goal for goal in last if goal.ended_as != GoalEnd.ACHIEVED and goal.status != GoalStatus.COMPLETED]
    again = slipping(heads, today=today)
    chains = chains_of(heads)
    found: dict[int, tuple[int, int]] = {}
    for goal in heads:
        without, with_one = found.get(goal.plan.owner_id, (0, 0))
        if goal.pk in again:
            found[goal.plan.owner_id] = (without + 1, with_one)
        elif len(chains[goal.pk]) >= TWICE:
            found[goal.plan.owner_id] = (without, with_one + 1)
    return found


def _levels(person_ids: Collection[int], cycles: Sequence[Cycle]) -> tuple[dict[int, list[LevelMove]], dict[int, list[Facts]]]:
    """Person -> movement in levels, and the evidence behind it, from assessments that both agreed and nobody contests. Two queries."""
    if not cycles:
        return {}, {}
    begins = start_of(cycles[0].start_date)
    both = Q(person_agreed_at__isnull=False, manager_agreed_at__isnull=False, disagreed_by=None)
    rows = GapAssessment.objects.filter(both, person__in=person_ids).select_related("capability").order_by("proposed_at", "pk")
    by_place: dict[tuple[int, int], list[GapAssessment]] = {}
    for row in rows:
        by_place.setdefault((row.person_id, row.capability_id), []).append(row)
    standing = {place: some for place, some in by_place.items() if some[-1].proposed_at >= begins}
    cited = _cited(some[-1].pk for some in standing.values())
    moves: dict[int, list[LevelMove]] = {}
    evidence: dict[int, list[Facts]] = {}
    for (person, _capability), some in sorted(standing.items(), key=lambda one: one[1][-1].capability.name):
        before = next((one for one in reversed(some) if one.proposed_at < begins), some[0])
        name, last = some[-1].capability.name, some[-1]
        behind = cited.get(last.pk, [])
        moves.setdefault(person, []).append(LevelMove(name, before.level_now, last.level_now, len(behind)))
        evidence.setdefault(person, []).extend({"kind": kind, "on": on.isoformat(), "capability": name} for kind, on in behind)
    return moves, evidence


def _cited(assessments: Iterable[int]) -> dict[int, list[tuple[str, date]]]:
    """Assessment -> kind and day of each piece of evidence that stands. One query."""
    found: dict[int, list[tuple[str, date]]] = {}
    rows = Evidence.objects.filter(cited_in__in=list(assessments), withdrawn_at=None).order_by("-happened_on", "pk")
    for gap, kind, on in rows.values_list("cited_in", "kind", "happened_on"):
        found.setdefault(gap, []).append((kind, on))
    return found


def _roles(person_ids: Collection[int], today: date) -> dict[int, str]:
    held = held_on(today).filter(person__in=person_ids)
    return {one.person_id: one.profile.name for one in held.select_related("profile").order_by("since")}


# Sealed in a unit of its own for each snapshot: destroying its key erases it, its next steps and its answers (TRUST 0.7, P3)


def unit_of(snapshot: TalentSnapshot) -> Unit:
    """What is erased together."""
    return Unit(f"talent:snapshot:{snapshot.pk}", snapshot.person_id, None)


def seal_all(facts: Mapping[int, Facts], snapshots: Iterable[TalentSnapshot]) -> list[TalentSnapshot]:
    """Put its person's facts into each snapshot, sealed; the caller saves."""
    rows = list(snapshots)
    blobs = seal_each([(json.dumps(facts[row.person_id]), unit_of(row), _place(row)) for row in rows])
    for row, blob in zip(rows, blobs, strict=True):
        row.sealed = blob
    return rows


@dataclass(frozen=True)
class Opened:
    """A snapshot as somebody who may read it has it; `facts` is None where it is no longer kept."""

    snapshot: TalentSnapshot
    facts: Facts | None

    @property
    def movement(self) -> str:
        return str(self.facts["movement"]) if self.facts else str(Movement.CANNOT_SAY)


def open_all(snapshots: Iterable[TalentSnapshot]) -> list[Opened]:
    """Open frozen snapshots that the caller may read. One look at the keys, however many."""
    rows = [row for row in snapshots if row.sealed is not None]
    try:
        texts = unseal_each([(bytes(row.sealed or b""), unit_of(row), _place(row)) for row in rows])
    except Unreadable:
        return [Opened(row, _open_one(row)) for row in rows]
    return [Opened(row, json.loads(text)) for row, text in zip(rows, texts, strict=True)]


def _open_one(row: TalentSnapshot) -> Facts | None:
    try:
        facts: Facts = json.loads(unseal_each([(bytes(row.sealed or b""), unit_of(row), _place(row))])[0])
    except Unreadable:
        return None
    return facts


def seal_words(row: TalentStep | TalentAnswer, words: str) -> bytes:
    """Seal a next step or an answer in its snapshot's unit. The row has its key already."""
    return seal_each([(words, unit_of(row.snapshot), _place(row))])[0]


def open_words(rows: Iterable[TalentStep | TalentAnswer]) -> list[tuple[Any, str]]:
    """Next steps or answers with their words, in their order; none where they are no longer kept."""
    known = list(rows)
    try:
        texts = unseal_each([(bytes(row.sealed), unit_of(row.snapshot), _place(row)) for row in known])
    except Unreadable:
        return []
    return list(zip(known, texts, strict=True))


def _place(row: TalentSnapshot | TalentStep | TalentAnswer) -> str:
    return f"stewardship.{type(row).__name__}:{row.pk}:sealed"
