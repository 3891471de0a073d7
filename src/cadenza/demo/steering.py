"""Tells how HR steers: a practice set anew, a version that waits for the next quarter, and follow-ups asked, answered and closed."""

from __future__ import annotations

from datetime import datetime, timedelta

from cadenza.demo.organisation import House
from cadenza.insight.figures import nearest_cycle_of
from cadenza.insight.month_counting import keep_months
from cadenza.people.days import day_of
from cadenza.people.models import Person
from cadenza.practice.actions import save_practice
from cadenza.practice.practice_rules import SHIPPED
from cadenza.practice.queries import practice_at
from cadenza.stewardship import actions as followed
from cadenza.stewardship.models import FollowUp
from cadenza.stewardship.queries import Look, found, to_be_asked
from cadenza.stewardship.rules import Sign, Wish
from cadenza.stewardship.words import first_words

ANSWER = "We sat down on Tuesday. The second goal hung on a decision that is made now, and it moves again from this week on."
CLOSED_ANSWER = "Held it yesterday; I had two weeks of leave and moved nobody’s dates. That will not happen again."
FEWEST_TO_ASK = 3


def steer(house: House) -> None:
    """Set the practice, ask about three signs of drift, and keep the months as the night's count would."""
    _practice(house)
    _follow_ups(house)
    keep_months(at=house.now)


def _practice(house: House) -> None:
    """Six weeks ago follow-ups got ten days; from the next quarter on the first review comes a week earlier."""
    admin, before = house.role("hr-admin"), house.now - timedelta(days=42)
    shorter = SHIPPED.values | {"answer": 10}
    first = save_practice(shorter, based_on=0, effective_on=day_of(before), by=admin, at=before)
    cycle = nearest_cycle_of(house.now)
    if cycle is not None:
        wanted = shorter | {"first_check": 3, "first_follow_up": 5}
        later = max(cycle.end_date, day_of(house.now)) + timedelta(days=1)
        save_practice(wanted, based_on=first.number, effective_on=later, by=admin, at=house.now - timedelta(days=5))


def _follow_ups(house: House) -> None:
    """One open, one answered, one answered and closed, each about somebody else."""
    asked = [one for one in (_ask(house, sign, number) for number, sign in enumerate(Sign)) if one is not None]
    for one, answer in zip(asked, (ANSWER, CLOSED_ANSWER), strict=False):
        followed.answer(one.pk, answer, by=one.asked, at=house.now - timedelta(days=2))
    if len(asked) >= FEWEST_TO_ASK:
        followed.close(asked[1].pk, by=house.role("hr-admin"), at=house.now - timedelta(days=1))


def _ask(house: House, sign: Sign, number: int) -> FollowUp | None:
    """Ask the manager of somebody about whom HR sees a sign; None where there is nobody, or enough was asked."""
    admin, at = house.role("hr-admin"), house.now - timedelta(days=6)
    about, asked = _seen(admin, sign, at, house.now)
    if about is None or asked is None or FollowUp.objects.count() >= FEWEST_TO_ASK:
        return None
    by = day_of(at) + timedelta(days=practice_at(at).drift.answer_days + number)
    return followed.ask(sign, about.handle, asked.pk, Wish(first_words(sign), by), by=admin, at=at)


def _seen(admin: Person, sign: Sign, at: datetime, now: datetime) -> tuple[Person | None, Person | None]:
    cycle = nearest_cycle_of(at)
    if cycle is None:
        return None, None
    taken = set(FollowUp.objects.values_list("about", flat=True))
    people = found(Look(admin, cycle, at, practice_at(at).drift), sign).exclude(pk__in=taken).order_by("name", "pk")
    for about in people[:5]:
        still = to_be_asked(sign, about, at=now)  # managers change in this organisation; whoever was asked answers while they are one
        asked = next((one for one in to_be_asked(sign, about, at=at) if one in still and one.account_id is not None), None)
        if asked is not None:
            return about, asked
    return None, None
