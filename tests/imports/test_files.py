"""Reading tables out of hostile and merely untidy files (DATA-4, TRUST T33)."""

from __future__ import annotations

import datetime as dt
import io
import os
import tracemalloc
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from cadenza.web.files import MAX_BYTES, Table, Unusable, open_table

HEADERS = {"email", "name", "team", "start_date"}


def known(cell: str) -> bool:
    return cell.strip().lower() in HEADERS


def rows_of(table: Table) -> list[tuple[int, tuple[str, ...]]]:
    return [(line.number, line.cells) for line in table]


def code_of(data: bytes) -> str:
    with pytest.raises(Unusable) as refused:
        list(open_table(data, known=known))
    return refused.value.objection.code


def workbook(fill: object) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    fill(book)  # type: ignore[operator]
    book.close()
    return out.getvalue()


TEXT = "email;name\njoel@x.example;Joël Křepinský\n"


@pytest.mark.parametrize(
    ("data", "dress"),
    [
        (TEXT.encode(), "utf-8;"),
        (b"\xef\xbb\xbf" + TEXT.encode(), "utf-8-sig;"),
        (TEXT.encode("utf-16"), "utf-16;"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16;"),
        (TEXT.encode("utf-16-le"), "utf-16-le;"),
        (TEXT.encode("utf-16-be"), "utf-16-be;"),
        (TEXT.encode("utf-32"), "utf-32;"),
    ],
)
def test_any_unicode_dress_reads_alike(data: bytes, dress: str) -> None:
    table = open_table(data, known=known)
    assert table.dress == dress
    assert table.header == ("email", "name")
    assert rows_of(table) == [(2, ("joel@x.example", "Joël Křepinský"))]


def test_a_file_from_an_old_western_spreadsheet_keeps_its_accents() -> None:
    table = open_table("name;team\nZoë “Zo” Müller;Büro\n".encode("cp1252"), known=known)
    assert rows_of(table)[0][1] == ("Zoë “Zo” Müller", "Büro")


def test_bytes_that_no_code_page_defines_are_still_read() -> None:
    assert rows_of(open_table(b"name,team\nJo\x81\xe9,A\n", known=known))[0][1] == ("Jo\x81é", "A")


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_sign_between_cells_is_found_even_when_names_hold_another(sign: str) -> None:
    data = sign.join(["email", "name", "team"]) + "\n" + sign.join(["a@x.example", '"Miller, Anne; Dr."', "A"]) + "\n"
    table = open_table(data.encode(), known=known)
    assert rows_of(table) == [(2, ("a@x.example", "Miller, Anne; Dr.", "A"))]


def test_commas_inside_words_do_not_win_over_semicolons_between_unknown_headers() -> None:
    table = open_table(b"Nachname, Vorname;Abteilung\nMiller, Anne;A\nSmith, Bo;B\n")
    assert table.header == ("Nachname, Vorname", "Abteilung")


def test_a_spreadsheets_own_sep_line_is_obeyed() -> None:
    table = open_table(b"sep=;\r\nemail;name\r\na@x.example;A, B\r\n", known=known)
    assert (table.header_number, rows_of(table)) == (2, [(3, ("a@x.example", "A, B"))])


def test_a_line_keeps_the_number_it_has_in_the_file() -> None:
    """Quoted line breaks and blank lines count as an editor counts them."""
    data = b'email,name\na@x.example,"Anne\nMiller"\n\n,,\nb@x.example,Bo\n'
    assert [number for number, _ in rows_of(open_table(data, known=known))] == [2, 6]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_is_a_line_end(end: str) -> None:
    data = end.join(["email,name", "a@x.example,A", "b@x.example,B", ""]).encode()
    assert [number for number, _ in rows_of(open_table(data, known=known))] == [2, 3]


def test_titles_above_the_header_are_passed_over() -> None:
    data = b"All workers,,\nAs of,2026-11-24,\n,,\nEmail,Name,Team\na@x.example,A,T\n"
    table = open_table(data, known=known)
    assert (table.header, table.header_number) == (("Email", "Name", "Team"), 4)
    assert rows_of(table) == [(5, ("a@x.example", "A", "T"))]


def test_nul_bytes_inside_text_are_dropped() -> None:
    assert rows_of(open_table(b"email,name\na@x.example,An\x00ne\n", known=known)) == [(2, ("a@x.example", "Anne"))]


def test_a_quotation_mark_that_never_closes_is_named_by_its_line() -> None:
    with pytest.raises(Unusable) as refused:
        list(open_table(b'email,name\na@x.example,"Anne\nb@x.example,Bo\nc@x.example,Cy\n', known=known))
    assert (refused.value.objection.code, refused.value.objection.values) == ("quote-never-closed", {"line": 2})


def test_a_quotation_mark_that_swallows_a_long_file_is_named_early() -> None:
    assert code_of(b'email,name\na@x.example,"Anne\n' + b"b@x.example,Bo\n" * 3000) == "quote-never-closed"


def test_inches_in_a_cell_do_no_harm() -> None:
    assert rows_of(open_table(b'email,name\na@x.example,5" pipe\nb@x.example,B\n', known=known))[0][1] == ("a@x.example", '5" pipe')


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file-empty"),
        (b" \n\r\n\t\n", "file-empty"),
        (b"\xef\xbb\xbf", "file-empty"),
        (b",,,\n,,,\n", "file-empty"),
        (b"%PDF-1.7\nplain words\n", "not-a-table"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "not-a-table"),
        (bytes(range(256)) * 400, "not-a-table"),
        (os.urandom(100_000).replace(b"PK\x03\x04", b"...."), "not-a-table"),
        (b"\x00" * 5000, "not-a-table"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old-or-locked-workbook"),
        (b"PK\x03\x04 cut off", "workbook-damaged"),
        (b"<!DOCTYPE html><html><table><tr><td>email</td></tr></table></html>", "not-a-table"),
        (b'[{"email": "a@x.example"}]', "not-a-table"),
        (b"email,name\n" + b"a@x.example," + b"x" * 200_000 + b"\n", "line-unreadable"),
        (b"email," * 600 + b"\n", "too-many-columns"),
    ],
)
def test_what_is_no_table_is_refused_with_one_reason(data: bytes, code: str) -> None:
    assert code_of(data) == code


def test_a_file_that_is_not_there_is_refused_with_a_reason(tmp_path: Path) -> None:
    with pytest.raises(Unusable) as refused:
        open_table(tmp_path / "absent.csv")
    assert refused.value.objection.code == "file-unreadable"


def test_a_header_alone_is_a_table_without_lines() -> None:
    table = open_table(b"email,name\n", known=known)
    assert (table.header, rows_of(table)) == (("email", "name"), [])


def test_a_table_can_be_read_twice() -> None:
    table = open_table(b"email,name\na@x.example,A\n", known=known)
    assert rows_of(table) == rows_of(table)


def test_a_sheet_gives_dates_figures_and_the_values_of_formulas() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["email", "name", "start_date", "team"])
        sheet.write_row(1, 0, ["a@x.example", 7])
        sheet.write_datetime(1, 2, dt.datetime(2024, 2, 3), book.add_format({"num_format": "d/m/yy"}))
        sheet.write_formula(1, 3, '=UPPER("pay")', None, "PAY")

    table = open_table(workbook(fill), known=known)
    assert table.dress == "xlsx"
    assert rows_of(table) == [(2, ("a@x.example", "7", "2024-02-03", "PAY"))]


def test_a_sheet_with_a_merged_title_and_merged_teams_is_read_as_people_see_it() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 0, 2, "Staff list")
        sheet.write_row(2, 0, ["email", "name", "team"])
        sheet.write_row(3, 0, ["a@x.example", "A"])
        sheet.write_row(4, 0, ["b@x.example", "B"])
        sheet.merge_range(3, 2, 4, 2, "Payments")

    table = open_table(workbook(fill), known=known)
    assert table.header_number == 3
    assert [(n, c[:3]) for n, c in rows_of(table)] == [(4, ("a@x.example", "A", "Payments")), (5, ("b@x.example", "B", "Payments"))]


def test_a_sheet_that_begins_lower_down_keeps_its_row_numbers() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(4, 2, ["email", "name"])
        sheet.write_row(5, 2, ["a@x.example", "A"])

    table = open_table(workbook(fill), known=known)
    assert (table.header_number, [number for number, _ in rows_of(table)]) == (5, [6])


def test_the_sheet_with_the_best_known_header_is_read() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet("Notes").write_row(0, 0, ["Read me", "first"])
        book.add_worksheet("Staff").write_row(0, 0, ["email", "name"])

    assert open_table(workbook(fill), known=known).header == ("email", "name")


def test_a_sheet_with_formats_down_to_its_last_row_is_small() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["email", "name"])
        sheet.write_row(1, 0, ["a@x.example", "A"])
        sheet.write_blank(1_048_575, 16_383, None, book.add_format({"bold": True}))

    assert len(rows_of(open_table(workbook(fill), known=known))) == 1


def test_two_cells_at_the_far_corners_of_a_sheet_cannot_fill_the_memory() -> None:
    """T33: the reader would lay out seventeen milliard cells."""

    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "email")
        sheet.write(1_048_575, 16_383, "x")

    assert code_of(workbook(fill)) == "too-many-rows"


def test_a_zip_bomb_is_refused_before_it_unfolds(monkeypatch: pytest.MonkeyPatch) -> None:
    """T33."""
    monkeypatch.setattr("cadenza.web.files.MAX_UNPACKED_BYTES", 8 * 1024 * 1024)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as folded:
        for part in range(3):
            folded.writestr(f"xl/worksheets/sheet{part}.xml", b" " * 3 * 1024 * 1024)
    assert code_of(out.getvalue()) == "file-unfolds-too-large"


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as folded:
        folded.writestr("holiday.jpg", b"not a sheet")
    assert code_of(out.getvalue()) == "workbook-damaged"


@pytest.mark.slow
def test_a_file_of_fifty_megabytes_is_read_line_by_line() -> None:
    """T33: reading costs little more memory than the file itself."""
    data = b"email,name,team\n" + b"".join(b"p%d@x.example,%s,Team\n" % (n, b"N" * 900) for n in range(55_000))
    assert 50_000_000 < len(data) < MAX_BYTES
    tracemalloc.start()
    count = sum(1 for _ in open_table(data, known=known))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 55_000
    assert peak < 90 * 1024 * 1024


def test_a_file_above_the_limit_is_refused() -> None:
    assert code_of(b"email,name\n" + b"a@x.example,A\n" * (MAX_BYTES // 14 + 1)) == "file-too-large"


def test_a_file_with_too_many_rows_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cadenza.web.files.MAX_ROWS", 500)
    assert code_of(b"email,name\n" + b"a@x,A\n" * 501) == "too-many-rows"
