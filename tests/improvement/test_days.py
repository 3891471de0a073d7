"""The days of a plan's checkpoints, whatever day it begins on (PIP-6, TRUST N18)."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from tests.cast import Cast
from tests.formal import Way

from cadenza.improvement import opening
from cadenza.improvement.held import excused_days, plan_days, redated
from cadenza.improvement.meeting_rules import Invitation, Meeting, Method
from cadenza.improvement.plan_rules import MOST_DAYS_APART, Point, ends_on, objections_to_days
from cadenza.improvement.rules import State
from cadenza.improvement.story import Story
from cadenza.objections import Refused
from cadenza.people.calendars import calendar_of, is_working_day
from cadenza.people.models import Person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("weeks", [6, 8, 12, 26])
def test_a_plan_can_begin_on_any_day_of_the_year(cast: Cast, weeks: int) -> None:
    """PIP-6: the first checkpoint within two weeks, none more than sixteen days after the last, each on a working day."""
    person, excused = cast.on_pip, excused_days(cast.on_pip, [])
    for day in (date(2026, 1, 1) + timedelta(days=number) for number in range(366)):
        days = plan_days(person, day, ends_on(day, weeks=weeks), weeks)
        assert objections_to_days(days, begun=day, excused=excused) == [], day
        assert all(is_working_day(one, country=calendar_of(person)) for one in days)


def test_the_opening_lies_on_a_day_of_the_person_s_from_the_signatures_on(way: Way) -> None:
    """PIP-8, TRUST N18: signed in the evening in Los Angeles, when it is the next day in London, and held that evening."""
    Person.objects.filter(pk=way.cast.on_pip.pk).update(timezone="America/Los_Angeles")
    way.to(State.GATE_PASSED).write()
    way.at = datetime(2026, 9, 16, 0, 30, tzinfo=UTC)
    way.sign()
    way.at = datetime(2026, 9, 16, 16, 0, tzinfo=UTC)
    letter = Invitation(Meeting.OPENING, date(2026, 9, 15), date(2026, 9, 13), Method.LETTER, companion_told=True)
    opening.invite(way.ref, letter, by=way.cast.hr_partner, at=way.at)
    talk = opening.Talk(date(2026, 9, 14), frozenset(Point), "Marek, Priya, Nadia", companion="Lena")
    with pytest.raises(Refused, match="opening-day-outside"):
        opening.serve(way.ref, talk, by=way.cast.manager, at=way.at)
    opening.serve(way.ref, replace(talk, held_on=date(2026, 9, 15)), by=way.cast.manager, at=way.at)
    assert way.state == State.SERVED


def test_no_order_of_pauses_extensions_and_checks_opens_a_gap(cast: Cast) -> None:
    """PIP-6, TRUST X2, N18: each dating anew keeps to the sixteen days by itself, and no day is dated twice."""
    person = cast.on_pip
    for seed in range(60):
        dice = random.Random(seed)
        weeks, begun = dice.choice([6, 7, 8, 12]), date(2026, 1, 1) + timedelta(days=dice.randrange(365))
        story, today, run_out, ends = Story(weeks=weeks, begun_on=begun, first_begun_on=begun), begun, begun, ends_on(begun, weeks=weeks)
        story.days = plan_days(person, begun, ends, weeks)
        for _ in range(12):
            today += timedelta(days=dice.randrange(13))
            due = today
            if dice.random() < 0.6:
                due, today = today, today + timedelta(days=dice.randrange(9))
                story.pauses.append((due, today, ""))
                ends += timedelta(days=(today - due).days)
            elif today > ends or dice.random() < 0.1:
                run_out = max(run_out, today) if today > ends else run_out  # what lies before was not counted
                ends = max(ends, today) + timedelta(days=7 * dice.randrange(1, 5))
            words = redated(story, person, today=today, due=due, ends=ends, weeks=weeks, pauses=story.pauses)
            story.days = [date.fromisoformat(day) for day in words["days"]]
            assert story.days == sorted(set(story.days)), seed
            excused = excused_days(person, story.pauses)
            later = [day for day in [begun, *story.days] if day >= run_out]
            assert all((then - one).days - excused(one, then) <= MOST_DAYS_APART for one, then in pairwise(later)), (seed, later)
