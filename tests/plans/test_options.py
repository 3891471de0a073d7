"""What the catalogue offers for a goal, taken up as one of its actions, and education without context warned of (LEARN-1, LEARN-2, ACT-1)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import NOW
from tests.plans.conftest import OCTOBER, Pair, latest

from cadenza.evidence.models import GapAssessment
from cadenza.learning.actions import add_option, retire_option
from cadenza.learning.models import Option
from cadenza.learning.rules import Fit, OptionDraft, OptionKind
from cadenza.objections import Unseen
from cadenza.people.models import Person
from cadenza.plans import actions, options
from cadenza.plans.actions import ActionDraft
from cadenza.plans.agreement_rules import objections_to_agreement, warnings_on_education
from cadenza.plans.models import Action
from cadenza.plans.queries import rows_of, terms_of
from cadenza.plans.rules import ActionKind, ActionTerms, GoalTerms
from cadenza.web.clock import pinned

pytestmark = pytest.mark.django_db

SignIn = Callable[[Person], Client]
HERE = "/people/sam-okafor/plans/2026-q4/"


def option(pair: Pair, title: str, kind: OptionKind, *, level: int | None = 3) -> Option:
    return add_option(OptionDraft(title, kind, fits=(Fit(pair.ground.forecasting.pk, level),)), by=None, at=OCTOBER)


@pytest.mark.parametrize(
    ("kind", "action"),
    [
        (OptionKind.ASSIGNMENT, ActionKind.EXPERIENCE),
        (OptionKind.COACHING, ActionKind.EXPOSURE),
        (OptionKind.PEER, ActionKind.EXPOSURE),
        (OptionKind.MODULE, ActionKind.EDUCATION),
        (OptionKind.COURSE, ActionKind.EDUCATION),
        (OptionKind.CREDENTIAL, ActionKind.EDUCATION),
    ],
)
def test_an_option_becomes_an_action_of_its_kind(draft: Pair, kind: OptionKind, action: ActionKind) -> None:
    """ACT-1, LEARN-1."""
    made = options.take_up(draft.plan.pk, 1, option(draft, "Something", kind).slug, by=draft.owner, at=OCTOBER)
    assert (made.kind, made.what, made.option_id) == (action, "Something", Option.objects.get().pk)
    assert made.due_date == date(2026, 12, 18)


def test_an_option_is_never_taken_up_on_its_own(draft: Pair) -> None:
    """LEARN-1: only into a goal, and only by its owner."""
    found = option(draft, "Something", OptionKind.COURSE)
    for number, by in ((9, draft.owner), (1, draft.manager)):
        with pytest.raises(Unseen):
            options.take_up(draft.plan.pk, number, found.slug, by=by, at=OCTOBER)
    assert Action.objects.filter(option__isnull=False).count() == 0


def test_a_retired_option_is_not_taken_up(draft: Pair) -> None:
    found = option(draft, "Something", OptionKind.COURSE)
    retire_option(found.pk, by=None, at=OCTOBER)
    with pytest.raises(Unseen):
        options.take_up(draft.plan.pk, 1, found.slug, by=draft.owner, at=OCTOBER)


def test_the_goals_capability_and_level_come_first_and_practice_before_courses(draft: Pair) -> None:
    """LEARN-1, ACT-1."""
    option(draft, "A course", OptionKind.COURSE)
    option(draft, "A course for later", OptionKind.COURSE, level=5)
    option(draft, "Mentoring", OptionKind.COACHING)
    option(draft, "An assignment", OptionKind.ASSIGNMENT)
    found = options.offer_page(draft.fresh(), 1, at=OCTOBER)
    assert [offer.option.title for offer in found.offers] == ["An assignment", "Mentoring", "A course", "A course for later"]
    assert not found.in_context


def test_what_is_in_the_goal_is_not_offered_again(draft: Pair) -> None:
    found = option(draft, "A course", OptionKind.COURSE)
    options.take_up(draft.plan.pk, 1, found.slug, by=draft.owner, at=OCTOBER)
    assert options.offer_page(draft.fresh(), 1, at=OCTOBER).offers == []


def test_a_page_of_options_asks_the_same_number_of_queries_however_many(draft: Pair) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as seen:
            options.offer_page(draft.fresh(), 1, at=OCTOBER)
        return len(seen)

    for number in range(3):
        option(draft, f"Course {number}", OptionKind.COURSE)
    few = count()
    for number in range(3, 30):
        option(draft, f"Course {number}", OptionKind.COURSE)
    assert count() == few


def test_the_owner_takes_an_option_up_from_the_goal(draft: Pair, sign_in: SignIn) -> None:
    found = option(draft, "Forecasting in practice", OptionKind.COURSE)
    with pinned(NOW):
        client = sign_in(draft.owner)
        assert "Forecasting in practice" in client.get(f"{HERE}goals/1/options/").content.decode()
        answer = client.post(f"{HERE}goals/1/options/take/", {"op_id": str(uuid4()), "option": found.slug})
        assert (answer.status_code, answer["Location"]) == (303, f"{HERE}edit/#actions-1")
        assert "Forecasting in practice" in client.get(f"{HERE}edit/").content.decode()
        assert sign_in(draft.manager).get(f"{HERE}goals/1/options/").status_code == 404


# LEARN-2


def goal(*kinds: ActionKind, assessed: bool) -> GoalTerms:
    return GoalTerms(number=1, actions=tuple(ActionTerms(number, kind) for number, kind in enumerate(kinds, start=1)), assessed=assessed)


def test_education_without_a_gap_assessment_is_warned_of() -> None:
    """LEARN-2 WARN."""
    [found] = warnings_on_education(goal(ActionKind.EXPERIENCE, ActionKind.EDUCATION, assessed=False))
    assert (found.code, found.warning, found.where) == ("education-without-context", True, "goal-1-action-2-what")
    assert warnings_on_education(goal(ActionKind.EDUCATION, assessed=True)) == []
    assert warnings_on_education(goal(ActionKind.EXPERIENCE, ActionKind.EXPOSURE, assessed=False)) == []


def test_education_for_another_capability_than_the_goals_is_warned_of(draft: Pair) -> None:
    """LEARN-2: by the rule, in the plan and where the option is taken up; what fits stands first. What builds nothing in particular may go anywhere."""
    [found] = warnings_on_education(GoalTerms(number=1, assessed=True, actions=(ActionTerms(2, ActionKind.EDUCATION, elsewhere=True),)))
    assert (found.code, found.warning, found.where) == ("education-for-another-capability", True, "goal-1-action-2-what")
    assert warnings_on_education(GoalTerms(number=1, assessed=True, actions=(ActionTerms(2, ActionKind.EXPOSURE, elsewhere=True),))) == []
    forecasting = option(draft, "On forecasting", OptionKind.COURSE)
    fit = Fit(draft.ground.pairing.pk)
    pairing = add_option(OptionDraft("On pairing", OptionKind.COURSE, fits=(fit,)), by=None, at=OCTOBER)
    anything = option(draft, "On anything", OptionKind.COURSE)
    anything.fits.all().delete()  # it stays for a role alone
    for one in (forecasting, pairing, anything):
        options.take_up(draft.plan.pk, 1, one.slug, by=draft.owner, at=OCTOBER)
    [goal] = terms_of(rows_of(draft.fresh())).goals
    assert [action.elsewhere for action in goal.actions[-3:]] == [False, True, False]
    with pinned(OCTOBER):
        places = {one.title: options.places_for(one, draft.owner, at=OCTOBER)[1][0] for one in (forecasting, pairing, anything)}
    assert {title: (place.fits, place.elsewhere) for title, place in places.items()} == {
        "On forecasting": (True, False),
        "On pairing": (False, True),
        "On anything": (False, False),
    }


def warned(pair: Pair) -> bool:
    return "education-without-context" in {one.code for one in objections_to_agreement(terms_of(rows_of(pair.fresh())))}


def learn(pair: Pair) -> None:
    one = ActionDraft(ActionKind.EDUCATION, what="Two days on forecasting", applied_in="The refunds migration", due_date=date(2026, 11, 20))
    actions.add_action(pair.goal().pk, one, by=pair.owner, at=OCTOBER)


def test_a_standing_assessment_of_the_goals_capability_is_context_enough(promised: Pair) -> None:
    """LEARN-2."""
    learn(promised)
    assert warned(promised)
    gap = GapAssessment.objects.create(
        person=promised.owner,
        capability=promised.ground.forecasting,
        level_now=2,
        level_needed=3,
        proposed_by=promised.manager,
        proposed_at=OCTOBER,
    )
    assert not warned(promised)
    GapAssessment.objects.filter(pk=gap.pk).update(superseded_at=OCTOBER)
    assert warned(promised)


def test_the_warning_stops_no_agreement(promised: Pair) -> None:
    """LEARN-2: passable."""
    learn(promised)
    actions.offer_plan(promised.plan.pk, by=promised.owner, at=OCTOBER)
    actions.agree_plan(promised.plan.pk, latest(promised).number, by=promised.manager, at=OCTOBER)
    assert promised.fresh().state == "active"


def test_both_are_told_before_they_agree_and_the_owner_while_writing(promised: Pair, sign_in: SignIn) -> None:
    """LEARN-2."""
    learn(promised)
    with pinned(OCTOBER):
        for path, reader in ((f"{HERE}edit/", promised.owner), (HERE, promised.owner), (HERE, promised.manager)):
            assert "no gap assessment stands behind it" in sign_in(reader).get(path).content.decode(), (path, reader)
