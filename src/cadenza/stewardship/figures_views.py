"""The door of `/drift/figures/`: HR-1's figures by team and over time, opened to people where the reader sees them, and as a file."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from cadenza.insight import impact_queries, month_figures
from cadenza.objections import Unseen
from cadenza.people.sign_in import HouseRequest, signed_in
from cadenza.stewardship import figures as shown_figures
from cadenza.stewardship.figures import FiguresPage
from cadenza.web.answers import page
from cadenza.web.file_cells import csv_of
from cadenza.web.paging import number_in


@signed_in
@require_safe
def figures(request: HouseRequest) -> HttpResponse:
    """The figures this reader may see, or the people behind one of them."""
    if "open" in request.GET:
        return _opened(request)
    shown = shown_figures.figures_page(request.person, team=request.GET.get("team", ""), at=request.at)
    if shown is None:
        return page(request, "insight/no_cycle.html")
    name = "stewardship/figures.html" if shown.live is not None else "stewardship/figures_frozen.html"
    return page(request, name, {"shown": shown, "live": shown.live, "seen": impact_queries.change_seen(request.person, at=request.at)})


@signed_in
@require_safe
def as_csv(request: HouseRequest) -> HttpResponse:
    """The same figures as a file, hidden where the page hides them (HR-1, TRUST 1.5)."""
    shown = shown_figures.figures_page(request.person, team=request.GET.get("team", ""), at=request.at)
    rows = shown_figures.rows_of(shown) if shown else []
    finished = impact_queries.latest(request.person, at=request.at)
    if finished is not None:
        rows += shown_figures.rows_of_change(impact_queries.impact_page(request.person, finished.key, at=request.at))
    answer = HttpResponse(csv_of(shown_figures.COLUMNS, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="figures.csv"'
    return answer


def _opened(request: HouseRequest) -> HttpResponse:
    """A figure's people: state, dates, counts; never words (HR-4). To readers of aggregates no figure opens to people."""
    shown = _people(request)
    assert shown.reading.people is not None
    found = month_figures.opened(
        shown.reading.people,
        shown.cycle,
        request.GET["open"],
        team=request.GET.get("team", ""),
        direct=request.GET.get("direct") == "yes",
        month=request.GET.get("month", ""),
        number=number_in(request.GET),
        at=request.at,
    )
    return page(request, "stewardship/figures_opened.html", {"cycle": shown.cycle, "found": found})


def _people(request: HouseRequest) -> FiguresPage:
    shown = shown_figures.reading_of(request.person, at=request.at)
    if shown is None or shown.reading.people is None:
        raise Unseen
    return shown
