"""What a plan that was opened keeps: its criteria, its support, the person's view on each wording, its checkpoints and its length."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from django.db import transaction
from django.test import Client
from tests.formal import REQUESTS, Way

from cadenza.asks import actions as asks
from cadenza.asks.models import Ask
from cadenza.improvement import actions, deciding, dues, opening, queries, running
from cadenza.improvement.held import excused_days
from cadenza.improvement.outcome_rules import Outcome
from cadenza.improvement.plan_rules import MOST_DAYS_APART
from cadenza.improvement.rules import State
from cadenza.improvement.support_rules import Draft as Promise
from cadenza.objections import OutOfStep, Refused
from cadenza.people.actions import begin_line
from cadenza.people.models import Person
from cadenza.web import clock

pytestmark = pytest.mark.django_db
STRICTER = replace(REQUESTS, measure="10 of 10 requests")


def codes(no: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {one.code for one in no.value.objections if not one.warning}


def promise(way: Way, *days: date, accepted: bool = True) -> None:
    actions.promise_support(way.ref, Promise("Pairing on two changes", way.cast.mentor.pk, days=days), by=way.cast.manager, at=way.at)
    if accepted:
        asks.accept(Ask.objects.latest("pk").ref, by=way.cast.mentor, at=way.at)


def test_what_the_person_heard_at_the_opening_is_not_taken_out_behind_their_back(way: Way) -> None:
    """PIP-4, PIP-7, PIP-8: the last criterion stays; a support goes only once as much stands in its place."""
    way.to(State.SERVED)
    by, at = way.cast.manager, way.at
    actions.drop_criterion(way.ref, 2, by=by, at=at)
    with pytest.raises(Refused) as no:
        actions.drop_criterion(way.ref, 1, by=by, at=at)
    assert codes(no) == {"last-criterion"}
    soon = at.date() + timedelta(days=20)
    for days, accepted in (
        ((), True),
        ((soon,), True),
        ((date(2027, 3, 1), date(2027, 3, 8)), True),
        ((soon, soon + timedelta(days=1)), False),
    ):
        if days:
            promise(way, *days, accepted=accepted)
        with pytest.raises(Refused) as no:
            actions.drop_support(way.ref, 1, by=by, at=at)
        assert codes(no) == {"support-not-replaced"}, days
    asks.accept(Ask.objects.latest("pk").ref, by=way.cast.mentor, at=at)
    actions.drop_support(way.ref, 1, by=by, at=at)
    assert set(way.story.supports) == {2, 3, 4}


def test_what_never_stood_in_place_of_anything_can_go(way: Way) -> None:
    """PIP-7, PIP-8: a request since the opening that nobody said yes to, though what the person heard has lost its provider."""
    way.to(State.SERVED)
    asks.decline(Ask.objects.get().ref, by=way.cast.mentor, at=way.at)
    promise(way, way.at.date() + timedelta(days=20), accepted=False)
    promise(way, way.at.date() + timedelta(days=20))
    assert queries.page_for(way.cast.manager, "read", way.ref, at=way.at).droppable == {2}
    for number in (1, 3):
        with pytest.raises(Refused) as no:
            actions.drop_support(way.ref, number, by=way.cast.manager, at=way.at)
        assert codes(no) == {"support-not-replaced"}
    actions.drop_support(way.ref, 2, by=way.cast.manager, at=way.at)
    assert set(way.story.supports) == {1, 3}


def test_pages_offer_to_take_out_what_can_go_and_name_the_last_day_for_a_view(way: Way, sign_in: Callable[[Person], Client]) -> None:
    """PIP-5, PIP-7: no button that would be refused."""
    way.to(State.SERVED)
    actions.drop_criterion(way.ref, 2, by=way.cast.manager, at=way.at)
    with clock.pinned(way.at):
        browser = sign_in(way.cast.manager)
        criteria, support = (browser.get(f"/formal/{way.ref}/{page}/").content.decode() for page in ("criteria", "support"))
    assert "steps/criterion/?number=1" in criteria
    assert "can be given until 9 September 2026" in criteria
    assert "steps/drop-" not in criteria + support


def test_before_the_opening_a_draft_is_edited_freely(way: Way) -> None:
    """PIP-8: nobody was told of it."""
    way.to(State.GATE_PASSED).write()
    actions.write_criterion(way.ref, 1, REQUESTS, seen=way.story.criteria[1].sequence, by=way.cast.manager, at=way.at)
    for number in (1, 2):
        actions.drop_criterion(way.ref, number, by=way.cast.manager, at=way.at)
    actions.drop_support(way.ref, 1, by=way.cast.manager, at=way.at)
    assert not way.story.criteria
    assert not way.story.supports


def test_a_plan_whose_support_lies_beyond_it_goes_no_further(way: Way) -> None:
    """PIP-7, PIP-9, PIP-14: at signing, settling and the first day; the person's receipt waits for nobody's support."""
    way.ask().cite()
    promise(way, date(2027, 3, 1))
    way.pass_gate().write(6)
    with pytest.raises(Refused) as no:
        way.sign()
    assert codes(no) == {"plan-without-support"}
    promise(way, date(2026, 9, 10))
    way.sign().later(days=1).serve().hear()
    late = way.at + timedelta(days=20)
    with pytest.raises(Refused) as no:
        opening.settle(way.ref, by=way.cast.hr_partner, at=late)
    assert codes(no) == {"plan-without-support"}
    way.settle()
    with transaction.atomic():
        opening.refuse_receipt(way.ref, "Ruth", by=way.cast.manager, at=late)
        transaction.set_rollback(True)
    opening.receive(way.ref, by=way.cast.on_pip, at=late)
    with pytest.raises(Refused) as no:
        opening.begin(way.ref, by=way.cast.hr_partner, at=late)
    assert codes(no) == {"plan-without-support"}
    with pytest.raises(Refused) as no:
        way.begin()
    assert codes(no) == {"support-after-end"}
    promise(way, date(2026, 9, 17))
    actions.drop_support(way.ref, 1, by=way.cast.manager, at=way.at)
    assert way.begin().state is State.ACTIVE


def test_new_words_are_not_what_the_person_agreed_to(way: Way) -> None:
    """PIP-5: a wording after the opening, or a criterion added then, has no view yet and five working days of its own."""
    way.to(State.SERVED).hear()
    by, read = way.cast.manager, way.story.criteria[1].sequence
    way.later(days=10)
    with pytest.raises(Refused) as no:
        actions.write_criterion(way.ref, 1, REQUESTS, seen=way.story.criteria[1].sequence, by=by, at=way.at)
    assert codes(no) == {"nothing-reworded"}
    actions.write_criterion(way.ref, 1, STRICTER, seen=way.story.criteria[1].sequence, by=by, at=way.at)
    actions.write_criterion(way.ref, None, STRICTER, by=by, at=way.at)
    story = way.story
    assert [story.criteria[number].input is None for number in (1, 2, 3)] == [True, False, True]
    with pytest.raises(OutOfStep):
        opening.give_input(way.ref, 1, "", fair=True, seen=read, by=way.cast.on_pip, at=way.at)
    assert story.criteria[1].answer is None
    assert story.criteria[1].input_until == story.criteria[3].input_until == way.case.act_by
    assert story.criteria[2].input_until == story.opening.input_until < way.at.date() < way.case.act_by  # type: ignore[union-attr,operator]
    for days in (0, 6):
        with pytest.raises(Refused) as no:
            opening.settle(way.ref, by=way.cast.hr_partner, at=way.at + timedelta(days=days))
        assert codes(no) == {"input-still-open"}
    assert way.later(days=8).settle().state is State.SETTLED


def gaps_hold(way: Way) -> None:
    """No day of the plan lies further from the one before than the rule lets it."""
    story = way.story
    excused = excused_days(way.cast.on_pip, story.pauses)
    assert story.first_begun_on is not None
    for one, then in pairwise([story.first_begun_on, *story.days]):
        assert (then - one).days - excused(one, then) <= MOST_DAYS_APART, story.days


def pause(way: Way, **length: float) -> None:
    running.pause(way.ref, "Leave.", by=way.cast.hr_partner, at=way.at)
    way.later(**length)
    running.resume(way.ref, by=way.cast.hr_partner, at=way.at)


def check_first(way: Way) -> Way:
    way.to(State.ACTIVE)
    day = way.story.days[0]
    way.at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    return way.check()


def test_no_pause_puts_a_checkpoint_off_by_more_than_it_lasted(way: Way) -> None:
    """PIP-6: four pauses of two hours move nothing, one of three days moves the rest by three."""
    before = way.to(State.ACTIVE).story.days
    for _ in range(4):
        pause(way.later(days=12), hours=2)
    assert way.story.days == before
    pause(way, days=3)
    assert len(way.story.days) == len(before)
    gaps_hold(way)


def test_a_plan_that_ran_its_length_gets_no_day_from_a_pause(way: Way) -> None:
    """PIP-6, TRUST X2: neither a later end nor a checkpoint in the past; the assessment is next."""
    way.to(State.ACTIVE).run_out()
    before = (way.story.days, way.story.ends_on)
    pause(way.later(days=8), days=5)
    begin_line(way.cast.on_pip, way.cast.new_manager, since=way.at, by=None, at=way.at)
    running.confirm_manager(way.ref, keep=True, by=way.cast.hr_partner, at=way.later(days=3).at)
    assert (way.story.days, way.story.ends_on, way.case.ends_on) == (*before, before[1])
    assert len(way.story.pauses) == 2
    assert way.assess().state is State.ASSESSMENT


def test_an_extension_and_an_adjustment_keep_the_rhythm(way: Way) -> None:
    """PIP-3, PIP-6: dated from the last checkpoint held, not from the day of the act."""
    check_first(way).later(days=10)
    running.extend(way.ref, 4, "More time.", by=way.cast.hr_partner, at=way.at)
    gaps_hold(way)
    way.later(days=2)
    ends = way.story.ends_on
    for back in (3, 0):
        opening.agree_adjustment(
            way.ref, "A quiet room.", in_place_on=way.at.date() - timedelta(days=back), by=way.cast.hr_partner, at=way.at
        )
        gaps_hold(way)
    assert way.story.ends_on is not None
    assert ends is not None
    assert way.story.ends_on >= ends
    running.pause(way.ref, "Leave.", by=way.cast.hr_partner, at=way.at)
    way.later(days=5)
    opening.agree_adjustment(way.ref, "A second screen.", in_place_on=way.at.date(), by=way.cast.hr_partner, at=way.at)
    way.later(days=2)
    running.resume(way.ref, by=way.cast.hr_partner, at=way.at)
    gaps_hold(way)
    assert (way.story.ends_on - way.at.date()).days <= 12 * 7


def test_an_extension_counts_what_the_assessment_took(way: Way) -> None:
    """PIP-6: twenty-six weeks from the first day to the last, pauses apart, whatever the terms said."""
    way.ask().cite().promise().pass_gate().write(24).sign().later(days=1).serve().hear().settle().receive().begin()
    way.run_out().assess().later(days=15)
    with pytest.raises(Refused) as no:
        running.extend(way.ref, 2, "More time.", by=way.cast.hr_partner, at=way.at)
    assert codes(no) == {"extension-without-room"}
    way.later(days=-10)
    with pytest.raises(Refused) as no:
        running.extend(way.ref, 2, "More time.", by=way.cast.hr_partner, at=way.at)
    assert codes(no) == {"plan-too-long"}
    running.extend(way.ref, 1, "More time.", by=way.cast.hr_partner, at=way.at)
    gaps_hold(way)
    assert way.state is State.ACTIVE


def test_a_checkpoint_that_fell_due_in_the_assessment_can_be_held(way: Way) -> None:
    """PIP-10, PIP-16: the advice to hold it first can be followed."""
    check_first(way).later(days=1)
    deciding.assess(way.ref, "Another role was looked for.", by=way.cast.manager, at=way.at)
    days = way.story.days
    for day in days[1:]:
        way.at = datetime(day.year, day.month, day.day, 15, tzinfo=UTC)
        way.check()
    way.give_support()
    assert set(way.story.checkpoints) == set(range(1, len(days) + 1))
    assert all(one.latest is not None for one in way.story.criteria.values())
    way.propose(Outcome.NOT_MET, "gap-deeper")  # type: ignore[arg-type]
    assert way.agree().state is State.DECIDED


def test_nothing_new_comes_into_force_that_no_checkpoint_can_look_at(way: Way, sign_in: Callable[[Person], Client]) -> None:
    """PIP-10, PIP-12, DUE-1: a criterion that was never looked at would hold up every outcome; nobody owes an answer or is offered one."""
    way.to(State.ACTIVE)
    for days in (way.story.days[:-1], way.story.days[-1:]):
        for day in days:
            way.at = datetime(day.year, day.month, day.day, 15, tzinfo=UTC)
            way.check()
        change = (way.ref, None, STRICTER, "The team agreed on it.")
        if len(days) > 1:
            running.propose_change(*change, by=way.cast.manager, at=way.at)
    with pytest.raises(Refused) as no:
        running.propose_change(*change, by=way.cast.manager, at=way.at)
    assert codes(no) == {"no-checkpoint-ahead"}
    with pytest.raises(Refused) as no:
        running.agree_change(way.ref, next(iter(way.story.changes)), by=way.cast.on_pip, at=way.at)
    assert codes(no) == {"no-checkpoint-ahead"}
    for who in (way.cast.on_pip, way.cast.hr_partner, way.cast.manager):
        assert "change" not in {one.code for one in dues.dues_of(who, at=way.at)}
        with clock.pinned(way.at):
            page = sign_in(who).get(f"/formal/{way.ref}/criteria/").content.decode()
        assert "not in force" in page
        assert "steps/agree-change" not in page
        assert "steps/propose-change" not in page
