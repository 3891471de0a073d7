"""HAND-1 and HAND-2 as functions of values."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import chain, combinations

import pytest

from cadenza.handover import rules
from cadenza.handover.rules import Answer, Course, Part, Reply
from cadenza.people.rules import Relation

SINCE = datetime(2026, 12, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)
SAM, PRIYA, AISHA = 1, 2, 3
TODAY = date(2026, 12, 1)


def course(*, sent: bool = False, accepted: bool = False) -> Course:
    return Course(SAM, PRIYA, AISHA, SINCE, sent, accepted)


def test_before_the_change_the_outgoing_manager_hands_over_and_writes():
    """HAND-1."""
    parts = rules.parts_in(course(), PRIYA, {Relation.MANAGER}, at=SINCE - SECOND)
    assert parts == {Part.HANDS_OVER, Part.WRITES}


def test_at_the_effective_instant_the_outgoing_manager_only_writes():
    """TRUST X1: the pack is the new manager's from this very instant."""
    assert rules.parts_in(course(), PRIYA, {Relation.FORMER}, at=SINCE) == {Part.WRITES}


def test_once_sent_a_former_manager_is_nothing_in_it():
    """TRUST H1: until release, then nothing."""
    assert rules.parts_in(course(sent=True), PRIYA, {Relation.FORMER}, at=SINCE) == set()


def test_after_fourteen_days_nobody_writes_any_more():
    last = SINCE + timedelta(days=14)
    assert rules.parts_in(course(), PRIYA, {Relation.FORMER}, at=last - SECOND) == {Part.WRITES}
    assert rules.parts_in(course(), PRIYA, {Relation.FORMER}, at=last) == set()


def test_the_incoming_manager_is_nothing_before_the_instant_and_takes_over_from_it():
    """TRUST X1."""
    assert rules.parts_in(course(), AISHA, {Relation.COLLEAGUE}, at=SINCE - SECOND) == set()
    assert rules.parts_in(course(), AISHA, {Relation.MANAGER}, at=SINCE) == {Part.TAKES_OVER}


def test_the_words_are_the_incoming_managers_once_they_are_sent():
    assert Part.READS_WORDS in rules.parts_in(course(sent=True), AISHA, {Relation.MANAGER}, at=SINCE)


@pytest.mark.parametrize(
    "relation", [Relation.DELEGATE, Relation.EXECUTIVE, Relation.OPERATOR, Relation.PRIVACY_OFFICER, Relation.COLLEAGUE]
)
def test_nobody_else_is_anything_in_a_handover(relation):
    """TRUST H1 and 1.6."""
    assert rules.parts_in(course(sent=True), 9, {relation}, at=SINCE) == set()


def test_no_set_of_relations_makes_an_outgoing_manager_read_the_pack_after_the_instant():
    """TRUST X1, over every set of relations that leaves out being the manager again."""
    others = [relation for relation in Relation if relation not in {Relation.SELF, Relation.MANAGER}]
    sets = chain.from_iterable(combinations(others, size) for size in range(4))
    found = {part for relations in sets for part in rules.parts_in(course(), PRIYA, relations, at=SINCE)}
    assert found <= {Part.WRITES, Part.OVERSEES}


def test_every_open_commitment_needs_an_answer_of_its_own():
    """HAND-2: by name."""
    found = rules.objections_to_accepting([7, 8], {7: Reply(Answer.TAKE_OVER)}, accepted=False, today=TODAY)
    assert [one.where for one in found] == ["c8-answer"]


def test_an_answer_that_does_not_exist_is_none():
    found = rules.objections_to_accepting([7], {7: Reply("later")}, accepted=False, today=TODAY)
    assert [one.code for one in found] == ["commitment-unanswered"]


def test_a_new_day_needs_the_day_and_the_reason():
    """COM-2."""
    found = rules.objections_to_accepting([7], {7: Reply(Answer.RENEGOTIATE)}, accepted=False, today=TODAY)
    assert [one.code for one in found] == ["new-day-missing", "new-day-without-reason"]


def test_a_new_day_lies_ahead():
    reply = Reply(Answer.RENEGOTIATE, TODAY - timedelta(days=1), "The rota is full")
    assert [one.code for one in rules.objections_to_accepting([7], {7: reply}, accepted=False, today=TODAY)] == ["new-day-past"]


def test_a_reason_is_no_essay():
    reply = Reply(Answer.RENEGOTIATE, TODAY, "why " * 1000)
    assert [one.code for one in rules.objections_to_accepting([7], {7: reply}, accepted=False, today=TODAY)] == ["words-too-long"]


def test_nobody_takes_over_twice():
    assert [one.code for one in rules.objections_to_accepting([], {}, accepted=True, today=TODAY)] == ["handover-accepted"]


def test_without_open_commitments_taking_over_asks_nothing():
    assert rules.objections_to_accepting([], {}, accepted=False, today=TODAY) == []


@pytest.mark.parametrize(("has_plan", "days", "expected"), [(True, 1, True), (False, 14, True), (False, 13, False)])
def test_a_plan_or_a_line_that_lasted_is_handed_over(has_plan, days, expected):
    """HAND-1."""
    assert rules.opens(has_plan=has_plan, line_began=SINCE - timedelta(days=days), line_ends=SINCE) is expected


def test_the_last_day_to_take_over_is_two_weeks_on():
    """HAND-2. Source: TRUST X1."""
    assert rules.accept_by(TODAY) == date(2026, 12, 15)


def test_words_have_an_end():
    assert [one.where for one in rules.objections_to_words({"advice": "x" * 5001, "risks": "x" * 5000})] == ["advice"]


def test_a_comment_may_be_empty_while_the_handover_is_open():
    assert rules.objections_to_commenting("", closed=False) == []
    assert [one.code for one in rules.objections_to_commenting("", closed=True)] == ["handover-is-over"]


def test_sending_nothing_is_refused():
    assert rules.objections_to_sending(1) == []
    assert [one.code for one in rules.objections_to_sending(0)] == ["nothing-to-send"]
