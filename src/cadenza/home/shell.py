"""What stands around every page: name, navigation by role, theme, session clock, ways out. One query at most, once per request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from cadenza.improvement.due_rules import DAYS_TO_READ
from cadenza.people.days import organisation
from cadenza.people.models import Person
from cadenza.people.rules import GrantedRole, Theme
from cadenza.web.templatetags.web import initials

PRODUCT = "Cadenza"
MOST_ENTRIES = 5
"""DESIGN 4: main navigation has at most five entries."""


@dataclass(frozen=True)
class Entry:
    """One link of the navigation or the footer."""

    href: str
    label: str
    current: bool = False


@dataclass(frozen=True)
class Standing:
    """What decides which pages somebody needs at hand."""

    leads: bool = False
    leads_leaders: bool = False
    looks_after: bool = False
    roles: frozenset[str] = frozenset()
    awaits: frozenset[str] = frozenset()
    """Which seldom things wait for them: asked here, so that the first page reads only what is there."""


@dataclass(frozen=True)
class Shell:
    """Everything that the page shell shows, ready made."""

    product: str = PRODUCT
    organisation: str = ""
    theme: str = ""
    signed_in: bool = False
    idle_seconds: int = 0
    shortcuts: bool = True
    name: str = ""
    initials: str = ""
    nav: tuple[Entry, ...] = ()
    foot: tuple[Entry, ...] = ()
    search_url: str = ""
    help_url: str = ""
    account_url: str = ""
    sign_in_url: str = ""
    sign_out_url: str = ""
    stay_url: str = ""


class Names(Mapping[int, str]):
    """Names by person id, asked for one at a time; used where two people met in one text."""

    def __getitem__(self, person_id: int) -> str:
        found = Person.objects.filter(pk=person_id).values_list("name", flat=True).first()
        if found is None:
            raise KeyError(person_id)
        return found

    def __iter__(self) -> Iterator[int]:
        return iter(())

    def __len__(self) -> int:
        return 1  # true in a template without counting anybody


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `shell` for the base template, `person_names` for the conflict panel, `who_sees_url` for audience lines."""
    made = getattr(request, "_shell", None)
    if made is None:
        made = SimpleLazyObject(lambda: shell_of(request))
        request._shell = made  # type: ignore[attr-defined]  # kept for the request: several templates, one reading
    return {"shell": made, "person_names": Names(), "who_sees_url": who_sees_what()}


def shell_of(request: HttpRequest) -> Shell:
    """The shell for one request; for somebody who is not signed in, only the frame."""
    user: Any = getattr(request, "user", None)
    frame = Shell(organisation=organisation().name, help_url=reverse("help"), sign_in_url=reverse("account_login"))
    if user is None or not user.is_authenticated:
        return frame
    person: Person | None = getattr(request, "person", None)
    called = person.name if person else user.email
    return replace(
        frame,
        theme=user.theme if user.theme != Theme.SYSTEM else "",
        signed_in=True,
        idle_seconds=seconds_left(request),
        shortcuts=getattr(user, "shortcuts", True),
        name=called,
        initials=initials(called),
        nav=navigation(request, person),
        foot=footer(),
        search_url=reverse("search"),
        account_url=reverse("account-settings"),
        sign_out_url=reverse("account_logout"),
        stay_url=reverse("session-stay"),
    )


def seconds_left(request: HttpRequest) -> int:
    """How long a page may lie before it warns: what the session's clocks leave, less the minute by which they may be early."""
    idle = settings.SESSION_IDLE_SECONDS - 60
    ends_at: datetime | None = getattr(request, "session_ends_at", None)
    at: datetime = request.at  # type: ignore[attr-defined]
    return max(60, min(idle, int((ends_at - at).total_seconds()))) if ends_at else max(60, idle)


def navigation(request: HttpRequest, person: Person | None) -> tuple[Entry, ...]:
    """At most five ways on, the reader's own work first."""
    at: datetime = request.at  # type: ignore[attr-defined]
    standing = getattr(request, "_standing", None) or (standing_of(person, at) if person else Standing())
    steers = bool(standing.roles & {GrantedRole.HR_ADMIN, GrantedRole.EXECUTIVE}) or standing.looks_after or standing.leads_leaders
    runs = bool(standing.roles & {GrantedRole.HR_ADMIN, GrantedRole.OPERATOR, GrantedRole.PRIVACY_OFFICER}) or person is None
    wanted = [
        ("/", _("Home"), True, 1),
        (reverse("my-plan"), _("My plan"), person is not None, 2),
        (reverse("my-team"), _("Team"), standing.leads, 3),
        (reverse("okrs-now"), _("OKRs"), person is not None, 6),
        (reverse("overview"), _("Overview"), steers, 4),
        (reverse("settings"), _("Settings"), runs, 5),
        (reverse("framework"), _("Capabilities"), person is not None, 7),
        (reverse("feedback"), _("Feedback"), person is not None, 8),
    ]
    fitting = [(href, label, need) for href, label, fits, need in wanted if fits]
    kept = sorted(need for _href, _label, need in fitting)[:MOST_ENTRIES]
    shown = [(href, label) for href, label, need in fitting if need in kept]
    current = "" if getattr(request, "nowhere", False) else current_of(request.path, [href for href, _label in shown], person)
    return tuple(Entry(href, label, href == current) for href, label in shown)


def current_of(path: str, shown: Sequence[str], person: Person | None) -> str:
    """Which entry a page belongs to, told by its address alone; pages about people belong to the reader's own plan, or to their team."""
    parts = {href: {href} for href in shown if href != "/"}
    if person is not None:
        parts.get(reverse("my-plan"), set()).add(f"/people/{person.handle}/")
        parts.get(reverse("my-team"), set()).add("/people/")
    under = [(len(part), href) for href, its_parts in parts.items() for part in its_parts if path.startswith(part)]
    return max(under)[1] if under else path if path == "/" else ""


AWAITED = frozenset({"notes", "points", "bundles", "words", "drift", "formal", "steward", "custody", "told"})
"""What an early conversation may ask of somebody: of its author, of the person, of an HR partner; feedback not opened yet; what HR asks about drift; what a formal plan asks of those on it; decisions of a system review, and reviews to fill or to read; a request for records, a hold or an erasure that waits for anybody; an answer to their own, and that a note of theirs was opened."""

IN_FORCE = "since <= %(at)s AND (until IS NULL OR until > %(at)s)"
STANDING = f"""
SELECT 'leads' WHERE EXISTS (SELECT 1 FROM people_reportingline WHERE manager_id = %(person)s AND {IN_FORCE})
    OR EXISTS (SELECT 1 FROM people_delegation WHERE delegate_id = %(person)s AND {IN_FORCE})
UNION ALL
SELECT 'leads-leaders' WHERE EXISTS (SELECT 1 FROM people_reportingline WHERE {IN_FORCE} AND manager_id IN (
    SELECT person_id FROM people_reportingline WHERE manager_id = %(person)s AND {IN_FORCE}))
UNION ALL
SELECT 'looks-after' WHERE EXISTS (SELECT 1 FROM people_hrscope WHERE partner_id = %(person)s AND {IN_FORCE})
UNION ALL
SELECT role FROM people_grant WHERE person_id = %(person)s AND {IN_FORCE}
UNION ALL
SELECT 'notes' WHERE EXISTS (SELECT 1 FROM conversations_note WHERE author_id = %(person)s AND state = 'open' AND sealed_at IS NULL)
UNION ALL
SELECT 'points' WHERE EXISTS (SELECT 1 FROM conversations_slip WHERE subject_id = %(person)s AND (received_at IS NULL OR passed_at IS NOT NULL))
UNION ALL
SELECT 'bundles' WHERE EXISTS (SELECT 1 FROM conversations_escalation WHERE (hr_partner_id = %(person)s AND state = 'sent')
    OR (author_id = %(person)s AND NOT author_told)
    OR (recused_at IS NOT NULL AND EXISTS (SELECT 1 FROM people_grant WHERE person_id = %(person)s AND role = 'hr-admin' AND {IN_FORCE})))
UNION ALL
SELECT 'words' WHERE EXISTS (SELECT 1 FROM evidence_feedback WHERE person_id = %(person)s AND (read_at IS NULL
    OR EXISTS (SELECT 1 FROM evidence_feedbackcorrection WHERE feedback_id = evidence_feedback.id AND read_at IS NULL)))
UNION ALL
SELECT 'drift' WHERE EXISTS (SELECT 1 FROM stewardship_followup
    WHERE (asked_id = %(person)s AND state = 'open') OR (asked_by_id = %(person)s AND state = 'answered'))
UNION ALL
SELECT 'steward' WHERE EXISTS (SELECT 1 FROM stewardship_decision WHERE owner_id = %(person)s AND state = 'open')
    OR EXISTS (SELECT 1 FROM stewardship_systemreviewseat WHERE person_id = %(person)s AND left_at IS NULL)
    OR (EXISTS (SELECT 1 FROM stewardship_systemreview WHERE state = 'preparing')
        AND EXISTS (SELECT 1 FROM people_grant WHERE person_id = %(person)s AND role IN ('hr-admin', 'executive') AND {IN_FORCE}))
    OR EXISTS (SELECT 1 FROM stewardship_talentseat WHERE person_id = %(person)s AND left_at IS NULL)
    OR EXISTS (SELECT 1 FROM stewardship_talentsnapshot WHERE person_id = %(person)s AND read_at IS NULL AND sealed IS NOT NULL)
UNION ALL
SELECT 'custody' WHERE EXISTS (SELECT 1 FROM custody_accesscase WHERE closed_at IS NULL)
    OR EXISTS (SELECT 1 FROM custody_erasure WHERE decided_at IS NULL)
    OR EXISTS (SELECT 1 FROM custody_hold WHERE lifted_at IS NULL AND proposed_at IS NOT NULL)
UNION ALL
SELECT 'told' WHERE EXISTS (SELECT 1 FROM custody_telling WHERE author_id = %(person)s)
    OR EXISTS (SELECT 1 FROM custody_accesscase WHERE person_id = %(person)s AND state = 'answered')
UNION ALL
SELECT 'formal' WHERE EXISTS (SELECT 1 FROM improvement_case WHERE person_id = %(person)s AND served_at IS NOT NULL AND ended_at > %(lately)s)
    OR EXISTS (SELECT 1 FROM improvement_case WHERE state NOT IN ('ended', 'withdrawn') AND (manager_id = %(person)s
    OR hr_partner_id = %(person)s OR decider_id = %(person)s OR appeal_manager_id = %(person)s OR stand_in_id = %(person)s
    OR (person_id = %(person)s AND served_at IS NOT NULL)
    OR EXISTS (SELECT 1 FROM people_grant WHERE person_id = %(person)s AND role = 'hr-admin' AND {IN_FORCE})))
"""  # noqa: S608  constants, no value


def given_to_standing(person: Person, at: datetime) -> dict[str, Any]:
    """What the statement asks about: somebody, an instant, and since when a formal plan that ended is news to its person."""
    instants = {"at": at, "lately": at - timedelta(days=DAYS_TO_READ + 1)}
    return {"person": person.pk} | {name: connection.ops.adapt_datetimefield_value(one) for name, one in instants.items()}


def standing_of(person: Person, at: datetime) -> Standing:
    """Everything that the navigation asks about, in one statement: it stands on every page, so it is written out for the database."""
    with connection.cursor() as cursor:
        cursor.execute(STANDING, given_to_standing(person, at))
        found = frozenset(row[0] for row in cursor.fetchall())
    return standing_from(found)


def standing_from(found: frozenset[str]) -> Standing:
    """The words of the statement, sorted."""
    return Standing(
        leads="leads" in found,
        leads_leaders="leads-leaders" in found,
        looks_after="looks-after" in found,
        roles=found - {"leads", "leads-leaders", "looks-after"} - AWAITED,
        awaits=found & AWAITED,
    )


def footer() -> tuple[Entry, ...]:
    """Ways out that stand under every page."""
    return (
        Entry(reverse("help"), _("Help and contact")),
        Entry(reverse("learning"), _("Learning")),
        Entry(who_sees_what(), _("Who can see what")),
        Entry(reverse("agreed-points"), _("Agreed points")),
        Entry(reverse("talent-sessions"), _("Talent reviews")),
        Entry(reverse("my-data"), _("My data")),
        Entry(reverse("account_logout"), _("Sign out")),
    )


def who_sees_what() -> str:
    """Where the help says in plain words who sees what."""
    return reverse("help") + "#who"
