"""J8: HR admin brings 500 people with three bad lines, mends them in place and imports all (DESIGN 5)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from tests.browser.conftest import Visit
from tests.cast import Cast

from cadenza.people.models import Person

pytestmark = pytest.mark.django_db(transaction=True)
Browse = Callable[..., Visit]

HEAD = "Start date;Team;E-mail;Full name;Job title;Manager\n"
BAD = "2024-02-30;Big;x1@big.example;Xa Xu;T;p0@big.example\n;Big;x2;Xb Xu;T;p0@big.example\n;Big;x3@big.example;Xc Xu;T;gone@big.example\n"


def staff(number: int) -> bytes:
    lines = (
        f"2024-01-02;Big/Team {n % 9};p{n}@big.example;Person Number {n};Engineer;{'p0@big.example' if n else ''}\n" for n in range(number)
    )
    return (HEAD + "".join(lines) + BAD).encode()


def payload(data: bytes) -> dict[str, object]:
    return {"name": "staff.csv", "mimeType": "text/csv", "buffer": data}


def imported() -> int:
    return Person.objects.filter(email__endswith="@big.example").count()


def test_500_people_with_three_errors_are_imported_within_budget(browse: Browse, cast: Cast, pinned: datetime) -> None:
    """J8: at most 12 clicks, 1 required field, 5 page loads."""
    visit = browse(cast.hr_admin)
    with visit.within(clicks=12, loads=5):
        page = visit.go("/settings/import/")
        assert page.locator("main [required]:not([type=radio])").count() <= 1
        page.get_by_label("File", exact=True).set_input_files(payload(staff(497)))  # type: ignore[arg-type]  # playwright's own shape
        page.get_by_role("button", name="Match its columns").click()
        page.get_by_role("button", name="Check the file").click()
        for field, words in (
            ("Line 499, Start date", "2024-02-28"),
            ("Line 500, E-mail", "x2@big.example"),
            ("Line 501, Manager", "p1@big.example"),
        ):
            page.get_by_label(field).click()
            page.get_by_label(field).fill(words)
        page.get_by_role("button", name="Import 497 people").wait_for()
        page.get_by_role("button", name="Check again", exact=True).click()
        page.get_by_role("button", name="Import 500 people").click()
        page.get_by_role("heading", name="Imported").wait_for()
    assert imported() == 500


def test_a_file_is_imported_by_keyboard_alone(browse: Browse, cast: Cast, pinned: datetime) -> None:
    visit = browse(cast.hr_admin)
    page = visit.go("/settings/import/")
    page.get_by_label("File", exact=True).set_input_files(payload(staff(5)))  # type: ignore[arg-type]  # playwright's own shape
    for button in ("Match its columns", "Check the file", "Import 5 people"):
        page.get_by_role("button", name=button).focus()
        page.keyboard.press("Enter")
    page.get_by_role("heading", name="Imported").wait_for()
    assert (imported(), visit.clicks) == (5, 0)


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (360, "dark")])
def test_the_import_pages_are_accessible_and_light(browse: Browse, cast: Cast, pinned: datetime, width: int, theme: str) -> None:
    visit = browse(cast.hr_admin, width=width, theme=theme)
    page = visit.go("/settings/import/")
    file = payload(staff(30) + "=1+1;Big;y@big.example;Ya \u202eYu;T;p0@big.example\n".encode())
    page.get_by_label("File", exact=True).set_input_files(file)  # type: ignore[arg-type]  # playwright's own shape
    for button in ("Match its columns", "Check the file", "Import 30 people", ""):
        visit.check_accessibility()
        visit.check_fits()
        visit.check_weight()
        if button:
            page.get_by_role("button", name=button).click()
            page.wait_for_load_state()
