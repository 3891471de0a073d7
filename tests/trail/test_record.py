"""What happened is written down once, in order, and a change to it shows (DATA-2)."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from cadenza.trail.models import Chain, Content, Entry
from cadenza.trail.record import NewEntry, record, record_many, record_read
from cadenza.trail.verify import broken_links

AT = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
ASHA = SimpleNamespace(pk=1)
PRIYA = SimpleNamespace(pk=2)
pytestmark = pytest.mark.django_db


def test_an_entry_says_who_did_what_about_whom():
    record("plans.goal-added", by=ASHA, about=ASHA, at=AT, goal=7)
    content = Content.objects.get()
    assert (content.kind, content.by_id, content.about_id, content.facts) == ("plans.goal-added", 1, 1, {"goal": 7})


def test_entries_about_one_person_form_one_chain():
    for number in range(3):
        record("plans.goal-added", by=ASHA, about=ASHA, at=AT, goal=number)
    record("plans.goal-added", by=PRIYA, about=PRIYA, at=AT, goal=9)
    assert sorted(Chain.objects.values_list("key", "length")) == [("person:1", 3), ("person:2", 1)]
    assert list(broken_links()) == []


def test_words_have_no_place_in_the_record():
    with pytest.raises(ValueError, match="none of the words"):
        record("plans.goal-added", by=ASHA, about=ASHA, at=AT, outcome="x" * 201)


def test_a_private_entry_names_neither_kind_nor_subject():
    record("plans.draft-kept", by=ASHA, about=PRIYA, at=AT, private=True, plan=3)
    content = Content.objects.get()
    assert (content.kind, content.about_id, content.facts) == ("private", None, {})
    assert Chain.objects.get().key == "private:1"
    assert list(broken_links()) == []


def test_reading_is_written_down_apart_from_doing():
    record_read("plans.read", by=PRIYA, about=ASHA, at=AT, plan=3)
    assert Content.objects.get().is_read


@pytest.mark.parametrize("field", ["previous_hash", "commitment", "hash", "at", "recorded_at"])
def test_a_changed_link_is_named(field):
    record_many([NewEntry("k", 1, 1, AT, {"n": n}) for n in range(3)])
    second = Entry.objects.get(sequence=2)
    changed = datetime(2020, 1, 1, tzinfo=UTC) if field.endswith("at") else "0" * 64
    Entry.objects.filter(pk=second.pk).update(**{field: changed})
    assert len(list(broken_links())) == 1
    assert "entry 2" in next(broken_links())


def test_changed_content_is_named():
    record("k", by=ASHA, about=ASHA, at=AT, n=1)
    Content.objects.update(by_id=2)
    assert list(broken_links()) == ["person:1: entry 1 does not match its content"]


def test_a_missing_tail_is_named():
    record_many([NewEntry("k", 1, 1, AT, {"n": n}) for n in range(3)])
    Entry.objects.filter(sequence=3).delete()
    assert list(broken_links()) == ["person:1: entries 3 to 3 are missing at the end"]


def test_a_gap_is_named():
    record_many([NewEntry("k", 1, 1, AT, {"n": n}) for n in range(3)])
    Entry.objects.filter(sequence=2).delete()
    assert list(broken_links()) == ["person:1: entry 3 stands where entry 2 should be"]


def test_purged_content_does_not_break_the_chain():
    record_many([NewEntry("k", 1, 1, AT, {"n": n}) for n in range(3)])
    Content.objects.all().delete()
    assert list(broken_links()) == []


def test_a_record_takes_the_same_few_statements_for_one_and_a_handful_for_a_thousand(django_assert_max_num_queries):
    record("k", by=ASHA, about=ASHA, at=AT)
    with django_assert_max_num_queries(6):  # two of them the savepoint's
        record("k", by=ASHA, about=ASHA, at=AT)
    with django_assert_max_num_queries(30):
        record_many([NewEntry("k", 1, person % 400, AT) for person in range(1000)])
    assert list(broken_links()) == []
