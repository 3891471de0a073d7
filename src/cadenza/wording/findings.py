"""What the coach is asked and what it answers: kinds of text, flaws, findings, and which flaw can occur where (COACH-1, COACH-2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from cadenza.objections import Objection
from cadenza.wording.text import Span


class Kind(StrEnum):
    """What a text was typed as. Rule COACH-1."""

    DEVELOPMENT_GOAL = "development_goal"
    SUCCESS_MEASURE = "success_measure"
    PIP_CRITERION = "pip_criterion"
    CONCERN_STATEMENT = "concern_statement"
    MANAGER_COMMITMENT = "manager_commitment"
    THREE_E_ACTION = "three_e_action"
    KEY_RESULT = "key_result"


class ThreeE(StrEnum):
    """The field an action was typed into: 70, 20 or 10 of the three E's."""

    EXPERIENCE = "experience"
    EXPOSURE = "exposure"
    EDUCATION = "education"


class Flaw(StrEnum):
    """What may be missing from a text. Rule COACH-2."""

    ACTIVITY = "activity_not_outcome"
    VAGUE = "vague"
    NO_MEASURE = "no_measure"
    NO_DATE = "no_date"
    PERSONALITY = "personality"
    NOT_ASSESSABLE = "not_assessable"
    GENERIC_SUPPORT = "generic_support"
    GENERIC_COURSE = "generic_course"
    SIMULATED = "simulated_experience"
    ABSOLUTE = "absolute_unachievable"
    COMPOUND = "compound"


_COMMON = frozenset({Flaw.VAGUE, Flaw.NO_MEASURE, Flaw.ABSOLUTE, Flaw.COMPOUND})

POSSIBLE: Mapping[Kind, frozenset[Flaw]] = {
    Kind.DEVELOPMENT_GOAL: _COMMON | {Flaw.ACTIVITY, Flaw.NO_DATE},
    Kind.SUCCESS_MEASURE: _COMMON,
    Kind.PIP_CRITERION: _COMMON | {Flaw.ACTIVITY, Flaw.NO_DATE, Flaw.PERSONALITY, Flaw.NOT_ASSESSABLE},
    Kind.CONCERN_STATEMENT: frozenset({Flaw.VAGUE, Flaw.NO_DATE, Flaw.PERSONALITY, Flaw.COMPOUND}),
    Kind.MANAGER_COMMITMENT: frozenset({Flaw.NO_DATE, Flaw.GENERIC_SUPPORT, Flaw.ABSOLUTE, Flaw.COMPOUND}),
    Kind.THREE_E_ACTION: frozenset({Flaw.VAGUE, Flaw.GENERIC_COURSE, Flaw.SIMULATED, Flaw.COMPOUND}),
    Kind.KEY_RESULT: _COMMON | {Flaw.ACTIVITY, Flaw.NO_DATE},
}
"""Which flaw a text of each kind can have; nothing else is ever found in it."""

REFUSED_IN_CRITERIA = frozenset({Flaw.NOT_ASSESSABLE, Flaw.PERSONALITY, Flaw.VAGUE, Flaw.ACTIVITY, Flaw.NO_MEASURE, Flaw.ABSOLUTE})
"""A PIP's criterion with one of these needs rewording; the others are said and let through. Rule PIP-4."""

LIMIT = 5_000
"""Characters that are read of a text; what follows is not (COACH-2)."""


Found: TypeAlias = "dict[Flaw, Span]"
"""What a judge answers with: the flaws and the words that show them."""


@dataclass(frozen=True)
class Finding:
    """One flaw in one text.

    `words` is `text[start:end]`, as the writer typed them. `why` and `better` are untranslated sentences with their
    values, said by `web.words.say` on pages and by `in_english` elsewhere; `better` is built from the writer's words,
    with "___" where something is missing.
    """

    flaw: Flaw
    words: str
    start: int
    end: int
    why: Objection
    better: Objection


@dataclass(frozen=True)
class Reading:
    """All that the coach found in one text, in the order of the words; `truncated` when it read only the first 5,000 characters."""

    findings: tuple[Finding, ...] = ()
    truncated: bool = False

    @property
    def flaws(self) -> tuple[Flaw, ...]:
        return tuple(finding.flaw for finding in self.findings)


def in_english(sentence: Objection) -> str:
    """A finding's sentence where no translation is at hand: the command, and tests."""
    message = sentence.message if isinstance(sentence.message, str) else sentence.message[0]
    return message % sentence.values
