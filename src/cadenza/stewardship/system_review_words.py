"""What the figures, signs and lines of a system review are called, and shares in words (SYS-1, SYS-2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cadenza.insight.rules import Band
from cadenza.objections import N_
from cadenza.stewardship.system_review_rules import Figure, Line

CYCLE_FIGURES: Mapping[str, str] = {
    "plans": N_("People with an agreed plan"),
    "rhythm": N_("Reviews held, of those due"),
    "reset": N_("Plans looked at anew at the end"),
    "achieved": N_("Of these, with a goal achieved"),
    "went-on": N_("Of these, with a goal that goes on"),
}
"""Figures of one cycle, in the order of the table."""

BESIDE: Mapping[str, str] = {
    "left-with-plan": N_("People with an agreed plan who left"),
    "left-without": N_("People without one who left"),
    "reached-with-goals": N_("Key results that reached their target, with an agreed goal behind them"),
    "reached-without": N_("Key results that reached their target, with none"),
}
FACTS = frozenset({"reached-with-goals", "reached-without"})
"""About key results, which all may see: shown as counts (TRUST R3)."""


@dataclass(frozen=True)
class LineWords:
    """How a line of the checklist reads: what is asked, what is counted, and where it opens."""

    asked: str
    counted: str
    opens: str


LINES: Mapping[Line, LineWords] = {
    Line.NEEDS: LineWords(
        N_("Are needs captured while performance is talked about?"),
        N_("People with whom a review was held, and for whom a need was written down or a gap assessed."),
        "overview",
    ),
    Line.GAPS: LineWords(
        N_("Is learning tied to gaps in the role?"),
        N_("Courses and reading in agreed goals, with an assessed gap behind them."),
        "learning",
    ),
    Line.COACHING: LineWords(
        N_("Do managers coach?"),
        N_("Reviews held in which the manager answered their part."),
        "overview",
    ),
    Line.APPLICATION: LineWords(
        N_("Is it tracked where learning is used?"),
        N_("Education of which it was asked already where it was used, and somebody said so or what stood in the way."),
        "learning",
    ),
    Line.OUTCOMES: LineWords(
        N_("Are outcomes looked at?"),
        N_("Agreed plans of finished cycles whose goals were each given an end."),
        "overview",
    ),
}


def band_words(band: Band | None) -> str:
    """A rough share as it stands in a text; a dash where it is hidden."""
    if band is None:
        return "–"
    if band.low == 0:
        return f"≤ {band.high} %"
    if band.high == 100:
        return f"≥ {band.low} %"
    return _("about %(share)d %%") % {"share": band.low} if band.low == band.high else f"{band.low}–{band.high} %"


def count_words(figure: Figure) -> str:
    """A figure as so many of so many."""
    return _("%(count)d of %(of)d") % {"count": figure.count, "of": figure.of}


def half_words(key: str) -> str:
    """A half-year as people say it: "2026-h2" is the second half of 2026."""
    year, _sep, which = key.partition("-h")
    return (_("First half of %(year)s") if which == "1" else _("Second half of %(year)s")) % {"year": year}
