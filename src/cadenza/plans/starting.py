"""Where a plan and a goal begin: a gap, what a key result needs, last cycle's unfinished goals, or nothing (DESIGN 5, PLAN-3, REV-6)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from cadenza.capability.queries import capabilities_in_force
from cadenza.evidence.models import GapAssessment
from cadenza.evidence.queries import latest_levels, open_gaps_of
from cadenza.objections import N_, Refused, Unseen, objection, refuse_if
from cadenza.people.days import day_of
from cadenza.people.models import Person
from cadenza.people.relations import relations_to
from cadenza.people.rules import Relation
from cadenza.plans import rules
from cadenza.plans.access import plan_for
from cadenza.plans.models import Action, Goal, Plan, SelfView
from cadenza.plans.queries import current_cycle
from cadenza.plans.reset_rules import GOES_ON
from cadenza.plans.rules import ActionKind, GoalStatus, Lane, PlanState, SelfViewField, StartKind
from cadenza.plans.writing import ActionDraft, GoalDraft, add_goal
from cadenza.strategy.models import CapabilityRequirement, Cycle, KeyResult
from cadenza.strategy.rules import ResultState
from cadenza.trail.record import record


@dataclass(frozen=True)
class StartFrom:
    """One row that a goal begins from: a gap assessment, a capability that a key result needs or one by itself, a key result, a goal of an earlier cycle."""

    kind: StartKind
    key: int


@transaction.atomic
def start_plan(owner_id: int, cycle_id: int, *, by: Person, at: datetime) -> Plan:
    """Begin one's own plan for a cycle: a draft that nobody else can read. Rules PLAN-1, PLAN-3; one plan per person and cycle."""
    cycle = Cycle.objects.filter(pk=cycle_id).first()
    if by.pk != owner_id or cycle is None or Relation.SELF not in relations_to(by, by, at=at):
        raise Unseen
    standing = Plan.objects.filter(owner=by, cycle=cycle).exists()
    refuse_if(rules.objections_to_starting(standing=standing, cycle_end=cycle.end_date, today=day_of(at)))
    plan = _make_plan(by, cycle, at)
    record("plans.plan-started", by=by, about=by, at=at, private=True, plan=plan.pk)
    return plan


@transaction.atomic
def begin_goal(start: StartFrom | None, *, by: Person, at: datetime, review_how: str = "") -> Goal:
    """Begin a goal of one's own, and the plan with it where there is none yet. Rules PLAN-3, REV-6; DESIGN 5: one click.

    The plan is the one of the key result's cycle, otherwise of the running cycle. What has a goal in that plan already gets no second one.
    """
    cycle = _cycle_for(start, at)
    plan = Plan.objects.filter(owner=by, cycle=cycle).first() or start_plan(by.pk, cycle.pk, by=by, at=at)
    standing = goal_begun_from(start, plan)
    if standing is not None:
        return standing
    draft = draft_from(start, plan.pk, by=by, at=at)
    return add_goal(plan.pk, replace(draft, review_how=draft.review_how or review_how), by=by, at=at)


def draft_from(start: StartFrom | None, plan_id: int, *, by: Person, at: datetime) -> GoalDraft:
    """The goal that would begin: its key result, capability and levels filled in. Date and supporter follow in `add_goal` (DESIGN 5)."""
    if start is None:
        plan = plan_for(by, "write", plan_id, at=at)
        return GoalDraft(actions=(ActionDraft(due_date=plan.cycle.end_date),))
    made = {
        StartKind.GAP: goal_from_gap,
        StartKind.NEED: goal_from_need,
        StartKind.KEY_RESULT: goal_from_key_result,
        StartKind.CAPABILITY: goal_from_capability,
        StartKind.BEFORE: goal_from_before,
    }[start.kind]
    return made(start.key, plan_id, by=by, at=at)


def goal_begun_from(start: StartFrom | None, plan: Plan) -> Goal | None:
    """The goal of a plan that began from this very gap, goes on with this very goal or builds this very capability."""
    origin = {StartKind.GAP: "gap", StartKind.BEFORE: "carried_from", StartKind.CAPABILITY: "capability"}
    if start is None or start.kind not in origin:
        return None
    return plan.goals.filter(**{origin[start.kind]: start.key}, dropped_at=None).order_by("number").first()


def goal_from_gap(gap_id: int, plan_id: int, *, by: Person, at: datetime) -> GoalDraft:
    """A goal begun from a gap assessment: capability and levels from it, the key result of this cycle that needs the capability."""
    plan = plan_for(by, "write", plan_id, at=at)
    gap = GapAssessment.objects.filter(pk=gap_id, person=plan.owner_id, superseded_at=None).first()
    if gap is None:
        raise Unseen
    return GoalDraft(
        key_result_id=_needing(gap.capability_id, plan.cycle).values_list("key_result", flat=True).first(),
        capability_id=gap.capability_id,
        level_now=gap.level_now,
        level_aimed=gap.level_needed,
        gap_id=gap.pk,
        actions=(ActionDraft(due_date=plan.cycle.end_date),),
    )


def goal_from_need(requirement_id: int, plan_id: int, *, by: Person, at: datetime) -> GoalDraft:
    """A goal begun from one capability that a key result needs: its level, and the level held as the assessment says that it cites."""
    plan = plan_for(by, "write", plan_id, at=at)
    need = CapabilityRequirement.objects.filter(
        pk=requirement_id, key_result__cycle=plan.cycle_id, key_result__state=ResultState.ACTIVE
    ).first()
    if need is None:
        raise Unseen
    levels = latest_levels([plan.owner_id]).get(plan.owner_id, {})
    gap = GapAssessment.objects.filter(person=plan.owner_id, capability=need.capability_id, superseded_at=None, disagreed_by=None).first()
    return GoalDraft(
        key_result_id=need.key_result_id,
        capability_id=need.capability_id,
        level_now=gap.level_now if gap else levels.get(need.capability_id),
        level_aimed=need.level,
        gap_id=gap.pk if gap else None,
        actions=(ActionDraft(due_date=plan.cycle.end_date),),
    )


def goal_from_key_result(key_result_id: int, plan_id: int, *, by: Person, at: datetime) -> GoalDraft:
    """A goal begun from a key result: the capability that it needs most people for; none named yet, then the key result alone."""
    plan = plan_for(by, "write", plan_id, at=at)
    if not KeyResult.objects.filter(pk=key_result_id, cycle=plan.cycle_id, state=ResultState.ACTIVE).exists():
        raise Unseen
    need = CapabilityRequirement.objects.filter(key_result=key_result_id).order_by("-people_needed", "pk").first()
    if need is not None:
        return goal_from_need(need.pk, plan_id, by=by, at=at)
    return GoalDraft(key_result_id=key_result_id, actions=(ActionDraft(due_date=plan.cycle.end_date),))


def goal_from_capability(capability_id: int, plan_id: int, *, by: Person, at: datetime) -> GoalDraft:
    """A goal begun from a capability that is in force: its gap where the last view stands undisputed, otherwise the level both agreed last."""
    plan = plan_for(by, "write", plan_id, at=at)
    if not capabilities_in_force().filter(pk=capability_id).exists():
        raise Unseen
    gap = open_gaps_of(plan.owner).filter(capability=capability_id).first()
    if gap is not None:
        return goal_from_gap(gap.pk, plan_id, by=by, at=at)
    return GoalDraft(
        key_result_id=_needing(capability_id, plan.cycle).values_list("key_result", flat=True).first(),
        capability_id=capability_id,
        level_now=latest_levels([plan.owner_id]).get(plan.owner_id, {}).get(capability_id),
        actions=(ActionDraft(due_date=plan.cycle.end_date),),
    )


def goal_from_before(goal_id: int, plan_id: int, *, by: Person, at: datetime) -> GoalDraft:
    """A goal that goes on with one of an earlier cycle that was not finished: its words, and what was not done yet. Rule REV-6."""
    plan = plan_for(by, "write", plan_id, at=at)
    before = unfinished_of(plan.owner, plan.cycle).filter(pk=goal_id).select_related("key_result").first()
    if before is None:
        raise Unseen
    return going_on(before, plan.cycle)


def unfinished_of(owner: Person, cycle: Cycle) -> QuerySet[Goal]:
    """Agreed goals of the cycle before this one that were neither finished nor dropped, by their owner; newest cycle first. Rule REV-6."""
    last = (
        Plan.objects.filter(owner=owner, cycle__end_date__lt=cycle.start_date).exclude(state=PlanState.DRAFT).order_by("-cycle__end_date")
    )
    goals = Goal.objects.filter(plan=last.values("pk")[:1], agreed_in__isnull=False, dropped_at=None)
    return goals.filter(Q(ended_as__in=GOES_ON) | Q(ended_as="") & ~Q(status=GoalStatus.COMPLETED)).order_by("number")


def going_on(before: Goal, cycle: Cycle, *, level_now: int | None = None) -> GoalDraft:
    """A goal as the next draft begins with it: its words, what was not done yet, and the key result that carries on, if one does."""
    undone = Action.objects.filter(goal=before, removed_at=None, done_on=None).order_by("number")
    return GoalDraft(
        lane=Lane(before.lane),
        key_result_id=_result_after(before, cycle),
        direction=before.direction,
        capability_id=before.capability_id,
        level_now=before.level_now if level_now is None else level_now,
        level_aimed=before.level_aimed,
        gap_id=before.gap_id,
        outcome=before.outcome,
        success_measure=before.success_measure,
        live_work=before.live_work,
        supporter_id=before.supporter_id,
        support_words=before.support_words,
        review_how=before.review_how,
        actions=tuple(ActionDraft(ActionKind(a.kind), a.what, a.tracked_where, a.partner_id, a.applied_in) for a in undone)
        or (ActionDraft(),),
        aims_elsewhere=before.aims_elsewhere,
        elsewhere_note=before.elsewhere_note,
        elsewhere_words=before.elsewhere_words,
        carried_from_id=before.pk,
    )


def _result_after(goal: Goal, cycle: Cycle) -> int | None:
    """The key result of the next cycle that a goal can serve: the one of the same key, else the first that needs the capability."""
    if goal.lane != Lane.EXECUTION or goal.key_result is None:
        return None
    if goal.key_result.cycle_id == cycle.pk:
        return goal.key_result_id
    same = KeyResult.objects.filter(cycle=cycle, key=goal.key_result.key, state=ResultState.ACTIVE).values_list("pk", flat=True).first()
    return same or _needing(goal.capability_id, cycle).values_list("key_result", flat=True).first()


def _needing(capability_id: int | None, cycle: Cycle) -> QuerySet[CapabilityRequirement]:
    """Which key results of a cycle need a capability, the critical ones first."""
    needs = CapabilityRequirement.objects.filter(capability=capability_id, key_result__cycle=cycle, key_result__state=ResultState.ACTIVE)
    return needs.order_by("-key_result__critical", "key_result__order", "pk")


def _cycle_for(start: StartFrom | None, at: datetime) -> Cycle:
    """The cycle of the key result that a goal begins from, else the running one. Refused while none runs."""
    if start is None or start.kind in {StartKind.GAP, StartKind.CAPABILITY, StartKind.BEFORE}:
        running = current_cycle(at)
        if running is None:
            raise Refused([objection("no-cycle-runs", N_("No quarter runs today, so there is no plan to begin a goal in."))])
        return running
    which = Q(key_results__requirements=start.key) if start.kind is StartKind.NEED else Q(key_results=start.key)
    found = Cycle.objects.filter(which).first()
    if found is None:
        raise Unseen
    return found


def _make_plan(owner: Person, cycle: Cycle, at: datetime) -> Plan:
    try:
        with transaction.atomic():
            plan = Plan.objects.create(owner=owner, cycle=cycle, created_at=at)
    except IntegrityError:  # begun twice at the same moment: the second one is told so
        refuse_if(rules.objections_to_starting(standing=True, cycle_end=cycle.end_date, today=day_of(at)))
        raise
    for field in SelfViewField:
        SelfView.objects.create(plan=plan, field=field)
    return plan
