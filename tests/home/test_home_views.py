"""The first page of every role, a person's page, search and help, by their doors."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.agreed import agreed_plan, quarter
from tests.cast import Cast

from cadenza.asks.actions import ask
from cadenza.asks.rules import AskKind
from cadenza.capability.models import Capability, Framework, PersonRole, RoleProfile
from cadenza.home import help_page
from cadenza.home.help_words import DEEDS
from cadenza.people.actions import PersonDraft, add_person
from cadenza.people.models import Person
from cadenza.plans.models import Plan
from cadenza.plans.reviews import contest_commitment, report_commitment, set_goal_status
from cadenza.plans.rules import Lane, PlanState
from cadenza.strategy.models import CapabilityRequirement, KeyResult, Objective
from cadenza.trail.models import Content

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]


def text_of(response: Any) -> str:
    return unescape(response.content.decode())


def owed(page: str) -> str:
    """The part of the page that lists dues."""
    return page[page.index('class="card dues"') : page.index("</section>", page.index('class="card dues"'))]


@pytest.fixture
def plan(cast: Cast) -> Plan:
    return agreed_plan(cast.engineer, cast.manager)


class TestWhatIOwe:
    """DUE-1."""

    @pytest.mark.parametrize(
        "role",
        [
            "leader",
            "upline",
            "manager",
            "engineer",
            "peer",
            "new_manager",
            "delegate",
            "mentor",
            "outsider",
            "hr_partner",
            "hr_admin",
            "privacy_officer",
            "operator",
            "executive",
            "appeal_manager",
            "case_reviewer",
        ],
    )
    def test_every_role_has_the_one_list(self, cast: Cast, plan: Plan, sign_in: SignIn, role: str) -> None:
        answer = sign_in(getattr(cast, role)).get("/")
        assert answer.status_code == 200 and "What you owe" in text_of(answer)

    def test_the_manager_owes_the_review_of_today_and_the_late_commitment(self, cast: Cast, plan: Plan, sign_in: SignIn) -> None:
        list_ = owed(text_of(sign_in(cast.manager).get("/")))
        assert list_.index("4 days late") < list_.index("Four sessions with Ruth") < list_.index("Hold the November review with Sam Okafor")

    def test_one_click_leads_to_the_review(self, cast: Cast, plan: Plan, sign_in: SignIn) -> None:
        assert 'href="/people/sam-okafor/one-to-ones/2026-11-24/"' in owed(text_of(sign_in(cast.manager).get("/")))

    def test_the_person_owes_their_own_side_of_it(self, cast: Cast, plan: Plan, sign_in: SignIn) -> None:
        assert "Hold your November review" in owed(text_of(sign_in(cast.engineer).get("/")))

    def test_a_stand_in_owes_the_review_too(self, cast: Cast, plan: Plan, sign_in: SignIn) -> None:
        page = owed(text_of(sign_in(cast.delegate).get("/")))
        assert "November review with Sam Okafor" in page and "Four sessions" not in page

    def test_two_reviews_owed_at_once_are_told_apart_by_their_month(self, cast: Cast, plan: Plan, sign_in: SignIn) -> None:
        """REV-1: the one that was planned for October, late, and that of November."""
        first = plan.reviews.order_by("planned_on").first()
        assert first is not None and first.planned_on.month == 10
        plan.reviews.filter(pk=first.pk).update(held_on=None, held_at=None)
        page = owed(text_of(sign_in(cast.manager).get("/")))
        assert "Hold the October review with Sam Okafor" in page and "Hold the November review with Sam Okafor" in page

    def test_a_case_reviewer_finds_the_access_cases(self, cast: Cast, plan: Plan, sign_in: SignIn) -> None:
        assert 'href="/access-cases/"' in text_of(sign_in(cast.case_reviewer).get("/"))
        assert 'href="/access-cases/"' not in text_of(sign_in(cast.outsider).get("/"))

    def test_a_paused_review_is_not_due(self, cast: Cast, plan: Plan, sign_in: SignIn) -> None:
        """PIP-19: and nothing says why."""
        Plan.objects.filter(pk=plan.pk).update(paused_until=date(2026, 12, 1))
        assert "review with Sam Okafor" not in owed(text_of(sign_in(cast.manager).get("/")))

    def test_a_report_waits_for_the_person_s_answer(self, cast: Cast, plan: Plan, sign_in: SignIn, at: Any) -> None:
        report_commitment(plan.commitments.get().pk, "delivered", by=cast.manager, at=at)
        assert "Confirm what Priya Raman reports" in owed(text_of(sign_in(cast.engineer).get("/")))

    def test_a_contested_report_comes_back_to_the_manager(self, cast: Cast, plan: Plan, sign_in: SignIn, at: Any) -> None:
        """COM-2: both views stand; somebody has to talk."""
        report_commitment(plan.commitments.get().pk, "delivered", by=cast.manager, at=at)
        contest_commitment(plan.commitments.get().pk, by=cast.engineer, at=at, words="Two of the four took place")
        assert "Talk with Sam Okafor about: Four sessions with Ruth" in owed(text_of(sign_in(cast.manager).get("/")))

    def test_an_offered_plan_waits_for_whoever_has_not_agreed(self, cast: Cast, plan: Plan, sign_in: SignIn) -> None:
        plan.agreed_version.agreements.filter(person=cast.manager).delete()  # type: ignore[union-attr]  # an agreed plan has one
        Plan.objects.filter(pk=plan.pk).update(state=PlanState.OFFERED, agreed_version=None)
        assert "Agree Sam Okafor’s plan" in owed(text_of(sign_in(cast.manager).get("/")))

    def test_a_draft_is_its_owner_s_due_and_nobody_else_s(self, cast: Cast, sign_in: SignIn, at: Any) -> None:
        Plan.objects.create(owner=cast.engineer, cycle=quarter(), state=PlanState.DRAFT, created_at=at)
        assert "Finish and share your plan" in owed(text_of(sign_in(cast.engineer).get("/")))
        assert "Sam" not in owed(text_of(sign_in(cast.manager).get("/")))

    def test_without_a_plan_the_due_is_to_begin_one(self, cast: Cast, plan: Plan, sign_in: SignIn) -> None:
        assert "Begin your plan for this quarter" in owed(text_of(sign_in(cast.peer).get("/")))

    def test_whoever_is_asked_reads_the_asker_s_words_alone(self, cast: Cast, plan: Plan, sign_in: SignIn, at: Any) -> None:
        """TRUST R12."""
        ask(cast.mentor.pk, AskKind.EXPOSURE, what="Two hours beside you in a design review", by=cast.engineer, at=at)
        page = owed(text_of(sign_in(cast.mentor).get("/")))
        assert "Two hours beside you" in page and "Forecast a change" not in page

    def test_a_manager_named_to_clear_a_block_reads_what_it_is(self, cast: Cast, plan: Plan, sign_in: SignIn, at: Any) -> None:
        self.block(plan, cast.engineer, cast.manager, at)
        assert "Clear what is in the way: No slot in the calendar" in owed(text_of(sign_in(cast.manager).get("/")))

    def test_somebody_else_named_to_clear_a_block_learns_only_what_they_are_asked(
        self, cast: Cast, plan: Plan, sign_in: SignIn, at: Any
    ) -> None:
        """TRUST E1: no goal's words beyond the two."""
        self.block(plan, cast.engineer, cast.mentor, at)
        page = text_of(sign_in(cast.mentor).get("/"))
        assert "Answer Sam Okafor’s request" in page and "No slot" not in page and "Goal 2" not in page

    def block(self, plan: Plan, by: Person, remover: Person, at: Any) -> None:
        goal = plan.goals.get(number=2)
        words = {"blocked_by": "No slot in the calendar", "remover_id": remover.pk, "remove_by": date(2026, 11, 27)}
        set_goal_status(goal.pk, "blocked", by=by, at=at, **words)

    def test_hr_is_told_how_many_have_no_plan(self, cast: Cast, plan: Plan, sign_in: SignIn) -> None:
        assert "people have no plan" in owed(text_of(sign_in(cast.hr_admin).get("/")))

    def test_an_operator_reads_the_health_of_the_system_and_no_person(self, cast: Cast, plan: Plan, sign_in: SignIn) -> None:
        page = text_of(sign_in(cast.operator).get("/"))
        assert "Make sure that backups are made" in page and "Jobs given up" in page and "Sam Okafor" not in page

    @pytest.mark.parametrize("role", ["executive", "leader", "upline"])
    def test_leaders_see_critical_results_without_cover_one_click_away(
        self, cast: Cast, sign_in: SignIn, role: str, capability: Any
    ) -> None:
        """J7."""
        objective = Objective.objects.create(cycle=quarter(), level="company", title="Payments people trust")
        result = KeyResult.objects.create(
            objective=objective, cycle=quarter(), key="PAY-3", title="Forecast two sprints out", due_date=date(2026, 12, 31), critical=True
        )
        CapabilityRequirement.objects.create(key_result=result, capability=capability, level=3)
        page = text_of(sign_in(getattr(cast, role)).get("/"))
        assert "PAY-3 Forecast two sprints out" in page and "0 of 1 needed capabilities" in page

    def test_what_one_carries_says_as_the_tree_does_how_it_is_covered(
        self, cast: Cast, plan: Plan, sign_in: SignIn, capability: Any
    ) -> None:
        """STRAT-3: one goal for a need of two people is thin, here as on every other page."""
        objective = Objective.objects.create(cycle=plan.cycle, level="company", title="Payments people trust")
        result = KeyResult.objects.create(
            objective=objective, cycle=plan.cycle, key="PAY-3", title="Forecast", due_date=date(2026, 12, 31), owner=cast.manager
        )
        CapabilityRequirement.objects.create(key_result=result, capability=capability, level=3, people_needed=2)
        plan.goals.filter(number=1).update(key_result=result, capability=capability)
        for needed, said in ((2, "Thin: <bdi>"), (1, "Covered")):
            result.requirements.update(people_needed=needed)
            page = text_of(sign_in(cast.manager).get("/"))
            assert said in page[page.index("Key results you carry") :]


def test_a_goal_behind_a_critical_key_result_stands_before_a_career_goal_of_an_earlier_number(
    cast: Cast, plan: Plan, sign_in: SignIn
) -> None:
    """STRAT-6: the first page ranks one's goals by what they serve, not by the order in which they were written."""
    objective = Objective.objects.create(cycle=quarter(), level="company", title="Payments people trust")
    critical = KeyResult.objects.create(
        objective=objective, cycle=quarter(), key="PAY-3", title="Forecast two sprints out", due_date=date(2026, 12, 31), critical=True
    )
    plan.goals.filter(number=2).update(lane=Lane.EXECUTION, direction="", key_result=critical)
    page = text_of(sign_in(cast.engineer).get("/"))
    steps = page[page.index('id="steps-head"') :]
    assert steps.index("Lead a design review") < steps.index("Forecast a change across two teams")


@pytest.fixture
def capability(db: None) -> Any:
    framework = Framework.objects.create(name="Engineering", slug="engineering")
    return Capability.objects.create(framework=framework, name="Delivery forecasting", slug="delivery-forecasting")


@pytest.mark.parametrize("role", ["engineer", "manager", "upline", "leader", "hr_partner", "hr_admin", "executive", "operator"])
def test_the_first_page_asks_the_database_the_same_number_of_times_for_few_and_many(
    cast: Cast, plan: Plan, sign_in: SignIn, at: Any, role: str
) -> None:
    """Issue 2: constant, and under 20."""
    client = sign_in(getattr(cast, role))
    client.get("/")
    with CaptureQueriesContext(connection) as few:
        client.get("/")
    for number in range(9):
        draft = PersonDraft(name=f"Person {number}", email=f"p{number}@example.org", team=cast.team, start_date=at.date())
        agreed_plan(add_person(draft, by=None, at=at - timedelta(days=90), manager=cast.manager), cast.manager)
    with CaptureQueriesContext(connection) as many:
        client.get("/")
    assert len(few) == len(many) < 20, "\n".join(query["sql"][:160] for query in many.captured_queries)


class TestPersonPage:
    @pytest.mark.parametrize("role", ["peer", "outsider", "mentor", "executive", "operator", "privacy_officer"])
    def test_colleagues_see_the_card(self, cast: Cast, plan: Plan, sign_in: SignIn, role: str) -> None:
        """TRUST A1."""
        page = text_of(sign_in(getattr(cast, role)).get("/people/sam-okafor/"))
        assert "Sam Okafor" in page and "Plan of" not in page and "Open 1:1" not in page

    @pytest.mark.parametrize("role", ["upline", "hr_partner", "hr_admin"])
    def test_managers_above_and_hr_see_state_and_dates_and_no_way_in(self, cast: Cast, plan: Plan, sign_in: SignIn, role: str) -> None:
        """TRUST E1: m."""
        page = text_of(sign_in(getattr(cast, role)).get("/people/sam-okafor/"))
        assert "On track" in page and "1 of 2 due" in page and "Open plan" not in page and "Open 1:1" not in page

    @pytest.mark.parametrize("role", ["engineer", "manager"])
    def test_the_person_and_the_manager_go_on_from_here(self, cast: Cast, plan: Plan, sign_in: SignIn, role: str) -> None:
        page = text_of(sign_in(getattr(cast, role)).get("/people/sam-okafor/"))
        assert "Open plan" in page and "Open 1:1" in page and "Evidence" in page

    def test_role_profiles_held_stand_with_their_days_for_readers_of_hr_fields(self, cast: Cast, sign_in: SignIn) -> None:
        """CAP-2, TRUST A2: the history, for the person, the manager and HR; a colleague's card has none of it."""
        roles = [RoleProfile.objects.create(role="Engineer", level=level, slug=f"engineer-{level}") for level in "12"]
        PersonRole.objects.create(person=cast.engineer, profile=roles[0], since=date(2026, 1, 5), until=date(2026, 10, 1))
        PersonRole.objects.create(person=cast.engineer, profile=roles[1], since=date(2026, 10, 1))
        for role in ("engineer", "manager", "hr_partner", "hr_admin", "peer", "upline", "delegate", "executive", "operator"):
            page = " ".join(re.sub(r"<[^>]*>", " ", text_of(sign_in(getattr(cast, role)).get("/people/sam-okafor/"))).split())
            told = "Engineer 2 from 1 October 2026 Engineer 1 from 5 January 2026 until 1 October 2026" in page
            assert told == (role in {"engineer", "manager", "hr_partner", "hr_admin"}), role

    def test_a_manager_who_reads_levels_there_is_on_record(self, cast: Cast, sign_in: SignIn) -> None:
        """DATA-2: where levels stand, and for nobody else; one's own reading is none, and a page without a level tells nothing."""

        def reads() -> list[tuple[str, int]]:
            for role in ("engineer", "manager", "peer", "hr_admin", "upline"):
                sign_in(getattr(cast, role)).get("/people/sam-okafor/")
            return list(Content.objects.filter(is_read=True, about_id=cast.engineer.pk).order_by("pk").values_list("kind", "by_id"))

        assert reads() == []
        framework = Framework.objects.create(name="Craft", slug="craft")
        capability = Capability.objects.create(framework=framework, name="Review", slug="review")
        profile = RoleProfile.objects.create(role="Engineer", slug="engineer")
        profile.needs.create(capability=capability, required_level=2)
        PersonRole.objects.create(person=cast.engineer, profile=profile, since=date(2026, 1, 5))
        assert reads() == [("evidence.evidence-read", cast.manager.pk)]

    def test_a_stranger_s_handle_is_not_found(self, cast: Cast, sign_in: SignIn) -> None:
        assert sign_in(cast.peer).get("/people/nobody-here/").status_code == 404

    def test_colleagues_pages_have_one_shape_with_and_without_a_plan(self, cast: Cast, plan: Plan, sign_in: SignIn) -> None:
        """T09."""
        client = sign_in(cast.outsider)
        tags = [text_of(client.get(f"/people/{handle}/")).count("<") for handle in ("sam-okafor", "lena-vogt")]
        assert tags[0] == tags[1]


class TestSearch:
    def test_people_teams_and_results_are_found(self, cast: Cast, sign_in: SignIn) -> None:
        page = text_of(sign_in(cast.outsider).get("/search/?q=okafor"))
        assert 'href="/people/sam-okafor/"' in page

    def test_no_word_of_a_plan_is_ever_found(self, cast: Cast, plan: Plan, sign_in: SignIn) -> None:
        """T03."""
        page = text_of(sign_in(cast.engineer).get("/search/?q=Forecast+a+change"))
        assert "Nothing here is called" in page

    def test_what_was_typed_is_shown_as_it_is(self, cast: Cast, sign_in: SignIn) -> None:
        """T15."""
        answer = sign_in(cast.engineer).get("/search/", {"q": "<script>alert(1)</script>"})
        assert b"<script>alert" not in answer.content and b"&lt;script&gt;" in answer.content

    def test_one_letter_asks_for_more(self, cast: Cast, sign_in: SignIn) -> None:
        assert "at least two letters" in text_of(sign_in(cast.engineer).get("/search/?q=o"))

    def test_many_hits_are_turned_like_pages(self, cast: Cast, sign_in: SignIn, at: Any) -> None:
        for number in range(30):
            add_person(PersonDraft(name=f"Adeyemi {number:02}", email=f"a{number}@example.org"), by=None, at=at)
        client = sign_in(cast.engineer)
        page = text_of(client.get("/search/?q=adeyemi&kind=people&page=2"))
        assert "Adeyemi 25" in page and "Adeyemi 24" not in page and "Earlier" in page

    @pytest.mark.parametrize("address", ["?q=ad&order_by=account__password", "?q=ad&page=-1", "?q=ad&page=1e9", "?q=%25&kind=people"])
    def test_odd_addresses_do_no_harm(self, cast: Cast, sign_in: SignIn, address: str) -> None:
        """T34."""
        assert sign_in(cast.engineer).get(f"/search/{address}").status_code == 200


def test_help_says_who_may_read_a_plan(cast: Cast, sign_in: SignIn) -> None:
    page = text_of(sign_in(cast.engineer).get("/help/"))
    assert "Read the words of the plan" in page and "your manager of today, once it is shared" in page


def test_help_is_open_before_one_signs_in(client: Client, db: None) -> None:
    page = client.get("/help/")
    assert page.status_code == 200
    assert 'id="backups"' in page.content.decode() and "cadenza backup FILE" in text_of(page)  # what the operator is sent here for


def test_every_right_on_the_help_page_is_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader never meets the name by which the code knows a right."""
    bare: list[str] = []

    def said(room: str, deed: str) -> str:
        bare.extend([f"{room}:{deed}"] if f"{room}:{deed}" not in DEEDS else [])
        return deed

    monkeypatch.setattr(help_page, "deed_in_words", said)
    help_page.help_page()
    assert bare == []
