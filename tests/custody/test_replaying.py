"""TRUST N24, L13, L18: what a list from before a restore does to a database that does not know of it. Whole backups: tests/roof."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings
from tests.cast import NOW, Cast
from tests.custody.test_case import noted, opened
from tests.custody.test_retention_views import old_fact

from cadenza.conversations import actions as talks
from cadenza.conversations.models import Note
from cadenza.custody import case_actions, holds, replaying, retention
from cadenza.custody.retention_models import Cause, Certificate, Hold, Purged, Restored
from cadenza.custody.retention_rules import mark_from
from cadenza.custody.schedule import KEEPERS, marks_of
from cadenza.evidence.models import Evidence
from cadenza.people.models import Freeze
from cadenza.people.relations import is_frozen
from cadenza.sealing import erased
from cadenza.sealing.keys import Unit, seal
from cadenza.sealing.models import DataKey, ErasedList

pytestmark = pytest.mark.django_db
BACKUP = NOW - timedelta(hours=2)
LATER = NOW + timedelta(days=2)


@pytest.fixture(autouse=True)
def _list(settings: Settings, tmp_path: Path) -> None:
    settings.KEY_RING = tmp_path / "keys" / "ring.json"


def test_whom_a_lost_access_case_froze_is_held_again(
    cast: Cast, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    """L13: frozen from the request on; one that was withdrawn before everything was lost holds nobody."""
    with django_capture_on_commit_callbacks(execute=True):
        lost, over = opened(cast), opened(cast, cast.peer)
        case_actions.withdraw(over.ref, by=cast.privacy_officer, at=NOW + timedelta(hours=2))
    for case in (lost, over):
        case.delete()
    Freeze.objects.all().delete()
    for _ in range(2):
        replaying.after_restore(BACKUP, at=LATER)
    assert is_frozen(cast.engineer, at=LATER) and not is_frozen(cast.peer, at=LATER)
    assert Hold.objects.get().reason == lost.ref, "the officer finds which request it was"


def test_what_is_somebody_elses_by_now_or_held_since_is_left_alone(cast: Cast) -> None:
    """A list that comes late is about rows of a time that is lost."""
    theirs, held, gone = old_fact(cast.peer), old_fact(cast.manager), old_fact(cast.engineer)
    note = noted(cast)
    Freeze.objects.create(person=cast.manager, since=NOW)
    erased.note([{"unit": f"note:{note.ref}", "at": NOW.isoformat()}])
    rows, about = [theirs.pk, held.pk, gone.pk], [cast.engineer.pk, cast.manager.pk, cast.engineer.pk]
    erased.note([{"kind": "evidence", "rows": rows, "about": about, "at": NOW.isoformat()}])
    replaying.after_restore(BACKUP, at=LATER)
    assert set(Evidence.objects.values_list("pk", flat=True)) == {theirs.pk, held.pk}
    assert Note.objects.get() == note
    assert Restored.objects.get().cleared_at is None, "what is held is asked for again each night"
    Freeze.objects.update(until=LATER)
    replaying.catch_up(LATER)
    assert Evidence.objects.get() == theirs and not Note.objects.exists() and Restored.objects.get().cleared_at == LATER


def test_a_restore_stays_open_while_something_points_to_what_was_erased(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """For what two people erased there is no later night of the schedule."""
    old_fact(cast.engineer)
    erased.note([{"kind": "evidence", "rows": [Evidence.objects.get().pk], "about": [cast.engineer.pk], "at": NOW.isoformat()}])
    with monkeypatch.context() as patched:
        patched.setattr(replaying, "taken", lambda keeper, rows, *, at: set())
        replaying.after_restore(BACKUP, at=LATER)
    assert Restored.objects.get().cleared_at is None
    replaying.catch_up(LATER)
    assert Restored.objects.get().cleared_at == LATER and not Evidence.objects.exists()


def test_a_list_that_is_not_this_databases_own_or_not_whole_is_named_and_what_is_erased_meanwhile_waits(cast: Cast) -> None:
    """TRUST N24, X14: another installation's, an old copy, one with a hole, none at all; another's is never followed, and nothing is lost."""
    fact = old_fact(cast.engineer)

    def unit(name: str) -> dict[str, str]:
        return {"unit": name, "at": NOW.isoformat()}

    assert erased.trouble() == "", "nothing was erased yet"
    for name in "abc":
        assert erased.note([unit(name)])
    right = erased.path().read_text()
    assert erased.trouble() == "" and ErasedList.objects.get().noted == 4
    rows = [json.loads(text) for text in right.splitlines() if text]
    foreign = {"kind": "evidence", "rows": [fact.pk], "about": [cast.engineer.pk], "at": NOW.isoformat(), "list": "another-house", "n": 1}
    wrong = {
        "another-house": json.dumps(foreign),
        "an old copy": right[: right.index('"unit": "c"') - 60].rpartition("\n")[0],
        "has lost 1 lines, the first is number 3": "\n".join(json.dumps(row) for row in rows if row["n"] != 3),
    }
    for told, text in wrong.items():
        erased.path().write_text(text)
        assert told in erased.trouble() and "cadenza retention" in erased.trouble()
        assert not erased.is_there() and replaying.after_restore(BACKUP, at=LATER) is None
        assert Evidence.objects.exists(), "no line of another house is followed"
    erased.path().unlink()
    assert "is not at" in erased.trouble() and replaying.waits_for_list()
    erased.note([unit("d")])
    assert not erased.path().exists() and erased.since_path().exists()
    erased.path().write_text(right)
    replaying.catch_up(LATER)
    assert not replaying.waits_for_list() and not erased.since_path().exists() and erased.trouble() == ""
    assert [line["unit"] for line in erased.lines() if "unit" in line] == ["a", "b", "c", "d"]


def test_a_list_that_is_lost_for_good_begins_anew_with_what_the_database_knows(
    cast: Cast, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    """TRUST N24: under another name, so that the lost one is told apart should it turn up."""
    old_fact(cast.engineer)
    note = noted(cast)
    with django_capture_on_commit_callbacks(execute=True):
        talks.delete_note(note.ref, by=cast.manager, at=NOW)
        retention.run(NOW)
        holds.set_hold(cast.peer.handle, "A claim was announced.", by=cast.privacy_officer, at=NOW)
        opened(cast, cast.outsider)

    def said() -> set[str]:
        return {key for line in erased.lines() for key in line if key in {"unit", "kind", "hold", "access_case"}}

    before, ref = said(), ErasedList.objects.get().ref
    lost = erased.path().read_text()
    erased.path().unlink()
    assert replaying.begin_list_anew(LATER) == 2
    assert said() == before == {"unit", "kind", "hold", "access_case"}
    assert ErasedList.objects.get().ref != ref and erased.trouble() == ""
    erased.path().write_text(lost)
    assert "another installation" in erased.trouble()


def test_only_the_very_row_and_the_very_key_go_again(cast: Cast) -> None:
    """TRUST N24: the same kind, number and person, and still another one, made since; the same for keys and for whom a hold names."""
    theirs, other = old_fact(cast.engineer), old_fact(cast.engineer)
    unit = Unit(f"private-draft:person:{cast.engineer.pk}", cast.engineer.pk, cast.engineer.pk)
    seal("kept", unit=unit, place="x")
    mark = mark_from("evidence", theirs.added_at)
    at = NOW.isoformat()
    ids, both = [theirs.pk, other.pk], [cast.engineer.pk] * 2
    erased.note([{"kind": "evidence", "rows": ids, "about": both, "marks": [mark, mark_from("evidence", NOW)], "at": at}])
    erased.note([{"unit": unit.name, "key": "of a key that is gone", "at": at}])
    erased.note([{"hold": 1, "person": cast.peer.pk, "whose": mark_from("person", "somebody-else"), "lifted": False, "at": at}])
    replaying.after_restore(BACKUP, at=LATER)
    assert list(Evidence.objects.all()) == [other]
    assert not DataKey.objects.get(unit=unit.name).destroyed_at and not Hold.objects.exists()
    assert Restored.objects.get().cleared_at == LATER
    erased.note([{"unit": unit.name, "key": DataKey.objects.get(unit=unit.name).mark, "at": at}])
    erased.note([{"hold": 1, "person": cast.peer.pk, "whose": mark_from("person", cast.peer.handle), "lifted": False, "at": at}])
    Restored.objects.all().delete()  # an older backup is put back: what the first restore noted is not in it
    replaying.after_restore(BACKUP - timedelta(hours=3), at=LATER)
    assert DataKey.objects.get(unit=unit.name).destroyed_at and Hold.objects.get().person == cast.peer


def test_every_kind_has_a_mark_that_an_edit_does_not_change(cast: Cast) -> None:
    """TRUST N24: a field of the row, or of what it hangs on, that is never empty."""
    for kind, keeper in KEEPERS.items():
        assert marks_of(kind, [0]) == {}, kind
        if keeper.model and "__" not in keeper.born:
            field = apps.get_model(keeper.model)._meta.get_field(keeper.born)
            assert not field.null and (field.unique or field.get_internal_type() == "DateTimeField"), kind


def facts_after_a_backup(cast: Cast) -> tuple[Evidence, int]:
    """A fact that went after a backup and is back with it, the last of four lines; and how far the restored database knows the list."""
    fact = old_fact(cast.engineer)
    erased.note([])
    known = ErasedList.objects.get().noted
    for row in (9001, 9002, fact.pk):
        erased.note([{"kind": "evidence", "rows": [row], "about": [cast.engineer.pk], "at": NOW.isoformat()}])
    return fact, known


def without_line(number: int) -> None:
    kept = [text for text in erased.path().read_text().split("\n") if f'"n": {number},' not in text]
    erased.path().write_text("\n".join(kept))


def test_a_list_that_lost_a_line_is_followed_as_far_as_it_goes_and_stays_open(cast: Cast) -> None:
    """TRUST N24: one lost line forgets no more than itself, and it is said."""
    _fact, known = facts_after_a_backup(cast)
    without_line(2)
    ErasedList.objects.update(noted=known)
    assert replaying.after_restore(BACKUP, at=LATER) is None, "it is not said that all of it went"
    assert not Evidence.objects.exists()
    assert Restored.objects.get().cleared_at is None and "has lost 1 lines" in erased.trouble() and replaying.waits_for_list()
    erased.note([{"unit": "meanwhile", "at": LATER.isoformat()}])
    assert "meanwhile" in erased.since_path().read_text(), "the newest copy is put over this one"


def test_a_list_that_begins_anew_takes_along_what_is_left_of_the_old_one(cast: Cast) -> None:
    """TRUST N24: its good lines are of a time that the restored database does not know."""
    fact, known = facts_after_a_backup(cast)
    without_line(2)
    ErasedList.objects.update(noted=known)
    Restored.objects.create(backup_at=BACKUP, restored_at=LATER)
    replaying.begin_list_anew(LATER)
    assert not Evidence.objects.exists() and erased.trouble() == "" and Restored.objects.get().cleared_at == LATER
    assert [line["rows"] for line in erased.lines() if "kind" in line] == [[9002], [fact.pk]]
    nameless = json.dumps({"kind": "evidence", "rows": [fact.pk], "about": [cast.engineer.pk], "at": NOW.isoformat()})
    theirs = erased.path().read_text().replace(ErasedList.objects.get().ref, "another-house")
    erased.path().write_text(f"{nameless}\n{theirs}")
    replaying.begin_list_anew(LATER)
    assert not [line for line in erased.lines() if "kind" in line], "none of another installation's is taken along"


def test_a_new_list_that_cannot_be_written_does_not_begin(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """TRUST N24: the name of the old one stays, and with it the trouble that is said."""
    facts_after_a_backup(cast)
    before = ErasedList.objects.get().ref
    without_line(2)
    with monkeypatch.context() as patched, pytest.raises(ImproperlyConfigured):
        patched.setattr(erased.os, "write", lambda handle, data: 0)
        replaying.begin_list_anew(LATER)
    assert ErasedList.objects.get().ref == before and "has lost 1 lines" in erased.trouble()


def test_a_disk_that_is_nearly_full_writes_no_half_line_unsaid(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """TRUST N24: half a line is none, and the database does not believe that it stands there."""
    erased.note([{"unit": "a", "at": NOW.isoformat()}])
    known, write = ErasedList.objects.get().noted, os.write
    with monkeypatch.context() as patched:
        patched.setattr(erased.os, "write", lambda handle, data: write(handle, data[: len(data) // 2]))
        assert not erased.note([{"unit": "b", "at": NOW.isoformat()}])
    assert ErasedList.objects.get().noted == known and erased.trouble() == ""
    with monkeypatch.context() as patched:
        patched.setattr(erased.os, "write", lambda handle, data: write(handle, data[:7]))
        assert erased.note([{"unit": "c", "at": NOW.isoformat()}]), "a part at a time is whole in the end"
    assert [line["unit"] for line in erased.lines() if "unit" in line] == ["a", "c"] and erased.trouble() == ""


def test_a_number_that_was_erased_on_two_timelines_goes_on_either(cast: Cast) -> None:
    """TRUST N24: after a restore the same number, and the same name of a key, may have been another's; both are in the list."""
    fact = old_fact(cast.engineer)
    unit = Unit(f"private-draft:person:{cast.engineer.pk}", cast.engineer.pk, cast.engineer.pk)
    seal("kept", unit=unit, place="x")
    at, mark = NOW.isoformat(), mark_from("evidence", fact.added_at)
    for about, its, key in ((cast.engineer, mark, DataKey.objects.get(unit=unit.name).mark), (cast.peer, "f" * 16, "of another key")):
        erased.note([{"kind": "evidence", "rows": [fact.pk], "about": [about.pk], "marks": [its], "at": at}])
        erased.note([{"unit": unit.name, "key": key, "at": at}])
    replaying.after_restore(BACKUP, at=LATER)
    assert not Evidence.objects.exists() and DataKey.objects.get(unit=unit.name).destroyed_at


def test_what_a_crash_kept_out_of_the_list_is_known_by_its_mark_too(cast: Cast) -> None:
    """TRUST N24: a line of the same number and another mark is another's."""
    made = Certificate.objects.create(at=NOW, cause=Cause.SCHEDULE, counts={"evidence": 1})
    Purged.objects.create(certificate=made, kind="evidence", row=7, about=cast.engineer.pk, mark="a" * 16)
    DataKey.objects.create(unit="note:7", mark="own", destroyed_at=NOW)
    erased.note([{"kind": "evidence", "rows": [7], "about": [cast.peer.pk], "marks": ["b" * 16], "at": NOW.isoformat()}])
    erased.note([{"unit": "note:7", "key": "another", "at": NOW.isoformat()}])
    assert replaying.catch_up(LATER) == 2 and replaying.catch_up(LATER) == 0
