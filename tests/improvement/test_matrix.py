"""Every record of a formal plan against everybody, at each change of who is what: one table, one function (TRUST 1.2 G1 to G7, 1.4 X1 to X18)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from tests.formal import Way

from cadenza.improvement import access, deciding, opening, queries, running
from cadenza.improvement.outcome_rules import Outcome, SurpriseCause
from cadenza.improvement.rules import Kind, State
from cadenza.objections import Unseen
from cadenza.people.actions import begin_line, delegate_to, end_line, set_team_hr_partner
from cadenza.people.leaving import mark_left
from cadenza.people.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.once]

RECORDS: dict[str, frozenset[Kind]] = {
    "core": frozenset({Kind.TERMS, Kind.CRITERION, Kind.CITED, Kind.CONFIRMED, Kind.OPENED}),  # G1
    "circumstances": frozenset({Kind.CONSIDERED}),  # A4, PIP-3
    "surprise": frozenset({Kind.SURPRISE}),  # G7
    "cause": frozenset({Kind.SURPRISE_CAUSE}),
    "proposed": frozenset({Kind.OUTCOME_DRAFT}),  # G6, TRUST 1.7
}
PERSON, MANAGER, HR, NAMED = "on_pip", "manager", "hr_partner", "hr_admin"
SHARED = {"core", "circumstances"}
WHOLE = {PERSON: SHARED | {"surprise"}, MANAGER: SHARED, HR: SHARED | {"surprise", "cause"}, NAMED: {"register"}}
"""What each reads while the plan runs; whoever is not named here reads nothing and cannot tell that there is a plan."""


def read_by(way: Way) -> dict[str, set[str]]:
    """Role -> the records that they read now, by the plan's own page; "register" for states and dates alone."""
    found = {}
    for role, someone in way.cast.everybody().items():
        person = Person.objects.get(pk=someone.pk)
        try:
            seat = access.case_for(person, "see-any", way.ref, at=way.at)
        except Unseen:
            continue
        kinds = {one.kind for one in queries.pages([seat], at=way.at)[0].entries}
        found[role] = {name for name, its in RECORDS.items() if its & kinds} or {"register"}
    return found


def manager_changes(way: Way) -> None:
    begin_line(way.cast.on_pip, way.cast.new_manager, since=way.at, by=None, at=way.at)


def kept_on_the_case(way: Way) -> None:
    manager_changes(way)
    running.confirm_manager(way.ref, keep=True, by=way.cast.hr_partner, at=way.at)


def taken_over(way: Way) -> None:
    manager_changes(way)
    running.confirm_manager(way.ref, keep=False, by=way.cast.hr_partner, at=way.at)


def manager_leaves(way: Way) -> None:
    mark_left(way.cast.manager, last_day=way.at.date(), by=None, at=way.at)
    way.later(days=2)


def person_leaves(way: Way) -> None:
    mark_left(way.cast.on_pip, last_day=way.at.date(), by=None, at=way.at)
    way.later(days=2)


def hr_comes_near(way: Way) -> None:
    begin_line(way.cast.manager, way.cast.hr_partner, since=way.at, by=None, at=way.at)


def hr_leaves_hr(way: Way) -> None:
    set_team_hr_partner(way.cast.team, way.cast.hr_admin, by=None, at=way.at)
    way.later(seconds=1)


def stands_in(way: Way) -> None:
    delegate_to(way.cast.manager, way.cast.peer, since=way.at, until=way.at + timedelta(days=9), by=None, at=way.at)


def inverted(way: Way) -> None:
    end_line(way.cast.on_pip, until=way.at, by=None, at=way.at)
    begin_line(way.cast.manager, way.cast.on_pip, since=way.at, by=None, at=way.at)


def decided_elsewhere(way: Way) -> None:
    way.to(State.ASSESSMENT).give_support().propose(Outcome.MET)
    deciding.disagree(way.ref, "Two criteria are open.", by=way.cast.hr_partner, at=way.at)
    way.later(days=9)
    deciding.name_decider(way.ref, way.cast.appeal_manager.pk, by=way.cast.hr_admin, at=way.at)


def appealed(way: Way) -> None:
    way.to(State.DECIDED)
    deciding.appeal(way.ref, "The pairing was cut short.", by=way.cast.on_pip, at=way.at)
    deciding.name_appeal_manager(way.ref, way.cast.appeal_manager.pk, by=way.cast.hr_admin, at=way.at)


def spent(way: Way) -> None:
    way.to(State.DECIDED).later(days=20)
    deciding.end(way.ref, by=way.cast.hr_partner, at=way.at)
    way.later(days=200)


def without(*roles: str, **more: set[str]) -> dict[str, set[str]]:
    """The usual readers but these, and others in their place."""
    return {role: its for role, its in WHOLE.items() if role not in roles} | more


def with_drafts(*roles: str) -> dict[str, set[str]]:
    return {role: its | {"proposed"} if role in roles else its for role, its in WHOLE.items()}


TABLE: list[tuple[str, Callable[[Way], object], dict[str, set[str]]]] = [
    ("as it runs", lambda way: None, WHOLE),
    ("X2 another manager", manager_changes, without(MANAGER)),
    ("X2 the former one is kept", kept_on_the_case, WHOLE),
    ("X2 the new one is confirmed", taken_over, without(MANAGER, new_manager=SHARED)),
    ("X4 the manager leaves", manager_leaves, without(MANAGER)),
    ("X5 the person leaves", person_leaves, without(PERSON, MANAGER)),  # the line ends with them; the HR partner keeps the case
    (
        "X6 the HR partner comes into the line",
        hr_comes_near,
        without(HR, NAMED),
    ),  # HR admin leads the HR partner, so stands above the person now (X7)
    ("X6 the HR partner leaves HR", hr_leaves_hr, without(HR)),
    ("X10 a stand-in for the manager", stands_in, WHOLE),
    ("X12 the person comes to lead the manager", inverted, without(MANAGER)),
    ("PIP-16 a decision-maker", decided_elsewhere, with_drafts(PERSON, MANAGER, HR) | {"appeal_manager": {"core", "proposed"}}),
    ("X13 an appeal", appealed, with_drafts(PERSON, MANAGER, HR) | {"appeal_manager": {"core", "proposed"}}),
    ("X18 met and spent", spent, {role: its for role, its in with_drafts(PERSON, HR).items() if role != MANAGER}),
]


@pytest.mark.parametrize(("event", "happens", "wanted"), TABLE, ids=[one[0] for one in TABLE])
def test_who_reads_which_record_after_each_event(
    way: Way, event: str, happens: Callable[[Way], object], wanted: dict[str, set[str]]
) -> None:
    """TRUST 1.2, 1.4: everybody in the cast, every record with readers of its own, at the instant of the event."""
    way.to(State.ACTIVE)
    opening.say_surprise(way.ref, "I had not seen it coming.", surprised=True, by=way.cast.on_pip, at=way.at)
    opening.explain_surprise(way.ref, SurpriseCause.SERIOUSNESS, "Not said.", by=way.cast.hr_partner, at=way.at)
    way.later(days=5)
    happens(way)
    assert read_by(way) == wanted, event
