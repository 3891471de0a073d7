"""Tells who can do already what key results need: levels that both agreed, with the work they were seen in; and the next quarter's drafts."""

from __future__ import annotations

from datetime import timedelta

from cadenza.demo.organisation import House
from cadenza.demo.quarters import Quarter
from cadenza.evidence import actions as evidence
from cadenza.evidence.actions import EvidenceDraft, GapDraft
from cadenza.evidence.models import GapAssessment
from cadenza.evidence.rules import EvidenceKind, NeedKind
from cadenza.insight.impact_counting import take_impact_picture
from cadenza.insight.level_pictures import take_level_pictures
from cadenza.people import days
from cadenza.people.models import Person
from cadenza.strategy import actions as strategy
from cadenza.strategy import forward

SEEN: dict[str, tuple[str, str]] = {
    "Incident diagnosis": (
        "incident",
        "Found the cause of the double bookings within the hour and left a timeline others could follow.",
    ),
    "Observability design": (
        "review-comment",
        "The signals proposed for the settlement service were taken over by two other teams as they stood.",
    ),
    "System design": ("decision", "The proposal for the timetable import went through review without a rewrite."),
    "Delivery forecasting": ("metric", "Five of the last six forecasts held, two of them across teams."),
    "Test design": ("rework", "The half-way stop of the fare migration worked as designed when it was needed."),
    "Data analysis": ("memo", "The comparison of harbour fees said where the cases were too few; the board decided on it."),
    "Data modelling": ("decision", "Crossings and sailings share one definition; eleven reports moved."),
    "Customer discovery": ("discovery-call", "Named the renewal risk of two ports eight weeks before either said so."),
    "Account recovery": ("handover", "Kept the Solent account with a dated plan that three departments signed."),
    "Negotiation": ("discovery-call", "Traded a longer term for the price and stayed inside the agreed band."),
    "Decision writing": ("memo", "Both teams signed the memo on refunds without a meeting."),
    "Stakeholder updates": ("feedback", "The port authorities asked for the weekly update to be sent to their own boards."),
    "Coaching others": ("feedback", "Handed over the release rota and was not asked back into it."),
    "Technical facilitation": ("decision", "The review across teams ended with a decision that nobody reopened."),
}
"""Capability -> kind of evidence and what was seen."""

READY: tuple[tuple[str, str, int, int], ...] = (
    ("Payments", "Incident diagnosis", 3, 1),
    ("Payments", "Observability design", 2, 1),
    ("Payments", "Delivery forecasting", 2, 2),
    ("Payments", "Test design", 2, 1),
    ("Bookings", "System design", 3, 1),
    ("Bookings", "Data analysis", 2, 1),
    ("Bookings", "Test design", 2, 2),
    ("Bookings", "Delivery forecasting", 3, 1),
    ("Platform", "Incident diagnosis", 3, 1),
    ("Platform", "Observability design", 3, 1),
    ("Platform", "Observability design", 2, 2),
    ("Data", "Data analysis", 3, 2),
    ("Data", "Data modelling", 2, 1),
    ("Customer Success", "Account recovery", 2, 3),
    ("Customer Success", "Customer discovery", 2, 2),
    ("Sales", "Negotiation", 2, 2),
)
"""Team, capability, level, and how many of its people hold it. Negotiation at level 3 and discovery at 3 are held by nobody: two gaps."""
TOP = 4


def build_readiness(house: House) -> None:
    """Let some people of each team be assessed where they are strong, and nobody have two assessments of one capability for it."""
    for team, capability, level, people in READY:
        for name in _without_an_assessment(house, team, capability)[:people]:
            _assess(house, name, capability, level)


def build_next_quarter(house: House, quarter: Quarter) -> None:
    """The payments team has drafted what goes on into the next quarter."""
    ahead = strategy.ensure_cycle(quarter.cycle.end_date + timedelta(days=1), by=None, at=house.now - timedelta(days=1))
    results = [quarter.results[key].pk for key in ("PAY-1", "PAY-3")]
    forward.carry_on(
        quarter.cycle.pk, ahead.pk, objectives=[], key_results=results, by=house.role("manager"), at=house.now - timedelta(hours=3)
    )


def picture(house: House) -> None:
    """The week's picture of levels in groups and the last quarter's of impact, as the nightly job would have made them."""
    take_level_pictures(at=house.now)
    take_impact_picture(at=house.now)


def _without_an_assessment(house: House, team: str, capability: str) -> list[str]:
    """Members of a team who report to somebody, seniors first, as long as nobody assessed them in this capability."""
    known = set(GapAssessment.objects.filter(capability=house.capabilities[capability]).values_list("person_id", flat=True))
    names = [name for name, own in house.team_of.items() if own == team and house.manager(name) and house.people[name].pk not in known]
    return sorted(names, key=lambda name: ("Senior" not in house.profile_of[name], "manager" in house.profile_of[name], name))


def _assess(house: House, name: str, capability: str, level: int) -> None:
    me, manager = house.people[name], house.manager(name)
    assert manager is not None
    row = house.capabilities[capability]
    at = house.now - timedelta(days=16, hours=len(name) % 5)
    fact = _evidence(house, me, capability)
    kept = evidence.add_evidence(me.pk, fact, by=manager if len(name) % 2 else me, at=at)
    draft = GapDraft(row.pk, level, min(level + 1, TOP), [kept.pk], NeedKind.READINESS)
    gap = evidence.assess_gap(me.pk, draft, by=manager, at=at + timedelta(minutes=10))
    evidence.agree_gap(gap.pk, by=me, at=at + timedelta(hours=20))


def _evidence(house: House, me: Person, capability: str) -> EvidenceDraft:
    kind, what = SEEN[capability]
    seen_on = days.day_of(house.now - timedelta(days=40 + me.pk % 9))
    return EvidenceDraft(EvidenceKind(kind), what, seen_on, house.capabilities[capability].pk)
