"""The doors between a goal and the catalogue: what is offered for it, and taking one of that up."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from cadenza.people.sign_in import HouseRequest, signed_in
from cadenza.plans import access, actions, options
from cadenza.web.answers import onward, page
from cadenza.web.ops import once


@signed_in
@require_safe
def offered(request: HouseRequest, handle: str, cycle: str, number: int) -> HttpResponse:
    """The catalogue's options for one goal, for its owner."""
    plan = access.plan_at(request.person, "write", handle, cycle, at=request.at)
    found = options.offer_page(plan, number, at=request.at)
    actions.note_private_reading(plan, [found.goal], by=request.person, at=request.at)
    return page(request, "plans/options.html", {"found": found, "plan": plan})


@signed_in
@require_POST
@once
def take_up(request: HouseRequest, handle: str, cycle: str, number: int) -> HttpResponse:
    """Put one of them into the goal; its owner then says where it will be applied."""
    plan = access.plan_at(request.person, "write", handle, cycle, at=request.at)
    action = options.take_up(plan.pk, number, request.POST.get("option", "")[:80], by=request.person, at=request.at)
    return onward(request, f"{reverse('plan-edit', args=[handle, cycle])}#actions-{action.goal.number}")
