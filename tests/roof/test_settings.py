"""A setting that cannot work stops the start with a sentence that says what would (INTERFACES 2)."""

from __future__ import annotations

import os
import runpy
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

import cadenza

SETTINGS = Path(cadenza.__file__).with_name("settings.py")


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Read the settings as a start with these variables does."""

    def read(**variables: str) -> dict[str, Any]:
        with monkeypatch.context() as patched:
            for name in [name for name in os.environ if name.startswith(("CADENZA_", "DATABASE_URL"))]:
                patched.delenv(name)
            for name, value in ({"CADENZA_DATA": str(tmp_path)} | variables).items():
                patched.setenv(name, value)
            return runpy.run_path(str(SETTINGS))

    return read


MALFORMED = [
    ("CADENZA_EMAIL_URL", "smpt://user:pass@mail.example.org", "Write smtp://"),
    ("CADENZA_EMAIL_URL", "mail.example.org:587", "Write smtp://"),
    ("CADENZA_EMAIL_URL", "smtp://mail.example.org:many", "Write smtp://"),
    ("CADENZA_EMAIL_FROM", "notanaddress", "Write an address"),
    ("CADENZA_EMAIL_FROM", "Cadenza <cadenza@example.org>\nBcc: x@example.org", "Write an address"),
    ("CADENZA_URL", "http://cadenza.example.org", "Write https://"),
    ("CADENZA_URL", "http://localhost.example.org", "Write https://"),
    ("CADENZA_URL", "https://", "Write the whole address"),
    ("CADENZA_URL", "https://example.org/cadenza", "without a path"),
    ("CADENZA_HOSTS", "https://cadenza.example.org", "Write names alone"),
    ("CADENZA_HOSTS", "cadenza.example.org,cadenza.example.org:443", "Write names alone"),
    ("CADENZA_SECURITY_CONTACT", "foo", "Write mailto:"),
    ("CADENZA_SECURITY_CONTACT", "security@example.org", "Write mailto:"),
    ("DATABASE_URL", "mysql://user@host/name", "Write sqlite:///FILE or postgres://"),
    ("DATABASE_URL", "nonsense", "Write sqlite:///FILE or postgres://"),
]


def test_a_malformed_setting_stops_the_start_and_is_told_what_to_write(start: Any) -> None:
    for name, value, hint in MALFORMED:
        with pytest.raises(ImproperlyConfigured, match=hint) as refused:
            start(**{name: value})
        assert name in str(refused.value), (name, value)
        assert ":pass@" not in str(refused.value)


def test_settings_that_work_are_taken_as_they_are_meant(start: Any) -> None:
    found = start(
        CADENZA_URL="https://cadenza.example.org:8443/",
        CADENZA_HOSTS="cadenza.example.org, .example.org,[::1]",
        CADENZA_EMAIL_URL="smtps://user:p%40ss@mail.example.org",
        CADENZA_EMAIL_FROM="Cadenza at Example <cadenza@example.org>",
        CADENZA_SECURITY_CONTACT="https://example.org/security",
        DATABASE_URL="postgres://user:pass@host/name",
    )
    assert (found["SITE_URL"], found["ALLOWED_HOSTS"]) == (
        "https://cadenza.example.org:8443",
        ["cadenza.example.org", ".example.org", "[::1]"],
    )
    assert found["DATABASES"]["default"]["ENGINE"].endswith("postgresql")
    assert start()["SITE_URL"] == "http://127.0.0.1:8000" == start(CADENZA_URL="http://127.0.0.1:8000")["SITE_URL"]
    assert start(CADENZA_MODE="demo", CADENZA_URL="http://demo.example.org")["DEMO_MODE"]
