"""Texts that were judged wrongly once (COACH-2)."""

from __future__ import annotations

import pytest

from cadenza.wording import Flaw, Kind, read

REPORTED = [
    (Kind.DEVELOPMENT_GOAL, "From Q2 I will have zero errors in all my translations.", {Flaw.ABSOLUTE}),
    (Kind.DEVELOPMENT_GOAL, "In due course I can fire the kiln alone.", {Flaw.NO_DATE}),
    (Kind.DEVELOPMENT_GOAL, "By June I fire the kiln, recruit an apprentice, and publish the price list.", {Flaw.COMPOUND}),
    (Kind.DEVELOPMENT_GOAL, "I am trusted with the keys: I open alone on four Sundays in May", set()),
    (Kind.PIP_CRITERION, "From June to August there are zero complaints from any customer.", {Flaw.ABSOLUTE}),
    (Kind.PIP_CRITERION, "The ward is quiet by 22:00 on 28 of 31 nights in May.", set()),
    (Kind.KEY_RESULT, "Unqualified audit opinion for the trust by 30 June.", set()),
    (Kind.KEY_RESULT, "Hiring time down from 60 to 40 days", set()),
    (Kind.CONCERN_STATEMENT, "The café opened at 7 am without you.", set()),
    (Kind.CONCERN_STATEMENT, "The responsible engineer was not informed on 3 May.", set()),
    (Kind.CONCERN_STATEMENT, "Takes 40-minute breaks: 3, 4 and 9 May", set()),
    (Kind.CONCERN_STATEMENT, "On 4 May you said 'I'm not a team player' and left the stand-up.", set()),
]


@pytest.mark.parametrize(("kind", "text", "wanted"), REPORTED, ids=[text[:40] for _, text, _ in REPORTED])
def test_a_text_that_was_reported_is_judged_as_the_guideline_says(kind: Kind, text: str, wanted: set[Flaw]) -> None:
    assert set(read(text, kind).flaws) == wanted
