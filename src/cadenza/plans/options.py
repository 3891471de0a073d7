"""What the catalogue offers for one goal, and taking an option up as one of its actions: never on its own (LEARN-1, ACT-1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from cadenza.capability.models import Capability
from cadenza.capability.queries import role_of
from cadenza.evidence.models import GapAssessment
from cadenza.learning.access import option_by_slug
from cadenza.learning.models import Option
from cadenza.learning.queries import Offer, offers_for
from cadenza.learning.rules import OptionKind
from cadenza.objections import Unseen
from cadenza.people.days import day_of
from cadenza.people.models import Person
from cadenza.plans.access import plan_for
from cadenza.plans.models import Action, Goal, Plan
from cadenza.plans.queries import current_plan_of
from cadenza.plans.rules import OPEN_STATES, ActionKind, PlanState
from cadenza.plans.sealed import read_all
from cadenza.plans.writing import ActionDraft, add_action

TAKEN_UP_AS: Mapping[OptionKind, ActionKind] = {
    OptionKind.ASSIGNMENT: ActionKind.EXPERIENCE,
    OptionKind.COACHING: ActionKind.EXPOSURE,
    OptionKind.PEER: ActionKind.EXPOSURE,
    OptionKind.MODULE: ActionKind.EDUCATION,
    OptionKind.COURSE: ActionKind.EDUCATION,
    OptionKind.CREDENTIAL: ActionKind.EDUCATION,
}
"""What an option becomes in a goal (ACT-1): live work, learning beside somebody, or one targeted input. Source: [O]."""


@dataclass
class OfferPage:
    """The options for one goal."""

    plan: Plan
    goal: Goal
    capability: Capability | None
    offers: list[Offer]
    in_context: bool
    """Whether a gap assessment stands behind the goal (LEARN-2)."""


def offer_page(plan: Plan, number: int, *, at: datetime) -> OfferPage:
    """What the catalogue has for a goal of this plan, for its owner: the goal's capability and level first, then what is nearest to the work."""
    goal = plan.goals.select_related("waiting__capability", "capability", "gap").filter(number=number, dropped_at=None).first()
    if goal is None or PlanState(plan.state) not in OPEN_STATES:
        raise Unseen
    goal.plan = plan
    read_all([goal], owner_id=plan.owner_id)
    profile = role_of(plan.owner_id, day=day_of(at))
    capability, level = goal.proposed("capability"), goal.proposed("level_aimed")
    taken = Action.objects.filter(goal=goal, removed_at=None, option__isnull=False).values_list("option_id", flat=True)
    offers = offers_for(capability.pk if capability else None, level, profile.pk if profile else None, taken=taken)
    gaps = GapAssessment.objects.filter(person=plan.owner_id, capability=capability, superseded_at=None)
    return OfferPage(plan, goal, capability, offers, goal.gap_id is not None or (capability is not None and gaps.exists()))


@transaction.atomic
def take_up(plan_id: int, number: int, slug: str, *, by: Person, at: datetime) -> Action:
    """Put an option into a goal as an action that its owner then finishes: where it is applied, with whom, by when. Rules LEARN-1, ACT-1."""
    plan = plan_for(by, "write", plan_id, at=at, lock=True)
    goal = plan.goals.filter(number=number, dropped_at=None).first()
    option = option_by_slug(by, slug, at=at)
    if goal is None or option.retired_at is not None:
        raise Unseen
    draft = ActionDraft(TAKEN_UP_AS[OptionKind(option.kind)], what=option.title, option_id=option.pk)
    return add_action(goal.pk, draft, by=by, at=at)


@dataclass(frozen=True)
class Place:
    """A goal of the reader's own into which an option can go."""

    goal: Goal
    fits: bool
    elsewhere: bool
    """Whether the goal builds another capability than the option does (LEARN-2)."""
    there: bool
    """Whether it is in it already."""


def places_for(option: Option, reader: Person, *, at: datetime) -> tuple[Plan | None, list[Place]]:
    """The reader's own open plan and its goals, those that build what the option builds first. Four queries at most."""
    plan = current_plan_of(reader, at=at)
    if plan is None or PlanState(plan.state) not in OPEN_STATES:
        return None, []
    there = Action.objects.filter(goal=OuterRef("pk"), option=option, removed_at=None)
    goals = list(plan.goals.filter(dropped_at=None).select_related("waiting").annotate(there=Exists(there)).order_by("number"))
    for goal in goals:
        goal.plan = plan
    read_all(goals, owner_id=reader.pk)
    capabilities = {fit.capability_id for fit in option.fits.all()}
    builds = {goal.pk: goal.proposed("capability_id") for goal in goals}
    places = [
        Place(goal, builds[goal.pk] in capabilities, bool(capabilities) and builds[goal.pk] not in {None, *capabilities}, goal.there)
        for goal in goals
    ]
    return plan, sorted(places, key=lambda place: not place.fits)
