"""Which page an address asks for, and the links to the others."""

from __future__ import annotations

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from django.test import RequestFactory

from cadenza.web.paging import number_in


@pytest.mark.parametrize(
    ("asked", "number"),
    [("", 1), ("page=3", 3), ("page=0", 1), ("page=-2", 1), ("page=%C2%B2", 1), ("page=1e9", 1), ("page=" + "9" * 40, 1)],
)
def test_anything_but_a_page_s_number_asks_for_the_first(asked: str, number: int) -> None:
    assert number_in(QueryDict(asked)) == number


def drawn(asked: str, **shown: object) -> str:
    return render_to_string("web/pages.html", shown, request=RequestFactory().get(f"/?{asked}"))


def test_the_links_keep_what_else_the_address_asks_for() -> None:
    """A search goes on over all its pages, and what was typed stays text."""
    page = drawn("q=a%26b%22%3E&page=2", number=2, pages=3)
    assert 'href="?q=a%26b%22%3E&amp;page=1"' in page
    assert 'href="?q=a%26b%22%3E&amp;page=3"' in page
    assert "Page 2 of 3" in page


def test_a_list_without_a_count_says_only_where_it_stands() -> None:
    assert "Page 1" in drawn("", number=1, more=True)
    assert 'rel="prev"' not in drawn("", number=1, more=True)
    assert 'rel="next"' not in drawn("page=4", number=4, more=False)


def test_what_fits_on_one_page_has_no_links() -> None:
    assert drawn("", number=1, pages=1).strip() == ""
    assert drawn("", number=1, more=False).strip() == ""
