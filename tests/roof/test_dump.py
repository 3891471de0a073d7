"""What somebody finds who takes the database away: its dump, its files, a backup; and what is left of it once keys are gone (TRUST T37, 0.7, X14)."""

from __future__ import annotations

import base64
import contextlib
import gzip
import os
import secrets
import subprocess
import zlib
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models, transaction
from tests.harness.postgres import NoPostgresError, programs
from tests.scene import NOW, Scene, build
from tests.test_planted_words import disguises, is_sealed

from cadenza.backups import write_backup
from cadenza.conversations import actions as talks
from cadenza.conversations import queries as notes
from cadenza.conversations.escalating import words_of_bundle
from cadenza.conversations.models import Escalation, NoteDraft, Slip
from cadenza.conversations.sealed import open_draft, open_slips
from cadenza.custody import case_actions as access_cases
from cadenza.custody.case_models import HeldItem
from cadenza.custody.case_rules import Decision, Reason
from cadenza.improvement.advice import workspace_for
from cadenza.improvement.ledger import opened
from cadenza.improvement.models import Case
from cadenza.plans import resets
from cadenza.plans.models import Judgement, Plan
from cadenza.plans.queries import rows_of
from cadenza.sealing.keys import Unreadable, destroy_units
from cadenza.sealing.models import DataKey
from cadenza.sealing.ring import with_new_key, write
from cadenza.web import clock
from cadenza.web.revisions import Edit, base_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]  # what is not committed stands in no dump

DECEMBER = datetime(2026, 12, 15, 9, 0, tzinfo=UTC)
"""The quarter ends, and the two look back on it."""
GZIP = ((b"\x1f\x8b\x08", zlib.MAX_WBITS | 16),)
ANY = (*GZIP, *((begin, zlib.MAX_WBITS) for begin in (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")))
"""How packed bytes begin. Two bytes begin much else too, so the whole cluster's files are asked for gzip alone."""


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Scene:
    """The whole scene, committed, with a word in every private place that no other test ever wrote."""
    monkeypatch.setattr("django.conf.settings.EMAIL_BACKEND", "cadenza.jobs.mail.QueuedMail")
    monkeypatch.setattr("django.test.client.store_rendered_templates", lambda *_args, **_more: None)
    with clock.pinned(NOW), transaction.atomic():
        made = build(lambda _place: f"zq{secrets.token_hex(8)}qz")
        more_sealed(made)
        return made


def more_sealed(scene: Scene) -> None:
    """What the scene leaves out because a page would change: an answered bundle, a judgement kept back, a kept draft, words taken out."""
    cast, places = scene.cast, ("bundled-answer", "draft-judged", "noted-kept", "noted-now")
    talks.return_bundle(scene.keys["bundle"], scene.put("bundled-answer"), by=cast.hr_partner, at=NOW)
    judged = {"shows": Edit(scene.put("draft-judged"), base_of(Judgement(), "shows"))}
    resets.save_part(scene.ids["plan"], {1: judged}, by=cast.engineer, at=DECEMBER)
    frozen, author = cast.outsider, cast.outsider_manager
    talks.save_draft({"person": Edit(str(frozen.pk), ""), "concern": Edit(scene.put("noted-kept"), "")}, by=author, at=NOW)
    draft = NoteDraft.objects.get(author=author)
    open_draft(draft)
    talks.save_draft({"concern": Edit(scene.put("noted-now"), base_of(draft, "concern"))}, by=author, at=NOW)
    item = HeldItem.objects.select_related("case").order_by("number")[0]
    left = access_cases.words_of(item).partition(" ")[0]
    verdict = access_cases.Verdict(Decision.REDACT, Reason.THIRD_PARTY, f"{left} […]")
    access_cases.decide(item.case.ref, item.number, verdict, by=cast.privacy_officer, at=NOW)
    assert all(is_sealed(place) for place in places)


def whole(data: bytes, packings: Collection[tuple[bytes, int]]) -> bytes:
    """A heap of bytes with everything in it that was only packed, at whatever place it begins."""
    view, found = memoryview(data), [data]
    for begin, kind in packings:
        at = data.find(begin)
        while at != -1:
            with contextlib.suppress(zlib.error):
                found.append(zlib.decompressobj(kind).decompress(view[at:]))
            at = data.find(begin, at + 1)
    return b"\n".join(found)


def forms_of(word: str) -> set[bytes]:
    """A word as it might lie somewhere: plain, in hexadecimal of either case, in base64, in both orders of UTF-16."""
    return disguises(word) | {word.encode("utf-16-be"), word.encode().hex().upper().encode(), word.encode("utf-32-le")}


def readable_in(data: bytes, scene: Scene) -> set[str]:
    """Sealed places whose word stands in a heap of bytes in any form."""
    return {place for place, word in scene.said.items() if is_sealed(place) and any(form in data for form in forms_of(word))}


def plain_in(data: bytes, scene: Scene) -> bool:
    """Whether a word that is not sealed stands there: what holds nothing at all proves nothing."""
    return scene.said["goal-outcome"].encode() in data


def dump() -> bytes:
    """The database as PostgreSQL's own program writes it out."""
    try:
        program = programs() / "pg_dump"
    except NoPostgresError as missing:
        pytest.skip(f"no dump without PostgreSQL's programs: {missing}")
    if not program.exists():
        pytest.skip(f"no dump without {program.name}")
    at = connection.settings_dict
    where = ["-h", at["HOST"], "-U", at["USER"] or "postgres", "-d", at["NAME"], *(["-p", str(at["PORT"])] if at["PORT"] else [])]
    env = os.environ | {"PGPASSWORD": at["PASSWORD"] or ""}
    written = [subprocess.run([program, *where, kind], check=True, capture_output=True, env=env).stdout for kind in ("-Fp", "-Fc")]
    return b"\n".join(written)


def files_of_the_database() -> bytes:
    """Tables, write-ahead log and server log as they lie on the disk; empty where they are another machine's."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            name = Path(connection.settings_dict["NAME"])
            found = [name, *(name.with_name(name.name + end) for end in ("-wal", "-shm", "-journal"))]
        else:
            cursor.execute("CHECKPOINT")
            cursor.execute("SHOW data_directory")
            folder = Path(cursor.fetchone()[0])
            found = [*folder.rglob("*"), folder.parent / "log"] if os.access(folder, os.R_OK) else []
    return b"\n".join(one.read_bytes() for one in found if one.is_file())


def backup(folder: Path) -> bytes:
    write_backup(folder / "kept.gz", at=NOW, say=lambda _said: None)
    return (folder / "kept.gz").read_bytes()


def test_no_sealed_word_is_in_what_a_thief_takes(scene: Scene, tmp_path: Path) -> None:
    """TRUST T37, 0.7: dump, files, log of the server and backup, in no form; a word that both may read is there, or nothing would be shown."""
    heaps = {"files": whole(files_of_the_database(), GZIP), "backup": whole(backup(tmp_path), ANY)}
    if connection.vendor == "postgresql":
        heaps["dump"] = whole(dump(), ANY)
    for name, heap in heaps.items():
        if name == "files" and not heap:
            continue
        assert plain_in(heap, scene), name
        assert readable_in(heap, scene) == set(), name
    sealed = [place for place in scene.said if is_sealed(place)]
    assert len(sealed) > 60


def test_the_scene_has_a_word_under_every_seal(scene: Scene) -> None:
    """TRUST T37: the test above would not notice a kind of text that nobody wrote."""
    missing = set()
    for model in apps.get_models():
        for column in model._meta.local_concrete_fields:
            if isinstance(column, models.BinaryField) and not model._base_manager.exclude(**{column.name: None}).exists():
                missing.add(f"{model._meta.label}.{column.name}")
    assert missing == set()


def readings(scene: Scene) -> dict[str, Callable[[], Any]]:
    """How the product opens what is sealed: each fails, or shows words."""
    cast = scene.cast
    draft = Plan.objects.get(pk=scene.ids["draft"])
    return {
        "a note": lambda: notes.note_page(cast.manager, scene.keys["note"], at=NOW),
        "agreed points": lambda: open_slips(list(Slip.objects.all())),
        "HR's bundle": lambda: words_of_bundle(Escalation.objects.get(ref=scene.keys["bundle"])),
        "HR's workspace": lambda: workspace_for(cast.hr_partner, scene.keys["formal"], at=NOW).notes,
        "a formal plan": lambda: opened([Case.objects.get(ref=scene.keys["formal"])]),
        "a draft": lambda: rows_of(draft, opened_for_owner=True),
    }


def test_what_lost_its_key_is_read_by_nobody(scene: Scene, tmp_path: Path, settings: Any) -> None:
    """TRUST 0.7, T37: by another ring never, by none once the key is destroyed; a backup made then holds no wrapped key either."""
    for name, read in readings(scene).items():
        assert read() is not None, name
    ours = settings.KEY_RING
    settings.KEY_RING = tmp_path / "another.json"
    write(with_new_key(None))
    for name, read in readings(scene).items():
        with pytest.raises(Unreadable):
            pytest.fail(f"{name} opened with a ring that never wrapped it: {read()}")
    settings.KEY_RING = ours
    before = [bytes(one.wrapped) for one in DataKey.objects.all() if one.wrapped is not None]
    destroy_units(DataKey.objects.values_list("unit", flat=True), at=NOW)
    for name, read in readings(scene).items():
        with pytest.raises(Unreadable):
            pytest.fail(f"{name} opened without its key: {read()}")
    taken = gzip.decompress(backup(tmp_path)) + (dump() if connection.vendor == "postgresql" else b"")
    assert len(before) > 10
    assert [key for key in before if base64.b64encode(key) in taken or key.hex().encode() in taken] == []
