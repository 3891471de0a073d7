"""DATA-3, TRUST L18: the run takes what is due and nothing else, twice is once, a hold stops it, and every chain still holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from tests.cast import NOW, Cast
from tests.scene import Scene, build

from cadenza.asks.models import Ask
from cadenza.characteristics.models import Declaration
from cadenza.conversations import actions as talks
from cadenza.conversations.models import Escalation, Note, NoteDraft, Slip
from cadenza.custody import erasing, holds, retention
from cadenza.custody.certificates import broken_certificates
from cadenza.custody.retention_models import Certificate, Erasure, Hold, Purged
from cadenza.custody.retention_rules import PRIVATE, RecordKind
from cadenza.evidence import files
from cadenza.evidence.models import Evidence, Feedback, GapAssessment
from cadenza.handover.models import Handover
from cadenza.improvement import ledger
from cadenza.improvement import settling as formal
from cadenza.improvement.models import Case, Entry
from cadenza.objections import Refused, Unseen
from cadenza.people.actions import mark_left
from cadenza.people.keeping import frozen_people
from cadenza.people.models import Account, Freeze, Person
from cadenza.people.relations import is_frozen
from cadenza.plans import actions as plans
from cadenza.plans.models import Goal, Plan
from cadenza.rhythm.models import AgendaPoint
from cadenza.sealing.models import DataKey
from cadenza.stewardship.models import FollowUp
from cadenza.stewardship.talent_models import TalentSession, TalentSnapshot
from cadenza.trail.models import Content
from cadenza.trail.verify import broken_links
from cadenza.web import clock

pytestmark = pytest.mark.django_db

HALF_A_YEAR_ON = datetime(2027, 7, 1, 1, 0, tzinfo=UTC)
TWO_YEARS_ON = datetime(2029, 2, 1, 1, 0, tzinfo=UTC)


@pytest.fixture
def scene(db: None) -> Iterator[Scene]:
    """Plans, talks, feedback and a formal plan of the cast, as they stand in the eighth week."""
    with clock.pinned(NOW):
        yield build()


@dataclass(frozen=True)
class Left:
    """How many rows about a person are there."""

    plans: int
    evidence: int
    feedback: int
    gaps: int
    agenda: int
    follow_ups: int
    slips: int
    notes: int

    @classmethod
    def about(cls, person: Person) -> Left:
        return cls(
            Plan.objects.filter(owner=person).count(),
            Evidence.objects.filter(person=person).count(),
            Feedback.objects.filter(person=person).count(),
            GapAssessment.objects.filter(person=person).count(),
            AgendaPoint.objects.filter(person=person).count(),
            FollowUp.objects.filter(about=person).count(),
            Slip.objects.filter(subject=person).count(),
            Note.objects.filter(subject=person).count(),
        )


NOTHING = Left(0, 0, 0, 0, 0, 0, 0, 0)


def leave(person: Person, at: datetime = NOW) -> None:
    """The person's last day is today."""
    mark_left(person, last_day=at.date(), by=None, at=at)
    for settle in (plans.settle_lines, formal.settle_lines):
        settle(at)
    talks.settle_lines(at + timedelta(days=31))  # X3: the author of a note has thirty days


def test_nothing_is_due_among_people_who_are_here(scene: Scene) -> None:
    assert retention.run(NOW) is None
    assert [one.kind for one in retention.due(NOW) if one.count] == []


def test_a_leavers_development_record_goes_half_a_year_later(scene: Scene) -> None:
    """X5, HAND-4, L18: exit and six months; not a day before."""
    leave(scene.cast.engineer)
    whole = Left.about(scene.cast.engineer)
    retention.run(datetime(2027, 5, 24, 1, 0, tzinfo=UTC))
    kept = Left.about(scene.cast.engineer)
    assert (kept.plans, kept.evidence, kept.feedback) == (whole.plans, whole.evidence, whole.feedback) and whole.plans == 1
    retention.run(HALF_A_YEAR_ON)
    assert Left.about(scene.cast.engineer) == NOTHING
    assert Left.about(scene.cast.peer).plans == 0  # an unshared draft of a cycle that ended five months ago
    scene.cast.engineer.refresh_from_db()
    assert (scene.cast.engineer.name, scene.cast.engineer.email, scene.cast.engineer.account) == ("Sam Okafor", None, None)
    assert not list(broken_links())


def test_running_twice_changes_nothing_the_second_time(scene: Scene) -> None:
    leave(scene.cast.engineer)
    leave(scene.cast.on_pip)
    assert retention.run(TWO_YEARS_ON) is not None
    counts = {
        model: model._default_manager.count() for model in (Plan, Goal, Evidence, Feedback, Ask, Case, Note, Slip, Content, Purged, DataKey)
    }
    assert retention.run(TWO_YEARS_ON) is None
    assert {model: model._default_manager.count() for model in counts} == counts
    assert Certificate.objects.filter(at=TWO_YEARS_ON).count() == 1
    assert not list(broken_links()) and not list(ledger.broken_records())


def test_two_years_on_all_that_ended_is_gone(scene: Scene) -> None:
    """Rolling: plans, reviews, feedback, requests, handovers of people who are still here; the ledger's links stay (N16)."""
    keys = set(DataKey.objects.filter(destroyed_at=None).values_list("unit", flat=True))
    assert any(name.startswith("note:") for name in keys)
    retention.run(datetime(2027, 8, 1, 1, 0, tzinfo=UTC))  # nobody followed the notes up: they lapse
    retention.run(TWO_YEARS_ON)
    assert not Plan.objects.exists() and not Feedback.objects.exists() and not AgendaPoint.objects.exists()
    held = {"subject__in": frozen_people(TWO_YEARS_ON)}  # an access case about somebody is open
    assert not Note.objects.exclude(**held).exists() and not NoteDraft.objects.exists() and not Escalation.objects.exists()
    assert not Handover.objects.exclude(person__in=frozen_people(TWO_YEARS_ON)).exists()
    assert GapAssessment.objects.filter(superseded_at=None).exists()  # the latest word on a capability stays while the person is here
    assert Case.objects.count() == 1  # a plan under way
    left = set(DataKey.objects.filter(destroyed_at=None).values_list("unit", flat=True))
    kept = {f"note:{note.ref}" for note in Note.objects.all()}
    assert {name for name in left if name.startswith(("note:", "note-draft:", "bundle:"))} == kept
    assert not list(broken_links())


def test_a_formal_plan_of_a_leaver_goes_after_eighteen_months(scene: Scene) -> None:
    """L18; its chain keeps its links and verifies (N16)."""
    leave(scene.cast.on_pip)
    case = Case.objects.get()
    unit = ledger.unit_of(case).name
    retention.run(datetime(2028, 5, 24, 1, 0, tzinfo=UTC))
    assert Case.objects.count() == 1
    retention.run(datetime(2028, 5, 26, 1, 0, tzinfo=UTC))
    assert not Case.objects.exists() and not Entry.objects.exists()
    assert DataKey.objects.get(unit=unit).wrapped is None
    assert not list(broken_links()) and not list(ledger.broken_records())


def test_a_bundle_goes_with_the_plan_that_used_it(scene: Scene) -> None:
    """X9: kept as long as the plan, and no longer."""
    bundle = Escalation.objects.get()
    Escalation.objects.filter(pk=bundle.pk).update(in_case=True, subject=scene.cast.on_pip)
    leave(scene.cast.on_pip)
    retention.run(HALF_A_YEAR_ON)
    assert Escalation.objects.count() == 1
    retention.run(datetime(2028, 5, 26, 1, 0, tzinfo=UTC))
    assert not Escalation.objects.exists()


def test_a_hold_stops_the_run_until_two_people_lift_it(scene: Scene) -> None:
    """L18, Art. 17(3)(e); M2."""
    cast = scene.cast
    leave(cast.engineer)
    whole = Left.about(cast.engineer)
    hold = holds.set_hold("sam-okafor", "A claim was announced.", by=cast.privacy_officer, at=NOW)
    retention.run(TWO_YEARS_ON)
    assert Left.about(cast.engineer) == whole
    assert not any(found.about == cast.engineer.pk for one in retention.due(TWO_YEARS_ON) for found in one.found)
    with pytest.raises(Refused):
        holds.lift_hold(hold.pk, by=cast.case_reviewer, at=TWO_YEARS_ON)
    holds.propose_lifting(hold.pk, "The claim was settled.", by=cast.privacy_officer, at=TWO_YEARS_ON)
    with pytest.raises(Refused):
        holds.lift_hold(hold.pk, by=cast.privacy_officer, at=TWO_YEARS_ON)
    assert is_frozen(cast.engineer, at=TWO_YEARS_ON)
    holds.lift_hold(hold.pk, by=cast.case_reviewer, at=TWO_YEARS_ON)
    assert not is_frozen(cast.engineer, at=TWO_YEARS_ON)
    retention.run(TWO_YEARS_ON + timedelta(minutes=1))
    assert Left.about(cast.engineer) == NOTHING


def test_a_hold_keeps_a_managers_note_from_being_deleted(scene: Scene) -> None:
    """L13: the words for it are neutral and name no hold."""
    holds.set_hold("sam-okafor", "A claim was announced.", by=scene.cast.case_reviewer, at=NOW)
    with pytest.raises(Refused) as no:
        talks.delete_note(scene.keys["note-fresh"], by=scene.cast.manager, at=NOW)
    assert {one.code for one in no.value.objections} == {"records-frozen"}


@pytest.mark.parametrize("role", ["engineer", "manager", "upline", "hr_admin", "hr_partner", "operator", "executive"])
def test_nobody_else_sets_a_hold(cast: Cast, role: str) -> None:
    """M2."""
    with pytest.raises(Unseen):
        holds.set_hold("owen-hughes", "Because.", by=getattr(cast, role), at=NOW)
    assert not Hold.objects.exists() and not Freeze.objects.exists()


def test_nobody_holds_their_own_records_or_those_of_their_line(cast: Cast) -> None:
    """X7."""
    for handle in ("felix-brandt", "ingrid-solberg"):
        with pytest.raises(Unseen):
            holds.set_hold(handle, "Because.", by=cast.privacy_officer, at=NOW)


def test_the_dry_run_counts_no_private_record(scene: Scene) -> None:
    """F1, F2, F3, E2: neither counted nor named, due or not."""
    leave(scene.cast.engineer)
    leave(scene.cast.peer)
    assert not PRIVATE & {one.kind for one in retention.due(HALF_A_YEAR_ON)}
    before = Plan.objects.count(), Note.objects.count()
    assert {one.kind for one in retention.due(HALF_A_YEAR_ON) if one.count} >= {RecordKind.PLAN, RecordKind.EVIDENCE, RecordKind.ADDRESS}
    assert (Plan.objects.count(), Note.objects.count()) == before


def test_a_certificate_that_was_changed_is_named(scene: Scene) -> None:
    """1.8: its fingerprint stands in the house's chain."""
    leave(scene.cast.engineer)
    made = retention.run(HALF_A_YEAR_ON)
    assert made is not None and made.counts[RecordKind.PLAN] == 1
    assert Content.objects.filter(kind="custody.purged", facts__digest=made.digest).count() == 1
    assert not list(broken_certificates())
    Purged.objects.filter(certificate=made).first().delete()  # type: ignore[union-attr]  # it has records
    assert len(list(broken_certificates())) == 1


class TestErasure:
    """TRUST 1.8: before its time only for a leaver, by two people; what claims need stays."""

    def test_everything_but_the_formal_plan_goes_at_once(self, scene: Scene) -> None:
        cast = scene.cast
        leave(cast.on_pip)
        leave(cast.engineer)
        for handle, person in (("sam-okafor", cast.engineer), ("marek-nowak", cast.on_pip)):
            asked = erasing.propose(handle, "Asked for it in writing.", by=cast.privacy_officer, at=NOW)
            erasing.decide(asked.pk, agreed=True, by=cast.hr_admin, at=NOW)
            assert Left.about(person) == NOTHING
        assert Case.objects.filter(person=cast.on_pip).count() == 1
        assert not DataKey.objects.filter(unit=f"private-draft:person:{cast.engineer.pk}", destroyed_at=None).exists()
        assert not Account.objects.filter(person=cast.engineer).exists()
        assert not list(broken_links())

    def test_a_hold_stops_it_at_the_last_moment(self, scene: Scene) -> None:
        cast = scene.cast
        leave(cast.engineer)
        asked = erasing.propose("sam-okafor", "Asked for it in writing.", by=cast.privacy_officer, at=NOW)
        holds.set_hold("sam-okafor", "A claim was announced.", by=cast.case_reviewer, at=NOW)
        with pytest.raises(Refused), transaction.atomic():
            erasing.decide(asked.pk, agreed=True, by=cast.hr_admin, at=NOW)
        assert Plan.objects.filter(owner=cast.engineer).exists()

    def test_nobody_decides_alone_and_nobody_else_decides(self, scene: Scene) -> None:
        cast = scene.cast
        leave(cast.engineer)
        with pytest.raises(Unseen):
            erasing.propose("sam-okafor", "Because.", by=cast.hr_admin, at=NOW)
        asked = erasing.propose("sam-okafor", "Asked for it in writing.", by=cast.privacy_officer, at=NOW)
        for role in ("privacy_officer", "manager", "operator", "case_reviewer"):
            with pytest.raises(Unseen):
                erasing.decide(asked.pk, agreed=True, by=getattr(cast, role), at=NOW)
        erasing.decide(asked.pk, agreed=False, by=cast.hr_admin, at=NOW)
        assert Plan.objects.filter(owner=cast.engineer).exists()
        assert not Erasure.objects.get(pk=asked.pk).carried_out

    def test_nobody_who_works_here_is_erased(self, scene: Scene) -> None:
        with pytest.raises(Refused):
            erasing.propose("sam-okafor", "Because.", by=scene.cast.privacy_officer, at=NOW)


def test_evidence_goes_with_its_file(scene: Scene, django_capture_on_commit_callbacks: object) -> None:
    """L18; TRUST T25: bytes and row go together."""
    path = files.path_of(scene.keys["file"])
    assert path.exists()
    leave(scene.cast.engineer)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]  # the fixture is a function
        retention.run(HALF_A_YEAR_ON)
    assert not path.exists()


def test_due_days_are_counted_from_the_cycles_end(scene: Scene) -> None:
    """A plan whose cycle ended on 31 December 2026 is kept through 31 December 2028."""
    Plan.objects.update(closed_at=datetime(2027, 1, 4, 9, 0, tzinfo=UTC))
    retention.run(datetime(2029, 1, 2, 1, 0, tzinfo=UTC))
    assert Plan.objects.exists()
    retention.run(datetime(2029, 1, 6, 1, 0, tzinfo=UTC))
    assert not Plan.objects.exists()
    assert date(2026, 12, 31) < date(2029, 1, 6)


def test_a_snapshot_and_a_declaration_of_a_leaver_go_by_their_keys(cast: Cast) -> None:
    """L18, A3: the snapshot after two cycles or half a year, what was declared thirty days after leaving."""
    session = TalentSession.objects.create(
        ref="T-1",
        title="Q4",
        facilitator=cast.hr_admin,
        opens_at=NOW,
        closes_at=NOW + timedelta(days=1),
        made_by=cast.hr_admin,
        made_at=NOW,
    )
    TalentSnapshot.objects.create(session=session, person=cast.engineer)
    for person in (cast.engineer, cast.peer):
        Declaration.objects.create(person=person, token=f"token-{person.pk}", sealed=b"x", changed_at=NOW)
    leave(cast.engineer)
    retention.run(NOW + timedelta(days=29))
    assert Declaration.objects.count() == 2
    retention.run(NOW + timedelta(days=32))
    assert Declaration.objects.get().person == cast.peer
    assert TalentSnapshot.objects.exists()
    retention.run(NOW + timedelta(days=200))
    assert not TalentSnapshot.objects.exists() and TalentSession.objects.exists()
