"""Closing, looking back, taking back, carrying on: what the verbs keep, and what they refuse."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from cadenza.objections import Refused, Unseen
from cadenza.people.models import Person
from cadenza.strategy import actions, closing, forward, rounds
from cadenza.strategy.actions import CheckInDraft, KeyResultDraft, ObjectiveDraft, RequirementDraft
from cadenza.strategy.closing import Ending
from cadenza.strategy.models import CheckIn, HeldBack, HelpAnswer, KeyResult, Objective
from cadenza.strategy.nearby import around
from cadenza.strategy.round_rules import Line
from cadenza.strategy.rules import Move
from cadenza.trail.models import Content

pytestmark = pytest.mark.django_db


def codes(refused):
    return [one.code for one in refused.value.objections]


@pytest.fixture
def next_cycle(quarter, at):
    return actions.ensure_cycle(quarter.cycle.end_date + timedelta(days=1), at=at)


class TestClosing:
    def test_a_last_figure_is_appended_before_a_key_result_closes(self, quarter, cast, at):
        """STRAT-2: the history ends where the result ended."""
        closing.close_key_result(quarter.result.pk, Ending(Decimal(75), note="Two banks are missing."), by=cast.manager, at=at)
        result = KeyResult.objects.get(pk=quarter.result.pk)
        assert (result.state, result.final_value, result.current, result.closed_at) == ("closed", Decimal(75), Decimal(75), at)
        assert CheckIn.objects.get().note == "Two banks are missing."

    def test_a_figure_that_stands_already_is_not_said_twice(self, quarter, cast, at):
        actions.check_in(quarter.result.pk, CheckInDraft(Decimal(75)), by=cast.engineer, at=at)
        closing.close_key_result(quarter.result.pk, Ending(Decimal(75)), by=cast.manager, at=at)
        assert CheckIn.objects.count() == 1

    def test_an_owner_does_not_close_their_own(self, quarter, cast, at):
        """TRUST B1: t is for those who lead."""
        with pytest.raises(PermissionDenied):
            closing.close_key_result(quarter.result.pk, Ending(), by=cast.engineer, at=at)

    def test_what_is_taken_up_again_has_no_final_figure(self, quarter, cast, at):
        closing.close_key_result(quarter.result.pk, Ending(Decimal(75)), by=cast.manager, at=at)
        actions.move_key_result(quarter.result.pk, Move.REOPEN, by=cast.manager, at=at)
        result = KeyResult.objects.get(pk=quarter.result.pk)
        assert (result.state, result.final_value, result.closed_at) == ("active", None, None)

    def test_a_cycle_is_closed_in_one_go_or_not_at_all(self, quarter, cast, at):
        other = actions.add_key_result(
            quarter.objective.pk, KeyResultDraft("Ledger moved", quarter.cycle.end_date, direction="milestone"), by=cast.manager, at=at
        )
        wrong = {quarter.result.pk: Ending(Decimal(75)), other.pk: Ending(done_on=(at + timedelta(days=9)).date())}
        with pytest.raises(rounds.RoundRefused) as refused:
            closing.close_results(wrong, by=cast.manager, at=at)
        assert list(refused.value.found) == [other.pk]
        assert not KeyResult.objects.filter(state="closed").exists()
        assert closing.close_results({**wrong, other.pk: Ending(done_on=at.date())}, by=cast.manager, at=at) == 2

    def test_what_the_last_cycle_left_open_waits_for_its_lead(self, quarter, cast, at):
        """DUE-1: the lead is asked, those above may."""
        cast.team.lead = cast.manager
        cast.team.save()
        after = at + timedelta(days=60)
        assert around(cast.manager, quarter.cycle, at=at).to_close is None
        assert around(cast.manager, quarter.cycle, at=after).to_close == (quarter.cycle, 1)
        assert around(cast.upline, quarter.cycle, at=after).to_close is None
        assert list(closing.left_open(cast.upline, quarter.cycle, at=after)) == [quarter.result]


class TestWhatHelped:
    """IMP-4: the owner, about capabilities, once the end is reached."""

    @pytest.fixture
    def closed(self, quarter, cast, at):
        actions.require_capability(quarter.result.pk, RequirementDraft(quarter.capability.pk, 3, 2), by=cast.manager, at=at)
        closing.close_key_result(quarter.result.pk, Ending(Decimal(75)), by=cast.manager, at=at)
        return quarter

    def answer(self, quarter, by, at, helped="helped", by_what="The range in the forecast let us cut scope in week 3."):
        return closing.answer_help(quarter.result.pk, quarter.capability.pk, helped=helped, by_what=by_what, by=by, at=at)

    def test_the_owner_answers_and_is_asked_no_more(self, closed, cast, at):
        assert around(cast.engineer, closed.cycle, at=at).to_look_back_on == [closed.result]
        self.answer(closed, cast.engineer, at)
        assert around(cast.engineer, closed.cycle, at=at).to_look_back_on == []
        kept = closing.help_answers_of(closed.result)[closed.capability.pk]
        assert (kept.helped, kept.level, kept.by) == ("helped", 3, cast.engineer)

    def test_a_later_answer_counts_and_the_first_one_stays(self, closed, cast, at):
        self.answer(closed, cast.engineer, at)
        self.answer(closed, cast.engineer, at + timedelta(hours=1), "no-difference", "")
        assert closing.help_answers_of(closed.result)[closed.capability.pk].helped == "no-difference"
        assert HelpAnswer.objects.count() == 2

    def test_a_bare_yes_is_no_finding(self, closed, cast, at):
        with pytest.raises(Refused) as refused:
            self.answer(closed, cast.engineer, at, by_what=" ")
        assert codes(refused) == ["help-by-what"]

    def test_nobody_answers_for_the_owner(self, closed, cast, at):
        for somebody in (cast.manager, cast.upline, cast.executive, cast.hr_admin, cast.peer):
            with pytest.raises(PermissionDenied):
                self.answer(closed, somebody, at)

    def test_where_nobody_owns_it_any_more_the_lead_is_asked_and_answers(self, closed, cast, at):
        """Nobody named, somebody who has left, a last day that is over: asked of one, and those who lead may answer."""
        cast.team.lead = cast.manager
        cast.team.save()
        assert around(cast.manager, closed.cycle, at=at).to_look_back_on == []
        Person.objects.filter(pk=cast.peer.pk).update(end_date=at.date() - timedelta(days=1))
        for owner in (None, cast.leaver, cast.peer):
            KeyResult.objects.update(owner=owner)
            HelpAnswer.objects.all().delete()  # as if nobody had been asked yet
            assert around(cast.manager, closed.cycle, at=at).to_look_back_on == [closed.result], owner
            assert around(cast.upline, closed.cycle, at=at).to_look_back_on == []
            self.answer(closed, cast.manager, at)
            assert around(cast.manager, closed.cycle, at=at).to_look_back_on == []
            self.answer(closed, cast.upline, at)
            with pytest.raises(PermissionDenied):
                self.answer(closed, cast.engineer, at)

    def test_it_is_not_asked_while_the_cycle_runs(self, quarter, cast, at):
        actions.require_capability(quarter.result.pk, RequirementDraft(quarter.capability.pk, 3), by=cast.manager, at=at)
        with pytest.raises(Refused) as refused:
            self.answer(quarter, cast.engineer, at)
        assert codes(refused) == ["help-asked-at-the-end"]
        assert around(cast.engineer, quarter.cycle, at=at).to_look_back_on == []
        assert around(cast.engineer, quarter.cycle, at=at + timedelta(days=45)).to_look_back_on == [quarter.result]

    def test_after_two_months_nobody_is_asked_any_more(self, closed, cast, at):
        assert around(cast.engineer, closed.cycle, at=at + timedelta(days=120)).to_look_back_on == []

    def test_a_capability_that_was_not_needed_has_no_answer(self, closed, cast, at):
        closed.result.requirements.all().delete()
        with pytest.raises(Refused) as refused:
            self.answer(closed, cast.engineer, at)
        assert codes(refused) == ["help-of-nothing-needed"]


class TestTheStandingQuestion:
    """STRAT-5."""

    def test_an_answer_is_kept_and_the_last_one_counts(self, quarter, cast, at):
        closing.answer_held_back(quarter.result.pk, capability_id=None, by=cast.engineer, at=at)
        closing.answer_held_back(
            quarter.result.pk, capability_id=quarter.capability.pk, note="No range", by=cast.manager, at=at + timedelta(1)
        )
        assert closing.held_back_of([quarter.result.pk])[quarter.result.pk].capability == quarter.capability
        assert HeldBack.objects.count() == 2

    def test_a_capability_that_nobody_knows_is_refused(self, quarter, cast, at):
        with pytest.raises(Refused) as refused:
            closing.answer_held_back(quarter.result.pk, capability_id=999, by=cast.manager, at=at)
        assert codes(refused) == ["held-back-unknown"]

    def test_a_reader_does_not_answer(self, quarter, cast, at):
        with pytest.raises(PermissionDenied):
            closing.answer_held_back(quarter.result.pk, capability_id=None, by=cast.outsider, at=at)


class TestTakingBack:
    """STRAT-2: nothing is overwritten, and a slip of the keyboard need not stand."""

    def test_the_last_check_in_goes_back_to_what_stood_before(self, quarter, cast, at):
        actions.check_in(quarter.result.pk, CheckInDraft(Decimal(50), Decimal("0.5")), by=cast.engineer, at=at)
        slip = actions.check_in(quarter.result.pk, CheckInDraft(Decimal(500)), by=cast.engineer, at=at + timedelta(minutes=1))
        actions.take_back(slip.pk, by=cast.engineer, at=at + timedelta(minutes=2))
        result = KeyResult.objects.get(pk=quarter.result.pk)
        assert (result.current, result.confidence) == (Decimal(50), Decimal("0.5"))
        assert CheckIn.objects.get(pk=slip.pk).value == Decimal(500)

    def test_only_its_author_and_only_the_last_one(self, quarter, cast, at):
        first = actions.check_in(quarter.result.pk, CheckInDraft(Decimal(50)), by=cast.engineer, at=at)
        last = actions.check_in(quarter.result.pk, CheckInDraft(Decimal(51)), by=cast.manager, at=at + timedelta(minutes=1))
        for look, by in ((first, cast.engineer), (last, cast.engineer)):
            with pytest.raises(Refused) as refused:
                actions.take_back(look.pk, by=by, at=at)
            assert codes(refused) == ["check-in-not-to-take-back"]
        with pytest.raises(Unseen):
            actions.take_back(999, by=cast.engineer, at=at)

    def test_a_key_result_added_by_mistake_goes_while_nothing_is_said(self, quarter, cast, at):
        actions.remove_key_result(quarter.result.pk, by=cast.manager, at=at)
        assert not KeyResult.objects.exists()
        assert Content.objects.filter(kind="strategy.key-result-removed").exists()

    def test_what_somebody_has_said_something_about_stays(self, quarter, cast, at):
        actions.check_in(quarter.result.pk, CheckInDraft(Decimal(50)), by=cast.engineer, at=at)
        with pytest.raises(Refused) as refused:
            actions.remove_key_result(quarter.result.pk, by=cast.manager, at=at)
        assert codes(refused) == ["not-a-mistake-any-more"]

    def test_an_objective_goes_only_while_it_is_empty(self, quarter, cast, at):
        with pytest.raises(Refused):
            actions.remove_objective(quarter.objective.pk, by=cast.manager, at=at)
        empty = actions.add_objective(quarter.cycle.pk, ObjectiveDraft("team", "By mistake", cast.team.pk), by=cast.manager, at=at)
        actions.remove_objective(empty.pk, by=cast.manager, at=at)
        assert not Objective.objects.filter(pk=empty.pk).exists()


class TestObjectivesMove:
    """STRAT-1, TRUST B1: managers run their own team's objectives."""

    def test_an_objective_closes_once_its_key_results_have(self, quarter, cast, at):
        with pytest.raises(Refused) as refused:
            actions.move_objective(quarter.objective.pk, Move.CLOSE, by=cast.manager, at=at)
        assert codes(refused) == ["objective-has-running-results"]
        actions.move_key_result(quarter.result.pk, Move.CLOSE, by=cast.manager, at=at)
        assert actions.move_objective(quarter.objective.pk, Move.CLOSE, by=cast.manager, at=at).state == "closed"
        assert actions.move_objective(quarter.objective.pk, Move.REOPEN, by=cast.manager, at=at).state == "active"

    def test_neither_owner_nor_outsider_moves_it(self, quarter, cast, at):
        for somebody in (cast.engineer, cast.outsider_manager, cast.hr_admin):
            with pytest.raises(PermissionDenied):
                actions.move_objective(quarter.objective.pk, Move.DROP, by=somebody, at=at)


def line(result, value=None, confidence=None, note="", **shown):
    known = {"shown_value": result.current, "shown_confidence": result.confidence, "shown_done_on": result.done_on, **shown}
    return Line(value=value, confidence=confidence, done_on=None, note=note, **known)


class TestTheRound:
    def test_what_changed_is_appended_and_the_rest_is_looked_at(self, quarter, cast, at):
        """STRAT-2: skip what did not change."""
        other = actions.add_key_result(
            quarter.objective.pk,
            KeyResultDraft("Second", quarter.cycle.end_date, baseline=Decimal(0), target=Decimal(9)),
            by=cast.manager,
            at=at,
        )
        lines = {quarter.result.pk: line(quarter.result, Decimal(52), note="Two banks"), other.pk: line(other)}
        assert rounds.hold_round(lines, by=cast.manager, at=at) == 1
        assert CheckIn.objects.get().note == "Two banks"
        assert set(KeyResult.objects.values_list("looked_at", flat=True)) == {at}
        assert rounds.round_of(cast.manager, "2026-q4", at=at).waiting == 0

    def test_a_field_left_alone_overwrites_nothing_that_was_said_meanwhile(self, quarter, cast, at):
        """DATA-1: two looks at once."""
        shown = line(quarter.result, None, Decimal("0.4"))
        actions.check_in(quarter.result.pk, CheckInDraft(Decimal(60)), by=cast.engineer, at=at)
        rounds.hold_round({quarter.result.pk: shown}, by=cast.manager, at=at)
        result = KeyResult.objects.get(pk=quarter.result.pk)
        assert (result.current, result.confidence, CheckIn.objects.count()) == (Decimal(60), Decimal("0.4"), 2)

    def test_one_refusal_keeps_nothing_and_names_its_key_result(self, quarter, cast, at):
        with pytest.raises(rounds.RoundRefused) as refused:
            rounds.hold_round({quarter.result.pk: line(quarter.result, Decimal(50), Decimal(7))}, by=cast.manager, at=at)
        assert list(refused.value.found) == [quarter.result.pk]
        assert not CheckIn.objects.exists()

    def test_without_a_lead_whoever_manages_the_team_looks(self, quarter, cast, at):
        """DUE-1: somebody is asked, and not everybody above."""
        Objective.objects.update(owner=None)
        KeyResult.objects.update(owner=None)
        assert rounds.round_of(cast.manager, "2026-q4", at=at).results == [quarter.result]
        for somebody in (cast.engineer, cast.upline, cast.leader):
            assert rounds.round_of(somebody, "2026-q4", at=at).results == []

    def test_a_stranger_to_the_work_looks_at_nothing(self, quarter, cast, at):
        assert rounds.round_of(cast.outsider, "2026-q4", at=at).results == []
        with pytest.raises(PermissionDenied):
            rounds.hold_round({quarter.result.pk: line(quarter.result, Decimal(50))}, by=cast.outsider, at=at)


class TestCarryingOn:
    """Issue 5, item 1: copy forward of what continues."""

    def carry(self, quarter, next_cycle, by, at, **more):
        picked = {"objectives": [], "key_results": [quarter.result.pk], **more}
        return forward.carry_on(quarter.cycle.pk, next_cycle.pk, **picked, by=by, at=at)

    def test_a_copy_is_a_draft_that_starts_where_the_last_one_stands(self, quarter, next_cycle, cast, at):
        actions.require_capability(quarter.result.pk, RequirementDraft(quarter.capability.pk, 3, 2), by=cast.manager, at=at)
        actions.check_in(quarter.result.pk, CheckInDraft(Decimal(61)), by=cast.engineer, at=at)
        made = self.carry(quarter, next_cycle, cast.manager, at)
        copy = KeyResult.objects.get(pk=made.results[0].pk)
        assert (copy.state, copy.baseline, copy.target, copy.continues, copy.key) == (
            "draft",
            Decimal(61),
            Decimal(80),
            quarter.result,
            "PAY-1",
        )
        assert (copy.objective.state, copy.objective.continues, copy.cycle) == ("draft", quarter.objective, next_cycle)
        assert copy.due_date == next_cycle.end_date - timedelta(days=13)
        assert [(one.capability, one.level, one.people_needed) for one in copy.requirements.all()] == [(quarter.capability, 3, 2)]

    def test_done_twice_it_is_done_once(self, quarter, next_cycle, cast, at):
        self.carry(quarter, next_cycle, cast.manager, at)
        again = self.carry(quarter, next_cycle, cast.upline, at)
        assert (again.objectives, again.results, again.standing) == ([], [], 1)
        assert KeyResult.objects.filter(cycle=next_cycle).count() == 1

    def test_alignment_comes_along_whichever_end_goes_first(self, quarter, next_cycle, cast, at):
        """STRAT-1."""
        self.carry(quarter, next_cycle, cast.manager, at)
        team = Objective.objects.get(continues=quarter.objective)
        assert list(team.serves.all()) == []
        self.carry(quarter, next_cycle, cast.executive, at, objectives=[quarter.company.pk], key_results=[])
        assert [one.continues for one in team.serves.all()] == [quarter.company]

    def test_a_copy_is_published_with_its_key_results(self, quarter, next_cycle, cast, at):
        made = self.carry(quarter, next_cycle, cast.manager, at)
        actions.move_objective(made.objectives[0].pk, Move.START, by=cast.manager, at=at)
        assert KeyResult.objects.get(pk=made.results[0].pk).state == "active"

    def test_a_copy_that_lacks_its_next_target_stays_a_draft(self, quarter, next_cycle, cast, at):
        actions.check_in(quarter.result.pk, CheckInDraft(Decimal(90)), by=cast.engineer, at=at)
        made = self.carry(quarter, next_cycle, cast.manager, at)
        actions.move_objective(made.objectives[0].pk, Move.START, by=cast.manager, at=at)
        assert KeyResult.objects.get(pk=made.results[0].pk).state == "draft"

    def test_until_it_is_published_a_copy_can_be_taken_back(self, quarter, next_cycle, cast, at):
        made = self.carry(quarter, next_cycle, cast.manager, at)
        forward.take_back_copy(made.objectives[0].pk, by=cast.manager, at=at)
        assert not Objective.objects.filter(cycle=next_cycle).exists()
        made = self.carry(quarter, next_cycle, cast.manager, at)
        actions.move_objective(made.objectives[0].pk, Move.START, by=cast.manager, at=at)
        with pytest.raises(Refused) as refused:
            forward.take_back_copy(made.objectives[0].pk, by=cast.manager, at=at)
        assert codes(refused) == ["copy-not-to-take-back"]

    def test_nobody_carries_on_what_is_not_theirs_to_add(self, quarter, next_cycle, cast, at):
        """TRUST B1."""
        for somebody in (cast.engineer, cast.outsider_manager, cast.hr_admin):
            with pytest.raises(Unseen):
                self.carry(quarter, next_cycle, somebody, at)

    def test_nothing_is_carried_backwards_or_from_nothing(self, quarter, next_cycle, cast, at):
        with pytest.raises(Refused) as refused:
            forward.carry_on(next_cycle.pk, quarter.cycle.pk, objectives=[], key_results=[], by=cast.manager, at=at)
        assert codes(refused) == ["carried-backwards"]
        with pytest.raises(Refused) as refused:
            self.carry(quarter, next_cycle, cast.manager, at, key_results=[])
        assert codes(refused) == ["nothing-to-carry-on"]
