"""The door of an objective's page. It reads only; its forms post to strategy."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from cadenza.insight.objective_page import objective_page
from cadenza.people.sign_in import HouseRequest, signed_in
from cadenza.web.answers import page


@signed_in
@require_safe
def objective(request: HouseRequest, cycle: str, pk: int) -> HttpResponse:
    """One objective with its key results, and what may be done with it."""
    shown = objective_page(request.person, cycle, pk, at=request.at)
    return page(request, "insight/objective_page.html", {"shown": shown, "objective": shown.objective})
