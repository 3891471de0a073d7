"""References that are read out and put into addresses."""

from __future__ import annotations

from cadenza.web.refs import LENGTH, LETTERS, new_ref


def test_a_ref_cannot_be_counted_through_and_is_not_misread() -> None:
    assert len(set(LETTERS)) ** LENGTH >= 2**40
    assert not set("01IO") & set(LETTERS)
    drawn = {new_ref("K") for _ in range(200)}
    assert len(drawn) == 200
    assert all(ref.startswith("K-") and len(ref) == LENGTH + 2 for ref in drawn)
