"""The prompts of goal setting, review and coaching: their keys, how they read until HR words them anew, what a prompt must be. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cadenza.objections import N_, Objection, objection
from cadenza.people.rules import Coded

PROMPT_LENGTH = 200
"""Characters: a prompt is a label that people read while they talk."""
COACHING_LIMIT = 12
"""As many as fit beside a text without a search of their own."""


class Stage(Coded):
    """The five stages of a goal-setting talk, in their order (PLAN-13)."""

    OPENING = "opening"
    NEEDS = "needs"
    SHARPENING = "sharpening"
    ORGANISATION = "organisation"
    SUPPORT = "support"


STAGE_PROMPTS: Mapping[Stage, tuple[str, ...]] = {
    Stage.OPENING: (
        N_("What kind of work would you like more of in a year's time?"),
        N_("Which piece of your recent work are you glad to have done yourself?"),
    ),
    Stage.NEEDS: (
        N_("Where did the work last ask for more than you could yet bring to it?"),
        N_("Which key result would move sooner if you could do one more thing alone?"),
    ),
    Stage.SHARPENING: (
        N_("By the end of the quarter, what will somebody see you do that they do not see today?"),
        N_("In which piece of live work will it show?"),
    ),
    Stage.ORGANISATION: (
        N_("What does the team need from this role next quarter?"),
        N_("Which capability is thin around you at the moment?"),
    ),
    Stage.SUPPORT: (
        N_("Who could you watch, or who could watch you, doing this?"),
        N_("What would have to make room so that this gets done?"),
    ),
}
"""PLAN-13: they look ahead; none asks for a rating of the past."""

REVIEW_PROMPTS: Mapping[str, str] = {
    "done": N_("What got done since last time?"),
    "worked": N_("What worked, and what did not?"),
    "in_the_way": N_("What got in the way?"),
    "learned": N_("What did you learn?"),
    "focus": N_("What comes first until next time?"),
    "need": N_("What is needed from the manager?"),
    "goals_change": N_("Should anything about the goals change?"),
    "support_given": N_("Manager: which support did I give, and which not yet?"),
    "observations": N_("Manager: what did I see in the work that bears on the goals?"),
    "conditions": N_("Manager: what did I change so that this can succeed?"),
    "moved": N_("What moved, and what shows it?"),
    "blocked": N_("What is in the way?"),
}
"""REV-1's questions as the labels of their fields, by the field's name; `moved` and `blocked` are asked goal by goal."""

COACHING_PROMPTS: tuple[str, ...] = (
    N_("Which capability are we building here?"),
    N_("Which real work is building it?"),
    N_("What is the hard part at the moment?"),
    N_("Which support would make the difference?"),
    N_("What reads or runs better than it did last month?"),
    N_("Which piece of work have we just looked at?"),
)
"""REV-2: one tap puts one of them under the talk. HR may add, drop and reword them."""


@dataclass(frozen=True)
class Prompts:
    """All prompts as they stand at one moment: read at the door, passed on, never changed on the way."""

    number: int
    goal_setting: Mapping[str, tuple[str, ...]]
    review: Mapping[str, str]
    coaching: tuple[str, ...]


def prompts_from(words: Mapping[str, object] | None, *, number: int = 0) -> Prompts:
    """The prompts of a stored version, with today's wording for whatever it does not hold. Rule HR-3."""
    stored: Mapping[str, object] = words or {}
    staged, asked, coached = stored.get("goal_setting"), stored.get("review"), stored.get("coaching")
    return Prompts(
        number=number,
        goal_setting={stage.value: _lines(staged, stage.value) or prompts for stage, prompts in STAGE_PROMPTS.items()},
        review={key: _line(asked, key) or prompt for key, prompt in REVIEW_PROMPTS.items()},
        coaching=tuple(str(line) for line in coached) if isinstance(coached, list | tuple) and coached else COACHING_PROMPTS,
    )


def as_words(prompts: Prompts) -> dict[str, object]:
    """The same as plain values, the way a version keeps them. House arithmetic."""
    return {
        "goal_setting": {stage: list(lines) for stage, lines in prompts.goal_setting.items()},
        "review": dict(prompts.review),
        "coaching": list(prompts.coaching),
    }


STAGE_FIELD, REVIEW_FIELD, COACHING_FIELD = "stage-", "review-", "coaching"


def fields_of(prompts: Prompts) -> dict[str, object]:
    """The same field by field, as two people may change them apart (DATA-1). House arithmetic."""
    staged: dict[str, object] = {f"{STAGE_FIELD}{stage}": lines for stage, lines in prompts.goal_setting.items()}
    return staged | {f"{REVIEW_FIELD}{key}": line for key, line in prompts.review.items()} | {COACHING_FIELD: prompts.coaching}


def prompts_of_fields(fields: Mapping[str, object], *, number: int) -> Prompts:
    """The way back. House arithmetic."""
    staged = {name.removeprefix(STAGE_FIELD): lines for name, lines in fields.items() if name.startswith(STAGE_FIELD)}
    asked = {name.removeprefix(REVIEW_FIELD): str(line) for name, line in fields.items() if name.startswith(REVIEW_FIELD)}
    return Prompts(number, {stage: _lines(staged, stage) for stage in staged}, asked, _lines(fields, COACHING_FIELD))


def objections_to_prompts(prompts: Prompts) -> list[Objection]:
    """Why these prompts cannot take effect; empty when they can. Rules HR-3, PLAN-13, REV-1, REV-2.

    No question of a review and no stage of a talk may be left without words; what HR no longer wants to ask, people leave unanswered.
    """
    found = []
    for stage, lines in prompts.goal_setting.items():
        if not any(line.strip() for line in lines):
            found.append(objection("stage-without-prompt", N_("Write at least one prompt for this stage."), where=f"stage-{stage}"))
        found += [_too_long(f"stage-{stage}") for line in lines if len(line) > PROMPT_LENGTH][:1]
    for key, line in prompts.review.items():
        if not line.strip():
            found.append(
                objection("question-without-words", N_("Word this question. It is the label of its field."), where=f"review-{key}")
            )
        elif len(line) > PROMPT_LENGTH:
            found.append(_too_long(f"review-{key}"))
    return found + _objections_to_coaching(prompts.coaching)


def lines_of(text: str) -> tuple[str, ...]:
    """The prompts of a text area: one a line, empty lines left out, none twice. House arithmetic."""
    return tuple(dict.fromkeys(line for line in (" ".join(raw.split()) for raw in text.splitlines()) if line))


def _objections_to_coaching(lines: Sequence[str]) -> list[Objection]:
    if not lines:
        return [objection("no-coaching-prompt", N_("Keep at least one coaching prompt."), where="coaching")]
    if len(lines) > COACHING_LIMIT:
        message = N_("Keep at most %(limit)d coaching prompts, so that they can be taken in at a glance.")
        return [objection("too-many-coaching-prompts", message, where="coaching", limit=COACHING_LIMIT)]
    return [_too_long("coaching") for line in lines if len(line) > PROMPT_LENGTH][:1]


def _too_long(where: str) -> Objection:
    return objection("prompt-too-long", N_("Keep each prompt within %(limit)d characters."), where=where, limit=PROMPT_LENGTH)


def _lines(stored: object, key: str) -> tuple[str, ...]:
    lines = stored.get(key) if isinstance(stored, Mapping) else None
    return tuple(str(line) for line in lines) if isinstance(lines, list | tuple) else ()


def _line(stored: object, key: str) -> str:
    return str(stored.get(key, "")) if isinstance(stored, Mapping) else ""
