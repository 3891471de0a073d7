"""The house's words for no."""

from cadenza.objections import objection


def test_the_same_objection_at_the_same_field_counts_once():
    one = objection("too-long", "Shorten this.", where="outcome", most=5)
    assert len({one, objection("too-long", "Shorten this.", where="outcome", most=5)}) == 1
