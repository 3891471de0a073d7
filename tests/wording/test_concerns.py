"""Concerns (EARLY-3): what was seen and when, instead of a topic, a verdict or a trait."""

from __future__ import annotations

import pytest

from cadenza.wording import Flaw, Kind, read


@pytest.mark.parametrize(
    "text",
    [
        "Productivity issues.",
        "Your conduct on 5 May was inappropriate.",
        "Various incidents in the cellar.",
        "The quality of the logs is not acceptable.",
        "There have been problems with punctuality.",
        "Does not meet our expectations.",
        "Was unprofessional towards a visitor on 3 June.",
        "Communication needs to improve.",
    ],
)
def test_a_topic_or_a_verdict_is_pointed_out(text: str) -> None:
    """EARLY-3: vague"""
    assert Flaw.VAGUE in read(text, Kind.CONCERN_STATEMENT).flaws


@pytest.mark.parametrize(
    "text",
    [
        "On 4 and 11 May the kiln was opened at 300 degrees, and eleven pots cracked.",
        "You arrived at the lock after 7.20 on six of ten shifts in April.",
        'On 3 June you told a visitor to "get lost" at the gate.',
        "Four of the nine tide reports in May lacked the second reading.",
        "Left the cold store unlocked twice last week.",
    ],
)
def test_a_topic_or_a_verdict_is_not_imagined(text: str) -> None:
    """EARLY-3: vague"""
    assert Flaw.VAGUE not in read(text, Kind.CONCERN_STATEMENT).flaws


@pytest.mark.parametrize(
    "text",
    [
        "You interrupt the growers when they speak.",
        "Leaves the cold store unlocked.",
        "Never signs the tide log.",
        "Shouts at apprentices in the foundry.",
        "You always forget to close the valve.",
        "Sends the crew list without checking it.",
        "Ignores calls from the harbour office and hides unopened letters.",
    ],
)
def test_a_behaviour_without_an_occasion_is_pointed_out(text: str) -> None:
    """EARLY-3: no_date"""
    assert Flaw.NO_DATE in read(text, Kind.CONCERN_STATEMENT).flaws


@pytest.mark.parametrize(
    "text",
    [
        "On 4 May you interrupted the growers when they spoke.",
        "Left the cold store unlocked twice.",
        "In April the tide log went unsigned on five shifts.",
        "Shouted at an apprentice in the foundry last Tuesday.",
        "Four of nine crew lists had the wrong boat.",
        "Your conduct was inappropriate.",
        "You are lazy.",
    ],
)
def test_a_behaviour_without_an_occasion_is_not_imagined(text: str) -> None:
    """EARLY-3: no_date"""
    assert Flaw.NO_DATE not in read(text, Kind.CONCERN_STATEMENT).flaws


@pytest.mark.parametrize(
    "text",
    [
        "You are lazy.",
        "Arrogant and rude.",
        "Not a team player.",
        "She does not care about the tannery.",
        "He opened the kiln too early on purpose on 4 May.",
        "Has a bad attitude towards the night crew.",
        "You looked bored during the handover on 9 June.",
        "On 3 June you sent the list late because you think the rules are for others.",
        "Lacks drive.",
        "Is sulking since the reorganisation.",
        "You missed three tide reports in May and are simply unreliable.",
    ],
)
def test_a_trait_or_a_motive_is_pointed_out(text: str) -> None:
    """EARLY-3: personality"""
    assert Flaw.PERSONALITY in read(text, Kind.CONCERN_STATEMENT).flaws


@pytest.mark.parametrize(
    "text",
    [
        "On 4 May you opened the kiln at 300 degrees.",
        "Sloppy packing: 6 of 20 parcels came back in May.",
        "On 9 June you looked at your phone during the handover and asked for the tide times twice.",
        'On 3 June you called the apprentice "lazy" before the whole crew.',
        "You missed three tide reports in May.",
        "Was rude on 3 June.",
    ],
)
def test_a_trait_or_a_motive_is_not_imagined(text: str) -> None:
    """EARLY-3: personality"""
    assert Flaw.PERSONALITY not in read(text, Kind.CONCERN_STATEMENT).flaws


@pytest.mark.parametrize(
    "text",
    [
        "In May you missed three tide reports, left the cold store unlocked, shouted at an apprentice, and lost the gate key.",
        "Late on six shifts in April, wrong boat on four crew lists, kiln opened at 300 degrees on 4 May, no reply to the harbour office since March.",
    ],
)
def test_several_concerns_in_one_is_pointed_out(text: str) -> None:
    """EARLY-3: compound"""
    assert Flaw.COMPOUND in read(text, Kind.CONCERN_STATEMENT).flaws


@pytest.mark.parametrize(
    "text",
    [
        "On 4 May you opened the kiln at 300 degrees, and eleven pots cracked.",
        "On 3 June you left the gate, locked it behind you and did not tell the guard.",
        "You missed three tide reports in May.",
    ],
)
def test_several_concerns_in_one_is_not_imagined(text: str) -> None:
    """EARLY-3: compound"""
    assert Flaw.COMPOUND not in read(text, Kind.CONCERN_STATEMENT).flaws


@pytest.mark.parametrize(
    "text",
    [
        "On 4 and 11 May the kiln was opened at 300 degrees, and eleven pots cracked.",
        "You arrived at the lock after 7.20 on six of ten shifts in April.",
        'On 3 June you told a visitor to "get lost" at the gate.',
    ],
)
def test_a_concern_that_is_whole_gets_no_answer(text: str) -> None:
    """EARLY-3: quiet when the text is good."""
    assert read(text, Kind.CONCERN_STATEMENT).flaws == ()


@pytest.mark.parametrize(
    ("text", "flaws"),
    [
        ('On 9 April you said to the intern "you are useless" in front of two patients.', set()),
        ("Sloppy grafting: 40 of 120 vines from rows 3 to 6 did not take in April.", set()),
        ("Was aggressive on 12 March.", {Flaw.VAGUE}),
        ("Sleeps at the signal desk.", {Flaw.NO_DATE}),
        ("Fell asleep at the signal desk on 2 and 9 March.", set()),
        ("Does the bare minimum.", {Flaw.PERSONALITY}),
        ("You leave the sluice open because you can't be bothered.", {Flaw.NO_DATE, Flaw.PERSONALITY}),
        ("On 6 June you left the sluice open for two hours.", set()),
        ("Attitude problem.", {Flaw.PERSONALITY}),
        ("Timekeeping.", {Flaw.VAGUE}),
        ("Thinks the hygiene rules do not apply to him.", {Flaw.PERSONALITY}),
        ("Seven of the last ten crowns came back from the dentist because the margin was open.", set()),
        ("You have not filed a single watch report since 1 March.", set()),
        ("He never wears the harness on the mast.", {Flaw.NO_DATE}),
        ("She is a difficult person to work with.", {Flaw.PERSONALITY}),
        ("In the week of 4 May you arrived after 8.15 on three mornings, although the shift begins at 8.", set()),
    ],
)
def test_a_concern_gets_exactly_what_it_lacks(text: str, flaws: set[Flaw]) -> None:
    """EARLY-3: near misses of the guideline, neither more nor less."""
    assert set(read(text, Kind.CONCERN_STATEMENT).flaws) == flaws


@pytest.mark.parametrize("text", ["Whenever the crew meets you leave the gate open twice.", "If guests ask, you turn away at 16:00."])
def test_what_happens_again_and_again_has_no_occasion(text: str) -> None:
    """EARLY-3: no_date"""
    assert Flaw.NO_DATE in read(text, Kind.CONCERN_STATEMENT).flaws
