"""Reads of cycles, objectives and key results, shaped for pages and pickers; each a constant number of queries."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db.models import Prefetch, Q, QuerySet

from cadenza.people.days import day_of
from cadenza.people.models import Person
from cadenza.strategy.models import CapabilityRequirement, CheckIn, Cycle, KeyResult, Objective
from cadenza.strategy.rules import ResultState

COUNTED = (ResultState.ACTIVE, ResultState.CLOSED)
"""Key results that a cycle's figures are about; drafts are not there yet, dropped ones no longer (STRAT-3)."""


LISTED = "listed_results"
"""Where an objective carries its first key results, when a page asked for some of them only."""


def current_cycle(*, at: datetime) -> Cycle | None:
    """The cycle in which an instant lies, if it has been made; `actions.ensure_cycle` makes it."""
    return cycle_on(day_of(at))


def cycle_on(day: date) -> Cycle | None:
    """The cycle in which a day lies."""
    return Cycle.objects.filter(start_date__lte=day, end_date__gte=day).first()


def cycles() -> list[Cycle]:
    """All cycles, the latest first."""
    return list(Cycle.objects.order_by("-start_date"))


def cycles_after(cycle: Cycle) -> list[Cycle]:
    """The cycles after one, the next first."""
    return list(Cycle.objects.filter(start_date__gt=cycle.start_date).order_by("start_date"))


def nearest_cycle(day: date) -> Cycle | None:
    """The cycle of a day, else the last one before it, else the first there is: where `/okrs/` leads."""
    before = Cycle.objects.filter(start_date__lte=day).order_by("-start_date").first()
    return before or Cycle.objects.order_by("start_date").first()


def objectives_of(cycle: Cycle, *, which: Q | None = None, results: Q | None = None, most: int | None = None) -> QuerySet[Objective]:
    """A cycle's objectives with their key results, what each needs, and the alignment up and down; company objectives first.

    `which` chooses objectives, `results` key results inside them, `most` how many of each objective. Five queries, however many there are.
    """
    inside = key_results_with_needs().filter(results or Q()).order_by("order", "pk")
    listed = Prefetch("key_results", queryset=inside) if most is None else Prefetch("key_results", queryset=inside[:most], to_attr=LISTED)
    aligned = Objective.objects.select_related("team").only("pk", "title", "level", "team__name", "order")
    return (
        Objective.objects.filter(which or Q(), cycle=cycle)
        .select_related("team", "owner")
        .prefetch_related(listed, Prefetch("serves", queryset=aligned), Prefetch("served_by", queryset=aligned))
        .order_by("level", "order", "pk")
    )


def listed_results(objective: Objective) -> list[KeyResult]:
    """The key results of an objective as `objectives_of` has read them. No query."""
    return list(getattr(objective, LISTED) if hasattr(objective, LISTED) else objective.key_results.all())


def key_results_with_needs() -> QuerySet[KeyResult]:
    """Key results with owner and capability requirements, for a table. Two queries."""
    needs = CapabilityRequirement.objects.select_related("capability").order_by("capability__name", "pk")
    return KeyResult.objects.select_related("owner").prefetch_related(Prefetch("requirements", queryset=needs))


def counted_in(cycle: Cycle, today: date) -> tuple[ResultState, ...]:
    """The states whose key results a cycle's figures are about. Before it begins its drafts are what there is to decide about (STRAT-3, STRAT-4)."""
    return (*COUNTED, ResultState.DRAFT) if today < cycle.start_date else COUNTED


def critical_key_results(cycle: Cycle, states: Collection[ResultState] = COUNTED) -> QuerySet[KeyResult]:
    """The critical key results that a cycle's figures are about (STRAT-3)."""
    return KeyResult.objects.filter(cycle=cycle, critical=True, state__in=states)


def belonging_to(viewer: Person) -> Q:
    """Key results of the viewer's own team, and those they or their objective's owner name."""
    own = Q(owner=viewer.pk) | Q(objective__owner=viewer.pk)
    return own | Q(objective__team=viewer.team_id) if viewer.team_id else own


def requirements_of(key_result: KeyResult) -> list[CapabilityRequirement]:
    """What a key result needs, by capability."""
    rows = key_result.requirements.select_related("capability__framework", "role_profile")
    return list(rows.order_by("capability__name", "pk"))


def check_ins_of(key_result: KeyResult) -> QuerySet[CheckIn]:
    """Every look at a key result, the latest first, those taken back among them (STRAT-2)."""
    return key_result.check_ins.select_related("by").order_by("-at", "-pk")


def aligned_above(objective: Objective) -> list[Objective]:
    """The objectives that one serves (STRAT-1)."""
    return list(objective.serves.select_related("team").order_by("level", "order", "pk"))


def key_results_needing(capability_id: int, *, cycle: Cycle) -> QuerySet[CapabilityRequirement]:
    """Which key results of a cycle need a capability now, with the level and how many people; critical ones first."""
    rows = CapabilityRequirement.objects.filter(capability=capability_id, key_result__cycle=cycle, key_result__state=ResultState.ACTIVE)
    return rows.select_related("key_result__objective").order_by("-key_result__critical", "key_result__order", "pk")


def objectives_above(cycle: Cycle, objective: Objective | None = None) -> QuerySet[Objective]:
    """Objectives of a cycle that another may be aligned to; itself is left out."""
    rows = Objective.objects.filter(cycle=cycle).select_related("team").order_by("level", "order", "pk")
    return rows.filter(~Q(pk=objective.pk)) if objective and objective.pk else rows


def alignment_of(cycle_id: int) -> dict[int, set[int]]:
    """What each objective of a cycle serves: id -> ids. One query."""
    found: dict[int, set[int]] = {}
    links = Objective.serves.through.objects.filter(from_objective__cycle=cycle_id)
    for below, above in links.values_list("from_objective_id", "to_objective_id"):
        found.setdefault(below, set()).add(above)
    return found


def keys_taken(cycle_id: int) -> set[str]:
    """The keys in use in a cycle."""
    return set(KeyResult.objects.filter(cycle=cycle_id).values_list("key", flat=True))
