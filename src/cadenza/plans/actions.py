"""What happens to a plan as a whole: begun, shared, offered, agreed, closed. The verbs of its parts stand in `writing` and `support`."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from cadenza.asks.queries import states_of
from cadenza.asks.rules import OPEN_STATES, AskState
from cadenza.objections import refuse_if
from cadenza.people.calendars import calendar_of, working_day_of_all
from cadenza.people.days import day_of
from cadenza.people.models import Person
from cadenza.people.relations import manager_of
from cadenza.people.rules import PersonStatus
from cadenza.plans import agreement_rules, rules, versions
from cadenza.plans.access import plan_for
from cadenza.plans.models import Agreement, Plan, Review, Version
from cadenza.plans.queries import PlanRows, anything_new, latest_version, rows_of, terms_of, words_of
from cadenza.plans.rules import ActionKind, PlanEvent, PlanState, SelfViewField
from cadenza.plans.sealable import Sealable
from cadenza.plans.sealed import keep_all
from cadenza.plans.starting import StartFrom, begin_goal, draft_from, start_plan
from cadenza.plans.support import (
    SuggestionDraft,
    accept_suggestion,
    add_commitment,
    decline_suggestion,
    edit_commitment,
    suggest_goal,
    take_back_commitment,
    write_perspective,
)
from cadenza.plans.writing import (
    ActionDraft,
    GoalDraft,
    add_action,
    add_goal,
    ask_for_exposure,
    ask_partner,
    cite_evidence,
    drop_goal,
    edit_action,
    edit_goal,
    edit_plan_words,
    mark_action_done,
    remove_action,
    save_words,
    settle,
    share_self_view,
    take_back_change,
)
from cadenza.practice.queries import practice_at
from cadenza.trail.record import NewEntry, record, record_many, record_read


@transaction.atomic
def share_plan(plan_id: int, *, by: Person, at: datetime, self_views: Collection[SelfViewField] = ()) -> Plan:
    """Let the manager read the draft, and date its reviews. Rules PLAN-3, REV-4. It cannot be taken back.

    Every word moves from under the seal into plain columns in this transaction; the current state stays sealed, but for the
    halves named in `self_views` (PLAN-1).
    """
    plan = plan_for(by, "share", plan_id, at=at, lock=True)
    refuse_if(rules.objections_to_move(PlanState(plan.state), PlanEvent.SHARE))
    rows = rows_of(plan, opened_for_owner=True)
    plan.state, plan.shared_at = rules.state_after(PlanState(plan.state), PlanEvent.SHARE), at
    keep_all(
        [plan, *rows.goals, *rows.dropped, *(action for found in rows.actions.values() for action in found), *rows.blocks],
        owner_id=plan.owner_id,
    )
    _date_reviews(plan, at)
    settle(plan, rows)
    record("plans.plan-shared", by=by, about=plan.owner, at=at, plan=plan.pk)
    for field in self_views:
        share_self_view(plan.pk, field, by=by, at=at)
    return plan


@transaction.atomic
def offer_plan(plan_id: int, *, by: Person, at: datetime) -> Version:
    """Freeze the plan as it stands and agree it oneself; the other side answers. Rules PLAN-2 to PLAN-7, PLAN-9, ACT-1, COM-1."""
    plan = plan_for(by, "offer", plan_id, at=at, lock=True)
    refuse_if(rules.objections_to_move(PlanState(plan.state), PlanEvent.OFFER))
    rows = rows_of(plan)
    manager = manager_of(plan.owner, at=at)
    refuse_if(
        [
            *rules.objections_to_offering(anything_new=anything_new(rows), manager_id=manager.pk if manager else None),
            *agreement_rules.objections_to_agreement(terms_of(rows)),
        ]
    )
    last = latest_version(plan)
    version = Version.objects.create(plan=plan, number=last.number + 1 if last else 1, words=words_of(rows), offered_by=by, offered_at=at)
    Agreement.objects.create(version=version, person=by, at=at)
    plan.state = rules.state_after(PlanState(plan.state), PlanEvent.OFFER)
    plan.save(update_fields=["state"])
    record("plans.plan-offered", by=by, about=plan.owner, at=at, plan=plan.pk, version=version.number)
    return version


@transaction.atomic
def agree_plan(plan_id: int, version_number: int, *, by: Person, at: datetime) -> Plan:
    """Agree this very version. With both agreements of this instant it comes into force. Rules PLAN-2 to PLAN-7, PLAN-9, COM-1."""
    plan = plan_for(by, "agree", plan_id, at=at, lock=True)
    refuse_if(rules.objections_to_move(PlanState(plan.state), PlanEvent.AGREE))
    rows = rows_of(plan)
    manager = manager_of(plan.owner, at=at)
    version = latest_version(plan)
    changed = version is None or version.number != version_number or not versions.same(version.words, words_of(rows))
    refuse_if(rules.objections_to_agreeing(changed_since=changed, manager_id=manager.pk if manager else None))
    refuse_if(agreement_rules.objections_to_agreement(terms_of(rows)))
    assert version is not None and manager is not None
    Agreement.objects.get_or_create(version=version, person=by, defaults={"at": at})
    record("plans.version-agreed", by=by, about=plan.owner, at=at, plan=plan.pk, version=version.number)
    agreed_by = set(version.agreements.values_list("person_id", flat=True))
    if plan.agreed_version_id != version.pk and rules.is_agreed(agreed_by, owner_id=plan.owner_id, manager_id=manager.pk):
        _bring_into_force(rows, version, by=by, at=at)
    return plan


@transaction.atomic
def close_plan(plan_id: int, *, by: Person, at: datetime) -> Plan:
    """End a plan with its cycle. It stays readable, and nothing in it changes any more (PLAN-9)."""
    plan = plan_for(by, "close", plan_id, at=at, lock=True)
    refuse_if(rules.objections_to_move(PlanState(plan.state), PlanEvent.CLOSE))
    refuse_if(rules.objections_to_closing(cycle_end=plan.cycle.end_date, today=day_of(at)))
    plan.state, plan.closed_at = rules.state_after(PlanState(plan.state), PlanEvent.CLOSE), at
    plan.save(update_fields=["state", "closed_at"])
    record("plans.plan-closed", by=by, about=plan.owner, at=at, plan=plan.pk)
    return plan


@transaction.atomic
def settle_lines(at: datetime) -> int:
    """Write down what the passing of time did to plans: a leaver's open plan is "left" (TRUST X5). Running it again does nothing."""
    states = [PlanState.SHARED, PlanState.OFFERED, PlanState.ACTIVE]
    gone = Q(owner__status=PersonStatus.LEAVER) | Q(owner__end_date__lt=day_of(at))
    left = list(Plan.objects.select_for_update(of=("self",)).filter(gone, state__in=states).select_related("owner").order_by("pk"))
    for plan in left:
        plan.state, plan.closed_at = rules.state_after(PlanState(plan.state), PlanEvent.LEAVE), at
        plan.save(update_fields=["state", "closed_at"])
        record("plans.plan-left", by=None, about=plan.owner, at=at, plan=plan.pk)
    return len(left)


def note_reading(plan: Plan, *, by: Person, at: datetime) -> None:
    """Record that somebody other than the owner read a plan's words (DATA-2)."""
    if by.pk != plan.owner_id:
        record_read("plans.plan-read", by=by, about=plan.owner, at=at, plan=plan.pk)


def note_private_reading(plan: Plan, rows: Iterable[Sealable], *, by: Person, at: datetime) -> None:
    """Record in the reader's own chain that they opened words that nobody else may read; without such words, nothing. TRUST 1.9, E2.

    Kind, plan and person are sealed: no screen tells that there is anything to open (TRUST J1).
    """
    if any(row.sealed is not None and row.is_private for row in rows):
        record_many([NewEntry("plans.private-text-read", by.pk, plan.owner_id, at, {"plan": plan.pk}, is_read=True, private=True)])


def _date_reviews(plan: Plan, at: datetime) -> None:
    """Give the plan its reviews on days on which both of the pair work, each by the calendar of their own place (REV-4)."""
    calendars = {calendar_of(one) for one in (plan.owner, manager_of(plan.owner, at=at)) if one is not None}

    def working_day(day: date) -> date:
        return working_day_of_all(day, countries=calendars)

    weeks, yesterday = practice_at(at).review_weeks, day_of(at) - timedelta(days=1)
    planned = rules.review_dates(plan.cycle.start_date, plan.cycle.end_date, working_day, weeks=weeks, after=yesterday)
    Review.objects.bulk_create(Review(plan=plan, kind=kind, planned_on=day, due_on=day) for kind, day in planned)


def _bring_into_force(rows: PlanRows, version: Version, *, by: Person, at: datetime) -> None:
    """Take over what waited, mark every goal as agreed in this version, and ask the people whom exposures name."""
    plan = rows.plan
    for goal in rows.goals:
        if goal.change is not None:
            for name in goal.AGREED_TERMS:
                column = goal._meta.get_field(name).attname  # type: ignore[union-attr]  # plain fields all
                setattr(goal, column, getattr(goal.change, column))
            goal.dismissed = goal.change.dismissed
            goal.change.delete()
        goal.agreed_in = version
        goal.save()
    plan.state = rules.state_after(PlanState(plan.state), PlanEvent.AGREE)
    plan.agreed_version, plan.agreed_at = version, at
    plan.save(update_fields=["state", "agreed_version", "agreed_at"])
    settle(plan)
    record("plans.plan-agreed", by=by, about=plan.owner, at=at, plan=plan.pk, version=version.number)
    exposures = [a for a in rows.every_action() if a.kind == ActionKind.EXPOSURE and a.done_on is None and a.partner_id]
    standing = states_of([a.ask_id for a in exposures if a.ask_id])
    for action in exposures:
        ask = standing.get(action.ask_id or 0)
        if ask is None or ask.state not in {*OPEN_STATES, AskState.HELD}:
            ask_for_exposure(action, at=at)


__all__ = [
    "ActionDraft",
    "GoalDraft",
    "StartFrom",
    "SuggestionDraft",
    "accept_suggestion",
    "add_action",
    "add_commitment",
    "add_goal",
    "agree_plan",
    "ask_partner",
    "begin_goal",
    "cite_evidence",
    "close_plan",
    "decline_suggestion",
    "draft_from",
    "drop_goal",
    "edit_action",
    "edit_commitment",
    "edit_goal",
    "edit_plan_words",
    "mark_action_done",
    "note_private_reading",
    "note_reading",
    "offer_plan",
    "remove_action",
    "save_words",
    "settle_lines",
    "share_plan",
    "share_self_view",
    "start_plan",
    "suggest_goal",
    "take_back_change",
    "take_back_commitment",
    "write_perspective",
]
