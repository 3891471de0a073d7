"""Doors of the person's own side of an access case: asking, adding words, taking it back, the answer (DATA-3, TRUST M2, L12)."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from cadenza.custody import access, requests
from cadenza.custody.case_forms import SoughtForm
from cadenza.custody.case_queries import request_page
from cadenza.custody.case_views import answered
from cadenza.objections import OutOfStep, Refused, Unseen
from cadenza.people.sign_in import HouseRequest, signed_in
from cadenza.web.answers import onward, page
from cadenza.web.ops import once


@signed_in
@once
def new_request(request: HouseRequest) -> HttpResponse:
    """Ask for everything that is held about oneself: one form, one button."""
    form = SoughtForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        with form.refusing():
            made = requests.file_request(form.cleaned_data["words"], by=request.person, at=request.at)
            return onward(request, reverse("my-request", args=[made.ref]))
    return page(request, "custody/my_request_new.html", {"form": form}, status=422 if form.is_bound else 200)


@signed_in
def my_request(request: HouseRequest, ref: str) -> HttpResponse:
    """Where one's request stands, by when it is answered, and the answer."""
    if request.method == "POST" and not access.case_for(request.person, "see-own", ref, at=request.at).sees("take-answer"):
        raise Unseen
    return _my_request(request, ref, SoughtForm())


@signed_in
@require_POST
@once
def add_words(request: HouseRequest, ref: str) -> HttpResponse:
    """Say more of what one looks for."""
    form = SoughtForm(request.POST)
    if form.is_valid():
        try:
            requests.add_words(ref, form.cleaned_data["words"], by=request.person, at=request.at)
        except OutOfStep:
            raise
        except Refused as no:
            form.refuse(no)
        else:
            return onward(request, reverse("my-request", args=[ref]))
    return _my_request(request, ref, form)


@signed_in
@require_POST
@once
def take_back(request: HouseRequest, ref: str) -> HttpResponse:
    """Take the request back."""
    requests.take_back(ref, by=request.person, at=request.at)
    return onward(request, reverse("my-request", args=[ref]))


def _my_request(request: HouseRequest, ref: str, form: SoughtForm) -> HttpResponse:
    found = request_page(request.person, ref, at=request.at)
    more = {"request_page": found, "ready": found.ready, "sought_form": form}
    if form.is_bound:
        return page(request, "custody/my_request.html", {"case": found.case, **more}, status=422)
    return answered(request, found.case, "take-answer", "custody/my_request.html", **more)
