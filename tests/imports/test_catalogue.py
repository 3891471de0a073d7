"""A catalogue comes out of a file: several lines of one title are one option, and the same file again changes nothing (LEARN-1, DATA-4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from tests.cast import NOW, Cast
from tests.imports.conftest import codes, counts, csv_bytes, read
from tests.learning.conftest import Shelf, shelf

from cadenza.home.imports import KINDS, kinds_for
from cadenza.learning.imports import CATALOGUE, apply_catalogue, check_catalogue
from cadenza.learning.models import Option, OptionVersion
from cadenza.people.models import Person
from cadenza.web.file_lines import Choices
from cadenza.web.file_report import Report

pytestmark = pytest.mark.django_db
__all__ = ["shelf"]

REVIEW = ("Lead one forecast review", "On-the-job assignment", "Delivery forecasting", "3", "", "6", "", "", "")
COURSE = ("Forecasting in practice", "course", "Delivery forecasting", "2", "Engineer", "12 h", "€ 420", "", "https://learn.example/f")
AGAIN = ("Forecasting in practice", "Course", "Design review", "", "", "", "", "", "")


def bring(rows: Iterable[Sequence[object]] | bytes, *, check: bool = False, leave_out: bool = False, by: Person | None = None) -> Report:
    table, mapping = read(rows if isinstance(rows, bytes) else csv_bytes(CATALOGUE.names, rows), CATALOGUE)
    act = check_catalogue if check else apply_catalogue
    return act(table, mapping, by=by, at=NOW, choices=Choices(leave_out_bad_rows=leave_out))  # type: ignore[arg-type]  # read by the tests' own reader


def test_several_lines_of_one_title_are_one_option(shelf: Shelf) -> None:
    report = bring([REVIEW, COURSE, AGAIN])
    assert counts(report) == {"rows": 3, "new": 3, "changed": 0, "unchanged": 0, "left_out": 0, "applied": True}
    course = Option.objects.get(slug="forecasting-in-practice")
    assert (course.kind, course.hours, course.cost, course.currency) == ("course", Decimal(12), Decimal(420), "EUR")
    assert {(fit.capability.name, fit.level) for fit in course.fits.all()} == {("Delivery forecasting", 2), ("Design review", None)}
    assert list(course.profiles.all()) == [shelf.profile]


def test_the_same_file_again_changes_nothing(shelf: Shelf) -> None:
    bring([REVIEW, COURSE, AGAIN])
    report = bring([REVIEW, COURSE, AGAIN])
    assert (report.unchanged, report.new, report.changed, OptionVersion.objects.count()) == (3, 0, 0, 2)


def test_a_check_changes_nothing(shelf: Shelf) -> None:
    assert bring([REVIEW], check=True).new == 1
    assert not Option.objects.exists()


def test_a_blank_cell_erases_nothing_and_what_the_file_leaves_out_stays(shelf: Shelf) -> None:
    bring([COURSE])
    report = bring([("FORECASTING IN PRACTICE", "course", "Design review", "4", "", "", "", "", "")])
    assert (report.changed, report.applied) == (1, True)
    course = Option.objects.get()
    assert (course.title, course.cost, course.fits.count(), course.version) == ("Forecasting in practice", Decimal(420), 2, 2)


@pytest.mark.parametrize(
    ("place", "cell", "problem"),
    [
        (0, "", ("title", "cell-missing")),
        (0, "t" * 201, ("title", "too-long")),
        (1, "", ("kind", "cell-missing")),
        (1, "a wish", ("kind", "unknown-kind")),
        (2, "Juggling", ("capability", "unknown-capability")),
        (2, "", ("level", "level-without-capability")),
        (3, "9", ("level", "level-not-on-ladder")),
        (4, "Astronaut", ("role", "unknown-role")),
        (5, "a while", ("hours", "no-amount")),
        (5, "-1", ("hours", "option-hours")),
        (6, "40 %", ("cost", "no-amount")),
        (6, "40", ("currency", "cost-without-currency")),
        (7, "dollars", ("currency", "unknown-currency")),
        (8, "javascript:alert(1)", ("url", "option-url")),
        (0, "=HYPERLINK(1)", ("title", "looks-like-formula")),
    ],
)
def test_a_bad_cell_is_named(shelf: Shelf, place: int, cell: str, problem: tuple[str, str]) -> None:
    row = list(REVIEW)
    row[place] = cell
    assert codes(bring([row], check=True)) == {(2, *problem)}


def test_an_option_for_nothing_is_refused(shelf: Shelf) -> None:
    assert codes(bring([("Pairing", "peer", "", "", "", "", "", "", "")])) == {(2, "capability", "option-for-nothing")}


def test_two_lines_that_tell_different_things_of_one_option_are_refused(shelf: Shelf) -> None:
    other = (*AGAIN[:5], "14", *AGAIN[6:])
    assert codes(bring([COURSE, other])) == {(3, "hours", "option-told-differently")}
    assert not Option.objects.exists()


def test_the_same_line_twice_is_named_with_the_first(shelf: Shelf) -> None:
    assert codes(bring([REVIEW, REVIEW])) == {(3, "title", "same-option-again")}


def test_bad_rows_are_left_out_by_choice(shelf: Shelf) -> None:
    bad = ("Pairing", "a wish", "Delivery forecasting", "", "", "", "", "", "")
    assert (bring([REVIEW, bad]).applied, Option.objects.count()) == (False, 0)
    assert (bring([REVIEW, bad], leave_out=True).left_out, Option.objects.count()) == (1, 1)


def test_a_retired_option_stays_retired(shelf: Shelf) -> None:
    bring([REVIEW])
    Option.objects.update(retired_at=NOW)
    assert codes(bring([(*REVIEW[:5], "7", *REVIEW[6:])])) == {(2, "title", "option-is-retired")}
    assert (Option.objects.get().hours, Option.objects.get().retired_at) == (Decimal(7), NOW)


def test_a_file_without_its_columns_is_refused(shelf: Shelf) -> None:
    assert codes(bring(b"title,hours\nPairing,3\n", leave_out=True)) == {(1, "kind", "missing-column")}


def test_other_systems_headers_are_known(shelf: Shelf) -> None:
    report = bring(b"Course name,Type,Skill,Duration,Price,Link\nPairing,Workshop,Design review,3,0,https://a.example/\n")
    assert report.applied
    assert Option.objects.get().kind == "course"


def test_only_hr_admin_imports_a_catalogue(shelf: Shelf, cast: Cast) -> None:
    """TRUST L1."""
    assert KINDS["catalogue"] in kinds_for(cast.hr_admin, at=NOW)
    for who in (cast.engineer, cast.hr_partner, cast.executive, cast.operator):
        assert KINDS["catalogue"] not in kinds_for(who, at=NOW)
        with pytest.raises(PermissionDenied):
            bring([REVIEW], by=who)
