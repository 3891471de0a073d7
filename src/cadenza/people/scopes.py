"""Which HR generalist looks after whom: dated rows kept in step with what persons and teams say.

How a team's partner applies: the person's own `hr_partner` counts; else that of their team; else that of the nearest team
around it that has one. A partner never has a scope over themselves, and a leaver is nobody's partner. The rows of `HRScope`
are what access reads, so history stays: a change ends one row and begins another at the same instant.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import QuerySet

from cadenza.people.models import HRScope, Person, Team
from cadenza.people.rules import PersonStatus
from cadenza.people.upkeep import ask_to_settle


def align_scopes(people: QuerySet[Person], *, at: datetime) -> int:
    """Make the scopes in force agree with persons and teams, for these people; answers how many changed. Five queries at most."""
    wanted = _partners_of(people)
    holding = {scope.person_id: scope for scope in HRScope.objects.in_force(at).filter(person__in=people)}
    over = [scope for person, scope in holding.items() if wanted.get(person) != scope.partner_id]
    new = {person: partner for person, partner in wanted.items() if person not in holding or holding[person].partner_id != partner}
    _end(over, at)
    if over:  # whoever looked after somebody may look after nobody now, and another HR partner may be needed
        ask_to_settle(at=at, from_instant=at)
    HRScope.objects.bulk_create(
        [HRScope(person_id=person, partner_id=partner, since=at) for person, partner in new.items()], batch_size=1000
    )
    return len({scope.person_id for scope in over} | set(new))


def inside(team: Team) -> set[int]:
    """Ids of a team and of all teams in it."""
    children: dict[int | None, list[int]] = {}
    for pk, parent in Team.objects.values_list("pk", "parent_id"):
        children.setdefault(parent, []).append(pk)
    found, waiting = {team.pk}, [team.pk]
    while waiting:
        for child in children.get(waiting.pop(), ()):
            if child not in found:
                found.add(child)
                waiting.append(child)
    return found


def _partners_of(people: QuerySet[Person]) -> dict[int, int]:
    teams = {pk: (parent, partner) for pk, parent, partner in Team.objects.values_list("pk", "parent_id", "hr_partner_id")}
    rows = list(people.exclude(status=PersonStatus.LEAVER).values_list("pk", "team_id", "hr_partner_id"))
    gone = set(Person.objects.filter(status=PersonStatus.LEAVER, pk__in=_named(rows, teams)).values_list("pk", flat=True))
    found = {}
    for person, team, own in rows:
        partner = own if own and own not in gone else _partner_around(team, teams, gone)
        if partner and partner != person:
            found[person] = partner
    return found


def _partner_around(team: int | None, teams: Mapping[int, tuple[int | None, int | None]], gone: set[int]) -> int | None:
    met: set[int] = set()
    while team is not None and team not in met:
        met.add(team)
        parent, partner = teams[team]
        if partner and partner not in gone:
            return partner
        team = parent
    return None


def _named(rows: Iterable[tuple[int, int | None, int | None]], teams: Mapping[int, tuple[int | None, int | None]]) -> set[int]:
    return {own for _, _, own in rows if own} | {partner for _, partner in teams.values() if partner}


def _end(scopes: list[HRScope], at: datetime) -> None:
    """End rows at an instant; one that began at that very instant never held and goes."""
    brief = [scope.pk for scope in scopes if scope.since >= at]
    lasting = [scope.pk for scope in scopes if scope.since < at]
    if brief:
        HRScope.objects.filter(pk__in=brief).delete()
    if lasting:
        HRScope.objects.filter(pk__in=lasting).update(until=at, ended_at=at)
