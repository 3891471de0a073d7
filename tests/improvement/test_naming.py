"""Whom HR admin may name in a plan, and what HR admin learns from the answer: nothing of whose plan it is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from tests.formal import SUMMER, Way

from cadenza.improvement import deciding, running
from cadenza.improvement.outcome_rules import Outcome
from cadenza.improvement.rules import State
from cadenza.objections import Refused
from cadenza.people.models import Grant, HRScope, Person
from cadenza.people.rules import GrantedRole
from cadenza.web import clock

pytestmark = pytest.mark.django_db


def disputed(way: Way) -> Way:
    """Manager and HR partner did not agree on the outcome in time."""
    way.to(State.ASSESSMENT).give_support().propose(Outcome.MET)
    deciding.disagree(way.ref, "The reasons name no day.", by=way.cast.hr_partner, at=way.at)
    return way.later(days=8)


def appealed(way: Way) -> Way:
    way.to(State.DECIDED)
    deciding.appeal(way.ref, "The pairing was cut short.", by=way.cast.on_pip, at=way.at)
    return way


def test_hr_admin_opens_no_plan_by_naming_themself_decision_maker(way: Way) -> None:
    """TRUST X8, G1: the register stays without a word of the plan."""
    disputed(way)
    with pytest.raises(Refused):
        deciding.name_decider(way.ref, way.cast.hr_admin.pk, by=way.cast.hr_admin, at=way.at)
    assert way.case.decider is None


def test_hr_admin_does_not_name_themself_appeal_manager(way: Way) -> None:
    """TRUST X8, X13."""
    appealed(way)
    with pytest.raises(Refused):
        deciding.name_appeal_manager(way.ref, way.cast.hr_admin.pk, by=way.cast.hr_admin, at=way.at)
    assert way.case.appeal_manager is None


def refusal(act: Callable[[], object]) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as no:
        act()
    return [(one.code, one.message) for one in no.value.objections]


def test_hr_admin_cannot_tell_from_a_refused_hr_partner_whose_plan_it_is(way: Way) -> None:
    """TRUST G1, X7: the person, who leads them, who works with them and who is not in HR are refused in the same words.

    The person is in HR here, so that counsel keeps the register of their plan.
    """
    cast, refused = way.to(State.ACTIVE).cast, set()
    Grant.objects.create(person=cast.case_reviewer, role=GrantedRole.HR_ADMIN, since=SUMMER)
    others = (cast.outsider, cast.leader, cast.mentor, cast.delegate)
    for person, other in zip((cast.on_pip, cast.manager, cast.upline, cast.peer), others, strict=True):
        HRScope.objects.create(person=other, partner=person, since=SUMMER)
    for person in (cast.on_pip, cast.manager, cast.upline, cast.peer, cast.outsider_manager):
        refused.add(*refusal(lambda pk=person.pk: running.name_hr_partner(way.ref, pk, by=cast.case_reviewer, at=way.at)))
    assert len(refused) == 1


def test_hr_admin_cannot_tell_from_a_refused_decision_maker_whose_plan_it_is(way: Way) -> None:
    """TRUST G1, X13."""
    cast, refused = disputed(way).cast, set()
    for person in (cast.on_pip, cast.manager, cast.upline, cast.leader, cast.peer, cast.hr_partner):
        refused.add(*refusal(lambda pk=person.pk: deciding.name_decider(way.ref, pk, by=cast.hr_admin, at=way.at)))
    assert len(refused) == 1


def test_hr_admin_chooses_an_hr_partner_among_people_in_hr(way: Way, sign_in: Callable[[Person], Client]) -> None:
    """TRUST G1: whoever is not in HR is not offered, the person among them."""
    cast = way.to(State.ACTIVE).cast
    with clock.pinned(way.at):
        page = sign_in(cast.hr_admin).get(f"/formal/{way.ref}/steps/hr-partner/").content.decode().split("<form")[-1]
    assert cast.hr_partner.name in page
    assert cast.on_pip.name not in page
    assert cast.outsider.name not in page


def test_a_former_decision_maker_or_hr_partner_decides_no_appeal(way: Way) -> None:
    """TRUST X13: also who was replaced before they did anything."""
    cast = disputed(way).cast
    for person, other in ((cast.executive, cast.outsider), (cast.case_reviewer, cast.leader)):
        HRScope.objects.create(person=other, partner=person, since=SUMMER)
        running.name_hr_partner(way.ref, person.pk, by=cast.hr_admin, at=way.at)
    for person in (cast.operator, cast.outsider_manager):
        deciding.name_decider(way.ref, person.pk, by=cast.hr_admin, at=way.at)
    deciding.decide(way.ref, way.draft(Outcome.MET), by=cast.outsider_manager, at=way.at)
    deciding.appeal(way.ref, "The pairing was cut short.", by=cast.on_pip, at=way.at)
    for person in (cast.hr_partner, cast.executive, cast.case_reviewer, cast.operator):
        with pytest.raises(Refused):
            deciding.name_appeal_manager(way.ref, person.pk, by=cast.hr_admin, at=way.at)
    deciding.name_appeal_manager(way.ref, cast.appeal_manager.pk, by=cast.hr_admin, at=way.at)
    assert way.case.appeal_manager == cast.appeal_manager
