"""What machines ask: are you up, can you serve, whom do I tell about a flaw."""

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from pytest_django import Settings

from cadenza import health
from cadenza.jobs.models import Heartbeat

pytestmark = pytest.mark.django_db


def test_a_process_that_answers_is_healthy(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_health_does_not_ask_the_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow database must not get healthy processes killed."""
    monkeypatch.setattr(connection, "cursor", lambda: (_ for _ in ()).throw(DatabaseError))
    assert client.get("/healthz").status_code == 200


def test_an_installation_with_a_living_worker_is_ready(client: Client, pinned: datetime) -> None:
    Heartbeat.objects.create(pk=1, heard_at=pinned - timedelta(seconds=20))
    assert client.get("/readyz").json() == {"ready": True, "database": True, "migrations": True, "jobs": True}


def test_a_worker_that_fell_silent_shows(client: Client, pinned: datetime) -> None:
    Heartbeat.objects.create(pk=1, heard_at=pinned - timedelta(minutes=5))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["jobs"]) == (503, False)


def test_a_missing_migration_shows(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "unapplied_migrations", lambda: ["plans.0002_more"])
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["migrations"]) == (503, False)


def test_a_database_that_is_away_shows(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """N05"""
    monkeypatch.setattr(health, "database_answers", lambda: False)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"ready": False, "database": False, "migrations": False, "jobs": False})


def test_readiness_is_kept_by_no_cache(client: Client) -> None:
    assert "no-store" in client.get("/readyz")["Cache-Control"]


def test_a_probe_from_this_machine_needs_to_know_no_host_name(client: Client, settings: Settings, pinned: datetime) -> None:
    """The host check stays for every other address, and for whoever asks from elsewhere."""
    settings.ALLOWED_HOSTS = ["cadenza.example.org"]
    Heartbeat.objects.create(pk=1, heard_at=pinned)
    here, there = {"headers": {"host": "127.0.0.1:8000"}}, {"headers": {"host": "127.0.0.1:8000"}, "REMOTE_ADDR": "192.0.2.7"}
    assert [client.get(path, **here).status_code for path in ("/healthz", "/readyz")] == [200, 200]
    assert [client.get(path, **there).status_code for path in ("/healthz", "/readyz")] == [400, 400]
    assert [client.get(path, **here).status_code for path in ("/", "/.well-known/security.txt", "/healthz/")] == [400, 400, 400]
    assert client.get("/healthz", **here)["Cross-Origin-Resource-Policy"] == "same-origin"


def test_the_security_contact_is_named_for_less_than_a_year(client: Client, pinned: datetime) -> None:
    lines = dict(line.split(": ", 1) for line in client.get("/.well-known/security.txt").content.decode().splitlines())
    expires = datetime.fromisoformat(lines["Expires"])
    assert lines["Contact"].startswith("mailto:") and pinned < expires < pinned + timedelta(days=365)
