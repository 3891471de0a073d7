"""Development time that gave way: recorded by one, acknowledged by the other, made good by a day (TIME-1)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from tests.cast import NOW, Cast
from tests.plans.conftest import Pair

from cadenza.objections import Refused, Unseen
from cadenza.people.models import Person
from cadenza.plans.models import TradeOff
from cadenza.plans.trade_offs import TradeOffDraft, acknowledge_trade_off, make_good, record_trade_off
from cadenza.web.clock import pinned

pytestmark = pytest.mark.django_db

SignIn = Callable[[Person], Client]
PLAN = "/people/sam-okafor/plans/2026-q4/"
DRAFT = TradeOffDraft("Two hours a week on forecasts", "The ledger outage", "Refunds stood still", date(2026, 12, 11), goal_number=1)
PLANTED = "quokka-tangerine-ledger"


def recorded(pair: Pair, by: Person) -> TradeOff:
    return record_trade_off(pair.plan.pk, DRAFT, by=by, at=NOW)


def codes(no: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {one.code for one in no.value.objections}


def post(client: Client, path: str, **fields: str) -> HttpResponse:
    return client.post(f"{PLAN}{path}", {"op_id": str(uuid4()), **fields})  # type: ignore[return-value]  # Django's own test answer


def test_a_trade_off_says_what_gave_way_to_what_and_when_it_is_made_good(agreed: Pair) -> None:
    """TIME-1 MUST."""
    with pytest.raises(Refused) as no:
        record_trade_off(agreed.plan.pk, TradeOffDraft("", "", "–", None), by=agreed.owner, at=NOW)
    assert codes(no) == {"trade-off-what-missing", "trade-off-for-missing", "trade-off-why-missing", "trade-off-day-missing"}


@pytest.mark.parametrize("first", ["owner", "manager"])
def test_either_records_it_and_the_other_acknowledges_it(agreed: Pair, first: str) -> None:
    by, other = (agreed.owner, agreed.manager) if first == "owner" else (agreed.manager, agreed.owner)
    made = recorded(agreed, by)
    found = acknowledge_trade_off(agreed.plan.pk, made.number, by=other, at=NOW, words="One hour would have been enough")
    assert (found.acknowledged_by, found.answer) == (other, "One hour would have been enough")


def test_nobody_acknowledges_their_own(agreed: Pair) -> None:
    made = recorded(agreed, agreed.owner)
    with pytest.raises(Refused) as no:
        acknowledge_trade_off(agreed.plan.pk, made.number, by=agreed.owner, at=NOW)
    assert codes(no) == {"trade-off-own"}


def test_the_time_is_made_good_on_a_day_that_was(agreed: Pair) -> None:
    made = recorded(agreed, agreed.owner)
    with pytest.raises(Refused) as no:
        make_good(agreed.plan.pk, made.number, on=date(2026, 12, 1), words="", by=agreed.owner, at=NOW)
    assert codes(no) == {"made-good-day", "made-good-words"}
    found = make_good(agreed.plan.pk, made.number, on=NOW.date(), words="A day of pairing", by=agreed.manager, at=NOW)
    assert found.made_good_on == NOW.date()


def test_time_is_made_good_once(agreed: Pair) -> None:
    made = recorded(agreed, agreed.owner)
    make_good(agreed.plan.pk, made.number, on=NOW.date(), words="A day of pairing", by=agreed.manager, at=NOW)
    with pytest.raises(Refused) as no:
        make_good(agreed.plan.pk, made.number, on=NOW.date(), words="Another", by=agreed.manager, at=NOW)
    assert codes(no) == {"trade-off-made-good"}


@pytest.mark.parametrize("who", ["delegate", "upline", "hr_partner", "hr_admin", "peer", "outsider", "mentor"])
def test_nobody_else_records_one(agreed: Pair, cast: Cast, who: str) -> None:
    """TRUST E1."""
    with pytest.raises(Unseen):
        recorded(agreed, getattr(cast, who))


def test_a_draft_has_none(draft: Pair) -> None:
    with pytest.raises(Refused) as no:
        recorded(draft, draft.owner)
    assert codes(no) == {"still-a-draft"}


def test_it_is_recorded_read_acknowledged_and_made_good_by_its_doors(agreed: Pair, sign_in: SignIn) -> None:
    with pinned(NOW):
        person, manager = sign_in(agreed.owner), sign_in(agreed.manager)
        fields = {"goal": "1", "gave_way": PLANTED, "to_what": "The outage", "why": "It burned", "made_good_by": "2026-12-11"}
        assert post(person, "trade-offs/new/", **fields)["Location"] == f"{PLAN}trade-offs/1/"
        assert PLANTED in manager.get(f"{PLAN}goals/1/").content.decode()
        assert post(manager, "trade-offs/1/acknowledge/", words="Seen").status_code == 303
        good = {"made_good_on": "2026-11-24", "made_good_words": "A day of pairing"}
        assert post(manager, "trade-offs/1/made-good/", **good).status_code == 303
        assert "A day of pairing" in person.get(f"{PLAN}trade-offs/1/").content.decode()


def test_a_refused_trade_off_keeps_its_words(agreed: Pair, sign_in: SignIn) -> None:
    with pinned(NOW):
        answer = post(sign_in(agreed.owner), "trade-offs/new/", gave_way=PLANTED, to_what="x", why="y", made_good_by="2020-01-01")
    assert answer.status_code == 422
    assert PLANTED in answer.content.decode()
