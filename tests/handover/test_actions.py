"""HAND-1, HAND-2: words that are written, sent and answered, and a plan that carries on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from tests.agreed import SECOND
from tests.cast import NOW
from tests.handover.conftest import AFTER, AHEAD, Change

from cadenza.handover import actions, queries
from cadenza.handover.models import Briefing, HandedCommitment
from cadenza.handover.rules import Answer, Reply
from cadenza.objections import Refused, Unseen
from cadenza.people.models import Person
from cadenza.plans.models import Commitment, Review, TradeOff
from cadenza.plans.rules import CommitmentState
from cadenza.trail.models import Content
from cadenza.web.revisions import Conflict, Edit, base_of

pytestmark = pytest.mark.django_db


def say(change: Change, text: str = "Ask Sam early about dates", *, base: str = "") -> None:
    actions.write_advice(change.ref, {"advice": Edit(text, base)}, by=change.cast.manager, at=NOW)


def promise(change: Change) -> Commitment:
    return Commitment.objects.get(plan=change.plan, replaced_by=None, state=CommitmentState.OPEN)


def test_the_outgoing_managers_words_are_kept(known: Change) -> None:
    say(known)
    assert known.handover.advice == "Ask Sam early about dates"


def test_two_tabs_of_one_manager_overwrite_nothing(known: Change) -> None:
    """DATA-1."""
    say(known)
    with pytest.raises(Conflict):
        say(known, "Something else")


def test_what_is_written_for_everybody_is_copied_into_each_pack_that_is_sent(known: Change) -> None:
    edits = {"risks": Edit("The ledger freeze begins on 7 December", base_of(Briefing(), "risks"))}
    actions.write_briefing([known.ref], edits, by=known.cast.manager, at=NOW)
    actions.send([known.ref], by=known.cast.manager, at=NOW)
    assert known.handover.risks == "The ledger freeze begins on 7 December"
    assert not Briefing.objects.exists()


def test_sent_words_stand(known: Change) -> None:
    actions.send([known.ref], by=known.cast.manager, at=NOW)
    with pytest.raises(Unseen):
        say(known)


def test_the_person_reads_and_comments(known: Change) -> None:
    actions.comment(known.ref, Edit("I would rather keep Fridays free", ""), by=known.cast.engineer, at=NOW)
    assert (known.handover.comment, known.handover.read_at) == ("I would rather keep Fridays free", NOW)


def test_having_read_is_enough(known: Change) -> None:
    actions.comment(known.ref, Edit("", ""), by=known.cast.engineer, at=NOW)
    assert known.handover.read_at == NOW


def test_a_commitment_that_nobody_answered_stops_the_taking_over(known: Change) -> None:
    """HAND-2: each by name."""
    with pytest.raises(Refused) as no:
        actions.accept(known.ref, {}, by=known.cast.new_manager, at=AFTER)
    assert [one.code for one in no.value.objections] == ["commitment-unanswered"]
    assert known.handover.accepted_at is None


def test_a_commitment_that_is_taken_over_has_a_new_holder_and_its_old_day(known: Change) -> None:
    before = promise(known)
    actions.accept(known.ref, {before.pk: Reply(Answer.TAKE_OVER)}, by=known.cast.new_manager, at=AFTER)
    after = promise(known)
    assert (after.pk, after.holder, after.made_by, after.due_date) == (
        before.pk,
        known.cast.new_manager,
        known.cast.manager,
        before.due_date,
    )


def test_a_commitment_with_a_new_day_keeps_its_old_one_on_record(known: Change) -> None:
    """COM-2: renegotiated, with the reason, as visible as the new one."""
    before = promise(known)
    reply = Reply(Answer.RENEGOTIATE, date(2026, 12, 18), "The rota is full until then")
    actions.accept(known.ref, {before.pk: reply}, by=known.cast.new_manager, at=AFTER)
    before.refresh_from_db()
    assert (before.state, before.holder, before.reason) == ("renegotiated", known.cast.manager, "The rota is full until then")
    assert before.replaced_by is not None
    assert (before.replaced_by.holder, before.replaced_by.due_date) == (known.cast.new_manager, date(2026, 12, 18))


def test_who_answered_what_is_kept_by_name(known: Change) -> None:
    one = promise(known)
    actions.accept(known.ref, {one.pk: Reply(Answer.TAKE_OVER)}, by=known.cast.new_manager, at=AFTER)
    kept = HandedCommitment.objects.get()
    assert (kept.commitment, kept.held_by, kept.answer) == (one, known.cast.manager, Answer.TAKE_OVER)


def test_the_plan_goes_on_and_the_next_review_stays_due(known: Change) -> None:
    """PLAN-12, HAND-2: a plan survives a change of manager unbroken. Never dropped, never reset, whether the change was accepted or not."""
    before = list(Review.objects.values_list("pk", "planned_on", "due_on", "moved_times", "held_on"))
    version = known.plan.agreed_version_id
    actions.accept(known.ref, {promise(known).pk: Reply(Answer.TAKE_OVER)}, by=known.cast.new_manager, at=AFTER)
    known.plan.refresh_from_db()
    assert list(Review.objects.values_list("pk", "planned_on", "due_on", "moved_times", "held_on")) == before
    assert (known.plan.state, known.plan.agreed_version_id) == ("active", version)
    pack = queries.pack_for(known.cast.new_manager, "see-pack", known.ref, at=AFTER)
    assert pack.next_review is not None and pack.next_review.due_on == SECOND


def test_a_failure_half_way_leaves_nothing(known: Change, monkeypatch: pytest.MonkeyPatch) -> None:
    """TRUST N14: the record's entry fails at the very end."""

    def fails(*_given: object, **_more: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(actions, "record", fails)
    with pytest.raises(RuntimeError):
        actions.accept(known.ref, {promise(known).pk: Reply(Answer.TAKE_OVER)}, by=known.cast.new_manager, at=AFTER)
    assert promise(known).holder == known.cast.manager
    assert not HandedCommitment.objects.exists()


def test_a_pack_assembles_itself(known: Change) -> None:
    """HAND-1: plan, states, open commitments, review log and dates."""
    pack = queries.pack_for(known.cast.manager, "see-pack", known.ref, at=NOW)
    assert [one.goal.number for one in pack.goals] == [1, 2]
    assert [one.what for one in pack.commitments] == ["Four sessions with Ruth"]
    assert [one.held_on for one in pack.held] == [date(2026, 10, 27)]


def test_what_gave_way_goes_along_with_how_it_was_made_good(known: Change, sign_in: Callable[[Person], Client]) -> None:
    """HAND-1, TIME-1: every trade-off of the plan, what is still owed first."""
    row = {
        "plan": known.plan,
        "to_what": "the freeze",
        "why": "Nobody else knew the ledger",
        "recorded_at": NOW,
        "recorded_by": known.cast.manager,
    }
    good = {"made_good_on": NOW.date(), "made_good_words": "A whole day beside Ruth", "made_good_noted_by": known.cast.engineer}
    for number, (gave_way, days, made) in enumerate((("Fridays", 3, good), ("Mondays", 17, {}), ("Tuesdays", 10, {})), start=1):
        TradeOff.objects.create(**row, **made, number=number, gave_way=gave_way, made_good_by=NOW.date() + timedelta(days=days))
    pack = queries.pack_for(known.cast.new_manager, "see-pack", known.ref, at=AFTER)
    assert [one.gave_way for one in pack.trade_offs] == ["Tuesdays", "Mondays", "Fridays"]
    page = sign_in(known.cast.manager).get(f"/handovers/{known.ref}/").content.decode()
    assert f"Made good on 24 November 2026, noted by {known.cast.engineer.name}" in page
    assert "A whole day beside Ruth" in page


def test_a_manager_who_is_gone_leaves_a_pack_made_by_the_system(moved: Change) -> None:
    """TRUST 1.7."""
    from_now = NOW + timedelta(hours=1)
    moved.cast.manager.end_date = NOW.date() - timedelta(days=1)
    moved.cast.manager.save()
    pack = queries.pack_for(moved.cast.new_manager, "accept", moved.ref, at=from_now)
    assert pack.system_made and pack.words == {} and len(pack.goals) == 2


def test_what_was_written_and_not_sent_does_not_reach_the_next_manager(known: Change) -> None:
    """TRUST H1: released, or not there."""
    say(known)
    assert queries.pack_for(known.cast.engineer, "see-words", known.ref, at=NOW).words == {"advice": "Ask Sam early about dates"}
    assert not queries.pack_for(known.cast.new_manager, "see-pack", known.ref, at=AFTER).may("see-words")


@pytest.mark.parametrize("days", [13, 15])
def test_hr_owes_a_look_at_what_nobody_took_over_in_time(known: Change, days: int) -> None:
    """HAND-2."""
    at = AHEAD + timedelta(days=days)
    late = int(days > 14)
    assert (queries.not_taken_over(known.cast.hr_partner, at=at), queries.not_taken_over(known.cast.hr_admin, at=at)) == (late, late)
    assert queries.not_taken_over(known.cast.outsider, at=at) == 0


def test_the_record_holds_no_word_of_a_handover(known: Change) -> None:
    say(known, "zqhandedoverqz")
    actions.comment(known.ref, Edit("zqcommentqz", ""), by=known.cast.engineer, at=NOW)
    actions.send([known.ref], by=known.cast.manager, at=NOW)
    kept = " ".join(str(row) for row in Content.objects.values_list("kind", "facts"))
    assert "handover.sent" in kept and "zq" not in kept
