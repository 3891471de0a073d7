"""Long lists, a page at a time: which page an address asks for. `web/pages.html` draws the links to the others."""

from __future__ import annotations

from django.http import QueryDict

from cadenza.web.numbers import whole

DIGITS = 5


def number_in(given: QueryDict, name: str = "page") -> int:
    """A whole number from 1 up that the query string carries under this name; 1 for anything else."""
    return max(whole(given.get(name, ""), digits=DIGITS) or 1, 1)
