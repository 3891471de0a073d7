"""Tells of a request for everything held about somebody: two people look at what the manager had noted, and one thing waits for the second."""

from __future__ import annotations

from datetime import timedelta

from cadenza.conversations.models import Note
from cadenza.custody import case_actions, requests
from cadenza.custody.actions import take_copy
from cadenza.custody.case_actions import Opening, Verdict
from cadenza.custody.case_rules import Decision
from cadenza.custody.copies import CopyFormat
from cadenza.demo.organisation import House
from cadenza.people.days import day_of
from cadenza.people.relations import reports_of
from cadenza.plans.actions import note_reading
from cadenza.plans.models import Plan
from cadenza.plans.review_access import RUNNING


def build_custody(house: House) -> None:
    """Let people open each other's plans as they do from day to day, and let one of them ask for everything about herself."""
    _readings(house)
    _access_case(house)
    _asked_for(house)


def _asked_for(house: House) -> None:
    """Somebody has asked for everything on their own page; nobody has taken it up."""
    requests.file_request(
        "Above all what was said about my time with the mobile team.", by=house.role("mentor"), at=house.now - timedelta(days=2)
    )


def _readings(house: House) -> None:
    """Managers read the plans of those who report to them."""
    manager = house.role("manager")
    plans = Plan.objects.filter(owner__in=reports_of(manager, at=house.now), state__in=RUNNING).select_related("owner").order_by("pk")
    for number, plan in enumerate(plans):
        note_reading(plan, by=manager, at=house.now - timedelta(days=number + 1, hours=number))


def _access_case(house: House) -> None:
    """Open a case about somebody of whom the manager keeps a note, and decide its first thing."""
    officer, second = house.role("privacy-officer"), house.role("case-reviewer")
    note = Note.objects.filter(author=house.role("manager"), sealed_at=None).select_related("subject").order_by("pk")[1]
    came, begun = house.now - timedelta(days=6), house.now - timedelta(days=4)
    opening = Opening(note.subject.handle, day_of(came), second.pk)
    case = case_actions.open_case(opening, by=officer, at=begun)
    case_actions.accept(case.ref, by=second, at=begun + timedelta(hours=3))
    looked_at = begun + timedelta(days=1)
    case_actions.read_item(case.ref, 1, by=officer, at=looked_at)
    case_actions.decide(case.ref, 1, Verdict(Decision.RELEASE), by=officer, at=looked_at + timedelta(minutes=10))
    take_copy(CopyFormat.JSON, by=note.subject, at=came)
