"""Every word that the coach is taught can be met: a line that no text could ever fit says nothing, and nobody would notice."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import cadenza.wording
from cadenza.wording.lexicon import CLASSES, words
from cadenza.wording.text import Text

GIVEN_TO_FIGURES = frozenset({"#", "@calendar", "@clock", "@ordinal", "@dayfigure", "@year", "@plain", "@dotted", "@amount", "@name"})
"""What a figure or a capital is known by, which is no class of words."""
NAMED = frozenset().union(*CLASSES.values()) | GIVEN_TO_FIGURES
WILD = words("_ _? ~ ^ ^^")


def phrases() -> Iterator[tuple[str, str]]:
    """Every line of every `Phrases` block, with its module."""
    for path in sorted(Path(cadenza.wording.__file__).parent.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Phrases":
                block = node.args[0]
                assert isinstance(block, ast.Constant)
                yield from ((path.name, line.strip()) for line in block.value.splitlines() if line.strip(" -"))


def alternatives(line: str) -> Iterator[list[str]]:
    """The words that each element of a phrase names."""
    for element in line.split():
        if element not in WILD:
            yield element.removesuffix("?").removeprefix("!").split("|") if len(element) > 1 else [element]


def can_be_met(word: str) -> bool:
    """Whether some text has a token of this form: alone, or as the end of a contraction."""
    return any(word in token.forms for written in (f"x {word} y", f"he{word}") for token in Text(written).tokens)


@pytest.mark.parametrize("module", sorted({module for module, _ in phrases()}))
def test_every_word_of_a_phrase_can_be_met_and_stands_there_once(module: str) -> None:
    for line in (line for name, line in phrases() if name == module and not line.startswith("--")):
        for options in alternatives(line):
            assert len(options) == len(set(options)), line
            assert not [one for one in options if one not in NAMED and not can_be_met(one)], line


def test_every_word_of_a_class_is_known_by_it() -> None:
    for word, classes in CLASSES.items():
        forms = frozenset[str]().union(*(token.forms for token in Text(f"x {word} y").tokens[1:-1]))
        assert classes & forms or word in words(", . ; : ) ( ! ?"), word


@pytest.mark.parametrize("text", ["You are narrow-minded.", "Half-hearted.", "She was so absent-minded and self-centred."])
def test_a_word_that_is_known_with_its_hyphen_is_one_word(text: str) -> None:
    assert any("@trait" in token.forms for token in Text(text).tokens)
