"""Somebody's calendar: whose 1:1s it shows, when, and to whom its address opens (REV-5; TRUST T07, T29, N17, K2, R13)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar, Event
from tests.agreed import FIRST, LAST, SECOND, agreed_plan
from tests.cast import NOW, Cast

from cadenza.home import actions, calendar_views
from cadenza.home.calendar import appointments_of
from cadenza.home.calendar_file import calendar_file
from cadenza.home.calendar_rules import LENGTH, Appointment, begins_at, fingerprint_of, name_of, span_of
from cadenza.home.models import CalendarLink
from cadenza.people.actions import begin_line, end_line, mark_left
from cadenza.people.models import Person
from cadenza.plans.models import Plan, Review
from cadenza.plans.rules import PlanState
from cadenza.rhythm.actions import set_meeting_time
from cadenza.web import clock
from cadenza.web.logs import OneLine
from cadenza.web.pace import Pace

SECOND_LATER = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def unhurried() -> None:
    calendar_views.READS.forget()
    calendar_views.MISSES.forget()


@pytest.fixture
def plan(cast: Cast) -> Plan:
    """The engineer's agreed plan: a review held, one today, one in four weeks."""
    return agreed_plan(cast.engineer, cast.manager)


def days_of(person: Person, *, at: datetime = NOW) -> list[date]:
    return [one.day for one in appointments_of(person, at=at)]


def fetched(token: str, *, at: datetime = NOW, **headers: str) -> Any:
    with clock.pinned(at):
        return Client().get(f"/calendar/{token}.ics", **headers)


def events(content: bytes) -> list[Event]:
    return list(Calendar.from_ical(content).walk("VEVENT"))


# Which 1:1s


def test_both_of_a_pair_see_the_whole_quarter(cast: Cast, plan: Plan) -> None:
    """REV-5."""
    assert days_of(cast.engineer) == [FIRST, SECOND, LAST]
    assert days_of(cast.manager) == [FIRST, SECOND, LAST]


@pytest.mark.parametrize("other", ["peer", "upline", "delegate", "mentor", "hr_partner", "hr_admin", "outsider", "executive"])
def test_nobody_else_has_them(cast: Cast, plan: Plan, other: str) -> None:
    """K2: the pair's own; a stand-in sees them on the home page while standing in."""
    assert days_of(getattr(cast, other)) == []


def test_a_draft_has_no_1to1s(cast: Cast, plan: Plan) -> None:
    Plan.objects.update(state=PlanState.DRAFT)
    assert days_of(cast.engineer) == []


def test_what_rests_does_not_stand_there(cast: Cast, plan: Plan) -> None:
    """PIP-19: paused reviews are not due."""
    Review.objects.filter(held_at=None, due_on__lte=SECOND).update(rests=True)
    assert days_of(cast.engineer) == [FIRST, LAST]


def test_a_moved_1to1_stands_on_its_new_day_under_its_old_name(cast: Cast, plan: Plan) -> None:
    before = {one.review_id for one in appointments_of(cast.engineer, at=NOW)}
    Review.objects.filter(due_on=LAST).update(due_on=date(2026, 12, 21), moved_times=1)
    after = appointments_of(cast.engineer, at=NOW)
    assert ([one.day for one in after][-1], {one.review_id for one in after}) == (date(2026, 12, 21), before)


def test_the_last_quarters_1to1s_go_with_the_quarter(cast: Cast, plan: Plan) -> None:
    Review.objects.filter(due_on=FIRST).update(held_on=date(2026, 9, 30))
    assert days_of(cast.engineer) == [SECOND, LAST]


def test_without_a_running_quarter_three_months_are_shown(cast: Cast, plan: Plan) -> None:
    assert days_of(cast.engineer, at=datetime(2027, 1, 20, tzinfo=UTC)) == [FIRST, SECOND, LAST]
    assert days_of(cast.engineer, at=datetime(2027, 2, 20, tzinfo=UTC)) == [SECOND, LAST]


# Access moves at the effective instant


def test_a_pair_that_has_ended_is_gone_one_second_later(cast: Cast, plan: Plan) -> None:
    """X1, T10."""
    begin_line(cast.engineer, cast.new_manager, since=NOW, by=None, at=NOW)
    assert days_of(cast.manager, at=NOW + SECOND_LATER) == []
    assert days_of(cast.new_manager, at=NOW + SECOND_LATER) == [SECOND, LAST]  # what was held before was somebody else's
    assert days_of(cast.engineer, at=NOW + SECOND_LATER) == [FIRST, SECOND, LAST]


def test_a_change_dated_ahead_takes_effect_at_its_instant(cast: Cast, plan: Plan) -> None:
    begin_line(cast.engineer, cast.new_manager, since=date(2026, 12, 1), by=None, at=NOW)
    midnight = datetime(2026, 12, 1, tzinfo=UTC)
    token = actions.make_calendar_link(by=cast.manager, at=NOW)
    before, after = fetched(token, at=midnight - SECOND_LATER), fetched(token, at=midnight)
    assert (len(events(before.content)), len(events(after.content))) == (3, 0)
    assert before["ETag"] != after["ETag"]


def test_with_nobody_to_meet_there_is_no_1to1(cast: Cast, plan: Plan) -> None:
    end_line(cast.engineer, until=NOW, by=None, at=NOW)
    assert days_of(cast.engineer, at=NOW + SECOND_LATER) == [FIRST]


# The address


def test_the_file_comes_without_a_cookie_and_says_nothing_but_when(cast: Cast, plan: Plan) -> None:
    """T07."""
    Review.objects.update(in_the_way="zq-words-0042", move_reason="zq-words-0043")
    answer = fetched(actions.make_calendar_link(by=cast.manager, at=NOW))
    text = answer.content.decode()
    assert (answer.status_code, answer["Content-Type"], answer.cookies) == (200, "text/calendar; charset=utf-8", {})
    assert answer["Referrer-Policy"] == "no-referrer"
    found = events(answer.content)
    assert {(str(one["SUMMARY"]), str(one["CLASS"])) for one in found} == {("1:1", "PRIVATE")}
    assert all(set(one) == {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "CLASS", "SEQUENCE", "TRANSP", "URL"} for one in found)
    for person in cast.everybody().values():
        assert not any(part in text for part in (person.name, person.name.split()[0], person.handle, person.email))
    assert "zq-" not in text
    assert "forecast" not in text.lower()


def test_the_same_calendar_is_not_sent_twice(cast: Cast, plan: Plan) -> None:
    token = actions.make_calendar_link(by=cast.engineer, at=NOW)
    first = fetched(token)
    assert fetched(token, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 304
    assert fetched(token, at=NOW + timedelta(hours=4), HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 304
    Review.objects.filter(due_on=LAST).update(due_on=date(2026, 12, 21))
    assert fetched(token, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200


def test_an_address_costs_few_statements(cast: Cast, plan: Plan, django_assert_max_num_queries: Any) -> None:
    """TRUST 3.1: calendars look every few hours, all of them."""
    token = actions.make_calendar_link(by=cast.manager, at=NOW)
    with django_assert_max_num_queries(7):
        fetched(token)


def test_a_token_is_stored_hashed_and_named_nowhere(cast: Cast) -> None:
    """T29."""
    token = actions.make_calendar_link(by=cast.engineer, at=NOW)
    secret = token.removeprefix(actions.PREFIX)
    assert len(secret) >= 43
    assert secret not in repr(list(CalendarLink.objects.values()))


def test_the_log_withholds_the_address(cast: Cast, plan: Plan, caplog: pytest.LogCaptureFixture) -> None:
    """T18, T29: a known one, one that was revoked, and one that is asked for too often."""
    token = actions.make_calendar_link(by=cast.engineer, at=NOW)
    with caplog.at_level("DEBUG"):
        for _ in range(62):
            fetched(token)
        calendar_views.READS.forget()
        actions.end_calendar_link(by=cast.engineer, at=NOW)
        fetched(token)
    lines = [OneLine().format(record) for record in caplog.records]
    assert any("/calendar/" in line and "(withheld)" in line for line in lines)
    assert [line for line in lines if token.removeprefix(actions.PREFIX)[:12] in line] == []


def gone(token: str, at: datetime) -> bool:
    """Whether the address answers as one that never was: the same status, the same page."""
    answer, unknown = fetched(token, at=at), fetched("cadenza_cal_" + "x" * 43, at=at)
    page, nothing = (re.sub(r'nonce-\S+|value="[^"]*"', "", one.content.decode()).replace(token, "") for one in (answer, unknown))
    nowhere = Client().get("/no-such-address/")
    assert unknown.status_code == nowhere.status_code == 404
    return (answer.status_code, page) == (404, nothing.replace("cadenza_cal_" + "x" * 43, ""))


def test_a_revoked_address_is_gone_at_once(cast: Cast, plan: Plan) -> None:
    token = actions.make_calendar_link(by=cast.engineer, at=NOW)
    assert fetched(token).status_code == 200
    actions.end_calendar_link(by=cast.engineer, at=NOW)
    assert gone(token, NOW)


def test_a_new_address_ends_the_old_one(cast: Cast, plan: Plan) -> None:
    old = actions.make_calendar_link(by=cast.engineer, at=NOW)
    new = actions.make_calendar_link(by=cast.engineer, at=NOW)
    assert gone(old, NOW)
    assert fetched(new).status_code == 200


def test_a_leavers_address_is_gone_with_the_last_day(cast: Cast, plan: Plan) -> None:
    """R13: also when no job has closed the account yet."""
    token = actions.make_calendar_link(by=cast.engineer, at=NOW)
    mark_left(cast.engineer, last_day=date(2026, 11, 27), by=None, at=NOW)
    end = datetime(2026, 11, 28, tzinfo=UTC)
    assert fetched(token, at=end - SECOND_LATER).status_code == 200
    assert gone(token, end)


def test_whoever_leaves_today_has_no_calendar_from_now_on(cast: Cast, plan: Plan) -> None:
    token = actions.make_calendar_link(by=cast.engineer, at=NOW)
    mark_left(cast.engineer, last_day=NOW.date(), by=None, at=NOW)
    assert gone(token, NOW + SECOND_LATER)


def test_a_switched_off_account_has_no_calendar(cast: Cast, plan: Plan) -> None:
    token = actions.make_calendar_link(by=cast.engineer, at=NOW)
    assert cast.engineer.account is not None
    cast.engineer.account.is_active = False
    cast.engineer.account.save()
    assert gone(token, NOW)


def test_an_address_asked_for_too_often_rests_known_or_not(cast: Cast, plan: Plan) -> None:
    token = actions.make_calendar_link(by=cast.engineer, at=NOW)
    for one in (token, "no-such-token"):
        codes = [fetched(one).status_code for _ in range(61)]
        assert (codes[-1], len(set(codes[:-1]))) == (429, 1)
    assert fetched(token, at=NOW + timedelta(minutes=10)).status_code == 200


def test_who_guesses_is_held_up_and_nobody_else(cast: Cast, plan: Plan) -> None:
    token = actions.make_calendar_link(by=cast.engineer, at=NOW)
    assert [fetched(f"guess-{number}").status_code for number in range(62)] == [404] * 60 + [429] * 2
    assert fetched(token).status_code == 200


def test_counting_does_not_fill_the_memory() -> None:
    pace = Pace(most=1, within=timedelta(minutes=1), remembered=3)
    assert all(pace.allows(str(number), NOW) for number in range(10))
    assert not pace.allows("9", NOW)


def test_a_clock_that_was_put_back_holds_nobody_up() -> None:
    pace = Pace(most=1, within=timedelta(minutes=1))
    assert pace.allows("a", NOW)
    assert pace.allows("a", NOW - timedelta(hours=1))


# The account page


def test_the_address_is_shown_once(cast: Cast, sign_in: Any) -> None:
    """T29."""
    browser = sign_in(cast.engineer)
    sent = {"op_id": "6f1d3f0a-6d0b-4b5c-9a44-3b0e5c0f7d22"}
    answer = browser.post("/me/settings/calendar/", sent)
    shown = re.search(r'value="http://127.0.0.1:8000(/calendar/[^"]+)"', answer.content.decode())
    assert shown
    assert Client().get(shown[1]).status_code == 200
    again = browser.post("/me/settings/calendar/", sent, follow=True)  # the page loaded anew
    for later in (again, browser.get("/me/settings/")):
        assert (later.status_code, shown[1] in later.content.decode()) == (200, False)
        assert "An address is in use since" in later.content.decode()
    assert CalendarLink.objects.count() == 1


def test_the_address_is_revoked_by_its_button(cast: Cast, sign_in: Any) -> None:
    browser = sign_in(cast.engineer)
    token = actions.make_calendar_link(by=cast.engineer, at=NOW)
    answer = browser.post("/me/settings/calendar/end/", {"op_id": "6f1d3f0a-6d0b-4b5c-9a44-3b0e5c0f7d22"})
    assert (answer.status_code, answer["Location"]) == (303, "/me/settings/#calendar")
    assert "is revoked" in browser.get("/me/settings/").content.decode()
    assert gone(token, NOW)


def test_revoking_nothing_changes_nothing(cast: Cast) -> None:
    actions.end_calendar_link(by=cast.engineer, at=NOW)
    assert not CalendarLink.objects.exists()


# Days and instants


def test_a_pairs_time_is_the_same_instant_for_both(cast: Cast, plan: Plan) -> None:
    set_meeting_time("sam-okafor", by=cast.manager, at=NOW, begins=time(14, 30))
    assert {str(one.begins) for one in appointments_of(cast.engineer, at=NOW)} == {"14:30:00"}
    begin, end = span_of(appointments_of(cast.manager, at=NOW)[-1])
    assert (begin, end) == (datetime(2026, 12, 22, 14, 30, tzinfo=UTC), datetime(2026, 12, 22, 15, 0, tzinfo=UTC))


def test_a_pairs_time_ends_with_the_pair(cast: Cast, plan: Plan) -> None:
    set_meeting_time("sam-okafor", by=cast.manager, at=NOW, begins=time(14, 30))
    begin_line(cast.engineer, cast.new_manager, since=NOW, by=None, at=NOW)
    assert {one.begins for one in appointments_of(cast.engineer, at=NOW + SECOND_LATER)} == {None}


def test_a_pair_without_a_time_has_days(cast: Cast, plan: Plan) -> None:
    set_meeting_time("sam-okafor", by=cast.engineer, at=NOW, begins=time(9, 0))
    set_meeting_time("sam-okafor", by=cast.engineer, at=NOW, begins=None)
    assert span_of(appointments_of(cast.engineer, at=NOW)[-1]) == (LAST, date(2026, 12, 23))


ZONES = st.sampled_from(
    [
        "Europe/London",
        "America/New_York",
        "America/Sao_Paulo",
        "Asia/Kolkata",
        "Australia/Lord_Howe",
        "Pacific/Apia",
        "Africa/Casablanca",
        "UTC",
    ]
)
DAYS = st.dates(date(2026, 1, 1), date(2031, 12, 31))
TIMES = st.none() | st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
APPOINTMENTS = st.builds(Appointment, DAYS, st.integers(1, 10**9), TIMES, ZONES, st.integers(0, 9), st.just(NOW))


@settings(max_examples=150, deadline=None)
@given(st.lists(APPOINTMENTS, max_size=5))
def test_every_entry_falls_on_its_meetings_day_and_instant(rows: list[Appointment]) -> None:
    """REV-5, N17: on the wall clock of the pair's zone it is that day and that time, whatever the clocks do in between."""
    found = events(calendar_file(rows, host="c.example.org", home="https://c.example.org/"))
    assert len(found) == len(rows)
    for one, event in zip(rows, found, strict=True):
        begin, end = event["DTSTART"].dt, event["DTEND"].dt
        if one.begins is None:
            assert (begin, end) == (one.day, one.day + timedelta(days=1))
            continue
        wall, zone = datetime.combine(one.day, one.begins), ZoneInfo(one.zone)
        assert (begin.utcoffset(), end - begin) == (timedelta(0), LENGTH)
        local = begin.astimezone(zone)
        skipped = wall.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None) != wall
        assert skipped or (local.replace(tzinfo=None), local.fold) == (wall, 0)


@pytest.mark.parametrize(
    ("day", "begins", "expected"),
    [
        (date(2027, 3, 26), time(9, 0), "2027-03-26T09:00"),
        (date(2027, 3, 29), time(9, 0), "2027-03-29T08:00"),  # the clocks went forward on Sunday
        (date(2026, 10, 23), time(9, 0), "2026-10-23T08:00"),
        (date(2026, 10, 26), time(9, 0), "2026-10-26T09:00"),
        (date(2027, 3, 28), time(1, 30), "2027-03-28T01:30"),  # a time that the clock skips
        (date(2026, 10, 25), time(1, 30), "2026-10-25T00:30"),  # a time that it shows twice
    ],
)
def test_london_keeps_its_wall_clock_across_the_change(day: date, begins: time, expected: str) -> None:
    """N17."""
    assert begins_at(day, begins, ZoneInfo("Europe/London")) == datetime.fromisoformat(f"{expected}+00:00")


def test_a_name_is_stable_and_tells_nothing() -> None:
    assert name_of(17, host="c.example.org") == name_of(17, host="c.example.org") != name_of(18, host="c.example.org")
    assert re.fullmatch(r"[0-9a-f-]{36}@c\.example\.org", name_of(17, host="c.example.org"))


@given(st.lists(APPOINTMENTS, max_size=3), st.lists(APPOINTMENTS, max_size=3))
@settings(max_examples=50, deadline=None)
def test_calendars_are_the_same_when_their_entries_are(one: list[Appointment], other: list[Appointment]) -> None:
    assert (fingerprint_of(one, host="h") == fingerprint_of(other, host="h")) == (one == other)
    assert fingerprint_of(one, host="h") != fingerprint_of(one, host="other")
