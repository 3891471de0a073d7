"""The small language in which the rules write down their phrases."""

from __future__ import annotations

import pytest

from cadenza.wording.patterns import Phrases
from cadenza.wording.text import Span, Text


def found(phrase: str, text: str) -> str | None:
    read = Text(text)
    span = Phrases(phrase).first(read)
    return text[slice(*read.said(span))] if span else None


@pytest.mark.parametrize(
    ("phrase", "text", "words"),
    [
        ("weld frame", "I welded frames", "welded frames"),
        ("weld|solder frame", "solder frames", "solder frames"),
        ("weld|solder frame", "paint frames", None),
        ("weld the? frame", "weld frame", "weld frame"),
        ("weld the? frame", "weld the frame", "weld the frame"),
        ("weld the?", "weld", "weld"),
        ("the? weld it", "weld it", "weld it"),
        ("the? weld it", "so the weld it holds", "the weld it"),
        ("weld _", "weld it now", "weld it"),
        ("weld _", "weld", None),
        ("weld _", "weld, now", None),
        ("weld _? frame", "weld blue frames", "weld blue frames"),
        ("weld !frame", "weld frames", None),
        ("weld !frame", "weld gates", "weld gates"),
        ("weld ~ gate", "weld gates", "weld gates"),
        ("weld ~ gate", "weld a very long iron gate", "weld a very long iron gate"),
        ("weld ~ gate", "weld one a b c d gate", None),
        ("weld ~ gate", "weld it, the gate", None),
        ("weld ~ gate", "weld it", None),
        ("^ weld", "I weld", None),
        ("^ weld", "Here, weld", "weld"),
        ("weld #", "weld 12 frames", "weld 12"),
        ("weld #", "weld twelve frames", "weld twelve"),
        ("weld @stop", "weld", "weld"),
        ("weld @stop", "weld, then rest", "weld"),
        ("weld @stop", "weld frames", None),
        ("weld @stop rest", "weld , rest", "weld , rest"),
        ("weld @weekday", "weld Mondays", "weld Mondays"),
        ("-- weld", "weld", None),
    ],
)
def test_a_phrase_finds_the_words_it_describes_and_no_others(phrase: str, text: str, words: str | None) -> None:
    assert found(phrase, text) == words


def test_phrases_are_found_from_the_first_word_on_and_at_one_place_in_the_order_of_their_lines() -> None:
    """COACH-2: the same answer each time, whatever order a set of words happens to have."""
    phrases = Phrases("grind it\nweld it\nweld\nweld|join _")
    assert list(phrases.spans(Text("weld it, grind it"))) == [Span(0, 2), Span(0, 1), Span(0, 2), Span(3, 5)]


def test_the_search_can_be_kept_to_a_part_of_the_text() -> None:
    read = Text("weld it and weld them")
    assert Phrases("weld _").first(read, 1) == Span(3, 5)
    assert Phrases("weld _").first(read, 1, 4) is None


def test_alternatives_that_a_word_answers_twice_are_found_once() -> None:
    assert len(list(Phrases("welded|weld").spans(Text("welded")))) == 1


@pytest.mark.parametrize("phrase", ["_ weld", "_? weld", "~ weld", "!it weld", "the? _ weld", "the? it?"])
def test_a_phrase_that_could_never_be_looked_up_is_refused(phrase: str) -> None:
    with pytest.raises(ValueError, match="a phrase"):
        Phrases(phrase)
