"""How long a people file of a given size takes: checked, applied, and applied again without change; each in a process of its own."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

TEAM_SIZE = 9
MEASURE = "import resource,sys\nfrom cadenza.cli import main\ncode=main(sys.argv[1:])\nprint(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,file=sys.stderr)\nsys.exit(code)"


def measure_import(rows: int, *, say: Callable[[str], None]) -> list[dict[str, object]]:
    """Write a file of `rows` people and run the three passes against an empty SQLite database."""
    with tempfile.TemporaryDirectory(prefix="cadenza-bench-") as folder:
        path = Path(folder) / "people.csv"
        write_people(path, rows)
        env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | {"CADENZA_DATA": f"{folder}/data"}
        found = []
        for name, more in (("check", ["--check"]), ("apply", []), ("again", [])):
            say(f"Import of {rows} people: {name}")
            began = time.perf_counter()
            done = subprocess.run(  # noqa: S603  our own command, fixed arguments
                [sys.executable, "-c", MEASURE, "import", "people", str(path), "--json", *more],
                env=env,
                capture_output=True,
                text=True,
                check=False,
            )
            seconds = time.perf_counter() - began
            report = json.loads(done.stdout)
            memory = int(done.stderr.strip().splitlines()[-1]) / 1024
            found.append(
                {
                    "name": f"people, {name}",
                    "rows": rows,
                    "seconds": round(seconds, 1),
                    "memory_mb": round(memory),
                    "new": report["new"],
                    "changed": report["changed"],
                    "unchanged": report["unchanged"],
                    "exit": done.returncode,
                }
            )
        return found


def write_people(path: Path, rows: int) -> None:
    """A tidy organisation: each manager has nine reports, managers stand anywhere in the file."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["email", "name", "manager_email", "title", "team", "start_date"])
        for number in reversed(range(rows)):
            above = f"p{(number - 1) // TEAM_SIZE}@bench.example" if number else ""
            writer.writerow(
                [
                    f"p{number}@bench.example",
                    f"Person Number {number}",
                    above,
                    "Engineer",
                    f"Group {number // 200}/Team {number // 20}",
                    "2024-03-01",
                ]
            )
