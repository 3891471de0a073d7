"""Work asked for is kept or forgotten together with the act that asked for it (TRUST N04, T42)."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from cadenza.jobs.models import Job
from cadenza.jobs.queue import enqueue
from cadenza.jobs.registry import HANDLERS, every_day, handles
from cadenza.jobs.rules import JobState
from cadenza.jobs.worker import claim, run_due

AT = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
LATER = AT + timedelta(hours=1)
pytestmark = pytest.mark.django_db


@pytest.mark.django_db(transaction=True)
def test_an_act_that_is_rolled_back_leaves_no_job():
    """N04."""
    with pytest.raises(RuntimeError), transaction.atomic():
        enqueue("t.work", at=AT, person=1)
        enqueue("t.work", at=AT, dedupe="once", person=1)
        raise RuntimeError
    assert not Job.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_act_that_is_kept_keeps_its_job():
    with transaction.atomic():
        enqueue("t.work", at=AT, person=1)
    job = Job.objects.get()
    assert (job.kind, job.payload, job.run_at, job.state) == ("t.work", {"person": 1}, AT, JobState.READY)


def test_a_job_for_later_waits_until_then():
    seen = []
    handles("t.work")(lambda *, at: seen.append(at))
    enqueue("t.work", at=AT, run_at=LATER)
    assert (run_due(AT), run_due(LATER), seen) == (0, 1, [LATER])


def test_words_are_refused():
    """T42."""
    with pytest.raises(ValueError, match="words"):
        enqueue("t.work", at=AT, note="she said\nthat")
    assert not Job.objects.exists()


# One waiting job of a key


def test_asking_twice_makes_one_job():
    enqueue("t.work", at=AT, dedupe="k")
    enqueue("t.work", at=AT, dedupe="k")
    assert Job.objects.count() == 1


def test_other_keys_and_no_key_stand_apart():
    for key in ("k", "other", "", ""):
        enqueue("t.work", at=AT, dedupe=key)
    assert Job.objects.count() == 4


def test_the_earlier_of_two_instants_counts():
    enqueue("t.work", at=AT, run_at=LATER, dedupe="k")
    enqueue("t.work", at=AT, dedupe="k")
    enqueue("t.work", at=AT, run_at=LATER, dedupe="k")
    assert Job.objects.get().run_at == AT


def test_what_is_asked_for_while_the_job_runs_is_done_afterwards():
    """The running one may have read before; swallowing the wish would lose it."""
    done = []

    @handles("t.work")
    def work(*, at):
        done.append(at)
        if len(done) == 1:
            enqueue("t.work", at=at, dedupe="k")

    enqueue("t.work", at=AT, dedupe="k")
    assert run_due(AT) == 2
    assert set(Job.objects.values_list("state", flat=True)) == {JobState.DONE}


def test_two_of_one_key_never_run_side_by_side():
    enqueue("t.work", at=AT, dedupe="k")
    first = claim(AT)
    enqueue("t.work", at=AT, dedupe="k")
    assert claim(AT) is None
    Job.objects.filter(pk=first.pk).update(state=JobState.DONE)
    assert claim(AT) is not None


def test_the_database_itself_keeps_one_waiting_job_of_a_key():
    enqueue("t.work", at=AT, dedupe="k")
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.create(kind="t.work", dedupe="k", run_at=AT, made_at=AT)


def test_a_failed_job_gives_way_to_the_one_that_waits():
    @handles("t.work")
    def work(*, at):
        enqueue("t.work", at=AT, run_at=LATER, dedupe="k")
        raise RuntimeError

    enqueue("t.work", at=AT, dedupe="k")
    run_due(AT)
    assert sorted(Job.objects.values_list("state", "run_at")) == [("done", AT), ("ready", LATER)]


@pytest.mark.django_db(transaction=True)
def test_a_waiting_job_is_not_taken_while_somebody_relies_on_it():
    """A worker that took it now would not see what the asker is just writing, and the asker's wish would be lost."""
    if connection.vendor == "sqlite":
        pytest.skip("on SQLite a worker waits for the whole write")
    enqueue("t.work", at=AT, dedupe="k")
    taken = []

    def worker() -> None:
        try:
            taken.append(claim(AT))
        finally:
            connection.close()

    with transaction.atomic():
        enqueue("t.work", at=AT, dedupe="k")
        thread = threading.Thread(target=worker)
        thread.start()
        thread.join(20)
    assert taken == [None]
    assert claim(AT) is not None


@pytest.mark.django_db(transaction=True)
def test_several_who_ask_at_once_get_one_job():
    gate, trouble = threading.Barrier(6), []

    def ask() -> None:
        try:
            gate.wait(20)
            with transaction.atomic():
                enqueue("t.work", at=AT, dedupe="k")
        except BaseException as error:  # noqa: BLE001  handed to the test's own thread
            trouble.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert (trouble, Job.objects.count()) == ([], 1)


# Registration


def test_two_functions_for_one_kind_are_refused():
    handles("t.work")(lambda *, at: None)
    with pytest.raises(ValueError, match=r"t\.work"):
        handles("t.work")(lambda *, at: None)


def test_daily_work_begins_just_after_midnight_or_not_at_all():
    with pytest.raises(ValueError, match="midnight"):
        every_day("t.daily", just_after_midnight=False)


def test_daily_work_can_be_asked_for_in_between():
    every_day("t.daily", just_after_midnight=True)(lambda *, at: None)
    assert "t.daily" in HANDLERS
