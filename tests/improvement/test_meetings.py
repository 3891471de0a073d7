"""Invitations to formal meetings: given when, how, with what, and with the right to be accompanied (TRUST L3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from django.test import Client
from tests.formal import Way

from cadenza.improvement import deciding, opening
from cadenza.improvement.ledger import only, opened
from cadenza.improvement.meeting_rules import (
    Invitation,
    Meeting,
    Method,
    Minutes,
    objections_to_invitation,
    objections_to_minutes,
    objections_to_opening_meeting,
)
from cadenza.improvement.plan_rules import Point
from cadenza.improvement.queries import page_for
from cadenza.improvement.rules import Kind, State
from cadenza.improvement.telling import told
from cadenza.objections import Refused, Unseen
from cadenza.people.models import Person
from cadenza.web import clock

TODAY = date(2026, 9, 1)
GOOD = Invitation(Meeting.OPENING, date(2026, 9, 4), TODAY, Method.LETTER, "The records cited.", companion_told=True)


def codes(one: Invitation) -> list[str]:
    return [found.code for found in objections_to_invitation(one, today=TODAY)]


def test_an_invitation_names_day_way_and_companion() -> None:
    """TRUST L3: served on a day, in a way, with notice; without the right to be accompanied it does not count."""
    assert codes(GOOD) == []
    assert GOOD.notice_days == 3
    assert codes(replace(GOOD, meeting=None)) == ["invitation-to-nothing"]
    assert codes(replace(GOOD, on=None)) == ["invitation-without-day"]
    assert codes(replace(GOOD, served_on=None)) == codes(replace(GOOD, served_on=date(2026, 9, 2))) == ["invitation-not-given"]
    assert codes(replace(GOOD, on=date(2026, 8, 1))) == ["invitation-after-meeting"]
    assert codes(replace(GOOD, method=None)) == ["invitation-without-way"]
    assert codes(replace(GOOD, companion_told=False)) == ["companion-not-told"]
    assert codes(replace(GOOD, enclosed="x" * 20_001))
    assert codes(replace(GOOD, on=TODAY)) == ["short-notice"]  # a warning, not a refusal
    assert Invitation(None, None, None, None).notice_days == 0


def test_an_opening_conversation_follows_its_invitation_and_says_who_came_along() -> None:
    """TRUST L3: on the very day; a person who came alone is said to have come alone."""

    def found(companion: str, *invited: tuple[Meeting, date]) -> list[str]:
        return [one.code for one in objections_to_opening_meeting(companion, held_on=TODAY, invited=invited)]

    assert found("Lena", (Meeting.OPENING, TODAY)) == found("Came alone.", (Meeting.OPENING, TODAY)) == []
    assert found("-") == ["opening-without-invitation", "companion-unsaid"]
    assert found("Lena", (Meeting.CHECKPOINT, TODAY), (Meeting.OPENING, date(2026, 8, 30))) == ["opening-without-invitation"]


@pytest.mark.django_db
def test_nobody_serves_a_plan_without_an_invitation(way: Way) -> None:
    """TRUST L3: the one meeting that is always formal."""
    way.to(State.CO_SIGNED)
    talk = opening.Talk(way.at.date(), frozenset(Point), "Marek, Priya, Nadia")
    with pytest.raises(Refused) as no:
        opening.serve(way.ref, talk, by=way.cast.manager, at=way.at)
    assert [one.code for one in no.value.objections] == ["opening-without-invitation", "companion-unsaid"]
    assert way.serve().state is State.SERVED


@pytest.mark.django_db
def test_an_invitation_stands_in_the_record(way: Way) -> None:
    """TRUST L3, PIP-18: before the opening conversation too; the person reads it once the plan is opened."""
    way.to(State.CO_SIGNED)
    one = replace(GOOD, on=way.at.date(), served_on=way.at.date())
    opening.invite(way.ref, one, by=way.cast.manager, at=way.at)
    with pytest.raises(Refused):
        opening.invite(way.ref, replace(one, companion_told=False), by=way.cast.manager, at=way.at)
    way.to(State.SERVED)
    with pytest.raises(Unseen):
        opening.invite(way.ref, one, by=way.cast.on_pip, at=way.at)
    entry = only(opened([way.case])[way.case.pk], {Kind.INVITED})[0]
    lines = dict(told(entry, {}))
    assert lines["Meeting"] == "Opening conversation"
    assert lines["Papers with it"] == "The records cited."
    assert lines["Days of notice"] == "0"


HELD = Minutes(Meeting.CHECKPOINT, TODAY, "Marek, Priya, Nadia", "Lena", "The two missed pairings.", "I asked for them twice.")


def test_minutes_name_who_was_there_and_what_was_said() -> None:
    """TRUST L3: attendees, companion, minutes; a meeting that ends in a formal step follows an invitation, a checkpoint that turns is warned."""

    def minuted(one: Minutes, *invited: tuple[Meeting, date]) -> list[str]:
        return [found.code for found in objections_to_minutes(one, invited=invited, begun=date(2026, 8, 1), today=TODAY)]

    assert minuted(HELD) == []
    assert minuted(replace(HELD, meeting=None)) == ["minutes-of-nothing"]
    assert minuted(replace(HELD, on=None)) == minuted(replace(HELD, on=date(2026, 9, 2))) == ["minutes-day-outside"]
    assert minuted(replace(HELD, on=date(2026, 7, 1))) == ["minutes-day-outside"]
    assert minuted(replace(HELD, present=" ")) == ["attendees-unnamed"]
    assert minuted(replace(HELD, companion="-")) == ["companion-unsaid"]
    assert minuted(replace(HELD, minutes="")) == ["minutes-empty"]
    assert minuted(replace(HELD, minutes="x" * 20_001))
    for meeting in (Meeting.OPENING, Meeting.OUTCOME, Meeting.APPEAL):
        assert minuted(replace(HELD, meeting=meeting)) == ["meeting-without-invitation"]
        assert minuted(replace(HELD, meeting=meeting), (meeting, TODAY)) == []
        assert minuted(replace(HELD, meeting=meeting), (meeting, date(2026, 8, 30))) == ["meeting-without-invitation"]
    assert minuted(replace(HELD, hearing=True)) == ["hearing-without-invitation"]
    assert minuted(replace(HELD, hearing=True), (Meeting.CHECKPOINT, TODAY)) == []
    [warned] = objections_to_minutes(replace(HELD, hearing=True), invited=(), begun=None, today=TODAY)
    assert warned.warning


@pytest.mark.django_db
def test_a_hearing_without_invitation_and_short_notice_are_warned_of_where_they_stand(
    way: Way, sign_in: Callable[[Person], Client]
) -> None:
    """TRUST L3: the page says so to everybody on the plan, as long as it is so; the words are not lost on a redirect."""
    cast = way.to(State.ACTIVE).later(days=3).cast
    today, address = way.at.date(), f"/formal/{way.ref}/meetings/"
    with clock.pinned(way.at):
        browser = sign_in(cast.hr_partner)
        sent = {"meeting": "checkpoint", "on": today.isoformat(), "present": "Marek", "companion": "None came.", "minutes": "It was said.", "hearing": "on"}  # fmt: skip
        assert browser.post(f"/formal/{way.ref}/steps/minutes/", {**sent, "op_id": str(uuid4())}).status_code == 303
        for who in (cast.on_pip, cast.manager, cast.hr_partner):
            read = sign_in(who).get(address).content.decode()
            assert "hold it again" in read
            assert "less than two days of notice" not in read
        opening.invite(
            way.ref, Invitation(Meeting.CHECKPOINT, today, today, Method.LETTER, companion_told=True), by=cast.manager, at=way.at
        )
        read = sign_in(cast.on_pip).get(address).content.decode()
        assert "less than two days of notice" in read
        assert "hold it again" not in read


@pytest.mark.django_db
def test_the_parties_read_the_minutes_and_nobody_else_writes_them(way: Way, sign_in: Callable[[Person], Client]) -> None:
    """TRUST L3, G4, PIP-18: sealed in the record, on a page of their own for those on the plan."""
    cast = way.to(State.ACTIVE).later(days=3).cast
    one = replace(HELD, on=way.at.date())
    for who in (cast.on_pip, cast.hr_admin, cast.upline, cast.delegate):
        with pytest.raises(Unseen):
            opening.minute(way.ref, one, by=who, at=way.at)
    opening.minute(way.ref, one, by=cast.manager, at=way.at)
    for who in (cast.on_pip, cast.manager, cast.hr_partner):
        [(said, minutes)] = page_for(who, "read", way.ref, at=way.at).story.minutes
        assert (said.by_id, minutes) == (cast.manager.pk, one)
    with clock.pinned(way.at):
        browser = sign_in(cast.hr_partner)
        outcome = {
            "meeting": "outcome",
            "on": way.at.date().isoformat(),
            "present": "Marek",
            "companion": "None came",
            "minutes": "It was said.",
        }
        refused = browser.post(f"/formal/{way.ref}/steps/minutes/", {**outcome, "op_id": str(uuid4())})
        assert (refused.status_code, "It was said." in refused.content.decode()) == (422, True)
        opening.invite(
            way.ref, replace(GOOD, meeting=Meeting.OUTCOME, on=way.at.date(), served_on=way.at.date()), by=cast.hr_partner, at=way.at
        )
        assert browser.post(f"/formal/{way.ref}/steps/minutes/", {**outcome, "op_id": str(uuid4())}).status_code == 303
        for reader in (cast.on_pip, cast.hr_partner):
            text = sign_in(reader).get(f"/formal/{way.ref}/meetings/").content.decode()
            assert all(words in text for words in ("I asked for them twice.", "None came", "The records cited."))
        assert sign_in(cast.delegate).get(f"/formal/{way.ref}/meetings/").status_code == 404


@pytest.mark.django_db
def test_whoever_decides_the_appeal_writes_its_minutes(way: Way) -> None:
    """TRUST L3, L5, G4: the manager does not."""
    cast = way.to(State.DECIDED).cast
    deciding.appeal(way.ref, "The pairing was cut short.", by=cast.on_pip, at=way.at)
    deciding.name_appeal_manager(way.ref, cast.appeal_manager.pk, by=cast.hr_admin, at=way.at)
    day = way.at.date()
    opening.invite(way.ref, replace(GOOD, meeting=Meeting.APPEAL, on=day, served_on=day), by=cast.appeal_manager, at=way.at)
    one = replace(HELD, meeting=Meeting.APPEAL, on=day)
    with pytest.raises(Unseen):
        opening.minute(way.ref, one, by=cast.outsider_manager, at=way.at)
    opening.minute(way.ref, one, by=cast.appeal_manager, at=way.at)
    assert [made for _said, made in way.story.minutes] == [one]
