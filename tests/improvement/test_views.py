"""The doors of formal plans: every page and every step, as each part of it sees them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from tests.formal import Way

from cadenza.improvement.rules import State
from cadenza.people.models import Person

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
SECTIONS = ("", "opening/", "criteria/", "support/", "integrity/", "outcome/", "record/", "appeal/")


def test_the_coach_reads_along_where_a_plan_is_written(way: Way, sign_in: SignIn) -> None:
    """COACH-3, PIP-4: hints under criteria, concern and support while they are typed; what a part of the criterion answers is not asked."""
    way.to(State.GATE_PASSED)
    client = sign_in(way.cast.manager)
    for step, kind in (("criterion", "pip_criterion"), ("terms", "concern_statement"), ("support", "manager_commitment")):
        page = client.get(f"/formal/{way.ref}/steps/{step}/").content.decode()
        assert f"&quot;kind&quot;: &quot;{kind}&quot;" in page, step
        assert "practice/coach" in page, step


def test_a_citation_says_since_when_the_person_could_read_it(way: Way, sign_in: SignIn) -> None:
    """EARLY-5, PIP-2: agreed points count from the day on which they were shared."""
    way.to(State.DRAFT).cite()
    shared = [one.shared_at for one in way.story.citations.values() if one.shared]
    assert set(shared) == {one.shared_at for one in way.slips}
    assert all(one.shared_at is None for one in way.story.citations.values() if not one.shared)
    assert "shared with the person 24 August 2026" in sign_in(way.cast.manager).get(f"/formal/{way.ref}/").content.decode()


@pytest.mark.parametrize("state", [State.GATE_PASSED, State.SERVED, State.ACTIVE, State.DECIDED])
def test_every_section_opens_for_those_on_the_plan(way: Way, sign_in: SignIn, state: State) -> None:
    """PIP-9: the person sees everything once it is served, and nothing before."""
    way.to(state)
    served = way.case.served_at is not None
    for person, status in (
        (way.cast.manager, 200),
        (way.cast.hr_partner, 200),
        (way.cast.on_pip, 200 if served else 404),
        (way.cast.upline, 404),
    ):
        for section in SECTIONS:
            assert sign_in(person).get(f"/formal/{way.ref}/{section}").status_code == status, (person.name, section)


def test_the_person_finds_the_plan_from_their_first_page_once_it_is_served(way: Way, sign_in: SignIn) -> None:
    """PIP-8, PIP-9: also while it asks nothing of them, and not a moment earlier."""
    link = 'href="/formal/"'
    way.to(State.CO_SIGNED)
    assert link not in sign_in(way.cast.on_pip).get("/").content.decode()
    way.to(State.ACTIVE)
    for person, finds in ((way.cast.on_pip, True), (way.cast.manager, True), (way.cast.hr_partner, True), (way.cast.upline, False)):
        assert (link in sign_in(person).get("/").content.decode()) is finds, person.name
