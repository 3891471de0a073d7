"""Invitations: a one-time link with which somebody whom the organisation knows makes their account."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from cadenza.objections import N_, Objection, Unseen, objection, refuse_if
from cadenza.people import access
from cadenza.people.mails import send_invitation
from cadenza.people.models import Account, Invitation, Person
from cadenza.people.rules import INVITATION_DAYS, PersonStatus
from cadenza.people.tokens import hash_of, new_token
from cadenza.trail.record import record


@transaction.atomic
def invite(person: Person, *, by: Person | None, at: datetime) -> str:
    """Send somebody the link to their account; the token is answered once and kept nowhere. An earlier link dies."""
    access.require(by, "invite", person, at=at)
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    refuse_if(_objections_to_inviting(person))
    Invitation.objects.filter(person=person, used_at=None, expires_at__gt=at).update(expires_at=at)
    token = new_token()
    Invitation.objects.create(
        person=person, token_hash=hash_of(token), made_by=by, made_at=at, expires_at=at + timedelta(days=INVITATION_DAYS)
    )
    send_invitation(person, token)
    record("people.invited", by=by, about=person, at=at)
    return token


def invitation_for(token: str, *, at: datetime) -> Invitation:
    """The live invitation behind a link. Unknown, used, expired, or of somebody who has left: all the same Unseen (TRUST T27)."""
    live = Invitation.objects.select_related("person").filter(
        token_hash=hash_of(token), used_at=None, expires_at__gt=at, person__account=None
    )
    found = live.exclude(person__status=PersonStatus.LEAVER).first()
    if found is None:
        raise Unseen("invitation")
    return found


@transaction.atomic
def accept_invitation(token: str, password: str, *, at: datetime) -> Account:
    """Make the account with a password that the person chose; the link is used up."""
    invitation = invitation_for(token, at=at)
    person = Person.objects.select_for_update(of=("self",)).get(pk=invitation.person_id)
    used = Invitation.objects.filter(pk=invitation.pk, used_at=None).update(used_at=at)
    if not used or person.account_id or not person.email:
        raise Unseen("invitation")
    account = Account(email=person.email)
    refuse_if(objections_to_password(password, account, person))
    account.set_password(password)
    account.save()
    person.account = account
    person.save(update_fields=["account"])
    record("people.invitation-accepted", by=person, about=person, at=at)
    return account


def objections_to_password(password: str, account: Account, person: Person | None = None) -> list[Objection]:
    """Why a password is too weak, in the words of Django's own validators."""
    try:
        validate_password(password, account)
    except ValidationError as error:
        return [objection("password-too-weak", "%(reason)s", where="password", reason=" ".join(error.messages))]
    if person is not None and password.casefold() == person.name.casefold():
        return [objection("password-too-weak", N_("Pick a password that is not your name."), where="password")]
    return []


def _objections_to_inviting(person: Person) -> list[Objection]:
    if person.account_id:
        return [objection("has-an-account", N_("%(name)s has an account already."), where="person", name=person.name)]
    if not person.email:
        return [objection("no-address", N_("Enter an e-mail address for %(name)s first."), where="email", name=person.name)]
    if person.status in {PersonStatus.LEAVER, PersonStatus.VACANT}:
        return [objection("cannot-be-invited", N_("%(name)s cannot be invited."), where="person", name=person.name)]
    return []
