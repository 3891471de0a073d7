"""The owner's link and the steps of set-up: who owns the organisation, what it is called, where and when its year begins."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from cadenza.objections import N_, Objection, Refused, Unseen, objection, refuse_if
from cadenza.people import access, rules
from cadenza.people.actions import PersonDraft, add_person, change_person
from cadenza.people.inviting import objections_to_password
from cadenza.people.models import Account, Organisation, OwnerLink, Person
from cadenza.people.tokens import hash_of, new_token
from cadenza.trail.record import record


@transaction.atomic
def make_owner_link(at: datetime) -> str:
    """The one-time address with which the owner begins; an earlier one dies. Refused once there is an owner."""
    if Organisation.objects.exclude(owner=None).exists():
        raise Refused([objection("owner-known", N_("This installation has its owner already. They go on by signing in."))])
    OwnerLink.objects.filter(used_at=None, expires_at__gt=at).update(expires_at=at)
    token = new_token()
    OwnerLink.objects.create(token_hash=hash_of(token), made_at=at, expires_at=at + timedelta(days=rules.OWNER_LINK_DAYS))
    return f"{settings.SITE_URL}/setup/owner/?key={token}"


def owner_link_for(token: str, *, at: datetime) -> OwnerLink:
    """The live link behind a token; anything else is Unseen."""
    found = OwnerLink.objects.filter(token_hash=hash_of(token), used_at=None, expires_at__gt=at).first()
    if found is None:
        raise Unseen("owner link")
    return found


@transaction.atomic
def become_owner(token: str, *, name: str, email: str, password: str, at: datetime) -> Person:
    """Make the first account and the person it belongs to, who sets the organisation up.

    Somebody of this address whom an import brought in, and who has no account, is that person: else one human would be there twice. The
    link is all that it takes, and it is gone with its first use; once there is an owner nobody is taken over in this way.
    """
    link = owner_link_for(token, at=at)
    if not OwnerLink.objects.filter(pk=link.pk, used_at=None).update(used_at=at):
        raise Unseen("owner link")
    account = Account(email=rules.clean_address(email))
    refuse_if(objections_to_password(password, account))
    person = _brought_in(account.email, name, at=at) or add_person(PersonDraft(name=name, email=email), by=None, at=at)
    account.set_password(password)
    account.save()
    person.account = account
    person.save(update_fields=["account"])
    organisation = Organisation.objects.select_for_update().first() or Organisation()
    organisation.owner = person
    organisation.save()
    record("people.owner-named", by=person, about=person, at=at)
    return person


def _brought_in(email: str, name: str, *, at: datetime) -> Person | None:
    """Whom an import knows by this address and who has no account, under the name they give themselves. DATA-4"""
    known = (
        Person.objects.select_for_update(of=("self",))
        .filter(email=email, account=None, status__in=(*rules.PRESENT, rules.PersonStatus.STUB))
        .first()
    )
    if known is None:
        return None
    stands = rules.PersonStatus.ACTIVE if known.status == rules.PersonStatus.STUB else known.status
    return change_person(known, {"name": name, "status": stands}, by=None, at=at)


@transaction.atomic
def describe_organisation(*, name: str, timezone: str, country: str, by: Person, at: datetime) -> Organisation:
    """Say what the organisation is called, and by which clock and calendar it lives."""
    access.require_role(by, "change-organisation", at=at)
    name = rules.clean_line(name)
    refuse_if([*rules.objections_to_name(name), *rules.objections_to_zone(timezone), *_objections_to_country(country)])
    organisation = Organisation.objects.select_for_update().first() or Organisation()
    organisation.name, organisation.timezone, organisation.country = name, timezone or "UTC", country.upper()
    organisation.save()
    record("people.organisation-described", by=by, about=None, at=at)
    return organisation


@transaction.atomic
def begin_year_in(month: int, *, by: Person, at: datetime) -> Organisation:
    """Say in which month the fiscal year begins; its quarters follow from that."""
    access.require_role(by, "change-organisation", at=at)
    if not 1 <= month <= 12:
        raise Refused([objection("no-such-month", N_("Pick the month in which your fiscal year begins."), where="month")])
    organisation = Organisation.objects.select_for_update().first() or Organisation()
    organisation.fiscal_year_starts_in = month
    organisation.save()
    record("people.fiscal-year-set", by=by, about=None, at=at, month=month)
    return organisation


def _objections_to_country(country: str) -> list[Objection]:
    if country and not (len(country) == 2 and country.isascii() and country.isalpha()):
        return [objection("country-unknown", N_("Write the country as two letters, such as GB."), where="country")]
    return []
