"""The support ledger of a running plan: what the person contests stays contested until it is decided."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from tests.formal import Way

from cadenza.asks import actions as asks
from cadenza.asks.models import Ask
from cadenza.asks.rules import Became
from cadenza.improvement import actions, deciding, queries, running
from cadenza.improvement.deciding import course_of
from cadenza.improvement.dues import dues_of
from cadenza.improvement.ledger import opened
from cadenza.improvement.outcome_rules import Outcome
from cadenza.improvement.providing import take_over
from cadenza.improvement.rules import State
from cadenza.improvement.support_rules import Answer, Given
from cadenza.improvement.support_rules import Draft as Promise
from cadenza.improvement.telling import told
from cadenza.objections import OutOfStep, Refused
from cadenza.people.actions import end_line
from cadenza.people.models import Person
from cadenza.web import clock
from cadenza.web.words import shown

pytestmark = pytest.mark.django_db


def promised(way: Way, *, accepted: bool = True) -> date:
    """Another support that is promised while the plan runs, for today."""
    draft = Promise("An hour of pairing on test design", way.cast.mentor.pk, days=(way.at.date(),))
    actions.promise_support(way.ref, draft, by=way.cast.manager, at=way.at)
    if accepted:
        asks.accept(Ask.objects.latest("pk").ref, by=way.cast.mentor, at=way.at)
    return way.at.date()


def say(way: Way, on: date, became: Became, other: date | None = None) -> None:
    """The provider writes down a day on the request that they got."""
    ask = Ask.objects.order_by("pk")[0]
    asks.record_day(ask.ref, on, became, other=other, by=way.cast.mentor, at=way.at)
    take_over(ask.pk, at=way.at)


def short(way: Way) -> int:
    """How many promised sessions are missing now."""
    return sum(one.short for one in course_of(way.story, today=way.at.date()).support)


def refused(way: Way, day: date, given: Given, **more: Any) -> list[str]:
    with pytest.raises(Refused) as no:
        running.log_support(way.ref, 1, day, given, by=way.cast.manager, at=way.at, **more)
    return [one.code for one in no.value.objections]


def test_a_replaced_day_counts_once_what_replaces_it_took_place(way: Way) -> None:
    """PIP-7, PIP-14: promised since, accepted by its provider, and recorded itself; one for one."""
    way.to(State.ACTIVE).later(days=45).give_support()
    first, second, third = way.story.supports[1].days
    assert short(way) == 0
    assert refused(way, first, Given.REPLACED) == ["replacement-unnamed"]
    assert refused(way, first, Given.REPLACED, replaced_by=(1, first)) == ["replacement-unnamed"]
    assert refused(way, first, Given.REPLACED, replaced_by=(9, first)) == ["replacement-unnamed"]
    assert refused(way, first, Given.REPLACED, replaced_by=(1, third)) == ["replacement-promised-anyway"]
    today = promised(way, accepted=False)
    assert refused(way, first, Given.REPLACED, replaced_by=(2, today)) == ["replacement-not-accepted"]
    asks.accept(Ask.objects.latest("pk").ref, by=way.cast.mentor, at=way.at)
    running.log_support(way.ref, 1, first, Given.REPLACED, replaced_by=(2, today), by=way.cast.manager, at=way.at)
    assert refused(way, second, Given.REPLACED, replaced_by=(2, today)) == ["replacement-taken"]
    assert short(way) == 2
    running.log_support(way.ref, 2, today, Given.DELIVERED, by=way.cast.manager, at=way.at)
    assert short(way) == 0
    entry = dict(told(next(one for one in opened([way.case])[way.case.pk] if one.words.get("replacement")), {}))
    assert (entry["What takes its place"], entry["In its place on"]) == ("An hour of pairing on test design", str(shown(today)))
    promised(way)
    running.log_support(way.ref, 2, today, Given.REPLACED, replaced_by=(3, today), by=way.cast.manager, at=way.at)
    assert short(way) == 3
    running.log_support(way.ref, 3, today, Given.DELIVERED, by=way.cast.manager, at=way.at)
    assert short(way) == 0


def test_a_new_date_that_was_offered_is_a_promised_day(way: Way) -> None:
    """PIP-7, PIP-14: passed over in silence it is a session that was not given; a correction takes it back."""
    way.to(State.ACTIVE).later(days=45).give_support()
    day, new = way.story.supports[1].first, way.at.date() + timedelta(days=2)
    assert refused(way, day, Given.NOT_TAKEN, on=new) == ["not-taken-is-the-providers"]
    say(way, day, Became.NOT_TAKEN, new)
    assert (list(way.story.supports[1].days)[-1], short(way)) == (new, 0)
    say(way, day, Became.NOT_TAKEN, new)
    assert [one.other for one in way.story.supports[1].beside] == [new]
    way.later(days=3)
    assert short(way) == 1
    say(way, day, Became.TOOK_PLACE)
    assert (new in way.story.supports[1].days, short(way)) == (False, 0)
    say(way, day, Became.NOT_TAKEN, new)
    say(way, new, Became.NOT_TAKEN)
    assert short(way) == 0
    say(way, day, Became.TOOK_PLACE)
    assert new in way.story.supports[1].days


def test_a_manager_who_provides_it_says_so_themself(way: Way, sign_in: Callable[[Person], Client]) -> None:
    """PIP-7: the provider's dated record; who got no request writes in the ledger, and the form offers it to nobody else."""
    way.to(State.ACTIVE)
    draft = Promise("Half an hour on sizing", way.cast.manager.pk, days=(way.at.date(),))
    actions.promise_support(way.ref, draft, by=way.cast.manager, at=way.at)
    address = f"/formal/{way.ref}/steps/log-support/?day={way.at.date()}&number="
    with clock.pinned(way.at):
        browser = sign_in(way.cast.manager)
        assert "offered-not-taken" not in browser.get(f"{address}1").content.decode()
        assert "offered-not-taken" in browser.get(f"{address}2").content.decode()
    way.later(hours=1)
    new = way.at.date() + timedelta(days=1)
    running.log_support(way.ref, 2, way.at.date(), Given.NOT_TAKEN, on=new, by=way.cast.manager, at=way.at)
    assert list(way.story.supports[2].days) == [way.at.date(), new]
    end_line(way.cast.on_pip, until=way.at, by=None, at=way.at)
    with clock.pinned(way.at):
        form = sign_in(way.cast.hr_partner).get(f"{address}2")
        assert form.status_code == 200 and "offered-not-taken" not in form.content.decode()  # HR owns the plan, and provides nothing


def test_what_was_promised_since_and_declined_in_time_can_go(way: Way) -> None:
    """PIP-7, PIP-14: a no before the first day promises nothing; a yes that was taken back does, and so does what the plan began with."""
    way.to(State.ACTIVE).later(days=45).give_support()
    days = tuple(way.at.date() + timedelta(days=one) for one in (1, 2))
    for _ in range(4):
        actions.promise_support(way.ref, Promise("Pairing", way.cast.mentor.pk, days=days), by=way.cast.manager, at=way.at)
    declined, withdrawn, late, waits = Ask.objects.order_by("-pk")[:4][::-1]
    asks.decline(declined.ref, by=way.cast.mentor, at=way.at)
    asks.accept(withdrawn.ref, by=way.cast.mentor, at=way.at)
    asks.withdraw(withdrawn.ref, by=way.cast.manager, at=way.at)
    way.later(days=2)
    asks.decline(late.ref, by=way.cast.mentor, at=way.at)
    assert short(way) == 8
    assert queries.page_for(way.cast.manager, "read", way.ref, at=way.at).droppable == {2, 5}
    for number in (1, 3, 4):
        with pytest.raises(OutOfStep):
            actions.drop_support(way.ref, number, by=way.cast.manager, at=way.at)
    running.log_support(way.ref, 5, days[0], Given.DELIVERED, by=way.cast.manager, at=way.at)
    with pytest.raises(OutOfStep):
        actions.drop_support(way.ref, 5, by=way.cast.manager, at=way.at)
    actions.drop_support(way.ref, 2, by=way.cast.manager, at=way.at)
    assert (waits.state, short(way)) == ("asked", 5)


def test_the_ledgers_page_offers_what_may_take_a_days_place(way: Way, sign_in: Callable[[Person], Client]) -> None:
    """PIP-7: by name and day, once there is such a support."""
    way.to(State.ACTIVE).later(days=45)
    day = way.story.supports[1].first
    address = f"/formal/{way.ref}/steps/log-support/?number=1&day={day}"
    with clock.pinned(way.at):
        browser = sign_in(way.cast.manager)
        assert "replacement" not in browser.get(address).content.decode()
        today = promised(way)
        assert f'value="2:{today}"' in browser.get(address).content.decode()
        sent = {"given": "replaced", "replacement": f"2:{today}", "op_id": str(uuid4())}
        assert browser.post(address, sent).status_code == 303
        assert "not given yet" in browser.get(f"/formal/{way.ref}/support/").content.decode()


def test_a_manager_cannot_log_a_contested_session_as_delivered_again(way: Way) -> None:
    """PIP-7, PIP-14: it counts as missed until HR decides, and after HR decided so."""
    way.to(State.ACTIVE).later(days=45)
    day = min(way.story.supports[1].days)
    running.log_support(way.ref, 1, day, Given.DELIVERED, by=way.cast.manager, at=way.at)
    running.answer_support(way.ref, 1, day, Answer.CONTESTED, words="It was cut short.", by=way.cast.on_pip, at=way.at)
    with pytest.raises(Refused):
        running.log_support(way.ref, 1, day, Given.DELIVERED, by=way.cast.manager, at=way.at)
    running.log_support(way.ref, 1, day, Given.REPLACED, replaced_by=(2, promised(way)), by=way.cast.manager, at=way.at)
    running.log_support(way.ref, 2, way.at.date(), Given.DELIVERED, by=way.cast.manager, at=way.at)
    assert not way.story.supports[1].days[day].held
    running.decide_support(way.ref, 1, day, "The calendar shows no other.", upheld=False, by=way.cast.hr_partner, at=way.at)
    with pytest.raises(Refused):
        running.log_support(way.ref, 1, day, Given.DELIVERED, by=way.cast.manager, at=way.at)
    assert not way.story.supports[1].days[day].held
    running.log_support(way.ref, 1, day, Given.MADE_GOOD, on=way.at.date(), by=way.cast.manager, at=way.at)
    assert way.story.supports[1].days[day].made_good


def test_a_miss_is_not_unmade_by_the_manager_alone(way: Way, sign_in: Callable[[Person], Client]) -> None:
    """PIP-7, PIP-14, PIP-17: said to have taken place after all, it is missing until the person confirms it or HR decides; the miss stays to be read."""
    way.to(State.ACTIVE).later(days=45).give_support()
    missed = way.story.supports[1].first
    running.log_support(way.ref, 1, missed, Given.MISSED, by=way.cast.manager, at=way.at)
    with clock.pinned(way.at):
        form = sign_in(way.cast.manager).get(f"/formal/{way.ref}/steps/log-support/?number=1&day={missed}").content.decode()
    assert re.search(r'value="missed"[^>]*checked', form)
    running.log_support(way.ref, 1, missed, Given.DELIVERED, by=way.cast.manager, at=way.at)
    assert short(way) == 1
    with clock.pinned(way.at):
        page = sign_in(way.cast.on_pip).get(f"/formal/{way.ref}/support/").content.decode()
        assert "Recorded before by" in page and "so it counts as missed until" in page
        integrity = sign_in(way.cast.manager).get(f"/formal/{way.ref}/integrity/").content.decode()
        assert "What was promised until today was given" not in integrity
    with pytest.raises(Refused) as no:
        running.decide_support(way.ref, 1, missed, "The calendar shows it.", upheld=True, by=way.cast.hr_partner, at=way.at)
    assert [one.code for one in no.value.objections] == ["support-answer-awaited"]
    running.answer_support(way.ref, 1, missed, Answer.CONFIRMED, by=way.cast.on_pip, at=way.at)
    assert short(way) == 0
    running.log_support(way.ref, 1, missed, Given.MISSED, by=way.cast.manager, at=way.at)
    running.log_support(way.ref, 1, missed, Given.DELIVERED, by=way.cast.manager, at=way.at)
    assert "decide-support" not in {one.code for one in dues_of(way.cast.hr_partner, at=way.at)}
    last_day = way.story.supports[1].answer_by[missed]
    way.later(days=8)
    owed = {one.code: one.on for one in dues_of(way.cast.hr_partner, at=way.at)}
    assert owed["decide-support"] == last_day + timedelta(days=5)
    with clock.pinned(way.at):
        page = sign_in(way.cast.on_pip).get(f"/formal/{way.ref}/support/").content.decode()
        assert "The time to confirm or contest it ended on" in page and "Confirm or contest" not in page
        address = f"/formal/{way.ref}/steps/decide-support/?number=1&amp;day={missed}"
        assert address in sign_in(way.cast.hr_partner).get(f"/formal/{way.ref}/support/").content.decode()
    running.decide_support(way.ref, 1, missed, "The calendar shows it.", upheld=True, by=way.cast.hr_partner, at=way.at)
    assert short(way) == 0
    assert "decide-support" not in {one.code for one in dues_of(way.cast.hr_partner, at=way.at)}


def test_an_ended_plan_says_of_no_provider_that_they_did_not_say_yes(way: Way, sign_in: Callable[[Person], Client]) -> None:
    """PIP-7: what is left of their requests ends with the plan, and they had said yes."""
    way.to(State.ACTIVE).later(days=45)
    ahead = Promise("An hour of pairing", way.cast.mentor.pk, days=(way.at.date() + timedelta(days=300),))
    actions.promise_support(way.ref, ahead, by=way.cast.manager, at=way.at)
    asks.accept(Ask.objects.latest("pk").ref, by=way.cast.mentor, at=way.at)
    way.to(State.ASSESSMENT).propose(Outcome.MET).agree().later(days=20)
    deciding.end(way.ref, by=way.cast.hr_partner, at=way.at)
    assert Ask.objects.latest("pk").state == "withdrawn"
    with clock.pinned(way.at):
        for page in ("", "support/"):
            text = sign_in(way.cast.on_pip).get(f"/formal/{way.ref}/{page}").content.decode()
            assert "An hour of pairing" in text and "has not answered with yes" not in text
