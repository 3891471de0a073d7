"""What providers write down on the request that they got becomes part of the ledger, day by day (PIP-7)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from tests.formal import Way

from cadenza.asks import actions as asks
from cadenza.asks.models import Ask, AskDay
from cadenza.asks.rules import Became
from cadenza.improvement import actions, opening, running
from cadenza.improvement.ledger import broken_records, opened
from cadenza.improvement.providing import take_over
from cadenza.improvement.rules import Kind, State
from cadenza.improvement.support_rules import Answer, Draft, Given, Manner
from cadenza.improvement.telling import told
from cadenza.jobs.worker import run_due
from cadenza.objections import Refused
from cadenza.people.models import Person
from cadenza.web import clock

pytestmark = pytest.mark.django_db
FIRST, SECOND, THIRD = date(2026, 9, 29), date(2026, 10, 6), date(2026, 10, 13)


def say(way: Way, on: date, became: Became, other: date | None = None) -> None:
    """The provider writes it down, and the worker does what follows, an hour later."""
    asks.record_day(Ask.objects.latest("pk").ref, on, became, other=other, by=way.cast.mentor, at=way.at)
    run_due(way.later(hours=1).at)


def given(way: Way, number: int = 1) -> list[Given | None]:
    return [one.given for one in way.story.supports[number].days.values()]


def test_each_day_that_the_provider_writes_down_stands_in_the_ledger(way: Way, sign_in: Callable[[Person], Client]) -> None:
    """PIP-7: under its own occurrence; the person confirms or contests it, and nobody else writes it otherwise."""
    way.to(State.ACTIVE).later(days=45)
    say(way, FIRST, Became.TOOK_PLACE)
    say(way, SECOND, Became.NOT)
    new = way.at.date() + timedelta(days=2)
    say(way, THIRD, Became.NOT_TAKEN, new)
    assert given(way) == [Given.DELIVERED, Given.MISSED, Given.NOT_TAKEN, None]
    assert way.story.supports[1].days[new].offered
    with pytest.raises(Refused) as no:
        running.log_support(way.ref, 1, SECOND, Given.DELIVERED, by=way.cast.manager, at=way.at)
    assert [one.code for one in no.value.objections] == ["support-told-by-provider"]
    running.log_support(way.ref, 1, SECOND, Given.MADE_GOOD, on=way.at.date(), by=way.cast.manager, at=way.at)
    running.answer_support(way.ref, 1, FIRST, Answer.CONTESTED, words="It was cut short.", by=way.cast.on_pip, at=way.at)
    assert not way.story.supports[1].days[FIRST].held
    take_over(Ask.objects.get().pk, at=way.at)
    entries = [one for one in opened([way.case])[way.case.pk] if one.words.get("ask_day")]
    assert [(one.by_id, one.part) for one in entries] == [(None, None)] * 3
    assert dict(told(entries[0], {}))["Written down by its provider"] == way.cast.mentor.name
    with clock.pinned(way.at):
        page = sign_in(way.cast.on_pip).get(f"/formal/{way.ref}/support/").content.decode()
    assert page.count("written down by its provider") == 2  # the second day is the manager’s word now
    assert list(broken_records()) == []


def test_what_fits_no_promised_day_or_is_contested_stands_beside(way: Way, sign_in: Callable[[Person], Client]) -> None:
    """PIP-7, PIP-14: it is kept for whoever reads, and settles nothing."""
    way.to(State.ACTIVE).later(days=45)
    running.log_support(way.ref, 1, FIRST, Given.DELIVERED, by=way.cast.manager, at=way.at)
    running.answer_support(way.ref, 1, FIRST, Answer.CONTESTED, by=way.cast.on_pip, at=way.at)
    say(way, FIRST, Became.TOOK_PLACE)
    say(way, FIRST + timedelta(days=1), Became.TOOK_PLACE)
    assert given(way) == [Given.DELIVERED, None, None]
    assert way.story.supports[1].days[FIRST].waits_for_decision
    assert [(one.on, one.day) for one in way.story.supports[1].beside] == [(FIRST, FIRST), (FIRST + timedelta(days=1), None)]
    with clock.pinned(way.at):
        page = sign_in(way.cast.hr_partner).get(f"/formal/{way.ref}/support/").content.decode()
    assert "it changes none of the days above" in page and "30 September 2026" in page


def test_a_provider_puts_right_that_it_took_place_later(way: Way) -> None:
    """PIP-7, PIP-14: written down again on their request, it counts no longer; what others made good stays as they wrote it."""
    way.to(State.ACTIVE).later(days=45)
    say(way, FIRST, Became.LATER, SECOND)
    say(way, FIRST, Became.NOT)
    say(way, FIRST, Became.LATER, THIRD)
    say(way, FIRST, Became.LATER, SECOND)
    say(way, FIRST, Became.NOT)
    assert (given(way)[0], way.story.supports[1].beside) == (Given.MISSED, [])
    assert {said.at for _given, said in way.story.supports[1].entered[FIRST]} == {one.recorded_at for one in AskDay.objects.all()}
    running.log_support(way.ref, 1, FIRST, Given.MADE_GOOD, on=way.at.date(), by=way.cast.manager, at=way.at)
    say(way, FIRST, Became.NOT)
    assert (given(way)[0], len(way.story.supports[1].beside)) == (Given.MADE_GOOD, 1)


def test_what_hr_decided_or_the_person_confirmed_is_not_written_again(way: Way) -> None:
    """PIP-7, PIP-14: the same once more is refused, and the provider's stands beside; it asks for no second answer or decision."""
    way.to(State.ACTIVE).later(days=45)
    for day in (FIRST, SECOND):
        running.log_support(way.ref, 1, day, Given.DELIVERED, by=way.cast.manager, at=way.at)
    running.answer_support(way.ref, 1, FIRST, Answer.CONTESTED, by=way.cast.on_pip, at=way.at)
    running.decide_support(way.ref, 1, FIRST, "Both calendars show it.", upheld=True, by=way.cast.hr_partner, at=way.at)
    running.answer_support(way.ref, 1, SECOND, Answer.CONFIRMED, by=way.cast.on_pip, at=way.at)
    for day in (FIRST, SECOND):
        with pytest.raises(Refused) as no:
            running.log_support(way.ref, 1, day, Given.DELIVERED, by=way.cast.manager, at=way.at)
        assert [one.code for one in no.value.objections] == ["support-settled-so"]
        say(way, day, Became.TOOK_PLACE)
    days = way.story.supports[1].days
    assert (days[FIRST].upheld, days[SECOND].answer, way.story.supports[1].held) == (True, Answer.CONFIRMED, 2)
    assert [one.on for one in way.story.supports[1].beside] == [FIRST, SECOND]


def test_a_week_of_standing_support_is_meant_by_any_day_in_it(way: Way) -> None:
    """PIP-7: each week out of place is a miss; one that came later is made good."""
    way.to(State.ACTIVE).later(days=8)
    weeks = (date(2026, 9, 14), date(2026, 9, 21))
    draft = Draft("Two reviews less a week", way.cast.mentor.pk, Manner.STANDING, weeks)
    actions.promise_support(way.ref, draft, by=way.cast.manager, at=way.at)
    asks.accept(Ask.objects.latest("pk").ref, by=way.cast.mentor, at=way.at)
    way.later(days=45)
    say(way, date(2026, 9, 17), Became.NOT)
    say(way, date(2026, 9, 24), Became.LATER, date(2026, 9, 30))
    say(way, date(2026, 9, 28), Became.NOT)
    assert given(way, 2) == [Given.MISSED, Given.MADE_GOOD]
    assert [one.on for one in way.story.supports[2].beside] == [date(2026, 9, 28)]


def test_what_was_written_down_before_the_plan_began_is_taken_over_as_it_begins(way: Way) -> None:
    """PIP-7: nothing that a provider said is lost, and a plan that has not begun has no ledger yet."""
    way.to(State.RECEIVED).later(days=30)
    say(way, FIRST, Became.TOOK_PLACE)
    assert given(way) == [None, None, None]
    opening.begin(way.ref, by=way.cast.hr_partner, at=way.at)
    assert given(way) == [Given.DELIVERED, None, None]
    assert way.case.length == len(opened([way.case])[way.case.pk])
    assert [one.kind for one in opened([way.case])[way.case.pk]][-1] is Kind.SUPPORT_LOGGED


def test_a_request_is_held_on_a_day_on_which_help_was_given(way: Way) -> None:
    """PIP-7, ACT-3, TRUST R12: not on one that another took the place of, nor on one that was made good later; put right, it is open again."""
    way.to(State.ACTIVE).later(days=45)
    last = way.at.date()
    request = Ask.objects.get()
    for day in (FIRST, SECOND):
        running.log_support(way.ref, 1, day, Given.DELIVERED, by=way.cast.manager, at=way.at)
    running.log_support(way.ref, 1, THIRD, Given.MADE_GOOD, on=last, by=way.cast.manager, at=way.at)
    request.refresh_from_db()
    assert (request.state, request.held_on) == ("held", last)
    draft = Draft("An hour of pairing", way.cast.peer.pk, days=(last,))
    actions.promise_support(way.ref, draft, by=way.cast.manager, at=way.at)
    asks.accept(Ask.objects.latest("pk").ref, by=way.cast.peer, at=way.at)
    running.log_support(way.ref, 2, last, Given.MISSED, by=way.cast.manager, at=way.at)
    actions.promise_support(way.ref, draft, by=way.cast.manager, at=way.at)
    asks.accept(Ask.objects.latest("pk").ref, by=way.cast.peer, at=way.at)
    running.log_support(way.ref, 3, last, Given.DELIVERED, by=way.cast.manager, at=way.at)
    running.log_support(way.ref, 2, last, Given.REPLACED, replaced_by=(3, last), by=way.cast.manager, at=way.at)
    assert way.story.supports[2].held == 1
    assert list(Ask.objects.order_by("pk").values_list("state", flat=True)) == ["held", "accepted", "held"]
    running.log_support(way.ref, 3, last, Given.MISSED, by=way.cast.manager, at=way.at)
    opened_again = Ask.objects.latest("pk")
    assert (opened_again.state, opened_again.held_on) == ("accepted", None)
