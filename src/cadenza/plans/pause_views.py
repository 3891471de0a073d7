"""The doors of a pause of reviews: proposing it or its end, agreeing, letting it go (PIP-19)."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from cadenza.people.sign_in import HouseRequest, signed_in
from cadenza.plans import access, pausing
from cadenza.plans.forms import PauseForm
from cadenza.plans.views import plan_again
from cadenza.web.answers import onward
from cadenza.web.ops import once


@signed_in
@require_POST
@once
def propose(request: HouseRequest, handle: str, cycle: str) -> HttpResponse:
    """Propose a last day, or that the reviews go on at once."""
    plan = access.plan_at(request.person, "pause", handle, cycle, at=request.at)
    if "lift" in request.POST:
        pausing.propose_pause(plan.pk, None, by=request.person, at=request.at)
        return _back(handle, cycle, request)
    form = PauseForm(request.POST)
    if form.is_valid():
        with form.refusing():
            pausing.propose_pause(plan.pk, form.cleaned_data["until"], by=request.person, at=request.at)
            return _back(handle, cycle, request)
    return plan_again(request, plan, pause=form)


@signed_in
@require_POST
@once
def agree(request: HouseRequest, handle: str, cycle: str, pause: int) -> HttpResponse:
    """Agree what the other one proposed."""
    plan = access.plan_at(request.person, "pause", handle, cycle, at=request.at)
    pausing.agree_pause(plan.pk, pause, by=request.person, at=request.at)
    return _back(handle, cycle, request)


@signed_in
@require_POST
@once
def let_go(request: HouseRequest, handle: str, cycle: str, pause: int) -> HttpResponse:
    """Take a proposal back, or leave it at that."""
    plan = access.plan_at(request.person, "pause", handle, cycle, at=request.at)
    pausing.let_pause_go(plan.pk, pause, by=request.person, at=request.at)
    return _back(handle, cycle, request)


def _back(handle: str, cycle: str, request: HouseRequest) -> HttpResponse:
    return onward(request, f"{reverse('plan', args=[handle, cycle])}#pause")
