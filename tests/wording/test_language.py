"""Whether a text is English: nothing is said of others (COACH-3)."""

from __future__ import annotations

import pytest

from cadenza.wording import Kind, read
from cadenza.wording.language import is_english
from cadenza.wording.text import Text


@pytest.mark.parametrize(
    "text",
    [
        "Bis Ende Juni kann ich einen Flügel ohne den Meister regulieren.",
        "D'ici fin juin, je sais accorder un piano sans le maître.",
        "Antes de junio puedo afinar el piano sin la ayuda del maestro.",
        "Entro giugno so accordare il pianoforte senza il maestro.",
        "Do końca czerwca stroję fortepian bez pomocy mistrza.",
        "Для июня я настраиваю рояль без мастера.",
        "六月までにピアノを一人で調律する。",
        "Până la sfârșitul lunii știu să acordez pianul.",
        "Verbessere meine Kommunikation",
        "Beter leidinggeven",
        "سأضبط البيانو وحدي",
    ],
)
def test_a_text_in_another_language_gets_no_findings(text: str) -> None:
    """COACH-3"""
    assert read(text, Kind.DEVELOPMENT_GOAL).flaws == ()


@pytest.mark.parametrize(
    "text",
    [
        "Improve my communication skills.",
        "improv my comunication skills now",
        "Better teamwork",
        "Help",
        "I tune the piano with Jürgen and Małgorzata in Łódź.",
        "By June I run the Gemütlichkeit stall alone.",
        "i wants to be more better in sale talk",
        "Reduce the MTTR of the DB",
    ],
)
def test_english_is_known_with_its_typos_names_and_accents(text: str) -> None:
    assert is_english(Text(text))


@pytest.mark.parametrize("text", ["", "...", "12 34", "!?", "xqzt vbnm wrtp", "🙂🙂"])
def test_what_is_no_language_at_all_gets_no_findings(text: str) -> None:
    assert read(text, Kind.CONCERN_STATEMENT).flaws == ()


def test_a_short_text_full_of_slips_is_still_english() -> None:
    assert is_english(Text("improv my comunication skils"))
