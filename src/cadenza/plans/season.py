"""What time brings onto somebody's desk: resets, trade-offs, answers about blocks, goals put off, learning to be told of (DUE-1)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q

from cadenza.people.days import day_of
from cadenza.people.models import Person
from cadenza.people.relations import people_with
from cadenza.people.rules import Relation
from cadenza.plans.application_queries import Asked, asked_of, waiting
from cadenza.plans.models import Action, Judgement, Plan, StatusChange, TradeOff
from cadenza.plans.reset_rules import last_end_open
from cadenza.plans.review_access import RUNNING
from cadenza.plans.rules import PlanState
from cadenza.plans.trade_off_queries import perhaps_slipping, slipping_plans
from cadenza.practice.queries import resets_by_day

AHEAD = timedelta(days=35)
"""How far ahead a list of dues looks."""
MOST_FLAGGED = 20
"""Plans named to HR at once; more than that is a conversation about the system and not a due."""


@dataclass
class Season:
    """The rows of one reader."""

    resets: list[Plan] = field(default_factory=list)
    """Plans that can be reset, or should have been, and where the reader has not said their part."""
    begun: list[Plan] = field(default_factory=list)
    """The same where the reader has said their part and waits for the other one."""
    trade_offs: list[TradeOff] = field(default_factory=list)
    """To acknowledge, or to make good."""
    answers: list[StatusChange] = field(default_factory=list)
    """The reader's own blocks about which whoever was asked has answered; `home.desk` reads them with the blocks to clear."""
    slipping: list[tuple[Plan, dict[int, int]]] = field(default_factory=list)
    """Plans of others with goals put off again and again without a trade-off (TIME-2)."""
    applications: list[Asked] = field(default_factory=list)
    """Where something learned was used: questions that wait for the reader (LEARN-3)."""


def season_of(reader: Person, *, reports: Collection[int], traded: bool, care: bool, at: datetime) -> Season:
    """Everything of this kind for one reader: their own plan, their reports', and the flags that HR sees. One query, one for
    trade-offs, two more for flags, one where something learned is to be told of.

    Where no trade-off can wait (`traded`), none is asked for.
    """
    today, people = day_of(at), {reader.pk, *reports}
    plans = _plans(reader, people, reports=reports, care=care, at=at)
    wanted = Q(acknowledged_at=None) | Q(made_good_on=None, made_good_by__lte=today + AHEAD)
    trade_offs = TradeOff.objects.filter(wanted, plan__owner__in=people, plan__state__in=RUNNING)
    named = ("plan__owner", "plan__cycle", "recorded_by")
    again = [plan for plan in plans if plan.put_off][:MOST_FLAGGED]
    flagged = slipping_plans(again, today=today) if again else {}
    return Season(
        resets=[plan for plan in plans if plan.to_reset and not plan.said],
        begun=[plan for plan in plans if plan.to_reset and plan.said],
        trade_offs=list(trade_offs.select_related(*named).order_by("made_good_by", "pk")) if traded else [],
        slipping=[(plan, flagged[plan.pk]) for plan in again if plan.pk in flagged],
        applications=asked_of(reader, reports=reports, today=today) if any(plan.to_tell for plan in plans) else [],
    )


def _plans(reader: Person, people: Collection[int], *, reports: Collection[int], care: bool, at: datetime) -> list[Any]:
    """Plans to reset, with whether the reader has said their part, and shared ones in which something was carried on twice. One query."""
    today = day_of(at)
    own_part = Judgement.objects.filter(goal__plan=OuterRef("pk"), author=reader, shared_at__isnull=False)
    soon = last_end_open(today, resets_by_day())
    ending = Q(owner__in=people, state=PlanState.ACTIVE, agreed_version__isnull=False, cycle__end_date__lte=soon)
    again = perhaps_slipping(today).filter(plan=OuterRef("pk"))
    whose = Q(owner__in=reports)
    if care:
        whose |= Q(owner__in=people_with(reader, {Relation.HR_SCOPE}, at=at).values("pk"))
    told = Action.objects.filter(waiting(reader, reports=reports, today=today), goal__plan=OuterRef("pk"))
    rows = Plan.objects.annotate(
        to_reset=ExpressionWrapper(ending & Q(reset=None), output_field=BooleanField()),
        said=Exists(own_part),
        to_tell=ExpressionWrapper(Q(owner__in=people) & Exists(told), output_field=BooleanField()),
        put_off=ExpressionWrapper(whose & Q(state__in=RUNNING) & Exists(again), output_field=BooleanField()),
    )
    found = rows.filter(Q(to_reset=True) | Q(put_off=True) | Q(to_tell=True)).select_related("owner", "cycle")
    return list(found.order_by("cycle__end_date", "owner__name", "pk"))
