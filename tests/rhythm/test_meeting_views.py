"""The page of a 1:1 by its doors: who gets it, what each side reads and writes, with and without HTMX."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.agreed import agreed_plan, review_of
from tests.cast import Cast

from cadenza.people.actions import begin_line
from cadenza.people.models import Person
from cadenza.plans.models import Commitment, Plan, Review
from cadenza.rhythm.actions import add_point
from cadenza.rhythm.models import AgendaPoint
from cadenza.trail.models import Content

pytestmark = pytest.mark.django_db
HERE = "/people/sam-okafor/one-to-ones/2026-11-24/"
HX = {"HTTP_HX_REQUEST": "true"}
SignIn = Callable[[Person], Client]


@pytest.fixture
def plan(cast: Cast) -> Plan:
    return agreed_plan(cast.engineer, cast.manager)


@pytest.fixture
def review(plan: Plan) -> Review:
    return review_of(plan)


def text_of(response: Any) -> str:
    return unescape(response.content.decode())


def fields_of(page: str, form_id: str = "review") -> dict[str, str]:
    """What a browser would send of a form if nothing were touched."""
    form = re.search(rf'<form[^>]*id="{form_id}".*?</form>', page, re.S)
    assert form is not None, "no such form on the page"
    found: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", form[0]):
        at = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if at.get("type") == "radio" and " checked" not in tag:
            continue
        if "name" in at:
            found[at["name"]] = unescape(at.get("value", ""))
    for name, words in re.findall(r'<textarea[^>]*name="([\w-]+)"[^>]*>(.*?)</textarea>', form[0], re.S):
        found[name] = unescape(words).strip()
    for name, options in re.findall(r'<select[^>]*name="([\w-]+)"[^>]*>(.*?)</select>', form[0], re.S):
        chosen = re.search(r'<option value="([^"]*)"[^>]*selected', options)
        found[name] = chosen[1] if chosen else ""
    return found


class TestReading:
    @pytest.mark.parametrize("role", ["engineer", "manager", "delegate"])
    def test_those_who_meet_open_the_page(self, cast: Cast, plan: Plan, sign_in: SignIn, role: str) -> None:
        assert sign_in(getattr(cast, role)).get(HERE).status_code == 200

    @pytest.mark.parametrize(
        "role",
        [
            "upline",
            "leader",
            "peer",
            "on_pip",
            "new_manager",
            "mentor",
            "outsider",
            "privacy_officer",
            "operator",
            "executive",
            "case_reviewer",
        ],
    )
    def test_to_everybody_else_it_does_not_exist(self, cast: Cast, plan: Plan, sign_in: SignIn, role: str) -> None:
        """TRUST E4."""
        assert sign_in(getattr(cast, role)).get(HERE).status_code == 404

    @pytest.mark.parametrize("role", ["hr_partner", "hr_admin"])
    def test_hr_reads_that_it_was_held_and_not_a_word(self, cast: Cast, plan: Plan, sign_in: SignIn, role: str) -> None:
        """HR-4, TRUST E4."""
        client = sign_in(getattr(cast, role))
        page = text_of(client.get("/people/sam-okafor/one-to-ones/2026-10-27/"))
        assert "27 October 2026" in page and "14% out" not in page and "Forecast" not in page

    @pytest.mark.parametrize("role", ["hr_partner", "hr_admin"])
    def test_hr_finds_no_page_on_a_day_without_a_review(self, cast: Cast, plan: Plan, sign_in: SignIn, role: str) -> None:
        assert sign_in(getattr(cast, role)).get("/people/sam-okafor/one-to-ones/2026-11-10/").status_code == 404

    def test_what_the_manager_owes_stands_before_the_goals(self, cast: Cast, plan: Plan, sign_in: SignIn) -> None:
        page = text_of(sign_in(cast.manager).get(HERE))
        assert page.index("Did I deliver my support?") < page.index("Four sessions with Ruth") < page.index('id="goals-head"')

    def test_the_last_state_of_each_goal_is_picked_already(self, cast: Cast, plan: Plan, sign_in: SignIn) -> None:
        sent = fields_of(text_of(sign_in(cast.manager).get(HERE)))
        assert (sent["goal-1-status"], sent["goal-2-status"]) == ("on-track", "on-track")

    def test_a_stand_in_sees_no_agenda_and_no_commitments(self, cast: Cast, plan: Plan, sign_in: SignIn, at: Any) -> None:
        """TRUST 1.6 lists reviews, not what the pair has between them."""
        add_point("sam-okafor", by=cast.engineer, at=at, text="On-call swap in December", day=date(2026, 11, 24))
        page = text_of(sign_in(cast.delegate).get(HERE))
        assert "On-call swap" not in page and "Four sessions" not in page

    def test_a_day_without_a_review_is_the_agenda_alone(self, cast: Cast, plan: Plan, sign_in: SignIn) -> None:
        page = text_of(sign_in(cast.manager).get("/people/sam-okafor/one-to-ones/2026-11-10/"))
        assert "No review on this day" in page and 'id="agenda"' in page

    def test_whoever_reads_it_beside_its_owner_is_on_record(self, cast: Cast, plan: Plan, sign_in: SignIn) -> None:
        """DATA-2: the page and its Markdown, by manager and stand-in; not the owner, nor HR, who are shown none of its words."""
        for role, path in (("manager", ""), ("delegate", ""), ("manager", "markdown/"), ("engineer", ""), ("hr_admin", "")):
            assert sign_in(getattr(cast, role)).get(f"{HERE}{path}").status_code == 200
        reads = Content.objects.filter(is_read=True, about_id=cast.engineer.pk).order_by("pk").values_list("kind", "by_id")
        assert list(reads) == [("plans.plan-read", one.pk) for one in (cast.manager, cast.delegate, cast.manager)]

    def test_an_agenda_alone_is_no_plan_to_read(self, cast: Cast, plan: Plan, sign_in: SignIn) -> None:
        """DATA-2: before any plan there is nothing of one on the page."""
        sign_in(cast.manager).get("/people/sam-okafor/one-to-ones/2026-03-10/")
        assert not Content.objects.filter(is_read=True).exists()

    def test_an_impossible_day_is_no_address(self, cast: Cast, plan: Plan, sign_in: SignIn) -> None:
        assert sign_in(cast.manager).get("/people/sam-okafor/one-to-ones/2026-11-31/").status_code == 404

    def test_the_next_1_1_is_the_earliest_review_that_was_not_held(self, cast: Cast, plan: Plan, sign_in: SignIn) -> None:
        assert sign_in(cast.engineer).get("/people/sam-okafor/one-to-ones/")["Location"] == HERE

    def test_a_page_asks_the_database_the_same_number_of_times_however_much_there_is(
        self, cast: Cast, plan: Plan, sign_in: SignIn, at: Any
    ) -> None:
        """Issue 2: constant, and under 20."""
        client = sign_in(cast.manager)
        client.get(HERE)
        with CaptureQueriesContext(
            connection,
        ) as few:
            client.get(HERE)
        for number in range(12):
            add_point("sam-okafor", by=cast.engineer, at=at, text=f"Point {number}", day=date(2026, 11, 24))
        with CaptureQueriesContext(connection) as many:
            client.get(HERE)
        assert len(few) == len(many) <= 20


class TestSaving:
    def test_one_field_saved_is_answered_with_saved_and_fresh_bases(self, cast: Cast, review: Review, sign_in: SignIn) -> None:
        client = sign_in(cast.engineer)
        sent = fields_of(text_of(client.get(HERE))) | {"done": "Second forecast was 9% out"}
        answer = client.post(HERE, sent, **HX)
        review.refresh_from_db()
        assert "Saved" in text_of(answer) and review.done == "Second forecast was 9% out"
        assert re.findall(r'name="(base-[\w-]+)"', text_of(answer)) == ["base-done"]

    def test_one_goal_s_words_saved_are_answered_with_its_own_fresh_base(self, cast: Cast, review: Review, sign_in: SignIn) -> None:
        client = sign_in(cast.engineer)
        sent = fields_of(text_of(client.get(HERE))) | {"goal-1-moved": "Both forecasts held"}
        assert re.findall(r'name="(base-[\w-]+)"', text_of(client.post(HERE, sent, **HX))) == ["base-goal-1-moved"]

    def test_words_about_a_goal_that_was_dropped_meanwhile_are_refused_and_others_saved(
        self, cast: Cast, review: Review, sign_in: SignIn, at: Any
    ) -> None:
        """DATA-1: a page that says saved has kept everything it sent."""
        client = sign_in(cast.engineer)
        sent = fields_of(text_of(client.get(HERE)))
        review.plan.goals.filter(number=2).update(dropped_at=at)
        assert client.post(HERE, sent | {"done": "Second forecast"}, **HX).status_code == 200
        refused = client.post(HERE, sent | {"goal-2-moved": "Shadowed both"}, **HX)
        assert refused.status_code == 422 and "Goal 2 was dropped meanwhile" in text_of(refused)

    def test_saving_asks_the_database_a_dozen_times_however_much_there_is(self, cast: Cast, review: Review, sign_in: SignIn) -> None:
        """Issue 4: an autosave stands behind every pause in typing."""
        client = sign_in(cast.engineer)
        sent = fields_of(text_of(client.get(HERE)))
        client.post(HERE, sent | {"learned": "Ask"}, **HX)
        with CaptureQueriesContext(connection) as few:
            client.post(HERE, sent | {"done": "Second forecast"}, **HX)
        for number in range(30):
            add_point("sam-okafor", by=cast.engineer, at=review.plan.created_at, text=f"Point {number}", day=date(2026, 11, 24))
            Commitment.objects.create(
                plan=review.plan,
                made_by=cast.manager,
                holder=cast.manager,
                what="An hour",
                due_date=date(2026, 12, 1),
                made_at=review.plan.created_at,
            )
        with CaptureQueriesContext(connection) as many:
            client.post(HERE, sent | {"worked": "Pairing"}, **HX)
        assert len(few) == len(many) <= 16, "\n".join(query["sql"][:160] for query in many.captured_queries)

    def test_two_saves_one_after_the_other_do_not_clash(self, cast: Cast, review: Review, sign_in: SignIn) -> None:
        client = sign_in(cast.engineer)
        sent = fields_of(text_of(client.get(HERE))) | {"goal-2-moved": "Shadowed one"}
        fresh = dict(re.findall(r'name="(base-[\w-]+)" id="[^"]*" value="([^"]*)"', text_of(client.post(HERE, sent, **HX))))
        assert client.post(HERE, sent | fresh | {"goal-2-moved": "Shadowed both"}, **HX).status_code == 200

    def test_without_a_script_saving_leads_back_to_the_page(self, cast: Cast, review: Review, sign_in: SignIn) -> None:
        client = sign_in(cast.engineer)
        answer = client.post(HERE, fields_of(text_of(client.get(HERE))) | {"learned": "Ask earlier"})
        assert (answer.status_code, answer["Location"]) == (303, HERE)

    def test_words_that_another_saved_meanwhile_are_shown_beside_mine(self, cast: Cast, review: Review, sign_in: SignIn) -> None:
        """N10."""
        mine, theirs = sign_in(cast.engineer), sign_in(cast.manager)
        mine_sent, theirs_sent = fields_of(text_of(mine.get(HERE))), fields_of(text_of(theirs.get(HERE)))
        theirs.post(HERE, theirs_sent | {"goal-1-moved": "Used in planning"}, **HX)
        answer = mine.post(HERE, mine_sent | {"goal-1-moved": "9% out"}, **HX)
        page = text_of(answer)
        assert answer.status_code == 409 and "Used in planning" in page and "9% out" in page and 'data-conflict="goal-1-moved"' in page

    def test_a_date_that_cannot_be_read_loses_no_words(self, cast: Cast, review: Review, sign_in: SignIn) -> None:
        client = sign_in(cast.engineer)
        sent = fields_of(text_of(client.get(HERE))) | {"focus": "Lead one review", "focus_by": "soon"}
        answer = client.post(HERE, sent)
        assert answer.status_code == 422 and "Lead one review" in text_of(answer)

    def test_a_preselected_day_is_not_saved_without_its_focus(self, cast: Cast, review: Review, sign_in: SignIn) -> None:
        client = sign_in(cast.engineer)
        client.post(HERE, fields_of(text_of(client.get(HERE))) | {"done": "Second forecast"}, **HX)
        review.refresh_from_db()
        assert review.focus_by is None

    def test_the_person_cannot_slip_in_a_reflection(self, cast: Cast, review: Review, sign_in: SignIn) -> None:
        """T12."""
        client = sign_in(cast.engineer)
        client.post(HERE, fields_of(text_of(client.get(HERE))) | {"observations": "Outstanding"}, **HX)
        review.refresh_from_db()
        assert review.observations == ""


class TestHolding:
    def hold(self, client: Client, **words: str) -> Any:
        return client.post(f"{HERE}held/", fields_of(text_of(client.get(HERE))) | words, **HX)

    def test_words_and_holding_go_in_one(self, cast: Cast, review: Review, sign_in: SignIn) -> None:
        answer = self.hold(sign_in(cast.manager), **{"goal-1-moved": "9% out"})
        review.refresh_from_db()
        assert answer.status_code == 200 and review.held_on == date(2026, 11, 24) and "marked as held" in text_of(answer)

    def test_nothing_said_is_refused_where_one_can_mend_it(self, cast: Cast, review: Review, sign_in: SignIn) -> None:
        """REV-3."""
        answer = self.hold(sign_in(cast.manager))
        assert answer.status_code == 422 and "There is a problem" in text_of(answer)

    def test_a_refused_review_keeps_every_word_on_the_page(self, cast: Cast, review: Review, sign_in: SignIn) -> None:
        words = {"goal-2-status": "blocked", "goal-2-in_the_way": "No slot", "goal-2-remove_by": "", "learned": "Ask earlier"}
        answer = self.hold(sign_in(cast.manager), **words)
        review.refresh_from_db()
        assert answer.status_code == 422 and "Ask earlier" in text_of(answer) and "No slot" in text_of(answer) and review.learned == ""

    def test_after_it_the_manager_is_led_to_the_next_report(self, cast: Cast, review: Review, sign_in: SignIn) -> None:
        """DESIGN 5: nobody goes home between reviews."""
        agreed_plan(cast.peer, cast.manager)
        page = text_of(self.hold(sign_in(cast.manager), done="Second forecast"))
        assert "Open 1:1 with Lena Vogt" in page and "/people/lena-vogt/one-to-ones/2026-11-24/" in page

    def test_sent_twice_it_is_held_once(self, cast: Cast, review: Review, sign_in: SignIn) -> None:
        """N09."""
        client = sign_in(cast.manager)
        sent = fields_of(text_of(client.get(HERE))) | {"need": "A sparring partner"}
        client.post(f"{HERE}held/", sent)
        again = client.post(f"{HERE}held/", sent)
        assert again.status_code == 303 and Commitment.objects.filter(review=review).count() == 1

    def test_a_held_review_is_read_with_who_wrote_what(self, cast: Cast, review: Review, sign_in: SignIn) -> None:
        self.hold(sign_in(cast.manager), done="Second forecast was 9% out")
        page = text_of(sign_in(cast.engineer).get(HERE))
        assert "Held on 24 November 2026" in page and "Second forecast was 9% out" in page and "Priya Raman wrote this" in page


def test_couldn_t_meet_leads_to_the_new_day_in_one_click(cast: Cast, review: Review, sign_in: SignIn) -> None:
    """REV-4."""
    answer = sign_in(cast.manager).post(f"{HERE}move/", {"op_id": str(uuid4())})
    assert answer["Location"] == "/people/sam-okafor/one-to-ones/2026-11-25/"


def test_the_old_day_says_where_the_review_went(cast: Cast, review: Review, sign_in: SignIn) -> None:
    client = sign_in(cast.manager)
    client.post(f"{HERE}move/", {"op_id": str(uuid4())})
    assert "moved to 25 November 2026" in text_of(client.get(HERE))


class TestAgenda:
    def test_either_side_adds_a_point(self, cast: Cast, plan: Plan, sign_in: SignIn) -> None:
        for role in (cast.engineer, cast.manager):
            sign_in(role).post(f"{HERE}agenda/", {"text": f"From {role.short_name}", "op_id": str(uuid4())}, **HX)
        assert AgendaPoint.objects.count() == 2

    def test_an_empty_point_is_refused_in_its_place(self, cast: Cast, plan: Plan, sign_in: SignIn) -> None:
        answer = sign_in(cast.engineer).post(f"{HERE}agenda/", {"text": "", "op_id": str(uuid4())}, **HX)
        assert answer.status_code == 422 and "Write what you want to talk about" in text_of(answer)

    def test_ticks_change_only_what_the_reader_changed(self, cast: Cast, plan: Plan, sign_in: SignIn, at: Any) -> None:
        """DATA-1: a page opened earlier puts nothing back."""
        day = date(2026, 11, 24)
        mine, theirs = (add_point("sam-okafor", by=cast.engineer, at=at, text=words, day=day) for words in ("Mine", "Theirs"))
        sign_in(cast.manager).post(f"{HERE}agenda/ticks/", {"open": [mine.pk, theirs.pk], "ticked": [theirs.pk]}, **HX)
        sign_in(cast.engineer).post(f"{HERE}agenda/ticks/", {"open": [mine.pk, theirs.pk], "ticked": [mine.pk]}, **HX)
        assert AgendaPoint.objects.filter(ticked_for=day).count() == 2

    def test_a_new_manager_begins_with_an_empty_agenda(self, cast: Cast, plan: Plan, sign_in: SignIn, at: Any) -> None:
        """HAND-1."""
        add_point("sam-okafor", by=cast.engineer, at=at, text="On-call swap in December", day=date(2026, 11, 24))
        begin_line(cast.engineer, cast.new_manager, since=at, by=None, at=at)
        assert "On-call swap" not in text_of(sign_in(cast.new_manager).get(HERE))

    @pytest.mark.parametrize("role", ["delegate", "upline", "hr_partner", "hr_admin", "peer"])
    def test_nobody_else_adds_a_point(self, cast: Cast, plan: Plan, sign_in: SignIn, role: str) -> None:
        answer = sign_in(getattr(cast, role)).post(f"{HERE}agenda/", {"text": "Hello", "op_id": str(uuid4())})
        assert answer.status_code == 404

    def test_a_prompt_is_one_tap_away(self, cast: Cast, plan: Plan, sign_in: SignIn) -> None:
        """REV-2."""
        client = sign_in(cast.manager)
        prompt = re.findall(r'name="text" value="([^"]+)"', client.get(HERE).content.decode())[0]
        client.post(f"{HERE}agenda/", {"text": unescape(prompt), "op_id": str(uuid4())}, **HX)
        assert AgendaPoint.objects.get().text == unescape(prompt)


class TestCommitments:
    def report(self, client: Client, plan: Plan, **words: str) -> Any:
        promise = plan.commitments.get()
        sent = {f"c{promise.pk}-{name}": value for name, value in words.items()}
        return client.post(f"{HERE}commitments/{promise.pk}/report/", sent | {"op_id": str(uuid4())}, **HX)

    def test_delivered_is_one_click(self, cast: Cast, plan: Plan, sign_in: SignIn) -> None:
        self.report(sign_in(cast.manager), plan, state="delivered")
        assert plan.commitments.get().state == "delivered"

    def test_missed_asks_for_the_reason_beside_it(self, cast: Cast, plan: Plan, sign_in: SignIn) -> None:
        answer = self.report(sign_in(cast.manager), plan, state="missed")
        assert answer.status_code == 422 and "Give the reason in a sentence" in text_of(answer)

    def test_a_delivery_takes_a_note_and_the_first_contest_stays_beside_it(self, cast: Cast, plan: Plan, sign_in: SignIn) -> None:
        """COM-2: "partly" is a note; DATA-1: what each side said of the report before is on the page."""
        manager = sign_in(cast.manager)
        assert "A note beside it" in text_of(self.report(manager, plan, state="delivered"))
        self.report(manager, plan, state="delivered", reason="Partly: three of four")
        promise = plan.commitments.get()
        words = {f"c{promise.pk}-words": "Two of four", "op_id": str(uuid4())}
        sign_in(cast.engineer).post(f"{HERE}commitments/{promise.pk}/answer/", words, **HX)
        self.report(manager, plan, state="delivered", reason="All four, the last one on Friday")
        page = text_of(manager.get(HERE))
        assert all(said in page for said in ("Partly: three of four", "Two of four", "All four, the last one on Friday"))

    def test_the_person_confirms_in_one_click(self, cast: Cast, plan: Plan, sign_in: SignIn) -> None:
        self.report(sign_in(cast.manager), plan, state="delivered")
        promise = plan.commitments.get()
        sign_in(cast.engineer).post(f"{HERE}commitments/{promise.pk}/answer/", {"confirm": "yes", "op_id": str(uuid4())}, **HX)
        promise.refresh_from_db()
        assert promise.confirmed_at is not None
