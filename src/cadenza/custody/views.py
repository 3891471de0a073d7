"""Doors of what is held about oneself."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from cadenza.custody import actions, queries
from cadenza.custody.access import cases_of
from cadenza.custody.case_rules import OVER, CaseState
from cadenza.custody.copies import CopyFormat
from cadenza.custody.forms import CopyForm, StepUpForm
from cadenza.people.sign_in import HouseRequest, signed_in
from cadenza.people.step_up import way_on
from cadenza.web.answers import onward, page
from cadenza.web.ops import retrying

MEDIA = {CopyFormat.JSON: "application/json", CopyFormat.MARKDOWN: "text/markdown; charset=utf-8", CopyFormat.PDF: "application/pdf"}


@signed_in
@require_safe
def my_data(request: HouseRequest) -> HttpResponse:
    """What is held about me, and the button that hands it out."""
    return _my_data(request, CopyForm(request=request))


@signed_in
@require_POST
def my_copy(request: HouseRequest) -> HttpResponse:
    """The copy itself, under a name that says nothing. Made in the answer: no file is left behind (TRUST T26)."""
    form = CopyForm(request.POST, request=request)
    if not form.is_valid():
        return _my_data(request, form)
    chosen = CopyFormat(form.cleaned_data["form"])
    made = retrying(lambda: actions.take_copy(chosen, by=request.person, at=request.at))
    return as_file(made, "records-about-me", chosen)


@signed_in
@require_safe
def my_readings(request: HouseRequest) -> HttpResponse:
    """Who opened records about me, and when a note of mine was opened; from then on it is seen."""
    actions.see_openings(request.person)
    return page(
        request,
        "custody/readings.html",
        {"readings": queries.readings_about(request.person), "of_notes": queries.readings_of_notes(request.person)},
    )


@signed_in
def confirm(request: HouseRequest) -> HttpResponse:
    """The password once more, and on to where one was going (ASVS 7.5.3)."""
    to = way_on(request, reverse("my-data"))
    form = StepUpForm(request.POST if request.method == "POST" else None, request=request)
    if "password" not in form.fields or (form.is_bound and form.is_valid()):
        return onward(request, to)
    return page(request, "custody/confirm.html", {"form": form}, status=422 if form.is_bound else 200)


def as_file(made: bytes, name: str, form: CopyFormat) -> HttpResponse:
    """A file under a name that says nothing, always saved and never shown inside a page."""
    return HttpResponse(made, content_type=MEDIA[form], headers={"Content-Disposition": f'attachment; filename="{name}.{form.value}"'})


def _my_data(request: HouseRequest, form: CopyForm) -> HttpResponse:
    mine = list(cases_of(request.person))
    context = {"form": form, "held": queries.held_about(request.person, at=request.at), "requests": mine}
    context["may_ask"] = all(CaseState(case.state) in OVER for case in mine)
    return page(request, "custody/my_data.html", context, status=422 if form.is_bound else 200)
