"""TRUST F1-F3, X3, X4, X6, X10, X12, X13: who sees what of an early conversation, at the instant."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from tests.cast import NOW, Cast
from tests.conversations.conftest import DAY, DETAILS, POINTS, Talk, move

from cadenza.conversations import access, actions, bundles, queries
from cadenza.conversations.models import Escalation, Note, NoteDraft, NoteText, Slip
from cadenza.objections import Refused, Unseen
from cadenza.people.actions import begin_line, end_line, grant_role, mark_left, set_team_hr_partner
from cadenza.people.models import Freeze, Person
from cadenza.people.rules import GrantedRole
from cadenza.sealing.models import DataKey
from cadenza.web.revisions import Edit

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)
NOTE = [name for name in access.WHO_MAY if name.startswith("note.")]
SLIP = [name for name in access.WHO_MAY if name.startswith("slip.")]
BUNDLE = [name for name in access.WHO_MAY if name.startswith("bundle.")]


def allowed(cast: Cast, right: str, ref: str, at: datetime) -> set[str]:
    """Everybody in the cast who has this right now."""
    room, _, action = right.partition(".")
    road = {"note": access.note_for, "slip": access.slip_for, "bundle": access.bundle_for}[room]
    found = set()
    for role, person in cast.everybody().items():
        try:
            road(Person.objects.get(pk=person.pk), action, ref, at=at)
        except Unseen:
            continue
        found.add(role)
    return found


@pytest.mark.parametrize("right", NOTE)
def test_a_note_is_its_authors_and_nobody_elses(shared: Talk, right: str) -> None:
    """TRUST F1, X13: not the person's, not the line's above, not HR's, no role's, no stand-in's."""
    assert allowed(shared.cast, right, shared.ref, NOW) == {"manager"}


@pytest.mark.parametrize(("right", "who"), [("slip.see", {"manager", "peer"}), ("slip.change", {"manager"}), ("slip.answer", {"peer"})])
def test_agreed_points_are_for_the_two(shared: Talk, right: str, who: set[str]) -> None:
    """TRUST F2: HR reads the copy, never the source."""
    shared.escalate()
    assert allowed(shared.cast, right, shared.slip.ref, NOW) == who


@pytest.mark.parametrize(
    ("right", "before", "opened"),
    [
        ("bundle.see", {"manager", "hr_partner"}, {"manager", "hr_partner", "peer"}),
        ("bundle.answer", {"hr_partner"}, {"hr_partner"}),
        ("bundle.use", {"manager", "hr_partner"}, {"manager", "hr_partner"}),
    ],
)
def test_a_bundle_is_for_author_and_partner_and_later_for_the_person(shared: Talk, right: str, before: set[str], opened: set[str]) -> None:
    """TRUST F3, X9."""
    ref = shared.escalate().ref
    assert allowed(shared.cast, right, ref, NOW) == before
    bundles.open_to_person(ref, by=shared.cast.hr_partner, at=NOW)
    assert allowed(shared.cast, right, ref, NOW) == opened


def test_every_right_stands_in_one_of_these_tables() -> None:
    assert {*NOTE, *SLIP, *BUNDLE} == set(access.WHO_MAY)


class TestTheManagerChanges:
    """HAND-3, TRUST X3."""

    @pytest.mark.parametrize("right", NOTE)
    def test_thirty_days_to_hand_on_and_then_nobody(self, talk: Talk, right: str) -> None:
        at = NOW + DAY
        move(talk.cast.peer, talk.cast.new_manager, at=at)
        still = {"manager"} if right in {"note.see", "note.share", "note.delete", "note.lapse"} else set()
        assert allowed(talk.cast, right, talk.ref, at - SECOND) == {"manager"}
        assert allowed(talk.cast, right, talk.ref, at) == still
        assert allowed(talk.cast, right, talk.ref, at + 30 * DAY - SECOND) == still
        assert allowed(talk.cast, right, talk.ref, at + 30 * DAY) == set()

    def test_the_former_manager_shares_the_points_and_the_person_reads_them(self, talk: Talk) -> None:
        at = NOW + DAY
        move(talk.cast.peer, talk.cast.new_manager, at=at)
        slip = talk.share(at=at)
        assert allowed(talk.cast, "slip.see", slip.ref, at) == {"manager", "peer"}
        assert allowed(talk.cast, "slip.see", slip.ref, at + 30 * DAY) == {"peer"}

    def test_the_former_manager_writes_nothing_else_and_passes_nothing_on(self, shared: Talk) -> None:
        at = NOW + DAY
        move(shared.cast.peer, shared.cast.new_manager, at=at)
        manager = shared.cast.manager
        for act in (
            lambda: actions.add_to_note(shared.ref, "More", by=manager, at=at),
            lambda: actions.end_note(shared.ref, "changed", "Done", by=manager, at=at),
            lambda: shared.escalate(at=at),
        ):
            with pytest.raises(Unseen):
                act()
        actions.end_note(shared.ref, "lapsed", "", by=manager, at=at)
        actions.delete_note(shared.ref, by=manager, at=at)

    def test_a_sealed_note_never_opens_again(self, talk: Talk) -> None:
        at = NOW + DAY
        move(talk.cast.peer, talk.cast.new_manager, at=at)
        back = at + 31 * DAY
        move(talk.cast.peer, talk.cast.manager, at=back)
        assert allowed(talk.cast, "note.see", talk.ref, back) == set()
        assert actions.settle_lines(back) == 1
        assert actions.settle_lines(back) == 0
        assert allowed(talk.cast, "note.see", talk.ref, back) == set()

    def test_coming_back_within_the_thirty_days_goes_on(self, talk: Talk) -> None:
        at = NOW + DAY
        move(talk.cast.peer, talk.cast.new_manager, at=at)
        move(talk.cast.peer, talk.cast.manager, at=at + 10 * DAY)
        assert allowed(talk.cast, "note.write", talk.ref, at + 11 * DAY) == {"manager"}

    def test_a_sealed_note_stays_unread_until_it_is_purged(self, talk: Talk) -> None:
        """TRUST X3, L18: six months after the last follow-up, with its key."""
        at = NOW + DAY
        move(talk.cast.peer, talk.cast.new_manager, at=at)
        sealed_at = at + 30 * DAY
        actions.settle_lines(sealed_at)
        actions.purge(sealed_at + 182 * DAY)
        assert Note.objects.count() == 1
        actions.purge(sealed_at + 184 * DAY)
        assert Note.objects.count() == 0
        assert DataKey.objects.get(unit=f"note:{talk.ref}").wrapped is None

    def test_the_new_manager_sees_no_bundle_and_no_slip_of_their_predecessor(self, shared: Talk) -> None:
        ref = shared.escalate().ref
        at = NOW + DAY
        move(shared.cast.peer, shared.cast.new_manager, at=at)
        assert allowed(shared.cast, "bundle.see", ref, at) == {"hr_partner"}
        assert "new_manager" not in allowed(shared.cast, "slip.see", shared.slip.ref, at)


def test_a_manager_who_leaves_reads_nothing_from_then_on(talk: Talk) -> None:
    """TRUST X4: no thirty days."""
    at = NOW + DAY
    mark_left(talk.cast.manager, last_day=date(2026, 11, 24), by=None, at=at)
    assert allowed(talk.cast, "note.see", talk.ref, at) == set()
    assert actions.settle_lines(at) == 1


def test_when_the_person_comes_to_stand_above_the_author_the_notes_are_sealed_at_once(talk: Talk) -> None:
    """TRUST X12."""
    cast, at = talk.cast, NOW + DAY
    end_line(cast.peer, until=at, by=None, at=at)
    begin_line(cast.manager, cast.peer, since=at, by=None, at=at)
    assert allowed(cast, "note.see", talk.ref, at - SECOND) == {"manager"}
    assert allowed(cast, "note.see", talk.ref, at) == set()
    actions.settle_lines(at)
    assert talk.note.sealed_at == at


def test_a_person_who_leaves_takes_the_right_to_their_points_along(shared: Talk) -> None:
    """TRUST X5, R13: the account closes; the author hands on for thirty days."""
    at = NOW + DAY
    mark_left(shared.cast.peer, last_day=date(2026, 11, 24), by=None, at=at)
    assert allowed(shared.cast, "slip.see", shared.slip.ref, at) == {"manager"}
    assert allowed(shared.cast, "note.see", shared.ref, at) == {"manager"}
    other = actions.record_note(shared.cast.engineer.pk, DETAILS, by=shared.cast.manager, at=at)
    mark_left(shared.cast.engineer, last_day=date(2026, 11, 25), by=None, at=at + DAY)
    with pytest.raises(Refused):
        actions.share_points(other.ref, POINTS, by=shared.cast.manager, at=at + DAY)


class TestTheHRPartner:
    """TRUST X6, X7, X17."""

    def test_whoever_comes_into_the_persons_line_is_out_at_once(self, shared: Talk) -> None:
        ref = shared.escalate().ref
        at = NOW + DAY
        move(shared.cast.manager, shared.cast.hr_partner, at=at)
        assert allowed(shared.cast, "bundle.see", ref, at - SECOND) == {"manager", "hr_partner"}
        assert allowed(shared.cast, "bundle.see", ref, at) == {"manager"}

    def test_whoever_left_is_out(self, shared: Talk) -> None:
        """TRUST R13."""
        ref = shared.escalate().ref
        at = NOW + DAY
        mark_left(shared.cast.hr_partner, last_day=date(2026, 11, 24), by=None, at=at)
        assert allowed(shared.cast, "bundle.see", ref, at) == {"manager"}

    def test_whoever_is_hr_no_longer_is_out(self, shared: Talk) -> None:
        ref = shared.escalate().ref
        at = NOW + DAY
        set_team_hr_partner(shared.cast.team, shared.cast.hr_admin, by=None, at=at)
        assert allowed(shared.cast, "bundle.see", ref, at + SECOND) == {"manager"}

    def test_another_hr_person_and_hr_admin_are_nobody_in_it(self, shared: Talk) -> None:
        ref = shared.escalate().ref
        assert not allowed(shared.cast, "bundle.see", ref, NOW) & {"hr_admin", "privacy_officer", "case_reviewer", "upline"}

    def test_a_role_granted_later_opens_nothing(self, shared: Talk) -> None:
        """TRUST X8."""
        grant_role(shared.cast.mentor, GrantedRole.HR_ADMIN, by=None, at=NOW)
        assert "mentor" not in allowed(shared.cast, "bundle.see", shared.escalate().ref, NOW + DAY)


class TestPurging:
    """TRUST L18, X9, L13."""

    def test_a_closed_note_goes_six_months_after_its_follow_up(self, talk: Talk) -> None:
        actions.end_note(talk.ref, "changed", "Done", by=talk.cast.manager, at=NOW + DAY)
        last = datetime(2026, 12, 21, 10, tzinfo=NOW.tzinfo)
        assert actions.purge(last + 182 * DAY) == 0
        assert actions.purge(last + 183 * DAY) == 1
        assert not NoteText.objects.exists()

    def test_an_earlier_conversation_stays_while_a_later_one_is_open(self, talk: Talk) -> None:
        at = NOW + 190 * DAY
        later = replace(DETAILS, held_on=at.date(), follow_up_on=(at + 20 * DAY).date())
        actions.repeat_note(talk.ref, later, seen_since="Not yet", by=talk.cast.manager, at=at)
        assert actions.purge(at + 184 * DAY) == 0

    def test_an_open_note_that_nobody_follows_up_lapses(self, talk: Talk) -> None:
        actions.purge(datetime(2027, 7, 1, tzinfo=NOW.tzinfo))
        assert talk.note.state == "lapsed"

    def test_nothing_goes_while_records_are_frozen(self, talk: Talk) -> None:
        actions.end_note(talk.ref, "changed", "Done", by=talk.cast.manager, at=NOW + DAY)
        Freeze.objects.create(person=talk.cast.peer, since=NOW)
        assert actions.purge(NOW + 400 * DAY) == 0

    def test_a_bundle_without_a_formal_plan_goes_after_six_months_with_its_notes(self, shared: Talk) -> None:
        shared.escalate()
        assert actions.purge(NOW + 182 * DAY) == 0
        assert actions.purge(NOW + 184 * DAY) == 2
        assert (Escalation.objects.count(), Note.objects.count(), Slip.objects.count()) == (0, 0, 1)

    def test_a_bundle_that_a_formal_plan_uses_stays(self, shared: Talk) -> None:
        ref = shared.escalate().ref
        bundles.take_into_case(ref, by=shared.cast.hr_partner, at=NOW)
        assert actions.purge(NOW + 300 * DAY) == 0
        bundles.release_from_case(ref, by=shared.cast.hr_partner, at=NOW)
        assert actions.purge(NOW + 300 * DAY) == 2

    def test_a_draft_is_forgotten_after_thirty_days(self, cast: Cast) -> None:
        actions.save_draft({"concern": Edit("Half", "")}, by=cast.manager, at=NOW)
        actions.purge(NOW + 29 * DAY)
        assert NoteDraft.objects.count() == 1
        actions.purge(NOW + 31 * DAY)
        assert NoteDraft.objects.count() == 0


def test_the_list_and_the_single_note_agree(talk: Talk) -> None:
    """One road for both: what the list shows opens, and what does not open is not listed."""
    at = NOW + DAY
    other = actions.record_note(talk.cast.engineer.pk, DETAILS, by=talk.cast.manager, at=NOW)
    move(talk.cast.peer, talk.cast.new_manager, at=at)
    for instant in (NOW, at, at + 30 * DAY):
        found = queries.notebook(talk.cast.manager, at=instant)
        listed = {row.note.ref for row in (*found.leaving, *found.open, *found.closed)}
        opens = {ref for ref in (talk.ref, other.ref) if "manager" in allowed(talk.cast, "note.see", ref, instant)}
        assert listed == opens
