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
from cadenza.people.days import day_of
from cadenza.people.sign_in import HouseRequest, signed_in
from cadenza.practice import actions, queries
from cadenza.practice.access import require
from cadenza.practice.forms import PromptsForm, in_lines
from cadenza.practice.hints import hints_asked
from cadenza.practice.rules import Prompts, objections_to_prompts
from cadenza.web.answers import onward, page
from cadenza.web.ops import once


@signed_in
@once
def prompts(request: HouseRequest) -> HttpResponse:
    """The prompts, the earlier versions, and a look at how they will read before they are saved (HR-3)."""
    require(request.person, "prompts.change", at=request.at)
    newest, today = queries.newest_prompts(), day_of(request.at)
    if request.method != "POST":
        day = queries.earliest_day(queries.prompt_versions(), today)
        return shown(request, PromptsForm(None, prompts=chosen(request, newest), day=day), newest)
    form = PromptsForm(request.POST, prompts=newest, day=today)
    if form.is_valid():
        based_on, day = form.cleaned_data["based_on"], form.cleaned_data["effective_on"]
        try:
            if "preview" in request.POST:
                refuse_if(objections_to_prompts(form.prompts()))
                return shown(request, form, newest, preview=form.prompts())
            saved = actions.save_prompts(form.prompts(), based_on=based_on, effective_on=day, by=request.person, at=request.at)
        except Refused as no:
            return shown(request, *beside(form, newest, no), status=422)
        messages.info(request, said_of(saved.waits_on(today)))
        return onward(request, reverse("settings-prompts"))
    return shown(request, form, newest, status=422)


def beside(form: PromptsForm, newest: Prompts, no: Refused) -> tuple[PromptsForm, Prompts]:
    """What was sent, laid over what somebody else saved meanwhile, with the reasons and the other's words beside it (DATA-1)."""
    found = actions.rebased_prompts(form.prompts(), based_on=form.cleaned_data["based_on"])
    again = PromptsForm(form.again(found.values, number=newest.number), prompts=newest)
    again.is_valid()
    again.refuse(no)
    theirs = in_lines(newest)
    again.theirs = [(str(again[name].label), theirs[name]) for name in sorted(found.clashes)]
    return again, newest


def said_of(waits: bool) -> str:
    """What the page says once a version is saved."""
    return _("The new version waits for its day. Until then it can be withdrawn.") if waits else _("The prompts are in force from now on.")


def chosen(request: HouseRequest, newest: Prompts) -> Prompts:
    """The words to begin from: the newest ones, or those of an earlier version picked in the address."""
    picked = request.GET.get("version", "")
    earlier = queries.prompts_of_version(int(picked)) if picked.isascii() and picked.isdigit() and len(picked) < 9 else None
    if earlier is None:
        return newest
    return Prompts(newest.number, earlier.goal_setting, earlier.review, earlier.coaching)


def shown(request: HouseRequest, form: PromptsForm, newest: Prompts, *, status: int = 200, **more: Any) -> HttpResponse:
    """The page with the form, the versions, and a preview when one was asked for."""
    today = day_of(request.at)
    versions = [(one, one.waits_on(today)) for one in queries.prompt_versions()[:20]]
    context = {"form": form, "in_force": queries.prompts_at(request.at), "newest": newest, "versions": versions, **more}
    return page(request, "practice/prompts.html", context, status=status)


@signed_in
@require_POST
@once
def prompts_withdrawn(request: HouseRequest, number: int) -> HttpResponse:
    """Withdraw a version that waits for its day."""
    actions.withdraw_prompts(number, by=request.person, at=request.at)
    messages.info(request, _("The version is withdrawn. It stays in the list."))
    return onward(request, reverse("settings-prompts"))


@signed_in
@require_POST
def hints(request: HouseRequest) -> HttpResponse:
    """What the coach says of a text as it is being typed: everything comes by value, nothing is written, logged or counted (COACH-3)."""
    asked = hints_asked(request.POST.dict(), silent=queries.practice_at(request.at).silent)
    if asked is None:
        return HttpResponse(_("Name the kind of text, such as development_goal."), status=400, content_type="text/plain; charset=utf-8")
    return HttpResponse(render_to_string("practice/hints.html", asked.context), status=422 if asked.too_long else 200)
