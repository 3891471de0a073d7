"""TRUST X5, X16, HAND-4: what closes when somebody leaves, what they take with them, and that whoever comes back begins anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from django.test import Client
from tests.cast import NOW, Cast
from tests.scene import Scene, build

from cadenza.asks import actions as asks
from cadenza.asks.models import Ask
from cadenza.asks.rules import AskKind, AskState
from cadenza.custody import erasing, holds
from cadenza.objections import Refused
from cadenza.people.actions import PersonDraft, add_person, begin_line, change_person, mark_left
from cadenza.people.models import Account, Person
from cadenza.plans import actions as plans
from cadenza.plans.access import visible_plans
from cadenza.plans.models import Plan
from cadenza.plans.rules import PlanState
from cadenza.web import clock

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
AGAIN = PersonDraft(name="Sam Okafor", email="sam@example.org", external_id="1044")


@pytest.fixture
def scene(db: None) -> Iterator[Scene]:
    with clock.pinned(NOW):
        yield build()


def test_the_copy_is_offered_before_the_last_day_and_not_afterwards(cast: Cast, sign_in: SignIn) -> None:
    """X5: own x until exit, then the access case."""
    client = sign_in(cast.engineer)
    assert "Take a copy of your records" not in client.get("/").content.decode()
    mark_left(cast.engineer, last_day=date(2026, 12, 18), by=None, at=NOW)
    assert "Take a copy of your records before you leave" in client.get("/").content.decode()
    assert client.get("/me/data/").status_code == 200
    with clock.pinned(NOW + timedelta(days=40)):
        assert client.get("/me/data/").status_code != 200


def test_a_leaver_closes_their_plan_and_frees_whom_they_asked(scene: Scene) -> None:
    """X5, HAND-4: mentors lose tasks; what a manager promised others goes on (X4)."""
    cast = scene.cast
    mine = set(Ask.objects.filter(asker=cast.engineer, state__in=[AskState.ASKED, AskState.ACCEPTED]).values_list("pk", flat=True))
    support = set(Ask.objects.filter(kind=AskKind.SUPPORT, asker=cast.manager).values_list("pk", "state"))
    assert mine
    for person in (cast.engineer, cast.manager):
        mark_left(person, last_day=NOW.date(), by=None, at=NOW)
    for _ in range(2):
        asks.settle_lines(NOW)
        plans.settle_lines(NOW)
    assert set(Ask.objects.filter(pk__in=mine).values_list("state", flat=True)) == {AskState.WITHDRAWN}
    assert set(Ask.objects.filter(kind=AskKind.SUPPORT, asker=cast.manager).values_list("pk", "state")) == support
    assert Plan.objects.get(owner=cast.engineer).state == PlanState.LEFT


def test_nobody_reads_a_leavers_plan_any_more_but_the_state(scene: Scene) -> None:
    """HAND-4: the manager's line ended, so their reading did."""
    cast = scene.cast
    mark_left(cast.engineer, last_day=NOW.date(), by=None, at=NOW)
    later = NOW + timedelta(minutes=1)
    cast.engineer.refresh_from_db()
    assert not visible_plans(cast.manager, at=later).filter(owner=cast.engineer).exists()
    assert not visible_plans(cast.engineer, at=later).exists()


def test_whoever_comes_back_is_somebody_new(scene: Scene) -> None:
    """X16: the same address and number, nothing else; the manager of before has no more than any other."""
    cast = scene.cast
    mark_left(cast.engineer, last_day=NOW.date(), by=None, at=NOW)
    plans.settle_lines(NOW)
    back = NOW + timedelta(days=90)
    new = add_person(AGAIN, by=cast.hr_admin, at=back, manager=cast.manager)
    cast.engineer.refresh_from_db()
    assert (new.handle, new.email, new.external_id) == ("sam-okafor-2", "sam@example.org", "1044")
    assert (cast.engineer.email, cast.engineer.account) == (None, None) and not Account.objects.filter(email="sam@example.org").exists()
    assert Plan.objects.filter(owner=cast.engineer).count() == 1 and not Plan.objects.filter(owner=new).exists()
    assert not visible_plans(cast.manager, at=back).filter(owner__in=[new, cast.engineer]).exists()


def test_an_address_of_somebody_who_is_here_or_held_is_not_given_away(cast: Cast) -> None:
    """L13."""
    with pytest.raises(Refused):
        add_person(AGAIN, by=cast.hr_admin, at=NOW)
    mark_left(cast.engineer, last_day=NOW.date(), by=None, at=NOW)
    holds.set_hold("sam-okafor", "A claim was announced.", by=cast.case_reviewer, at=NOW)
    with pytest.raises(Refused):
        add_person(AGAIN, by=cast.hr_admin, at=NOW + timedelta(days=1))
    assert Person.objects.get(pk=cast.engineer.pk).email == "sam@example.org"


def test_a_leavers_row_does_not_come_to_life_again(cast: Cast) -> None:
    """X16."""
    with pytest.raises(Refused) as no:
        change_person(cast.leaver, {"status": "active"}, by=cast.hr_admin, at=NOW)
    assert {one.code for one in no.value.objections} == {"left-for-good"}
    with pytest.raises(Refused):
        begin_line(cast.leaver, cast.manager, since=NOW, by=cast.hr_admin, at=NOW)


def test_a_second_person_finds_what_waits_for_them_on_their_first_page(cast: Cast, sign_in: SignIn) -> None:
    """M2, 1.8: and whoever proposed it does not."""
    mark_left(cast.peer, last_day=NOW.date(), by=None, at=NOW)
    hold = holds.set_hold("sam-okafor", "A claim was announced.", by=cast.privacy_officer, at=NOW)
    holds.propose_lifting(hold.pk, "It was settled.", by=cast.privacy_officer, at=NOW)
    erasing.propose("lena-vogt", "Asked for it in writing.", by=cast.privacy_officer, at=NOW)
    officer, reviewer, admin = (sign_in(one).get("/").content.decode() for one in (cast.privacy_officer, cast.case_reviewer, cast.hr_admin))
    assert "Agree to lift the hold" in reviewer and "Agree to lift the hold" not in officer + admin
    assert "go before their time" in admin and "go before their time" not in officer + reviewer
