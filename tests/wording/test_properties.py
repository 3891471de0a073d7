"""What holds for every text that anybody may type (COACH-2, COACH-3)."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cadenza.wording import LIMIT, POSSIBLE, Flaw, Kind, Reading, ThreeE, criterion, in_english, read
from cadenza.wording.lexicon import words

PIECES = sorted(
    words(
        "I you we will can must the my your improve attend understand communication skills lazy attitude never every always 100 % zero no all course "
        "training support help by before within without March 2026 Q3 next week two 12 3rd and , ; . : ( ) \" “ ” ' - — / % %s %(words)s can't dont ² "
        "so that until Monday daily better soon more mock simulation Ingrid customer error report write weld sign at least of in on to be"
    )
)
SENTENCES = st.lists(st.sampled_from(PIECES), min_size=1, max_size=25).map(" ".join)
TEXTS = st.one_of(SENTENCES, st.text(max_size=60), st.text(st.characters(), max_size=30))
WAYS = st.sampled_from([(kind, e3) for kind in Kind for e3 in (ThreeE if kind is Kind.THREE_E_ACTION else (None,))])
SOME = settings(max_examples=120, deadline=None)


def flaws(text: str, way: tuple[Kind, ThreeE | None]) -> frozenset[Flaw]:
    return frozenset(read(text, *way).flaws)


@SOME
@given(TEXTS, WAYS)
@example("n't", (Kind.KEY_RESULT, None))
@example("İİİİ't it", (Kind.KEY_RESULT, None))
@example("\ud800 weld", (Kind.CONCERN_STATEMENT, None))
@example("6 m² \x00 ①", (Kind.DEVELOPMENT_GOAL, None))
def test_any_text_is_answered_and_each_finding_quotes_it(text: str, way: tuple[Kind, ThreeE | None]) -> None:
    for finding in read(text, *way).findings:
        assert 0 <= finding.start < finding.end <= len(text)
        assert finding.words == text[finding.start : finding.end]


@SOME
@given(TEXTS, WAYS)
def test_only_flaws_that_a_kind_can_have_are_found_and_each_once(text: str, way: tuple[Kind, ThreeE | None]) -> None:
    found = read(text, *way).flaws
    assert set(found) <= POSSIBLE[way[0]]
    assert len(found) == len(set(found))


@SOME
@given(TEXTS, WAYS)
def test_the_same_text_gets_the_same_answer_twice(text: str, way: tuple[Kind, ThreeE | None]) -> None:
    assert read(text, *way) == read(text, *way)


@SOME
@given(TEXTS, WAYS, st.sampled_from([str.upper, str.lower, str.capitalize]))
def test_the_letter_case_of_the_first_word_changes_nothing(text: str, way: tuple[Kind, ThreeE | None], other_case: object) -> None:
    assert callable(other_case)
    first, gap, rest = text.partition(" ")
    changed = other_case(first)
    if len(changed) == len(first) and changed.lower() == first.lower():
        assert flaws(changed + gap + rest, way) == flaws(text, way)


@SOME
@given(TEXTS, WAYS, st.text(" \n\t\u2003\xa0", max_size=4), st.text(" \n\t\u2003\xa0", max_size=4))
def test_white_space_around_a_text_only_shifts_the_findings(text: str, way: tuple[Kind, ThreeE | None], before: str, after: str) -> None:
    plain, padded = read(text, *way).findings, read(before + text + after, *way).findings
    assert [(one.flaw, one.start + len(before), one.end + len(before)) for one in plain] == [
        (one.flaw, one.start, one.end) for one in padded
    ]


@SOME
@given(TEXTS, WAYS)
@example("Weld it. ", (Kind.DEVELOPMENT_GOAL, None))
def test_a_final_full_stop_changes_nothing(text: str, way: tuple[Kind, ThreeE | None]) -> None:
    assert flaws(text + ".", way) == flaws(text, way)


@SOME
@given(TEXTS, WAYS, st.sets(st.sampled_from(Flaw)))
def test_what_another_field_answers_is_left_out_and_nothing_else(text: str, way: tuple[Kind, ThreeE | None], answered: set[Flaw]) -> None:
    """COACH-3"""
    every = read(text, *way).findings
    assert read(text, *way, answered=answered).findings == tuple(one for one in every if one.flaw not in answered)


@settings(max_examples=25, deadline=None)
@given(SENTENCES, st.text(max_size=20), WAYS)
def test_of_a_long_text_the_first_5_000_characters_are_judged(beginning: str, rest: str, way: tuple[Kind, ThreeE | None]) -> None:
    whole = beginning.ljust(LIMIT, "x") + rest
    found = read(whole, *way)
    assert found == Reading(read(whole[:LIMIT], *way).findings, truncated=bool(rest))


@SOME
@given(TEXTS, WAYS)
@example("Improve my 100 %d %(text)s %", (Kind.DEVELOPMENT_GOAL, None))
def test_why_and_better_can_always_be_said(text: str, way: tuple[Kind, ThreeE | None]) -> None:
    for finding in read(text, *way).findings:
        assert in_english(finding.why).strip()
        assert "___" in in_english(finding.better) or finding.flaw is Flaw.COMPOUND


@given(*[st.text(max_size=12)] * 5)
def test_a_criterion_is_the_sentence_of_its_parts(statement: str, measure: str, assessor: str, source: str, period: str) -> None:
    """PIP-4: judged as one."""
    made = criterion(statement, measure, assessor, source, period)
    assert made.split() == " ".join((statement, measure, assessor, source, period)).split()


ANSWER = (
    "from cadenza.wording import Kind, read\n"
    "texts = 'Hold twelve clubs by 31 March, print a leaflet, finish the tender.', 'Read up on kilns this year.', 'Wants to be asked.', "
    "'Never miss any call and every guest is always happy with all of it', 'improvve attendence comunicatoin cofnidence'\n"
    "print([[(str(f.flaw), f.start, f.end) for f in read(t, k).findings] for t in texts for k in Kind])"
)


def test_the_answer_is_the_same_in_every_process() -> None:
    """COACH-2: sets of words come in another order in each process; answers do not."""
    answers = {
        subprocess.run(
            [sys.executable, "-c", ANSWER], check=True, capture_output=True, text=True, env={**os.environ, "PYTHONHASHSEED": seed}
        ).stdout
        for seed in ("1", "2")
    }
    assert len(answers) == 1


HOSTILE = (
    "1/1/",
    "by the ",
    "a'",
    "a-",
    "1 ",
    "( ",
    '" “',
    "i do it to a, and ",
    "in the next 2 ",
    "be a more better ",
    "x",
    "9",
    "\u0130't ",
)


@pytest.mark.parametrize("repeated", HOSTILE)
def test_a_text_made_to_be_slow_is_answered_all_the_same(repeated: str) -> None:
    """The bench row of the coach has the milliseconds; here only that none of them runs away."""
    text = repeated * (100_000 // len(repeated))
    assert read(text, Kind.DEVELOPMENT_GOAL).truncated
