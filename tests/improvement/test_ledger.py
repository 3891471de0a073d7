"""The record of a plan: only added to, checkable, purged without breaking, and silent about its words everywhere else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.formal import Way

from cadenza.improvement import guard as formal_guard
from cadenza.improvement import ledger, opening
from cadenza.improvement.ledger import broken_records
from cadenza.improvement.models import Case, Entry
from cadenza.improvement.outcome_rules import Outcome
from cadenza.improvement.rules import State
from cadenza.sealing.keys import Unreadable, destroy_unit
from cadenza.trail import guard
from cadenza.trail.models import Chain, Content
from cadenza.trail.models import Entry as Link
from cadenza.trail.purge import purge_contents
from cadenza.trail.verify import broken_links

pytestmark = pytest.mark.django_db


def test_every_entry_is_chained_in_the_plans_own_chain(way: Way) -> None:
    """PIP-18: one chain per plan, numbered without a gap."""
    way.to(State.ACTIVE)
    case = way.case
    assert list(case.entries.values_list("sequence", flat=True)) == list(range(1, case.length + 1))
    assert Chain.objects.get(key=f"case:{case.pk}").length == case.length
    assert list(broken_records()) == list(broken_links()) == []


def test_no_word_stands_in_the_database(way: Way) -> None:
    """TRUST 0.7, T37: neither in the entries nor in the chain."""
    way.to(State.ACTIVE)
    raw = b"".join(bytes(row.sealed) for row in Entry.objects.all())
    assert b"failure paths" not in raw
    assert "failure paths" not in str(list(Content.objects.filter(entry__chain__key__startswith="case:").values_list("facts", flat=True)))


def test_the_chain_is_about_nobody(way: Way) -> None:
    """TRUST T21: whoever lists what was done about the person finds nothing of the plan."""
    way.to(State.ACTIVE)
    assert not Content.objects.filter(entry__chain__key__startswith="case", about_id__isnull=False).exists()
    assert not Content.objects.filter(about_id=way.cast.on_pip.pk, kind__startswith="improvement.").exists()


def changed(way: Way, sequence: int, **columns: object) -> list[str]:
    """What verify says after an owner of the database has changed an entry."""
    formal_guard.lift(connection)
    Entry.objects.filter(case=way.case, sequence=sequence).update(**columns)
    return list(broken_records())


def test_an_entry_whose_author_was_changed_is_named(way: Way) -> None:
    """TRUST T38."""
    way.to(State.GATE_PASSED)
    assert changed(way, 3, by=way.cast.engineer) == [f"case:{way.case.pk}: entry 3 does not say what was recorded"]


def test_an_entry_that_was_taken_out_is_named(way: Way) -> None:
    """TRUST T38."""
    way.to(State.GATE_PASSED)
    formal_guard.lift(connection)
    Entry.objects.filter(case=way.case, sequence=4).delete()
    assert list(broken_records()) == [f"case:{way.case.pk}: entry 4 is missing"]


def test_a_missing_tail_is_named(way: Way) -> None:
    """TRUST T38: the chain still holds what the plan has lost."""
    way.to(State.GATE_PASSED)
    last = way.case.length
    formal_guard.lift(connection)
    Entry.objects.filter(case=way.case, sequence=last).delete()
    Case.objects.filter(pk=way.case.pk).update(length=last - 1)
    assert list(broken_records()) == [f"case:{way.case.pk}: entry {last} is one more than the case counts"]


def test_words_moved_to_another_entry_do_not_open(way: Way) -> None:
    """TRUST T37: the seal binds the place."""
    way.to(State.GATE_PASSED)
    case = way.case
    other = Entry.objects.get(case=case, sequence=2).sealed
    formal_guard.lift(connection)
    Entry.objects.filter(case=case, sequence=3).update(sealed=other)
    with pytest.raises(Unreadable):
        ledger.opened([case])
    assert list(broken_records()) == [f"case:{case.pk}: entry 3 cannot be read"]


def test_a_record_is_checked_in_as_many_statements_however_long_it_is(way: Way) -> None:
    """PIP-18, TRUST J3."""
    way.to(State.DRAFT)
    with CaptureQueriesContext(connection) as short:
        assert ledger.is_intact(way.case)
    way.to(State.ACTIVE)
    with CaptureQueriesContext(connection) as long:
        assert ledger.is_intact(way.case)
    assert len(short) == len(long)


def test_the_database_refuses_to_change_or_delete_an_entry(way: Way) -> None:
    """TRUST T38, on both databases: never a change; a deletion only once the plan's key is destroyed, as the purge does it."""
    formal_guard.put_up(connection)  # whatever ran before
    way.to(State.DRAFT)
    rows = Entry.objects.filter(case=way.case)
    with pytest.raises(IntegrityError, match=formal_guard.REFUSAL), transaction.atomic():
        rows.update(kind="ended")
    with pytest.raises(IntegrityError, match=formal_guard.REFUSAL), transaction.atomic():
        rows.filter(sequence=1).delete()
    destroy_unit(ledger.unit_of(way.case).name, at=way.at)
    with pytest.raises(IntegrityError, match=formal_guard.REFUSAL), transaction.atomic():
        rows.update(kind="ended")
    assert rows.delete()[0] > 0
    assert formal_guard.is_up(connection)
    formal_guard.lift(connection)
    assert not formal_guard.is_up(connection)


def test_the_database_refuses_to_change_a_link(way: Way) -> None:
    """TRUST T38."""
    guard.put_up(connection)  # whatever ran before
    way.to(State.DRAFT)
    with pytest.raises(IntegrityError, match=guard.REFUSAL), transaction.atomic():
        Link.objects.filter(chain__key=f"case:{way.case.pk}").update(hash="0" * 64)


def test_a_purge_takes_the_words_and_leaves_the_chain(way: Way) -> None:
    """TRUST N16: purged by schedule is not broken."""
    way.to(State.SERVED)
    case = way.case
    destroy_unit(ledger.unit_of(case).name, at=way.at)
    links = Link.objects.filter(chain__key=f"case:{case.pk}").values_list("pk", flat=True)
    purge_contents(list(links), at=way.at, reason="retention")
    assert list(broken_links()) == list(broken_records()) == []
    with pytest.raises(Unreadable):
        ledger.opened([case])


def test_a_clock_set_back_does_not_matter(way: Way) -> None:
    """TRUST N15: order by sequence, not by clock."""
    way.to(State.ACTIVE)
    way.at -= timedelta(hours=1)
    opening.add_statement(way.ref, "An hour ago.", by=way.cast.on_pip, at=way.at)
    assert list(broken_links()) == list(broken_records()) == []


# All or nothing


class Fault(Exception):  # noqa: N818  thrown by the test's own cursor
    """The database failed at this statement."""


@contextmanager
def failing_at(number: int) -> Iterator[list[int]]:
    """Let the n-th writing statement fail."""
    count = [0]

    def wrapper(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        if sql.startswith(("INSERT", "UPDATE", "DELETE")):
            count[0] += 1
            if count[0] == number:
                raise Fault
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wrapper):
        yield count


def standing(way: Way) -> tuple[object, ...]:
    case = way.case
    head = Chain.objects.get(key=f"case:{case.pk}")
    return case.state, case.length, case.served_at, head.length, head.head_hash, case.entries.count()


@pytest.mark.parametrize(("state", "verb"), [(State.CO_SIGNED, "serve"), (State.ASSESSMENT, "outcome")])
def test_a_failure_at_any_statement_leaves_nothing(way: Way, state: State, verb: str) -> None:
    """TRUST N14: opening a plan and its outcome, with chain and all."""
    way.to(state)
    if verb == "outcome":
        way.give_support().propose(Outcome.MET)
    before = standing(way)
    acts = {"serve": way.serve, "outcome": way.agree}
    number = 0
    while True:
        number += 1
        try:
            with transaction.atomic(), failing_at(number):
                acts[verb]()
        except Fault:
            assert standing(way) == before, f"statement {number}"
            continue
        break
    assert number > 3
    assert standing(way) != before
    assert list(broken_links()) == list(broken_records()) == []
