"""Whatever was recorded holds; whatever was changed afterwards is named (DATA-2, T38, N15, N16)."""

import threading
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cadenza.trail import verify
from cadenza.trail.models import Chain, Content, Entry
from cadenza.trail.purge import purge_contents
from cadenza.trail.queries import entries_about
from cadenza.trail.record import NewEntry, record, record_many
from cadenza.trail.rules import ranges_of, sequences_in
from cadenza.trail.verify import broken_links, changed_since, heads, heads_digest, tally

AT = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
ASHA = SimpleNamespace(pk=1)
pytestmark = pytest.mark.django_db

facts = st.dictionaries(
    st.sampled_from(["plan", "goal", "state", "before", "done_on", "at"]),
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(2**53), 2**53),
        st.dates(),
        st.datetimes(timezones=st.just(UTC)),
        st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp", "Cs"]), max_size=40),
    ),
    max_size=4,
)
entries = st.builds(
    NewEntry,
    kind=st.sampled_from(["plans.goal-added", "people.line-begun"]),
    by_id=st.integers(1, 3),
    about_id=st.one_of(st.none(), st.integers(1, 3)),
    at=st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
    facts=facts,
    is_read=st.booleans(),
    private=st.booleans(),
)
PROPERTY = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@PROPERTY
@given(batches=st.lists(st.lists(entries, max_size=5), max_size=4))
def test_whatever_is_recorded_holds(batches):
    with transaction.atomic():
        for batch in batches:
            record_many(batch)
        assert list(broken_links()) == []
        assert tally().entries == sum(len(batch) for batch in batches)
        transaction.set_rollback(True)


OTHER = {
    "Entry": {
        "sequence": 50,
        "previous_hash": "0" * 64,
        "commitment": "0" * 64,
        "hash": "0" * 64,
        "at": AT + timedelta(microseconds=1),
        "recorded_at": AT - timedelta(days=1),
    },
    "Content": {
        "salt": "0" * 32,
        "kind": "plans.goal-dropped",
        "by_id": 9,
        "about_id": 9,
        "audience": "author",
        "is_read": True,
        "facts": {"n": 99},
        "sealed": b"x",
    },
    "Chain": {"key": "person:99", "length": 1, "head_hash": "0" * 64},
}


@pytest.mark.parametrize("position", [1, 3, 5])
@pytest.mark.parametrize(("table", "column"), [(table, column) for table, columns in OTHER.items() for column in columns])
def test_a_single_changed_column_is_found(owner, table, column, position):
    record_many([NewEntry("plans.goal-added", 1, 1, AT, {"n": n}) for n in range(5)])
    record_many([NewEntry("plans.goal-added", 1, 2, AT)])
    rows = {
        "Entry": Entry.objects.filter(chain__key="person:1", sequence=position),
        "Content": Content.objects.filter(entry__chain__key="person:1", entry__sequence=position),
        "Chain": Chain.objects.filter(key="person:1"),
    }[table]
    assert rows.update(**{column: OTHER[table][column]}) == 1
    found = list(broken_links())
    assert len(found) == 1
    if table != "Chain" and column != "sequence":
        assert f"person:1: entry {position} " in found[0]


def test_every_column_is_covered_by_the_test_above():
    """A new column must be put under the hash, and into this table, or be argued for here."""
    for model in (Entry, Content, Chain):
        columns = {field.attname for field in model._meta.local_concrete_fields}
        assert columns - set(OTHER[model.__name__]) <= {"id", "chain_id", "entry_id"}


def test_a_link_moved_to_another_chain_is_found(owner):
    record_many([NewEntry("plans.goal-added", 1, person, AT) for person in (1, 1, 2)])
    other = Chain.objects.get(key="person:2")
    Entry.objects.filter(chain__key="person:1", sequence=2).update(chain=other)
    assert list(broken_links()) == [
        "person:1: entries 2 to 2 are missing at the end",
        "person:2: entry 2 does not follow from the entry before it",
    ]


def test_contents_that_were_swapped_are_found(owner):
    record_many([NewEntry("plans.goal-added", 1, 1, AT, {"n": n}) for n in range(2)])
    first, second = Content.objects.order_by("pk")
    Content.objects.filter(pk=first.pk).update(facts=second.facts)
    assert list(broken_links()) == ["person:1: entry 1 does not match its content"]


def test_a_missing_tail_is_named(owner):
    record_many([NewEntry("plans.goal-added", 1, 1, AT, {"n": n}) for n in range(3)])
    Entry.objects.filter(sequence=3).delete()
    assert list(broken_links()) == ["person:1: entries 3 to 3 are missing at the end"]


def test_a_chain_without_any_of_its_entries_is_named(owner):
    record_many([NewEntry("plans.goal-added", 1, 1, AT)])
    Entry.objects.all().delete()
    assert list(broken_links()) == ["person:1: entries 1 to 1 are missing at the end"]


def test_a_gap_is_named(owner):
    record_many([NewEntry("plans.goal-added", 1, 1, AT, {"n": n}) for n in range(3)])
    Entry.objects.filter(sequence=2).delete()
    assert list(broken_links()) == ["person:1: entry 3 stands where entry 2 should be"]


def test_a_fork_is_named(monkeypatch):
    """The constraint forbids two links of one number; whoever took the constraint away is found all the same."""
    record_many([NewEntry("plans.goal-added", 1, 1, AT, {"n": n}) for n in range(3)])
    links = list(verify._links())
    monkeypatch.setattr(verify, "_links", lambda _only: iter([*links[:2], links[1], links[2]]))
    assert list(broken_links()) == ["person:1: entry 2 stands where entry 3 should be"]


def test_two_links_of_one_number_are_refused_by_the_database():
    record_many([NewEntry("plans.goal-added", 1, 1, AT)])
    twin = Entry.objects.get()
    twin.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)


def test_each_broken_chain_is_named_once_with_its_first_break(owner):
    record_many([NewEntry("plans.goal-added", 1, person, AT) for person in (1, 1, 1, 2, 2)])
    Content.objects.filter(about_id=1).update(by_id=9)
    Content.objects.filter(about_id=2, entry__sequence=2).update(by_id=9)
    assert list(broken_links()) == ["person:1: entry 1 does not match its content", "person:2: entry 2 does not match its content"]


# What an operator keeps outside


def test_the_digest_changes_with_every_entry_and_only_then():
    record("plans.goal-added", by=ASHA, about=ASHA, at=AT)
    first = heads_digest()
    assert heads_digest() == first
    record("plans.goal-added", by=ASHA, about=ASHA, at=AT)
    assert heads_digest() != first


def test_a_tail_cut_off_with_its_head_shows_against_kept_heads(owner):
    """T38: the chain alone looks whole."""
    record_many([NewEntry("plans.goal-added", 1, 1, AT, {"n": n}) for n in range(3)])
    kept = list(heads())
    Entry.objects.filter(sequence=3).delete()
    Chain.objects.update(length=2, head_hash=Entry.objects.get(sequence=2).hash)
    assert list(broken_links()) == []
    assert list(changed_since(kept)) == [f"chain {Chain.objects.get().pk}: entry 3 is not the one that stood there"]


def test_a_chain_rewritten_from_the_start_shows_against_kept_heads(owner):
    """T38: whoever owns the database can forge a chain that holds in itself."""
    record("plans.goal-added", by=ASHA, about=ASHA, at=AT)
    kept = list(heads())
    Content.objects.all().delete()
    Entry.objects.all().delete()
    Chain.objects.update(length=0, head_hash="")
    record("plans.goal-dropped", by=ASHA, about=ASHA, at=AT)
    assert list(broken_links()) == []
    assert len(list(changed_since(kept))) == 1


def test_chains_that_have_grown_agree_with_kept_heads():
    record("plans.goal-added", by=ASHA, about=ASHA, at=AT)
    kept = list(heads())
    record("plans.goal-added", by=ASHA, about=ASHA, at=AT)
    assert list(changed_since(kept)) == []


# Purge


def test_purged_content_does_not_break_the_chain():
    """N16: salts and contents are gone, commitments stay."""
    record_many([NewEntry("plans.goal-added", 1, 1, AT, {"n": n}) for n in range(5)])
    assert purge_contents(Entry.objects.filter(sequence__in=[1, 2, 4]).values_list("pk", flat=True), at=AT, reason="plan-ended") == 3
    assert list(broken_links()) == []
    assert tally().purged == 3
    assert [content.facts["n"] for content in entries_about(1)] == [4, 2]


def test_a_purge_says_what_it_took_and_why():
    record_many([NewEntry("plans.goal-added", 1, 1, AT, {"n": n}) for n in range(4)])
    purge_contents(Entry.objects.exclude(sequence=3).values_list("pk", flat=True), at=AT, reason="plan-ended", by_id=7)
    said = Content.objects.get(kind="trail.content-purged")
    assert (said.facts, said.by_id, said.entry.sequence) == ({"sequences": "1-2,4", "reason": "plan-ended"}, 7, 5)


def test_content_that_no_purge_took_is_missed(owner):
    """T38: hiding what happened by deleting its content shows."""
    record_many([NewEntry("plans.goal-added", 1, 1, AT, {"n": n}) for n in range(4)])
    purge_contents([Entry.objects.get(sequence=1).pk], at=AT, reason="plan-ended")
    Content.objects.filter(entry__sequence__in=[2, 3]).delete()
    assert list(broken_links()) == ["person:1: entry 2 has lost its content, and no purge says so"]


def test_what_purges_say_is_never_purged():
    record_many([NewEntry("plans.goal-added", 1, 1, AT)])
    everything = Entry.objects.values_list("pk", flat=True)
    purge_contents(everything, at=AT, reason="plan-ended")
    assert purge_contents(Entry.objects.values_list("pk", flat=True), at=AT, reason="plan-ended") == 0
    assert list(broken_links()) == []


def test_a_private_record_is_purged_like_any_other():
    record("plans.draft-kept", by=ASHA, about=ASHA, at=AT, private=True)
    purge_contents([Entry.objects.get().pk], at=AT, reason="draft-deleted")
    assert list(broken_links()) == []
    assert not Content.objects.filter(sealed__isnull=False).exists()


def test_a_purge_of_thousands_of_scattered_entries_holds():
    record_many([NewEntry("plans.goal-added", 1, 1, AT) for _ in range(1200)])
    odd = [pk for pk, sequence in Entry.objects.values_list("pk", "sequence") if sequence % 2]
    assert purge_contents(odd, at=AT, reason="plan-ended") == 600
    assert list(broken_links()) == []


@PROPERTY
@given(numbers=st.sets(st.integers(1, 400)))
def test_what_a_purge_names_reads_back(numbers):
    texts = ranges_of(numbers)
    assert set().union(*map(sequences_in, texts)) == numbers
    assert all(len(text) <= 200 for text in texts)


# Several at once


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_fifty_who_write_about_one_person_make_one_line():
    """N15: no fork, no gap, nothing lost; on PostgreSQL the chain's row is what they wait for."""
    gate, trouble = threading.Barrier(10), []

    def write(number: int) -> None:
        try:
            gate.wait(30)
            for turn in range(5):
                with transaction.atomic():
                    record("plans.goal-added", by=ASHA, about=ASHA, at=AT - timedelta(hours=turn), n=number * 5 + turn)
        except BaseException as error:  # noqa: BLE001  handed to the test's own thread
            trouble.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(90)
    assert trouble == []
    assert list(broken_links()) == []
    assert Chain.objects.get().length == 50
    assert sorted(content.facts["n"] for content in Content.objects.all()) == list(range(50))


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_bulks_over_the_same_people_in_any_order_never_wait_in_a_circle():
    """N13: chains are locked in the order of their ids."""
    gate, trouble = threading.Barrier(6), []

    def write(number: int) -> None:
        people = list(range(1, 41)) if number % 2 else list(range(40, 0, -1))
        try:
            gate.wait(30)
            for _ in range(3):
                record_many([NewEntry("people.person-changed", 1, person, AT) for person in people])
        except BaseException as error:  # noqa: BLE001  handed to the test's own thread
            trouble.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(90)
    assert trouble == []
    assert list(broken_links()) == []
    assert set(Chain.objects.values_list("length", flat=True)) == {18}
