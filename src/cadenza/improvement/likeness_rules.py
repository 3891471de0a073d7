"""Whether a plan is unlike others in the same role: three numbers beside the middle of theirs. A question for HR, never a verdict. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median_low

LEAST_OTHERS = 10
"""Plans of so many other people, or nothing is compared. Source: TRUST R15, k of 10 for whatever is made of formal plans."""
LAG_DAYS = 91
"""A plan counts from a quarter after it began: nobody learns from one day to the next that another has. Source: TRUST G1."""
MOST_OTHERS = 100
"""The latest ones; practice of years ago says little. House figure."""


@dataclass(frozen=True)
class Shape:
    """One plan as numbers."""

    weeks: int
    criteria: int
    support: int
    """Days on which support is promised."""


def is_compared(others: Sequence[Shape]) -> bool:
    """Whether there are enough others. Rule PIP-17."""
    return len(others) >= LEAST_OTHERS


def middle_of(others: Sequence[Shape]) -> Shape:
    """The middle of each number by itself: no single plan of them shows. Rule PIP-17. Raises StatisticsError without any."""
    return Shape(
        median_low([one.weeks for one in others]),
        median_low([one.criteria for one in others]),
        median_low([one.support for one in others]),
    )


def much_shorter(own: int, middle: int) -> bool:
    """Under two thirds of the middle: rule PIP-17, house figure."""
    return own * 3 < middle * 2


def many_more(own: int, middle: int) -> bool:
    """Over one and a half times the middle: rule PIP-17, house figure."""
    return own * 2 > middle * 3


def much_less(own: int, middle: int) -> bool:
    """Under half of the middle: rule PIP-17, house figure."""
    return own * 2 < middle
