"""Asking for help and answering; who may, and what stays unsaid (ACT-1, TRUST R12)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import FieldDoesNotExist
from tests.cast import NOW, Cast

from cadenza.asks import actions, queries
from cadenza.asks.access import WHO_MAY, ask_for, visible_asks
from cadenza.asks.models import Ask
from cadenza.asks.rules import AskKind, AskState, Became
from cadenza.jobs.models import Job
from cadenza.objections import Refused, Unseen
from cadenza.trail.models import Content

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(cast: Cast) -> Ask:
    return actions.ask(
        cast.mentor.pk, AskKind.EXPOSURE, what="May I sit in on your reviews?", by=cast.engineer, at=NOW, due_date=date(2026, 12, 4)
    )


def test_the_helper_reads_who_asks_what_and_by_when(asked: Ask, cast: Cast) -> None:
    (found,) = visible_asks(cast.mentor, at=NOW)
    assert (found.asker, found.what, found.due_date) == (cast.engineer, "May I sit in on your reviews?", date(2026, 12, 4))


@pytest.mark.parametrize("unsaid", ["goal", "plan", "pip", "case", "serves"])
def test_what_it_serves_is_no_field_of_a_request(unsaid: str) -> None:
    """TRUST R12."""
    with pytest.raises(FieldDoesNotExist):
        Ask._meta.get_field(unsaid)


def test_its_ref_is_no_number_in_a_row(asked: Ask, cast: Cast) -> None:
    other = actions.ask(cast.mentor.pk, AskKind.SUPPORT, what="May I ask you?", by=cast.engineer, at=NOW)
    assert asked.ref.startswith("K-") and len(asked.ref) == 10
    assert asked.ref != other.ref


def test_accepted_it_can_be_marked_as_held_by_either(asked: Ask, cast: Cast) -> None:
    actions.accept(asked.ref, by=cast.mentor, at=NOW, reply="Gladly, Thursdays")
    held = actions.mark_held(asked.ref, held_on=NOW.date(), by=cast.engineer, at=NOW)
    assert (held.state, held.held_on, held.reply) == (AskState.HELD, NOW.date(), "Gladly, Thursdays")
    assert queries.states_of([held.pk])[held.pk].state is AskState.HELD


def test_declining_needs_no_reason(asked: Ask, cast: Cast) -> None:
    assert actions.decline(asked.ref, by=cast.mentor, at=NOW).state == AskState.DECLINED


def test_a_withdrawn_request_cannot_be_accepted(asked: Ask, cast: Cast) -> None:
    actions.withdraw(asked.ref, by=cast.engineer, at=NOW)
    with pytest.raises(Refused):
        actions.accept(asked.ref, by=cast.mentor, at=NOW)


def test_the_asker_cannot_accept_for_the_helper(asked: Ask, cast: Cast) -> None:
    with pytest.raises(Unseen):
        actions.accept(asked.ref, by=cast.engineer, at=NOW)


def test_the_helper_cannot_withdraw(asked: Ask, cast: Cast) -> None:
    with pytest.raises(Unseen):
        actions.withdraw(asked.ref, by=cast.mentor, at=NOW)


def test_nobody_else_sees_a_request_not_even_the_askers_manager(asked: Ask, cast: Cast) -> None:
    in_it = {cast.engineer, cast.mentor}
    for person in cast.everybody().values():
        if person in in_it:
            assert list(visible_asks(person, at=NOW)) == [asked]
            assert ask_for(person, "see", asked.ref, at=NOW) == asked
            continue
        assert not visible_asks(person, at=NOW).exists()
        for action in WHO_MAY:
            with pytest.raises(Unseen):
                ask_for(person, action, asked.ref, at=NOW)


def test_a_leaver_cannot_be_asked(cast: Cast) -> None:
    with pytest.raises(Refused) as no:
        actions.ask(cast.leaver.pk, AskKind.EXPOSURE, what="May I?", by=cast.engineer, at=NOW)
    assert [one.code for one in no.value.objections] == ["helper-not-here"]


def test_a_helper_who_left_loses_what_they_were_asked(asked: Ask, cast: Cast) -> None:
    """TRUST X5."""
    cast.mentor.status = "leaver"
    assert not visible_asks(cast.mentor, at=NOW).exists()


def test_the_trail_holds_no_words_and_names_every_kind_alike(asked: Ask, cast: Cast) -> None:
    actions.ask(cast.mentor.pk, AskKind.SUPPORT, what="May I?", by=cast.engineer, at=datetime(2026, 11, 24, 11, 0, tzinfo=UTC))
    entries = Content.objects.filter(kind__startswith="asks.")
    assert set(entries.values_list("kind", flat=True)) == {"asks.asked"}
    assert {frozenset(entry.facts) for entry in entries} == {frozenset({"ask", "helper"})}


def test_whoever_helps_writes_down_day_by_day_and_the_last_one_ends_it(asked: Ask, cast: Cast) -> None:
    """ACT-3, PIP-7: the latest about a day holds, the asker reads it; a day that was forgotten can still be added."""
    with pytest.raises(Refused):
        actions.record_day(asked.ref, NOW.date(), Became.TOOK_PLACE, by=cast.mentor, at=NOW)
    actions.accept(asked.ref, by=cast.mentor, at=NOW)
    with pytest.raises(Unseen):
        actions.record_day(asked.ref, NOW.date(), Became.TOOK_PLACE, by=cast.engineer, at=NOW)
    with pytest.raises(Refused):
        actions.record_day(asked.ref, NOW.date(), Became.NOT_TAKEN, by=cast.mentor, at=NOW)
    actions.record_day(asked.ref, NOW.date(), Became.NOT_TAKEN, other=date(2026, 11, 26), by=cast.mentor, at=NOW)
    later = NOW + timedelta(days=2)
    actions.record_day(asked.ref, date(2026, 11, 26), Became.NOT_TAKEN, by=cast.mentor, at=later)
    assert actions.record_day(asked.ref, date(2026, 11, 26), Became.NOT, by=cast.mentor, at=later).state == AskState.ACCEPTED
    assert [(one.on.day, one.became) for one in queries.latest_days(asked)] == [(24, Became.NOT_TAKEN), (26, Became.NOT)]
    last = NOW + timedelta(days=10)
    held = actions.record_day(asked.ref, date(2026, 12, 4), Became.TOOK_PLACE, by=cast.mentor, at=last)
    assert (held.state, held.held_on) == (AskState.HELD, date(2026, 12, 4))
    actions.record_day(asked.ref, date(2026, 12, 1), Became.TOOK_PLACE, by=cast.mentor, at=last)
    assert Content.objects.filter(kind="asks.day-recorded", about_id=cast.engineer.pk).count() == 5
    assert [job.payload for job in Job.objects.filter(kind=actions.DAY_RECORDED)] == [{"ask": asked.pk}] * 5


def test_a_day_put_right_moves_the_day_on_which_it_was_held_or_opens_it_again(asked: Ask, cast: Cast) -> None:
    """ACT-3, TRUST R12: "took place" stands by the day on which help was given, and the helper finds the request again."""
    actions.accept(asked.ref, by=cast.mentor, at=NOW)
    last, days = NOW + timedelta(days=12), {"by": cast.mentor, "at": NOW + timedelta(days=12)}
    actions.record_day(asked.ref, date(2026, 12, 3), Became.TOOK_PLACE, **days)
    actions.record_day(asked.ref, date(2026, 12, 4), Became.TOOK_PLACE, **days)
    moved = actions.record_day(asked.ref, date(2026, 12, 4), Became.LATER, other=date(2026, 12, 5), **days)
    assert (moved.state, moved.held_on) == (AskState.HELD, date(2026, 12, 5))
    kept = actions.record_day(asked.ref, date(2026, 12, 3), Became.NOT, **days)
    assert (kept.state, kept.held_on) == (AskState.HELD, date(2026, 12, 5))
    opened = actions.record_day(asked.ref, date(2026, 12, 4), Became.NOT, **days)
    assert (opened.state, opened.held_on) == (AskState.ACCEPTED, None)
    actions.mark_held(asked.ref, held_on=last.date(), by=cast.engineer, at=last)
    opened = actions.record_day(asked.ref, last.date(), Became.NOT, **days)
    assert (opened.state, opened.held_on) == (AskState.ACCEPTED, None)


def test_days_of_a_request_that_was_taken_back_stay_and_can_be_completed(asked: Ask, cast: Cast) -> None:
    """ACT-3, PIP-7: neither of the two makes the other forget what was given; what was never accepted has no days."""
    other = actions.ask(cast.mentor.pk, AskKind.EXPOSURE, what="May I?", by=cast.engineer, at=NOW)
    actions.withdraw(other.ref, by=cast.engineer, at=NOW)
    with pytest.raises(Refused):
        actions.record_day(other.ref, NOW.date(), Became.TOOK_PLACE, by=cast.mentor, at=NOW)
    actions.accept(asked.ref, by=cast.mentor, at=NOW)
    later = NOW + timedelta(days=3)
    actions.withdraw(asked.ref, by=cast.engineer, at=NOW + timedelta(days=1))
    told = actions.record_day(asked.ref, date(2026, 11, 24), Became.TOOK_PLACE, by=cast.mentor, at=later)
    assert (told.state, told.held_on) == (AskState.WITHDRAWN, None)
    with pytest.raises(Refused):
        actions.record_day(asked.ref, date(2026, 11, 26), Became.TOOK_PLACE, by=cast.mentor, at=later)
