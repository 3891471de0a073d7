"""Who can read a page of a formal plan at this instant, said on the page itself (PIP-9, PIP-17; TRUST G1 to G7, L34)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cadenza.improvement import rules
from cadenza.improvement.access import WHO_MAY, Seat, hr_is_missing
from cadenza.improvement.rules import Kind, Part, State
from cadenza.people.models import Person
from cadenza.people.relations import has_left

FEWER: Mapping[str, frozenset[Part]] = {
    "integrity": WHO_MAY["see-integrity"],
    "consider": rules.WHO_SEES[Kind.CONSIDERED],
    "adjustment": rules.WHO_SEES[Kind.ADJUSTMENT],
    "surprise": rules.WHO_SEES[Kind.SURPRISE],
    "surprise-cause": rules.WHO_SEES[Kind.SURPRISE_CAUSE],
    "reply-outcome": rules.WHO_SEES[Kind.OUTCOME_REPLY],
    "propose-outcome": rules.WHO_SEES[Kind.OUTCOME_DRAFT],
    "disagree": rules.WHO_SEES[Kind.OUTCOME_DISAGREED],
}
"""Section or step of a plan -> whose it is, where that is not everybody on it."""


@dataclass(frozen=True)
class Readers:
    """Those who can read what stands on a page, in the order of the plan."""

    people: tuple[Person, ...]
    heard: bool
    """The person has heard the plan; until then nobody beside manager and HR partner knows of it (PIP-8)."""
    withdrawn: bool
    fewer: bool
    """Somebody else on the plan does not read it."""


def readers_of(seat: Seat, place: str = "") -> Readers:
    """Who reads this section or step of a plan. Rules PIP-8, PIP-9; TRUST G1 to G7, X2, X6, X18."""
    everybody = _on_it(seat)
    whose = FEWER.get(place, rules.READERS)
    people = tuple(one for part, one in everybody.items() if part in whose)
    return Readers(people, seat.case.served_at is not None, seat.state is State.WITHDRAWN, len(people) < len(everybody))


def _on_it(seat: Seat) -> dict[Part, Person]:
    case, spent = seat.case, seat.spent
    named = {
        Part.PERSON: case.person if case.served_at is not None else None,
        Part.MANAGER: case.manager if seat.led and not spent else None,
        Part.HR: case.hr_partner if not _is_without_hr(seat) else None,
        Part.DECIDER: case.decider if not spent else None,
        Part.APPEAL: case.appeal_manager if not spent else None,
    }
    return {part: one for part, one in named.items() if one is not None and not (seat.at and has_left(one, at=seat.at))}


def _is_without_hr(seat: Seat) -> bool:
    """Whether the HR partner on the case is let in no more; of a plan that is over, no seat but theirs and the register's knows it."""
    if seat.at is None or Part.HR in seat.parts or seat.state not in rules.OVER:
        return seat.waits_for_hr
    return hr_is_missing(seat.case, at=seat.at)
