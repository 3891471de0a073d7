"""Whether a text is English: the coach says nothing of others (COACH-3)."""

from __future__ import annotations

import simplemma

from cadenza.wording.lexicon import CLASSES, SPELLINGS, words
from cadenza.wording.text import Text

_ENGLISH = words(
    "the of and to a in is it you that he was for on are with as i his they be at one have this from or had by but not what all were we when your can "
    "there an each which she do how their if will up about out many then them these so some her would make like him into time has two more no my than "
    "been who its now did get may any our us without before after until during over under between through because while never always only every"
)
_FOREIGN = (
    words(  # German, Dutch, Scandinavian
        "der die das und nicht beter ein eine einer eines dem den des mit für auf ist sind von zu zum zur im bis ich sie wir wird werden sich auch nach bei aus über "
        "het een en van niet met voor op naar ik je wij worden zijn dat deze og at det som på til af av för att och jag vi inte med är skal skall "
        # French, Spanish, Italian, Portuguese
        "le la les un une de des du et à au aux est dans pour sur avec que qui ne pas je nous vous ce cette el los las una y en por con para del que es se su "
        "il lo gli di che e per non sono della delle nel alla os as um uma do da dos das em não com ao à ou como "
        # Polish, Czech, Turkish, Finnish
        "i w na z do się nie jest oraz przez ve bir bu için ile ja on ei se että kanssa"
    )
    - _ENGLISH
)
FEW_WORDS = 2
"""Words in a text of which a single known one is enough."""


def is_english(text: Text) -> bool:
    """Whether a text can be judged: mostly Latin letters, and English words rather than those of a neighbour."""
    letters = [sign for sign in text.raw if sign.isalpha()]
    latin = sum(sign < "\u0250" for sign in letters)
    if latin * 10 < len(letters) * 8:
        return False
    words = [token.text.lower() for token in text.tokens if token.text.isalpha() and len(token.text) > 1]
    ours, theirs = sum(word in _ENGLISH for word in words), sum(word in _FOREIGN for word in words)
    if theirs > 1 and theirs > ours:
        return False
    known = sum(
        word in CLASSES or (word in SPELLINGS and word not in _FOREIGN) or word in _ENGLISH or simplemma.is_known(word, lang="en")
        for word in words
    )
    return known > 0 and known * 2 >= len(words) if len(words) > FEW_WORDS else known > 0 or not words
