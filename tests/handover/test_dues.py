"""DUE-1 in a handover: who owes what, by when, and with which page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from tests.agreed import agreed_plan
from tests.cast import NOW, Cast
from tests.handover.conftest import AHEAD, Change, move

from cadenza.handover.actions import accept, comment, send
from cadenza.handover.rules import Answer, Reply
from cadenza.home.desk import desk_of
from cadenza.home.dues import dues_of
from cadenza.home.rules import Due, DueKind, hand_over_by, take_over_on
from cadenza.home.shell import standing_of
from cadenza.people.models import Person
from cadenza.plans.models import Commitment

pytestmark = pytest.mark.django_db


def owed(person: Person, at: datetime) -> dict[str, Due]:
    return {due.kind: due for due in dues_of(desk_of(person, at=at, standing=standing_of(person, at)))}


def test_the_outgoing_manager_owes_the_words_before_the_day(known: Change) -> None:
    due = owed(known.cast.manager, NOW)[DueKind.HAND_OVER]
    assert (due.on, due.what, due.url) == (AHEAD.date() - timedelta(days=1), "Hand over Sam Okafor", "/handovers/out/")
    send([known.ref], by=known.cast.manager, at=NOW)
    assert DueKind.HAND_OVER not in owed(known.cast.manager, NOW)


def test_the_incoming_manager_owes_nothing_before_the_day_and_the_taking_over_from_it(known: Change) -> None:
    assert DueKind.TAKE_OVER not in owed(known.cast.new_manager, AHEAD - timedelta(seconds=1))
    due = owed(known.cast.new_manager, AHEAD)[DueKind.TAKE_OVER]
    assert (due.on, due.url) == (AHEAD.date(), "/handovers/in/")


def test_after_two_weeks_it_is_late_for_the_manager_and_hrs_as_well(known: Change) -> None:
    """HAND-2."""
    at = AHEAD + timedelta(days=15)
    assert owed(known.cast.new_manager, at)[DueKind.TAKE_OVER].on == (AHEAD + timedelta(days=14)).date()
    assert DueKind.NOT_TAKEN_OVER in owed(known.cast.hr_partner, at)
    assert DueKind.NOT_TAKEN_OVER not in owed(known.cast.hr_partner, AHEAD + timedelta(days=13))


def test_the_next_review_is_the_new_managers_due_on_its_day(known: Change) -> None:
    """HAND-2: never dropped, never reset."""
    before = owed(known.cast.manager, AHEAD - timedelta(seconds=1))[DueKind.REVIEW]
    after = owed(known.cast.new_manager, AHEAD)[DueKind.REVIEW]
    assert (before.on, before.url) == (after.on, after.url)
    assert DueKind.REVIEW not in owed(known.cast.manager, AHEAD)


def test_the_person_is_asked_to_read_what_was_sent_until_they_have(known: Change) -> None:
    send([known.ref], by=known.cast.manager, at=NOW)
    assert DueKind.READ_HANDOVER in owed(known.cast.engineer, NOW)
    comment(known.ref, None, by=known.cast.engineer, at=NOW)
    assert DueKind.READ_HANDOVER not in owed(known.cast.engineer, NOW)


def test_accepted_nobody_owes_anything(known: Change) -> None:
    replies = {one.pk: Reply(Answer.TAKE_OVER) for one in Commitment.objects.all()}
    accept(known.ref, replies, by=known.cast.new_manager, at=AHEAD)
    assert not {DueKind.TAKE_OVER, DueKind.HAND_OVER} & set(owed(known.cast.new_manager, AHEAD))


def test_many_at_once_are_one_due(cast: Cast) -> None:
    """J6b."""
    for person in (cast.engineer, cast.peer):
        agreed_plan(person, cast.manager)
        move(person, cast.new_manager, since=NOW)
    assert owed(cast.new_manager, NOW)[DueKind.TAKE_OVER].what == "Take over 2 people"


def test_a_first_page_with_handovers_costs_two_statements_more_at_most(
    known: Change, django_assert_max_num_queries: Callable[..., object]
) -> None:
    owed(known.cast.manager, NOW)
    with django_assert_max_num_queries(16):
        owed(known.cast.manager, NOW)


@pytest.mark.parametrize(("since", "expected"), [(date(2026, 12, 1), date(2026, 11, 30)), (date(2026, 11, 1), date(2026, 11, 24))])
def test_words_are_wanted_before_the_change_or_today(since: date, expected: date) -> None:
    """HAND-1."""
    assert hand_over_by(since, NOW.date()) == expected


def test_a_taking_over_stands_at_today_until_its_last_day() -> None:
    """HAND-2."""
    assert take_over_on(date(2026, 12, 3), date(2026, 12, 15)) == date(2026, 12, 3)
    assert take_over_on(date(2026, 12, 20), date(2026, 12, 15)) == date(2026, 12, 15)
