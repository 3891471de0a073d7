"""The one page that everybody meets first."""

from collections.abc import Callable

import pytest
from tests.browser.conftest import Visit

Browse = Callable[..., Visit]


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (360, "dark")])
def test_the_sign_in_page_is_accessible_and_light(browse: Browse, width: int, theme: str) -> None:
    visit = browse(width=width, theme=theme)
    visit.go("/accounts/login/")
    visit.check_accessibility()
    visit.check_fits()
    visit.check_weight()


def test_the_sign_in_page_works_without_scripts(browse: Browse) -> None:
    visit = browse(javascript=False)
    page = visit.go("/accounts/login/")
    page.get_by_label("Password").wait_for()
