"""The coach's door: one text in, its findings out."""

from __future__ import annotations

from collections.abc import Collection

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
            start, end = read.said(span if flaw is Flaw.ABSOLUTE else read.phrase(span))
            words = text[start:end]
            better = advice.better(flaw, kind, e3, text=read.raw, words=words)
            findings.append(Finding(flaw, words, start, end, advice.why(flaw), better))
    return Reading(tuple(findings), truncated)


def _judged(text: Text, kind: Kind, e3: ThreeE | None) -> Found:
    match kind:
        case Kind.DEVELOPMENT_GOAL:
            return goals.judge(text)
        case Kind.SUCCESS_MEASURE:
            return goals.judge_measure(text)
        case Kind.PIP_CRITERION:
            return criteria.judge(text)
        case Kind.CONCERN_STATEMENT:
            return concerns.judge(text)
        case Kind.MANAGER_COMMITMENT:
            return commitments.judge(text)
        case Kind.THREE_E_ACTION:
            return three_e.judge(text, e3)
        case Kind.KEY_RESULT:
            return results.judge(text)


def criterion(statement: str, measure: str, assessor: str, source: str, period: str) -> str:
    """The sentence that a criterion's parts make, judged as a whole (PIP-4, COACH-3)."""
    return " ".join(part for part in (statement, measure, assessor, source, period) if part)
