"""The roles that a visitor of the demo can take, each a fixed person (INTERFACES 3)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from cadenza.demo import company
from cadenza.people.models import Person

SHOWS = {
    "engineer": _("Own plan with two goals, one of them blocked; next 1:1 with the manager"),
    "manager": _("Eight reports: dues, reviews, plans to agree, commitments; one of them moves on soon; a notebook of their own"),
    "peer": _("A colleague in the same team, with a plan of their own; the manager shared agreed points"),
    "upline": _("The manager's manager: states and dates of the whole line, no words"),
    "leader": _("Top of the organisation: objectives, coverage, overview"),
    "outsider": _("Another team: nothing of the others' plans exists here"),
    "mentor": _("Was asked to help, and sees only that"),
    "hr-partner": _("Looks after people of two departments: rhythm and states, no words"),
    "hr-admin": _("Runs the system: people, imports, prompts, overview"),
    "privacy-officer": _("Second person for granted roles, access cases, audit"),
    "operator": _("System health; reads nobody's content"),
    "new-manager": _("Takes over people whose manager changed; leads another team and stands in for a colleague"),
    "on-pip": _("Reports to the same manager; two conversations led to a formal plan, now in its seventh week"),
    "appeal-manager": _("A director outside the line, with no part in any formal plan"),
    "case-reviewer": _("Second person in access cases"),
    "leaver": _("Has left: the account is closed"),
}


@dataclass(frozen=True)
class DemoRole:
    """One role of the demo and who has it."""

    key: str
    person: Person
    shows: str

    @property
    def has_left(self) -> bool:
        """Whether the account is closed."""
        return self.key == "leaver"


def demo_roles() -> list[DemoRole]:
    """Every role with its person, in the order of the interface."""
    names = {member.role: member.name for member in company.MEMBERS if member.role}
    people = {person.name: person for person in Person.objects.filter(name__in=names.values()).select_related("account", "team")}
    return [DemoRole(key, people[names[key]], str(shows)) for key, shows in SHOWS.items() if names[key] in people]
