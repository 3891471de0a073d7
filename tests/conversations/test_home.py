"""DUE-1, DUE-2, HAND-1, HAND-3: what early conversations put on a first page, into a handover, and into nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from tests.agreed import agreed_plan
from tests.cast import NOW, Cast
from tests.conversations.conftest import CONCERN, DAY, DETAILS, POINTS, Talk, move

from cadenza.conversations import actions
from cadenza.conversations.models import Note
from cadenza.handover import queries as handovers
from cadenza.handover.actions import settle_lines
from cadenza.handover.models import Handover
from cadenza.home.calendar import appointments_of
from cadenza.home.desk import desk_of
from cadenza.home.dues import dues_of
from cadenza.home.rules import DueKind
from cadenza.home.shell import standing_of
from cadenza.home.talks import private_dues
from cadenza.notices.queries import tally_for
from cadenza.notices.rules import DATED, NEVER_MAILED, STANDING, Occasion, Tally
from cadenza.people.models import Person

pytestmark = pytest.mark.django_db

SignIn = Callable[[Person], Client]


def kinds(person: Person) -> list[DueKind]:
    return [due.kind for due in dues_of(desk_of(person, at=NOW, standing=standing_of(person, NOW)))]


def page(client: Client) -> str:
    return client.get("/").content.decode()


class TestTheAuthor:
    def test_follow_ups_lie_in_a_closed_disclosure_with_a_count(self, talk: Talk, sign_in: SignIn) -> None:
        """DESIGN 3: open it, and there are reference, name and day, no word of the note."""
        shown = page(sign_in(talk.cast.manager))
        assert "1 private item" in shown
        assert '<details class="closed-by-default"><summary>' in shown
        assert talk.ref in shown
        assert CONCERN[:20] not in shown

    def test_they_are_no_dues(self, talk: Talk) -> None:
        """DUE-2: what mail, feed and counts are made of does not hold them."""
        assert DueKind.FOLLOW_UP not in kinds(talk.cast.manager)
        desk = desk_of(talk.cast.manager, at=NOW, standing=standing_of(talk.cast.manager, NOW))
        assert [due.kind for due in private_dues(desk)] == [DueKind.FOLLOW_UP]

    def test_no_mail_counts_them(self, cast: Cast) -> None:
        """DUE-2: also not by a number, late or not."""
        before = {occasion: tally_for(cast.manager, occasion, NOW.date(), at=NOW) for occasion in Occasion}
        for days in (200, 28, 3):
            at = NOW - timedelta(days=days)
            changed = replace(DETAILS, held_on=at.date(), follow_up_on=(at + 2 * DAY).date())
            actions.record_note(cast.peer.pk, changed, by=cast.manager, at=at)
        assert {occasion: tally_for(cast.manager, occasion, NOW.date(), at=NOW) for occasion in Occasion} == before
        assert DueKind.FOLLOW_UP in NEVER_MAILED - DATED - STANDING

    def test_no_calendar_shows_them(self, cast: Cast) -> None:
        before = appointments_of(cast.manager, at=NOW)
        actions.record_note(cast.peer.pk, DETAILS, by=cast.manager, at=NOW)
        assert appointments_of(cast.manager, at=NOW) == before

    def test_whoever_moved_on_is_told_until_when(self, talk: Talk, sign_in: SignIn) -> None:
        """TRUST X3."""
        move(talk.cast.peer, talk.cast.new_manager, at=NOW)
        assert "Share, delete or let rest" in page(sign_in(talk.cast.manager))

    def test_a_sealed_note_is_on_no_page(self, talk: Talk, sign_in: SignIn) -> None:
        move(talk.cast.peer, talk.cast.new_manager, at=NOW - 31 * DAY)
        Note.objects.update(recorded_at=NOW - 40 * DAY)
        assert "private item" not in page(sign_in(talk.cast.manager))


class TestThePerson:
    def test_shared_points_are_a_due_until_they_are_received(self, shared: Talk, sign_in: SignIn) -> None:
        assert kinds(shared.cast.peer).count(DueKind.POINTS) == 1
        shown = page(sign_in(shared.cast.peer))
        assert POINTS.words["seen"] not in shown
        actions.receive_points(shared.slip.ref, seen_version=1, by=shared.cast.peer, at=NOW)
        assert DueKind.POINTS not in kinds(shared.cast.peer)

    def test_the_person_is_told_that_points_were_passed_on(self, shared: Talk, sign_in: SignIn) -> None:
        """EARLY-5: with a link to those points."""
        shared.escalate()
        assert kinds(shared.cast.peer).count(DueKind.POINTS_PASSED) == 1
        shown = page(sign_in(shared.cast.peer))
        assert f"/agreed-points/{shared.slip.ref}/" in shown
        assert "passed to HR" in shown

    def test_points_count_in_mail_as_plain_items(self, shared: Talk) -> None:
        """DUE-2, TRUST T06: a number, no kind."""
        assert {DueKind.POINTS, DueKind.POINTS_PASSED, DueKind.BUNDLE} <= DATED
        assert tally_for(shared.cast.peer, Occasion.WEEKLY, NOW.date(), at=NOW) != Tally()


def test_the_partner_finds_a_due(shared: Talk) -> None:
    shared.escalate()
    assert DueKind.BUNDLE in kinds(shared.cast.hr_partner)
    assert DueKind.BUNDLE not in kinds(shared.cast.hr_admin)


class TestAHandover:
    """HAND-1, HAND-3."""

    @pytest.fixture
    def handed(self, shared: Talk) -> Talk:
        agreed_plan(shared.cast.peer, shared.cast.manager)
        move(shared.cast.peer, shared.cast.new_manager, at=NOW)
        settle_lines(NOW)
        return shared

    def test_agreed_points_go_along(self, handed: Talk, sign_in: SignIn) -> None:
        ref = Handover.objects.get().ref
        pack = handovers.pack_for(handed.cast.new_manager, "see-pack", ref, at=NOW)
        assert [one.ref for one in pack.slips] == [handed.slip.ref]
        for person in (handed.cast.new_manager, handed.cast.peer):
            assert POINTS.words["seen"] in sign_in(person).get(f"/handovers/{ref}/").content.decode()
        assert POINTS.words["seen"] in sign_in(handed.cast.new_manager).get("/handovers/in/").content.decode()

    def test_whoever_sees_dates_alone_sees_no_points(self, handed: Talk, sign_in: SignIn) -> None:
        ref = Handover.objects.get().ref
        for person in (handed.cast.upline, handed.cast.hr_partner, handed.cast.hr_admin):
            shown = sign_in(person).get(f"/handovers/{ref}/").content.decode()
            assert POINTS.words["seen"] not in shown
            assert "Agreed points" not in re.sub(r"<footer.*?</footer>", "", shown, flags=re.S)

    def test_the_note_stays_behind_and_nothing_tells_of_it(self, handed: Talk, sign_in: SignIn) -> None:
        ref = Handover.objects.get().ref
        shown = sign_in(handed.cast.new_manager).get(f"/handovers/{ref}/").content.decode()
        assert handed.ref not in shown
        assert CONCERN not in shown
