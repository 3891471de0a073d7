"""Doors of the framework pages: all capabilities and roles, and what good looks like on one track at one level."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from cadenza.capability import access, actions, queries
from cadenza.people.sign_in import HouseRequest, signed_in
from cadenza.web.answers import onward, page
from cadenza.web.ops import once


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
    """What each capability of a track asks for at one level."""
    found = queries.track_page(request.person, track, level, at=request.at)
    return page(request, "capability/level.html", {"found": found, "track": track})


@signed_in
@require_POST
@once
def publish(request: HouseRequest, pk: int) -> HttpResponse:
    """Put a draft version in force."""
    version = actions.publish_version(pk, by=request.person, at=request.at)
    return onward(request, reverse("framework") + f"#{version.framework.slug}")
