"""Feedback by its doors: asking three people, answering on the request's page, reading, sharing (FB-1, TRUST D2, R12)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.agreed import agreed_plan
from tests.cast import NOW, Cast

from cadenza.asks.models import Ask
from cadenza.asks.rules import AskKind
from cadenza.capability.models import Capability, Framework, FrameworkVersion, Level
from cadenza.evidence.feedback import FeedbackDraft, give_feedback, read_feedback
from cadenza.evidence.models import Feedback
from cadenza.people.models import Person
from cadenza.plans.models import Goal
from cadenza.rhythm.models import Wanted
from cadenza.trail.models import Content

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
WORDS = {
    "happened_on": "2026-11-19",
    "seen": "You asked for the risks before the date",
    "effect": "We found two of them",
    "audience": "only",
}


def text_of(response: Any) -> str:
    return " ".join(unescape(response.content.decode()).split())


def sent(**words: Any) -> dict[str, Any]:
    return {"op_id": str(uuid4())} | words


@pytest.fixture
def forecasting(db: None) -> Capability:
    framework = Framework.objects.create(name="Engineering", slug="engineering")
    version = FrameworkVersion.objects.create(framework=framework, number=1, state="published")
    made = Capability.objects.create(framework=framework, name="Delivery forecasting", slug="delivery-forecasting")
    Level.objects.create(version=version, capability=made, number=2)
    return made


@pytest.fixture
def goal(cast: Cast) -> Goal:
    return agreed_plan(cast.engineer, cast.manager).goals.get(number=1)


@pytest.fixture
def asked(cast: Cast, goal: Goal, sign_in: SignIn) -> list[Ask]:
    question = sent(
        about=f"goal:{goal.pk}",
        what="How did the forecast in Tuesday’s planning land with you?",
        first="Lena Vogt",
        second="ruth@example.org",
        third=f"Jonas Lind ({cast.delegate.handle})",
        due_date="2026-12-01",
    )
    answer = sign_in(cast.engineer).post("/feedback/ask/", question)
    assert answer.status_code == 303, text_of(answer)
    return list(Ask.objects.order_by("pk"))


def given_by(giver: Person, cast: Cast, capability: Capability, *, manager_too: bool = False, seen: str = "Said no early") -> Feedback:
    draft = FeedbackDraft(date(2026, 11, 18), seen, "We re-planned in time", capability.pk, manager_too)
    return give_feedback(cast.engineer.pk, draft, by=giver, at=NOW)


class TestAsking:
    def test_three_people_are_asked_in_one_step(self, cast: Cast, goal: Goal, asked: list[Ask]) -> None:
        """FB-1."""
        assert [ask.helper for ask in asked] == [cast.peer, cast.mentor, cast.delegate]
        assert {(ask.kind, ask.due_date) for ask in asked} == {(AskKind.FEEDBACK, date(2026, 12, 1))}
        assert set(Wanted.objects.values_list("goal", "person")) == {(goal.pk, cast.engineer.pk)}

    def test_whoever_is_asked_reads_the_asker_s_words_and_no_goal(self, cast: Cast, goal: Goal, asked: list[Ask], sign_in: SignIn) -> None:
        """FB-1, TRUST R12."""
        page = text_of(sign_in(cast.peer).get(f"/asks/{asked[0].ref}/"))
        assert "How did the forecast in Tuesday’s planning land with you?" in page and "Sam Okafor" in page
        assert goal.outcome not in page and "goal" not in page.lower().replace("goal for it", "")

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"first": "Nobody Atall"}, "Nobody here, or more than one person, is called that."),
            ({"first": "Sam Okafor"}, "Ask somebody other than yourself."),
            ({"first": "", "second": "", "third": ""}, "Name at least one person who saw the work."),
            ({"what": " "}, "Say what you ask for."),
            ({"about": ""}, "Choose what it is about."),
            ({"due_date": "2026-11-01"}, "Enter a day from today on"),
            ({"second": "Lena Vogt"}, "This person is named twice."),
        ],
    )
    def test_a_refused_question_keeps_its_words(self, cast: Cast, goal: Goal, sign_in: SignIn, change: dict[str, str], words: str) -> None:
        question = {"about": f"goal:{goal.pk}", "what": "What stayed unclear on Tuesday?", "first": "Lena Vogt", "second": "", "third": ""}
        answer = sign_in(cast.engineer).post("/feedback/ask/", sent(**question | {"due_date": "2026-12-01"} | change))
        assert answer.status_code == 422
        page = text_of(answer)
        assert words in page and ("what" in change or "What stayed unclear on Tuesday?" in page)
        assert not Ask.objects.exists()

    def test_another_person_s_goal_is_none_of_the_choices(self, cast: Cast, sign_in: SignIn) -> None:
        theirs = agreed_plan(cast.peer, cast.manager).goals.get(number=1)
        question = sent(about=f"goal:{theirs.pk}", what="How was it?", first="Ruth Abara", due_date="2026-12-01")
        assert sign_in(cast.engineer).post("/feedback/ask/", question).status_code == 422
        assert not Ask.objects.exists()

    def test_it_can_be_withdrawn_and_then_takes_no_answer(self, cast: Cast, asked: list[Ask], sign_in: SignIn) -> None:
        sign_in(cast.engineer).post(f"/asks/{asked[0].ref}/", sent(answer="withdraw"))
        answer = sign_in(cast.peer).post(f"/asks/{asked[0].ref}/", sent(answer="give", **WORDS))
        assert answer.status_code == 404 and not Feedback.objects.exists()

    def test_the_asker_sees_who_has_still_to_answer(self, cast: Cast, goal: Goal, asked: list[Ask], sign_in: SignIn) -> None:
        page = text_of(sign_in(cast.engineer).get("/feedback/?show=asked"))
        assert all(name in page for name in ("Lena Vogt", "Ruth Abara", "Jonas Lind", "1 December 2026", goal.outcome[:40]))


class TestAnswering:
    def test_the_answer_reaches_the_asker_and_stands_beside_the_goal(
        self, cast: Cast, goal: Goal, asked: list[Ask], sign_in: SignIn
    ) -> None:
        """FB-1."""
        answer = sign_in(cast.peer).post(f"/asks/{asked[0].ref}/", sent(answer="give", **WORDS))
        assert answer.status_code == 303, text_of(answer)
        found = Feedback.objects.get()
        assert (found.person, found.giver, found.ask, found.shared_at) == (cast.engineer, cast.peer, asked[0], None)
        assert list(goal.feedback.all()) == [found]
        asked[0].refresh_from_db()
        assert (asked[0].state, asked[0].held_on) == ("held", NOW.date())
        mine = text_of(sign_in(cast.engineer).get("/people/sam-okafor/plans/2026-q4/goals/1/"))
        theirs = text_of(sign_in(cast.manager).get("/people/sam-okafor/plans/2026-q4/goals/1/"))
        assert "Lena" in mine and found.ref in mine
        assert found.ref not in theirs

    def test_a_refused_answer_keeps_its_words(self, cast: Cast, asked: list[Ask], sign_in: SignIn) -> None:
        answer = sign_in(cast.peer).post(f"/asks/{asked[0].ref}/", sent(answer="give", **WORDS | {"effect": ""}))
        assert answer.status_code == 422
        assert "Say what came of it" in text_of(answer) and WORDS["seen"] in text_of(answer)

    def test_the_giver_is_told_what_the_person_can_do_with_it(self, cast: Cast, asked: list[Ask], sign_in: SignIn) -> None:
        """TRUST R5."""
        assert "ask for everything that is recorded about them" in text_of(sign_in(cast.peer).get(f"/asks/{asked[0].ref}/"))

    def test_declining_needs_no_reason_and_takes_one(self, cast: Cast, asked: list[Ask], sign_in: SignIn) -> None:
        assert sign_in(cast.peer).post(f"/asks/{asked[0].ref}/", sent(answer="decline")).status_code == 303
        sign_in(cast.mentor).post(f"/asks/{asked[1].ref}/", sent(answer="decline", reply="I was away on Tuesday."))
        assert "I was away on Tuesday." in text_of(sign_in(cast.engineer).get(f"/asks/{asked[1].ref}/"))

    def test_nobody_else_answers(self, cast: Cast, asked: list[Ask], sign_in: SignIn) -> None:
        for person in (cast.manager, cast.engineer, cast.mentor):
            assert sign_in(person).post(f"/asks/{asked[0].ref}/", sent(answer="give", **WORDS)).status_code == 404


class TestReading:
    def test_its_words_wait_until_the_person_opens_them(self, cast: Cast, forecasting: Capability, sign_in: SignIn) -> None:
        """FB-1: the giver can edit until it is read; a look at the list is no reading."""
        found = given_by(cast.peer, cast, forecasting)
        me = sign_in(cast.engineer)
        for address in ("/feedback/", f"/feedback/{found.ref}/", "/people/sam-okafor/evidence/"):
            page = text_of(me.get(address))
            assert "Lena" in page and "Said no early" not in page
        assert Feedback.objects.get().read_at is None
        assert me.post(f"/feedback/{found.ref}/read/", sent()).status_code == 303
        assert "Said no early" in text_of(me.get(f"/feedback/{found.ref}/"))
        assert Feedback.objects.get().read_at == NOW

    def test_the_giver_changes_it_before_and_corrects_it_after(self, cast: Cast, forecasting: Capability, sign_in: SignIn) -> None:
        found = given_by(cast.peer, cast, forecasting)
        giver = sign_in(cast.peer)
        new = {"happened_on": "2026-11-17", "seen": "Said no on Tuesday", "effect": "We re-planned"}
        assert giver.post(f"/feedback/{found.ref}/change/", sent(**new)).status_code == 303
        read_feedback(found.ref, by=cast.engineer, at=NOW)
        late = giver.post(f"/feedback/{found.ref}/change/", sent(**new | {"seen": "Another thing"}))
        assert late.status_code == 422 and "It has been read since" in text_of(late) and "Another thing" in text_of(late)
        assert giver.post(f"/feedback/{found.ref}/correct/", sent(text=" ")).status_code == 422
        assert giver.post(f"/feedback/{found.ref}/correct/", sent(text="It was Wednesday")).status_code == 303
        read_feedback(found.ref, by=cast.engineer, at=NOW)
        page = text_of(sign_in(cast.engineer).get(f"/feedback/{found.ref}/"))
        assert "Said no on Tuesday" in page and "It was Wednesday" in page

    def test_before_it_is_shared_nothing_tells_the_manager(self, cast: Cast, forecasting: Capability, sign_in: SignIn) -> None:
        """TRUST D2, T09: no page differs from what it was without it."""

        def seen_by_manager() -> list[str]:
            client = sign_in(cast.manager)
            pages = ("/people/sam-okafor/", "/people/sam-okafor/evidence/", "/people/sam-okafor/feedback/", "/", "/teams/")
            return [strip(text_of(client.get(address))) for address in pages]

        before = seen_by_manager()
        found = given_by(cast.peer, cast, forecasting)
        read_feedback(found.ref, by=cast.engineer, at=NOW)
        assert seen_by_manager() == before
        assert sign_in(cast.manager).get(f"/feedback/{found.ref}/").status_code == 404

    def test_shared_it_is_the_manager_s_too_and_the_person_sees_whose(self, cast: Cast, forecasting: Capability, sign_in: SignIn) -> None:
        """FB-1: the person may share later, and sees to whom."""
        found = given_by(cast.peer, cast, forecasting)
        me = sign_in(cast.engineer)
        me.post(f"/feedback/{found.ref}/read/", sent())
        assert "Share with Priya" in text_of(me.get(f"/feedback/{found.ref}/"))
        assert me.post(f"/feedback/{found.ref}/share/", sent()).status_code == 303
        page = text_of(me.get(f"/feedback/{found.ref}/"))
        assert "You shared it with your manager on 24 November 2026. That is Priya Raman." in page
        manager = sign_in(cast.manager)
        assert "Said no early" in text_of(manager.get(f"/feedback/{found.ref}/"))
        assert found.ref in text_of(manager.get("/people/sam-okafor/feedback/"))

    def test_the_list_of_what_was_shared_is_on_record_and_what_one_gave_oneself_is_not(
        self, cast: Cast, forecasting: Capability, sign_in: SignIn
    ) -> None:
        """DATA-2: the page that names the words to the manager, as the page of one piece does; an empty one tells nothing."""

        def reads() -> list[tuple[str, int]]:
            sign_in(cast.manager).get(f"/people/{cast.engineer.handle}/feedback/")
            return list(Content.objects.filter(is_read=True, about_id=cast.engineer.pk).order_by("pk").values_list("kind", "by_id"))

        assert reads() == []
        given_by(cast.manager, cast, forecasting)
        assert reads() == []
        given_by(cast.peer, cast, forecasting, manager_too=True)
        sign_in(cast.engineer).get("/feedback/")
        assert reads() == [("evidence.feedback-opened", cast.manager.pk)]

    def test_the_person_puts_it_beside_a_goal_of_theirs_and_of_nobody_else(
        self, cast: Cast, goal: Goal, forecasting: Capability, sign_in: SignIn
    ) -> None:
        found = given_by(cast.peer, cast, forecasting)
        theirs = agreed_plan(cast.peer, cast.manager).goals.get(number=1)
        me = sign_in(cast.engineer)
        me.post(f"/feedback/{found.ref}/read/", sent())
        assert me.post(f"/feedback/{found.ref}/beside/", sent(goal=theirs.pk)).status_code == 404
        assert me.post(f"/feedback/{found.ref}/beside/", sent(goal=goal.pk)).status_code == 303
        assert list(goal.feedback.all()) == [found]
        assert goal.outcome in text_of(me.get(f"/feedback/{found.ref}/"))
        assert goal.outcome not in text_of(sign_in(cast.peer).get(f"/feedback/{found.ref}/"))


class TestGiving:
    def test_somebody_gives_it_unasked(self, cast: Cast, forecasting: Capability, sign_in: SignIn) -> None:
        """FB-1: given or asked for."""
        answer = sign_in(cast.outsider).post(
            "/feedback/give/", sent(to="Sam Okafor", capability=forecasting.pk, **WORDS | {"audience": "manager"})
        )
        assert answer.status_code == 303, text_of(answer)
        found = Feedback.objects.get()
        assert (found.giver, found.person, found.shared_by, found.capability) == (cast.outsider, cast.engineer, cast.outsider, forecasting)

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"to": "Nobody"}, "Choose a name from the list"),
            ({"to": "Owen Hughes"}, "Choose somebody other than yourself."),
            ({"capability": ""}, "Choose what it is about."),
            ({"seen": ""}, "Say what happened"),
            ({"happened_on": "2027-01-01"}, "feedback is about what was seen"),
            ({"audience": "everybody"}, "There is a problem"),
        ],
    )
    def test_a_refusal_keeps_the_words(
        self, cast: Cast, forecasting: Capability, sign_in: SignIn, change: dict[str, str], words: str
    ) -> None:
        body = {"to": "Sam Okafor", "capability": forecasting.pk, **WORDS} | change
        answer = sign_in(cast.outsider).post("/feedback/give/", sent(**body))
        assert answer.status_code == 422
        assert words in text_of(answer) and WORDS["effect"] in text_of(answer)
        assert not Feedback.objects.exists()

    def test_the_link_from_a_person_s_page_names_them(self, cast: Cast, sign_in: SignIn) -> None:
        assert 'value="Sam Okafor (sam-okafor)"' in text_of(sign_in(cast.peer).get("/feedback/give/?to=sam-okafor"))


class TestMany:
    def test_three_hundred_are_paged_and_ask_no_more_of_the_database(self, cast: Cast, forecasting: Capability, sign_in: SignIn) -> None:
        """One page of twenty, whatever lies behind it."""
        client = sign_in(cast.engineer)
        rows = [
            Feedback(
                ref=f"B-{number:08d}",
                person=cast.engineer,
                giver=(cast.peer, cast.mentor)[number % 2],
                capability=forecasting,
                happened_on=NOW.date(),
                seen=f"piece {number}",
                effect="noted",
                given_at=NOW - timedelta(minutes=number),
                read_at=NOW,
            )
            for number in range(300)
        ]

        def queries(address: str) -> int:
            with CaptureQueriesContext(connection) as found:
                assert client.get(address).status_code == 200
            return len(found)

        Feedback.objects.bulk_create(rows[:3])
        client.get("/feedback/")
        few = [queries(address) for address in ("/feedback/", "/people/sam-okafor/evidence/")]
        Feedback.objects.bulk_create(rows[3:])
        assert [queries(address) for address in ("/feedback/", "/people/sam-okafor/evidence/")] == few
        page = text_of(client.get("/feedback/?page=2"))
        assert "Page 2 of 15" in page and "piece 20" in page and "piece 19 " not in page


def strip(page: str) -> str:
    return re.sub(r'(name="(?:csrfmiddlewaretoken|op_id)"[^>]*value|X-CSRFToken": ")="?[^"]*"?', "", page)


def test_whoever_gives_or_shares_is_told_where_a_manager_may_copy_it(cast: Cast, forecasting: Capability, sign_in: SignIn) -> None:
    """TRUST 0.4: before it is given and before it is shared, not afterwards."""
    words = "copy into a formal improvement plan"
    draft = FeedbackDraft(date(2026, 11, 17), "Said no on Tuesday", "The release waited", forecasting.pk, manager_too=False)
    made = give_feedback(cast.engineer.pk, draft, by=cast.peer, at=NOW)
    read_feedback(made.ref, by=cast.engineer, at=NOW)
    assert words in text_of(sign_in(cast.peer).get("/feedback/give/"))
    assert words in text_of(sign_in(cast.engineer).get(f"/feedback/{made.ref}/"))
