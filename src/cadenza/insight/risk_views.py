"""Doors of capability risk: the ranked list and grid of a cycle, and who could build what a key result needs. They read only."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from cadenza.insight import builders, risk_queries, risk_words
from cadenza.insight.queries import takes_goals
from cadenza.insight.risk_access import sees_groups
from cadenza.insight.risk_queries import FILTERS, Line, Piece, RiskPage
from cadenza.people.days import day_of
from cadenza.people.sign_in import HouseRequest, signed_in
from cadenza.web.answers import page
from cadenza.web.paging import number_in

GRID = "grid"


@signed_in
@require_safe
def risk(request: HouseRequest, cycle: str) -> HttpResponse:
    """Key results by delivery risk beside capability risk, as a list or as a grid."""
    shown = risk_queries.risk_page(
        request.person,
        cycle,
        show=request.GET.get("show", risk_queries.CRITICAL),
        team=request.GET.get("team", ""),
        number=number_in(request.GET),
        at=request.at,
    )
    grid = request.GET.get("view") == GRID
    context = {
        "shown": shown,
        "lines": [_with_words(line, shown) for line in shown.lines],
        "bare": [line for line in shown.lines if not line.pieces],
        "grid": grid,
        "here": _here(shown, grid),
        "mine": builders.what_could_build(request.person, shown),
        "names": shown.sight.by_levels or sees_groups(request.person, at=request.at),
    }
    return page(request, "insight/risk.html", context)


@signed_in
@require_safe
def who_could_build(request: HouseRequest, cycle: str, key: str) -> HttpResponse:
    """One key result: its risk opened, and who could build what it needs."""
    shown = builders.builders_page(request.person, cycle, key, at=request.at)
    line = shown.line
    context = {
        "shown": shown,
        "result": shown.result,
        "may_start": takes_goals(shown.result, day_of(request.at)),
        "line": line,
        "sums": risk_words.sums_of(line),
        "together": risk_words.together_words(line),
    }
    return page(request, "insight/builders.html", context)


def _with_words(line: Line, shown: RiskPage) -> tuple[Line, list[risk_words.Sum], str, str, list[Piece | None]]:
    """A line with its figures in words, and its row of the grid."""
    cells = risk_queries.cells_of(line, shown.columns)
    return line, risk_words.sums_of(line), risk_words.together_words(line), risk_words.grade_word(line.risk.delivery.grade), cells


def _here(shown: RiskPage, grid: bool) -> dict[str, str]:
    """Query strings that keep everything else as it is: for each filter, for both views, and for this page."""

    def query(show: str, view: str) -> str:
        given = {"show": show, "view": view, "team": shown.team.slug if shown.team else ""}
        return urlencode({name: value for name, value in given.items() if value})

    view = GRID if grid else ""
    found = {show: query(show, view) for show in FILTERS}
    return {**found, "list": query(shown.show, ""), "grid": query(shown.show, GRID), "this": query(shown.show, view)}
