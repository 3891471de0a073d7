"""The coach's door: one text in, its findings out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from cadenza.wording import advice, commitments, concerns, criteria, goals, results, three_e
from cadenza.wording.findings import LIMIT, POSSIBLE, Finding, Flaw, Found, Kind, Reading, ThreeE
from cadenza.wording.language import is_english
from cadenza.wording.text import Text


def read(text: str, kind: Kind, e3: ThreeE | None = None, *, answered: Collection[Flaw] = ()) -> Reading:
    """What the coach finds in a text of a kind; `answered` names flaws that another field of the same form answers (COACH-3)."""
    truncated = len(text) > LIMIT
    read = Text(text[:LIMIT])
    if not read.words or not is_english(read):
        return Reading(truncated=truncated)
    findings = []
    for flaw, span in _judged(read, kind, e3).items():
        if flaw in POSSIBLE[kind] and flaw not in answered:
            start, end = read.said(span if flaw is Flaw.ABSOLUTE and kind is not Kind.MANAGER_COMMITMENT else read.phrase(span))
            words = text[start:end]
            better = advice.better(flaw, kind, e3, text=read.raw, words=words)
            findings.append(Finding(flaw, words, start, end, advice.why(flaw), better))
    return Reading(tuple(findings), truncated)


_JUDGES: Mapping[Kind, Callable[[Text], Found]] = {
    Kind.DEVELOPMENT_GOAL: goals.judge,
    Kind.SUCCESS_MEASURE: goals.judge_measure,
    Kind.PIP_CRITERION: criteria.judge,
    Kind.CONCERN_STATEMENT: concerns.judge,
    Kind.MANAGER_COMMITMENT: commitments.judge,
    Kind.KEY_RESULT: results.judge,
}


def _judged(text: Text, kind: Kind, e3: ThreeE | None) -> Found:
    return three_e.judge(text, e3) if kind is Kind.THREE_E_ACTION else _JUDGES[kind](text)


def can_read(text: str) -> bool:
    """Whether the coach can judge a text at all; of others it finds nothing (COACH-3, PIP-4)."""
    return is_english(Text(text[:LIMIT]))


def criterion(statement: str, measure: str, assessor: str, source: str, period: str) -> str:
    """The sentence that a criterion's parts make, judged as a whole (PIP-4, COACH-3)."""
    return " ".join(part for part in (statement, measure, assessor, source, period) if part)
