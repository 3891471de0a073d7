"""The way of a mail: each midnight (UTC) the coming mornings of every zone are asked for; a morning asks for its readers; each gets one.

Guarantees: at most one mail for a person and occasion, whatever dies when (TRUST N03): its name follows from both, and of one name one is kept
and claimed once. Nobody who has left, has no account, or has turned it off meanwhile. Nothing goes after noon of its day (N27).
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from cadenza.jobs.mail import Terms
from cadenza.jobs.queue import enqueue
from cadenza.jobs.registry import asked_before_sending, every_day, handles
from cadenza.jobs.rules import day_in
from cadenza.notices.mails import reminder
from cadenza.notices.queries import occasion_for, readers, tally_for, wants, zones_in_use
from cadenza.notices.rules import GOOD_FOR, Occasion, is_stale, morning_of, mornings_within
from cadenza.people.days import zone_of
from cadenza.people.models import Person
from cadenza.people.relations import has_left
from cadenza.people.rules import monday_of

PLAN, MORNING, TELL = "notices.plan-mornings", "notices.morning", "notices.tell"
AT_ONCE = 200
"""People looked at in one job; the next job goes on after them."""
UTC = ZoneInfo("UTC")


@every_day(PLAN, together=True)
def plan_mornings(*, at: datetime) -> None:
    """Ask for each zone's mornings of the 24 hours from this midnight. After an outage those that are over are done at once, or are stale."""
    midnight = datetime.combine(day_in(UTC, at), datetime.min.time(), tzinfo=UTC)
    for name in zones_in_use():
        zone = ZoneInfo(name)
        for day in mornings_within(midnight, zone):
            run_at = max(at, morning_of(day, zone))
            enqueue(MORNING, at=at, run_at=run_at, dedupe=f"{MORNING}:{name}:{day}", zone=name, day=day.isoformat())


@handles(MORNING, together=True)
def morning(*, at: datetime, zone: str, day: str, after: int = 0) -> None:
    """Ask for the mail of everybody in a zone to whom this day brings one."""
    today = date.fromisoformat(day)
    if is_stale(at, morning=morning_of(today, ZoneInfo(zone))):
        return
    people = list(readers().filter(timezone__in=zones_in_use().get(zone, []), pk__gt=after).order_by("pk")[:AT_ONCE])
    choices = wants(people)
    for person in people:
        occasion = occasion_for(person, today, choices[person.pk], at=at)
        if occasion is not None:
            enqueue(TELL, at=at, person=person.pk, day=day, occasion=occasion.value)
    if len(people) == AT_ONCE:
        enqueue(MORNING, at=at, zone=zone, day=day, after=people[-1].pk)


@handles(TELL)
def tell(*, at: datetime, person: int, day: str, occasion: str) -> None:
    """Write one person's mail, if there is something to say. Done twice it says it once."""
    today, reader = date.fromisoformat(day), readers().filter(pk=person).first()
    if reader is None:
        return
    here = zone_of(reader)
    wanted = occasion_for(reader, today, wants([reader])[reader.pk], at=at)
    until = morning_of(today, here) + GOOD_FOR
    if wanted != occasion or at >= until:
        return
    with timezone.override(here):
        tally = tally_for(reader, wanted, today, at=at)
    if tally.all:
        named_for = monday_of(today) if wanted == Occasion.WEEKLY else today
        terms = Terms(until=until, asked=STILL_WANTED[wanted], about=reader.pk)
        reminder(reader, wanted, named_for, tally, terms=terms).send()


STILL_WANTED = {occasion: f"notices.{occasion.value}-still-wanted" for occasion in Occasion}


@asked_before_sending(STILL_WANTED[Occasion.WEEKLY])
def weekly_still_wanted(about: int, *, at: datetime) -> bool:
    """Whether somebody is still here and wants the weekly mail."""
    reader = _still_here(about, at)
    return reader is not None and wants([reader])[reader.pk].weekly


@asked_before_sending(STILL_WANTED[Occasion.ON_THE_DAY])
def daily_still_wanted(about: int, *, at: datetime) -> bool:
    """Whether somebody is still here and wants the mail on the day."""
    reader = _still_here(about, at)
    return reader is not None and wants([reader])[reader.pk].on_the_day


def _still_here(person_id: int, at: datetime) -> Person | None:
    reader = readers().filter(pk=person_id).first()
    return reader if reader is not None and not has_left(reader, at=at) else None
