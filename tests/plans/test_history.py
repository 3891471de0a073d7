"""A goal's timeline: whoever reads the goal reads what happened to it, each kind of record by its own rule."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import NOW, Cast
from tests.plans.conftest import OCTOBER, Pair

from cadenza.evidence import feedback
from cadenza.evidence.actions import EvidenceDraft, add_evidence
from cadenza.evidence.rules import EvidenceKind
from cadenza.people.models import Person
from cadenza.plans import actions, reviews
from cadenza.plans.goal_feedback import put_beside
from cadenza.plans.models import Action, Commitment, StatusChange
from cadenza.plans.rules import CommitmentState
from cadenza.plans.trade_offs import TradeOffDraft, record_trade_off
from cadenza.strategy.models import CheckIn
from cadenza.web.clock import pinned

pytestmark = pytest.mark.django_db

SignIn = Callable[[Person], Client]
HISTORY = "/people/sam-okafor/plans/2026-q4/goals/1/history/"
WHEN = OCTOBER + timedelta(days=30)
MOST_QUERIES = 24


@pytest.fixture
def lived(agreed: Pair) -> Pair:
    """A goal to which one thing of each kind happened."""
    goal = agreed.goal()
    CheckIn.objects.create(key_result=agreed.ground.key_result, by=agreed.manager, at=WHEN, note="planted-check-in")
    reviews.set_goal_status(goal.pk, "needs-reset", by=agreed.owner, at=WHEN, reason="planted-reason")
    done = Action.objects.get(goal=goal)
    actions.mark_action_done(done.pk, done_on=WHEN.date(), evidence="planted-doing", by=agreed.owner, at=WHEN)
    draft = EvidenceDraft(EvidenceKind.REVIEW_COMMENT, "planted-evidence", date(2026, 10, 20))
    piece = add_evidence(agreed.owner.pk, draft, by=agreed.owner, at=WHEN)
    actions.cite_evidence(goal.pk, piece.pk, by=agreed.owner, at=WHEN)
    promise = Commitment.objects.get(goal=goal)
    reviews.report_commitment(promise.pk, CommitmentState.MISSED, by=agreed.manager, at=WHEN, reason="planted-missed")
    traded = TradeOffDraft("planted-traded", "An outage", "It burned", date(2026, 12, 11), goal_number=1)
    record_trade_off(agreed.plan.pk, traded, by=agreed.owner, at=WHEN)
    return agreed


def read(sign_in: SignIn, person: Person, query: str = "") -> str:
    with pinned(NOW):
        return sign_in(person).get(HISTORY + query).content.decode()


def test_feedback_beside_the_goal_stands_in_it_for_whoever_may_see_it(lived: Pair, cast: Cast, sign_in: SignIn) -> None:
    """FB-1, TRUST D2: the receiver opens it first on its own page; the manager reads what was shared, a stand-in nothing."""
    for words, manager_too in (("planted-alone", False), ("planted-shared", True)):
        draft = feedback.FeedbackDraft(date(2026, 10, 21), words, "It held", lived.ground.forecasting.pk, manager_too=manager_too)
        given = feedback.give_feedback(lived.owner.pk, draft, by=cast.peer, at=WHEN)
        put_beside(given.ref, lived.goal().pk, by=lived.owner, at=WHEN)
        assert words not in read(sign_in, lived.owner)
        feedback.read_feedback(given.ref, by=lived.owner, at=WHEN)
        assert words in read(sign_in, lived.owner)
    page = read(sign_in, lived.manager)
    assert "planted-shared" in page
    assert "planted-alone" not in page
    assert "planted-shared" not in read(sign_in, cast.delegate)


def test_what_both_said_of_an_earlier_report_stays_on_the_goal_and_in_its_history(lived: Pair, sign_in: SignIn) -> None:
    """COM-2, DATA-1: the first report, the person's answer and the report that followed."""
    promise = Commitment.objects.get(goal=lived.goal())
    reviews.contest_commitment(promise.pk, by=lived.owner, at=WHEN, words="planted-contest")
    reviews.report_commitment(promise.pk, CommitmentState.DELIVERED, by=lived.manager, at=WHEN, reason="planted-note")
    client = sign_in(lived.manager)
    for path in (f"{HISTORY}?all=1", HISTORY.removesuffix("history/"), "/people/sam-okafor/plans/2026-q4/"):
        with pinned(NOW):
            page = client.get(path).content.decode()
        assert all(f"planted-{what}" in page for what in ("missed", "contest", "note")), path


@pytest.mark.parametrize("what", ["check-in", "reason", "doing", "evidence", "missed", "traded"])
def test_the_person_reads_everything_that_happened(lived: Pair, sign_in: SignIn, what: str) -> None:
    assert f"planted-{what}" in read(sign_in, lived.owner)


@pytest.mark.parametrize(("what", "seen"), [("reason", True), ("traded", True), ("evidence", False), ("missed", False)])
def test_whoever_stands_in_reads_the_plans_part_alone(lived: Pair, cast: Cast, sign_in: SignIn, what: str, seen: bool) -> None:
    """TRUST 1.6: no evidence, no commitments."""
    assert (f"planted-{what}" in read(sign_in, cast.delegate)) is seen


@pytest.mark.parametrize("who", ["upline", "hr_partner", "peer", "outsider"])
def test_to_others_there_is_no_history(lived: Pair, cast: Cast, sign_in: SignIn, who: str) -> None:
    with pinned(NOW):
        assert sign_in(getattr(cast, who)).get(HISTORY).status_code == 404


def test_a_long_history_comes_in_pages_and_whole_for_paper(lived: Pair, sign_in: SignIn) -> None:
    StatusChange.objects.bulk_create(
        StatusChange(goal=lived.goal(), status="on-track", reason=f"turn {number}.", by=lived.owner, at=WHEN + timedelta(hours=number))
        for number in range(60)
    )
    assert "turn 0." not in read(sign_in, lived.owner)
    assert "turn 0." in read(sign_in, lived.owner, "?page=2") + read(sign_in, lived.owner, "?page=3")
    assert "turn 0." in read(sign_in, lived.owner, "?all=1")


def test_a_history_costs_the_same_however_long(lived: Pair, sign_in: SignIn) -> None:
    client = sign_in(lived.owner)
    with pinned(NOW):
        client.get(HISTORY)
        with CaptureQueriesContext(connection) as seen:
            client.get(HISTORY)
    assert len(seen) <= MOST_QUERIES
