"""A whole installation goes into one file and comes back out of it, on either database."""

import base64
import email
import gzip
import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage, get_connection
from django.core.management import call_command
from django.db import connection
from pytest_django import Settings
from tests.cast import Cast

from cadenza.backups import read_backup, write_backup
from cadenza.custody import jobs
from cadenza.custody.retention_models import Run
from cadenza.jobs.mail import letter_of
from cadenza.jobs.models import QueuedMessage
from cadenza.people.models import Person
from cadenza.sealing.keys import Unreadable, rotate_ring
from cadenza.sealing.ring import RingTrouble
from cadenza.trail import guard
from cadenza.trail.models import Entry
from cadenza.trail.verify import broken_links

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "the bread rose overnight"


@pytest.fixture
def silent() -> Callable[[str], None]:
    return lambda _: None


@pytest.fixture
def kept(cast: Cast, at: datetime, tmp_path: Path, silent: Callable[[str], None]) -> Path:
    """A backup of an organisation with people, a trail and one sealed message."""
    get_connection("cadenza.jobs.mail.QueuedMail").send_messages([EmailMessage("Subject", WORDS, "a@example.org", ["b@example.org"])])
    write_backup(tmp_path / "kept.gz", at=at, say=silent)
    return tmp_path / "kept.gz"


def empty_the_database(*, numbers_from_one: bool = False) -> None:
    guard.lift(connection)  # as the database's owner could
    call_command("flush", interactive=False, verbosity=0, reset_sequences=numbers_from_one)
    guard.put_up(connection)


def body_of(message: QueuedMessage) -> str:
    return email.message_from_bytes(base64.b64decode(letter_of(message).mime)).get_payload()


def all_people() -> list[dict[str, object]]:
    return list(Person.objects.order_by("pk").values())


def test_a_restored_installation_has_the_same_people_and_a_whole_trail(cast: Cast, kept: Path, silent: Callable[[str], None]) -> None:
    people, entries = all_people(), list(Entry.objects.order_by("pk").values())
    empty_the_database()
    read_backup(kept, say=silent)
    assert (all_people(), list(Entry.objects.order_by("pk").values()), list(broken_links())) == (people, entries, [])


def test_new_rows_after_a_restore_get_numbers_of_their_own(cast: Cast, kept: Path, silent: Callable[[str], None]) -> None:
    highest = max(person["id"] for person in all_people())
    empty_the_database(numbers_from_one=True)
    read_backup(kept, say=silent)
    assert Person.objects.create(handle="somebody-new", name="Somebody New").pk > highest


def test_sealed_words_are_in_no_backup(kept: Path) -> None:
    """TRUST N24"""
    assert WORDS.encode() not in gzip.decompress(kept.read_bytes())


def test_sealed_words_can_be_read_again_with_the_ring(kept: Path, silent: Callable[[str], None]) -> None:
    """TRUST N24"""
    empty_the_database()
    read_backup(kept, say=silent)
    assert WORDS in body_of(QueuedMessage.objects.get())


def test_sealed_words_stay_closed_without_the_ring(kept: Path, silent: Callable[[str], None], settings: Settings, tmp_path: Path) -> None:
    """TRUST N24"""
    empty_the_database()
    read_backup(kept, say=silent)
    settings.KEY_RING = tmp_path / "lost.json"
    with pytest.raises((Unreadable, RingTrouble)):
        letter_of(QueuedMessage.objects.get())


def test_an_old_ring_still_opens_an_old_backup_after_a_rotation(
    kept: Path, silent: Callable[[str], None], settings: Settings, tmp_path: Path
) -> None:
    old = tmp_path / "old-ring.json"
    old.write_bytes(Path(settings.KEY_RING).read_bytes())
    rotate_ring()
    empty_the_database()
    read_backup(kept, say=silent)
    settings.KEY_RING = old
    assert WORDS in body_of(QueuedMessage.objects.get())


def test_a_restore_refuses_an_installation_that_holds_people(cast: Cast, kept: Path, silent: Callable[[str], None]) -> None:
    people = all_people()
    with pytest.raises(ImproperlyConfigured, match="not empty"):
        read_backup(kept, say=silent)
    assert all_people() == people


def test_a_cut_file_is_refused_and_leaves_the_database_empty(kept: Path, silent: Callable[[str], None]) -> None:
    kept.write_bytes(kept.read_bytes()[:-200])
    empty_the_database()
    with pytest.raises(ImproperlyConfigured, match="whole backup"):
        read_backup(kept, say=silent)
    assert not Person.objects.exists()


def test_a_changed_file_is_refused(kept: Path, silent: Callable[[str], None]) -> None:
    changed = gzip.decompress(kept.read_bytes()).replace(b"Person", b"Persom", 1).replace(b'"people_person"', b'"people_persom"', 1)
    kept.write_bytes(gzip.compress(changed))
    empty_the_database()
    with pytest.raises(ImproperlyConfigured, match="damaged"):
        read_backup(kept, say=silent)


def test_a_file_of_something_else_is_refused(tmp_path: Path, silent: Callable[[str], None]) -> None:
    (tmp_path / "photo.gz").write_bytes(gzip.compress(b'{"format": "photo"}\n{}\n'))
    with pytest.raises(ImproperlyConfigured, match="not a backup"):
        read_backup(tmp_path / "photo.gz", say=silent)


def test_a_backup_of_a_newer_version_is_refused(kept: Path, silent: Callable[[str], None]) -> None:
    lines = gzip.decompress(kept.read_bytes()).splitlines(keepends=True)
    header = json.loads(lines[0])
    header["migrations"].append(["people", "9999_not_written_yet"])
    lines[0] = json.dumps(header).encode() + b"\n"
    lines[-1] = json.dumps({"end": {}, "sha256": hashlib.sha256(b"".join(lines[:-1])).hexdigest()}).encode() + b"\n"
    kept.write_bytes(gzip.compress(b"".join(lines)))
    empty_the_database()
    with pytest.raises(ImproperlyConfigured, match="newer version"):
        read_backup(kept, say=silent)


def test_a_backup_is_never_written_over(kept: Path, at: datetime, silent: Callable[[str], None]) -> None:
    before = kept.read_bytes()
    with pytest.raises(ImproperlyConfigured, match="exists"):
        write_backup(kept, at=at, say=silent)
    assert kept.read_bytes() == before


def test_only_its_owner_may_read_a_backup(kept: Path) -> None:
    assert kept.stat().st_mode & 0o077 == 0


def test_people_keep_working_while_a_backup_is_taken(cast: Cast, at: datetime, tmp_path: Path) -> None:
    """The file holds one instant: a row written meanwhile is not in it."""

    def write_meanwhile(line: str) -> None:
        if line.strip() == "people_account":
            other = connection.copy()
            try:
                with other.cursor() as cursor:
                    cursor.execute("INSERT INTO people_team (name, slug) VALUES ('Meanwhile', 'meanwhile')")
            finally:
                other.close()

    write_backup(tmp_path / "busy.gz", at=at, say=write_meanwhile)
    assert b"meanwhile" not in gzip.decompress((tmp_path / "busy.gz").read_bytes())


def test_a_worker_that_ran_a_night_over_an_empty_house_does_not_keep_a_restore_out(
    cast: Cast, kept: Path, silent: Callable[[str], None], at: datetime
) -> None:
    """The nightly run of the schedule writes down that it ran, also where nobody is."""
    people = all_people()
    empty_the_database()
    jobs.run(at=at)
    assert Run.objects.exists()
    read_backup(kept, say=silent)
    assert all_people() == people and not Run.objects.exists()
