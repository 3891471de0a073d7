"""Criteria that change while a plan runs, by agreement of the person and HR alone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils.html import escape
from tests.formal import REQUESTS, SPRINTS, Way

from cadenza.improvement import opening, queries, running
from cadenza.improvement.rules import State
from cadenza.people.models import Person
from cadenza.web import clock

pytestmark = pytest.mark.django_db


def test_two_new_criteria_that_wait_do_not_take_each_others_place(way: Way) -> None:
    """PIP-12: agreeing to the second replaces no word of the first."""
    way.to(State.ACTIVE)
    for standard in (REQUESTS, SPRINTS):
        running.propose_change(way.ref, None, standard, "The work needs it.", by=way.cast.manager, at=way.at)
    for change in list(way.story.changes):
        for who in (way.cast.on_pip, way.cast.hr_partner):
            running.agree_change(way.ref, change, by=who, at=way.at)
    assert sorted(way.story.criteria) == [1, 2, 3, 4]
    assert (way.story.criteria[3].standard.statement, way.story.criteria[4].standard.statement) == (REQUESTS.statement, SPRINTS.statement)


def test_no_number_on_a_page_tells_that_the_question_to_the_person_was_answered(way: Way, sign_in: Callable[[Person], Client]) -> None:
    """PIP-9, TRUST G7: the manager's numbers are the same with and without an answer before them."""
    way.to(State.ACTIVE)
    before = len(queries.page_for(way.cast.manager, "read", way.ref, at=way.at).entries)
    opening.say_surprise(way.ref, "I had not seen it coming.", surprised=True, by=way.cast.on_pip, at=way.at)
    running.propose_change(way.ref, None, SPRINTS, "The work needs it.", by=way.cast.manager, at=way.at)
    with clock.pinned(way.at):
        page = sign_in(way.cast.manager).get(f"/formal/{way.ref}/criteria/").content.decode()
    assert set(re.findall(r"ch-(\d+)", page)) == {str(before + 1)}
    seen = way.story.criteria[1].sequence
    running.ease_criterion(way.ref, 1, SPRINTS, "Clearer.", seen=seen, by=way.cast.manager, at=way.at)
    with clock.pinned(way.at):
        form = sign_in(way.cast.manager).get(f"/formal/{way.ref}/steps/ease/?number=1").content.decode()
    assert f'name="seen" value="{before + 2}"' in form


def test_eased_words_stand_beside_the_standard_and_never_in_its_place(way: Way, sign_in: Callable[[Person], Client]) -> None:
    """PIP-12: on every page where the standard stands, and in the record; what the person said was about the settled words."""
    way.to(State.ACTIVE)
    settled, said = way.story.criteria[1].standard, way.story.criteria[1].input
    for standard in (SPRINTS, REQUESTS):
        if standard != settled:
            running.ease_criterion(way.ref, 1, standard, "Clearer.", seen=way.story.criteria[1].sequence, by=way.cast.manager, at=way.at)
    known = way.story.criteria[1]
    assert (known.standard, known.input) == (settled, said)
    with clock.pinned(way.at):
        browser = sign_in(way.cast.manager)
        for address in ("", "criteria/", "checkpoints/1/", "steps/ease/?number=1", "steps/propose-change/?number=1"):
            page = browser.get(f"/formal/{way.ref}/{address}").content.decode()
            assert escape(settled.statement) in page, address
            assert page.count("Enough as well:") == len(known.eased) > 0, address
        assert "these words are enough as well" in browser.get(f"/formal/{way.ref}/record/").content.decode()


def test_what_was_said_about_other_words_does_not_stand_beside_agreed_ones(way: Way, sign_in: Callable[[Person], Client]) -> None:
    """PIP-5, PIP-12, PIP-17: in place of a view stands the day on which the person agreed to these very words."""
    way.to(State.ACTIVE)
    assert way.story.criteria[1].input is not None
    running.propose_change(way.ref, 1, SPRINTS, "The work needs it.", by=way.cast.manager, at=way.at)
    change = next(iter(way.story.changes))
    running.agree_change(way.ref, change, by=way.cast.on_pip, at=way.at)
    assert way.story.criteria[1].input is not None
    agreed_at = way.at
    way.later(days=1)
    running.agree_change(way.ref, change, by=way.cast.hr_partner, at=way.at)
    known = way.story.criteria[1]
    assert (known.input, known.answer, known.agreed and known.agreed.at) == (None, None, agreed_at)
    with clock.pinned(way.at):
        browser = sign_in(way.cast.manager)
        assert "Agreed to these words on" in browser.get(f"/formal/{way.ref}/").content.decode()
        assert "agreed to these words on" in browser.get(f"/formal/{way.ref}/criteria/").content.decode()
        assert "without the person" not in browser.get(f"/formal/{way.ref}/integrity/").content.decode()
