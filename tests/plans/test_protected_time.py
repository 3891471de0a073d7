"""TIME-1: hours a week or named days are protected, shown week by week, and a trade-off names the time that gave way."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from tests.cast import NOW, Cast
from tests.plans.conftest import OCTOBER, Pair
from tests.plans.test_views import sent_form

from cadenza.home.calendar import kept_days_of
from cadenza.home.calendar_file import calendar_file
from cadenza.objections import Refused, Unseen
from cadenza.people.models import Person
from cadenza.people.rules import monday_of
from cadenza.plans import actions, protecting, time_rules
from cadenza.plans.edits import PlanEdits
from cadenza.plans.models import Plan, ProtectedBlock
from cadenza.plans.queries import latest_version, rows_of
from cadenza.plans.time_rules import BlockTerms
from cadenza.plans.trade_offs import TradeOffDraft, record_trade_off
from cadenza.plans.versions import differences
from cadenza.web.clock import pinned
from cadenza.web.revisions import Edit, base_of

pytestmark = pytest.mark.django_db

SignIn = Callable[[Person], Client]
PLAN = "/people/sam-okafor/plans/2026-q4/"
EDIT = f"{PLAN}edit/"
FIRST, LAST = date(2026, 10, 1), date(2026, 12, 31)
WORDS = TradeOffDraft("Two hours", "The outage", "Refunds stood still", date(2026, 12, 11))


def post(client: Client, path: str, **fields: str) -> HttpResponse:
    return client.post(f"{PLAN}{path}", {"op_id": str(uuid4()), **fields})  # type: ignore[return-value]  # Django's client


def keep_hours(pair: Pair, hours: str) -> None:
    plan = pair.fresh()
    edits = PlanEdits(plan={"hours_a_week": Edit(hours, base_of(plan, "hours_a_week"))})
    actions.save_words(plan.pk, edits, by=pair.owner, at=OCTOBER)


def keep_days(pair: Pair, name: str = "Forecasting days", first: str = "2026-11-02", last: str = "2026-11-03") -> ProtectedBlock:
    block = protecting.add_block(pair.plan.pk, by=pair.owner, at=OCTOBER)
    edits = {key: Edit(value, base_of(block, key)) for key, value in (("name", name), ("first_day", first), ("last_day", last))}
    actions.save_words(pair.plan.pk, PlanEdits(blocks={block.pk: edits}), by=pair.owner, at=OCTOBER)
    return block


def codes(no: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {one.code for one in no.value.objections}


class TestWriting:
    """TIME-1: in the editor, by the plan's owner."""

    def test_hours_and_days_are_saved_while_they_are_written(self, draft: Pair, sign_in: SignIn) -> None:
        client = sign_in(draft.owner)
        post(client, "edit/blocks/", **sent_form(client.get(EDIT).content.decode()))
        page = sent_form(client.get(EDIT).content.decode())
        answer = client.post(
            EDIT,
            {
                **page,
                "hours_a_week": "3",
                "block-1-name": "Review days",
                "block-1-first_day": "2026-11-02",
                "block-1-last_day": "2026-11-03",
            },
        )
        assert answer.status_code == 303
        rows = rows_of(draft.fresh(), opened_for_owner=True)
        (block,) = rows.blocks
        assert (rows.plan.hours_a_week, block.name, block.first_day, block.last_day) == (
            3,
            "Review days",
            date(2026, 11, 2),
            date(2026, 11, 3),
        )

    def test_a_drafts_block_lies_under_seal_until_it_is_shared(self, draft: Pair) -> None:
        """TRUST E2."""
        block = keep_days(draft)
        assert ProtectedBlock.objects.get(pk=block.pk).name == ""
        actions.share_plan(draft.plan.pk, by=draft.owner, at=OCTOBER)
        assert ProtectedBlock.objects.get(pk=block.pk).name == "Forecasting days"

    @pytest.mark.parametrize("hours", ["0", "21", "1.5", "-2", "many", "٣", "9999"])
    def test_other_than_whole_hours_up_to_twenty_are_refused(self, draft: Pair, hours: str) -> None:
        with pytest.raises(Refused) as no:
            keep_hours(draft, hours)
        assert codes(no) == {"hours-out-of-range"}

    def test_hours_can_be_taken_back(self, draft: Pair) -> None:
        for hours in ("4", ""):
            keep_hours(draft, hours)
        assert draft.fresh().hours_a_week is None

    def test_only_the_owner_writes_them(self, shared: Pair) -> None:
        """PLAN-3."""
        with pytest.raises(Unseen):
            protecting.add_block(shared.plan.pk, by=shared.manager, at=OCTOBER)

    def test_a_block_is_taken_out(self, draft: Pair, sign_in: SignIn) -> None:
        keep_days(draft)
        client = sign_in(draft.owner)
        assert post(client, "edit/blocks/1/remove/", **sent_form(client.get(EDIT).content.decode())).status_code == 303
        assert rows_of(draft.fresh()).blocks == []
        assert post(client, "edit/blocks/1/remove/").status_code == 404

    def test_a_thirteenth_block_is_refused(self, draft: Pair) -> None:
        for _ in range(time_rules.MOST_BLOCKS):
            protecting.add_block(draft.plan.pk, by=draft.owner, at=OCTOBER)
        with pytest.raises(Refused) as no:
            protecting.add_block(draft.plan.pk, by=draft.owner, at=OCTOBER)
        assert codes(no) == {"too-many-blocks"}

    def test_blocks_cost_the_editor_no_more_queries(self, draft: Pair, sign_in: SignIn) -> None:
        client = sign_in(draft.owner)
        counted = []
        for many in (1, 8):
            for _ in range(many):
                keep_days(draft)
            client.get(EDIT)
            with CaptureQueriesContext(connection) as found:
                client.get(EDIT)
            counted.append(len(found))
        assert counted[0] == counted[1]


class TestAgreeing:
    """TIME-1, PLAN-9: both agree the time with the plan."""

    def test_it_is_in_the_version_and_in_the_difference(self, promised: Pair) -> None:
        keep_hours(promised, "3")
        keep_days(promised)
        first = actions.offer_plan(promised.plan.pk, by=promised.owner, at=OCTOBER).words
        assert (first["hours_a_week"], [one["name"] for one in first["blocks"]]) == (3, ["Forecasting days"])
        keep_hours(promised, "2")
        second = actions.offer_plan(promised.plan.pk, by=promised.owner, at=OCTOBER).words
        assert [(one.part, one.field, one.before, one.after) for one in differences(first, second)] == [("plan", "hours_a_week", "3", "2")]

    def test_time_changed_after_the_offer_is_offered_anew(self, offered: Pair) -> None:
        keep_hours(offered, "3")
        version = latest_version(offered.plan)
        assert version is not None
        with pytest.raises(Refused) as no:
            actions.agree_plan(offered.plan.pk, version.number, by=offered.manager, at=OCTOBER)
        assert codes(no) == {"changed-since-offered"}

    @pytest.mark.parametrize(
        ("block", "code"),
        [
            (("", "2026-11-02", "2026-11-03"), "block-without-name"),
            (("Days", "", "2026-11-03"), "block-without-days"),
            (("Days", "2026-11-03", ""), "block-without-days"),
            (("Days", "2026-11-03", "2026-11-02"), "block-outside"),
            (("Days", "2026-09-30", "2026-10-02"), "block-outside"),
            (("Days", "2026-12-31", "2027-01-01"), "block-outside"),
        ],
    )
    def test_a_block_that_is_not_whole_cannot_be_agreed(self, promised: Pair, block: tuple[str, str, str], code: str) -> None:
        keep_days(promised, *block)
        with pytest.raises(Refused) as no:
            actions.offer_plan(promised.plan.pk, by=promised.owner, at=OCTOBER)
        assert codes(no) == {code}


class TestStrip:
    """DESIGN 8: one box a week, traded weeks dashed, the numbers beside it."""

    def test_the_plan_shows_a_box_for_each_week(self, agreed: Pair, sign_in: SignIn) -> None:
        keep_hours(agreed, "3")
        record_trade_off(agreed.plan.pk, TradeOffDraft(**vars(WORDS) | {"week_on": date(2026, 11, 9)}), by=agreed.manager, at=NOW)
        with pinned(NOW):
            page = sign_in(agreed.owner).get(PLAN).content.decode()
        assert len(re.findall(r'<rect class="(?:kept|traded|ahead)"', page)) == 14
        assert page.count('class="traded"') == 1
        assert "8 of 9 protected weeks so far kept" in page
        assert "The week of 9 November 2026 gave way" in page
        assert "to be made good by 11 December 2026" in page

    def test_blocks_alone_show_their_own_weeks(self, agreed: Pair, sign_in: SignIn) -> None:
        keep_days(agreed, last="2026-11-10")
        record_trade_off(agreed.plan.pk, TradeOffDraft(**vars(WORDS) | {"block_number": 1}), by=agreed.owner, at=NOW)
        with pinned(NOW):
            page = sign_in(agreed.manager).get(PLAN).content.decode()
        assert "0 of 2 protected weeks so far kept" in page
        assert "“Forecasting days” gave way" in page

    def test_a_plan_that_protects_nothing_says_nothing(self, agreed: Pair, sign_in: SignIn) -> None:
        assert "Time kept for it" not in sign_in(agreed.owner).get(PLAN).content.decode()

    @given(hours=st.none() | st.integers(1, 20), first=st.dates(FIRST, LAST), length=st.integers(0, 40))
    def test_every_protected_week_lies_in_the_cycle_and_is_a_monday(self, hours: int | None, first: date, length: int) -> None:
        last = min(LAST, date.fromordinal(first.toordinal() + length))
        found = time_rules.weeks_protected(hours, [BlockTerms(1, "Days", first, last)], cycle_start=FIRST, cycle_end=LAST)
        assert all(day.weekday() == 0 and monday_of(FIRST) <= day <= LAST for day in found)
        assert {monday_of(first), monday_of(last)} <= set(found)
        assert len(found) == len(set(found)) == (14 if hours else (monday_of(last) - monday_of(first)).days // 7 + 1)


class TestTrading:
    """TIME-1: a trade-off names the week or the block that gave way."""

    def test_a_week_that_is_not_protected_is_refused(self, agreed: Pair) -> None:
        for more in ({"week_on": date(2026, 11, 9)}, {"block_number": 1}):
            with pytest.raises(Refused) as no:
                record_trade_off(agreed.plan.pk, TradeOffDraft(**vars(WORDS) | more), by=agreed.owner, at=NOW)
            assert codes(no) == {"trade-off-time-unknown"}

    def test_it_is_chosen_on_the_page(self, agreed: Pair, sign_in: SignIn) -> None:
        keep_hours(agreed, "3")
        client = sign_in(agreed.manager)
        fields = {"gave_way": "Two hours", "to_what": "The outage", "why": "It burned", "made_good_by": "2026-12-11"}
        with pinned(NOW):
            assert 'value="week:2026-11-09"' in client.get(f"{PLAN}trade-offs/new/").content.decode()
            for wrong in ("week:2026-11-10", "block:7", "week:soon", "day"):
                refused = post(client, "trade-offs/new/", time=wrong, **fields)
                assert refused.status_code == 422
                assert "Choose a week or a block" in refused.content.decode()
            assert post(client, "trade-offs/new/", time="week:2026-11-09", **fields).status_code == 303
            assert "The week of 9 November 2026" in client.get(f"{PLAN}trade-offs/1/").content.decode()

    def test_without_protected_time_nothing_is_asked(self, agreed: Pair, sign_in: SignIn) -> None:
        assert 'name="time"' not in sign_in(agreed.owner).get(f"{PLAN}trade-offs/new/").content.decode()


class TestCalendar:
    """TIME-1, REV-5: the owner's feed holds the time as neutral entries."""

    def test_each_week_has_an_entry_on_its_first_working_day(self, agreed: Pair) -> None:
        keep_hours(agreed, "3")
        found = kept_days_of(agreed.owner, at=NOW)
        assert [one.first_day for one in found][:3] == [date(2026, 10, 1), date(2026, 10, 5), date(2026, 10, 12)]
        assert len(found) == 14

    def test_what_gave_way_is_gone(self, agreed: Pair) -> None:
        keep_hours(agreed, "3")
        keep_days(agreed)
        record_trade_off(agreed.plan.pk, TradeOffDraft(**vars(WORDS) | {"week_on": date(2026, 11, 9)}), by=agreed.owner, at=NOW)
        record_trade_off(agreed.plan.pk, TradeOffDraft(**vars(WORDS) | {"block_number": 1}), by=agreed.owner, at=NOW)
        days = {one.first_day for one in kept_days_of(agreed.owner, at=NOW)}
        assert days.isdisjoint({date(2026, 11, 9)})
        assert len(days) == 13

    def test_no_name_and_no_word_of_the_plan_is_in_the_file(self, agreed: Pair) -> None:
        """TRUST T07."""
        keep_hours(agreed, "3")
        keep_days(agreed, name="quokka-tangerine")
        file = calendar_file([], kept_days_of(agreed.owner, at=NOW), host="c.example.org", home="https://c.example.org/").decode()
        assert "quokka" not in file
        assert file.count("SUMMARY:3 hours kept free this week") == 14
        assert file.count("SUMMARY:Time kept free") == 1

    def test_nobody_elses_calendar_has_them(self, agreed: Pair) -> None:
        keep_hours(agreed, "3")
        assert kept_days_of(agreed.manager, at=NOW) == []

    def test_a_drafts_time_and_another_quarters_are_in_no_calendar(self, draft: Pair, cast: Cast) -> None:
        keep_hours(draft, "3")
        assert kept_days_of(draft.owner, at=NOW) == []
        Plan.objects.update(state="active")
        assert kept_days_of(draft.owner, at=datetime(2027, 2, 2, tzinfo=UTC)) == []
