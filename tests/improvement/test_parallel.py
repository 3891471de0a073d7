"""Fifty at once on one plan: the record is one line without a fork, a gap or a checkpoint shared twice (TRUST N15)."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from tests.formal import FOUND, Way

from cadenza.improvement import opening, running
from cadenza.improvement.checkpoint_rules import Look, Notes, Verdict
from cadenza.improvement.ledger import broken_records
from cadenza.improvement.models import Entry
from cadenza.improvement.rules import Kind, State
from cadenza.objections import OutOfStep
from cadenza.trail.models import Chain
from cadenza.trail.verify import broken_links
from cadenza.web.ops import retrying

WRITERS, TIMES = 10, 5


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_fifty_checkpoints_and_statements_at_once_are_one_line(way: Way) -> None:
    """N15: of those who share the same checkpoint one wins, the others are told that it was shared."""
    with transaction.atomic():
        way.to(State.ACTIVE).later(days=14)
        notes = Notes({number: Look(Verdict.NOT_YET, FOUND) for number in way.story.criteria}, "", "Timeouts.", "", "Two changes.")
        before = way.case.length
    gate, trouble, told = threading.Barrier(WRITERS), [], []

    def write(number: int) -> None:
        try:
            gate.wait(60)
            for turn in range(TIMES):
                at = way.at + timedelta(minutes=number - turn)
                try:
                    if number % 2:
                        retrying(lambda at=at: running.share_checkpoint(way.ref, 1, notes, held_on=at.date(), by=way.cast.manager, at=at))
                    else:
                        retrying(lambda at=at: opening.add_statement(way.ref, f"{number}", by=way.cast.on_pip, at=at))
                except OutOfStep:
                    told.append(number)
        except BaseException as error:  # noqa: BLE001  handed to the test's own thread
            trouble.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(180)
    assert trouble == []
    made = WRITERS // 2 * TIMES + 1
    assert len(told) == WRITERS * TIMES - made
    assert Entry.objects.filter(kind=Kind.CHECKPOINT).count() == 1
    case = way.case
    assert case.length == before + made
    assert list(case.entries.values_list("sequence", flat=True)) == list(range(1, case.length + 1))
    assert Chain.objects.get(key=f"case:{case.pk}").length == case.length
    assert list(broken_links()) == list(broken_records()) == []
