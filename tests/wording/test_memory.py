"""What the coach remembers from one text to the next: words of the language, and nothing that could be somebody's name (TRUST P4: never cached)."""

from __future__ import annotations

from simplemma import lemmatizer

from cadenza.wording import Kind, read, text

PRIVATE = "I told Zqarbin that Vroxelby sulkked behind the kiln"


def test_a_name_or_a_slip_of_the_pen_is_not_remembered() -> None:
    for kind in Kind:
        read("I told them that he sulked behind the kiln", kind)
    words, dictionary = text._forms_of_known.cache_info().currsize, lemmatizer._legacy_lemmatizer_for.cache_info().currsize
    for kind in Kind:
        read(PRIVATE, kind)
    assert text._forms_of_known.cache_info().currsize == words
    assert lemmatizer._legacy_lemmatizer_for.cache_info().currsize == dictionary


def test_a_name_is_read_the_same_each_time() -> None:
    assert text.forms_of("zqarbin") == text.forms_of("zqarbin") == {"zqarbin"}
    assert "@trait" in text.forms_of("arrogannt")
