"""Invitations to formal meetings: given when, how, with what, and with the right to be accompanied (TRUST L3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests.formal import Way

from cadenza.improvement import opening
from cadenza.improvement.ledger import only, opened
from cadenza.improvement.meeting_rules import Invitation, Meeting, Method, objections_to_invitation
from cadenza.improvement.rules import Kind, State
from cadenza.improvement.telling import told
from cadenza.objections import Refused, Unseen

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
