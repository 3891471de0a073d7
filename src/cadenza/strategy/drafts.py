"""What the coach sees in a drafted key result, in the import's report as on the draft itself, until it is reworded (DATA-4)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from cadenza.practice.hint_rules import TITLES, answered_by, open_findings
from cadenza.strategy.models import KeyResult
from cadenza.wording import Finding, Kind

SHOWN = 60
"""Characters of a passage that a report repeats."""


def findings_in(result: KeyResult) -> list[tuple[str, Finding]]:
    """(title to translate, finding) for each flaw that is open: what its writer set aside and what a field answers is left out."""
    answered = answered_by(dated=True, measured=result.target is not None)
    found = open_findings(result.title, Kind.KEY_RESULT, answered=answered, dismissed=result.dismissed_in("title"))
    return [(TITLES[one.flaw], one) for one in found]


def said_of(found: list[tuple[str, Finding]]) -> str:
    """The same in one line: each flaw in a few words, with the words it was seen in."""
    return "; ".join(f"{_(title)} (“{one.words[:SHOWN]}”)" if one.words else _(title) for title, one in found)
