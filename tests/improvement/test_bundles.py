"""What was passed to HR before a plan belongs to the plan, in whatever order the two came, and to whichever HR partner."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.formal import SUMMER, Way

from cadenza.conversations import actions as talks
from cadenza.conversations.access import bundles_in_need
from cadenza.conversations.bundle_rules import BundleState
from cadenza.conversations.bundles import bundle_for
from cadenza.conversations.models import Escalation
from cadenza.conversations.slips import SlipDraft
from cadenza.conversations.writing import NoteDetails
from cadenza.improvement import actions, running
from cadenza.improvement.gate_rules import Condition
from cadenza.improvement.models import Case
from cadenza.improvement.rules import State
from cadenza.improvement.settling import settle_lines
from cadenza.objections import Unseen
from cadenza.people.actions import begin_line
from cadenza.people.models import HRScope, Person
from cadenza.trail.models import Content

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


def test_a_former_managers_bundle_that_is_cited_belongs_to_the_plan(way: Way) -> None:
    """EARLY-5, TRUST F3, X9: however HR answered it, it is kept, it opens when the plan is served, and it goes to the plan's next HR partner."""
    cast, other = way.cast, another_in_hr(way)
    bundle = pass_on(way, cast.hr_partner, accepted=False)
    slip = bundle.copies.get().slip.ref
    begin_line(cast.on_pip, cast.new_manager, since=way.at, by=cast.hr_admin, at=way.at)
    way.later(days=21)
    ref = actions.ask_for_plan(cast.on_pip.pk, cast.hr_partner.pk, by=cast.new_manager, at=way.at).ref
    settle_lines(way.at)
    bundle.refresh_from_db()
    assert not bundle.in_case
    held = actions.cite(ref, Condition.EARLIER, f"agreed-points:{slip}", support_given="Pairing.", by=cast.hr_partner, at=way.at)
    bundle.refresh_from_db()
    assert (bundle.in_case, bundle.opened_at) == (True, None)
    actions.drop_citation(ref, next(iter(held.story.citations)), by=cast.hr_partner, at=way.at)
    Case.objects.filter(ref=ref).update(served_at=way.at, state=State.SERVED)
    settle_lines(way.at)
    assert bundle_for(cast.on_pip, bundle.ref, at=way.at).words.copies
    running.name_hr_partner(ref, other.pk, by=cast.hr_admin, at=way.at)
    bundle.refresh_from_db()
    assert bundle.hr_partner == other


def test_a_withdrawn_plan_lets_go_of_what_it_cited(way: Way) -> None:
    """EARLY-5, TRUST X9."""
    cast = way.cast
    bundle = pass_on(way, cast.hr_partner)
    begin_line(cast.on_pip, cast.new_manager, since=way.at, by=cast.hr_admin, at=way.at)
    ref = actions.ask_for_plan(cast.on_pip.pk, cast.hr_partner.pk, by=cast.new_manager, at=way.at).ref
    key = f"agreed-points:{bundle.copies.get().slip.ref}"
    actions.cite(ref, Condition.EXPLICIT, key, by=cast.hr_partner, at=way.at)
    actions.withdraw(ref, "The work changed.", by=cast.hr_partner, at=way.at)
    bundle.refresh_from_db()
    assert not bundle.in_case


def test_a_withdrawn_plan_leaves_what_another_plan_about_the_person_keeps(way: Way) -> None:
    """EARLY-5, HAND-1, TRUST X9: until nobody keeps it; what only the withdrawn one cited is let go, and its asker's chain tells of no other."""
    cast = way.cast
    bundle = pass_on(way, cast.hr_partner)
    way.ask()
    begin_line(cast.on_pip, cast.new_manager, since=way.at, by=cast.hr_admin, at=way.at)
    ref = actions.ask_for_plan(cast.on_pip.pk, cast.hr_partner.pk, by=cast.new_manager, at=way.at).ref
    actions.cite(ref, Condition.EXPLICIT, f"agreed-points:{bundle.copies.get().slip.ref}", by=cast.hr_partner, at=way.at)
    actions.withdraw(ref, "One of the two is enough.", by=cast.new_manager, at=way.at)
    bundle.refresh_from_db()
    assert (bundle.in_case, bundle.opened_at) == (True, None)
    used = Content.objects.filter(kind="conversations.bundle-used", facts__used=True)
    assert cast.new_manager.pk not in used.values_list("by_id", flat=True)
    actions.withdraw(way.ref, "Nor is it any more.", by=cast.hr_partner, at=way.at)
    bundle.refresh_from_db()
    assert not bundle.in_case


def test_a_withdrawn_plan_lets_go_of_a_bundle_with_another_hr_partner(way: Way) -> None:
    """EARLY-5, TRUST X9: its six months run again."""
    bundle = pass_on(way, another_in_hr(way))
    way.ask()
    bundle.refresh_from_db()
    assert bundle.in_case
    actions.withdraw(way.ref, "The work changed.", by=way.cast.hr_partner, at=way.at + timedelta(days=1))
    bundle.refresh_from_db()
    assert not bundle.in_case


def test_a_bundle_whose_hr_partner_is_not_free_goes_to_the_plans(way: Way) -> None:
    """TRUST X6, EARLY-5: whether that one came too near before the plan kept it or after; the author is told of it."""
    cast, partner = way.cast, another_in_hr(way)
    bundle = pass_on(way, partner)
    way.ask()
    bundle.refresh_from_db()
    assert (bundle.in_case, bundle.hr_partner) == (True, partner)
    Person.objects.filter(pk=partner.pk).update(team=cast.on_pip.team)
    settle_lines(way.at)
    bundle.refresh_from_db()
    assert (bundle.hr_partner, bundle.partner_since, bundle.author_told) == (cast.hr_partner, way.at, False)
    assert bundle_for(cast.hr_partner, bundle.ref, at=way.at).may_answer
    settle_lines(way.at + timedelta(hours=1))
    bundle.refresh_from_db()
    assert bundle.partner_since == way.at


def test_a_bundle_that_needed_an_hr_partner_has_the_plans_as_soon_as_it_is_kept(way: Way) -> None:
    """TRUST X6: nobody is asked to name one any more, and nobody need be."""
    cast, partner = way.cast, another_in_hr(way)
    bundle = pass_on(way, partner)
    Person.objects.filter(pk=partner.pk).update(team=cast.on_pip.team)
    talks.settle_partners(way.at)
    assert [one.ref for one in bundles_in_need(cast.hr_admin, at=way.at)] == [bundle.ref]
    way.ask()
    assert bundles_in_need(cast.hr_admin, at=way.at) == []
    assert bundle_for(cast.hr_partner, bundle.ref, at=way.at).may_answer


def test_the_next_hr_partner_gets_what_belongs_to_this_plan_and_no_other(way: Way) -> None:
    """TRUST X18, EARLY-5: an earlier plan's bundle is no matter of theirs."""
    cast, partner = way.cast, another_in_hr(way)
    mine = pass_on(way, cast.hr_partner)
    other = Escalation.objects.create(
        ref="E-OLD",
        author=cast.outsider_manager,
        subject=cast.on_pip,
        hr_partner=cast.hr_partner,
        made_at=SUMMER,
        sealed=b"",
        in_case=True,
        opened_at=SUMMER,
        state=BundleState.ACCEPTED,
    )
    way.to(State.ACTIVE)
    running.name_hr_partner(way.ref, partner.pk, by=cast.hr_admin, at=way.at)
    assert bundle_for(partner, mine.ref, at=way.at).may_answer
    with pytest.raises(Unseen):
        bundle_for(partner, other.ref, at=way.at)
