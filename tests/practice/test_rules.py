"""What a prompt must be, and how HR's wording meets the one the product comes with: HR-3, PLAN-13, REV-1, REV-2."""

from __future__ import annotations

from dataclasses import replace

from cadenza.practice import rules
from cadenza.practice.rules import Stage, prompts_from

SHIPPED = prompts_from(None)


def codes(prompts: rules.Prompts) -> list[tuple[str, str]]:
    return [(one.code, one.where) for one in rules.objections_to_prompts(prompts)]


def test_the_shipped_prompts_can_be_used_as_they_are() -> None:
    assert codes(SHIPPED) == []


def test_a_talk_about_goals_has_its_five_stages_in_order() -> None:
    """PLAN-13."""
    assert list(SHIPPED.goal_setting) == ["opening", "needs", "sharpening", "organisation", "support"]


def test_six_coaching_prompts_are_at_hand() -> None:
    """REV-2."""
    assert len(SHIPPED.coaching) == 6


def test_a_stored_version_reads_back_as_it_was_saved() -> None:
    worded = replace(
        SHIPPED, number=3, coaching=("Which call did we listen to?",), review={**SHIPPED.review, "done": "What is behind you?"}
    )
    assert prompts_from(rules.as_words(worded), number=3) == worded


def test_a_question_added_after_a_version_was_saved_has_its_shipped_words() -> None:
    assert prompts_from({"review": {"done": "What is behind you?"}}).review["learned"] == SHIPPED.review["learned"]


def test_no_stage_may_fall_silent() -> None:
    assert codes(replace(SHIPPED, goal_setting={**SHIPPED.goal_setting, Stage.NEEDS.value: ()})) == [
        ("stage-without-prompt", "stage-needs")
    ]


def test_no_question_of_a_review_may_lose_its_words() -> None:
    assert codes(replace(SHIPPED, review={**SHIPPED.review, "need": " "})) == [("question-without-words", "review-need")]


def test_a_prompt_fits_a_label() -> None:
    long = "x" * (rules.PROMPT_LENGTH + 1)
    prompts = replace(
        SHIPPED,
        review={**SHIPPED.review, "need": long},
        goal_setting={**SHIPPED.goal_setting, "support": (long,)},
        coaching=(long,),
    )
    assert codes(prompts) == [("prompt-too-long", "stage-support"), ("prompt-too-long", "review-need"), ("prompt-too-long", "coaching")]


def test_one_coaching_prompt_at_least_stays() -> None:
    assert codes(replace(SHIPPED, coaching=())) == [("no-coaching-prompt", "coaching")]


def test_more_coaching_prompts_than_anybody_takes_in_are_refused() -> None:
    many = tuple(f"Question {number}" for number in range(rules.COACHING_LIMIT + 1))
    assert codes(replace(SHIPPED, coaching=many)) == [("too-many-coaching-prompts", "coaching")]


def test_prompts_are_written_one_a_line() -> None:
    assert rules.lines_of("  What now? \n\n Who  helps?\nWhat now?") == ("What now?", "Who helps?")
