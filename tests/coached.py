"""A coach for tests of its doors: a few words mean a few flaws, so that a form is judged and not the coach."""

from __future__ import annotations

from collections.abc import Collection

import pytest

from cadenza.objections import objection
from cadenza.practice import hint_rules
from cadenza.wording import LIMIT, POSSIBLE, Finding, Flaw, Kind, Reading, ThreeE

MEANS = {
    "attend": Flaw.ACTIVITY,
    "better": Flaw.VAGUE,
    "somehow": Flaw.NO_MEASURE,
    "someday": Flaw.NO_DATE,
    "support": Flaw.GENERIC_SUPPORT,
    "always": Flaw.ABSOLUTE,
    "plus": Flaw.COMPOUND,
    "course": Flaw.GENERIC_COURSE,
    "sandbox": Flaw.SIMULATED,
}


def read(text: str, kind: Kind, e3: ThreeE | None = None, *, answered: Collection[Flaw] = ()) -> Reading:
    """One finding for each known word, in the order of the text."""
    low = text.lower()
    seen = sorted((low.index(word), word, flaw) for word, flaw in MEANS.items() if word in low)
    findings = [
        Finding(
            flaw,
            text[at : at + len(word)],
            at,
            at + len(word),
            objection(flaw.value, "Why %(flaw)s matters.", flaw=flaw.value),
            objection("better", "By ___ I can do it in %(work)s.", work="the next release"),
        )
        for at, word, flaw in seen
        if flaw in POSSIBLE[kind] and flaw not in answered
    ]
    return Reading(tuple(findings), truncated=len(text) > LIMIT)


@pytest.fixture
def coach(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every door asks this coach."""
    monkeypatch.setattr(hint_rules, "read", read)
