"""Plans that are kept no longer: what is due, and the one way to take a plan away with all its rows (TRUST L18, 1.8). Called by custody alone."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from cadenza.people.keeping import Found, Reach, found_in
from cadenza.people.models import Person
from cadenza.plans.learning_models import Application
from cadenza.plans.models import (
    Action,
    Agreement,
    Commitment,
    EarlierReport,
    Goal,
    Judgement,
    Perspective,
    Plan,
    Reset,
    Review,
    ReviewedGoal,
    SelfView,
    StatusChange,
    Suggestion,
    Version,
)
from cadenza.plans.rules import PlanState
from cadenza.plans.sealed import unit_of
from cadenza.plans.time_models import Pause, ProtectedBlock, TradeOff
from cadenza.sealing.keys import destroy_unit
from cadenza.sealing.models import DataKey

Ids = QuerySet[Any, Any]


def plans_due(reach: Reach, *, kept_back: Ids) -> list[Found]:
    """Shared plans whose cycle ended long ago, and a leaver's. `kept_back` names commitments that something else still points to."""
    ended = Q(cycle__end_date__lt=reach.over_before) & (Q(closed_at=None) | Q(closed_at__lt=reach.over_at)) if reach.over_before else Q()
    rows = Plan.objects.exclude(state=PlanState.DRAFT).filter(reach.reached("owner", over=ended)).exclude(_kept(reach))
    return found_in(rows.exclude(commitments__in=kept_back), "owner")


def drafts_due(reach: Reach) -> list[Found]:
    """Drafts that were never shared: their cycle is over, or their owner has left (TRUST E2)."""
    ended = Q(cycle__end_date__lt=reach.over_before) if reach.over_before else Q()
    rows = Plan.objects.filter(reach.reached("owner", over=ended), state=PlanState.DRAFT).exclude(_kept(reach))
    return found_in(rows, "owner")


def _kept(reach: Reach) -> Q:
    """Plans that a freeze keeps: of their owner, or of whoever promised, judged or wrote something in them (TRUST L13)."""
    promised = Commitment.objects.filter(reach.kept("made_by", "holder")).values("plan")
    said = EarlierReport.objects.filter(reach.kept("holder")).values("commitment__plan")
    judged = Judgement.objects.filter(reach.kept("author")).values("goal__plan")
    written = Perspective.objects.filter(reach.kept("author")).values("plan")
    return reach.kept("owner") | Q(pk__in=promised) | Q(pk__in=said) | Q(pk__in=judged) | Q(pk__in=written)


def reflections_due(reach: Reach) -> list[Found]:
    """Leavers under whose own seal anything still lies: halves and judgements that they never shared (TRUST E2).

    One key closes all of it, so it stays while the records of anybody are frozen whom a judgement under it is about (TRUST L12, L13).
    """
    if reach.only is None and reach.left_before is None:
        return []
    units = DataKey.objects.filter(unit__startswith="private-draft:person:", destroyed_at=None).values("author_id")
    owners = Person.objects.filter(reach.reached("pk"), pk__in=units).exclude(reach.kept("pk"))
    about_held = Judgement.objects.filter(reach.kept("goal__plan__owner"), sealed__isnull=False)
    owners = owners.exclude(pk__in=about_held.values("author"))
    return [Found(pk, pk) for pk in owners.order_by("pk").values_list("pk", flat=True)]


def purge_plans(rows: Collection[int], *, at: datetime) -> int:
    """Take plans away, whole. Raises ProtectedError when a row of another room still points into one; running it again does nothing."""
    with transaction.atomic():
        plans = Plan.objects.filter(pk__in=list(rows))
        count = plans.count()
        goals, commitments = Goal.objects.filter(plan__in=plans), Commitment.objects.filter(plan__in=plans)
        Goal.objects.filter(carried_from__in=goals).update(carried_from=None)
        Commitment.objects.filter(replaced_by__in=commitments).update(replaced_by=None)
        plans.update(agreed_version=None)
        for part in (
            Application.objects.filter(action__goal__in=goals),
            ReviewedGoal.objects.filter(Q(goal__in=goals) | Q(review__plan__in=plans)),
            Judgement.objects.filter(goal__in=goals),
            StatusChange.objects.filter(goal__in=goals),
            Suggestion.objects.filter(plan__in=plans),
            TradeOff.objects.filter(plan__in=plans),
            EarlierReport.objects.filter(commitment__in=commitments),
            commitments,
            Action.objects.filter(goal__in=goals),
            goals,
            Reset.objects.filter(plan__in=plans),
            Review.objects.filter(plan__in=plans),
            Perspective.objects.filter(plan__in=plans),
            SelfView.objects.filter(plan__in=plans),
            Pause.objects.filter(plan__in=plans),
            ProtectedBlock.objects.filter(plan__in=plans),
            Agreement.objects.filter(version__plan__in=plans),
            Version.objects.filter(plan__in=plans),
            plans,
        ):
            part.delete()
    return count


@transaction.atomic
def purge_reflections(owners: Collection[int], *, at: datetime) -> int:
    """Destroy the key of what these people never shared, and the sealed bytes with it."""
    for owner in owners:
        destroy_unit(unit_of(owner).name, at=at)
    gone = SelfView.objects.filter(plan__owner__in=list(owners), sealed__isnull=False).update(sealed=None)
    return gone + Judgement.objects.filter(author__in=list(owners), sealed__isnull=False).update(sealed=None)


# What the schedule of other rooms must leave while a plan is kept


def evidence_in_use() -> Ids:
    """Ids of evidence that a goal or a judgement names."""
    named = Goal.evidence.through.objects.order_by().values_list("evidence_id")
    return named.union(Judgement.evidence.through.objects.order_by().values_list("evidence_id"))


def assessments_in_use() -> Ids:
    """Ids of gap assessments that a goal or a suggestion came from."""
    goals = Goal.objects.filter(gap__isnull=False).order_by().values_list("gap_id")
    return goals.union(Suggestion.objects.filter(gap__isnull=False).order_by().values_list("gap_id"))


def needs_in_use() -> Ids:
    """Ids of performance inputs that became a suggestion."""
    return Suggestion.objects.filter(need__isnull=False).values_list("need_id")


def requests_in_use() -> Ids:
    """Ids of requests that an action or a change of state points to."""
    actions = Action.objects.filter(ask__isnull=False).order_by().values_list("ask_id")
    return actions.union(StatusChange.objects.filter(ask__isnull=False).order_by().values_list("ask_id"))
