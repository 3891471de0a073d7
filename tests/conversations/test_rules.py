"""EARLY-1 to EARLY-6, HAND-3, TRUST X3, X4, X6, X9, X12, L11, L18: the rules of early conversations, by values alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import product

import pytest
from django.apps import apps
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cadenza.conversations import bundle_rules, rules, slip_rules
from cadenza.conversations.bundle_rules import BundleEvent, BundleState, Conflict
from cadenza.conversations.rules import Delicate, NoteEvent, NoteState, Part, Span, tie_at
from cadenza.people.models import Person

AT = datetime(2026, 11, 24, 10, tzinfo=UTC)
TODAY = AT.date()
DAY = timedelta(days=1)
WORDS = {"concern": "Two late releases", "expectation": "On time", "support": "An hour"}
POINTS = {"seen": "Two late", "expected": "On time", "support": "An hour", "may_follow": "A formal plan"}


def codes(found: list[object]) -> set[str]:
    return {one.code for one in found}  # type: ignore[attr-defined]  # objections


class TestWhoReadsANote:
    """TRUST X3, X4, X12."""

    def tie(self, *lines: tuple[int, int | None], at: int, recorded: int = 0, gone: bool = False, inverted: bool = False) -> Part | None:
        spans = [Span(AT + since * DAY, None if until is None else AT + until * DAY) for since, until in lines]
        return tie_at(spans, recorded_at=AT + recorded * DAY, at=AT + at * DAY, gone=gone, inverted=inverted).part

    @pytest.mark.parametrize(
        ("lines", "at", "part"),
        [
            ([(-10, None)], 5, Part.MANAGES),
            ([(-10, 5)], 5, Part.HANDS_ON),
            ([(-10, 5)], 34, Part.HANDS_ON),
            ([(-10, 5)], 35, None),
            ([(-10, 5), (20, None)], 21, Part.MANAGES),
            ([(-10, 5), (36, None)], 40, None),
            ([(-10, 5), (100, None)], 20, Part.HANDS_ON),
            ([], 0, Part.HANDS_ON),
            ([], 30, None),
        ],
    )
    def test_thirty_days_after_the_line(self, lines: list[tuple[int, int | None]], at: int, part: Part | None) -> None:
        assert self.tie(*lines, at=at) == part

    def test_an_author_who_left_and_one_below_the_person_read_nothing(self) -> None:
        assert self.tie((-10, None), at=1, gone=True) is None
        assert self.tie((-10, None), at=1, inverted=True) is None

    def test_what_is_shared_in_the_thirty_days_counts_them_from_the_same_end(self) -> None:
        assert self.tie((-10, 5), at=34, recorded=20) == Part.HANDS_ON
        assert self.tie((-10, 5), at=35, recorded=20) is None

    @settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(st.tuples(st.integers(-50, 200), st.integers(1, 90)), max_size=5), st.integers(0, 300), st.integers(0, 100))
    def test_once_sealed_always_sealed(self, lines: list[tuple[int, int]], at: int, later: int) -> None:
        """TRUST X3: no line that begins later opens it again."""
        spans = [(-60, 1), *((since, since + length) for since, length in lines)]
        if self.tie(*spans, at=at) is None:
            assert self.tie(*spans, at=at + later) is None


def test_every_pair_of_state_and_event_is_decided_by_the_table() -> None:
    """EARLY-4, TRUST 1.7."""
    ended = {(state, "escalate") for state in ("resolved", "repeated", "lapsed")}
    possible = {pair for pair in product(NoteState, NoteEvent) if not rules.objections_to_event(*pair)}
    assert possible == {("open", event) for event in ("resolve", "repeat", "lapse", "escalate")} | ended
    answered = {pair for pair in product(BundleState, BundleEvent) if not bundle_rules.objections_to_answer(*pair, "Because")}
    renamed = {(state, "rename-partner") for state in ("sent", "accepted")}  # HR admin, where the partner is no longer free (X6)
    assert answered == {("sent", "accept"), ("sent", "return"), ("accepted", "return")} | renamed


class TestANote:
    """EARLY-1."""

    def judge(self, words: dict[str, str] | None = None, held: date | None = TODAY, again: date | None = TODAY + 28 * DAY) -> set[str]:
        return codes(rules.objections_to_note(words or WORDS, held_on=held, follow_up_on=again, today=TODAY))

    def test_three_texts_and_two_days_are_enough(self) -> None:
        assert self.judge() == set()

    @pytest.mark.parametrize("name", ["concern", "expectation", "support"])
    def test_each_of_the_three_is_needed(self, name: str) -> None:
        assert self.judge({**WORDS, name: " ... "}) == {f"no-{name}"}

    @pytest.mark.parametrize("held", [None, TODAY + DAY, TODAY - 184 * DAY])
    def test_the_conversation_lies_in_the_last_half_year(self, held: date | None) -> None:
        assert self.judge(held=held) == {"conversation-date-outside"}

    @pytest.mark.parametrize("again", [None, TODAY, TODAY + 184 * DAY])
    def test_the_follow_up_lies_ahead(self, again: date | None) -> None:
        assert self.judge(again=again) == {"follow-up-outside"}

    def test_it_is_preset_four_weeks_on(self) -> None:
        assert rules.follow_up_preset(TODAY) == date(2026, 12, 22)

    def test_nothing_is_longer_than_anybody_reads(self) -> None:
        assert self.judge({**WORDS, "context": "x" * 5001}) == {"text-too-long"}

    def test_words_may_be_changed_for_twenty_four_hours(self) -> None:
        """TRUST 1.7."""
        assert rules.is_editable(AT, NoteState.OPEN, at=AT + timedelta(hours=23))
        assert not rules.is_editable(AT, NoteState.OPEN, at=AT + DAY)
        assert not rules.is_editable(AT, NoteState.ESCALATED, at=AT)

    def test_a_change_says_which_of_three_things_stops_it(self) -> None:
        judge = rules.objections_to_edit
        assert codes(judge(AT, NoteState.ESCALATED, at=AT, seen_is_current=True)) == {"note-is-frozen"}
        assert codes(judge(AT, NoteState.OPEN, at=AT + DAY, seen_is_current=True)) == {"note-is-settled"}
        assert codes(judge(AT, NoteState.OPEN, at=AT, seen_is_current=False)) == {"note-changed-elsewhere"}
        assert judge(AT, NoteState.OPEN, at=AT, seen_is_current=True) == []

    def test_an_addition_says_something_and_never_to_a_frozen_note(self) -> None:
        assert codes(rules.objections_to_addition("More", NoteState.ESCALATED)) == {"note-is-frozen"}
        assert codes(rules.objections_to_addition(" ", NoteState.OPEN)) == {"addition-empty"}
        assert rules.objections_to_addition("More", NoteState.LAPSED) == []

    def test_an_outcome_is_one_of_four_and_says_what_was_seen(self) -> None:
        """EARLY-4, EARLY-6."""
        assert codes(rules.objections_to_outcome("fired", "x", NoteState.OPEN)) == {"follow-up-without-outcome"}
        assert codes(rules.objections_to_outcome("personal", " ", NoteState.OPEN)) == {"outcome-without-words"}
        assert rules.objections_to_outcome("lapsed", "", NoteState.OPEN) == []
        assert codes(rules.objections_to_outcome("changed", "Yes", NoteState.LAPSED)) == {"note-is-closed"}

    @pytest.mark.parametrize(("number", "warned"), [(1, False), (2, False), (3, True), (4, True)])
    def test_the_third_conversation_is_warned_about(self, number: int, warned: bool) -> None:
        """EARLY-4."""
        found = rules.warnings_about_iteration(number)
        assert bool(found) is warned
        assert all(one.warning for one in found)

    def test_deleting_is_stopped_by_escalation_and_by_a_freeze(self) -> None:
        """TRUST 1.8, L13."""
        assert codes(rules.objections_to_deletion(NoteState.ESCALATED, frozen=False)) == {"note-is-frozen"}
        assert codes(rules.objections_to_deletion(NoteState.OPEN, frozen=True)) == {"records-frozen"}
        assert rules.objections_to_deletion(NoteState.OPEN, frozen=False) == []

    def test_six_months_after_the_last_follow_up(self) -> None:
        """TRUST L18."""
        assert rules.purge_on(follow_up_on=TODAY, closed_on=None, sealed_on=None) is None
        assert rules.purge_on(follow_up_on=TODAY, closed_on=TODAY - DAY, sealed_on=None) == TODAY + 183 * DAY
        assert rules.purge_on(follow_up_on=TODAY, closed_on=None, sealed_on=TODAY + DAY) == TODAY + 184 * DAY
        assert rules.lapses_on(TODAY) == TODAY + 183 * DAY
        assert bundle_rules.bundle_purge_on(TODAY, in_case=True) is None
        assert bundle_rules.bundle_purge_on(TODAY, in_case=False) == TODAY + 183 * DAY


class TestDelicateWords:
    """TRUST L11: deterministic, explained, and a hint only."""

    @pytest.mark.parametrize(
        ("text", "word", "about"),
        [
            ("She has depression", "depression", Delicate.HEALTH),
            ("His divorce in May", "divorce", Delicate.FAMILY),
            ("Asked the works council", "works council", Delicate.UNION),
            ("During Ramadan", "ramadan", Delicate.BELIEF),
        ],
    )
    def test_it_names_the_word_and_why(self, text: str, word: str, about: Delicate) -> None:
        found = rules.delicate_words([text])
        assert [(one.word, one.about) for one in found] == [(word, about)]
        assert found[0].why

    def test_words_of_the_work_are_left_alone(self) -> None:
        assert rules.delicate_words(["The child process and the UNION query failed; the classic fix unsickened nothing"]) == []

    def test_each_word_is_named_once(self) -> None:
        assert len(rules.delicate_words(["Sick on Monday", "sick again"])) == 1


class TestPoints:
    """EARLY-2."""

    def judge(self, words: dict[str, str] | None = None, held: date | None = TODAY, by: date | None = TODAY + DAY) -> set[str]:
        return codes(slip_rules.objections_to_slip(words or POINTS, held_on=held, expected_by=by, today=TODAY))

    @pytest.mark.parametrize("name", list(POINTS))
    def test_all_four_are_said(self, name: str) -> None:
        assert self.judge({**POINTS, name: ""}) == {f"slip-without-{name.replace('_', '-')}"}

    def test_whole_ones_stand(self) -> None:
        assert self.judge() == set()

    @pytest.mark.parametrize("held", [None, TODAY + DAY, TODAY - 732 * DAY])
    def test_the_conversation_has_a_day(self, held: date | None) -> None:
        assert "slip-date-outside" in self.judge(held=held, by=TODAY + 2 * DAY)

    @pytest.mark.parametrize("by", [None, TODAY])
    def test_what_is_expected_has_a_day_after_it(self, by: date | None) -> None:
        assert self.judge(by=by) == {"slip-without-day"}

    @pytest.mark.parametrize(
        ("held", "by", "late"),
        [
            (TODAY, TODAY + DAY, False),
            (TODAY - 7 * DAY, TODAY + DAY, False),
            (TODAY - 2 * DAY, TODAY, True),
            (TODAY - 8 * DAY, TODAY + 28 * DAY, True),
            (TODAY - 2 * DAY, TODAY - DAY, True),
        ],
    )
    def test_what_is_written_down_after_a_week_or_its_own_day_is_late(self, held: date, by: date, late: bool) -> None:
        """PIP-2, EARLY-4: nobody is held to an expectation that was already over when they first read it."""
        assert slip_rules.is_late(held, by, today=TODAY) is late

    def test_a_change_has_four_weeks_less_the_one_in_which_points_are_shared(self) -> None:
        """EARLY-4, PIP-2: whoever follows the preset of a note and shares its points within the week keeps within it."""
        assert slip_rules.was_time_to_change(TODAY, TODAY + 21 * DAY)
        assert not slip_rules.was_time_to_change(TODAY, TODAY + 20 * DAY)
        assert slip_rules.was_time_to_change(TODAY + slip_rules.LATE_DAYS * DAY, rules.follow_up_preset(TODAY))

    def test_what_was_received_or_passed_on_stands(self) -> None:
        judge = slip_rules.objections_to_change
        assert codes(judge(received=True, passed=False, seen_version=1, version=1)) == {"slip-received"}
        assert codes(judge(received=False, passed=True, seen_version=1, version=1)) == {"slip-received"}
        assert codes(judge(received=False, passed=False, seen_version=1, version=2)) == {"slip-changed"}
        assert judge(received=False, passed=False, seen_version=2, version=2) == []

    def test_a_receipt_is_given_once_and_for_what_was_read(self) -> None:
        judge = slip_rules.objections_to_receipt
        assert codes(judge(received=True, seen_version=1, version=1)) == {"slip-received-before"}
        assert codes(judge(received=False, seen_version=1, version=2)) == {"slip-changed"}
        assert judge(received=False, seen_version=1, version=1) == []

    def test_an_answer_says_something(self) -> None:
        assert codes(slip_rules.objections_to_reply(" ")) == {"slip-reply-empty"}
        assert slip_rules.objections_to_reply("I see it differently") == []

    def test_only_what_was_entered_later_is_confirmed_and_once(self) -> None:
        """PIP-2."""
        judge = partial(slip_rules.objections_to_confirmation, seen_version=2, version=2)
        assert codes(judge("yes", entered_late=False, answered=False)) == {"nothing-to-confirm"}
        assert codes(judge("yes", entered_late=True, answered=True)) == {"nothing-to-confirm"}
        assert codes(judge("maybe", entered_late=True, answered=False)) == {"no-confirmation"}
        assert judge("no", entered_late=True, answered=False) == []
        assert codes(judge("yes", entered_late=True, answered=False, seen_version=1)) == {"slip-changed"}


class TestPassingOn:
    """EARLY-5, TRUST 0.3, X6."""

    def test_only_what_was_shared_is_passed_on(self) -> None:
        judge = bundle_rules.objections_to_escalation
        assert codes(judge([], ["N-1"], "Why")) == {"no-note-chosen"}
        assert codes(judge(["N-1", "N-2"], ["N-1"], "Why")) == {"note-not-shared"}
        assert codes(judge(["N-1"], ["N-1"], " ")) == {"escalation-without-reason"}
        assert judge(["N-1"], ["N-1", "N-2"], "Why") == []

    @pytest.mark.parametrize(
        ("partner", "conflict"),
        [(1, Conflict.SELF), (2, Conflict.AUTHOR), (3, Conflict.ABOVE), (4, Conflict.BELOW), (5, Conflict.REPORTS_TO_AUTHOR)],
    )
    def test_each_conflict_refuses(self, partner: int, conflict: Conflict) -> None:
        """TRUST X6, PIP-1."""
        found = bundle_rules.conflicts_of(
            partner, subject_id=1, author_id=2, above_subject={3}, below_subject={4}, below_author={5}, same_team=False
        )
        assert found == {conflict}
        assert codes(bundle_rules.objections_to_partner(found, known=True)) == {"partner-in-conflict"}

    def test_the_same_unit_refuses_and_nobody_refuses(self) -> None:
        free = {"subject_id": 1, "author_id": 2, "above_subject": {3}, "below_subject": {4}, "below_author": {5}}
        assert bundle_rules.conflicts_of(9, **free, same_team=True) == {Conflict.SAME_UNIT}  # type: ignore[arg-type]  # a table
        assert bundle_rules.conflicts_of(9, **free, same_team=False) == frozenset()  # type: ignore[arg-type]  # a table
        assert codes(bundle_rules.objections_to_partner((), known=False)) == {"no-partner"}
        assert bundle_rules.objections_to_partner((), known=True) == []

    def test_a_return_says_why_and_is_no_novel(self) -> None:
        judge = bundle_rules.objections_to_answer
        assert codes(judge(BundleState.SENT, BundleEvent.RETURN, " ")) == {"return-without-reason"}
        assert codes(judge(BundleState.SENT, BundleEvent.RETURN, "x" * 5001)) == {"text-too-long"}


def test_no_key_leads_back_from_a_person() -> None:
    """ARCHITECTURE 4.5: from a person's row nobody walks to a conversation."""
    found = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("conversations").get_models()
        for field in model._meta.concrete_fields
        if field.related_model is Person and not field.remote_field.hidden
    ]
    assert found == []
