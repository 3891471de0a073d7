"""Files beside evidence go into a backup with their rows and come back out of it (TRUST T25, N24, N26)."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from django.conf import LazySettings
from tests.cast import Cast
from tests.evidence.test_file_rules import PDF
from tests.roof.test_backups import empty_the_database

from cadenza.backups import read_backup, write_backup
from cadenza.evidence import files
from cadenza.evidence.actions import EvidenceDraft, add_evidence
from cadenza.evidence.file_rules import clean_file
from cadenza.evidence.models import EvidenceFile
from cadenza.evidence.rules import EvidenceKind

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def kept(cast: Cast, at: datetime, settings: LazySettings, tmp_path: Path) -> EvidenceFile:
    settings.DATA = tmp_path / "here"
    draft = EvidenceDraft(EvidenceKind.MEMO, "The report of the migration", date(2026, 11, 2), file=clean_file("report.pdf", PDF))
    return add_evidence(cast.engineer.pk, draft, by=cast.engineer, at=at).files.get()


def test_a_file_comes_back_with_its_row_in_another_place(kept: EvidenceFile, at: datetime, settings: LazySettings, tmp_path: Path) -> None:
    """TRUST N24."""
    report = write_backup(tmp_path / "kept.gz", at=at, say=lambda _said: None)
    assert report["files"] == 1
    empty_the_database()
    settings.DATA = tmp_path / "there"
    assert read_backup(tmp_path / "kept.gz", say=lambda _said: None)["files"] == 1
    back = EvidenceFile.objects.get()
    assert (back.ref, files.read(back)) == (kept.ref, PDF)
    assert files.path_of(back.ref).is_relative_to(tmp_path / "there")
    assert list(files.broken_files()) == []


def test_a_file_that_is_gone_is_named_and_the_rest_is_kept(kept: EvidenceFile, at: datetime, tmp_path: Path) -> None:
    """TRUST N26: a backup says what is missing; verify does too."""
    files.path_of(kept.ref).unlink()
    said: list[str] = []
    assert write_backup(tmp_path / "kept.gz", at=at, say=said.append)["files"] == 0
    assert [line for line in said if kept.ref in line] == [f"  MISSING on the disk: {kept.ref}"]
    assert list(files.broken_files()) == [f"The file {kept.ref} beside evidence {kept.evidence_id} is missing or was changed."]
