"""The doors of the catalogue's list, of a learning option's page and of near-copies. What they offer posts to plans and to learning; they read only."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from cadenza.insight.copies import copies_page
from cadenza.insight.learning import list_page, option_page
from cadenza.learning.access import is_told_of_copies, may_run
from cadenza.learning.forms import KIND_WORDS
from cadenza.learning.queries import Asked
from cadenza.objections import Unseen
from cadenza.people.days import day_of
from cadenza.people.sign_in import HouseRequest, signed_in
from cadenza.plans.actions import note_private_reading, note_reading
from cadenza.strategy.queries import nearest_cycle
from cadenza.web.answers import page
from cadenza.web.paging import number_in


@signed_in
@require_safe
def catalogue(request: HouseRequest) -> HttpResponse:
    """The options, filtered by what stands in the address, and for readers of aggregates how often each was used in the work (TRUST I2)."""
    found = list_page(request.person, Asked.read(request.GET), at=request.at)
    keeps, told = may_run(request.person, "change-catalogue", at=request.at), is_told_of_copies(request.person, at=request.at)
    return page(request, "learning/catalogue.html", {"found": found, "kinds": KIND_WORDS.items(), "keeps": keeps, "told": told})


@signed_in
@require_safe
def option(request: HouseRequest, slug: str) -> HttpResponse:
    """One option: what it builds and takes, the goals it could go into, and how often it was used in the work."""
    found = option_page(request.person, slug, at=request.at)
    if found.plan is not None:
        note_private_reading(found.plan, [place.goal for place in found.places], by=request.person, at=request.at)
    return page(request, "insight/learning_option.html", {"found": found})


@signed_in
@require_safe
def near_copies(request: HouseRequest) -> HttpResponse:
    """What is nearly the same across people in the running cycle: counts for HR, words for whoever reads the plans."""
    if not is_told_of_copies(request.person, at=request.at):
        raise Unseen
    cycle = nearest_cycle(day_of(request.at))
    if cycle is None:
        return page(request, "insight/near_copies.html", {"found": None})
    found = copies_page(request.person, cycle, number=number_in(request.GET), at=request.at)
    for plan in found.plans_read:
        note_reading(plan, by=request.person, at=request.at)
    return page(request, "insight/near_copies.html", {"found": found})
