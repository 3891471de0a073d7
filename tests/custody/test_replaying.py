"""TRUST N24, L13, L18: what a list from before a restore does to a database that does not know of it. Whole backups: tests/roof."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings
from tests.cast import NOW, Cast
from tests.custody.test_case import noted, opened
from tests.custody.test_retention_views import old_fact

from cadenza.conversations.models import Note
from cadenza.custody import case_actions, replaying
from cadenza.custody.retention_models import Hold, Restored
from cadenza.evidence.models import Evidence
from cadenza.people.models import Freeze
from cadenza.people.relations import is_frozen
from cadenza.sealing import erased

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
