"""What the coach says of each flaw of each kind of text (COACH-1, COACH-2): why, in a sentence, and how a better one begins, from the writer's own words."""

from __future__ import annotations

import pytest

from cadenza.objections import N_n, objection
from cadenza.wording import POSSIBLE, Flaw, Kind, ThreeE, in_english, read
from cadenza.wording.advice import BETTER, QUOTED_AT_MOST, WHY, better, why

WAYS = [(kind, e3) for kind in Kind for e3 in (ThreeE if kind is Kind.THREE_E_ACTION else (None,))]
CASES = [(flaw, kind, e3) for kind, e3 in WAYS for flaw in sorted(POSSIBLE[kind])]


@pytest.mark.parametrize(("flaw", "kind", "e3"), CASES)
def test_every_flaw_of_every_kind_has_a_reason_and_a_better_version(flaw: Flaw, kind: Kind, e3: ThreeE | None) -> None:
    reason = in_english(why(flaw))
    version = in_english(better(flaw, kind, e3, text="This 100 % text with these words.", words="these words"))
    assert reason.endswith(".")
    assert "%(" not in reason + version
    assert "This 100 % text" in version or "these words" in version


@pytest.mark.parametrize("sentence", [*WHY.values(), *BETTER.values()])
def test_no_sentence_speaks_of_the_writer_or_raises_its_voice(sentence: str) -> None:
    """It judges texts, never people."""
    assert "!" not in sentence
    assert not {"your text", "you wrote", "you forgot", "wrong", "bad"} & set(sentence.lower().split())


def test_the_codes_of_what_is_said_are_the_flaws() -> None:
    assert why(Flaw.VAGUE).code == "vague"
    assert better(Flaw.VAGUE, Kind.KEY_RESULT, None, text="x", words="x").code == "vague-better"
    assert why(Flaw.VAGUE).warning


def test_what_is_said_of_an_action_depends_on_its_field() -> None:
    """ACT-2"""
    said = {better(Flaw.VAGUE, Kind.THREE_E_ACTION, e3, text="x", words="x").message for e3 in (ThreeE.EXPERIENCE, ThreeE.EXPOSURE)}
    assert len(said) == 2


def test_a_long_text_is_quoted_by_its_beginning_and_cut_at_a_word() -> None:
    version = in_english(better(Flaw.NO_DATE, Kind.DEVELOPMENT_GOAL, None, text="regulate " * 60, words="x"))
    assert "regulate …" in version
    assert len(version) < QUOTED_AT_MOST + 20


def test_a_text_is_quoted_on_one_line_without_its_final_stop() -> None:
    assert (
        in_english(better(Flaw.NO_DATE, Kind.DEVELOPMENT_GOAL, None, text=" Tune\n the  piano. ", words="x")) == "By ___: Tune the piano."
    )


def test_a_finding_shows_the_words_as_the_writer_typed_them() -> None:
    text = "  On MONDAYS I’ll  keep an   EYE out for you. "
    (finding,) = read(text, Kind.MANAGER_COMMITMENT).findings
    assert finding.words == text[finding.start : finding.end]
    assert "keep an EYE out" in in_english(finding.better)


def test_a_sentence_with_a_plural_is_said_in_the_singular_where_no_translation_is_at_hand() -> None:
    assert in_english(objection("x", N_n("%(count)s word", "%(count)s words"), count=1)) == "1 word"
