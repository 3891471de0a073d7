"""The plan pages by their doors: who gets what, what is shown, what a click does, how many queries it costs."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import Cast
from tests.plans.conftest import OCTOBER, Ground, Pair, commit

from cadenza.capability.models import Capability
from cadenza.evidence import actions as evidence
from cadenza.evidence.rules import EvidenceKind
from cadenza.people.models import Person
from cadenza.plans import actions
from cadenza.plans.actions import ActionDraft, SuggestionDraft
from cadenza.plans.forms import GoalForm, Options
from cadenza.plans.models import Action, Commitment, Goal, Perspective, Plan, SelfView, Suggestion, WaitingChange
from cadenza.plans.queries import rows_of
from cadenza.plans.rules import ActionKind, PlanState, SelfViewField
from cadenza.trail.models import Content
from cadenza.web.revisions import Edit, base_of

pytestmark = pytest.mark.django_db

SignIn = Callable[[Person], Client]
PLAN = "/people/sam-okafor/plans/2026-q4/"
EDIT = f"{PLAN}edit/"
HTMX = {"HTTP_HX_REQUEST": "true"}
MOST_QUERIES = 20
ITS_ENTRY = 5
"""Statements by which the opening of private words enters its reader's own chain (TRUST 1.9)."""


def post(client: Client, url: str, *, htmx: bool = False, **fields: str) -> HttpResponse:
    """A form as the page sends it, with its own op_id."""
    data = {"op_id": str(uuid4()), **fields}
    return client.post(url, data, **(HTMX if htmx else {}))  # type: ignore[arg-type, return-value]  # headers as keywords


def text(response: HttpResponse) -> str:
    return response.content.decode()


def sent_form(page: str) -> dict[str, str]:
    """Every field of the editing form as a browser would send it back untouched."""
    form = page[page.index('id="editor-form"') :]
    found: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        ticked = "checked" in tag or not re.search(r'type="(?:radio|checkbox)"', tag)
        if name and ticked:
            found[name[1]] = value[1] if value else ""
    found |= dict(re.findall(r'<textarea name="([^"]*)"[^>]*>\n?(.*?)</textarea>', form, re.S))
    for name, inside in re.findall(r'<select name="([^"]*)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'value="([^"]*)" selected', inside)
        found[name] = chosen[1] if chosen else ""
    return found


def saved_words(pair: Pair) -> Goal:
    return rows_of(pair.fresh(), opened_for_owner=True).goals[0]


def test_saving_empties_nothing_that_is_offered_no_more() -> None:
    """DATA-1: a level of a longer ladder, none at all, and a capability that no framework holds any more stay chosen."""
    goal = Goal(capability=Capability(pk=71, name="Splicing <rope>"), level_now=0, level_aimed=9)
    kept = {"capability": "71", "level_now": "0", "level_aimed": "9"}
    form = GoalForm(None, initial=kept, options=Options(capabilities=[("Craft", [(3, "Testing")])], top_level=4), goal=goal)
    for name, value in kept.items():
        assert re.findall(r'value="(\d*)" selected', str(form[name])) == [value]
    assert "Splicing &lt;rope&gt;" in str(form["capability"])
    assert "selected" not in str(GoalForm(None, initial={"level_now": ""}, options=Options())["level_now"])


class TestReading:
    """TRUST E1, E2, T05: the page is what the reader may have."""

    @pytest.mark.parametrize(
        ("role", "status"),
        [
            ("engineer", 200),
            ("manager", 404),
            ("delegate", 404),
            ("upline", 404),
            ("hr_partner", 404),
            ("hr_admin", 404),
            ("peer", 404),
            ("outsider", 404),
            ("executive", 404),
            ("operator", 404),
            ("mentor", 404),
        ],
    )
    def test_a_draft_exists_for_its_owner_alone(self, draft: Pair, cast: Cast, sign_in: SignIn, role: str, status: int) -> None:
        for url in (PLAN, f"{PLAN}goals/1/"):
            assert sign_in(getattr(cast, role)).get(url).status_code == status

    @pytest.mark.parametrize(
        ("role", "words"),
        [
            ("engineer", True),
            ("manager", True),
            ("delegate", True),
            ("upline", False),
            ("leader", False),
            ("hr_partner", False),
            ("hr_admin", False),
        ],
    )
    def test_a_shared_plan_has_words_for_some_and_dates_for_others(
        self, agreed: Pair, cast: Cast, sign_in: SignIn, role: str, words: bool
    ) -> None:
        answer = sign_in(getattr(cast, role)).get(PLAN)
        assert answer.status_code == 200
        for written in (
            "I can forecast a change",
            "The refunds migration",
            "Hand over the refunds forecast",
            "Delivery forecasting",
            "PAY-3",
        ):
            shown = words and not (role == "delegate" and written.startswith("Hand over"))
            assert (written in text(answer)) is shown, written

    @pytest.mark.parametrize("role", ["peer", "outsider", "executive", "operator", "mentor", "privacy_officer", "new_manager"])
    def test_to_everybody_else_the_plan_does_not_exist(self, agreed: Pair, cast: Cast, sign_in: SignIn, role: str) -> None:
        client = sign_in(getattr(cast, role))
        for url in (PLAN, EDIT, f"{PLAN}goals/1/", f"{PLAN}goals/1/drop/"):
            assert client.get(url).status_code == 404

    def test_only_the_owner_opens_the_editing_page(self, agreed: Pair, cast: Cast, sign_in: SignIn) -> None:
        """PLAN-3."""
        statuses = {role: sign_in(person).get(EDIT).status_code for role, person in cast.everybody().items() if role != "leaver"}
        assert {role for role, status in statuses.items() if status == 200} == {"engineer"}

    def test_reading_somebodys_plan_is_written_down_and_reading_ones_own_is_not(self, agreed: Pair, cast: Cast, sign_in: SignIn) -> None:
        """DATA-2."""
        for person in (agreed.owner, agreed.manager, cast.upline):
            sign_in(person).get(PLAN)
        assert list(Content.objects.filter(kind="plans.plan-read").values_list("by_id", flat=True)) == [agreed.manager.pk]

    def test_what_the_person_keeps_to_themself_is_not_on_the_managers_page(self, shared: Pair, sign_in: SignIn) -> None:
        """PLAN-1: before it is shared, and beside it afterwards."""
        page = text(sign_in(shared.owner).get(EDIT))
        answer = post(sign_in(shared.owner), EDIT, **{**sent_form(page), "difficulties-text": "Giving dates frightens me"})
        assert answer.status_code == 303
        assert "Giving dates" in text(sign_in(shared.owner).get(PLAN))
        assert "Giving dates" not in text(sign_in(shared.manager).get(PLAN))
        post(sign_in(shared.owner), f"{PLAN}current-state/difficulties/share/")
        assert "Giving dates" in text(sign_in(shared.manager).get(PLAN))

    def test_without_a_plan_there_is_one_thing_to_do(self, cast: Cast, ground: Ground, sign_in: SignIn) -> None:
        client = sign_in(cast.peer)
        assert "Begin my plan" in text(client.get("/me/plan/"))
        assert post(client, "/me/plan/begin/").headers["Location"] == "/people/lena-vogt/plans/2026-q4/edit/"

    def test_my_plan_leads_to_the_current_one(self, draft: Pair, sign_in: SignIn) -> None:
        assert sign_in(draft.owner).get("/me/plan/").headers["Location"] == PLAN

    def test_begun_twice_it_is_one_plan(self, cast: Cast, ground: Ground, sign_in: SignIn) -> None:
        """N09."""
        client, op_id = sign_in(cast.peer), str(uuid4())
        places = {client.post("/me/plan/begin/", {"op_id": op_id}).headers["Location"] for _ in range(2)}
        assert (len(places), Plan.objects.count()) == (1, 1)

    def test_planted_words_of_a_draft_are_on_nobody_elses_page(self, draft: Pair, cast: Cast, sign_in: SignIn) -> None:
        """E2, T03: pages, fragments, lists and search."""
        client = sign_in(draft.owner)
        client.post(
            EDIT, {**sent_form(text(client.get(EDIT))), "goal-1-outcome": "zq-planted-7", "direction_picture": "zq-planted-8"}, **HTMX
        )
        pages = ["/", "/people/sam-okafor/", PLAN, EDIT, "/okrs/2026-q4/", "/okrs/2026-q4/PAY-3/", "/overview/", "/teams/payments/"]
        pages += ["/search/?q=zq-planted", "/people/sam-okafor/evidence/", "/people/sam-okafor/one-to-ones/2026-11-24/"]
        for role, person in cast.everybody().items():
            if role not in {"engineer", "leaver"}:
                reader = sign_in(person)
                for url in pages:
                    assert "zq-planted-" not in text(reader.get(url, follow=True)), (role, url)

    def test_a_closed_plan_is_read_and_not_edited(self, agreed: Pair, sign_in: SignIn) -> None:
        Plan.objects.update(state=PlanState.CLOSED)
        assert sign_in(agreed.owner).get(PLAN).status_code == 200
        assert sign_in(agreed.owner).get(EDIT).headers["Location"] == PLAN


class TestWriting:
    """One page, saved while it is written, and by a button where there is no script."""

    def test_an_untouched_page_saves_nothing(self, draft: Pair, sign_in: SignIn) -> None:
        client = sign_in(draft.owner)
        before = Goal.objects.values().get()
        client.post(EDIT, sent_form(text(client.get(EDIT))), **HTMX)
        assert Goal.objects.values().get() == before

    def test_a_field_is_saved_and_the_page_says_so(self, draft: Pair, sign_in: SignIn) -> None:
        client = sign_in(draft.owner)
        answer = client.post(EDIT, {**sent_form(text(client.get(EDIT))), "goal-1-outcome": "I can plan"}, **HTMX)
        assert "Saved" in text(answer)
        assert 'name="base-goal-1-outcome"' in text(answer)
        assert saved_words(draft).outcome == "I can plan"

    def test_the_answer_refreshes_the_five_questions(self, draft: Pair, sign_in: SignIn) -> None:
        """PLAN-5 SHOW."""
        client = sign_in(draft.owner)
        answer = client.post(EDIT, {**sent_form(text(client.get(EDIT))), "goal-1-review_how": ""}, **HTMX)
        assert '<div id="five-1" hx-swap-oob="true">' in text(answer)
        assert "#id_goal-1-review_how" in text(answer)

    def test_two_tabs_writing_one_field_keep_both_texts(self, draft: Pair, sign_in: SignIn) -> None:
        """N10."""
        client = sign_in(draft.owner)
        page = sent_form(text(client.get(EDIT)))
        client.post(EDIT, {**page, "goal-1-outcome": "First tab"}, **HTMX)
        answer = client.post(EDIT, {**page, "goal-1-outcome": "Second tab"}, **HTMX)
        assert answer.status_code == 409
        assert "First tab" in text(answer) and "Second tab" in text(answer)
        assert 'data-conflict="goal-1-outcome"' in text(answer)

    def test_without_a_script_a_refused_save_keeps_every_word(self, draft: Pair, sign_in: SignIn) -> None:
        client = sign_in(draft.owner)
        page = sent_form(text(client.get(EDIT)))
        answer = client.post(EDIT, {**page, "goal-1-outcome": "I can plan", "goal-1-review_how": "x" * 501})
        assert answer.status_code == 422
        assert "There is a problem" in text(answer) and 'href="#id_goal-1-review_how"' in text(answer)
        assert "I can plan" in text(answer)

    def test_a_half_typed_name_is_not_held_against_the_writer(self, draft: Pair, sign_in: SignIn) -> None:
        client = sign_in(draft.owner)
        answer = client.post(EDIT, {**sent_form(text(client.get(EDIT))), "goal-1-supporter": "Ruth Ab"}, **HTMX)
        assert answer.status_code == 200
        assert "Nobody here is called" in text(answer)
        assert saved_words(draft).supporter_id == draft.manager.pk

    @pytest.mark.parametrize("typed", ["Ruth Abara", "ruth@example.org", "Ruth Abara (ruth-abara)"])
    def test_a_person_is_found_by_name_address_or_short_name(self, draft: Pair, cast: Cast, sign_in: SignIn, typed: str) -> None:
        client = sign_in(draft.owner)
        client.post(EDIT, {**sent_form(text(client.get(EDIT))), "goal-1-supporter": typed}, **HTMX)
        assert saved_words(draft).supporter_id == cast.mentor.pk

    def test_a_goal_begins_from_a_gap_in_one_click(self, draft: Pair, sign_in: SignIn) -> None:
        """DESIGN 5: key result, capability and levels are there."""
        seen = evidence.EvidenceDraft(EvidenceKind.REWORK, "Two estimates were redone", date(2026, 9, 1))
        piece = evidence.add_evidence(draft.owner.pk, seen, by=draft.owner, at=OCTOBER)
        gap = evidence.GapDraft(draft.ground.forecasting.pk, 1, 3, [piece.pk])
        made = evidence.assess_gap(draft.owner.pk, gap, by=draft.owner, at=OCTOBER)
        client = sign_in(draft.owner)
        post(client, f"{EDIT}goals/", **{**sent_form(text(client.get(EDIT))), "start": f"gap:{made.pk}"})
        goal = draft.goal(2)
        assert (goal.key_result, goal.capability, goal.level_now, goal.level_aimed) == (
            draft.ground.key_result,
            draft.ground.forecasting,
            1,
            3,
        )
        assert goal.actions.count() == 1

    def test_a_button_keeps_what_was_typed_first(self, draft: Pair, sign_in: SignIn) -> None:
        client = sign_in(draft.owner)
        page = sent_form(text(client.get(EDIT)))
        answer = post(client, f"{EDIT}goals/1/actions/", htmx=True, **{**page, "goal-1-outcome": "I can plan", "kind": "education"})
        assert 'id="editor"' in text(answer)
        assert saved_words(draft).outcome == "I can plan"
        assert Action.objects.get(goal__plan=draft.plan, number=2).kind == ActionKind.EDUCATION

    def test_somebody_elses_gap_begins_nothing(self, draft: Pair, cast: Cast, sign_in: SignIn) -> None:
        assert post(sign_in(draft.owner), f"{EDIT}goals/", start="gap:999").status_code == 404
        assert Goal.objects.count() == 1

    def test_a_fourth_goal_is_refused_beside_its_button(self, draft: Pair, sign_in: SignIn) -> None:
        """PLAN-2."""
        for _ in range(2):
            actions.add_goal(draft.plan.pk, draft.ground.goal(), by=draft.owner, at=OCTOBER)
        answer = post(sign_in(draft.owner), f"{EDIT}goals/", start="")
        assert answer.status_code == 422
        assert "at most 3 goals" in text(answer)

    def test_what_is_missing_is_listed_with_a_link_to_each_field(self, draft: Pair, sign_in: SignIn) -> None:
        actions.share_plan(draft.plan.pk, by=draft.owner, at=OCTOBER)
        client = sign_in(draft.owner)
        page = {**sent_form(text(client.get(EDIT))), "goal-1-live_work": "", "goal-1-level_aimed": ""}
        answer = post(client, f"{EDIT}offer/", **page)
        assert answer.status_code == 422
        assert 'href="#id_goal-1-live_work"' in text(answer) and 'href="#id_goal-1-level_aimed"' in text(answer)

    def test_sharing_takes_one_click_and_only_the_halves_that_are_ticked(self, draft: Pair, sign_in: SignIn) -> None:
        client = sign_in(draft.owner)
        page = {**sent_form(text(client.get(EDIT))), "strengths-text": "Debugging", "difficulties-text": "Dates", "share-strengths": "1"}
        post(client, f"{EDIT}share/", htmx=True, **page)
        assert draft.fresh().state == PlanState.SHARED
        assert set(SelfView.objects.exclude(shared_at=None).values_list("field", flat=True)) == {SelfViewField.STRENGTHS}

    def test_an_agreed_goal_shows_the_change_that_waits(self, agreed: Pair, sign_in: SignIn) -> None:
        """PLAN-9: the difference is read before agreeing again."""
        client = sign_in(agreed.owner)
        client.post(EDIT, {**sent_form(text(client.get(EDIT))), "goal-1-success_measure": "Three forecasts"}, **HTMX)
        page = text(sign_in(agreed.manager).get(PLAN))
        assert "Two forecasts within 15% of what happened" in page and "Three forecasts" in page
        assert "A change waits" in page
        post(client, f"{EDIT}goals/1/take-back/")
        assert not WaitingChange.objects.exists()

    def test_fields_that_no_form_carries_change_nothing(self, agreed: Pair, sign_in: SignIn) -> None:
        """T12."""
        client = sign_in(agreed.owner)
        extra = {"state": "closed", "goal-1-status": "completed", "goal-1-agreed_in": "", "owner": str(agreed.manager.pk), "shared_at": ""}
        client.post(EDIT, {**sent_form(text(client.get(EDIT))), **extra}, **HTMX)
        assert (agreed.fresh().state, agreed.goal().status, agreed.fresh().owner) == (PlanState.ACTIVE, "on-track", agreed.owner)


class TestAgreeing:
    """PLAN-3 and COM-1 by the door."""

    def test_the_manager_commits_offers_and_the_person_agrees(self, shared: Pair, sign_in: SignIn) -> None:
        boss, me = sign_in(shared.manager), sign_in(shared.owner)
        fields = {"goal-1-commitment-what": "Hand over the forecast", "goal-1-commitment-due_date": "2026-12-12"}
        answer = post(boss, f"{PLAN}commitments/1/", htmx=True, **fields)
        assert "Hand over the forecast" in text(answer)
        assert 'id="plan"' in text(post(boss, f"{PLAN}offer/", htmx=True))
        assert "Agree version 1" in text(me.get(PLAN))
        assert post(me, f"{PLAN}agree/1/").headers["Location"] == PLAN
        assert shared.fresh().state == PlanState.ACTIVE

    def test_an_empty_commitment_is_refused_in_its_place(self, shared: Pair, sign_in: SignIn) -> None:
        answer = post(sign_in(shared.manager), f"{PLAN}commitments/1/", htmx=True, **{"goal-1-commitment-what": "More time"})
        assert answer.status_code == 422
        assert 'id="commitment-1"' in text(answer) and "More time" in text(answer)
        assert not Commitment.objects.exists()

    def test_a_commitment_in_the_past_says_what_to_enter(self, shared: Pair, sign_in: SignIn) -> None:
        fields = {"goal-1-commitment-what": "Hand over", "goal-1-commitment-due_date": "2026-11-01"}
        answer = post(sign_in(shared.manager), f"{PLAN}commitments/1/", **fields)
        assert answer.status_code == 422
        assert "from today on" in text(answer)

    def test_a_plan_that_cannot_be_offered_says_why_where_the_button_is(self, shared: Pair, sign_in: SignIn) -> None:
        answer = post(sign_in(shared.manager), f"{PLAN}offer/", htmx=True)
        assert answer.status_code == 422
        assert 'href="#id_goal-1-commitment-what"' in text(answer)
        assert shared.fresh().state == PlanState.SHARED

    def test_while_something_is_missing_the_page_leads_to_it_and_offers_nothing(self, shared: Pair, sign_in: SignIn) -> None:
        """PLAN-3."""
        mine, theirs = text(sign_in(shared.owner).get(PLAN)), text(sign_in(shared.manager).get(PLAN))
        assert "Answer what is missing" in mine and "Answer what is missing" not in theirs
        assert "Offer this plan" not in mine + theirs

    def test_a_commitment_is_taken_back_before_it_is_agreed(self, promised: Pair, sign_in: SignIn) -> None:
        made = Commitment.objects.get()
        post(sign_in(promised.manager), f"{PLAN}commitments/{made.pk}/take-back/")
        made.refresh_from_db()
        assert made.state == "renegotiated"

    def test_the_manager_writes_beside_the_persons_words_while_typing(self, shared: Pair, sign_in: SignIn) -> None:
        client = sign_in(shared.manager)
        first = client.post(f"{PLAN}perspective/strengths/", {"strengths-text": "Sizing", "base-strengths-text": ""}, **HTMX)
        assert "#first-base-strengths" in text(first)
        row = Perspective.objects.get()
        again = {"strengths-text": "Sizing too", "base-strengths-text": base_of(row, "text")}
        assert client.post(f"{PLAN}perspective/strengths/", again, **HTMX).status_code == 200
        assert client.post(f"{PLAN}perspective/nothing/", again, **HTMX).status_code == 404
        row.refresh_from_db()
        assert row.text == "Sizing too"

    @pytest.mark.parametrize(
        "door", ["offer/", "agree/1/", "commitments/1/", "commitments/1/take-back/", "perspective/strengths/", "suggestions/new/"]
    )
    @pytest.mark.parametrize("role", ["upline", "delegate", "peer", "hr_admin", "executive", "new_manager", "outsider"])
    def test_nobody_else_reaches_these_doors(self, offered: Pair, cast: Cast, sign_in: SignIn, role: str, door: str) -> None:
        assert post(sign_in(getattr(cast, role)), f"{PLAN}{door}").status_code == 404

    @pytest.mark.parametrize(
        "door",
        [
            "edit/",
            "edit/goals/",
            "edit/goals/1/drop/",
            "edit/goals/1/take-back/",
            "edit/goals/1/actions/",
            "edit/goals/1/actions/1/remove/",
            "edit/share/",
            "edit/offer/",
            "goals/1/drop/",
            "goals/1/evidence/",
            "goals/1/actions/1/done/",
            "goals/1/actions/1/ask/",
            "current-state/strengths/share/",
            "suggestions/1/accept/",
            "suggestions/1/decline/",
        ],
    )
    def test_the_persons_own_doors_are_closed_to_their_manager(self, agreed: Pair, sign_in: SignIn, door: str) -> None:
        """PLAN-3."""
        assert post(sign_in(agreed.manager), f"{PLAN}{door}").status_code == 404


class TestSuggestions:
    """PLAN-3."""

    def test_a_manager_suggests_to_a_draft_that_they_cannot_read(self, draft: Pair, sign_in: SignIn) -> None:
        client = sign_in(draft.manager)
        fields = {"outcome": "Can lead a review", "why": "Two reviews need a lead", "lane": "execution"}
        assert "I can forecast" not in text(client.get(f"{PLAN}suggestions/new/"))
        assert post(client, f"{PLAN}suggestions/new/", **fields).status_code == 200
        assert Suggestion.objects.get().by == draft.manager

    def test_a_suggestion_without_a_reason_is_refused(self, shared: Pair, sign_in: SignIn) -> None:
        answer = post(sign_in(shared.manager), f"{PLAN}suggestions/new/", outcome="Can lead", lane="execution")
        assert answer.status_code == 422
        assert not Suggestion.objects.exists()

    def test_the_person_makes_it_theirs_or_says_no(self, shared: Pair, sign_in: SignIn) -> None:
        made = [
            actions.suggest_goal(shared.plan.pk, SuggestionDraft("Can lead", "Needed"), by=shared.manager, at=OCTOBER) for _ in range(2)
        ]
        client = sign_in(shared.owner)
        assert "suggests a goal" in text(client.get(PLAN))
        post(client, f"{PLAN}suggestions/{made[0].pk}/accept/", **{f"suggestion-{made[0].pk}-outcome": "I can lead"})
        post(client, f"{PLAN}suggestions/{made[1].pk}/decline/")
        assert "You said no to the suggested goal. Nothing follows from it." in text(client.get(PLAN))
        assert shared.goal(2).outcome == "I can lead"
        assert list(Suggestion.objects.order_by("pk").values_list("state", flat=True)) == ["accepted", "declined"]


class TestGoal:
    """ACT-3 by the door."""

    def test_an_action_is_marked_done(self, agreed: Pair, sign_in: SignIn) -> None:
        client = sign_in(agreed.owner)
        post(client, f"{PLAN}goals/1/actions/1/done/", **{"action-1-done_on": "2026-11-20", "action-1-doing_evidence": "Memo 12"})
        assert Action.objects.get().done_on == date(2026, 11, 20)
        assert "Memo 12" in text(client.get(f"{PLAN}goals/1/"))

    def test_a_goal_says_how_it_stands_once_it_is_agreed(self, agreed: Pair, sign_in: SignIn) -> None:
        """ACT-3: before that no state can have stayed the same."""
        client, since, once = sign_in(agreed.owner), "has not changed since it was agreed", "How it stands is said once it is agreed."
        assert [said in text(client.get(f"{PLAN}goals/1/")) for said in (since, once)] == [True, False]
        Goal.objects.filter(plan=agreed.plan).update(agreed_in=None)
        assert [said in text(client.get(f"{PLAN}goals/1/")) for said in (since, once)] == [False, True]

    def test_what_shows_it_must_be_said(self, agreed: Pair, sign_in: SignIn) -> None:
        answer = post(sign_in(agreed.owner), f"{PLAN}goals/1/actions/1/done/", **{"action-1-done_on": "2026-12-20"})
        assert answer.status_code == 422
        assert Action.objects.get().done_on is None

    def test_an_agreed_goal_is_dropped_with_what_was_learned(self, agreed: Pair, sign_in: SignIn) -> None:
        client = sign_in(agreed.owner)
        assert post(client, f"{PLAN}goals/1/drop/", learned="").status_code == 422
        post(client, f"{PLAN}goals/1/drop/", learned="The migration was stopped")
        assert "The migration was stopped" in text(client.get(PLAN))
        assert client.get(f"{PLAN}goals/1/").status_code == 200

    def test_a_number_that_never_was_is_nowhere(self, agreed: Pair, sign_in: SignIn) -> None:
        client = sign_in(agreed.owner)
        assert client.get(f"{PLAN}goals/9/").status_code == 404
        assert post(client, f"{PLAN}goals/9/drop/").status_code == 404
        assert post(client, f"{PLAN}goals/1/actions/9/done/").status_code == 404

    def test_the_named_person_is_asked_from_the_page(self, shared: Pair, cast: Cast, sign_in: SignIn) -> None:
        draft = ActionDraft(ActionKind.EXPOSURE, what="May I sit in?", partner_id=cast.mentor.pk)
        made = actions.add_action(shared.goal().pk, draft, by=shared.owner, at=OCTOBER)
        post(sign_in(shared.owner), f"{PLAN}goals/1/actions/{made.number}/ask/")
        made.refresh_from_db()
        assert made.ask is not None and made.ask.helper == cast.mentor

    def test_evidence_is_put_beside_the_goal(self, agreed: Pair, sign_in: SignIn) -> None:
        seen = evidence.EvidenceDraft(EvidenceKind.MEMO, "Forecast memo, second version", date(2026, 11, 2))
        piece = evidence.add_evidence(agreed.owner.pk, seen, by=agreed.owner, at=OCTOBER.replace(month=11, day=3))
        client = sign_in(agreed.owner)
        post(client, f"{PLAN}goals/1/evidence/", evidence=str(piece.pk))
        assert "Forecast memo" in text(sign_in(agreed.manager).get(PLAN))
        assert post(client, f"{PLAN}goals/1/evidence/", evidence="x").status_code == 404


class TestCost:
    """A constant number of queries, and at most twenty, however much is in a plan."""

    def fill(self, pair: Pair, helper: Person) -> None:
        for number in (2, 3):
            actions.add_goal(pair.plan.pk, pair.ground.goal(), by=pair.owner, at=OCTOBER)
            commit(pair, goal_number=number)
        for goal in Goal.objects.filter(plan=pair.plan):
            for _ in range(4):
                draft = ActionDraft(ActionKind.EXPOSURE, what="May I sit in?", partner_id=helper.pk, due_date=date(2026, 11, 1))
                actions.add_action(goal.pk, draft, by=pair.owner, at=OCTOBER)
                commit(pair, goal_number=goal.number)
            seen = evidence.EvidenceDraft(EvidenceKind.MEMO, "Memo", date(2026, 10, 1))
            piece = evidence.add_evidence(pair.owner.pk, seen, by=pair.owner, at=OCTOBER)
            actions.cite_evidence(goal.pk, piece.pk, by=pair.owner, at=OCTOBER)
        actions.suggest_goal(pair.plan.pk, SuggestionDraft("Can lead", "Needed"), by=pair.manager, at=OCTOBER)
        for field in SelfViewField:
            actions.write_perspective(pair.plan.pk, field, edit_of("Seen"), by=pair.manager, at=OCTOBER)

    @pytest.mark.parametrize("path", ["", "edit/", "goals/1/", "suggestions/new/"])
    @pytest.mark.parametrize("role", ["engineer", "manager", "upline"])
    def test_pages_cost_the_same_with_one_goal_and_with_three(
        self, agreed: Pair, cast: Cast, sign_in: SignIn, role: str, path: str
    ) -> None:
        client = sign_in(getattr(cast, role))
        if client.get(PLAN + path).status_code == 404:
            pytest.skip("not this reader's page")
        small = self.queries(client, PLAN + path)
        self.fill(agreed, cast.mentor)
        large = self.queries(client, PLAN + path)
        parts = 2 if path == "" else 0  # suggestions and views beside are asked for only where there are any
        assert large <= small + parts
        assert large <= MOST_QUERIES

    def test_a_sealed_draft_costs_the_same_with_one_goal_and_with_three(self, draft: Pair, sign_in: SignIn) -> None:
        client = sign_in(draft.owner)
        client.get(EDIT)
        small = self.queries(client, EDIT)
        for _ in range(2):
            actions.add_goal(draft.plan.pk, draft.ground.goal(), by=draft.owner, at=OCTOBER)
        assert self.queries(client, EDIT) <= small <= MOST_QUERIES + ITS_ENTRY

    def queries(self, client: Client, url: str) -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(url).status_code == 200
        return len([one for one in found if not one["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))])


def edit_of(words: str) -> Edit:
    return Edit(words, "")
