"""What somebody is said to be, feel or mean (EARLY-3, PIP-4: `personality`)."""

from __future__ import annotations

import pytest

from cadenza.wording import traits
from cadenza.wording.text import Text


@pytest.mark.parametrize(
    "text",
    [
        "You are lazy",
        "Arrogant and dismissive",
        "Has a bad attitude",
        "Not a team player",
        "Be more proactive",
        "He does not care about the crew",
        "Broke it on purpose",
        "Is sulking",
        "She looks bored",
        "Lacks initiative",
        "Does the bare minimum",
        "You think the rules are for others",
        "A know-it-all",
        "Only wants to annoy",
        "You did it out of spite",
        "No sense of urgency",
    ],
)
def test_a_trait_or_a_motive_is_seen(text: str) -> None:
    """EARLY-3: personality"""
    assert traits.trait(Text(text)) is not None


@pytest.mark.parametrize(
    "text",
    [
        "You left the gate open",
        "Six of twenty parcels came back",
        'You called him "lazy" at the gate',
        "Opened the kiln at 300 degrees",
        "Arrived at 8.20",
        "Signed another name in the log",
        'He said "I do not care about the crew" to the guests',
    ],
)
def test_a_deed_a_flaw_of_the_work_or_a_quotation_is_no_trait(text: str) -> None:
    """EARLY-3: personality"""
    assert traits.trait(Text(text)) is None


def test_being_entitled_to_expect_something_is_no_trait() -> None:
    assert traits.trait(Text("You are entitled to expect a reply")) is None
    assert traits.trait(Text("You are so entitled"))
