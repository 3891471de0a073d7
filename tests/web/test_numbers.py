"""Whole numbers that come with a page (TRUST T12)."""

from __future__ import annotations

import pytest

from cadenza.web.numbers import whole


@pytest.mark.parametrize("text", ["", "-1", "+1", " 1", "1.0", "1_000", "x", "\u0661", "\u00b2", "9" * 19])
def test_what_is_no_plain_whole_number_is_none(text: str) -> None:
    assert whole(text) is None


def test_a_number_may_be_as_long_as_was_asked_for() -> None:
    assert (whole("0"), whole("007"), whole("9" * 18)) == (0, 7, 10**18 - 1)
    assert (whole("999", digits=3), whole("1000", digits=3)) == (999, None)
