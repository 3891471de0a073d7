"""The verbs of a pair: add a point, tick it off, put it back, name the time at which they meet."""

from __future__ import annotations

from datetime import date, datetime, time

from django.db import transaction

from cadenza.objections import N_, Refused, objection, refuse_if
from cadenza.people.days import zone_of
from cadenza.people.models import Person
from cadenza.people.rules import clean_line
from cadenza.rhythm.access import pair_for, point_for
from cadenza.rhythm.models import AgendaPoint, MeetingTime
from cadenza.rhythm.rules import objections_to_point
from cadenza.trail.record import record


@transaction.atomic
def add_point(handle: str, *, by: Person, at: datetime, text: str, day: date) -> AgendaPoint:
    """Put something on the agenda of a pair, from either side, at any time (REV-5)."""
    pair = pair_for(by, "agenda.write", handle, at=at, writing=True)
    if pair.manager is None:
        raise Refused([objection("nobody-to-meet", N_("There is nobody to meet yet. HR can name a manager."), where="text")])
    words = clean_line(text)
    unticked = AgendaPoint.objects.filter(person=pair.person, manager=pair.manager, ticked_for=None).count()
    refuse_if(objections_to_point(words, open_points=unticked))
    point = AgendaPoint.objects.create(person=pair.person, manager=pair.manager, author=by, text=words, for_date=day, added_at=at)
    record("rhythm.point-added", by=by, about=pair.person, at=at, point=point.pk)
    return point


@transaction.atomic
def tick_point(point_id: int, *, by: Person, at: datetime, day: date, done: bool) -> AgendaPoint:
    """Tick a point off in the 1:1 of a day, or put it back. Doing it twice changes nothing."""
    point = point_for(by, "agenda.write", point_id, at=at)
    if done == (point.ticked_for is not None):
        return point
    point.ticked_for, point.ticked_at, point.ticked_by = (day, at, by) if done else (None, None, None)
    point.save(update_fields=["ticked_for", "ticked_at", "ticked_by"])
    record("rhythm.point-ticked" if done else "rhythm.point-put-back", by=by, about=point.person, at=at, point=point.pk)
    return point


@transaction.atomic
def set_meeting_time(handle: str, *, by: Person, at: datetime, begins: time | None) -> None:
    """Name the time of day at which a pair usually meets, on the clock of whoever names it; None: a day only (REV-5)."""
    pair = pair_for(by, "agenda.write", handle, at=at, writing=True)
    if pair.manager is None:
        raise Refused([objection("nobody-to-meet", N_("There is nobody to meet yet. HR can name a manager."), where="begins")])
    if begins is None:
        MeetingTime.objects.filter(person=pair.person, manager=pair.manager).delete()
    else:
        values = {"begins": begins, "timezone": zone_of(by).key, "set_by": by, "set_at": at}
        MeetingTime.objects.update_or_create(person=pair.person, manager=pair.manager, defaults=values)
    record("rhythm.meeting-time-set", by=by, about=pair.person, at=at, begins=begins.isoformat("minutes") if begins else None)
