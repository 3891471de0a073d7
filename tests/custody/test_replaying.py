"""TRUST N24, L13, L18: what a list from before a restore does to a database that does not know of it. Whole backups: tests/roof."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings
from tests.cast import NOW, Cast
from tests.custody.test_case import opened

from cadenza.custody import case_actions, replaying
from cadenza.custody.retention_models import Hold
from cadenza.people.models import Freeze
from cadenza.people.relations import is_frozen

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
