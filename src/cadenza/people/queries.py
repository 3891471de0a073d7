"""Reads shaped for the pages about people, teams and roles: a constant number of statements, however many people there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet

from cadenza.people import access
from cadenza.people.days import organisation
from cadenza.people.models import Delegation, Grant, GrantProposal, HRScope, Invitation, Person, ReportingLine, Team
from cadenza.people.relations import upline_of
from cadenza.people.rules import SETUP_GRANTS_SHOWN_DAYS, PersonStatus, clean_line

ROWS = 50
SUGGESTIONS = 8


@dataclass(frozen=True)
class PersonRow:
    """One line of the list of people."""

    person: Person
    manager: Person | None
    account: str
    """"open", "closed", "invited" or "none"."""


@dataclass(frozen=True)
class Directory:
    """One page of the list of people."""

    rows: Sequence[PersonRow]
    page: Page[Person]
    search: str
    closed: frozenset[int] = frozenset()
    """Ids of the viewer and their line above: their records are another HR admin's to keep (TRUST X7)."""


def directory(viewer: Person, *, search: str, number: str, leavers: bool, at: datetime) -> Directory:
    """The list of people as HR admin and operator see it: fifty at a time, seven statements."""
    found = access.visible_people(viewer, at=at)
    found = found if leavers else access.present(found)
    page = Paginator(_matching(found, search).select_related("team", "account").order_by("name", "pk"), ROWS).get_page(number)
    ids = [person.pk for person in page]
    managers = _managers(ids, at)
    invited = set(Invitation.objects.filter(person__in=ids, used_at=None, expires_at__gt=at).values_list("person_id", flat=True))
    rows = [PersonRow(person, managers.get(person.pk), _account_word(person, invited)) for person in page]
    closed = frozenset() if access.is_setting_up(viewer) else frozenset({viewer.pk, *(above.pk for above in upline_of(viewer, at=at))})
    return Directory(rows, page, search, closed)


def people_like(viewer: Person, search: str, *, at: datetime) -> list[Person]:
    """A few people whose name or address holds these words, for pickers: the directory and nothing else (TRUST T04)."""
    if len(clean_line(search)) < 2:
        return []
    found = access.present(access.visible_people(viewer, at=at))
    return list(_matching(found, search).order_by("name", "pk")[:SUGGESTIONS])


def people_named(text: str, *, among: QuerySet[Person] | None = None) -> list[Person]:
    """Whom a typed name, address or handle means among these, or among all but leavers: one person, nobody, or several of the same name."""
    text = clean_line(text)
    if not text:
        return []
    people = access.present(Person.objects.all()) if among is None else among
    found = list(people.filter(Q(email=text.lower()) | Q(handle=text) | Q(name__iexact=text)).order_by("pk")[:3])
    return [one for one in found if one.email == text.lower() or one.handle == text] or found


def person_named(text: str, *, among: QuerySet[Person]) -> Person | None:
    """The one of these people whom a typed name, address or handle means; None for nobody, and for several of the same name."""
    found = people_named(text, among=among)
    return found[0] if len(found) == 1 else None


def names_of(ids: Iterable[int | None]) -> dict[int, str]:
    """Person -> name, of whoever is among these. One query, none for nobody."""
    return dict(Person.objects.filter(pk__in={one for one in ids if one is not None}).values_list("pk", "name"))


@dataclass(frozen=True)
class Standing:
    """Where a person stands: lines, stand-ins, roles, HR partner."""

    manager: Person | None
    lines: Sequence[ReportingLine]
    planned: Sequence[ReportingLine]
    delegations: Sequence[Delegation]
    scope: HRScope | None
    roles: Sequence[str] = field(default_factory=tuple)
    reports: int = 0
    account: str = "none"


def standing_of(person: Person, *, at: datetime) -> Standing:
    """Everything that the page of one person in the settings shows. Six statements."""
    lines = list(ReportingLine.objects.filter(person=person).select_related("manager").order_by("-since"))
    now = next((line for line in lines if line.since <= at and (line.until is None or line.until > at)), None)
    invited = set(Invitation.objects.filter(person=person, used_at=None, expires_at__gt=at).values_list("person_id", flat=True))
    return Standing(
        manager=now.manager if now else None,
        lines=lines,
        planned=[line for line in lines if line.since > at],
        delegations=list(Delegation.objects.not_over(at).filter(manager=person).select_related("delegate", "manager").order_by("since")),
        scope=HRScope.objects.in_force(at).filter(person=person).select_related("partner").first(),
        roles=list(Grant.objects.in_force(at).filter(person=person).order_by("role").values_list("role", flat=True)),
        reports=ReportingLine.objects.in_force(at).filter(manager=person).count(),
        account=_account_word(person, invited),
    )


@dataclass(frozen=True)
class TeamRow:
    """One team in the tree, with how deep it lies and how many are in it."""

    team: Team
    depth: int
    members: int

    @property
    def marks(self) -> str:
        """One mark for each team around it."""
        return "– " * self.depth


def team_tree() -> list[TeamRow]:
    """All teams, each under the one it lies in, by name. One statement."""
    teams = list(
        Team.objects.select_related("lead", "hr_partner")
        .annotate(size=Count("members", filter=~Q(members__status=PersonStatus.LEAVER)))
        .order_by("name", "pk")
    )
    inside: dict[int | None, list[Team]] = {}
    for team in teams:
        inside.setdefault(team.parent_id, []).append(team)
    rows: list[TeamRow] = []
    waiting = [(team, 0) for team in reversed(inside.get(None, []))]
    while waiting:
        one, depth = waiting.pop()
        rows.append(TeamRow(one, depth, getattr(one, "size", 0)))
        waiting += [(child, depth + 1) for child in reversed(inside.get(one.pk, []))]
    return rows


@dataclass(frozen=True)
class Roles:
    """Who holds which role, what waits for a second person, and what the owner granted during set-up."""

    holding: Mapping[str, Sequence[Grant]]
    waiting: Sequence[GrantProposal]
    from_setup: Sequence[Grant]


def roles_now(*, at: datetime) -> Roles:
    """The state of all granted roles. Two statements."""
    holding: dict[str, list[Grant]] = {}
    grants = Grant.objects.in_force(at).select_related("person", "granted_by", "confirmed_by").order_by("role", "person__name", "pk")
    for grant in grants:
        holding.setdefault(grant.role, []).append(grant)
    waiting = GrantProposal.objects.filter(decided_at=None).select_related("person", "proposed_by").order_by("proposed_at")
    done = organisation().set_up_at
    shown = done is not None and at < done + timedelta(days=SETUP_GRANTS_SHOWN_DAYS)
    from_setup = [grant for role in holding.values() for grant in role if shown and done and grant.since <= done]
    return Roles(holding, list(waiting), from_setup)


def _matching(people: QuerySet[Person], search: str) -> QuerySet[Person]:
    for word in clean_line(search).split()[:5]:
        people = people.filter(Q(name__icontains=word) | Q(called__icontains=word) | Q(email__icontains=word) | Q(title__icontains=word))
    return people


def _managers(ids: Sequence[int], at: datetime) -> dict[int, Person]:
    lines = ReportingLine.objects.in_force(at).filter(person__in=ids).select_related("manager")
    return {line.person_id: line.manager for line in lines}


def _account_word(person: Person, invited: set[int]) -> str:
    if person.account is not None:
        return "open" if person.account.is_active else "closed"
    return "invited" if person.pk in invited else "none"
