"""TRUST H1, X1, X2, T10: who sees and does what in a handover, at the instant."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from tests.cast import NOW, Cast
from tests.handover.conftest import AFTER, AHEAD, Change

from cadenza.handover import access, queries
from cadenza.handover.access import WHO_MAY, handover_for
from cadenza.handover.actions import accept, send
from cadenza.handover.models import Handover
from cadenza.handover.rules import Answer, Reply
from cadenza.objections import Unseen
from cadenza.people.actions import begin_line, mark_left, withdraw_line
from cadenza.people.models import Person
from cadenza.plans.models import Commitment

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)


def allowed(cast: Cast, action: str, ref: str, at: datetime) -> set[str]:
    found = set()
    for role, person in cast.everybody().items():
        try:
            handover_for(person, action, ref, at=at)
        except Unseen:
            continue
        found.add(role)
    return found


HR = {"hr_partner", "hr_admin"}
ABOVE = {"upline", "leader"}
TABLE = [
    # action, before the change, the very instant on, once sent and after the change
    ("see-pack", {"engineer", "manager"}, {"engineer", "new_manager"}, {"engineer", "new_manager"}),
    ("see-words", {"engineer", "manager"}, {"engineer", "manager"}, {"engineer", "new_manager"}),
    ("write-words", {"manager"}, {"manager"}, set()),
    ("send", {"manager"}, {"manager"}, set()),
    ("comment", {"engineer"}, {"engineer"}, {"engineer"}),
    ("see-comment", {"engineer", "manager"}, {"engineer", "manager", "new_manager"}, {"engineer", "new_manager"}),
    ("accept", set(), {"new_manager"}, {"new_manager"}),
    ("see-dates", {"engineer", "manager"} | ABOVE | HR, {"engineer", "manager", "new_manager"} | ABOVE | HR, {"engineer", "new_manager"} | ABOVE | HR),
]  # fmt: skip


def test_the_table_speaks_of_every_right() -> None:
    assert {row[0] for row in TABLE} == set(WHO_MAY)


@pytest.mark.parametrize(("action", "before", "after", "sent"), TABLE, ids=[row[0] for row in TABLE])
def test_each_right_is_had_by_those_and_nobody_else(known: Change, action: str, before: set[str], after: set[str], sent: set[str]) -> None:
    """TRUST H1, and X1 to the second."""
    assert allowed(known.cast, action, known.ref, AHEAD - SECOND) == before
    assert allowed(known.cast, action, known.ref, AHEAD) == after
    send([known.ref], by=known.cast.manager, at=NOW)
    assert allowed(known.cast, action, known.ref, AHEAD) == sent


def listed(person: Person, at: datetime) -> dict[str, list[str]]:
    names = ("to_write", "to_accept", "about", "overseen")
    return {name: [row.ref for row in getattr(access, name)(person, at=at)] for name in names}


def test_every_list_shows_what_the_same_reader_may_open(known: Change) -> None:
    """The queries agree with the table, for everybody, before and after."""
    rights = {"to_write": "write-words", "to_accept": "accept", "about": "comment", "overseen": "see-dates"}
    for at in (NOW, AHEAD - SECOND, AHEAD, AFTER, AHEAD + timedelta(days=20)):
        for role, person in known.cast.everybody().items():
            for name, refs in listed(person, at).items():
                can = role in allowed(known.cast, rights[name], known.ref, at)
                if name == "overseen":
                    can = can and role in HR | ABOVE
                assert bool(refs) == can, (role, name, at)


def test_the_flow_of_a_manager_shows_packs_only_while_they_still_manage(known: Change) -> None:
    """X1: one second later only their own words are left."""
    before, after = (queries.to_write(known.cast.manager, at=at)[0] for at in (AHEAD - SECOND, AHEAD))
    assert before.may("see-pack") and before.plan is not None
    assert not after.may("see-pack") and after.plan is None and after.goals == [] and after.commitments == []


def test_moved_on_by_surprise_before_the_planned_day_no_pack_is_left_behind(known: Change) -> None:
    """The list is computed from the lines of the instant, not from the day in the row."""
    withdraw_line(known.cast.engineer, since=AHEAD, by=None, at=NOW)
    begin_line(known.cast.engineer, known.cast.mentor, since=NOW + SECOND, by=None, at=NOW + SECOND)
    assert [pack.plan for pack in queries.to_write(known.cast.manager, at=NOW + 2 * SECOND)] == [None]


def test_called_off_it_exists_for_nobody(known: Change) -> None:
    Handover.objects.update(called_off_at=NOW)
    ref = Handover.objects.get().ref
    assert allowed(known.cast, "see-dates", ref, NOW) == set()


def test_a_manager_who_left_writes_nothing_more(known: Change) -> None:
    mark_left(known.cast.manager, last_day=AHEAD.date(), by=None, at=NOW)
    assert "manager" not in allowed(known.cast, "write-words", known.ref, AHEAD + timedelta(days=2))


def test_the_next_manager_but_one_sees_no_earlier_pack(known: Change) -> None:
    """Words are for the manager they were sent to."""
    replies = {one.pk: Reply(Answer.TAKE_OVER) for one in Commitment.objects.all()}
    accept(known.ref, replies, by=known.cast.new_manager, at=AFTER)
    begin_line(known.cast.engineer, known.cast.mentor, since=AFTER, by=None, at=AFTER)
    ref = Handover.objects.get(outgoing=known.cast.manager).ref
    assert allowed(known.cast, "see-pack", ref, AFTER + SECOND) == {"engineer"}
