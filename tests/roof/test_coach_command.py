"""`cadenza coach check`, started as a program starts it: a process of its own, in a folder where there is nothing (COACH-4)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

GOOD = '{"id": "a", "kind": "manager_commitment", "text": "I take over your Friday tide watch from 6 June to 18 July."}'
BAD = '{"id": "b", "kind": "manager_commitment", "text": "I will support you wherever I can."}'


def coach(folder: Path, *arguments: str, given: str | bytes = "") -> subprocess.CompletedProcess[bytes]:
    """Run it without any setting of ours."""
    clean = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("CADENZA_") and name not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
    }
    return subprocess.run(
        [sys.executable, "-m", "cadenza.cli", "coach", "check", *arguments],
        check=False,
        capture_output=True,
        input=given.encode() if isinstance(given, str) else given,
        cwd=folder,
        env=clean,
    )


def ids(done: subprocess.CompletedProcess[bytes]) -> list[object]:
    return [json.loads(line)["id"] for line in done.stdout.splitlines()]


def test_lines_from_standard_input_are_answered_in_order_and_nothing_is_written(tmp_path: Path) -> None:
    """INTERFACES 5: neither settings, nor keys, nor a database."""
    done = coach(tmp_path, given=f"{GOOD}\n\n{BAD}\n")
    assert (done.returncode, ids(done), done.stderr) == (0, ["a", "b"], b"")
    assert list(tmp_path.iterdir()) == []


def test_lines_of_a_file_are_answered_by_the_kind_asked_for(tmp_path: Path) -> None:
    (tmp_path / "texts.jsonl").write_text('{"id": 1, "text": "I will support you."}\n', encoding="utf-8")
    done = coach(tmp_path, "texts.jsonl", "--kind", "manager_commitment", "--json")
    assert (done.returncode, json.loads(done.stdout)["flaws"]) == (0, ["generic_support"])


def test_a_malformed_line_is_named_and_the_others_are_answered(tmp_path: Path) -> None:
    """INTERFACES 5: exit 2."""
    done = coach(tmp_path, given=f"{GOOD}\n{{\n{BAD}\n".encode() + b"\xff\xfe\n" + GOOD.encode())
    assert (done.returncode, ids(done)) == (2, ["a", "b", "a"])
    assert [line.partition(b":")[0] for line in done.stderr.splitlines()] == [b"line 2", b"line 4"]


@pytest.mark.parametrize("arguments", [("--kind", "poem"), ("nowhere.jsonl",), (".",), ("--knd", "x")])
def test_a_command_that_cannot_be_followed_is_refused_with_a_reason(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = coach(tmp_path, *arguments)
    assert (done.returncode, done.stdout, b"Traceback" in done.stderr) == (2, b"", False)
    assert done.stderr


def test_the_coach_starts_without_django(tmp_path: Path) -> None:
    """Pure Python, so that it starts within a second and runs where nothing is installed but the package."""
    asked = (
        "import sys\n"
        "from cadenza.cli import main\n"
        "sys.argv = ['cadenza']\n"
        "code = main(['coach', 'check', 'texts.jsonl'])\n"
        "print(code, sorted(name for name in sys.modules if name.partition('.')[0] in {'django', 'psycopg', 'sqlite3'}), file=sys.stderr)\n"
    )
    (tmp_path / "texts.jsonl").write_text(f"{GOOD}\n{BAD}\n", encoding="utf-8")
    done = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True, cwd=tmp_path)
    assert done.stderr == "0 []\n"
