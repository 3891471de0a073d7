"""The door of `/impact/`: whether key results came further where capability was built (IMP-1 to IMP-4). It reads only."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from cadenza.insight import impact_queries
from cadenza.insight.impact_queries import ImpactPage
from cadenza.people.sign_in import HouseRequest, signed_in
from cadenza.web.answers import page


@signed_in
@require_safe
def impact_now(request: HouseRequest) -> HttpResponse:
    """To the last cycle that was counted, or what will appear here and when."""
    cycle = impact_queries.latest(request.person, at=request.at)
    if cycle is not None:
        return HttpResponseRedirect(reverse("impact", args=[cycle.key]))
    return page(request, "insight/impact.html", {"shown": ImpactPage(None, counts_on=impact_queries.counts_on(request.at))})


@signed_in
@require_safe
def impact(request: HouseRequest, cycle: str) -> HttpResponse:
    """A year of finished cycles, ending with this one."""
    return page(request, "insight/impact.html", {"shown": impact_queries.impact_page(request.person, cycle, at=request.at)})
