"""The command on a fresh installation: 20,000 people within the memory given, and killed half-way (TRUST N21, T33)."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
HEADER = "id,email,name,manager_email,title,team,start_date,country,timezone,status,hr_partner_email\n"


def staff(path: Path, number: int) -> Path:
    def line(n: int) -> str:
        manager = f"p{(n - 1) // 7}@big.example" if n else ""
        partner = f"p{n % 30 + 1}@big.example" if n % 30 + 1 != n else ""
        place = f"div{n % 20}/team{n % 900}"
        return f"E{n},p{n}@big.example,First{n % 300} Last{n % 7001},{manager},Engineer {n % 40},{place},2020-01-{1 + n % 28:02},GB,Europe/London,active,{partner}\n"

    path.write_text(HEADER + "".join(line(n) for n in range(number)), encoding="utf-8")
    return path


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "cadenza.cli", *arguments]


def environment(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CADENZA_", "DATABASE_URL", "DJANGO_"))}
    return kept | {"CADENZA_DATA": str(folder), "PYTHONPATH": str(ROOT / "src")}


MEASURED = """
import sys
from pathlib import Path
from cadenza.cli import main
code = main(sys.argv[1:])
held = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print(held.split()[1], file=sys.stderr)
sys.exit(code)
"""
"""The command in a process that says at its end how much it held; what a parent is told of its child counts the parent's own memory too."""


def imported(folder: Path, file: Path) -> tuple[dict[str, object], float]:
    """The command's document, and the megabytes that it held at most."""
    line = [sys.executable, "-c", MEASURED, "import", "people", str(file), "--json"]
    done = subprocess.run(line, env=environment(folder), capture_output=True, text=True, check=False, cwd=folder)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout), int(done.stderr.split()[-1]) / 1024


def people_in(folder: Path) -> tuple[int, int]:
    with sqlite3.connect(folder / "cadenza.sqlite3") as database:
        return (
            database.execute("SELECT count(*) FROM people_person WHERE email LIKE '%@big.example'").fetchone()[0],
            database.execute("SELECT count(*) FROM people_reportingline").fetchone()[0],
        )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A migrated installation without anybody in it."""
    subprocess.run(command("migrate"), env=environment(tmp_path), check=True, capture_output=True, cwd=tmp_path)
    return tmp_path


def test_20000_people_are_imported_in_400_megabytes_and_unchanged_the_second_time(folder: Path, tmp_path: Path) -> None:
    """TRUST N21; how long it takes is the benchmark's to say."""
    file = staff(tmp_path / "staff.csv", 20_000)
    report, held_mb = imported(folder, file)
    assert (report["new"], report["applied"]) == (20_000, True)
    again, again_mb = imported(folder, file)
    assert (again["unchanged"], again["new"], again["changed"]) == (20_000, 0, 0)
    assert max(held_mb, again_mb) < 400


@pytest.mark.parametrize("after_seconds", [1.5, 3.0, 4.5])
def test_an_import_that_is_killed_leaves_nobody_or_everybody(folder: Path, tmp_path: Path, after_seconds: float) -> None:
    """TRUST N21."""
    file = staff(tmp_path / "staff.csv", 6_000)
    with subprocess.Popen(
        command("import", "people", str(file), "--json"),
        env=environment(folder),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
    ) as running:
        time.sleep(after_seconds)
        running.send_signal(signal.SIGKILL)
        running.wait(30)
    assert people_in(folder) in {(0, 0), (6_000, 5_999)}
    report, _ = imported(folder, file)
    assert int(str(report["new"])) + int(str(report["unchanged"])) == 6_000
    assert people_in(folder) == (6_000, 5_999)
