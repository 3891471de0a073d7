"""The case reviewer's door to what HR keeps beside a formal plan, inside an open access case (TRUST G5, L10)."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from cadenza.custody import workspaces
from cadenza.improvement.forms import AdviceForm
from cadenza.people.sign_in import HouseRequest, signed_in
from cadenza.people.step_up import opened_anew
from cadenza.web.answers import onward, page
from cadenza.web.ops import once


@signed_in
@opened_anew
@once
def workspace(request: HouseRequest, ref: str, plan: str) -> HttpResponse:
    """Everything that is kept there, and a form for a note. A refused note comes back without the words of the others: nothing was opened."""
    form = AdviceForm(request.POST if request.method == "POST" else None)
    if form.is_bound:
        case = workspaces.case_for_note(ref, plan, by=request.person, at=request.at)
        if form.is_valid():
            with form.refusing():
                workspaces.add_note(ref, plan, form.cleaned_data["words"], by=request.person, at=request.at)
                return onward(request, reverse("access-workspace", args=[ref, plan]))
        return page(request, "custody/workspace.html", {"case": case, "plan": plan, "space": None, "form": form}, status=422)
    case, space = workspaces.open_workspace(ref, plan, by=request.person, at=request.at)
    return page(request, "custody/workspace.html", {"case": case, "plan": plan, "space": space, "form": form})


@signed_in
@require_POST
@opened_anew
@once
def keep_workspace_back(request: HouseRequest, ref: str, plan: str) -> HttpResponse:
    """Say that it stays back as advice taken for counsel."""
    workspaces.keep_back(ref, plan, by=request.person, at=request.at)
    return onward(request, reverse("access-case", args=[ref]))
