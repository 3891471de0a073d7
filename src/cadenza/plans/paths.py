"""Whether a suggested goal lies on somebody's own path: in their role, or where they want to get to (PLAN-10)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from cadenza.capability.models import Capability, RoleNeed, RoleProfile
from cadenza.capability.queries import role_of
from cadenza.objections import Objection
from cadenza.people.days import day_of
from cadenza.people.rules import Relation
from cadenza.plans import rules
from cadenza.plans.access import may
from cadenza.plans.models import Plan, Suggestion
from cadenza.plans.rules import SuggestionState


def off_path(plan: Plan, capability_ids: Collection[int], *, reads: bool, at: datetime) -> dict[int, list[Objection]]:
    """Capability -> why to think twice before a goal for it is suggested in this plan. Rule PLAN-10. Three queries.

    `reads` says whether the reader may read the direction; whoever may not learns nothing of it from a warning that comes or stays away
    (TRUST E1, E2). A draft's words are under seal until its owner has opened them.
    """
    if not capability_ids:
        return {}
    role = role_of(plan.owner_id, day=day_of(at))
    capabilities = Capability.objects.filter(pk__in=capability_ids)
    needed: dict[int, list[RoleProfile]] = {}
    for need in RoleNeed.objects.filter(capability__in=capability_ids).select_related("profile"):
        needed.setdefault(need.capability_id, []).append(need.profile)
    words = f"{plan.direction_picture}\n{plan.aimed_role}" if reads else ""
    return {
        one.pk: rules.warnings_on_suggested_capability(
            capability=one.name,
            in_role=None if role is None else any(profile.pk == role.pk for profile in needed.get(one.pk, ())),
            in_direction=rules.serves_direction(
                one.name,
                words=words,
                needed_next=role is not None and any(profile.pk == role.next_profile_id for profile in needed.get(one.pk, ())),
                needed_by=[profile.role for profile in needed.get(one.pk, ())],
            ),
        )
        for one in capabilities
    }


def suggested_to(plan: Plan, relations: frozenset[Relation], *, at: datetime) -> list[tuple[Suggestion, list[Objection]]]:
    """The suggestions that wait for an answer, each with what deserves a second look. None where there are none; four queries otherwise."""
    if not may(relations, "see-suggestions", plan.state) or not getattr(plan, "has_suggestions", True):
        return []
    rows = plan.suggestions.filter(state=SuggestionState.OFFERED).select_related("by", "key_result", "capability").order_by("at", "pk")
    found = list(rows)
    unmarked = {one.capability_id for one in found if one.capability_id and not one.aims_elsewhere}
    beside = off_path(plan, unmarked, reads=True, at=at)
    return [(one, [] if one.aims_elsewhere else beside.get(one.capability_id or 0, [])) for one in found]
