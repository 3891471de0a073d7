"""Working days by country. The only importer of `holidays`, and only when a country is asked for: it takes half a second."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, timedelta
from functools import cache


def is_working_day(day: date, *, country: str) -> bool:
    """Whether people in this country work on a day. An unknown or empty country works Monday to Friday, every week."""
    weekend, days_off = _calendar_of(country.upper(), day.year)
    return day.weekday() not in weekend and day not in days_off


def working_day_on_or_after(day: date, *, country: str) -> date:
    """The day itself, or the next one on which people work."""
    return _first_working_day(day, timedelta(days=1), country)


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
def _calendar_of(country: str, year: int) -> tuple[Collection[int], frozenset[date]]:
    """Weekend (Monday is 0) and public holidays of one country in one year."""
    find = _finder_for(country)
    return find(year) if find else ((5, 6), frozenset())


@cache
def _finder_for(country: str) -> Callable[[int], tuple[Collection[int], frozenset[date]]] | None:
    if not country:
        return None
    import holidays

    if country not in holidays.list_supported_countries():
        return None

    def find(year: int) -> tuple[Collection[int], frozenset[date]]:
        found = holidays.country_holidays(country, years=year)
        return frozenset(found.weekend), frozenset(found.keys())

    return find
