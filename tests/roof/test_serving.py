"""Nothing is served on a configuration that could lose an acknowledged save, or that cannot work."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings
from tests.cast import Cast

from cadenza import serving
from cadenza.sealing.keys import Unit, seal
from cadenza.serving import Kept, Plan, objections_to_serving, stop_signal


def plan(**changes: object) -> Plan:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    return Plan(**{"host": "127.0.0.1", "port": port, "workers": 1, "jobs": True, **changes})


@pytest.mark.django_db(transaction=True)
def test_an_sqlite_that_could_lose_a_save_is_not_served() -> None:
    """N06"""
    if connection.vendor != "sqlite":
        pytest.skip("about SQLite")
    assert any("synchronous below FULL" in text for text in objections_to_serving(plan()))


@pytest.mark.django_db(transaction=True)
def test_a_safe_sqlite_is_served() -> None:
    """N06"""
    if connection.vendor != "sqlite":
        pytest.skip("about SQLite")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=FULL")
    try:
        assert objections_to_serving(plan()) == []
    finally:
        connection.close()


@pytest.mark.django_db
def test_a_postgresql_that_could_lose_a_save_is_not_served() -> None:
    """N06: the test's server runs with all three switched off."""
    if connection.vendor != "postgresql":
        pytest.skip("about PostgreSQL")
    text = " ".join(objections_to_serving(plan()))
    assert all(name in text for name in ("fsync = off", "full_page_writes = off", "synchronous_commit = off"))


@pytest.mark.django_db
def test_a_database_that_lags_behind_is_named_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "unapplied_migrations", lambda: ["plans.0002_more"])
    assert any("cadenza migrate" in text for text in objections_to_serving(plan()))


def test_sealed_text_without_its_ring_is_not_served(cast: Cast, settings: Settings, tmp_path: Path) -> None:
    """A new ring over a lost one would make the loss look like nothing."""
    seal("words", unit=Unit("a unit", cast.engineer.pk, None), place="a place")
    settings.KEY_RING = tmp_path / "lost.json"
    assert any("no key ring" in text for text in objections_to_serving(plan()))


@pytest.mark.django_db
def test_a_taken_port_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert any("--port" in text for text in objections_to_serving(plan(port=taken.getsockname()[1])))


@pytest.mark.django_db
def test_the_demo_is_served_on_this_machine_only(settings: Settings) -> None:
    """INTERFACES 3: it signs anybody in."""
    settings.DEMO_MODE = True
    assert any("this machine only" in text for text in objections_to_serving(plan(host="0.0.0.0")))


def test_a_process_that_dies_is_started_again_after_a_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """N01"""
    kept = Kept("short one", [sys.executable, "-c", ""])
    kept.start()
    assert kept.process is not None
    kept.process.wait()
    kept.look_after(lambda _: None)
    early = kept.process
    monkeypatch.setattr(kept, "again_at", time.monotonic() - 1)
    kept.look_after(lambda _: None)
    assert early is None and kept.process is not None
    kept.process.wait()


def test_a_process_that_will_not_stop_is_killed() -> None:
    stubborn = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
    kept = Kept("stubborn one", [sys.executable, "-c", stubborn])
    kept.process = subprocess.Popen(kept.command, stdout=subprocess.PIPE)
    assert kept.process.stdout is not None
    kept.process.stdout.readline()
    kept.stop()
    kept.wait(time.monotonic() + 0.3)
    kept.process.stdout.close()
    assert kept.process.returncode == -signal.SIGKILL


def test_the_worker_stops_when_told() -> None:
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    try:
        stopped = stop_signal(None)
        assert not stopped()
        os.kill(os.getpid(), signal.SIGTERM)
        assert stopped()
    finally:
        signal.signal(signal.SIGTERM, before[0])
        signal.signal(signal.SIGINT, before[1])


def test_the_worker_stops_when_its_parent_is_gone() -> None:
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    try:
        assert stop_signal(os.getppid() + 1)() and not stop_signal(os.getppid())()
    finally:
        signal.signal(signal.SIGTERM, before[0])
        signal.signal(signal.SIGINT, before[1])


def test_a_process_that_serves_begins_with_everything_loaded_and_set_aside(tmp_path: Path) -> None:
    """Garbage is looked for among what a page made, and not in the whole application each time."""
    asked = "import gc, sys, cadenza.wsgi; print(gc.get_freeze_count() > 100_000, 'cadenza.custody.views' in sys.modules)"
    own = {"CADENZA_MODE": "demo", "CADENZA_DATA": str(tmp_path)}
    found = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True, env={**os.environ, **own})
    assert found.stdout.split() == ["True", "True"]
