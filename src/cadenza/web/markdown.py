"""People's words inside a page of Markdown that somebody pastes elsewhere: they stay words, whatever signs are in them."""

from __future__ import annotations

import re
from collections.abc import Iterable

SIGNS = re.compile(r"([\\`*_\[\]<>|~])")
AT_THE_START = re.compile(r"^(#{1,6}|[-+]|\d{1,9}[.)])(?=\s|$)")


def plain(text: str) -> str:
    """Words on one line, with every sign escaped that Markdown or HTML would read as more than itself."""
    line = SIGNS.sub(r"\\\1", " ".join(text.split()))
    return AT_THE_START.sub(lambda found: f"{found[1][:-1]}\\{found[1][-1]}", line)


def bullets(lines: Iterable[str]) -> list[str]:
    """Ready lines as a list."""
    return [f"- {line}" for line in lines]


def section(heading: str, lines: Iterable[str], *, level: int = 2) -> list[str]:
    """A heading and its lines with air around them; nothing at all where there are no lines."""
    found = list(lines)
    return ["", f"{'#' * level} {heading}", "", *found] if found else []


def document(lines: Iterable[str]) -> str:
    """The whole text, ending in one line break."""
    return "\n".join(lines).strip() + "\n"
