"""The owner's pen: goals, actions, direction and current state are worded by the person alone (PLAN-1, PLAN-3, ACT-1, ACT-3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from cadenza.asks import actions as asks
from cadenza.asks.queries import states_of
from cadenza.asks.rules import OPEN_STATES, AskKind
from cadenza.evidence.models import Evidence, GapAssessment
from cadenza.objections import Unseen, refuse_if
from cadenza.people.days import day_of
from cadenza.people.models import Person
from cadenza.people.relations import manager_of
from cadenza.plans import agreement_rules, rules
from cadenza.plans.access import action_for, goal_for, plan_for
from cadenza.plans.edits import Edits, PlanEdits, framework_version_of, objections_to_edits, save_edits, set_aside
from cadenza.plans.models import Action, Goal, Plan, ProtectedBlock, SelfView
from cadenza.plans.queries import PlanRows, next_number, rows_of, self_views_of, terms_of
from cadenza.plans.rules import ActionKind, Lane, PlanState, SelfViewField
from cadenza.plans.sealed import keep_words, read_words
from cadenza.strategy.models import KeyResult
from cadenza.trail.record import record
from cadenza.web.revisions import Clash, Conflict, Revised


@dataclass(frozen=True)
class ActionDraft:
    """One action as its owner begins it; words may still be missing."""

    kind: ActionKind = ActionKind.EXPERIENCE
    what: str = ""
    tracked_where: str = ""
    partner_id: int | None = None
    applied_in: str = ""
    due_date: date | None = None
    option_id: int | None = None
    """The option of the catalogue that it takes up."""


@dataclass(frozen=True)
class GoalDraft:
    """One goal as its owner begins it; words may still be missing. Empty dates and supporter get DESIGN 5's defaults."""

    lane: Lane = Lane.EXECUTION
    key_result_id: int | None = None
    direction: str = ""
    capability_id: int | None = None
    level_now: int | None = None
    level_aimed: int | None = None
    gap_id: int | None = None
    outcome: str = ""
    success_measure: str = ""
    target_date: date | None = None
    live_work: str = ""
    supporter_id: int | None = None
    support_words: str = ""
    review_how: str = ""
    actions: tuple[ActionDraft, ...] = ()
    aims_elsewhere: bool = False
    elsewhere_note: str = ""
    elsewhere_words: str = ""
    carried_from_id: int | None = None
    """The goal of an earlier cycle that this one goes on with (REV-6)."""


@dataclass(frozen=True)
class Changed:
    """What a save of the plan page took over: the plan as it stands, and the fields of each row that the page sent."""

    rows: PlanRows
    self_views: list[SelfView]
    saved: list[tuple[Revised, frozenset[str], str]]
    """Row, its changed fields, and the prefix of its form."""


@transaction.atomic
def add_goal(plan_id: int, draft: GoalDraft, *, by: Person, at: datetime) -> Goal:
    """Put one more goal into a plan, by its owner. Rules PLAN-2, PLAN-3. In an agreed plan it waits until both agree it."""
    plan = plan_for(by, "write", plan_id, at=at, lock=True)
    refuse_if(rules.objections_to_writing(PlanState(plan.state)))
    refuse_if(agreement_rules.objections_to_one_more_goal(plan.goals.filter(dropped_at=None).count()))
    _check_links(draft, plan)
    manager = manager_of(plan.owner, at=at)
    goal = Goal(
        plan=plan,
        number=next_number(plan.goals.all()),
        lane=draft.lane,
        key_result_id=draft.key_result_id,
        direction=draft.direction.strip(),
        capability_id=draft.capability_id,
        framework_version=framework_version_of(draft.capability_id),
        level_now=draft.level_now,
        level_aimed=draft.level_aimed,
        gap_id=draft.gap_id,
        outcome=draft.outcome.strip(),
        success_measure=draft.success_measure.strip(),
        target_date=draft.target_date or plan.cycle.end_date,
        live_work=draft.live_work.strip(),
        supporter_id=draft.supporter_id or (manager.pk if manager else None),
        support_words=draft.support_words.strip(),
        review_how=draft.review_how.strip(),
        aims_elsewhere=draft.aims_elsewhere,
        elsewhere_note=draft.elsewhere_note.strip(),
        elsewhere_words=draft.elsewhere_words.strip(),
        carried_from_id=draft.carried_from_id,
    )
    keep_words(goal, owner_id=plan.owner_id)
    for one in draft.actions:
        _make_action(goal, one)
    record("plans.goal-added", by=by, about=plan.owner, at=at, private=plan.is_private, plan=plan.pk, goal=goal.pk)
    settle(plan)
    return goal


@transaction.atomic
def save_words(plan_id: int, edits: PlanEdits, *, by: Person, at: datetime) -> Changed:
    """Save fields of any rows of a plan together, all or nothing. Raises Refused or Conflict with everything found.

    Rules PLAN-3, PLAN-9, DATA-1. A change of an agreed goal's terms waits until both agree it; everything else holds at once.
    Hints that the writer set aside are kept with their text, and are no change of the plan: no record, no revision (COACH-3).
    """
    plan = plan_for(by, "write", plan_id, at=at, lock=True)
    refuse_if(rules.objections_to_writing(PlanState(plan.state)))
    rows = rows_of(plan, opened_for_owner=True)
    self_views = self_views_of(plan, opened_for_owner=True)
    wanted = _wanted(rows, self_views, edits)
    refuse_if([o for row, its, prefix in wanted for o in objections_to_edits(row, its, prefix=prefix, by=by, plan=plan)])
    saved: list[tuple[Revised, frozenset[str], str]] = []
    clashes: list[Clash] = []
    for row, its, prefix in wanted:
        try:
            changed = save_edits(row, its, by=by, at=at)
        except Conflict as conflict:
            clashes.extend(conflict.clashes)
            continue
        if set_aside(row, its, edits.dismissed, prefix=prefix) or changed:
            _keep(row, plan)
        if changed:
            saved.append((row, changed, prefix.removesuffix("-")))
        if isinstance(row, Action) and "partner" in changed:
            _withdraw_ask(row, at=at)  # somebody else will be asked
    if clashes:
        raise Conflict(clashes)
    if saved:
        count = sum(len(changed) for _, changed, _ in saved)
        record("plans.words-changed", by=by, about=plan.owner, at=at, private=plan.is_private, plan=plan.pk, fields=count)
        rows = rows_of(plan, opened_for_owner=True)
        settle(plan, rows)
    return Changed(rows, self_views, saved)


def edit_plan_words(plan_id: int, edits: Edits, *, by: Person, at: datetime) -> Changed:
    """Change the direction: the picture in 12-18 months, and the role or work aimed at. Rule PLAN-1."""
    return save_words(plan_id, PlanEdits(plan=edits), by=by, at=at)


def edit_goal(goal_id: int, edits: Edits, *, by: Person, at: datetime) -> Changed:
    """Change fields of one goal. Rule PLAN-3."""
    goal = goal_for(by, "write", goal_id, at=at)
    return save_words(goal.plan_id, PlanEdits(goals={goal_id: edits}), by=by, at=at)


def edit_action(action_id: int, edits: Edits, *, by: Person, at: datetime) -> Changed:
    """Change fields of one action. Rule ACT-1."""
    action = action_for(by, "write", action_id, at=at)
    return save_words(action.goal.plan_id, PlanEdits(actions={action_id: edits}), by=by, at=at)


@transaction.atomic
def take_back_change(goal_id: int, *, by: Person, at: datetime) -> Goal:
    """Leave an agreed goal as it is in force: the change that waited is taken back. Rule PLAN-3."""
    goal = goal_for(by, "write", goal_id, at=at, lock=True)
    plan = goal.plan
    if goal.change is not None:
        goal.change.delete()
        for name in Goal.AGREED_TERMS:  # a page that still shows the change must not bring it back unseen
            goal.revisions[name] = goal.revision_of(name) + 1
        goal.save(update_fields=["revisions"])
        record("plans.change-taken-back", by=by, about=plan.owner, at=at, plan=plan.pk, goal=goal.pk)
        settle(plan)
    return Goal.objects.select_related("plan__owner", "plan__cycle", "waiting").get(pk=goal.pk)


@transaction.atomic
def drop_goal(goal_id: int, *, reason: str, by: Person, at: datetime) -> Goal:
    """Drop a goal, by its owner; an agreed one with what was learned. It stays readable and keeps its number. Rules PLAN-3, PLAN-9."""
    goal = goal_for(by, "write", goal_id, at=at, lock=True)
    plan = goal.plan
    refuse_if(rules.objections_to_writing(PlanState(plan.state)))
    refuse_if(rules.objections_to_dropping(reason, agreed=goal.agreed_in_id is not None))
    if goal.dropped_at is None:
        goal.dropped_at = at
        if not plan.is_private:
            goal.learned = reason.strip()
        goal.save(update_fields=["dropped_at", "learned"])
        for action in Action.objects.filter(goal=goal, removed_at=None, done_on=None, ask__isnull=False).select_related("ask"):
            _withdraw_ask(action, at=at)
        record("plans.goal-dropped", by=by, about=plan.owner, at=at, private=plan.is_private, plan=plan.pk, goal=goal.pk)
        settle(plan)
    return goal


@transaction.atomic
def add_action(goal_id: int, draft: ActionDraft, *, by: Person, at: datetime) -> Action:
    """Put one more action into a goal. Rule ACT-1. Without a date of its own it is due with the goal."""
    goal = goal_for(by, "write", goal_id, at=at, lock=True)
    refuse_if(rules.objections_to_writing(PlanState(goal.plan.state)))
    if goal.dropped_at is not None:
        raise Unseen
    action = _make_action(goal, draft)
    record("plans.action-added", by=by, about=goal.plan.owner, at=at, private=goal.is_private, goal=goal.pk, action=action.pk)
    settle(goal.plan)
    return action


@transaction.atomic
def remove_action(action_id: int, *, by: Person, at: datetime) -> Action:
    """Take an action out; its words stay in the versions that hold it. What is done stays done."""
    action = action_for(by, "write", action_id, at=at, lock=True)
    plan = action.goal.plan
    refuse_if(rules.objections_to_writing(PlanState(plan.state)))
    refuse_if(rules.objections_to_removing(done=action.done_on is not None))
    if action.removed_at is None:
        action.removed_at = at
        action.save(update_fields=["removed_at"])
        _withdraw_ask(action, at=at)
        record("plans.action-removed", by=by, about=plan.owner, at=at, private=plan.is_private, goal=action.goal_id, action=action.pk)
        settle(plan)
    return action


@transaction.atomic
def mark_action_done(action_id: int, *, done_on: date | None, evidence: str, by: Person, at: datetime) -> Action:
    """Say that an action is done, on which day, and what shows it. Rule ACT-3."""
    action = action_for(by, "write", action_id, at=at, lock=True)
    plan = action.goal.plan
    refuse_if(rules.objections_to_writing(PlanState(plan.state)))
    refuse_if(rules.objections_to_marking(draft=plan.is_private))
    refuse_if(rules.objections_to_done(done_on, evidence, today=day_of(at)))
    action.done_on, action.doing_evidence = done_on, evidence.strip()
    action.save(update_fields=["done_on", "doing_evidence"])
    record("plans.action-done", by=by, about=plan.owner, at=at, goal=action.goal_id, action=action.pk, done_on=done_on)
    return action


@transaction.atomic
def cite_evidence(goal_id: int, evidence_id: int, *, by: Person, at: datetime) -> Goal:
    """Put a piece of one's evidence beside a goal. Rule ACT-3; the link belongs to the plan, the evidence to its own room."""
    goal = goal_for(by, "write", goal_id, at=at, lock=True)
    piece = Evidence.objects.filter(pk=evidence_id, person=goal.plan.owner_id, withdrawn_at=None).first()
    if piece is None:
        raise Unseen
    goal.evidence.add(piece)
    record("plans.evidence-cited", by=by, about=goal.plan.owner, at=at, private=goal.is_private, goal=goal.pk, evidence=piece.pk)
    return goal


@transaction.atomic
def ask_partner(action_id: int, *, by: Person, at: datetime) -> Action:
    """Ask the person whom an exposure names, in the action's own words. Rule ACT-1. Only the owner asks, and not from a draft."""
    action = action_for(by, "write", action_id, at=at, lock=True)
    plan = action.goal.plan
    refuse_if(rules.objections_to_writing(PlanState(plan.state)))
    refuse_if(rules.objections_to_marking(draft=plan.is_private))
    if action.kind != ActionKind.EXPOSURE or action.partner_id is None:
        raise Unseen
    standing = states_of([action.ask_id] if action.ask_id else []).get(action.ask_id or 0)
    if standing is None or standing.state not in OPEN_STATES:
        ask_for_exposure(action, at=at)
    return action


def ask_for_exposure(action: Action, *, at: datetime) -> None:
    """Make the request that belongs to an exposure; the owner is the asker whoever's click completed the agreement."""
    assert action.partner_id is not None
    made = asks.ask(action.partner_id, AskKind.EXPOSURE, what=action.what, due_date=action.due_date, by=action.goal.plan.owner, at=at)
    action.ask = made
    action.save(update_fields=["ask"])


@transaction.atomic
def share_self_view(plan_id: int, field: SelfViewField, *, by: Person, at: datetime) -> SelfView:
    """Let the manager read one half of the current state. It cannot be taken back: what was read stays read. Rule PLAN-1."""
    plan = plan_for(by, "share", plan_id, at=at, lock=True)
    view = plan.self_views.get(field=field)
    view.plan = plan
    read_words(view, owner_id=plan.owner_id)
    refuse_if(rules.objections_to_sharing_self_view(view.text, plan_shared=not plan.is_private, shared_before=view.shared_at is not None))
    view.shared_at = at
    keep_words(view, owner_id=plan.owner_id)
    record("plans.self-view-shared", by=by, about=plan.owner, at=at, plan=plan.pk, field=field.value)
    return view


def settle(plan: Plan, rows: PlanRows | None = None) -> None:
    """Keep the figures that others may see beside the words: answers given of answers asked. A draft shows none."""
    if plan.is_private:
        return
    found = agreement_rules.completeness(terms_of(rows or rows_of(plan)))
    plan.answers_given, plan.answers_asked = found.given, found.asked
    plan.save(update_fields=["answers_given", "answers_asked"])


def _wanted(rows: PlanRows, self_views: list[SelfView], edits: PlanEdits) -> list[tuple[Revised, Edits, str]]:
    """Row, edits and form prefix; a key that is no row of this plan does not exist here."""
    actions = {action.pk: action for action in rows.every_action()}
    goals = {goal.pk: goal for goal in rows.goals}
    blocks = {block.pk: block for block in rows.blocks}
    if not (set(edits.goals) <= set(goals) and set(edits.actions) <= set(actions) and set(edits.blocks) <= set(blocks)):
        raise Unseen
    views: Mapping[str, SelfView] = {view.field: view for view in self_views}
    found: list[tuple[Revised, Edits, str]] = [
        (rows.plan, edits.plan, ""),
        (views[SelfViewField.STRENGTHS], edits.strengths, "strengths-"),
        (views[SelfViewField.DIFFICULTIES], edits.difficulties, "difficulties-"),
        *((goals[pk], its, f"goal-{goals[pk].number}-") for pk, its in edits.goals.items()),
        *((blocks[pk], its, f"block-{blocks[pk].number}-") for pk, its in edits.blocks.items()),
        *((actions[pk], its, f"goal-{actions[pk].goal.number}-action-{actions[pk].number}-") for pk, its in edits.actions.items()),
    ]
    return [(row, its, prefix) for row, its, prefix in found if its]


def _keep(row: Revised, plan: Plan) -> None:
    """Save one row: its words sealed or not, and a goal's waiting change beside it; one that came back to what is in force goes."""
    assert isinstance(row, Plan | SelfView | Goal | Action | ProtectedBlock)
    keep_words(row, owner_id=plan.owner_id)
    if not isinstance(row, Goal) or row.change is None:
        return
    change = row.change
    columns = [Goal._meta.get_field(name).attname for name in Goal.AGREED_TERMS]  # type: ignore[union-attr]  # plain fields all
    if any(getattr(change, column) != getattr(row, column) for column in columns):
        change.save()
    elif change.pk is not None:
        change.delete()


def _make_action(goal: Goal, draft: ActionDraft) -> Action:
    number = next_number(Action.objects.filter(goal=goal))
    action = Action(
        goal=goal,
        number=number,
        kind=draft.kind,
        what=draft.what.strip(),
        tracked_where=draft.tracked_where.strip(),
        partner_id=draft.partner_id,
        applied_in=draft.applied_in.strip(),
        option_id=draft.option_id,
        due_date=draft.due_date or goal.proposed("target_date"),
    )
    keep_words(action, owner_id=goal.plan.owner_id)
    return action


def _withdraw_ask(action: Action, *, at: datetime) -> None:
    if action.ask is None:
        return
    if action.ask.state in OPEN_STATES:
        asks.withdraw(action.ask.ref, by=action.goal.plan.owner, at=at)
    action.ask = None
    action.save(update_fields=["ask"])


def _check_links(draft: GoalDraft, plan: Plan) -> None:
    """What a new goal points at belongs to this cycle and this person; anything else does not exist here."""
    if draft.key_result_id is not None and not KeyResult.objects.filter(pk=draft.key_result_id, cycle=plan.cycle_id).exists():
        raise Unseen
    if draft.gap_id is not None and not GapAssessment.objects.filter(pk=draft.gap_id, person=plan.owner_id).exists():
        raise Unseen
    if draft.carried_from_id is not None and not Goal.objects.filter(pk=draft.carried_from_id, plan__owner=plan.owner_id).exists():
        raise Unseen
