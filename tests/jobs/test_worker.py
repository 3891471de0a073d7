"""Each job is done, exactly once in effect, whatever dies (TRUST N03, N04; DEPENDENCIES 3.4)."""

import ast
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg
import pytest
from django.db import DatabaseError, connection

import cadenza
from cadenza.jobs import worker
from cadenza.jobs.models import Heartbeat, Job, Schedule
from cadenza.jobs.queries import heard_at, job_health
from cadenza.jobs.queue import enqueue
from cadenza.jobs.registry import every_day, handles
from cadenza.jobs.rules import LEASE, JobState, wait_after
from cadenza.jobs.worker import beat, claim, do, enqueue_daily, revive_dead, run_due, run_forever

AT = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
"""The loop reads the real clock."""
pytestmark = pytest.mark.django_db


def fails(*, at: datetime, **_: object) -> None:
    raise RuntimeError("zq-canary words of somebody")


def test_a_job_is_called_with_the_instant_and_its_payload():
    seen = []
    handles("t.work")(lambda **given: seen.append(given))
    enqueue("t.work", at=AT, person=7, field="name")
    assert (run_due(AT), seen) == (1, [{"at": AT, "person": 7, "field": "name"}])
    assert Job.objects.get().state == JobState.DONE


def test_the_oldest_wish_comes_first():
    seen = []
    handles("t.work")(lambda *, at, n: seen.append(n))
    enqueue("t.work", at=AT, run_at=AT - timedelta(minutes=1), n=2)
    enqueue("t.work", at=AT, run_at=AT - timedelta(minutes=2), n=1)
    run_due(AT)
    assert seen == [1, 2]


def test_a_job_that_fails_is_tried_again_later_and_longer_each_time():
    handles("t.work", attempts=3)(fails)
    enqueue("t.work", at=AT)
    at = AT
    for attempt in (1, 2):
        assert run_due(at) == 1
        job = Job.objects.get()
        assert (job.state, job.attempts, job.run_at) == (JobState.READY, attempt, at + wait_after(attempt))
        assert run_due(job.run_at - timedelta(seconds=1)) == 0
        at = job.run_at


def test_a_job_that_always_fails_is_dead_in_the_end_and_shown():
    handles("t.work", attempts=2)(fails)
    enqueue("t.work", at=AT)
    run_due(AT)
    run_due(AT + timedelta(days=1))
    assert run_due(AT + timedelta(days=2)) == 0
    assert (Job.objects.get().state, job_health(at=AT).dead) == (JobState.DEAD, 1)


def test_dead_jobs_can_be_given_another_round():
    handles("t.work", attempts=1)(fails)
    enqueue("t.work", at=AT)
    run_due(AT)
    assert (revive_dead(at=AT), revive_dead(at=AT)) == (1, 0)
    assert (Job.objects.get().state, Job.objects.get().attempts) == (JobState.READY, 0)


def test_a_dead_job_whose_twin_waits_is_left_to_the_twin():
    handles("t.work", attempts=1)(fails)
    enqueue("t.work", at=AT, dedupe="one")
    run_due(AT)
    enqueue("t.work", at=AT, dedupe="one")
    assert revive_dead(at=AT) == 1
    assert sorted(Job.objects.values_list("state", flat=True)) == sorted([JobState.DONE, JobState.READY])


def test_of_an_error_only_its_class_is_kept(caplog):
    """T18: an error's text may quote what somebody wrote."""
    handles("t.work")(fails)
    enqueue("t.work", at=AT)
    run_due(AT)
    assert Job.objects.get().last_error == "RuntimeError"
    assert "canary" not in caplog.text
    assert "RuntimeError at test_worker.py:" in caplog.text


def test_a_kind_that_nobody_does_is_tried_again(caplog):
    """An older worker beside a newer server."""
    enqueue("t.unknown", at=AT)
    run_due(AT)
    assert (Job.objects.get().state, Job.objects.get().last_error) == (JobState.READY, "LookupError")


def test_one_failure_does_not_stop_the_others():
    done = []
    handles("t.bad")(fails)
    handles("t.good")(lambda *, at: done.append(1))
    enqueue("t.bad", at=AT)
    enqueue("t.good", at=AT)
    assert (run_due(AT), done) == (2, [1])


# Leases


def test_a_claimed_job_is_nobody_elses():
    enqueue("t.work", at=AT)
    assert claim(AT) is not None
    assert claim(AT + LEASE - timedelta(seconds=1)) is None


def test_a_job_whose_worker_fell_silent_is_done_by_another():
    """N03: never running for ever."""
    done = []
    handles("t.work")(lambda *, at: done.append(at))
    enqueue("t.work", at=AT)
    claim(AT)
    assert (run_due(AT + LEASE), done) == (1, [AT + LEASE])


def test_a_kind_may_have_a_longer_lease():
    handles("t.long", lease=timedelta(hours=2))(lambda *, at: None)
    enqueue("t.long", at=AT)
    claim(AT)
    assert claim(AT + timedelta(minutes=119)) is None
    assert claim(AT + timedelta(minutes=120)) is not None


def test_a_job_that_kills_each_worker_is_dead_in_the_end(caplog):
    """Else it would take down one worker after another."""
    handles("t.work", attempts=2)(lambda *, at: None)
    enqueue("t.work", at=AT)
    claim(AT)
    claim(AT + LEASE)
    assert claim(AT + 2 * LEASE) is None
    assert (Job.objects.get().state, Job.objects.get().last_error) == (JobState.DEAD, "WorkerLost")


def test_whoever_outlived_the_lease_does_not_end_the_other_ones_work(caplog):
    handles("t.work")(lambda *, at: None)
    enqueue("t.work", at=AT)
    slow = claim(AT)
    claim(AT + LEASE)
    do(slow, AT + LEASE)
    assert Job.objects.get().state == JobState.RUNNING
    assert "outlived" in caplog.text


def test_whoever_outlived_the_lease_and_failed_does_not_give_the_job_back():
    handles("t.work")(fails)
    enqueue("t.work", at=AT)
    slow = claim(AT)
    claim(AT + LEASE)
    do(slow, AT + LEASE)
    assert Job.objects.get().state == JobState.RUNNING


@pytest.mark.django_db(transaction=True)
def test_work_done_together_with_its_end_is_undone_when_the_lease_is_lost():
    handles("t.work", together=True)(lambda *, at: _effect(1))
    enqueue("t.work", at=AT)
    slow = claim(AT)
    again = claim(AT + LEASE)
    do(slow, AT + LEASE)
    assert not Schedule.objects.exists()
    do(again, AT + LEASE)
    assert Schedule.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_work_done_together_with_its_end_is_undone_when_it_fails():
    def half(*, at: datetime) -> None:
        _effect(1)
        raise RuntimeError

    handles("t.work", together=True)(half)
    enqueue("t.work", at=AT)
    run_due(AT)
    assert not Schedule.objects.exists()
    assert Job.objects.get().state == JobState.READY


def _effect(n: int) -> None:
    """A trace in the database; any table of this room does."""
    Schedule.objects.create(kind=f"effect-{n}")


@pytest.mark.django_db(transaction=True)
def test_several_workers_do_each_job_once():
    lock, done = threading.Lock(), []

    @handles("t.work")
    def work(*, at: datetime, n: int) -> None:
        with lock:
            done.append(n)

    for n in range(40):
        enqueue("t.work", at=AT, n=n)
    trouble = []

    def run() -> None:
        try:
            while Job.objects.filter(state=JobState.READY).exists():
                run_due(AT, most=3)
        except BaseException as error:  # noqa: BLE001  handed to the test's own thread
            trouble.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(90)
    assert (trouble, sorted(done)) == ([], list(range(40)))


# Every day


def test_daily_work_is_asked_for_once_a_day():
    every_day("t.daily")(lambda *, at: None)
    assert [enqueue_daily(AT), enqueue_daily(AT + timedelta(hours=3)), enqueue_daily(AT + timedelta(days=1))] == [1, 0, 1]


def test_a_day_begins_in_the_organisations_zone():
    every_day("t.daily", zone=lambda: ZoneInfo("Pacific/Auckland"))(lambda *, at: None)
    enqueue_daily(datetime(2026, 11, 24, 10, 59, tzinfo=UTC))
    assert enqueue_daily(datetime(2026, 11, 24, 11, 0, tzinfo=UTC)) == 1  # midnight in Auckland


def test_after_an_outage_of_days_it_is_done_once():
    done = []
    every_day("t.daily")(lambda *, at: done.append(at))
    enqueue_daily(AT)
    run_due(AT)
    back = AT + timedelta(days=4)
    enqueue_daily(back)
    run_due(back)
    assert done == [AT, back]


def test_an_organisation_that_moves_west_does_not_get_the_day_twice():
    zones = iter(["Pacific/Auckland", "America/Los_Angeles", "America/Los_Angeles"])
    every_day("t.daily", zone=lambda: ZoneInfo(next(zones)))(lambda *, at: None)
    at = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)  # the 25th in Auckland, the 24th in Los Angeles
    assert [enqueue_daily(at), enqueue_daily(at), enqueue_daily(at + timedelta(days=2))] == [1, 0, 1]


def test_yesterdays_work_that_still_waits_is_not_asked_for_again():
    every_day("t.daily")(lambda *, at: None)
    enqueue_daily(AT)
    enqueue_daily(AT + timedelta(days=1))
    assert Job.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_several_workers_ask_for_a_days_work_once():
    every_day("t.daily")(lambda *, at: None)
    gate, made = threading.Barrier(5), []

    def run() -> None:
        try:
            gate.wait(20)
            made.append(enqueue_daily(AT))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(made) == [0, 0, 0, 0, 1]


# The loop


def test_a_worker_leaves_word_that_it_lives():
    assert heard_at() is None
    beat(AT)
    beat(AT + timedelta(seconds=15))
    assert (heard_at(), Heartbeat.objects.count()) == (AT + timedelta(seconds=15), 1)


def _until(happened: object, seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not happened() and time.monotonic() < end:
        time.sleep(0.05)


@pytest.fixture
def working(monkeypatch):
    """A worker in a thread of its own, stopped at the end."""
    monkeypatch.setattr(worker, "IDLE_SECONDS", 0.05)
    stop = threading.Event()

    def run() -> None:
        try:
            run_forever(stop.is_set)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    yield thread
    stop.set()
    thread.join(30)
    assert not thread.is_alive()


@pytest.mark.django_db(transaction=True)
def test_the_loop_does_what_is_due_and_beats(working):
    done = threading.Event()
    handles("t.work")(lambda *, at: done.set())
    enqueue("t.work", at=LONG_AGO)
    working.start()
    assert done.wait(30)
    _until(lambda: Job.objects.get().state == JobState.DONE and heard_at())
    assert heard_at() is not None


@pytest.mark.django_db(transaction=True)
def test_the_loop_goes_on_whatever_happens(working, monkeypatch, caplog):
    done, troubles = threading.Event(), iter([DatabaseError("zq-canary"), ZeroDivisionError()])
    real = worker.enqueue_daily

    def sometimes(at: datetime) -> int:
        for trouble in troubles:
            raise trouble
        return real(at)

    monkeypatch.setattr(worker, "enqueue_daily", sometimes)
    handles("t.work")(lambda *, at: done.set())
    enqueue("t.work", at=LONG_AGO)
    with caplog.at_level(logging.ERROR):
        working.start()
        assert done.wait(30)
    assert "DatabaseError" in caplog.text
    assert "canary" not in caplog.text


@pytest.mark.django_db(transaction=True)
def test_the_heart_beats_while_a_job_takes_long(working, monkeypatch):
    monkeypatch.setattr(worker, "BEAT_SECONDS", 0.05)
    begun, may_end = threading.Event(), threading.Event()

    @handles("t.long")
    def work(*, at: datetime) -> None:
        begun.set()
        may_end.wait(30)

    enqueue("t.long", at=LONG_AGO)
    working.start()
    assert begun.wait(30)
    first = heard_at()
    _until(lambda: heard_at() != first)
    assert heard_at() != first
    may_end.set()


# kill -9


WORKER = """
import sys, time
from datetime import timedelta
import dj_database_url, django
from django.conf import settings
url, ring, step = sys.argv[1:4]
database = dict(dj_database_url.parse(url))
if database["ENGINE"].endswith("sqlite3"):
    database["OPTIONS"] = {"init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;", "transaction_mode": "IMMEDIATE", "timeout": 20}
settings.configure(
    DATABASES={"default": database}, USE_TZ=True, DEFAULT_AUTO_FIELD="django.db.models.BigAutoField", KEY_RING=ring, EMAIL_URL="",
    INSTALLED_APPS=["cadenza.web", "cadenza.sealing", "cadenza.jobs"], SECRET_KEY="x" * 60,
)
django.setup()
from django.core.management import call_command
from django.db import connection, transaction
from cadenza.jobs import registry, worker
from cadenza.jobs.queue import enqueue
from cadenza.web.clock import now
registry.DAILY.clear()
def write(table, n):
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} (n) VALUES (%s) ON CONFLICT DO NOTHING", [n])
@registry.handles("t.idempotent", lease=timedelta(seconds=1), attempts=100)
def idempotent(*, at, n):
    write("starts", n)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM effects WHERE n = %s", [n])
            if cursor.fetchone()[0] == 0:
                write("effects", n)
    time.sleep(0.03)  # the effect is there, the job's end is not: the worst moment to die
@registry.handles("t.together", lease=timedelta(seconds=1), attempts=100, together=True)
def together(*, at, n):
    write("effects", n)  # adds a row each time it is run: only the transaction keeps it from doubling
    time.sleep(0.03)
if step == "set-up":
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE effects (n integer)")
        cursor.execute("CREATE TABLE starts (n integer)")
    with transaction.atomic():
        for n in range(30):
            enqueue("t.idempotent" if n % 2 else "t.together", at=now(), n=n)
elif step == "ask":
    with connection.cursor() as cursor:
        cursor.execute("SELECT n, count(*) FROM effects GROUP BY n ORDER BY n")
        effects = cursor.fetchall()
        cursor.execute("SELECT state, count(*) FROM jobs_job GROUP BY state ORDER BY state")
        print(repr((effects, cursor.fetchall())))
else:
    worker.IDLE_SECONDS = 0.05
    print("ready", flush=True)
    worker.run_forever(lambda: False)
"""


@pytest.fixture
def scratch(tmp_path: Path):
    """A database of its own on whichever server the tests run on, shared with other processes."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'jobs.sqlite3'}"
        return
    where = connection.get_connection_params()
    name = f"jobs_{os.getpid()}"
    server = {key: where[key] for key in ("host", "port", "user", "password") if where.get(key)}
    with psycopg.connect(**server, dbname="postgres", autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
    host = str(server.get("host", "")).replace("/", "%2F")
    yield f"postgres://{server.get('user', '')}@{host}/{name}"
    with psycopg.connect(**server, dbname="postgres", autocommit=True) as admin:
        admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_mid_job_loses_nothing_and_doubles_nothing(scratch, tmp_path):
    """N03: kill -9 at whatever moment, start again: each effect is there once, nothing runs for ever."""
    program = [sys.executable, "-c", WORKER, scratch, str(tmp_path / "ring.json")]
    same_source = {**os.environ, "PYTHONPATH": str(Path(cadenza.__file__).parents[1])}

    def ask(step: str) -> str:
        return subprocess.run([*program, step], check=True, capture_output=True, text=True, timeout=120, env=same_source).stdout

    ask("set-up")
    kills, effects, states = 0, [], []
    while kills < 30 and states[:1] != [("done", 30)]:
        with subprocess.Popen([*program, "work"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=same_source) as process:
            assert process.stdout.readline() == "ready\n"
            time.sleep(0.2 + 0.037 * kills if kills < 6 else 4)
            os.kill(process.pid, signal.SIGKILL)
        kills += 1
        effects, states = ast.literal_eval(ask("ask"))
    assert states == [("done", 30)]
    assert effects == [(n, 1) for n in range(30)]
    assert kills >= 3
