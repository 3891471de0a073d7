"""Who is on the case when managers come and go: no plan is left without anybody who can bring it to its end (TRUST X2, X4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.formal import OUR_WORDS, Way

from cadenza.asks.models import Ask
from cadenza.asks.rules import AskState
from cadenza.improvement import access, actions, deciding, opening, running
from cadenza.improvement.gate_rules import Condition, Confirmation
from cadenza.improvement.outcome_rules import Outcome
from cadenza.improvement.rules import Part, State
from cadenza.objections import OutOfStep, Refused, Unseen
from cadenza.people.actions import begin_line
from cadenza.people.leaving import mark_left
from cadenza.people.models import Person

pytestmark = pytest.mark.django_db


def kept(way: Way) -> Way:
    """The person moved to another manager, and HR kept the former one on the case."""
    begin_line(way.cast.on_pip, way.cast.new_manager, since=way.at, by=None, at=way.at)
    running.confirm_manager(way.ref, keep=True, by=way.cast.hr_partner, at=way.at)
    return way


def leave(way: Way, who: Person) -> None:
    mark_left(who, last_day=way.at.date(), by=None, at=way.at)


def test_a_plan_whose_kept_manager_leaves_waits_and_goes_on_with_the_present_one(way: Way) -> None:
    """TRUST X2, X4: the clock stands still from that day, and no leaver is kept."""
    kept(way.to(State.ACTIVE).later(days=5)).later(days=5)
    ends = way.case.ends_on
    leave(way, way.cast.manager)
    way.later(days=3)
    assert access.case_for(way.cast.hr_partner, "read", way.ref, at=way.at).state is State.PAUSED
    with pytest.raises(Refused) as no:
        running.confirm_manager(way.ref, keep=True, by=way.cast.hr_partner, at=way.at)
    assert [one.code for one in no.value.objections] == ["kept-manager-left"]
    running.confirm_manager(way.ref, keep=False, by=way.cast.hr_partner, at=way.at)
    assert access.case_for(way.cast.new_manager, "read", way.ref, at=way.at).parts == {Part.MANAGER}
    assert ends is not None
    assert timedelta(days=2) <= (way.case.ends_on or ends) - ends <= timedelta(days=3)


def test_hr_hands_a_plan_over_from_a_kept_manager_at_any_time(way: Way) -> None:
    """TRUST X2: nothing stood still, so no day is added."""
    kept(way.to(State.ACTIVE).later(days=5)).later(days=5)
    ends = way.case.ends_on
    running.confirm_manager(way.ref, keep=False, by=way.cast.hr_partner, at=way.at)
    assert access.case_for(way.cast.new_manager, "read", way.ref, at=way.at).parts == {Part.MANAGER}
    assert (way.case.ends_on, way.case.manager_kept) == (ends, False)
    with pytest.raises(OutOfStep):
        running.confirm_manager(way.ref, keep=False, by=way.cast.hr_partner, at=way.at)


def test_without_a_manager_hr_answers_the_persons_view(way: Way) -> None:
    """TRUST X4, PIP-5: as case owner, and only then."""
    way.to(State.SERVED)
    opening.give_input(way.ref, 1, "Fair if holidays count.", fair=True, by=way.cast.on_pip, at=way.at)
    with pytest.raises(Unseen):
        opening.answer_input(way.ref, 1, "They do.", by=way.cast.hr_partner, at=way.at)
    leave(way, way.cast.manager)
    opening.answer_input(way.ref, 1, "They do.", by=way.cast.hr_partner, at=way.at)
    assert way.story.criteria[1].answer is not None


def test_without_a_manager_hr_proposes_and_somebody_else_decides(way: Way) -> None:
    """TRUST X4, PIP-16: nobody agrees to their own proposal."""
    way.to(State.ASSESSMENT).give_support()
    leave(way, way.cast.manager)
    draft = way.draft(Outcome.MET)
    deciding.propose_outcome(way.ref, draft, by=way.cast.hr_partner, at=way.at)
    with pytest.raises(Refused) as no:
        way.agree()
    assert [one.code for one in no.value.objections] == ["own-proposal"]
    way.later(days=8)
    deciding.name_decider(way.ref, way.cast.outsider_manager.pk, by=way.cast.hr_admin, at=way.at)
    deciding.decide(way.ref, draft, by=way.cast.outsider_manager, at=way.at)
    assert way.state is State.DECIDED


def test_an_unserved_plan_is_withdrawn_after_its_manager_left(way: Way) -> None:
    """TRUST X4, PIP-7: with the request to the provider, though nobody is there who asked it."""
    way.to(State.CO_SIGNED)
    leave(way, way.cast.manager)
    actions.withdraw(way.ref, "The team was dissolved.", by=way.cast.hr_partner, at=way.at)
    assert way.state is State.WITHDRAWN
    assert Ask.objects.latest("pk").state == AskState.WITHDRAWN


def test_the_next_manager_takes_a_support_out_that_the_former_one_asked_for(way: Way) -> None:
    """TRUST X2, PIP-7."""
    way.to(State.CO_SIGNED)
    begin_line(way.cast.on_pip, way.cast.new_manager, since=way.at, by=None, at=way.at)
    running.confirm_manager(way.ref, keep=False, by=way.cast.hr_partner, at=way.at)
    actions.rework(way.ref, by=way.cast.new_manager, at=way.at)
    actions.drop_support(way.ref, 1, by=way.cast.new_manager, at=way.at)
    assert way.story.supports == {}
    assert Ask.objects.latest("pk").state == AskState.WITHDRAWN


def test_a_new_manager_does_not_learn_that_a_plan_was_prepared_before_them(way: Way) -> None:
    """HAND-1, TRUST X2: the person is on their list like everybody, and a plan is asked for and prepared like any.

    HR alone is told, at the gate, and lets the other through once one of the two is withdrawn.
    """
    cast, said = way.to(State.CO_SIGNED).cast, Confirmation(frozenset(Condition), OUR_WORDS, "They agreed on it.")
    begin_line(cast.on_pip, cast.new_manager, since=way.at, by=None, at=way.at)
    assert cast.on_pip in access.reports_to_ask_about(cast.new_manager, at=way.at)
    second = Way(replace(cast, manager=cast.new_manager), at=way.at, facts=way.facts, slips=way.slips).ask()
    assert (second.case.manager, second.state) == (cast.new_manager, State.DRAFT)
    for fact in way.facts:
        actions.cite(second.ref, Condition.PERSISTENT, f"evidence:{fact.pk}", by=cast.new_manager, at=way.at)
    with pytest.raises(Refused) as no:
        actions.confirm_gate(second.ref, said, by=cast.new_manager, at=way.at)
    assert "another-plan-open" not in [one.code for one in no.value.objections]
    with pytest.raises(Refused) as no:
        actions.confirm_gate(second.ref, said, by=cast.hr_partner, at=way.at)
    assert [one.code for one in no.value.objections] == ["another-plan-open"]
    actions.withdraw(way.ref, "The manager changed.", by=cast.hr_partner, at=way.at)
    with pytest.raises(Refused) as no:
        actions.confirm_gate(second.ref, said, by=cast.hr_partner, at=way.at)
    assert "another-plan-open" not in [one.code for one in no.value.objections]
