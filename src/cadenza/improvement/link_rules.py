"""The link by which somebody who has left can still appeal: one purpose, two secrets, a few tries, an end. Pure."""

from __future__ import annotations

from datetime import date, timedelta

from cadenza.improvement.rules import State
from cadenza.objections import N_, Objection, objection

MOST_TRIES = 5
"""Wrong codes after which a link is dead; HR can give another. House figure, as for sign-in (TRUST T28)."""
READ_DAYS = 30
"""How long the decision on an appeal can be read by the link. House figure; the copy of the record is theirs by an access request."""
OPEN_IN = frozenset({State.DECIDED, State.APPEALED, State.ENDED})


def objections_to_giving(last_day: date | None) -> list[Objection]:
    """Why no link is given. TRUST X5: whoever is here signs in and appeals like everybody."""
    if last_day is None:
        return [objection("link-for-somebody-here", N_("The person can sign in and appeal here. A link is for somebody whose last day is known."))]  # fmt: skip
    return []


def link_is_open(state: State, *, appeal_until: date | None, ended_on: date | None, tries: int, today: date) -> bool:
    """Whether a link opens anything: while an appeal is possible or decided upon, and a month after its decision. TRUST X5, G1."""
    if tries >= MOST_TRIES or state not in OPEN_IN:
        return False
    if state is State.APPEALED:
        return True
    until = ended_on + timedelta(days=READ_DAYS) if ended_on is not None else appeal_until
    return until is not None and today <= until


def plain_code(given: str) -> str:
    """A code as it is compared: letters and digits, however it was written down. TRUST X5."""
    return "".join(sign for sign in given.upper() if sign.isalnum())
