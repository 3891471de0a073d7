"""The one way in for the command: exit codes and the document of INTERFACES section 4."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.imports.conftest import NOW, real_file

from cadenza.home.imports import run
from cadenza.people.models import Person

pytestmark = pytest.mark.django_db
GOOD = "email,name,manager_email,title,team,start_date\nboss@x.example,Bea Boss,,,,\nanne@x.example,Anne,boss@x.example,,,\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text(GOOD, encoding="utf-8")
    return path


def test_a_good_file_is_applied_and_answers_0(file: Path) -> None:
    said: list[str] = []
    report, code = run("people", file, at=NOW, progress=said.append)
    assert (code, Person.objects.count(), len(said)) == (0, 2, 2)
    assert report.as_json() == {"rows": 2, "new": 2, "changed": 0, "unchanged": 0, "left_out": 0, "applied": True, "problems": []}


def test_a_check_changes_nothing_and_answers_0(file: Path) -> None:
    report, code = run("people", file, check=True, at=NOW)
    assert (code, report.applied, Person.objects.count()) == (0, False, 0)


def test_problems_answer_1_and_nothing_is_applied(file: Path) -> None:
    file.write_text(GOOD + "c@x.example,Cy,nobody@x.example,,,\n", encoding="utf-8")
    report, code = run("people", file, at=NOW)
    assert (code, Person.objects.count()) == (1, 0)
    assert report.as_json()["problems"] == [
        {
            "row": 4,
            "column": "manager_email",
            "code": "unknown-manager",
            "message": "The manager “nobody@x.example” is not in the file, nor known already.",
            "severity": "error",
        }
    ]
    assert [run("people", file, at=NOW, check=True)[1], run("people", file, at=NOW, leave_out_bad_rows=True)[1]] == [1, 0]
    assert run("people", file, at=NOW, unknown_managers="stub")[1] == 0


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4", bytes(range(256)) * 50, b"PK\x03\x04"])
def test_what_is_no_table_answers_2(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    report, code = run("people", path, at=NOW)
    assert code == 2
    assert [problem["row"] for problem in report.as_json()["problems"]] == [0]
    json.dumps(report.as_json())


def test_a_missing_column_answers_1_whatever_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("email,title\na@x.example,T\n", encoding="utf-8")
    assert run("people", path, at=NOW, leave_out_bad_rows=True)[1] == 1


def test_a_mapping_is_named_by_file_or_by_the_name_of_a_shipped_one(tmp_path: Path) -> None:
    path = tmp_path / "theirs.csv"
    path.write_text("Adresse,Wer\na@x.example,Anne\n", encoding="utf-8")
    written = tmp_path / "map.toml"
    written.write_text('email = "Adresse"\nname = "Wer"\n', encoding="utf-8")
    assert run("people", path, mapping=written, at=NOW)[1] == 0
    assert run("people", path, mapping="no-such-one", at=NOW)[1] == 2
    path.write_text("Employee #,First Name,Last Name,Work Email\n7,Bo,Boe,bo@x.example\n", encoding="utf-8")
    assert run("people", path, mapping="bamboohr", at=NOW)[1] == 0
    assert Person.objects.get(email="bo@x.example").name == "Bo Boe"


def test_the_report_reads_as_sentences_on_a_terminal(file: Path) -> None:
    report, _ = run("people", file, at=NOW)
    assert list(report.lines()) == ["2 rows: 2 new, 0 changed, 0 unchanged, 0 left out.", "Applied."]


@pytest.mark.parametrize(
    ("kind", "name"),
    [("people", "people-real.csv"), ("framework", "framework-snowflake.csv"), ("framework", "framework-engineeringladders.csv")],
)
def test_the_real_files_go_in_by_the_command(kind: str, name: str) -> None:
    path = real_file(name)
    checked, _ = run(kind, path, check=True, at=NOW)
    applied, code = run(kind, path, leave_out_bad_rows=True, at=NOW)
    assert (code, applied.applied, applied.new) == (0, True, checked.new)
