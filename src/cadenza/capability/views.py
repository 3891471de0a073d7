"""Doors of the framework pages: all capabilities and roles, and what good looks like on one track at one level."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from cadenza.capability import access, queries
from cadenza.objections import Unseen
from cadenza.people.sign_in import HouseRequest, signed_in
from cadenza.web.answers import page
from cadenza.web.numbers import whole


@signed_in
@require_safe
def framework(request: HouseRequest) -> HttpResponse:
    """Every framework in force, its families and capabilities, and the role profiles."""
    pages = queries.framework_page(request.person, at=request.at)
    may_change = access.may_run(request.person, "change-framework", at=request.at)
    context = {"pages": pages, "profiles": list(queries.role_profiles()), "may_change": may_change}
    return page(request, "capability/framework.html", context)


@signed_in
@require_safe
def level(request: HouseRequest, track: str, level: int) -> HttpResponse:
    """What each capability of a track asks for at one level, or at two side by side."""
    found = queries.track_page(request.person, track, level, beside=wanted_level(request), at=request.at)
    return page(request, "capability/level.html", {"found": found, "track": track})


@signed_in
@require_safe
def role(request: HouseRequest, slug: str) -> HttpResponse:
    """What a role asks for, or two of them side by side."""
    found = queries.role_page(request.person, slug, beside=request.GET.get("beside", ""), at=request.at)
    return page(request, "capability/role.html", {"found": found})


def wanted_level(request: HouseRequest) -> int | None:
    """The level to compare with; none when none is named, Unseen when it is no level."""
    asked = request.GET.get("beside", "")
    level = whole(asked, digits=3)
    if asked and level is None:
        raise Unseen
    return level
