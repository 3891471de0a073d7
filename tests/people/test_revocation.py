"""Who lost a relation writes nothing more: the race between withdrawing access and a write under way (TRUST T39, ASVS 15.4.2)."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, transaction
from tests.cast import NOW, Cast

from cadenza.people.actions import begin_line, end_delegation, end_role, mark_left
from cadenza.people.models import Delegation, Person
from cadenza.people.relations import relations_held, relations_to
from cadenza.people.rules import GrantedRole, Relation

R = Relation
LATER = NOW + timedelta(seconds=1)


def withdraw_line(cast: Cast) -> None:
    begin_line(cast.engineer, cast.new_manager, since=LATER, by=None, at=LATER)


def withdraw_stand_in(cast: Cast) -> None:
    end_delegation(Delegation.objects.select_related("manager").get(manager=cast.manager), by=None, at=LATER)


def withdraw_role(cast: Cast) -> None:
    end_role(cast.executive, GrantedRole.EXECUTIVE, by=None, at=LATER)


def withdraw_person(cast: Cast) -> None:
    mark_left(cast.peer, last_day=NOW.date(), by=None, at=LATER)


def withdraw_line_above(cast: Cast) -> None:
    begin_line(cast.manager, cast.outsider_manager, since=LATER, by=None, at=LATER)


WITHDRAWN = {
    "manager": (withdraw_line, R.MANAGER),
    "delegate": (withdraw_stand_in, R.DELEGATE),
    "executive": (withdraw_role, R.EXECUTIVE),
    "upline": (withdraw_line_above, R.UPLINE),
    "peer": (withdraw_person, R.COLLEAGUE),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", WITHDRAWN)
def test_a_write_that_began_before_the_withdrawal_no_longer_has_the_relation_after_it(cast: Cast, name) -> None:
    """Its own instant is the older one, so a plain reading would still say yes."""
    withdraw, relation = WITHDRAWN[name]
    viewer = getattr(cast, name)
    assert relation in relations_held(viewer, cast.engineer, at=NOW)
    withdraw(cast)
    assert relation not in relations_held(viewer, cast.engineer, at=NOW)


@pytest.mark.django_db
def test_an_end_that_was_known_beforehand_takes_nothing_away_early(cast: Cast) -> None:
    begin_line(cast.engineer, cast.new_manager, since=NOW.date() + timedelta(days=1), by=None, at=NOW)
    assert R.MANAGER in relations_held(cast.manager, cast.engineer, at=NOW)


@pytest.mark.django_db
def test_holding_costs_few_statements(cast: Cast, django_assert_max_num_queries) -> None:
    relations_to(cast.manager, cast.engineer, at=NOW)  # the organisation's zone is remembered from here on
    with django_assert_max_num_queries(3):
        relations_held(cast.manager, cast.engineer, at=NOW)
    with django_assert_max_num_queries(1):
        relations_to(cast.manager, cast.engineer, at=NOW)


def in_another_thread(work: Callable[[], None]) -> threading.Thread:
    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time")
@pytest.mark.parametrize("name", ["manager", "delegate", "executive", "peer"])
def test_a_withdrawal_waits_for_the_write_that_was_first(cast: Cast, name) -> None:
    withdraw, relation = WITHDRAWN[name]
    withdrawn = threading.Event()

    def withdrawing() -> None:
        withdraw(cast)
        withdrawn.set()

    with transaction.atomic():
        assert relation in relations_held(getattr(cast, name), cast.engineer, at=NOW)
        thread = in_another_thread(withdrawing)
        assert not withdrawn.wait(0.3)
        Person.objects.filter(pk=cast.engineer.pk).update(called="written in time")
    thread.join(10)
    assert withdrawn.is_set()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time")
def test_a_write_waits_for_the_withdrawal_that_was_first_and_is_refused(cast: Cast) -> None:
    answers: list[frozenset[Relation]] = []

    def writing() -> None:
        with transaction.atomic():
            answers.append(relations_held(cast.manager, cast.engineer, at=NOW))

    with transaction.atomic():
        withdraw_line(cast)
        thread = in_another_thread(writing)
        thread.join(0.3)
        assert thread.is_alive()
    thread.join(10)
    assert [R.MANAGER in answer for answer in answers] == [False]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time")
@pytest.mark.parametrize("number", range(10))
def test_no_write_is_accepted_after_the_withdrawal_is_committed(cast: Cast, number) -> None:
    """Three writers write as fast as they can while the line ends at some moment: whatever was accepted began before that."""
    over, late, accepted = threading.Event(), [], []

    def writing() -> None:
        for attempt in range(40):
            begun_after = over.is_set()
            try:
                with transaction.atomic():
                    if R.MANAGER in relations_held(cast.manager, cast.engineer, at=NOW):
                        Person.objects.filter(pk=cast.engineer.pk).update(site=str(attempt))
                        accepted.append(attempt)
                        late.extend([attempt] if begun_after else [])
            except OperationalError:  # a deadlock: the door tries again
                continue

    threads = [in_another_thread(writing) for _ in range(3)]
    time.sleep(0.01 * number)
    withdraw_line(cast)
    over.set()
    for thread in threads:
        thread.join(20)
    assert late == []
