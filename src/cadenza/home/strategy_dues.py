"""Dues around key results: the weekly round, what a cycle left open, what helped (DUE-1, STRAT-2, IMP-4)."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cadenza.home.desk import MOST_RESULTS, Desk
from cadenza.home.rules import Due, DueKind
from cadenza.people.days import day_of
from cadenza.people.rules import monday_of
from cadenza.strategy.closing_rules import close_due_on, help_due_on
from cadenza.strategy.models import KeyResult
from cadenza.strategy.round_rules import round_due_on


def strategy_dues(desk: Desk) -> Iterator[Due]:
    """What the reader owes of this kind."""
    if desk.cycle is not None and desk.nearby.to_look_at:
        count = desk.nearby.to_look_at
        yield Due(
            kind=DueKind.CHECK_IN,
            on=round_due_on(desk.today),
            what=ngettext("Check in on %(count)d key result", "Check in on %(count)d key results", count) % {"count": count},
            why=_("The weekly round, on one page. What did not move you leave as it is."),
            url=reverse("okr-round", args=[desk.cycle.key]),
            button=_("Open the round"),
            of=f"{desk.cycle.key}-{monday_of(desk.today).isoformat()}",
        )
    if desk.nearby.to_close is not None:
        cycle, count = desk.nearby.to_close
        yield Due(
            kind=DueKind.RESULTS_TO_CLOSE,
            on=close_due_on(cycle.end_date),
            what=ngettext("Close %(count)d key result of %(cycle)s", "Close %(count)d key results of %(cycle)s", count)
            % {"count": count, "cycle": cycle.label},
            why=_("The cycle ended on %(day)s. Give each its final figure.") % {"day": date_format(cycle.end_date, "j F Y")},
            url=reverse("okr-close", args=[cycle.key]),
            button=_("Close them"),
            of=cycle.key,
        )
    yield from map(_look_back, desk.nearby.to_look_back_on[:MOST_RESULTS])


def _look_back(result: KeyResult) -> Due:
    """The owner's question about a key result that reached its end (IMP-4)."""
    closed_on = day_of(result.closed_at) if result.closed_at else None
    return Due(
        kind=DueKind.LOOK_BACK,
        on=help_due_on(closed_on=closed_on, cycle_end=result.cycle.end_date),
        what=_("Say which capability helped to deliver %(key)s") % {"key": result.key},
        why=result.title,
        url=reverse("key-result-helped", args=[result.cycle.key, result.key]),
        button=_("Answer"),
        about=result.key,
        of=f"{result.cycle.key}-{result.key}",
    )
