"""What each role waits for: from whom, since when, by when, one click away (DUE-1)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from tests.agreed import agreed_plan, quarter
from tests.cast import NOW, Cast

from cadenza.asks import actions as asks
from cadenza.asks.rules import AskKind
from cadenza.capability.models import Capability, Framework
from cadenza.evidence.models import GapAssessment
from cadenza.handover import actions as handovers
from cadenza.handover.models import Handover
from cadenza.home.desk import desk_of
from cadenza.home.dues import dues_of
from cadenza.home.rules import DueKind
from cadenza.home.shell import standing_of
from cadenza.home.waiting import Waiting, waiting_on_others
from cadenza.people.actions import begin_line, grant_role
from cadenza.people.models import Person
from cadenza.people.rules import GrantedRole
from cadenza.plans.actions import SuggestionDraft, suggest_goal
from cadenza.plans.models import Judgement, Plan, Version
from cadenza.plans.reviews import contest_commitment, report_commitment, set_goal_status
from cadenza.plans.rules import PlanState
from cadenza.plans.trade_offs import TradeOffDraft, acknowledge_trade_off, record_trade_off
from cadenza.web import clock

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
TODAY, WEEK = date(2026, 11, 24), date(2026, 11, 29)


@pytest.fixture
def plan(cast: Cast) -> Plan:
    return agreed_plan(cast.engineer, cast.manager)


def waits(person: Person, at: datetime = NOW) -> list[Waiting]:
    return waiting_on_others(desk_of(person, at=at, standing=standing_of(person, at)))


def only(person: Person, words: str, at: datetime = NOW) -> Waiting:
    found = [one for one in waits(person, at) if words in one.what]
    assert len(found) == 1, [one.what for one in waits(person, at)]
    return found[0]


HELP = (AskKind.SUPPORT, AskKind.EXPOSURE, AskKind.SUPPORT)


def asked_of(person: Person, at: datetime = NOW) -> list[date]:
    return [due.on for due in dues_of(desk_of(person, at=at, standing=standing_of(person, at))) if due.kind is DueKind.ASK]


def test_a_request_waits_for_its_answer_and_then_for_the_help(plan: Plan, cast: Cast) -> None:
    made = asks.ask(cast.mentor.pk, AskKind.EXPOSURE, what="Two hours beside you", by=cast.engineer, at=NOW)
    one = only(cast.engineer, "to answer your request")
    assert (one.who, one.since, one.by, one.href) == (cast.mentor.name, TODAY, WEEK, f"/asks/{made.ref}/")
    asks.accept(made.ref, by=cast.mentor, at=NOW + timedelta(days=2))
    one = only(cast.engineer, "to help as agreed", NOW + timedelta(days=2))
    assert (one.since, one.by) == (date(2026, 11, 26), None)


def test_whoever_helped_finds_a_request_that_is_over_for_four_weeks(cast: Cast, sign_in: Callable[[Person], Client]) -> None:
    """ACT-3, PIP-7: a day of it is written down or put right there; the asker has it where it came from. TRUST R12: whatever it was for."""
    held, ended, declined = (asks.ask(cast.mentor.pk, kind, what="An hour of it", by=cast.engineer, at=NOW) for kind in HELP)
    for one in (held, ended):
        asks.accept(one.ref, by=cast.mentor, at=NOW)
    asks.mark_held(held.ref, held_on=TODAY, by=cast.engineer, at=NOW)
    asks.withdraw(ended.ref, by=cast.engineer, at=NOW)
    asks.decline(declined.ref, by=cast.mentor, at=NOW)

    def found(person: Person, days: int) -> list[str]:
        at = NOW + timedelta(days=days)
        with clock.pinned(at):
            page = sign_in(person).get("/").content.decode()
        return [one.ref for one in (held, ended, declined) if f"/asks/{one.ref}/" in page]

    assert found(cast.mentor, 28) == [held.ref, ended.ref]
    assert found(cast.mentor, 29) == found(cast.engineer, 0) == []


def test_an_answer_is_due_in_days_and_the_help_when_it_is_wanted(plan: Plan, cast: Cast) -> None:
    """DUE-1, TRUST R12: alike for whoever asked and was asked, and for every kind of request."""
    wanted, then, every = date(2027, 1, 15), NOW + timedelta(days=2), list(AskKind)
    made = [asks.ask(cast.mentor.pk, kind, what="Two hours beside you", by=cast.engineer, at=NOW, due_date=wanted) for kind in every]
    assert [one.by for one in waits(cast.engineer) if "to answer" in one.what] == asked_of(cast.mentor) == [WEEK for _ in every]
    for one in made:
        asks.accept(one.ref, by=cast.mentor, at=then)
    assert [one.by for one in waits(cast.engineer, then) if "to help" in one.what] == asked_of(cast.mentor, then) == [wanted for _ in every]


def test_whoever_was_asked_waits_for_nothing(plan: Plan, cast: Cast) -> None:
    asks.ask(cast.mentor.pk, AskKind.EXPOSURE, what="Two hours beside you", by=cast.engineer, at=NOW)
    assert waits(cast.mentor) == []


@pytest.mark.parametrize("own", [True, False])
def test_a_plan_waits_for_whoever_has_not_agreed(plan: Plan, cast: Cast, own: bool) -> None:
    reader, other = (cast.engineer, cast.manager) if own else (cast.manager, cast.engineer)
    version = Version.objects.create(plan=plan, number=2, words={}, offered_by=reader, offered_at=NOW)
    version.agreements.create(person=reader, at=NOW)
    one = only(reader, "to agree the change")
    assert (one.who, one.since, one.by) == (other.name, TODAY, WEEK)
    assert not [one for one in waits(other) if "agree" in one.what]


def test_a_shared_draft_waits_for_the_manager(plan: Plan, cast: Cast) -> None:
    Plan.objects.filter(pk=plan.pk).update(state=PlanState.SHARED, agreed_version=None, shared_at=NOW)
    assert only(cast.engineer, "to read your draft").who == cast.manager.name


def test_the_manager_waits_for_a_draft_and_reads_no_date_of_it(cast: Cast) -> None:
    """TRUST E1: that a draft exists, at most."""
    Plan.objects.create(owner=cast.engineer, cycle=quarter(), state=PlanState.DRAFT, created_at=NOW)
    one = only(cast.manager, "to share a draft")
    assert (one.since, one.href) == (None, f"/people/{cast.engineer.handle}/")


def test_a_report_waits_for_the_person_s_word_and_a_contested_one_for_the_manager_s(plan: Plan, cast: Cast) -> None:
    """COM-2."""
    commitment = plan.commitments.get()
    report_commitment(commitment.pk, "delivered", by=cast.manager, at=NOW)
    one = only(cast.manager, "to confirm: Four sessions")
    assert (one.who, one.by, one.href) == (
        cast.engineer.name,
        WEEK,
        f"/people/{cast.engineer.handle}/one-to-ones/#commitment-{commitment.pk}",
    )
    contest_commitment(commitment.pk, by=cast.engineer, at=NOW, words="Two of four")
    assert not [one for one in waits(cast.manager) if "confirm" in one.what]
    assert only(cast.engineer, "to talk about: Four sessions").who == cast.manager.name


@pytest.mark.parametrize("own", [True, False])
def test_a_trade_off_waits_for_the_other_one_s_word(plan: Plan, cast: Cast, own: bool) -> None:
    """TIME-1."""
    reader, other = (cast.engineer, cast.manager) if own else (cast.manager, cast.engineer)
    draft = TradeOffDraft("Two hours a week", "The outage", "It burned", date(2026, 12, 1))
    made = record_trade_off(plan.pk, draft, by=reader, at=NOW)
    one = only(reader, "to acknowledge a trade-off: Two hours a week")
    assert (one.who, one.by) == (other.name, WEEK)
    acknowledge_trade_off(plan.pk, made.number, by=other, at=NOW)
    assert not [one for one in waits(reader) if "acknowledge" in one.what]


def test_the_person_waits_for_the_time_to_be_made_good(plan: Plan, cast: Cast) -> None:
    draft = TradeOffDraft("Two hours a week", "The outage", "It burned", date(2026, 12, 1))
    record_trade_off(plan.pk, draft, by=cast.manager, at=NOW)
    one = only(cast.engineer, "to make good: Two hours a week")
    assert (one.who, one.by) == (cast.manager.name, date(2026, 12, 1))
    assert not [one for one in waits(cast.manager) if "make good" in one.what]


def test_a_block_waits_for_whoever_clears_it(plan: Plan, cast: Cast) -> None:
    words = {"blocked_by": "No slot", "remover_id": cast.manager.pk, "remove_by": date(2026, 11, 20)}
    set_goal_status(plan.goals.get(number=2).pk, "blocked", by=cast.engineer, at=NOW - timedelta(days=6), **words)  # type: ignore[arg-type]  # as a form sends them
    one = only(cast.engineer, "to clear what blocks goal 2")
    assert (one.who, one.by, one.late) == (cast.manager.name, date(2026, 11, 20), True)
    assert waits(cast.engineer)[0] == one, "what is due first stands on top"


def test_a_block_that_went_out_as_a_request_is_named_once(plan: Plan, cast: Cast) -> None:
    words = {"blocked_by": "No slot", "remover_id": cast.mentor.pk, "remove_by": date(2026, 11, 27), "asked": "A slot on Friday"}
    set_goal_status(plan.goals.get(number=2).pk, "blocked", by=cast.engineer, at=NOW, **words)  # type: ignore[arg-type]  # as a form sends them
    assert [one.who for one in waits(cast.engineer)] == [cast.mentor.name]


def test_an_assessment_waits_for_the_other_one_s_view(plan: Plan, cast: Cast) -> None:
    framework = Framework.objects.create(name="Engineering", slug="engineering")
    capability = Capability.objects.create(framework=framework, name="Forecasting", slug="forecasting")
    row = {"capability": capability, "level_now": 2, "level_needed": 3, "proposed_by": cast.manager, "proposed_at": NOW}
    GapAssessment.objects.create(person=cast.engineer, manager_agreed_at=NOW, **row)
    one = only(cast.manager, "Forecasting")
    assert (one.who, one.by) == (cast.engineer.name, WEEK) and not waits(cast.engineer)


def test_a_reset_waits_for_the_other_view(plan: Plan, cast: Cast) -> None:
    """REV-6."""
    december = datetime(2026, 12, 20, 9, 0, tzinfo=UTC)
    Judgement.objects.create(goal=plan.goals.get(number=1), author=cast.manager, shared_at=december)
    one = only(cast.manager, "for the reset of the Q4 2026 plan", december)
    assert one.who == cast.engineer.name
    assert not [one for one in waits(cast.engineer, december) if "reset" in one.what]


def test_the_person_waits_for_the_next_manager_and_the_one_before_waits_no_more(plan: Plan, cast: Cast) -> None:
    """HAND-2; TRUST X1: whoever handed over reads nothing of it."""
    begin_line(cast.engineer, cast.new_manager, since=NOW, by=cast.hr_admin, at=NOW)
    handovers.settle_lines(NOW)
    handover = Handover.objects.get(person=cast.engineer)
    one = only(cast.engineer, "to take over from your manager before")
    assert (one.who, one.since, one.by, one.href) == (
        cast.new_manager.name,
        TODAY,
        date(2026, 12, 8),
        f"/handovers/{handover.ref}/",
    )
    assert not [one for one in waits(cast.manager) if "take over" in one.what]


@pytest.mark.parametrize("who", ["manager", "hr_partner"])
def test_a_suggested_goal_waits_for_its_answer(plan: Plan, cast: Cast, who: str) -> None:
    """PLAN-3."""
    suggest_goal(plan.pk, SuggestionDraft(outcome="Lead the ledger review", why="It needs one"), by=getattr(cast, who), at=NOW)
    one = only(getattr(cast, who), "to answer the goal you suggested")
    assert (one.who, one.since, one.by) == (cast.engineer.name, TODAY, WEEK)
    assert "Lead the ledger" not in one.what


def test_a_proposed_role_waits_for_a_second_person(cast: Cast) -> None:
    """TRUST X8."""
    grant_role(cast.outsider, GrantedRole.EXECUTIVE, by=cast.hr_admin, at=NOW)
    assert only(cast.hr_admin, "to confirm a role").who == "A second person"


def test_home_says_since_when_and_by_when(plan: Plan, cast: Cast, sign_in: SignIn) -> None:
    report_commitment(plan.commitments.get().pk, "delivered", by=cast.manager, at=NOW)
    page = sign_in(cast.manager).get("/").content.decode()
    card = page[page.index('id="waiting"') :]
    assert "Sam Okafor" in card and "Since 24 November 2026" in card and "by 29 November 2026" in card


def test_more_than_eight_fold_away(plan: Plan, cast: Cast, sign_in: SignIn) -> None:
    for number in range(9):
        asks.ask(cast.mentor.pk, AskKind.EXPOSURE, what=f"Request {number}", by=cast.engineer, at=NOW)
    card = sign_in(cast.engineer).get("/").content.decode()
    assert card.index("All that you wait for") > card.index('id="waiting"')
