"""How one would know, and the words that only sound like it (COACH-2, `no_measure`)."""

from __future__ import annotations

import pytest

from cadenza.wording import measures
from cadenza.wording.text import Text


@pytest.mark.parametrize(
    "text",
    [
        "in under 25 minutes",
        "without the head chef",
        "the notary only signs",
        "at least nine of ten",
        "alone",
        "with no correction",
        "accepted by the board",
        "signed off by the surveyor",
        "to the penny",
        "at the first attempt",
        "on my own",
        "unaided",
        "against the six-point checklist",
        "double the yield",
        "as measured by the gauge",
        "in full",
        "within an hour",
        "from start to finish",
    ],
)
def test_what_two_people_would_agree_about_is_a_measure(text: str) -> None:
    """PLAN-8: no_measure is not raised where one of these stands."""
    assert measures.measure(Text(text)) is not None


@pytest.mark.parametrize(
    "text",
    [
        "clearly",
        "well",
        "better",
        "smoothly",
        "in a timely way",
        "by 3 June",
        "for Year 8",
        "on ward 6",
        "under ISO 9001",
        "with care",
        "in chapter 4",
        "in 2027",
    ],
)
def test_adverbs_names_and_dates_measure_nothing(text: str) -> None:
    """PLAN-8: no_measure"""
    assert measures.measure(Text(text)) is None


@pytest.mark.parametrize(
    "text",
    [
        "12 kilns",
        "twelve kilns",
        "95 %",
        "£40k",
        "1,200 vines",
    ],
)
def test_a_figure_counts_in_digits_and_in_words(text: str) -> None:
    """COACH-2: no_measure"""
    assert measures.figure(Text(text)) is not None


@pytest.mark.parametrize(
    "text",
    [
        "by 3 June",
        "Year 8",
        "in 2026",
        "kilns",
        "level 3",
        "Q3",
    ],
)
def test_a_figure_in_a_name_or_a_date_does_not_count(text: str) -> None:
    """COACH-2: no_measure"""
    assert measures.figure(Text(text)) is None


@pytest.mark.parametrize(
    "text",
    [
        "better",
        "more often",
        "well",
        "in a timely manner",
        "as soon as possible",
        "significantly",
        "good enough",
        "on time",
        "most of the crew",
    ],
)
def test_a_word_of_degree_is_seen(text: str) -> None:
    """COACH-2: no_measure"""
    assert measures.degree(Text(text)) is not None


@pytest.mark.parametrize(
    "text",
    [
        "alone",
        "at the bench",
        "with the guild",
    ],
)
def test_a_plain_word_is_no_degree(text: str) -> None:
    """COACH-2: no_measure"""
    assert measures.degree(Text(text)) is None
