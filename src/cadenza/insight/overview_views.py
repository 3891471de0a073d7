"""The door of `/overview/`: live figures for those who see states, the weekly ones for those who see aggregates (TRUST 1.5)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, QueryDict
from django.views.decorators.http import require_safe

from cadenza.insight import access, figures, snapshot_rest
from cadenza.insight.access import Reading
from cadenza.objections import Unseen
from cadenza.people.sign_in import HouseRequest, signed_in
from cadenza.strategy.models import Cycle
from cadenza.web.answers import page
from cadenza.web.paging import number_in

LIVE, ORGANISATION = "mine", "organisation"


@signed_in
@require_safe
def overview(request: HouseRequest) -> HttpResponse:
    """The figures this reader may see, or the people behind one of them."""
    reading = access.reading(request.person, at=request.at)
    cycle = figures.nearest_cycle_of(request.at)
    if cycle is None:
        return page(request, "insight/no_cycle.html")
    if reading.people is not None and "open" in request.GET:
        return _opened(request, reading, cycle)
    known = access.known_to(request.person, at=request.at)
    safe = reading.aggregates and figures.snapshot_is_safe(known, cycle)
    both = reading.people is not None and safe
    frozen = reading.people is None or (both and request.GET.get("view") == ORGANISATION)
    context: dict[str, Any] = {"cycle": cycle, "critical": figures.critical_share(cycle), "both": both, "frozen": frozen, "safe": safe}
    if frozen:
        newest = figures.latest_snapshot(at=request.at) if safe else None
        context["snapshot"] = next(iter(snapshot_rest.left([newest], known)), None) if newest else None
        return page(request, "insight/overview_frozen.html", context)
    assert reading.people is not None
    context["live"] = figures.overview(reading.people, cycle, team=request.GET.get("team", ""), at=request.at)
    return page(request, "insight/overview.html", context)


def _opened(request: HouseRequest, reading: Reading, cycle: Cycle) -> HttpResponse:
    """A live figure's people: state, dates, cadence; never words (HR-4)."""
    if reading.people is None:
        raise Unseen
    found = figures.opened(
        reading.people,
        cycle,
        request.GET["open"],
        team=request.GET.get("team", ""),
        direct=request.GET.get("direct") == "yes",
        number=number_in(request.GET),
        at=request.at,
    )
    here = QueryDict(mutable=True)
    here.update({name: request.GET[name] for name in ("open", "team", "direct") if name in request.GET})
    return page(request, "insight/opened.html", {"cycle": cycle, "found": found, "here": here.urlencode()})
