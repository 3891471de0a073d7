"""The roads of this room: from a secret calendar address to the person whose calendar it is (TRUST K2), from a due to its reader's snooze."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db.models import QuerySet

from cadenza.home.models import CalendarLink, Snooze
from cadenza.objections import Unseen
from cadenza.people.days import day_of
from cadenza.people.models import Person
from cadenza.people.relations import has_left
from cadenza.people.rules import PersonStatus, Relation
from cadenza.people.tokens import hash_of

R = Relation

WHO_MAY: Mapping[str, frozenset[Relation]] = {
    "calendar.link": frozenset({R.SELF}),  # TRUST K2: own c d; R20: no other scope exists
    "calendar.read": frozenset({R.SELF}),  # whoever holds the token reads as the person, and of pairs alone
    "mail.choose": frozenset({R.SELF}),  # M1
    "due.snooze": frozenset({R.SELF}),  # DUE-1: one's own list, nobody else's
}


def calendar_reader(token: str, *, at: datetime) -> Person:
    """Whose calendar a token opens at this instant. Unknown, revoked, of somebody who has left or whose account is closed: all the same Unseen.

    One query, whatever the answer (TRUST T29, T32).
    """
    links = CalendarLink.objects.select_related("person").filter(token_hash=hash_of(token), ended_at=None, person__account__is_active=True)
    link = links.first()
    if link is None or has_left(link.person, at=at):
        raise Unseen("calendar")
    return link.person


def living_links(*, at: datetime) -> QuerySet[CalendarLink]:
    """Every address that opens a calendar at this instant: not revoked, and whose person is still here (TRUST R13). Whoever asks shows no token."""
    here = CalendarLink.objects.filter(ended_at=None, person__account__is_active=True).exclude(person__status=PersonStatus.LEAVER)
    return here.exclude(person__end_date__lt=day_of(at)).select_related("person")


def living_link(person: Person) -> CalendarLink | None:
    """The person's own address as it stands, without its token, which nobody knows but whoever was shown it."""
    return CalendarLink.objects.filter(person=person, ended_at=None).first()


def snooze_of(reader: Person, due: str, *, at: datetime) -> Snooze:
    """The reader's own snooze that still runs, locked. Raises Unseen."""
    running = Snooze.objects.select_for_update().filter(person=reader, due=due, ended_at=None, until__gt=day_of(at))
    snooze = running.first()
    if snooze is None:
        raise Unseen("snooze")
    return snooze
