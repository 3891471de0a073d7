"""What teams do with their OKRs besides checking in: say what helped, and what held back."""

from __future__ import annotations

from datetime import timedelta

from cadenza.demo.organisation import House
from cadenza.demo.quarters import Quarter
from cadenza.people.models import Person
from cadenza.strategy import closing
from cadenza.strategy.closing_rules import Helped
from cadenza.strategy.models import KeyResult

BY_WHAT = (
    "The range in the forecast let the team cut scope in the third week instead of the last.",
    "The signal across both services showed the cause within an hour; before, that took a day.",
    "Two proposals came with their costs, so the decision was made in one meeting.",
    "The first calls asked what had changed at the port, and three renewals were saved early.",
)


def look_back(house: House, quarter: Quarter) -> None:
    """The owners of a finished cycle's results say what helped; one in five has not answered yet (IMP-4)."""
    at = min(quarter.instant(week=14, day=2, hour=11), house.now)
    for number, result in enumerate(quarter.results.values()):
        if number % 5 == 4 or result.owner_id is None:
            continue
        for place, need in enumerate(result.requirements.order_by("pk")):
            helped = (Helped.HELPED, Helped.HELPED, Helped.NO_DIFFERENCE, Helped.NOT_BUILT)[(number + place) % 4]
            words = BY_WHAT[(number + place) % len(BY_WHAT)] if helped == Helped.HELPED else ""
            closing.answer_help(result.pk, need.capability_id, helped=helped, by_what=words, by=_owner(house, result), at=at)


def look_ahead(house: House, quarter: Quarter) -> None:
    """In the running cycle: one answer to the review's question as its owner gave it (STRAT-5)."""
    at = house.now - timedelta(hours=1)
    held = quarter.results["PAY-3"]
    capability = house.capabilities["Delivery forecasting"].pk
    note = "Nobody could say in week three what would not fit."
    closing.answer_held_back(held.pk, capability_id=capability, note=note, by=_owner(house, held), at=at)


def _owner(house: House, result: KeyResult) -> Person:
    return next(person for person in house.people.values() if person.pk == result.owner_id)
