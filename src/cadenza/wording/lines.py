"""JSON lines in, JSON lines out: what the command and the API share (COACH-4, INTERFACES 5)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cadenza.wording.coach import read
from cadenza.wording.findings import Kind, ThreeE, in_english


@dataclass(frozen=True)
class Answer:
    """The answer to one line, numbered from 1: a line of JSON, or what is wrong with the line."""

    number: int
    line: str | None = None
    error: str | None = None


class _Malformed(Exception):  # noqa: N818  says what is wrong with a line; never leaves this module
    pass


def answer_lines(lines: Iterable[str], *, kind: Kind | None = None) -> Iterator[Answer]:
    """One answer a line, in order; empty lines are skipped. `kind` holds for lines that name none."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield Answer(number, line=_written(_answer(line, kind)))
            except _Malformed as malformed:
                yield Answer(number, error=str(malformed))


def _answer(line: str, default: Kind | None) -> dict[str, object]:
    try:
        asked = json.loads(line)
    except (ValueError, RecursionError) as problem:
        raise _Malformed("not a line of JSON") from problem
    if not isinstance(asked, dict):
        raise _Malformed("not a JSON object")
    text = asked.get("text")
    if not isinstance(text, str):
        raise _Malformed("no text")
    kind = _kind(asked.get("kind"), default)
    e3 = _e3(asked.get("e3")) if kind is Kind.THREE_E_ACTION else None
    found = read(text, kind, e3)
    answer: dict[str, object] = {
        "id": asked.get("id"),
        "flaws": [str(flaw) for flaw in found.flaws],
        "findings": [
            {
                "flaw": str(finding.flaw),
                "words": finding.words,
                "start": finding.start,
                "end": finding.end,
                "why": in_english(finding.why),
                "better": in_english(finding.better),
            }
            for finding in found.findings
        ],
    }
    return answer | {"truncated": True} if found.truncated else answer


def _written(answer: dict[str, object]) -> str:
    try:
        return json.dumps(answer, allow_nan=False)
    except (ValueError, RecursionError) as problem:
        raise _Malformed("an id that JSON cannot hold") from problem


def _kind(named: object, default: Kind | None) -> Kind:
    if named is None and default is not None:
        return default
    if not isinstance(named, str) or named not in set(Kind):
        raise _Malformed(f"kind is none of {', '.join(Kind)}")
    return Kind(named)


def _e3(named: object) -> ThreeE:
    if not isinstance(named, str) or named not in set(ThreeE):
        raise _Malformed(f"a {Kind.THREE_E_ACTION} needs e3, one of {', '.join(ThreeE)}")
    return ThreeE(named)
