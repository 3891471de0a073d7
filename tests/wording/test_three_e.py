"""3E actions (ACT-2): live work, somebody to watch and what for, learning with an aim."""

from __future__ import annotations

import pytest

from cadenza.wording import Flaw, Kind, ThreeE, read


@pytest.mark.parametrize(
    "text",
    [
        "Take on more responsibility.",
        "Get involved in other projects.",
        "Broaden your experience in the mill.",
        "Help out where needed.",
        "Try new things.",
    ],
)
def test_an_experience_without_a_piece_of_work_is_pointed_out(text: str) -> None:
    """ACT-2: vague"""
    assert Flaw.VAGUE in read(text, Kind.THREE_E_ACTION, ThreeE.EXPERIENCE).flaws


@pytest.mark.parametrize(
    "text",
    [
        "Set the sails for the regatta on 9 August with the owner aboard.",
        "Plan and run the night delivery to the three hospitals in May.",
        "Write the tender for the new ferry ramp and defend it before the council.",
        "Tune the concert grand before the gala.",
    ],
)
def test_an_experience_without_a_piece_of_work_is_not_imagined(text: str) -> None:
    """ACT-2: vague"""
    assert Flaw.VAGUE not in read(text, Kind.THREE_E_ACTION, ThreeE.EXPERIENCE).flaws


@pytest.mark.parametrize(
    "text",
    [
        "Shadow somebody.",
        "Network with other departments.",
        "Talk to an experienced colleague.",
        "Sit in on an auction.",
        "Spend a day with another team.",
        "Visit a foundry.",
    ],
)
def test_somebody_to_watch_or_something_to_look_at_that_is_not_named_is_pointed_out(text: str) -> None:
    """ACT-2: vague"""
    assert Flaw.VAGUE in read(text, Kind.THREE_E_ACTION, ThreeE.EXPOSURE).flaws


@pytest.mark.parametrize(
    "text",
    [
        "Sit beside our harbour master when she clears the tankers, and note what she asks twice.",
        "Watch Ingrid open two auctions and count how often she repeats the bid.",
        "Ask the head brewer how she decides when a batch is thrown away.",
        "Shadow the night editor during the election to see how a page is remade after midnight.",
    ],
)
def test_somebody_to_watch_or_something_to_look_at_that_is_not_named_is_not_imagined(text: str) -> None:
    """ACT-2: vague"""
    assert Flaw.VAGUE not in read(text, Kind.THREE_E_ACTION, ThreeE.EXPOSURE).flaws


@pytest.mark.parametrize(
    "text",
    [
        "A course in marquetry.",
        "Read a book on project management.",
        "Complete 20 hours of training.",
        "Welding certificate level 2.",
        "Online course: Excel for beginners.",
        "Attend a negotiation seminar.",
        "Watch videos on varnishing.",
    ],
)
def test_a_course_by_its_title_is_pointed_out(text: str) -> None:
    """ACT-2: generic_course"""
    assert Flaw.GENERIC_COURSE in read(text, Kind.THREE_E_ACTION, ThreeE.EDUCATION).flaws


@pytest.mark.parametrize(
    "text",
    [
        "The finishing module of the marquetry course, because the last two table tops came back with gaps.",
        "Read chapter 4 of the tide manual, needed for the pilot plan in May.",
        "Take the welding course so that I can repair the lock gate in March.",
        "The part on humidity of the cellar course, used for the new cheese room.",
        "Negotiation seminar, then apply the anchoring part in the wool contract in June.",
    ],
)
def test_a_course_by_its_title_is_not_imagined(text: str) -> None:
    """ACT-2: generic_course"""
    assert Flaw.GENERIC_COURSE not in read(text, Kind.THREE_E_ACTION, ThreeE.EDUCATION).flaws


@pytest.mark.parametrize(
    "text",
    [
        "Role-play a difficult call with a colleague.",
        "Solve the case study on the closed ferry line.",
        "Rebuild last year's tide model in a sandbox.",
        "Take part in a sailing competition.",
        "Mock auction with friends.",
        "Complete an online course on kilns.",
        "Run a flight simulator session.",
        "Practise soldering in the training workshop.",
    ],
)
def test_practice_without_stakes_is_pointed_out(text: str) -> None:
    """ACT-2: simulated_experience"""
    assert Flaw.SIMULATED in read(text, Kind.THREE_E_ACTION, ThreeE.EXPERIENCE).flaws


@pytest.mark.parametrize(
    "text",
    [
        "Take the calls of the night line on 3 June, with the lead listening in.",
        "Open the auction on 9 May after a dry run with the head auctioneer.",
        "Run the failover drill on 4 June that moves the live booking traffic.",
        "Lead the crew on the mail boat in July.",
        "Rebuild the weir gate at lock 4 before the spring flood.",
    ],
)
def test_practice_without_stakes_is_not_imagined(text: str) -> None:
    """ACT-2: simulated_experience"""
    assert Flaw.SIMULATED not in read(text, Kind.THREE_E_ACTION, ThreeE.EXPERIENCE).flaws


@pytest.mark.parametrize(
    "text",
    [
        "Lead the crew on the mail boat, write the tender for the ramp, and train the two apprentices.",
        "Plan the regatta, negotiate the wool contract, and build the crew portal.",
    ],
)
def test_several_actions_in_one_is_pointed_out(text: str) -> None:
    """ACT-2: compound"""
    assert Flaw.COMPOUND in read(text, Kind.THREE_E_ACTION, ThreeE.EXPERIENCE).flaws


@pytest.mark.parametrize(
    "text",
    [
        "Plan, rehearse and run the night delivery to the three hospitals in May.",
        "Write the tender for the new ferry ramp and defend it before the council.",
    ],
)
def test_several_actions_in_one_is_not_imagined(text: str) -> None:
    """ACT-2: compound"""
    assert Flaw.COMPOUND not in read(text, Kind.THREE_E_ACTION, ThreeE.EXPERIENCE).flaws


@pytest.mark.parametrize(
    "text",
    [
        "Set the sails for the regatta on 9 August with the owner aboard.",
        "Lead the crew on the mail boat in July.",
    ],
)
def test_an_action_of_experience_that_is_whole_gets_no_answer(text: str) -> None:
    """ACT-2: quiet when the text is good."""
    assert read(text, Kind.THREE_E_ACTION, ThreeE.EXPERIENCE).flaws == ()


@pytest.mark.parametrize(
    "text",
    [
        "Sit beside our harbour master when she clears the tankers, and note what she asks twice.",
        "Watch Ingrid open two auctions and count how often she repeats the bid.",
    ],
)
def test_an_action_of_exposure_that_is_whole_gets_no_answer(text: str) -> None:
    """ACT-2: quiet when the text is good."""
    assert read(text, Kind.THREE_E_ACTION, ThreeE.EXPOSURE).flaws == ()


@pytest.mark.parametrize(
    "text",
    [
        "Read chapter 4 of the tide manual, needed for the pilot plan in May.",
        "The part on humidity of the cellar course, used for the new cheese room.",
    ],
)
def test_an_action_of_education_that_is_whole_gets_no_answer(text: str) -> None:
    """ACT-2: quiet when the text is good."""
    assert read(text, Kind.THREE_E_ACTION, ThreeE.EDUCATION).flaws == ()


@pytest.mark.parametrize(
    ("text", "flaws"),
    [
        ("Run the cheese stall at the Saturday market in May, with the till.", set()),
        ("Play a customer's part in a mock claim.", {Flaw.SIMULATED}),
        ("Build a toy telescope at home.", {Flaw.SIMULATED}),
        ("Get more exposure to the management side of things.", {Flaw.VAGUE}),
        ("Lead the drill that switches the real pumps over on 3 March.", set()),
        ("Rehearse the briefing on Monday, then give it to the crew on Tuesday.", set()),
        ("Take the hackathon challenge.", {Flaw.SIMULATED}),
        ("More projects.", {Flaw.VAGUE}),
    ],
)
def test_an_action_of_experience_gets_exactly_what_it_lacks(text: str, flaws: set[Flaw]) -> None:
    """ACT-2: near misses of the guideline, neither more nor less."""
    assert set(read(text, Kind.THREE_E_ACTION, ThreeE.EXPERIENCE).flaws) == flaws


@pytest.mark.parametrize(
    ("text", "flaws"),
    [
        ("Meet leaders from other mills.", {Flaw.VAGUE}),
        ("Sit in on the vet's morning round and write down how she decides the order of cases.", set()),
        ("Shadow Marit.", {Flaw.VAGUE}),
        ("Join the head gardener's budget meeting in March to hear which cuts she defends and why.", set()),
    ],
)
def test_an_action_of_exposure_gets_exactly_what_it_lacks(text: str, flaws: set[Flaw]) -> None:
    """ACT-2: near misses of the guideline, neither more nor less."""
    assert set(read(text, Kind.THREE_E_ACTION, ThreeE.EXPOSURE).flaws) == flaws


@pytest.mark.parametrize(
    ("text", "flaws"),
    [
        ("MBA.", {Flaw.GENERIC_COURSE}),
        ("Lynda videos about leadership.", {Flaw.GENERIC_COURSE}),
        ("40 hours of CPD.", {Flaw.GENERIC_COURSE}),
        ("The chapter on load paths in the rigging handbook, because two of my plans failed the check in May.", set()),
        ("First-aid course before I take over the children's climbing group in June.", set()),
    ],
)
def test_an_action_of_education_gets_exactly_what_it_lacks(text: str, flaws: set[Flaw]) -> None:
    """ACT-2: near misses of the guideline, neither more nor less."""
    assert set(read(text, Kind.THREE_E_ACTION, ThreeE.EDUCATION).flaws) == flaws


def test_an_action_of_which_nobody_said_the_field_is_judged_as_experience() -> None:
    assert read("Mock auction with friends.", Kind.THREE_E_ACTION).flaws == (Flaw.SIMULATED,)
