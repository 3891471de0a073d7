"""What happened is written down once, in order, in the transaction in which it happened (DATA-2)."""

import contextlib
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.transaction import TransactionManagementError

from cadenza.sealing.models import DataKey
from cadenza.trail import guard, rows
from cadenza.trail.models import Chain, Content, Entry
from cadenza.trail.queries import entries_about, private_entries_of, reads_of
from cadenza.trail.record import NewEntry, record, record_many, record_read
from cadenza.trail.verify import broken_links, tally

AT = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
ASHA = SimpleNamespace(pk=1)
PRIYA = SimpleNamespace(pk=2)
pytestmark = pytest.mark.django_db


def test_an_entry_says_who_did_what_about_whom():
    record("plans.goal-added", by=PRIYA, about=ASHA, at=AT, goal=7)
    content = Content.objects.get()
    assert (content.kind, content.by_id, content.about_id, content.facts) == ("plans.goal-added", 2, 1, {"goal": 7})


def test_entries_about_one_person_form_one_chain():
    for number in range(3):
        record("plans.goal-added", by=ASHA, about=ASHA, at=AT, goal=number)
    record("plans.goal-added", by=PRIYA, about=PRIYA, at=AT, goal=9)
    assert sorted(Chain.objects.values_list("key", "length")) == [("person:1", 3), ("person:2", 1)]
    assert list(broken_links()) == []


def test_what_is_about_nobody_lies_in_a_chain_of_its_room():
    """Never one chain for the installation: a room's writers would wait for all the others."""
    record("strategy.cycle-made", by=ASHA, about=None, at=AT, cycle=1)
    record("practice.prompts-changed", by=None, about=None, at=AT, version=2)
    assert set(Chain.objects.values_list("key", flat=True)) == {"house:strategy", "house:practice"}


def test_dates_are_kept_in_iso_form():
    record("plans.action-done", by=ASHA, about=ASHA, at=AT, done_on=date(2026, 11, 3), seen_at=AT, met=True, before=None)
    facts = Content.objects.get().facts
    assert facts == {"done_on": "2026-11-03", "seen_at": "2026-11-24T10:00:00+00:00", "met": True, "before": None}
    assert list(broken_links()) == []


@pytest.mark.parametrize(
    "fact",
    ["x" * 201, "a\nb", "nul\x00", 0.5, Decimal(1), ["a"], datetime(2026, 1, 1)],
    ids=["a long text", "two lines", "a control sign", "a float", "a decimal", "a list", "an instant without a zone"],
)
def test_only_ids_codes_and_dates_are_facts(fact):
    with pytest.raises(ValueError, match=r"facts are|no id, code|without a zone"):
        record("plans.goal-added", by=ASHA, about=ASHA, at=AT, outcome=fact)


@pytest.mark.parametrize("kind", ["", "goal-added", "plans.Goal added", "plans.", "plans." + "x" * 80])
def test_a_kind_names_its_room_and_what_happened(kind):
    with pytest.raises(ValueError, match=r"room\.thing-happened"):
        record(kind, by=ASHA, about=ASHA, at=AT)


def test_an_instant_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        record("plans.goal-added", by=ASHA, about=ASHA, at=datetime(2026, 1, 1))


def test_a_row_that_is_no_person_is_refused():
    """An account or a team with the number 1 must not be taken for the person with the number 1."""
    team = SimpleNamespace(pk=1, _meta=SimpleNamespace(model_name="team"))
    with pytest.raises(ValueError, match="team"):
        record("people.team-renamed", by=ASHA, about=team, at=AT)
    with pytest.raises(ValueError, match="team"):
        record("people.team-renamed", by=team, about=None, at=AT)


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_the_actions_transaction_is_refused():
    """N14: an entry lives and dies with what it tells."""
    with pytest.raises(TransactionManagementError):
        record("plans.goal-added", by=ASHA, about=ASHA, at=AT)
    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_action_that_fails_leaves_no_entry_and_the_chain_goes_on():
    """N14: all or nothing, chain included."""
    with transaction.atomic():
        record("plans.goal-added", by=ASHA, about=ASHA, at=AT, goal=1)
    with pytest.raises(RuntimeError), transaction.atomic():
        record("plans.goal-added", by=ASHA, about=ASHA, at=AT, goal=2)
        raise RuntimeError
    with transaction.atomic():
        record("plans.goal-added", by=ASHA, about=ASHA, at=AT, goal=3)
    assert [content.facts["goal"] for content in entries_about(1)] == [3, 1]
    assert list(broken_links()) == []


@pytest.mark.django_db(transaction=True)
def test_an_action_does_not_outlive_an_entry_that_failed():
    """N14: whoever catches the error cannot go on and commit the act without its record."""
    with transaction.atomic():
        Chain.objects.create(key="person:99")
        with contextlib.suppress(ValueError):
            record("plans.goal-added", by=ASHA, about=ASHA, at=AT, outcome="x" * 201)
    assert not Chain.objects.exists()


# Reads


def test_reading_is_written_down_apart_from_doing():
    """TRUST J2."""
    record("plans.goal-added", by=ASHA, about=ASHA, at=AT)
    record_read("plans.plan-read", by=PRIYA, about=ASHA, at=AT, plan=3)
    assert [content.by_id for content in reads_of(1)] == [2]
    assert [content.kind for content in entries_about(1)] == ["plans.goal-added"]


def test_readers_do_not_queue_behind_writers():
    record_read("plans.plan-read", by=PRIYA, about=ASHA, at=AT, plan=3)
    assert Chain.objects.get().key == "reads:1"


def test_entries_are_asked_for_by_kind():
    record("plans.goal-added", by=ASHA, about=ASHA, at=AT)
    record("plans.plan-shared", by=ASHA, about=ASHA, at=AT)
    assert [content.kind for content in entries_about(1, kinds=["plans.plan-shared"])] == ["plans.plan-shared"]


# Private records


def test_a_private_entry_names_neither_kind_nor_subject():
    """T21: and its facts are sealed."""
    record("plans.draft-kept", by=ASHA, about=PRIYA, at=AT, private=True, plan=3)
    content = Content.objects.get()
    assert (content.kind, content.about_id, content.facts) == ("private", None, {})
    assert b"draft-kept" not in bytes(content.sealed)
    assert Chain.objects.get().key == "private:1"
    assert list(broken_links()) == []


def test_a_private_entry_is_no_part_of_what_is_told_about_its_subject():
    record("plans.draft-kept", by=ASHA, about=PRIYA, at=AT, private=True)
    assert list(entries_about(2)) == []
    assert not DataKey.objects.filter(subject_id=2).exists()


def test_the_length_of_a_private_entry_does_not_tell_its_kind():
    record("plans.a", by=ASHA, about=PRIYA, at=AT, private=True)
    record("plans.much-longer-kind", by=ASHA, about=PRIYA, at=AT, private=True, plan=1234567)
    assert len({len(bytes(content.sealed)) for content in Content.objects.all()}) == 1


def test_an_author_reads_their_own_private_entries(django_assert_num_queries):
    for plan in range(3):
        record("plans.draft-kept", by=ASHA, about=PRIYA, at=AT, private=True, plan=plan)
    with django_assert_num_queries(2):
        found = private_entries_of(1)
    assert [(one.kind, one.about_id, one.facts, one.at) for one in found] == [("plans.draft-kept", 2, {"plan": n}, AT) for n in (2, 1, 0)]


def test_a_private_entry_needs_an_author():
    with pytest.raises(ValueError, match="author"):
        record("plans.draft-kept", by=None, about=PRIYA, at=AT, private=True)


# How much it costs


def test_a_record_costs_four_statements(django_assert_num_queries):
    record("plans.goal-added", by=ASHA, about=ASHA, at=AT)
    with django_assert_num_queries(4):
        record("plans.goal-added", by=ASHA, about=ASHA, at=AT, goal=7)


def test_a_private_record_costs_one_more(django_assert_num_queries):
    record("plans.goal-added", by=ASHA, about=ASHA, at=AT, private=True)
    with django_assert_num_queries(5):
        record("plans.goal-added", by=ASHA, about=ASHA, at=AT, private=True)


def test_thousands_of_entries_over_many_chains_cost_few_statements(django_assert_max_num_queries):
    with django_assert_max_num_queries(60):
        assert record_many(NewEntry("people.person-added", 1, person % 400, AT) for person in range(2000)) == 2000
    assert list(broken_links()) == []
    assert (tally().chains, tally().entries) == (400, 2000)


@pytest.mark.parametrize("many", [1, 100])
def test_many_entries_read_back_as_few_do(monkeypatch, many):
    """On PostgreSQL the first goes by COPY, the second by inserts."""
    monkeypatch.setattr(rows, "MANY", many)
    odd = {"code": 'tab no, but \\ " \\N {é} %', "met": True, "before": None, "on": date(2026, 11, 3), "count": 0}
    later = AT + timedelta(microseconds=7)
    written = [
        NewEntry("plans.goal-added", 2, 1, AT, odd, recorded_at=later),
        NewEntry("plans.plan-read", None, 1, AT, {}, is_read=True),
        NewEntry("plans.draft-kept", 1, 1, AT, {"plan": 3}, private=True),
        NewEntry("plans.draft-kept", 1, 1, later, {"plan": 4}, private=True),
    ]
    assert record_many(written) == 4
    assert list(broken_links()) == []
    found = Content.objects.select_related("entry").order_by("entry_id")
    assert [(one.kind, one.by_id, one.about_id, one.facts, one.entry.at, one.entry.recorded_at) for one in found] == [
        ("plans.goal-added", 2, 1, odd | {"on": "2026-11-03"}, AT, later),
        ("plans.plan-read", None, 1, {}, AT, AT),
        ("private", 1, None, {}, AT, AT),
        ("private", 1, None, {}, later, later),
    ]
    assert [one.facts for one in private_entries_of(1)] == [{"plan": 4}, {"plan": 3}]


def test_entries_of_a_bulk_follow_those_that_were_there():
    record("people.person-added", by=None, about=ASHA, at=AT)
    record_many([NewEntry("people.person-changed", 1, person, AT) for person in (2, 1, 2, 1)])
    assert sorted(Chain.objects.values_list("key", "length")) == [("person:1", 3), ("person:2", 2)]
    assert list(broken_links()) == []


def test_nothing_to_record_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert record_many([]) == 0


# The database's own guard


@pytest.fixture
def three(guarded: None) -> None:
    record_many([NewEntry("plans.goal-added", 1, 1, AT, {"n": n}) for n in range(3)])


def refused(action: object) -> None:
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        action()


@pytest.mark.parametrize("field", ["sequence", "previous_hash", "commitment", "hash", "at", "recorded_at", "chain_id"])
def test_the_database_refuses_to_change_a_link(three, field):
    """T38."""
    value = {"sequence": 9, "at": datetime(2020, 1, 1, tzinfo=UTC), "recorded_at": datetime(2020, 1, 1, tzinfo=UTC)}.get(field, "0")
    if field == "chain_id":
        value = Chain.objects.create(key="person:99").pk
    refused(lambda: Entry.objects.filter(sequence=3).update(**{field: value}))


def test_the_database_refuses_to_delete_a_link(three):
    refused(lambda: Entry.objects.filter(sequence=3).delete())


def test_the_database_refuses_to_change_content(three):
    refused(lambda: Content.objects.update(by_id=5))


@pytest.mark.parametrize("change", [{"length": 2}, {"head_hash": "0"}, {"key": "person:99", "length": 4}])
def test_the_database_lets_a_chain_grow_and_nothing_else(three, change):
    refused(lambda: Chain.objects.update(**change))


def test_the_database_refuses_to_delete_a_chain(guarded):
    Chain.objects.create(key="person:1")
    refused(lambda: Chain.objects.all().delete())


def test_a_missing_guard_is_noticed(guarded):
    assert guard.is_up(connection)
    guard.lift(connection)
    assert not guard.is_up(connection)
