"""What can be done with people: add and change them, move them along the lines, let others stand in, see them leave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Q

from cadenza.objections import N_, Objection, Refused, objection, refuse_if
from cadenza.people import access, rules
from cadenza.people.days import day_of, start_of
from cadenza.people.granting import confirm_role, decline_role, end_role, finish_setup, grant_role
from cadenza.people.inviting import accept_invitation, invite
from cadenza.people.leaving import close_accounts, mark_left, settle_leavers
from cadenza.people.mails import tell_of_new_address
from cadenza.people.models import Account, Delegation, Person, ReportingLine, Team
from cadenza.people.paths import hold_lines, note_change, place, rebuild_paths, settle_paths
from cadenza.people.queries import names_of
from cadenza.people.returning import objections_to_coming_back, release_from_leavers
from cadenza.people.rules import PersonStatus, Span
from cadenza.people.scopes import align_scopes
from cadenza.people.teamwork import create_team, move_team, name_team_lead, rename_team, set_team_hr_partner
from cadenza.people.upkeep import ask_to_settle
from cadenza.trail.record import record

__all__ = [
    "PersonDraft", "accept_invitation", "add_person", "begin_line", "change_contact", "change_person", "close_accounts", "confirm_role", "create_team",
    "decline_role", "delegate_to", "end_delegation", "end_line", "end_role", "finish_setup", "grant_role", "invite", "join_team", "mark_left", "move_team",
    "name_team_lead", "rebuild_paths", "rename", "rename_team", "set_hr_partner", "set_team_hr_partner", "settle_lines", "withdraw_line",
]  # fmt: skip


@dataclass(frozen=True)
class PersonDraft:
    """What is known of somebody who is to be added."""

    name: str
    email: str = ""
    called: str = ""
    title: str = ""
    team: Team | None = None
    start_date: date | None = None
    status: PersonStatus = PersonStatus.ACTIVE
    country: str = ""
    timezone: str = ""
    site: str = ""
    external_id: str = ""
    hr_partner: Person | None = None


@transaction.atomic
def add_person(
    draft: PersonDraft, *, by: Person | None, at: datetime, manager: Person | None = None, since: date | datetime | None = None
) -> Person:
    """Add somebody, with the line to a manager when one is named. Raises Refused with every objection found."""
    access.require_role(by, "add-person", at=at)
    hold_lines()  # two of one name at once would take the same handle
    values = cleaned({one.name: getattr(draft, one.name) for one in fields(draft)})
    release_from_leavers(values, by=by, at=at)
    refuse_if(objections_to_person(values))
    slug = rules.slug_of(values["name"])
    taken = set(Person.objects.filter(handle__startswith=slug).values_list("handle", flat=True))
    person = Person.objects.create(handle=rules.handle_for(values["name"], taken), **values)
    place(person, "")
    if person.hr_partner_id or person.team_id:
        align_scopes(Person.objects.filter(pk=person.pk), at=at)
    record("people.person-added", by=by, about=person, at=at)
    if manager is not None:
        _begin_line(person, manager, since or at, by=by, at=at)
    return person


@transaction.atomic
def change_person(person: Person, changes: Mapping[str, Any], *, by: Person | None, at: datetime) -> Person:
    """Change what HR keeps up about a person: `rules.HR_FIELDS` and `rules.CONTACT_FIELDS`, no other (TRUST R1, T12).

    A new address is the address that signs in from now on; every session of the account gets a new id.
    """
    access.require(by, "change-hr-fields", person, at=at)
    return _change(person, changes, rules.HR_FIELDS | rules.CONTACT_FIELDS, by=by, at=at)


@transaction.atomic
def change_contact(person: Person, changes: Mapping[str, Any], *, by: Person | None, at: datetime) -> Person:
    """Change what people keep up about themselves (TRUST R1)."""
    access.require(by, "change-contact", person, at=at)
    return _change(person, changes, rules.CONTACT_FIELDS, by=by, at=at)


def choose_theme(account: Account, theme: str) -> None:
    """How pages look to an account: its own choice alone, and nothing about the person."""
    Account.objects.filter(pk=account.pk).update(theme=theme)


def rename(person: Person, name: str, *, by: Person | None, at: datetime) -> Person:
    """Give a person their new name; the handle stays, so that no address changes."""
    return change_person(person, {"name": name}, by=by, at=at)


@transaction.atomic
def join_team(person: Person, team: Team | None, *, by: Person | None, at: datetime) -> Person:
    """Put a person into another team, or into none; the HR partner follows the team unless the person has their own."""
    access.require(by, "change-hr-fields", person, at=at)
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.team_id != (team.pk if team else None):
        record("people.team-joined", by=by, about=person, at=at, team=team.pk if team else None, before=person.team_id)
        person.team = team
        person.save(update_fields=["team"])
        align_scopes(Person.objects.filter(pk=person.pk), at=at)
    return person


@transaction.atomic
def begin_line(person: Person, manager: Person, *, since: date | datetime, by: Person | None, at: datetime) -> ReportingLine:
    """Let a person report to a manager from a day on.

    A day that is not in the future means now: the line in force ends at the instant of saving. A future day begins at 00:00
    in the organisation's zone. A line planned for later stays planned. Raises Refused, naming the loop, when somebody would
    report to themselves in the end (TRUST X12).
    """
    access.require(by, "change-line", person, at=at)
    return _begin_line(person, manager, since, by=by, at=at)


@transaction.atomic
def end_line(person: Person, *, until: date | datetime, by: Person | None, at: datetime) -> None:
    """End the line in force; from then on the person reports to nobody until another line begins."""
    access.require(by, "change-line", person, at=at)
    hold_lines()
    settle_paths(at)
    instant = instant_of(until, at)
    line = ReportingLine.objects.select_for_update().in_force(instant).filter(person=person, since__lt=instant).first()
    if line is None:
        raise Refused([objection("no-line-then", N_("%(name)s reports to nobody on that day."), where="until", name=person.name)])
    line.until, line.ended_at = instant, at
    line.save(update_fields=["until", "ended_at"])
    record("people.line-ended", by=by, about=person, at=at, manager=line.manager_id, until=instant)
    _after_lines(person, instant, at)


@transaction.atomic
def withdraw_line(person: Person, *, since: datetime, by: Person | None, at: datetime) -> None:
    """Give up a line that was planned and has not begun; the line before it goes on as if nothing had been planned."""
    access.require(by, "change-line", person, at=at)
    hold_lines()
    line = ReportingLine.objects.select_for_update().filter(person=person, since=since, since__gt=at).first()
    if line is None:
        raise Refused([objection("line-has-begun", N_("That change has begun already. Plan another one instead."), where="since")])
    until, manager = line.until, line.manager_id
    line.delete()
    ReportingLine.objects.filter(person=person, until=since).update(until=until, ended_at=None)
    record("people.line-withdrawn", by=by, about=person, at=at, manager=manager, since=since)
    note_change(at)


@transaction.atomic
def delegate_to(
    manager: Person, delegate: Person, *, since: date | datetime, until: date | datetime, by: Person | None, at: datetime
) -> Delegation:
    """Let somebody stand in for a manager in [since, until): towards that manager's reports, and no further (TRUST X10)."""
    access.require(by, "delegate", manager, at=at)
    begin, end = instant_of(since, at), instant_of(until, at)
    found = rules.objections_to_delegation(begin, end)
    if delegate.pk == manager.pk:
        found.append(objection("delegate-to-oneself", N_("Pick somebody else to stand in."), where="delegate"))
    if delegate.status in {PersonStatus.LEAVER, PersonStatus.VACANT, PersonStatus.STUB}:
        found.append(objection("delegate-cannot-act", N_("%(name)s has no account to act with."), where="delegate", name=delegate.name))
    refuse_if(found)
    delegation = Delegation.objects.create(manager=manager, delegate=delegate, since=begin, until=end)
    record("people.delegation-begun", by=by, about=manager, at=at, delegate=delegate.pk, since=begin, until=end)
    return delegation


@transaction.atomic
def end_delegation(delegation: Delegation, *, by: Person | None, at: datetime) -> None:
    """Call a stand-in back, at once."""
    access.require(by, "delegate", delegation.manager, at=at)
    if delegation.since >= at:
        Delegation.objects.filter(pk=delegation.pk).delete()
    else:
        Delegation.objects.filter(pk=delegation.pk, until__gt=at).update(until=at, ended_at=at)
    record("people.delegation-ended", by=by, about=delegation.manager, at=at, delegate=delegation.delegate_id)


@transaction.atomic
def set_hr_partner(person: Person, partner: Person | None, *, by: Person | None, at: datetime) -> Person:
    """Name the HR generalist who looks after a person; none means the team's."""
    access.require(by, "set-hr-partner", person, at=at)
    if partner is not None and partner.pk == person.pk:
        raise Refused([objection("own-hr-partner", N_("Nobody is their own HR partner. Pick somebody else."), where="hr_partner")])
    person = Person.objects.select_for_update().get(pk=person.pk)
    person.hr_partner = partner
    person.save(update_fields=["hr_partner"])
    align_scopes(Person.objects.filter(pk=person.pk), at=at)
    record("people.hr-partner-set", by=by, about=person, at=at, partner=partner.pk if partner else None)
    return person


@transaction.atomic
def settle_lines(at: datetime) -> None:
    """Write down what dated rows have brought about by now: paths, and accounts of those whose last day is over. Idempotent."""
    settle_paths(at)
    settle_leavers(at)


def instant_of(day: date | datetime, at: datetime) -> datetime:
    """When a change dated to a day takes effect: now for today and before, else at 00:00 in the organisation's zone."""
    if isinstance(day, datetime):
        return day
    return start_of(day) if day > day_of(at) else at


def cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as they are kept: clean lines, addresses in lower case, NULL for an absent number or address."""
    kept = {name: rules.clean_line(value) if isinstance(value, str) else value for name, value in values.items()}
    if "email" in kept:
        kept["email"] = (kept["email"] or "").lower() or None
    if "external_id" in kept:
        kept["external_id"] = kept["external_id"] or None
    return kept


def objections_to_person(values: Mapping[str, Any], *, already: Person | None = None) -> list[Objection]:
    """Why a person cannot be kept with these values; empty when they can."""
    found: list[Objection] = []
    if "name" in values:
        found += rules.objections_to_name(values["name"])
    if "timezone" in values:
        found += rules.objections_to_zone(values["timezone"])
    others = Person.objects.exclude(pk=already.pk) if already else Person.objects.all()
    clash = others.filter(Q(email=values.get("email") or "-") | Q(external_id=values.get("external_id") or "-")).values_list(
        "email", "external_id"
    )
    for email, external_id in clash:
        if email and email == values.get("email"):
            found.append(objection("address-taken", N_("Somebody else has this address already."), where="email"))
        if external_id and external_id == values.get("external_id"):
            found.append(objection("number-taken", N_("Somebody else has this number already."), where="external_id"))
    return found


def _change(person: Person, changes: Mapping[str, Any], allowed: frozenset[str], *, by: Person | None, at: datetime) -> Person:
    if beyond := set(changes) - allowed:
        raise ValueError(f"not to be changed here: {', '.join(sorted(beyond))}")
    values = cleaned(changes)
    if not values.keys().isdisjoint({"email", "external_id"}):
        hold_lines()  # nobody else takes the address between the question and the answer
    refuse_if([*objections_to_person(values, already=person), *objections_to_coming_back(person, values)])
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    changed = sorted(name for name, value in values.items() if getattr(person, name) != value)
    if not changed:
        return person
    for name in changed:
        setattr(person, name, values[name])
    person.save(update_fields=changed)
    if "email" in changed and person.account_id and person.email:
        before = Account.objects.values_list("email", flat=True).get(pk=person.account_id)
        Account.objects.filter(pk=person.account_id).update(email=person.email, rotate_sessions_at=at)
        EmailAddress.objects.filter(user=person.account_id).delete()  # allauth's own copy would still let the old address in
        tell_of_new_address(before, person.email)
    record("people.person-changed", by=by, about=person, at=at, fields=" ".join(changed))
    return person


def _begin_line(person: Person, manager: Person, since: date | datetime, *, by: Person | None, at: datetime) -> ReportingLine:
    hold_lines()
    settle_paths(at)
    instant = instant_of(since, at)
    lines = list(ReportingLine.objects.select_for_update().filter(person=person).not_over(instant).order_by("since"))
    current = next((line for line in lines if line.since <= instant), None)
    planned = next((line for line in lines if line.since > instant), None)
    until = _earliest([planned.since if planned else None, _gone_at(person), _gone_at(manager)])
    refuse_if(_objections_to_line(person, manager, instant, until, current, at))
    if current is not None:
        current.until, current.ended_at = instant, at
        current.save(update_fields=["until", "ended_at"])
    line = ReportingLine.objects.create(person=person, manager=manager, since=instant, until=until)
    record(
        "people.line-begun", by=by, about=person, at=at, manager=manager.pk, since=instant, before=current.manager_id if current else None
    )
    _after_lines(person, instant, at)
    return line


def _objections_to_line(
    person: Person, manager: Person, instant: datetime, until: datetime | None, current: ReportingLine | None, at: datetime
) -> list[Objection]:
    if PersonStatus.LEAVER in {person.status, manager.status} or (until is not None and until <= instant):
        return [objection("line-with-a-leaver", N_("Somebody who has left can neither report nor be reported to."), where="manager")]
    if current is not None and current.manager_id == manager.pk:
        return [
            objection(
                "same-manager", N_("%(name)s reports to %(manager)s then already."), where="manager", name=person.name, manager=manager.name
            )
        ]
    if current is not None and (current.since == instant or instant < at):
        return [
            objection("line-begins-then", N_("Another line begins at that very time. Withdraw it, or pick another day."), where="since")
        ]
    loop = rules.loop_through(person.pk, manager.pk, instant, until, _lines_above(manager.pk, instant, until))
    if not loop:
        return []
    names = names_of(loop)
    chain = " → ".join(names[pk] for pk in loop)
    return [objection("reports-to-themselves", N_("This closes a loop: %(loop)s. Pick a manager outside it."), where="manager", loop=chain)]


def _lines_above(start: int, since: datetime, until: datetime | None) -> dict[int, list[Span]]:
    """Lines that touch a time, of everybody above somebody: one query for each step up."""
    found: dict[int, list[Span]] = {}
    level = {start}
    while level := level - found.keys():
        found.update({person: [] for person in level})
        touching = ReportingLine.objects.not_over(since).filter(person__in=level)
        if until is not None:
            touching = touching.filter(since__lt=until)
        for person, manager, begins, ends in touching.values_list("person_id", "manager_id", "since", "until"):
            found[person].append(Span(person, manager, begins, ends))
        level = {span.manager for person in level for span in found[person]}
    return found


def _after_lines(person: Person, instant: datetime, at: datetime) -> None:
    """Move the paths when the change is in force already, and have everything above settled when it is."""
    if instant <= at:
        person.refresh_from_db(fields=["path"])
        line = ReportingLine.objects.in_force(at).filter(person=person).select_related("manager").first()
        place(person, line.manager.path if line else "")
    note_change(at)
    ask_to_settle(at=at, from_instant=instant)


def _gone_at(person: Person) -> datetime | None:
    return start_of(person.end_date + timedelta(days=1)) if person.end_date else None


def _earliest(instants: list[datetime | None]) -> datetime | None:
    return min((instant for instant in instants if instant is not None), default=None)
