"""Choices of a note in words: `{% load notes %}`."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

from cadenza.conversations.words import CAUSES, OUTCOMES

register = template.Library()


@register.filter
def cause(code: str) -> str:
    """What may lie behind a concern; empty while it is not known."""
    return _(CAUSES[code]) if code in CAUSES else ""


@register.filter
def outcome(code: str) -> str:
    """What came of a follow-up."""
    return _(OUTCOMES[code])
