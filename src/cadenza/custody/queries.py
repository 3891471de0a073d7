"""What the pages of this room show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from cadenza.custody.case_models import AccessCase
from cadenza.custody.copies import taken
from cadenza.custody.readings import Reading, told_readings
from cadenza.custody.spoken import formal_plans_of
from cadenza.improvement.models import Case
from cadenza.people.models import Person
from cadenza.people.queries import names_of
from cadenza.trail.queries import private_entries_of, reads_of

READINGS_SHOWN = 200


@dataclass(frozen=True)
class Held:
    """What is held about a person, as its page counts it."""

    kinds: Sequence[tuple[str, int]]
    formal_plans: Sequence[Case]

    @property
    def some(self) -> Sequence[tuple[str, int]]:
        return [(heading, count) for heading, count in self.kinds if count]

    @property
    def none(self) -> Sequence[str]:
        return [heading for heading, count in self.kinds if not count]


def held_about(person: Person, *, at: datetime) -> Held:
    """Every kind with how many rows of it the person may take out; empty ones too, so that the page has one shape. Rule DATA-3."""
    kinds = [(_(one.kind.heading), len(one.rows)) for one in taken(person, at=at) if one.kind.listed]
    return Held(kinds, formal_plans_of(person))


def readings_about(person: Person) -> list[Reading]:
    """Who opened records about the person, newest first, at most two hundred. TRUST J2."""
    return told_readings(person, reads_of(person.pk)[:READINGS_SHOWN])


def readings_of_notes(author: Person) -> list[tuple[datetime, str]]:
    """When a note of the author's was opened in an access case, and about whom it was. Only theirs to see (TRUST J2, column M; 1.6)."""
    opened = [one for one in private_entries_of(author.pk) if one.kind == "custody.note-opened"]
    silent = _silent_cases() if opened else set()
    opened = [one for one in opened if one.facts.get("case") not in silent]
    names = names_of(one.about_id for one in opened)
    return [(one.at, names.get(one.about_id or 0, "")) for one in opened]


def _silent_cases() -> set[int]:
    """Cases in which authors are not told, or two people have not agreed yet whether they are (TRUST 1.6)."""
    asked = Q(untold_by__isnull=False, untold_answered_by=None)
    return set(AccessCase.objects.filter(Q(authors_told=False) | asked).values_list("pk", flat=True))
