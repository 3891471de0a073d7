"""Tags of formal pages: the word for any code of a plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import gettext as _

from cadenza.improvement import words

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


@register.filter
def worded(code: object, table: str) -> str:
    """`{{ kind|worded:"entry" }}`: the words for a code, in the reader's language."""
    found = {str(key): text for key, text in TABLES[table].items()}.get(str(code))
    return _(found) if found else str(code)
