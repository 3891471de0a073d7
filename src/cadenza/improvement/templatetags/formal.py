"""Tags of formal pages: the word for any code of a plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from cadenza.improvement import words
from cadenza.improvement.audience import readers_of
from cadenza.improvement.queries import Page

register = template.Library()
TABLES: Mapping[str, Mapping[Any, str]] = {
    "condition": words.CONDITIONS,
    "route": words.ROUTES,
    "point": words.POINTS,
    "given": words.GIVEN,
    "outcome": words.OUTCOMES,
    "cause": words.CAUSES,
    "appeal": words.APPEALS,
    "entry": words.ENTRIES,
    "surprise": words.SURPRISES,
    "meeting": words.MEETINGS,
    "method": words.METHODS,
    "source": words.SOURCES,
}


@register.simple_tag
def plan_readers(page: Page, place: str) -> dict[str, Any]:
    """`{% plan_readers page code as readers %}`: who reads this section or step, by name, and what is to be said of it."""
    found = readers_of(page.seat, place)
    return {"names": get_text_list([one.short_name for one in found.people], _("and")), "found": found}


@register.filter
def worded(code: object, table: str) -> str:
    """`{{ kind|worded:"entry" }}`: the words for a code, in the reader's language."""
    found = {str(key): text for key, text in TABLES[table].items()}.get(str(code))
    return _(found) if found else str(code)
