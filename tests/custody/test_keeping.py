"""DATA-3, TRUST L13, L18, 1.8: what is held stays, whoever comes first, and each run accounts for what it took."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.agreed import agreed_plan
from tests.cast import NOW, Cast
from tests.custody.test_case import noted, opened
from tests.custody.test_retention_views import old_fact

from cadenza.conversations import actions as talks
from cadenza.conversations.models import Note
from cadenza.custody import erasing, holds, report, retention
from cadenza.custody import retention_queries as queries
from cadenza.custody.certificates import broken_certificates
from cadenza.custody.retention_models import Cause, Certificate, Erasure, Purged, Run
from cadenza.custody.retention_rules import RecordKind
from cadenza.custody.schedule import KEEPERS
from cadenza.evidence.models import Evidence
from cadenza.objections import Refused
from cadenza.people.actions import mark_left
from cadenza.people.keeping import Found
from cadenza.people.models import Freeze, Person
from cadenza.plans.models import EarlierReport, Goal, Judgement, Plan
from cadenza.plans.sealed import keep_words
from cadenza.strategy.models import Cycle
from cadenza.trail.models import Content

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
SOON = NOW + timedelta(seconds=20)
LATER = NOW + timedelta(days=3)


def erasure_of(cast: Cast, person: Person, at: datetime = LATER) -> Erasure:
    """The person has left, and somebody asks that everything goes."""
    mark_left(person, last_day=date(2026, 11, 25), by=None, at=at)
    return erasing.propose(person.handle, "Asked for it in writing.", by=cast.privacy_officer, at=at)


def test_a_hold_that_came_after_a_run_began_is_seen_by_it(cast: Cast) -> None:
    """L13: the run keeps the instant at which it began."""
    old_fact(cast.engineer)
    holds.set_hold(cast.engineer.handle, "A claim was announced.", by=cast.case_reviewer, at=SOON)
    assert retention.run(NOW) is None and Evidence.objects.exists()


def test_a_hold_that_came_while_an_erasure_waited_stops_it(cast: Cast) -> None:
    """L13, Art. 17(3)(e)."""
    asked = erasure_of(cast, cast.engineer)
    holds.set_hold(cast.engineer.handle, "A claim was announced.", by=cast.case_reviewer, at=LATER + timedelta(seconds=20))
    with pytest.raises(Refused):
        erasing.decide(asked.pk, agreed=True, by=cast.hr_admin, at=LATER)


def test_an_erasure_leaves_the_notes_of_an_author_whose_records_are_held(cast: Cast) -> None:
    """L13, L18: the author's freeze keeps what they wrote about others."""
    noted(cast)
    holds.set_hold(cast.manager.handle, "A claim of somebody else.", by=cast.privacy_officer, at=LATER)
    asked = erasure_of(cast, cast.engineer)
    erasing.decide(asked.pk, agreed=True, by=cast.hr_admin, at=LATER)
    assert Note.objects.count() == 1


def test_whoever_destroys_or_freezes_waits_for_the_other_first(cast: Cast) -> None:
    """L13: the one lock comes before the question what is frozen; on PostgreSQL the two would pass each other otherwise."""
    for act, asked in (
        (lambda: talks.purge(NOW), "SELECT.*people_freeze"),
        (lambda: opened(cast), "INSERT INTO .people_freeze"),
        (lambda: holds.set_hold("lena-vogt", "A claim.", by=cast.case_reviewer, at=NOW), "INSERT INTO .people_freeze"),
    ):
        with CaptureQueriesContext(connection) as seen:
            act()
        texts = [one["sql"] for one in seen.captured_queries]
        locked = next(place for place, sql in enumerate(texts) if re.search(r"FROM .people_organisation. ORDER BY", sql))
        assert locked < next(place for place, sql in enumerate(texts) if re.search(asked, sql))


def test_nobody_is_erased_who_turned_out_to_be_here(cast: Cast) -> None:
    """1.8: asked again when it is decided, for a last day may have been a mistake."""
    asked = erasure_of(cast, cast.engineer)
    Person.objects.filter(pk=cast.engineer.pk).update(status="active", end_date=None)
    with pytest.raises(Refused) as no, transaction.atomic():
        erasing.decide(asked.pk, agreed=True, by=cast.hr_admin, at=LATER)
    assert {one.code for one in no.value.objections} == {"here-after-all"}
    assert not erasing.decide(asked.pk, agreed=False, by=cast.hr_admin, at=LATER).carried_out


def test_an_erasure_right_after_the_last_day_takes_address_and_account(cast: Cast) -> None:
    """1.8: also before the night has recorded the person as a leaver."""
    asked = erasure_of(cast, cast.engineer)
    Person.objects.filter(pk=cast.engineer.pk).update(status="active")
    erasing.decide(asked.pk, agreed=True, by=cast.hr_admin, at=LATER)
    cast.engineer.refresh_from_db()
    assert (cast.engineer.email, cast.engineer.account_id) == (None, None)


def test_a_kind_that_fails_keeps_no_other_back_and_what_a_dead_run_took_is_certified(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """1.8, L18: every purge has its certificate."""
    Certificate.objects.create(at=NOW - timedelta(days=1), cause=Cause.SCHEDULE, counts={"feedback": 1})
    old_fact(cast.engineer)

    def fails(reach: object) -> list[Found]:
        raise IntegrityError

    monkeypatch.setitem(KEEPERS, RecordKind.AGENDA, replace(KEEPERS[RecordKind.AGENDA], due=fails))  # type: ignore[arg-type]  # a dict
    with pytest.raises(IntegrityError):
        retention.run(NOW)
    assert not Evidence.objects.exists()
    assert [one.counts for one in Certificate.objects.exclude(digest="")] == [{"evidence": 1}, {"feedback": 1}]
    assert not list(broken_certificates())


def test_a_run_goes_batch_by_batch_sees_a_hold_set_meanwhile_and_goes_on_where_it_died(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """DATA-3, TRUST L13, L18: each batch asks anew, nothing is taken twice, and one certificate says what went."""
    monkeypatch.setattr(retention, "BATCH", 1)
    for person in (cast.engineer, cast.engineer, cast.peer):
        old_fact(person)
    run = retention.begin(NOW, by=cast.privacy_officer).pk
    while Evidence.objects.count() == 3:
        assert retention.advance(run)
    assert retention.begin(SOON, by=cast.privacy_officer).pk == run, "one at a time"
    holds.set_hold(cast.peer.handle, "A claim was announced.", by=cast.privacy_officer, at=SOON)
    while retention.advance(run):
        pass
    assert [one.person for one in Evidence.objects.all()] == [cast.peer], "held between two batches"
    assert not retention.advance(run), "whoever goes on with one that is over does nothing"
    made = Certificate.objects.get()
    assert (made.counts, made.records.count(), Run.objects.get().certificate) == ({"evidence": 2}, 2, made)
    assert not list(broken_certificates())
    died = retention.begin(LATER, by=None)
    retention.advance(died.pk)
    later = LATER + retention.LONGEST_RUN + timedelta(minutes=1)
    assert retention.begin(later, by=None).pk != died.pk, "what died long ago is over"
    died.refresh_from_db()
    assert died.ended_at == later and not retention.advance(died.pk)


def test_a_kind_that_fails_in_a_run_by_button_is_said_and_the_rest_goes(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """1.8: the officer learns that something is left, and not which where it is private."""
    old_fact(cast.engineer)

    def fails(certificate: Certificate, after: int) -> None:
        raise OSError

    monkeypatch.setitem(retention.STEPS, "agenda", fails)  # type: ignore[index]  # a dict
    run = retention.begin(NOW, by=cast.privacy_officer).pk
    while retention.advance(run):
        pass
    shown = queries.latest_run(cast.privacy_officer, at=NOW)
    assert shown is not None and shown.over and shown.failed == 1 and shown.certificate == Certificate.objects.get().pk
    assert not Evidence.objects.exists()


def test_nights_of_private_records_alone_show_nowhere(cast: Cast, sign_in: SignIn) -> None:
    """TRUST 1.5, F1, G1: neither to the operator nor to the officer, nor by the number of entries in the record."""
    far = NOW + timedelta(days=900)
    before = {one.kind: one.count for one in retention.due(far)}
    noted(cast)
    assert {one.kind: one.count for one in retention.due(far)} == before
    private = Certificate.objects.create(at=NOW, cause=Cause.SCHEDULE, counts={"passed-to-hr": 1}, digest="x")
    formal = Certificate(at=NOW, cause=Cause.SCHEDULE, counts={"formal-plan": 1}, digest="x")
    assert report.certified(private) == report.certified(formal) == report.certified(None)
    assert queries.certificates(cast.privacy_officer, at=NOW) == []
    assert sign_in(cast.privacy_officer).get(f"/retention/certificates/{private.pk}/").status_code == 404


def test_what_a_leaver_never_shared_stays_while_it_is_about_somebody_held(cast: Cast) -> None:
    """L12, L13: the manager's unshared judgement is part of what the person asked for; it goes once nobody is held."""
    cycle = Cycle.objects.create(key="2026-q4", start_date=date(2026, 10, 1), end_date=date(2026, 12, 31))
    goal = Goal.objects.create(plan=Plan.objects.create(owner=cast.engineer, cycle=cycle, created_at=NOW), number=1)
    mine = Judgement(goal=goal, author=cast.manager, side="manager", shows="zqjudgedqz")
    keep_words(mine, owner_id=cast.manager.pk)
    hold = holds.set_hold(cast.engineer.handle, "A claim was announced.", by=cast.case_reviewer, at=NOW)
    asked = erasure_of(cast, cast.manager)
    erasing.decide(asked.pk, agreed=True, by=cast.hr_admin, at=LATER)
    far = NOW + timedelta(days=40)
    retention.run(far)
    mine.refresh_from_db()
    assert mine.sealed is not None
    Freeze.objects.filter(pk=hold.freeze_id).update(until=far)
    retention.run(far + timedelta(days=1))
    mine.refresh_from_db()
    assert mine.sealed is None


def test_a_plan_stays_while_anybody_is_held_who_once_reported_on_a_promise_of_it(cast: Cast) -> None:
    """L13, COM-2: an earlier report is its holder's words, also when the promise has moved on to somebody else; a hold and a case alike."""
    plan = agreed_plan(cast.engineer, cast.manager)
    promise = plan.commitments.get()
    words = {"holder": cast.outsider, "state": "missed", "reason": "The week went to the audit", "reported_at": NOW}
    said = EarlierReport.objects.create(commitment=promise, **words)
    far = NOW + timedelta(days=1200)
    hold = holds.set_hold(cast.outsider.handle, "A claim was announced.", by=cast.case_reviewer, at=NOW)
    retention.run(far)
    Freeze.objects.filter(pk=hold.freeze_id).update(until=far)
    asked_for = Freeze.objects.create(person=cast.outsider, since=far)
    retention.run(far + timedelta(days=1))
    said.refresh_from_db()
    assert (said.reason, said.commitment.plan) == ("The week went to the audit", plan)
    asked_for.until = far + timedelta(days=2)
    asked_for.save()
    retention.run(far + timedelta(days=3))
    assert not EarlierReport.objects.exists() and not Plan.objects.exists()


def test_two_years_on_the_record_forgets_requests_and_keeps_what_holds_and_erasures_were(cast: Cast) -> None:
    """L18: what somebody asked for goes; L13: the entries of whoever may have kept a note about somebody held do not."""
    noted(cast)
    case = opened(cast)
    Freeze.objects.update(until=SOON)
    hold = holds.set_hold(cast.peer.handle, "A claim was announced.", by=cast.case_reviewer, at=NOW)
    far = NOW + timedelta(days=900)

    def kinds() -> set[str]:
        return set(Content.objects.filter(entry__recorded_at__lt=LATER).values_list("kind", flat=True))

    assert case.pk and {"custody.case-opened", "private"} <= kinds()
    retention.run(far)
    assert "custody.case-opened" not in kinds() and {"custody.hold-set", "private"} <= kinds()
    Freeze.objects.filter(pk=hold.freeze_id).update(until=far)
    retention.run(far + timedelta(days=1))
    assert "custody.hold-set" in kinds() and "private" not in kinds()


def test_a_certificate_vouches_for_the_marks_of_what_went(cast: Cast) -> None:
    """TRUST 1.8, N24: the mark decides what a restored backup forgets."""
    old_fact(cast.engineer)
    retention.run(NOW)
    assert Purged.objects.exclude(mark="").exists() and not list(broken_certificates())
    Purged.objects.update(mark="0" * 16)
    assert len(list(broken_certificates())) == 1
