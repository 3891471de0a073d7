"""The command line, started as an operator starts it: a process of its own, with a data folder of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.own_database]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def cadenza(*arguments: str, data: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("CADENZA_") and name not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
    }
    return subprocess.run(
        [sys.executable, "-m", "cadenza.cli", *arguments],
        check=False,
        capture_output=True,
        text=True,
        env={**clean, "CADENZA_DATA": str(data), **environment},
    )


def test_an_unknown_setting_stops_the_start_with_a_hint(data: Path) -> None:
    done = cadenza("verify", data=data, CADENZA_HOSTZ="x")
    assert (done.returncode, "CADENZA_HOSTZ: no such setting" in done.stderr, "Traceback" in done.stderr) == (2, True, False)


def test_a_fresh_installation_is_made_by_migrate_alone_and_is_whole(data: Path) -> None:
    """INTERFACES 2: `migrate` works without `init`."""
    made = cadenza("migrate", data=data)
    found = cadenza("verify", "--json", data=data)
    document = json.loads(found.stdout)
    assert (made.returncode, found.returncode, document["ok"], document["broken"], len(document["heads"])) == (0, 0, True, [], 64)


def test_init_makes_the_keys_and_prints_one_link_and_all_it_makes_is_for_its_account_alone(data: Path) -> None:
    """INTERFACES 2: tight permissions under any umask, also where folder and database stood open before."""
    data.mkdir()
    data.chmod(0o755)
    (data / "cadenza.sqlite3").touch(0o644)
    done = cadenza("init", "--json", data=data)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["link"].startswith("http")
    made = [*data.iterdir(), *(data / "keys").iterdir()]
    assert {path.name for path in made} >= {"cadenza.sqlite3", "secret", "static", "ring.json"}
    assert [path.name for path in made if path.stat().st_mode & 0o077] == []


def test_a_server_does_not_start_on_an_unmigrated_database(data: Path) -> None:
    done = cadenza("serve", "--port", "0", data=data)
    assert (done.returncode, "cadenza migrate" in done.stderr) == (2, True)


def test_a_broken_chain_is_named_and_fails(data: Path) -> None:
    """DATA-2"""
    cadenza("migrate", data=data)
    spoil = (
        "import django; django.setup()\n"
        "from datetime import UTC, datetime\n"
        "from cadenza.trail.record import record\n"
        "from cadenza.trail.models import Entry\n"
        "from django.db import connection, transaction\n"
        "from cadenza.trail import guard\n"
        "with transaction.atomic():\n"
        "    record('people.person-changed', by=None, about=None, at=datetime(2026, 11, 24, tzinfo=UTC))\n"
        "guard.lift(connection)\n"
        "Entry.objects.update(hash='0' * 64)\n"
    )
    environment = {**os.environ, "CADENZA_DATA": str(data), "DJANGO_SETTINGS_MODULE": "cadenza.settings"}
    environment.pop("DATABASE_URL", None)
    subprocess.run([sys.executable, "-c", spoil], check=True, env=environment)
    done = cadenza("verify", "--json", data=data)
    broken = json.loads(done.stdout)["broken"]
    assert (done.returncode, "a trigger is missing" in broken[0], len(broken) > 1) == (1, True, True)


def test_keys_can_be_rotated(data: Path) -> None:
    cadenza("migrate", data=data)
    assert json.loads(cadenza("keys", "rotate", "--json", data=data).stdout) == {"rotated": True}


def test_a_misspelt_option_is_refused(data: Path) -> None:
    done = cadenza("verify", "--jsom", data=data)
    assert (done.returncode, "--jsom" in done.stderr) == (2, True)
