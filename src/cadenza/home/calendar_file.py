"""Somebody's 1:1s and kept days as a calendar file: days or instants under neutral titles, and nothing else (TRUST T07)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from icalendar import Calendar, Event

from cadenza.home.calendar_rules import Appointment, KeptDays, name_of, name_of_days, span_of

FETCHED_EVERY = timedelta(hours=4)
"""How often we ask calendars to look again; many look once a day whatever we ask."""


def calendar_file(appointments: Iterable[Appointment], kept: Iterable[KeptDays] = (), *, host: str, home: str) -> bytes:
    """The file. Instants are in UTC, which every calendar shows on its reader's clock; days have no zone and are days everywhere."""
    calendar = Calendar()
    calendar.add("prodid", "-//Cadenza//1:1//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", "Cadenza")
    calendar.add("x-wr-calname", "Cadenza")
    calendar.add("refresh-interval", FETCHED_EVERY, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT4H")
    for one in appointments:
        calendar.add_component(_event(one, host=host, home=home))
    for days in kept:
        calendar.add_component(_days(days, host=host, home=home))
    written: bytes = calendar.to_ical()
    return written


def _event(one: Appointment, *, host: str, home: str) -> Event:
    begin, end = span_of(one)
    event = Event()
    event.add("uid", name_of(one.review_id, host=host))
    event.add("dtstamp", one.made_at)
    event.add("dtstart", begin)
    event.add("dtend", end)
    event.add("summary", _("1:1"))
    event.add("class", "PRIVATE")
    event.add("sequence", one.moved_times)
    event.add("transp", "TRANSPARENT" if one.begins is None else "OPAQUE")
    event.add("url", home)
    return event


def _days(one: KeptDays, *, host: str, home: str) -> Event:
    """Whole days, and never what they are for (TIME-1)."""
    event = Event()
    event.add("uid", name_of_days(one.name, host=host))
    event.add("dtstamp", one.made_at)
    event.add("dtstart", one.first_day)
    event.add("dtend", one.last_day + timedelta(days=1))
    hours = ngettext("%(hours)d hour kept free this week", "%(hours)d hours kept free this week", one.hours)
    event.add("summary", hours % {"hours": one.hours} if one.hours else _("Time kept free"))
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    event.add("url", home)
    return event
