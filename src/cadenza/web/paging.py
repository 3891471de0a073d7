"""Long lists, a page at a time: which page an address asks for. `web/pages.html` draws the links to the others."""

from __future__ import annotations

from django.http import QueryDict

MOST = 99_999


def number_in(given: QueryDict, name: str = "page") -> int:
    """A whole number from 1 up that the query string carries under this name; 1 for anything else."""
    text = given.get(name, "")
    fit = text.isascii() and text.isdigit() and len(text) <= len(str(MOST))
    return max(int(text), 1) if fit else 1
