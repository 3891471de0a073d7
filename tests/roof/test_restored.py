"""TRUST N24, L18: a restored backup forgets again what was erased after it was made, and keeps the holds that were set since."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings
from tests.cast import NOW, Cast
from tests.conversations.conftest import DETAILS
from tests.roof.test_backups import empty_the_database

from cadenza.backups import read_backup, write_backup
from cadenza.conversations import actions as talks
from cadenza.conversations.models import Note
from cadenza.custody import holds, replaying, retention
from cadenza.custody.certificates import broken_certificates
from cadenza.custody.retention_models import Cause, Certificate, Hold, Restored
from cadenza.evidence.models import Evidence
from cadenza.evidence.rules import EvidenceKind
from cadenza.people.models import Person
from cadenza.people.relations import is_frozen
from cadenza.sealing import erased
from cadenza.sealing.models import DataKey
from cadenza.trail.verify import broken_links

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
BEFORE = NOW - timedelta(hours=3)
LATER = NOW + timedelta(days=2)


def fact(person: Person, days_ago: int) -> Evidence:
    at = NOW - timedelta(days=days_ago)
    return Evidence.objects.create(
        person=person, kind=EvidenceKind.MEMO, what="Seen in the work", happened_on=at.date(), added_by=person, added_at=at
    )


@pytest.fixture
def lost(cast: Cast, settings: Settings, tmp_path: Path) -> Callable[[], datetime]:
    """A backup; then a note is deleted, the schedule runs and a hold is set; then everything is lost but the backup and the keys."""
    settings.KEY_RING = tmp_path / "keys" / "ring.json"
    note = talks.record_note(cast.peer.pk, DETAILS, by=cast.manager, at=BEFORE)
    kept = talks.record_note(cast.engineer.pk, DETAILS, by=cast.manager, at=BEFORE)
    fact(cast.engineer, 900)
    fact(cast.engineer, 100)
    backup_at = NOW - timedelta(hours=2)
    write_backup(tmp_path / "kept.gz", at=backup_at, say=lambda _: None)
    talks.delete_note(note.ref, by=cast.manager, at=NOW)
    retention.run(NOW)
    holds.set_hold("lena-vogt", "A claim was announced.", by=cast.case_reviewer, at=NOW)
    assert Evidence.objects.count() == 1 and Note.objects.get().ref == kept.ref

    def restore() -> datetime:
        empty_the_database()
        read_backup(tmp_path / "kept.gz", say=lambda _: None)
        return backup_at

    return restore


def test_what_was_erased_goes_again_and_what_was_held_stays(lost: Callable[[], datetime]) -> None:
    backup_at = lost()
    assert (Note.objects.count(), Evidence.objects.count(), Hold.objects.count()) == (2, 2, 0)
    assert replaying.after_restore(backup_at, at=LATER)
    assert (Note.objects.count(), Evidence.objects.count()) == (1, 1)
    assert DataKey.objects.filter(destroyed_at__isnull=False).count() == 1
    peer = Person.objects.get(handle="lena-vogt")
    assert is_frozen(peer, at=LATER) and Hold.objects.get().person == peer
    made = Certificate.objects.get()
    assert (made.cause, made.counts) == (Cause.REPLAY, {"evidence": 1})
    assert not list(broken_links()) and not list(broken_certificates())


def test_a_list_that_comes_later_is_followed_by_the_next_night(lost: Callable[[], datetime]) -> None:
    backup_at = lost()
    aside = erased.path().rename(erased.path().with_suffix(".aside"))
    assert replaying.after_restore(backup_at, at=LATER) is None
    assert Note.objects.count() == 2
    aside.rename(erased.path())
    retention.run(LATER)
    assert Note.objects.count() == 1 and Restored.objects.get().cleared_at == LATER
    retention.run(LATER + timedelta(days=1))
    assert Certificate.objects.filter(cause=Cause.REPLAY).count() == 1


def test_what_the_house_writes_down_meanwhile_is_not_taken_for_the_list(lost: Callable[[], datetime]) -> None:
    """A restore without its list stays open until the list itself is back, whatever else is erased before."""
    backup_at = lost()
    aside = erased.path().rename(erased.path().with_suffix(".aside"))
    assert replaying.after_restore(backup_at, at=LATER) is None
    ours = Note.objects.get(subject__handle="sam-okafor")
    talks.delete_note(ours.ref, by=ours.author, at=LATER)
    retention.run(LATER)
    retention.run(LATER + timedelta(days=1))
    assert replaying.waits_for_list() and Note.objects.count() == 1, "the one that was erased before is still there"
    aside.rename(erased.path())
    retention.run(LATER + timedelta(days=2))
    assert not Note.objects.exists() and not replaying.waits_for_list()
    assert {f"note:{ours.ref}"} < {line["unit"] for line in erased.lines() if "unit" in line}, "nothing of either list is lost"


def test_a_number_used_again_after_a_restore_is_not_taken_for_the_lost_one(lost: Callable[[], datetime], tmp_path: Path) -> None:
    """What went in a time that a restore undid says nothing of rows made since."""
    replaying.after_restore(lost(), at=LATER)
    sam = Person.objects.get(handle="sam-okafor")
    erased.note([{"kind": "evidence", "rows": [fact(sam, 10).pk], "about": [sam.pk], "at": (LATER - timedelta(minutes=5)).isoformat()}])
    erased.note([{"restored": NOW.isoformat(), "at": LATER.isoformat()}])
    before = Evidence.objects.count()
    later = LATER + timedelta(minutes=30)
    replaying.after_restore(later, at=later)
    assert Evidence.objects.count() == before


def test_what_a_crash_kept_out_of_the_list_is_written_down_in_the_night(lost: Callable[[], datetime]) -> None:
    erased.path().unlink()
    assert replaying.catch_up(NOW + timedelta(hours=12)) == 2
    assert {line.get("kind", "unit") for line in erased.lines()} == {"evidence", "unit"}
    assert replaying.catch_up(NOW + timedelta(hours=12)) == 0


def test_a_list_that_cannot_be_written_stops_nobody(
    cast: Cast, settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "keys").write_text("a file where the folder should be")
    settings.KEY_RING = tmp_path / "keys" / "ring.json"
    assert not erased.note([{"unit": "note:N-1", "at": NOW.isoformat()}])
    assert "could not be written down" in caplog.text


def test_a_line_that_a_crash_cut_off_spoils_no_other(settings: Settings, tmp_path: Path) -> None:
    settings.KEY_RING = tmp_path / "keys" / "ring.json"
    erased.note([{"unit": "a", "at": "2026-11-24T10:00:00+00:00"}])
    with erased.path().open("a", encoding="utf-8") as file:
        file.write('\n{"unit": "b", "at"')
    erased.note([{"unit": "c", "at": "2026-11-24T10:00:00+00:00"}])
    assert [line["unit"] for line in erased.lines() if "unit" in line] == ["a", "c"]
    assert erased.trouble() == "", "the numbers go on without a hole"
