"""What deserves a second look in a plan's words: PLAN-8, ACT-2, COM-1, PIP-19. Warnings, never a refusal."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests import coached

from cadenza.objections import Objection
from cadenza.plans.rules import ActionKind, ActionTerms, CommitmentTerms, GoalTerms, PlanTerms
from cadenza.plans.wording_rules import (
    warnings_on_actions,
    warnings_on_commitments,
    warnings_on_goal,
    warnings_on_threats,
    warnings_on_words,
)
from cadenza.wording import Flaw

coach = coached.coach
pytestmark = pytest.mark.usefixtures("coach")

GOAL = GoalTerms(1, outcome="I can forecast it alone", success_measure="Two forecasts within 15%", target_date=date(2026, 12, 18))
LIVE = ActionTerms(1, ActionKind.EXPERIENCE, what="Own the capacity forecast")
OWNER, MANAGER = 1, 2


def codes(found: list[Objection]) -> list[str]:
    assert all(one.warning for one in found)
    return [one.code for one in found]


@pytest.mark.parametrize(("word", "code"), [("attend", "goal-is-an-activity"), ("better", "goal-is-vague"), ("plus", "goal-says-too-much")])
def test_a_goal_is_looked_at_again_for_its_flaws(word: str, code: str) -> None:
    """PLAN-8."""
    found = warnings_on_goal(replace(GOAL, outcome=f"Do it, {word}"))
    assert (codes(found), found[0].where) == ([code], "goal-1-outcome")


def test_a_good_goal_has_no_warning() -> None:
    assert warnings_on_goal(GOAL) == []


def test_what_the_rule_does_not_name_is_left_to_the_hint_under_the_field() -> None:
    """PLAN-8 says nothing of absolutes."""
    assert warnings_on_goal(replace(GOAL, outcome="Always do it")) == []


def test_a_goal_without_date_or_measure_is_warned_of_unless_their_fields_say_it() -> None:
    """PLAN-8, COACH-3."""
    unsaid = replace(GOAL, outcome="Do it someday, somehow")
    assert warnings_on_goal(unsaid) == []
    assert codes(warnings_on_goal(replace(unsaid, target_date=None, success_measure=""))) == ["goal-undated", "goal-without-measure"]


def test_a_measure_that_measures_nothing_is_warned_of_at_its_field() -> None:
    found = warnings_on_goal(replace(GOAL, success_measure="It goes well somehow"))
    assert [(one.code, one.where) for one in found] == [("goal-without-measure", "goal-1-success_measure")]


def test_what_the_writer_dismissed_is_not_repeated() -> None:
    """COACH-3."""
    goal = replace(GOAL, outcome="Attend it", dismissed_in_outcome=frozenset({Flaw.ACTIVITY}))
    assert warnings_on_goal(goal) == []
    assert warnings_on_goal(replace(GOAL, success_measure="somehow", dismissed_in_measure=frozenset({Flaw.NO_MEASURE}))) == []


def test_education_alone_is_warned_of() -> None:
    """ACT-2."""
    study = ActionTerms(1, ActionKind.EDUCATION, what="Read the forecasting handbook")
    assert codes(warnings_on_actions(replace(GOAL, actions=(study, study)))) == ["education-only"]
    assert warnings_on_actions(replace(GOAL, actions=(study, LIVE))) == []


@pytest.mark.parametrize("what", ["Attend a Kubernetes course", "I’ll take the AWS training", "Complete a workshop on pricing in March"])
def test_a_course_as_the_only_action_is_warned_of_whatever_it_was_filed_under(what: str) -> None:
    """ACT-2."""
    course = ActionTerms(1, ActionKind.EXPERIENCE, what=what)
    assert codes(warnings_on_actions(replace(GOAL, actions=(course,)))) == ["only-a-course"]
    assert warnings_on_actions(replace(GOAL, actions=(course, LIVE))) == []


@pytest.mark.parametrize("what", ["Lead the migration. Attend no course", "Teach a class of twelve", "Own the exam timetable"])
def test_work_is_no_course(what: str) -> None:
    """ACT-2."""
    assert warnings_on_actions(replace(GOAL, actions=(ActionTerms(1, ActionKind.EXPERIENCE, what=what),))) == []


def test_actions_without_words_are_not_judged() -> None:
    assert warnings_on_actions(replace(GOAL, actions=(ActionTerms(1, ActionKind.EDUCATION),))) == []


@pytest.mark.parametrize(
    "text",
    [
        "Close 9 of 10 tickets in time or your employment ends.",
        "At most three incidents by March, otherwise dismissal.",
        "Miss fewer than 2 deadlines or be let go",
        "Reach 95% or you will be fired",
        "Two late reports at most; failing which a written warning follows",
        "If not reached by 1 May, your contract will not be renewed.",
        "Failure to reach 90% will lead to termination",
        "Hit the quota or face a performance improvement plan",
        "Unless you reach level 3 you will lose your job",
    ],
)
def test_a_threshold_with_consequences_is_warned_of(text: str) -> None:
    """PIP-19: a development plan is no way round a formal one."""
    assert codes(warnings_on_threats(replace(GOAL, outcome=text))) == ["goal-with-consequences"]
    assert [one.where for one in warnings_on_threats(replace(GOAL, success_measure=text))] == ["goal-1-success_measure"]


@pytest.mark.parametrize(
    "text",
    [
        "I can forecast a change that crosses two teams",
        "If I lead the rota, incidents caused by terminated pods fall by half",
        "Can run a disciplinary hearing or a formal process without help",
        "Can draft a fixed-term contract that ends with the project",
        "Fewer alerts are fired at night by December",
        "My changes lead to a written plan for each region",
        "If I run the batch, the job ends before midnight",
    ],
)
def test_work_about_contracts_and_jobs_is_no_threat(text: str) -> None:
    """PIP-19."""
    assert warnings_on_threats(replace(GOAL, outcome=text)) == []


def test_a_hostile_text_is_searched_quickly() -> None:
    text = ("or you employment " * 300)[:5000]
    assert warnings_on_threats(replace(GOAL, outcome=text)) == []


PROMISE = CommitmentTerms(1, "I will support you.", date(2026, 12, 11), holder_id=MANAGER)


def test_support_without_something_done_is_warned_of_to_whoever_holds_it() -> None:
    """COM-1."""
    assert codes(warnings_on_commitments([PROMISE], holder_id=MANAGER)) == ["generic-support"]
    assert warnings_on_commitments([PROMISE], holder_id=OWNER) == []
    assert warnings_on_commitments([replace(PROMISE, dismissed=[Flaw.GENERIC_SUPPORT])], holder_id=MANAGER) == []
    assert warnings_on_commitments([replace(PROMISE, what="I lead the review on 4 December.")], holder_id=MANAGER) == []


def test_the_coach_speaks_to_the_writer_and_the_rules_to_both() -> None:
    """DESIGN: a hint is shown to nobody else. ACT-2 and PIP-19 are about the plan."""
    study = ActionTerms(1, ActionKind.EDUCATION, what="Read the handbook")
    goal = replace(GOAL, outcome="Attend it or you will be fired", actions=(study,))
    plan = PlanTerms(1, date(2026, 10, 1), date(2026, 12, 31), OWNER, (goal,), (PROMISE,))
    assert codes(warnings_on_words(plan, reader_id=OWNER)) == ["goal-is-an-activity", "education-only", "goal-with-consequences"]
    assert codes(warnings_on_words(plan, reader_id=MANAGER)) == ["education-only", "goal-with-consequences", "generic-support"]
