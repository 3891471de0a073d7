"""Giving, reading, correcting and sharing feedback; whom it exists for (FB-1, TRUST D2, R5)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.cast import NOW, Cast

from cadenza.capability.models import Capability, Framework
from cadenza.evidence import feedback
from cadenza.evidence.feedback import FeedbackDraft
from cadenza.evidence.feedback_access import WHO_MAY, about, feedback_for, visible_feedback
from cadenza.evidence.models import Feedback
from cadenza.objections import Refused, Unseen
from cadenza.people.actions import begin_line
from cadenza.trail.models import Content
from cadenza.trail.rules import Audience

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=2)


@pytest.fixture
def forecasting(db: None) -> Capability:
    framework = Framework.objects.create(name="Engineering", slug="engineering")
    return Capability.objects.create(framework=framework, name="Forecasting", slug="forecasting")


def draft(
    capability: Capability | None, *, manager_too: bool = False, seen: str = "You asked for the risks before the date"
) -> FeedbackDraft:
    return FeedbackDraft(date(2026, 11, 19), seen, "We found two", capability.pk if capability else None, manager_too)


@pytest.fixture
def given(cast: Cast, forecasting: Capability) -> Feedback:
    return feedback.give_feedback(cast.engineer.pk, draft(forecasting), by=cast.peer, at=NOW)


@pytest.fixture
def told(cast: Cast, forecasting: Capability) -> Feedback:
    return feedback.give_feedback(cast.engineer.pk, draft(forecasting, manager_too=True), by=cast.mentor, at=NOW)


def test_it_carries_its_giver_and_goes_to_the_person_only(given: Feedback, cast: Cast) -> None:
    """FB-1: never anonymous, to the person only unless said otherwise."""
    assert (given.giver, given.person, given.shared_at, given.read_at) == (cast.peer, cast.engineer, None, None)
    assert given.ref.startswith("B-") and len(given.ref) == 10


def test_without_a_capability_it_is_refused_and_leaves_no_trace(cast: Cast) -> None:
    """FB-1."""
    with pytest.raises(Refused):
        feedback.give_feedback(cast.engineer.pk, draft(None), by=cast.peer, at=NOW)
    assert not Feedback.objects.exists() and not Content.objects.filter(kind__startswith="evidence.feedback").exists()


def test_an_answer_about_a_goal_needs_no_capability(cast: Cast) -> None:
    """FB-1: tied to a goal or a capability."""
    assert feedback.give_feedback(cast.engineer.pk, draft(None), by=cast.peer, at=NOW, about_goal=True).capability is None


def test_nobody_gives_feedback_to_somebody_who_left_and_no_leaver_gives_any(cast: Cast, forecasting: Capability) -> None:
    """TRUST R13."""
    with pytest.raises(Refused):
        feedback.give_feedback(cast.leaver.pk, draft(forecasting), by=cast.peer, at=NOW)
    with pytest.raises(Unseen):
        feedback.give_feedback(cast.engineer.pk, draft(forecasting), by=cast.leaver, at=NOW)
    with pytest.raises(Unseen):
        feedback.give_feedback(0, draft(forecasting), by=cast.peer, at=NOW)
    with pytest.raises(Unseen):
        feedback.give_feedback(cast.engineer.pk, FeedbackDraft(NOW.date(), "a", "b", 0), by=cast.peer, at=NOW)


@pytest.mark.parametrize(
    "role",
    [
        "manager",
        "delegate",
        "upline",
        "leader",
        "mentor",
        "outsider",
        "hr_partner",
        "hr_admin",
        "executive",
        "operator",
        "privacy_officer",
        "leaver",
    ],
)
@pytest.mark.parametrize("action", sorted(WHO_MAY))
def test_unshared_feedback_exists_for_nobody_else(given: Feedback, cast: Cast, role: str, action: str) -> None:
    """TRUST D2: the manager does not see it, nor that it is there."""
    with pytest.raises(Unseen):
        feedback_for(getattr(cast, role), action, given.ref, at=NOW)
    assert not visible_feedback(getattr(cast, role), at=NOW).exists()


def test_shared_feedback_is_read_by_the_manager_of_that_day(told: Feedback, cast: Cast) -> None:
    """TRUST D2, X1: access follows the line; who led the person before reads nothing of it."""
    assert feedback_for(cast.manager, "see", told.ref, at=NOW)[0] == told
    begin_line(cast.engineer, cast.new_manager, since=LATER, by=None, at=LATER)
    assert feedback_for(cast.new_manager, "see", told.ref, at=LATER)[0] == told
    with pytest.raises(Unseen):
        feedback_for(cast.manager, "see", told.ref, at=LATER)


@pytest.mark.parametrize("action", ["read", "share", "put-beside", "change", "correct"])
def test_the_manager_reads_and_does_nothing_else(told: Feedback, cast: Cast, action: str) -> None:
    with pytest.raises(Unseen):
        feedback_for(cast.manager, action, told.ref, at=NOW)


def test_a_list_and_a_single_piece_agree_for_everybody(given: Feedback, told: Feedback, cast: Cast) -> None:
    """ARCHITECTURE 3: the same table, as one query and for one row."""
    for name, viewer in cast.everybody().items():
        single = set()
        for one in (given, told):
            try:
                single.add(feedback_for(viewer, "see", one.ref, at=NOW)[0].pk)
            except Unseen:
                continue
        assert set(visible_feedback(viewer, at=NOW).values_list("pk", flat=True)) == single, name


def test_only_the_pair_has_a_list_about_a_person(given: Feedback, told: Feedback, cast: Cast) -> None:
    assert list(about(cast.manager, cast.engineer, at=NOW)) == [told]
    assert set(about(cast.engineer, cast.engineer, at=NOW)) == {given, told}
    with pytest.raises(Unseen):
        about(cast.peer, cast.engineer, at=NOW)


class TestWords:
    def test_they_change_until_they_are_read(self, given: Feedback, cast: Cast, forecasting: Capability) -> None:
        """FB-1."""
        changed = feedback.change_feedback(given.ref, draft(forecasting, seen="You listed the risks first"), by=cast.peer, at=LATER)
        assert (changed.seen, changed.changed_at, changed.given_at) == ("You listed the risks first", LATER, NOW)
        feedback.read_feedback(given.ref, by=cast.engineer, at=LATER)
        with pytest.raises(Refused):
            feedback.change_feedback(given.ref, draft(forecasting, seen="Something else"), by=cast.peer, at=LATER)
        given.refresh_from_db()
        assert given.seen == "You listed the risks first"

    def test_the_first_reading_is_the_one_that_counts(self, given: Feedback, cast: Cast) -> None:
        feedback.read_feedback(given.ref, by=cast.engineer, at=NOW)
        assert feedback.read_feedback(given.ref, by=cast.engineer, at=LATER).read_at == NOW
        assert Content.objects.filter(kind="evidence.feedback-read").count() == 1

    def test_what_was_read_is_put_right_beside_it(self, given: Feedback, cast: Cast) -> None:
        """FB-1."""
        with pytest.raises(Refused):
            feedback.correct_feedback(given.ref, "It was Wednesday", by=cast.peer, at=NOW)
        feedback.read_feedback(given.ref, by=cast.engineer, at=NOW)
        feedback.correct_feedback(given.ref, " It was Wednesday ", by=cast.peer, at=LATER)
        assert [one.text for one in given.corrections.all()] == ["It was Wednesday"]
        given.refresh_from_db()
        assert given.seen == "You asked for the risks before the date"

    def test_a_change_is_judged_like_the_first_words(self, given: Feedback, cast: Cast) -> None:
        with pytest.raises(Refused):
            feedback.change_feedback(given.ref, FeedbackDraft(None, "", ""), by=cast.peer, at=LATER)


class TestSharing:
    def test_the_person_shares_what_they_have_read(self, given: Feedback, cast: Cast) -> None:
        """FB-1: the person may share later."""
        with pytest.raises(Refused):
            feedback.share_feedback(given.ref, by=cast.engineer, at=NOW)
        feedback.read_feedback(given.ref, by=cast.engineer, at=NOW)
        shared = feedback.share_feedback(given.ref, by=cast.engineer, at=LATER)
        assert (shared.shared_at, shared.shared_by) == (LATER, cast.engineer)
        assert feedback_for(cast.manager, "see", given.ref, at=LATER)[0] == given
        with pytest.raises(Refused):
            feedback.share_feedback(given.ref, by=cast.engineer, at=LATER)

    def test_the_giver_cannot_share_it_afterwards(self, given: Feedback, cast: Cast) -> None:
        with pytest.raises(Unseen):
            feedback.share_feedback(given.ref, by=cast.peer, at=NOW)


def test_the_record_of_unshared_feedback_is_written_for_the_person_alone(given: Feedback, cast: Cast) -> None:
    """TRUST D2: entries carry their audience, so that the trail cannot betray it."""
    feedback.change_feedback(given.ref, FeedbackDraft(date(2026, 11, 19), "a", "b"), by=cast.peer, at=NOW)
    feedback.read_feedback(given.ref, by=cast.engineer, at=NOW)
    feedback.correct_feedback(given.ref, "c", by=cast.peer, at=NOW)
    entries = Content.objects.filter(kind__startswith="evidence.feedback")
    assert entries.count() == 4
    assert set(entries.values_list("audience", flat=True)) == {Audience.SUBJECT}


def test_the_manager_who_opens_shared_feedback_is_recorded_and_the_two_of_it_are_not(told: Feedback, cast: Cast) -> None:
    """DATA-2."""
    for reader in (cast.engineer, cast.mentor, cast.manager):
        feedback.note_opening(told, by=reader, at=NOW)
    assert list(Content.objects.filter(kind="evidence.feedback-opened").values_list("by_id", flat=True)) == [cast.manager.pk]


def test_counting_and_waiting(given: Feedback, told: Feedback, cast: Cast, forecasting: Capability) -> None:
    assert set(about(cast.engineer, cast.engineer, at=NOW)) == {given, told}
    assert set(about(cast.manager, cast.engineer, at=NOW)) == {told}
    feedback.read_feedback(given.ref, by=cast.engineer, at=NOW)
    assert list(feedback.unread_feedback_of(cast.engineer)) == [told]
