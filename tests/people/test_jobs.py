"""What the worker writes down just after midnight, and in which order the rooms settle."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.cast import Cast

from cadenza.jobs.worker import run_due
from cadenza.people import settling
from cadenza.people.actions import begin_line, mark_left
from cadenza.people.days import start_of
from cadenza.people.paths import paths_hold, wrong_paths
from cadenza.people.rules import PersonStatus

pytestmark = pytest.mark.django_db

TOMORROW = date(2026, 11, 25)


@pytest.fixture
def steps(monkeypatch) -> list[str]:
    """What settled, in order."""
    told: list[str] = []
    monkeypatch.setattr(settling, "_steps", [])
    return told


def test_a_change_asks_for_settling_at_once_and_at_its_own_instant(cast: Cast, at, steps) -> None:
    settling.in_this_order([lambda instant: steps.append("people"), lambda instant: steps.append("plans")])
    run_due(at)
    steps.clear()
    begin_line(cast.engineer, cast.new_manager, since=TOMORROW, by=None, at=at)
    run_due(at)
    assert steps == ["people", "plans"]
    run_due(start_of(TOMORROW) - timedelta(seconds=1))
    assert steps == ["people", "plans"]
    run_due(start_of(TOMORROW))
    assert steps[2:4] == ["people", "plans"]


def test_without_other_rooms_this_one_settles_itself(cast: Cast, at, steps) -> None:
    begin_line(cast.manager, cast.outsider_manager, since=TOMORROW, by=None, at=at)
    mark_left(cast.engineer, last_day=at.date() + timedelta(days=0), by=None, at=at)
    mark_left(cast.peer, last_day=date(2026, 11, 25), by=None, at=at)
    run_due(start_of(TOMORROW))
    assert paths_hold(start_of(TOMORROW))
    over = start_of(date(2026, 11, 26))
    run_due(over)
    cast.peer.refresh_from_db()
    assert (cast.peer.status, cast.peer.account.is_active) == (PersonStatus.LEAVER, False)
    assert list(wrong_paths()) == []


def test_a_later_list_of_steps_replaces_the_earlier_one(cast: Cast, at, steps) -> None:
    settling.in_this_order([lambda instant: steps.append("old")])
    settling.in_this_order([lambda instant: steps.append("new")])
    settling.settle_all(at, otherwise=lambda instant: steps.append("otherwise"))
    assert steps == ["new"]


def test_paths_that_somebody_changed_by_hand_are_named(cast: Cast, at) -> None:
    type(cast.engineer).objects.filter(pk=cast.engineer.pk).update(path="/999/")
    (sentence,) = wrong_paths()
    assert sentence.startswith(f"person {cast.engineer.pk}: the path is /999/, the lines say /")
