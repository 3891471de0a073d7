"""The verbs of one's own account page: make, renew or revoke the address of one's calendar, choose one's mail."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cadenza.home.access import living_links
from cadenza.home.models import CalendarLink, MailChoice
from cadenza.objections import Unseen
from cadenza.people.access import require_role
from cadenza.people.models import Person
from cadenza.people.tokens import hash_of, new_token
from cadenza.trail.record import record
from cadenza.trail.rules import Audience

PREFIX = "cadenza_cal_"
"""By this, scanners find a token that lies where it should not (TRUST T29)."""


@transaction.atomic
def make_calendar_link(*, by: Person, at: datetime) -> str:
    """Give somebody a secret address for their calendar and answer its token, this once. An earlier address ends at the same instant."""
    _end(by, at)
    token = PREFIX + new_token()
    CalendarLink.objects.create(person=by, token_hash=hash_of(token), made_at=at)
    record("home.calendar-link-made", by=by, about=by, at=at, audience=Audience.SUBJECT)
    return token


@transaction.atomic
def end_calendar_link(*, by: Person, at: datetime) -> None:
    """Revoke the address: whoever has it finds nothing there from now on. Doing it twice changes nothing."""
    if _end(by, at):
        record("home.calendar-link-ended", by=by, about=by, at=at, audience=Audience.SUBJECT)


@transaction.atomic
def revoke_calendar_link(link_id: int, *, by: Person, at: datetime) -> None:
    """Revoke somebody else's address, which may have come into wrong hands. Raises PermissionDenied, or Unseen where none lives (TRUST K2)."""
    require_role(by, "revoke-calendar", at=at)
    link = living_links(at=at).filter(pk=link_id).first()
    if link is None or not _end(link.person, at):
        raise Unseen("calendar")
    record("home.calendar-link-revoked", by=by, about=link.person, at=at, audience=Audience.SUBJECT)


@transaction.atomic
def choose_mail(*, weekly: bool, on_the_day: bool, by: Person, at: datetime) -> None:
    """Keep which mail somebody wants (DUE-2)."""
    MailChoice.objects.update_or_create(person=by, defaults={"weekly": weekly, "on_the_day": on_the_day})
    record("home.mail-chosen", by=by, about=by, at=at, audience=Audience.SUBJECT, weekly=weekly, on_the_day=on_the_day)


def _end(person: Person, at: datetime) -> int:
    Person.objects.select_for_update(of=("self",)).get(pk=person.pk)  # two renewals at once: one after the other
    return CalendarLink.objects.filter(person=person, ended_at=None).update(ended_at=at)
