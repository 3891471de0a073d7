"""The drawings: icons as strokes and glyphs as shapes, each a few bytes of SVG in the page itself, so that print and fragments have them."""

from __future__ import annotations

from collections.abc import Mapping

STROKES: Mapping[str, str] = {
    "add": "M12 5v14M5 12h14",
    "arrow": "M5 12h14M13 6l6 6-6 6",
    "blocked": "M8 3h8l5 5v8l-5 5H8l-5-5V8zM8 12h8",
    "cal": "M5 5h14a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2zM3 10h18M8 3v4M16 3v4",
    "clock": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l3 2",
    "close": "M6 6l12 12M18 6L6 18",
    "dash": "M6 12h12",
    "done": "M4 13l5 5L20 6",
    "down": "M12 4v12M6 11l6 6 6-6M5 21h14",
    "eye": "M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12zM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",
    "flag": "M5 21V4h13l-3 4 3 4H5",
    "help": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM9.5 9a2.5 2.5 0 1 1 3.5 2.3c-.7.4-1 .9-1 1.7M12 17h.01",
    "info": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 11v6M12 7.5h.01",
    "link": "M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1",
    "lock": "M7 11h10a2 2 0 0 1 2 2v5a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2v-5a2 2 0 0 1 2-2zM8 11V8a4 4 0 0 1 8 0v3",
    "mail": "M4 6h16v12H4zM4 7l8 6 8-6",
    "pencil": "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3",
    "people": "M9 5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM2.5 20a6.5 6.5 0 0 1 13 0M16 5.3a3.5 3.5 0 0 1 0 6.4M18 14.3a6.5 6.5 0 0 1 3.5 5.7",
    "person": "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4 21a8 8 0 0 1 16 0",
    "plus": "M12 5v14M5 12h14",
    "print": "M7 9V3h10v6M7 18H4v-8h16v8h-3M7 14h10v7H7z",
    "reset": "M4 12a8 8 0 1 0 2.6-5.9M4 4v5h5",
    "scale": "M12 4v16M7 20h10M5 7h14M5 7l-3 7h6zM19 7l-3 7h6z",
    "search": "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM21 21l-5-5",
    "track": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM8 12h8M13 9l3 3-3 3",
    "warn": "M12 3l10 18H2zM12 10v5M12 18h.01",
}
"""On a field of 24 by 24, two units thick, in the colour of the text beside them."""

GLYPHS: Mapping[str, str] = {
    "full": '<circle cx="10" cy="10" r="8" fill="currentColor"/>',
    "half": '<circle cx="10" cy="10" r="7.25" fill="none" stroke="currentColor" stroke-width="1.5"/><path d="M10 2.75a7.25 7.25 0 0 0 0 14.5z" fill="currentColor"/>',
    "ring": '<circle cx="10" cy="10" r="7" fill="none" stroke="currentColor" stroke-width="2.5" stroke-dasharray="4.2 3.1"/>',
}
"""Covered, thin, gap; met, improving, not yet met: told apart without colour."""

MIRRORED = frozenset({"track", "arrow"})
"""Arrows point the way of reading; ticks do not (DESIGN 9)."""
