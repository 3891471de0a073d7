"""Roles that are granted: never to oneself, always seen by a second person, and until set-up is done by the owner (TRUST X8)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cadenza.objections import N_, Objection, Refused, objection, refuse_if
from cadenza.people import access, rules
from cadenza.people.mails import tell_privacy_officers
from cadenza.people.models import Account, Grant, GrantProposal, Organisation, Person
from cadenza.people.rules import GrantedRole, PersonStatus
from cadenza.people.upkeep import ask_to_settle
from cadenza.trail.record import record


@transaction.atomic
def grant_role(person: Person, role: GrantedRole, *, by: Person | None, at: datetime) -> Grant | GrantProposal:
    """Give a role: at once by the owner during set-up, and by the command line; else as a proposal for a second person to confirm."""
    if by is not None and by.pk == person.pk and not access.is_setting_up(by):
        raise Refused([objection("grant-to-yourself", N_("Nobody grants a role to themselves. Ask another HR admin."), where="person")])
    access.require(by, "grant-role", person, at=at)
    refuse_if(_objections_to_grant(person, role, at))
    if by is None or access.is_setting_up(by):
        return _grant(person, role, by=by, second=None, at=at)
    proposal = GrantProposal.objects.create(person=person, role=role, proposed_by=by, proposed_at=at)
    record("people.role-proposed", by=by, about=person, at=at, role=str(role))
    tell_privacy_officers(at=at)
    return proposal


@transaction.atomic
def confirm_role(proposal: GrantProposal, *, by: Person, at: datetime) -> Grant:
    """Be the second person: an HR admin or privacy officer, neither the proposer nor the one who gets the role."""
    proposal = _to_decide(proposal, by, at)
    refuse_if(_objections_to_grant(proposal.person, GrantedRole(proposal.role), at, confirming=True))
    _decide(proposal, by, at, confirmed=True)
    return _grant(proposal.person, GrantedRole(proposal.role), by=proposal.proposed_by, second=by, at=at)


@transaction.atomic
def decline_role(proposal: GrantProposal, *, by: Person, at: datetime) -> None:
    """Turn a proposal down. The proposer may withdraw their own."""
    proposal = _to_decide(proposal, by, at, withdrawing=proposal.proposed_by_id == by.pk)
    _decide(proposal, by, at, confirmed=False)
    record("people.role-declined", by=by, about=proposal.person, at=at, role=proposal.role)


@transaction.atomic
def end_role(person: Person, role: GrantedRole, *, by: Person | None, at: datetime) -> None:
    """Take a role back, at once. Giving up one's own is free; the last HR admin and the last privacy officer stay."""
    if by is None or by.pk != person.pk:
        access.require(by, "end-role", person, at=at)
    held = list(Grant.objects.select_for_update().in_force(at).filter(role=role))
    mine = [grant for grant in held if grant.person_id == person.pk]
    if not mine:
        raise Refused([objection("role-not-held", N_("%(name)s does not hold this role."), where="role", name=person.name)])
    set_up = Organisation.objects.filter(set_up_at__isnull=False).exists()
    if set_up and role in rules.CONFIRMERS and len(held) == len(mine):
        raise Refused([objection("last-holder", N_("Somebody has to hold this role. Grant it to another person first."), where="role")])
    for grant in mine:
        if grant.since >= at:
            grant.delete()
        else:
            grant.until, grant.ended_at = at, at
            grant.save(update_fields=["until", "ended_at"])
    _renew_sessions(person, at)
    ask_to_settle(at=at, from_instant=at)  # an HR partner who may act no longer is written down, and another asked for
    record("people.role-ended", by=by, about=person, at=at, role=str(role))


@transaction.atomic
def finish_setup(*, by: Person, at: datetime) -> None:
    """End set-up: from now on the two-person rule holds for everybody, the owner too. Refused without both roles (TRUST X8)."""
    organisation = Organisation.objects.select_for_update().get(owner=by, set_up_at=None)
    refuse_if(rules.objections_to_finishing_setup(holders(GrantedRole.HR_ADMIN, at), holders(GrantedRole.PRIVACY_OFFICER, at)))
    organisation.set_up_at = at
    organisation.save(update_fields=["set_up_at"])
    record("people.setup-finished", by=by, about=by, at=at)


def holders(role: GrantedRole, at: datetime) -> list[int]:
    """Ids of those who hold a role and can act on it."""
    return list(
        Grant.objects.in_force(at).filter(role=role).exclude(person__status=PersonStatus.LEAVER).values_list("person_id", flat=True)
    )


def _objections_to_grant(person: Person, role: GrantedRole, at: datetime, *, confirming: bool = False) -> list[Objection]:
    if person.status in {PersonStatus.LEAVER, PersonStatus.VACANT, PersonStatus.STUB}:
        return [objection("cannot-hold-a-role", N_("%(name)s cannot hold a role."), where="person", name=person.name)]
    if Grant.objects.in_force(at).filter(person=person, role=role).exists():
        return [objection("role-held-already", N_("%(name)s holds this role already."), where="role", name=person.name)]
    if not confirming and GrantProposal.objects.filter(person=person, role=role, decided_at=None).exists():
        return [objection("role-proposed-already", N_("This role is waiting for a second person to confirm it."), where="role")]
    return []


def _to_decide(proposal: GrantProposal, by: Person, at: datetime, *, withdrawing: bool = False) -> GrantProposal:
    access.require_role(by, "confirm-role", at=at)
    waiting = (
        GrantProposal.objects.select_for_update(of=("self",))
        .select_related("person", "proposed_by")
        .filter(pk=proposal.pk, decided_at=None)
        .first()
    )
    if waiting is None:
        raise Refused([objection("proposal-decided", N_("Somebody has decided this already."))])
    if by.pk == waiting.person_id or (by.pk == waiting.proposed_by_id and not withdrawing):
        raise Refused([objection("second-person-needed", N_("A second person has to decide: neither who asked nor who gets the role."))])
    return waiting


def _decide(proposal: GrantProposal, by: Person, at: datetime, *, confirmed: bool) -> None:
    proposal.decided_by, proposal.decided_at, proposal.confirmed = by, at, confirmed
    proposal.save(update_fields=["decided_by", "decided_at", "confirmed"])


def _grant(person: Person, role: GrantedRole, *, by: Person | None, second: Person | None, at: datetime) -> Grant:
    grant = Grant.objects.create(person=person, role=role, since=at, granted_by=by, confirmed_by=second)
    _renew_sessions(person, at)
    record("people.role-granted", by=by, about=person, at=at, role=str(role), confirmed_by=second.pk if second else None)
    return grant


def _renew_sessions(person: Person, at: datetime) -> None:
    """Every session of the person gets a new id at its next request (TRUST T23)."""
    if person.account_id:
        Account.objects.filter(pk=person.account_id).update(rotate_sessions_at=at)
