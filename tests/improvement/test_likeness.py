"""Criteria, length and support beside other plans in the same role: for the HR partner alone, and only where enough others are (PIP-17)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.formal import Way

from cadenza.capability.models import PersonRole, RoleProfile
from cadenza.improvement import comparing, ledger
from cadenza.improvement.likeness_rules import LAG_DAYS, LEAST_OTHERS, Shape, is_compared, many_more, middle_of, much_less, much_shorter
from cadenza.improvement.models import Case
from cadenza.improvement.rules import Kind, Part, State
from cadenza.improvement.signal_rules import Facts, signals
from cadenza.people.models import Person

SignIn = Callable[[Person], Client]
OTHERS = [Shape(12, 2, 8)] * LEAST_OTHERS


def raised(own: Shape, others: list[Shape], *, for_hr: bool = True) -> set[str]:
    return {one.code for one in signals(Facts(for_hr=for_hr, own=own, others=others)) if one.raised and one.hr_only}


def test_what_is_far_from_the_middle_is_a_question() -> None:
    """PIP-17: length, criteria and support, each by itself; the middle of ten hides each one of them."""
    assert raised(Shape(12, 2, 8), OTHERS) == set()
    assert raised(Shape(6, 2, 8), OTHERS) == {"likeness-length"}
    assert raised(Shape(12, 4, 8), OTHERS) == {"likeness-criteria"}
    assert raised(Shape(12, 2, 3), OTHERS) == {"likeness-support"}
    assert raised(Shape(6, 4, 3), OTHERS, for_hr=False) == set()
    assert middle_of([*OTHERS, Shape(26, 9, 60)]) == Shape(12, 2, 8)
    assert (much_shorter(8, 12), much_shorter(7, 12)) == (False, True)
    assert (many_more(3, 2), many_more(4, 2)) == (False, True)
    assert (much_less(4, 8), much_less(3, 8)) == (False, True)


def test_nine_others_are_too_few() -> None:
    """TRUST R15: k of 10 for whatever is made of formal plans."""
    assert not is_compared(OTHERS[1:])
    found = [one for one in signals(Facts(for_hr=True, own=Shape(6, 9, 0), others=OTHERS[1:])) if one.code.startswith("likeness")]
    assert [(one.code, one.raised, one.finding.code) for one in found] == [("likeness", False, "signal-nothing-like-it")]
    assert not any(one.code.startswith("likeness") for one in signals(Facts(for_hr=True)))


def more_plans(way: Way, count: int, *, began: date, role: RoleProfile) -> list[Case]:
    """So many plans of other people in a role, each with four criteria over twelve weeks."""
    made = []
    for number in range(count):
        person = Person.objects.create(handle=f"other-{began}-{number}", name=f"Other {number}")
        PersonRole.objects.create(person=person, profile=role, since=date(2025, 1, 1))
        ref = f"F-{began:%j}{number:04d}"
        case = Case.objects.create(
            ref=ref, person=person, manager=way.cast.manager, hr_partner=way.cast.hr_partner, opened_at=way.at, begun_on=began, state=State.ENDED
        )  # fmt: skip
        terms = {"concern": "zqconcernqz", "required": "r", "consequence": "c", "weeks": 12}
        ledger.add(case, Kind.TERMS, by=way.cast.manager, part=Part.MANAGER, at=way.at, words=terms)
        for key in range(1, 5):
            ledger.add(
                case, Kind.CRITERION, by=way.cast.manager, part=Part.MANAGER, at=way.at, words={"number": key, "statement": "zqothersqz"}
            )
        case.save()
        made.append(case)
    return made


@pytest.mark.django_db
def test_the_hr_partner_alone_sees_numbers_of_ten_and_more(way: Way, sign_in: SignIn) -> None:
    """PIP-17, TRUST R15, G1: of other people, of the same role, a quarter old; no word of them, and nothing for person or manager."""
    way.to(State.ACTIVE)
    role = RoleProfile.objects.create(role="Engineer", slug="engineer-zq")
    long_ago = way.at.date() - timedelta(days=LAG_DAYS + 1)
    assert comparing.others_like(way.case, at=way.at) == []  # no role is known
    PersonRole.objects.create(person=way.cast.on_pip, profile=role, since=date(2025, 1, 1))
    more_plans(way, LEAST_OTHERS - 1, began=long_ago, role=role)
    again = more_plans(way, 1, began=way.at.date(), role=role)[0]  # began yesterday, as it were
    assert comparing.others_like(way.case, at=way.at) == []
    Case.objects.filter(pk=again.pk).update(begun_on=long_ago)
    with CaptureQueriesContext(connection) as seen:
        found = comparing.others_like(way.case, at=way.at)
    assert found == [Shape(12, 4, 0)] * LEAST_OTHERS
    assert len(seen) <= 5
    page = sign_in(way.cast.hr_partner).get(f"/formal/{way.ref}/integrity/").content.decode()
    assert "8 weeks; the middle of other plans in the same role is 12." in page
    assert "zqothersqz" not in page
    for who in (way.cast.on_pip, way.cast.manager):
        assert "in the same role" not in sign_in(who).get(f"/formal/{way.ref}/integrity/").content.decode()
