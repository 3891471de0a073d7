"""When a step of a formal plan is owed: counted from the record, so that what waits too long is late (DUE-1, DUE-2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.formal import REQUESTS, Way

from cadenza.home.at_hand import at_hand
from cadenza.home.desk import desk_of
from cadenza.home.formal import WORDS
from cadenza.improvement import deciding, due_rules, dues, opening, running
from cadenza.improvement.due_rules import DAYS_TO_ACT, DAYS_TO_NAME
from cadenza.improvement.outcome_rules import Appeal, Outcome
from cadenza.improvement.rules import Act, Kind, Part, State
from cadenza.improvement.settling import settle_lines
from cadenza.improvement.support_rules import Answer
from cadenza.people.actions import begin_line
from cadenza.people.models import Person

FIRST, THEN = datetime(2026, 9, 1, 9, 0, tzinfo=UTC), datetime(2026, 9, 8, 9, 0, tzinfo=UTC)

REQUESTS_EASED = replace(REQUESTS, measure="At least 8 of 10 requests")


def test_the_latest_entry_that_asks_for_a_step_counts() -> None:
    """DUE-2: nothing in the record, nothing owed; a new hand gets the whole time."""
    assert due_rules.owed_since(Act.SERVE, {}, {Part.HR}) is None
    assert due_rules.owed_since(Act.CITE, {Kind.ASKED: FIRST}, {Part.HR}) is None
    assert due_rules.owed_since(Act.CONFIRM_GATE, {Kind.ASKED: FIRST, Kind.CITED: THEN}, {Part.HR}) == THEN
    assert due_rules.owed_since(Act.SERVE, {Kind.SIGNED: FIRST, Kind.HR_NAMED: THEN}, {Part.HR}) == THEN
    assert due_rules.owed_since(Act.SERVE, {Kind.SIGNED: FIRST, Kind.HR_NAMED: THEN}, {Part.MANAGER}) == FIRST
    assert due_rules.owed_since(Act.SERVE, {Kind.SIGNED: THEN, Kind.MANAGER_CONFIRMED: FIRST}, {Part.MANAGER}) == THEN


def test_what_was_answered_since_makes_nothing_owed() -> None:
    """TRUST X2, X6: the next change of hands counts by itself."""
    assert due_rules.owed_since(Act.NAME_HR, {Kind.RECUSED: FIRST}, {Part.REGISTER}) == FIRST
    assert due_rules.owed_since(Act.NAME_HR, {Kind.RECUSED: FIRST, Kind.HR_NAMED: THEN}, {Part.REGISTER}) is None
    assert due_rules.owed_since(Act.NAME_HR, {Kind.RECUSED: THEN, Kind.HR_NAMED: FIRST}, {Part.REGISTER}) == THEN
    assert due_rules.owed_since(Act.CONFIRM_MANAGER, {Kind.MANAGER_CHANGED: FIRST, Kind.MANAGER_CONFIRMED: THEN}, {Part.HR}) is None
    assert {act: due_rules.days_for(act) for act in (Act.NAME_HR, Act.CONFIRM_MANAGER, Act.SIGN)} == {
        Act.NAME_HR: DAYS_TO_NAME,
        Act.CONFIRM_MANAGER: DAYS_TO_NAME,
        Act.SIGN: DAYS_TO_ACT,
    }


def test_a_new_proposal_does_not_begin_the_days_to_agree_anew() -> None:
    """PIP-16, DUE-2."""
    assert due_rules.owed_since(Act.PROPOSE_OUTCOME, {Kind.ASSESSMENT: FIRST, Kind.OUTCOME_DISAGREED: THEN}, {Part.MANAGER}) == FIRST


def test_every_code_has_its_neutral_words() -> None:
    """DUE-2."""
    assert {one.code for one in dues.ASKED} | {dues.STOOD_IN} == set(WORDS)


def owed(way: Way, who: Person, **later: float) -> dict[str, int]:
    """Code -> in how many days, seen so much later; a late one is below nought."""
    at = way.at + timedelta(**later)
    return {one.code: (one.on - at.date()).days for one in dues.dues_of(who, at=at)}


@pytest.mark.django_db
def test_what_nobody_does_is_late_in_the_end(way: Way) -> None:
    """DUE-1: the day stands still while the calendar goes on, from the first question to the first day."""
    cast = way.cast
    hands = {"manager": cast.manager, "hr": cast.hr_partner, "person": cast.on_pip}
    steps: list[tuple[State, str, str]] = [
        (State.DRAFT, "manager", "gate"),
        (State.GATE_PASSED, "hr", "sign"),
        (State.CO_SIGNED, "manager", "open"),
        (State.SETTLED, "person", "receive"),
        (State.RECEIVED, "hr", "begin"),
    ]
    for state, hand, code in steps:
        way.to(state)
        assert owed(way, hands[hand])[code] == DAYS_TO_ACT, state
        assert owed(way, hands[hand], days=7)[code] == DAYS_TO_ACT - 7, state


@pytest.mark.django_db
def test_what_the_end_asks_for_is_late_too(way: Way) -> None:
    """PIP-16: once five working days have passed HR admin owes a name, proposed or not; who is named owes a decision; HR ends it."""
    cast = way.cast
    way.to(State.ASSESSMENT)
    assert owed(way, cast.manager, days=6)["propose"] == DAYS_TO_ACT - 6
    assert owed(way, cast.hr_admin, days=12)["name-decider"] < 0  # nothing was proposed in time
    way.give_support().propose(Outcome.MET)
    deciding.disagree(way.ref, "The second criterion was not looked at.", by=cast.hr_partner, at=way.at)
    assert owed(way, cast.hr_admin) == {}
    assert owed(way, cast.manager, days=6)["propose"] == DAYS_TO_ACT - 6
    agree_by = way.case.act_by
    assert agree_by is not None
    way.later(days=8)
    assert owed(way, cast.hr_admin) == {"name-decider": (agree_by - way.at.date()).days + DAYS_TO_NAME}
    deciding.name_decider(way.ref, cast.appeal_manager.pk, by=cast.hr_admin, at=way.at)
    assert owed(way, cast.hr_admin, days=3) == {}
    assert owed(way, cast.appeal_manager, days=6) == {"decide": DAYS_TO_ACT - 6}
    deciding.decide(way.ref, way.draft(Outcome.MET), by=cast.appeal_manager, at=way.at)
    assert owed(way, cast.hr_partner, days=20)["end"] < 0
    deciding.appeal(way.ref, "The pairing was cut short.", by=cast.on_pip, at=way.at)
    assert owed(way, cast.hr_admin, days=3) == {"name-appeal": DAYS_TO_NAME - 3}
    deciding.name_appeal_manager(way.ref, cast.outsider.pk, by=cast.hr_admin, at=way.at)
    assert owed(way, cast.outsider, days=6) == {"appeal": DAYS_TO_ACT - 6}


@pytest.mark.django_db
def test_what_runs_beside_the_checkpoints_is_owed_as_well(way: Way) -> None:
    """PIP-7, PIP-9, PIP-12: promised support without a word about it, a contest, a change, a surprise."""
    cast = way.cast
    way.to(State.ACTIVE)
    assert "support" not in owed(way, cast.manager)
    way.later(days=60)
    assert owed(way, cast.manager)["support"] < 0
    assert "support" not in owed(way, cast.hr_partner)
    way.give_support()
    number, support = next(iter(way.story.supports.items()))
    running.answer_support(way.ref, number, support.first, Answer.CONTESTED, words="It was called off.", by=cast.on_pip, at=way.at)
    assert owed(way, cast.hr_partner, days=6)["decide-support"] == DAYS_TO_ACT - 6
    opening.say_surprise(way.ref, "Nobody had said it.", surprised=True, by=cast.on_pip, at=way.at)
    assert owed(way, cast.hr_partner, days=6)["cause"] == DAYS_TO_ACT - 6
    assert "cause" not in owed(way, cast.manager)
    running.propose_change(way.ref, 1, way.story.criteria[1].standard, "The board moved.", by=cast.manager, at=way.at)
    assert owed(way, cast.on_pip, days=6)["change"] == owed(way, cast.hr_partner, days=6)["change"] == DAYS_TO_ACT - 6


def read(way: Way, who: Person, days: int = 0) -> dict[str, int]:
    """The same as the first page reads it: its one statement says whether there is anything to ask about."""
    at = way.at + timedelta(days=days)
    return {one.code: (one.on - at.date()).days for one in desk_of(who, at=at, standing=at_hand(who, at)).formal}


@pytest.mark.django_db
def test_the_person_is_told_of_every_day_that_their_plan_runs_on(way: Way) -> None:
    """PIP-7, PIP-8, PIP-12, DUE-1, TRUST L5: until when they may answer, what is new to read, until when they may appeal, and its end."""
    cast = way.cast
    way.to(State.ACTIVE)
    assert read(way, cast.on_pip) == {}
    way.later(days=3).check()
    assert read(way, cast.on_pip, 2) == {"read-checkpoint": 3}
    assert read(way, cast.on_pip, 6) == {}
    running.ease_criterion(way.ref, 1, REQUESTS_EASED, "Fewer come.", seen=way.story.criteria[1].sequence, by=cast.manager, at=way.at)
    assert set(read(way, cast.on_pip)) == {"read-checkpoint", "read-criterion"}
    assert "read-checkpoint" not in read(way, cast.manager)
    way.later(days=60).give_support()
    assert read(way, cast.on_pip)["answer-support"] == 7  # five working days, with a weekend among them
    for number, one in way.story.supports.items():
        for day in one.days:
            running.answer_support(way.ref, number, day, Answer.CONFIRMED, by=cast.on_pip, at=way.at)
    assert "answer-support" not in read(way, cast.on_pip)


@pytest.mark.django_db
def test_the_person_is_told_until_when_they_may_appeal_and_what_became_of_it(way: Way) -> None:
    """PIP-16, DUE-1, TRUST L5: the appeal's end too, though the plan is over then; and only for some days."""
    cast = way.cast
    way.to(State.DECIDED).later(days=6)
    until = way.story.appeal_until
    assert until is not None
    ahead = (until - way.at.date()).days
    assert read(way, cast.on_pip) == {"may-appeal": ahead}
    assert "may-appeal" not in read(way, cast.manager)
    assert read(way, cast.on_pip, ahead + 1) == {}
    deciding.appeal(way.ref, "The pairing was cut short.", by=cast.on_pip, at=way.at)
    assert read(way, cast.on_pip) == {}
    deciding.name_appeal_manager(way.ref, cast.outsider.pk, by=cast.hr_admin, at=way.at)
    deciding.decide_appeal(way.ref, Appeal.OVERTURNED, "The last pairing was not given.", by=cast.outsider, at=way.at)
    assert read(way, cast.on_pip, 5) == {"read-appeal": 0}
    assert read(way, cast.on_pip, 6) == read(way, cast.manager) == {}


@pytest.mark.django_db
def test_hr_owes_a_manager_from_the_day_the_line_changed(way: Way) -> None:
    """TRUST X2: from the entry that says so; until it is written, from today."""
    way.to(State.GATE_PASSED)
    begin_line(way.cast.on_pip, way.cast.new_manager, since=way.at, by=None, at=way.at)
    assert owed(way, way.cast.hr_partner)["manager"] == DAYS_TO_NAME
    settle_lines(way.at)
    assert owed(way, way.cast.hr_partner, days=5)["manager"] == DAYS_TO_NAME - 5
