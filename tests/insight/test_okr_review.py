"""The OKR review: what builds each result, on one page and as Markdown, and who reads what of it (STRAT-5; TRUST R3, E1)."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.agreed import agreed_plan

from cadenza.plans.models import Goal
from cadenza.strategy import actions
from cadenza.strategy.models import KeyResult

pytestmark = pytest.mark.django_db


@pytest.fixture
def built(quarter: Any, cast: Any, at: Any) -> Any:
    """Two agreed goals of the engineer's serve the team's result; one of them is blocked."""
    plan = agreed_plan(cast.engineer, cast.manager)
    Goal.objects.filter(plan=plan).update(key_result=quarter.result, capability=quarter.capability, lane="execution")
    Goal.objects.filter(plan=plan, number=2).update(status="blocked")
    actions.require_capability(quarter.result.pk, actions.RequirementDraft(quarter.capability.pk, 3, 3), by=cast.manager, at=at)
    return quarter


def page(browser: Any, show: str = "all", *, markdown: bool = False) -> str:
    answer = browser.get(f"/okrs/2026-q4/-/review/{'markdown/' if markdown else ''}?show={show}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_the_review_says_what_builds_a_result_and_asks_its_question(built: Any, cast: Any, sign_in: Any) -> None:
    """STRAT-5."""
    shown = page(sign_in(cast.manager))
    assert "2 agreed goals (Blocked: 1, On track: 1)" in shown
    assert "level 3: 2 of 3" in shown
    assert "Which capability, if any, held this result back?" in shown


@pytest.mark.parametrize("role", ["outsider", "executive", "hr_admin", "upline", "peer"])
def test_to_others_goals_are_a_number(built: Any, cast: Any, sign_in: Any, role: str) -> None:
    """R3, E1: how many serve a need all may see, where they stand only those who may read the plan."""
    browser = sign_in(getattr(cast, role))
    for markdown in (False, True):
        shown = page(browser, markdown=markdown)
        assert "2 agreed goals" in shown
        assert "Blocked" not in shown


def test_a_reader_of_some_sees_how_many_are_counted_only(built: Any, cast: Any, sign_in: Any) -> None:
    other = agreed_plan(cast.outsider, cast.outsider_manager, goals=1)
    Goal.objects.filter(plan=other).update(key_result=built.result, capability=built.capability, lane="execution")
    assert "3 agreed goals (Blocked: 1, On track: 1, counted only: 1)" in page(sign_in(cast.manager))


def test_the_markdown_holds_nothing_that_the_page_does_not(built: Any, cast: Any, sign_in: Any) -> None:
    """No goal's words, nobody's name but an owner's; whatever signs are in a title, it stays a title."""
    KeyResult.objects.filter(pk=built.result.pk).update(title="# Fewer <b>manual</b> *steps*")
    text = page(sign_in(cast.manager), markdown=True)
    assert text.startswith("# OKR review, Q4 2026\n\nThis copy says where goals stand whose plans you may read.")
    assert "\n### PAY-1 \\# Fewer \\<b\\>manual\\</b\\> \\*steps\\*" in text
    assert "\n- Development: 2 agreed goals (Blocked: 1, On track: 1)\n" in text
    assert "Forecast a change" not in text
    assert text.count("Sam Okafor") == text.count("Owner: Sam Okafor") == 1


def test_a_copy_says_that_it_holds_what_others_may_not_see_and_what_was_dropped(built: Any, cast: Any, sign_in: Any) -> None:
    """STRAT-5, TRUST E1: it goes into the notes of a meeting, so it says on top what is for this reader; states stand as on the page."""
    caution = "This copy says where goals stand whose plans you may read. Others see the number alone."
    assert caution in page(sign_in(cast.manager), markdown=True)
    assert caution not in page(sign_in(cast.outsider), markdown=True)
    KeyResult.objects.filter(pk=built.result.pk).update(state="dropped", critical=True)
    dropped = page(sign_in(cast.outsider), markdown=True)
    assert "recovered within two hours (critical, Dropped)\n" in dropped
    assert "level 3" not in dropped


def test_the_review_says_what_it_leaves_out(built: Any, cast: Any, sign_in: Any) -> None:
    """STRAT-5: a copy of one page says that it is one, and a long objective leads to the rest of it."""
    more = "There are more: see all key results of this objective"
    row, browser = KeyResult.objects.get(pk=built.result.pk), sign_in(cast.manager)
    assert "are here" not in page(browser, markdown=True)
    assert more not in page(browser)
    KeyResult.objects.bulk_create(
        [KeyResult(objective=row.objective, cycle=row.cycle, key=f"PAY-{n}", title="It moves", due_date=row.due_date) for n in range(2, 32)]
    )
    total = KeyResult.objects.count()
    said = f"25 of {total} key results are here. The others stand on the other pages of this review and on the pages of their objectives.\n"
    assert page(browser, markdown=True).endswith(said)
    assert more in page(browser)


def test_by_default_the_review_is_of_ones_own_team(built: Any, cast: Any, sign_in: Any) -> None:
    assert "PAY-1" in page(sign_in(cast.manager), "mine")
    assert "PAY-1" not in page(sign_in(cast.outsider), "mine")


def test_progress_of_every_kind_is_said_in_words(built: Any, cast: Any, sign_in: Any) -> None:
    browser, row = sign_in(cast.manager), KeyResult.objects.filter(pk=built.result.pk)
    row.update(direction="up", baseline=0, target=10, current=5, confidence="0.4")
    assert "- Progress: 50% of target\n- Confidence: 0.4" in page(browser, markdown=True)
    row.update(current=None)
    assert "no figure yet" in page(browser, markdown=True)
    row.update(direction="milestone", target=None, baseline=None, done_on=None)
    assert "not done, due " in page(browser, markdown=True)
    row.update(done_on="2026-11-20")
    assert "done on 20 November 2026" in page(browser, markdown=True)
    row.update(direction="keep", baseline=1, target=3, current=2, done_on=None)
    assert "within bounds" in page(browser, markdown=True)
    row.update(current=9)
    assert "out of bounds" in page(browser, markdown=True)


def test_the_review_takes_as_many_queries_for_many_goals_as_for_few(built: Any, cast: Any, sign_in: Any) -> None:
    browser = sign_in(cast.manager)
    page(browser)

    def queries() -> int:
        with CaptureQueriesContext(connection) as context:
            page(browser)
        return len(context)

    few = queries()
    other = agreed_plan(cast.peer, cast.manager)
    Goal.objects.filter(plan=other).update(key_result=built.result, capability=built.capability, lane="execution")
    assert queries() == few


def test_an_answer_to_the_standing_question_is_kept_shown_and_copied(built: Any, cast: Any, sign_in: Any) -> None:
    """STRAT-5: answerable, kept, and in the Markdown; nobody's name goes along."""
    browser = sign_in(cast.engineer)
    assert "Keep answer" in page(browser)
    prefix = f"kr-{built.result.pk}-"
    sent = {f"{prefix}capability": str(built.capability.pk), f"{prefix}note": "No range in week 3", "show": "mine", "op_id": str(uuid4())}
    answer = browser.post("/okrs/2026-q4/PAY-1/review-answer/", sent)
    assert (answer.status_code, answer["Location"]) == (303, "/okrs/2026-q4/-/review/?show=mine#PAY-1")
    assert "Forecasting: No range in week 3" in page(sign_in(cast.outsider))
    text = page(browser, markdown=True)
    assert "- Which capability, if any, held this result back? Forecasting: No range in week 3\n" in text
    assert "Keep answer" not in page(sign_in(cast.outsider))


def test_that_none_held_it_back_is_an_answer(built: Any, cast: Any, sign_in: Any) -> None:
    browser = sign_in(cast.manager)
    sent = {f"kr-{built.result.pk}-capability": "none", "op_id": str(uuid4())}
    assert browser.post("/okrs/2026-q4/PAY-1/review-answer/", sent)["Location"] == "/okrs/2026-q4/PAY-1/"
    assert "No capability did." in browser.get("/okrs/2026-q4/PAY-1/").content.decode()
    assert browser.post("/okrs/2026-q4/PAY-1/review-answer/", {"op_id": str(uuid4())}).status_code == 422
