"""Whole numbers that come with a page, read so that nothing odd gets any further."""

from __future__ import annotations

KEY = 18
"""Digits that any key of a row has room for, in both databases."""


def whole(text: str, *, digits: int = KEY) -> int | None:
    """The number that a text is; None for anything else: with a sign or a space, in another script, or longer than asked for."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else None
