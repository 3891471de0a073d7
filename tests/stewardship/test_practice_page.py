"""HR sets weeks, days, thresholds and the coach: who may, when it counts, what it moves, what two at once come to. HR-3."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.agreed import agreed_plan
from tests.cast import NOW, Cast
from tests.plans import conftest as plans
from tests.plans.conftest import Pair

from cadenza.objections import Refused
from cadenza.people.models import Person
from cadenza.plans import actions as planning
from cadenza.plans import resets
from cadenza.plans.application_queries import asked_of
from cadenza.plans.models import Action, Plan, Review
from cadenza.plans.rules import ActionKind
from cadenza.plans.season import season_of
from cadenza.practice.actions import save_practice, withdraw_practice
from cadenza.practice.models import PracticeVersion
from cadenza.practice.practice_rules import SHIPPED, practice_of
from cadenza.practice.queries import practice_at
from cadenza.stewardship import practice_preview, queries
from cadenza.stewardship.rules import Sign

ground, draft, shared, promised, offered, agreed = (
    plans.ground, plans.draft, plans.shared, plans.promised, plans.offered, plans.agreed,
)  # fmt: skip

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
ADDRESS = "/settings/practice/"
TODAY = NOW.date()


def form(*, based_on: int = 0, day: date = TODAY, **changes: object) -> dict[str, object]:
    return {**SHIPPED.values, "based_on": based_on, "effective_on": day.isoformat(), "op_id": str(uuid4()), **changes}


def said(answer: Any) -> str:
    return " ".join(unescape(answer.content.decode()).split())


def set_to(cast: Cast, *, day: date = TODAY, **changes: object) -> PracticeVersion:
    newest = PracticeVersion.objects.order_by("-number").first()
    number = newest.number if newest else 0
    return save_practice({**SHIPPED.values, **changes}, based_on=number, effective_on=day, by=cast.hr_admin, at=NOW)


def test_a_version_counts_from_its_day_and_is_withdrawn_until_then(cast: Cast, sign_in: SignIn) -> None:
    client, later = sign_in(cast.hr_admin), TODAY + timedelta(days=7)
    assert client.post(ADDRESS, form(day=later, first_check=3)).status_code == 303
    assert practice_at(NOW).review_weeks == (4, 8, 12)
    assert practice_at(NOW + timedelta(days=7)).review_weeks == (3, 8, 12)
    page = said(client.get(ADDRESS))
    for part in ("Version 1 waits for its day", "First check, week of the quarter: 3, before 4", "1 December 2026", "Withdraw"):
        assert part in page
    assert client.post(f"{ADDRESS}1/withdraw/", {"op_id": str(uuid4())}).status_code == 303
    assert practice_at(NOW + timedelta(days=7)) == SHIPPED
    with pytest.raises(Refused, match="practice-withdrawn"):
        withdraw_practice(1, by=cast.hr_admin, at=NOW)


def test_a_version_that_began_is_taken_back_by_taking_up_an_earlier_one(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.hr_admin)
    client.post(ADDRESS, form(misses=4))
    with pytest.raises(Refused, match="practice-in-force"):
        withdraw_practice(1, by=cast.hr_admin, at=NOW)
    assert 'value="2"' in client.get(f"{ADDRESS}?version=0").content.decode()
    client.post(ADDRESS, form(based_on=1))
    assert (practice_at(NOW).drift.misses, practice_at(NOW).number) == (2, 2)


def test_only_hr_admin_sets_the_practice(cast: Cast, sign_in: SignIn) -> None:
    for who in (cast.engineer, cast.manager, cast.leader, cast.hr_partner, cast.executive, cast.privacy_officer, cast.operator):
        assert sign_in(who).get(ADDRESS).status_code == 403
        for act in (
            lambda by=who: save_practice({**SHIPPED.values, "misses": 3}, based_on=0, effective_on=TODAY, by=by, at=NOW),
            lambda by=who: withdraw_practice(1, by=by, at=NOW),
        ):
            with pytest.raises(PermissionDenied):
                act()
    assert not PracticeVersion.objects.exists()


def test_what_cannot_be_set_is_refused_beside_its_field_and_the_form_keeps_what_was_sent(cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(cast.hr_admin).post(ADDRESS, form(first_check=9, stuck="soon", misses=5))
    assert answer.status_code == 422
    for part in ("Enter a whole number", 'value="soon"', 'value="5"', 'value="9"'):
        assert part in said(answer)
    answer = sign_in(cast.hr_admin).post(ADDRESS, form(first_check=9))
    assert (answer.status_code, "Give a whole number from 2 to 6." in said(answer)) == (422, True)
    assert "Nothing differs from the newest version." in said(sign_in(cast.hr_admin).post(ADDRESS, form()))
    assert not PracticeVersion.objects.exists()


def test_two_of_hr_at_once_lose_nothing(cast: Cast, sign_in: SignIn) -> None:
    """DATA-1: different settings are both kept; the same one shows both, and the second save decides."""
    client = sign_in(cast.hr_admin)
    client.post(ADDRESS, form(misses=4))
    client.post(ADDRESS, form(stuck=21))
    assert (practice_at(NOW).drift.misses, practice_at(NOW).drift.stuck_days) == (4, 21)
    answer = client.post(ADDRESS, form(misses=6))
    assert answer.status_code == 422
    assert "What somebody else set meanwhile" in said(answer)
    assert 'name="based_on" value="2"' in said(answer)
    client.post(ADDRESS, form(based_on=2, misses=6, stuck=21))
    assert (practice_at(NOW).drift.misses, practice_at(NOW).drift.stuck_days) == (6, 21)


def test_a_preview_says_what_would_move_and_changes_nothing(agreed: Pair, cast: Cast, sign_in: SignIn) -> None:
    """HR-3: reviews, resets, questions about use, signs; in numbers, with nobody's name."""
    client = sign_in(cast.hr_admin)
    sent = form(preview="yes", first_check=3, reset_opens=28, first_follow_up=6, unchanged=28, coach_key_result="off")
    with CaptureQueriesContext(connection) as found:
        page = said(client.post(ADDRESS, sent))
    for part in (
        "First check, week of the quarter: <b>3</b>",
        "reviews that have their day already stay on it.",
        "The reset of Q4 2026 opens on 3 December 2026; so far on 10 December 2026.",
        "That is about 1 plan.",
        "both sides are asked about 0 courses",
        "“The state has not moved”: counted today it would be",
        "Key results: <b>Silent</b>",
        "Nothing is saved yet.",
    ):
        assert part in page
    assert cast.engineer.name not in page
    assert not PracticeVersion.objects.exists()
    assert len(found) < 60
    assert client.post(ADDRESS, form(preview="yes", first_check=9)).status_code == 422
    assert "Nothing: these are the values of the newest version." in said(client.post(ADDRESS, form(preview="yes")))


def test_fewer_days_close_no_reset_that_is_open(agreed: Pair, cast: Cast) -> None:
    """REV-6, HR-3: fifteen days before the quarter's end the reset is open; seven days set from then on close it for nobody."""
    in_december = datetime(2026, 12, 16, 9, 0, tzinfo=UTC)
    set_to(cast, day=in_december.date(), reset_opens=7)
    assert practice_at(in_december).reset.opens == 7
    assert resets.save_part(agreed.plan.pk, {}, by=agreed.owner, at=in_december)
    season = season_of(agreed.owner, reports=(), traded=True, care=False, at=in_december)
    assert [plan.pk for plan in season.resets] == [agreed.plan.pk]
    moved = list(practice_preview._resets(SHIPPED, practice_of({"reset_opens": 7}), agreed.plan.cycle, in_december.date()))
    assert not any("opens on" in one for one in moved)


def test_a_plan_shared_under_a_practice_has_its_reviews_in_those_weeks_and_earlier_ones_keep_theirs(draft: Pair, cast: Cast) -> None:
    """REV-4: dates are concrete from the start, and stay."""
    other = agreed_plan(cast.peer, cast.manager)
    before = list(Review.objects.filter(plan=other).values_list("due_on", flat=True))
    set_to(cast, reflection=11)
    planning.share_plan(draft.plan.pk, by=cast.engineer, at=NOW)
    shared = Plan.objects.get(pk=draft.plan.pk)
    last = Review.objects.filter(plan=shared).order_by("-due_on").first()
    assert last is not None
    assert last.due_on - shared.cycle.start_date == timedelta(days=7 * 11 - 2)
    assert list(Review.objects.filter(plan=other).values_list("due_on", flat=True)) == before


def test_questions_about_use_come_in_the_weeks_that_hr_set(agreed: Pair, cast: Cast) -> None:
    """LEARN-3."""
    action = Action.objects.create(
        goal=agreed.goal(), number=9, kind=ActionKind.EDUCATION, what="A course", done_on=TODAY - timedelta(weeks=5)
    )
    assert [one.after for one in asked_of(cast.engineer, reports=(), today=TODAY)] == [4]
    set_to(cast, first_follow_up=6)
    assert asked_of(cast.engineer, reports=(), today=TODAY) == []
    [asked] = asked_of(cast.engineer, reports=(), today=TODAY + timedelta(weeks=1))
    assert (asked.after, asked.on) == (6, action.done_on + timedelta(weeks=6) if action.done_on else None)


def test_a_silent_coach_leaves_the_field_and_answers_nothing(agreed: Pair, cast: Cast, sign_in: SignIn) -> None:
    """COACH-3, HR-3: no hint under the field, none from its door, none before both agree; the command judges as before."""
    asked = {"kind": "manager_commitment", "text": "I will support you."}
    me = sign_in(cast.manager)
    assert "<details" in said(me.post("/coach/hints/", asked))
    set_to(cast, coach_manager_commitment="off")
    assert "<details" not in said(me.post("/coach/hints/", asked))
    line = '{"id": 1, "kind": "manager_commitment", "text": "I will support you."}'
    assert "generic_support" in said(me.post("/api/v1/coach/check", line, content_type="application/x-ndjson"))


def test_drift_is_counted_by_the_thresholds_of_the_day(agreed: Pair, cast: Cast, sign_in: SignIn) -> None:
    """HR-2, HR-3."""
    set_to(cast, answer=5, handover=7)
    look = queries.Look(cast.hr_admin, agreed.ground.cycle, NOW, practice_at(NOW).drift)
    assert (look.limits.answer_days, look.limits.handover_days) == (5, 7)
    ask = f"/drift/{Sign.NEVER_REVIEWED}/{cast.engineer.handle}/ask/"
    assert 'value="2026-11-29"' in said(sign_in(cast.hr_admin).get(ask))


def test_no_page_asks_for_the_practice_again(cast: Cast, sign_in: SignIn, agreed: Pair) -> None:
    """HR-3: one cheap read a process, none a page."""
    client = sign_in(cast.engineer)
    with CaptureQueriesContext(connection) as found:
        client.get(f"/people/{cast.engineer.handle}/plans/{agreed.ground.cycle.key}/")
    assert not [one for one in found.captured_queries if "practice_" in one["sql"]]
