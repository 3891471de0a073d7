"""Which column is which: guessed, written in a file, or shipped."""

from __future__ import annotations

from pathlib import Path

import pytest

from cadenza.home.import_forms import COLUMN_WORDS, KIND_WORDS, MapForm
from cadenza.home.imports import KINDS, Kind, best_mapping
from cadenza.people.import_words import PEOPLE
from cadenza.strategy.import_rows import OBJECTIVES
from cadenza.web.file_cells import DateOrder
from cadenza.web.file_mappings import guessed, missing, parsed_mapping, read_mapping, unread_headers
from cadenza.web.files import Unusable, open_table


def found(header: str, kind: str = "people") -> tuple[str, dict[str, str]]:
    """The best mapping's name, and our columns with the headers found for them."""
    table = open_table(f"{header}\n".encode())
    name, mapping = best_mapping(KINDS[kind], table)
    assert mapping.date_order is None
    return name, {column: " + ".join(table.header[p] for p in places) for column, places in mapping.places.items()}


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_every_column_of_every_kind_of_import_has_a_word_on_the_page_where_columns_are_matched(kind: Kind) -> None:
    """DATA-4: the page asks for each column by its word, whatever the kind of file."""
    assert kind.name in KIND_WORDS
    assert [column for column in kind.columns.names if column not in COLUMN_WORDS] == []
    table = open_table(f"{';'.join(kind.columns.names)}\n".encode())
    form = MapForm(kind=kind, table=table, mapping=guessed(kind.columns, table.header))
    assert [field.label for field in form.columns] == [str(COLUMN_WORDS[column]) for column in kind.columns.names]


def test_our_own_headers_are_found_in_any_case_and_order() -> None:
    name, columns = found("START_DATE;Team;title;Manager E-Mail;NAME;e mail")
    assert name == ""
    assert columns == {
        "email": "e mail",
        "name": "NAME",
        "manager_email": "Manager E-Mail",
        "title": "title",
        "team": "Team",
        "start_date": "START_DATE",
    }


@pytest.mark.parametrize(
    ("header", "kind", "name", "some"),
    [
        ("Employee #,First Name,Last Name,Work Email,Job Title,Department,Reporting to,Hire Date,Status", "people", "bamboohr", {"name": "First Name + Last Name", "manager_name": "Reporting to"}),
        ("Employee ID,Worker,Email - Primary Work,Worker's Manager,Supervisory Organization,Business Title,Hire Date", "people", None, {"name": "Worker", "manager_name": "Worker's Manager"}),
        ("first_name,middle_name,last_name,employee_id,work_email,country", "people", None, {"name": "first_name + last_name", "id": "employee_id"}),
        ("ID,Full Name,Company Email,Reports To,Designation,Department,Date of Joining,Relieving Date,Status", "people", None, {"id": "ID"}),
        ("Badge id,First Name,Last Name,Email,Department,Job Position,Job Role,Reporting Manager,Date joining", "people", "horilla", {"manager_name": "Reporting Manager", "role": "Job Role"}),
        ("email,name,due_at,key_result_1_title", "objectives", "cultureamp", {"objective": "name", "key_result": "key_result_1_title"}),
        ("goal,name,type,start_date,end_date,owner_email,milestone", "objectives", None, {"due": "end_date", "owner": "owner_email"}),
    ],
)  # fmt: skip
def test_files_of_other_systems_are_recognised(header: str, kind: str, name: str | None, some: dict[str, str]) -> None:
    best, columns = found(header, kind)
    assert name in {best, None}
    assert some.items() <= columns.items()


@pytest.mark.parametrize("kind", ["people", "objectives"])
def test_every_shipped_mapping_reads_and_says_how_sure_it_is(kind: str) -> None:
    shipped = KINDS[kind].shipped
    folder = KINDS[kind].mappings
    assert folder is not None
    assert set(shipped) == {path.stem for path in folder.glob("*.toml")}
    assert all("# How sure:" in path.read_text(encoding="utf-8") for path in folder.glob("*.toml"))
    assert all(written.title for written in shipped.values())


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('email = "Adresse"\nname = ["Wer", "Name"]', "m.toml"),
        ('[columns]\nemail = "Adresse"\nname = "Name"', "m.toml"),
        ('{"email": "Adresse", "name": "Name"}', "m.json"),
        ('{"columns": {"Adresse": "email", "Name": "name"}}', "m.json"),
        ("Adresse,email\nName,name\n", "m.csv"),
    ],
)
def test_a_mapping_is_read_in_any_of_its_forms(text: str, name: str) -> None:
    mapping = guessed(PEOPLE, ("Name", "Adresse", "Sonst"), parsed_mapping(text, name, PEOPLE))
    assert mapping.places == {"email": (1,), "name": (0,)}
    assert unread_headers(mapping, ("Name", "Adresse", "Sonst")) == ["Sonst"]


def test_a_mapping_joins_columns_changes_words_and_says_how_dates_are_written() -> None:
    text = '[columns]\nteam = []\n[joined.name]\nof = ["Vor", "Nach"]\nwith = " "\n[dates]\norder = "dmy"\n[values.status]\nRuhend = "absent"\n'
    mapping = guessed(PEOPLE, ("Vor", "Nach", "Status", "Team"), parsed_mapping(text, "m.toml", PEOPLE))
    assert mapping.cell("name", (" Anne ", "Miller", "ruhend", "x")) == "Anne Miller"
    assert mapping.cell("status", ("", "", "RUHEND ", "")) == "absent"
    assert (mapping.date_order, mapping.has("team")) == (DateOrder.DAY_FIRST, False)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("= broken", "mapping-unreadable"),
        ("{", "mapping-unreadable"),
        ("[1]", "mapping-unreadable"),
        ('colour = "Farbe"', "mapping-unknown-column"),
        ("email = 3", "mapping-unreadable"),
    ],
)
def test_what_is_no_mapping_is_refused(text: str, code: str) -> None:
    with pytest.raises(Unusable) as refused:
        parsed_mapping(text, "m.toml", PEOPLE)
    assert refused.value.objection.code == code


def test_a_column_that_is_needed_and_missing_is_named() -> None:
    assert missing(PEOPLE, guessed(PEOPLE, ("email",))) == ["name"]
    assert missing(OBJECTIVES, guessed(OBJECTIVES, ("key result",))) == ["objective"]


def test_a_mapping_file_too_large_to_be_one_is_refused(tmp_path: Path) -> None:
    huge = tmp_path / "m.toml"
    huge.write_text("#" * 400_000, encoding="utf-8")

    with pytest.raises(Unusable):
        read_mapping(huge, PEOPLE)
