"""The organisation's days and people's working days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cadenza.people import calendars, days
from cadenza.people.models import Organisation, Person
from cadenza.people.rules import zones

pytestmark = pytest.mark.django_db


def live_in(zone: str) -> None:
    Organisation.objects.all().delete()
    Organisation(name="Northwind", timezone=zone).save()


def test_before_set_up_days_are_those_of_utc() -> None:
    assert days.day_of(datetime(2026, 11, 24, 23, 59, tzinfo=UTC)) == date(2026, 11, 24)


def test_the_day_is_that_of_the_organisation_s_zone() -> None:
    """TRUST N17: 31 October, 23:30 in Los Angeles, is 1 November in UTC and counts for October."""
    live_in("America/Los_Angeles")
    assert days.day_of(datetime(2026, 11, 1, 6, 30, tzinfo=UTC)) == date(2026, 10, 31)


def test_a_change_of_zone_is_noticed_at_once() -> None:
    live_in("UTC")
    days.day_of(datetime(2026, 11, 24, tzinfo=UTC))
    live_in("Pacific/Auckland")
    assert days.day_of(datetime(2026, 11, 24, 12, tzinfo=UTC)) == date(2026, 11, 25)


def test_asking_again_asks_the_database_no_more(django_assert_num_queries) -> None:
    live_in("UTC")
    days.organisation()
    with django_assert_num_queries(0):
        days.day_of(datetime(2026, 11, 24, tzinfo=UTC))


@pytest.mark.parametrize(("zone", "skipped"), [("America/Asuncion", date(2023, 10, 1)), ("Africa/Cairo", date(2026, 4, 24))])
def test_a_day_whose_midnight_is_skipped_begins_at_its_first_instant(zone, skipped) -> None:
    """TRUST N17."""
    live_in(zone)
    begin = days.start_of(skipped)
    assert days.day_of(begin) == skipped
    assert days.day_of(begin - timedelta(microseconds=1)) == skipped - timedelta(days=1)


@settings(max_examples=60, deadline=None)
@given(zone=st.sampled_from(sorted(zones())), day=st.dates(date(2024, 1, 1), date(2031, 12, 31)))
def test_every_day_in_every_zone_begins_where_the_last_one_ends(zone, day) -> None:
    """TRUST N17."""
    days._memory.organisation, days._memory.changes = Organisation(timezone=zone), Organisation.changes
    days._memory.read_at = float("inf")
    begin = days.start_of(day)
    assert days.day_of(begin) == day
    assert days.day_of(begin - timedelta(seconds=1)) == day - timedelta(days=1)


def test_somebody_s_own_zone_is_for_display_and_unknown_ones_are_utc() -> None:
    live_in("Europe/London")
    found = [str(days.zone_of(Person(timezone=zone))) for zone in ("Africa/Lagos", "", "Mars/Base")]
    assert found == ["Africa/Lagos", "Europe/London", "UTC"]


@pytest.mark.parametrize(
    ("day", "country", "works"),
    [
        (date(2026, 11, 24), "GB", True),
        (date(2026, 11, 28), "GB", False),
        (date(2026, 12, 25), "GB", False),
        (date(2026, 12, 25), "", True),
        (date(2026, 12, 25), "XX", True),
        (date(2026, 11, 27), "SA", False),
        (date(2026, 11, 29), "SA", True),
        (date(2026, 7, 14), "fr", False),
    ],
)
def test_working_days_are_those_of_the_country(day, country, works) -> None:
    assert calendars.is_working_day(day, country=country) is works


def test_a_due_date_moves_off_a_holiday_either_way() -> None:
    christmas = date(2026, 12, 25)
    assert calendars.working_day_on_or_after(christmas, country="GB") == date(2026, 12, 29)
    assert calendars.working_day_on_or_before(christmas, country="GB") == date(2026, 12, 24)
    assert calendars.working_days_after(date(2026, 12, 23), 2, country="GB") == date(2026, 12, 29)


@pytest.mark.parametrize(
    ("day", "where", "works"),
    [
        (date(2026, 4, 6), "GB-ENG", False),
        (date(2026, 4, 6), "GB-SCT", True),
        (date(2026, 11, 30), "GB-SCT", False),
        (date(2026, 11, 30), "GB-ENG", True),
        (date(2026, 8, 15), "DE-BY", False),
        (date(2026, 11, 30), "GB-XX", True),
    ],
)
def test_working_days_are_those_of_the_region(day, where, works) -> None:
    """REV-4: Easter Monday is a bank holiday in England and St Andrew's Day in Scotland."""
    assert calendars.is_working_day(day, country=where) is works


@pytest.mark.parametrize(
    ("country", "site", "zone", "calendar"),
    [
        ("GB", "Leeds, England", "", "GB-ENG"),
        ("GB", "Glasgow (Scotland)", "", "GB-SCT"),
        ("GB", "edinburgh", "Europe/London", "GB-SCT"),
        ("GB", "GB-NIR", "", "GB-NIR"),
        ("GB", "", "Europe/London", "GB-ENG"),
        ("gb", "Canal House", "", "GB-ENG"),
        ("DE", "München, Bayern", "", "DE-BY"),
        ("DE", "München", "Europe/Berlin", "DE"),
        ("US", "Portland, OR", "America/Los_Angeles", "US-OR"),
        ("US", "or whoever", "America/Phoenix", "US-AZ"),
        ("AU", "", "Australia/Melbourne", "AU-VIC"),
        ("DE", "", "Australia/Melbourne", "DE"),
        ("XX", "Anywhere", "", "XX"),
    ],
)
def test_a_person_s_region_is_taken_from_their_site_and_else_from_their_zone(country, site, zone, calendar) -> None:
    """REV-4."""
    person = Person(country=country, site=site, timezone=zone)
    assert calendars.calendar_of(person) == calendar


@pytest.mark.django_db
def test_without_a_country_the_organisation_s_stands_in() -> None:
    Organisation.objects.create(name="Fenwick", country="GB")
    assert calendars.calendar_of(Person(site="Dundee")) == "GB-SCT"
