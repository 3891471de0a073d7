"""JSON lines in, JSON lines out (COACH-4, INTERFACES 5)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cadenza.wording import Kind
from cadenza.wording.lines import Answer, answer_lines

GOOD = {"kind": "manager_commitment", "text": "I take over your Friday tide watch from 6 June to 18 July."}
BAD = {"kind": "manager_commitment", "text": "I will support you wherever I can."}


def answer(asked: object, kind: Kind | None = None) -> Answer:
    (found,) = answer_lines([asked if isinstance(asked, str) else json.dumps(asked)], kind=kind)
    return found


def told(asked: object, kind: Kind | None = None) -> dict[str, Any]:
    found = answer(asked, kind)
    assert found.line is not None, found.error
    read: dict[str, Any] = json.loads(found.line)
    return read


def test_a_clean_text_is_answered_with_no_flaws() -> None:
    """INTERFACES 5"""
    assert told({"id": 1, **GOOD}) == {"id": 1, "flaws": [], "findings": []}


def test_a_finding_quotes_the_words_and_says_why_and_how_better() -> None:
    """COACH-2"""
    found = told({"id": 1, **BAD})
    (finding,) = found["findings"]
    assert found["flaws"] == [finding["flaw"]] == ["generic_support"]
    assert set(finding) == {"flaw", "words", "start", "end", "why", "better"}
    assert finding["words"] == BAD["text"][finding["start"] : finding["end"]]
    assert finding["why"].endswith(".")
    assert finding["words"] in finding["better"]
    assert "___" in finding["better"]


@pytest.mark.parametrize("id_", [7, -1.5, "seven", None, True, [1, [2]], {"row": 3}, "", "\ud800"])
def test_an_id_of_any_kind_is_given_back(id_: object) -> None:
    assert told({"id": id_, **GOOD})["id"] == id_


def test_a_line_without_an_id_is_answered_with_none() -> None:
    assert told(GOOD)["id"] is None


def test_answers_keep_the_order_of_the_lines_and_empty_lines_count_but_are_skipped() -> None:
    lines = [json.dumps({"id": number, **(GOOD if number % 2 else BAD)}) for number in range(6)]
    found = list(answer_lines([lines[0], "\n", "   ", *lines[1:]]))
    assert [json.loads(one.line or "")["id"] for one in found] == list(range(6))
    assert [one.number for one in found] == [1, 4, 5, 6, 7, 8]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{", "not a line of JSON"),
        ("weld it", "not a line of JSON"),
        ("\x00", "not a line of JSON"),
        ("[" * 100_000, "not a line of JSON"),
        ('{"text": "x", "kind": "key_result", "id": ' + "[" * 100_000 + "]" * 100_000 + "}", "not a line of JSON"),
        ('{"text": "x", "kind": "key_result", "id": NaN}', "an id that JSON cannot hold"),
        ('{"text": "x", "kind": "key_result", "id": 1e999}', "an id that JSON cannot hold"),
        ("[]", "not a JSON object"),
        ('"weld"', "not a JSON object"),
        ("null", "not a JSON object"),
        ("12", "not a JSON object"),
        ("{}", "no text"),
        ('{"kind": "key_result"}', "no text"),
        ('{"kind": "key_result", "text": null}', "no text"),
        ('{"kind": "key_result", "text": 12}', "no text"),
        ('{"kind": "key_result", "text": ["a"]}', "no text"),
        ('{"text": "weld"}', "kind is none of"),
        ('{"text": "weld", "kind": "poem"}', "kind is none of"),
        ('{"text": "weld", "kind": 3}', "kind is none of"),
        ('{"text": "weld", "kind": ["key_result"]}', "kind is none of"),
        ('{"text": "weld", "kind": "three_e_action"}', "needs e3"),
        ('{"text": "weld", "kind": "three_e_action", "e3": "travel"}', "needs e3"),
        ('{"text": "weld", "kind": "three_e_action", "e3": {}}', "needs e3"),
    ],
)
def test_a_line_that_cannot_be_read_is_named_and_the_others_are_answered(line: str, problem: str) -> None:
    """INTERFACES 5: a malformed line is named with its number."""
    before, wrong, after = answer_lines([json.dumps(GOOD), line, json.dumps(BAD)])
    assert (before.number, wrong.number, after.number) == (1, 2, 3)
    assert problem in (wrong.error or "")
    assert wrong.line is None
    assert before.line
    assert after.line


def test_the_kind_asked_for_holds_for_lines_that_name_none_and_no_others() -> None:
    text = "Relaunch the catalogue"
    assert told({"text": text}, Kind.KEY_RESULT)["flaws"] == told({"text": text, "kind": "key_result"})["flaws"] != []
    assert told({"text": text, "kind": "success_measure"}, Kind.KEY_RESULT)["flaws"] != told({"text": text}, Kind.KEY_RESULT)["flaws"]
    assert answer({"text": text, "kind": "poem"}, Kind.KEY_RESULT).error


def test_an_action_is_judged_by_the_field_it_was_typed_into() -> None:
    text = "A course in marquetry."
    education, experience = ({"kind": "three_e_action", "e3": e3, "text": text} for e3 in ("education", "experience"))
    assert told(education)["flaws"] == ["generic_course"]
    assert told(experience)["flaws"] == ["simulated_experience"]


@pytest.mark.parametrize("text", ["", " ", "\x00", "\ud800", "weld \ud83d it", "100 % %s %(words)s", "\u202eweld", "a\x00b"])
def test_any_string_is_a_text(text: str) -> None:
    assert told({"id": "x", "kind": "development_goal", "text": text})["id"] == "x"


def test_an_answer_can_be_written_to_any_terminal() -> None:
    """A quotation with a lone surrogate would break a stream; JSON's own escapes do not."""
    line = answer({"kind": "development_goal", "text": "Improve my \ud800 “négociation” skills"}).line
    assert line
    assert line.isascii()


def test_only_a_text_over_the_limit_is_marked_truncated() -> None:
    """COACH-2"""
    assert "truncated" not in told({**BAD, "text": "x" * 5_000})
    assert told({**BAD, "text": "x" * 5_001})["truncated"] is True


def test_a_huge_line_is_answered() -> None:
    assert told({**BAD, "text": BAD["text"] + " x" * 500_000})["truncated"] is True
