"""The doors of the team boards."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from cadenza.people.sign_in import HouseRequest, signed_in
from cadenza.rhythm.board import board_of_reports, board_of_team
from cadenza.web.answers import page


@signed_in
@require_GET
def my_team(request: HouseRequest) -> HttpResponse:
    """Whoever reports to the reader."""
    return page(request, "rhythm/board.html", {"board": board_of_reports(request.person, at=request.at)})


@signed_in
@require_GET
def team(request: HouseRequest, slug: str) -> HttpResponse:
    """A team, as far as the reader sees its people."""
    return page(request, "rhythm/board.html", {"board": board_of_team(request.person, slug, at=request.at)})
