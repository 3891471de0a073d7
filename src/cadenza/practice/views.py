"""The doors through which HR words the prompts, and a page asks the coach while somebody types."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cadenza.objections import Refused, refuse_if
from cadenza.people.sign_in import HouseRequest, signed_in
from cadenza.practice import queries
from cadenza.practice.access import require
from cadenza.practice.actions import save_prompts
from cadenza.practice.forms import PromptsForm
from cadenza.practice.hints import hints_asked
from cadenza.practice.rules import Prompts, objections_to_prompts
from cadenza.web.answers import onward, page
from cadenza.web.ops import once


@signed_in
@once
def prompts(request: HouseRequest) -> HttpResponse:
    """The prompts in force, the earlier versions, and a look at how they will read before they are saved (HR-3)."""
    require(request.person, "prompts.change", at=request.at)
    in_force = queries.prompts_in_force()
    if request.method != "POST":
        return shown(request, PromptsForm(None, prompts=chosen(request, in_force)), in_force)
    form = PromptsForm(request.POST, prompts=in_force)
    if form.is_valid():
        try:
            if "preview" in request.POST:
                refuse_if(objections_to_prompts(form.prompts()))
                return shown(request, form, in_force, preview=form.prompts())
            save_prompts(form.prompts(), based_on=form.cleaned_data["based_on"], by=request.person, at=request.at)
        except Refused as no:
            form.refuse(no)
        else:
            messages.info(request, _("The prompts are in force from now on."))
            return onward(request, reverse("settings-prompts"))
    return shown(request, form, in_force, status=422)


def chosen(request: HouseRequest, in_force: Prompts) -> Prompts:
    """The words to begin from: those in force, or those of an earlier version picked in the address."""
    picked = request.GET.get("version", "")
    earlier = queries.prompts_of_version(int(picked)) if picked.isascii() and picked.isdigit() and len(picked) < 9 else None
    if earlier is None:
        return in_force
    return Prompts(in_force.number, earlier.goal_setting, earlier.review, earlier.coaching)


def shown(request: HouseRequest, form: PromptsForm, in_force: Prompts, *, status: int = 200, **more: Any) -> HttpResponse:
    """The page with the form, the versions, and a preview when one was asked for."""
    context = {"form": form, "in_force": in_force, "versions": list(queries.versions()[:20]), **more}
    return page(request, "practice/prompts.html", context, status=status)


@signed_in
@require_POST
def hints(request: HouseRequest) -> HttpResponse:
    """What the coach says of a text as it is being typed: everything comes by value, nothing is written, logged or counted (COACH-3)."""
    asked = hints_asked(request.POST.dict())
    if asked is None:
        return HttpResponse(_("Name the kind of text, such as development_goal."), status=400, content_type="text/plain; charset=utf-8")
    return HttpResponse(render_to_string("practice/hints.html", asked.context), status=422 if asked.too_long else 200)
