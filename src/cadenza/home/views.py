"""The doors of `/`, a person's page, search and help."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from cadenza.evidence.actions import note_reading
from cadenza.home.at_hand import at_hand
from cadenza.home.desk import NEEDY, desk_of
from cadenza.home.help_page import help_page
from cadenza.home.home_page import home_page
from cadenza.home.person_page import person_page
from cadenza.home.search import found_for
from cadenza.people.sign_in import HouseRequest, signed_in
from cadenza.practice.queries import practice_at
from cadenza.web.answers import page


@signed_in(person=False)
@require_GET
def home(request: HouseRequest) -> HttpResponse:
    """What do I owe, to whom, by when? For an account that is no person, the way to the settings."""
    if request.person is None:
        return page(request, "home/no_person.html")
    standing = at_hand(request.person, request.at)
    request._standing = standing  # type: ignore[attr-defined]  # the shell reads it instead of asking again
    context = home_page(desk_of(request.person, at=request.at, standing=standing))
    return page(request, "home/home.html", context | {"states": [status.value for status in NEEDY]})


@signed_in
@require_GET
def person(request: HouseRequest, handle: str) -> HttpResponse:
    """Somebody's card, and for those entitled what lies behind it."""
    found = person_page(request.person, handle, at=request.at)
    if found.get("held"):
        note_reading(found["subject"], by=request.person, at=request.at)
    return page(request, "home/person.html", found)


@signed_in
@require_GET
def search(request: HouseRequest) -> HttpResponse:
    """People, teams, key results, capabilities."""
    return page(request, "home/search.html", {"found": found_for(request.person, request.GET, at=request.at)})


@require_GET
def help_for_all(request: HouseRequest) -> HttpResponse:
    """How it works, who can see what, which keys there are. Open to all: it holds nothing about anybody."""
    return page(request, "home/help.html", {**help_page(), "weeks": practice_at(request.at).review_weeks})
