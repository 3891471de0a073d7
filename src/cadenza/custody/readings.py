"""Who opened records about a person, in words and in what capacity, never by a name that is not needed (TRUST J2, R18)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from cadenza.custody.rules import Capacity, capacity_of
from cadenza.objections import N_
from cadenza.people.models import Delegation, HRScope, Person, ReportingLine
from cadenza.trail.models import Content

READ_KINDS: Mapping[str, str] = {
    "plans.plan-read": N_("Your development plan, or the 1:1 about it"),
    "evidence.evidence-read": N_("Evidence from your work and what was assessed from it"),
    "evidence.file-taken": N_("A file beside evidence from your work, taken away"),
    "evidence.feedback-opened": N_("Feedback that you received and that was shared"),
    "handover.pack-read": N_("The handover of your plan"),
    "stewardship.snapshot-read": N_("Your talent review snapshot"),
    "stewardship.snapshot-taken": N_("Your talent review snapshot, taken away as a file"),
}
"""Kind of a read in the record -> what was opened. What is not in here is called a record."""

CAPACITIES: Mapping[Capacity, str] = {
    Capacity.MANAGER: N_("Your manager at the time"),
    Capacity.NEXT_MANAGER: N_("A manager who took over from yours"),
    Capacity.STAND_IN: N_("Whoever stood in for your manager"),
    Capacity.HR: N_("Somebody in HR who looked after you"),
    Capacity.SELF: N_("You"),
    Capacity.COLLEAGUE: N_("Somebody in the organisation"),
}


@dataclass(frozen=True)
class Reading:
    """One opening: when, what, and what the reader was to the person then."""

    at: datetime
    what: str
    who: str


def told_readings(person: Person, contents: Iterable[Content]) -> list[Reading]:
    """Reads as the person is told of them, newest first; three statements however many. Rules DATA-2, TRUST J2, R18.

    Notes and formal plans are in chains of their own and so in no line here.
    """
    rows = list(contents)
    readers = {row.by_id for row in rows if row.by_id is not None}
    led = _spans(ReportingLine.objects.filter(person=person, manager__in=readers).values_list("manager_id", "since", "until"))
    stood = _spans(
        Delegation.objects.filter(manager__lines_to_me__person=person, delegate__in=readers).values_list("delegate_id", "since", "until")
    )
    scopes = _spans(HRScope.objects.filter(person=person, partner__in=readers).values_list("partner_id", "since", "until"))
    made = []
    for row in rows:
        by = row.by_id or 0
        capacity = capacity_of(
            row.entry.at, is_self=by == person.pk, led=led.get(by, ()), stood_in=stood.get(by, ()), in_hr=scopes.get(by, ())
        )
        made.append(Reading(row.entry.at, _(READ_KINDS.get(row.kind, N_("A record about you"))), _(CAPACITIES[capacity])))
    return made


def _spans(rows: Iterable[tuple[int, datetime, datetime | None]]) -> dict[int, list[tuple[datetime, datetime | None]]]:
    found: dict[int, list[tuple[datetime, datetime | None]]] = {}
    for who, since, until in rows:
        found.setdefault(who, []).append((since, until))
    return found
