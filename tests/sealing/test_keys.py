"""Private words open in their own place, for as long as their key and the ring exist, and nowhere else (TRUST 0.7, T37)."""

import json
import os
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection, transaction

import cadenza
from cadenza.sealing import keys, ring
from cadenza.sealing.keys import (
    Unit,
    Unreadable,
    destroy_unit,
    rotate_ring,
    seal,
    seal_each,
    seal_many,
    unseal,
    unseal_many,
)
from cadenza.sealing.models import DataKey

AT = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
ASHA = Unit("private-draft:person:17", 17, 17)
PLACE = "plans.PrivateText:12:difficulties"
WORDS = "zq-canary-0001 finds the board meetings hard"

pytestmark = pytest.mark.django_db


def test_sealed_words_open_again():
    assert unseal(seal(WORDS, unit=ASHA, place=PLACE), unit=ASHA, place=PLACE) == WORDS


def test_the_same_words_never_look_the_same_twice():
    assert seal(WORDS, unit=ASHA, place=PLACE) != seal(WORDS, unit=ASHA, place=PLACE)


def test_no_word_is_left_in_the_bytes_or_in_the_key_row():
    blob = seal(WORDS, unit=ASHA, place=PLACE)
    assert b"canary" not in blob
    assert b"canary" not in bytes(DataKey.objects.get().wrapped)


@pytest.mark.parametrize(
    "place",
    ["plans.PrivateText:13:difficulties", "plans.PrivateText:12:help_wanted", "plans.Goal:12:difficulties"],
    ids=["another row", "another field", "another table"],
)
def test_words_moved_elsewhere_do_not_open(place):
    blob = seal(WORDS, unit=ASHA, place=PLACE)
    with pytest.raises(Unreadable):
        unseal(blob, unit=ASHA, place=place)


@pytest.mark.parametrize(
    "unit",
    [Unit(ASHA.name, 18, 17), Unit(ASHA.name, 17, 18), Unit("private-draft:person:18", 17, 17)],
    ids=["another subject", "another author", "another unit"],
)
def test_words_do_not_open_for_another_subject_author_or_unit(unit):
    blob = seal(WORDS, unit=ASHA, place=PLACE)
    seal("her own", unit=Unit("private-draft:person:18", 17, 17), place=PLACE)
    with pytest.raises(Unreadable):
        unseal(blob, unit=unit, place=PLACE)


def test_a_key_row_given_to_another_person_does_not_open():
    """T38: the operator who rewrites subject or author of a key gets nothing."""
    blob = seal(WORDS, unit=ASHA, place=PLACE)
    DataKey.objects.update(subject_id=99, author_id=99)
    with pytest.raises(Unreadable):
        unseal(blob, unit=Unit(ASHA.name, 99, 99), place=PLACE)


def test_a_key_that_is_put_under_another_name_does_not_open():
    blob = seal(WORDS, unit=ASHA, place=PLACE)
    DataKey.objects.update(unit="private-draft:person:18")
    with pytest.raises(Unreadable):
        unseal(blob, unit=Unit("private-draft:person:18", 17, 17), place=PLACE)


def test_a_key_copied_into_another_units_row_seals_nothing():
    """Else the copy would outlive the unit that it was taken from."""
    seal(WORDS, unit=ASHA, place=PLACE)
    other = Unit("private-draft:person:18", 18, 18)
    seal(WORDS, unit=other, place=PLACE)
    DataKey.objects.filter(unit=other.name).update(wrapped=DataKey.objects.get(unit=ASHA.name).wrapped)
    with pytest.raises(Unreadable):
        seal(WORDS, unit=other, place=PLACE)


def test_names_that_run_into_one_another_stay_apart():
    assert Unit("a|1", 2, 3).binding("p") != Unit("a", 1, 2).binding("3|p")
    assert Unit("a", None, None).binding("p") != Unit("a", None, None).binding('p"')


@pytest.mark.parametrize("position", [0, 1, 13, -1], ids=["format", "nonce", "body", "tag"])
def test_a_changed_byte_is_noticed(position):
    blob = bytearray(seal(WORDS, unit=ASHA, place=PLACE))
    blob[position] ^= 1
    with pytest.raises(Unreadable):
        unseal(bytes(blob), unit=ASHA, place=PLACE)


@pytest.mark.parametrize("blob", [b"", b"\x01", b"\x01short", b"\x02" + b"x" * 40])
def test_bytes_that_were_never_sealed_are_unreadable(blob):
    seal(WORDS, unit=ASHA, place=PLACE)
    with pytest.raises(Unreadable):
        unseal(blob, unit=ASHA, place=PLACE)


def test_a_refusal_says_nothing():
    blob = seal(WORDS, unit=ASHA, place=PLACE)
    with pytest.raises(Unreadable) as refused:
        unseal(blob, unit=ASHA, place="elsewhere")
    assert str(refused.value) == ""


def test_many_texts_of_a_unit_cost_one_look_at_its_key(django_assert_num_queries):
    seal(WORDS, unit=ASHA, place=PLACE)
    with django_assert_num_queries(1):
        blobs = seal_many([(f"text {n}", f"place:{n}") for n in range(50)], unit=ASHA)
    with django_assert_num_queries(1):
        opened = unseal_many([(blob, f"place:{n}") for n, blob in enumerate(blobs)], unit=ASHA)
    assert opened[49] == "text 49"


def test_texts_of_many_units_cost_a_few_looks_at_their_keys(django_assert_max_num_queries):
    units = [Unit(f"private-draft:person:{n}", n, n) for n in range(40)]
    seal(WORDS, unit=units[0], place=PLACE)
    with django_assert_max_num_queries(6):  # a look, a savepoint and its end, the new keys, what stands now
        blobs = seal_each([(f"text {n}", unit, PLACE) for n, unit in enumerate(units)])
    assert [unseal(blob, unit=unit, place=PLACE) for blob, unit in zip(blobs, units, strict=True)] == [f"text {n}" for n in range(40)]


def test_each_of_many_units_has_a_key_of_its_own():
    """TRUST 0.7: what one of them seals, another cannot open, and erasing one leaves the others."""
    priya = Unit("private-draft:person:18", 18, 18)
    one, other = seal_each([(WORDS, ASHA, PLACE), (WORDS, priya, PLACE)])
    with pytest.raises(Unreadable):
        unseal(one, unit=priya, place=PLACE)
    destroy_unit(ASHA.name, at=AT)
    assert unseal(other, unit=priya, place=PLACE) == WORDS
    with pytest.raises(Unreadable):
        seal_each([(WORDS, priya, PLACE), (WORDS, ASHA, PLACE)])


def test_nothing_to_open_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert (seal_many([], unit=ASHA), unseal_many([], unit=ASHA)) == ([], [])


# Erasing


def test_a_destroyed_unit_is_closed_for_ever():
    blob = seal(WORDS, unit=ASHA, place=PLACE)
    assert destroy_unit(ASHA.name, at=AT)
    with pytest.raises(Unreadable):
        unseal(blob, unit=ASHA, place=PLACE)


def test_a_destroyed_unit_takes_no_new_words():
    """Else what was erased would begin again under a name that says it is gone."""
    seal(WORDS, unit=ASHA, place=PLACE)
    destroy_unit(ASHA.name, at=AT)
    with pytest.raises(Unreadable):
        seal(WORDS, unit=ASHA, place=PLACE)


def test_destroying_leaves_a_mark_and_no_key():
    seal(WORDS, unit=ASHA, place=PLACE)
    destroy_unit(ASHA.name, at=AT)
    row = DataKey.objects.get()
    assert (row.wrapped, row.destroyed_at) == (None, AT)


def test_destroying_twice_keeps_the_first_date():
    seal(WORDS, unit=ASHA, place=PLACE)
    destroy_unit(ASHA.name, at=AT)
    assert not destroy_unit(ASHA.name, at=datetime(2027, 1, 1, tzinfo=UTC))
    assert DataKey.objects.get().destroyed_at == AT


# The ring


def test_the_ring_is_made_on_first_use_for_its_owner_alone(ring_file):
    seal(WORDS, unit=ASHA, place=PLACE)
    assert (ring_file.stat().st_mode & 0o777, ring_file.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_making_the_ring_leaves_no_draft_behind(ring_file):
    seal(WORDS, unit=ASHA, place=PLACE)
    assert {file.name for file in ring_file.parent.iterdir()} <= {"ring.json", "ring.json.lock"}


def test_without_the_ring_nothing_opens_and_nothing_is_sealed(ring_file):
    """N24: the database alone is worth nothing."""
    blob = seal(WORDS, unit=ASHA, place=PLACE)
    ring_file.unlink()
    with pytest.raises(Unreadable):
        unseal(blob, unit=ASHA, place=PLACE)
    with pytest.raises(Unreadable):
        seal(WORDS, unit=Unit("another", None, None), place=PLACE)


def test_a_lost_ring_is_never_silently_made_anew(ring_file):
    seal(WORDS, unit=ASHA, place=PLACE)
    ring_file.unlink()
    with pytest.raises(Unreadable):
        seal(WORDS, unit=Unit("another", None, None), place=PLACE)
    assert not ring_file.exists()
    assert keys.ring_is_missing()


def test_the_ring_that_comes_back_opens_everything(ring_file):
    """N24: key recovery."""
    blob = seal(WORDS, unit=ASHA, place=PLACE)
    kept = ring_file.read_bytes()
    ring_file.unlink()
    ring_file.write_bytes(kept)
    assert unseal(blob, unit=ASHA, place=PLACE) == WORDS


def test_another_ring_counts_as_a_missing_one(ring_file):
    """N24: a ring from another installation, or from before the last rotation, is noticed at the start."""
    blob = seal(WORDS, unit=ASHA, place=PLACE)
    ring.write(ring.with_new_key(None))
    assert keys.ring_is_missing()
    with pytest.raises(Unreadable):
        unseal(blob, unit=ASHA, place=PLACE)


def test_a_fresh_installation_misses_no_ring():
    assert not keys.ring_is_missing()


def test_a_ring_that_nothing_needs_any_more_is_not_missed(ring_file):
    seal(WORDS, unit=ASHA, place=PLACE)
    destroy_unit(ASHA.name, at=AT)
    ring_file.unlink()
    assert not keys.ring_is_missing()


@pytest.mark.parametrize("words", ["", "{", "[]", '{"current": "a", "keys": {}}', '{"current": "a", "keys": {"a": "c2hvcnQ="}}', "\xff"])
def test_a_damaged_ring_is_said_to_the_operator_and_shut_to_everybody(ring_file, words):
    blob = seal(WORDS, unit=ASHA, place=PLACE)
    ring_file.write_text(words, encoding="latin-1")
    with pytest.raises(ring.RingTrouble, match="damaged"):
        keys.ring_is_missing()
    with pytest.raises(Unreadable):
        unseal(blob, unit=ASHA, place=PLACE)


def test_trouble_with_the_ring_quotes_no_key(ring_file):
    seal(WORDS, unit=ASHA, place=PLACE)
    found = json.loads(ring_file.read_text())
    ring_file.write_text(json.dumps({"keys": found["keys"]}))
    with pytest.raises(ring.RingTrouble) as trouble:
        ring.read()
    assert not any(key in repr(trouble.value) for key in found["keys"].values())
    assert trouble.value.__cause__ is None


def test_a_half_written_ring_never_takes_the_place_of_a_whole_one(ring_file, monkeypatch):
    blob = seal(WORDS, unit=ASHA, place=PLACE)

    def power_cut(_: int) -> None:
        raise OSError("no power")

    monkeypatch.setattr("os.fsync", power_cut)
    with pytest.raises(OSError, match="no power"):
        rotate_ring()
    monkeypatch.undo()
    assert unseal(blob, unit=ASHA, place=PLACE) == WORDS


# Rotation


def test_after_a_rotation_everything_opens_and_the_old_key_is_gone(ring_file):
    blobs = {n: seal(WORDS, unit=Unit(f"unit:{n}", n, n), place=PLACE) for n in range(5)}
    before = ring.read()
    assert rotate_ring() == 5
    after = ring.read()
    assert set(after.keys) == {after.current}
    assert after.current != before.current
    assert all(unseal(blob, unit=Unit(f"unit:{n}", n, n), place=PLACE) == WORDS for n, blob in blobs.items())


def test_the_old_ring_opens_nothing_after_a_rotation(ring_file):
    blob = seal(WORDS, unit=ASHA, place=PLACE)
    old = ring_file.read_bytes()
    rotate_ring()
    ring_file.write_bytes(old)
    with pytest.raises(Unreadable):
        unseal(blob, unit=ASHA, place=PLACE)


def test_more_keys_than_one_batch_are_all_wrapped_anew(monkeypatch):
    monkeypatch.setattr(keys, "BATCH", 2)
    for n in range(5):
        seal(WORDS, unit=Unit(f"unit:{n}", n, n), place=PLACE)
    assert rotate_ring() == 5
    assert list(DataKey.objects.values_list("ring_key", flat=True).distinct()) == [ring.read().current]


def test_a_rotation_that_dies_half_way_leaves_everything_readable(monkeypatch):
    """The new ring is on disk before a row names its key, and the old key stays while a row needs it."""
    monkeypatch.setattr(keys, "BATCH", 2)
    blobs = {n: seal(WORDS, unit=Unit(f"unit:{n}", n, n), place=PLACE) for n in range(4)}
    wrap, calls = keys._wrap_a_batch_with, []

    def dies_at_the_second(new_ring: ring.Ring) -> int:
        calls.append(1)
        if len(calls) == 2:
            raise SystemExit
        return wrap(new_ring)

    monkeypatch.setattr(keys, "_wrap_a_batch_with", dies_at_the_second)
    with pytest.raises(SystemExit):
        rotate_ring()
    monkeypatch.setattr(keys, "_wrap_a_batch_with", wrap)
    assert all(unseal(blob, unit=Unit(f"unit:{n}", n, n), place=PLACE) == WORDS for n, blob in blobs.items())
    rotate_ring()
    assert all(unseal(blob, unit=Unit(f"unit:{n}", n, n), place=PLACE) == WORDS for n, blob in blobs.items())
    assert len(ring.read().keys) == 1


def test_an_old_key_stays_while_a_row_uses_it():
    seal(WORDS, unit=ASHA, place=PLACE)
    old = ring.read()
    ring.write(ring.with_new_key(old))
    keys.forget_unused_ring_keys()
    assert old.current in ring.read().keys


def test_a_key_made_while_the_ring_turns_is_wrapped_with_the_new_one(monkeypatch):
    """A process reads the ring, a rotation begins and ends, then the process inserts its data key."""
    seal(WORDS, unit=Unit("first", None, None), place=PLACE)
    stale, real, looks = ring.read(), ring.read, []
    rotate_ring()

    def reads_stale_once() -> ring.Ring:
        looks.append(1)
        return stale if len(looks) == 1 else real()

    monkeypatch.setattr(ring, "read", reads_stale_once)
    blob = seal(WORDS, unit=ASHA, place=PLACE)
    assert unseal(blob, unit=ASHA, place=PLACE) == WORDS


def test_whoever_reads_while_the_ring_turns_still_reads(monkeypatch):
    """The key's row is read, a rotation begins and ends, then the ring is read."""
    blob = seal(WORDS, unit=ASHA, place=PLACE)
    real = ring.read

    def after_a_rotation() -> ring.Ring:
        monkeypatch.setattr(ring, "read", real)
        rotate_ring()
        return real()

    monkeypatch.setattr(ring, "read", after_a_rotation)
    assert unseal(blob, unit=ASHA, place=PLACE) == WORDS


def test_whoever_makes_the_ring_second_takes_the_first_ones(ring_file):
    assert ring.write(ring.with_new_key(None), only_if_new=True)
    first = ring_file.read_bytes()
    assert not ring.write(ring.with_new_key(None), only_if_new=True)
    assert ring_file.read_bytes() == first


def test_destroyed_units_are_not_wrapped_anew():
    seal(WORDS, unit=ASHA, place=PLACE)
    destroy_unit(ASHA.name, at=AT)
    assert rotate_ring() == 0


# Several at once


def _at_once(count: int, work: object) -> list[object]:
    """Run work(n) in threads that start together; answers what each gave back."""
    gate, found = threading.Barrier(count), []

    def run(number: int) -> None:
        try:
            gate.wait(20)
            found.append(work(number))
        except BaseException as error:  # noqa: BLE001  handed to the test's own thread
            found.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return found


@pytest.mark.django_db(transaction=True)
def test_several_who_seal_for_a_new_unit_share_one_key():
    def work(number: int) -> bytes:
        with transaction.atomic():
            return seal(f"text {number}", unit=ASHA, place=f"place:{number}")

    blobs = _at_once(6, work)
    assert not [found for found in blobs if isinstance(found, BaseException)]
    assert DataKey.objects.count() == 1
    assert {n for n in range(6) for blob in blobs if _opens(blob, n)} == set(range(6))


def _opens(blob: bytes, number: int) -> bool:
    try:
        return unseal(blob, unit=ASHA, place=f"place:{number}") == f"text {number}"
    except Unreadable:
        return False


@pytest.mark.django_db(transaction=True)
def test_a_rotation_waits_for_whoever_is_just_making_a_key():
    """The row is not committed yet, so nobody else sees that it needs the old wrapping key."""
    seal(WORDS, unit=Unit("first", None, None), place=PLACE)
    turned: list[object] = []

    def turn() -> None:
        try:
            turned.append(rotate_ring())
        except BaseException as error:  # noqa: BLE001  handed to the test's own thread
            turned.append(error)
        finally:
            connection.close()

    rotation = threading.Thread(target=turn)
    with transaction.atomic():
        blob = seal(WORDS, unit=ASHA, place=PLACE)
        rotation.start()
        rotation.join(1.0)
    rotation.join(30)
    assert [type(one) for one in turned] == [int]
    assert unseal(blob, unit=ASHA, place=PLACE) == WORDS
    assert not keys.ring_is_missing()


MAKE_THE_RING = """
import sys
from pathlib import Path
from django.conf import settings
settings.configure(KEY_RING=Path(sys.argv[1]))
from cadenza.sealing import ring
ring.write(ring.with_new_key(None), only_if_new=True)
print(ring.read().current)
"""


@pytest.mark.slow
def test_processes_that_start_together_make_one_ring(ring_file):
    same_source = {**os.environ, "PYTHONPATH": str(Path(cadenza.__file__).parents[1])}
    started = [
        subprocess.Popen([sys.executable, "-c", MAKE_THE_RING, str(ring_file)], stdout=subprocess.PIPE, text=True, env=same_source)
        for _ in range(4)
    ]
    assert len({process.communicate(timeout=60)[0] for process in started}) == 1


# What a thief of the file finds


@pytest.mark.django_db(transaction=True)
def test_the_database_file_holds_no_private_word_and_no_key_that_was_destroyed():
    """T37: the SQLite file and its log are read as bytes."""
    if connection.vendor != "sqlite":
        pytest.skip("reads the SQLite file")
    seal(WORDS, unit=ASHA, place=PLACE)
    wrapped = bytes(DataKey.objects.get().wrapped)
    destroy_unit(ASHA.name, at=AT)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    name = Path(connection.settings_dict["NAME"])
    for file in name.parent.glob(name.name + "*"):
        found = file.read_bytes()
        assert b"zq-canary-0001" not in found
        assert wrapped not in found
