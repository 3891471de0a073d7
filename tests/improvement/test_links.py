"""The appeal of somebody who has left: by a link and a code, for this one thing (TRUST X5, L5)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from tests.formal import Way

from cadenza.improvement import deciding, link_rules, links
from cadenza.improvement.link_rules import MOST_TRIES, READ_DAYS
from cadenza.improvement.models import AppealLink
from cadenza.improvement.outcome_rules import Appeal
from cadenza.improvement.rules import Kind, State
from cadenza.objections import OutOfStep, Refused, Unseen
from cadenza.people.leaving import mark_left
from cadenza.people.models import Person
from cadenza.web import clock

SignIn = Callable[[Person], Client]
DAY = date(2026, 11, 24)


def test_a_link_opens_as_long_as_an_appeal_does() -> None:
    """TRUST X5: in the window, while it is decided upon, and a month after; a few wrong codes close it."""
    look = link_rules.link_is_open
    assert look(State.DECIDED, appeal_until=DAY, ended_on=None, tries=0, today=DAY)
    assert not look(State.DECIDED, appeal_until=DAY, ended_on=None, tries=0, today=DAY + timedelta(days=1))
    assert not look(State.DECIDED, appeal_until=None, ended_on=None, tries=0, today=DAY)
    assert not look(State.DECIDED, appeal_until=DAY, ended_on=None, tries=MOST_TRIES, today=DAY)
    assert not look(State.ACTIVE, appeal_until=DAY, ended_on=None, tries=0, today=DAY)
    assert look(State.APPEALED, appeal_until=None, ended_on=None, tries=0, today=DAY + timedelta(days=300))
    assert look(State.ENDED, appeal_until=None, ended_on=DAY, tries=0, today=DAY + timedelta(days=READ_DAYS))
    assert not look(State.ENDED, appeal_until=None, ended_on=DAY, tries=0, today=DAY + timedelta(days=READ_DAYS + 1))
    assert link_rules.plain_code(" k7pq-4m2x w5\n") == "K7PQ4M2XW5"
    assert [one.code for one in link_rules.objections_to_giving(None)] == ["link-for-somebody-here"]
    assert link_rules.objections_to_giving(DAY) == []


def leave(way: Way) -> Way:
    """The person's last day was yesterday."""
    mark_left(way.cast.on_pip, last_day=way.at.date(), by=None, at=way.at)
    return way.later(days=1)


@pytest.mark.django_db
def test_whoever_left_appeals_by_the_link_and_reads_the_decision(way: Way, sign_in: SignIn) -> None:
    """TRUST X5, L5, T29: HR makes it, nothing of it is stored in the clear, and it is good for this one thing."""
    way.to(State.DECIDED)
    hr = way.cast.hr_partner
    with pytest.raises(Refused):
        links.give_link(way.ref, by=hr, at=way.at)  # they are here
    leave(way)
    for who in (way.cast.manager, way.cast.hr_admin, way.cast.on_pip, way.cast.upline):
        with pytest.raises(Unseen):
            links.give_link(way.ref, by=who, at=way.at)
    token, code = links.give_link(way.ref, by=hr, at=way.at)
    stored = str(AppealLink.objects.values_list().get())
    assert token not in stored
    assert code not in stored
    address, anybody = f"/appeals/{token}/", Client()
    with clock.pinned(way.at):
        first = anybody.get(address)
        assert first.status_code == 200
        assert b"checkpoints show" not in first.content
        assert way.ref.encode() not in first.content
        wrong = anybody.post(address, {"code": "ZZZZZ-ZZZZZ"})
        assert wrong.status_code == 422
        assert AppealLink.objects.get().tries == 1
        opened = anybody.post(address, {"code": f"{code[:5]}-{code[5:]}".lower()})
        assert opened.status_code == 200
        assert b"As the checkpoints show." in opened.content
        empty = anybody.post(address, {"code": code, "words": " "})
        assert empty.status_code == 422
        done = anybody.post(address, {"code": code, "words": "The pairing was cut short."})
        assert done.status_code == 200
    assert way.state is State.APPEALED
    entry = way.story.appeal
    assert entry is not None
    assert (entry.by_id, entry.words) == (way.cast.on_pip.pk, "The pairing was cut short.")
    with pytest.raises(OutOfStep):
        links.appeal_by_link(way.case, "Once more.", at=way.at)
    deciding.name_appeal_manager(way.ref, way.cast.appeal_manager.pk, by=way.cast.hr_admin, at=way.at)
    deciding.decide_appeal(way.ref, Appeal.OVERTURNED, "The support was short.", by=way.cast.appeal_manager, at=way.at)
    with clock.pinned(way.at + timedelta(days=2)):
        assert b"The support was short." in anybody.post(address, {"code": code}).content
    with clock.pinned(way.at + timedelta(days=READ_DAYS + 2)):
        assert anybody.get(address).status_code == 404
    assert [one.kind for one in way.case.entries.filter(kind=Kind.LINK_GIVEN)] == [Kind.LINK_GIVEN]


@pytest.mark.django_db
def test_guessing_closes_a_link_and_another_takes_its_place(way: Way, sign_in: SignIn) -> None:
    """TRUST T28: five tries, counted whatever else fails; the former link is nothing."""
    leave(way.to(State.DECIDED))
    with clock.pinned(way.at):
        browser = sign_in(way.cast.hr_partner)
        address = f"/formal/{way.ref}/appeal/link/"
    with clock.pinned(way.at):
        assert browser.get(address).status_code == 200
        made = browser.post(address).content.decode()
        token = made.split("/appeals/")[1].split("/")[0]
        code = made.split("<code")[2].split(">")[1].split("<")[0]
        for _ in range(MOST_TRIES):
            assert Client().post(f"/appeals/{token}/", {"code": "nothing"}).status_code == 422
        assert Client().post(f"/appeals/{token}/", {"code": code}).status_code == 404
        assert Client().get("/appeals/never-was/").status_code == 404
        again, secret = links.give_link(way.ref, by=way.cast.hr_partner, at=way.at)
        assert Client().get(f"/appeals/{token}/").status_code == 404
        assert Client().post(f"/appeals/{again}/", {"code": secret}).status_code == 200
        assert sign_in(way.cast.manager).get(address).status_code == 404
