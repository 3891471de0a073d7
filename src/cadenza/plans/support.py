"""The manager's part of a plan: suggestions, commitments, and a perspective beside the person's words (PLAN-1, PLAN-3, COM-1)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from cadenza.capability.models import Capability
from cadenza.evidence.access import visible_gaps
from cadenza.evidence.models import PerformanceInput
from cadenza.objections import Objection, Unseen, refuse_if
from cadenza.people.days import day_of
from cadenza.people.models import Person
from cadenza.plans import agreement_rules, rules
from cadenza.plans.access import commitment_for, plan_for, suggestion_for
from cadenza.plans.models import Commitment, Goal, Perspective, Suggestion
from cadenza.plans.rules import CommitmentState, Lane, PlanState, SelfViewField, SuggestionState
from cadenza.plans.writing import ActionDraft, GoalDraft, add_goal, settle
from cadenza.strategy.models import KeyResult
from cadenza.trail.record import record
from cadenza.web.revisions import Edit
from cadenza.wording import Flaw


@dataclass(frozen=True)
class SuggestionDraft:
    """A goal that somebody suggests, and why."""

    outcome: str
    why: str
    lane: Lane = Lane.EXECUTION
    key_result_id: int | None = None
    capability_id: int | None = None
    gap_id: int | None = None
    """The assessed gap of theirs that it would close: the goal then shows that it came from there."""
    need_id: int | None = None
    """What the suggester captured from talk about performance (GAP-2); the goal shows that too."""
    aims_elsewhere: bool = False
    """The mark "aims at another role", which comes with a note to the person (PLAN-10)."""
    note: str = ""


@transaction.atomic
def suggest_goal(plan_id: int, draft: SuggestionDraft, *, by: Person, at: datetime) -> Suggestion:
    """Suggest a goal to the plan's owner, by their manager or HR. Rules PLAN-3, PLAN-10: it is no goal before the person accepts it.

    What deserves a second look in it, `paths.off_path` says beforehand; it blocks nothing.
    """
    plan = plan_for(by, "suggest", plan_id, at=at, lock=True)
    refuse_if(rules.objections_to_writing(PlanState(plan.state)))
    refuse_if(rules.objections_to_suggestion(draft.outcome, draft.why, aims_elsewhere=draft.aims_elsewhere, note=draft.note))
    if draft.key_result_id and not KeyResult.objects.filter(pk=draft.key_result_id, cycle=plan.cycle_id).exists():
        raise Unseen
    if draft.capability_id and not Capability.objects.filter(pk=draft.capability_id).exists():
        raise Unseen
    if draft.gap_id and not visible_gaps(by, at=at).filter(pk=draft.gap_id, person=plan.owner_id).exists():
        raise Unseen
    if draft.need_id and not PerformanceInput.objects.filter(pk=draft.need_id, person=plan.owner_id, captured_by=by).exists():
        raise Unseen
    made = Suggestion.objects.create(
        plan=plan,
        by=by,
        at=at,
        lane=draft.lane,
        key_result_id=draft.key_result_id,
        capability_id=draft.capability_id,
        gap_id=draft.gap_id,
        need_id=draft.need_id,
        outcome=draft.outcome.strip(),
        why=draft.why.strip(),
        aims_elsewhere=draft.aims_elsewhere,
        note=draft.note.strip() if draft.aims_elsewhere else "",
    )
    record("plans.goal-suggested", by=by, about=plan.owner, at=at, plan=plan.pk, suggestion=made.pk)
    return made


@transaction.atomic
def accept_suggestion(
    suggestion_id: int, *, by: Person, at: datetime, outcome: str = "", answer: str = "", review_how: str = "", elsewhere_words: str = ""
) -> Goal:
    """Make a suggestion one's own goal, in its words or, with `outcome`, in one's own. Rule PLAN-3. Only the owner can.

    One that aims at another role needs `elsewhere_words`, the person's own about that. Rule PLAN-10.
    """
    found = suggestion_for(by, "answer-suggestion", suggestion_id, at=at, lock=True)
    refuse_if(rules.objections_to_answering(SuggestionState(found.state)))
    refuse_if(rules.objections_to_serving_another_role(elsewhere_words, aims_elsewhere=found.aims_elsewhere))
    gap = found.gap
    draft = GoalDraft(
        lane=Lane(found.lane),
        key_result_id=found.key_result_id if found.lane == Lane.EXECUTION else None,
        capability_id=found.capability_id or (gap.capability_id if gap else None),
        level_now=gap.level_now if gap else None,
        level_aimed=gap.level_needed if gap else None,
        gap_id=found.gap_id,
        outcome=outcome or found.outcome,
        review_how=review_how,
        aims_elsewhere=found.aims_elsewhere,
        elsewhere_note=found.note,
        elsewhere_words=elsewhere_words if found.aims_elsewhere else "",
        actions=(ActionDraft(due_date=found.plan.cycle.end_date),),
    )
    goal = add_goal(found.plan_id, draft, by=by, at=at)
    found.goal, found.state, found.answer, found.answered_at = goal, SuggestionState.ACCEPTED, answer.strip(), at
    found.save()
    private = found.plan.is_private
    record("plans.suggestion-accepted", by=by, about=by, at=at, private=private, suggestion=found.pk, goal=goal.pk)
    return goal


@transaction.atomic
def decline_suggestion(suggestion_id: int, *, by: Person, at: datetime, answer: str = "") -> Suggestion:
    """Say no to a suggested goal. Rule PLAN-3: nothing follows from it, and no reason is owed."""
    found = suggestion_for(by, "answer-suggestion", suggestion_id, at=at, lock=True)
    refuse_if(rules.objections_to_answering(SuggestionState(found.state)))
    found.state, found.answer, found.answered_at = SuggestionState.DECLINED, answer.strip(), at
    found.save()
    record("plans.suggestion-declined", by=by, about=by, at=at, suggestion=found.pk)
    return found


@transaction.atomic
def add_commitment(
    plan_id: int,
    *,
    what: str,
    due_date: date | None,
    goal_number: int | None,
    by: Person,
    at: datetime,
    dismissed: Collection[Flaw] = (),
) -> Commitment:
    """Commit to something specific by a day. Rule COM-1. Who makes it holds it, until a handover names another holder.

    `dismissed` are the coach's hints that its writer set aside, kept with the words (COACH-3).
    """
    plan = plan_for(by, "commitments.write", plan_id, at=at, lock=True)
    refuse_if(rules.objections_to_writing(PlanState(plan.state)))
    where = f"goal-{goal_number}-commitment" if goal_number else "commitment"
    refuse_if(agreement_rules.objections_to_commitment(what, due_date, today=day_of(at), where=where))
    goal = plan.goals.filter(number=goal_number, dropped_at=None).first() if goal_number else None
    if goal_number and goal is None:
        raise Unseen
    assert due_date is not None
    made = Commitment(plan=plan, goal=goal, made_by=by, holder=by, what=what.strip(), due_date=due_date, made_at=at)
    made.set_aside("what", dismissed)
    made.save()
    record("plans.commitment-made", by=by, about=plan.owner, at=at, plan=plan.pk, commitment=made.pk)
    settle(plan)
    return made


@transaction.atomic
def edit_commitment(commitment_id: int, *, what: Edit, due_date: Edit, by: Person, at: datetime) -> Commitment:
    """Reword or re-date a commitment that nobody has agreed yet, by its holder. Rule COM-2: afterwards it is renegotiated."""
    found = commitment_for(by, "commitments.write", commitment_id, at=at, lock=True)
    refuse_if(_objections_to_changing(found, by))
    day = Commitment._meta.get_field("due_date").to_python(due_date.value or None)
    refuse_if(agreement_rules.objections_to_commitment(what.value, day, today=day_of(at), where=f"commitment-{found.pk}"))
    if found.apply_edits({"what": what, "due_date": due_date}, by=by, at=at):
        found.save()
        record("plans.commitment-changed", by=by, about=found.plan.owner, at=at, plan=found.plan_id, commitment=found.pk)
        settle(found.plan)
    return found


@transaction.atomic
def take_back_commitment(commitment_id: int, *, by: Person, at: datetime) -> None:
    """Take back a commitment that nobody has agreed yet. It stays as renegotiated, with the reason, so that nothing vanishes."""
    found = commitment_for(by, "commitments.write", commitment_id, at=at, lock=True)
    refuse_if(_objections_to_changing(found, by))
    found.state, found.reported_at = CommitmentState.RENEGOTIATED, at
    found.save(update_fields=["state", "reported_at"])
    record("plans.commitment-taken-back", by=by, about=found.plan.owner, at=at, plan=found.plan_id, commitment=found.pk)
    settle(found.plan)


@transaction.atomic
def write_perspective(plan_id: int, field: SelfViewField, edit: Edit, *, by: Person, at: datetime) -> Perspective:
    """Put the manager's view beside the person's own, never over it. Rule PLAN-1. Each author has a row of their own."""
    plan = plan_for(by, "perspective.write", plan_id, at=at, lock=True)
    refuse_if(rules.objections_to_writing(PlanState(plan.state)))
    row, _ = Perspective.objects.get_or_create(plan=plan, field=field, author=by, defaults={"written_at": at})
    if row.apply_edits({"text": edit}, by=by, at=at):
        row.written_at = at
        row.save()
        record("plans.perspective-written", by=by, about=plan.owner, at=at, plan=plan.pk, field=field.value)
    return row


def _objections_to_changing(found: Commitment, by: Person) -> list[Objection]:
    version = found.plan.agreed_version
    return rules.objections_to_changing_commitment(
        agreed=version is not None and any(one["id"] == found.pk for one in version.words["commitments"]),
        held_by_reader=found.holder_id == by.pk,
        open_still=found.state == CommitmentState.OPEN,
    )
