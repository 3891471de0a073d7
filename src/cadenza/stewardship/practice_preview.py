"""What a new version of the practice would move, counted before it is saved: sentences with numbers, nobody's name (HR-3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cadenza.people.calendars import working_day_of_all
from cadenza.people.days import day_of, organisation
from cadenza.people.models import Person
from cadenza.plans import reset_rules
from cadenza.plans.application_queries import open_questions
from cadenza.plans.models import Plan, Review
from cadenza.plans.review_access import RUNNING
from cadenza.plans.rules import PlanState, review_dates
from cadenza.practice.practice_rules import Practice
from cadenza.stewardship import practice_words as words
from cadenza.stewardship import queries
from cadenza.stewardship.queries import Look
from cadenza.stewardship.rules import Sign
from cadenza.stewardship.words import title
from cadenza.strategy.models import Cycle
from cadenza.strategy.queries import cycle_on, nearest_cycle

MEASURED: dict[Sign, str] = {
    Sign.UNCHANGED: "unchanged_days stuck_days",
    Sign.NOT_TAKEN_OVER: "handover_days",
    Sign.NOT_KEPT: "misses",
}
"""Which thresholds a sign depends on."""


@dataclass(frozen=True)
class Changed:
    """One setting: what it is called, what counts before, what would count."""

    label: str
    before: str
    after: str


@dataclass
class Preview:
    """What would change, and what that moves."""

    effective_on: date
    changed: list[Changed] = field(default_factory=list)
    moves: list[str] = field(default_factory=list)


def preview(viewer: Person, before: Practice, after: Practice, *, effective_on: date, at: datetime) -> Preview:
    """Hold a version that is not saved against the one it follows. A constant number of statements; nothing is written."""
    found = Preview(effective_on, [Changed(words.label(name), was, now) for name, was, now in differences(before, after)])
    cycle = cycle_on(effective_on) or nearest_cycle(effective_on)
    if cycle is not None:
        found.moves += [*_reviews(before, after, cycle, effective_on), *_resets(before, after, cycle, effective_on)]
    found.moves += [*_questions(before, after, effective_on), *_signs(viewer, before, after, at)]
    return found


def differences(before: Practice, after: Practice) -> list[tuple[str, str, str]]:
    """Name of each setting that differs, with both values in words."""
    was, now = before.values, after.values
    return [(name, words.shown(name, was[name]), words.shown(name, now[name])) for name in now if was[name] != now[name]]


def _reviews(before: Practice, after: Practice, cycle: Cycle, day: date) -> Iterator[str]:
    if before.review_weeks == after.review_weeks:
        return
    kept = Review.objects.filter(plan__state__in=RUNNING, held_at=None, due_on__gte=day).count()
    dates = {"was": _days(cycle, before), "now": _days(cycle, after), "cycle": cycle.label}
    yield _("A plan of %(cycle)s that is shared at its start gets its reviews on %(now)s; so far %(was)s.") % dates
    yield ngettext(
        "%(count)d review that has its day already stays on it.", "%(count)d reviews that have their day already stay on it.", kept
    ) % {"count": kept}


def _days(cycle: Cycle, practice: Practice) -> str:
    countries = {organisation().country} if organisation().country else set()
    dated = review_dates(
        cycle.start_date, cycle.end_date, lambda day: working_day_of_all(day, countries=countries), weeks=practice.review_weeks
    )
    return ", ".join(_day(day) for _kind, day in dated)


def _resets(before: Practice, after: Practice, cycle: Cycle, day: date) -> Iterator[str]:
    if before.reset == after.reset:
        return
    plans = Plan.objects.filter(cycle=cycle, state=PlanState.ACTIVE, agreed_version__isnull=False, reset=None).count()
    steps = (
        (reset_rules.opens_on, _("The reset of %(cycle)s opens on %(now)s; so far on %(was)s.")),
        (reset_rules.due_on, _("It is late after %(now)s; so far after %(was)s.")),
        (reset_rules.alone_on, _("One can finish without the other from %(now)s; so far from %(was)s.")),
    )
    for step, sentence in steps:
        was, now = step(cycle.end_date, before.reset), step(cycle.end_date, after.reset)
        has_opened = step is reset_rules.opens_on and was < day
        if was != now and not has_opened:
            yield sentence % {"cycle": cycle.label, "was": _day(was), "now": _day(now)}
    yield ngettext("That is about %(count)d plan.", "That is about %(count)d plans.", plans) % {"count": plans}


def _questions(before: Practice, after: Practice, day: date) -> Iterator[str]:
    if before.follow_ups == after.follow_ups:
        return
    was, now = (open_questions(day, practice.follow_ups).count() for practice in (before, after))
    yield _("On that day both sides are asked about %(now)d courses; without the change about %(was)d. Answers given stay.") % {
        "was": was,
        "now": now,
    }


def _signs(viewer: Person, before: Practice, after: Practice, at: datetime) -> Iterator[str]:
    cycle = nearest_cycle(day_of(at))
    for sign, names in MEASURED.items():
        if cycle is None or all(getattr(before.drift, name) == getattr(after.drift, name) for name in names.split()):
            continue
        was, now = (queries.found(Look(viewer, cycle, at, practice.drift), sign).count() for practice in (before, after))
        yield _("“%(sign)s”: counted today it would be %(now)d; so far %(was)d.") % {"sign": title(sign), "was": was, "now": now}


def _day(day: date) -> str:
    return date_format(day, "j F Y")
