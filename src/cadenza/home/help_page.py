"""The help page: how the quarter runs, and who may see and do what, written out from the very tables that decide it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cadenza.asks.access import WHO_MAY as ASKS
from cadenza.evidence.access import WHO_MAY as EVIDENCE
from cadenza.evidence.feedback_access import WHO_MAY as FEEDBACK
from cadenza.home.help_words import DEEDS, WHO
from cadenza.home.person_page import WHO_MAY as PERSON
from cadenza.people.access import WHO_MAY as PEOPLE
from cadenza.plans.access import WHO_MAY as PLANS
from cadenza.plans.review_access import WHO_MAY as REVIEWS
from cadenza.plans.rules import PlanState
from cadenza.practice.access import WHO_MAY as PRACTICE
from cadenza.rhythm.access import WHO_MAY as RHYTHM
from cadenza.rhythm.needs import WHO_MAY as NEEDS
from cadenza.strategy.access import WHO_MAY as STRATEGY

NEAREST_FIRST = {who: place for place, who in enumerate(WHO)}


@dataclass(frozen=True)
class Right:
    """One thing that can be done, and everybody who may."""

    deed: str
    who: list[str]


@dataclass(frozen=True)
class Table:
    """The rights over one kind of record."""

    heading: str
    rights: list[Right]


def help_page() -> dict[str, Any]:
    """All tables of access in plain words."""
    return {
        "tables": [
            table(_("Your card and your line"), "people", PEOPLE),
            table(_("Your capabilities on your page"), "person", PERSON),
            table(_("Your plan"), "plans", PLANS),
            table(_("Reviews, states of goals, commitments"), "reviews", REVIEWS),
            table(_("1:1s and team boards"), "rhythm", RHYTHM),
            table(_("Evidence and gaps"), "evidence", EVIDENCE),
            table(_("Feedback"), "feedback", FEEDBACK),
            table(_("Needs from performance talks"), "needs", NEEDS),
            table(_("Requests for help"), "asks", ASKS),
            table(_("Objectives and key results"), "strategy", STRATEGY),
            table(_("Prompts"), "practice", PRACTICE),
        ]
    }


def table(heading: str, room: str, rights: Mapping[Any, Iterable[str]]) -> Table:
    """One room's table, in words. A right without words of its own is shown by its name, so that none is left out."""
    return Table(
        heading, [Right(deed_in_words(room, deed), [who_in_words(one, rights[deed]) for one in in_order(rights[deed])]) for deed in rights]
    )


def in_order(rights: Iterable[str]) -> list[str]:
    """The person first, then outwards; tables are sets, and a page must read the same every time."""
    return sorted(rights, key=lambda who: (NEAREST_FIRST.get(str(who), len(NEAREST_FIRST)), str(who)))


def deed_in_words(room: str, deed: str) -> str:
    """What a right lets somebody do."""
    return _(DEEDS[f"{room}:{deed}"]) if f"{room}:{deed}" in DEEDS else deed.replace("-", " ").replace(".", ": ")


def who_in_words(who: str, rights: Iterable[str]) -> str:
    """Who has a right, and from which state of a plan on."""
    words = _(WHO[str(who)]) if str(who) in WHO else str(who).replace("-", " ")
    states = rights[who] if isinstance(rights, Mapping) else None
    return _("%(who)s, once it is shared") % {"who": words} if states is not None and PlanState.DRAFT not in states else words
