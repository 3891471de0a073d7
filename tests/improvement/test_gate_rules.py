"""What the gate asks, of whom, and what it never lets through."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from cadenza.improvement import gate_rules
from cadenza.improvement.gate_rules import ROUTES, Citation, Condition, Confirmation, Promise, Source
from cadenza.improvement.rules import Part

TODAY = date(2026, 9, 1)
YES = [Promise("Pairing", accepted=True)]


def cited(condition: Condition, dated: date, source: Source = Source.EVIDENCE, **more: object) -> Citation:
    found: dict[str, object] = {
        "number": 1,
        "ref": f"{condition}-{dated}",
        "author": "Priya",
        "words": "x",
        "shared": source is Source.SLIP,
    }
    return Citation(condition=condition, source=source, dated=dated, **{**found, **more})  # type: ignore[arg-type]


def talk(dated: date, **more: object) -> Citation:
    return cited(
        Condition.EARLIER, dated, Source.SLIP, **{"follow_up_on": dated + timedelta(days=28), "support_given": "Two pairings.", **more}
    )


WHOLE = [
    cited(Condition.PERSISTENT, date(2026, 6, 12)),
    cited(Condition.PERSISTENT, date(2026, 8, 20)),
    cited(Condition.EXPLICIT, date(2026, 7, 1), Source.SLIP),
    talk(date(2026, 6, 30)),
    talk(date(2026, 7, 20)),
]
SAID = Confirmation(frozenset(Condition), "Read the records of two quarters.", "")


def missing(*citations: Citation, promises: list[Promise] = YES, today: date = TODAY) -> set[str]:
    return {one.code for one in gate_rules.missing_records(citations, promises, today=today)}


def test_a_gate_with_all_its_records_has_nothing_missing() -> None:
    """PIP-2."""
    assert missing(*WHOLE) == set()


def test_an_empty_gate_names_each_missing_record() -> None:
    """PIP-2: it says which."""
    assert missing(promises=[]) == {"no-pattern-shown", "no-written-expectation", "no-earlier-conversation", "no-support-promised"}


def test_two_facts_of_one_week_are_a_bad_patch() -> None:
    """PIP-2: a pattern."""
    patch = [cited(Condition.PERSISTENT, date(2026, 8, 1)), cited(Condition.PERSISTENT, date(2026, 8, 28))]
    assert "no-pattern-shown" in missing(*WHOLE[2:], *patch)
    assert "no-pattern-shown" not in missing(*WHOLE[2:], patch[0], cited(Condition.PERSISTENT, date(2026, 8, 29)))


def test_feedback_is_a_fact_of_a_pattern_and_an_assessment_is_a_judgement_of_facts() -> None:
    """PIP-2: what an assessment rests on is cited itself; the assessment adds no fact to it."""
    for source, lacking in ((Source.FEEDBACK, False), (Source.GAP, True)):
        pair = [cited(Condition.PERSISTENT, date(2026, 6, 12)), cited(Condition.PERSISTENT, date(2026, 8, 20), source, shared=True)]
        assert ("no-pattern-shown" in missing(*WHOLE[2:], *pair)) is lacking, source
    backwards = [WHOLE[1], *WHOLE[2:], WHOLE[0]]
    assert [one.dated for one in gate_rules.facts_in(backwards)] == [date(2026, 6, 12), date(2026, 8, 20)]


def test_a_support_whose_provider_has_not_said_yes_is_not_promised() -> None:
    """PIP-2, PIP-7."""
    assert missing(*WHOLE, promises=[Promise("Pairing", accepted=False)]) == {"no-support-promised"}


@pytest.mark.parametrize(
    "change",
    [
        {"shared": False},
        {"confirmed": False},
        {"support_given": " "},
        {"follow_up_on": None},
        {"follow_up_on": TODAY + timedelta(days=1)},
        {"follow_up_on": TODAY},
        {"follow_up_on": date(2026, 7, 20)},
        {"told_on": date(2026, 7, 8)},
    ],
)
def test_a_conversation_counts_only_shared_confirmed_followed_up_and_with_support(change: dict[str, object]) -> None:
    """PIP-2, EARLY-5, EARLY-4: nor does one count whose day has not passed, or that left too little time to change anything."""
    assert missing(*WHOLE[:3], talk(date(2026, 6, 30), **change)) == {"no-earlier-conversation"}


def test_a_conversation_counts_from_three_weeks_after_the_person_was_told() -> None:
    """PIP-2, EARLY-4: the day must have come to its end, and the refusal says how long the time is."""
    told = talk(date(2026, 7, 1), told_on=date(2026, 7, 7), follow_up_on=date(2026, 7, 28))
    assert missing(*WHOLE[:3], told, today=date(2026, 7, 29)) == set()
    (no,) = gate_rules.missing_records([*WHOLE[:3], told], YES, today=date(2026, 7, 28))
    assert (no.code, no.values["days"]) == ("no-earlier-conversation", 21)


def test_points_that_were_changed_after_they_were_cited_refuse_the_gate() -> None:
    """PIP-2, TRUST 0.3: what is cited is what the person was shown last; one sentence for each condition."""
    copied = [replace(one, number=number, ref="A-1", version=1) for number, one in enumerate(WHOLE)]
    assert gate_rules.objections_to_overtaken(copied, {"A-1": 1}) == []
    assert gate_rules.objections_to_overtaken(copied, {}) == []
    assert gate_rules.objections_to_overtaken(WHOLE, {one.ref: 2 for one in WHOLE}) == []
    found = gate_rules.objections_to_overtaken(copied, {"A-1": 2})
    assert [(one.code, one.where) for one in found] == [
        ("citation-overtaken", condition) for condition in (Condition.PERSISTENT, Condition.EXPLICIT, Condition.EARLIER)
    ]


def test_hr_alone_is_told_of_another_plan() -> None:
    """HAND-1, TRUST X2."""
    rule = gate_rules.objections_to_second_plan
    assert [one.code for one in rule(part=Part.HR, another_open=True)] == ["another-plan-open"]
    assert rule(part=Part.HR, another_open=False) == rule(part=Part.MANAGER, another_open=True) == []


def test_the_same_conversation_counts_once() -> None:
    """PIP-2."""
    one = talk(date(2026, 6, 30))
    assert gate_rules.conversations_in([one, one], today=TODAY) == [one]
    assert gate_rules.were_few([one, one], today=TODAY)


def test_two_conversations_in_six_months_are_not_few() -> None:
    """PIP-2, TRUST L28."""
    assert not gate_rules.were_few(WHOLE, today=TODAY)
    assert gate_rules.were_few(WHOLE, today=date(2027, 1, 5))


def test_an_expectation_that_was_never_shared_is_not_in_writing() -> None:
    """PIP-2."""
    assert "no-written-expectation" in missing(*WHOLE[:2], *WHOLE[3:], cited(Condition.EXPLICIT, TODAY, Source.SLIP, shared=False))


def test_a_conversation_that_the_person_did_not_confirm_shows_nothing() -> None:
    """PIP-2: neither a pattern, nor an expectation, nor an earlier conversation."""
    unsaid = [replace(one, source=Source.SLIP, shared=True, confirmed=False) for one in WHOLE]
    assert {"no-pattern-shown", "no-written-expectation", "no-earlier-conversation"} <= missing(*unsaid)


def test_every_condition_has_its_other_route() -> None:
    """PIP-2, DESIGN 6: a gate, not a wall."""
    assert set(ROUTES) == set(Condition)
    assert all(ROUTES.values())


def confirming(said: Confirmation = SAID, part: Part = Part.MANAGER, citations: list[Citation] = WHOLE) -> set[str]:
    return {one.code for one in gate_rules.objections_to_confirming(said, part=part, citations=citations, promises=YES, today=TODAY)}


@pytest.mark.parametrize("part", [Part.MANAGER, Part.HR])
def test_manager_and_hr_confirm_when_all_is_there(part: Part) -> None:
    """PIP-2."""
    assert confirming(part=part) == set()


@pytest.mark.parametrize("condition", list(Condition))
@pytest.mark.parametrize("part", [Part.MANAGER, Part.HR])
def test_a_condition_left_open_refuses_whoever_it_is(condition: Condition, part: Part) -> None:
    """PIP-2: nobody can override."""
    assert confirming(Confirmation(frozenset(Condition) - {condition}, "Read it."), part) == {"condition-not-confirmed"}


@pytest.mark.parametrize("part", [Part.MANAGER, Part.HR])
def test_missing_records_refuse_however_much_is_confirmed(part: Part) -> None:
    """PIP-2: no confirmation stands in for a record."""
    assert confirming(SAID, part, WHOLE[2:]) >= {"no-pattern-shown"}


def test_a_confirmation_says_how_one_knows() -> None:
    assert confirming(Confirmation(frozenset(Condition), "…")) == {"gate-without-words"}


def test_hr_explains_few_conversations_and_the_manager_need_not() -> None:
    """PIP-2, TRUST L28."""
    few = WHOLE[:-1]
    assert confirming(SAID, Part.HR, few) == {"few-conversations-unexplained"}
    assert confirming(SAID, Part.MANAGER, few) == set()
    assert confirming(Confirmation(frozenset(Condition), "Read it.", "A new team in between."), Part.HR, few) == set()


@pytest.mark.parametrize(
    ("condition", "source", "given", "code"),
    [
        (Condition.PERSISTENT, Source.EVIDENCE, {"may_see": False}, "record-not-yours-to-cite"),
        (Condition.EXPLICIT, Source.EVIDENCE, {}, "record-shows-other"),
        (Condition.NOT_OTHER, Source.SLIP, {}, "record-shows-other"),
        (Condition.EARLIER, Source.SLIP, {"shared": False}, "record-never-shared"),
        (Condition.EARLIER, Source.SLIP, {"support_given": ""}, "support-then-unsaid"),
        (Condition.EARLIER, Source.SLIP, {"support_given": "x" * 5001}, "formal-text-too-long"),
        (Condition.PERSISTENT, Source.FEEDBACK, {"shared": False}, "record-never-shared"),
        (Condition.PERSISTENT, Source.GAP, {"shared": False}, "record-never-shared"),
        (Condition.EXPLICIT, Source.GAP, {}, "record-shows-other"),
        (Condition.EARLIER, Source.FEEDBACK, {}, "record-shows-other"),
        (Condition.PERSISTENT, Source.EVIDENCE, {"shared": False}, None),
        (Condition.PERSISTENT, Source.FEEDBACK, {}, None),
        (Condition.PERSISTENT, Source.GAP, {}, None),
        (Condition.EARLIER, Source.SLIP, {}, None),
    ],
)
def test_what_may_be_cited_for_what(condition: Condition, source: Source, given: dict[str, object], code: str | None) -> None:
    """PIP-2, EARLY-5, TRUST 0.3: no secret evidence, and only what the citer may see."""
    whole = {"may_see": True, "shared": True, "support_given": "Two pairings.", **given}
    found = gate_rules.objections_to_citing(condition, source, **whole)  # type: ignore[arg-type]
    assert [one.code for one in found] == ([code] if code else [])


def test_circumstances_are_answered_each() -> None:
    """PIP-3."""
    found = gate_rules.objections_to_considering({"adjustments": "Nothing known.", "leave": " "})
    assert [one.where for one in found] == ["leave", "changes"]
    assert gate_rules.objections_to_considering(dict.fromkeys(gate_rules.QUESTIONS, "Nothing known.")) == []


def test_withdrawing_needs_a_reason_of_readable_length() -> None:
    """PIP-16."""
    assert [one.code for one in gate_rules.objections_to_withdrawing("")] == ["withdrawn-without-reason"]
    assert gate_rules.objections_to_withdrawing("Support first.") == []
    assert [one.code for one in gate_rules.objections_to_withdrawing("x" * 5001)] == ["formal-text-too-long"]


def test_a_plan_whose_register_nobody_keeps_does_not_pass_hr() -> None:
    """TRUST X6, X7, X13: said to HR alone."""
    assert gate_rules.objections_to_unkept_register(part=Part.HR, kept=True) == []
    assert gate_rules.objections_to_unkept_register(part=Part.MANAGER, kept=False) == []
    (found,) = gate_rules.objections_to_unkept_register(part=Part.HR, kept=False)
    assert (found.code, found.warning) == ("register-unkept", False)


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ((date(2026, 6, 15), date(2026, 8, 20)), []),
        ((date(2026, 8, 20), date(2026, 8, 20)), ["pattern-written-at-once"]),
        ((date(2026, 8, 20), TODAY), ["pattern-written-late"]),
        ((TODAY, TODAY), ["pattern-written-late", "pattern-written-at-once"]),
        ((None, date(2026, 8, 20)), []),  # agreed points: the person read them on their own day
    ],
)
def test_a_pattern_written_down_in_one_go_is_a_question_to_ask(written: tuple[date | None, ...], found: list[str]) -> None:
    """PIP-2, PIP-17: old dates are their author's word; the days of writing are not."""
    facts = [cited(Condition.PERSISTENT, date(2026, 6 + n, 12), written_on=day) for n, day in enumerate(written)]
    asked = gate_rules.warnings_of_pattern(facts, begun_on=TODAY)
    assert [one.code for one in asked] == found
    assert all(one.warning for one in asked)
    assert missing(*facts, *WHOLE[2:]) == set()


def test_records_of_which_nobody_knows_the_day_of_writing_raise_nothing() -> None:
    """PIP-17: plans from before it was copied."""
    assert gate_rules.warnings_of_pattern(WHOLE, begun_on=None) == []
    assert gate_rules.warnings_of_pattern([replace(one, written_on=TODAY) for one in WHOLE[:1]], begun_on=None) == []
