"""Doors of what is held about oneself."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_POST, require_safe

from cadenza.custody import actions, queries
from cadenza.custody.copies import CopyFormat
from cadenza.custody.forms import CopyForm
from cadenza.people.sign_in import HouseRequest, signed_in
from cadenza.web.answers import page
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
    headers = {"Content-Disposition": f'attachment; filename="records-about-me.{chosen.value}"'}
    return HttpResponse(made, content_type=MEDIA[chosen], headers=headers)


@signed_in
@require_safe
def my_readings(request: HouseRequest) -> HttpResponse:
    """Who opened records about me."""
    return page(request, "custody/readings.html", {"readings": queries.readings_about(request.person)})


def _my_data(request: HouseRequest, form: CopyForm) -> HttpResponse:
    context = {"form": form, "held": queries.held_about(request.person, at=request.at)}
    return page(request, "custody/my_data.html", context, status=422 if form.is_bound else 200)
