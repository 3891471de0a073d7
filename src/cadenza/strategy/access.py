"""Who may do what with objectives and key results: everybody reads, owners and those who lead the work write (TRUST B1, R3)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet

from cadenza.objections import Unseen
from cadenza.people.access import is_setting_up, reader
from cadenza.people.days import day_of
from cadenza.people.models import Grant, Person, ReportingLine, Team
from cadenza.people.relations import has_left, people_with, relations_held
from cadenza.people.rules import PRESENT, GrantedRole, Relation
from cadenza.strategy.models import CapabilityRequirement, CheckIn, Cycle, KeyResult, Objective
from cadenza.strategy.rules import ObjectiveLevel, Standing

ABOVE = frozenset({Relation.MANAGER, Relation.UPLINE})
LEADING = frozenset({Standing.TEAM_LEAD, Standing.ABOVE_OWNER, Standing.TOP, Standing.EXECUTIVE})
WORKING = LEADING | {Standing.OWNER, Standing.OBJECTIVE_OWNER}

WHO_MAY: Mapping[str, frozenset[Standing]] = {
    "see": frozenset({Standing.READER}),
    "add-company-objective": frozenset({Standing.TOP, Standing.EXECUTIVE}),
    "add-team-objective": frozenset({Standing.TEAM_LEAD, Standing.EXECUTIVE}),
    "change-objective": WORKING,
    "align": WORKING,
    "add-key-result": WORKING,
    "change-key-result": WORKING,
    "check-in": WORKING,
    "require-capability": WORKING,
    # TRUST B1 gives t (transition) to those who lead, not to the owner alone
    "mark-critical": LEADING,
    "move": LEADING,
    "move-objective": LEADING,
    # what was made by mistake, and nothing said about it yet: whoever may add takes it away again
    "remove-objective": LEADING,
    "remove-key-result": WORKING,
    "answer-review": WORKING,
    # IMP-4: the owner; where nobody owns it any more, whoever answers for the objective (see `answers_for`)
    "answer-help": frozenset({Standing.OWNER}),
    "export": frozenset({Standing.EXECUTIVE}),
}
"""READER is everybody who works here. TOP is whoever has reports and no manager, and stands for the company's own objectives."""

CHANGING = frozenset({"change-key-result", "require-capability", "mark-critical"})
"""Actions on a key result that is not over; see `rules.objections_to_changing`."""


def cycle_by_key(viewer: Person, key: str, *, at: datetime) -> Cycle:
    """A cycle by its address."""
    reader(viewer, at=at)
    cycle = Cycle.objects.filter(key=key).first()
    if cycle is None:
        raise Unseen
    return cycle


def cycle_among(viewer: Person, cycles: Iterable[Cycle], key: str, *, at: datetime) -> Cycle:
    """The same for a page that has read all cycles anyway."""
    reader(viewer, at=at)
    found = next((cycle for cycle in cycles if cycle.key == key), None)
    if found is None:
        raise Unseen
    return found


def objective_for(by: Person, action: str, objective_id: int, *, at: datetime, lock: bool = False) -> Objective:
    """An objective for one of the actions of WHO_MAY. Unseen when there is none; PermissionDenied when it is not theirs to change."""
    reader(by, at=at)
    rows = Objective.objects.select_related("cycle", "team", "owner")
    found = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=objective_id).first()
    if found is None:
        raise Unseen
    allow(action, standings_on(by, found, at=at, held=lock))
    return found


def key_result_for(by: Person, action: str, key_result_id: int, *, at: datetime, lock: bool = False) -> KeyResult:
    """A key result for one of the actions of WHO_MAY, its objective and cycle with it."""
    return _key_result(by, action, Q(pk=key_result_id), at=at, lock=lock)


def key_result_by_key(by: Person, action: str, cycle_key: str, key: str, *, at: datetime) -> KeyResult:
    """A key result by its address."""
    return _key_result(by, action, Q(cycle__key=cycle_key, key=key), at=at, lock=False)


def requirement_for(by: Person, requirement_id: int, *, at: datetime, lock: bool = False) -> CapabilityRequirement:
    """A capability requirement that the person may change."""
    found = CapabilityRequirement.objects.filter(pk=requirement_id).select_related("capability").first()
    if found is None:
        raise Unseen
    found.key_result = key_result_for(by, "require-capability", found.key_result_id, at=at, lock=lock)
    return found


def check_in_for(by: Person, check_in_id: int, *, at: datetime, lock: bool = False) -> CheckIn:
    """A check-in of a key result that the person may check in on; whose it is decides the rule of taking back."""
    found = CheckIn.objects.filter(pk=check_in_id).first()
    if found is None:
        raise Unseen
    found.key_result = key_result_for(by, "check-in", found.key_result_id, at=at, lock=lock)
    return found


def answers_for(result: KeyResult, standings: Collection[Standing], *, at: datetime) -> bool:
    """Whether somebody may say what helped a key result: its owner; where nobody owns it any more, those who lead it or own the objective (IMP-4)."""
    owned = result.owner is not None and result.owner.status in PRESENT and not has_left(result.owner, at=at)
    allowed = WHO_MAY["answer-help"] if owned else LEADING | {Standing.OBJECTIVE_OWNER}
    return bool(allowed & frozenset(standings))


def without_owner(*, at: datetime) -> Q:
    """Key results that nobody owns, or somebody who is not here any more: the other half of `answers_for` (IMP-4)."""
    return Q(owner=None) | ~Q(owner__status__in=PRESENT) | Q(owner__end_date__lt=day_of(at))


def result_to_answer_for(by: Person, key_result_id: int, *, at: datetime) -> KeyResult:
    """A key result of which the person says what helped it (IMP-4)."""
    found = key_result_for(by, "see", key_result_id, at=at, lock=True)
    if not answers_for(found, standings_on(by, found.objective, key_result=found, at=at, held=True), at=at):
        raise PermissionDenied
    return found


def may_export(viewer: Person, *, at: datetime) -> bool:
    """Whether somebody takes a whole cycle away as a file: TRUST B1 gives `x` to executives. A page can be copied by all who read it."""
    standings = {Standing.EXECUTIVE} if is_executive(viewer, at=at) else set()
    return may("export", standings)


def _key_result(by: Person, action: str, which: Q, *, at: datetime, lock: bool) -> KeyResult:
    reader(by, at=at)
    rows = KeyResult.objects.select_related("cycle", "owner", "objective__team", "objective__owner", "continues__cycle")
    found = (rows.select_for_update(of=("self",)) if lock else rows).filter(which).first()
    if found is None:
        raise Unseen
    if action != "see":
        allow(action, standings_on(by, found.objective, key_result=found, at=at, held=lock))
    return found


def allow(action: str, standings: Collection[Standing]) -> None:
    """Raise PermissionDenied unless one of the standings may do it. A page about no person: 403 is an honest answer."""
    if not WHO_MAY[action] & frozenset(standings):
        raise PermissionDenied


def may(action: str, standings: Collection[Standing]) -> bool:
    """Whether a page offers an action."""
    return bool(WHO_MAY[action] & frozenset(standings))


def standings_on(
    viewer: Person, objective: Objective, *, key_result: KeyResult | None = None, at: datetime, held: bool = False
) -> frozenset[Standing]:
    """Everything the viewer is to an objective, or to one of its key results. `held` for writing: see `relations_held`."""
    found = {Standing.READER}
    owners = {owner for owner in (objective.owner_id, key_result.owner_id if key_result else None) if owner}
    if (key_result or objective).owner_id == viewer.pk:
        found.add(Standing.OWNER)
    if objective.owner_id == viewer.pk:
        found.add(Standing.OBJECTIVE_OWNER)
    under = people_with(viewer, ABOVE, at=at)
    if _above_any(viewer, owners - {viewer.pk}, under, at=at, held=held):
        found.add(Standing.ABOVE_OWNER)
    if objective.team is not None and _runs(viewer, objective.team, under, at=at, held=held):
        found.add(Standing.TEAM_LEAD)
    if objective.level == ObjectiveLevel.COMPANY and is_top(viewer, at=at):
        found.add(Standing.TOP)
    if is_executive(viewer, at=at, held=held):
        found.add(Standing.EXECUTIVE)
    return frozenset(found)


def standings_at_large(viewer: Person, team: Team | None, *, at: datetime) -> frozenset[Standing]:
    """What the viewer is to a team's objectives, or to the company's when no team is given, before there is an objective."""
    found = {Standing.READER}
    if team is None and is_top(viewer, at=at):
        found.add(Standing.TOP)
    if team is not None and _runs(viewer, team, people_with(viewer, ABOVE, at=at), at=at, held=False):
        found.add(Standing.TEAM_LEAD)
    if is_executive(viewer, at=at):
        found.add(Standing.EXECUTIVE)
    return frozenset(found)


def teams_run_by(viewer: Person, *, at: datetime) -> QuerySet[Team]:
    """Teams whose objectives the viewer runs: those they lead, those whose lead is below them, and where nobody leads,
    those with members below them."""
    return _teams_over(viewer, people_with(viewer, ABOVE, at=at))


def _teams_over(viewer: Person, under: QuerySet[Person]) -> QuerySet[Team]:
    led = Q(lead=viewer) | Q(lead__in=under.values("pk"))
    unled = Q(lead=None, pk__in=under.filter(team__isnull=False).values("team"))
    return Team.objects.filter(led | unled)


def teams_writable_by(viewer: Person, *, at: datetime) -> QuerySet[Team]:
    """Teams for which the viewer may add objectives, by name: the same rule as "add-team-objective"."""
    everywhere = is_executive(viewer, at=at)
    return (Team.objects.all() if everywhere else teams_run_by(viewer, at=at)).order_by("name", "pk")


def may_add_objectives(viewer: Person, *, at: datetime) -> bool:
    """Whether the viewer may add an objective of any kind: for the one button on the tree."""
    return is_executive(viewer, at=at) or teams_run_by(viewer, at=at).exists() or is_top(viewer, at=at)


def offered_at_large(viewer: Person, *, at: datetime) -> frozenset[str]:
    """What a cycle's page offers apart from single objectives: to add one, to bring a file in, to take the cycle away. Three queries at most."""
    executive, top = is_executive(viewer, at=at), is_top(viewer, at=at)
    adds = executive or top or teams_run_by(viewer, at=at).exists()
    return frozenset(name for name, offered in (("add", adds), ("import", executive or top), ("export", executive)) if offered)


def some(offered: object) -> None:
    """Raise PermissionDenied when a form would have nothing to offer."""
    if not offered:
        raise PermissionDenied


def belongs(cycle_id: int, cycle: Cycle) -> None:
    """Raise Unseen when an address pairs a row with another cycle than its own."""
    if cycle_id != cycle.pk:
        raise Unseen


def is_top(viewer: Person, *, at: datetime) -> bool:
    """Whether somebody reports to the viewer and the viewer reports to nobody. While setting up, the owner counts as such."""
    if is_setting_up(viewer):
        return True
    lines = ReportingLine.objects.in_force(at)
    return set(lines.filter(Q(person=viewer) | Q(manager=viewer)).values_list("manager_id", flat=True).distinct()) == {viewer.pk}


def is_executive(viewer: Person, *, at: datetime, held: bool = False) -> bool:
    """Whether the viewer holds the executive role now; `held` keeps it so until the transaction ends (TRUST T39)."""
    grants = Grant.objects.in_force(at).filter(person=viewer, role=GrantedRole.EXECUTIVE)
    return bool((grants.select_for_update() if held else grants).values_list("pk", flat=True)[:1])


def _above_any(viewer: Person, people: Collection[int], under: QuerySet[Person], *, at: datetime, held: bool) -> bool:
    if not people:
        return False
    if not held:
        return under.filter(pk__in=people).exists()
    return any(relations_held(viewer, person, at=at) & ABOVE for person in Person.objects.filter(pk__in=people))


def _runs(viewer: Person, team: Team, under: QuerySet[Person], *, at: datetime, held: bool) -> bool:
    if held:
        team = Team.objects.select_for_update(of=("self",)).get(pk=team.pk)
        if team.lead_id not in (None, viewer.pk):
            return _above_any(viewer, {team.lead_id}, under, at=at, held=True)
    return _teams_over(viewer, under).filter(pk=team.pk).exists()
