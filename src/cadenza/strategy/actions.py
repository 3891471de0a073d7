"""Verbs of strategy: cycles, objectives, alignment, key results, check-ins and the capability that each key result needs."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max, ProtectedError

from cadenza.capability.models import Capability, RoleProfile
from cadenza.capability.queries import ladder_numbers
from cadenza.objections import N_, Objection, Refused, objection, refuse_if
from cadenza.people.access import reader
from cadenza.people.days import day_of, organisation
from cadenza.people.models import Person, Team
from cadenza.people.rules import PersonStatus
from cadenza.strategy import access, need_rules, queries, rules
from cadenza.strategy.models import CapabilityRequirement, CheckIn, Cycle, KeyResult, Objective
from cadenza.strategy.rules import MOVES, OBJECTIVE_MOVES, Direction, Move, ObjectiveLevel, ObjectiveState, ResultState
from cadenza.trail.record import record
from cadenza.web.revisions import Edit, as_text
from cadenza.wording import Flaw

OBJECTIVE_FIELDS = frozenset({"title", "owner"})
RESULT_FIELDS = frozenset({"title", "owner", "direction", "baseline", "target", "commit_target", "stretch_target", "unit", "due_date"})
POINTING_FIELDS = frozenset({"direction", "baseline", "target", "commit_target", "due_date"})
"""A change of these is a change of what the result asks for; resets point plans to it."""
LOOKED_AT = ("current", "confidence", "done_on")
"""What a check-in says of a key result."""


@dataclass(frozen=True)
class ObjectiveDraft:
    """An objective as somebody would write it."""

    level: str
    title: str
    team_id: int | None = None
    owner_id: int | None = None
    external_key: str = ""


@dataclass(frozen=True)
class KeyResultDraft:
    """A key result as somebody would write it. Without a key the next free one of the family is taken."""

    title: str
    due_date: date | None
    key: str = ""
    owner_id: int | None = None
    direction: str = Direction.UP
    baseline: Decimal | None = None
    target: Decimal | None = None
    commit_target: Decimal | None = None
    stretch_target: Decimal | None = None
    current: Decimal | None = None
    unit: str = ""
    confidence: Decimal | None = None
    done_on: date | None = None
    state: ResultState = ResultState.ACTIVE
    external_key: str = ""
    dismissed: str = ""
    """Which of the coach's hints on the title its writer set aside, as `Coached` keeps them."""


@dataclass(frozen=True)
class CheckInDraft:
    """One look at a key result. `done_on` is for milestones, `value` for all others."""

    value: Decimal | None = None
    confidence: Decimal | None = None
    note: str = ""
    done_on: date | None = None


@dataclass(frozen=True)
class RequirementDraft:
    """A key result needs this capability at this level, of this many people or of a role."""

    capability_id: int
    level: int
    people_needed: int = 1
    role_profile_id: int | None = None


@transaction.atomic
def ensure_cycle(day: date, *, by: Person | None = None, at: datetime) -> Cycle:
    """The cycle of a day, made on the organisation's fiscal calendar when there is none. Safe to repeat.

    Cycles that exist keep their days, so after a change of calendar the new one takes what is left between them.
    """
    found = queries.cycle_on(day)
    if found is not None:
        return found
    taken = {cycle.key: (cycle.start_date, cycle.end_date) for cycle in Cycle.objects.all()}
    span = rules.clipped(rules.cycle_at(day, organisation().fiscal_year_starts_in), taken.values(), day)
    cycle, made = Cycle.objects.get_or_create(
        start_date=span.start_date, defaults={"key": rules.free_key(span.key, taken), "end_date": span.end_date}
    )
    if made:
        record("strategy.cycle-made", by=by, about=None, at=at, cycle=cycle.pk)
    return cycle


@transaction.atomic
def add_objective(cycle_id: int, draft: ObjectiveDraft, *, by: Person, at: datetime) -> Objective:
    """Write down what the company or a team wants to be true by the end of a cycle (STRAT-1)."""
    reader(by, at=at)
    company = draft.level == ObjectiveLevel.COMPANY
    team = None if company else Team.objects.filter(pk=draft.team_id or 0).first()
    if company or team:
        access.allow("add-company-objective" if company else "add-team-objective", access.standings_at_large(by, team, at=at))
    found = rules.objections_to_objective(replace(draft, team_id=team.pk if team else None))
    refuse_if([*found, *_objections_to_owner(draft.owner_id)])
    last = Objective.objects.filter(cycle=cycle_id).aggregate(last=Max("order"))["last"] or 0
    objective = Objective.objects.create(
        cycle_id=cycle_id,
        level=draft.level,
        team=team,
        owner_id=draft.owner_id,
        title=draft.title.strip(),
        external_key=draft.external_key,
        order=last + 1,
    )
    record("strategy.objective-added", by=by, about=None, at=at, objective=objective.pk, cycle=cycle_id)
    return objective


@transaction.atomic
def change_objective(objective_id: int, edits: Mapping[str, Edit], *, by: Person, at: datetime) -> Objective:
    """Change an objective's words or owner. Raises Conflict when somebody else changed the same field meanwhile (DATA-1)."""
    objective = access.objective_for(by, "change-objective", objective_id, at=at, lock=True)
    changed = objective.apply_edits(_only(edits, OBJECTIVE_FIELDS), by=by, at=at)
    if not changed:
        return objective
    refuse_if([*rules.objections_to_objective(objective), *_objections_to_owner(objective.owner_id if "owner" in changed else None)])
    objective.save(update_fields=[*changed, "revisions"])
    record("strategy.objective-changed", by=by, about=None, at=at, objective=objective.pk, fields=_named(changed))
    return objective


@transaction.atomic
def move_objective(objective_id: int, move: Move, *, by: Person, at: datetime) -> Objective:
    """Publish a draft, close what is over, drop what no longer counts, or take it up again (STRAT-1, table OBJECTIVE_MOVES).

    Publishing starts every key result under it that is complete; an unfinished one stays a draft.
    """
    objective = access.objective_for(by, "move-objective", objective_id, at=at, lock=True)
    results = list(objective.key_results.select_for_update().order_by("pk"))
    refuse_if(rules.objections_to_objective_move(objective.state, move, [one.state for one in results]))
    objective.state = OBJECTIVE_MOVES[ObjectiveState(objective.state), move]
    objective.save(update_fields=["state"])
    record("strategy.objective-moved", by=by, about=None, at=at, objective=objective.pk, move=move.value)
    for result in results if move == Move.START else []:
        result.objective, result.cycle = objective, objective.cycle
        if result.state == ResultState.DRAFT and not lacking(result):
            _moved(result, Move.START, by=by, at=at)
    return objective


@transaction.atomic
def remove_objective(objective_id: int, *, by: Person, at: datetime) -> None:
    """Take away an objective that was made by mistake, as long as nothing hangs on it (STRAT-1)."""
    objective = access.objective_for(by, "remove-objective", objective_id, at=at, lock=True)
    refuse_if(rules.objections_to_removal(check_ins=0, started=False, results=objective.key_results.count()))
    record("strategy.objective-removed", by=by, about=None, at=at, objective=objective.pk, cycle=objective.cycle_id)
    objective.delete()


@transaction.atomic
def align(objective_id: int, serves: Collection[int], *, by: Person, at: datetime) -> Objective:
    """Say which objectives above an objective serves, all of them at once (STRAT-1)."""
    objective = access.objective_for(by, "align", objective_id, at=at, lock=True)
    above = list(Objective.objects.filter(pk__in=serves))
    if len(above) < len(set(serves)):
        raise Refused([objection("objective-unknown", N_("Pick objectives from the list."), where="serves")])
    refuse_if(rules.objections_to_alignment(objective, above, queries.alignment_of(objective.cycle_id)))
    objective.serves.set(above)
    record("strategy.objective-aligned", by=by, about=None, at=at, objective=objective.pk, serves=",".join(str(one.pk) for one in above))
    return objective


@transaction.atomic
def add_key_result(objective_id: int, draft: KeyResultDraft, *, critical: bool = False, by: Person, at: datetime) -> KeyResult:
    """Add a result that shows whether an objective was reached (STRAT-2). Marking it critical is a right of its own (STRAT-3)."""
    objective = access.objective_for(by, "add-key-result", objective_id, at=at, lock=True)
    taken = queries.keys_taken(objective.cycle_id)
    family = objective.team.name if objective.team else "CO"
    result = KeyResult(
        objective=objective,
        cycle=objective.cycle,
        order=(objective.key_results.aggregate(last=Max("order"))["last"] or 0) + 1,
        **{**vars(draft), "key": draft.key.strip() or rules.next_key(family, taken), "title": draft.title.strip()},
    )
    refuse_if([*_objections_to(result, taken), *_objections_to_owner(draft.owner_id)])
    result.save()
    record("strategy.key-result-added", by=by, about=None, at=at, key_result=result.pk, objective=objective.pk)
    return mark_critical(result.pk, True, by=by, at=at) if critical else result


@transaction.atomic
def change_key_result(
    key_result_id: int, edits: Mapping[str, Edit], *, by: Person, at: datetime, dismissed: Collection[Flaw] | None = None
) -> KeyResult:
    """Change a key result's words, figures, owner or due date. Raises Conflict when somebody else changed the same field (DATA-1).

    `dismissed` are the coach's hints on the title as sent that its writer set aside; no change of the key result (COACH-3).
    """
    result = access.key_result_for(by, "change-key-result", key_result_id, at=at, lock=True)
    refuse_if(rules.objections_to_changing(result.state))
    changed = result.apply_edits(_only(edits, RESULT_FIELDS), by=by, at=at)
    sent = as_text(edits["title"].value) if "title" in edits else None
    if dismissed is not None and sent == result.title and result.set_aside("title", dismissed):
        result.save(update_fields=["dismissed"])
    if not changed:
        return result
    refuse_if([*_objections_to(result, ()), *_objections_to_owner(result.owner_id if "owner" in changed else None)])
    if changed & POINTING_FIELDS:
        result.changed_at = at
    result.save(update_fields=[*changed, "revisions", "changed_at", "dismissed"])
    record("strategy.key-result-changed", by=by, about=None, at=at, key_result=result.pk, fields=_named(changed))
    return result


@transaction.atomic
def mark_critical(key_result_id: int, critical: bool, *, by: Person, at: datetime) -> KeyResult:
    """Mark a key result as critical, or no longer; the trail keeps who did and when (STRAT-3)."""
    result = access.key_result_for(by, "mark-critical", key_result_id, at=at, lock=True)
    refuse_if(rules.objections_to_changing(result.state))
    if result.critical != critical:
        result.critical = critical
        result.save(update_fields=["critical"])
        kind = "strategy.key-result-marked-critical" if critical else "strategy.key-result-no-longer-critical"
        record(kind, by=by, about=None, at=at, key_result=result.pk, cycle=result.cycle_id)
    return result


@transaction.atomic
def move_key_result(key_result_id: int, move: Move, *, by: Person, at: datetime) -> KeyResult:
    """Start a draft, close what is over, drop what no longer counts, or take it up again (STRAT-2, table MOVES)."""
    result = access.key_result_for(by, "move", key_result_id, at=at, lock=True)
    refuse_if(rules.objections_to_move(result.state, move))
    return _moved(result, move, by=by, at=at)


def _moved(result: KeyResult, move: Move, *, by: Person, at: datetime) -> KeyResult:
    """The move itself, access and table asked. What closes keeps the figure that it closed with; what is taken up again forgets it."""
    result.state = MOVES[ResultState(result.state), move]
    if move == Move.START:
        refuse_if(_objections_to(result, ()))
    closes = move == Move.CLOSE
    result.changed_at, result.closed_at, result.final_value = at, at if closes else None, result.current if closes else None
    result.save(update_fields=["state", "changed_at", "closed_at", "final_value"])
    record("strategy.key-result-moved", by=by, about=None, at=at, key_result=result.pk, move=move.value)
    return result


@transaction.atomic
def remove_key_result(key_result_id: int, *, by: Person, at: datetime) -> None:
    """Take away a key result that was made by mistake, as long as nobody has said anything about it and no goal serves it (STRAT-2)."""
    result = access.key_result_for(by, "remove-key-result", key_result_id, at=at, lock=True)
    refuse_if(rules.objections_to_removal(check_ins=result.check_ins.count(), started=result.state == ResultState.CLOSED))
    pk, objective_id = result.pk, result.objective_id
    try:
        result.delete()
    except ProtectedError:
        refuse_if(rules.objections_to_removal(check_ins=0, started=True))
    record("strategy.key-result-removed", by=by, about=None, at=at, key_result=pk, objective=objective_id)


@transaction.atomic
def check_in(key_result_id: int, draft: CheckInDraft, *, by: Person, at: datetime) -> CheckIn:
    """Append one look at a key result; what was said before stays (STRAT-2)."""
    result = access.key_result_for(by, "check-in", key_result_id, at=at, lock=True)
    refuse_if(rules.objections_to_check_in(result.state, result.direction, today=day_of(at), **vars(draft)))
    return append_look(result, draft, by=by, at=at)


def append_look(result: KeyResult, draft: CheckInDraft, *, by: Person, at: datetime) -> CheckIn:
    """Append one look to a key result that is locked and whose rules were asked; what it replaces is kept with it."""
    before = {name: as_text(getattr(result, name)) for name in LOOKED_AT}
    look = CheckIn.objects.create(key_result=result, by=by, at=at, before=before, **{**vars(draft), "note": draft.note.strip()})
    if draft.value is not None:
        result.current = draft.value
    if draft.confidence is not None:
        result.confidence = draft.confidence
    if draft.done_on is not None:
        result.done_on = draft.done_on
    result.looked_at = at
    result.save(update_fields=[*LOOKED_AT, "looked_at"])
    record("strategy.checked-in", by=by, about=None, at=at, key_result=result.pk, check_in=look.pk)
    return look


@transaction.atomic
def take_back(check_in_id: int, *, by: Person, at: datetime) -> CheckIn:
    """Take back one's own last look at a key result as a mistake. The row stays; the key result returns to what stood before (STRAT-2)."""
    look = access.check_in_for(by, check_in_id, at=at, lock=True)
    result = look.key_result
    last = result.check_ins.filter(taken_back_at=None).first()
    refuse_if(rules.objections_to_taking_back(result.state, own=look.by_id == by.pk, last=last is not None and last.pk == look.pk))
    look.taken_back_at = at
    look.save(update_fields=["taken_back_at"])
    for name in LOOKED_AT:
        if name in look.before:
            result.write_field(name, look.before[name])
    result.save(update_fields=LOOKED_AT)
    record("strategy.check-in-taken-back", by=by, about=None, at=at, key_result=result.pk, check_in=look.pk)
    return look


@transaction.atomic
def require_capability(key_result_id: int, draft: RequirementDraft, *, by: Person, at: datetime) -> CapabilityRequirement:
    """Say which capability a key result needs, at which level, of how many people (STRAT-1)."""
    result = access.key_result_for(by, "require-capability", key_result_id, at=at, lock=True)
    refuse_if(rules.objections_to_changing(result.state))
    if not Capability.objects.filter(pk=draft.capability_id).exists():
        raise Refused([objection("capability-unknown", N_("Pick a capability from the list."), where="capability")])
    if draft.role_profile_id is not None and not RoleProfile.objects.filter(pk=draft.role_profile_id).exists():
        raise Refused([objection("required-role-unknown", N_("Pick a role from the list, or none."), where="role_profile")])
    levels = ladder_numbers([draft.capability_id]).get(draft.capability_id, [])
    taken = result.requirements.filter(capability=draft.capability_id).exists()
    refuse_if(need_rules.objections_to_requirement(draft.level, draft.people_needed, levels=levels, taken=taken))
    needed = CapabilityRequirement.objects.create(key_result=result, **vars(draft))
    record(
        "strategy.capability-required", by=by, about=None, at=at, key_result=result.pk, capability=draft.capability_id, level=draft.level
    )
    return needed


@transaction.atomic
def drop_requirement(requirement_id: int, *, by: Person, at: datetime) -> None:
    """Say that a key result does not need a capability after all. Goals that served it stay as they are."""
    needed = access.requirement_for(by, requirement_id, at=at, lock=True)
    refuse_if(rules.objections_to_changing(needed.key_result.state))
    record(
        "strategy.requirement-dropped",
        by=by,
        about=None,
        at=at,
        key_result=needed.key_result_id,
        capability=needed.capability_id,
        level=needed.level,
    )
    needed.delete()


def lacking(result: KeyResult) -> list[Objection]:
    """What a draft still lacks; empty when it can start."""
    span = result.cycle
    found = rules.objections_to_key_result(result, cycle_start=span.start_date, cycle_end=span.end_date)
    return [one for one in found if not one.warning]


def warnings_on(result: KeyResult) -> list[Objection]:
    """What deserves a second look in a key result that is not over: a due date outside its cycle, a target that is its baseline (STRAT-2)."""
    return [] if result.state in rules.OVER else [one for one in _objections_to(result, ()) if one.warning]


def _objections_to(result: KeyResult, keys_taken: Collection[str]) -> list[Objection]:
    return rules.objections_to_key_result(
        result,
        cycle_start=result.cycle.start_date,
        cycle_end=result.cycle.end_date,
        keys_taken=keys_taken,
        finished=result.state != ResultState.DRAFT,
    )


def _objections_to_owner(owner_id: int | None) -> list[Objection]:
    """An owner is somebody who is here, when one is named at all."""
    if owner_id is None or Person.objects.filter(pk=owner_id).exclude(status=PersonStatus.LEAVER).exists():
        return []
    return [objection("owner-unknown", N_("Pick somebody who works here."), where="owner")]


def _only(edits: Mapping[str, Edit], fields: Collection[str]) -> dict[str, Edit]:
    return {field: edit for field, edit in edits.items() if field in fields}


def _named(fields: Collection[str]) -> str:
    """Field names as one fact for the trail; codes, never what was written."""
    return ",".join(sorted(fields))
