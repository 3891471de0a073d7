"""FB-1 and D2 as rules: what feedback is, who is what to it, until when its words may change."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest

from cadenza.evidence import feedback_rules as rules
from cadenza.evidence.feedback_rules import Part
from cadenza.people.rules import Relation

TODAY = date(2026, 11, 24)
SAM, LENA, RUTH, OWEN = 1, 2, 3, 4


def codes(found: list[rules.Objection]) -> set[str]:
    return {one.code for one in found}


def test_a_situation_with_its_day_and_its_effect_is_feedback() -> None:
    """FB-1."""
    assert rules.objections_to_feedback("Read out both options", "We chose in ten minutes", TODAY, today=TODAY) == []


def test_feedback_says_when_what_and_with_which_effect() -> None:
    """FB-1: an observable situation."""
    found = rules.objections_to_feedback("-", ".", None, today=TODAY)
    assert codes(found) == {"feedback-without-day", "feedback-without-words", "feedback-without-effect"}
    assert codes(rules.objections_to_feedback("a", "b", TODAY + timedelta(days=1), today=TODAY)) == {"feedback-ahead"}
    named = rules.objections_to_feedback("Design review", "design review.", TODAY, today=TODAY, names=["Design review"])
    assert codes(named) == {"feedback-only-a-name", "effect-only-a-name"}


def test_it_is_tied_to_a_goal_or_a_capability() -> None:
    """FB-1."""
    assert codes(rules.objections_to_tie(capability=False, goal=False)) == {"feedback-about-nothing"}
    assert rules.objections_to_tie(capability=True, goal=False) == rules.objections_to_tie(capability=False, goal=True) == []


def test_nobody_gives_themselves_feedback_nor_somebody_who_is_gone() -> None:
    """FB-1."""
    assert codes(rules.objections_to_giving(giver_id=SAM, person_id=SAM, person_here=True)) == {"feedback-to-oneself"}
    assert codes(rules.objections_to_giving(giver_id=LENA, person_id=SAM, person_here=False)) == {"receiver-not-here"}
    assert rules.objections_to_giving(giver_id=LENA, person_id=SAM, person_here=True) == []


@pytest.mark.parametrize(
    ("viewer", "relations", "shared", "parts"),
    [
        (SAM, {Relation.SELF}, False, {Part.RECEIVER}),
        (LENA, {Relation.COLLEAGUE}, False, {Part.GIVER}),
        (RUTH, {Relation.MANAGER, Relation.COLLEAGUE}, False, set()),
        (RUTH, {Relation.MANAGER, Relation.COLLEAGUE}, True, {Part.TOLD}),
        (LENA, {Relation.MANAGER}, True, {Part.GIVER, Part.TOLD}),
        (LENA, {Relation.MANAGER}, False, {Part.GIVER}),
    ],
)
def test_what_somebody_is_to_feedback(viewer: int, relations: set[Relation], shared: bool, parts: set[Part]) -> None:
    """TRUST D2."""
    assert rules.parts_in(person_id=SAM, giver_id=LENA, shared=shared, viewer_id=viewer, relations=relations) == parts


@pytest.mark.parametrize(("relation", "shared"), [*product(sorted(set(Relation) - {Relation.SELF, Relation.MANAGER}), [False, True])])
def test_no_other_relation_is_anything_to_feedback(relation: Relation, shared: bool) -> None:
    """TRUST D2, 1.6: no delegate, no upline, no former manager, no HR."""
    assert rules.parts_in(person_id=SAM, giver_id=LENA, shared=shared, viewer_id=OWEN, relations={relation}) == frozenset()


def test_words_change_until_they_are_read_and_are_corrected_after() -> None:
    """FB-1, TRUST D2: own until read."""
    assert rules.objections_to_changing(read=False) == []
    assert codes(rules.objections_to_changing(read=True)) == {"feedback-read"}
    assert codes(rules.objections_to_correction("It was Tuesday", read=False)) == {"feedback-unread"}
    assert codes(rules.objections_to_correction("...", read=True)) == {"correction-without-words"}
    assert rules.objections_to_correction("It was Tuesday", read=True) == []


def test_what_was_read_can_be_shared_once() -> None:
    """FB-1."""
    assert codes(rules.objections_to_sharing(read=False, shared=False)) == {"share-unread"}
    assert codes(rules.objections_to_sharing(read=True, shared=True)) == {"feedback-shared"}
    assert rules.objections_to_sharing(read=True, shared=False) == []


def asking(helpers: dict[str, int | None], *, waiting: set[int] | None = None, due: date | None = TODAY) -> set[str]:
    return codes(rules.objections_to_asking(helpers, asker_id=SAM, waiting_for=waiting or set(), due_date=due, today=TODAY))


def test_up_to_three_people_are_asked_at_once() -> None:
    """FB-1."""
    assert asking({"first": LENA, "second": RUTH, "third": OWEN}) == set()
    assert asking({}) == {"nobody-asked"}
    with pytest.raises(ValueError, match="three places"):
        asking({"a": 2, "b": 3, "c": 4, "d": 5})


def test_nobody_is_asked_twice_nor_while_they_still_owe_an_answer_nor_oneself() -> None:
    """FB-1; TRUST 2.2, API6."""
    assert asking({"first": LENA, "second": LENA}) == {"asked-twice"}
    assert asking({"first": LENA}, waiting={LENA}) == {"asked-already"}
    assert asking({"first": SAM}) == {"feedback-from-oneself"}
    assert asking({"first": None}) == {"nobody-by-that-name"}


def test_ten_requests_wait_at_most() -> None:
    """TRUST 2.2, API6."""
    assert asking({"first": LENA}, waiting=set(range(10, 19))) == set()
    assert asking({"first": LENA, "second": RUTH}, waiting=set(range(10, 19))) == {"too-many-open"}


def test_an_answer_is_wanted_on_a_day_that_can_be_kept() -> None:
    assert asking({"first": LENA}, due=TODAY - timedelta(days=1)) == {"answer-day-outside"}
    assert asking({"first": LENA}, due=TODAY + timedelta(days=400)) == {"answer-day-outside"}
    assert asking({"first": LENA}, due=None) == set()
