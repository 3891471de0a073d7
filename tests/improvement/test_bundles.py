"""What was passed to HR before a plan belongs to the plan, in whatever order the two came, and to whichever HR partner."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.formal import SUMMER, Way

from cadenza.conversations import actions as talks
from cadenza.conversations.bundles import bundle_for
from cadenza.conversations.models import Escalation
from cadenza.conversations.slips import SlipDraft
from cadenza.conversations.writing import NoteDetails
from cadenza.improvement import actions
from cadenza.improvement.rules import State
from cadenza.improvement.settling import settle_lines
from cadenza.people.models import HRScope, Person

pytestmark = pytest.mark.django_db


def another_in_hr(way: Way) -> Person:
    HRScope.objects.create(person=way.cast.outsider, partner=way.cast.executive, since=SUMMER)
    return way.cast.executive


def pass_on(way: Way, partner: Person, *, accepted: bool = True) -> Escalation:
    """The manager talked with the person, shared the points, and passed the note to HR; before the plan, in the summer."""
    said = {"concern": "Two releases went out without tests.", "expectation": "Tests with each change.", "support": "Pairing."}
    details = NoteDetails(words=said, held_on=SUMMER.date(), follow_up_on=date(2026, 9, 21))
    note = talks.record_note(way.cast.on_pip.pk, details, by=way.cast.manager, at=SUMMER)
    words = {
        "seen": "Two releases without tests.",
        "expected": "Tests with each change.",
        "support": "Pairing.",
        "may_follow": "A formal plan.",
    }
    talks.share_points(note.ref, SlipDraft(words, SUMMER.date(), date(2026, 9, 21)), by=way.cast.manager, at=SUMMER)
    made = talks.escalate(note.ref, {note.ref}, partner, "We need your view.", by=way.cast.manager, at=SUMMER)
    if accepted:
        talks.accept_bundle(made.ref, by=partner, at=SUMMER)
    return made


def test_a_bundle_accepted_after_the_plan_was_asked_for_is_kept_with_it(way: Way) -> None:
    """EARLY-5, TRUST X9: else its six months would run on beside an open plan."""
    bundle = pass_on(way, way.cast.hr_partner, accepted=False)
    way.ask()
    talks.accept_bundle(bundle.ref, by=way.cast.hr_partner, at=way.at)
    settle_lines(way.at)
    bundle.refresh_from_db()
    assert (bundle.in_case, bundle.opened_at) == (True, None)


def test_a_bundle_with_another_hr_partner_opens_to_the_person_when_the_plan_is_served(way: Way) -> None:
    """EARLY-5, TRUST F3: they read what was passed on about them, whoever got it."""
    bundle = pass_on(way, another_in_hr(way))
    way.to(State.SERVED)
    assert bundle_for(way.cast.on_pip, bundle.ref, at=way.at).words.copies


def test_a_bundle_accepted_while_the_plan_runs_opens_to_the_person(way: Way) -> None:
    """EARLY-5, TRUST F3."""
    bundle = pass_on(way, way.cast.hr_partner, accepted=False)
    way.to(State.SERVED)
    talks.accept_bundle(bundle.ref, by=way.cast.hr_partner, at=way.at)
    settle_lines(way.at)
    assert bundle_for(way.cast.on_pip, bundle.ref, at=way.at).words.copies


def test_a_withdrawn_plan_lets_go_of_a_bundle_with_another_hr_partner(way: Way) -> None:
    """EARLY-5, TRUST X9: its six months run again."""
    bundle = pass_on(way, another_in_hr(way))
    way.ask()
    bundle.refresh_from_db()
    assert bundle.in_case
    actions.withdraw(way.ref, "The work changed.", by=way.cast.hr_partner, at=way.at + timedelta(days=1))
    bundle.refresh_from_db()
    assert not bundle.in_case
