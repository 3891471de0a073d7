"""What the editing page offers and says beside the fields: near key results, capabilities and people, starts, progress."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, Prefetch, Q
from django.utils.translation import gettext as _

from cadenza.capability.models import RoleNeed
from cadenza.capability.queries import capabilities_in_force, held_on
from cadenza.capability.rules import VersionState
from cadenza.evidence.queries import open_gaps_of
from cadenza.objections import Objection
from cadenza.people.days import day_of
from cadenza.people.models import Person
from cadenza.people.rules import PRESENT
from cadenza.plans import agreement_rules, wording_rules
from cadenza.plans.agreement_rules import Completeness
from cadenza.plans.forms import Choices, Options, shown_person
from cadenza.plans.models import Goal, Plan, WaitingChange
from cadenza.plans.pages import MOST_OFFERED, five_items
from cadenza.plans.queries import PlanRows, anything_new, terms_of
from cadenza.plans.rules import StartKind
from cadenza.plans.starting import unfinished_of
from cadenza.strategy.models import CapabilityRequirement, Cycle, KeyResult
from cadenza.strategy.rules import ObjectiveLevel, ResultState
from cadenza.wording import Kind

IN_FORCE = Q(levels__version__state=VersionState.PUBLISHED)
MOST_STARTS = 4
"""Offered of each kind; a list that is longer is read by nobody."""


@dataclass(frozen=True)
class Start:
    """Something that a goal can begin from, in one click."""

    key: int
    label: str
    level_now: int | None = None
    level: int | None = None
    capability: str = ""


@dataclass(frozen=True)
class StartGroup:
    """Starts of one kind, under their heading."""

    kind: StartKind
    label: str
    starts: list[Start]


def options_for(plan: Plan, results: Sequence[KeyResult], *, at: datetime) -> Options:
    """What the pickers offer: near key results, all capabilities with the needed ones first, near people. Three queries."""
    capabilities, top = _capabilities(plan.owner, results, day_of(at))
    return Options(key_results=_grouped(results), capabilities=capabilities, people=near_people(plan.owner), top_level=top)


def suggestion_options(plan: Plan, *, at: datetime) -> Options:
    """What whoever suggests a goal may point at; nothing of the plan shows through."""
    return options_for(plan, near_key_results(plan.owner, plan.cycle, ()), at=at)


def near_key_results(owner: Person, cycle: Cycle, chosen: Iterable[int | None]) -> list[KeyResult]:
    """Key results of the person, of the company, of their team and the two above it, and those already named. One query, and what they need."""
    me = owner.pk
    near = (
        Q(owner=me)
        | Q(objective__level=ObjectiveLevel.COMPANY)
        | Q(objective__team__members=me)
        | Q(objective__team__children__members=me)
        | Q(objective__team__children__children__members=me)
    )
    rows = KeyResult.objects.filter(cycle=cycle).filter(
        Q(pk__in=[pk for pk in chosen if pk]) | Q(pk__in=KeyResult.objects.filter(near, cycle=cycle, state=ResultState.ACTIVE).values("pk"))
    )
    return list(rows.select_related("objective__team").prefetch_related(_NEEDS).order_by("-objective__level", "order", "pk")[:MOST_OFFERED])


_NEEDS = Prefetch("requirements", CapabilityRequirement.objects.select_related("capability").order_by("-people_needed", "pk"))


def near_people(owner: Person) -> list[str]:
    """Names that are offered while typing: the owner's team and whoever shares their manager. Everybody else is found by name too."""
    above = [int(part) for part in owner.path.split("/") if part][-3:]
    near = Q(pk__in=above) | Q(path__startswith=owner.path.rsplit("/", 2)[0] + "/") if owner.path else Q(pk__in=[])
    if owner.team_id:
        near |= Q(team=owner.team_id)
    rows = Person.objects.filter(near, status__in=PRESENT).exclude(pk=owner.pk).only("name", "handle").order_by("name")
    return [shown_person(person) for person in rows[:MOST_OFFERED]]


def _grouped(results: Iterable[KeyResult]) -> Choices:
    groups: dict[str, list[tuple[int | str, str]]] = {}
    for one in results:
        groups.setdefault(one.objective.title, []).append((one.pk, f"{one.key} {one.title}"))
    return list(groups.items())


def _capabilities(owner: Person, results: Iterable[KeyResult], today: date) -> tuple[Choices, int]:
    needed = {need.capability_id for one in results for need in one.requirements.all()}
    held = held_on(today).filter(person=owner).values("profile")
    role = set(RoleNeed.objects.filter(profile__in=held).values_list("capability_id", flat=True))
    first = [_("Needed by these key results"), _("In your role")]
    groups: dict[str, list[tuple[int | str, str]]] = {label: [] for label in first}
    top = 0
    for one in capabilities_in_force().annotate(top=Max("levels__number", filter=IN_FORCE)).select_related("framework"):
        top = max(top, one.top or 0)
        label = first[0] if one.pk in needed else first[1] if one.pk in role else one.family or one.framework.name
        groups.setdefault(label, []).append((one.pk, one.name))
    return [(label, found) for label, found in groups.items() if found], top or Options().top_level


def starts_for(owner: Person, cycle: Cycle, goals: Sequence[Goal], results: Iterable[KeyResult]) -> list[StartGroup]:
    """Where one more goal can begin: the person's open gaps, what was not finished last cycle, what key results need (DESIGN 5, REV-6).

    Key results that the person or their team owns come first; the company's follow. `goals` are those of the plan already: what one of
    them began from is not offered again. Two queries.
    """
    if len(goals) >= agreement_rules.MOST_GOALS:
        return []
    begun = {goal.gap_id for goal in goals}
    gaps = [
        Start(gap.pk, gap.capability.name, gap.level_now, gap.level_needed)
        for gap in open_gaps_of(owner)[: MOST_STARTS + agreement_rules.MOST_GOALS]
        if gap.pk not in begun
    ]
    carried = {goal.carried_from_id for goal in goals}
    before = [
        Start(
            goal.pk,
            goal.outcome,
            goal.level_now,
            goal.level_aimed,
            goal.capability.name if goal.capability else "",
        )
        for goal in unfinished_of(owner, cycle).select_related("capability")
        if goal.pk not in carried
    ]
    found = [
        StartGroup(StartKind.GAP, _("A gap that was assessed"), gaps[:MOST_STARTS]),
        StartGroup(StartKind.BEFORE, _("What last quarter left open"), before[:MOST_STARTS]),
        StartGroup(StartKind.NEED, _("What key results need"), _needs(owner, goals, results)[:MOST_STARTS]),
    ]
    return [group for group in found if group.starts]


def _needs(owner: Person, goals: Iterable[Goal], results: Iterable[KeyResult]) -> list[Start]:
    """Each capability that an open key result needs and no goal of the plan builds for it: own ones, the team's, then the others."""
    served = {(goal.proposed("key_result_id"), goal.proposed("capability_id")) for goal in goals}

    def distance(result: KeyResult) -> int:
        if result.owner_id == owner.pk:
            return 0
        return 1 if owner.team_id is not None and result.objective.team_id == owner.team_id else 2

    return [
        Start(need.pk, f"{one.key} {one.title}", None, need.level, need.capability.name)
        for one in sorted(results, key=distance)
        if one.state == ResultState.ACTIVE
        for need in one.requirements.all()
        if (one.pk, need.capability_id) not in served
    ]


@dataclass(frozen=True)
class Progress:
    """How far a plan is, for its owner's editing page."""

    fives: dict[int, list[dict[str, object]]]
    """Goal number -> its five-question strip."""
    completeness: Completeness
    musts: list[Objection]
    warnings: list[Objection]
    on_words: list[Objection]
    """What the words deserve a second look for; the owner alone is told (PLAN-8, ACT-2, PIP-19)."""
    something_new: bool
    changes: dict[int, WaitingChange]
    """Goal number -> the change that waits for both."""


def progress(plan: Plan, rows: PlanRows, *, kinds: Collection[Kind]) -> Progress:
    """What is there and what is missing, with the field of each (PLAN-5 SHOW). No query of its own.

    `kinds` are those of which the coach speaks once more before both agree (HR-3).
    """
    terms = terms_of(rows)
    found = agreement_rules.objections_to_agreement(terms)
    return Progress(
        fives={goal.number: five_items(goal, terms, href="") for goal in terms.goals},
        completeness=agreement_rules.completeness(terms),
        musts=[one for one in found if not one.warning],
        warnings=[one for one in found if one.warning],
        on_words=wording_rules.warnings_on_words(terms, reader_id=plan.owner_id, kinds=kinds),
        something_new=anything_new(rows),
        changes={goal.number: goal.change for goal in rows.goals if goal.change is not None},
    )
