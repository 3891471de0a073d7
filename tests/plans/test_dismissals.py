"""A hint that its writer set aside: kept with the words, sealed with them, gone when they change, and shown to nobody else. COACH-3."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from html import unescape
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from tests import coached
from tests.plans.conftest import OCTOBER, Pair, latest

from cadenza.people.models import Person
from cadenza.plans import actions
from cadenza.plans.edits import PlanEdits
from cadenza.plans.models import Action, Commitment, Goal
from cadenza.plans.queries import rows_of, words_of
from cadenza.practice.dismissals import packed
from cadenza.trail.models import Entry
from cadenza.web.revisions import Edit, base_of
from cadenza.wording import Flaw

coach = coached.coach
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("coach")]
SignIn = Callable[[Person], Client]
EDIT = "/people/sam-okafor/plans/2026-q4/edit/"
PLAN = "/people/sam-okafor/plans/2026-q4/"
OUTCOME = "Attend a course."
ACTIVITY = frozenset({Flaw.ACTIVITY})


def opened(pair: Pair) -> Goal:
    return rows_of(pair.fresh(), opened_for_owner=True).goals[0]


def save(pair: Pair, text: str, flaws: frozenset[Flaw] | None = None) -> None:
    """Save an outcome as the editor does, with what was dismissed in it."""
    goal = opened(pair)
    edit = Edit(text, base_of(goal, "outcome"))
    dismissed = {} if flaws is None else {"goal-1-outcome": flaws}
    actions.save_words(pair.plan.pk, PlanEdits(goals={goal.pk: {"outcome": edit}}, dismissed=dismissed), by=pair.owner, at=OCTOBER)


def test_a_dismissed_hint_is_remembered_with_its_text(draft: Pair) -> None:
    save(draft, OUTCOME, ACTIVITY)
    assert opened(draft).dismissed_in("outcome") == ACTIVITY
    assert opened(draft).dismissed_in("success_measure") == frozenset()


def test_a_text_that_is_already_saved_can_still_be_left_alone(draft: Pair) -> None:
    """No revision and no entry come of it: it is no change of the plan."""
    save(draft, OUTCOME)
    before = (opened(draft).revision_of("outcome"), Entry.objects.count())
    save(draft, OUTCOME, ACTIVITY)
    assert opened(draft).dismissed_in("outcome") == ACTIVITY
    assert (opened(draft).revision_of("outcome"), Entry.objects.count()) == before


def test_a_changed_text_forgets(draft: Pair) -> None:
    save(draft, OUTCOME, ACTIVITY)
    save(draft, "Attend two courses.")
    assert opened(draft).dismissed == ""


def test_another_text_keeps_what_it_knows_when_one_changes(draft: Pair) -> None:
    save(draft, OUTCOME, ACTIVITY)
    goal = opened(draft)
    actions.edit_goal(goal.pk, {"success_measure": Edit("Three", base_of(goal, "success_measure"))}, by=draft.owner, at=OCTOBER)
    assert opened(draft).dismissed_in("outcome") == ACTIVITY


def test_a_private_text_seals_it(draft: Pair) -> None:
    save(draft, OUTCOME, ACTIVITY)
    with connection.cursor() as cursor:
        cursor.execute("SELECT dismissed FROM plans_goal")
        assert cursor.fetchall() == [("",)]
    assert Goal.objects.get(plan=draft.plan).dismissed == ""


def test_it_goes_with_the_text_when_the_plan_is_shared(draft: Pair) -> None:
    save(draft, OUTCOME, ACTIVITY)
    actions.share_plan(draft.plan.pk, by=draft.owner, at=OCTOBER)
    assert draft.goal().dismissed_in("outcome") == ACTIVITY


def test_a_change_of_agreed_words_has_its_own_and_takes_it_along_when_agreed(agreed: Pair) -> None:
    save(agreed, OUTCOME, ACTIVITY)
    waiting = agreed.goal()
    assert (waiting.dismissed, waiting.dismissed_in("outcome")) == ("", ACTIVITY)
    actions.offer_plan(agreed.plan.pk, by=agreed.owner, at=OCTOBER)
    actions.agree_plan(agreed.plan.pk, latest(agreed).number, by=agreed.manager, at=OCTOBER)
    assert (agreed.goal().change, agreed.goal().dismissed_in("outcome")) == (None, ACTIVITY)


def test_no_version_holds_it(shared: Pair) -> None:
    save(shared, OUTCOME, ACTIVITY)
    assert "dismissed" not in str(words_of(rows_of(shared.fresh())))


def test_a_commitment_keeps_what_its_maker_set_aside(shared: Pair) -> None:
    made = actions.add_commitment(
        shared.plan.pk,
        what="I will support you.",
        due_date=date(2026, 12, 12),
        goal_number=1,
        by=shared.manager,
        at=OCTOBER,
        dismissed=[Flaw.GENERIC_SUPPORT],
    )
    assert Commitment.objects.get(pk=made.pk).dismissed_in("what") == {Flaw.GENERIC_SUPPORT}
    change = {"what": Edit("I support you on Fridays", base_of(made, "what")), "due_date": Edit("2026-12-12", base_of(made, "due_date"))}
    actions.edit_commitment(made.pk, **change, by=shared.manager, at=OCTOBER)
    assert Commitment.objects.get(pk=made.pk).dismissed == ""


class TestThePages:
    """By the doors, with a script and without one."""

    def typed(self, me: Client, **changes: str) -> dict[str, str]:
        """The editor's form as it stands."""
        page = me.get(EDIT).content.decode()
        found = {name: unescape(value) for name, value in re.findall(r'<input[^>]*name="([\w-]+)"[^>]*value="([^"]*)"', page)}
        areas = re.findall(r'<textarea[^>]*name="([\w-]+)"[^>]*>(.*?)</textarea>', page, re.S)
        found |= {name: unescape(text).strip() for name, text in areas}
        kinds = re.findall(r'<input[^>]*name="([\w-]+)"[^>]*value="([^"]*)"[^>]*checked', page)
        found |= dict(kinds)
        return found | {"op_id": str(uuid4())} | {name.replace("__", "-"): value for name, value in changes.items()}

    def test_the_page_opens_with_the_hints_of_its_texts(self, draft: Pair, sign_in: SignIn) -> None:
        save(draft, OUTCOME)
        page = sign_in(draft.owner).get(EDIT).content.decode()
        assert 'id="hint-goal-1-outcome-activity_not_outcome"' in page
        assert re.search(r'name="goal-1-outcome"[^>]*aria-describedby="named-goal-1-outcome said-goal-1-outcome"', page)

    def test_a_dismissal_makes_the_round_and_new_words_forget_it(self, draft: Pair, sign_in: SignIn) -> None:
        save(draft, OUTCOME)
        me = sign_in(draft.owner)
        sent = self.typed(me)
        assert sent["dismissed-goal-1-outcome"] == packed(OUTCOME, [])
        me.post(EDIT, sent | {"dismissed-goal-1-outcome": f"{sent['dismissed-goal-1-outcome']}.activity_not_outcome.laziness"})
        assert opened(draft).dismissed_in("outcome") == ACTIVITY
        assert "hint-goal-1-outcome" not in me.get(EDIT).content.decode()
        me.post(EDIT, self.typed(me) | {"goal-1-outcome": "Attend two courses."})
        assert "hint-goal-1-outcome-activity_not_outcome" in me.get(EDIT).content.decode()

    def test_a_dismissal_for_other_words_is_not_kept(self, draft: Pair, sign_in: SignIn) -> None:
        me = sign_in(draft.owner)
        stale = {"goal-1-outcome": OUTCOME, "dismissed-goal-1-outcome": packed("Attend the fair.", ACTIVITY)}
        me.post(EDIT, self.typed(me) | stale)
        assert (opened(draft).outcome, opened(draft).dismissed) == (OUTCOME, "")

    def test_without_a_script_the_button_saves_and_dismisses(self, draft: Pair, sign_in: SignIn) -> None:
        save(draft, OUTCOME)
        me = sign_in(draft.owner)
        button = {"dismiss": "goal-1-outcome activity_not_outcome"}
        me.post(EDIT, self.typed(me) | button, HTTP_HX_REQUEST="true")
        assert opened(draft).dismissed == "", "a button in focus is not a button that was pressed"
        assert me.post(EDIT, self.typed(me) | button).status_code == 303
        assert opened(draft).dismissed_in("outcome") == ACTIVITY

    def test_actions_are_read_by_their_kind(self, draft: Pair, sign_in: SignIn) -> None:
        action = Action.objects.get(goal__plan=draft.plan)
        goal = opened(draft)
        found = rows_of(draft.fresh(), opened_for_owner=True).actions[goal.pk][0]
        actions.edit_action(action.pk, {"what": Edit("Rebuild it in a sandbox", base_of(found, "what"))}, by=draft.owner, at=OCTOBER)
        assert "hint-goal-1-action-1-what-simulated_experience" in sign_in(draft.owner).get(EDIT).content.decode()

    def test_nobody_else_is_shown_hints_or_what_was_dismissed(self, shared: Pair, sign_in: SignIn) -> None:
        save(shared, OUTCOME, ACTIVITY)
        page = sign_in(shared.manager).get(PLAN).content.decode()
        assert OUTCOME in page
        assert [one for one in ("activity_not_outcome", "goal-1-outcome", "names something to do") if one in page] == []

    def test_the_manager_is_warned_of_general_support_and_may_commit_all_the_same(self, shared: Pair, sign_in: SignIn) -> None:
        """COM-1: said where it was written and where the plan is agreed; it blocks nothing."""
        boss = sign_in(shared.manager)
        promise = {"goal-1-commitment-what": "I will support you.", "goal-1-commitment-due_date": "2026-12-12", "op_id": str(uuid4())}
        answer = boss.post(f"{PLAN}commitments/1/", promise, HTTP_HX_REQUEST="true")
        assert answer.status_code == 200
        assert "promises support and names nothing" in answer.content.decode()
        assert "promises support" not in sign_in(shared.owner).get(PLAN).content.decode()
        version = actions.offer_plan(shared.plan.pk, by=shared.manager, at=OCTOBER)
        assert version.number == 1

    def test_the_owner_is_warned_in_the_editor_and_may_share_all_the_same(self, draft: Pair, sign_in: SignIn) -> None:
        """PLAN-8."""
        save(draft, OUTCOME)
        me = sign_in(draft.owner)
        assert "Goal 1 names something to do." in me.get(EDIT).content.decode()
        save(draft, OUTCOME, ACTIVITY)
        assert "Goal 1 names something to do." not in me.get(EDIT).content.decode()
        actions.share_plan(draft.plan.pk, by=draft.owner, at=OCTOBER)

    def test_both_are_warned_of_a_goal_that_threatens(self, shared: Pair, sign_in: SignIn) -> None:
        """PIP-19."""
        save(shared, "Close nine of ten in time or your employment ends.")
        for person in (shared.owner, shared.manager):
            assert "carries no consequences" in sign_in(person).get(PLAN).content.decode()


def test_a_refused_commitment_comes_back_with_its_hint_and_what_was_dismissed(shared: Pair, sign_in: SignIn) -> None:
    boss = sign_in(shared.manager)
    name, text = "goal-1-commitment-what", "I will support you, always."
    sent = {name: text, f"dismissed-{name}": packed(text, [Flaw.ABSOLUTE]), "op_id": str(uuid4())}
    page = boss.post(f"{PLAN}commitments/1/", sent).content.decode()
    assert f"hint-{name}-generic_support" in page
    assert f"hint-{name}-absolute_unachievable" not in page


def test_unsent_dismissals_leave_what_stands(draft: Pair) -> None:
    """A save that knows nothing of hints, such as one by another road, forgets nothing of words that stay."""
    save(draft, OUTCOME, ACTIVITY)
    goal = opened(draft)
    edits = PlanEdits(goals={goal.pk: {"outcome": Edit(OUTCOME, base_of(goal, "outcome"))}})
    actions.save_words(draft.plan.pk, replace(edits), by=draft.owner, at=OCTOBER)
    assert opened(draft).dismissed_in("outcome") == ACTIVITY
