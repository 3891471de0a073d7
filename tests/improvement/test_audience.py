"""What the line above a formal plan says about its readers, beside who is really let in (PIP-8, PIP-9; TRUST G1 to G7, L34)."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client
from tests.formal import Way

from cadenza.improvement import deciding
from cadenza.improvement.access import case_for
from cadenza.improvement.audience import readers_of
from cadenza.improvement.outcome_rules import Appeal, Outcome
from cadenza.improvement.rules import State
from cadenza.objections import Unseen
from cadenza.people.actions import begin_line
from cadenza.people.models import HRScope, Person
from cadenza.web import clock

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]


def let_in(way: Way) -> set[str]:
    """Everybody of the cast whom the plan opens to."""
    found = set()
    for one in Person.objects.all():
        try:
            case_for(one, "read", way.ref, at=way.at)
        except Unseen:
            continue
        found.add(one.name)
    return found


def named(way: Way, place: str = "") -> set[str]:
    """Whom the line names, as the HR partner's page says it."""
    seat = case_for(way.cast.hr_partner, "read", way.ref, at=way.at)
    return {one.name for one in readers_of(seat, place).people}


def test_the_line_names_everybody_who_is_let_in_and_nobody_else(way: Way) -> None:
    """PIP-8, TRUST G1, X2, X13, X18: before it is opened, while it runs, without a manager, with a decision-maker, after an appeal, once spent."""
    cast = way.cast
    way.to(State.CO_SIGNED)
    assert named(way) == let_in(way) == {cast.manager.name, cast.hr_partner.name}
    way.to(State.ASSESSMENT)
    three = {cast.on_pip.name, cast.manager.name, cast.hr_partner.name}
    assert named(way) == let_in(way) == three
    way.give_support().propose(Outcome.MET)
    deciding.disagree(way.ref, "The second criterion was not looked at.", by=cast.hr_partner, at=way.at)
    way.later(days=8)
    deciding.name_decider(way.ref, cast.appeal_manager.pk, by=cast.hr_admin, at=way.at)
    deciding.decide(way.ref, way.draft(Outcome.MET), by=cast.appeal_manager, at=way.at)
    deciding.appeal(way.ref, "The pairing was cut short.", by=cast.on_pip, at=way.at)
    deciding.name_appeal_manager(way.ref, cast.outsider.pk, by=cast.hr_admin, at=way.at)
    assert named(way) == let_in(way) == three | {cast.appeal_manager.name, cast.outsider.name}
    assert named(way, "integrity") == three
    assert named(way, "surprise-cause") == {cast.hr_partner.name}
    assert named(way, "surprise") == {cast.on_pip.name, cast.hr_partner.name}
    deciding.decide_appeal(way.ref, Appeal.UPHELD, "It stands.", by=cast.outsider, at=way.at)
    way.later(days=200)
    assert named(way) == let_in(way) == {cast.on_pip.name, cast.hr_partner.name}


def test_a_manager_whom_the_line_left_is_named_no_longer(way: Way) -> None:
    """TRUST X2."""
    way.to(State.ACTIVE)
    begin_line(way.cast.on_pip, way.cast.new_manager, since=way.at, by=None, at=way.at)
    assert named(way) == let_in(way) == {way.cast.on_pip.name, way.cast.hr_partner.name}


def test_the_line_of_a_plan_that_is_over_leaves_out_an_hr_partner_who_left_hr(way: Way) -> None:
    """TRUST X6, G1: they are let in no more, so they are not named."""
    way.to(State.DECIDED).later(days=20)
    deciding.end(way.ref, by=way.cast.hr_partner, at=way.at)
    assert way.cast.hr_partner.name in named(way)
    HRScope.objects.filter(partner=way.cast.hr_partner).delete()
    seat = case_for(way.cast.manager, "read", way.ref, at=way.at)
    assert {one.name for one in readers_of(seat).people} == let_in(way) == {way.cast.on_pip.name, way.cast.manager.name}


def test_a_plan_withdrawn_before_it_was_opened_is_left_with_a_word_and_names_nobody_who_never_knew(way: Way, sign_in: SignIn) -> None:
    """PIP-8, TRUST 1.7: the manager has it no more and is told that it worked; what is left says who can still read it."""
    cast = way.cast
    way.to(State.DRAFT)
    sent = {"reason": "The work changed.", "op_id": str(uuid4())}
    with clock.pinned(way.at):
        browser = sign_in(cast.manager)
        pages = [browser.get(f"/formal/{path}").content.decode() for path in ("new/", f"{way.ref}/", f"{way.ref}/steps/withdraw/")]
        answer = browser.post(f"/formal/{way.ref}/steps/withdraw/", sent)
        shown = browser.get(answer.headers["Location"])
        kept = sign_in(cast.hr_partner).get(f"/formal/{way.ref}/").content.decode()
    assert (answer.status_code, answer.headers["Location"], shown.status_code) == (303, "/formal/", 200)
    assert "The plan is withdrawn." in shown.content.decode()
    assert named(way) == let_in(way) == {cast.hr_partner.name}
    assert f"<b>{cast.hr_partner.short_name} can see this page.</b>" in kept and "nobody else knows of it" in kept
    for page in (*pages, shown.content.decode(), kept):
        assert "HR admin" in page and "without a name" in page  # the register lists it from its first day
