"""Putting a due off: once, to a day, on one's own list alone, taken back, and respected by mail (DUE-1; DESIGN 6)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from tests.agreed import agreed_plan
from tests.cast import NOW, Cast

from cadenza.home.desk import desk_of
from cadenza.home.dues import dues_of
from cadenza.home.models import Snooze
from cadenza.home.rules import (
    SNOOZABLE,
    SNOOZE_DAYS,
    Due,
    DueKind,
    after_snooze,
    arranged,
    objections_to_snooze,
    snooze_until,
)
from cadenza.home.shell import standing_of
from cadenza.home.snoozing import due_for, snooze_due, take_back_snooze
from cadenza.notices.queries import tally_for
from cadenza.notices.rules import Occasion
from cadenza.objections import Refused, Unseen
from cadenza.people.models import Person
from cadenza.plans.models import Plan
from cadenza.plans.reviews import confirm_commitment, report_commitment
from cadenza.trail.models import Content
from cadenza.web.clock import pinned

SignIn = Callable[[Person], Client]
TODAY = NOW.date()
FRIDAY = TODAY + timedelta(days=3)
ONE = Due(DueKind.GAP, TODAY, "Agree where you stand", "", "/", "Open", of="7")


def owed(person: Person, at: datetime = NOW) -> list[Due]:
    return dues_of(desk_of(person, at=at, standing=standing_of(person, at)))


class TestTheRule:
    def test_a_due_stands_on_the_day_its_reader_named_and_says_which_it_had(self) -> None:
        """DUE-1."""
        moved = after_snooze(ONE, {ONE.key: FRIDAY})
        assert (moved.on, moved.was, moved.spent, moved.snoozable) == (FRIDAY, TODAY, True, False)

    def test_one_that_was_taken_back_stands_where_it_stood_and_is_spent(self) -> None:
        back = after_snooze(ONE, {ONE.key: None})
        assert (back.on, back.was, back.snoozable) == (TODAY, None, False)

    def test_another_due_of_its_kind_is_left_alone(self) -> None:
        assert after_snooze(replace(ONE, of="8"), {ONE.key: FRIDAY}).on == TODAY

    @pytest.mark.parametrize("kind", [DueKind.COMMITMENT, DueKind.HANDED, DueKind.MAKE_GOOD, DueKind.REVIEW, DueKind.TAKE_OVER])
    def test_a_promise_a_review_and_a_handover_are_never_snoozed(self, kind: DueKind) -> None:
        """DESIGN 6: a commitment can be done, re-dated or traded, never dismissed."""
        due = replace(ONE, kind=kind)
        assert kind not in SNOOZABLE and after_snooze(due, {due.key: FRIDAY}) == due
        assert [one.code for one in objections_to_snooze(due, FRIDAY, today=TODAY)] == ["snooze-not-for-this"]

    def test_a_due_without_a_number_is_never_snoozed(self) -> None:
        assert not replace(ONE, of="").snoozable

    def test_a_second_time_is_refused(self) -> None:
        assert [one.code for one in objections_to_snooze(replace(ONE, spent=True), FRIDAY, today=TODAY)] == ["snoozed-before"]

    @pytest.mark.parametrize(("days", "codes"), [(0, 1), (1, 0), (SNOOZE_DAYS, 0), (SNOOZE_DAYS + 1, 1)])
    def test_the_day_lies_after_its_own_and_within_two_weeks(self, days: int, codes: int) -> None:
        assert len(objections_to_snooze(ONE, TODAY + timedelta(days=days), today=TODAY)) == codes

    def test_no_day_is_no_snooze(self) -> None:
        assert [one.code for one in objections_to_snooze(ONE, None, today=TODAY)] == ["snooze-out-of-reach"]

    def test_of_a_due_that_is_to_come_the_days_count_from_its_own(self) -> None:
        due = replace(ONE, on=FRIDAY)
        assert snooze_until(due, today=TODAY) == (FRIDAY + timedelta(days=1), FRIDAY + timedelta(days=SNOOZE_DAYS))

    def test_of_a_late_one_from_today(self) -> None:
        assert snooze_until(replace(ONE, on=TODAY - timedelta(days=9)), today=TODAY)[0] == TODAY + timedelta(days=1)

    def test_it_leaves_what_is_late_and_comes_back_by_itself(self) -> None:
        late = replace(ONE, on=TODAY - timedelta(days=9))
        moved = [after_snooze(late, {late.key: FRIDAY})]
        assert (arranged([late], today=TODAY).late, arranged(moved, today=TODAY).late) == ((late,), ())
        assert arranged(moved, today=FRIDAY).today == tuple(moved)


@pytest.fixture
def plan(cast: Cast) -> Plan:
    return agreed_plan(cast.engineer, cast.manager)


@pytest.fixture
def report(plan: Plan, cast: Cast) -> Due:
    """A report that waits for the engineer's answer."""
    report_commitment(plan.commitments.get().pk, "delivered", by=cast.manager, at=NOW)
    return next(due for due in owed(cast.engineer) if due.kind == DueKind.REPORT)


@pytest.mark.django_db
class TestTheAct:
    def test_it_holds_for_its_reader_and_this_due(self, report: Due, cast: Cast) -> None:
        until = report.on + timedelta(days=3)
        snooze_due(report.kind, report.of, until=until, by=cast.engineer, at=NOW)
        again = due_for(cast.engineer, report.kind, report.of, at=NOW)
        assert (again.on, again.was) == (until, report.on)
        assert all(due.was is None for due in owed(cast.engineer) if due.key != report.key)

    def test_what_the_other_one_waits_for_keeps_its_day(self, report: Due, cast: Cast, sign_in: SignIn) -> None:
        snooze_due(report.kind, report.of, until=report.on + timedelta(days=3), by=cast.engineer, at=NOW)
        assert "by 29 November 2026" in sign_in(cast.manager).get("/").content.decode()

    def test_a_second_time_is_refused_for_good(self, report: Due, cast: Cast) -> None:
        snooze_due(report.kind, report.of, until=report.on + timedelta(days=1), by=cast.engineer, at=NOW)
        later = NOW + timedelta(days=20)
        with pytest.raises(Refused, match="snoozed-before"):
            snooze_due(report.kind, report.of, until=later.date() + timedelta(days=1), by=cast.engineer, at=later)

    def test_the_database_keeps_one_snooze_of_a_due(self, cast: Cast) -> None:
        row = {"person": cast.engineer, "due": "ask:1", "was_on": TODAY, "until": FRIDAY, "made_at": NOW}
        Snooze.objects.create(**row)
        with pytest.raises(IntegrityError), transaction.atomic():
            Snooze.objects.create(**row)

    def test_taken_back_it_stands_on_its_own_day_and_stays_spent(self, report: Due, cast: Cast) -> None:
        snooze_due(report.kind, report.of, until=report.on + timedelta(days=1), by=cast.engineer, at=NOW)
        take_back_snooze(report.kind, report.of, by=cast.engineer, at=NOW)
        again = due_for(cast.engineer, report.kind, report.of, at=NOW)
        assert (again.on, again.snoozable) == (report.on, False)

    def test_there_is_nothing_to_take_back_once_its_day_has_come(self, report: Due, cast: Cast) -> None:
        until = report.on + timedelta(days=1)
        snooze_due(report.kind, report.of, until=until, by=cast.engineer, at=NOW)
        with pytest.raises(Unseen):
            take_back_snooze(report.kind, report.of, by=cast.engineer, at=NOW + (until - TODAY))

    @pytest.mark.parametrize("who", ["manager", "peer", "hr_admin"])
    def test_somebody_else_s_due_does_not_exist(self, report: Due, cast: Cast, who: str) -> None:
        with pytest.raises(Unseen):
            snooze_due(report.kind, report.of, until=report.on + timedelta(days=1), by=getattr(cast, who), at=NOW)
        assert not Snooze.objects.exists()

    def test_somebody_else_s_snooze_cannot_be_taken_back(self, report: Due, cast: Cast) -> None:
        snooze_due(report.kind, report.of, until=report.on + timedelta(days=1), by=cast.engineer, at=NOW)
        with pytest.raises(Unseen):
            take_back_snooze(report.kind, report.of, by=cast.manager, at=NOW)

    def test_said_anew_it_is_another_due(self, report: Due, plan: Plan, cast: Cast) -> None:
        snooze_due(report.kind, report.of, until=report.on + timedelta(days=1), by=cast.engineer, at=NOW)
        later = NOW + timedelta(hours=2)
        report_commitment(plan.commitments.get().pk, "missed", by=cast.manager, at=later, reason="The outage took the week")
        fresh = next(due for due in owed(cast.engineer, later) if due.kind == DueKind.REPORT)
        assert fresh.key != report.key and fresh.snoozable

    def test_both_acts_stand_in_the_record_without_a_word(self, report: Due, cast: Cast) -> None:
        snooze_due(report.kind, report.of, until=report.on + timedelta(days=1), by=cast.engineer, at=NOW)
        take_back_snooze(report.kind, report.of, by=cast.engineer, at=NOW)
        rows = Content.objects.filter(kind__startswith="home.").order_by("pk").values_list("kind", "about_id", "facts")
        assert [(kind, about, facts["due"]) for kind, about, facts in rows] == [
            ("home.due-snoozed", cast.engineer.pk, report.key),
            ("home.snooze-taken-back", cast.engineer.pk, report.key),
        ]

    def test_mail_does_not_count_it_until_its_day(self, report: Due, cast: Cast) -> None:
        """DUE-2: and on that day it does."""
        until, then = report.on + timedelta(days=2), NOW + (report.on - TODAY)
        before = tally_for(cast.engineer, Occasion.ON_THE_DAY, report.on, at=then).today
        snooze_due(report.kind, report.of, until=until, by=cast.engineer, at=NOW)
        assert tally_for(cast.engineer, Occasion.ON_THE_DAY, report.on, at=then).today == before - 1
        assert tally_for(cast.engineer, Occasion.ON_THE_DAY, until, at=NOW + (until - TODAY)).today == 1

    def test_a_done_due_is_gone_snoozed_or_not(self, report: Due, plan: Plan, cast: Cast) -> None:
        snooze_due(report.kind, report.of, until=report.on + timedelta(days=1), by=cast.engineer, at=NOW)
        confirm_commitment(plan.commitments.get().pk, by=cast.engineer, at=NOW)
        assert report.key not in {due.key for due in owed(cast.engineer)}


@pytest.mark.django_db
class TestThePage:
    def path(self, due: Due, end: bool = False) -> str:
        return f"/dues/{due.kind}/{due.of}/snooze/{'end/' if end else ''}"

    def test_home_offers_it_beside_what_may_be_put_off_and_nowhere_else(self, report: Due, cast: Cast, sign_in: SignIn) -> None:
        page = sign_in(cast.engineer).get("/").content.decode()
        assert page.count(self.path(report)) == 1 and "/dues/review/" not in page
        assert "/dues/commitment/" not in sign_in(cast.manager).get("/").content.decode()

    def test_it_is_put_off_and_home_says_from_when(self, report: Due, cast: Cast, sign_in: SignIn) -> None:
        client, until = sign_in(cast.engineer), report.on + timedelta(days=3)
        answer = client.post(self.path(report), {"op_id": str(uuid4()), "until": until.isoformat()})
        page = client.get("/").content.decode()
        assert (answer.status_code, answer["Location"]) == (303, "/")
        assert "Snoozed; it was due on 29 November 2026." in page and "Undo snooze" in page

    def test_a_day_out_of_reach_is_refused_and_stays_in_the_form(self, report: Due, cast: Cast, sign_in: SignIn) -> None:
        answer = sign_in(cast.engineer).post(self.path(report), {"op_id": str(uuid4()), "until": "2027-06-01"})
        page = answer.content.decode()
        assert answer.status_code == 422 and "Choose a day from 30 November 2026" in page and 'value="2027-06-01"' in page

    def test_it_is_taken_back_in_one_click(self, report: Due, cast: Cast, sign_in: SignIn) -> None:
        snooze_due(report.kind, report.of, until=report.on + timedelta(days=1), by=cast.engineer, at=NOW)
        client = sign_in(cast.engineer)
        assert "Back to its own day" in client.get(self.path(report)).content.decode()
        assert client.post(self.path(report, end=True), {"op_id": str(uuid4())}).status_code == 303
        page = client.get(self.path(report)).content.decode()
        assert "Once is all there is" in page and "Show it again on" not in page

    def test_a_promise_has_no_such_page(self, plan: Plan, cast: Cast, sign_in: SignIn) -> None:
        assert sign_in(cast.manager).get(f"/dues/commitment/{plan.commitments.get().pk}/snooze/").status_code == 404


@pytest.mark.django_db
def test_every_due_that_may_be_put_off_has_a_number_of_its_own(plan: Plan, cast: Cast) -> None:
    """A due without one would be put off with all of its kind."""
    for person in (cast.engineer, cast.manager, cast.hr_admin, cast.operator, cast.peer):
        with pinned(NOW):
            dues = owed(person)
        assert all(due.of for due in dues if due.kind in SNOOZABLE)
        keys = [due.key for due in dues if due.of]
        assert len(keys) == len(set(keys))


def test_a_snooze_reaches_the_end_of_a_fortnight() -> None:
    """DUE-1: a date, not a way to forget."""
    assert snooze_until(ONE, today=date(2026, 11, 24))[1] == date(2026, 12, 8)
