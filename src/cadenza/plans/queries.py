"""Plans read whole, as rules, versions, pages of other rooms and lists need them. Only `visible_*` and `*_for` of `access` ask who reads."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, F, Max, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from cadenza.capability.models import Level
from cadenza.evidence.models import GapAssessment
from cadenza.learning.models import OptionFit
from cadenza.people.days import day_of
from cadenza.people.models import Person
from cadenza.people.rules import PRESENT
from cadenza.plans import rules, versions
from cadenza.plans.access import visible_plans
from cadenza.plans.agreement_rules import Completeness
from cadenza.plans.models import Action, Commitment, EarlierReport, Goal, Plan, ProtectedBlock, SelfView, StatusChange, Version
from cadenza.plans.rules import ActionTerms, CommitmentState, CommitmentTerms, GoalStatus, GoalTerms, PlanState, PlanTerms
from cadenza.plans.sealed import read_all
from cadenza.plans.time_rules import BlockTerms
from cadenza.strategy.models import CapabilityRequirement, Cycle, KeyResult
from cadenza.strategy.rules import ResultState

STANDING = (CommitmentState.OPEN, CommitmentState.DELIVERED)
"""Commitments that support something: a missed or renegotiated one does not (COM-1)."""


@dataclass(frozen=True)
class Since:
    """A goal's last change of state, in what a page shows of it (STAT-1, STAT-2)."""

    at: datetime
    by: str
    reason: str
    blocked_by: str
    remover: str
    remove_by: date | None


@dataclass
class PlanRows:
    """A plan with its goals, actions, protected blocks and commitments: five queries, however many."""

    plan: Plan
    goals: list[Goal] = field(default_factory=list)
    dropped: list[Goal] = field(default_factory=list)
    actions: dict[int, list[Action]] = field(default_factory=dict)
    """Goal key -> its actions that were not removed."""
    commitments: list[Commitment] = field(default_factory=list)
    blocks: list[ProtectedBlock] = field(default_factory=list)
    """Protected days that were not taken out (TIME-1)."""
    since: dict[int, Since] = field(default_factory=dict)
    """Goal key -> its last change of state, where a page asked for it; none while a goal stands as it was agreed."""

    def goal(self, goal_id: int) -> Goal | None:
        return next((g for g in [*self.goals, *self.dropped] if g.pk == goal_id), None)

    def every_action(self) -> list[Action]:
        return [action for goal in self.goals for action in self.actions.get(goal.pk, [])]


def ladders_of(goals: Collection[Goal]) -> dict[int, Sequence[int]]:
    """Goal -> the levels of its capability in the version that the goal is written against; one to six where there is none (CAP-1). One query."""
    found: dict[tuple[int, int], list[int]] = {}
    wanted = {"capability__in": {goal.capability_id for goal in goals}, "version__in": {goal.framework_version_id for goal in goals}}
    for capability, version, number in (
        Level.objects.filter(**wanted).order_by("number").values_list("capability_id", "version_id", "number")
    ):
        found.setdefault((capability, version), []).append(number)
    return {goal.pk: found.get((goal.capability_id or 0, goal.framework_version_id or 0), range(1, 7)) for goal in goals}


def rows_of(plan: Plan, *, opened_for_owner: bool = False, with_since: bool = False) -> PlanRows:
    """Read a plan whole. `opened_for_owner` opens a draft's sealed words; the caller has made sure that the owner reads.

    `with_since` reads since when each goal stands as it does: one query more.
    """
    rows = PlanRows(plan)
    goals = plan.goals.select_related(
        "waiting", "waiting__key_result", "waiting__capability", "key_result", "capability", "supporter", "gap"
    ).annotate(assessed=Exists(_gaps_behind(plan)))
    for goal in goals.order_by("number"):
        goal.plan = plan
        (rows.goals if goal.dropped_at is None else rows.dropped).append(goal)
    by_key = {goal.pk: goal for goal in [*rows.goals, *rows.dropped]}
    actions = Action.objects.filter(goal__plan=plan, removed_at=None).annotate(elsewhere=_builds_something_else())
    for action in actions.select_related("partner", "ask", "option").order_by("goal_id", "number"):
        action.goal = by_key[action.goal_id]
        rows.actions.setdefault(action.goal_id, []).append(action)
    rows.blocks = blocks_of(plan)
    before = Exists(EarlierReport.objects.filter(commitment=OuterRef("pk")))
    promises = plan.commitments.select_related("holder", "made_by").annotate(said_before=before)
    rows.commitments = list(promises.order_by("due_date", "pk"))
    if with_since:
        rows.since = _last_changes(plan)
    if opened_for_owner and plan.is_private:
        read_all([plan, *rows.goals, *rows.dropped, *rows.every_action(), *rows.blocks], owner_id=plan.owner_id)
    return rows


def blocks_of(plan: Plan) -> list[ProtectedBlock]:
    """The plan's protected blocks, words still closed in a draft. One query, and none where a page's plan says that there are none."""
    if not getattr(plan, "has_blocks", True):
        return []
    found = list(ProtectedBlock.objects.filter(plan=plan, removed_at=None).order_by("number"))
    for block in found:
        block.plan = plan
    return found


def block_terms(blocks: Iterable[ProtectedBlock]) -> tuple[BlockTerms, ...]:
    """Protected blocks as the rules see them."""
    return tuple(BlockTerms(one.number, one.name, one.first_day, one.last_day) for one in blocks)


def _gaps_behind(plan: Plan) -> QuerySet[GapAssessment]:
    """Standing assessments of the capability that a goal names, with any waiting change laid over it (LEARN-2)."""
    named = Coalesce(OuterRef("waiting__capability"), OuterRef("capability"))
    return GapAssessment.objects.filter(person=plan.owner_id, capability=named, superseded_at=None)


def _builds_something_else() -> ExpressionWrapper[Any]:
    """Whether an action takes up an option that builds capabilities, and not the one that its goal names, with any waiting change laid over it."""
    built = OptionFit.objects.filter(option=OuterRef("option"))
    named = Coalesce(OuterRef("goal__waiting__capability"), OuterRef("goal__capability"))
    chosen = Q(goal__waiting__capability__isnull=False) | Q(goal__capability__isnull=False)
    return ExpressionWrapper(chosen & Q(Exists(built)) & ~Q(Exists(built.filter(capability=named))), output_field=BooleanField())


def _last_changes(plan: Plan) -> dict[int, Since]:
    """The last change of each goal's state. One query, and of those named no more than what they are called."""
    names = ("by__called", "by__name", "remover__called", "remover__name")
    changes = StatusChange.objects.filter(goal__plan=plan).order_by("at", "pk")
    return {
        goal: Since(at, called or name, reason, blocked_by, remover_called or remover_name or "", remove_by)
        for goal, at, reason, blocked_by, remove_by, called, name, remover_called, remover_name in changes.values_list(
            "goal_id", "at", "reason", "blocked_by", "remove_by", *names
        )
    }


def is_here(person: Person | None) -> bool:
    """Whether somebody named in a plan can do what it says: in the organisation, and a person."""
    return person is None or person.status in PRESENT


def terms_of(rows: PlanRows) -> PlanTerms:
    """The plan as it would be agreed, for the rules."""
    plan = rows.plan
    numbers = {goal.pk: goal.number for goal in rows.goals}
    standing = (c for c in rows.commitments if c.state in STANDING and c.replaced_by_id is None)
    return PlanTerms(
        cycle_id=plan.cycle_id,
        cycle_start=plan.cycle.start_date,
        cycle_end=plan.cycle.end_date,
        owner_id=plan.owner_id,
        goals=tuple(goal_terms(goal, rows.actions.get(goal.pk, [])) for goal in rows.goals),
        commitments=tuple(
            CommitmentTerms(numbers.get(c.goal_id) if c.goal_id else None, c.what, c.due_date, c.holder_id, c.dismissed_in("what"))
            for c in standing
        ),
        blocks=block_terms(rows.blocks),
    )


def goal_terms(goal: Goal, actions: Iterable[Action]) -> GoalTerms:
    """One goal as it would be agreed."""
    key_result: KeyResult | None = goal.proposed("key_result")
    return GoalTerms(
        number=goal.number,
        lane=rules.Lane(goal.proposed("lane")),
        key_result_id=goal.proposed("key_result_id"),
        key_result_cycle_id=key_result.cycle_id if key_result else None,
        key_result_open=key_result is None or key_result.state == ResultState.ACTIVE,
        direction=goal.proposed("direction"),
        capability_id=goal.proposed("capability_id"),
        level_now=goal.proposed("level_now"),
        level_aimed=goal.proposed("level_aimed"),
        outcome=goal.proposed("outcome"),
        success_measure=goal.proposed("success_measure"),
        target_date=goal.proposed("target_date"),
        live_work=goal.live_work,
        supporter_id=goal.supporter_id,
        supporter_here=is_here(goal.supporter),
        support_words=goal.support_words,
        review_how=goal.review_how,
        aims_elsewhere=goal.aims_elsewhere,
        elsewhere_words=goal.elsewhere_words,
        assessed=goal.gap_id is not None or bool(getattr(goal, "assessed", True)),
        actions=tuple(
            ActionTerms(
                number=a.number,
                kind=rules.ActionKind(a.kind),
                what=a.what,
                tracked_where=a.tracked_where,
                partner_id=a.partner_id,
                partner_here=is_here(a.partner),
                applied_in=a.applied_in,
                due_date=a.due_date,
                elsewhere=bool(getattr(a, "elsewhere", False)),
            )
            for a in actions
        ),
        dismissed_in_outcome=goal.dismissed_in("outcome"),
        dismissed_in_measure=goal.dismissed_in("success_measure"),
    )


def words_of(rows: PlanRows) -> dict[str, Any]:
    """The frozen form of a plan: what both sides read and agree (PLAN-3, PLAN-9). Only for a plan that is no draft."""
    plan = rows.plan
    numbers = {goal.pk: goal.number for goal in rows.goals}
    return {
        "direction_picture": plan.direction_picture,
        "aimed_role": plan.aimed_role,
        **({"hours_a_week": plan.hours_a_week} if plan.hours_a_week else {}),
        **({"blocks": [_block_words(one) for one in rows.blocks]} if rows.blocks else {}),
        "goals": [_goal_words(goal, rows.actions.get(goal.pk, [])) for goal in rows.goals],
        "commitments": [
            {
                "id": c.pk,
                "goal": numbers.get(c.goal_id) if c.goal_id else None,
                "what": c.what,
                "due_date": _iso(c.due_date),
                "holder": c.holder.short_name,
            }
            for c in rows.commitments
            if c.state in STANDING and c.replaced_by_id is None
        ],
    }


def _block_words(block: ProtectedBlock) -> dict[str, Any]:
    return {"number": block.number, "name": block.name, "first_day": _iso(block.first_day), "last_day": _iso(block.last_day)}


def _goal_words(goal: Goal, actions: Iterable[Action]) -> dict[str, Any]:
    key_result, capability = goal.proposed("key_result"), goal.proposed("capability")
    return {
        "number": goal.number,
        **{name: goal.proposed(name) for name in versions.GOAL_FIELDS if name != "target_date"},
        "target_date": _iso(goal.proposed("target_date")),
        "key_result": f"{key_result.key} {key_result.title}" if key_result else "",
        "capability": capability.name if capability else "",
        "supporter": goal.supporter.short_name if goal.supporter else "",
        **({name: getattr(goal, name) for name in versions.ELSEWHERE_FIELDS} if goal.aims_elsewhere else {}),
        "actions": [
            {
                "number": a.number,
                "kind": a.kind,
                "what": a.what,
                "tracked_where": a.tracked_where,
                "partner_id": a.partner_id,
                "partner": a.partner.short_name if a.partner else "",
                "applied_in": a.applied_in,
                "due_date": _iso(a.due_date),
            }
            for a in actions
        ],
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def anything_new(rows: PlanRows) -> bool:
    """Whether something waits for both to agree: a changed term, a goal that was never agreed, or the whole plan."""
    return rows.plan.agreed_version_id is None or any(goal.agreed_in_id is None or goal.change is not None for goal in rows.goals)


def latest_version(plan: Plan) -> Version | None:
    """The last version that was offered, agreed or not."""
    return plan.versions.order_by("-number").first()


def self_views_of(plan: Plan, *, opened_for_owner: bool = False) -> list[SelfView]:
    """Both halves of the current state; unshared ones are opened for the owner alone, and are empty for everybody else."""
    views = list(plan.self_views.order_by("-field"))  # strengths first
    for view in views:
        view.plan = plan
    if opened_for_owner:
        read_all(views, owner_id=plan.owner_id)
    return views


# what other rooms ask for


def current_cycle(at: datetime) -> Cycle | None:
    """The cycle on whose days this instant falls."""
    today = day_of(at)
    return Cycle.objects.filter(start_date__lte=today, end_date__gte=today).first()


def current_plan_of(person: Person, *, at: datetime) -> Plan | None:
    """The person's plan of the running cycle, else their newest plan that is still open. Asks no access."""
    today = day_of(at)
    plans = Plan.objects.filter(owner=person).select_related("cycle", "owner").order_by("-cycle__start_date")
    running = next((plan for plan in plans if plan.cycle.start_date <= today <= plan.cycle.end_date), None)
    return running or next((plan for plan in plans if PlanState(plan.state) in rules.OPEN_STATES), None)


@dataclass(frozen=True)
class PlanRow:
    """One plan in a list: state, dates, cadence and completeness, never a word (TRUST E1 `m`)."""

    plan_id: int
    owner_id: int
    cycle_key: str
    state: PlanState
    status: GoalStatus | None
    completeness: Completeness
    next_review: date | None
    reviews_held: int
    reviews_due: int
    """Held, or due by today."""
    agreed_at: datetime | None
    paused: bool = False
    """Whether its reviews rest today: that, and never why (PIP-19)."""


def plans_of_people(person_ids: Collection[int], cycle: Cycle, *, at: datetime) -> dict[int, PlanRow]:
    """Owner -> their plan of a cycle, for many people in two queries. Asks no access: `people_with` has chosen the people.

    A draft shows as one and nothing more: its goals' states say nothing before they are shared.
    """
    plans = Plan.objects.filter(owner__in=person_ids, cycle=cycle)
    return {row.owner_id: row for row in _plan_rows(plans, cycle, at)}


def _plan_rows(plans: QuerySet[Plan], cycle: Cycle, at: datetime) -> list[PlanRow]:
    today = day_of(at)
    counted = plans.annotate(
        next_review=Min("reviews__due_on", filter=Q(reviews__held_at=None, reviews__rests=False)),
        held=Count("reviews", filter=Q(reviews__held_at__isnull=False), distinct=True),
        due=Count("reviews", filter=Q(reviews__held_at__isnull=False) | Q(reviews__due_on__lte=today, reviews__rests=False), distinct=True),
    ).order_by("pk")
    found = list(counted)
    statuses = statuses_of([plan.pk for plan in found if not plan.is_private])
    return [
        PlanRow(
            plan_id=plan.pk,
            owner_id=plan.owner_id,
            cycle_key=cycle.key,
            state=PlanState(plan.state),
            status=statuses.get(plan.pk),
            completeness=Completeness(plan.answers_given, plan.answers_asked),
            next_review=plan.next_review,
            reviews_held=plan.held,
            reviews_due=plan.due,
            agreed_at=plan.agreed_at,
            paused=plan.is_paused_on(today),
        )
        for plan in found
    ]


def statuses_of(plan_ids: Collection[int]) -> dict[int, GoalStatus]:
    """Plan -> its computed state, from agreed goals that were not dropped (STAT-1); a plan without one has none. One query."""
    held: dict[int, list[str]] = {}
    rows = Goal.objects.filter(plan__in=plan_ids, dropped_at=None, agreed_in__isnull=False).order_by().distinct()
    for plan_id, status in rows.values_list("plan_id", "status"):
        held.setdefault(plan_id, []).append(status)
    computed = {plan_id: rules.plan_status(found) for plan_id, found in held.items()}
    return {plan_id: status for plan_id, status in computed.items() if status is not None}


def coverage_of(key_result_ids: Collection[int] | QuerySet[Any, Any]) -> dict[int, int]:
    """Requirement of these key results -> agreed goals that build its capability for its key result (STRAT-3). One query.

    A fact about the key result, visible to all (TRUST R3). Requirements that no goal serves are left out.
    """
    serving = Q(key_result__goals__capability=F("capability"), key_result__goals__dropped_at=None) & Q(
        key_result__goals__agreed_in__isnull=False, key_result__goals__plan__state__in=IN_FORCE
    )
    needs = CapabilityRequirement.objects.filter(serving, key_result__in=key_result_ids).order_by()
    return dict(needs.values("pk").annotate(goals=Count("key_result__goals")).values_list("pk", "goals"))


IN_FORCE = (PlanState.ACTIVE, PlanState.CLOSED)
"""Plans whose agreed goals count: running ones, and those of a finished cycle."""


def agreed_goals() -> QuerySet[Goal]:
    """Goals in force: agreed by both, not dropped, in a running plan or one that ran to its end. Completed ones count: they built it."""
    return Goal.objects.filter(plan__state__in=IN_FORCE, agreed_in__isnull=False, dropped_at=None)


def visible_goals_for(viewer: Person, key_result_ids: Collection[int], *, at: datetime) -> QuerySet[Goal]:
    """The goals that serve these key results and whose words the viewer may read: own ones, and reports'."""
    plans = visible_plans(viewer, at=at).exclude(state=PlanState.DRAFT)
    return (
        Goal.objects.filter(key_result__in=key_result_ids, plan__in=plans.values("pk"), dropped_at=None)
        .select_related("plan__owner", "plan__cycle", "capability", "key_result")
        .order_by("key_result_id", "plan__owner__name", "number")
    )


def goals_from_gaps(person: Person) -> dict[int, Goal]:
    """Gap -> the goal of this person's open plans that began from it. For the person's own page: drafts count too. One query."""
    goals = Goal.objects.filter(plan__owner=person, plan__state__in=rules.OPEN_STATES, gap__isnull=False, dropped_at=None)
    goals = goals.select_related("plan__cycle")
    return {goal.gap_id: goal for goal in goals.order_by("plan__cycle__start_date", "pk") if goal.gap_id is not None}


def next_number(rows: QuerySet[Any]) -> int:
    """One more than the highest number there; numbers are never used twice, so that an old link never opens something else."""
    return int(rows.aggregate(top=Max("number"))["top"] or 0) + 1
