"""PLAN-10: a goal that serves another role says so openly, with a note to the person and in the person's own words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from tests.cast import Cast
from tests.plans.conftest import OCTOBER, Pair, commit, latest

from cadenza.capability.models import Capability, PersonRole, RoleNeed, RoleProfile
from cadenza.objections import Refused
from cadenza.people.models import Person
from cadenza.plans import actions, rules, versions
from cadenza.plans.actions import SuggestionDraft
from cadenza.plans.difference_lines import lines_of
from cadenza.plans.models import Goal, Suggestion, Version
from cadenza.plans.queries import rows_of
from cadenza.plans.starting import going_on
from cadenza.web.revisions import Edit, base_of

pytestmark = pytest.mark.django_db

SignIn = Callable[[Person], Client]
PLAN = "/people/sam-okafor/plans/2026-q4/"
NOTE = "The data team needs an owner for its pipeline, and I think of you"
OWN = "I would like to know whether that work suits me"


def post(client: Client, url: str, **fields: str) -> HttpResponse:
    return client.post(url, {"op_id": str(uuid4()), **fields})  # type: ignore[return-value]  # Django's client


def marked(pair: Pair, **changes: object) -> Suggestion:
    draft = SuggestionDraft("Can run the pipeline", "The data team has a gap", aims_elsewhere=True, note=NOTE, **changes)  # type: ignore[arg-type]  # named fields
    return actions.suggest_goal(pair.plan.pk, draft, by=pair.manager, at=OCTOBER)


def accepted(pair: Pair) -> Goal:
    return actions.accept_suggestion(marked(pair).pk, by=pair.owner, at=OCTOBER, elsewhere_words=OWN)


def codes(no: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [one.code for one in no.value.objections]


class TestMark:
    """PLAN-10 MUST."""

    def test_the_mark_needs_a_note_to_the_person(self, shared: Pair) -> None:
        with pytest.raises(Refused) as no:
            actions.suggest_goal(shared.plan.pk, SuggestionDraft("Can", "Needed", aims_elsewhere=True), by=shared.manager, at=OCTOBER)
        assert codes(no) == ["another-role-without-note"]

    @pytest.mark.parametrize("words", ["", "  ", "..."])
    def test_it_is_not_accepted_without_the_persons_own_words(self, shared: Pair, words: str) -> None:
        with pytest.raises(Refused) as no:
            actions.accept_suggestion(marked(shared).pk, by=shared.owner, at=OCTOBER, elsewhere_words=words)
        assert codes(no) == ["another-role-without-own-words"]
        assert Goal.objects.count() == 1

    def test_an_accepted_one_carries_mark_note_and_own_words(self, shared: Pair) -> None:
        goal = accepted(shared)
        assert (goal.aims_elsewhere, goal.elsewhere_note, goal.elsewhere_words) == (True, NOTE, OWN)

    def test_in_a_draft_both_texts_lie_under_seal(self, draft: Pair) -> None:
        """TRUST E2."""
        made = accepted(draft)
        stored = Goal.objects.get(pk=made.pk)
        assert (stored.elsewhere_note, stored.elsewhere_words) == ("", "")
        read = rows_of(draft.fresh(), opened_for_owner=True).goals[1]
        assert (read.elsewhere_note, read.elsewhere_words) == (NOTE, OWN)

    def test_a_note_without_the_mark_is_not_kept(self, shared: Pair) -> None:
        draft = SuggestionDraft("Can", "Needed", note="Something")
        assert actions.suggest_goal(shared.plan.pk, draft, by=shared.manager, at=OCTOBER).note == ""

    def test_the_own_words_cannot_be_emptied_before_it_is_agreed(self, shared: Pair) -> None:
        goal = accepted(shared)
        goal = Goal.objects.get(pk=goal.pk)
        actions.edit_goal(goal.pk, {"elsewhere_words": Edit("", base_of(goal, "elsewhere_words"))}, by=shared.owner, at=OCTOBER)
        with pytest.raises(Refused) as no:
            actions.offer_plan(shared.plan.pk, by=shared.owner, at=OCTOBER)
        assert "another-role-without-own-words" in codes(no)

    def test_the_mark_cannot_be_taken_off_by_a_form(self, shared: Pair) -> None:
        """TRUST T12."""
        goal = accepted(shared)
        with pytest.raises(ValueError, match="aims_elsewhere"):
            actions.edit_goal(goal.pk, {"aims_elsewhere": Edit("", "")}, by=shared.owner, at=OCTOBER)

    def test_the_next_quarters_goal_keeps_it(self, shared: Pair) -> None:
        goal = Goal.objects.get(pk=accepted(shared).pk)
        draft = going_on(goal, shared.ground.cycle)
        assert (draft.aims_elsewhere, draft.elsewhere_note, draft.elsewhere_words) == (True, NOTE, OWN)


class TestShownOpenly:
    """PLAN-10: on the plan, the goal, versions and differences."""

    def test_on_the_plan_and_the_goal_to_everybody_who_reads_them(self, shared: Pair, cast: Cast, sign_in: SignIn) -> None:
        goal = accepted(shared)
        for reader in (shared.owner, shared.manager, cast.delegate):
            for url in (PLAN, f"{PLAN}goals/{goal.number}/"):
                page = sign_in(reader).get(url).content.decode()
                assert "Aims at another role" in page
                assert NOTE in page
                assert OWN in page

    def test_in_the_version_that_both_agree(self, shared: Pair) -> None:
        goal = accepted(shared)
        goal = Goal.objects.get(pk=goal.pk)
        whole = shared.ground.goal()
        for name in ("success_measure", "live_work", "support_words", "review_how"):
            setattr(goal, name, getattr(whole, name))
        goal.key_result, goal.capability, goal.level_now, goal.level_aimed = shared.ground.key_result, shared.ground.forecasting, 1, 3
        goal.save()
        goal.actions.update(what="Run it", tracked_where="Board")
        for number in (1, goal.number):
            commit(shared, goal_number=number)
        actions.offer_plan(shared.plan.pk, by=shared.owner, at=OCTOBER)
        kept = Version.objects.get(pk=latest(shared).pk).words["goals"][1]
        assert (kept["elsewhere_note"], kept["elsewhere_words"]) == (NOTE, OWN)

    def test_in_the_difference_between_two_versions(self) -> None:
        before = {"goals": [{"number": 1, "outcome": "Can", "actions": []}], "commitments": []}
        after = {
            "goals": [{"number": 1, "outcome": "Can", "actions": [], "elsewhere_note": NOTE, "elsewhere_words": OWN}],
            "commitments": [],
        }
        assert [one.field for one in versions.differences(before, after)] == ["elsewhere_note", "elsewhere_words"]

    def test_in_the_editor_with_the_persons_words_to_change(self, draft: Pair, sign_in: SignIn) -> None:
        number = accepted(draft).number
        page = sign_in(draft.owner).get(f"{PLAN}edit/").content.decode()
        assert NOTE in page
        assert f'name="goal-{number}-elsewhere_words"' in page
        assert 'name="goal-1-elsewhere_words"' not in page


@pytest.fixture
def role(shared: Pair) -> RoleProfile:
    """The owner's role needs forecasting; the one after it needs design review; nobody's needs pairing."""
    following = RoleProfile.objects.create(role="Lead engineer", slug="lead")
    found = RoleProfile.objects.create(role="Engineer of payments", slug="engineer", next_profile=following)
    RoleNeed.objects.create(profile=found, capability=shared.ground.forecasting, required_level=3)
    RoleNeed.objects.create(profile=following, capability=shared.ground.reviewing, required_level=3)
    PersonRole.objects.create(person=shared.owner, profile=found, since=date(2026, 1, 1))
    return found


class TestWarning:
    """PLAN-10 WARN: a capability that belongs to neither the present role nor the direction; said inline, and passable."""

    def suggest(self, client: Client, capability: Capability, **more: str) -> HttpResponse:
        fields = {"outcome": "Can pair", "why": "It helps", "lane": "execution", "capability": str(capability.pk), **more}
        return post(client, f"{PLAN}suggestions/new/", **fields)

    @pytest.mark.usefixtures("role")
    def test_the_suggester_is_told_first_and_then_goes_on(self, shared: Pair, sign_in: SignIn) -> None:
        client = sign_in(shared.manager)
        first = self.suggest(client, shared.ground.pairing)
        page = first.content.decode()
        assert (first.status_code, Suggestion.objects.count()) == (422, 0)
        assert "Pairing belongs to neither the present role" in page
        assert "Can pair" in page
        assert f'name="seen" value="{shared.ground.pairing.pk}"' in page
        assert self.suggest(client, shared.ground.pairing, seen=str(shared.ground.pairing.pk)).status_code == 200
        assert Suggestion.objects.count() == 1

    @pytest.mark.usefixtures("role")
    @pytest.mark.parametrize("which", ["forecasting", "reviewing"])
    def test_nothing_is_said_of_the_present_role_and_the_next_step(self, shared: Pair, sign_in: SignIn, which: str) -> None:
        assert self.suggest(sign_in(shared.manager), getattr(shared.ground, which)).status_code == 200

    @pytest.mark.usefixtures("role")
    def test_nothing_is_said_of_what_the_direction_names(self, shared: Pair, sign_in: SignIn) -> None:
        words = {"aimed_role": Edit("Somebody who is known for PAIRING", base_of(shared.plan, "aimed_role"))}
        actions.edit_plan_words(shared.plan.pk, words, by=shared.owner, at=OCTOBER)
        assert self.suggest(sign_in(shared.manager), shared.ground.pairing).status_code == 200

    @pytest.mark.usefixtures("role")
    def test_hr_learns_nothing_of_the_direction_from_a_warning_that_stays_away(self, shared: Pair, cast: Cast, sign_in: SignIn) -> None:
        """TRUST E1: HR suggests without reading the plan's words."""
        words = {"aimed_role": Edit("Known for pairing", base_of(shared.plan, "aimed_role"))}
        actions.edit_plan_words(shared.plan.pk, words, by=shared.owner, at=OCTOBER)
        assert self.suggest(sign_in(cast.hr_partner), shared.ground.pairing).status_code == 422

    @pytest.mark.usefixtures("role")
    def test_the_open_mark_answers_it(self, shared: Pair, sign_in: SignIn) -> None:
        assert self.suggest(sign_in(shared.manager), shared.ground.pairing, aims_elsewhere="on", note=NOTE).status_code == 200
        assert "belongs to neither" not in sign_in(shared.owner).get(PLAN).content.decode()

    @pytest.mark.usefixtures("role")
    def test_the_person_is_told_beside_the_suggestion(self, shared: Pair, sign_in: SignIn) -> None:
        draft = SuggestionDraft("Can pair", "It helps", capability_id=shared.ground.pairing.pk)
        actions.suggest_goal(shared.plan.pk, draft, by=shared.manager, at=OCTOBER)
        assert "Pairing belongs to neither the present role" in sign_in(shared.owner).get(PLAN).content.decode()

    def test_without_a_known_role_there_is_nothing_to_hold_it_against(self, shared: Pair, sign_in: SignIn) -> None:
        assert self.suggest(sign_in(shared.manager), shared.ground.pairing).status_code == 200

    @pytest.mark.parametrize(
        ("words", "there"),
        [("I want more Pairing.", True), ("pairings only", False), ("", False), ("Staff  Engineer in two years", True)],
    )
    def test_a_direction_names_it_by_whole_words(self, words: str, there: bool) -> None:
        assert rules.serves_direction("Pairing", words=words, needed_next=False, needed_by=["staff engineer"]) is there


def test_a_refused_acceptance_keeps_what_was_typed(shared: Pair, sign_in: SignIn) -> None:
    """PLAN-10: the words typed stand beside the one that is missing."""
    made = marked(shared)
    prefix = f"suggestion-{made.pk}"
    fields = {f"{prefix}-outcome": "I can run it alone", f"{prefix}-answer": "Gladly", f"{prefix}-elsewhere_words": ""}
    answer = post(sign_in(shared.owner), f"{PLAN}suggestions/{made.pk}/accept/", **fields)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Say in your own words what that means to you" in page
    assert "I can run it alone" in page


class TestReadableDifference:
    """PLAN-9: both sides see the difference in words before they agree again."""

    def test_places_days_and_codes_are_written_out(self) -> None:
        whole = {"number": 2, "lane": "execution", "target_date": "2026-12-18", "actions": []}
        before = {"goals": [whole], "commitments": []}
        action = {"number": 1, "kind": "exposure", "due_date": "2026-11-06"}
        promises = [{"id": 9, "goal": None, "what": "An introduction"}, {"id": 10, "goal": 2, "what": "A review"}]
        after = {
            "hours_a_week": 2,
            "blocks": [{"number": 1, "name": "Days", "first_day": "2026-11-02"}],
            "goals": [{**whole, "lane": "career", "target_date": "2026-12-31", "actions": [action]}],
            "commitments": promises,
        }
        said = [(one.where, str(one.label), one.before, one.after) for one in lines_of(versions.differences(before, after))]
        assert said == [
            ("Plan", "Hours a week kept for it", "", "2"),
            ("Protected days 1", "Protected days", "", "Days"),
            ("Protected days 1", "First day", "", "2 November 2026"),
            ("Goal 2", "Lane", "This quarter’s delivery", "Longer-term career"),
            ("Goal 2", "Target date", "18 December 2026", "31 December 2026"),
            ("Goal 2, action 1", "Kind", "", "Exposure"),
            ("Goal 2, action 1", "By", "", "6 November 2026"),
            ("Commitment", "What", "", "An introduction"),
            ("Commitment for goal 2", "Goal", "", "2"),
            ("Commitment for goal 2", "What", "", "A review"),
        ]
