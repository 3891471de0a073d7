"""Teams: a name, a place among the others, a lead, an HR partner for all who have none of their own."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cadenza.objections import N_, Objection, Refused, objection, refuse_if
from cadenza.people import access, rules
from cadenza.people.models import Person, Team
from cadenza.people.scopes import align_scopes, inside
from cadenza.trail.record import record


@transaction.atomic
def create_team(name: str, *, by: Person | None, at: datetime, parent: Team | None = None, lead: Person | None = None) -> Team:
    """Make a team, inside another or at the top."""
    access.require_role(by, "change-teams", at=at)
    name = rules.clean_line(name)
    refuse_if(_objections_to_team(name, parent))
    slug = rules.slug_of(name, otherwise="team")
    taken = set(Team.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    team = Team.objects.create(name=name, parent=parent, lead=lead, slug=rules.handle_for(name, taken, otherwise="team"))
    record("people.team-created", by=by, about=None, at=at, team=team.pk, parent=parent.pk if parent else None)
    return team


@transaction.atomic
def rename_team(team: Team, name: str, *, by: Person | None, at: datetime) -> Team:
    """Give a team its new name; its address stays."""
    access.require_role(by, "change-teams", at=at)
    name = rules.clean_line(name)
    refuse_if(_objections_to_team(name, team.parent, already=team))
    team.name = name
    team.save(update_fields=["name"])
    record("people.team-renamed", by=by, about=None, at=at, team=team.pk)
    return team


@transaction.atomic
def move_team(team: Team, parent: Team | None, *, by: Person | None, at: datetime) -> Team:
    """Put a team into another, or at the top. HR partners that came from around it follow."""
    access.require_role(by, "change-teams", at=at)
    within = inside(team)
    if parent is not None and parent.pk in within:
        raise Refused(
            [
                objection(
                    "team-inside-itself", N_("%(name)s cannot lie inside itself. Pick a team outside it."), where="parent", name=team.name
                )
            ]
        )
    refuse_if(_objections_to_team(team.name, parent, already=team))
    team.parent = parent
    team.save(update_fields=["parent"])
    align_scopes(Person.objects.filter(team__in=within), at=at)
    record("people.team-moved", by=by, about=None, at=at, team=team.pk, parent=parent.pk if parent else None)
    return team


@transaction.atomic
def name_team_lead(team: Team, lead: Person | None, *, by: Person | None, at: datetime) -> Team:
    """Say who leads a team. Leading grants nothing by itself: access follows reporting lines."""
    access.require_role(by, "change-teams", at=at)
    team.lead = lead
    team.save(update_fields=["lead"])
    record("people.team-lead-named", by=by, about=lead, at=at, team=team.pk)
    return team


@transaction.atomic
def set_team_hr_partner(team: Team, partner: Person | None, *, by: Person | None, at: datetime) -> Team:
    """Name the HR generalist of all in a team, and in the teams inside it that have none of their own."""
    access.require_role(by, "change-teams", at=at)
    team.hr_partner = partner
    team.save(update_fields=["hr_partner"])
    align_scopes(Person.objects.filter(team__in=inside(team)), at=at)
    record("people.team-hr-partner-set", by=by, about=partner, at=at, team=team.pk)
    return team


def _objections_to_team(name: str, parent: Team | None, *, already: Team | None = None) -> list[Objection]:
    found = rules.objections_to_name(name)
    same = Team.objects.filter(parent=parent, name__iexact=name)
    others = same.exclude(pk=already.pk) if already else same
    if name and others.exists():
        found.append(objection("team-name-taken", N_("There is a team of this name here already."), where="name"))
    return found
