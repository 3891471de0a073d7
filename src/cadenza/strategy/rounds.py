"""The weekly round: every key result that somebody answers for, checked in on one page with one save (STRAT-2, DUE-1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, Q, QuerySet

from cadenza.objections import Objection, Refused
from cadenza.people.days import day_of
from cadenza.people.models import Person, ReportingLine
from cadenza.strategy import access, rules
from cadenza.strategy.actions import CheckInDraft, append_look
from cadenza.strategy.models import Cycle, KeyResult
from cadenza.strategy.round_rules import Line, Said, said_in, waiting
from cadenza.strategy.rules import ResultState
from cadenza.trail.record import NewEntry, record_many

MOST = 60
"""Key results on one page of a round; a team rarely has more than ten."""


class RoundRefused(Refused):
    """What stands in the way, key result by key result; nothing was kept."""

    def __init__(self, found: Mapping[int, list[Objection]]) -> None:
        self.found = found
        super().__init__([one for some in found.values() for one in some])


@dataclass
class Round:
    """What a reader looks at once a week."""

    cycle: Cycle
    results: list[KeyResult]
    more: int = 0
    """Key results that did not fit on the page."""
    waiting: int = 0
    """How many of those shown nobody has looked at this week."""
    teams: list[str] = field(default_factory=list)


def answered_for(viewer: Person, *, at: datetime) -> Q:
    """Key results whose round is the viewer's: those they own, those of objectives they own, and those of the teams they lead.

    Where a team has no lead, whoever is in it and manages others of it counts as one. Narrower than what they may check in on: whoever
    stands above a lead may, and is not asked to.
    """
    led = Q(objective__team__lead=viewer)
    if viewer.team_id is not None:
        reports = ReportingLine.objects.in_force(at).filter(manager=viewer, person__team=viewer.team_id)
        led |= Q(Exists(reports), objective__team=viewer.team_id, objective__team__lead=None)
    return Q(owner=viewer) | Q(objective__owner=viewer) | led


def round_results(viewer: Person, cycle: Cycle, *, at: datetime) -> QuerySet[KeyResult]:
    """The running key results of a cycle that the viewer looks at once a week, by objective."""
    rows = KeyResult.objects.filter(answered_for(viewer, at=at), cycle=cycle, state=ResultState.ACTIVE)
    return rows.select_related("objective__team", "owner").order_by("objective__level", "objective__order", "objective_id", "order", "pk")


def round_of(viewer: Person, cycle_key: str, *, at: datetime) -> Round:
    """The round of a cycle for one reader; empty for whoever answers for no key result. Two queries."""
    cycle = access.cycle_by_key(viewer, cycle_key, at=at)
    found = list(round_results(viewer, cycle, at=at)[: MOST + 1])
    shown, today = found[:MOST], day_of(at)
    more = round_results(viewer, cycle, at=at).count() - MOST if len(found) > MOST else 0
    still = waiting((day_of(one.looked_at) if one.looked_at else None for one in shown), today=today)
    teams = dict.fromkeys(one.objective.team.name for one in shown if one.objective.team)
    return Round(cycle, shown, more, still, list(teams))


@transaction.atomic
def hold_round(lines: Mapping[int, Line], *, by: Person, at: datetime) -> int:
    """Check in on every key result of which something new was said, and note of the others that they stand as before.

    Answers how many check-ins were added. Nothing is overwritten, and all of it is kept or nothing. A field that did not change on the
    page is left out, so what somebody else said in between stays. Each key result asks its own access. Raises RoundRefused.
    """
    said: dict[int, tuple[KeyResult, Said]] = {}
    refused: dict[int, list[Objection]] = {}
    for pk in sorted(lines):
        result = access.key_result_for(by, "check-in", pk, at=at, lock=True)
        news = said_in(lines[pk])
        said[pk] = result, news
        if news.anything:
            found = rules.objections_to_check_in(result.state, result.direction, today=day_of(at), **vars(news))
            if found:
                refused[pk] = found
    if refused:
        raise RoundRefused(refused)
    added = [append_look(result, CheckInDraft(**vars(news)), by=by, at=at) for result, news in said.values() if news.anything]
    same = [result for result, news in said.values() if not news.anything and result.state == ResultState.ACTIVE]
    for result in same:
        result.looked_at = at
    KeyResult.objects.bulk_update(same, ["looked_at"])
    record_many(NewEntry("strategy.looked-at", by.pk, None, at, {"key_result": result.pk}) for result in same)
    return len(added)
