"""Cleaning cells, and what leaves again (TRUST T14, T33, T35)."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadenza.web.file_cells import (
    BadDate,
    DateOrder,
    Oddity,
    UnclearDate,
    address,
    as_date,
    as_number,
    as_switch,
    cleaned,
    csv_of,
    disarmed,
    is_address,
    order_shown_by,
)


@pytest.mark.parametrize(
    ("raw", "text", "odd"),
    [
        ("  Anne   Miller ", "Anne Miller", set()),
        ("Zoe\u0308", "Zoë", set()),
        ("An\u200bne", "Anne", {Oddity.HIDDEN}),
        ("\u202eenna\u202c", "enna", {Oddity.HIDDEN}),
        ("Anne\nMiller", "Anne Miller", {Oddity.LINE_BREAK}),
        ("Anne\r\n\r\nMiller", "Anne Miller", {Oddity.LINE_BREAK}),
        ('=HYPERLINK("http://x")', '=HYPERLINK("http://x")', {Oddity.FORMULA}),
        ("@SUM(A1)", "@SUM(A1)", {Oddity.FORMULA}),
        ("+44 20 7946 0000", "+44 20 7946 0000", set()),
        ("-5", "-5", set()),
        ("<b>Anne</b>", "<b>Anne</b>", {Oddity.MARKUP}),
        ("R&D", "R&D", set()),
        ("{{7*7}}", "{{7*7}}", set()),
        ("علی‌رضا", "علی‌رضا", set()),
        ("An\u200dne", "Anne", {Oddity.HIDDEN}),
        ("👩‍💻 Coder", "👩‍💻 Coder", set()),
        ("徐俊杰", "徐俊杰", set()),
        ("\x07Bell", "Bell", {Oddity.HIDDEN}),
        ("No\u00a0break", "No break", set()),
    ],
)
def test_a_cell_becomes_the_text_that_was_meant(raw: str, text: str, odd: set[Oddity]) -> None:
    found = cleaned(raw)
    assert (found.text, found.oddities) == (text, odd)


@given(st.text(max_size=80))
def test_cleaning_twice_is_cleaning_once(raw: str) -> None:
    once = cleaned(raw).text
    assert cleaned(once).text == once
    assert "\n" not in once


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ("  Anne.Miller@X.Example ", "anne.miller@x.example"),
        ("mailto:a@x.example", "a@x.example"),
        ("Anne <a@x.example>", "a@x.example"),
        ("a\u200b@x.example", "a@x.example"),
        ("ａ＠x.example", "a@x.example"),
        ("\u202aa@x.example\u202c", "a@x.example"),
        ("a@x.example;", "a@x.example"),
    ],
)
def test_one_address_is_one_address_however_it_is_written(raw: str, found: str) -> None:
    assert address(raw) == found
    assert is_address(found)


@pytest.mark.parametrize(
    "text",
    ["", "anne", "a@", "@x.example", "a b@x.example", "a@x@y", "a@x..example", "=1+1", "a@-x.example", "x" * 65 + "@x.example", "a" * 5000],
)
def test_what_is_no_address_is_not_taken_for_one(text: str) -> None:
    assert not is_address(text)


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("2026-11-24", None, dt.date(2026, 11, 24)),
        ("2026/1/4", None, dt.date(2026, 1, 4)),
        ("20261124", None, dt.date(2026, 11, 24)),
        ("2026-11-24T00:00:00Z", None, dt.date(2026, 11, 24)),
        ("24.11.2026", None, dt.date(2026, 11, 24)),
        ("4.3.2026", None, dt.date(2026, 3, 4)),
        ("24/11/2026", None, dt.date(2026, 11, 24)),
        ("11/24/2026", None, dt.date(2026, 11, 24)),
        ("03/03/2026", None, dt.date(2026, 3, 3)),
        ("03/04/2026", DateOrder.DAY_FIRST, dt.date(2026, 4, 3)),
        ("03/04/2026", DateOrder.MONTH_FIRST, dt.date(2026, 3, 4)),
        ("24 November 2026", None, dt.date(2026, 11, 24)),
        ("Nov 24, 2026", None, dt.date(2026, 11, 24)),
        ("24-Nov-2026", None, dt.date(2026, 11, 24)),
        ("1. März 2026", None, dt.date(2026, 3, 1)),
        ("45325", None, dt.date(2024, 2, 3)),
        ("9999-12-31", None, None),
        ("n/a", None, None),
        ("", None, None),
    ],
)
def test_a_date_is_read_in_the_ways_people_write_it(text: str, order: DateOrder | None, day: dt.date | None) -> None:
    assert as_date(text, order) == day


@pytest.mark.parametrize(
    "text", ["2026-02-30", "31/02/2026", "0000-00-00", "0001-01-01", "13/13/2026", "soon", "24/11/26", "99999", "2026-13-01", "x" * 3000]
)
def test_an_impossible_date_is_refused(text: str) -> None:
    with pytest.raises(BadDate):
        as_date(text)


def test_a_date_that_could_be_two_days_is_not_guessed() -> None:
    with pytest.raises(UnclearDate):
        as_date("03/04/2026")


def test_one_clear_date_settles_a_whole_column() -> None:
    assert order_shown_by(["03/04/2026", "24/04/2026"]) is DateOrder.DAY_FIRST
    assert order_shown_by(["03/04/2026", "04/24/2026"]) is DateOrder.MONTH_FIRST
    assert order_shown_by(["24/04/2026", "04/24/2026"]) is None
    assert order_shown_by(["", "03/04/2026"]) is None


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("42", ("42", "")),
        ("-3.5", ("-3.5", "")),
        ("1,5", ("1.5", "")),
        ("1,234", ("1234", "")),
        ("1,234.50", ("1234.5", "")),
        ("1.234,5", ("1234.5", "")),
        ("1 234 567", ("1234567", "")),
        ("1'234", ("1234", "")),
        ("0.250", ("0.25", "")),
        ("85%", ("85", "%")),
        ("€ 12", ("12", "€")),
        ("1.5k", ("1500", "")),
        ("2m", ("2000000", "")),
        (".5", ("0.5", "")),
        ("NPS above 50", None),
        ("", None),
        ("1.2.3", None),
        ("9" * 60, None),
    ],
)
def test_a_figure_is_read_with_its_sign_and_unit(text: str, figure: tuple[str, str] | None) -> None:
    assert as_number(text) == figure


def test_yes_and_no_are_read_and_other_words_are_neither() -> None:
    assert [as_switch(t) for t in ("Yes", "x", "0", "false", "perhaps")] == [True, True, False, False, None]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", '=cmd|"/c calc"!A1', "＝1+1"])
def test_nothing_that_leaves_is_evaluated_by_a_spreadsheet(cell: str) -> None:
    """T14."""
    text = csv_of(["name"], [[cell]])
    assert list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))[1][0] == f"'{cell}"
    assert disarmed("Anne") == "Anne"
