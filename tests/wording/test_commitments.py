"""The manager's commitments (COM-1): an act that one could see, and when."""

from __future__ import annotations

import pytest

from cadenza.wording import Flaw, Kind, read


@pytest.mark.parametrize(
    "text",
    [
        "I will support you wherever I can.",
        "My door is always open.",
        "I'll be there for you throughout the season.",
        "Ongoing support and encouragement.",
        "I will keep an eye out for opportunities.",
        "I will guide you every week.",
        "I'll champion your development until the summer.",
        "I will try to be available when needed.",
        "I will give you regular feedback.",
        "We will open up opportunities for you.",
        "I'll do my best to help.",
    ],
)
def test_goodwill_without_an_act_is_pointed_out(text: str) -> None:
    """COM-1: generic_support"""
    assert Flaw.GENERIC_SUPPORT in read(text, Kind.MANAGER_COMMITMENT).flaws


@pytest.mark.parametrize(
    "text",
    [
        "I take over your Friday tide watch from 6 June to 18 July.",
        "I support you by covering your Saturday gate duty in May.",
        "On 12 March I introduce you to the harbour master.",
        "I book you a seat at the loom on Mondays.",
        "I sit in on your first two auctions in April and give you notes the same day.",
        "By 1 May I ask the board to sign for the second kiln.",
        "Every Thursday I read one of your claims and mark it up.",
    ],
)
def test_goodwill_without_an_act_is_not_imagined(text: str) -> None:
    """COM-1: generic_support"""
    assert Flaw.GENERIC_SUPPORT not in read(text, Kind.MANAGER_COMMITMENT).flaws


@pytest.mark.parametrize(
    "text",
    [
        "I will introduce you to the harbour master.",
        "I'll pay for the tuning hammer.",
        "I take over your tide watch.",
        "I will ask the board to sign for the second kiln.",
        "I'll lend you my harpsichord when possible.",
        "I will swap your gate duty soon.",
    ],
)
def test_an_act_without_a_when_is_pointed_out(text: str) -> None:
    """COM-1: no_date"""
    assert Flaw.NO_DATE in read(text, Kind.MANAGER_COMMITMENT).flaws


@pytest.mark.parametrize(
    "text",
    [
        "On 12 March I introduce you to the harbour master.",
        "I'll pay for the tuning hammer in April.",
        "I take over your tide watch every Friday.",
        "Before the next board meeting I ask for the second kiln.",
        "I lend you my harpsichord for the two summer concerts.",
        "I will support you wherever I can.",
        "I will never let you wait for an answer.",
        "Weekly I read one of your claims and mark it up.",
    ],
)
def test_an_act_without_a_when_is_not_imagined(text: str) -> None:
    """COM-1: no_date"""
    assert Flaw.NO_DATE not in read(text, Kind.MANAGER_COMMITMENT).flaws


@pytest.mark.parametrize(
    "text",
    [
        "I will never put you on a night shift again.",
        "I will always answer within the hour, day and night.",
        "You will get every single Saturday off, guaranteed.",
        "I guarantee that nobody will ever change your roster.",
        "I promise that you will always win the tender.",
    ],
)
def test_a_promise_that_nobody_can_keep_is_pointed_out(text: str) -> None:
    """COM-1: absolute_unachievable"""
    assert Flaw.ABSOLUTE in read(text, Kind.MANAGER_COMMITMENT).flaws


@pytest.mark.parametrize(
    "text",
    [
        "From June to August I keep you off the night shift, unless two of the crew are ill.",
        "I answer your drafts within two days until July.",
        "You get every other Saturday off until Christmas.",
        "I book you off the roster on all three days of the course in May.",
    ],
)
def test_a_promise_that_nobody_can_keep_is_not_imagined(text: str) -> None:
    """COM-1: absolute_unachievable"""
    assert Flaw.ABSOLUTE not in read(text, Kind.MANAGER_COMMITMENT).flaws


@pytest.mark.parametrize(
    "text",
    [
        "By September I buy you a boat, raise your pay, hire an apprentice, and move you to the day shift.",
        "In May I introduce you to the board, pay for the course, swap your gate duty and send you to the fair.",
    ],
)
def test_several_promises_in_one_is_pointed_out(text: str) -> None:
    """COM-1: compound"""
    assert Flaw.COMPOUND in read(text, Kind.MANAGER_COMMITMENT).flaws


@pytest.mark.parametrize(
    "text",
    [
        "On 12 March I introduce you to the harbour master and stay for the first half hour.",
        "In May I take over your tide watch on Fridays so that you can sit in the auction room.",
        "I read your claim every Thursday, mark it up and hand it back by Friday.",
    ],
)
def test_several_promises_in_one_is_not_imagined(text: str) -> None:
    """COM-1: compound"""
    assert Flaw.COMPOUND not in read(text, Kind.MANAGER_COMMITMENT).flaws


@pytest.mark.parametrize(
    "text",
    [
        "I take over your Friday tide watch from 6 June to 18 July.",
        "On 12 March I introduce you to the harbour master.",
        "Every Thursday I read one of your claims and mark it up.",
    ],
)
def test_a_commitment_that_is_whole_gets_no_answer(text: str) -> None:
    """COM-1: quiet when the text is good."""
    assert read(text, Kind.MANAGER_COMMITMENT).flaws == ()


@pytest.mark.parametrize(
    ("text", "flaws"),
    [
        ("I will have your back.", {Flaw.GENERIC_SUPPORT}),
        ("Every Friday at three I read your draft and send it back with notes.", set()),
        ("Once a month I check in to see how you are doing.", {Flaw.GENERIC_SUPPORT}),
        ("I'll call the head of the observatory about a place for you.", {Flaw.NO_DATE}),
        ("By the 10th I'll call the head of the observatory about a place for you.", set()),
        ("I make sure you get whatever you need.", {Flaw.GENERIC_SUPPORT}),
        ("I take you off the phones 9 to 11 on Mondays.", set()),
        ("I will never let anyone criticise you.", {Flaw.ABSOLUTE}),
        ("I release you two days in May for the restoration of the altar.", set()),
        ("I'd be happy to help as needed.", {Flaw.GENERIC_SUPPORT}),
        ("I pay half of the licence fee in January.", set()),
        ("Support you by sitting in on your first three appraisals in March.", set()),
        ("I will be your sounding board every second Thursday.", {Flaw.GENERIC_SUPPORT}),
    ],
)
def test_a_commitment_gets_exactly_what_it_lacks(text: str, flaws: set[Flaw]) -> None:
    """COM-1: near misses of the guideline, neither more nor less."""
    assert set(read(text, Kind.MANAGER_COMMITMENT).flaws) == flaws
