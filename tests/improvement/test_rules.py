"""The table of moves, the parts and the audiences: every state with every act and every part."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadenza.improvement import rules
from cadenza.improvement.rules import MOVES, OPEN_STATES, OVER, SERVED_STATES, UNSERVED, Act, Kind, Part, Seats, State, parts_in, sees
from cadenza.people.rules import Relation

AT = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
S, M, HR, DM, AM, HA, IN = Part.PERSON, Part.MANAGER, Part.HR, Part.DECIDER, Part.APPEAL, Part.REGISTER, Part.STAND_IN

ALLOWED: dict[State, dict[Act, set[Part]]] = {
    State.DRAFT: {
        Act.CITE: {M, HR}, Act.CONFIRM_GATE: {M, HR}, Act.PASS_GATE: {M, HR}, Act.CONSIDER: {M, HR}, Act.WRITE_TERMS: {M, HR},
        Act.WRITE_CRITERION: {M, HR}, Act.PROMISE_SUPPORT: {M}, Act.WITHDRAW: {M, HR}, Act.CONFIRM_MANAGER: {HR}, Act.NAME_HR: {HA},
    },
    State.GATE_PASSED: {
        Act.CONSIDER: {M, HR}, Act.WRITE_TERMS: {M, HR}, Act.WRITE_CRITERION: {M, HR}, Act.PROMISE_SUPPORT: {M}, Act.SIGN: {M, HR},
        Act.CO_SIGN: {M, HR}, Act.WITHDRAW: {M, HR}, Act.CONFIRM_MANAGER: {HR}, Act.NAME_HR: {HA},
    },
    State.CO_SIGNED: {
        Act.REWORK: {M, HR}, Act.SERVE: {M, HR}, Act.WITHDRAW: {M, HR}, Act.CONFIRM_MANAGER: {HR}, Act.NAME_HR: {HA}, Act.INVITE: {M, HR},
    },
    State.SERVED: {
        Act.PROMISE_SUPPORT: {M}, Act.GIVE_INPUT: {S}, Act.ANSWER_INPUT: {M}, Act.WRITE_CRITERION: {M}, Act.SETTLE: {HR}, Act.STATE: {S},
        Act.SAY_SURPRISE: {S}, Act.EXPLAIN_SURPRISE: {HR}, Act.AGREE_ADJUSTMENT: {HR}, Act.CONFIRM_MANAGER: {HR}, Act.NAME_HR: {HA},
        Act.INVITE: {M, HR}, Act.MINUTE: {M, HR},
    },
    State.SETTLED: {
        Act.PROMISE_SUPPORT: {M}, Act.RECEIVE: {S}, Act.REFUSE_RECEIPT: {M, HR}, Act.STATE: {S}, Act.SAY_SURPRISE: {S},
        Act.EXPLAIN_SURPRISE: {HR}, Act.AGREE_ADJUSTMENT: {HR}, Act.CONFIRM_MANAGER: {HR}, Act.NAME_HR: {HA},
        Act.INVITE: {M, HR}, Act.MINUTE: {M, HR},
    },
    State.RECEIVED: {
        Act.PROMISE_SUPPORT: {M}, Act.BEGIN: {HR}, Act.STATE: {S}, Act.SAY_SURPRISE: {S}, Act.EXPLAIN_SURPRISE: {HR},
        Act.AGREE_ADJUSTMENT: {HR}, Act.CONFIRM_MANAGER: {HR}, Act.NAME_HR: {HA},
        Act.INVITE: {M, HR}, Act.MINUTE: {M, HR},
    },
    State.ACTIVE: {
        Act.PROMISE_SUPPORT: {M}, Act.LOG_SUPPORT: {M, HR}, Act.ANSWER_SUPPORT: {S}, Act.DECIDE_SUPPORT: {HR}, Act.CHECK: {M, HR, IN}, Act.NAME_STAND_IN: {HR},
        Act.END_STAND_IN: {HR},
        Act.EASE: {M, HR}, Act.PROPOSE_CHANGE: {M, HR}, Act.AGREE_CHANGE: {S, HR}, Act.PAUSE: {HR}, Act.EXTEND: {HR}, Act.ASSESS: {M, HR},
        Act.STATE: {S}, Act.SAY_SURPRISE: {S}, Act.EXPLAIN_SURPRISE: {HR}, Act.AGREE_ADJUSTMENT: {HR}, Act.CONFIRM_MANAGER: {HR},
        Act.NAME_HR: {HA}, Act.INVITE: {M, HR}, Act.MINUTE: {M, HR},
    },
    State.PAUSED: {
        Act.PROMISE_SUPPORT: {M}, Act.LOG_SUPPORT: {M, HR}, Act.ANSWER_SUPPORT: {S}, Act.DECIDE_SUPPORT: {HR}, Act.RESUME: {HR},
        Act.STATE: {S}, Act.SAY_SURPRISE: {S}, Act.EXPLAIN_SURPRISE: {HR}, Act.AGREE_ADJUSTMENT: {HR}, Act.CONFIRM_MANAGER: {HR},
        Act.NAME_HR: {HA}, Act.INVITE: {M, HR}, Act.MINUTE: {M, HR},
    },
    State.ASSESSMENT: {
        Act.PROMISE_SUPPORT: {M}, Act.LOG_SUPPORT: {M, HR}, Act.ANSWER_SUPPORT: {S}, Act.DECIDE_SUPPORT: {HR}, Act.EXTEND: {HR},
        Act.CHECK: {M, HR}, Act.PROPOSE_OUTCOME: {M}, Act.AGREE_OUTCOME: {HR}, Act.DISAGREE: {HR}, Act.NAME_DECIDER: {HA}, Act.DECIDE: {DM}, Act.STATE: {S},
        Act.REPLY_OUTCOME: {S}, Act.SAY_SURPRISE: {S}, Act.EXPLAIN_SURPRISE: {HR}, Act.CONFIRM_MANAGER: {HR}, Act.NAME_HR: {HA}, Act.INVITE: {M, HR}, Act.MINUTE: {M, HR},
    },
    State.DECIDED: {
        Act.APPEAL: {S}, Act.END: {HR}, Act.STATE: {S}, Act.SAY_SURPRISE: {S}, Act.EXPLAIN_SURPRISE: {HR}, Act.CONFIRM_MANAGER: {HR},
        Act.NAME_HR: {HA}, Act.INVITE: {M, HR}, Act.MINUTE: {M, HR}, Act.GIVE_LINK: {HR},
    },
    State.APPEALED: {
        Act.NAME_APPEAL: {HA}, Act.DECIDE_APPEAL: {AM}, Act.STATE: {S}, Act.SAY_SURPRISE: {S}, Act.EXPLAIN_SURPRISE: {HR},
        Act.CONFIRM_MANAGER: {HR}, Act.NAME_HR: {HA}, Act.INVITE: {HR, AM}, Act.MINUTE: {HR, AM}, Act.GIVE_LINK: {HR},
    },
    State.ENDED: {Act.STATE: {S}, Act.SAY_SURPRISE: {S}, Act.EXPLAIN_SURPRISE: {HR}, Act.NAME_HR: {HA}},
    State.WITHDRAWN: {Act.NAME_HR: {HA}},
}  # fmt: skip
"""Written down from DOMAIN section 10 and TRUST 1.7, not from the code's table."""


@pytest.mark.parametrize(("state", "act"), list(product(State, Act)), ids=lambda one: one.value)
def test_each_part_may_do_exactly_what_the_order_says(state: State, act: Act) -> None:
    """PIP-8, TRUST T13: every state with every act and every part."""
    wanted = ALLOWED[state].get(act, set())
    assert {part for part in Part if rules.may(state, act, {part})} == wanted
    assert bool(rules.objections_to_move(state, act)) is not bool(wanted)


def test_whoever_never_has_an_act_does_not_know_of_it() -> None:
    """TRUST 0.6: to them the address does not exist."""
    assert rules.knows(Act.APPEAL, {S})
    assert not rules.knows(Act.APPEAL, {M, HR, DM, AM, HA})
    assert not rules.knows(Act.CITE, set())


def test_no_step_skips_the_order() -> None:
    """PIP-8: draft, gate, signed, served, settled, received, running, assessed, decided."""
    onward = {(state, move.to) for (state, _act), move in MOVES.items() if state is not move.to}
    order = [
        State.DRAFT,
        State.GATE_PASSED,
        State.CO_SIGNED,
        State.SERVED,
        State.SETTLED,
        State.RECEIVED,
        State.ACTIVE,
        State.ASSESSMENT,
        State.DECIDED,
    ]
    for first, then in pairwise(order):
        assert (first, then) in onward
    back = {
        (State.CO_SIGNED, State.GATE_PASSED),
        (State.ASSESSMENT, State.ACTIVE),
        (State.PAUSED, State.ACTIVE),
        (State.ACTIVE, State.PAUSED),
    }
    aside = {(state, State.WITHDRAWN) for state in UNSERVED} | {
        (State.DECIDED, State.APPEALED),
        (State.DECIDED, State.ENDED),
        (State.APPEALED, State.ENDED),
    }
    assert onward == set(pairwise(order)) | back | aside


def test_a_plan_that_is_over_takes_nothing_but_statements() -> None:
    assert {act for state, act in MOVES if state in OVER} == {Act.STATE, Act.SAY_SURPRISE, Act.EXPLAIN_SURPRISE, Act.NAME_HR}
    waiting = {(state, act) for state, act in MOVES if rules.needs_waiting(state, act)}
    assert waiting == {(state, Act.NAME_HR) for state in OVER}, "once it is over, only in place of an HR partner who is not free"


def test_states_before_and_after_serving_are_told_apart() -> None:
    assert set(UNSERVED) | set(SERVED_STATES) | {State.WITHDRAWN} == set(State)
    assert set(OPEN_STATES) | set(OVER) == set(State)


def test_every_state_says_where_it_stands() -> None:
    assert set(rules.STANDS) == set(State)


SEATS = Seats(person_id=1, manager_id=2, manager_kept=False, hr_id=3, decider_id=4, appeal_id=5, stand_in_id=None, served=True, spent=False)


def parts(viewer: int, *relations: Relation, seats: Seats = SEATS, in_hr: bool = True, near: bool = False) -> frozenset[Part]:
    return parts_in(seats, viewer, relations, in_hr=in_hr, conflicted=near)


def but(**changes: object) -> Seats:
    return Seats(**{**SEATS.__dict__, **changes})  # type: ignore[arg-type]


def test_the_person_is_the_person_once_it_is_served() -> None:
    """PIP-8."""
    assert parts(1, Relation.SELF) == {S}
    assert parts(1, Relation.SELF, seats=but(served=False)) == frozenset()


def test_nobody_is_anything_else_in_a_plan_about_themselves() -> None:
    """TRUST X7: self-exclusion."""
    assert parts(1, Relation.SELF, Relation.HR_ADMIN) == {S}


def test_the_manager_on_the_case_is_the_manager_while_they_lead() -> None:
    """TRUST X2."""
    assert parts(2, Relation.COLLEAGUE, Relation.MANAGER) == {M}
    assert parts(2, Relation.COLLEAGUE, Relation.FORMER) == frozenset()
    assert parts(2, Relation.COLLEAGUE, Relation.FORMER, seats=but(manager_kept=True)) == {M}


def test_another_manager_is_nothing_until_hr_confirms_them() -> None:
    """TRUST X2."""
    assert parts(9, Relation.COLLEAGUE, Relation.MANAGER) == frozenset()


def test_a_manager_above_and_a_delegate_are_nothing() -> None:
    """TRUST G1, X10, X13."""
    assert parts(9, Relation.COLLEAGUE, Relation.UPLINE, Relation.DELEGATE, Relation.HR_SCOPE, Relation.EXECUTIVE) == frozenset()


def test_a_stand_in_is_so_only_apart_from_everything_else() -> None:
    """TRUST X10, X6: neither in HR nor near, and nobody who is anything in the plan already."""
    covered = but(stand_in_id=9)
    assert parts(9, Relation.COLLEAGUE, seats=covered, in_hr=False) == {IN}
    assert parts(9, Relation.COLLEAGUE, seats=covered) == frozenset()
    assert parts(9, Relation.COLLEAGUE, seats=covered, in_hr=False, near=True) == frozenset()
    assert parts(8, Relation.COLLEAGUE, Relation.DELEGATE, seats=covered, in_hr=False) == frozenset()
    assert parts(4, Relation.COLLEAGUE, seats=but(stand_in_id=4), in_hr=False) == {DM}
    assert parts(9, seats=covered, in_hr=False) == frozenset()


def test_the_hr_partner_is_so_while_free_of_conflict_and_in_hr() -> None:
    """PIP-1, TRUST X6."""
    assert parts(3, Relation.COLLEAGUE) == {HR}
    assert parts(3, Relation.COLLEAGUE, near=True) == frozenset()
    assert parts(3, Relation.COLLEAGUE, in_hr=False) == frozenset()


def test_those_who_are_named_to_decide_are_so() -> None:
    """PIP-16, TRUST 1.6."""
    assert parts(4, Relation.COLLEAGUE) == {DM}
    assert parts(5, Relation.COLLEAGUE) == {AM}


def test_hr_admin_has_the_register_unless_too_near() -> None:
    """TRUST G1, X7."""
    assert parts(9, Relation.COLLEAGUE, Relation.HR_ADMIN) == {HA}
    assert parts(9, Relation.COLLEAGUE, Relation.HR_ADMIN, near=True) == frozenset()


def test_a_leaver_is_nothing() -> None:
    """TRUST R13."""
    assert all(parts(viewer) == frozenset() for viewer in range(1, 6))


def test_a_spent_plan_is_out_of_everyday_view() -> None:
    """TRUST X18: person and HR partner alone keep it."""
    spent = but(spent=True)
    assert parts(2, Relation.COLLEAGUE, Relation.MANAGER, seats=spent) == frozenset()
    assert parts(4, Relation.COLLEAGUE, seats=spent) == parts(5, Relation.COLLEAGUE, seats=spent) == frozenset()
    assert parts(3, Relation.COLLEAGUE, seats=spent) == {HR}
    assert parts(1, Relation.SELF, seats=spent) == {S}


HIDDEN_FROM_MANAGER = {Kind.SURPRISE, Kind.SURPRISE_CAUSE}
HIDDEN_FROM_PERSON = {Kind.SURPRISE_CAUSE, Kind.OUTCOME_DISAGREED}
HIDDEN_FROM_DECIDER = {Kind.SURPRISE, Kind.SURPRISE_CAUSE, Kind.CONSIDERED, Kind.ADJUSTMENT}
LED_TO_IT = {Kind.OUTCOME_DRAFT, Kind.OUTCOME_REPLY, Kind.OUTCOME_DISAGREED}
HIDDEN_FROM_APPEAL = HIDDEN_FROM_DECIDER | LED_TO_IT


@pytest.mark.parametrize("kind", list(Kind), ids=lambda one: one.value)
def test_each_entry_has_its_audience(kind: Kind) -> None:
    """PIP-9, PIP-17, TRUST G6, G7, A4: the matrix of every kind of entry and every part."""
    wanted = {HR}
    wanted |= set() if kind in HIDDEN_FROM_MANAGER else {M}
    wanted |= set() if kind in HIDDEN_FROM_PERSON else {S}
    wanted |= set() if kind in HIDDEN_FROM_DECIDER else {DM}
    wanted |= set() if kind in HIDDEN_FROM_APPEAL else {AM}
    assert {part for part in Part if sees(kind, {part}, decided=False)} == wanted
    drafts = {S, AM} if kind in LED_TO_IT else set()
    assert {part for part in Part if sees(kind, {part}, decided=True)} == wanted | drafts


def test_a_running_plan_is_paused_while_its_manager_changed() -> None:
    """TRUST X2, X4: computed, whoever has written it down."""
    assert rules.manager_changed(2, 9, kept=False)
    assert rules.manager_changed(2, None, kept=False)
    assert not rules.manager_changed(2, 2, kept=False)
    assert not rules.manager_changed(2, 9, kept=True)
    assert rules.manager_changed(2, 9, kept=True, left=True)
    assert rules.state_at(State.ACTIVE, waits_for_manager=True) is State.PAUSED
    assert rules.state_at(State.ACTIVE, waits_for_manager=False) is State.ACTIVE
    assert rules.state_at(State.SERVED, waits_for_manager=True) is State.SERVED


def test_a_plan_is_spent_from_the_day_that_was_set() -> None:
    """TRUST X18."""
    assert rules.is_spent(AT, spent_from=AT, at=AT)
    assert not rules.is_spent(AT, spent_from=AT, at=AT - timedelta(seconds=1))
    assert not rules.is_spent(AT, spent_from=None, at=AT)
    assert not rules.is_spent(None, spent_from=AT, at=AT)


NO_CONFLICT = {
    "person_id": 1,
    "manager_id": 2,
    "above": {2, 8},
    "below": {7},
    "team_mates": set(),
    "led_by_manager": False,
    "decider_id": 4,
    "in_hr": True,
}


@pytest.mark.parametrize(
    ("candidate", "change", "code"),
    [
        (1, {}, "hr-partner-is-the-person"),
        (2, {}, "hr-partner-above"),
        (8, {}, "hr-partner-above"),
        (7, {}, "hr-partner-below"),
        (3, {"led_by_manager": True}, "hr-partner-led-by-manager"),
        (3, {"team_mates": {3}}, "hr-partner-close"),
        (4, {}, "hr-partner-decides"),
        (3, {"in_hr": False}, "hr-partner-not-in-hr"),
        (3, {}, None),
    ],
)
def test_who_cannot_be_hr_partner(candidate: int, change: dict[str, object], code: str | None) -> None:
    """PIP-1, TRUST X6, X7."""
    found = rules.objections_to_hr_partner(candidate, **{**NO_CONFLICT, **change})  # type: ignore[arg-type]
    assert [one.code for one in found] == ([code] if code else [])


def test_nobody_decides_who_had_a_part_before_or_stands_near() -> None:
    """PIP-16, TRUST X13, L5."""
    assert [one.code for one in rules.objections_to_uninvolved(3, {3}, near=False)] == ["not-uninvolved"]
    assert [one.code for one in rules.objections_to_uninvolved(9, {3}, near=True)] == ["too-near-to-decide"]
    assert rules.objections_to_uninvolved(9, {3}, near=False) == []


@given(st.lists(st.sampled_from(list(Act)), max_size=40))
def test_no_sequence_of_acts_reaches_running_without_serving_and_signing(acts: list[Act]) -> None:
    """PIP-8, TRUST T13: whatever is tried in whatever order."""
    state, seen = State.DRAFT, [State.DRAFT]
    for act in acts:
        move = MOVES.get((state, act))
        if move is not None and move.to is not state:
            state = move.to
            seen.append(state)
    if State.ACTIVE in seen:
        before = seen[: seen.index(State.ACTIVE)]
        assert [one for one in (State.GATE_PASSED, State.CO_SIGNED, State.SERVED, State.SETTLED, State.RECEIVED) if one not in before] == []


@pytest.mark.parametrize(
    ("changed", "wanted"),
    [
        ({}, True),
        ({"parts": {Part.REGISTER}}, False),
        ({"involved": {1}}, False),
        ({"lines": {2: {1, 5}}}, False),
        ({"lines": {7: set()}}, False),
        ({"lines": {1: set()}}, False),
    ],
    ids=["apart", "part-in-it", "had-a-part", "leads-a-writer", "led-by-a-writer", "wrote"],
)
def test_a_case_reviewer_looks_through_a_workspace_only_from_apart(changed: dict[str, object], wanted: bool) -> None:
    """TRUST G5, 1.6, X7."""
    told: dict[str, object] = {"parts": (), "involved": {3}, "lines": {2: {5}, 3: {6}}} | changed
    assert rules.may_review(1, {7, 8}, **told) is wanted  # type: ignore[arg-type]  # one table of odds
