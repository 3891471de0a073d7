"""HAND-1: handovers open, follow and end with the dated lines, whichever way those were changed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from tests.agreed import agreed_plan
from tests.cast import NOW, Cast
from tests.handover.conftest import AFTER, AHEAD, Change, move

from cadenza.handover.actions import settle_lines
from cadenza.handover.models import Handover
from cadenza.home.imports import run
from cadenza.jobs.models import Job
from cadenza.people.actions import begin_line, end_line, mark_left, withdraw_line
from cadenza.people.upkeep import SETTLE
from cadenza.trail.models import Content

pytestmark = pytest.mark.django_db


def test_a_change_that_is_known_ahead_opens_at_once(known: Change) -> None:
    one = known.handover
    assert (one.outgoing, one.incoming, one.since, one.opened_at) == (known.cast.manager, known.cast.new_manager, AHEAD, NOW)


def test_a_change_that_came_by_surprise_opens_after_the_fact(moved: Change) -> None:
    assert (moved.handover.since, moved.handover.incoming) == (NOW, moved.cast.new_manager)


def test_settling_again_changes_nothing(known: Change) -> None:
    assert settle_lines(NOW) == settle_lines(AFTER) == 0
    assert Handover.objects.count() == 1


def test_a_planned_change_asks_the_worker_now_and_at_its_instant(cast: Cast) -> None:
    begin_line(cast.engineer, cast.new_manager, since=AHEAD, by=cast.hr_admin, at=NOW)
    assert set(Job.objects.filter(kind=SETTLE, run_at__gte=NOW).values_list("run_at", flat=True)) == {NOW, AHEAD}


def test_an_import_that_names_another_manager_opens_a_handover(cast: Cast, plan: object, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text(
        "email,name,manager_email,title,team,start_date\nsam@example.org,Sam Okafor,aisha@example.org,Engineer,Payments,2026-01-05\n"
    )
    report, code = run("people", file, at=NOW)
    assert code == 0, report.lines()
    settle_lines(NOW)
    assert Handover.objects.get().incoming == cast.new_manager


def test_a_planned_change_that_is_given_up_calls_the_handover_off(known: Change) -> None:
    withdraw_line(known.cast.engineer, since=AHEAD, by=None, at=NOW)
    settle_lines(NOW)
    assert Handover.objects.get().called_off_at == NOW


def test_given_up_and_planned_anew_is_a_new_handover(known: Change) -> None:
    withdraw_line(known.cast.engineer, since=AHEAD, by=None, at=NOW)
    settle_lines(NOW)
    move(known.cast.engineer, known.cast.new_manager, since=AHEAD)
    assert Handover.objects.filter(called_off_at=None).count() == 1


def test_a_change_that_comes_earlier_than_planned_takes_the_words_along(known: Change) -> None:
    """DATA-1: nothing that was written is lost by a new date."""
    Handover.objects.update(advice="Ask Sam early")
    cast = known.cast
    withdraw_line(cast.engineer, since=AHEAD, by=None, at=NOW)
    begin_line(cast.engineer, cast.new_manager, since=NOW + timedelta(hours=1), by=None, at=NOW)
    settle_lines(NOW)
    one = known.handover
    assert (one.since, one.advice) == (NOW + timedelta(hours=1), "Ask Sam early")


def test_a_pack_that_nobody_accepted_goes_on_to_the_next_manager(moved: Change) -> None:
    cast = moved.cast
    move(cast.engineer, cast.mentor, since=NOW + timedelta(days=2), at=NOW + timedelta(days=2))
    assert {one.outgoing: one.incoming for one in Handover.objects.all()} == {cast.manager: cast.mentor, cast.new_manager: cast.mentor}


def test_going_back_to_the_manager_of_before_calls_it_off(moved: Change) -> None:
    cast = moved.cast
    move(cast.engineer, cast.manager, since=NOW + timedelta(days=2), at=NOW + timedelta(days=2))
    assert Handover.objects.get(outgoing=cast.manager).called_off_at is not None
    assert settle_lines(NOW + timedelta(days=2)) == 0


def test_a_managers_last_day_opens_handovers_to_whoever_comes_next(cast: Cast, plan: object) -> None:
    mark_left(cast.manager, last_day=AHEAD.date(), by=None, at=NOW)
    settle_lines(NOW)
    assert list(Handover.objects.filter(outgoing=cast.manager).values_list("incoming", flat=True)) == [None, None, None]


def test_the_next_manager_is_filled_in_when_one_is_named(cast: Cast, plan: object) -> None:
    mark_left(cast.manager, last_day=NOW.date(), by=None, at=NOW)
    settle_lines(NOW)
    move(cast.engineer, cast.new_manager, since=NOW + timedelta(days=3), at=NOW + timedelta(days=3))
    assert Handover.objects.get(person=cast.engineer).incoming == cast.new_manager


def test_who_leaves_is_handed_over_to_nobody(cast: Cast, plan: object) -> None:
    """HAND-4."""
    mark_left(cast.engineer, last_day=NOW.date(), by=None, at=NOW)
    mark_left(cast.peer, last_day=AHEAD.date(), by=None, at=NOW)
    settle_lines(NOW)
    assert not Handover.objects.exists()


def test_an_open_handover_ends_when_its_person_leaves(moved: Change) -> None:
    mark_left(moved.cast.engineer, last_day=NOW.date(), by=None, at=NOW + timedelta(hours=1))
    settle_lines(NOW + timedelta(hours=1))
    assert Handover.objects.get().called_off_at is not None


def test_a_correction_on_the_first_day_hands_nothing_over(cast: Cast) -> None:
    """Without a plan, a line of a day was a mistake in a file."""
    move(cast.peer, cast.new_manager, since=NOW)
    Handover.objects.all().delete()  # the one that the cast came with is not asked about
    move(cast.peer, cast.mentor, since=NOW + timedelta(days=1), at=NOW + timedelta(days=1))
    assert not Handover.objects.filter(outgoing=cast.new_manager).exists()


def test_nobody_at_all_afterwards_still_is_a_handover(cast: Cast, plan: object) -> None:
    end_line(cast.engineer, until=NOW, by=None, at=NOW)
    settle_lines(NOW)
    assert Handover.objects.get().incoming is None


def test_the_record_says_that_it_opened_and_no_word_of_it(known: Change) -> None:
    assert Content.objects.filter(kind="handover.opened").count() == 1


def test_many_at_once_cost_as_many_statements_as_one(cast: Cast, django_assert_max_num_queries) -> None:
    for person in (cast.engineer, cast.peer, cast.on_pip):
        agreed_plan(person, cast.manager)
        begin_line(person, cast.new_manager, since=NOW, by=None, at=NOW)
    with django_assert_max_num_queries(25):
        settle_lines(NOW)
    assert Handover.objects.count() == 3
