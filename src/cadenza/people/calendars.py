"""Working days by country and region. The only importer of `holidays`, and only when a country is asked for: it takes half a second.

A calendar is named as in ISO 3166: "DE", or with a region "GB-SCT". `calendar_of` says which one is somebody's.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date, timedelta
from functools import cache

from cadenza.people.days import organisation
from cadenza.people.models import Person
from cadenza.people.rules import region_of


def calendar_of(person: Person) -> str:
    """The calendar of somebody's place of work: its country, the organisation's where none is known, and the region that site or zone name."""
    return _calendar_at((person.country or organisation().country).upper(), person.site, person.timezone)


def is_working_day(day: date, *, country: str) -> bool:
    """Whether people in this country or region work on a day. An unknown or empty one works Monday to Friday, every week."""
    weekend, days_off = _calendar_of(country.upper(), day.year)
    return day.weekday() not in weekend and day not in days_off


def working_day_on_or_after(day: date, *, country: str) -> date:
    """The day itself, or the next one on which people work."""
    return _first_working_day(day, timedelta(days=1), country)


def working_day_of_all(day: date, *, countries: Collection[str]) -> date:
    """The day itself, or the next one on which people of all these places work."""
    while not all(is_working_day(day, country=one) for one in countries):
        day += timedelta(days=1)
    return day


def working_day_on_or_before(day: date, *, country: str) -> date:
    """The day itself, or the last one before it on which people work."""
    return _first_working_day(day, timedelta(days=-1), country)


def working_days_after(day: date, count: int, *, country: str) -> date:
    """The day that lies `count` working days after another; the day itself is not counted."""
    for _ in range(count):
        day = working_day_on_or_after(day + timedelta(days=1), country=country)
    return day


def _first_working_day(day: date, step: timedelta, country: str) -> date:
    while not is_working_day(day, country=country):
        day += step
    return day


@cache
def _calendar_at(country: str, site: str, zone: str) -> str:
    region = region_of(country, site=site, zone=zone, known=_regions_of(country)) if country else ""
    return f"{country}-{region}" if region else country


@cache
def _calendar_of(country: str, year: int) -> tuple[Collection[int], frozenset[date]]:
    """Weekend (Monday is 0) and public holidays of one country in one year."""
    find = _finder_for(country)
    return find(year) if find else ((5, 6), frozenset())


@cache
def _finder_for(country: str) -> Callable[[int], tuple[Collection[int], frozenset[date]]] | None:
    if not country:
        return None
    import holidays

    name, _, region = country.partition("-")
    supported = holidays.list_supported_countries()
    if name not in supported:
        return None

    def find(year: int) -> tuple[Collection[int], frozenset[date]]:
        found = holidays.country_holidays(name, subdiv=region if region in supported[name] else None, years=year)
        return frozenset(found.weekend), frozenset(found.keys())

    return find


@cache
def _regions_of(country: str) -> Mapping[str, str]:
    """What the regions of a country are called -> their codes; the codes themselves too."""
    import holidays

    codes = holidays.list_supported_countries().get(country, [])
    if not codes:
        return {}
    named: Mapping[str, str] = getattr(holidays.country_holidays(country), "subdivisions_aliases", {})
    return {code: code for code in codes} | dict(named)
