"""When: dates, periods, frequencies and occasions, and what only looks like one (COACH-2, `no_date`)."""

from __future__ import annotations

import pytest

from cadenza.wording import times
from cadenza.wording.text import Text


@pytest.mark.parametrize(
    "text",
    [
        "by 3 June",
        "on 03/06/2026",
        "from Q3 on",
        "in week 14",
        "this spring",
        "before Easter",
        "within 90 days",
        "over ten weeks",
        "for the two summer sales",
        "the next 20 openings",
        "throughout this plan",
        "throughout this PIP",
        "at the next architecture review",
        "before the stocktake due in spring",
        "by the end of the month",
        "next year",
        "on Monday",
        "in May",
        "until the end of term",
        "at the first board meeting of 2027",
        "tomorrow",
        "during the school holidays",
        "by mid-July",
        "from now until Christmas",
        "by Michaelmas",
        "over the coming lambing season",
        "yesterday",
        "at the coming harvest fair",
        "by year end",
        "between 1 and 15 August",
        "in FY27",
        "on 30.06.",
    ],
)
def test_a_time_anchor_is_seen(text: str) -> None:
    """COACH-2: no_date is not raised where one of these stands."""
    assert times.anchor(Text(text)) is not None


@pytest.mark.parametrize(
    "text",
    [
        "soon",
        "over time",
        "when possible",
        "as needed",
        "at the trade fair",
        "by means of practice",
        "by hand",
        "within two working days",
        "within 24 hours",
        "eventually",
        "as soon as possible",
        "you may ask",
        "we march on",
        "by the shift leader",
        "in the second kiln",
        "at the gate",
        "a Saturday service",
        "by the end of each shift",
    ],
)
def test_what_only_sounds_like_a_time_is_none(text: str) -> None:
    """COACH-2: no_date"""
    assert times.anchor(Text(text)) is None


@pytest.mark.parametrize(
    "text",
    [
        "every Friday",
        "weekly",
        "twice a month",
        "each quarter",
        "once per sprint",
        "every other week",
        "two hours a week",
        "half a day per month",
        "on Mondays",
        "monthly",
    ],
)
def test_how_often_is_seen(text: str) -> None:
    """COM-1: enough for a commitment."""
    assert times.frequency(Text(text)) is not None


@pytest.mark.parametrize(
    "text",
    [
        "often",
        "now and then",
        "when I can",
        "soon",
        "twelve kilns",
        "from time to time",
    ],
)
def test_now_and_then_is_no_frequency(text: str) -> None:
    """COM-1: no_date"""
    assert times.frequency(Text(text)) is None


@pytest.mark.parametrize(
    "text",
    [
        "twice",
        "on three occasions",
        "six of ten shifts",
        "in 4 reports",
        "at 16:00",
        "half of the crowns",
        "one of your reports",
        "a quarter of the vines",
    ],
)
def test_a_count_or_a_time_of_day_is_an_occasion(text: str) -> None:
    """EARLY-3: enough for a concern."""
    assert times.occasion(Text(text)) is not None


@pytest.mark.parametrize(
    "text",
    [
        "never",
        "always",
        "often",
        "whenever it rains",
        "all the time",
    ],
)
def test_never_and_always_are_no_occasions(text: str) -> None:
    """EARLY-3: no_date"""
    assert times.occasion(Text(text)) is None


@pytest.mark.parametrize(
    ("text", "behind"),
    [
        ("By the end of June I fire the kiln", "I"),
        ("From May to July: sweep the mill", "sweep"),
        ("Until Easter, the gate is mine", "the"),
        ("I fire the kiln by June", "I"),
        ("By hand I turn the wheel", "By"),
        ("With the crew and the guests aboard I sail on 3 June", "With"),
        ("On the quay behind the old mill I wait until June", "On"),
    ],
)
def test_the_time_that_a_text_opens_with_is_stepped_over(text: str, behind: str) -> None:
    read = Text(text)
    assert read.tokens[times.opening(read)].text == behind


def test_a_text_of_nothing_but_a_time_opens_with_all_of_it() -> None:
    read = Text("By the end of June")
    assert times.opening(read) == len(read.tokens)
    assert times.opening(Text("")) == 0
