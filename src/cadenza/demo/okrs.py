"""What teams do with their OKRs besides checking in: say what helped, and what held back."""

from __future__ import annotations

from datetime import timedelta

from cadenza.demo.organisation import House
from cadenza.demo.quarters import Quarter, owner_of
from cadenza.strategy import closing
from cadenza.strategy.closing_rules import Helped

BY_WHAT = {
    "Account recovery": (
        "The first calls asked what had changed at the port, and three renewals were saved early.",
        "Every account at risk had a dated plan by the second week, and two of them signed in the eighth.",
    ),
    "Customer discovery": (
        "Nine interviews showed that dispatchers print the list, so we dropped the screen we had planned.",
        "We heard the same complaint from six harbours before we built anything.",
    ),
    "Data analysis": (
        "The cut by size of harbour showed that one group made the whole dip.",
        "Half of the alarms turned out to be one bad clock; the rest could be counted.",
    ),
    "Data modelling": ("One definition of a berth ended the two weeks of reconciling at the quarter's end.",),
    "Decision writing": (
        "Two proposals came with their costs, so the decision was made in one meeting.",
        "The memo named what we would not do, and nobody reopened it.",
    ),
    "Delivery forecasting": (
        "The range in the forecast let the team cut scope in the third week instead of the last.",
        "Saying seventy per cent sure early moved two people to us in time.",
    ),
    "Incident diagnosis": (
        "The signal across both services showed the cause within an hour; before, that took a day.",
        "Three people can now lead a night call; it was one.",
    ),
    "Negotiation": ("Opening with their berth hours instead of our price kept the discount at four per cent.",),
    "Observability design": (
        "The new traces named the slow query on the first evening.",
        "Alarms fell from forty a week to six, and all six were real.",
    ),
    "Stakeholder updates": ("The weekly half page meant that no steering meeting came as a surprise.",),
    "System design": (
        "Splitting the queue first let both teams ship without waiting for each other.",
        "The review found the shared lock on paper, three weeks before it would have hurt.",
    ),
    "Test design": (
        "The contract tests caught the rounding error before the port did.",
        "Releases went from fortnightly to daily because the suite names what broke.",
    ),
}
"""Capability -> what the owner of a key result could point to (IMP-4)."""
ANY = ("It was there when the work needed it, in the fourth week.",)


def look_back(house: House, quarter: Quarter) -> None:
    """The owners of a finished cycle's results say what helped; one in five has not answered yet (IMP-4)."""
    at = min(quarter.instant(week=14, day=2, hour=11), house.now)
    for number, result in enumerate(quarter.results.values()):
        if number % 5 == 4 or result.owner_id is None:
            continue
        for place, need in enumerate(result.requirements.select_related("capability").order_by("pk")):
            helped = (Helped.HELPED, Helped.HELPED, Helped.NO_DIFFERENCE, Helped.NOT_BUILT)[(number + place) % 4]
            said = BY_WHAT.get(need.capability.name, ANY)
            words = said[(number + int(quarter.cycle.pk)) % len(said)] if helped == Helped.HELPED else ""
            closing.answer_help(result.pk, need.capability_id, helped=helped, by_what=words, by=owner_of(house, result), at=at)


def look_ahead(house: House, quarter: Quarter) -> None:
    """In the running cycle: one answer to the review's question as its owner gave it (STRAT-5)."""
    at = house.now - timedelta(hours=1)
    held = quarter.results["PAY-3"]
    capability = house.capabilities["Delivery forecasting"].pk
    note = "Nobody could say in week three what would not fit."
    closing.answer_held_back(held.pk, capability_id=capability, note=note, by=owner_of(house, held), at=at)
