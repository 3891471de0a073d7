"""Promises of everything, and several things in one (COACH-2: `absolute_unachievable`, `compound`)."""

from __future__ import annotations

import pytest

from cadenza.wording import Kind, shape
from cadenza.wording.text import Text


def parts(raw: str) -> list[str]:
    read = Text(raw)
    return [raw[slice(*read.said(part))] for part in shape.parts(read)]


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("fire the kiln, sweep the mill and mend the net", ["fire the kiln", "sweep the mill", "mend the net"]),
        ("By June I fire the kiln", ["fire the kiln"]),
        ("fire the kiln (glaze, bisque and raku), sweep the mill", ["fire the kiln (glaze, bisque and raku)", "sweep the mill"]),
        ('say "fire it, now and here", sweep the mill', ['say "fire it, now and here"', "sweep the mill"]),
        ("fire the kiln, which is hot", ["fire the kiln"]),
        ("fire the kiln and open it", ["fire the kiln"]),
        ("fire the kiln, on 3 June", ["fire the kiln"]),
        ("fire the kiln, slowly", ["fire the kiln"]),
        ("fire the kiln, to the delight of all", ["fire the kiln"]),
        ("", []),
    ],
)
def test_a_part_is_what_could_stand_alone(text: str, alone: list[str]) -> None:
    assert parts(text) == alone


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Run the kiln, recruit an apprentice, and publish the price list", Kind.DEVELOPMENT_GOAL),
        ("Fire the kiln, sweep the mill, mend the net, publish the list, and sail the boat", Kind.MANAGER_COMMITMENT),
        ("Lead the crew, write the tender, and train the apprentices", Kind.THREE_E_ACTION),
        ("I want to run the kiln, to train the apprentice, and to publish the price list", Kind.DEVELOPMENT_GOAL),
        ("18 pianos tuned, 12 apprentices trained, 3 catalogues published", Kind.DEVELOPMENT_GOAL),
        ("Logs are signed, nets are mended, and 9 of 10 lists are published", Kind.PIP_CRITERION),
        ("Scrap below 3 %, yield above 90 %, and turnover of £2m", Kind.KEY_RESULT),
        ("Logs signed, nets mended, lists published, gates locked", Kind.PIP_CRITERION),
        ("Logs unsigned, nets torn, lists missing, gates open", Kind.CONCERN_STATEMENT),
    ],
)
def test_three_results_in_one_text_are_too_many(text: str, kind: Kind) -> None:
    assert shape.compound(Text(text), kind) is not None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Fire the kiln, open it and unload it", Kind.DEVELOPMENT_GOAL),
        ("Fire the kiln and sweep the mill", Kind.DEVELOPMENT_GOAL),
        ("Swap your Friday watch and book the boat", Kind.MANAGER_COMMITMENT),
        ("The spring regatta: rig the boat, brief the crew, and steer the course", Kind.THREE_E_ACTION),
        ("Scrap falls from 8 % to 3 %", Kind.KEY_RESULT),
        ("Logs are complete, dated and signed", Kind.PIP_CRITERION),
        ("Logs are signed by noon, 8 of 10 nets are mended, random checks by the lead", Kind.PIP_CRITERION),
        ("On 3 May you left the gate open", Kind.CONCERN_STATEMENT),
    ],
)
def test_the_steps_or_conditions_of_one_thing_are_one(text: str, kind: Kind) -> None:
    assert shape.compound(Text(text), kind) is None


@pytest.mark.parametrize(
    "text",
    [
        "never lose a net",
        "every single guest",
        "100 % of guests at all times",
        "nobody ever waits",
        "by all customers",
        "no complaints",
        "zero scrap",
    ],
)
def test_everything_always_or_nothing_at_all_is_too_much(text: str) -> None:
    assert shape.absolute(Text(text), Kind.KEY_RESULT) is not None


@pytest.mark.parametrize(
    "text",
    [
        "all 4 fire doors",
        "three consecutive stocktakes without a single gap",
        "no overdue gas safety certificate",
        "every guest or agreed in advance",
        "never more than 3 nets lost",
        'signs that say "never open"',
        "nine of ten guests",
    ],
)
def test_a_small_set_a_limit_a_law_a_way_out_or_a_quotation_is_not(text: str) -> None:
    assert shape.absolute(Text(text), Kind.KEY_RESULT) is None


def test_three_absolutes_are_too_much_whatever_bounds_one_of_them() -> None:
    assert (
        shape.absolute(Text("Zero waste, every single guest, never a complaint, at all times, over 3 weeks"), Kind.KEY_RESULT) is not None
    )


def test_always_is_a_promise_of_a_goal_but_a_standard_of_a_criterion() -> None:
    """PIP-4: always doing what lies in one's own hands is a standard."""
    read = Text("I always sign the log")
    assert shape.absolute(read, Kind.DEVELOPMENT_GOAL) is not None
    assert shape.absolute(read, Kind.PIP_CRITERION) is None


def test_only_strict_promises_cannot_be_kept_by_anybody() -> None:
    """COM-1"""
    assert shape.promised(Text("I will never leave you on the night watch")) is not None
    assert shape.promised(Text("I book all three of your course days")) is None
