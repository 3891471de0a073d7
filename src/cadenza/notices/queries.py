"""Who gets mail, in which zone, and how much is due to them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, datetime
from functools import partial

from django.db.models import QuerySet

from cadenza.home.desk import desk_of
from cadenza.home.dues import dues_of
from cadenza.home.models import MailChoice
from cadenza.home.shell import standing_of
from cadenza.notices.rules import Occasion, Tally, occasion_on, tally_of_day, weekly_tally
from cadenza.people.calendars import calendar_of, is_working_day
from cadenza.people.days import zone_of
from cadenza.people.models import Person
from cadenza.people.relations import has_left
from cadenza.people.rules import PersonStatus


def readers() -> QuerySet[Person]:
    """Whoever may get mail at all: here, with an account that is open and an address. Whether the last day is over is asked apart."""
    return Person.objects.filter(status=PersonStatus.ACTIVE, account__is_active=True, email__isnull=False).exclude(email="")


def zones_in_use() -> dict[str, list[str]]:
    """Name of a zone -> what people have written down for it; empty stands for the organisation's."""
    found: dict[str, list[str]] = {}
    for written in readers().order_by().values_list("timezone", flat=True).distinct():
        found.setdefault(zone_of(Person(timezone=written)).key, []).append(written)
    return found


def wants(people: Collection[Person]) -> dict[int, MailChoice]:
    """Person -> which mail they want, for many. One query; who has chosen nothing wants both."""
    chosen = {one.person_id: one for one in MailChoice.objects.filter(person__in=people)}
    return {person.pk: chosen.get(person.pk) or MailChoice(person=person) for person in people}


def occasion_for(person: Person, day: date, choice: MailChoice, *, at: datetime) -> Occasion | None:
    """Which mail a day brings to somebody, by the working days of their own country."""
    if has_left(person, at=at):
        return None
    return occasion_on(day, works=works_of(person), weekly=choice.weekly, on_the_day=choice.on_the_day)


def works_of(person: Person) -> Callable[[date], bool]:
    """Whether somebody works on a day, by the calendar of their place of work."""
    return partial(_is_working_day, calendar_of(person))


def tally_for(person: Person, occasion: Occasion, day: date, *, at: datetime) -> Tally:
    """How much is due to somebody, from the same rows as their first page."""
    dues = dues_of(desk_of(person, at=at, standing=standing_of(person, at)))
    return weekly_tally(dues, today=day) if occasion == Occasion.WEEKLY else tally_of_day(dues, today=day)


def _is_working_day(country: str, day: date) -> bool:
    return is_working_day(day, country=country)
