"""EARLY-1 to EARLY-6: what an author does with a note, what the person does with agreed points, what HR is given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.cast import NOW, Cast
from tests.conversations.conftest import CONCERN, DAY, DETAILS, POINTS, Talk, move, words

from cadenza.conversations import actions, bundles, queries, sealed, writing
from cadenza.conversations.escalating import citable_notes, frozen_copies
from cadenza.conversations.models import EscalatedNote, Escalation, KeptDraft, Note, NoteDraft, NoteText, Slip, SlipReply
from cadenza.conversations.rules import NoteState
from cadenza.conversations.slip_queries import citable_slips, slips_about
from cadenza.objections import Refused, Unseen
from cadenza.people import relations
from cadenza.people.models import Freeze
from cadenza.practice.hint_rules import open_findings
from cadenza.sealing.keys import Unreadable
from cadenza.sealing.models import DataKey
from cadenza.trail.models import Content, Entry
from cadenza.trail.queries import private_entries_of
from cadenza.trail.verify import broken_links
from cadenza.web.revisions import Conflict, Edit, base_of
from cadenza.wording import Kind

pytestmark = pytest.mark.django_db


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {one.code for one in refused.value.objections}


class TestRecording:
    """EARLY-1."""

    def test_a_note_keeps_its_words_for_its_author(self, talk: Talk) -> None:
        found = queries.note_page(talk.cast.manager, talk.ref, at=NOW)
        assert {name: found.words[name] for name in DETAILS.words} == DETAILS.words
        assert (found.held_on, found.note.follow_up_on) == (date(2026, 11, 23), date(2026, 12, 21))

    def test_only_somebody_who_reports_to_the_author_can_be_noted_about(self, cast: Cast) -> None:
        for person in (cast.outsider, cast.upline, cast.manager, cast.leaver):
            with pytest.raises(Unseen):
                actions.record_note(person.pk, DETAILS, by=cast.manager, at=NOW)

    def test_a_stand_in_records_nothing(self, cast: Cast) -> None:
        """TRUST X10."""
        with pytest.raises(Unseen):
            actions.record_note(cast.peer.pk, DETAILS, by=cast.delegate, at=NOW)

    def test_a_refused_note_leaves_no_trace(self, cast: Cast) -> None:
        before = Entry.objects.count()
        with pytest.raises(Refused) as no:
            actions.record_note(cast.peer.pk, words(concern=" "), by=cast.manager, at=NOW)
        assert codes(no) == {"no-concern"}
        assert (Note.objects.count(), Entry.objects.count()) == (0, before)

    def test_references_can_be_neither_guessed_nor_counted_through(self, cast: Cast) -> None:
        refs = {actions.record_note(cast.peer.pk, DETAILS, by=cast.manager, at=NOW).ref for _ in range(5)}
        assert len(refs) == 5
        assert all(len(ref) == 10 and ref.startswith("N-") for ref in refs)

    def test_recording_forgets_the_draft_and_its_key(self, cast: Cast) -> None:
        draft, _changed = write(cast, concern=CONCERN, person=str(cast.peer.pk))
        actions.record_note(cast.peer.pk, DETAILS, by=cast.manager, at=NOW)
        assert not NoteDraft.objects.exists()
        assert DataKey.objects.get(unit=sealed.unit_of_draft(draft).name).destroyed_at == NOW


def write(cast: Cast, **said: str) -> tuple[NoteDraft, frozenset[str]]:
    """Save a draft as the page does that shows what stands."""
    draft = writing.draft_of(cast.manager, at=NOW)
    edits = {name: Edit(text, base_of(draft, name)) for name, text in said.items()}
    return actions.save_draft(edits, by=cast.manager, at=NOW)


class TestDrafts:
    """TRUST N11, 0.7."""

    def test_what_is_typed_comes_back(self, cast: Cast) -> None:
        write(cast, concern="Half a sen")
        write(cast, concern="Half a sentence", support="An hour")
        assert writing.draft_of(cast.manager, at=NOW).words["concern"] == "Half a sentence"

    def test_two_windows_do_not_overwrite_each_other(self, cast: Cast) -> None:
        """DATA-1."""
        write(cast, concern="In one window")
        with pytest.raises(Conflict):
            actions.save_draft({"concern": Edit("In another", "0.")}, by=cast.manager, at=NOW)

    def test_a_dismissed_hint_is_sealed_with_the_draft_and_forgotten_with_the_words(self, cast: Cast) -> None:
        """EARLY-3, COACH-3."""
        from_page = writing.draft_of(cast.manager, at=NOW)
        edits = {"concern": Edit("He is lazy", base_of(from_page, "concern"))}
        flaws = {one.flaw for one in _findings("He is lazy")}
        actions.save_draft(edits, {"concern": frozenset(flaws)}, by=cast.manager, at=NOW)
        assert writing.draft_of(cast.manager, at=NOW).dismissed_in("concern") == flaws
        write(cast, concern="He is lazy again")
        assert writing.draft_of(cast.manager, at=NOW).dismissed_in("concern") == frozenset()

    def test_another_person_is_another_key(self, cast: Cast) -> None:
        first, _ = write(cast, person=str(cast.peer.pk), concern=CONCERN)
        name = sealed.unit_of_draft(first).name
        write(cast, person=str(cast.engineer.pk))
        assert DataKey.objects.get(unit=name).destroyed_at == NOW
        assert writing.draft_of(cast.manager, at=NOW).words["concern"] == CONCERN

    def test_whoever_never_led_anybody_keeps_no_draft(self, cast: Cast) -> None:
        with pytest.raises(Unseen):
            actions.save_draft({"concern": Edit("x", "")}, by=cast.engineer, at=NOW)

    def test_a_draft_about_somebody_who_moved_on_is_gone(self, cast: Cast) -> None:
        write(cast, person=str(cast.peer.pk), concern=CONCERN)
        move(cast.peer, cast.new_manager, at=NOW)
        assert writing.draft_of(cast.manager, at=NOW).words == {}
        actions.settle_lines(NOW)
        assert not NoteDraft.objects.exists()

    def test_while_records_are_frozen_an_overwritten_draft_keeps_what_it_said(self, cast: Cast) -> None:
        """TRUST L13."""
        write(cast, person=str(cast.peer.pk), concern="First words")
        Freeze.objects.create(person=cast.peer, since=NOW)
        write(cast, concern="Other words")
        kept = KeptDraft.objects.get()
        draft = writing.draft_of(cast.manager, at=NOW)
        as_it_was = NoteDraft(author=kept.author, subject=kept.subject, key=kept.key)
        unit, place = sealed.unit_of_draft(as_it_was), sealed.place_of_draft(as_it_was)
        assert sealed.open_words(kept.sealed, unit=unit, place=place)["concern"] == "First words"
        assert draft.words["concern"] == "Other words"

    def test_the_end_of_a_freeze_leaves_what_is_being_written(self, cast: Cast) -> None:
        """DATA-1, TRUST L13: the kept words go with their key, the words of today stay."""
        write(cast, person=str(cast.peer.pk), concern="First words")
        freeze = Freeze.objects.create(person=cast.peer, since=NOW)
        for said in ("Other words", "Words of today"):
            write(cast, concern=said)
        kept = {one.key for one in KeptDraft.objects.all()}
        freeze.until = NOW + DAY
        freeze.save()
        actions.purge(NOW + 2 * DAY)
        assert not KeptDraft.objects.exists()
        assert {row.unit for row in DataKey.objects.exclude(destroyed_at=None)} == {f"note-draft:{key}" for key in kept}
        assert writing.draft_of(cast.manager, at=NOW + 2 * DAY).words["concern"] == "Words of today"


def _findings(text: str) -> tuple[Any, ...]:
    return open_findings(text, Kind.CONCERN_STATEMENT)


class TestChanging:
    """EARLY-1, TRUST 1.7: twenty-four hours, then appended."""

    def seen(self, talk: Talk) -> str:
        return writing.mark_of(writing.words_of(talk.note)[1])

    def test_words_may_be_changed_within_a_day(self, talk: Talk) -> None:
        later = NOW + timedelta(hours=23, minutes=59)
        actions.change_note(talk.ref, words(concern="Better said"), seen=self.seen(talk), by=talk.cast.manager, at=later)
        assert queries.note_page(talk.cast.manager, talk.ref, at=later).words["concern"] == "Better said"
        assert NoteText.objects.count() == 1

    def test_after_a_day_they_stand_and_additions_are_dated(self, talk: Talk) -> None:
        later = NOW + DAY
        with pytest.raises(Refused) as no:
            actions.change_note(talk.ref, DETAILS, seen=self.seen(talk), by=talk.cast.manager, at=later)
        assert codes(no) == {"note-is-settled"}
        actions.add_to_note(talk.ref, "She showed me the first plan.", by=talk.cast.manager, at=later)
        found = queries.note_page(talk.cast.manager, talk.ref, at=later)
        assert [(one.at, one.words) for one in found.later] == [(later, "She showed me the first plan.")]

    def test_a_change_from_an_old_page_is_refused(self, talk: Talk) -> None:
        """DATA-1."""
        old = self.seen(talk)
        actions.change_note(talk.ref, words(concern="One"), seen=old, by=talk.cast.manager, at=NOW)
        with pytest.raises(Refused) as no:
            actions.change_note(talk.ref, words(concern="Two"), seen=old, by=talk.cast.manager, at=NOW)
        assert codes(no) == {"note-changed-elsewhere"}

    def test_while_records_are_frozen_a_change_stands_beside_what_was_said(self, talk: Talk) -> None:
        """TRUST L13."""
        Freeze.objects.create(person=talk.cast.peer, since=NOW)
        actions.change_note(talk.ref, words(concern="Better said"), seen=self.seen(talk), by=talk.cast.manager, at=NOW)
        found = queries.note_page(talk.cast.manager, talk.ref, at=NOW)
        assert found.words["concern"] == "Better said"
        assert [said["concern"] for _at, said in found.earlier] == [CONCERN]


class TestFollowingUp:
    """EARLY-4, EARLY-6."""

    @pytest.mark.parametrize("outcome", ["changed", "system", "personal"])
    def test_a_resolved_note_tells_nobody_why(self, talk: Talk, outcome: str) -> None:
        """EARLY-6: the cause lies sealed; the row says no more than that it is resolved."""
        actions.end_note(talk.ref, outcome, "All releases had a plan", by=talk.cast.manager, at=NOW + DAY)
        assert talk.note.state == NoteState.RESOLVED
        rows = [str(row) for model in (Note, NoteText) for row in model.objects.values()]
        assert not any(outcome in row for row in rows)

    def test_a_note_may_be_left_to_rest_without_words(self, talk: Talk) -> None:
        actions.end_note(talk.ref, "lapsed", "", by=talk.cast.manager, at=NOW + DAY)
        assert talk.note.state == NoteState.LAPSED

    def test_a_closed_note_does_not_open_again(self, talk: Talk) -> None:
        actions.end_note(talk.ref, "changed", "Done", by=talk.cast.manager, at=NOW + DAY)
        with pytest.raises(Refused) as no:
            actions.end_note(talk.ref, "lapsed", "", by=talk.cast.manager, at=NOW + DAY)
        assert codes(no) == {"note-is-closed"}

    def test_the_next_conversation_is_counted_and_has_its_own_expectation(self, talk: Talk) -> None:
        ref, at = talk.ref, NOW
        for number in (2, 3):
            at += DAY
            details = words(expectation=f"Expectation {number}")
            made = actions.repeat_note(ref, details, seen_since="One of two had a plan", by=talk.cast.manager, at=at)
            assert made.iteration == number
            ref = made.ref
        third = queries.note_page(talk.cast.manager, ref, at=at)
        assert [one.code for one in third.warnings] == ["third-conversation"]
        assert third.chain[0].ref == talk.ref
        assert len(third.chain) == 3
        assert third.words["expectation"] == "Expectation 3"
        assert queries.note_page(talk.cast.manager, talk.ref, at=at).warnings == []


class TestDeleting:
    """EARLY-2, TRUST 1.8, L13."""

    def test_a_deleted_note_is_erased_with_its_key_and_the_slip_stays(self, shared: Talk) -> None:
        unit, slip = sealed.unit_of_note(shared.note).name, shared.slip
        actions.delete_note(shared.ref, by=shared.cast.manager, at=NOW)
        assert DataKey.objects.get(unit=unit).wrapped is None
        assert not NoteText.objects.exists()
        assert slips_about(shared.cast.peer.pk)[0].ref == slip.ref

    def test_nothing_is_deleted_while_records_are_frozen(self, talk: Talk) -> None:
        Freeze.objects.create(person=talk.cast.peer, since=NOW)
        with pytest.raises(Refused) as no:
            actions.delete_note(talk.ref, by=talk.cast.manager, at=NOW)
        assert codes(no) == {"records-frozen"}

    def test_what_was_passed_to_hr_is_not_deleted(self, shared: Talk) -> None:
        shared.escalate()
        with pytest.raises(Refused) as no:
            actions.delete_note(shared.ref, by=shared.cast.manager, at=NOW)
        assert codes(no) == {"note-is-frozen"}


class TestAgreedPoints:
    """EARLY-2."""

    def test_the_person_reads_them_from_the_moment_they_are_shared(self, shared: Talk) -> None:
        found = slips_about(shared.cast.peer.pk)[0]
        assert {name: getattr(found, name) for name in POINTS.words} == POINTS.words

    def test_the_points_of_a_conversation_are_shared_once(self, shared: Talk) -> None:
        with pytest.raises(Refused) as no:
            shared.share()
        assert codes(no) == {"points-shared-before"}

    def test_they_may_be_changed_until_they_are_received(self, shared: Talk) -> None:
        cast, slip = shared.cast, shared.slip
        better = replace(POINTS, words={**POINTS.words, "seen": "Better said"})
        actions.change_points(slip.ref, better, seen_version=1, by=cast.manager, at=NOW)
        actions.receive_points(slip.ref, seen_version=2, by=cast.peer, at=NOW)
        with pytest.raises(Refused) as no:
            actions.change_points(slip.ref, POINTS, seen_version=2, by=cast.manager, at=NOW)
        assert codes(no) == {"slip-received"}
        assert slips_about(cast.peer.pk)[0].seen == "Better said"

    def test_nobody_receives_words_that_changed_behind_their_back(self, shared: Talk) -> None:
        slip = shared.slip
        actions.change_points(slip.ref, POINTS, seen_version=1, by=shared.cast.manager, at=NOW)
        with pytest.raises(Refused) as no:
            actions.receive_points(slip.ref, seen_version=1, by=shared.cast.peer, at=NOW)
        assert codes(no) == {"slip-changed"}

    def test_the_person_answers_as_often_as_they_want(self, shared: Talk) -> None:
        for said in ("I see it differently", "The plans are in place now"):
            actions.answer_points(shared.slip.ref, said, by=shared.cast.peer, at=NOW)
        assert [one.words for one in slips_about(shared.cast.peer.pk)[0].replies] == ["I see it differently", "The plans are in place now"]

    def test_the_author_neither_receives_nor_answers_for_the_person(self, shared: Talk) -> None:
        ref, manager = shared.slip.ref, shared.cast.manager
        with pytest.raises(Unseen):
            actions.receive_points(ref, seen_version=1, by=manager, at=NOW)
        with pytest.raises(Unseen):
            actions.answer_points(ref, "Agreed", by=manager, at=NOW)

    @pytest.mark.parametrize(("answer", "counts"), [("yes", True), ("no", False)])
    def test_a_conversation_entered_later_counts_once_the_person_confirms_it(self, cast: Cast, answer: str, counts: bool) -> None:
        """PIP-2."""
        earlier = replace(POINTS, held_on=date(2026, 3, 2), expected_by=date(2026, 4, 1))
        slip = actions.enter_points(cast.peer.pk, earlier, by=cast.manager, at=NOW)
        assert not slips_about(cast.peer.pk)[0].confirmed
        actions.confirm_points(slip.ref, answer, seen_version=slip.version, by=cast.peer, at=NOW)
        assert slips_about(cast.peer.pk)[0].confirmed is counts

    @pytest.mark.parametrize(("answer", "counts"), [("yes", True), ("no", False)])
    def test_points_shared_long_after_the_conversation_count_on_the_persons_word(self, talk: Talk, answer: str, counts: bool) -> None:
        """PIP-2, EARLY-4: nobody makes earlier conversations in one afternoon, with follow-ups that are over, without the person."""
        cast = talk.cast
        earlier = replace(POINTS, held_on=date(2026, 8, 3), expected_by=date(2026, 8, 31))
        slip = actions.share_points(talk.ref, earlier, by=cast.manager, at=NOW)
        assert [one.confirmed for one in citable_slips(cast.manager, cast.peer, at=NOW)] == [False]
        actions.confirm_points(slip.ref, answer, seen_version=slip.version, by=cast.peer, at=NOW)
        assert [one.confirmed for one in citable_slips(cast.manager, cast.peer, at=NOW)] == [counts]

    def test_a_change_does_not_move_a_conversation_back_past_the_person(self, shared: Talk) -> None:
        """PIP-2: points of today, changed into points of August, wait for the person like those entered in August's name."""
        cast, ref = shared.cast, shared.slip.ref
        assert slips_about(cast.peer.pk)[0].confirmed
        moved = replace(POINTS, held_on=date(2026, 8, 3), expected_by=date(2026, 8, 31))
        actions.change_points(ref, moved, seen_version=1, by=cast.manager, at=NOW)
        assert not slips_about(cast.peer.pk)[0].confirmed
        actions.change_points(ref, POINTS, seen_version=2, by=cast.manager, at=NOW)
        assert not slips_about(cast.peer.pk)[0].confirmed

    def test_what_the_person_confirmed_is_not_changed_afterwards(self, cast: Cast) -> None:
        """PIP-2: their word holds for the conversation that they read about, and for no other."""
        earlier = replace(POINTS, held_on=date(2026, 3, 2), expected_by=date(2026, 4, 1))
        slip = actions.enter_points(cast.peer.pk, earlier, by=cast.manager, at=NOW)
        actions.confirm_points(slip.ref, "yes", seen_version=slip.version, by=cast.peer, at=NOW)
        with pytest.raises(Refused) as no:
            actions.change_points(slip.ref, replace(earlier, held_on=date(2026, 2, 2)), seen_version=1, by=cast.manager, at=NOW)
        assert codes(no) == {"slip-received"}

    def test_what_a_manager_may_cite_is_their_own_and_only_while_they_manage(self, shared: Talk) -> None:
        cast = shared.cast
        assert [one.ref for one in citable_slips(cast.manager, cast.peer, at=NOW)] == [shared.slip.ref]
        assert citable_slips(cast.upline, cast.peer, at=NOW) == []
        assert citable_slips(cast.hr_partner, cast.peer, at=NOW) == []
        move(cast.peer, cast.new_manager, at=NOW)
        assert citable_slips(cast.manager, cast.peer, at=NOW) == []


class TestEscalating:
    """EARLY-5, TRUST 0.3, R10, X9."""

    def test_a_note_whose_points_were_never_shared_cannot_be_passed_on(self, talk: Talk) -> None:
        with pytest.raises(Refused) as no:
            talk.escalate()
        assert codes(no) == {"note-not-shared"}

    def test_what_was_not_chosen_stays_private(self, shared: Talk) -> None:
        cast = shared.cast
        other = actions.record_note(cast.peer.pk, words(concern="Another matter"), by=cast.manager, at=NOW)
        bundle = shared.escalate()
        found = bundles.bundle_for(cast.hr_partner, bundle.ref, at=NOW)
        assert [one.note_ref for one in found.words.copies] == [shared.ref]
        assert Note.objects.get(pk=other.pk).state == NoteState.OPEN

    def test_hr_reads_the_preview_word_for_word_and_nothing_about_circumstances(self, shared: Talk) -> None:
        """EARLY-5; EARLY-6: what the person said about themselves and the presumed cause stay behind."""
        preview = frozen_copies(citable_notes(shared.note))
        bundle = shared.escalate()
        found = bundles.bundle_for(shared.cast.hr_partner, bundle.ref, at=NOW)
        assert found.words.copies == preview
        assert found.words.why == "We need your view."
        assert DETAILS.words["context"] not in str(found.words)
        assert CONCERN in str(found.words)

    @pytest.mark.parametrize(("outcome", "goes"), [("personal", False), ("system", True), ("changed", True)])
    def test_a_personal_circumstance_that_ended_the_matter_stays_behind(self, shared: Talk, outcome: str, goes: bool) -> None:
        """EARLY-6: HR reads neither the words nor that there was one; what was found about the work goes with the copy."""
        seen = "Her mother is ill and she told me so."
        actions.end_note(shared.ref, outcome, seen, by=shared.cast.manager, at=NOW)
        (preview,) = frozen_copies(citable_notes(shared.note))
        found = bundles.bundle_for(shared.cast.hr_partner, shared.escalate().ref, at=NOW)
        assert found.words.copies == [preview]
        assert (seen in str(found.words), bool(preview.later)) == (goes, goes)
        assert ("personal" in str(found.words)) is False

    def test_everything_chosen_is_held_until_it_is_frozen(self, shared: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
        """EARLY-5, DATA-1, TRUST N14: neither a second note nor its points change between the copy and the freezing."""
        manager = shared.cast.manager
        other = actions.record_note(shared.cast.peer.pk, words(concern="Another matter"), by=manager, at=NOW)
        slip = actions.share_points(other.ref, POINTS, by=manager, at=NOW)
        for feature in ("has_select_for_update", "has_select_for_update_of"):
            monkeypatch.setattr(connection.features, feature, True)
        monkeypatch.setattr(relations, "_shared", lambda rows: set(rows.values_list("pk", flat=True)))
        monkeypatch.setattr(connection.ops, "for_update_sql", lambda **_kwargs: "/* held */")
        with CaptureQueriesContext(connection) as asked:
            shared.escalate(shared.ref, other.ref)
        said = [one["sql"] for one in asked]
        copied = next(number for number, sql in enumerate(said) if 'FROM "conversations_notetext"' in sql)
        held = [sql for sql in said[:copied] if sql.endswith("/* held */")]
        assert any('FROM "conversations_note"' in sql and other.ref in sql for sql in held)
        assert any('FROM "conversations_slip"' in sql and str(slip.note_id) in sql for sql in held)

    def test_the_source_freezes(self, shared: Talk) -> None:
        shared.escalate()
        manager = shared.cast.manager
        for act in (
            lambda: actions.add_to_note(shared.ref, "More", by=manager, at=NOW),
            lambda: actions.change_note(shared.ref, DETAILS, seen="", by=manager, at=NOW),
            lambda: actions.end_note(shared.ref, "changed", "Done", by=manager, at=NOW),
        ):
            with pytest.raises(Refused) as no:
                act()
            assert "note-is-frozen" in codes(no)

    def test_the_person_is_told_by_the_points_themselves(self, shared: Talk) -> None:
        shared.escalate()
        assert slips_about(shared.cast.peer.pk)[0].passed_at == NOW

    @pytest.mark.parametrize("partner", ["hr_admin", "hr_partner"])
    def test_hr_people_without_a_conflict_can_be_named(self, shared: Talk, partner: str) -> None:
        person = getattr(shared.cast, partner)
        actions.escalate(shared.ref, {shared.ref}, person, "Your view", by=shared.cast.manager, at=NOW)
        assert Escalation.objects.get().hr_partner_id == person.pk

    @pytest.mark.parametrize("partner", ["upline", "peer", "manager", "outsider", "executive"])
    def test_nobody_else_can(self, shared: Talk, partner: str) -> None:
        """TRUST X6."""
        with pytest.raises(Refused) as no:
            actions.escalate(shared.ref, {shared.ref}, getattr(shared.cast, partner), "Your view", by=shared.cast.manager, at=NOW)
        assert codes(no) <= {"no-partner", "partner-in-conflict"}

    def test_the_partner_accepts_or_returns_with_a_reason(self, shared: Talk) -> None:
        ref, partner = shared.escalate().ref, shared.cast.hr_partner
        actions.accept_bundle(ref, by=partner, at=NOW)
        with pytest.raises(Refused) as no:
            actions.return_bundle(ref, "", by=partner, at=NOW)
        assert codes(no) == {"return-without-reason"}
        actions.return_bundle(ref, "Support first", by=partner, at=NOW)
        assert bundles.bundle_for(shared.cast.manager, ref, at=NOW).words.answer == "Support first"

    def test_the_author_does_not_answer_their_own_bundle(self, shared: Talk) -> None:
        ref = shared.escalate().ref
        with pytest.raises(Unseen):
            actions.accept_bundle(ref, by=shared.cast.manager, at=NOW)

    def test_the_person_reads_it_once_a_formal_plan_was_served(self, shared: Talk) -> None:
        cast, ref = shared.cast, shared.escalate().ref
        with pytest.raises(Unseen):
            bundles.bundle_for(cast.peer, ref, at=NOW)
        bundles.open_to_person(ref, by=cast.hr_partner, at=NOW)
        assert bundles.bundle_for(cast.peer, ref, at=NOW).words.copies

    def test_it_happens_wholly_or_not_at_all(self, shared: Talk) -> None:
        """TRUST N14: a fault at any statement leaves everything as it was."""
        before = everything()
        statements = count_of(lambda: shared.escalate())
        assert statements > 10
        for number in range(1, statements + 1):
            with pytest.raises(Broken), transaction.atomic(), connection.execute_wrapper(breaking(number)):
                shared.escalate()
            assert everything() == before, f"the fault at statement {number} left something behind"


class Broken(Exception):  # noqa: N818  a fault on purpose, not an answer
    """A fault on purpose."""


def breaking(number: int) -> Callable[..., Any]:
    """Let the given statement fail."""
    seen = 0

    def run(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal seen
        if not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            seen += 1
            if seen == number:
                raise Broken
        return execute(sql, params, many, context)

    return run


def count_of(act: Callable[[], object]) -> int:
    """How many statements an act takes; it is taken back."""
    seen: list[str] = []

    def run(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            seen.append(sql)
        return execute(sql, params, many, context)

    with transaction.atomic():
        with connection.execute_wrapper(run):
            act()
        transaction.set_rollback(True)
    return len(seen)


def everything() -> list[str]:
    models = (Note, NoteText, Slip, SlipReply, Escalation, EscalatedNote, Entry, Content, DataKey)
    return [str(row) for model in models for row in model.objects.order_by("pk").values()]


class TestTheSeal:
    """TRUST 0.7, T37."""

    def test_a_text_moved_to_another_note_does_not_open(self, talk: Talk) -> None:
        other = actions.record_note(talk.cast.peer.pk, words(concern="Another"), by=talk.cast.manager, at=NOW)
        mine, theirs = NoteText.objects.get(note__ref=talk.ref), NoteText.objects.get(note=other)
        NoteText.objects.filter(pk=theirs.pk).update(sealed=mine.sealed)
        with pytest.raises(Unreadable):
            queries.note_page(talk.cast.manager, other.ref, at=NOW)

    @pytest.mark.parametrize("column", ["author", "subject"])
    def test_a_note_given_to_another_author_or_person_does_not_open(self, talk: Talk, column: str) -> None:
        Note.objects.filter(ref=talk.ref).update(**{column: talk.cast.engineer})
        with pytest.raises(Unreadable):
            sealed.open_texts([talk.note])

    def test_a_slip_moved_to_another_row_does_not_open(self, shared: Talk) -> None:
        other = actions.enter_points(shared.cast.peer.pk, POINTS, by=shared.cast.manager, at=NOW)
        Slip.objects.filter(pk=other.pk).update(sealed=shared.slip.sealed)
        with pytest.raises(Unreadable):
            slips_about(shared.cast.peer.pk)

    def test_each_note_slip_and_bundle_has_a_key_of_its_own(self, shared: Talk) -> None:
        bundle = shared.escalate()
        wanted = {f"note:{shared.ref}", f"slip:{shared.slip.ref}", f"bundle:{bundle.ref}"}
        rows = DataKey.objects.filter(unit__in=wanted)
        assert {row.unit for row in rows} == wanted
        assert {(row.subject_id, row.author_id) for row in rows} == {(shared.cast.peer.pk, shared.cast.manager.pk)}


class TestTheRecord:
    """DATA-2, TRUST J1, T21: what was done lies in the doer's own chain and names nothing."""

    def test_nothing_in_the_record_tells_that_a_note_exists(self, shared: Talk) -> None:
        cast = shared.cast
        before = set(Content.objects.filter(about_id=cast.peer.pk).values_list("pk", flat=True))
        actions.receive_points(shared.slip.ref, seen_version=1, by=cast.peer, at=NOW)
        actions.note_reading(shared.note, by=cast.manager, at=NOW)
        shared.escalate()
        assert set(Content.objects.filter(about_id=cast.peer.pk).values_list("pk", flat=True)) == before
        assert not Content.objects.filter(kind__startswith="conversations").exists()
        assert list(broken_links()) == []

    def test_the_author_finds_each_act_in_their_own_chain(self, shared: Talk) -> None:
        shared.escalate()
        kinds = {one.kind for one in private_entries_of(shared.cast.manager.pk)}
        assert {"conversations.note-recorded", "conversations.points-shared", "conversations.passed-to-hr"} <= kinds
