"""The rules of talent reviews without a database: movement, who is what, windows, what is refused (TAL-1)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from cadenza.people.rules import Relation
from cadenza.stewardship import talent_rules as rules
from cadenza.stewardship.talent_rules import CycleGoals, LevelMove, Movement, Part, SessionDraft, SessionMove, SessionState, Sitting

TODAY = date(2026, 11, 24)
OPENS = datetime(2026, 11, 24, tzinfo=UTC)
CLOSES = datetime(2026, 11, 29, tzinfo=UTC)
INSIDE = OPENS + timedelta(hours=10)
VIEWER, SUBJECT = 1, 2


def codes(objections):
    return [one.code for one in objections]


@pytest.mark.parametrize(("state", "move"), list(product(SessionState, SessionMove)))
def test_a_session_opens_once_and_closes_for_good(state, move):
    """TAL-1: every pair, written out."""
    ways = {("preparing", "open"): "open", ("preparing", "call-off"): "called-off", ("open", "close"): "closed"}
    assert rules.MOVES.get((state, move)) == ways.get((state.value, move.value))
    refused = codes(rules.objections_to_move(state, move, participants=1, people=1, window_past=False))
    assert refused == ([] if (state.value, move.value) in ways else ["talent-out-of-step"])


def test_a_step_that_does_not_exist_is_out_of_step():
    assert codes(rules.objections_to_move("open", "burn", participants=1, people=1, window_past=False)) == ["talent-out-of-step"]


def test_nothing_is_frozen_for_nobody_about_nobody_or_too_late():
    """TAL-1: participants are named before it opens."""
    assert codes(rules.objections_to_move("preparing", "open", participants=0, people=1, window_past=False)) == ["talent-no-participants"]
    assert codes(rules.objections_to_move("preparing", "open", participants=1, people=0, window_past=False)) == ["talent-no-people"]
    assert codes(rules.objections_to_move("preparing", "open", participants=1, people=1, window_past=True)) == ["talent-window-past"]


ONE, TWO = CycleGoals("2026-q1", 2, achieved=1), CycleGoals("2026-q2", 1, carried=1)
IDLE = [CycleGoals("2026-q1", 2, dropped=1), CycleGoals("2026-q2", 1, carried=1)]
UP, SAME, BARE = LevelMove("Forecasting", 2, 3, 1), LevelMove("Forecasting", 2, 2, 4), LevelMove("Forecasting", 2, 3, 0)


@pytest.mark.parametrize(
    ("cycles", "levels", "again", "movement"),
    [
        ([], [], 0, Movement.CANNOT_SAY),
        ([ONE], [UP], 1, Movement.CANNOT_SAY),
        ([ONE, CycleGoals("2026-q2")], [UP], 1, Movement.CANNOT_SAY),
        ([ONE, TWO], [], 0, Movement.MOVING),
        ([ONE, TWO], [], 1, Movement.BOTH),
        (IDLE, [UP], 0, Movement.MOVING),
        (IDLE, [UP], 2, Movement.BOTH),
        (IDLE, [SAME], 1, Movement.AGAIN),
        (IDLE, [BARE], 1, Movement.AGAIN),
        (IDLE, [BARE, SAME], 0, Movement.CANNOT_SAY),
    ],
)
def test_moving_and_the_same_goals_again_are_told_apart(cycles, levels, again, movement):
    """TAL-1: achieved goals and levels with evidence move; a goal put off twice without a trade-off comes again; both may be true."""
    assert rules.movement_of(cycles, levels, again=again) == movement


def test_how_many_does_not_matter_so_nothing_can_be_sorted_by_it():
    """TAL-1: no ranking."""
    more = [CycleGoals("2026-q1", 3, achieved=3), CycleGoals("2026-q2", 3, achieved=3)]
    assert rules.movement_of(more, [UP] * 5, again=0) == rules.movement_of([ONE, TWO], [], again=0)


def test_a_window_is_open_from_its_first_instant_to_before_its_last():
    """TAL-1: access ended afterwards, computed from the instant."""
    instants = (OPENS - timedelta(seconds=1), OPENS, CLOSES - timedelta(seconds=1), CLOSES)
    assert [rules.is_on("open", opens_at=OPENS, closes_at=CLOSES, at=at) for at in instants] == [False, True, True, False]
    assert [rules.is_over("open", closes_at=CLOSES, at=at) for at in instants] == [False, False, False, True]
    assert [rules.is_on(state, opens_at=OPENS, closes_at=CLOSES, at=INSIDE) for state in SessionState] == [False, True, False, False]
    assert [rules.is_over(state, closes_at=CLOSES, at=INSIDE) for state in SessionState] == [False, False, True, False]


def parts(state="open", *, relations=(), viewer=VIEWER, facilitator=9, seated=False, above=False, steward=False, at=INSIDE):
    sitting = Sitting(state, OPENS, CLOSES, facilitator, SUBJECT)
    return rules.parts_towards(sitting, viewer, frozenset(relations), seated=seated, above=above, steward=steward, at=at)


def test_who_is_what_towards_a_person_in_a_session():
    """TRUST H2: the row, part by part."""
    assert parts(relations={Relation.MANAGER}) == {Part.MANAGER}
    assert parts(relations={Relation.UPLINE}) == {Part.UPLINE}
    assert parts(relations={Relation.HR_SCOPE}, facilitator=VIEWER) == {Part.FACILITATOR}
    assert parts(relations={Relation.HR_SCOPE}) == frozenset()
    assert parts(facilitator=VIEWER) == frozenset()
    assert parts(relations={Relation.HR_ADMIN, Relation.EXECUTIVE, Relation.DELEGATE, Relation.FORMER}) == frozenset()
    assert parts(seated=True) == {Part.PARTICIPANT}
    assert parts(seated=True, at=CLOSES) == frozenset()
    assert parts("preparing", seated=True, relations={Relation.MANAGER}) == {Part.MANAGER}
    assert parts("called-off", seated=True, relations={Relation.MANAGER}) == frozenset()


def test_nobody_calibrates_themselves_or_whoever_leads_them():
    """TRUST X7."""
    assert parts(seated=True, above=True) == frozenset()
    assert parts(viewer=SUBJECT, seated=True, relations={Relation.SELF}) == frozenset()
    assert parts("closed", viewer=SUBJECT, seated=True, relations={Relation.SELF}) == {Part.SUBJECT}


def test_hr_admin_reads_nothing_as_a_participant():
    """TRUST H2, X8: whichever came first, the seat or the role; a line of one's own stays."""
    assert parts(seated=True, steward=True) == frozenset()
    assert parts(seated=True, steward=True, relations={Relation.MANAGER}) == {Part.MANAGER}


def test_a_session_has_a_title_somebody_to_run_it_people_and_a_window():
    """TAL-1."""

    def refused(draft, *, may=True, people=5):
        return codes(rules.objections_to_setting_up(draft, may_facilitate=may, people=people, today=TODAY))

    whole = SessionDraft("Autumn", 9, TODAY, TODAY)
    assert refused(whole) == []
    assert refused(SessionDraft("–", None, None, None), people=0) == [
        "talent-without-title",
        "talent-no-facilitator",
        "talent-nobody",
        "talent-opens-past",
    ]
    assert refused(whole, may=False) == ["talent-no-facilitator"]
    assert refused(whole, people=61) == ["talent-too-many"]
    assert refused(SessionDraft("Autumn", 9, TODAY - timedelta(days=1), TODAY)) == ["talent-opens-past"]
    for last in (None, TODAY - timedelta(days=1), TODAY + timedelta(days=31)):
        assert refused(SessionDraft("Autumn", 9, TODAY, last)) == ["talent-window"]


def test_a_participant_works_here_is_named_once_and_is_not_looked_at():
    """TAL-1: participants may not be their own subject."""

    def refused(state="preparing", person=7, *, here=True, steward=False, seated=(), subjects=()):
        return codes(rules.objections_to_participant(state, person, here=here, steward=steward, seated=seated, subjects=subjects))

    assert refused() == refused("open") == []
    assert refused("closed") == refused("called-off") == ["talent-over"]
    assert refused(person=None) == refused(here=False) == ["talent-participant-unknown"]
    assert refused(steward=True) == ["talent-participant-steward"]
    assert refused(seated=[7]) == ["talent-participant-named"]
    assert refused(subjects=[7]) == ["talent-participant-subject"]


def test_a_next_step_says_something():
    """TAL-1."""
    assert codes(rules.objections_to_words("Lead a review")) == []
    assert codes(rules.objections_to_words(" – ")) == ["talent-words-empty"]


def test_a_snapshot_holds_seven_things_and_says_what_each_is():
    """TAL-1, TRUST H2: the explicit field list."""
    assert list(rules.SNAPSHOT_FIELDS) == ["role", "cycles", "again", "explained", "levels", "evidence", "movement"]
