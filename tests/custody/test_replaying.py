"""TRUST N24, L13, L18: what a list from before a restore does to a database that does not know of it. Whole backups: tests/roof."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings
from tests.cast import NOW, Cast
from tests.custody.test_case import noted, opened
from tests.custody.test_retention_views import old_fact

from cadenza.conversations import actions as talks
from cadenza.conversations.models import Note
from cadenza.custody import case_actions, holds, replaying, retention
from cadenza.custody.retention_models import Hold, Restored
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


def test_a_list_that_is_not_this_databases_own_is_named_and_never_followed_or_written_to(cast: Cast) -> None:
    """TRUST N24, X14: another installation's, an old copy, one with a hole, none at all; what is erased meanwhile waits, and nothing is lost."""
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
    Restored.objects.all().delete()
    replaying.after_restore(BACKUP - timedelta(hours=3), at=LATER)
    assert DataKey.objects.get(unit=unit.name).destroyed_at and Hold.objects.get().person == cast.peer


def test_every_kind_has_a_mark_that_an_edit_does_not_change(cast: Cast) -> None:
    """TRUST N24: a field of the row, or of what it hangs on, that is never empty."""
    for kind, keeper in KEEPERS.items():
        assert marks_of(kind, [0]) == {}, kind
        if keeper.model and "__" not in keeper.born:
            field = apps.get_model(keeper.model)._meta.get_field(keeper.born)
            assert not field.null and (field.unique or field.get_internal_type() == "DateTimeField"), kind
