"""What an installation needs before it can work: tables and collected static files. Each is made only when it is missing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection

from cadenza.health import unapplied_migrations

Say = Callable[[str], None]


def close_to_others() -> None:
    """Take a database file that was made for all to read away from everybody but this account."""
    if connection.vendor != "sqlite":
        return
    for path in (Path(f"{connection.settings_dict['NAME']}{end}") for end in ("", "-wal", "-shm")):
        with suppress(FileNotFoundError, PermissionError):  # not there, or another account's to close
            if path.stat().st_mode & 0o077:
                path.chmod(0o600)


def bring_up_to_date(say: Say) -> None:
    """Apply every migration that is missing."""
    missing = unapplied_migrations()
    if missing:
        say(f"Preparing the database ({len(missing)} migrations) ...")
        call_command("migrate", interactive=False, verbosity=0)


def make_if_fresh(say: Say) -> None:
    """Prepare a database without any table; one that lags behind is its operator's to migrate, after a backup."""
    if not connection.introspection.table_names():
        bring_up_to_date(say)
    refuse_if_behind()


def refuse_if_behind() -> None:
    """Raise ImproperlyConfigured with the remedy where the database lacks tables that the code needs."""
    missing = unapplied_migrations()
    if missing:
        raise ImproperlyConfigured(f"the database lacks {len(missing)} migrations, the first is {missing[0]}. Run: cadenza migrate")


def collect_static(say: Say) -> None:
    """Gather, hash and compress static files, unless the very same ones were gathered before."""
    root = Path(settings.STATIC_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    if settings.WHITENOISE_USE_FINDERS:
        return
    stamp = root / "collected"
    digest = _digest_of_sources()
    if stamp.exists() and stamp.read_text(encoding="ascii") == digest:
        return
    say("Collecting static files (once after each upgrade) ...")
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(digest, encoding="ascii")


def _digest_of_sources() -> str:
    found = hashlib.sha256()
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda pair: pair[0]):
            status = Path(storage.path(name)).stat()
            found.update(f"{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return found.hexdigest()
