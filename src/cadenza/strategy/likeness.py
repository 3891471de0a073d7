"""Reads what key results of earlier cycles needed, and suggests it for one that names it not yet (STRAT-1)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Q

from cadenza.capability.queries import levels_of
from cadenza.strategy.likeness_rules import Precedent, SuggestedNeed, Tie, likeness, suggested, words_of
from cadenza.strategy.models import CapabilityRequirement, KeyResult
from cadenza.strategy.rules import ResultState

CYCLES_BACK = 4
"""A year: what was needed before then says little about now."""
MOST_READ = 2000


@dataclass(frozen=True)
class Suggestion:
    """One capability to take over, with the key result that it comes from."""

    need: SuggestedNeed
    capability: str
    title: str
    """Of the key result that needed it."""

    @property
    def wanted(self) -> str:
        """As the form of a need names a capability and its level."""
        return f"{self.need.precedent.capability_id}:{self.need.precedent.level}"


def suggested_for(result: KeyResult) -> list[Suggestion]:
    """What key results like this one needed in the last year: of the same lineage, the same team, or in the same words. Four queries.

    Only what the ladder in force still offers at that level; deterministic, and each says where it comes from.
    """
    taken = set(result.requirements.values_list("capability_id", flat=True))
    near = Q(key_result__objective__team=result.objective.team_id) | Q(key_result=result.continues_id)
    rows = (
        CapabilityRequirement.objects.filter(key_result__cycle__start_date__lt=result.cycle.start_date)
        .exclude(key_result__state=ResultState.DRAFT)
        .select_related("capability", "key_result__cycle", "key_result__objective")
        .order_by("-key_result__cycle__start_date", "key_result__key", "pk")
    )
    found = [*rows.filter(near)[:MOST_READ], *rows.exclude(near)[:MOST_READ]]
    kept = sorted({one.key_result.cycle.start_date for one in found}, reverse=True)[:CYCLES_BACK]
    own = words_of(result.title)
    precedents, titles, names = [], {}, {}
    for one in found:
        earlier = one.key_result
        if earlier.cycle.start_date in kept:
            precedents.append(_precedent(one, result, likeness(own, words_of(earlier.title))))
            titles[earlier.cycle.key, earlier.key], names[one.capability_id] = earlier.title, one.capability.name
    offered = levels_of(list(names))
    usable = [one for one in precedents if (one.capability_id, one.level) in offered]
    return [
        Suggestion(need, names[need.precedent.capability_id], titles[need.precedent.cycle_key, need.precedent.key])
        for need in suggested(usable, taken=taken)
    ]


def _precedent(one: CapabilityRequirement, result: KeyResult, share: Fraction) -> Precedent:
    earlier = one.key_result
    return Precedent(
        key=earlier.key,
        cycle_key=earlier.cycle.key,
        cycle_label=earlier.cycle.label,
        order=earlier.cycle.start_date.toordinal(),
        tie=_tie(one, result),
        share=share,
        capability_id=one.capability_id,
        level=one.level,
        people_needed=one.people_needed,
        role_profile_id=one.role_profile_id,
    )


def _tie(one: CapabilityRequirement, result: KeyResult) -> Tie:
    earlier = one.key_result
    if result.continues_id == earlier.pk:
        return Tie.SAME_RESULT
    if result.objective.continues_id is not None and result.objective.continues_id == earlier.objective_id:
        return Tie.SAME_OBJECTIVE
    return Tie.SAME_TEAM if one.key_result.objective.team_id == result.objective.team_id else Tie.ELSEWHERE
