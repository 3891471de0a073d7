"""What the organisation allows: roles, states, quarters of its own calendar. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from itertools import count
from typing import Final
from zoneinfo import available_timezones

from cadenza.objections import N_, Objection, objection


class Coded(StrEnum):
    """A StrEnum that Django fields take as choices. Words for people come from the templates' one table, not from here."""

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        return [(member.value, member.value) for member in cls]


def monday_of(day: date) -> date:
    """The first day of a day's week, by which weekly rounds and snapshots are known. House arithmetic."""
    return day - timedelta(days=day.weekday())


class PersonStatus(Coded):
    """Where a person stands with the organisation."""

    ACTIVE = "active"
    ABSENT = "absent"
    VACANT = "vacant"
    STUB = "stub"
    LEAVER = "leaver"


PRESENT: Final = (PersonStatus.ACTIVE, PersonStatus.ABSENT)
"""Who belongs to the organisation today, at work or not. A vacant post, a name from an import and a leaver do not."""


class Theme(Coded):
    """What the reader picked for light and dark."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class GrantedRole(Coded):
    """Roles that are granted, not computed from lines (TRUST 1.1)."""

    HR_ADMIN = "hr-admin"
    EXECUTIVE = "executive"
    PRIVACY_OFFICER = "privacy-officer"
    OPERATOR = "operator"
    CASE_REVIEWER = "case-reviewer"


class Relation(Coded):
    """What the organisation knows of a reader towards a person, on an instant. WHO_MAY tables are made of these."""

    SELF = "self"
    MANAGER = "manager"
    FORMER = "former-manager"
    UPLINE = "upline"
    DELEGATE = "delegate"
    HR_SCOPE = "hr-scope"
    HR_ADMIN = "hr-admin"
    EXECUTIVE = "executive"
    PRIVACY_OFFICER = "privacy-officer"
    OPERATOR = "operator"
    CASE_REVIEWER = "case-reviewer"
    COLLEAGUE = "colleague"


PRIVILEGED: frozenset[Relation] = frozenset(
    {Relation.HR_SCOPE, Relation.HR_ADMIN, Relation.EXECUTIVE, Relation.PRIVACY_OFFICER, Relation.CASE_REVIEWER}
)
"""Void towards oneself, one's own manager and one's own chain above (TRUST X7). The operator's role opens nobody's records anyway."""

ROLE_RELATION: Mapping[GrantedRole, Relation] = {
    GrantedRole.HR_ADMIN: Relation.HR_ADMIN,
    GrantedRole.EXECUTIVE: Relation.EXECUTIVE,
    GrantedRole.PRIVACY_OFFICER: Relation.PRIVACY_OFFICER,
    GrantedRole.OPERATOR: Relation.OPERATOR,
    GrantedRole.CASE_REVIEWER: Relation.CASE_REVIEWER,
}

CONFIRMERS: frozenset[GrantedRole] = frozenset({GrantedRole.HR_ADMIN, GrantedRole.PRIVACY_OFFICER})
"""Who may be the second pair of eyes on a grant (TRUST X8): set-up ends only when both roles are held, by different people."""

CONTACT_FIELDS: frozenset[str] = frozenset({"called", "timezone"})
"""What people keep up about themselves (TRUST R1)."""

HR_FIELDS: frozenset[str] = frozenset({"name", "email", "title", "start_date", "status", "country", "site", "external_id"})
"""What HR admin keeps up (TRUST R1). Team, manager and HR partner have verbs of their own."""

NAME_LENGTH = 100
"""Characters. Source: DESIGN 9."""

INVITATION_DAYS = 7
OWNER_LINK_DAYS = 2
DELEGATION_LIMIT_DAYS = 92
"""A longer absence is a change of manager, not a delegation: one quarter."""
SETUP_GRANTS_SHOWN_DAYS = 30
"""TRUST X8: what the owner granted during set-up is shown to all role holders for this long."""

_KEPT_FORMATS = "\u200c\u200d"  # joiners: Persian and Indic names need them
_NO_LETTERS = "person"


def clean_line(text: str) -> str:
    """One line of text as people meant it: composed accents, single spaces, no control or direction characters.

    CR and LF become spaces, so that a name can split no mail header (TRUST T35); everything else stays literal.
    """
    composed = unicodedata.normalize("NFC", text)
    kept = "".join(
        " " if character.isspace() or unicodedata.category(character) == "Cc" else character
        for character in composed
        if character.isspace() or unicodedata.category(character) != "Cf" or character in _KEPT_FORMATS
    )
    return " ".join(kept.split())


def clean_address(text: str) -> str:
    """An e-mail address as it is compared: no spaces around, lower case. Rule DATA-4."""
    return clean_line(text).lower()


def slug_of(name: str, *, otherwise: str = _NO_LETTERS) -> str:
    """ASCII letters, digits and hyphens of a name, at most 70 characters; `otherwise` when nothing is left. House arithmetic."""
    plain = unicodedata.normalize("NFKD", name.replace("ß", "ss").replace("ø", "o").replace("Ø", "O").replace("ł", "l").replace("Ł", "L"))
    ascii_only = plain.encode("ascii", "ignore").decode("ascii").lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")[:70].rstrip("-") or otherwise


def handle_for(name: str, taken: Container[str], *, otherwise: str = _NO_LETTERS) -> str:
    """A free short name: the slug, or the slug with the first free number from 2 on. Never changed afterwards. House arithmetic."""
    slug = slug_of(name, otherwise=otherwise)
    if slug not in taken:
        return slug
    return next(numbered for number in count(2) if (numbered := f"{slug}-{number}") not in taken)


def objections_to_name(name: str, *, where: str = "name") -> list[Objection]:
    """Why a name cannot stand; empty when it can. House arithmetic. Source: DESIGN 9."""
    if not name:
        return [objection("name-missing", N_("Enter a name."), where=where)]
    if len(name) > NAME_LENGTH:
        return [objection("name-too-long", N_("Keep the name within %(limit)d characters."), where=where, limit=NAME_LENGTH)]
    return []


def objections_to_zone(zone: str, *, where: str = "timezone") -> list[Objection]:
    """Why a time zone cannot stand; an empty one means the organisation's. Rule TRUST N17."""
    if zone and zone not in zones():
        return [objection("zone-unknown", N_("Pick a time zone from the list, such as Europe/London."), where=where)]
    return []


@cache
def zones() -> frozenset[str]:
    """All time zones of the tz database that name a place or UTC. House arithmetic."""
    return frozenset(
        zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/", "posix/", "right/"))
    ) | {"UTC"}


@dataclass(frozen=True)
class Span:
    """A dated row as rules see it: who, towards whom, from when until when (exclusive; None is open)."""

    person: int
    manager: int
    since: datetime
    until: datetime | None = None

    def overlaps(self, since: datetime, until: datetime | None) -> bool:
        return (self.until is None or since < self.until) and (until is None or self.since < until)


def loop_through(person: int, manager: int, since: datetime, until: datetime | None, lines: Mapping[int, Sequence[Span]]) -> list[int]:
    """The people of the loop that person -> manager would close at some instant in [since, until); empty when there is none.

    `lines` holds, for everybody above the manager, the lines that touch that time. The answer begins and ends with the person.
    Source: TRUST X12, DOMAIN DATA-4.
    """
    if person == manager:
        return [person, person]
    paths: list[tuple[list[int], datetime, datetime | None]] = [([person, manager], since, until)]
    while paths:
        climbed, begin, end = paths.pop()
        for line in lines.get(climbed[-1], ()):
            if not line.overlaps(begin, end):
                continue
            if line.manager == person:
                return [*climbed, person]
            if line.manager in climbed:
                continue  # a loop that was there before and does not pass through this person
            later = max(begin, line.since)
            earlier = end if line.until is None else line.until if end is None else min(end, line.until)
            paths.append(([*climbed, line.manager], later, earlier))
    return []


def objections_to_delegation(since: datetime, until: datetime) -> list[Objection]:
    """Why a delegation cannot run in [since, until). Source: TRUST X10."""
    if until <= since:
        return [objection("delegation-ends-before-it-begins", N_("Pick a last day on or after the first day."), where="until")]
    if until - since > timedelta(days=DELEGATION_LIMIT_DAYS):
        return [
            objection(
                "delegation-too-long",
                N_("A stand-in lasts %(days)d days at most. For longer, change the manager."),
                where="until",
                days=DELEGATION_LIMIT_DAYS,
            )
        ]
    return []


def objections_to_finishing_setup(hr_admins: Collection[int], privacy_officers: Collection[int]) -> list[Objection]:
    """Why set-up cannot be finished: an HR admin and a privacy officer must be there, two different people. Source: TRUST X8."""
    if not hr_admins:
        return [
            objection("hr-admin-missing", N_("Name an HR admin: somebody who keeps people, teams and roles in order."), where="hr_admin")
        ]
    if not privacy_officers:
        return [
            objection(
                "privacy-officer-missing", N_("Name a privacy officer: somebody who answers requests for records."), where="privacy_officer"
            )
        ]
    if len(set(hr_admins) | set(privacy_officers)) < 2:
        return [
            objection(
                "one-person-holds-both",
                N_("HR admin and privacy officer must be two different people, so that each grant is seen by a second person."),
                where="privacy_officer",
            )
        ]
    return []


REGION_BY_ZONE: Mapping[str, tuple[str, str]] = {
    "America/Anchorage": ("US", "AK"),
    "America/Edmonton": ("CA", "AB"),
    "America/Phoenix": ("US", "AZ"),
    "America/Regina": ("CA", "SK"),
    "America/St_Johns": ("CA", "NL"),
    "America/Vancouver": ("CA", "BC"),
    "America/Winnipeg": ("CA", "MB"),
    "Atlantic/Azores": ("PT", "20"),
    "Atlantic/Canary": ("ES", "CN"),
    "Atlantic/Madeira": ("PT", "30"),
    "Australia/Adelaide": ("AU", "SA"),
    "Australia/Brisbane": ("AU", "QLD"),
    "Australia/Darwin": ("AU", "NT"),
    "Australia/Hobart": ("AU", "TAS"),
    "Australia/Melbourne": ("AU", "VIC"),
    "Australia/Perth": ("AU", "WA"),
    "Australia/Sydney": ("AU", "NSW"),
    "Pacific/Honolulu": ("US", "HI"),
}
"""Time zones that lie, as good as whole, in one region of one country."""

REGION_BY_CITY: Mapping[str, Mapping[str, str]] = {
    "GB": {
        "aberdeen": "SCT",
        "belfast": "NIR",
        "cardiff": "WLS",
        "derry": "NIR",
        "dundee": "SCT",
        "edinburgh": "SCT",
        "glasgow": "SCT",
        "inverness": "SCT",
        "swansea": "WLS",
    }
}
"""Cities known without their region's name, where one country's clock says nothing: the United Kingdom has one zone and three calendars."""

USUAL_REGION: Mapping[str, str] = {"GB": "ENG"}
"""Where hardly any public holiday is common to all regions, the one that most people work in stands in for an unknown one."""


def region_of(country: str, *, site: str, zone: str, known: Mapping[str, str]) -> str:
    """The region whose public holidays somebody has, by what is written down of their place; empty when nothing tells it. Rule REV-4.

    A site names it in one of its parts, by name ("Leeds, England"), by code ("Portland, OR"; "GB-SCT") or as a known city; else the time
    zone, where it lies in one region. `known` holds names and codes of the country's regions. A code counts in capitals only.
    """
    names = {name.casefold(): code for name, code in known.items() if name != code}
    cities = REGION_BY_CITY.get(country, {})
    for part in (part.strip() for part in re.split(r"[,;/|()]", site)):
        code = part.removeprefix(f"{country}-")
        if code in known and known[code] == code and code.isalpha():
            return code
        found = names.get(part.casefold()) or cities.get(part.casefold())
        if found:
            return found
    at = REGION_BY_ZONE.get(zone)
    if at is not None and at[0] == country and at[1] in known:
        return at[1]
    return USUAL_REGION.get(country, "")
