"""Builds who is there: the organisation, teams, people, reporting lines, roles, accounts, frameworks and role profiles."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from random import Random

from django.contrib.auth.hashers import make_password

from cadenza.capability import actions as capability
from cadenza.capability.models import Capability, RoleProfile
from cadenza.capability.rules import CapabilityEntry, LevelEntry
from cadenza.demo import company
from cadenza.people import days
from cadenza.people.actions import PersonDraft, add_person, delegate_to
from cadenza.people.granting import grant_role
from cadenza.people.leaving import mark_left
from cadenza.people.models import Account, Organisation, Person, Team
from cadenza.people.rules import GrantedRole
from cadenza.people.teamwork import create_team, name_team_lead, set_team_hr_partner

MAIL_DOMAIN = "fenwick-harbour.example"
HR_TEAMS = {"Product and Technology": "Helen Ward", "Customers": "Helen Ward"}
GRANTS = {
    "Beatriz Gallego": GrantedRole.HR_ADMIN,
    "Anselm Vogt": GrantedRole.PRIVACY_OFFICER,
    "Wanjiru Kamau": GrantedRole.OPERATOR,
    "Idris Bello": GrantedRole.CASE_REVIEWER,
}


@dataclass
class House:
    """What the builders hand on to each other: rows by the names of `company`."""

    rng: Random
    now: datetime
    began: datetime
    people: dict[str, Person] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)
    manager_of: dict[str, str] = field(default_factory=dict)
    team_of: dict[str, str] = field(default_factory=dict)
    profile_of: dict[str, str] = field(default_factory=dict)
    capabilities: dict[str, Capability] = field(default_factory=dict)

    def person(self, name: str) -> Person:
        """Somebody by name."""
        return self.people[name]

    def manager(self, name: str) -> Person | None:
        """Somebody's manager, or None at the top."""
        above = self.manager_of.get(name, "")
        return self.people[above] if above else None

    def role(self, role: str) -> Person:
        """The person of a demo role."""
        return self.people[next(member.name for member in company.MEMBERS if member.role == role)]


def build_organisation(house: House, *, people: int) -> None:
    """Make the company with about `people` people in it; at least everybody whom the demo needs by name."""
    Organisation.objects.create(
        name=company.NAME, timezone=company.TIMEZONE, country=company.COUNTRY, set_up_at=house.began, fiscal_year_starts_in=1
    )
    days.forget()
    _teams(house)
    _members(house)
    _fill(house, people)
    for plan in company.TEAMS:
        name_team_lead(house.teams[plan.name], house.person(plan.lead), by=None, at=house.began)
    for team, partner in HR_TEAMS.items():
        set_team_hr_partner(house.teams[team], house.person(partner), by=None, at=house.began)
    for name, role in GRANTS.items():
        grant_role(house.person(name), role, by=None, at=house.began)
    _capabilities(house)
    _accounts(house)


def leave_and_cover(house: House) -> None:
    """What happened lately among people: one left, one stands in for a manager on leave."""
    leaver = house.role("leaver")
    mark_left(leaver, last_day=days.day_of(house.now) - timedelta(days=10), by=None, at=house.now - timedelta(days=12))
    delegate_to(
        house.person("Ewan McTaggart"),
        house.person("Noor Haddad"),
        since=house.now - timedelta(days=2),
        until=house.now + timedelta(days=12),
        by=None,
        at=house.now - timedelta(days=3),
    )


def _teams(house: House) -> None:
    for plan in company.TEAMS:
        house.teams[plan.name] = create_team(plan.name, by=None, at=house.began, parent=house.teams.get(plan.inside))


def _members(house: House) -> None:
    waiting = list(company.MEMBERS)
    while waiting:
        ready = [one for one in waiting if not one.reports_to or one.reports_to in house.people]
        for one in ready:
            _add(
                house,
                one.name,
                one.title,
                one.team,
                one.reports_to,
                one.profile,
                called=one.called,
                country=one.country,
                timezone=one.timezone,
            )
            waiting.remove(one)


def _fill(house: House, people: int) -> None:
    taken = set(house.people)
    names = [name for name in company.NAMES if name not in taken]
    wanted = max(0, people - len(taken))
    seats = [plan for plan in company.TEAMS for _ in range(plan.fill)]
    others = [plan for plan in seats if plan.lead != house.role("manager").name]  # whose eight reports stay eight
    for number in range(wanted):
        plan = seats[number] if number < len(seats) else others[number % len(others)]
        name = names.pop(0) if names else _made_up(house, taken)
        taken.add(name)
        profile = plan.profiles[house.rng.randrange(len(plan.profiles))]
        _add(house, name, profile, plan.name, plan.lead, profile)


def _made_up(house: House, taken: set[str]) -> str:
    while True:
        name = f"{house.rng.choice(company.FIRST_NAMES)} {house.rng.choice(company.LAST_NAMES)}"
        if len(taken) > 2000:
            name += f" {house.rng.choice(company.LAST_NAMES)}"
        if name not in taken:
            return name


def _add(
    house: House,
    name: str,
    title: str,
    team: str,
    reports_to: str,
    profile: str,
    *,
    called: str = "",
    country: str = "",
    timezone: str = "",
) -> None:
    started = days.day_of(house.began) - timedelta(days=house.rng.randrange(30, 2500))
    draft = PersonDraft(
        name=name,
        email=f"{_mail_name(name)}@{MAIL_DOMAIN}",
        called=called,
        title=title,
        team=house.teams[team],
        start_date=started,
        country=country or company.COUNTRY,
        timezone=timezone or company.TIMEZONE,
    )
    house.people[name] = add_person(draft, by=None, at=house.began, manager=house.people.get(reports_to), since=house.began)
    house.manager_of[name], house.team_of[name], house.profile_of[name] = reports_to, team, profile


def _mail_name(name: str) -> str:
    special = name.translate(str.maketrans("ıøØłŁ", "ioOlL"))
    plain = unicodedata.normalize("NFKD", special).encode("ascii", "ignore").decode()
    return ".".join(plain.lower().replace("'", "").split())


def _capabilities(house: House) -> None:
    entries = [
        CapabilityEntry(
            plan.family, plan.name, tuple(LevelEntry(number, name, words) for number, (name, words) in enumerate(plan.levels, 1))
        )
        for plan in company.CAPABILITIES
    ]
    shorter = [replace(entry, levels=entry.levels[:3]) for entry in entries]  # the fourth levels came later
    for ladders, day in ((shorter, house.began - timedelta(days=200)), (entries, house.began)):
        version = capability.write_framework("Fenwick craft", ladders, by=None, at=day)
        capability.publish_version(version.pk, by=None, at=day)
    house.capabilities = {one.name: one for one in Capability.objects.filter(framework=version.framework)}
    profiles: dict[str, RoleProfile] = {}
    before = {after: first for first, after in company.NEXT_PROFILE.items()}
    for title, needs in company.PROFILES.items():
        earlier = profiles.get(before.get(title, ""))
        profiles[title] = capability.add_role_profile(
            title,
            "",
            {house.capabilities[name].pk: level for name, level in needs},
            after=earlier.pk if earlier else None,
            by=None,
            at=house.began,
        )
    since: date = days.day_of(house.began)
    for name, title in house.profile_of.items():
        held, long_ago = profiles.get(before.get(title, "")), since - timedelta(days=420)
        if held is not None and (house.people[name].start_date or since) <= long_ago:  # came up from the role below
            capability.give_role(house.people[name].pk, held.pk, since=long_ago, by=None, at=house.began)
        if title:
            capability.give_role(house.people[name].pk, profiles[title].pk, since=since, by=None, at=house.began)


def _accounts(house: House) -> None:
    """Accounts without a usable password: the demo signs people in with one click, and nothing else can."""
    for person in house.people.values():
        person.account = Account.objects.create(email=person.email or "", password=make_password(None))
        person.save(update_fields=["account"])
