"""Checkpoints with evidence, outcomes with reasons, signals that ask."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.formal import FOUND, REQUESTS, SPRINTS

from cadenza.improvement import checkpoint_rules, outcome_rules, signal_rules
from cadenza.improvement.checkpoint_rules import Look, Notes, Verdict
from cadenza.improvement.outcome_rules import Appeal, Cause, Course, Draft, Outcome
from cadenza.improvement.signal_rules import Facts
from cadenza.improvement.support_rules import Account
from cadenza.objections import Objection, objection

TODAY = date(2026, 12, 1)
NOTES = Notes(
    {1: Look(Verdict.IMPROVING, FOUND), 2: Look(Verdict.MET, "14 of 14 since 30 October.")},
    "Requests say why.",
    "Timeouts.",
    "",
    "Two changes.",
)


def codes(found: list[Objection]) -> set[str]:
    return {one.code for one in found}


def looked(**changes: object) -> set[str]:
    return codes(checkpoint_rules.objections_to_checkpoint(replace(NOTES, **changes), open_numbers={1, 2}))


def test_a_checkpoint_with_evidence_stands() -> None:
    """PIP-10."""
    assert looked() == set()


def test_every_open_criterion_is_assessed_with_evidence() -> None:
    """PIP-10."""
    assert looked(looks={1: NOTES.looks[1]}) == {"verdict-missing", "evidence-missing"}


@pytest.mark.parametrize("words", ["Better overall.", "Still not good enough.", "Seems more motivated."])
def test_a_general_impression_is_no_evidence(words: str) -> None:
    """PIP-10."""
    assert looked(looks={**NOTES.looks, 1: Look(Verdict.NOT_YET, words)}) == {"evidence-is-impression"}


def test_a_checkpoint_says_what_remains_and_what_comes_next() -> None:
    """PIP-10."""
    assert looked(remains="") == {"remains-unsaid"}
    assert looked(ahead="") == {"ahead-unsaid"}
    assert looked(remains="", looks=dict.fromkeys((1, 2), Look(Verdict.MET, FOUND))) == set()


def test_improvement_that_nobody_names_is_a_warning() -> None:
    """PIP-11."""
    found = checkpoint_rules.objections_to_checkpoint(replace(NOTES, working=""), open_numbers={1, 2})
    assert [(one.code, one.warning) for one in found] == [("improvement-unnamed", True)]


def test_the_next_checkpoint_is_the_first_that_was_not_shared() -> None:
    """PIP-6."""
    assert checkpoint_rules.next_number([TODAY, TODAY], {1}) == 2
    assert checkpoint_rules.next_number([TODAY], {1}) is None


def test_a_checkpoint_has_a_day_that_came() -> None:
    rule = checkpoint_rules.objections_to_checkpoint_day
    assert rule(TODAY, begun=TODAY, today=TODAY) == []
    for day in (None, TODAY - timedelta(days=1), TODAY + timedelta(days=1)):
        assert codes(rule(day, begun=TODAY, today=TODAY)) == {"checkpoint-day-outside"}


def test_easing_says_why_and_changes_words() -> None:
    """PIP-12."""
    rule = checkpoint_rules.objections_to_easing
    assert rule([REQUESTS], SPRINTS, [], "Clearer.") == []
    assert codes(rule([REQUESTS, SPRINTS], SPRINTS, [], "Clearer.")) == {"nothing-eased"}
    assert codes(rule([REQUESTS], REQUESTS, [objection("x", "y")], "")) == {"x", "nothing-eased", "easing-without-reason"}


def test_a_stricter_criterion_is_proposed_with_a_reason() -> None:
    """PIP-12."""
    assert codes(checkpoint_rules.objections_to_change([], "")) == {"change-without-reason"}
    assert checkpoint_rules.objections_to_change([], "The team changed its standard.") == []
    assert checkpoint_rules.objections_to_change_now(ahead=True) == []
    assert codes(checkpoint_rules.objections_to_change_now(ahead=False)) == {"no-checkpoint-ahead"}


# Outcomes

GIVEN = [Account("Pairing", 2, 2, 0)]
SHORT = [Account("Pairing", 2, 1, 0)]
COURSE = Course({1: Verdict.MET, 2: Verdict.NOT_YET}, GIVEN, TODAY, TODAY, 4, 4)
ALL_MET = replace(COURSE, verdicts={1: Verdict.MET, 2: Verdict.MET})
EARLY = {"ends_on": TODAY + timedelta(days=9)}
REASONS = {1: FOUND, 2: FOUND}


def said(outcome: Outcome | None, cause: Cause | None = Cause.DEEPER) -> Draft:
    return Draft(outcome, "As the checkpoints show.", REASONS, cause)


@pytest.mark.parametrize(
    ("outcome", "course", "found"),
    [
        (None, COURSE, {"outcome-missing"}),
        (Outcome.MET, ALL_MET, set()),
        (Outcome.MET, COURSE, {"not-all-met"}),
        (Outcome.MET_EARLY, replace(ALL_MET, **EARLY), set()),
        (Outcome.MET_EARLY, ALL_MET, {"not-early"}),
        (Outcome.NOT_MET, COURSE, set()),
        (Outcome.NOT_MET, replace(COURSE, support=SHORT), {"support-not-given", "ways-out"}),
        (Outcome.NOT_MET, replace(COURSE, **EARLY), {"plan-not-over"}),
        (Outcome.NOT_MET, ALL_MET, {"all-met"}),
        (Outcome.NOT_MET, replace(COURSE, verdicts={1: None}), {"checkpoints-missing"}),
        (Outcome.NOT_MET, replace(COURSE, checkpoints_shared=3), {"checkpoints-missing"}),
        (Outcome.NOT_MET, replace(COURSE, verdicts={}), {"plan-without-criteria", "ways-out"}),
        (Outcome.NOT_MET, replace(COURSE, supported=False), {"plan-without-support", "ways-out"}),
        (Outcome.STOPPED, replace(COURSE, supported=False), set()),
        (Outcome.STOPPED, replace(COURSE, support=SHORT), set()),
        (Outcome.STOPPED, COURSE, {"all-support-given"}),
        (Outcome.WITHDRAWN, COURSE, set()),
        (Outcome.ROLE_CHANGE, COURSE, set()),
    ],
)
def test_what_each_outcome_needs(outcome: Outcome | None, course: Course, found: set[str]) -> None:
    """PIP-13, PIP-14, PIP-16: the same rule whoever decides."""
    assert codes(outcome_rules.objections_to_outcome(said(outcome), course)) == found


def test_an_outcome_has_reasons_for_every_criterion_and_a_cause() -> None:
    """PIP-15, PIP-16."""
    bare = Draft(Outcome.NOT_MET, "", {1: FOUND}, None)
    assert codes(outcome_rules.objections_to_outcome(bare, COURSE)) == {"outcome-without-reason", "criterion-unreasoned", "cause-missing"}


def test_support_that_was_not_given_is_no_cause_of_not_met() -> None:
    """PIP-14, PIP-15: it is the organisation's failing; the same cause stands beside a plan that was stopped for it."""
    assert codes(outcome_rules.objections_to_outcome(said(Outcome.NOT_MET, Cause.NO_SUPPORT), COURSE)) == {"cause-is-the-organisation"}
    short = replace(COURSE, support=SHORT)
    assert outcome_rules.objections_to_outcome(said(Outcome.STOPPED, Cause.NO_SUPPORT), short) == []


def test_an_assessment_begins_at_the_end_when_all_is_met_or_with_a_reason() -> None:
    """PIP-13, PIP-16."""
    rule = outcome_rules.objections_to_assessing
    assert rule(COURSE, early_reason="") == rule(replace(ALL_MET, **EARLY), early_reason="") == []
    assert rule(replace(COURSE, **EARLY), early_reason="The support failed.") == []
    assert codes(rule(replace(COURSE, **EARLY), early_reason="")) == {"assessed-too-early"}


def test_somebody_else_decides_only_after_both_could_not_agree() -> None:
    """PIP-16: five working days, to the end of the last of them."""
    rule = outcome_rules.objections_to_naming_decider
    assert rule(last_day=TODAY - timedelta(days=1), today=TODAY) == []
    assert codes(rule(last_day=TODAY, today=TODAY)) == {"still-to-agree"}


def test_an_appeal_has_its_window_to_the_end_of_its_last_day() -> None:
    """PIP-8, TRUST L5, N18."""
    rule = outcome_rules.objections_to_appeal
    assert rule("The pairing never took place.", last_day=TODAY, today=TODAY) == []
    assert codes(rule("x", last_day=TODAY, today=TODAY + timedelta(days=1))) == {"appeal-window-over"}
    assert codes(rule("", last_day=TODAY, today=TODAY)) == {"appeal-without-words"}
    assert codes(outcome_rules.objections_to_ending(last_day=TODAY, today=TODAY)) == {"appeal-window-open"}
    assert outcome_rules.objections_to_ending(last_day=TODAY, today=TODAY + timedelta(days=1)) == []


def test_an_appeal_is_decided_in_writing() -> None:
    """TRUST L5."""
    assert codes(outcome_rules.objections_to_appeal_decision(None, "")) == {"appeal-result-missing", "appeal-decision-unexplained"}
    assert outcome_rules.objections_to_appeal_decision(Appeal.UPHELD, "The records show it.") == []


def test_short_items_are_named() -> None:
    """PIP-14."""
    assert outcome_rules.short_items([*SHORT, *GIVEN]) == ["Pairing"]


def test_who_decides_is_named_and_agrees_to_what_was_read() -> None:
    """PIP-16."""
    assert codes(outcome_rules.nobody_named()) == {"decider-unnamed"}
    assert codes(list(outcome_rules.out_of_step().objections)) == {"outcome-proposal-changed"}


# Signals

FAIR = Facts(
    conversations=(TODAY, TODAY),
    weeks=8,
    pattern_days=60,
    due=2,
    shared=2,
    checkpoints=(NOTES, replace(NOTES, remains="Other.")),
    settled=True,
)


def raised(facts: Facts) -> set[str]:
    return {one.code for one in signal_rules.signals(facts) if one.raised}


def test_a_fair_process_raises_nothing() -> None:
    """PIP-17."""
    assert raised(FAIR) == raised(replace(FAIR, for_hr=True, surprises=[(TODAY, False)])) == set()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"few": True}, "conversations"),
        ({"doubts": (objection("pattern-written-late", "…", warning=True),)}, "pattern"),
        ({"weeks": 6}, "length"),
        ({"pattern_days": 200}, "length"),
        ({"changed": 1}, "criteria"),
        ({"without_input": (1,)}, "input"),
        ({"shared": 1}, "checkpoints"),
        ({"checkpoints": (replace(NOTES, working=""),)}, "recognition"),
        ({"checkpoints": (NOTES, NOTES)}, "same-words"),
        ({"short": ("Pairing",)}, "support"),
    ],
)
def test_each_signal_is_raised_by_its_own_fact(change: dict[str, object], code: str) -> None:
    """PIP-17: a question to ask."""
    assert raised(replace(FAIR, **change)) == {code}


def test_surprise_and_early_outcome_are_for_the_hr_partner_alone() -> None:
    """PIP-17, TRUST G7."""
    facts = replace(FAIR, surprises=[(TODAY, True)], drafted_early=True)
    assert raised(facts) == set()
    assert raised(replace(facts, for_hr=True)) == {"surprise", "early-outcome"}
    assert all(one.hr_only for one in signal_rules.signals(replace(facts, for_hr=True)) if one.raised)


def test_missing_views_are_no_signal_before_the_criteria_are_settled() -> None:
    """PIP-17."""
    assert raised(replace(FAIR, settled=False, without_input=(1,))) == set()


@pytest.mark.parametrize(
    ("answers", "code", "is_raised"),
    [
        ([], "signal-surprise-unanswered", False),
        ([False], "signal-no-surprise", False),
        ([True], "signal-surprise", True),
        ([True, False], "signal-surprise-taken-back", False),
        ([False, True], "signal-surprise-since", True),
    ],
)
def test_no_answer_and_each_answer_about_surprise_have_a_sentence(answers: list[bool], code: str, is_raised: bool) -> None:
    """PIP-9, PIP-17: silence is no answer, and an answer that was changed says so with both days."""
    days = [(TODAY - timedelta(days=len(answers) - number), yes) for number, yes in enumerate(answers)]
    found = signal_rules.signals(replace(FAIR, for_hr=True, surprises=days))
    line = next(one for one in found if one.code == "surprise")
    assert (line.finding.code, line.raised) == (code, is_raised)
    if len(answers) == 2:
        assert (line.finding.values["before"], line.finding.values["day"]) == (days[0][0], days[1][0])
