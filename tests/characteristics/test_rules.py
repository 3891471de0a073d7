"""What may be asked and answered (FAIR-1, TRUST L13, L14)."""

import pytest

from cadenza.characteristics import rules


def codes(objections):
    return {one.code for one in objections}


@pytest.mark.parametrize(
    ("label", "answers", "asked", "found"),
    [
        ("Age", ["Under 30", "", " 30 and over "], (), set()),
        (" ", ["a", "b"], (), {"characteristic-without-label"}),
        ("age", ["a", "b"], ("Age",), {"characteristic-asked-already"}),
        ("x" * 101, ["a", "b"], (), {"characteristic-label-too-long"}),
        ("Age", ["a"], (), {"characteristic-answers-count"}),
        ("Age", [str(one) for one in range(21)], (), {"characteristic-answers-count"}),
        ("Age", ["a", "A "], (), {"characteristic-answers-alike"}),
        ("Age", ["a", "b" * 81], (), {"characteristic-answer-too-long"}),
        ("Age", ["a", "b"], [f"q{one}" for one in range(10)], {"characteristics-too-many"}),
    ],
)
def test_what_can_be_asked(label, answers, asked, found):
    """FAIR-1: the groups that the organisation chose to record."""
    assert codes(rules.objections_to_question(label, answers, asked=asked)) == found


def test_only_what_is_on_offer_can_be_answered_and_a_hold_stops_overwriting():
    """TRUST T12, L13: a first answer is new, and goes on under a hold."""
    offered = {1: {10, 11}}
    assert codes(rules.objections_to_declaring({1: 10}, offered, frozen=False, before=True)) == set()
    assert codes(rules.objections_to_declaring({1: 12}, offered, frozen=False, before=False)) == {"characteristic-unknown"}
    assert codes(rules.objections_to_declaring({2: 10}, offered, frozen=False, before=False)) == {"characteristic-unknown"}
    assert codes(rules.objections_to_declaring({1: 10}, offered, frozen=True, before=True)) == {"characteristics-held"}
    assert codes(rules.objections_to_declaring({1: 10}, offered, frozen=True, before=False)) == set()


def test_a_hold_stops_erasing():
    """TRUST L13."""
    assert codes(rules.objections_to_withdrawing(frozen=True)) == {"characteristics-kept"}
    assert codes(rules.objections_to_withdrawing(frozen=False)) == set()
