"""Every step of a plan has its page, and the page's form does what it says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from tests.formal import CIRCUMSTANCES, FOUND, REQUESTS, SPRINTS, TERMS, Way

from cadenza.asks import actions as asks
from cadenza.asks.models import Ask
from cadenza.improvement import queries
from cadenza.improvement.gate_rules import Condition
from cadenza.improvement.plan_rules import PARTS, Point, Standard
from cadenza.improvement.rules import State
from cadenza.improvement.steps import STEPS
from cadenza.people.models import Person
from cadenza.web import clock

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]


class Hands:
    """The doors of one plan, pressed by whoever it is at the plan's own time."""

    def __init__(self, way: Way, sign_in: SignIn) -> None:
        self.way, self.sign_in = way, sign_in

    def take(self, who: Person, step: str, query: str = "", status: int = 303, /, **data: object) -> None:
        """Open the step's page, then send its form."""
        address = f"/formal/{self.way.ref}/steps/{step}/{query}"
        with clock.pinned(self.way.at):
            browser = self.sign_in(who)
            with clock.pinned(self.way.at):
                if status == 303:
                    assert browser.get(address).status_code == 200, step
                sent = browser.post(address, {**data, "op_id": str(uuid4())})
        assert sent.status_code == status, (step, sent.status_code, sent.content.decode()[-3000:] if sent.status_code == 422 else "")


def words(standard: Standard, seen: int = 0) -> dict[str, object]:
    return {name: getattr(standard, name) for name in PARTS} | {"seen": seen}


def test_a_plan_is_led_through_its_pages(way: Way, sign_in: SignIn) -> None:
    """PIP-1 to PIP-16 by the doors alone."""
    cast, hands = way.cast, Hands(way, sign_in)
    with clock.pinned(way.at):
        browser = sign_in(cast.manager)
        with clock.pinned(way.at):
            assert browser.get("/formal/new/").content.count(b'value="" selected') == 2  # nobody stands there whom nobody chose
            nobody = browser.post("/formal/new/", {"person": "", "hr_partner": "", "op_id": str(uuid4())})
            assert nobody.status_code == 422 and nobody.content.count(b'class="error"') == 2
            sent = browser.post("/formal/new/", {"person": cast.on_pip.pk, "hr_partner": cast.hr_partner.pk, "op_id": str(uuid4())})
    assert sent.status_code == 303
    way.ref = sent.headers["Location"].split("/")[2]
    for fact in way.facts:
        hands.take(cast.manager, "cite", "?condition=persistent", record=f"evidence:{fact.pk}")
    hands.take(cast.manager, "cite", "?condition=explicit", record=f"agreed-points:{way.slips[1].ref}")
    for one in way.slips:
        hands.take(cast.manager, "cite", "?condition=earlier", record=f"agreed-points:{one.ref}", support_given="Two pairings in July.")
    asked = "Pairing on test design (29 September, 6 October, 13 October 2026)"
    days = {"manner": "dated", "first": "2026-09-29", "last": "2026-10-13", "every": 7}
    wanted = {"what": "Pairing on test design", "provider": cast.mentor.email, **days}
    hands.take(cast.manager, "support", "", 422, **wanted)  # TRUST R12: what the provider will read is shown first
    assert not Ask.objects.exists()
    hands.take(cast.manager, "support", **wanted, asked=asked)
    assert Ask.objects.get().what == asked
    asks.accept(Ask.objects.latest("pk").ref, by=cast.mentor, at=way.at)
    for who in (cast.manager, cast.hr_partner):
        hands.take(who, "confirm", held=[one.value for one in Condition], words="Read the records.", few_reason="A new team.")
        hands.take(who, "consider", **CIRCUMSTANCES)
    assert way.state is State.GATE_PASSED
    hands.take(cast.manager, "terms", **TERMS, weeks=8, seen=0)
    hands.take(cast.manager, "criterion", **words(REQUESTS))
    hands.take(cast.hr_partner, "criterion", **words(SPRINTS))
    for who in (cast.manager, cast.hr_partner):
        hands.take(who, "sign")
    way.later(days=1)
    said = {"held_on": "2026-09-02", "said": [point.value for point in Point], "present": "Marek, Priya, Nadia", "companion": "Lena"}
    letter = {"meeting": "opening", "on": "2026-09-02", "served_on": "2026-08-31", "method": "letter", "companion_told": "on"}
    hands.take(cast.hr_partner, "invite", **letter)
    hands.take(cast.manager, "serve", **said)
    for number in (1, 2):
        hands.take(cast.on_pip, "input", f"?number={number}", fair="yes", words="Fair if holidays count.")
        hands.take(cast.manager, "answer-input", f"?number={number}", words="They do.")
    hands.take(cast.on_pip, "surprise", surprised="yes", words="I had not seen it coming.")
    hands.take(cast.hr_partner, "surprise-cause", cause="seriousness-unsaid", words="Spoke with the manager.")
    hands.take(cast.hr_partner, "settle")
    hands.take(cast.on_pip, "receive")
    hands.take(cast.on_pip, "statement", words="I would like to begin with the ledger.")
    hands.take(cast.hr_partner, "begin")
    assert way.state is State.ACTIVE
    way.later(days=45)
    for day in way.story.supports[1].days:
        hands.take(cast.manager, "log-support", f"?number=1&day={day}", given="delivered")
    hands.take(cast.on_pip, "answer-support", "?number=1&day=2026-10-06", answer="contested", words="It was cut short.")
    hands.take(cast.hr_partner, "decide-support", "?number=1&day=2026-10-06", upheld="yes", reason="Both calendars show it.")
    seen = way.story.criteria[1].sequence
    easier = Standard(
        "Every pull request states context and testing notes.",
        "At least 8 of 10 requests",
        "two reviewers",
        "the requests",
        "over the plan",
    )
    hands.take(cast.manager, "ease", "?number=1", **words(easier, seen), reason="Clearer.")
    hands.take(cast.manager, "propose-change", **words(SPRINTS), reason="The team agreed on it.")
    change = next(iter(way.story.changes))
    hands.take(cast.hr_partner, "agree-change", f"?number={change}")
    assert set(way.story.criteria) == {1, 2}
    hands.take(cast.on_pip, "agree-change", f"?number={queries.page_for(cast.on_pip, 'read', way.ref, at=way.at).place_of(change)}")
    assert set(way.story.criteria) == {1, 2, 3}
    hands.take(cast.hr_partner, "pause", reason="Two weeks of leave.")
    way.later(days=3)
    hands.take(cast.hr_partner, "resume")
    hands.take(cast.hr_partner, "adjustment", what="A quiet desk", on=way.at.date().isoformat())
    hands.take(cast.hr_partner, "extend", weeks=2, reason="The desk came late.")
    hands.take(cast.manager, "assess", reason="Another role was found.")
    findings = {f"finding-{number}": FOUND for number in way.story.criteria}
    hands.take(cast.manager, "propose-outcome", outcome="role-change", reason="Agreed with the person.", **findings)
    place = queries.page_for(cast.on_pip, "read", way.ref, at=way.at).draft_place
    hands.take(cast.on_pip, "reply-outcome", f"?number={place}", words="The new role has no description.")
    hands.take(cast.hr_partner, "disagree", words="The reasons name no day.")
    way.later(days=8)
    hands.take(cast.hr_admin, "decider", who=cast.outsider_manager.email)
    hands.take(cast.outsider_manager, "decide", outcome="role-change", reason="Agreed on 3 November.", **findings)
    hands.take(cast.on_pip, "appeal", words="The new role was not described.")
    hands.take(cast.hr_admin, "appeal-manager", who=cast.appeal_manager.email)
    hands.take(cast.appeal_manager, "decide-appeal", result="upheld", reason="The description is attached.")
    assert way.state is State.ENDED


def test_every_step_is_in_the_table_of_moves() -> None:
    """PIP-8: no page without a row."""
    acts = {step.act for step in STEPS.values()}
    assert len(STEPS) >= len(acts)
    assert all(step.title and step.button for step in STEPS.values())


def test_an_illegal_jump_is_409_and_leaves_no_trace(way: Way, sign_in: SignIn) -> None:
    """TRUST T13."""
    way.to(State.DRAFT)
    hands, before = Hands(way, sign_in), way.case.length
    for who, step in (
        (way.cast.manager, "serve"),
        (way.cast.hr_partner, "begin"),
        (way.cast.hr_partner, "agree-outcome"),
        (way.cast.manager, "assess"),
    ):
        hands.take(who, step, "?number=1", 409)
    assert (way.state, way.case.length) == (State.DRAFT, before)


def test_words_that_were_refused_stay_on_the_page(way: Way, sign_in: SignIn) -> None:
    """DESIGN 6."""
    way.to(State.GATE_PASSED)
    with clock.pinned(way.at):
        sent = sign_in(way.cast.manager).post(
            f"/formal/{way.ref}/steps/criterion/", {"statement": "Improve communication", "op_id": str(uuid4())}
        )
    assert sent.status_code == 422
    assert b"Improve communication" in sent.content


def test_a_checkpoint_is_shared_from_its_page(way: Way, sign_in: SignIn) -> None:
    """PIP-10."""
    way.to(State.ACTIVE).later(days=14)
    data = {"held_on": way.at.date().isoformat(), "working": "Requests say why.", "remains": "Timeouts.", "ahead": "Two changes."}
    for number in (1, 2):
        data |= {f"verdict-{number}": "improving", f"evidence-{number}": FOUND}
    with clock.pinned(way.at):
        browser = sign_in(way.cast.manager)
        with clock.pinned(way.at):
            address = f"/formal/{way.ref}/checkpoints/1/"
            assert browser.get(address).status_code == 200
            assert browser.post(address, {**data, "evidence-1": "Better.", "op_id": str(uuid4())}).status_code == 422
            assert browser.post(address, {**data, "op_id": str(uuid4())}).status_code == 303
            assert browser.get(address).status_code == 200
            reader = sign_in(way.cast.on_pip)
            assert FOUND.encode() in reader.get(address).content
    assert timedelta(0) < way.at - way.case.opened_at


def test_odd_numbers_are_answered_and_not_stumbled_over(way: Way, sign_in: SignIn) -> None:
    """PIP-7, TRUST T15: a rhythm beyond the calendar is refused on its page; a number of five thousand digits names nothing."""
    way.to(State.GATE_PASSED)
    hands = Hands(way, sign_in)
    odd = {"what": "Pairing", "provider": way.cast.mentor.email, "manner": "dated", "first": "2026-09-29", "last": "9999-12-31"}
    hands.take(way.cast.manager, "support", "", 422, **odd, every=9_999_999)
    hands.take(way.cast.manager, "support", "", 422, **odd, every=1)
    hands.take(way.cast.manager, "drop-criterion", f"?number={'9' * 5000}", 404)
