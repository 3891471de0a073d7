"""Carry on into another cycle: copy objectives and key results forward as drafts, once, and take that back while nothing is published."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max, ProtectedError, Q

from cadenza.objections import N_, Objection, Unseen, objection, refuse_if
from cadenza.people.models import Person
from cadenza.people.rules import PersonStatus
from cadenza.strategy import access, queries, rules
from cadenza.strategy.actions import lacking
from cadenza.strategy.models import CapabilityRequirement, Cycle, KeyResult, Objective
from cadenza.strategy.rules import Direction, ObjectiveLevel, ObjectiveState, ResultState
from cadenza.trail.record import record

CONTINUABLE = (ResultState.ACTIVE, ResultState.CLOSED)


@dataclass
class Carried:
    """What one copy made, and what was there already."""

    objectives: list[Objective] = field(default_factory=list)
    results: list[KeyResult] = field(default_factory=list)
    standing: int = 0
    """Picked key results that had been copied before."""


@dataclass(frozen=True)
class Pick:
    """One line of the page: a key result that can go on, or an objective that has none of them."""

    value: str
    result: KeyResult | None
    copy: KeyResult | None
    """What goes on from it already."""
    ticked: bool


def picks_of(objective: Objective, copies: Mapping[int, KeyResult], ticked: Collection[str], *, copied: Collection[int] = ()) -> list[Pick]:
    """The lines of one objective; none where it has no key result to go on and is among those that were copied already."""
    values = [(f"k{one.pk}", one) for one in continuable(objective)]
    found = [Pick(value, one, copies.get(one.pk), value in ticked) for value, one in values]
    whole = f"o{objective.pk}"
    return found or ([] if objective.pk in copied else [Pick(whole, None, None, whole in ticked)])


def offered_to(viewer: Person, cycle: Cycle, *, at: datetime) -> list[Objective]:
    """Objectives of a cycle that the viewer may carry on, with the key results that can go on. Three queries and those of access.

    Whoever may add an objective of that kind may carry one on.
    """
    of_company = Q(level=ObjectiveLevel.COMPANY)
    wanted = Q(team__in=access.teams_writable_by(viewer, at=at)) & ~of_company
    if access.may("add-company-objective", access.standings_at_large(viewer, None, at=at)):
        wanted |= of_company
    return list(queries.objectives_of(cycle, which=wanted).exclude(state=ObjectiveState.DROPPED))


def continuable(objective: Objective) -> list[KeyResult]:
    """The key results of an objective that can go on: those that ran."""
    return [one for one in objective.key_results.all() if one.state in CONTINUABLE]


def carried_into(cycle: Cycle, target: Cycle) -> dict[int, KeyResult]:
    """Key result of one cycle -> the one of another that goes on from it. One query."""
    return {one.continues_id: one for one in KeyResult.objects.filter(cycle=target, continues__cycle=cycle) if one.continues_id}


def objectives_into(cycle: Cycle, target: Cycle) -> set[int]:
    """The objectives of one cycle from which one of another goes on. One query."""
    return {one.continues_id for one in Objective.objects.filter(cycle=target, continues__cycle=cycle) if one.continues_id}


@transaction.atomic
def carry_on(
    cycle_id: int, target_id: int, *, objectives: Collection[int], key_results: Collection[int], by: Person, at: datetime
) -> Carried:
    """Copy what continues into a later cycle, as drafts: baseline = last value, needs and alignment kept. Safe to repeat (STRAT-1, STRAT-2).

    A key result brings its objective along. What was copied before is left as it is, whatever has become of it since.
    """
    cycle, target = Cycle.objects.get(pk=cycle_id), Cycle.objects.select_for_update().get(pk=target_id)
    refuse_if(_objections(cycle, target))
    offered = {one.pk: one for one in offered_to(by, cycle, at=at)}
    results = {one.pk: one for objective in offered.values() for one in continuable(objective)}
    if not set(objectives) <= set(offered) or not set(key_results) <= set(results):
        raise Unseen
    picked = sorted(set(objectives) | {results[pk].objective_id for pk in key_results}, key=list(offered).index)
    if not picked:
        refuse_if([objection("nothing-to-carry-on", N_("Pick at least one objective or key result."), where="carry")])
    made = Carried()
    copies = {pk: _objective(offered[pk], target, made, by=by, at=at) for pk in picked}
    taken = queries.keys_taken(target.pk)
    known = carried_into(cycle, target)
    for pk in (one for one in results if one in key_results):
        source = results[pk]
        source.cycle = cycle
        if pk in known:
            made.standing += 1
        else:
            made.results.append(_key_result(source, copies[source.objective_id], target, taken, by=by, at=at))
    _keep_alignment(cycle, target)
    return made


def _objections(cycle: Cycle, target: Cycle) -> list[Objection]:
    if target.start_date > cycle.start_date:
        return []
    return [objection("carried-backwards", N_("Pick a cycle after this one."), where="target")]


def _objective(source: Objective, target: Cycle, made: Carried, *, by: Person, at: datetime) -> Objective:
    found = Objective.objects.filter(cycle=target, continues=source).first()
    if found is not None:
        return found
    last = Objective.objects.filter(cycle=target).aggregate(last=Max("order"))["last"] or 0
    copy = Objective.objects.create(
        cycle=target,
        level=source.level,
        team=source.team,
        owner=_still_here(source.owner),
        title=source.title,
        state=ObjectiveState.DRAFT,
        continues=source,
        order=last + 1,
    )
    made.objectives.append(copy)
    record("strategy.objective-carried-on", by=by, about=None, at=at, objective=copy.pk, cycle=target.pk, objective_before=source.pk)
    return copy


def _key_result(source: KeyResult, objective: Objective, target: Cycle, taken: set[str], *, by: Person, at: datetime) -> KeyResult:
    """The next stretch of the same way: what was reached is where it starts. A range keeps its bounds, a milestone is not done yet."""
    moves = source.direction in {Direction.UP, Direction.DOWN}
    reached = source.current if source.current is not None else source.baseline
    key = source.key if source.key not in taken else rules.next_key(source.key.partition("-")[0], taken)
    taken.add(key)
    copy = KeyResult.objects.create(
        objective=objective,
        cycle=target,
        key=key,
        title=source.title,
        owner=_still_here(source.owner),
        state=ResultState.DRAFT,
        direction=source.direction,
        baseline=reached if moves else source.baseline,
        target=source.target,
        stretch_target=source.stretch_target if moves else None,
        current=source.current,
        unit=source.unit,
        due_date=_as_far_into(source, target),
        critical=source.critical,
        continues=source,
        order=source.order,
        dismissed=source.dismissed,
    )
    CapabilityRequirement.objects.bulk_create(
        CapabilityRequirement(
            key_result=copy,
            capability_id=need.capability_id,
            level=need.level,
            people_needed=need.people_needed,
            role_profile_id=need.role_profile_id,
        )
        for need in source.requirements.all()
    )
    record(
        "strategy.key-result-carried-on", by=by, about=None, at=at, key_result=copy.pk, objective=objective.pk, key_result_before=source.pk
    )
    return copy


def _still_here(person: Person | None) -> Person | None:
    return None if person is None or person.status == PersonStatus.LEAVER else person


def _as_far_into(source: KeyResult, target: Cycle) -> date:
    """As many days before the end of the new cycle as before the end of the old one, and inside the new one."""
    return max(target.start_date, min(target.end_date, target.end_date - (source.cycle.end_date - source.due_date)))


def _keep_alignment(cycle: Cycle, target: Cycle) -> None:
    """Whatever served what in the old cycle serves it in the new one, as soon as both ends have been carried on."""
    copies = {one.continues_id: one for one in Objective.objects.filter(cycle=target, continues__cycle=cycle)}
    for below, above in queries.alignment_of(cycle.pk).items():
        if below in copies and copies[below].state == ObjectiveState.DRAFT:
            copies[below].serves.add(*(copies[one] for one in above if one in copies))


@dataclass(frozen=True)
class Unpublished:
    """An objective that is a draft, or that runs and has key results which are: drafts that a file brought in, or that lacked something."""

    objective: Objective
    results: list[tuple[KeyResult, list[Objection]]]
    """Its key results, each with what it lacks before it can start; of an objective that runs the drafts alone."""

    @property
    def runs(self) -> bool:
        """Whether the objective is published already, so that each key result is started on its own."""
        return self.objective.state != ObjectiveState.DRAFT


def drafts_of(viewer: Person, target: Cycle, *, at: datetime) -> list[Unpublished]:
    """What the viewer may publish in a cycle: drafted objectives whole, and drafted key results of those that run. The queries of `offered_to`."""
    found = []
    for objective in offered_to(viewer, target, at=at):
        results = list(objective.key_results.all())
        drafted = [one for one in results if one.state == ResultState.DRAFT]
        if objective.state == ObjectiveState.DRAFT or drafted:
            shown = results if objective.state == ObjectiveState.DRAFT else drafted
            found.append(Unpublished(objective, [(one, _lacks(one, target)) for one in shown]))
    return found


def _lacks(result: KeyResult, target: Cycle) -> list[Objection]:
    result.cycle = target
    return lacking(result) if result.state == ResultState.DRAFT else []


@transaction.atomic
def take_back_copy(objective_id: int, *, by: Person, at: datetime) -> None:
    """Take a copied objective back with its key results, while all of it is a draft and nobody has said anything about it."""
    objective = access.objective_for(by, "remove-objective", objective_id, at=at, lock=True)
    results = list(objective.key_results.select_for_update().order_by("pk"))
    said = any(one.state != ResultState.DRAFT or one.check_ins.exists() for one in results)
    refuse_if(_published() if said or objective.state != ObjectiveState.DRAFT else [])
    pk, cycle_id = objective.pk, objective.cycle_id
    try:
        for one in results:
            one.delete()
        objective.delete()
    except ProtectedError:
        refuse_if(_published())
    record("strategy.copy-taken-back", by=by, about=None, at=at, objective=pk, cycle=cycle_id, key_results=len(results))


def _published() -> list[Objection]:
    return [objection("copy-not-to-take-back", N_("Part of it is published or built upon already. Drop what no longer counts instead."))]
